"""Reads the scripts of the page that stands open: by its elements, by what the engine holds, and by what was fetched.

Each source misses something: an element may have been taken away again, code that can't run any more is forgotten by
the engine, and what came with the document was not fetched. What none of the three has cannot do anything any more.
"""

from __future__ import annotations

import asyncio
import html
import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from playwright.async_api import Error as PlaywrightError

from scanner.model.vocabulary import GapCause, ScriptType
from scanner.probes.browser.devtools import Devtools
from scanner.probes.browser.flights import WORKER_SCRIPT, Flight
from scanner.probes.browser.hooks import script
from scanner.probes.browser.payment.code import digest, key_of
from scanner.probes.browser.payment.engine import Running, held_by_engine
from scanner.probes.browser.sites import host_of, same_site
from scanner.probes.browser.tab import Tab
from scanner.probes.http.headers import Headers

LIMITS: Mapping[str, int] = {
    "ms": 3000,
    "elements": 60_000,
    "scripts": 1500,
    "letters": 12_000_000,
    "depth": 6,
    "url": 4000,
    "integrity": 1000,
    "metas": 20,
    "content": 4000,
}
MOST_SCRIPTS = 1500
MOST_FRAMES = 30
MOST_HOSTS = 300
_TIMEOUT_S = 20.0
_WORLD = "siegel-scripts"
_OWN_TEXT = ("about:", "blob:", "data:")
#: Chromium's words for the type of a request.
_SCRIPTS = frozenset({"Script", WORKER_SCRIPT})

log = logging.getLogger("siegel.browser")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptSeen:
    """A script of a page. `url` without its query, or `sha256:…`; `digest` and `size` None where its text was not read.

    frame      the document that has it, empty where that is the page itself
    injected   None where that could not be told
    initiator  who had it loaded; None where nobody saw that
    """

    url: str
    type: ScriptType
    frame: str = ""
    integrity: str = ""
    digest: str | None = None
    size: int | None = None
    injected: bool | None = None
    initiator: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """Of one page. `fields`: of its document, None where they were not seen. `cut`: there is more.

    frames  hosts of documents of other sites in it, shown or not
    hosts   all that were asked for something, by the page or its frames of the same site
    """

    url: str
    scripts: tuple[ScriptSeen, ...] = ()
    hosts: tuple[str, ...] = ()
    frames: tuple[str, ...] = ()
    fields: Headers | None = None
    policies: tuple[str, ...] = ()
    cut: bool = False
    cause: GapCause | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Document:
    """One of the page's own: by Chromium's id of its frame. `source`: as it came, empty where that is not known."""

    frame: str
    url: str
    own: bool
    source: str = field(default="", repr=False)


async def take_inventory(tab: Tab) -> Inventory:
    """Of the page that is open in the tab. Never raises for what the page does; a gap says so in `cause`."""
    url = tab.page.url
    try:
        async with asyncio.timeout(_TIMEOUT_S):
            return await _take(tab, url)
    except TimeoutError:
        return Inventory(url=url, cause=GapCause.TIMEOUT, reason=f"{url}: its scripts were not read in time")
    except (PlaywrightError, KeyError, TypeError, ValueError) as error:
        reason = f"{url}: its scripts could not be read ({type(error).__name__})"
        return Inventory(url=url, cause=GapCause.ERROR, reason=reason)


async def _take(tab: Tab, url: str) -> Inventory:
    tree = (await tab.devtools.send("Page.getFrameTree"))["frameTree"]
    documents, strangers, cut = await _documents(tab.devtools, tree, url)
    found = _Found(tab, {one.frame: one for one in documents})
    policies: list[str] = []
    for one in documents:
        told = await _told(tab.devtools, one)
        cut = cut or told.get("cut") is not False
        found.elements(one, told)
        if one.own:
            policies += [text for text in told.get("policies") or () if isinstance(text, str)][: LIMITS["metas"]]
    held = await held_by_engine(tab.devtools, frozenset(one.frame for one in documents), tab.own_mark)
    found.running(held.scripts)
    fetched = _fetched(tab, documents)
    found.fetched(fetched)
    await found.read_the_rest()
    hosts = sorted({host for one in fetched if (host := host_of(one.url))} | strangers)
    return Inventory(
        url=url,
        scripts=tuple(found.all()),
        hosts=tuple(hosts[:MOST_HOSTS]),
        frames=tuple(sorted(strangers)),
        fields=tab.fields,
        policies=tuple(policies),
        cut=cut or held.cut or len(hosts) > MOST_HOSTS or len(found.scripts) > MOST_SCRIPTS,
    )


# ── documents ────────────────────────────────────────────────────────────────────────────────────────────────────────


async def _documents(cdp: Devtools, tree: dict[str, Any], url: str) -> tuple[list[_Document], set[str], bool]:
    """The page's own and those of its frames that are of the same site or without an address; hosts of all others."""
    found: list[_Document] = []
    strangers: set[str] = set()
    waiting = [tree]
    while waiting:
        node = waiting.pop(0)
        frame, own = node["frame"], not found
        address = str(frame["url"])
        if own or address.startswith(_OWN_TEXT) or not address or same_site(address, url):
            if len(found) >= MOST_FRAMES:
                return found, strangers, True
            found.append(_Document(str(frame["id"]), address, own, await _source(cdp, str(frame["id"]), address)))
            waiting += node.get("childFrames") or []  # within another party's frame all is that party's
        elif address.startswith("http") and (host := host_of(address)):
            strangers.add(host)
    return found, strangers, False


async def _source(cdp: Devtools, frame: str, url: str) -> str:
    """A document as the server sent it; empty where Chromium does not have it any more."""
    try:
        answer = await cdp.send("Page.getResourceContent", {"frameId": frame, "url": url})
    except PlaywrightError as error:
        log.debug("no source of %a: %a", url[:200], error.message)
        return ""
    return "" if answer.get("base64Encoded") else str(answer.get("content") or "")


async def _told(cdp: Devtools, document: _Document) -> dict[str, Any]:
    made = await cdp.send("Page.createIsolatedWorld", {"frameId": document.frame, "worldName": _WORLD})
    asked = {
        "expression": f"({script('scripts.js')})({json.dumps(dict(LIMITS))})",
        "contextId": made["executionContextId"],
        "returnByValue": True,
    }
    value = (await cdp.send("Runtime.evaluate", asked))["result"].get("value")
    return value if isinstance(value, dict) else {}


def _fetched(tab: Tab, documents: list[_Document]) -> list[Flight]:
    """What these documents have asked for; of a worker's script the worker itself is who asks."""
    own = {_plain(one.url) for one in documents if one.url.startswith("http")} | {_plain(tab.address)}
    found = []
    for one in tab.flights:
        of_page = _plain(one.when.page) in own and (not one.frame or one.kind == WORKER_SCRIPT)
        if _plain(one.frame) in own or of_page:
            found.append(one)
    return found


def _plain(url: str) -> str:
    return url.partition("#")[0]


# ── scripts ──────────────────────────────────────────────────────────────────────────────────────────────────────────


_TYPES = {one.value: one for one in ScriptType}


@dataclass(slots=True)
class _Found:
    """Scripts by document and key, from all three sources. The first that tells something of one counts."""

    tab: Tab
    documents: Mapping[str, _Document]
    scripts: dict[tuple[str, str], ScriptSeen] = field(default_factory=dict)
    _addresses: dict[tuple[str, str], str] = field(default_factory=dict)

    def all(self) -> Iterator[ScriptSeen]:
        yield from list(self.scripts.values())[:MOST_SCRIPTS]

    def elements(self, document: _Document, told: Mapping[str, Any]) -> None:
        """What the document's elements hold or name."""
        for raw in (told.get("scripts") or ())[: LIMITS["scripts"]]:
            kind = _TYPES.get(str(raw.get("type")))
            url, code, integrity = (str(raw.get(key) or "") for key in ("url", "code", "integrity"))
            if kind is None or not (url or code):
                continue
            if url and not url.startswith("data:"):
                self._add(document, ScriptSeen(url=self._key(url), type=kind, integrity=integrity), url)
            else:
                code = code or url
                injected = None if not document.source else not _has(document.source, code)
                self._add(document, _text(kind, code, injected=injected))

    def running(self, held: tuple[Running, ...]) -> None:
        """What the engine holds. A text that some element has is that element's."""
        for one in held:
            document = self.documents[one.frame]
            if one.url.startswith(("http:", "https:", "blob:")) and _plain(one.url) != _plain(document.url):
                kind = ScriptType.MODULE if one.module else ScriptType.EXTERNAL
                seen = ScriptSeen(url=self._key(one.url), type=kind, digest=digest(one.code), size=len(one.code))
                self._add(document, seen, one.url)
            else:
                kind = ScriptType.INLINE if one.url else ScriptType.EVALUATED
                self._add(document, _text(kind, one.code, injected=True, initiator=self._who(one.by)))

    def fetched(self, flights: list[Flight]) -> None:
        """What was fetched, with who had it fetched."""
        by_url = {_plain(one.url): one for one in reversed(tuple(self.documents.values()))}
        first = next(iter(self.documents.values()))
        for flight in flights:
            if flight.kind not in _SCRIPTS:
                continue
            worker = flight.kind == WORKER_SCRIPT
            seen = ScriptSeen(
                url=self._key(flight.url),
                type=ScriptType.WORKER if worker else ScriptType.EXTERNAL,
                injected=None if worker else not flight.parsed,
                initiator=self._who(flight.initiator),
            )
            self._add(by_url.get(_plain(flight.frame), first), seen, flight.url)

    async def read_the_rest(self) -> None:
        """The text of what has an address and is not held by the engine any more."""
        for key, one in tuple(self.scripts.items())[:MOST_SCRIPTS]:
            if one.digest is not None or one.type is ScriptType.WORKER or (address := self._addresses.get(key)) is None:
                continue
            text = await _source(self.tab.devtools, key[0], address)
            if text:
                self.scripts[key] = replace(one, digest=digest(text), size=len(text))

    def _add(self, document: _Document, seen: ScriptSeen, address: str | None = None) -> None:
        key = document.frame, seen.url
        if address is not None:
            self._addresses.setdefault(key, address)
        frame = "" if document.own else self.tab.veil.path_of(_without_query(document.url))
        known = self.scripts.get(key)
        self.scripts[key] = _joined(known, seen) if known else replace(seen, frame=frame)

    def _key(self, url: str) -> str:
        return self.tab.veil.path_of(_without_query(url)) if url.startswith("http") else _without_query(url)

    def _who(self, place: str | None) -> str | None:
        """Whoever had it loaded, as its own row names it."""
        if not place:
            return None
        head, _, column = place.rpartition(":")
        bare, _, line = head.rpartition(":")
        url = bare if column.isdigit() and line.isdigit() else place
        return self._key(url) if url.startswith(("http", "blob:")) else None


def _joined(one: ScriptSeen, other: ScriptSeen) -> ScriptSeen:
    """Of a script seen twice: without a hash if one of the elements has none, injected if a script placed it."""
    both_elements = bool(one.integrity) and bool(other.integrity)
    return replace(
        one,
        type=other.type if other.type in {ScriptType.MODULE, ScriptType.WORKER} else one.type,
        integrity=one.integrity if both_elements or not other.integrity else other.integrity,
        digest=one.digest or other.digest,
        size=other.size if one.size is None else one.size,
        injected=other.injected if one.injected is None else one.injected,
        initiator=one.initiator or other.initiator,
    )


def _text(kind: ScriptType, code: str, *, injected: bool | None = None, initiator: str | None = None) -> ScriptSeen:
    return ScriptSeen(
        url=key_of(code), type=kind, digest=digest(code), size=len(code), injected=injected, initiator=initiator
    )


def _has(source: str, code: str) -> bool:
    """Whether a document came with that text; what stands in attributes is written otherwise there."""
    return code.strip() in source or code.strip() in html.unescape(source)


def _without_query(url: str) -> str:
    return url.partition("#")[0].partition("?")[0][: LIMITS["url"]]
