"""Pictures told by their bytes, never by a name: JPEG (ITU-T T.81) and PNG (W3C), whole and of a sane size.

Nothing is decoded here. What this lets through may be shown to a person in an `img`; nothing else may.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

#: Bytes of a picture, and its pixels; a side is neither longer nor shorter than this. A window has 1.2 million pixels.
MOST_BYTES, MOST_PIXELS = 1_000_000, 4_000_000
MOST_SIDE, LEAST_SIDE = 4_096, 16

_JPEG, _JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"
_PNG, _PNG_END = b"\x89PNG\r\n\x1a\n", b"\x00\x00\x00\x00IEND\xaeB`\x82"
#: Markers that say how large the picture is (SOF0 to SOF15 without DHT, JPG and DAC), and that its data begin (SOS).
_FRAMES, _SCAN = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}, 0xDA
#: A picture that moves is none that shows how a page was.
_MOVES = b"acTL"


@dataclass(frozen=True, slots=True)
class Picture:
    """What a picture's bytes say of it. `type` is its media type, sizes are in pixels."""

    type: str
    width: int
    height: int


def is_picture(data: bytes) -> bool:
    """Whether bytes begin as a picture does, whole or not: they are no text then."""
    return data.startswith((_JPEG, _PNG))


def picture_of(data: bytes) -> Picture | None:
    """What picture these bytes are; None where they are none, or not a whole one, or larger than is sane."""
    if len(data) > MOST_BYTES:
        return None
    if data.startswith(_JPEG) and data.endswith(_JPEG_END):
        kind, size = "image/jpeg", _jpeg_size(data)
    elif data.startswith(_PNG) and data.endswith(_PNG_END):
        kind, size = "image/png", _png_size(data)
    else:
        return None
    if size is None:
        return None
    width, height = size
    sane = all(LEAST_SIDE <= side <= MOST_SIDE for side in size) and width * height <= MOST_PIXELS
    return Picture(kind, width, height) if sane else None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Width and height from the frame header, which stands before the picture's data (T.81 B.2.2)."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4])
        if marker in _FRAMES and at + 9 <= len(data):
            return int.from_bytes(data[at + 7 : at + 9]), int.from_bytes(data[at + 5 : at + 7])
        if marker == _SCAN or length < 2:
            return None
        at += 2 + length
    return None


def _png_size(data: bytes) -> tuple[int, int] | None:
    """Width and height from the header, which is the first chunk; None where it is broken, or moves."""
    names = list(_png_chunks(data))
    if not names or names[0] != b"IHDR" or names[-1] != b"IEND" or _MOVES in names:
        return None
    return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])


def _png_chunks(data: bytes) -> Iterator[bytes]:
    at = len(_PNG)
    while at + 12 <= len(data):
        yield data[at + 4 : at + 8]
        at += 12 + int.from_bytes(data[at : at + 4])
