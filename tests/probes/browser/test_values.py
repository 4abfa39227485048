"""What is kept of values is enough to tell identifiers from settings, and nothing more."""

from __future__ import annotations

import base64
import hashlib

import pytest

from scanner.probes.browser.values import FEWEST_BITS, Trait, digests_in, trait_of

NOW = 1_795_360_000.0


def digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), key=b"key", digest_size=16).hexdigest()


def trait(value: str) -> Trait:
    return trait_of(value, digest, NOW)


@pytest.mark.parametrize(
    "value",
    [
        "GA1.1.1234567890.1795360000",
        "fb.1.1795360000123.987654321",
        "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
        "9b74c9897bac770ffc029102a200c5de",
        "k7Hq2LmZ0aVb",
        "%7B%22id%22%3A%223f2504e04f8941d39a0c0305e82c3301%22%7D",
        base64.b64encode(b'{"id":"3f2504e0-4f89-41d3-9a0c-0305e82c3301"}').decode(),
        "42871936",
    ],
)
def test_what_is_made_by_chance_is_taken_for_it(value: str) -> None:
    assert trait(value).bits >= FEWEST_BITS and trait(value).parts


@pytest.mark.parametrize(
    "value",
    [
        "", "1", "true", "de-DE", "accepted", "granted,denied", "EUR", "v1.statistik.marketing", "12", "20261122",
        "2026-11-22T15:19:21.123Z", "1795360000", "1795360000123", "Sun, 22 Nov 2026 15:19:21 GMT",
        '{"necessary":true,"statistics":false,"date":"2026-11-22T15:19:21Z"}', "recommendations", "googleTagManager",
        "1810912000",
    ],
)  # fmt: skip
def test_flags_words_and_times_have_no_chance_in_them(value: str) -> None:
    assert trait(value).bits < FEWEST_BITS and not trait(value).parts


def test_two_visits_that_differ_in_their_time_alone_are_settled_alike() -> None:
    one, other = trait('{"at":1795360000123,"ok":1}'), trait('{"at":1795360009999,"ok":1}')
    assert one.digest != other.digest and one.settled == other.settled


@pytest.mark.parametrize(
    "sent",
    [
        "tid=G-1&cid=1234567890.1795360000&en=page_view",
        "uid=GA1.1.1234567890.1795360000",
        "next=https%253A%252F%252Ft.example%252F%253Fuid%253D1234567890.1795360000",
        f"h={hashlib.md5(b'1234567890.1795360000', usedforsecurity=False).hexdigest()}",
        f"h={hashlib.sha256(b'GA1.1.1234567890.1795360000').hexdigest().upper()}",
        f"d={base64.b64encode(b'GA1.1.1234567890.1795360000').decode()}",
        '{"client":{"id":"1234567890"}}',
        base64.b64encode(b'{"u":"1234567890.1795360000"}').decode(),
    ],
)
def test_an_identifier_is_found_again_however_it_is_sent(sent: str) -> None:
    found, whole = digests_in(sent, digest, NOW, 500)
    assert found & trait("GA1.1.1234567890.1795360000").parts and whole


def test_another_identifier_is_not_found() -> None:
    found, _ = digests_in("cid=1234567891.1795360000&z=998877665544", digest, NOW, 500)
    assert not found & trait("GA1.1.1234567890.1795360000").parts


def test_nothing_of_a_value_but_digests_is_kept() -> None:
    assert "1234567890" not in repr(trait("GA1.1.1234567890.1795360000"))


def test_a_hostile_value_is_read_only_so_far() -> None:
    flood = ".".join(f"{n:032x}" for n in range(2000))
    assert len(trait(flood).parts) <= 5 * 41
    found, whole = digests_in(flood, digest, NOW, 100)
    assert len(found) <= 100 and not whole


def test_what_speaks_of_consent_is_heard() -> None:
    assert trait("%7B%22analytics%22%3Afalse%7D").consent and not trait("dark").consent
