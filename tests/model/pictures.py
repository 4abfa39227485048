"""Pictures made here byte by byte, whole ones and such as no camera and no browser ever made."""

from __future__ import annotations

import struct
import zlib

#: What a JPEG holds between its beginning and its frame: nobody's name, nothing that runs.
_APP0 = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"


def png(width: int = 320, height: int = 200, *, grey: int = 180, extra: bytes = b"") -> bytes:
    """A grey picture, with further chunks before its data."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + bytes([grey]) * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def chunk(name: bytes, data: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def jpeg(width: int = 320, height: int = 200, *, frame: int = 0xC0, before: bytes = _APP0) -> bytes:
    """The skeleton of a JPEG: its headers are right, and there is nothing to decode."""
    sof = b"\xff" + bytes([frame]) + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8" + before + sof + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + b"\x00" * 9 + b"\xff\xd9"
