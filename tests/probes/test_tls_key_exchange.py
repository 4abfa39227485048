"""A ServerKeyExchange gives the group or prime and the scheme, or is refused: whatever the bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.model.vocabulary import TlsVersion
from scanner.probes.tls.flight import NotTls
from scanner.probes.tls.groups import EXPLICIT_CHAR2, EXPLICIT_PRIME
from scanner.probes.tls.hello import vector
from scanner.probes.tls.key_exchange import Ephemeral, is_ephemeral, read_key_exchange, uses_curve, uses_prime
from scanner.probes.tls.suites import by_name, suites

ECDHE = by_name()["TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"]
DHE = by_name()["TLS_DHE_RSA_WITH_AES_128_CBC_SHA"]
EPHEMERAL = tuple(suite for suite in suites().values() if is_ephemeral(suite))
V12, V10 = TlsVersion.TLSV1_2, TlsVersion.TLSV1_0


def dh(prime: bytes) -> bytes:
    return vector(prime, 2) + vector(b"\x02", 2) + vector(b"\x05", 2)


def signed(scheme: int = 0x0804) -> bytes:
    return scheme.to_bytes(2, "big") + vector(b"signature", 2)


def explicit(start: bytes) -> bytes:
    return start + vector(b"a", 1) + vector(b"b", 1) + vector(b"base", 1) + vector(b"order", 1) + vector(b"\x01", 1)


def test_a_named_curve_is_read_with_the_scheme() -> None:
    body = b"\x03\x00\x17" + vector(b"\x04" + bytes(64), 1) + signed()
    assert read_key_exchange(body, ECDHE, V12) == Ephemeral(group=23, scheme=0x0804)


def test_before_tls12_no_scheme_is_named() -> None:
    body = b"\x03\x00\x1d" + vector(bytes(32), 1) + vector(b"signature", 2)
    assert read_key_exchange(body, ECDHE, V10) == Ephemeral(group=29)


def test_a_prime_is_read_whole() -> None:
    prime = (1 << 1023 | 1).to_bytes(128, "big")
    assert read_key_exchange(dh(prime) + signed(0x0401), DHE, V12) == Ephemeral(prime=1 << 1023 | 1, scheme=0x0401)


def test_an_anonymous_exchange_is_not_signed() -> None:
    anonymous = by_name()["TLS_DH_anon_WITH_AES_128_CBC_SHA"]
    assert read_key_exchange(dh(b"\x17"), anonymous, V12) == Ephemeral(prime=23)


@pytest.mark.parametrize(
    ("name", "body", "found"),
    [
        ("TLS_DHE_PSK_WITH_AES_128_CBC_SHA", dh(b"\x17"), Ephemeral(prime=23)),
        ("TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA", b"\x03\x00\x18" + vector(b"p", 1), Ephemeral(group=24)),
    ],
)
def test_the_hint_of_a_shared_key_comes_first(name: str, body: bytes, found: Ephemeral) -> None:
    assert read_key_exchange(vector(b"hint", 2) + body, by_name()[name], V12) == found


@pytest.mark.parametrize(
    ("start", "code", "bits"),
    [
        (b"\x01" + vector((1 << 159 | 7).to_bytes(20, "big"), 1), EXPLICIT_PRIME, 160),
        (b"\x02\x00\xa3\x01" + vector(b"\x03", 1), EXPLICIT_CHAR2, 163),
        (b"\x02\x00\xa3\x02" + vector(b"\x03", 1) * 3, EXPLICIT_CHAR2, 163),
    ],
)
def test_parameters_of_a_curve_of_its_own_give_the_length_of_the_field(start: bytes, code: int, bits: int) -> None:
    body = explicit(start) + vector(b"point", 1) + signed()
    assert read_key_exchange(body, ECDHE, V12) == Ephemeral(group=code, bits=bits, scheme=0x0804)


@pytest.mark.parametrize(
    ("suite", "body"),
    [(ECDHE, b""), (ECDHE, b"\x09\x00\x17\x00"), (ECDHE, b"\x03\x00\x17\x41"), (DHE, dh(b"")), (DHE, dh(bytes(2049)))],
)
def test_what_makes_no_sense_is_refused(suite: object, body: bytes) -> None:
    with pytest.raises(NotTls):
        read_key_exchange(body, suite, V12)  # type: ignore[arg-type]


def test_a_suite_has_a_prime_or_a_curve_and_never_both() -> None:
    assert not [suite for suite in EPHEMERAL if uses_prime(suite) and uses_curve(suite)]
    assert not is_ephemeral(by_name()["TLS_RSA_WITH_AES_128_CBC_SHA"])
    assert not is_ephemeral(by_name()["TLS_DH_RSA_WITH_AES_128_CBC_SHA"])
    assert not is_ephemeral(by_name()["TLS_ECDH_RSA_WITH_AES_128_CBC_SHA"])


@given(st.binary(max_size=300), st.sampled_from(EPHEMERAL), st.sampled_from([V10, V12]))
def test_any_bytes_are_read_or_refused(body: bytes, suite: object, version: TlsVersion) -> None:
    try:
        found = read_key_exchange(body, suite, version)  # type: ignore[arg-type]
    except NotTls:
        return
    assert (found.group is None) is not (found.prime is None)


@given(st.integers(1, (1 << 4096) - 1), st.integers(0, 0xFFFF), st.integers(0, 700))
def test_a_message_is_read_exactly_where_it_is_whole(prime: int, scheme: int, cut: int) -> None:
    whole = dh(prime.to_bytes((prime.bit_length() + 7) // 8, "big")) + scheme.to_bytes(2, "big")
    assert read_key_exchange(whole + b"rest", DHE, V12) == Ephemeral(prime=prime, scheme=scheme)
    if cut < len(whole):
        with pytest.raises(NotTls):
            read_key_exchange(whole[:cut], DHE, V12)
