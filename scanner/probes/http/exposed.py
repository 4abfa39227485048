"""The files that must not be public, and by what each is recognised (data/exposed_files.yaml). Pure."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from scanner.datafile import read_data
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import GapCause
from scanner.network import Response
from scanner.suffixes import registrable

#: Bytes of an answer that are read and searched.
MAX_BYTES = 64 * 1024
_MARKUP = re.compile(rb"\A[\s\xef\xbb\xbf]*<(?:!doctype|html|head|body|script|div|\?xml)", re.IGNORECASE)
_GZIP = b"\x1f\x8b\x08"
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Signature:
    """What the content of a file is recognised by. `markup`: it is a page for people itself."""

    name: str
    pattern: re.Pattern[bytes] | None
    magic: bytes
    markup: bool

    def fits(self, body: bytes) -> bool:
        """Whether the content, as far as it was read, has it."""
        if self.pattern is None:
            return body.startswith(self.magic)
        return (self.markup or not _MARKUP.match(body)) and self.pattern.search(body) is not None

    def may_follow(self, beginning: bytes) -> bool:
        """Whether content that begins like this, and doesn't fit yet, might with what comes after it."""
        if self.pattern is None:
            return self.magic.startswith(beginning)
        return self.markup or not _MARKUP.match(beginning)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file to look for: what it is, where, and the signatures of which one is needed."""

    what: str
    path: str
    signatures: tuple[Signature, ...]

    def found_in(self, response: Response) -> Maybe[Signature | None]:
        """The signature that an answer has; None where it is none of the file; Unknown where it can't be read."""
        if response.status not in {200, 206}:
            return None
        if not response.decoded:
            return _CODED
        body = response.body[:MAX_BYTES]
        if (found := next((one for one in self.signatures if one.fits(body)), None)) is not None:
            return found
        packed = any(one.magic == _GZIP for one in self.signatures) and response.values("content-encoding")
        if packed and not _MARKUP.match(body):
            return _UNPACKED
        broken = response.truncated and len(body) < MAX_BYTES  # a longer one was searched as far as we ever do
        return _BROKEN if broken and any(one.may_follow(body) for one in self.signatures) else None


_CODED = Unknown("its content came in a coding that was not asked for", GapCause.UNSUPPORTED)
_UNPACKED = Unknown("it was unpacked on the way, so that nothing tells a packed file from a packed answer")
_BROKEN = Unknown("its content broke off before anything could be told by it", GapCause.ERROR)


@cache
def _data() -> Mapping[str, Any]:
    return read_data("exposed_files.yaml")


@cache
def signatures() -> Mapping[str, Signature]:
    """All signatures by name."""
    return {
        name: Signature(
            name,
            re.compile(told["pattern"].encode("utf-8").replace(b"\\xc3\\x9f", b"\xc3\x9f"))
            if "pattern" in told
            else None,
            bytes.fromhex(str(told.get("magic", ""))),
            bool(told.get("markup")),
        )
        for name, told in _data()["signatures"].items()
    }


def wanted(host: str) -> Iterator[Wanted]:
    """Every file to look for on a host."""
    name = (registrable(host) or host).partition(".")[0]
    for what, by_path in _data()["files"].items():
        for path, named in by_path.items():
            of = tuple(signatures()[one] for one in (named if isinstance(named, list) else [named]))
            yield Wanted(what, path.replace("{host}", host).replace("{name}", name), of)


def sibling(path: str) -> str:
    """A path of the same shape that surely isn't there: same folder and extension, leading dot, slash at the end."""
    folder, _, name = path.rstrip("/").rpartition("/")
    dot, _, rest = name.rpartition(".")
    chance = "".join(secrets.choice(_LETTERS) for _ in range(12))
    if path.endswith("/"):
        return f"{folder}/{chance}/"
    if name.startswith(".") and not dot:
        return f"{folder}/.{chance}"
    return f"{folder}/{chance}.{rest}" if dot else f"{folder}/{chance}"
