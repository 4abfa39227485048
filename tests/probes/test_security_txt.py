"""What is read in a security.txt (RFC 9116), whoever wrote it."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.probes.http.security_txt import MAX_BYTES, MAX_LINE, File, Problem, parse

CONTACT = "Contact: mailto:security@shop.example"
EXPIRES = "Expires: 2027-06-30T12:00:00Z"
PLAIN = ("text/plain; charset=utf-8",)
SIGNATURE = "-----BEGIN PGP SIGNATURE-----\n\niQEzBAEBCAAdFiEE\n=abcd\n-----END PGP SIGNATURE-----\n"


def read(*lines: str, end: str = "\n", content_type: tuple[str, ...] = PLAIN) -> File:
    return parse((end.join(lines) + end).encode(), content_type)


def moment(text: str) -> dt.datetime | None:
    return read(CONTACT, f"Expires: {text}").expires


def test_contact_and_expires_are_enough() -> None:
    file = read(CONTACT, EXPIRES)
    assert file.recognised
    assert file.contacts == ("mailto:security@shop.example",)
    assert file.expires == dt.datetime(2027, 6, 30, 12, tzinfo=dt.UTC)
    assert (file.canonical_matches(["https://shop.example/"]), file.signed, file.problem) == (None, False, None)


@pytest.mark.parametrize("end", ["\n", "\r\n", " \t\r\n"])
def test_lines_may_end_in_either_way_and_order_and_case_don_t_matter(end: str) -> None:
    file = read("# Hello", "", EXPIRES.lower(), "X-Own: anything", CONTACT.upper(), "no field at all", end=end)
    assert file.contacts == ("MAILTO:SECURITY@SHOP.EXAMPLE",)
    assert file.expires is not None
    assert file.problem is None


def test_what_is_commented_out_is_not_said() -> None:
    file = read(f"# {CONTACT}", f"#{EXPIRES}")
    assert not file.recognised
    assert (file.contacts, file.expires) == ((), None)


def test_a_missing_space_and_a_byte_order_mark_keep_nobody_from_reading() -> None:
    file = parse(b"\xef\xbb\xbfContact:https://shop.example/report\nExpires:2027-06-30T12:00:00Z\n", PLAIN)
    assert file.contacts == ("https://shop.example/report",)
    assert file.expires is not None
    assert file.problem is None


# ── Contact ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "value", ["mailto:a@shop.example", "https://shop.example/x?y=z#f", "tel:+49-30-123456", "https://[2001:db8::1]/"]
)
def test_a_contact_is_any_uri(value: str) -> None:
    assert read(f"Contact: {value}", EXPIRES).contacts == (value,)


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("security@shop.example", Problem.CONTACT_IS_NO_URI),
        ("", Problem.CONTACT_IS_NO_URI),
        ("mailto:", Problem.CONTACT_IS_NO_URI),
        ("https://shop.example/two words", Problem.CONTACT_IS_NO_URI),
        ("write to us", Problem.CONTACT_IS_NO_URI),
        ("http://shop.example/report", Problem.CONTACT_NOT_HTTPS),
    ],
)
def test_a_contact_that_is_none_is_a_problem_where_there_is_no_other(value: str, problem: Problem) -> None:
    alone = read(f"Contact: {value}", EXPIRES)
    assert (alone.contacts, alone.problem) == ((), problem)
    beside = read(f"Contact: {value}", CONTACT, EXPIRES)
    assert (beside.contacts, beside.problem) == (("mailto:security@shop.example",), None)


# ── Expires ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2027-06-30T12:00:00Z", (2027, 6, 30, 12, 0, 0)),
        ("2027-06-30t12:00:00z", (2027, 6, 30, 12, 0, 0)),
        ("2027-06-30T12:00:00.123456789Z", (2027, 6, 30, 12, 0, 0)),
        ("2027-06-30T23:30:00-02:00", (2027, 7, 1, 1, 30, 0)),
        ("2027-06-30T01:00:00+02:00", (2027, 6, 29, 23, 0, 0)),
        ("2028-02-29T00:00:00+00:00", (2028, 2, 29, 0, 0, 0)),
        ("2026-12-31T23:59:60Z", (2026, 12, 31, 23, 59, 59)),
    ],
)
def test_a_date_is_that_of_rfc_3339(text: str, expected: tuple[int, ...]) -> None:
    assert moment(text) == dt.datetime(*expected, tzinfo=dt.UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "2027-06-30", "2027-06-30 12:00:00Z", "2027-06-30T12:00:00", "2027-06-30T12:00Z", "2027-02-30T12:00:00Z",
        "Wed, 30 Jun 2027 12:00:00 GMT", "20270630T120000Z", "2027-06-30T24:00:00Z", "2027-06-30T12:00:61Z",
        "2027-06-30T12:00:00+25:00", "0000-01-01T00:00:00Z", "0001-01-01T00:00:00+01:00", "never", "",
        "٢٠٢٧-06-30T12:00:00Z",
    ],
)  # fmt: skip
def test_what_is_no_date_is_a_problem(text: str) -> None:
    file = read(CONTACT, f"Expires: {text}")
    assert (file.expires, file.problem) == (None, Problem.EXPIRES_IS_NO_DATE)


def test_it_may_expire_only_once() -> None:
    file = read(CONTACT, EXPIRES, "Expires: 2028-06-30T12:00:00Z")
    assert (file.expires, file.problem) == (None, Problem.EXPIRES_TWICE)
    assert read(CONTACT, EXPIRES, EXPIRES).problem is Problem.EXPIRES_TWICE


def test_without_a_date_there_is_none_and_that_is_all() -> None:
    file = read(CONTACT)
    assert (file.recognised, file.expires, file.problem) == (True, None, None)


# ── Canonical ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("named", "asked", "matches"),
    [
        (["https://shop.example/.well-known/security.txt"], ["https://shop.example/.well-known/security.txt"], True),
        (
            ["https://SHOP.example:443/.well-known/security.txt"],
            ["https://shop.example/.well-known/security.txt"],
            True,
        ),
        (["https://shop.example/security.txt"], ["https://shop.example/.well-known/security.txt"], False),
        (["http://shop.example/.well-known/security.txt"], ["https://shop.example/.well-known/security.txt"], False),
        (["https://other.example/s", "https://shop.example/s"], ["https://shop.example/s"], True),
        (["https://www.shop.example/s"], ["https://shop.example/s", "https://www.shop.example/s"], True),
        (["nonsense"], ["https://shop.example/s"], False),
    ],
)
def test_one_of_the_named_addresses_is_one_it_was_found_by(named: list[str], asked: list[str], matches: bool) -> None:
    file = read(CONTACT, EXPIRES, *(f"Canonical: {one}" for one in named))
    assert file.canonical_matches(asked) is matches


# ── content type, encoding, size ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "value",
    [
        "text/plain",
        "text/plain;charset=utf-8",
        'Text/Plain; Charset="UTF-8"',
        "text/plain; charset=utf-8; format=flowed",
    ],
)
def test_plain_text_in_utf_8_is_right_said_or_not(value: str) -> None:
    assert read(CONTACT, EXPIRES, content_type=(value,)).problem is None


@pytest.mark.parametrize(
    "values",
    [
        (), ("",), ("text/html; charset=utf-8",), ("application/octet-stream",), ("text/plain; charset=iso-8859-1",),
        ("text/plain-ish",), ("text/plain", "text/html"),
    ],
)  # fmt: skip
def test_every_other_type_is_a_problem_and_the_file_is_read_all_the_same(values: tuple[str, ...]) -> None:
    file = read(CONTACT, EXPIRES, content_type=values)
    assert file.problem is Problem.NOT_TEXT_PLAIN
    assert file.contacts
    assert file.expires


def test_what_is_not_utf_8_is_a_problem() -> None:
    assert parse(f"{CONTACT}\n{EXPIRES}\n# M\xfcsli\n".encode("latin-1"), PLAIN).problem is Problem.NOT_UTF_8
    assert parse(f"{CONTACT}\n{EXPIRES}\n# Müsli\n".encode(), PLAIN).problem is None


def test_a_long_file_is_read_up_to_the_bound_even_in_the_middle_of_a_character() -> None:
    start = f"{CONTACT}\n{EXPIRES}\n#"
    body = (start + "x" * (MAX_BYTES - len(start) - 1) + "ü" * 10).encode()
    file = parse(body, PLAIN)
    assert file.contacts
    assert file.problem is None


def test_a_long_line_is_cut() -> None:
    file = read(f"Contact: https://shop.example/{'x' * 5000}", EXPIRES)
    assert len(file.contacts[0]) < MAX_LINE


# ── signatures ───────────────────────────────────────────────────────────────────────────────────────────────────────


def signed(*lines: str, before: str = "", after: str = "", signature: str = SIGNATURE) -> File:
    text = f"{before}-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n" + "\n".join(lines) + f"\n{signature}{after}"
    return parse(text.encode(), PLAIN)


def test_a_signed_file_is_read_between_its_header_and_its_signature() -> None:
    file = signed("# Ours", CONTACT, "- -----", EXPIRES)
    assert (file.signed, file.problem) == (True, None)
    assert file.contacts == ("mailto:security@shop.example",)


def test_the_header_of_a_signature_is_no_field_and_escaped_lines_are_read() -> None:
    file = signed(f"- {CONTACT}", EXPIRES)
    assert file.contacts == ("mailto:security@shop.example",)


def test_what_stands_outside_of_the_signature_does_not_count() -> None:
    file = signed(EXPIRES, before=f"{CONTACT}\n", after=f"\n{CONTACT}\n")
    assert file.contacts == ()


@pytest.mark.parametrize("signature", ["", "-----BEGIN PGP SIGNATURE-----\n", "-----END PGP SIGNATURE-----\n"])
def test_a_signature_that_is_not_whole_is_a_problem(signature: str) -> None:
    file = signed(CONTACT, EXPIRES, signature=signature)
    assert (file.signed, file.problem) == (True, Problem.BROKEN_SIGNATURE)
    assert file.contacts


# ── whatever comes ───────────────────────────────────────────────────────────────────────────────────────────────────


@given(st.binary(max_size=400), st.lists(st.text(max_size=40), max_size=3))
def test_no_bytes_are_an_exception(body: bytes, content_type: list[str]) -> None:
    file = parse(body, content_type)
    assert file.expires is None or file.expires.tzinfo is dt.UTC


@given(
    st.lists(
        st.sampled_from(
            (CONTACT, EXPIRES, "Expires: x", "Contact: x", "-----BEGIN PGP SIGNED MESSAGE-----", "", "- a", "#", "::",
             "-----BEGIN PGP SIGNATURE-----", "-----END PGP SIGNATURE-----", "Canonical: https://a.example/")
        ),
        max_size=12,
    )
)  # fmt: skip
def test_no_order_of_lines_is_an_exception(lines: list[str]) -> None:
    file = read(*lines)
    assert not file.contacts or CONTACT in lines
