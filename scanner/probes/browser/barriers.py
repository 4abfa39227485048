"""Barriers on a page, as axe-core finds them: in a world of our own, by rules of WCAG level A, within seconds.

It is the last reading of a page that is open: whatever it costs the page, nothing else is read of it afterwards.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from playwright.async_api import Error as PlaywrightError

from scanner.model.evidence import Cell
from scanner.model.facts import AccessibilityIssue, Page
from scanner.model.text import visible
from scanner.model.vocabulary import GapCause, PageRole
from scanner.probes.browser import hooks
from scanner.probes.browser.crawl.results import Crawl, CrawledPage
from scanner.probes.browser.tab import Tab
from scanner.probes.notebook import Notebook

#: For the test itself, and as much again for the browser to read axe-core.
SECONDS = 2.0
#: Elements beyond which a page would take longer than that.
MOST_ELEMENTS = 8_000
#: Pages of a scan: candidates that turn out to be something else count too.
MOST_PAGES = 8
_MOST_ISSUES = 60
_MOST_COUNT = 100_000
_IMPACTS = frozenset({"minor", "moderate", "serious", "critical"})
_RULE = re.compile(r"[a-z0-9-]{2,60}")
_CRITERION = re.compile(r"wcag(\d)(\d)(\d{1,2})")
_VALUES = re.compile(r"""\s(?:value|content|data-[\w-]{1,60})\s*=\s*(?:"[^"]{0,300}"?|'[^']{0,300}'?|[^\s>]{1,300})""")

log = logging.getLogger("siegel.browser")


@dataclass(frozen=True, slots=True)
class Issue:
    """One rule that a page breaks."""

    rule: str
    what: str
    impact: str | None
    criteria: tuple[str, ...]
    count: int
    first: str


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found on a page; None, with the cause and why, where it could not be tested."""

    issues: tuple[Issue, ...] | None
    cause: GapCause = GapCause.ERROR
    reason: str = ""


@dataclass(slots=True)
class Barriers:
    """The pages that were tested in one crawl, by their addresses, and the cells that this closes by role."""

    cells: Mapping[PageRole, Cell]
    found: dict[str, Examined] = field(default_factory=dict)

    def beside(
        self, others: Callable[[Tab, PageRole], Awaitable[object]] | None
    ) -> Callable[[Tab, PageRole], Awaitable[object]] | None:
        """Reads what `others` read of a page that is open, and tests it then."""
        if not self.cells:
            return others

        async def read(tab: Tab, role: PageRole) -> object:
            told = await others(tab, role) if others else None
            address = tab.page.url.partition("#")[0]
            if role in self.cells and address not in self.found and len(self.found) < MOST_PAGES:
                self.found[address] = await examine(tab)
            return told

        return read

    def write(self, notebook: Notebook, found: Crawl, row: Callable[[CrawledPage], Page]) -> None:
        """Rows for the pages that the crawl has found, and its gaps."""
        for page in found.pages:
            for role in set(page.roles) & self.cells.keys():
                self._write(notebook, page, row(page), self.cells[role])
        for gap in found.gaps:
            if gap.role in self.cells:
                notebook.gap(self.cells[gap.role], gap.cause, gap.reason)
        for role in self.cells.keys() & set(found.absent):
            notebook.close(self.cells[role], absent=True)

    def _write(self, notebook: Notebook, page: CrawledPage, row: Page, cell: Cell) -> None:
        tested = self.found.get((page.visit.final_url or page.url).partition("#")[0])
        if tested is None or tested.issues is None:
            cause, reason = (
                (tested.cause, tested.reason) if tested else (GapCause.BUDGET, "it was not tested for barriers")
            )
            notebook.gap(cell, cause, f"{page.url}: {reason}")
            return
        about = Page(url=row.url, role=row.role)
        for issue in tested.issues:
            notebook.saw(
                AccessibilityIssue(
                    page=about,
                    rule=issue.rule,
                    what=issue.what,
                    impact=issue.impact,
                    count=issue.count,
                    criteria=issue.criteria,
                    quote=issue.first or None,
                ),
                page=page.url,
            )
        notebook.close(cell)


@cache
def _axe() -> str:
    """Its source, as a script that leaves no listener for messages behind, to which the page could speak."""
    source = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
    quiet = "const listen = window.addEventListener; window.addEventListener = () => {};"
    return f"(() => {{ {quiet}\n{source}\n;window.addEventListener = listen; }})()"


def version() -> str:
    """Of axe-core, as it says itself."""
    found = re.search(r"axe v([\d.]{3,15})", _axe()[:400])
    return found[1] if found else "unknown"


async def examine(tab: Tab) -> Examined:
    """Tests the page that is open. Never raises for what the page does."""
    try:
        async with asyncio.timeout(SECONDS):
            elements = await tab.evaluate("document.getElementsByTagName('*').length")
            if not isinstance(elements, int) or elements > MOST_ELEMENTS:
                return Examined(
                    None, GapCause.BUDGET, f"it has {elements} elements, too many to be tested for barriers"
                )
            await tab.evaluate(_axe())
        async with asyncio.timeout(SECONDS):
            told = await tab.evaluate(f"({hooks.script('barriers.js')})()")
    except TimeoutError:
        await _stop(tab)
        return Examined(None, GapCause.TIMEOUT, f"the test for barriers took longer than {SECONDS:g} s")
    except PlaywrightError as error:
        return Examined(
            None, GapCause.ERROR, f"it could not be tested for barriers: {error.message.splitlines()[0][:120]}"
        )
    if not isinstance(told, list):
        return Examined(None, GapCause.ERROR, "the test for barriers gave no answer")
    return Examined(tuple(issue for one in told[:_MOST_ISSUES] if (issue := _issue(one, tab)) is not None))


async def _stop(tab: Tab) -> None:
    try:
        async with asyncio.timeout(SECONDS):
            await tab.devtools.send("Runtime.terminateExecution")
    except (PlaywrightError, TimeoutError) as error:
        log.info("the test for barriers was not stopped: %a", error)


def _issue(told: object, tab: Tab) -> Issue | None:
    """As told by our own script, and yet by whatever the page has made of its elements."""
    if not isinstance(told, dict) or not _RULE.fullmatch(str(told.get("rule"))):
        return None
    named = told.get("criteria")
    criteria = (_CRITERION.fullmatch(str(one)) for one in (named if isinstance(named, list) else ()))
    count, impact = told.get("count"), told.get("impact")
    first = _VALUES.sub("", str(told.get("first") or ""))
    return Issue(
        rule=str(told["rule"]),
        what=visible(str(told.get("what") or ""), 200),
        impact=impact if impact in _IMPACTS else None,
        criteria=tuple(".".join(match.groups()) for match in criteria if match),
        count=max(1, min(_MOST_COUNT, count)) if isinstance(count, int) else 1,
        first=visible(" ".join(tab.veil.words(first).split()), 200),
    )
