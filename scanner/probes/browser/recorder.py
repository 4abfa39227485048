"""Keeps what one phase stored and sent, within bounds; what exceeds them is counted and said, never lost in silence."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar
from urllib.parse import urlsplit

from scanner.model.vocabulary import Phase, StorageArea
from scanner.probes.browser import hooks
from scanner.probes.browser.cookies import CookieLine, default_path, parse_line, same_site
from scanner.probes.browser.flights import MAX_URL_CHARACTERS, WORKER_SCRIPT, Flight, Why, mixed_type
from scanner.probes.browser.prints import Prints
from scanner.probes.browser.records import (
    CookieSet,
    Incident,
    InsecureLoad,
    KeptItem,
    Moment,
    SentRequest,
    SetHow,
    SocketMessage,
    StorageWrite,
)
from scanner.probes.browser.values import Values
from scanner.probes.browser.veil import Digest, Veil

MAX_NAME_CHARACTERS = 500
#: Our own word, beside Chromium's, for why a cookie was not taken: its script could not read it back.
NOT_KEPT = ("NotKept",)
_LOOKED_BACK = 200
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Bounds:
    """Of one phase: number of entries of each sort; bytes of one request body, and of all together."""

    entries: int = 10_000
    body_bytes: int = 64 * 1024
    all_body_bytes: int = 16 * 1024 * 1024


def keyed_digest() -> Digest:
    """A digest under a fresh key: equal values are seen to be equal within a run, and mean nothing outside it."""
    key = secrets.token_bytes(32)
    return lambda value: hashlib.blake2b(value.encode("utf-8", "surrogatepass"), key=key, digest_size=16).hexdigest()


@dataclass(slots=True)
class Recorder:
    """What happened in one phase, in the order in which it was seen; one for all tabs of the phase.

    prints     what was read that tells devices apart
    overflow   what was left out, by sort; where it isn't empty, absence proves nothing
    values     what may be kept of the values that items had
    """

    phase: Phase
    digest: Digest
    why: Why = lambda _host, _port: None
    bounds: Bounds = Bounds()
    started: float = field(default_factory=time.monotonic)
    began: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))
    cookies_set: list[CookieSet] = field(default_factory=list)
    writes: list[StorageWrite] = field(default_factory=list)
    messages: list[SocketMessage] = field(default_factory=list)
    incidents: list[Incident] = field(default_factory=list)
    insecure: list[InsecureLoad] = field(default_factory=list)
    prints: Prints = field(default_factory=Prints)
    overflow: Counter[str] = field(default_factory=Counter)
    values: Values = field(default_factory=Values)
    flights: dict[str, Flight] = field(default_factory=dict)
    _kept: dict[tuple[StorageArea, str, str], KeptItem] = field(default_factory=dict)
    _writers: dict[tuple[StorageArea, str, str], str | None] = field(default_factory=dict)
    _images: dict[str, str | None] = field(default_factory=dict)
    _overheard: dict[tuple[str, str], Flight] = field(default_factory=dict)
    _body_bytes: int = 0

    def moment(self, visit: int, page: str) -> Moment:
        """Now, in a tab."""
        return Moment(self.phase, visit, page, round((time.monotonic() - self.started) * 1000))

    @property
    def veil(self) -> Veil:
        """Replaces what may tell a visitor apart."""
        return Veil(self.digest)

    @property
    def all_flights(self) -> tuple[Flight, ...]:
        """Every request so far, those that another source tells of as well twice."""
        return (*self.flights.values(), *self._overheard.values())

    @property
    def requests(self) -> tuple[SentRequest, ...]:
        """Every request so far, answered or not."""
        flights = [*self.flights.values()]
        known = {(flight.method, flight.url) for flight in flights}
        for flight in flights:
            other = self._overheard.get((flight.method, flight.url)) if flight.kind == "Other" else None
            if other is not None and other.kind == "Fetch":
                flight.kind = other.kind  # a worker's first request, of which Chromium told the answer only
        flights += [flight for key, flight in self._overheard.items() if key not in known]
        beyond = len(flights) - self.bounds.entries
        self.overflow["requests"] = max(self.overflow["requests"], beyond, 0)
        self.overflow += Counter()  # without what is none
        return tuple(flight.freeze(self.why, self._images) for flight in flights[: self.bounds.entries])

    def kept(self) -> tuple[KeptItem, ...]:
        """Everything but cookies that is there now, as far as it was seen to come and go."""
        return tuple(self._kept.values())

    def jar(self, cookies: Iterable[dict[str, Any]]) -> tuple[KeptItem, ...]:
        """The cookies of the browser's jar, as Playwright lists them, without their values."""
        now = time.time()
        return tuple(self._cookie(cookie, now) for cookie in cookies)

    def session_ended(self) -> None:
        """The browser was closed: session storage is gone."""
        for key in tuple(self._kept):
            if key[0] is StorageArea.SESSION_STORAGE:
                del self._kept[key]

    def cookie_on_the_wire(self, when: Moment, url: str, line: str, blocked: tuple[str, ...]) -> CookieSet | None:
        """A Set-Cookie line of a response; None where it sets nothing."""
        cookie = parse_line(line, time.time())
        return None if cookie is None else self._set(when, SetHow.HTTP, cookie, url, set_by=url, blocked=blocked)

    def cookie_by_script(self, when: Moment, message: dict[str, Any]) -> None:
        """What a hook told of document.cookie or of the cookie store."""
        url = hooks.text(message, "url")
        if not hosted(url):
            return  # a document of no origin keeps no cookies
        set_by = hooks.caller(hooks.text(message, "stack")) or url
        how = SetHow.DOCUMENT_COOKIE if message["kind"] == "cookie" else SetHow.COOKIE_STORE
        now = time.time()
        cookie = (
            parse_line(hooks.text(message, "line"), now) if how is SetHow.DOCUMENT_COOKIE else _of_store(message, now)
        )
        if cookie is not None:
            refused = message.get("there") is False and not cookie.deletes and _is_read_at(cookie.path, url)
            self._set(when, how, cookie, url, set_by=set_by, blocked=NOT_KEPT if refused else ())

    def cookie_refused(self, message: dict[str, Any]) -> None:
        """The cookie store did not keep what it was given last under this name."""
        name, url = _name(hooks.text(message, "name")), hooks.text(message, "url")
        for place in range(len(self.cookies_set) - 1, max(-1, len(self.cookies_set) - _LOOKED_BACK), -1):
            event = self.cookies_set[place]
            if event.how is SetHow.COOKIE_STORE and (event.name, event.url) == (name, url) and not event.blocked:
                self.cookies_set[place] = replace(event, blocked=NOT_KEPT)
                return

    def storage_by_script(self, message: dict[str, Any]) -> None:
        """Who writes; Chromium tells what was written, right afterwards."""
        area = StorageArea.SESSION_STORAGE if message.get("session") is True else StorageArea.LOCAL_STORAGE
        self._remember(
            self._writers, (area, hooks.text(message, "origin"), _name(hooks.text(message, "name"))), message
        )

    def image_by_script(self, message: dict[str, Any]) -> None:
        """Who loads an image that stands in no document."""
        self._remember(self._images, hooks.text(message, "url"), message)

    def stored(self, when: Moment, area: StorageArea, origin: str, name: str, value: str | None) -> None:
        """A key of local or session storage got this value; None: it was removed."""
        key = area, origin, _name(name)
        digest, size = (None, None) if value is None else (self.digest(value), len(value))
        set_by = self._writers.pop(key, None)
        written = StorageWrite(
            when=when, area=area, origin=origin, name=key[2], digest=digest, size=size, set_by=set_by
        )
        self._add("writes", self.writes, replace(written, removed=value is None))
        if value is not None:
            self.values.hold(key, when.at_ms, value, self.digest)
        if value is None:
            self._kept.pop(key, None)
        else:
            self._keep(KeptItem(area=area, origin=origin, name=key[2], digest=digest, size=size))

    def cleared(self, when: Moment, area: StorageArea, origin: str) -> None:
        """Local or session storage of an origin was emptied."""
        for kept_area, kept_origin, name in tuple(self._kept):
            if (kept_area, kept_origin) == (area, origin):
                self.stored(when, area, origin, name, None)

    def opened(self, when: Moment, message: dict[str, Any]) -> None:
        """A script opened a database or cache, or registered a worker."""
        area = hooks.text(message, "area")
        kinds = {StorageArea.INDEXEDDB, StorageArea.CACHE, StorageArea.SERVICE_WORKER}
        if area in kinds and hosted(hooks.text(message, "origin")):
            self._add("writes", self.writes, StorageWrite(
                when=when, area=StorageArea(area), origin=hooks.text(message, "origin"),
                name=_name(hooks.text(message, "name")), set_by=hooks.caller(hooks.text(message, "stack")),
            ))  # fmt: skip

    def found(self, area: StorageArea, origin: str, names: Iterable[str], *, all_of_them: bool = False) -> None:
        """Databases, caches or workers that exist now; `all_of_them`: what was found of the area before is gone."""
        there = [_name(name) for name in names]
        if all_of_them:
            gone = [key for key in self._kept if key[:2] == (area, origin) and key[2] not in there]
            for key in gone:
                del self._kept[key]
        for name in there:
            self._keep(KeptItem(area=area, origin=origin, name=name))

    def sent(self, key: str, flight: Flight) -> bool:
        """A request left; False where it is known already from another tab, or there is no more room."""
        if key in self.flights:
            return False
        if len(self.flights) >= self.bounds.entries:
            self.overflow["requests"] += 1
            return False
        self._hold(flight)
        self.flights[key] = flight
        return True

    def body_by_script(self, message: dict[str, Any]) -> None:
        """A Blob that a script sends: Chromium shows the request, but not what is in it."""
        url, body = hooks.text(message, "url"), hooks.text(message, "body").encode("utf-8", "surrogatepass")
        for flight in reversed((*self._overheard.values(), *self.flights.values())):
            if flight.url == url and flight.has_body and flight.body is None:
                flight.body = body
                self._hold(flight)
                return

    def _hold(self, flight: Flight) -> None:
        """No more of its body than there is room for."""
        flight.trim(min(self.bounds.body_bytes, self.bounds.all_body_bytes - self._body_bytes))
        self._body_bytes += flight.body_bytes

    def overheard(self, flight: Flight) -> None:
        """A request that another source tells of as well; it counts where the first one missed it."""
        key = flight.method, flight.url
        if (known := self._overheard.get(key)) is not None:
            known.kind = WORKER_SCRIPT if flight.kind == WORKER_SCRIPT else known.kind  # whoever was first
            return
        # Most are counted among the flights already: what is beyond twice their bound was told of by nobody else.
        if len(self._overheard) >= 2 * self.bounds.entries:
            self.overflow["requests"] += 1
            return
        self._hold(flight)
        self._overheard[key] = flight

    def message(self, when: Moment, url: str, data: bytes) -> None:
        """A page sent something through a web socket."""
        data = data[: max(0, min(self.bounds.body_bytes, self.bounds.all_body_bytes - self._body_bytes))]
        self._body_bytes += len(data)
        self._add("messages", self.messages, SocketMessage(when=when, url=url, data=data))

    def insecure_load(self, when: Moment, frame: str, details: dict[str, Any]) -> None:
        """Chromium's report of mixed content in a document. Where a form sends is no load."""
        if (kind := mixed_type(str(details["resourceType"]))) is not None:
            url = str(details["insecureURL"])[:MAX_URL_CHARACTERS]
            self._add("insecure loads", self.insecure, InsecureLoad(when=when, frame=frame, url=url, type=kind))

    def incident(self, when: Moment, what: str, detail: str = "") -> None:
        """Something else happened."""
        self._add("incidents", self.incidents, Incident(when=when, what=what, detail=detail[:MAX_NAME_CHARACTERS]))

    def _add(self, sort: str, entries: list[T], entry: T) -> None:
        if len(entries) < self.bounds.entries:
            entries.append(entry)
        else:
            self.overflow[sort] += 1

    def _keep(self, item: KeptItem) -> None:
        key = item.area, item.origin, item.name
        if key in self._kept or len(self._kept) < self.bounds.entries:
            self._kept[key] = item
        else:
            self.overflow["kept"] += 1

    def _remember(self, where: dict[Any, str | None], key: object, message: dict[str, Any]) -> None:
        if len(where) < self.bounds.entries:
            where[key] = hooks.caller(hooks.text(message, "stack"))

    def _set(
        self,
        when: Moment,
        how: SetHow,
        cookie: CookieLine,
        url: str,
        *,
        set_by: str | None,
        blocked: tuple[str, ...] = (),
    ) -> CookieSet:
        parts = urlsplit(url)
        event = CookieSet(
            when=when,
            how=how,
            name=_name(cookie.name),
            domain=(cookie.domain or parts.hostname or "")[:MAX_NAME_CHARACTERS],
            host_only=cookie.domain is None,
            path=(cookie.path or default_path(parts.path))[:MAX_NAME_CHARACTERS],
            digest=self.digest(cookie.value),
            size=len(cookie.value),
            lifetime_s=cookie.lifetime_s,
            deletes=cookie.deletes,
            secure=cookie.secure,
            http_only=cookie.http_only,
            same_site=cookie.same_site,
            partitioned=cookie.partitioned,
            set_by=set_by,
            url=url,
            blocked=blocked,
        )
        self._add("cookies", self.cookies_set, event)
        if not event.deletes and not event.blocked:
            item = StorageArea.COOKIE, event.domain, event.name
            self.values.hold(item, when.at_ms, cookie.value, self.digest)
        return event

    def _cookie(self, cookie: dict[str, Any], now: float) -> KeptItem:
        item = StorageArea.COOKIE, str(cookie["domain"]).removeprefix("."), _name(cookie["name"])
        self.values.hold(item, self.moment(0, "").at_ms, cookie["value"], self.digest)
        until = float(cookie.get("expires", -1))
        return KeptItem(
            area=StorageArea.COOKIE,
            origin=cookie["domain"],
            name=_name(cookie["name"]),
            digest=self.digest(cookie["value"]),
            size=len(cookie["value"]),
            partition=cookie.get("partitionKey"),
            path=cookie["path"],
            lifetime_s=None if until < 0 else until - now,
            secure=cookie["secure"],
            http_only=cookie["httpOnly"],
            same_site=same_site(cookie.get("sameSite") or ""),
        )


def _of_store(message: dict[str, Any], now: float) -> CookieLine:
    expires = hooks.number(message, "expires")
    return CookieLine(
        name=hooks.text(message, "name"),
        value=hooks.text(message, "value"),
        domain=hooks.text(message, "domain") or None,
        path=hooks.text(message, "path") or "/",
        lifetime_s=-1.0 if message.get("removed") is True else None if expires is None else expires / 1000 - now,
        secure=True,
        http_only=False,
        same_site=same_site(hooks.text(message, "same_site")),
        partitioned=message.get("partitioned") is True,
    )


def hosted(url: str) -> bool:
    """Whether a URL or origin is one that can keep something."""
    return url.startswith(("http://", "https://"))


def _is_read_at(path: str | None, url: str) -> bool:
    """Whether a document at this URL reads cookies of this path (RFC 6265bis § 5.1.4)."""
    here = urlsplit(url).path or "/"
    return path is None or here == path or here.startswith(path if path.endswith("/") else f"{path}/")


def _name(name: str) -> str:
    return name[:MAX_NAME_CHARACTERS]
