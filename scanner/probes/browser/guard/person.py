"""What is said of the test identity in a request, in which spelling, and what else is said beside it. Pure."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote_plus

from scanner.probes.browser.guard.submissions import Body, FormKnown

#: Shorter values are found only where they are all of a field; shorter ones still (a country) say nothing of a person.
_DISTINCTIVE, _TELLING = 8, 3
_MOST_UNPACKED = 1_000_000
_MOST_NESTED = 4
_CARD = re.compile(r"\d(?:[ -]?\d){12,18}")
_IBAN = re.compile(r"[a-z]{2}\d{2}(?: ?[a-z0-9]){11,30}", re.IGNORECASE)
_HASHES = ("md5", "sha1", "sha256", "sha512")


def plain(value: str) -> str:
    """For comparing: lower case, white space as one space."""
    return " ".join(unicodedata.normalize("NFKC", value).casefold().split())


@dataclass(frozen=True)
class Person:
    """Somebody made up to shop as, by what was typed of him; `held`: what the shop itself had put into its fields."""

    values: frozenset[str]
    held: frozenset[str] = frozenset()

    @cached_property
    def said(self) -> frozenset[str]:
        """What may stand in a field: a value as it was typed, or a number without its signs."""
        plains = {plain(value) for value in self.values if value.strip()}
        return frozenset(plains | {_digits(value) for value in plains if len(_digits(value)) >= 6})

    @cached_property
    def kept(self) -> frozenset[str]:
        """What the shop had put there."""
        return frozenset(plain(value) for value in self.held)

    @cached_property
    def needles(self) -> tuple[str, ...]:
        """How values look that can't be there by chance: plain, base64, hex, hashed; all in lower case."""
        found: dict[str, None] = {}
        for value in self.values:
            if len(value.strip()) < _DISTINCTIVE and "@" not in value:
                continue
            for spelled in dict.fromkeys((value.strip(), value.strip().lower())):
                data = spelled.encode()
                found.update(dict.fromkeys([spelled.lower(), data.hex(), spelled[::-1].lower(), *_base64(data)]))
                for name in _HASHES:
                    digest = hashlib.new(name, data, usedforsecurity=False).digest()
                    found.update(dict.fromkeys([digest.hex(), base64.b64encode(digest).decode().rstrip("=").lower()]))
        return tuple(found)

    def told(self, url: str, body: bytes | None, fields: Body | None) -> bool:
        """Whether a request says something of him, in its address or its body."""
        texts = [url, *([] if body is None else [unpacked(body).decode("utf-8", "replace")])]
        for text in texts:
            once = unquote_plus(text)
            for spelled in (text, once, unquote_plus(once)):
                low = spelled.lower()
                if any(needle in low for needle in self.needles):
                    return True
        short = {value for value in self.said if len(value) >= _TELLING}
        return fields is not None and any(plain(value) in short for _, value in leaves(fields.fields))


def foreign(body: Body, forms: Iterable[FormKnown], person: Person) -> str | None:
    """What a step of the checkout would say that is neither the test identity's, nor the shop's own, nor a choice."""
    asked = {control.name for form in forms for control in form.controls if control.asks}
    for name, value in leaves(body.fields):
        said = plain(value)
        if not said or said in person.said or said in person.kept or _digits(said) in person.said:
            continue
        if "@" in value:
            return f"its field {name[:60]!r} holds an address that is not the test identity's"
        if _is_card(value) or _IBAN.fullmatch(value.strip()):
            return f"its field {name[:60]!r} holds payment data"
        if name in asked:
            return f"its field {name[:60]!r} holds what the test identity has not"
    return None


def leaves(fields: Iterable[tuple[str, str]], depth: int = 0) -> Iterator[tuple[str, str]]:
    """Fields, and what stands in those that are JSON themselves."""
    for name, value in fields:
        if depth < _MOST_NESTED and value[:1] in {"{", "["}:
            try:
                inner = json.loads(value)
            except (ValueError, RecursionError):
                yield name, value
                continue
            yield from leaves(_pairs(name, inner), depth + 1)
        else:
            yield name, value


def unpacked(body: bytes) -> bytes:
    """As it is, or without gzip; at most so much of it."""
    if body[:2] != b"\x1f\x8b":
        return body
    try:
        return zlib.decompressobj(wbits=31).decompress(body, _MOST_UNPACKED)
    except zlib.error:
        return body


def _pairs(name: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield str(key), json.dumps(one) if isinstance(one, dict | list) else "" if one is None else str(one)
    elif isinstance(value, list):
        for one in value:
            yield name, json.dumps(one) if isinstance(one, dict | list) else "" if one is None else str(one)
    else:
        yield name, str(value)


def _base64(data: bytes) -> Iterator[str]:
    """At each of the three places where it may stand in something longer; in lower case, as all is compared."""
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + data).decode().rstrip("=")
        whole = coded[-(-before * 8 // 6) : len(coded) - (1 if (len(data) + before) % 3 else 0)]
        yield whole.lower()
        yield whole.replace("+", "-").replace("/", "_").lower()


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _is_card(value: str) -> bool:
    """13 to 19 digits with the check digit of ISO/IEC 7812-1."""
    if not _CARD.fullmatch(value.strip()):
        return False
    digits = [int(digit) for digit in reversed(_digits(value))]
    return sum(digit if i % 2 == 0 else digit * 2 - 9 * (digit > 4) for i, digit in enumerate(digits)) % 10 == 0
