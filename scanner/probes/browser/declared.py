"""What declared.js found in a page: what it has loaded, and its `<meta>` elements. Believed as far as it can be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scanner.model.vocabulary import RequestType

#: What one page may show: elements of one document, addresses, elements of one name; `ms` for all of it; characters.
LIMITS: Mapping[str, int] = {
    "ms": 3000,
    "elements": 60_000,
    "depth": 4,
    "loads": 1500,
    "metas": 20,
    "url": 4000,
    "integrity": 1000,
    "content": 4000,
}
_TYPES = {
    kind.value: kind
    for kind in (
        RequestType.SCRIPT,
        RequestType.STYLESHEET,
        RequestType.DOCUMENT,
        RequestType.IMAGE,
        RequestType.MEDIA,
        RequestType.PREFETCH,
        RequestType.FORM,
        RequestType.OTHER,
    )
}


@dataclass(frozen=True, slots=True)
class Load:
    """An element that has something loaded, or sends. `integrity`: its attribute, or empty."""

    type: RequestType
    url: str
    integrity: str


@dataclass(frozen=True, slots=True)
class Declared:
    """All that a page declares.

    loads      scripts, style sheets and frames; of all else what is named with http
    referrer, generator, policies   contents of <meta> elements by these names, and of Content-Security-Policies
    cut        there was more than the limits allow, so that absence proves nothing
    """

    loads: tuple[Load, ...] = ()
    referrer: tuple[str, ...] = ()
    generator: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    cut: bool = False

    @classmethod
    def of(cls, value: object) -> Declared:
        """From what came back over the protocol. What can't have come from the script is left out, and so cut."""
        if not isinstance(value, dict):
            return cls(cut=True)
        loads = [_load(item) for item in _list(value.get("loads"))[: LIMITS["loads"]]]
        return cls(
            loads=tuple(load for load in loads if load is not None),
            referrer=_texts(value.get("referrer")),
            generator=_texts(value.get("generator")),
            policies=_texts(value.get("policies")),
            cut=value.get("cut") is not False or None in loads,
        )


NOTHING = Declared(cut=True)


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _texts(value: object) -> tuple[str, ...]:
    texts = (item for item in _list(value)[: LIMITS["metas"]] if isinstance(item, str))
    return tuple(text[: LIMITS["content"]] for text in texts)


def _load(item: object) -> Load | None:
    raw = item if isinstance(item, dict) else {}
    kind, url, integrity = _TYPES.get(str(raw.get("type"))), raw.get("url"), raw.get("integrity")
    if kind is None or not isinstance(url, str) or not isinstance(integrity, str) or len(url) > LIMITS["url"]:
        return None
    return Load(kind, url, integrity[: LIMITS["integrity"]])
