"""The text of a page is found among what was kept of it."""

from __future__ import annotations

from scanner.model.evidence import Seen
from scanner.model.facts import Page
from scanner.model.kept import text_of

KEPT = {
    "1": b"https://shop.example/\n200 OK\nServer: nginx\n",
    "2": b"\x89PNG\r\n\x1a\n" + b"\0" * 20,
    "3": b'{"forms": []}',
    "4": b"<html><p>Hallo</p></html>",
    "5": b"Nur Text.",
}


def page(*artifacts: str) -> Page:
    return Page(
        url="https://shop.example/", seen=tuple(Seen(page="https://shop.example/", artifact=one) for one in artifacts)
    )


def test_what_was_shown_comes_before_header_fields_pictures_and_signals() -> None:
    assert text_of(page("1", "2", "3", "4"), KEPT) == KEPT["4"]


def test_plain_text_is_a_text_and_a_picture_or_a_missing_file_is_none() -> None:
    assert text_of(page("2", "5"), KEPT) == KEPT["5"]
    assert text_of(page("2", "3", "9"), KEPT) is None
    assert text_of(page(), KEPT) is None
