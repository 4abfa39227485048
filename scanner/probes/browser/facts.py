"""From what a phase recorded to facts: stored items and requests, one row per thing. Gives them no meaning."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from scanner.model.facts import Page, Request, StoredItem
from scanner.model.values import NOT_STATED, Maybe, Unknown
from scanner.model.vocabulary import Phase, SameSite, StorageArea
from scanner.probes.browser.payloads import is_readable, said_by, shapes
from scanner.probes.browser.recorder import Recorder
from scanner.probes.browser.records import CookieSet, KeptItem, SentRequest, StorageWrite
from scanner.probes.browser.referrers import the_more, told_address
from scanner.probes.browser.sites import host_of, site
from scanner.probes.browser.storage_log import stored_name
from scanner.probes.browser.told import in_address, joined, reveals
from scanner.probes.browser.veil import Veil

_DAY_S = 86_400
#: No browser keeps a cookie for longer (RFC 6265bis § 5.5; Chromium since version 104).
MOST_DAYS = 400
_LONGEST_S = 100 * 365 * _DAY_S
_SENT = frozenset({"http", "https", "ws", "wss"})
_NOT_MEASURED = Unknown("its value was not looked at")


@dataclass(frozen=True, slots=True)
class _Setting:
    """How a cookie was set the last time, and how many days the longest setting asked for; None: for a session."""

    last: CookieSet
    asked_days: int | None


_Key = tuple[str, str, str, Maybe[str | None]]


def stored_items(phase: Phase, recorder: Recorder, kept: Iterable[KeptItem], since_ms: int = 0) -> Iterator[StoredItem]:
    """Everything that was set in a phase since then, deleted again or not, and everything that is there at its end.

    Of a cookie that is set several times the last setting tells the attributes: they replace those before.
    """
    kept = tuple(kept)
    taken = [event for event in recorder.cookies_set if not event.deletes and not event.blocked]
    jar = {(item.name, item.origin.removeprefix("."), item.path or "/"): item.partition for item in kept}
    settings: dict[_Key, _Setting] = {}
    for event in taken:
        key = _cookie_key(event, jar)
        before = settings[key].asked_days if key in settings else None
        settings[key] = _Setting(event, _longer(before, _asked_days(event.lifetime_s)))
    since: set[tuple[str, str, str]] = set()
    for event in taken:
        if event.when.at_ms >= since_ms:
            key = _cookie_key(event, jar)
            since.add((event.name, event.domain, event.path))
            yield _cookie(phase, event, key, settings[key], recorder.veil)
    for written in recorder.writes:
        if not written.removed and written.when.at_ms >= since_ms:
            since.add((written.area, written.origin, written.name))
            yield _written(phase, written, recorder.veil)
    for item in kept:
        setting = settings.get((item.name, item.origin.removeprefix("."), item.path or "/", item.partition))
        row = _kept(phase, item, setting, recorder.veil)
        yield replace(row, left_over=since_ms > 0 and _kept_key(item) not in since)


def _cookie_key(event: CookieSet, jar: Mapping[tuple[str, str, str], str | None]) -> _Key:
    where = event.name, event.domain, event.path
    return (*where, _partition(event, jar.get(where)) if event.partitioned else None)


def _kept_key(item: KeptItem) -> tuple[str, str, str]:
    """Name, domain and path of a cookie, and area, origin, name for all else."""
    if item.area is StorageArea.COOKIE:
        return item.name, item.origin.removeprefix("."), item.path or "/"
    return item.area, item.origin, item.name


def _partition(event: CookieSet, in_jar: str | None) -> str | Unknown:
    """As the jar has it, else the site of the page (schemeful, as Chromium writes it)."""
    scheme, _, rest = event.when.page.partition("://")
    host = host_of(event.when.page)
    return in_jar or (f"{scheme}://{site(host)}" if rest and host else Unknown("which page it was set on is not known"))


def _asked_days(lifetime_s: float | None) -> int | None:
    return None if lifetime_s is None else max(0, math.ceil(min(lifetime_s, _LONGEST_S) / _DAY_S))


def _longer(one: int | None, other: int | None) -> int | None:
    return other if one is None else one if other is None else max(one, other)


def _cookie(phase: Phase, event: CookieSet, key: _Key, setting: _Setting, veil: Veil) -> StoredItem:
    return StoredItem(
        area=StorageArea.COOKIE,
        origin=f"{event.domain}{veil.path(event.path)}",
        name=event.name,
        partition=key[3],
        phase=phase,
        lifetime_days=_days(event.lifetime_s),
        asked_days=setting.asked_days,
        secure=setting.last.secure,
        http_only=setting.last.http_only,
        same_site=setting.last.same_site,
        set_by=_place(event.set_by, veil),
        identifier=_NOT_MEASURED,
        left_over=False,
    )


def _written(phase: Phase, written: StorageWrite, veil: Veil) -> StoredItem:
    return StoredItem(
        area=written.area,
        origin=written.origin,
        name=stored_name(written.name, veil),
        partition=None,
        phase=phase,
        lifetime_days=None if written.area is StorageArea.SESSION_STORAGE else _FOR_EVER,
        asked_days=None,
        secure=None,
        http_only=None,
        same_site=None,
        set_by=_place(written.set_by, veil),
        identifier=_NOT_MEASURED,
        left_over=False,
    )


_FOR_EVER = Unknown("kept until somebody deletes it")


def _place(place: str | None, veil: Veil) -> str | None:
    return None if place is None else veil.place(place)


def _kept(phase: Phase, item: KeptItem, setting: _Setting | None, veil: Veil) -> StoredItem:
    cookie = item.area is StorageArea.COOKIE
    return StoredItem(
        area=item.area,
        origin=f"{item.origin.removeprefix('.')}{veil.path(item.path or '/')}" if cookie else item.origin,
        name=stored_name(item.name, veil),
        partition=item.partition,
        phase=phase,
        lifetime_days=_days(item.lifetime_s)
        if cookie
        else None
        if item.area is StorageArea.SESSION_STORAGE
        else _FOR_EVER,
        secure=item.secure,
        http_only=item.http_only,
        asked_days=_kept_asked(item, setting) if cookie else None,
        same_site=_kept_same_site(item, setting.last if setting else None) if cookie else None,
        identifier=_NOT_MEASURED,
    )


def _kept_same_site(item: KeptItem, setting: CookieSet | None) -> Maybe[SameSite | None]:
    """The list of cookies says Lax of those, too, that state nothing: then only the setting of the cookie can tell."""
    if item.same_site is not SameSite.LAX:
        return item.same_site or SameSite.UNSET
    told = setting.same_site if setting is not None else None
    return told if told in {SameSite.LAX, SameSite.UNSET} else NOT_STATED


def _kept_asked(item: KeptItem, setting: _Setting | None) -> Maybe[int | None]:
    """Where nobody saw it set, what is kept is what was asked for, up to the most that a browser keeps."""
    days = _days(item.lifetime_s)
    if setting is not None:
        return setting.asked_days
    return Unknown("nobody saw it set") if days is not None and days >= MOST_DAYS else days


def _days(seconds: float | None) -> int | None:
    """Whole days, begun ones counted; None for a session. As long as it is kept, whatever was asked for."""
    return None if seconds is None else min(MOST_DAYS, max(0, math.ceil(seconds / _DAY_S)))


def requests(sent: Iterable[SentRequest], veil: Veil, since_ms: int = 0) -> Iterator[Request]:
    """One row per phase, page, host and path, sent since then; the first of several tells how it was made.

    Paths and addresses of scripts stand without what may tell a visitor apart.
    """
    told: dict[tuple[str, str, str], Request] = {}
    for one in sent:
        path = veil.path(one.path)
        key = one.when.page, one.host, path
        if one.scheme not in _SENT or one.when.at_ms < since_ms:
            continue
        tells, payload = told_address(one), _payload(one)
        personal, looked_at = in_address(one), reveals(one)
        if key in told:
            before = told[key]
            payload = before.payload if isinstance(before.payload, str) or payload is None else payload
            told[key] = replace(
                before,
                tells=the_more(before.tells, tells),
                in_address=joined(before.in_address, personal),
                reveals=joined(before.reveals, looked_at),
                **_collecting(payload),
            )
            continue
        told[key] = Request(
            phase=one.when.phase,
            page=Page(url=one.when.page),
            host=one.host,
            path=path,
            method=one.method,
            type=one.type,
            initiator=_place(one.initiator, veil),
            tells=tells,
            in_address=personal,
            reveals=looked_at,
            **_collecting(payload),
        )
    yield from told.values()


def _payload(one: SentRequest) -> Maybe[str | None]:
    """Whose messages it is shaped like."""
    found = shapes().of(said_by(one))
    return found if found or is_readable(one) else Unknown("its body could not be read")


def _collecting(payload: Maybe[str | None]) -> dict[str, Any]:
    return {"payload": payload, "collects": payload if isinstance(payload, Unknown) else payload is not None}
