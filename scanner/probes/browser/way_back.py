"""What the phases found of the way to withdraw consent, told of the banner as it met the visitor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scanner.errors import NetworkError
from scanner.model.facts import ConsentBanner
from scanner.model.facts.consent import Withdraw
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import GapCause, Phase
from scanner.probes.browser.consent import Chosen, find_way_back, may_lead_back
from scanner.probes.browser.known import Known
from scanner.probes.browser.tab import Tab
from scanner.probes.browser.window import Window
from scanner.probes.notebook import Notebook

#: Clicks that withdrawing may take beyond those of consenting (catalogue, CK-011).
MORE_CLICKS = 1


@dataclass(frozen=True, slots=True)
class Ways:
    """Looks for it on the pages that are seen with consent given. `named`: what the banner called it."""

    found: dict[str, Maybe[bool]]
    named: frozenset[str]

    async def look(self, tab: Tab, url: str) -> None:
        """On the tab's page; what can't be looked at is not known to have none."""
        try:
            way = await find_way_back(tab, self.named)
        except NetworkError as error:
            way = Unknown(error.message, GapCause(error.cause))
        self.found[url] = way if isinstance(way, Unknown) else way is not None

    def miss(self, lost: Mapping[str, tuple[GapCause, str]]) -> None:
        """Pages that did not come, with cause and reason."""
        self.found.update({url: Unknown(f"{url} did not come: {why}", cause) for url, (cause, why) in lost.items()})


def write_way_back(notebook: Notebook, window: Window, known: Known) -> None:
    """Adds `withdraw` to the banner's row, as far as it is known."""
    if window.banner is None or known.front is None:
        return
    accepted = known.accepted
    if Phase.WITHDRAWN not in window.banners:
        found = _nobody(Unknown("the phase of withdrawing was left out", GapCause.NOT_REQUESTED))
    elif accepted is None or not accepted.works:
        why = accepted.reason if accepted and accepted.reason else "nobody could consent"
        found = _nobody(Unknown(f"nothing to withdraw: {why}"))
    else:
        found = _withdraw(known, accepted)
    notebook.saw(ConsentBanner(page=known.front, phase=Phase.BEFORE_CHOICE, withdraw=found))


def _withdraw(known: Known, accepted: Chosen) -> Withdraw:
    """Who finds a way leaves by it; who finds none has looked at every page that was seen with consent given."""
    chosen = known.withdrawn
    proven = may_lead_back(_label(chosen) or "") if chosen is not None and chosen.works else ""
    # What was not understood has been clicked by now, and was the way.
    ways = {url: True if _is_because(way, proven) else way for url, way in known.ways.items()}
    every = _on_every_page(ways)
    if chosen is not None and chosen.works:
        if every is False and True not in ways.values():
            every = Unknown("it is a page of its own, and who links to it was not looked at")
        return Withdraw(
            found=True,
            on_every_page=every,
            clicks=chosen.clicks,
            label=_label(chosen),
            as_easy=chosen.clicks <= accepted.clicks + MORE_CLICKS,
        )
    if True in ways.values() or (chosen is not None and chosen.clicks):
        why = Unknown(chosen.reason if chosen and chosen.reason else "nobody went that way")
        return Withdraw(found=True, on_every_page=every, clicks=why, label=why, as_easy=why, works=why)
    if ways and chosen is not None and set(ways.values()) == {False}:
        return Withdraw(found=False, on_every_page=False, clicks=None, label=None, as_easy=None, works=None)
    nobody = every if isinstance(every, Unknown) else Unknown("the pages on which a way back may stand were not seen")
    return _nobody(nobody)


def _is_because(way: Maybe[bool], why: str) -> bool:
    return isinstance(way, Unknown) and way.reason == why


def _nobody(why: Unknown) -> Withdraw:
    """Nobody knows."""
    return Withdraw(found=why, on_every_page=why, clicks=why, label=why, as_easy=why, works=why)


def _on_every_page(ways: Mapping[str, Maybe[bool]]) -> Maybe[bool | None]:
    if not ways:
        return Unknown("no page was seen with consent given")
    if False in ways.values():
        return False
    return next((way for way in ways.values() if isinstance(way, Unknown)), True)


def _label(chosen: Chosen) -> str | None:
    """The words of the first click on the way back."""
    return chosen.steps[0].partition("“")[2].rstrip("”") or None if chosen.steps else None
