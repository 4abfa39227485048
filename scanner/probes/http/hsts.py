"""What a browser makes of Strict-Transport-Security: any text gives a value, never an exception. Pure.

The grammar is RFC 6797 § 6.1; where it is silent we do as Chromium does (net/http/http_security_headers.cc):

- A comma is no token character, so `max-age=1, max-age=2` is malformed and the whole field is ignored. Both agree:
  Strict-Transport-Security is no list, and a proxy that joins two fields with a comma disables HSTS.
- Where Chromium is laxer than the RFC, the RFC holds: an *unknown* directive given twice invalidates the field too.
- Chromium cuts max-age down to one year; the value here is the one that was sent.

Whether a field counts at all (only over a secure connection, § 8.1) is for the probe to say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

#: Larger numbers are read as this one: § 6.1.1 sets no limit, but stored evidence needs one.
MAX_AGE_CAP = 2**63 - 1

_NAME = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]++"  # a token, RFC 9110 § 5.6.2
# quoted-string, RFC 9110 § 5.6.4: any text but controls; obs-text (beyond ASCII) is legal in it and nowhere else.
_QUOTED = r'"(?:[\t \x21\x23-\x5b\x5d-\x7e]|[^\x00-\x7f]|\\[\t \x21-\x7e]|\\[^\x00-\x7f])*+"'
# Possessive throughout: a hostile field can't make it backtrack.
_DIRECTIVE = re.compile(
    rf"[ \t]*+(?:(?P<name>{_NAME})[ \t]*+(?:=[ \t]*+(?P<value>{_NAME}|{_QUOTED})[ \t]*+)?+)?+(?:;|(?P<end>\Z))"
)
_QUOTED_PAIR = re.compile(r"\\(.)", re.DOTALL)


class HstsProblem(StrEnum):
    """Why a browser ignores the field."""

    MALFORMED = "malformed"
    DUPLICATE_DIRECTIVE = "duplicate_directive"
    MAX_AGE_MISSING = "max_age_missing"
    MAX_AGE_NOT_A_NUMBER = "max_age_not_a_number"
    INCLUDE_SUBDOMAINS_HAS_VALUE = "include_subdomains_has_value"

    @property
    def words(self) -> str:
        """A clause that completes "the browser ignores the header, because …"."""
        return _WORDS[self]


_WORDS = {
    HstsProblem.MALFORMED: "it does not follow the syntax of directives separated by semicolons",
    HstsProblem.DUPLICATE_DIRECTIVE: "a directive is given more than once",
    HstsProblem.MAX_AGE_MISSING: "the required directive max-age is missing",
    HstsProblem.MAX_AGE_NOT_A_NUMBER: "max-age is not a whole number of seconds",
    HstsProblem.INCLUDE_SUBDOMAINS_HAS_VALUE: "includeSubDomains takes no value",
}


@dataclass(frozen=True, slots=True)
class Hsts:
    """The policy that one response sets (RFC 6797 § 6.1).

    `max_age` is in seconds, at most `MAX_AGE_CAP`; 0 means that the browser forgets the host.
    Of an invalid field nothing is in force: `max_age` is None, the flags are False, and `problem` says why.
    `preload` is a wish to the browser vendors' list, known to no RFC.
    Only the first of `header_count` fields counts (§ 8.1).
    """

    present: bool
    valid: bool
    max_age: int | None
    include_subdomains: bool
    preload: bool
    problem: HstsProblem | None
    header_count: int


def parse(values: Sequence[str]) -> Hsts:
    """All Strict-Transport-Security field lines of one response, in order, to what a browser keeps of them."""
    if not values:
        return Hsts(False, False, None, False, False, None, 0)
    outcome = _policy(values[0])
    if isinstance(outcome, HstsProblem):
        return Hsts(True, False, None, False, False, outcome, len(values))
    max_age, include_subdomains, preload = outcome
    return Hsts(True, True, max_age, include_subdomains, preload, None, len(values))


def _policy(text: str) -> tuple[int, bool, bool] | HstsProblem:
    """max_age, include_subdomains and preload of one field, or why there is none."""
    directives = _directives(text)
    if isinstance(directives, HstsProblem):
        return directives
    if "max-age" not in directives:
        return HstsProblem.MAX_AGE_MISSING
    max_age = _seconds(directives["max-age"])
    if max_age is None:
        return HstsProblem.MAX_AGE_NOT_A_NUMBER
    if directives.get("includesubdomains") is not None:
        return HstsProblem.INCLUDE_SUBDOMAINS_HAS_VALUE
    preload = "preload" in directives and directives["preload"] is None
    return max_age, "includesubdomains" in directives, preload


def _directives(text: str) -> Mapping[str, str | None] | HstsProblem:
    """Lower-case name to unquoted value (None without `=`), in order."""
    found: dict[str, str | None] = {}
    position = 0
    while True:
        match = _DIRECTIVE.match(text, position)
        if match is None:
            return HstsProblem.MALFORMED
        if match["name"] is not None:
            name = match["name"].lower()
            if name in found:
                return HstsProblem.DUPLICATE_DIRECTIVE
            found[name] = _unquoted(match["value"])
        if match["end"] is not None:
            return found
        position = match.end()


def _unquoted(value: str | None) -> str | None:
    if value is None or not value.startswith('"'):
        return value
    return _QUOTED_PAIR.sub(r"\1", value[1:-1])


def _seconds(value: str | None) -> int | None:
    """delta-seconds, 1*DIGIT (§ 6.1.1). Never converts more digits than the cap has."""
    if value is None or not (value.isascii() and value.isdigit()):
        return None
    digits = value.lstrip("0")
    if len(digits) > len(str(MAX_AGE_CAP)):
        return MAX_AGE_CAP
    return min(int(digits or "0"), MAX_AGE_CAP)
