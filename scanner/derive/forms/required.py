"""Whether a visitor has to fill in a field, as the page says it: to the browser, with a mark, or in words."""

from __future__ import annotations

from dataclasses import dataclass

from scanner.derive.forms.signals import FieldSignals, FormSignals
from scanner.derive.forms.words import words


@dataclass(frozen=True, slots=True)
class Demand:
    """`required` as a visitor has to take it, and `why`.

    `marked`: of a required field, whether a visitor is told before sending: by a word, by an asterisk that the form
    explains, or by a sentence that holds for the whole form. None where nothing is required.
    """

    required: bool
    why: str
    marked: bool | None


def demand_of(field: FieldSignals, form: FormSignals) -> Demand:
    """What the page demands. What it enforces counts even where it calls the field optional.

    Of a field that is disabled nothing is demanded as the page stands (HTML, constraint validation).
    """
    if field.disabled:
        return Demand(False, "disabled", None)
    lexicon = words().required
    told = f"{field.label} {field.placeholder} {field.hint} {field.title}"
    optional = lexicon.says("optional_words", told)
    named = lexicon.says("required_words", f"{told} {field.star_title}") and not optional
    around = f"{form.before} {form.text}"
    everything = lexicon.says("all_required", around)
    enforced = field.required or field.aria_required
    explained = field.star and not optional and lexicon.says("legend_explains", around)
    marked = explained or named or (everything and not optional)
    if enforced:
        return Demand(True, "enforced by the page", marked)
    if optional:
        return Demand(False, "called optional", None)
    if field.star:
        return Demand(True, "marked with an asterisk", marked)
    if named:
        return Demand(True, "called mandatory", True)
    if everything and field.kind not in {"checkbox", "switch"}:
        return Demand(True, "the form says that all fields are mandatory", True)
    return Demand(False, "nothing marks it", None)
