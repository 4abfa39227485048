"""What may be kept of a stored value: digests of it and of its parts, and how much chance is in it. Pure.

Two visitors with clean profiles have different identifiers and the same settings. To compare them nobody needs the
values: it is enough to see which parts look made by chance, and whether their digests are the same (design § 7.5).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import math
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from scanner.model.vocabulary import StorageArea
from scanner.probes.browser.veil import Digest

#: Bits of chance from which a part may tell visitors apart; eight random digits have as many.
FEWEST_BITS = 26
#: Characters of one value, and parts of it, that are looked at.
MOST_CHARACTERS = 8192
MOST_PARTS = 40
#: Different values of one item, and of all together, whose traits are kept.
MOST_VALUES, MOST_TRAITS = 12, 5000
_SHORTEST = 8
_LONGEST_PART = 512
_ROUNDS = 3
_DAY_S = 86_400
_RUN = re.compile(r"[A-Za-z0-9]+(?:[._~|:-][A-Za-z0-9]+){0,15}")
_PACKED = re.compile(r"[A-Za-z0-9+/_-]{16,4096}={0,2}")
_SORTS = re.compile(r"\d+|[A-Z]+|[a-z]+")
_HEX = re.compile(r"(?=.*[a-f])(?=.*\d)[0-9a-f]+|(?=.*[A-F])(?=.*\d)[0-9A-F]+")
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?")
_SAID = re.compile(r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? [A-Za-z0-9 -]{6,14} \d\d:\d\d:\d\d(?: GMT[^\"&;]{0,40})?")
_NUMBER = re.compile(r"(?<![A-Za-z0-9])\d{8,17}(?:\.\d{1,6})?(?![A-Za-z0-9])")
_CONSENT = re.compile(
    r"(?i)consent|accept|reject|deny|denied|declin|grant|allow|necessary|essential|notwendig|essenziell|einwillig|"
    r"zustimm|ablehn|statisti|analytic|marketing|tracking|optout|opt-out|preferences"
)


Item = tuple[StorageArea, str, str]
"""A stored item as it is compared between visitors: its area, the host (cookies) or origin, its name."""


@dataclass(frozen=True, slots=True)
class Trait:
    """Of one value.

    digest   of it whole; `settled`: of it without dates and times, by which two visits always differ
    bits     of chance in its most random part; 0: none
    parts    digests of what may tell a visitor apart, as it stands and as others write it: base64, MD5, SHA-1, SHA-256
    consent  it speaks of a choice of consent
    """

    digest: str
    settled: str
    bits: int
    parts: frozenset[str]
    consent: bool


@dataclass(slots=True)
class Values:
    """The traits of the values that items had, each with the ms at which it was first seen; bounded by count."""

    of: dict[Item, list[tuple[int, Trait]]] = field(default_factory=dict)
    _known: dict[str, Trait] = field(default_factory=dict)

    def hold(self, item: Item, at_ms: int, value: str, digest: Digest) -> None:
        """The item has this value now. What is beyond the bounds is not measured."""
        key = digest(value)
        trait = self._known.get(key)
        if trait is None:
            if len(self._known) >= MOST_TRAITS:
                return
            trait = self._known[key] = trait_of(value, digest, time.time())
        seen = self.of.setdefault(item, [])
        if len(seen) < MOST_VALUES and all(trait.digest != earlier.digest for _, earlier in seen):
            seen.append((at_ms, trait))


def trait_of(value: str, digest: Digest, now: float) -> Trait:
    """`now` in seconds since the epoch: times around it are no identifiers."""
    value = value[:MOST_CHARACTERS]
    layers = tuple(readings(value))
    settled = [without_times(text, now) for text in layers]
    bits = max((round(chance(part)) for text in settled for part in _PIECE.findall(text)), default=0)
    parts: set[str] = set()
    for part in _some(candidates(value, now)):
        parts |= {digest(written) for written in _written(part)}
    if len(value) >= _SHORTEST and parts:
        parts |= {digest(written) for written in _written(value)}
    speaks = any(_CONSENT.search(text) for text in layers)
    return Trait(digest(value), digest(settled[0]), bits, frozenset(parts), speaks)


_PIECE = re.compile(r"[A-Za-z0-9]{4,}")


def readings(text: str) -> Iterator[str]:
    """A text as it stands, without its percent signs, and what base64 in it says."""
    seen = {text}
    waiting = [text]
    for _ in range(_ROUNDS):
        found: list[str] = []
        for one in waiting:
            yield one
            plain = [unquote(one)] if "%" in one else []
            plain += [said for packed in _PACKED.findall(one)[:MOST_PARTS] if (said := _unpacked(packed)) is not None]
            found += [said for said in plain if said not in seen]
            seen.update(found)
        waiting = found


def _unpacked(packed: str) -> str | None:
    """What base64 says, if it is text; None for what is not base64 or no text."""
    bare = packed.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        said = base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return None
    return said if said.isprintable() else None


def candidates(text: str, now: float) -> Iterator[str]:
    """The parts of a text that may tell a visitor apart: runs with their dots and dashes, pairs of pieces, pieces."""
    told: set[str] = set()
    for reading in readings(text[: MOST_CHARACTERS * 4]):
        for run in _RUN.findall(reading):
            for part in _parts(run):
                if part not in told and _SHORTEST <= len(part) <= _LONGEST_PART and tells_apart(part, now):
                    told.add(part)
                    yield part.lower() if _HEX.fullmatch(part) else part


def _parts(run: str) -> Iterator[str]:
    """`a.b.c`: whole, without its marks, each two neighbours, each piece."""
    yield run
    pieces = re.split(r"([._~|:-])", run)
    if len(pieces) == 1:
        return
    if len(pieces) == 9 and pieces[1::2] == ["-"] * 4:  # 8-4-4-4-12
        yield "".join(pieces[::2])
        return
    yield from pieces[::2]
    for i in range(0, len(pieces) - 2, 2):
        yield "".join(pieces[i : i + 3])


def tells_apart(text: str, now: float) -> bool:
    """Whether there is enough chance in a text, dates and times aside."""
    return sum(chance(piece) for piece in _PIECE.findall(without_times(text, now))) >= FEWEST_BITS


def without_times(text: str, now: float) -> str:
    """Dates as people and programs write them taken out, and numbers that are seconds, ms or µs of about now."""
    text = _SAID.sub(" ", _ISO.sub(" ", text))
    return _NUMBER.sub(lambda found: " " if _is_time(found[0], now) else found[0], text)


def _is_time(number: str, now: float) -> bool:
    """Of seconds only those of this day, and whole days ahead of them: a random number of ten digits is soon a time.

    Eight digits are a day of the calendar, fourteen a moment of it.
    """
    whole = number.partition(".")[0]
    if len(whole) in {8, 14}:
        return whole[:2] in {"19", "20"} and "01" <= whole[4:6] <= "12" and "01" <= whole[6:8] <= "31"
    scale = {10: 1, 13: 1000, 16: 1_000_000}.get(len(whole))
    if scale is None:
        return False
    away = int(whole) / scale - now
    if scale > 1:
        return abs(away) < 3 * 366 * _DAY_S
    beside = abs(away - round(away / _DAY_S) * _DAY_S)
    return abs(away) < _DAY_S or (0 < away < 800 * _DAY_S and beside < 3600)


def chance(piece: str) -> float:
    """Bits of chance in letters and digits, by their look: none in words, whatever their length."""
    if piece.isdigit():
        return len(piece) * math.log2(10)
    if _HEX.fullmatch(piece):
        return len(piece) * 4.0
    changes = len(_SORTS.findall(piece)) - 1
    letters = 5.7 if piece.lower() != piece else 5.17
    if piece.isalpha():
        return len(piece) * 5.7 if len(piece) >= _SHORTEST and changes * 3 >= len(piece) else 0.0
    if changes >= 3 or (len(piece) >= 12 and changes >= 2):
        return len(piece) * letters
    return sum(len(digits) for digits in re.findall(r"\d+", piece)) * math.log2(10)


def _written(part: str) -> Iterator[str]:
    """As it stands, and as it may be sent: in base64, or as a digest in hexadecimal."""
    data = part.encode("utf-8", "surrogatepass")
    yield part
    yield base64.b64encode(data).decode().rstrip("=")
    for name in ("md5", "sha1", "sha256"):
        yield hashlib.new(name, data, usedforsecurity=False).hexdigest()


def _some(parts: Iterator[str]) -> Iterator[str]:
    for _, part in zip(range(MOST_PARTS), parts, strict=False):
        yield part


def digests_in(text: str, digest: Digest, now: float, most: int) -> tuple[frozenset[str], bool]:
    """Digests of all parts of a text that may be an identifier, and whether those were all; at most so many."""
    found: set[str] = set()
    for part in candidates(text, now):
        if len(found) >= most:
            return frozenset(found), False
        found.add(digest(part))
    return frozenset(found), len(text) <= MOST_CHARACTERS * 4
