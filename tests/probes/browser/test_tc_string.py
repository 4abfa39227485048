"""TC strings are read as the IAB's own library writes them; what is none is said to be none."""

from __future__ import annotations

import json
import random
import subprocess
from typing import Any

import pytest

from scanner.probes.browser.tc_string import MOST_CHARACTERS, NotTcString, TcString, decode

from .packages import NPM, installed

#: Made by hand: policy version 5, no consents, no vendors, and nothing after the core.
REFUSED = "CQuFeUAQuFeUAABABAENAJFAAAAAAAAAAAYgAAAAAAAA"


AS_WRITTEN = (
    "cmp_id", "cmp_version", "screen", "language", "vendor_list_version", "policy_version", "service_specific",
    "non_standard_texts", "purpose_one_treatment", "publisher_country",
)  # fmt: skip


@pytest.fixture(scope="module")
def written() -> list[dict[str, Any]]:
    """400 strings by @iabtcf/core, each with what that library says is in it."""
    installed()
    order = ["node", str(NPM / "tc_strings.cjs"), "20261122", "400"]
    done = subprocess.run(order, check=False, capture_output=True, text=True, timeout=120)
    if done.returncode:
        pytest.fail(f"node tc_strings.cjs failed: {done.stderr[-800:]}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_everything_in_a_string_is_read_as_the_iabs_library_reads_it(written: list[dict[str, Any]]) -> None:
    sorts = set()
    for one in written:
        read = decode(one["text"])
        for name in AS_WRITTEN:
            assert getattr(read, name) == one[name], name
        for name in ("special_features", "purposes_consent", "purposes_interest"):
            assert list(getattr(read, name)) == one[name], name
        assert sorted(read.vendors_consent) == one["vendors_consent"]
        assert sorted(read.vendors_interest) == one["vendors_interest"]
        assert read.created.timestamp() * 1000 == one["created"]
        assert {(r.purpose, r.sort, tuple(sorted(r.vendors))) for r in read.restrictions} == {
            (purpose, sort, tuple(vendors)) for purpose, sort, vendors in one["restrictions"]
        }
        assert (read.disclosed is not None) == ("vendorsDisclosed" in one["wanted"])
        if read.disclosed is not None:
            assert sorted(read.disclosed) == one["disclosed"]
        assert (read.publisher is not None) == ("publisherTC" in one["wanted"])
        if read.publisher is not None:
            p = read.publisher
            told = [list(each) for each in (p.consent, p.interest, p.own_consent, p.own_interest)]
            assert told == one["publisher"]
        sorts |= {len(read.restrictions) > 0, read.disclosed is None, read.publisher is None}
    assert len(written) == 400 and sorts == {True, False}


def test_whatever_is_cut_off_or_changed_is_read_or_refused_but_never_fails(written: list[dict[str, Any]]) -> None:
    dice = random.Random(5)
    refused = 0
    for one in written[:150]:
        text = one["text"]
        for _ in range(4):
            at = dice.randrange(len(text))
            for bent in (text[:at], text[:at] + dice.choice("A_9.!") + text[at + 1 :]):
                try:
                    assert isinstance(decode(bent), TcString)
                except NotTcString as error:
                    refused += bool(str(error))
    assert refused > 150


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty"),
        ("BOEFEAyOEFEAyAHABDENAI4AAAB9vABAASA", "its version is 1"),
        ("C", "ends too early"),
        (REFUSED[:-8], "ends too early"),
        (f"{REFUSED}.", "empty"),
        (f"{REFUSED}.4AAA", "unknown sort"),
        (f"{REFUSED}+", "base64url"),
        ("1YNN", "its version is 53"),
        ("C" * (MOST_CHARACTERS + 1), "more than"),
        ("<script>", "base64url"),
    ],
)
def test_what_is_no_string_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(NotTcString, match=why):
        decode(text)


def test_a_string_of_a_visitor_who_agreed_to_nothing_says_so() -> None:
    read = decode(REFUSED)
    assert (read.purposes_consent, read.purposes_interest, read.vendors_consent) == ((), (), frozenset())
    assert (read.cmp_id, read.language, read.disclosed) == (1, "EN", None)


def test_a_string_of_a_thousand_ranges_over_each_other_is_read() -> None:
    head = "".join(f"{value:0{bits}b}" for value, bits in (
        (2, 6), (0, 36), (0, 36), (1, 12), (1, 12), (0, 6), (3, 6), (4, 6), (1, 12), (5, 6), (0, 1), (0, 1), (0, 12),
        (0, 24), (0, 24), (0, 1), (3, 6), (4, 6), (65535, 16), (1, 1), (1300, 12),
    ))  # fmt: skip
    bits = head + 1300 * f"1{1:016b}{65535:016b}" + f"{0:016b}0" + f"{0:012b}"
    bits += "0" * (-len(bits) % 6)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    text = "".join(alphabet[int(bits[at : at + 6], 2)] for at in range(0, len(bits), 6))
    assert len(text) < MOST_CHARACTERS
    assert len(decode(text).vendors_consent) == 65535
