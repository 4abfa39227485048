"""Where a response sends the browser next: any text gives a value, never an exception. Pure.

A Location is resolved against the URL asked for (RFC 9110 § 10.2.2, RFC 3986 § 5), as browsers do it (WHATWG URL):
backslashes are slashes, tabs and line breaks vanish, hosts are decoded, mapped and lower-cased, 0x7f.1 is 127.0.0.1.
Where browsers are laxer than a shop's name needs, we refuse: punctuation, emoji, empty and over-long labels in hosts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from urllib.parse import quote, unquote

import idna

#: RFC 9110 § 15.4. 300 offers a choice, 304 is no redirect, 305 and 306 are no longer used.
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})
#: Characters of a Location. RFC 9110 § 4.1 asks everybody to support at least 8000.
MAX_LOCATION = 8192

_DEFAULT_PORTS = {"http": 80, "https": 443}
_C0_AND_SPACE = "".join(map(chr, range(0x21)))
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)", re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")
_HOST = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*\.?")
_MAX_HOST = 253  # RFC 1035 § 2.3.4, written out and without the dot of the root
_PORT = re.compile(r"0*+[0-9]{0,5}")
_MAX_PORT = 0xFFFF
_BYTE = 256
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")
# What is left as it is beside letters, digits and "_.-~": WHATWG URL § 1.3, path and special-query percent-encode sets.
_SAFE_IN_PATH = "/%!$&'()*+,;=:@|[]"
_SAFE_IN_QUERY = "/%!$&()*+,;=:@|[]\\^`{}?"
_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))


class RedirectProblem(StrEnum):
    """Why a redirect can't be followed."""

    NO_LOCATION = "no_location"
    SEVERAL_LOCATIONS = "several_locations"
    TOO_LONG = "too_long"
    NO_URL = "no_url"
    OTHER_SCHEME = "other_scheme"

    @property
    def words(self) -> str:
        """A clause that completes "the redirect can't be followed, because …"."""
        return _WORDS[self]


_WORDS = {
    RedirectProblem.NO_LOCATION: "its Location header is missing or empty",
    RedirectProblem.SEVERAL_LOCATIONS: "it has several Location headers that differ",
    RedirectProblem.TOO_LONG: f"its Location is longer than {MAX_LOCATION} characters",
    RedirectProblem.NO_URL: "its Location is no valid URL",
    RedirectProblem.OTHER_SCHEME: "its Location is neither http nor https",
}


@dataclass(frozen=True, slots=True)
class Url:
    """An http or https URL, normalised; `str()` gives it back. Printable ASCII throughout.

    `host`: a name in lower case and Punycode, an IPv4 address, or an IPv6 address in brackets.
    `port`: None if it is the scheme's own. `path` begins with a slash and has no dot segments.
    There is no fragment, since it never reaches a server.
    `credentials`: there were a user name or a password, which are left out.
    """

    scheme: str
    host: str
    port: int | None
    path: str
    query: str | None
    credentials: bool = False

    def __str__(self) -> str:
        port = "" if self.port is None else f":{self.port}"
        query = "" if self.query is None else f"?{self.query}"
        return f"{self.scheme}://{self.host}{port}{self.path}{query}"


@dataclass(frozen=True, slots=True)
class Step:
    """One response seen as a step of a redirect chain (RFC 9110 § 15.4).

    `is_redirect`: the status says so and Location names a target. `to_url` is that target, normalised, without fragment
    and credentials; for schemes other than http and https it is the text as sent, made printable.
    `same_host`: the same host name, whatever the ports (http and https differ in them anyway) and whether or not the
    dot of the root is written; None without a target. `permanent`: a browser remembers it (301, 308).
    """

    from_url: str
    status: int
    is_redirect: bool = False
    to_url: str | None = None
    to_scheme: str | None = None
    same_host: bool | None = None
    permanent: bool = False
    credentials: bool = False
    problem: RedirectProblem | None = None

    @property
    def followable(self) -> bool:
        """Whether a plain HTTP client can go on to `to_url`."""
        return self.is_redirect and self.to_scheme in _DEFAULT_PORTS


def step(from_url: str, status: int, location_values: Sequence[str]) -> Step:
    """What a response to `from_url`, an absolute http or https URL, does to a browser.

    A browser takes no empty Location, and refuses several that differ, since somebody may have slipped one in.
    """
    base = parse(from_url)
    start = from_url if base is None else str(base)
    if status not in REDIRECTS:
        return Step(start, status)
    locations = {value.strip(_C0_AND_SPACE) for value in location_values} - {""}
    if len(locations) != 1:
        problem = RedirectProblem.SEVERAL_LOCATIONS if locations else RedirectProblem.NO_LOCATION
        return Step(start, status, problem=problem)
    location = locations.pop()
    if len(location) > MAX_LOCATION:
        return Step(start, status, problem=RedirectProblem.TOO_LONG)
    return _towards(start, status, base, _decoded(location))


def is_upgrade(step: Step) -> bool:
    """Whether this hop leads from http to https on the same host."""
    return (
        step.followable and step.from_url.startswith("http:") and step.to_scheme == "https" and step.same_host is True
    )


def parse(text: str, base: Url | None = None) -> Url | None:
    """An http or https URL, absolute or relative to `base`; None if it is none."""
    reference = _cleaned(text).partition("#")[0]
    if absolute := _SCHEME.match(reference):
        scheme = absolute[1].lower()
        if scheme not in _DEFAULT_PORTS:
            return None
        rest = _slashes(absolute[2])
        # "https:path" is relative to an https URL, and "https:host" is absolute elsewhere (WHATWG URL § 4.4).
        if base is None or scheme != base.scheme or rest.startswith("//"):
            return _with_authority(scheme, rest)
        return _relative(rest, base)
    return None if base is None else _relative(_slashes(reference), base)


def _towards(start: str, status: int, base: Url | None, location: str) -> Step:
    permanent = status in PERMANENT
    other = _SCHEME.match(_cleaned(location))
    if other and other[1].lower() not in _DEFAULT_PORTS:
        return Step(
            start,
            status,
            is_redirect=True,
            to_url=quote(_cleaned(location), safe=_PRINTABLE),
            to_scheme=other[1].lower(),
            same_host=False,
            permanent=permanent,
            problem=RedirectProblem.OTHER_SCHEME,
        )
    target = parse(location, base)
    if target is None:
        return Step(start, status, problem=RedirectProblem.NO_URL)
    return Step(
        start,
        status,
        is_redirect=True,
        to_url=str(target),
        to_scheme=target.scheme,
        same_host=base is not None and target.host.rstrip(".") == base.host.rstrip("."),
        permanent=permanent,
        credentials=target.credentials,
    )


def _decoded(text: str) -> str:
    """Header bytes are often handed on as Latin-1; where they are UTF-8, browsers read them so."""
    try:
        return text.encode("latin-1").decode()
    except UnicodeError:  # decoded already, or Latin-1 indeed
        return text


def _cleaned(text: str) -> str:
    """Without surrounding controls and spaces, without tabs and line breaks anywhere (WHATWG URL § 4.4)."""
    text = text.strip(_C0_AND_SPACE).replace("\t", "").replace("\n", "").replace("\r", "")
    return _SURROGATE.sub("\ufffd", text)


def _slashes(text: str) -> str:
    """Backslashes before the query are slashes."""
    path, mark, query = text.partition("?")
    return path.replace("\\", "/") + mark + query


def _relative(reference: str, base: Url) -> Url | None:
    """RFC 3986 § 5.2, for a reference without scheme and fragment."""
    if reference.startswith("//"):
        return _with_authority(base.scheme, reference)
    path, mark, query = reference.partition("?")
    if not path:
        return replace(base, query=_query(mark, query) if mark else base.query, credentials=False)
    if not path.startswith("/"):
        path = base.path.rpartition("/")[0] + "/" + path
    return replace(base, path=_path(path), query=_query(mark, query), credentials=False)


def _with_authority(scheme: str, text: str) -> Url | None:
    """`//user:password@host:port/path?query`; browsers don't count the slashes before."""
    rest, mark, query = text.lstrip("/").partition("?")
    authority, _, path = rest.partition("/")
    userinfo, _, host_and_port = authority.rpartition("@")
    colon = host_and_port.find(":", host_and_port.find("]") + 1)
    host = _host(host_and_port if colon < 0 else host_and_port[:colon])
    port = "" if colon < 0 else host_and_port[colon + 1 :]
    if host is None or not _PORT.fullmatch(port):
        return None
    number = int(port.lstrip("0") or "0") if port else _DEFAULT_PORTS[scheme]
    if number > _MAX_PORT:
        return None
    explicit = None if number == _DEFAULT_PORTS[scheme] else number
    return Url(scheme, host, explicit, _path("/" + path), _query(mark, query), credentials=userinfo != "")


def _path(text: str) -> str:
    return quote(_without_dots(text), safe=_SAFE_IN_PATH)


def _query(mark: str, text: str) -> str | None:
    return quote(text, safe=_SAFE_IN_QUERY) if mark else None


def _without_dots(path: str) -> str:
    """RFC 3986 § 5.2.4; a percent-encoded dot is a dot (WHATWG URL § 4.1)."""
    kept: list[str] = []
    segments = path.split("/")[1:]
    for position, segment in enumerate(segments, 1):
        plain = segment.lower().replace("%2e", ".") if len(segment) <= len("%2e%2e") else segment
        if plain == "..":
            del kept[-1:]
        if plain not in (".", ".."):
            kept.append(segment)
        elif position == len(segments):
            kept.append("")
    return "/" + "/".join(kept)


def _host(text: str) -> str | None:
    """WHATWG URL § 3.5, the host parser, or None."""
    if text.startswith("["):
        return _ipv6(text)
    name = unquote(text)
    if len(name) > _MAX_HOST + 1:
        return None
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            return None
    name = name.lower()
    if len(name.removesuffix(".")) > _MAX_HOST or not _HOST.fullmatch(name):
        return None
    last = name.removesuffix(".").rpartition(".")[2]
    return _ipv4(name.removesuffix(".")) if _NUMBER.fullmatch(last) else name


def _ipv6(text: str) -> str | None:
    if "%" in text or not text.endswith("]"):
        return None
    try:
        address = IPv6Address(text[1:-1])
    except AddressValueError:
        return None
    # Python writes a mapped IPv4 address in one way or another, depending on its version.
    mapped = "" if address.ipv4_mapped is None else f"::ffff:{int(address) >> 16 & 0xFFFF:x}:{int(address) & 0xFFFF:x}"
    return f"[{mapped or address.compressed}]"


def _ipv4(name: str) -> str | None:
    """WHATWG URL § 3.5, the IPv4 parser: up to four parts, each decimal, octal (0…) or hexadecimal (0x…)."""
    *first, last = (_number(part) for part in name.split("."))
    missing = 4 - len(first)  # bytes that the last part stands for
    if missing < 1 or last >= _BYTE**missing or any(number >= _BYTE for number in first):
        return None
    return str(IPv4Address(sum(number << 8 * (3 - place) for place, number in enumerate(first)) + last))


def _number(part: str) -> int:
    """The value of a part, or one that is too large for any if it is no number."""
    if not _NUMBER.fullmatch(part):
        return 1 << 32
    if part.startswith("0x"):
        return int(part[2:] or "0", 16)
    octal = part.startswith("0")
    return 1 << 32 if octal and set(part) & {"8", "9"} else int(part, 8 if octal else 10)
