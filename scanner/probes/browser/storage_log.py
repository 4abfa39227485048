"""What a phase stored, in the order in which it was stored, and what was there at its end: `siegel/storage/1`. Pure.

Whatever was set and deleted again stands in it, too. Values are told by their length and keyed digest (`veil`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from scanner import __version__
from scanner.model.report import STORAGE_SCHEMA
from scanner.model.vocabulary import StorageArea
from scanner.probes.browser.records import CookieSet, KeptItem, StorageWrite
from scanner.probes.browser.veil import MARK, Veil
from scanner.probes.browser.visitor import FRESH, Visitor, Written, with_lines, within

MOST_EVENTS = 10_000
MOST_ITEMS = 5000
MOST_BYTES = 6_000_000
_HOW = {
    StorageArea.LOCAL_STORAGE: "localStorage",
    StorageArea.SESSION_STORAGE: "sessionStorage",
    StorageArea.INDEXEDDB: "indexedDB.open",
    StorageArea.CACHE: "caches.open",
    StorageArea.SERVICE_WORKER: "serviceWorker.register",
}
_COMMENT = (
    "A digest is ~ and the BLAKE2b of the value under a key of this run alone, which nobody keeps. Equal values have "
    "equal digests in all logs of the run."
)


def storage_log(
    visitor: Visitor,
    cookies: Iterable[CookieSet],
    writes: Iterable[StorageWrite],
    kept: Iterable[KeptItem] | None,
    veil: Veil,
    not_recorded: Mapping[str, int],
) -> Written:
    """The log in UTF-8. `kept`: what was there in the end; None where the browser could not be asked any more."""

    def told(event: CookieSet | StorageWrite) -> dict[str, Any]:
        return _cookie(visitor, event, veil) if isinstance(event, CookieSet) else _write(visitor, event, veil)

    unsorted: list[CookieSet | StorageWrite] = [*cookies, *writes]
    events = sorted(unsorted, key=lambda event: event.when.at_ms)
    items, items_left_out = within(kept or (), lambda item: _item(item, veil), MOST_ITEMS, MOST_BYTES)
    lines, left_out = within(events, told, MOST_EVENTS, MOST_BYTES)
    head = {
        "schema": STORAGE_SCHEMA,
        "creator": {"name": "Siegel", "version": __version__},
        "browser": {"name": visitor.browser, "version": visitor.version},
        "phase": visitor.phase.value,
        "shop": visitor.shop,
        "profile": FRESH,
        **visitor.times(),
        "comment": _COMMENT,
        "cut": {"events": left_out, "kept": items_left_out, "recorder": dict(not_recorded)},
        "kept_known": kept is not None,
    }
    text = with_lines(head, "events", lines)[:-1] + ",\n" + with_lines({}, "kept", items)[1:]
    return Written(f"{text}\n".encode(), len(lines), left_out + items_left_out)


def _cookie(visitor: Visitor, event: CookieSet, veil: Veil) -> dict[str, Any]:
    return {
        **_when(visitor, event, veil),
        "action": "delete" if event.deletes else "set",
        "how": event.how.value,
        "area": StorageArea.COOKIE.value,
        "name": event.name,
        "domain": event.domain,
        "host_only": event.host_only,
        "path": veil.path(event.path),
        "length": event.size,
        "digest": f"{MARK}{event.digest}",
        "lifetime_s": _seconds(event.lifetime_s),
        "secure": event.secure,
        "http_only": event.http_only,
        "same_site": event.same_site.value,
        "partitioned": event.partitioned,
        "set_by": _place(event.set_by, veil),
        "in": veil.url(event.url),
        "blocked": list(event.blocked),
    }


def _write(visitor: Visitor, event: StorageWrite, veil: Veil) -> dict[str, Any]:
    valued = event.area in {StorageArea.LOCAL_STORAGE, StorageArea.SESSION_STORAGE}
    return {
        **_when(visitor, event, veil),
        "action": "delete" if event.removed else "set" if valued else "open",
        "how": _HOW[event.area],
        "area": event.area.value,
        "name": stored_name(event.name, veil),
        "origin": event.origin,
        "length": event.size,
        "digest": None if event.digest is None else f"{MARK}{event.digest}",
        "set_by": _place(event.set_by, veil),
    }


def _item(item: KeptItem, veil: Veil) -> dict[str, Any]:
    cookie = item.area is StorageArea.COOKIE
    found: dict[str, Any] = {
        "area": item.area.value,
        "name": stored_name(item.name, veil),
        "domain" if cookie else "origin": item.origin,
        "length": item.size,
        "digest": None if item.digest is None else f"{MARK}{item.digest}",
    }
    if cookie:
        found |= {
            "path": veil.path(item.path or "/"),
            "lifetime_s": _seconds(item.lifetime_s),
            "secure": item.secure,
            "http_only": item.http_only,
            "same_site": item.same_site.value if item.same_site else None,
            "partition": item.partition,
        }
    return found


def _when(visitor: Visitor, event: CookieSet | StorageWrite, veil: Veil) -> dict[str, Any]:
    when = event.when
    return {
        "at": visitor.at(when.at_ms),
        "at_ms": when.at_ms,
        "counts": visitor.counts(when.at_ms),
        "visit": when.visit,
        "page": veil.page(when.page),
    }


def stored_name(name: str, veil: Veil) -> str:
    """A worker's name is its address; all others are kept as they are, since they tell what is stored."""
    return veil.url(name) if name.startswith(("http://", "https://")) else name


def _place(place: str | None, veil: Veil) -> str | None:
    return None if place is None else veil.place(place)


def _seconds(lifetime_s: float | None) -> float | None:
    return None if lifetime_s is None else round(lifetime_s, 1)
