"""What a security.txt says (RFC 9116): any bytes give a value, never an exception. Pure.

Signatures are not verified: only the owner knows which key is the right one. What stands outside of the signed part of
a signed file is not read. Lines that are neither field nor comment, and fields that nobody knows, are passed over; so
is a missing space after a colon, which keeps nobody from understanding a line.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from scanner.probes.http.redirects import parse as parse_url

#: Bytes of a file that are read. § 5.4 warns of large ones; real ones are seldom longer than 4 KiB.
MAX_BYTES = 64 * 1024
#: Lines, and characters of one.
MAX_LINES = 2000
MAX_LINE = 2048

#: The fields of § 2.5, by which such a file is recognised.
FIELDS = frozenset(
    ("acknowledgments", "canonical", "contact", "encryption", "expires", "hiring", "policy", "preferred-languages")
)

_FIELD = re.compile(r"([!-9;-~]+):(.*)", re.DOTALL)
# RFC 3339 § 5.6, date-time. A blank for the T is allowed there to applications, not by RFC 9116.
_DATE_TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[Zz]|([+-])(\d\d):(\d\d))", re.ASCII
)
_LEAP_SECOND = 60
# RFC 3986: a scheme and something after it, of the characters that a URI has. An address without mailto: is none.
_URI = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):([A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+)", re.ASCII)
# RFC 9110 § 8.3.1; of parameters only the charset matters, which no quotes are needed for.
_CHARSET = re.compile(r';[ \t]*charset[ \t]*=[ \t]*"?([^;" \t]*)', re.IGNORECASE)

_SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----"
_SIGNATURE = "-----BEGIN PGP SIGNATURE-----"
_END = "-----END PGP SIGNATURE-----"


class Problem(StrEnum):
    """Why a reader must not rely on a file, the most telling first."""

    NOT_TEXT_PLAIN = "not_text_plain"
    NOT_UTF_8 = "not_utf_8"
    BROKEN_SIGNATURE = "broken_signature"
    CONTACT_IS_NO_URI = "contact_is_no_uri"
    CONTACT_NOT_HTTPS = "contact_not_https"
    EXPIRES_TWICE = "expires_twice"
    EXPIRES_IS_NO_DATE = "expires_is_no_date"


@dataclass(frozen=True, slots=True)
class File:
    """What a file says. `recognised`: it has a field of a security.txt at all.

    contacts    the valid ones, in order
    expires     in UTC; None where there is none, or not exactly one that is a date
    canonical   the addresses it names as its own, normalised where they are URLs
    signed      it has a signature; `problem` says whether that is whole
    """

    recognised: bool
    contacts: tuple[str, ...]
    expires: dt.datetime | None
    canonical: frozenset[str]
    signed: bool
    problem: Problem | None

    def canonical_matches(self, urls: Iterable[str]) -> bool | None:
        """Whether one of these URLs, by which it was found, is one it names (§ 2.5.2); None where it names none."""
        return not self.canonical.isdisjoint(map(_normalised, urls)) if self.canonical else None


def parse(body: bytes, content_type: Sequence[str]) -> File:
    """The body of an answer, and the lines of its Content-Type field."""
    text, readable = _decoded(body[:MAX_BYTES])
    lines, signed, intact = _signed_part(_lines(text))
    fields = _fields(lines)
    contacts, contact_problem = _contacts(fields.get("contact", ()))
    expires, expires_problem = _expires(fields.get("expires", ()))
    problems = (
        Problem.NOT_TEXT_PLAIN if not _is_plain_text(content_type) else None,
        Problem.NOT_UTF_8 if not readable else None,
        Problem.BROKEN_SIGNATURE if not intact else None,
        contact_problem,
        expires_problem,
    )
    return File(
        recognised=not FIELDS.isdisjoint(fields),
        contacts=contacts,
        expires=expires,
        canonical=frozenset(map(_normalised, fields.get("canonical", ()))),
        signed=signed,
        problem=next((problem for problem in problems if problem), None),
    )


def _decoded(body: bytes) -> tuple[str, bool]:
    """The text without a byte order mark, and whether it is UTF-8. A character cut in two at the bound is no fault."""
    try:
        return body.decode("utf-8-sig"), True
    except UnicodeDecodeError as error:
        cut = len(body) == MAX_BYTES and error.end == len(body) and error.start >= len(body) - 3
        return body.decode("utf-8-sig", "replace"), cut


def _lines(text: str) -> list[str]:
    """§ 2.2: a line ends with CR LF or LF, white space before that is not part of it."""
    return [line[:MAX_LINE].rstrip(" \t\r") for line in text.split("\n")[:MAX_LINES]]


def _signed_part(lines: list[str]) -> tuple[list[str], bool, bool]:
    """The lines that count; whether they are signed; and whether the signature's frame is whole (RFC 9580 § 7)."""
    if _SIGNED not in lines:
        return lines, False, True
    begin = lines.index(_SIGNED)
    # Headers (Hash: SHA256) go up to the first empty line.
    after = next((i for i in range(begin + 1, len(lines)) if not lines[i]), None)
    end = next((i for i in range(begin + 1, len(lines)) if lines[i] == _SIGNATURE), None)
    if after is None or end is None or after > end or _END not in lines[end:]:
        return _unescaped(lines[(after or begin) + 1 :]), True, False
    return _unescaped(lines[after + 1 : end]), True, True


def _unescaped(lines: Iterable[str]) -> list[str]:
    return [line.removeprefix("- ") for line in lines]


def _fields(lines: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Name in lower case to values, in order. § 4: a colon, a space, a value; names have no case."""
    found: dict[str, tuple[str, ...]] = {}
    for line in lines:
        field = None if line.startswith("#") else _FIELD.fullmatch(line)
        if field:
            name = field[1].lower()
            found[name] = (*found.get(name, ()), field[2].strip(" \t"))
    return found


def _contacts(values: Sequence[str]) -> tuple[tuple[str, ...], Problem | None]:
    """§ 2.5.3: URIs, web addresses among them with https. One that is valid is enough."""
    valid, problem = [], None
    for value in values:
        uri = _URI.fullmatch(value)
        if uri is None:
            problem = problem or Problem.CONTACT_IS_NO_URI
        elif uri[1].lower() == "http":
            problem = problem or Problem.CONTACT_NOT_HTTPS
        else:
            valid.append(value)
    return tuple(valid), None if valid else problem


def _expires(values: Sequence[str]) -> tuple[dt.datetime | None, Problem | None]:
    """§ 2.5.5: exactly one."""
    if not values:
        return None, None
    if len(values) > 1:
        return None, Problem.EXPIRES_TWICE
    moment = _moment(values[0])
    return moment, None if moment else Problem.EXPIRES_IS_NO_DATE


def _moment(text: str) -> dt.datetime | None:
    """An RFC 3339 date-time in UTC, to the second; None for what is none."""
    match = _DATE_TIME.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(part) for part in match.groups()[:6])
    away = dt.timedelta(hours=int(match[8] or 0), minutes=int(match[9] or 0))
    try:
        moment = dt.datetime(year, month, day, hour, minute, min(second, _LEAP_SECOND - 1), tzinfo=dt.UTC)
        moment = moment + away if match[7] == "-" else moment - away
    except (ValueError, OverflowError):
        return None
    return moment if second <= _LEAP_SECOND and away < dt.timedelta(days=1) else None


def _is_plain_text(content_type: Sequence[str]) -> bool:
    """§ 3: text/plain, whose charset is UTF-8, said or not. Several fields that differ are none."""
    distinct = {value.strip().lower() for value in content_type}
    if len(distinct) != 1:
        return False
    (only,) = distinct
    charset = _CHARSET.search(only)
    return only.partition(";")[0].strip() == "text/plain" and (charset is None or charset[1] == "utf-8")


def _normalised(url: str) -> str:
    found = parse_url(url)
    return str(found) if found else url
