"""A visitor's state, cookies and local storage, as Playwright has it: what an act changes in it, carried over. Pure.

So somebody who has accepted can bring along the cart of another who has not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playwright.async_api import StorageState

_Items = dict[tuple[str, ...], Any]


def changes(before: StorageState, after: StorageState) -> StorageState:
    """What is there afterwards and was not, or otherwise."""
    old = _items(before)
    return _state({key: item for key, item in _items(after).items() if _value(old.get(key)) != _value(item)})


def with_changes(state: StorageState, changed: StorageState) -> StorageState:
    """The state, where what was changed wins."""
    return _state(_items(state) | _items(changed))


def _items(state: StorageState) -> _Items:
    found: _Items = {}
    for cookie in state.get("cookies", []):
        found["cookie", cookie["domain"], cookie["path"], cookie["name"]] = cookie
    for place in state.get("origins", []):
        for item in place["localStorage"]:
            found["local", place["origin"], item["name"]] = item
    return found


def _value(item: Mapping[str, Any] | None) -> object:
    return None if item is None else item["value"]


def _state(items: _Items) -> StorageState:
    origins: dict[str, list[Any]] = {}
    for key, item in items.items():
        if key[0] == "local":
            origins.setdefault(key[1], []).append(item)
    cookies = [item for key, item in items.items() if key[0] == "cookie"]
    return {"cookies": cookies, "origins": [{"origin": one, "localStorage": kept} for one, kept in origins.items()]}
