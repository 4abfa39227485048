"""What the phases found of the way to withdraw consent, told of the banner as it met the visitor."""

from __future__ import annotations

from scanner.model.facts import ConsentBanner
from scanner.model.facts.consent import Withdraw
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import Phase
from scanner.probes.browser.consent import Chosen
from scanner.probes.browser.known import Known
from scanner.probes.browser.window import Window
from scanner.probes.notebook import Notebook

#: Clicks that withdrawing may take beyond those of consenting (catalogue, CK-011).
MORE_CLICKS = 1


def write_way_back(notebook: Notebook, window: Window, known: Known) -> None:
    """Adds `withdraw` to the banner's row, as far as it is known. Nothing where consent could not be given."""
    if window.banner is None or known.front is None or Phase.WITHDRAWN not in window.banners:
        return
    if known.accepted is None or not known.accepted.works:
        return
    row = ConsentBanner(page=known.front, phase=Phase.BEFORE_CHOICE, withdraw=_withdraw(known, known.accepted))
    notebook.saw(row)


def _withdraw(known: Known, accepted: Chosen) -> Withdraw:
    """Who finds a way leaves by it; who finds none has looked at every page that was seen with consent given."""
    chosen, ways = known.withdrawn, known.ways
    every: Maybe[bool | None] = all(ways.values()) if ways else Unknown("no page was seen with consent given")
    if chosen is not None and chosen.works:
        return Withdraw(
            found=True,
            on_every_page=every,
            clicks=chosen.clicks,
            label=_label(chosen),
            as_easy=chosen.clicks <= accepted.clicks + MORE_CLICKS,
        )
    if any(ways.values()) or (chosen is not None and chosen.clicks):
        why = Unknown(chosen.reason if chosen and chosen.reason else "nobody went that way")
        return Withdraw(found=True, on_every_page=every, clicks=why, label=why, as_easy=why, works=why)
    if ways and chosen is not None:
        return Withdraw(found=False, on_every_page=False, clicks=None, label=None, as_easy=None, works=None)
    nobody = Unknown("the pages on which a way back may stand were not seen")
    return Withdraw(found=nobody, on_every_page=nobody, clicks=nobody, label=nobody, as_easy=nobody, works=nobody)


def _label(chosen: Chosen) -> str | None:
    """The words of the first click on the way back."""
    return chosen.steps[0].partition("“")[2].rstrip("”") or None if chosen.steps else None
