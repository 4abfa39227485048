"""Finds canaries in what was sent, however they are disguised. Pure.

Layers are taken off up to a depth, and each is searched at once for the beginnings of all values, in any case. Digests
can't be taken off: they are computed beforehand, of each value in several spellings, of its beginnings, and once more
of its encodings.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

from scanner.model.vocabulary import LeakEncoding
from scanner.probes.browser.leaks.canaries import SHORTEST, Canary, Shape
from scanner.probes.browser.leaks.layers import layers, pieces_of_base64

DEPTH = 4
#: Of one thing sent, all its layers together; and how many blobs they may be.
_MOST_BYTES = 24 * 1024 * 1024
_MOST_BLOBS = 400
#: Up to this length a digest is looked for as bytes at every place.
_MOST_BINARY = 4096
_MOST_HEX = 16 * 1024
_DIGESTS = ("md5", "sha1", "sha256", "sha512")
_HEX_RUN = re.compile(rb"[0-9a-f]{32,}")
_LENGTHS = (16, 20, 32, 64)


@dataclass(frozen=True, slots=True)
class Hit:
    """A canary, and what it was wrapped in, outermost first: `("url", "base64", "sha256", "lower")`."""

    number: int
    chain: tuple[str, ...]

    @property
    def encoding(self) -> LeakEncoding:
        """In one word: what only carries it over the wire does not count beside a real disguise."""
        return encoding_of(self.chain)


_WIRE = ("url", "html", "escaped", "wide")
_NAMED = {"numbers": LeakEncoding.ESCAPED, "wide": LeakEncoding.PLAIN, "upper": LeakEncoding.PLAIN}


def encoding_of(chain: tuple[str, ...]) -> LeakEncoding:
    """The vocabulary's word for a chain of layers."""
    steps = [step for step in chain if step not in {*_WIRE, "lower", "upper", "respelt"}]
    if "compressed" in steps:
        return LeakEncoding.COMPRESSED
    if len(steps) > 1:
        return LeakEncoding.NESTED
    last = steps[0] if steps else next((step for step in reversed(chain) if step in _WIRE), "")
    if not last:
        last = next((step for step in chain if step in {"lower", "upper"}), "plain")
    return _NAMED.get(last) or LeakEncoding(last)


@dataclass(slots=True)
class Finder:
    """Of one visitor. `add` takes each value as soon as it is about to be typed."""

    _beginnings: dict[bytes, tuple[int, bytes]] = field(default_factory=dict)
    _digests: dict[bytes, tuple[int, tuple[str, ...]]] = field(default_factory=dict)
    _pattern: re.Pattern[bytes] | None = None
    _known: dict[bytes, tuple[Hit, ...]] = field(default_factory=dict)

    def add(self, canary: Canary, shown: str = "") -> None:
        """`shown`: what the field made of the value, where that is another spelling of it."""
        if not canary.told:
            return
        for text in spellings(canary, shown):
            self._add_beginning(canary, text)
            self._add_digests(canary, text)
        self._pattern = re.compile(b"|".join(re.escape(one) for one in sorted(self._beginnings, key=len, reverse=True)))
        self._known.clear()

    def find(self, data: bytes) -> tuple[Hit, ...]:
        """Each canary once, by the chain that is shortest."""
        if self._pattern is None or not data:
            return ()
        key = hashlib.blake2b(data, digest_size=16).digest()
        if key not in self._known:
            if len(self._known) > 20_000:
                self._known.clear()
            self._known[key] = self._search(data)
        return self._known[key]

    def _search(self, data: bytes) -> tuple[Hit, ...]:
        found: dict[int, Hit] = {}
        met: set[bytes] = set()
        waiting: list[tuple[tuple[str, ...], bytes]] = [((), data)]
        room = _MOST_BYTES
        while waiting and len(met) < _MOST_BLOBS and room > 0:
            (chain, blob), *waiting = waiting
            key = hashlib.blake2b(blob, digest_size=16).digest()
            if key in met:
                continue
            met.add(key)
            room -= len(blob)
            for hit in self._in(blob, chain):
                found.setdefault(hit.number, hit)
            if len(chain) < DEPTH:
                backwards = chain[-1:] == ("reversed",)
                waiting += [
                    ((*chain, word), below) for word, below in layers(blob) if not (backwards and word == "reversed")
                ]
        return tuple(found.values())

    def _in(self, blob: bytes, chain: tuple[str, ...]) -> Iterator[Hit]:
        lower = blob.lower()
        if self._pattern is not None:
            for begin in self._pattern.finditer(lower):
                number, typed = self._beginnings[begin[0]]
                yield Hit(number, (*chain, *_case(blob[begin.start() : begin.end()], typed)))
        for digest, how in _candidates(blob, lower):
            if known := self._digests.get(digest):
                yield Hit(known[0], (*chain, *how, *known[1]))

    def _add_beginning(self, canary: Canary, text: str) -> None:
        if begin := beginning(canary, text):
            self._beginnings.setdefault(begin.lower().encode(), (canary.number, begin.encode()))

    def _add_digests(self, canary: Canary, text: str) -> None:
        spelt = () if text == canary.value else ("lower",) if text == canary.value.lower() else ("respelt",)
        least = len(beginning(canary, text)) or len(text)
        for end in range(least, len(text) + 1):
            for word, digest in digests(text[:end].encode()):
                self._digests.setdefault(digest, (canary.number, (word, *spelt)))
        for inner, wrapped in _wrappings(text.encode()):
            for word, digest in digests(wrapped):
                self._digests.setdefault(digest, (canary.number, (word, inner, *spelt)))


def _case(there: bytes, typed: bytes) -> tuple[str, ...]:
    if there == typed:
        return ()
    return ("lower",) if there == typed.lower() else ("upper",)


def beginning(canary: Canary, text: str) -> str:
    """The shortest beginning that tells it from all else: whoever sends key by key has sent it on the way."""
    if canary.shape is Shape.CARD:
        return text
    letters = 0
    for place, character in enumerate(text):
        letters += character.isalnum()
        if letters >= SHORTEST:
            return text[: place + 1]
    return text


def spellings(canary: Canary, shown: str = "") -> tuple[str, ...]:
    """As typed and as shown, in lower and upper case, trimmed, and as services bring it into one form."""
    value = canary.value
    found = [value, shown, value.strip(), value.lower(), value.upper()]
    match canary.shape:
        case Shape.EMAIL:
            local = value.partition("@")[0]
            found += [local, local.lower()]
        case Shape.TEL:
            digits = re.sub(r"\D", "", value)
            found += [digits, f"+49{digits[1:]}", f"49{digits[1:]}", f"0049{digits[1:]}"]
        case Shape.CARD | Shape.IBAN:
            found += [" ".join(re.findall(".{1,4}", value)), "-".join(re.findall(".{1,4}", value))]
        case Shape.URL:
            found += [value.removeprefix("https://"), value.removeprefix("https://").rstrip("/")]
        case _:
            pass
    # A mask that took only a part of it left too little to tell.
    enough = (text for text in found if sum(map(str.isalnum, text)) >= min(SHORTEST, len(value)))
    return tuple(dict.fromkeys(enough))


def digests(data: bytes) -> Iterator[tuple[str, bytes]]:
    """By the vocabulary's words."""
    for word in _DIGESTS:
        yield word, hashlib.new(word, data, usedforsecurity=False).digest()


def _wrappings(data: bytes) -> Iterator[tuple[str, bytes]]:
    """What is hashed where it is not the value itself."""
    encoded = base64.b64encode(data)
    yield "base64", encoded
    yield "base64", encoded.rstrip(b"=").translate(bytes.maketrans(b"+/", b"-_"))
    yield "hex", data.hex().encode()
    yield "hex", data.hex().upper().encode()
    yield "reversed", data[::-1]
    yield "url", quote(data, safe="").encode()
    for word, digest in digests(data):
        yield word, digest
        yield word, digest.hex().encode()
        yield word, digest.hex().upper().encode()
        yield word, base64.b64encode(digest)


def _candidates(blob: bytes, lower: bytes) -> Iterator[tuple[bytes, tuple[str, ...]]]:
    """All that may be a digest: in hex, in base64, as bytes."""
    for run in _HEX_RUN.finditer(lower):
        text = run[0][:_MOST_HEX]
        for length in _LENGTHS:
            for start in range(len(text) - 2 * length + 1):
                yield bytes.fromhex(text[start : start + 2 * length].decode()), ()
    for piece in pieces_of_base64(blob):
        if len(piece) in _LENGTHS:
            yield piece, ("base64",)
    if len(blob) <= _MOST_BINARY and not blob.isascii():
        for length in _LENGTHS:
            for start in range(len(blob) - length + 1):
                yield blob[start : start + length], ()


def encodings_of(hits: Iterable[Hit]) -> tuple[LeakEncoding, ...]:
    """Each once, in order."""
    return tuple(dict.fromkeys(hit.encoding for hit in hits))
