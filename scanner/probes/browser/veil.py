"""What may tell a visitor apart, replaced by keyed digests before anything is written down (design § 7.5). Pure.

A digest stands as `~` and 32 hexadecimal digits where the value stood. Equal values have equal digests throughout a
run, wherever they were stored or sent: a cookie that comes back in a query is seen to. Nobody keeps the key.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import SplitResult, quote, urlsplit

Digest = Callable[[str], str]
"""Takes a value that may tell a visitor apart, gives what may be kept of it."""

MARK = "~"
#: Pairs of one query that are replaced one by one; what follows them becomes one digest.
MOST_PAIRS = 200
#: Characters between which a text may look like an identifier; what is longer is taken for one.
_SHORTEST, _LONGEST = 8, 200
_PIECE = re.compile(r"[A-Za-z0-9]+")
_MAIL = re.compile(r"[^\s@/]@[^\s@/]+\.[A-Za-z]{2,}")
_LONG_NUMBER = re.compile(r"\d{9}")
_SORTS = re.compile(r"\d+|[A-Z]+|[a-z]+")
_HEX = re.compile(r"[0-9a-fA-F]+")
_PLACE = re.compile(r"(:\d{1,9}:\d{1,9})$")
_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_MEDIA_TYPE = re.compile(r"[A-Za-z0-9.+-]{1,60}/[A-Za-z0-9.+*-]{1,60}")
_BARE_WORD = re.compile(r"[A-Za-z_.-]{1,24}")
_RANDOM = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[A-Za-z0-9]+")
#: What shops call what is one visitor's alone.
_SECRETS = re.compile(r"(?i)sess|sid$|token|csrf|xsrf|nonce|secret|auth|(^|[_-])(key|uid|user|e?mail)([_-]|id|$)")
_REPLACED = re.compile(r"~[0-9a-f]{32}")
_ADDRESS = re.compile(r"https?://[^\s<>\"']+")
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")
#: The same file for everybody: its name has a hash of its content more often than of its reader.
_FILES_FOR_ALL = (".js", ".mjs", ".css", ".woff", ".woff2", ".ttf", ".otf", ".map")
_OF_ADDRESSES = ("", "http", "https", "ws", "wss", "blob", "chrome-extension")
#: Header fields whose values a browser or server chooses among few; all others may hold anything.
_PLAIN_FIELDS = frozenset((
    "accept", "accept-charset", "accept-encoding", "accept-language", "accept-ranges",
    "access-control-allow-credentials", "access-control-allow-headers", "access-control-allow-methods",
    "access-control-request-headers", "access-control-request-method", "age", "cache-control", "clear-site-data",
    "connection", "content-encoding", "content-language", "content-length", "cross-origin-embedder-policy",
    "cross-origin-opener-policy", "cross-origin-resource-policy", "date", "dnt", "expires", "permissions-policy",
    "pragma", "priority", "referrer-policy", "sec-ch-ua", "sec-ch-ua-arch", "sec-ch-ua-mobile", "sec-ch-ua-platform",
    "sec-fetch-dest", "sec-fetch-mode", "sec-fetch-site", "sec-fetch-storage-access", "sec-fetch-user", "sec-gpc",
    "server", "strict-transport-security", "transfer-encoding", "upgrade", "upgrade-insecure-requests", "vary",
    "x-content-type-options", "x-frame-options", "x-powered-by",
))  # fmt: skip
_ADDRESS_FIELDS = frozenset(("access-control-allow-origin", "location", "origin", "referer", "timing-allow-origin"))
#: Of a request, and out of a script's reach: the first stands in the URL, the second is ours.
_OWN_FIELDS = frozenset(("host", "user-agent"))
#: Fields of an answer that are kept at all; cookies are kept apart.
KEPT_FIELDS = _PLAIN_FIELDS | _ADDRESS_FIELDS | {"content-type"}


@dataclass(frozen=True, slots=True)
class Veil:
    """Replaces by a digest. What looks harmless in one place may not be so in another: each has a method of its own."""

    digest: Digest

    def value(self, text: str) -> str:
        """A value whole, whatever it is; nothing stays nothing."""
        return f"{MARK}{self.digest(text)}" if text else ""

    def name(self, text: str) -> str:
        """A name, where it does not look like a value itself."""
        return self.value(text) if identifies(text) else text

    def pairs(self, query: str) -> tuple[tuple[str, str], ...]:
        """Names and digests of the values of a query or of a form's body, decoded, in order."""
        parts = query.split("&", MOST_PAIRS) if query else []
        beyond = [("", self.value(parts.pop()))] if len(parts) > MOST_PAIRS else []
        return (*(self._pair(part) for part in parts if part), *beyond)

    def query(self, query: str) -> str:
        """As it stands in a URL: every value replaced."""
        return "&".join(f"{_quoted(name)}={value}" if name else value for name, value in self.pairs(query))

    def path(self, path: str) -> str:
        """Segments that look like identifiers replaced; endings stay, and the names of scripts, styles and fonts."""
        head, slash, last = path.rpartition("/")
        replaced = [self._segment(segment) for segment in head.split("/")] if slash else []
        for_all = last.lower().endswith(_FILES_FOR_ALL) and ";" not in last and len(last) <= _LONGEST
        return "/".join([*replaced, last if for_all and not _MAIL.search(_decoded(last)) else self._segment(last)])

    def url(self, url: str) -> str:
        """Whole or relative. A user name is left out, a fragment that says more than a place on the page replaced."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return self.value(url)
        if parts.scheme not in _OF_ADDRESSES:
            return url if parts.scheme == "about" and not identifies(url) else f"{parts.scheme}:{self.value(url)}"
        host = parts.netloc.rpartition("@")[2]
        path, query = self.path(parts.path), self.query(parts.query)
        return SplitResult(parts.scheme, host, path, query, self._fragment(f"#{parts.fragment}")[1:]).geturl()

    def path_of(self, url: str) -> str:
        """An address without a query, with its path as `path` gives it."""
        scheme, separator, rest = url.partition("://")
        host, slash, path = rest.partition("/")
        return f"{scheme}{separator}{host}{slash}{self.path(path)}"

    def address(self, url: str) -> str:
        """Of a form's target: as `url`, but short words and numbers of its query stay, which tell what it is for."""
        head, query, fragment = _parts(url)
        return f"{self.url(head)}{self._kept(query)}{self._fragment(fragment)}"

    def page(self, url: str) -> str:
        """Of a page, which one must be able to open: its path stays, and of its query what anybody's would say."""
        head, query, fragment = _parts(url)
        scheme, separator, place = head.partition("://")
        host, slash, path = place.partition("/")
        plain, semicolon, parameters = path.partition(";")
        path = f"{plain}{self._kept(semicolon + parameters)}"
        host = host.rpartition("@")[2]
        return f"{scheme}{separator}{host}{slash}{path}{self._kept(query)}{self._fragment(fragment)}"

    def pages_in(self, text: str) -> str:
        """Whatever addresses stand in a text, as `page` gives them."""
        return _ADDRESS.sub(lambda found: self.page(found[0]), text)

    def words(self, text: str) -> str:
        """Of names in a document: what looks like an identifier between words."""
        return _RANDOM.sub(lambda found: self.value(found[0]) if identifies(found[0]) else found[0], text)

    def place(self, place: str) -> str:
        """A URL, or `URL:line:column`."""
        found = _PLACE.search(place)
        return self.url(place[: found.start()]) + found[1] if found else self.url(place)

    def field(self, name: str, value: str) -> str:
        """The value of a header field."""
        lower = name.lower()
        if lower in _ADDRESS_FIELDS:
            return self.url(value)
        if lower == "content-type":
            kind = value.partition(";")[0].strip()
            return kind if _MEDIA_TYPE.fullmatch(kind) and not identifies(kind) else self.value(value)
        if lower in _OWN_FIELDS:
            return value
        return value if lower in _PLAIN_FIELDS and not identifies(value) else self.value(value)

    def _kept(self, query: str) -> str:
        """Of a query with its mark, what anybody's would say."""
        parts = query[1:].split("&", MOST_PAIRS)
        return query[:1] + "&".join(part if _is_plain(part) else self.query(part) for part in parts)

    def _pair(self, part: str) -> tuple[str, str]:
        name, equals, value = part.partition("=")
        if not equals:
            bare = _decoded_form(part)
            return (bare, "") if _BARE_WORD.fullmatch(bare) and not identifies(bare) else ("", self.value(bare))
        return self.name(_decoded_form(name)), self.value(_decoded_form(value))

    def _segment(self, segment: str) -> str:
        plain, semicolon, parameters = segment.partition(";")  # ;jsessionid=…
        kept = plain
        if identifies(_decoded(plain)):
            ending = _ENDING.search(plain)
            kept = self.value(_decoded(plain)) + (ending[0] if ending and not identifies(ending[0]) else "")
        return f"{kept};{self.query(parameters)}" if semicolon else kept

    def _fragment(self, fragment: str) -> str:
        """With its mark: a place on the page stays, what says more does not."""
        text = fragment[1:]
        if _REPLACED.fullmatch(text) or not ("=" in text or identifies(text)):
            return fragment
        return fragment[:1] + self.value(text)


_SAFE = "[]~:,@$!*'()/"


def _parts(url: str) -> tuple[str, str, str]:
    """What stands before the query, the query and the fragment, the latter two with their marks."""
    rest, hash_, fragment = url.partition("#")
    head, mark, query = rest.partition("?")
    return head, mark + query, hash_ + fragment


def _is_plain(part: str) -> bool:
    """Whether a pair of a query says something that anybody's would say, or is replaced already."""
    name, _, value = part.partition("=")
    if _REPLACED.fullmatch(_PLACE.sub("", value or name)):
        return True
    return not (value and _SECRETS.search(name)) and not identifies(_decoded_form(part))


def _decoded(text: str) -> str:
    """What percent signs say, as UTF-8. The standard library's own takes its time with what says nothing."""
    return _ESCAPES.sub(lambda run: bytes.fromhex(run[0].replace("%", "")).decode("utf-8", "replace"), text)


def _decoded_form(text: str) -> str:
    return _decoded(text.replace("+", " "))


def _quoted(name: str) -> str:
    return quote(name, safe=_SAFE, errors="surrogatepass")


@lru_cache(maxsize=16384)
def identifies(text: str) -> bool:
    """Whether a text looks as if made for one visitor: long numbers, hashes, random letters, an e-mail address.

    By its shape alone: short numbers and plain words pass. Nothing long does.
    """
    if len(text) < _SHORTEST:
        return False
    return len(text) > _LONGEST or bool(_MAIL.search(text)) or any(_is_random(piece) for piece in _PIECE.findall(text))


def _is_random(piece: str) -> bool:
    """Of letters and digits alone. The numbers are those at which words and product names end, by trial."""
    if len(piece) < _SHORTEST:
        return False
    if _LONG_NUMBER.search(piece):
        return True
    changes = len(_SORTS.findall(piece)) - 1
    if piece.isalpha():
        return len(piece) >= 20 and changes >= 6
    return (not piece.isdigit() and bool(_HEX.fullmatch(piece))) or (len(piece) >= 12 and changes >= 3)
