"""Reads the IAB's TC string, version 2 of the format (TCF 2.0 to 2.3), bit by bit. Pure.

IAB Tech Lab, "Transparency and Consent String with Global Vendor & CMP List Formats", version 2: the core string, then
segments told by their first three bits, all of them in base64url without padding and joined by dots.
"""

from __future__ import annotations

import datetime as dt
import string
from dataclasses import dataclass, field, replace

#: The longest string that is read; those in use have some 300 to 3000 characters.
MOST_CHARACTERS = 8000
_VERSION = 2
_ALPHABET = {
    char: value for value, char in enumerate(f"{string.ascii_uppercase}{string.ascii_lowercase}{string.digits}-_")
}
_PURPOSES = 24
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class NotTcString(ValueError):
    """It is no TC string of version 2, or not a whole one; the message says why."""


@dataclass(frozen=True, slots=True)
class Restriction:
    """What the publisher allows vendors for a purpose. `sort`: 0 nothing, 1 by consent, 2 by legitimate interest."""

    purpose: int
    sort: int
    vendors: frozenset[int]


@dataclass(frozen=True, slots=True)
class PublisherTc:
    """The publisher's own purposes, by number."""

    consent: tuple[int, ...]
    interest: tuple[int, ...]
    own_consent: tuple[int, ...]
    own_interest: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TcString:
    """What a string says. Purposes, features and vendors are told by their numbers, which begin with 1.

    disclosed, allowed, publisher   None where the string has no such segment
    """

    created: dt.datetime
    updated: dt.datetime
    cmp_id: int
    cmp_version: int
    screen: int
    language: str
    vendor_list_version: int
    policy_version: int
    service_specific: bool
    non_standard_texts: bool
    special_features: tuple[int, ...]
    purposes_consent: tuple[int, ...]
    purposes_interest: tuple[int, ...]
    purpose_one_treatment: bool
    publisher_country: str
    vendors_consent: frozenset[int]
    vendors_interest: frozenset[int]
    restrictions: tuple[Restriction, ...] = ()
    disclosed: frozenset[int] | None = field(default=None, repr=False)
    allowed: frozenset[int] | None = field(default=None, repr=False)
    publisher: PublisherTc | None = None


def decode(text: str) -> TcString:
    """Raises NotTcString."""
    if len(text) > MOST_CHARACTERS:
        raise NotTcString(f"it has more than {MOST_CHARACTERS} characters")
    core, *segments = text.split(".")
    found = _core(_Bits(core, "the core string"))
    for segment in segments:
        found = _with_segment(found, _Bits(segment, "a segment"))
    return found


class _Bits:
    """A cursor over the bits of one part."""

    def __init__(self, text: str, what: str) -> None:
        if not text:
            raise NotTcString(f"{what} is empty")
        value = 0
        for char in text:
            if char not in _ALPHABET:
                raise NotTcString(f"{what} has a character that base64url does not know")
            value = value << 6 | _ALPHABET[char]
        self._value = value
        self._left = 6 * len(text)
        self._what = what

    def number(self, bits: int) -> int:
        """The next bits, the highest first."""
        if bits > self._left:
            raise NotTcString(f"{self._what} ends too early")
        self._left -= bits
        return self._value >> self._left & ((1 << bits) - 1)

    def yes(self) -> bool:
        return self.number(1) == 1

    def numbers(self, bits: int) -> tuple[int, ...]:
        """Which of so many flags are set, counted from 1."""
        flags = self.number(bits)
        return tuple(place for place in range(1, bits + 1) if flags >> (bits - place) & 1)

    def letters(self) -> str:
        """Two letters of six bits each, A being 0."""
        first, second = self.number(6), self.number(6)
        if max(first, second) >= len(string.ascii_uppercase):
            raise NotTcString(f"{self._what} has a language or country that is none")
        return string.ascii_uppercase[first] + string.ascii_uppercase[second]

    def time(self) -> dt.datetime:
        """Tenths of a second since 1970."""
        try:
            return _EPOCH + dt.timedelta(milliseconds=100 * self.number(36))
        except OverflowError as error:
            raise NotTcString(f"{self._what} has a time that is none") from error

    def vendors(self) -> frozenset[int]:
        """A vendor section: as flags up to the highest number, or as ranges."""
        highest = self.number(16)
        if not self.yes():
            return frozenset(self.numbers(highest))
        found = self.ranges()
        if found and max(found) > highest:
            raise NotTcString(f"{self._what} has a vendor beyond its highest number")
        return found

    def ranges(self) -> frozenset[int]:
        """As a mask first: thousands of ranges may cover each other, and cost no more than their bits."""
        mask = 0
        for _ in range(self.number(12)):
            more = self.yes()
            first = self.number(16)
            last = self.number(16) if more else first
            if first == 0 or last < first:
                raise NotTcString(f"{self._what} has a range of vendors that is none")
            mask |= ((1 << (last - first + 1)) - 1) << first
        return frozenset(place for place, bit in enumerate(reversed(f"{mask:b}")) if bit == "1")


def _core(bits: _Bits) -> TcString:
    version = bits.number(6)
    if version != _VERSION:
        raise NotTcString(f"its version is {version}, not {_VERSION}")
    return TcString(  # the fields stand in the string in this order
        created=bits.time(),
        updated=bits.time(),
        cmp_id=bits.number(12),
        cmp_version=bits.number(12),
        screen=bits.number(6),
        language=bits.letters(),
        vendor_list_version=bits.number(12),
        policy_version=bits.number(6),
        service_specific=bits.yes(),
        non_standard_texts=bits.yes(),
        special_features=bits.numbers(12),
        purposes_consent=bits.numbers(_PURPOSES),
        purposes_interest=bits.numbers(_PURPOSES),
        purpose_one_treatment=bits.yes(),
        publisher_country=bits.letters(),
        vendors_consent=bits.vendors(),
        vendors_interest=bits.vendors(),
        restrictions=tuple(Restriction(bits.number(6), bits.number(2), bits.ranges()) for _ in range(bits.number(12))),
    )


def _with_segment(found: TcString, bits: _Bits) -> TcString:
    match bits.number(3):  # SegmentType
        case 1:
            return replace(found, disclosed=bits.vendors())
        case 2:
            return replace(found, allowed=bits.vendors())
        case 3:
            return replace(found, publisher=_publisher(bits))
        case other:
            raise NotTcString(f"it has a segment of the unknown sort {other}")


def _publisher(bits: _Bits) -> PublisherTc:
    consent, interest = bits.numbers(_PURPOSES), bits.numbers(_PURPOSES)
    own = bits.number(6)
    return PublisherTc(consent, interest, bits.numbers(own), bits.numbers(own))
