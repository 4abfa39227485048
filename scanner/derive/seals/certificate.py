"""What the page says that a seal leads to: which shop it is about, whether it holds. Pure; believed in nothing else.

The page is a stranger's. It is read in one pass and within bounds, and nothing in it is executed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import re2

from scanner.derive.notice.dates import first_date
from scanner.derive.seals.lists import lists
from scanner.derive.seals.names import host_of, named_hosts
from scanner.derive.shown import Line, Shown, read_shown
from scanner.model.text import visible

#: Bytes of a page beyond which it is not read, and of what is left of it without scripts, styles and drawings.
MOST_BYTES, MOST_READ = 1_500_000, 300_000
#: Words below which a page that names nobody says nothing of its own: a script is to fill it.
_FEW_WORDS = 25
_MOST_LINES = 5_000
_MOST_QUOTE = 240
_UNSEEN = re2.compile(
    b"(?is)"
    + b"|".join(rb"<%s\b[^>]*>.*?</%s\s*>" % (name, name) for name in (b"script", b"style", b"svg", b"template"))
)
_CHARSET = re2.compile(r"(?i)charset=[\"']?([a-z0-9_-]{3,20})")
_SENTENCE = re2.compile(r"[.!?](?:\s+|$)")
_HEADINGS = (1, 2)
_FIRST = re.compile(r"\b0?1(?:\.|st|,| )|-01\b")


@dataclass(frozen=True, slots=True)
class Certificate:
    """As in `SealPage`. `whole`: all of it was read."""

    readable: bool
    subjects: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    linked: tuple[str, ...] = ()
    lapsed: str | None = None
    valid_until: dt.date | None = None
    quote: str | None = None
    whole: bool = True


def read_certificate(body: bytes, content_type: str, url: str) -> Certificate:
    """What a page says; `url`: its own address."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind and kind not in {"text/html", "application/xhtml+xml", "text/plain"}:
        return Certificate(readable=False)
    text = _with_whole_tags(_UNSEEN.sub(b" ", _as_utf8(body[:MOST_BYTES], content_type)))
    page = read_shown(text[:MOST_READ])
    lines = page.lines[:_MOST_LINES]
    said = [line.text for line in lines]
    whole = "\n".join(said)
    own = {host_of(url)}
    named = tuple(host for host in named_hosts(whole) if host not in own)
    few = len(whole.split()) < _FEW_WORDS
    subjects = tuple(host for host in _subjects(page, lines, url) if host not in own)
    barred = (few or not named) and lists().page.empty.search(f"{page.title}\n{whole[:4000]}") is not None
    quote = next((text for text in said if named_hosts(text, 1) and not few), None)
    return Certificate(
        readable=not barred and (not few or bool(named or subjects)),
        subjects=subjects,
        names=named,
        linked=tuple(
            dict.fromkeys(host for link in page.links[:500] if (host := host_of(link.href)) and host not in own)
        )[:60],
        lapsed=_lapsed(said),
        valid_until=_until(said),
        quote=visible(quote, _MOST_QUOTE) if quote else None,
        whole=len(body) <= MOST_BYTES and len(text) <= MOST_READ and len(page.lines) <= _MOST_LINES,
    )


def _subjects(page: Shown, lines: Iterable[Line], url: str) -> tuple[str, ...]:
    """Hosts in its title, headings and address."""
    headings = [line.text for line in lines if line.level in _HEADINGS][:10]
    parts = urlsplit(url)
    address = unquote(f"{parts.path} {parts.query}").replace("/", " ").replace("=", " ").replace("&", " ")
    return named_hosts("\n".join((page.title, *headings, address)), 10)


def _lapsed(said: Iterable[str]) -> str | None:
    """The sentence that says that it does not hold."""
    page = lists().page
    for line in said:
        if len(line) > 2_000:
            continue
        for sentence in _SENTENCE.split(line):
            if any(pattern.search(sentence) for pattern in page.lapsed) and not page.unless.search(sentence):
                return visible(sentence.strip(), _MOST_QUOTE)
    return None


def _until(said: list[str]) -> dt.date | None:
    """The day until which it says that it holds; where the day stands in a cell of its own, that is the next line."""
    for number, line in enumerate(said):
        found = lists().page.until.search(line)
        if found is None:
            continue
        rest = line[found.end() : found.end() + 60].strip() or (said[number + 1][:60] if number + 1 < len(said) else "")
        text = rest.lower().replace("ä", "ae")
        if (day := first_date(text)) is not None:
            return day if day.day != 1 or _FIRST.search(text) else _end_of_month(day)
    return None


def _end_of_month(day: dt.date) -> dt.date:
    """What holds until a month holds to its end."""
    return (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)


def _with_whole_tags(body: bytes) -> bytes:
    """With every `<` that no `>` follows written out: html.parser looks for its end once for each of them."""
    first, *others = body.split(b"<")
    return first + b"".join((b"<" if b">" in other else b"&lt;") + other for other in others)


def _as_utf8(body: bytes, content_type: str) -> bytes:
    declared = _CHARSET.search(content_type) or _CHARSET.search(body[:2048].decode("ascii", "replace"))
    charset = declared[1].lower() if declared else "utf-8"
    if charset in {"utf-8", "utf8"}:
        return body
    try:
        return body.decode(charset, "replace").encode("utf-8", "replace")
    except LookupError:
        return body
