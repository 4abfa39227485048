"""The `<meta>` elements of a document that speak in the place of a header: any text gives a value. Pure.

Reads HTML as it came, as a browser's tokenizer does (HTML § 13.2.5), in time linear in it and without building a tree.
What stands in comments, scripts, templates and `noscript` is no element for a browser that runs scripts. What a script
adds later is seen by the browser alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape

from scanner.model.vocabulary import ReferrerPolicy

#: Elements of one name, and characters of a content, that are kept.
MOST = 20
MAX_CONTENT = 500

_BEGIN = re.compile(r"<(?:!--|[A-Za-z])")
_SPACE = r"\t\n\f\r "
# Everything up to the next > outside of a quoted value; quotes count after an equals sign only.
_TAG = re.compile(
    rf"<([A-Za-z][^{_SPACE}/>]*+)"
    rf"((?:[{_SPACE}/]++|=?[^{_SPACE}/>=]++(?:[{_SPACE}]*+=[{_SPACE}]*+(?:\"[^\"]*+\"|'[^']*+'|(?![\"'])[^{_SPACE}>]*+))?+|=)*+)>"
)
_ATTRIBUTE = re.compile(
    rf"(=?[^{_SPACE}/>=]++)(?:[{_SPACE}]*+=[{_SPACE}]*+(?:\"([^\"]*+)\"|'([^']*+)'|([^{_SPACE}>]*+)))?"
)
# Elements whose content is text, or no part of the document.
_OPAQUE = frozenset(
    ("script", "style", "template", "noscript", "textarea", "title", "xmp", "iframe", "noembed", "noframes")
)
# HTML § 4.2.5.1, "referrer": words of former drafts that browsers still know.
_FORMER = {
    "never": ReferrerPolicy.NO_REFERRER,
    "default": ReferrerPolicy.STRICT_ORIGIN_WHEN_CROSS_ORIGIN,
    "always": ReferrerPolicy.UNSAFE_URL,
    "origin-when-crossorigin": ReferrerPolicy.ORIGIN_WHEN_CROSS_ORIGIN,
}
_POLICIES = {policy.value: policy for policy in ReferrerPolicy}


@dataclass(frozen=True, slots=True)
class Metas:
    """The contents of `<meta name=referrer>` and `<meta name=generator>`, in order. `whole`: none was missed."""

    referrer: tuple[str, ...] = ()
    generator: tuple[str, ...] = ()
    whole: bool = True

    @property
    def policy(self) -> ReferrerPolicy | None:
        """What the document states as its Referrer-Policy: the last one that is known; each replaces the one before."""
        known = [found for content in self.referrer if (found := _policy(content)) is not None]
        return known[-1] if known else None

    @classmethod
    def of(cls, referrer: Sequence[str], generator: Sequence[str]) -> Metas:
        """The contents as a browser has them in the end."""
        return cls(_bounded(referrer), _bounded(generator))


def _bounded(contents: Sequence[str]) -> tuple[str, ...]:
    return tuple(content[:MAX_CONTENT] for content in contents[:MOST])


def read(body: bytes, *, truncated: bool = False) -> Metas:
    """From a document's bytes. `truncated`: they are not all of it; enough, where its head is over."""
    text = body.decode("utf-8", "replace")
    lower = text.translate(_ASCII_LOWER)
    found: dict[str, list[str]] = {"referrer": [], "generator": []}
    position, in_body = 0, False
    while begin := _BEGIN.search(text, position):
        if begin[0] == "<!--":
            position = _after_comment(text, begin.end())
            continue
        tag = _TAG.match(text, begin.start())
        if tag is None:
            break  # the document ends within it
        name, position = tag[1].translate(_ASCII_LOWER), tag.end()
        in_body = in_body or name == "body"
        if name == "meta":
            _take(tag[2], found)
        elif name in _OPAQUE:
            position = _after(lower, f"</{name}", position)
    return Metas(tuple(found["referrer"]), tuple(found["generator"]), in_body or not truncated)


_ASCII_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def _after(text: str, end: str, position: int) -> int:
    at = text.find(end, position)
    return len(text) if at < 0 else at + len(end)


def _after_comment(text: str, position: int) -> int:
    """`<!-->` and `<!--->` are whole comments."""
    for short in (">", "->"):
        if text.startswith(short, position):
            return position + len(short)
    return _after(text, "-->", position)


def _take(attributes: str, found: dict[str, list[str]]) -> None:
    """The first of several attributes of one name counts."""
    stated: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(attributes):
        stated.setdefault(name.translate(_ASCII_LOWER), unescape("".join(values)))
    kept = found.get(stated.get("name", "").lower())
    content = stated.get("content", "")
    if kept is not None and content and len(kept) < MOST:
        kept.append(content[:MAX_CONTENT])


def _policy(content: str) -> ReferrerPolicy | None:
    word = content.lower()
    return _FORMER.get(word) or _POLICIES.get(word)
