"""Which requests of a visitor carried what was stored with it. Knows digests only; compares no visitors yet. Pure."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from scanner.model.vocabulary import Phase
from scanner.probes.browser.payloads import said_by, shapes
from scanner.probes.browser.recorder import Recorder
from scanner.probes.browser.records import SentRequest, SocketMessage
from scanner.probes.browser.sites import site
from scanner.probes.browser.values import Item, Trait, candidates, digests_in, tells_apart
from scanner.probes.browser.veil import KEPT_FIELDS, Digest

#: Parts that are looked up: of one request, and of all of a phase.
MOST_OF_REQUEST, MOST_OF_PHASE = 300, 150_000
#: Parameters that are remembered by host and name.
MOST_PARAMETERS = 4000
_LONGEST_PARAMETER = 300
#: What says how somebody chose, or which page it is, is no visitor's own.
_SETTLED = frozenset((
    "gdpr_consent", "gdpr", "gpp", "gpp_sid", "us_privacy", "tcString", "tc_string", "addtl_consent", "gcs", "gcd",
    "consent",
))  # fmt: skip
_LOOKED_AT = frozenset({"referer", "location"})
_OWN_FIELDS = frozenset({"host", "user-agent", "cookie", "if-none-match", "if-modified-since", "sec-websocket-key"})

RowKey = tuple[str, str, str]
"""Page, host and path, as they stand in the rows of requests."""


@dataclass(slots=True)
class Carried:
    """What the requests of one row carried: digests of parts by item, of parameters by name. `whole`: all was read."""

    items: dict[Item, set[str]] = field(default_factory=dict)
    parameters: dict[str, set[str]] = field(default_factory=dict)
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Traced:
    """Of one phase. `pages`: by host and parameter, on which pages each digest was sent. `since_ms`: of the choice."""

    phase: Phase
    since_ms: int
    values: Mapping[Item, tuple[tuple[int, Trait], ...]]
    carried: Mapping[RowKey, Carried]
    pages: Mapping[tuple[str, str], Mapping[str, frozenset[str]]]


def trace(recorder: Recorder, since_ms: int, requests: Iterable[SentRequest] | None = None) -> Traced:
    """What was carried since then. May run in a thread of its own, on what is there when it begins."""
    values = {item: tuple(seen) for item, seen in tuple(recorder.values.of.items())}
    owners: dict[str, set[Item]] = {}
    for item, seen in values.items():
        for _, trait in seen:
            for part in trait.parts:
                owners.setdefault(part, set()).add(item)
    search = _Search(recorder.digest, owners, time.time())
    messages: dict[tuple[str, str, str], list[SocketMessage]] = {}
    for message in tuple(recorder.messages):
        scheme, _, rest = message.url.partition("://")
        host, slash, path = rest.partition("?")[0].partition("/")
        messages.setdefault((scheme, host.rpartition("@")[2].partition(":")[0], slash + path), []).append(message)
    for request in recorder.requests if requests is None else requests:
        if request.when.at_ms >= since_ms and request.host:
            key = request.when.page, request.host, recorder.veil.path(request.path)
            search.look(key, request, messages.get((request.scheme, request.host, request.path), ()))
    pages = {key: {told: frozenset(where) for told, where in of.items()} for key, of in search.pages.items()}
    return Traced(recorder.phase, since_ms, values, search.carried, pages)


@dataclass(slots=True)
class _Search:
    """`owners`: which items have a part."""

    digest: Digest
    owners: Mapping[str, set[Item]]
    now: float
    carried: dict[RowKey, Carried] = field(default_factory=dict)
    pages: dict[tuple[str, str], dict[str, set[str]]] = field(default_factory=dict)
    _left: int = MOST_OF_PHASE

    def look(self, key: RowKey, request: SentRequest, messages: Iterable[SocketMessage]) -> None:
        """Parts of its path, query, body, fields and messages."""
        carried = self.carried.setdefault(key, Carried())
        for text in _texts(request, messages):
            most = min(MOST_OF_REQUEST, self._left)
            parts, whole = digests_in(text, self.digest, self.now, most) if most > 0 else (frozenset[str](), False)
            self._left -= len(parts)
            carried.whole &= whole
            for part in parts & self.owners.keys():
                for item in self.owners[part]:
                    carried.items.setdefault(item, set()).add(part)
        if request.has_body and request.body is None:
            carried.whole = False
        self._parameters(carried, request)

    def _parameters(self, carried: Carried, request: SentRequest) -> None:
        """Those that may tell a visitor apart though nothing of them is stored, as an identifier made anew does."""
        for name, value in said_by(request).items():
            last = name.rpartition(".")[2]
            if last in _SETTLED or len(value) > _LONGEST_PARAMETER or "://" in value or not self._tells(value):
                continue
            of = self.pages.get((request.host, name))
            if of is None:
                if len(self.pages) >= MOST_PARAMETERS:
                    continue
                of = self.pages[request.host, name] = {}
            told = self.digest(value)
            of.setdefault(told, set()).add(request.when.page)
            carried.parameters.setdefault(name, set()).add(told)

    def _tells(self, value: str) -> bool:
        return tells_apart(value, self.now) or next(candidates(value, self.now), None) is not None


def _texts(request: SentRequest, messages: Iterable[SocketMessage]) -> Iterator[str]:
    """Where an identifier may stand. The Cookie field is none of them: it goes to whom the cookies are for."""
    yield f"{request.path}?{request.query}"
    if request.body:
        yield request.body.decode("utf-8", "replace")
    for name, value in request.headers:
        lower = name.lower()
        if lower in _LOOKED_AT or lower not in KEPT_FIELDS | _OWN_FIELDS:
            yield value
    for message in messages:
        yield message.data.decode("utf-8", "replace")


def is_client_id(name: str) -> bool:
    """Whether trackers call an identifier so."""
    return name.rpartition(".")[2] in shapes().client_ids


def owner_of(item: Item) -> str:
    """The registrable domain that an item is kept for."""
    _, where, _ = item
    host = where.split("://", 1)[-1].partition("/")[0]
    return site(host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() and not host.endswith("]") else host)
