"""Reads markup in one pass, in time linear in its length, however broken or hostile it is. Pure.

The standard library's parser takes minutes for a hundred kilobytes of tags that are never closed. This one is for
documents that may come from anywhere: it knows tags, attributes, text and raw elements, and no tree.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape

#: Characters of one tag. A longer one, as one that is never closed, is swallowed so far.
MAX_TAG = 8_000
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,60})")
_ATTRIBUTE = re.compile(r"""([^\s"'>/=]{1,100})(?:\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
#: Elements that hold text alone, up to their own end.
_RAW = frozenset({"script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes"})
_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")  # keeps every place as it is


class MarkupReader:
    """Calls `on_start`, `on_end` and `on_text` in the order of the source. Names are in lower case."""

    def on_start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A tag that begins an element; an attribute without a value has an empty one."""

    def on_end(self, tag: str) -> None:
        """A tag that ends an element, whether that was begun or not."""

    def on_text(self, text: str) -> None:
        """Text between two tags, its references resolved but in raw elements."""

    def read(self, text: str) -> None:
        """All of it. Never raises."""
        low, place = text.translate(_LOWER), 0
        while place < len(text):
            start = text.find("<", place)
            if start < 0:
                self.on_text(unescape(text[place:]))
                return
            if start > place:
                self.on_text(unescape(text[place:start]))
            place = self._markup(text, low, start)

    def _markup(self, text: str, low: str, start: int) -> int:
        """Reads what begins with `<`; where it ends."""
        if text.startswith("<!--", start):
            return _after(text, "-->", start + 4)
        if text.startswith(("<!", "<?"), start):
            return _after(text, ">", start)
        found = _TAG.match(text, start)
        if found is None:
            self.on_text("<")
            return start + 1
        name, end = found[2].translate(_LOWER), tag_end(text, found.end())
        if found[1]:
            self.on_end(name)
            return end
        self.on_start(name, _attributes(text[found.end() : end]))
        if name not in _RAW:
            return end
        closing = low.find(f"</{name}", end)
        closing = len(text) if closing < 0 else closing
        raw = text[end:closing]
        self.on_text(unescape(raw) if name in {"title", "textarea"} else raw)
        return closing


def tag_end(text: str, place: int) -> int:
    """Just behind the `>` that ends a tag; one in quotes doesn't. At most `MAX_TAG` characters further on."""
    last = min(len(text), place + MAX_TAG)
    while place < last:
        close = text.find(">", place, last)
        if close < 0:
            return last
        first = min((at for quote in "\"'" if (at := text.find(quote, place, close)) >= 0), default=-1)
        if first < 0:
            return close + 1
        again = text.find(text[first], first + 1, last)
        if again < 0:
            return close + 1
        place = again + 1
    return last


def _attributes(told: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in _ATTRIBUTE.finditer(told):
        value = next((part for part in one.groups()[1:] if part is not None), "")
        found.setdefault(one[1].translate(_LOWER), unescape(value))
    return found


def _after(text: str, mark: str, start: int) -> int:
    at = text.find(mark, start)
    return len(text) if at < 0 else at + len(mark)
