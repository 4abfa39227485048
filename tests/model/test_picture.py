"""What may be shown as a picture: whole JPEGs and PNGs of a sane size, told by their bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.model.picture import MOST_BYTES, MOST_SIDE, Picture, is_picture, picture_of

from .pictures import chunk, jpeg, png


@pytest.mark.parametrize("frame", [0xC0, 0xC1, 0xC2])
def test_a_jpeg_says_its_size(frame: int) -> None:
    assert picture_of(jpeg(1280, 900, frame=frame)) == Picture("image/jpeg", 1280, 900)


def test_a_png_says_its_size() -> None:
    assert picture_of(png(640, 480)) == Picture("image/png", 640, 480)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<!doctype html><script>alert(1)</script>",
        b"GIF89a" + bytes(60),
        b"RIFF\x24\x00\x00\x00WEBPVP8 " + bytes(40),
        jpeg()[:-2],
        jpeg()[:20] + b"\xff\xd9",
        png()[:-12],
        png() + b"<script>alert(1)</script>",
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8\xff\xe0\x00\x00" + bytes(40) + b"\xff\xd9",
        jpeg(before=b"\xff\xda\x00\x02"),
        jpeg() + bytes(MOST_BYTES),
        png(extra=chunk(b"acTL", bytes(8))),
        b"\x89PNG\r\n\x1a\n" + chunk(b"IEND", b""),
    ],
)
def test_anything_else_is_none(data: bytes) -> None:
    assert picture_of(data) is None


@pytest.mark.parametrize(
    ("width", "height"), [(1, 1), (0, 200), (8, 200), (200, 15), (MOST_SIDE + 1, 100), (4000, 4000)]
)
def test_a_picture_that_shows_nothing_or_fills_the_memory_is_none(width: int, height: int) -> None:
    assert picture_of(jpeg(width, height)) is None
    if width and width * height < 5_000_000:
        assert picture_of(png(width, height)) is None


def test_half_a_picture_is_no_text_either() -> None:
    assert is_picture(jpeg()[:9]) and is_picture(png()[:20])
    assert not is_picture(b"<p>a page's text</p>")


@given(st.binary(max_size=300))
def test_whatever_follows_a_true_beginning_is_read_to_an_end(rest: bytes) -> None:
    for begin, end in ((b"\xff\xd8\xff", b"\xff\xd9"), (png()[:8], png()[-12:])):
        found = picture_of(begin + rest + end)
        assert found is None or found.width * found.height <= 4_000_000
