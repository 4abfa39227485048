"""A page as its visitor saw it, as a small document: from the browser's own snapshot of its boxes. Pure.

The snapshot (DOMSnapshot.captureSnapshot of the Chrome DevTools Protocol) is the browser's, not the page's: no script
of the page has a hand in it, and shadow roots, closed ones too, slots, frames of the same process and generated content
are in it as rendered. What comes out holds elements and words, no scripts, styles, ids, classes or form values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

#: The computed styles that the snapshot must have, in this order.
STYLES = (
    "display", "visibility", "font-weight", "font-style", "text-decoration-line", "color", "background-color",
    "background-image", "overflow-x", "overflow-y", "opacity",
)  # fmt: skip
_LEFT_OUT = frozenset(
    {"style", "noscript", "template", "object", "embed", "link", "meta", "base", "head", "canvas", "video", "audio"}
    | {"textarea", "select", "input", "svg", "math", "applet", "map"}
)
_VOID = frozenset({"br", "hr", "img", "wbr"})
_WORDLESS = frozenset({"script", "title", "meta"})
_KEPT_ATTRIBUTES = {
    "a": ("title", "aria-label", "role", "rel"),
    "img": ("alt", "title"),
    "button": ("title", "aria-label", "role"),
    "html": ("lang",),
}
_FOR_ALL = ("role", "itemprop", "itemscope", "itemtype", "lang")
_ROLES = re.compile(r"[a-z -]{1,40}")
_HEADINGS = frozenset({f"h{level}" for level in range(1, 7)})
_NEVER_BOLDER = _HEADINGS | {"th", "a", "button", "summary", "html", "body", "label", "legend"}
_EMPHASIS = frozenset({"b", "strong", "em", "i", "u", "s", "del", "strike", "mark"})
#: What an element means of itself, where a closed part has no style to tell by.
_MEANT = {"b": "b", "strong": "b", "u": "u", "em": "em", "i": "em", "mark": "mark", "s": "s", "del": "s", "strike": "s"}
_INLINE = ("inline", "ruby")
_BOLD = 600
_TEXT, _ELEMENT, _DOCUMENT = 3, 1, 9
_NEAR = 3
_MOST_ATTRIBUTE = 500
_MOST_DATA = 60_000
_NAME = re.compile(r"[a-z][a-z0-9-]{0,40}")
#: Parameters of links to others that may stay: what they point at depends on them.
_KEPT_PARAMETERS = frozenset({
    "uuid", "shop", "shopid", "shop_id", "domain", "url", "certificate", "cert", "zertifikat", "certid", "siegel",
    "seal", "siteid", "lang", "language", "member", "merchant", "mid", "id", "cid", "cert_id", "zert", "nr",
    "tsid", "company", "company_id", "code", "page", "p",
})  # fmt: skip
#: Parameters that are about whoever comes, and lead nowhere else.
_ABOUT_VISITS = re.compile(r"(?i)utm_.*|gclid|fbclid|msclkid|mc_.*|ref|referrer|source|medium|campaign|partner")
_BACKGROUND = re.compile(r"url\(\"?([^\")]{1,500})\"?\)")
_LIKE_A_SEAL = re.compile(
    r"(?i)siegel|seal|badge|trust|zertifi|certif|guetezeichen|gepruef|logo-eu|safer|ehi|tuev|award"
)


@dataclass(frozen=True, slots=True)
class Written:
    """The document. `whole`: nothing was left out for its size."""

    html: str
    whole: bool


def write_shown(snapshot: Mapping[str, Any], most: int) -> Written:
    """The small document of a snapshot, at most that many characters. Raises KeyError, TypeError for what is none."""
    strings = snapshot["strings"]
    documents = [_Document(one, strings) for one in snapshot["documents"]]
    if not documents:
        return Written("", whole=False)
    writer = _Writer(documents, most)
    writer.document(0)
    return Written("".join(writer.parts), not writer.full)


class _Document:
    """One document of the snapshot, its nodes by index."""

    def __init__(self, told: Mapping[str, Any], strings: Sequence[str]) -> None:
        self.strings = strings
        self.url = self._string(told.get("documentURL", -1))
        nodes, layout = told["nodes"], told["layout"]
        self.types: Sequence[int] = nodes["nodeType"]
        self.names: Sequence[int] = nodes["nodeName"]
        self.values: Sequence[int] = nodes["nodeValue"]
        self.attributes: Sequence[Sequence[int]] = nodes["attributes"]
        self.boxes = {node: at for at, node in enumerate(layout["nodeIndex"])}
        self.styles: Sequence[Sequence[int]] = layout["styles"]
        self.bounds: Sequence[Sequence[float]] = layout["bounds"]
        self.texts: Sequence[int] = layout["text"]
        self.clickable = set(_sparse(nodes.get("isClickable"))[0])
        self.parents: Sequence[int] = nodes["parentIndex"]
        self.frames = dict(zip(*_sparse(nodes.get("contentDocumentIndex")), strict=True))
        self.pseudo = set(_sparse(nodes.get("pseudoType"))[0])
        self.children: list[list[int]] = [[] for _ in self.types]
        # The nearest one above that has a box.
        self.around = [-1] * len(self.types)
        for node, parent in enumerate(nodes["parentIndex"]):
            if 0 <= parent < node:
                self.children[parent].append(node)
                self.around[node] = parent if parent in self.boxes else self.around[parent]
        self.rendered = self._rendered()

    def _string(self, index: object) -> str:
        return self.strings[index] if isinstance(index, int) and 0 <= index < len(self.strings) else ""

    def _rendered(self) -> list[bool]:
        """Whether a node has a box, or something in it has."""
        found = [node in self.boxes for node in range(len(self.types))]
        for node in range(len(self.types) - 1, -1, -1):
            found[node] = found[node] or any(found[child] for child in self.children[node])
        return found

    def name(self, node: int) -> str:
        return self._string(self.names[node]).lower()

    def text(self, node: int) -> str:
        """As rendered, where it is: in capitals where the style says so."""
        box = self.boxes.get(node)
        shown = self._string(self.texts[box]) if box is not None else ""
        return shown or ("" if node in self.pseudo else self._string(self.values[node]))

    def source(self, node: int) -> str:
        """Of a script, which is not rendered."""
        return "".join(self._string(self.values[child]) for child in self.children[node])

    def attributes_of(self, node: int) -> dict[str, str]:
        pairs = self.attributes[node]
        return {
            self._string(pairs[at]).lower(): self._string(pairs[at + 1])[:_MOST_ATTRIBUTE]
            for at in range(0, len(pairs) - 1, 2)
        }

    def style(self, node: int) -> dict[str, str]:
        box = self.boxes.get(node)
        return {} if box is None else dict(zip(STYLES, map(self._string, self.styles[box]), strict=False))

    def size(self, node: int) -> str:
        """Of its box, in CSS pixels; empty where it has none."""
        box = self.boxes.get(node)
        return "" if box is None else "x".join(str(max(0, min(99_999, round(side)))) for side in self.bounds[box][2:4])

    def clicks(self, node: int) -> bool:
        """Whether a script takes clicks on it or right around it."""
        for _ in range(_NEAR):
            if node in self.clickable and self.name(node) != "a":
                return True
            node = self.parents[node]
            if node < 0 or self.name(node) in {"body", "html", "main", "a"}:
                return False
        return False

    def is_hidden(self, node: int) -> bool:
        """No box at all, or one in which nothing can be seen."""
        if not self.rendered[node]:
            return True
        style = self.style(node)
        if not style:
            return False
        if style.get("visibility") in {"hidden", "collapse"} or style.get("opacity") == "0":
            return True
        _, _, width, height = self.bounds[self.boxes[node]][:4]
        clips = "visible" not in {style.get("overflow-x"), style.get("overflow-y")}
        return clips and (width <= 1 or height <= 1)


class _Writer:
    def __init__(self, documents: Sequence[_Document], most: int) -> None:
        self.documents = documents
        self.parts: list[str] = []
        self.full = False
        self._left = most
        self._written: set[int] = set()

    def document(self, number: int) -> None:
        """One document, each once. Without recursion: pages nest as deep as they like."""
        if number in self._written or not 0 <= number < len(self.documents):
            return
        self._written.add(number)
        document = self.documents[number]
        waiting: list[tuple[int, str, bool]] = [(0, "", False)]  # node, or text to close with; whether all is hidden
        while waiting and not self.full:
            node, closing, hidden = waiting.pop()
            if closing:
                self._put(closing)
                continue
            waiting += reversed(list(self._node(document, node, hidden)))

    def _node(self, document: _Document, node: int, hidden: bool) -> Iterator[tuple[int, str, bool]]:
        """Writes the beginning of a node; what is to follow."""
        kind = document.types[node]
        if kind == _TEXT:
            self._put(escape(document.text(node), quote=False))
        elif kind == _DOCUMENT:
            yield from ((child, "", hidden) for child in document.children[node])
        elif kind == _ELEMENT and node in document.pseudo:
            self._put(escape(document.text(node), quote=False))
        elif kind == _ELEMENT:
            yield from self._element(document, node, hidden)

    def _element(self, document: _Document, node: int, hidden: bool) -> Iterator[tuple[int, str, bool]]:
        name = document.name(node)
        attributes = document.attributes_of(node)
        if name == "head":
            for child in document.children[node]:
                self._wordless(document, child, document.name(child), document.attributes_of(child))
            return
        if name in {"iframe", "frame"}:
            self._frame(document, node, hidden)
            return
        if name == "svg" and (said := attributes.get("aria-label") or _title_of(document, node)):
            hides = not hidden and document.is_hidden(node)
            self._put(self._tag("img", {"alt": said}, document, hides=hides, node=node))
            return
        if name in _WORDLESS or name in _LEFT_OUT or not _NAME.fullmatch(name):
            self._wordless(document, node, name, attributes)
            return
        hides = not hidden and document.is_hidden(node)
        opened, closed = self._wrapped(document, node, name, attributes, hides=hides)
        self._put(opened)
        below = document.children[node]
        before = [one for one in below if one in document.pseudo and document.name(one) == "::before"]
        after = [one for one in below if one in document.pseudo and document.name(one) == "::after"]
        inner = [one for one in below if one not in document.pseudo]
        yield from ((one, "", hidden or hides) for one in (*before, *inner, *after))
        if closed:
            yield (-1, closed, hidden)

    def _wordless(self, document: _Document, node: int, name: str, attributes: Mapping[str, str]) -> None:
        """What no visitor reads and says something all the same: the title, structured data, microdata."""
        if name == "title":
            self._put(f"<title>{escape(document.source(node)[:_MOST_ATTRIBUTE])}</title>")
        elif name == "script" and "ld+json" in attributes.get("type", "").lower():
            source = document.source(node)[:_MOST_DATA].replace("</", "<\\/")
            self._put(f'<script type="application/ld+json">{source}</script>')
        elif name == "meta" and "itemprop" in attributes:
            self._put(self._tag("meta", attributes, document, hides=False))

    def _frame(self, document: _Document, node: int, hidden: bool) -> None:
        inner = document.frames.get(node)
        if inner is None or not 0 <= inner < len(self.documents):
            address = urljoin(document.url, document.attributes_of(node).get("src", ""))
            self._put(f'<section data-frame="{escape(_plain(address))}" data-unread></section>')
            return
        hides = not hidden and document.is_hidden(node)
        self._put(f'<section data-frame="{escape(_plain(self.documents[inner].url))}"{" data-hidden" * hides}>')
        self.document(inner)
        self._put("</section>")

    def _wrapped(
        self, document: _Document, node: int, name: str, attributes: Mapping[str, str], *, hides: bool
    ) -> tuple[str, str]:
        """How an element begins and ends, with what stands out in it."""
        style = document.style(node)
        marks = _marks(name, style, document.style(document.around[node]))
        tag = "span" if name in _EMPHASIS else name
        opened = self._tag(tag, attributes, document, hides=hides, node=node)
        if picture := _background(style, document.url):
            opened += f'<img src="{escape(picture)}" alt="" data-background>'
        opened += "".join(f"<{mark}>" for mark in marks)
        closed = "".join(f"</{mark}>" for mark in reversed(marks))
        return opened, "" if tag in _VOID else f"{closed}</{tag}>"

    def _tag(
        self, name: str, attributes: Mapping[str, str], document: _Document, *, hides: bool, node: int = -1
    ) -> str:
        kept = {key: attributes[key] for key in (*_KEPT_ATTRIBUTES.get(name, ()), *_FOR_ALL) if key in attributes}
        if not _ROLES.fullmatch(kept.get("role", "x")):
            del kept["role"]
        if "itemprop" in attributes and "content" in attributes:
            kept["content"] = attributes["content"]
        if name == "a" and (href := attributes.get("href")):
            address = _joined(document.url, href)
            kept["href"] = _address(address, document.url)
            if _is_cut(address, kept["href"]):
                kept["data-cut"] = ""
        if name == "img":
            kept["src"] = _plain(_joined(document.url, _source(attributes)))
            if size := document.size(node):
                kept["data-size"] = size
            if document.clicks(node):
                kept["data-clicks"] = ""
        told = "".join(f' {key}="{escape(value)}"' for key, value in kept.items())
        return f"<{name}{told}{' data-hidden' if hides else ''}>"

    def _put(self, text: str) -> None:
        if self.full:
            return
        if len(text) > self._left:
            self.full = True
            return
        self._left -= len(text)
        self.parts.append(text)


def _marks(name: str, style: Mapping[str, str], around: Mapping[str, str]) -> list[str]:
    """What makes an element stand out from what is around it."""
    if not style:
        return [_MEANT[name]] if name in _MEANT else []
    marks = []
    inline = style["display"].startswith(_INLINE)
    if name not in _NEVER_BOLDER and _weight(style) >= _BOLD > _weight(around):
        marks.append("b")
    if "line-through" in style["text-decoration-line"]:
        marks.append("s")
    if name in {"a", "button"} or not inline:
        return marks
    if "underline" in style["text-decoration-line"]:
        marks.append("u")
    if style["font-style"] != "normal" and around.get("font-style", "normal") == "normal":
        marks.append("em")
    colours = style["color"] != around.get("color", style["color"])
    if colours or not style["background-color"].endswith(("(0, 0, 0, 0)", "transparent")):
        marks.append("mark")
    return marks


def _weight(style: Mapping[str, str]) -> float:
    try:
        return float(style.get("font-weight", "400"))
    except ValueError:
        return 400


def _background(style: Mapping[str, str], base: str) -> str:
    found = _BACKGROUND.search(style.get("background-image", ""))
    if found is None or found[1].startswith("data:") or not _LIKE_A_SEAL.search(found[1]):
        return ""
    return _plain(urljoin(base, found[1]))


def _sparse(told: object) -> tuple[Sequence[int], Sequence[int]]:
    if not isinstance(told, Mapping):
        return (), ()
    index, value = told.get("index", ()), told.get("value", ())
    return index, value if len(value) == len(index) else (0,) * len(index)


def _title_of(document: _Document, node: int) -> str:
    """Of a drawing: what its title element says."""
    titles = (child for child in document.children[node] if document.name(child) == "title")
    return next((document.source(title).strip() for title in titles), "")[:_MOST_ATTRIBUTE]


def _source(attributes: Mapping[str, str]) -> str:
    """Of a picture, one that comes later included."""
    now, later = attributes.get("src", ""), attributes.get("data-src", "")
    return later if later and (not now or now.startswith("data:")) else now


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:
        return ""


def _is_cut(address: str, kept: str) -> bool:
    """Whether parameters are left out that may say what a link points at."""
    asked, left = address.partition("?")[2].partition("#")[0], kept.partition("?")[2].partition("#")[0]
    names = {name for name, _ in parse_qsl(left)}
    return any(name not in names and not _ABOUT_VISITS.fullmatch(name) for name, _ in parse_qsl(asked)[:50])


def _plain(address: str) -> str:
    """Without query and fragment; a data URL is nobody's address."""
    if not address.startswith(("http://", "https://")):
        return address.split(":", 1)[0][:40] + ":" if ":" in address[:40] else ""
    return address.partition("#")[0].partition("?")[0]


def _address(address: str, base: str) -> str:
    """Of a link: with its fragment, and to another host with those parameters that say what it points at."""
    if address.startswith(("mailto:", "tel:")):
        return address.partition("?")[0]
    try:
        parts, here = urlsplit(address), urlsplit(base)
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"}:
        return _plain(address)
    query = ""
    if parts.hostname != here.hostname:
        query = urlencode([pair for pair in parse_qsl(parts.query)[:20] if pair[0].lower() in _KEPT_PARAMETERS])
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return f"{_plain(address)}{'?' + query if query else ''}{fragment}"
