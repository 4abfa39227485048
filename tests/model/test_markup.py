"""Markup is read in one pass: tags, attributes, text and raw elements, whatever is broken about them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.model.markup import MAX_TAG, MarkupReader


class Heard(MarkupReader):
    def __init__(self) -> None:
        self.said: list[object] = []

    def on_start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.said.append((tag, dict(attributes)) if attributes else tag)

    def on_end(self, tag: str) -> None:
        self.said.append(f"/{tag}")

    def on_text(self, text: str) -> None:
        self.said.append(f"={text}")


def heard(text: str) -> list[object]:
    reader = Heard()
    reader.read(text)
    return reader.said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<p>a &amp; b</p>", ["p", "=a & b", "/p"]),
        ('<A HREF="/x?a=1&amp;b=2" data-hidden>', [("a", {"href": "/x?a=1&b=2", "data-hidden": ""})]),
        ("<a href=/x title='>'>t", [("a", {"href": "/x", "title": ">"}), "=t"]),
        ("<a href=x href=y>", [("a", {"href": "x"})]),
        ("<br/>1 < 2", ["br", "=1 ", "=<", "= 2"]),
        ("a<!-- <p> -->b<!doctype html>c", ["=a", "=b", "=c"]),
        ("<script>if (a<b) '&amp;'</script>x", ["script", "=if (a<b) '&amp;'", "/script", "=x"]),
        ("<title>A &amp; <b></title>", ["title", "=A & <b>", "/title"]),
        ("<script>never closed", ["script", "=never closed"]),
        ("<!-- never closed <p>", []),
        ("</p", ["/p"]),
        ("İ<SCRIPT>x</SCRIPT>y", ["=İ", "script", "=x", "/script", "=y"]),
    ],
)
def test_what_stands_there_is_told_in_order(text: str, said: list[object]) -> None:
    assert heard(text) == said


@pytest.mark.parametrize("piece", ["<a ", "<!--", "<!", '<a href="', "<a '", "</", "<", '<a "" '])
def test_what_is_never_closed_is_read_to_its_end(piece: str) -> None:
    text = piece * 100_000  # what takes time with the square of its length would not come back
    assert len(heard(text)) <= len(text)


def test_a_tag_without_an_end_swallows_no_more_than_a_tag_may_have() -> None:
    assert heard("<a " + "x " * MAX_TAG + "<p>later")[-1] == "=later"


@given(st.text(alphabet="<>/='\"ap &;!-\x00é", max_size=200))
def test_nothing_raises_and_text_is_never_invented(text: str) -> None:
    told = [str(one)[1:] for one in heard(text) if isinstance(one, str) and one.startswith("=")]
    assert sum(map(len, told)) <= len(text)
