"""What the demo shop reads of a request, and what it refuses."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.demo.messages import BODY_LIMIT, LONGEST_VALUE, BadRequest, Request, parse_request

FORM = "application/x-www-form-urlencoded"


def parsed(*headers: str, method: str = "POST") -> Request:
    lines = (f"{method} /kontakt HTTP/1.1", "Host: www.muesli.example", *headers, "", "")
    return parse_request("\r\n".join(lines).encode(), secure=True)


def posted(body: bytes, content_type: str = FORM) -> dict[str, str] | None:
    return Request("POST", "/kontakt", "www.muesli.example", content_type=content_type, body=body).form


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (("Transfer-Encoding: chunked",), HTTPStatus.LENGTH_REQUIRED),
        (("Transfer-Encoding: chunked", "Content-Length: 3"), HTTPStatus.LENGTH_REQUIRED),
        ((f"Content-Length: {BODY_LIMIT + 1}",), HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
        (("Content-Length: 99999999999999999999999",), HTTPStatus.BAD_REQUEST),
        (("Content-Length: -1",), HTTPStatus.BAD_REQUEST),
        (("Content-Length: +1",), HTTPStatus.BAD_REQUEST),
        (("Content-Length: 3", "Content-Length: 4"), HTTPStatus.BAD_REQUEST),
    ],
)
def test_a_body_whose_end_is_unclear_or_too_far_is_refused(headers: tuple[str, ...], status: HTTPStatus) -> None:
    with pytest.raises(BadRequest) as refused:
        parsed(*headers)
    assert refused.value.status is status


def test_the_length_that_is_allowed_is_taken() -> None:
    assert parsed(f"Content-Length: {BODY_LIMIT}").length == BODY_LIMIT
    assert parsed(method="GET").length == 0


def test_a_form_is_read_with_its_first_values() -> None:
    assert posted(b"name=M%C3%BCller+Ltd&name=x&leer=&nachricht=a%0D%0Ab") == {
        "name": "Müller Ltd",
        "leer": "",
        "nachricht": "a\nb",
    }


@pytest.mark.parametrize("content_type", ["", "text/plain", "multipart/form-data; boundary=x", "application/json"])
def test_anything_else_is_no_form(content_type: str) -> None:
    assert posted(b"a=1", content_type) is None


def test_a_form_of_too_many_fields_says_nothing() -> None:
    assert posted(b"&".join(b"f%d=1" % number for number in range(100))) == {}


@given(st.binary(max_size=2000))
def test_whatever_is_posted_becomes_bounded_text_without_control_characters(body: bytes) -> None:
    for value in (posted(body, FORM + "; charset=utf-8") or {}).values():
        assert len(value) <= LONGEST_VALUE
        assert not any(ord(character) < 32 and character != "\n" for character in value)


@pytest.mark.parametrize(
    ("origin", "foreign"),
    [
        ("", False),
        ("https://www.muesli.example", False),
        ("https://www.muesli.example:8443", False),
        ("http://www.muesli.example", False),
        ("https://evil.example", True),
        ("null", True),
        ("https://[", True),
    ],
)
def test_who_sent_a_form_is_told_by_its_origin(origin: str, foreign: bool) -> None:
    assert parsed(f"Origin: {origin}").from_elsewhere is foreign


def test_path_and_query_are_decoded() -> None:
    request = Request("GET", "/suche?q=n%C3%BCsse+und&q=2#x?y", "www.muesli.example")
    assert (request.path, request.query) == ("/suche", {"q": "nüsse und"})
