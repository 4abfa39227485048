"""Shop text is harmless wherever `visible` and `file_name` let it stand."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.model.text import MOST, file_name, visible

from .samples import ATTACKS

ANYTHING = st.text() | st.lists(st.sampled_from([*ATTACKS, *"#[: ab\n\x1b\u200d\ufe0f\u0301😀👍🏽ä"]), max_size=12).map(
    "".join
)
HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@pytest.mark.parametrize(
    "text",
    [
        "Müsli – groß, süß & „lecker“ für 4,90 €",
        "Ελληνικά, русский, 日本語, ไทยน้ำ, हिन्दी, Tiếng Việt, עִבְרִית",
        "😀 👍🏽 👨‍👩‍👧 ❤️ 1️⃣ 🇩🇪",
        "https://www.muesli.example/ä?x=1#top [::1]:443 std::string ## heading",
        "::1 is an address",
    ],
)
def test_normal_scripts_umlauts_and_emoji_stay_as_they_are(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J", r"\x1b[2J"),
        ("a\r\nb\tc", r"a\r\nb\tc"),
        ("\x00\x7f\x9b\x85", r"\x00\x7f\x9b\x85"),
        ("\u2028\u2029", r"\u2028\u2029"),
        ("\u202ea\u2066b\u2069\u200f", r"\u202ea\u2066b\u2069\u200f"),
        ("a\u200bb\u200dc\ufeff\xad\u2060", r"a\u200bb\u200dc\ufeff\xad\u2060"),
        ("\U000e0041\U000e007f", r"\U000e0041\U000e007f"),
        ("\ue000\ud800\U0010ffff", r"\ue000\ud800\U0010ffff"),
        ("\u3164\u2800\ufe01\U000e0100", r"\u3164\u2800\ufe01\U000e0100"),
    ],
)
def test_what_moves_hides_or_reorders_is_shown_as_an_escape(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_a_joiner_stays_between_emoji_only() -> None:
    assert visible("👩\u200d🚀") == "👩\u200d🚀"
    assert visible("pay\u200dpal 👩\u200dx \u200d🚀") == r"pay\u200dpal 👩\u200dx \u200d🚀"


def test_a_flood_of_combining_marks_stays_on_its_letter_up_to_four() -> None:
    assert visible("a" + "\u0301" * 6 + "b") == "a" + "\u0301" * 4 + r"\u0301\u0301" + "b"
    assert visible("\u0301a") == r"\u0301a"
    assert visible("\x1b\u0301") == r"\x1b\u0301"


def test_a_command_to_a_ci_runner_is_broken_up_wherever_it_is_obeyed() -> None:
    assert visible("a ##[group]b ##vso[task.complete]c ###[x]") == r"a #\x23[group]b #\x23vso[task.complete]c ##\x23[x]"
    assert visible("  ::error file=x::forged") == r"  \x3a:error file=x::forged"
    assert visible("a%0A::error::b") == "a%0A::error::b"  # obeyed at the start of a line only, which is the caller's


def test_text_is_cut_to_its_bound_and_says_so() -> None:
    assert visible("a" * 10, 10) == "a" * 10
    assert visible("a" * 11, 10) == "a" * 9 + "…"
    assert visible("aaaa\x1b" + "a" * 9, 6) == "aaaa…"
    assert visible("\x1b", 1) == "…"
    assert len(visible("\U000e0041" * 1_000_000)) <= MOST


@given(ANYTHING, st.integers(min_value=1, max_value=60))
def test_visible_text_is_one_bounded_line_without_anything_hidden(text: str, most: int) -> None:
    shown = visible(text, most)
    assert len(shown) <= most
    assert not any(unicodedata.category(char) in HIDDEN for char in shown if char != "\u200d")
    assert len(shown.splitlines()) <= 1
    assert not re.search(r"##\w*\[", shown)
    assert not re.match(r"\s*::\w.*::", shown)
    assert not re.search(r"[\u0300-\u036f]{5}", shown)
    assert visible(shown, most) == shown
    shown.encode()  # no surrogate is left


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Müsli Beispiel GmbH", "Muesli-Beispiel-GmbH"),
        ("https://www.muesli.example:8443/ä?b", "https-www.muesli.example-8443-ae-b"),
        ("../../etc/passwd", "etc-passwd"),
        ("..\\..\\x", "x"),
        ("a....b", "a.b"),
        (".bashrc", "bashrc"),
        ("-rf", "rf"),
        ("CON", "x-CON"),
        ("nul.txt", "x-nul.txt"),
        ("", "unnamed"),
        ("日本", "unnamed"),
        ("a\x00b\n\u202ec", "a-b-c"),
        ("Crème brûlée", "Creme-brulee"),
    ],
)
def test_any_text_becomes_a_part_of_a_file_name(text: str, name: str) -> None:
    assert file_name(text) == name


@given(ANYTHING)
def test_a_file_name_is_plain_short_and_leads_nowhere(text: str) -> None:
    name = file_name(text)
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}", name)
    assert ".." not in name
    assert name.partition(".")[0].lower() not in {"con", "nul", "aux", "prn", "com1", "lpt1"}
    assert file_name(name) == name
