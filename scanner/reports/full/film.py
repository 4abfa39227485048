"""The consent path as a filmstrip: how each state was entered, what was clicked, and what was to be seen then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from scanner.model.evidence import Evidence
from scanner.model.facts import ConsentBanner
from scanner.model.facts.consent import Choice
from scanner.model.values import Unknown
from scanner.model.verdict import Text
from scanner.model.vocabulary import PageRole, Phase
from scanner.reports.full import state_words as words
from scanner.reports.full.presence import Phases
from scanner.reports.words import CAUSE, same

#: Steps of one frame that are said.
MOST_STEPS = 12


@dataclass(frozen=True, slots=True)
class Frame:
    """A state of consent. `steps` quote the shop's words, `clicks` are how many it took, None where nobody says.

    `picture`: the SHA-256 of what was to be seen then; empty where there is none. `detail`: what exactly stood in the
    way, in English.
    """

    phase: Phase
    said: Text
    steps: tuple[Text, ...] = ()
    more_steps: int = 0
    by: str = ""
    clicks: int | None = None
    page: str = ""
    picture: str = ""
    detail: str = ""


def film(evidence: Evidence, phases: Phases) -> tuple[Frame, ...]:
    """One frame for each phase that was looked at, in their order; empty where there was never a banner to look for."""
    rows = [row for row in evidence.rows("consent_banner") if isinstance(row, ConsentBanner)]
    if not rows:
        return ()
    of_phase = {phase: _telling(row for row in rows if row.phase is phase) for phase in phases.looked}
    first = of_phase.get(Phase.BEFORE_CHOICE)
    return tuple(
        _frame(phase, row, first) if row else _not_entered(phase, phases, evidence) for phase, row in of_phase.items()
    )


def _telling(rows: Iterable[ConsentBanner]) -> ConsentBanner | None:
    """The row to show of a phase: with a picture, with a banner, of the front page."""

    def telling(row: ConsentBanner) -> tuple[bool, bool, bool]:
        at_home = not isinstance(row.page, Unknown) and row.page.role is PageRole.HOME
        return bool(_picture(row)), row.present is True, at_home

    return max(rows, key=telling, default=None)


def _picture(row: ConsentBanner) -> str:
    return next((place.artifact for place in row.seen if place.artifact), "")


def _frame(phase: Phase, row: ConsentBanner, first: ConsentBanner | None) -> Frame:
    steps = row.steps if isinstance(row.steps, tuple) else ()
    control = _control(phase, row, first)
    page = row.page if isinstance(row.page, Unknown) else row.page.url
    return Frame(
        phase=phase,
        said=_banner(row),
        steps=tuple(map(_step, steps[:MOST_STEPS])),
        more_steps=max(0, len(steps) - MOST_STEPS),
        by=control.label if control and not steps and isinstance(control.label, str) else "",
        clicks=control.clicks if control and isinstance(control.clicks, int) else None,
        page=page if isinstance(page, str) else "",
        picture=_picture(row),
    )


def _step(step: str) -> Text:
    """`accept “Ja, gern”`, with its first words as a reader knows them."""
    verb, quote, rest = step.partition(" “")
    known = words.STEPS.get(verb)
    if known is None:
        return same(step)
    return Text(f"{known.en}{quote}{rest}", f"{known.de} „{rest.removesuffix('”')}“") if quote else known


def _control(phase: Phase, row: ConsentBanner, first: ConsentBanner | None) -> Choice | None:
    """The control of the banner that leads into a phase, as it was seen before the choice."""
    if phase is Phase.WITHDRAWN and row.withdraw is not None and not isinstance(row.withdraw, Unknown):
        return Choice(label=row.withdraw.label or "", clicks=row.withdraw.clicks or 0)
    if first is None:
        return None
    ways: Mapping[Phase, object] = {
        Phase.REJECTED: first.reject,
        Phase.ACCEPTED: first.accept,
        Phase.DISMISSED: first.close,
    }
    found = ways.get(phase)
    return found if isinstance(found, Choice) else None


def _banner(row: ConsentBanner) -> Text:
    if row.present is False:
        return words.NO_BANNER
    if row.present is not True:
        return words.BANNER_UNKNOWN
    if not isinstance(row.tool, str) or not row.tool:
        return words.BANNER
    return Text(*(said.replace("{tool}", row.tool) for said in (words.BANNER_OF.en, words.BANNER_OF.de)))


def _not_entered(phase: Phase, phases: Phases, evidence: Evidence) -> Frame:
    """Why a state has no picture: the shop has none such, or something stood in the way."""
    if phase in phases.missing:
        return Frame(phase, words.NO_SUCH_STATE)
    for kind in ("consent_banner", "request", "stored_item"):
        for gap in evidence.gaps(kind):
            if gap.value("phase") is phase:
                said = (f"{words.NOT_ENTERED.to(lang)}: {CAUSE[gap.cause].to(lang)}" for lang in ("en", "de"))
                return Frame(phase, Text(*said), detail=gap.reason)
    return Frame(phase, words.NOTHING_TOLD)
