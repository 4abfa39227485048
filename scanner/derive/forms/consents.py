"""All that a tick in a box agrees to, clause by clause: to read something is no consent to it, to take it back none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from scanner.derive.forms.around_words import around_words, sentences
from scanner.derive.forms.boxes import yes_or_no
from scanner.derive.forms.fields import Meaning
from scanner.derive.forms.signals import FieldSignals
from scanner.derive.forms.words import plain, words
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import PersonalData as P

#: In the order in which they are told.
CONSENTS = (P.CONSENT_TERMS, P.CONSENT_PRIVACY, P.CONSENT_MARKETING, P.CONSENT_PROFILING, P.CONSENT_HEALTH)
#: Whoever ticks a box wants these if it speaks of them at all; terms and notices are also only pointed at.
_WANTED = frozenset({P.CONSENT_MARKETING, P.CONSENT_PROFILING, P.CONSENT_HEALTH})
_BOXES = frozenset({"checkbox", "switch"})
_SEVERAL = Unknown("several boxes of one name, each with words of its own")


def is_box(field_: FieldSignals) -> bool:
    """A box to tick, or yes and no to choose from."""
    return field_.kind in _BOXES or (field_.kind in {"radio", "radiogroup"} and yes_or_no(field_.options))


def binds(field_: FieldSignals, meaning: Meaning) -> Maybe[tuple[P, ...] | None]:
    """What a tick agrees to. Unknown where the box itself was not understood; None for anything but a box."""
    if not is_box(field_):
        return None
    if field_.kind in _BOXES and len(field_.options) > 1:
        told = {agreed_to(option) for option in field_.options}
        return told.pop() if len(told) == 1 else _SEVERAL
    found = agreed_to(field_.label or f"{field_.placeholder} {field_.title} {field_.hint}")
    if not found and isinstance(meaning.asks_for, Unknown):
        return meaning.asks_for
    return found


@dataclass(slots=True)
class _Reading:
    """What was agreed to so far; `open`: named, but neither agreed to nor only pointed at."""

    agreed: set[P] = field(default_factory=set)
    open: list[P] = field(default_factory=list)
    pointed: bool = False


def agreed_to(label: str) -> tuple[P, ...]:
    """All consents that whoever ticks a box with this label gives."""
    reading = _Reading()
    for sentence in sentences(label):
        _read(tuple(_clauses(sentence)), reading)
    if not reading.agreed and not reading.pointed:
        reading.agreed |= set(reading.open)  # no more than names: to tick them is to agree
    return tuple(kind for kind in CONSENTS if kind in reading.agreed)


def _clauses(sentence: str) -> Iterator[str]:
    return (clause for clause in around_words().joins.split(sentence) if plain(clause))


def _read(clauses: Sequence[str], reading: _Reading) -> None:
    box, agreeing = around_words().box, False
    whole = " ".join(clauses)
    # "…, dass …" goes on after a comma: what one agrees to may stand in the clause after the word.
    for clause in clauses:
        kinds = _kinds(clause)
        if box.says("back", clause):
            agreeing = False
            continue
        wanted = {kind for kind in kinds if kind in _WANTED}
        agrees, informs = box.says("agree", clause), box.says("inform", clause)
        if agrees:
            agreeing = True
            reading.agreed |= set(kinds) or set(reading.open)
            continue
        if informs:
            agreeing = False
            reading.pointed = True
            reading.open += [kind for kind in kinds if kind not in wanted]
            continue
        if agreeing:
            reading.agreed |= set(kinds)
            continue
        if wanted and (box.says("want", whole) or not box.says("inform", whole)):
            reading.agreed |= wanted
        reading.open += [kind for kind in kinds if kind not in wanted]


def _kinds(clause: str) -> list[P]:
    """What a clause speaks of. That data are processed for a purpose is no consent beside the one to that purpose."""
    flat, lexicon = plain(clause), words().boxes
    found = [kind for kind in CONSENTS if lexicon.best(kind, flat)]
    return [kind for kind in found if kind is not P.CONSENT_PRIVACY] if _WANTED & set(found) else found
