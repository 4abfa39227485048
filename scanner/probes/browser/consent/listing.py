"""What a banner's settings list: cookies and services by name, each under its category. Pure; sees no page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from scanner.probes.browser.consent.words import Role, folded, is_essential, role_of, words

MOST_ENTRIES = 1500
_MOST_LISTED = 300
_LONGEST_NAME = 60
_MOST_WORDS = 6
# A name among words: with an underscore, or all capitals with SESS in it; what cookies are called and words are not.
_TOKEN = re.compile(
    r"(?<![\w@./-])(_[A-Za-z][\w-]{1,50}|[A-Za-z][\w-]{0,40}_[\w-]{1,40}|[A-Z]{3,}SESS[A-Z]*)(?![\w@/])"
)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the settings, as listing.js reads them. `fixed`: a switch that is on and can't be moved."""

    kind: str
    text: str
    depth: int = 0
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """A name under a category; `necessary`: nobody can decline what stands under it."""

    category: str
    name: str
    necessary: bool


@dataclass(slots=True)
class _Category:
    name: str = ""
    depth: int = -1
    necessary: bool = False


def read(value: object) -> tuple[Entry, ...]:
    """From what came back of a document, each part taken only as the type that it must have."""
    entries = []
    for item in value[:MOST_ENTRIES] if isinstance(value, list) else []:
        if isinstance(item, dict) and isinstance(item.get("text"), str):
            depth = item.get("depth")
            entries.append(
                Entry(
                    str(item.get("kind"))[:20],
                    " ".join(item["text"][:400].split()),
                    depth if isinstance(depth, int) else 0,
                    item.get("fixed") is True,
                )
            )
    return tuple(entries)


def listed(entries: Iterable[Entry]) -> tuple[Listed, ...]:
    """The names, each once per category. What stands before the first category belongs to none and is left out.

    A heading or switch begins a category if its words are those of purposes only, or if it stands no deeper than the
    one before; what stands deeper is named under it.
    """
    now, found = _Category(), dict[tuple[str, str], Listed]()
    for entry in entries:
        if len(found) >= _MOST_LISTED:
            break
        if entry.kind in {"heading", "switch"} and _begins(entry, now):
            now = _begun(entry, now)
            continue
        if entry.kind == "text" and now.name and _always_on(entry.text):
            now.necessary = True
        for name in _names(entry) if now.name else ():
            if folded(name) != folded(now.name):
                # A service with a switch of its own can be declined, whatever it stands under.
                necessary = entry.fixed if entry.kind == "switch" else now.necessary
                found.setdefault((now.name, name), Listed(now.name, name, necessary))
    return tuple(found.values())


def _begins(entry: Entry, now: _Category) -> bool:
    if len(entry.text) > _LONGEST_NAME * 2 or _is_control(entry):
        return False
    return _is_purpose(entry.text) or entry.depth <= now.depth or not now.name


def _begun(entry: Entry, now: _Category) -> _Category:
    name = entry.text[:_LONGEST_NAME]
    if entry.kind == "switch":
        # The switch beside its own heading says whether that can be declined, and does not lie deeper than it.
        same = folded(now.name) in folded(name) or folded(name) in folded(now.name)
        return _Category(now.name if same and now.name else name, now.depth if same else entry.depth, entry.fixed)
    return _Category(name, entry.depth, is_essential(name))


def _names(entry: Entry) -> list[str]:
    text = entry.text.strip(" :;,.–-")
    if _is_control(entry):
        return []
    if entry.kind in {"name", "heading", "switch", "strong"}:
        short = 2 <= len(text) <= _LONGEST_NAME and len(text.split()) <= _MOST_WORDS
        if short and not entry.text.endswith(":") and words().column.search(folded(text)) is None:
            return [text]
    return _TOKEN.findall(entry.text)


def _is_control(entry: Entry) -> bool:
    """It says "Details" or the like, and shows or hides something."""
    return entry.kind == "heading" and role_of(entry.text) is not Role.OTHER


def _is_purpose(text: str) -> bool:
    """Its words are those of purposes, and of nothing else: "Google Analytics" is a service, not a category."""
    every = _WORD.findall(folded(re.sub(r"\(.*?\)", " ", text)))
    told = [word for word in every if words().purposes.search(word) or words().essential.search(word)]
    return bool(told) and all(word in told or words().filler.search(word) for word in every)


def _always_on(text: str) -> bool:
    return len(text) <= _LONGEST_NAME and words().always_on.search(folded(text)) is not None
