"""The response headers we look at, and what a browser makes of them: any text gives a value, never an exception. Pure.

A header list is a sequence of (name, value) in the order of the wire, duplicates kept. Its size is bounded where it is
read; everything here takes time linear in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum

from scanner.model.vocabulary import ReferrerPolicy

Headers = Sequence[tuple[str, str]]

#: What becomes a `header` row, in lower case. Set-Cookie is not here: cookies have rows of their own.
SECURITY_HEADERS = (
    "strict-transport-security",
    "content-security-policy",
    "content-security-policy-report-only",
    "x-content-type-options",
    "referrer-policy",
    "x-frame-options",
    "permissions-policy",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "cross-origin-embedder-policy",
    "cache-control",
    "content-encoding",
    "server",
    "x-powered-by",
)

_OWS = " \t"
# Up to a comma; a quoted string may hold commas and need not end (Fetch § 2.2.2, "get, decode, and split").
_ELEMENT = re.compile(r'(?:[^",]|"(?:[^"\\]|\\.)*+(?:"|\\?\Z))*+', re.DOTALL)


class FrameOptions(StrEnum):
    """What X-Frame-Options comes to: no framing at all, or only by the same origin."""

    DENY = "deny"
    SAMEORIGIN = "sameorigin"


_REFERRER_POLICIES = {policy.value: policy for policy in ReferrerPolicy}
_FRAME_OPTIONS = {option.value: option for option in FrameOptions}


def values(headers: Headers, name: str) -> tuple[str, ...]:
    """The field lines of that name, in order, each without the white space around it (RFC 9110 § 5.5)."""
    wanted = name.lower()
    # Only ASCII letters have a case here: the Kelvin sign is no k.
    return tuple(value.strip(_OWS) for sent, value in headers if sent.isascii() and sent.lower() == wanted)


def nosniff(headers: Headers) -> bool:
    """Whether the browser keeps to the declared content type: the first element decides (Fetch § 3.6)."""
    first = next(_elements(values(headers, "x-content-type-options")), "")
    return first.isascii() and first.lower() == "nosniff"


def referrer_policy(headers: Headers) -> ReferrerPolicy | None:
    """The last known policy among all elements (Referrer Policy § 8.1); None: the browser's own default applies.

    Browsers split at every comma here, quoted or not: the field's grammar knows no quotes.
    """
    tokens = ",".join(values(headers, "referrer-policy")).lower().split(",")
    known = (_REFERRER_POLICIES.get(token.strip(_OWS)) for token in reversed(tokens))
    return next((policy for policy in known if policy), None)


def x_frame_options(headers: Headers) -> FrameOptions | None:
    """What the field alone comes to (HTML § 7.7); None: any page may frame this one, ALLOW-FROM included.

    A browser does not ask it where an enforced policy has frame-ancestors. Contradicting values deny.
    """
    found = {element.lower() for element in _elements(values(headers, "x-frame-options"))}
    if len(found) > 1:
        return FrameOptions.DENY if found & {"deny", "allowall", "sameorigin"} else None
    only = next(iter(found), "")
    return _FRAME_OPTIONS.get(only)


def _elements(lines: Sequence[str]) -> Iterator[str]:
    """Fetch § 2.2.2 "get, decode, and split": all lines as one list, split on the commas outside of quotes."""
    if not lines:
        return
    text = ", ".join(lines)
    position = 0
    while True:
        match = _ELEMENT.match(text, position)
        end = match.end() if match else position
        yield text[position:end].strip(_OWS)
        if end >= len(text):
            return
        position = end + 1
