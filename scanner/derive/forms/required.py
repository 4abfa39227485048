"""Whether a visitor has to fill in a field, as the page says it: to the browser, with a mark, or in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from scanner.derive.forms.cores import cores
from scanner.derive.forms.signals import FieldSignals, FormSignals
from scanner.derive.forms.words import words
from scanner.model.vocabulary import PersonalData as P

#: Boxes that a sentence on all fields speaks of too; one that offers something besides is free.
_AGREED = frozenset({P.CONSENT_TERMS, P.CONSENT_PRIVACY, P.CONSENT_HEALTH, P.AGE_OVER})


#: So many fields called optional, and nothing mandatory, say of the rest that it is (BigCommerce, Odoo, Shopify).
_ENOUGH_OPTIONAL = 2
_FILLED_IN = frozenset({"text", "email", "tel", "number", "date", "url", "password", "textarea", "select", "combobox"})
_OPTIONAL = "called optional"
_UNMARKED = "nothing marks it"

#: A group's name, not a sentence in its place.
_SHORT = 60
_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n")


def _all_of_them(text: str) -> bool:
    """A sentence that speaks of all fields, but for those that it or the form calls optional."""
    return any(cores().required.best("all", sentence) for sentence in _SENTENCES.split(text[:3000]) if sentence)


@dataclass(frozen=True, slots=True)
class Demand:
    """`required` as a visitor has to take it, and `why`.

    `marked`: of a required field, whether a visitor is told before sending: by a word, by an asterisk that the form
    explains, or by a sentence that holds for the whole form. None where nothing is required.
    """

    required: bool
    why: str
    marked: bool | None


def demand_of(field: FieldSignals, form: FormSignals, means: P | None = None) -> Demand:
    """What the page demands. What it enforces counts even where it calls the field optional.

    Of a field that is disabled nothing is demanded as the page stands (HTML, constraint validation).
    """
    if field.disabled:
        return Demand(False, "disabled", None)
    lexicon = words().required
    told = f"{field.label} {field.placeholder} {field.hint} {field.title}"
    optional = lexicon.says("optional_words", told)
    # A switch that says "necessary" says it of what it switches.
    named = lexicon.says("required_words", f"{told} {field.star_title}") and not optional and field.kind != "switch"
    around = f"{form.before} {form.text}"
    everything = lexicon.says("all_required", around) or _all_of_them(around)
    group = field.group if len(field.group) <= _SHORT and "*" not in field.group else ""
    if group and not optional and not named:  # a part of a form that says it is mandatory, or that it is not
        optional = lexicon.says("optional_words", group)
        named = not optional and (lexicon.says("required_words", group) or lexicon.says("legend_explains", group))
    enforced = field.required or field.aria_required
    star = field.star or field.group.rstrip().endswith("*")  # a line's asterisk holds for all that stands in it
    explained = star and not optional and lexicon.says("legend_explains", around)
    marked = explained or named or (everything and not optional)
    if enforced:
        return Demand(True, "enforced by the page", marked)
    if optional:
        return Demand(False, _OPTIONAL, None)
    if star:
        return Demand(True, "marked with an asterisk", marked)
    if named:
        return Demand(True, "called mandatory", True)
    if everything and (field.kind not in {"checkbox", "switch"} or means in _AGREED):
        return Demand(True, "the form says that all fields are mandatory", True)
    return Demand(False, _UNMARKED, None)


def demands_of(form: FormSignals, means: Sequence[P | None]) -> tuple[Demand, ...]:
    """Of all its fields: where only what is optional is marked, the rest is mandatory to whoever reads it."""
    alone = [demand_of(field, form, meaning) for field, meaning in zip(form.fields, means, strict=True)]
    if sum(one.why == _OPTIONAL for one in alone) < _ENOUGH_OPTIONAL or any(one.required for one in alone):
        return tuple(alone)
    rest = Demand(True, "only the others are called optional", True)
    return tuple(
        rest if one.why == _UNMARKED and field.kind in _FILLED_IN else one
        for field, one in zip(form.fields, alone, strict=True)
    )
