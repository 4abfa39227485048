"""A page's own text as an artifact: its elements and words, without scripts, forms and everything that identifies.

What is kept of a document is text of the shop; attributes, where tokens and identifiers live, are not (design § 7.5).
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from scanner.model.markup import MarkupReader

_LEFT_OUT = frozenset(
    {"script", "style", "noscript", "template", "iframe", "object", "svg", "input", "select", "textarea"}
)
_VOID = frozenset({"br", "hr", "img", "wbr", "meta", "link", "input", "source", "col", "embed", "area", "base"})
_KEPT_VOID = frozenset({"br", "hr"})


class _Text(MarkupReader):
    def __init__(self) -> None:
        self.parts: list[str] = []
        self._inside = 0

    def on_start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag in _LEFT_OUT and tag not in _VOID:
            self._inside += 1
        elif not self._inside and tag == "a":
            self.parts.append(f'<a href="{escape(attributes.get("href", "").partition("?")[0])}">')
        elif not self._inside and (tag not in _VOID or tag in _KEPT_VOID):
            self.parts.append(f"<{tag}>")

    def on_end(self, tag: str) -> None:
        if tag in _LEFT_OUT and tag not in _VOID:
            self._inside = max(0, self._inside - 1)
        elif not self._inside and tag not in _VOID:
            self.parts.append(f"</{tag}>")

    def on_text(self, text: str) -> None:
        if not self._inside:
            self.parts.append(escape(text))


def readable(html: str) -> bytes:
    """The document with its structure and words, links without their queries, and nothing else."""
    reader = _Text()
    reader.read(html)
    return "".join(reader.parts).encode("utf-8", "replace")
