"""From what a phase recorded to facts: stored items and requests, one row per thing. Gives them no meaning."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace

from scanner.model.facts import Page, Request, StoredItem
from scanner.model.values import NOT_STATED, Maybe, Unknown
from scanner.model.vocabulary import Phase, SameSite, StorageArea
from scanner.probes.browser.recorder import Recorder
from scanner.probes.browser.records import CookieSet, KeptItem, SentRequest, StorageWrite
from scanner.probes.browser.referrers import the_more, told_address
from scanner.probes.browser.storage_log import stored_name
from scanner.probes.browser.veil import Veil

_DAY_S = 86_400
#: No browser keeps a cookie for longer (RFC 6265bis § 5.5; Chromium since version 104).
MOST_DAYS = 400
_SENT = frozenset({"http", "https", "ws", "wss"})
_NOT_MEASURED = Unknown("its value was not looked at")


def stored_items(phase: Phase, recorder: Recorder, kept: Iterable[KeptItem], since_ms: int = 0) -> Iterator[StoredItem]:
    """Everything that was set in a phase since then, deleted again or not, and everything that is there at its end.

    Of a cookie that is set several times the last setting tells the attributes: they replace those before.
    """
    last = {_cookie_key(event): event for event in recorder.cookies_set if not event.deletes and not event.blocked}
    since: set[tuple[str, str, str]] = set()
    for event in recorder.cookies_set:
        if not event.deletes and not event.blocked and event.when.at_ms >= since_ms:
            since.add(_cookie_key(event))
            yield _cookie(phase, event, last[_cookie_key(event)], recorder.veil)
    for written in recorder.writes:
        if not written.removed and written.when.at_ms >= since_ms:
            since.add((written.area, written.origin, written.name))
            yield _written(phase, written, recorder.veil)
    for item in kept:
        setting = last.get((item.name, item.origin.removeprefix("."), item.path or "/"))
        row = _kept(phase, item, setting, recorder.veil)
        yield replace(row, left_over=since_ms > 0 and _kept_key(item) not in since)


def _cookie_key(event: CookieSet) -> tuple[str, str, str]:
    return event.name, event.domain, event.path


def _kept_key(item: KeptItem) -> tuple[str, str, str]:
    """As `_cookie_key` for a cookie, and area, origin, name for all else."""
    if item.area is StorageArea.COOKIE:
        return item.name, item.origin.removeprefix("."), item.path or "/"
    return item.area, item.origin, item.name


def _cookie(phase: Phase, event: CookieSet, last: CookieSet, veil: Veil) -> StoredItem:
    return StoredItem(
        area=StorageArea.COOKIE,
        origin=f"{event.domain}{veil.path(event.path)}",
        name=event.name,
        partition=_partition(partitioned=event.partitioned),
        phase=phase,
        lifetime_days=_days(event.lifetime_s),
        secure=last.secure,
        http_only=last.http_only,
        same_site=last.same_site,
        set_by=_place(event.set_by, veil),
        identifier=_NOT_MEASURED,
        left_over=False,
    )


def _partition(*, partitioned: bool) -> Maybe[str | None]:
    return Unknown("the jar knows the top-level site") if partitioned else None


def _written(phase: Phase, written: StorageWrite, veil: Veil) -> StoredItem:
    return StoredItem(
        area=written.area,
        origin=written.origin,
        name=stored_name(written.name, veil),
        partition=None,
        phase=phase,
        lifetime_days=None if written.area is StorageArea.SESSION_STORAGE else _FOR_EVER,
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


def _kept(phase: Phase, item: KeptItem, setting: CookieSet | None, veil: Veil) -> StoredItem:
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
        same_site=_kept_same_site(item, setting) if cookie else None,
        identifier=_NOT_MEASURED,
    )


def _kept_same_site(item: KeptItem, setting: CookieSet | None) -> Maybe[SameSite | None]:
    """The list of cookies says Lax of those, too, that state nothing: then only the setting of the cookie can tell."""
    if item.same_site is not SameSite.LAX:
        return item.same_site or SameSite.UNSET
    told = setting.same_site if setting is not None and item.partition is None else None
    return told if told in {SameSite.LAX, SameSite.UNSET} else NOT_STATED


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
        tells = told_address(one)
        if key in told:
            told[key] = replace(told[key], tells=the_more(told[key].tells, tells))
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
        )
    yield from told.values()
