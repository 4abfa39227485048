"""What counts as a form's submission, and what may be in one that is announced."""

from __future__ import annotations

import pytest

from scanner.probes.browser.guard.submissions import (
    Body,
    Control,
    FormKnown,
    carries,
    personal,
    read_body,
    read_query,
    sent_by_script,
)

NEWS = FormKnown((Control("token", "hidden"), Control("email", "email")))
GOODS = FormKnown((Control("id", "hidden"), Control("amount", "text", "1"), Control("size", "select-one")))
SEARCH = FormKnown((Control("q", "search"),))
MULTIPART = (
    b'--b\r\nContent-Disposition: form-data; name="email"\r\n\r\na@b\r\n'
    b'--b\r\nContent-Disposition: form-data; name="photo"; filename="me.jpg"\r\n\r\n\xff\r\n'
    b"--b--\r\n"
)


@pytest.mark.parametrize(
    ("data", "kind", "fields", "encoded"),
    [
        (b"a=1&b=&a=x%40y", "application/x-www-form-urlencoded;x=y", {("a", "1"), ("b", ""), ("a", "x@y")}, True),
        (MULTIPART, 'multipart/form-data; boundary="b"', {("email", "a@b"), ("photo", "\ufffd")}, True),
        (b"a=1\r\nb=two words\r\n", "text/plain", {("a", "1"), ("b", "two words")}, True),
        (b'{"in": {"email": "x", "all": [{"id": 7}, null]}}', "a/b", {("email", "x"), ("id", "7"), ("all", "")}, False),
        (b'[{"event": "view"}]', "text/plain;charset=UTF-8", {("event", "view")}, False),
    ],
)  # fmt: skip
def test_the_fields_of_a_body_are_read_in_every_encoding_of_forms_and_in_json(
    data: bytes, kind: str, fields: set[tuple[str, str]], encoded: bool
) -> None:
    body = read_body(data, kind)
    assert body is not None and set(body.fields) == fields and body.encoded is encoded


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"id=G-1&v=2", "text/plain"),
        (b"\x00\x01", "application/octet-stream"),
        (b"{broken", "application/json"),
        (b"[" * 100_000, "application/json"),
        (b"a=1&" * 100_000, "application/x-www-form-urlencoded"),
        (MULTIPART, "multipart/form-data"),
    ],
)
def test_what_is_no_form_and_no_json_has_no_fields(data: bytes, kind: str) -> None:
    assert read_body(data, kind) is None


def encoded(*names: str, value: str = "") -> Body:
    return Body(tuple((name, value) for name in names), encoded=True)


def as_json(*names: str, value: str = "") -> Body:
    return Body(tuple((name, value) for name in names), encoded=False)


@pytest.mark.parametrize(
    ("body", "forms", "is_one"),
    [
        pytest.param(encoded("email"), [NEWS], True, id="what a form asks for"),
        pytest.param(encoded("email", "token", "more"), [NEWS], True, id="and more"),
        pytest.param(encoded("token"), [NEWS], False, id="only what is hidden"),
        pytest.param(encoded("q"), [SEARCH], False, id="a term to search by"),
        pytest.param(encoded("id", "amount", "size"), [GOODS], False, id="an article, as when its price is asked for"),
        pytest.param(as_json("email", value="x"), [NEWS], True, id="in JSON, filled in"),
        pytest.param(as_json("email"), [NEWS], False, id="in JSON, empty"),
        pytest.param(as_json("query", "variables", value="x"), [NEWS, SEARCH], False, id="a call of an interface"),
        pytest.param(encoded("email"), [], False, id="no form"),
    ],
)
def test_a_script_sends_a_form_if_it_sends_what_the_form_asks_for(
    body: Body, forms: list[FormKnown], is_one: bool
) -> None:
    assert sent_by_script(body, forms) is is_one


def test_once_a_form_is_being_submitted_all_that_a_visitor_meets_in_it_counts() -> None:
    assert sent_by_script(as_json("amount", "size", "id"), [GOODS], [GOODS])
    assert not sent_by_script(as_json("event"), [GOODS], [GOODS])


@pytest.mark.parametrize(
    ("query", "form", "why"),
    [
        ("id=7&amount=2&size=m", GOODS, None),
        ("id=7&amount=two", GOODS, "its field 'amount' (text) is filled in"),
        ("id=7&amount=03012345678", GOODS, "its field 'amount' (text) is filled in"),
        ("token=x&email=", NEWS, None),
        ("token=x&email=x", NEWS, "its field 'email' (email) is filled in"),
        ("added=by+a+script", NEWS, None),
        ("added=a%40b.example", NEWS, "its field 'added' holds an address"),
        ("id=7", FormKnown(), "nothing is known of the form"),
        ("part=x", FormKnown((Control("part", "custom"),)), "its field 'part' (custom) is filled in"),
        ("part=x", FormKnown((Control("part", "hidden"), Control("part", "text"))),
         "its field 'part' (text) is filled in"),
    ],
)  # fmt: skip
def test_what_may_say_something_about_a_person_does_not_leave(query: str, form: FormKnown, why: str | None) -> None:
    body = read_query(query)
    assert body is not None and personal(body, [form]) == why


def test_a_form_is_told_from_others_on_the_page_by_what_it_shares_with_the_body() -> None:
    other = FormKnown((Control("id", "text"), Control("email", "email")))
    body = read_query("id=7&amount=1&size=m")
    assert body is not None and personal(body, [other, GOODS]) is None
    body = read_query("id=seven&email=")
    assert body is not None and personal(body, [other, GOODS]) == "its field 'id' (text) is filled in"


def test_a_term_to_search_by_may_leave_and_no_other_text() -> None:
    form = FormKnown((Control("q", "text"), Control("name", "text")))
    said = read_query("q=tea&name=")
    assert said is not None and personal(said, [form], "tea") is None
    said = read_query("q=tea&name=me")
    assert said is not None and personal(said, [form], "tea") == "its field 'name' (text) is filled in"


def test_what_was_typed_is_found_as_it_is_and_percent_encoded() -> None:
    assert carries({"a@b.example"}, "x", "m=a%40b.example")
    assert carries({"two words"}, "m=two+words")
    assert not carries({"a@b.example"}, "m=c%40b.example") and not carries(set(), "anything")


@pytest.mark.parametrize("told", [None, 7, "x", [["name"]], [["a", 1, "b"]], [{}]])
def test_what_a_page_makes_up_about_its_forms_is_no_form(told: object) -> None:
    assert FormKnown.of(told) == FormKnown()
