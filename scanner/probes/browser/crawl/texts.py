"""Legal texts that are no page of the shop: documents, dialogs, pages of a text service, further parts of a notice."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Iterable, Sequence
from html import escape
from http import HTTPStatus
from urllib.parse import urljoin

from scanner.errors import NetworkError
from scanner.model.vocabulary import PageRole
from scanner.probes.browser.crawl.confirm import confirm
from scanner.probes.browser.crawl.frontier import Frontier
from scanner.probes.browser.crawl.ledger import Ledger
from scanner.probes.browser.crawl.links import UNREAD, Contents, Link, Place
from scanner.probes.browser.crawl.results import CrawledPage, LegalText, TextKind
from scanner.probes.browser.crawl.sitemaps import Fetch
from scanner.probes.browser.crawl.tabs import Clicked, Loaded, Tabs
from scanner.probes.browser.crawl.urls import document_of, key, never, never_followed, trapped
from scanner.probes.browser.crawl.words import fold, words
from scanner.probes.browser.pdf_text import pdf_text
from scanner.probes.browser.roles import HOSTED, LEGAL, guess
from scanner.probes.browser.sites import same_site
from scanner.probes.browser.visit import Outcome, Visit

#: Roles whose text may be no page of the shop.
WITH_TEXTS = (
    PageRole.PRIVACY, PageRole.IMPRINT, PageRole.TERMS, PageRole.WITHDRAWAL, PageRole.COOKIES, PageRole.SHIPPING,
    PageRole.PAYMENT, PageRole.ACCESSIBILITY,
)  # fmt: skip
#: Further pages of a notice that are read.
MOST_PARTS = 6
_SIGNS_OF_A_PART = 2
_MOST_ELSEWHERE = 2
_REDIRECTS = 3
_FETCH_S = 15.0
_LONGEST_HEADING = 90
_ENDS = re.compile(r"[.,;:!?)\]”“]$")

log = logging.getLogger("siegel.browser")


class Texts:
    """Gathers them for the roles of which no page was found. Mutable."""

    def __init__(self, tabs: Tabs, fetch: Fetch | None) -> None:
        self._tabs, self._fetch = tabs, fetch
        self.found: list[LegalText] = []

    @property
    def roles(self) -> frozenset[PageRole]:
        """Those that have a text of their own: a further part needs the page that it belongs to."""
        return frozenset(text.role for text in self.found if text.kind is not TextKind.PART)

    def clicked(self, role: PageRole, page: str, control: Link, clicked: Clicked | None) -> None:
        """What a click has opened within the page, where that is the text."""
        if role not in LEGAL or role in self.roles or clicked is None:
            return
        said = new_lines(clicked.before.text, clicked.after.text)
        address = f"{page.partition('#')[0]}#{role.value}"
        text = text_of(role, TextKind.DIALOG, address, control.label, said, clicked.after.language)
        self.found += [text] if text else []

    async def gather(self, ledger: Ledger, frontier: Frontier) -> None:
        """What is left when no page is: documents and pages of others; and the further parts of a notice."""
        for role in WITH_TEXTS:
            if ledger.is_sure_of(role) or role in self.roles:
                continue
            if address := frontier.documents.get(role):
                await self._document(role, address, frontier)
            if role not in self.roles:
                await self._elsewhere(role, frontier)
        for page in [page for page in ledger.pages if page.role is PageRole.PRIVACY and page.confirmation.sure]:
            await self._parts(page, ledger, frontier)

    async def _document(self, role: PageRole, address: str, frontier: Frontier) -> None:
        data = await self._bytes(address, frontier.home)
        told = await pdf_text(data) if data else None
        if told is not None:
            label = frontier.labels.get(role, role.value)
            text = text_of(role, TextKind.DOCUMENT, address, label, told)
            self.found += [text] if text else []

    async def _bytes(self, address: str, home: str) -> bytes | None:
        """Of a document on the shop's own site."""
        for _ in range(_REDIRECTS):
            if self._fetch is None or not same_site(address, home) or self._tabs.left() <= 0:
                return None
            try:
                async with asyncio.timeout(max(0.1, min(_FETCH_S, self._tabs.left()))):
                    answer = await self._fetch(address)
            except (NetworkError, TimeoutError) as error:
                log.info("%a was not read: %a", address, error)
                return None
            to = answer.values("location")
            if answer.status == HTTPStatus.OK:
                return None if answer.truncated or not answer.decoded else answer.body
            if not to or answer.status not in range(300, 400):
                return None
            address = urljoin(address, to[0])
        return None

    async def _elsewhere(self, role: PageRole, frontier: Frontier) -> None:
        """A shop may leave its legal texts to a service, and link them there: a visitor would follow."""
        if role not in HOSTED:
            return
        linked = [one.url for one in frontier.elsewhere.values() if one.role is role]
        for address in [url for url in linked if never_followed(url) is None][:_MOST_ELSEWHERE]:
            if self._tabs.shortage():
                return
            loaded = await self._tabs.visit(address, PageRole.OTHER)
            made = confirm(role, loaded.visit, loaded.contents)
            if made.sure and loaded.shown is not None:
                self.found.append(_as_text(role, TextKind.ELSEWHERE, loaded, loaded.shown, made.reason))
                return

    async def _parts(self, page: CrawledPage, ledger: Ledger, frontier: Frontier) -> None:
        known = [one.key for one in ledger.seen.values() if ledger.has(one)]
        for link in further_parts(page.url, page.contents, frontier.home, known):
            if self._tabs.shortage():
                return
            loaded = await self._tabs.visit(link.href, PageRole.OTHER)
            if is_part(loaded.visit, loaded.contents) and loaded.shown is not None:
                reason = "linked in the notice"
                self.found.append(_as_text(PageRole.PRIVACY, TextKind.PART, loaded, loaded.shown, reason))


def _as_text(role: PageRole, kind: TextKind, loaded: Loaded, shown: bytes, reason: str) -> LegalText:
    visit = loaded.visit
    return LegalText(role, kind, visit.final_url or visit.url, shown, visit.title, visit.language or None, reason)


def text_of(role: PageRole, kind: TextKind, url: str, label: str, text: str, language: str = "") -> LegalText | None:
    """A legal text by its plain words, where they bear out that it is one. `label`: what led to it."""
    visit = Visit(number=0, url=url, outcome=Outcome.SEEN, final_url=url, status=200, title=label, text=text)
    made = confirm(role, visit, UNREAD)
    if not made.sure:
        return None
    return LegalText(role, kind, url, _document(kind, label, text, language), label, language or None, made.reason)


def new_lines(before: str, after: str) -> str:
    """What a page shows that it did not show before, line by line."""
    known = set(before.split("\n"))
    return "\n".join(line for line in after.split("\n") if line not in known or not line.strip())


def further_parts(notice: str, contents: Contents, home: str, known: Iterable[str]) -> list[Link]:
    """Links in the text of a notice that lead to further parts of it: below its address, or called so."""
    taken = {*known, key(notice), key(home)}
    below = notice.partition("?")[0].partition("#")[0].rstrip("/") + "/"
    found: dict[str, Link] = {}
    for link in contents.links:
        if not link.href or link.place not in {Place.MAIN, Place.OTHER} or never(link) is not None:
            continue
        address = key(link.href)
        if address in taken or not same_site(link.href, home) or document_of(link.href) or trapped(link.href):
            continue
        roles = {one.role for one in guess(link, home)}
        if link.href.startswith(below) or PageRole.PRIVACY in roles:
            found.setdefault(address, link)
    return list(found.values())[:MOST_PARTS]


def is_part(visit: Visit, contents: Contents) -> bool:
    """Whether a page that a notice leads to speaks of data too, and is no page of goods."""
    if not visit.seen or confirm(PageRole.PRODUCT, visit, contents).sure:
        return False
    text = fold((contents.main if contents.read else visit.text)[:200_000])
    signs = words().roles[PageRole.PRIVACY].signs
    return sum(re.search(sign, text, re.IGNORECASE) is not None for sign in signs) >= _SIGNS_OF_A_PART


def _document(kind: TextKind, title: str, text: str, language: str) -> bytes:
    """In the form in which pages are kept; short lines that end no sentence are headings."""
    lines = [" ".join(line.split()) for line in text.split("\n")]
    blocks = _unwrapped(lines) if kind is TextKind.DOCUMENT else [line for line in lines if line]
    tagged = (("h2" if _is_heading(block) else "p", escape(block)) for block in blocks)
    body = "".join(f"<{tag}>{block}</{tag}>" for tag, block in tagged)
    head = f'<html lang="{escape(language)}"><title>{escape(title)}</title><body><main>'
    return f"{head}{body}</main></body></html>".encode("utf-8", "replace")


def _unwrapped(lines: Sequence[str]) -> list[str]:
    """Lines of print, put together: where the next one's first word would have had room, the break was meant."""
    lengths = sorted(len(line) for line in lines if line)
    width = lengths[len(lengths) * 19 // 20] if lengths else 0
    blocks: list[str] = []
    last = ""
    for line in lines:
        if line and last and len(last) + 1 + len(line.split(" ", 1)[0]) > width:
            blocks[-1] = f"{blocks[-1]} {line}"
        elif line:
            blocks.append(line)
        last = line
    return blocks


def _is_heading(block: str) -> bool:
    return len(block) <= _LONGEST_HEADING and _ENDS.search(block) is None
