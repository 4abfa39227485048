"""Text as reports print it: bounded, foldable, linked only where that leads to the web, dates as people write them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote, urlsplit

from scanner.model.text import visible

#: Characters of one piece of text, and of a URL that is still a link.
MOST_TEXT, MOST_URL = 2_000, 2_000
#: Characters of a run without a blank, a long URL say, in the middle of prose. The whole stands in evidence.json.
MOST_RUN = 100
#: What a URL may hold unescaped (RFC 3986 § 2.2, and `%` of what is escaped already).
_OF_URLS = "%:/?#[]@!$&()*+,;=-._~"
_CODE = re.compile(r"(`[^`]+`)")
_MONTHS = {
    "en": "January,February,March,April,May,June,July,August,September,October,November,December",
    "de": "Januar,Februar,März,April,Mai,Juni,Juli,August,September,Oktober,November,Dezember",
}


def link(url: str) -> str:
    """A URL that may be linked, in ASCII; empty if it isn't http or https, has no host, a user, or is too long."""
    if len(url) > MOST_URL or not re.match(r"https?://[^/?#\s]", url, re.IGNORECASE):
        return ""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return ""
    if not host or "@" in parts.netloc or visible(url, MOST_URL) != url:
        return ""
    return quote(url, safe=_OF_URLS)


def folded(text: str, most: int = MOST_RUN) -> str:
    """Text with no run of characters without a blank longer than that: of longer ones, their ends stay."""

    def ends(run: re.Match[str]) -> str:
        return f"{run[0][: most - most // 4 - 1]}…{run[0][-(most // 4) :]}"

    return re.sub(rf"\S{{{most + 1},}}", ends, text)


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Prose in pieces, each with whether it stood in backquotes."""
    for part in _CODE.split(text):
        if part:
            yield (part[1:-1], True) if _CODE.fullmatch(part) else (part, False)


def capital(text: str) -> str:
    """With a capital at the beginning, as a heading has it."""
    return text[:1].upper() + text[1:]


def paragraphs(text: str) -> list[str]:
    """Lines of a text that say something."""
    return [line.strip() for line in text.split("\n") if line.strip()]


class Anchors:
    """Ids of a page: harmless, unique, and the same for the same report. Names may be anything."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = dict.fromkeys(taken, 1)

    def new(self, name: str) -> str:
        """An id close to a name; a name that is a plain word is its own id, if it is the first."""
        plain = re.sub(r"[^A-Za-z0-9._-]+", "-", name[:80]).strip("-.") or "x"
        found = plain
        while found in self._taken:
            self._taken[plain] += 1
            found = f"{plain}-{self._taken[plain]}"
        self._taken[found] = 1
        return found


def day(text: str, lang: str) -> str:
    """`2026-11-22` as people write it; anything else as it is."""
    try:
        date = dt.date.fromisoformat(text)
    except ValueError:
        return text
    return f"{date.day}{'.' if lang == 'de' else ''} {_MONTHS[lang].split(',')[date.month - 1]} {date.year}"


def moment(text: str, lang: str) -> str:
    """`2026-11-22T01:14:03Z` as people write it, in UTC; anything else as it is."""
    found = re.fullmatch(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z", text)
    return f"{day(found[1], lang)}, {found[2]} UTC" if found else text
