"""Takes from bytes what they are wrapped in, one layer at a time. Pure, bounded, and never surprised by any bytes."""

from __future__ import annotations

import base64
import binascii
import html
import importlib
import importlib.util
import re
import zlib
from collections.abc import Callable, Iterator
from typing import Any

#: What one layer may come to, unpacked.
MOST_BYTES = 2 * 1024 * 1024
#: How far a run of base64 or hex is followed, and how many compressed pieces are looked for in one blob.
_LONGEST_RUN = 512 * 1024
_MOST_PIECES = 8
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{14,}")
_HEX = re.compile(rb"(?:[0-9A-Fa-f]{2}){10,}[0-9A-Fa-f]?")
_SPACED_HEX = re.compile(rb"(?:[0-9A-Fa-f]{2}[ :,-]){9,}[0-9A-Fa-f]{2}")
_DECIMALS = re.compile(rb"(?:\d{1,3}[,;]\s?){9,}\d{1,3}")
_ESCAPE = re.compile(rb"\\(u\{[0-9A-Fa-f]{1,6}\}|u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|[\"'/\\])")
_PERCENT = re.compile(rb"%([0-9A-Fa-f]{2})")
_UNICODE_PERCENT = re.compile(rb"%u([0-9A-Fa-f]{4})")
_GZIP = b"\x1f\x8b\x08"
_ZLIB = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
_MOST_RATIO_TRIED = 64 * 1024


def layers(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Each layer that can be taken off, by its word, with what is below. Where nothing changes, nothing comes."""
    for word, take in _LAYERS:
        for below in take(data):
            if below and below != data:
                yield word, below[:MOST_BYTES]


def _percent(data: bytes) -> Iterator[bytes]:
    if b"%" in data:
        plain = _UNICODE_PERCENT.sub(lambda found: _utf8(int(found[1], 16)), data)
        yield _PERCENT.sub(lambda found: bytes((int(found[1], 16),)), plain)


def _entities(data: bytes) -> Iterator[bytes]:
    if b"&" in data and (b";" in data or b"&#" in data):
        yield html.unescape(data.decode("latin-1")).encode("utf-8", "replace")


def _escapes(data: bytes) -> Iterator[bytes]:
    """Of JSON (RFC 8259 § 7) and JavaScript, once: texts within texts take several rounds."""
    if b"\\" in data:
        yield _ESCAPE.sub(lambda found: _escaped(found[1]), data)


def _escaped(said: bytes) -> bytes:
    if said[:1] in b"ux" and len(said) > 1:
        return _utf8(int(said[1:].strip(b"{}"), 16))
    return said


def _utf8(point: int) -> bytes:
    return chr(point).encode("utf-8", "replace") if point < 0x110000 else b"?"


def _base64(data: bytes) -> Iterator[bytes]:
    return _of_runs([found[0] for found in _BASE64.finditer(data) if not _for_urls(found[0])])


def _base64url(data: bytes) -> Iterator[bytes]:
    """RFC 4648 § 5."""
    return _of_runs([found[0] for found in _BASE64.finditer(data) if _for_urls(found[0])])


def _for_urls(run: bytes) -> bool:
    return b"-" in run or b"_" in run


def _of_runs(runs: list[bytes]) -> Iterator[bytes]:
    """Each run from each of its first four characters: what stands before it may run into it."""
    runs = [run[:_LONGEST_RUN].translate(_STANDARD) for run in runs]
    for start in range(4) if runs else ():
        yield b"\n".join(_decoded(run[start:]) for run in runs)


_STANDARD = bytes.maketrans(b"-_", b"+/")


def _decoded(run: bytes) -> bytes:
    if len(run) % 4 == 1:
        run = run[:-1]
    try:
        return base64.b64decode(run + b"=" * (-len(run) % 4))
    except (ValueError, binascii.Error):
        return b""


def pieces_of_base64(data: bytes) -> Iterator[bytes]:
    """Each run by itself, decoded as it stands: for what counts only where it is all there is, as a digest."""
    for found in _BASE64.finditer(data):
        yield _decoded(found[0][:_LONGEST_RUN].translate(_STANDARD))


def _hex(data: bytes) -> Iterator[bytes]:
    runs = [found[0][:_LONGEST_RUN] for found in _HEX.finditer(data)]
    for start in range(2) if runs else ():
        yield b"\n".join(bytes.fromhex(_even(run[start:]).decode()) for run in runs)
    if spaced := _SPACED_HEX.findall(data):
        yield b"\n".join(bytes.fromhex(re.sub(rb"[ :,-]", b"", run).decode()) for run in spaced)


def _even(run: bytes) -> bytes:
    return run[: len(run) // 2 * 2]


def _numbers(data: bytes) -> Iterator[bytes]:
    """Characters by their numbers, as JavaScript writes an array of bytes."""
    runs = _DECIMALS.findall(data)
    if runs:
        yield b"\n".join(bytes(n for n in map(int, re.findall(rb"\d+", run)) if n < 256) for run in runs)


def _wide(data: bytes) -> Iterator[bytes]:
    """UTF-16 of what ASCII holds."""
    if data.count(b"\x00") * 3 > len(data):
        yield data.replace(b"\x00", b"")


def _backwards(data: bytes) -> Iterator[bytes]:
    yield data[::-1]


def _compressed(data: bytes) -> Iterator[bytes]:
    for mark in (_GZIP, *_ZLIB):
        at, pieces = data.find(mark), 0
        while at >= 0 and pieces < _MOST_PIECES:
            yield _inflated(data[at:], 31 if mark == _GZIP else 15)
            at, pieces = data.find(mark, at + 1), pieces + 1
    starts = [0, *(found.end() for found in re.finditer(rb"\r?\n\r?\n", data[:_MOST_RATIO_TRIED]))][:_MOST_PIECES]
    for start in starts:
        piece = data[start:]
        if not _is_text(piece[:64]):
            yield _inflated(piece, -15)
            yield _unbrotlied(piece)


def _inflated(piece: bytes, window: int) -> bytes:
    """As much as can be; what is cut off is as good as what is not."""
    try:
        return zlib.decompressobj(window).decompress(piece, MOST_BYTES)
    except zlib.error:
        return b""


def _is_text(start: bytes) -> bool:
    return all(32 <= byte < 127 or byte in b"\t\r\n" for byte in start)


def _brotli() -> Any:  # noqa: ANN401 - a module that need not be installed
    name = next((name for name in ("brotli", "brotlicffi") if importlib.util.find_spec(name)), None)
    return importlib.import_module(name) if name else None


_BROTLI = _brotli()


def _unbrotlied(piece: bytes) -> bytes:
    """Only where a library for it is installed: pages have no way to make it but one of their own."""
    if _BROTLI is None:
        return b""
    try:
        out = _BROTLI.Decompressor().process(piece[:_MOST_RATIO_TRIED])
    except _BROTLI.error:
        return b""
    return bytes(out)[:MOST_BYTES]


_LAYERS: tuple[tuple[str, Callable[[bytes], Iterator[bytes]]], ...] = (
    ("url", _percent),
    ("html", _entities),
    ("escaped", _escapes),
    ("base64", _base64),
    ("base64url", _base64url),
    ("hex", _hex),
    ("numbers", _numbers),
    ("wide", _wide),
    ("compressed", _compressed),
    ("reversed", _backwards),
)
