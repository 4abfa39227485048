"""Our hellos and the reading of answers: sizes that servers stand, and bytes of any kind."""

from __future__ import annotations

import hashlib
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.model.vocabulary import TlsVersion
from scanner.probes.tls.flight import Alert, Flight, NotTls, read_flight
from scanner.probes.tls.hello import GREASE, Ext, Offer, Terms, can_share, client_hello
from scanner.probes.tls.suites import chunks

VERSIONS = tuple(TlsVersion)


def record(kind: int, body: bytes) -> bytes:
    return bytes([kind, 3, 3]) + len(body).to_bytes(2, "big") + body


def message(kind: int, body: bytes) -> bytes:
    return bytes([kind]) + len(body).to_bytes(3, "big") + body


def server_hello(suite: int = 0xC02F, wire: int = 0x0303, extensions: bytes = b"") -> bytes:
    body = wire.to_bytes(2, "big") + bytes(32) + b"\x00" + suite.to_bytes(2, "big") + b"\x00"
    return message(2, body + len(extensions).to_bytes(2, "big") + extensions)


def certificates(*ders: bytes) -> bytes:
    entries = b"".join(len(der).to_bytes(3, "big") + der for der in ders)
    return message(11, len(entries).to_bytes(3, "big") + entries)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", [None, "a.example", "w" * 60 + "." + "x" * 60 + ".shop.example"])
def test_no_hello_has_a_length_on_which_load_balancers_hang(version: TlsVersion, name: str | None) -> None:
    for suites in (*chunks(version), chunks(version)[0][:1]):
        hello = client_hello(Offer(version, suites, name, os.urandom(64)))
        assert version is TlsVersion.SSLV2 or not 256 <= len(hello) - 5 < 512
        assert len(hello) < 1 << 14


@pytest.mark.parametrize("version", VERSIONS)
def test_every_hello_declares_its_own_length(version: TlsVersion) -> None:
    hello = client_hello(Offer(version, chunks(version)[0], "shop.example", bytes(64)))
    if version is TlsVersion.SSLV2:
        assert int.from_bytes(hello[:2], "big") & 0x7FFF == len(hello) - 2
    else:
        assert int.from_bytes(hello[3:5], "big") == len(hello) - 5
        assert int.from_bytes(hello[6:9], "big") == len(hello) - 9


def test_a_bare_hello_has_no_extensions() -> None:
    hello = client_hello(Offer(TlsVersion.SSLV3, (5,), "shop.example", bytes(64), bare=True))
    assert b"shop.example" not in hello
    assert hello.endswith(b"\x00\x04\x00\x05\x00\xff\x02\x01\x00")


def test_an_offer_without_suites_has_no_wire_form() -> None:
    with pytest.raises(ValueError, match="suite"):
        client_hello(Offer(TlsVersion.TLSV1_2, (), None, bytes(64)))


def extensions_of(hello: bytes) -> dict[int, bytes]:
    at = 5 + 4 + 2 + 32
    at += 1 + hello[at]
    at += 2 + int.from_bytes(hello[at : at + 2], "big")
    at += 1 + hello[at] + 2
    found: dict[int, bytes] = {}
    while at < len(hello):
        number, length = int.from_bytes(hello[at : at + 2], "big"), int.from_bytes(hello[at + 2 : at + 4], "big")
        found[number] = hello[at + 4 : at + 4 + length]
        at += 4 + length
    return found


def numbers(body: bytes) -> list[int]:
    return [int.from_bytes(body[at : at + 2], "big") for at in range(2, len(body), 2)]


def modern(terms: Terms, *, key_share: bool = True) -> dict[int, bytes]:
    offer = Offer(TlsVersion.TLSV1_3, (0x1301,), None, os.urandom(64), key_share=key_share, terms=terms)
    return extensions_of(client_hello(offer))


def test_terms_narrow_what_is_offered() -> None:
    terms = Terms(groups=(23, 29), signatures=(0x0804,), protocols=(b"h2",))
    found = modern(terms, key_share=False)
    assert numbers(found[Ext.SUPPORTED_GROUPS]) == [23, 29]
    assert numbers(found[Ext.SIGNATURE_ALGORITHMS]) == [0x0804]
    assert found[Ext.ALPN] == b"\x00\x03\x02h2"
    assert found[Ext.KEY_SHARE] == b"\x00\x00"


def test_without_protocols_there_is_no_alpn() -> None:
    assert Ext.ALPN not in modern(Terms(protocols=()))


@pytest.mark.parametrize(
    ("group", "length"),
    [
        (29, 32),
        (30, 56),
        (23, 65),
        (24, 97),
        (25, 133),
        (0x11EC, 1216),
        (0x11EB, 1249),
        (32, 97),
        (256, 256),
        (GREASE, 1),
    ],
)
def test_a_key_share_has_the_length_of_its_group_which_is_offered_too(group: int, length: int) -> None:
    found = modern(Terms(share_group=group, groups=(258,)))
    assert numbers(found[Ext.SUPPORTED_GROUPS]) == [group, 258]
    share = found[Ext.KEY_SHARE]
    assert int.from_bytes(share[2:4], "big") == group
    assert int.from_bytes(share[4:6], "big") == length == len(share) - 6
    assert can_share(group) is (group != GREASE)


def test_there_is_no_key_share_of_a_group_that_needs_arithmetic() -> None:
    with pytest.raises(ValueError, match="0x0029"):
        modern(Terms(share_group=41))


@pytest.mark.parametrize(("version", "methods"), [(VERSIONS[2], b"\x02\x01\x00"), (VERSIONS[5], b"\x01\x00")])
def test_compression_is_offered_up_to_tls12_and_forbidden_in_tls13(version: TlsVersion, methods: bytes) -> None:
    hello = client_hello(Offer(version, (0x1301,), None, bytes(64)))
    at = 5 + 4 + 2 + 32
    at += 1 + hello[at]
    at += 2 + int.from_bytes(hello[at : at + 2], "big")
    assert hello[at : at + len(methods)] == methods


def test_a_hello_retry_request_names_the_group_alone() -> None:
    retry = hashlib.sha256(b"HelloRetryRequest").digest()
    parts = b"\x00\x2b\x00\x02\x03\x04" + b"\x00\x33\x00\x02\x11\xec"
    body = b"\x03\x03" + retry + b"\x00\x13\x01\x00" + len(parts).to_bytes(2, "big") + parts
    flight = read_flight(record(22, message(2, body)), TlsVersion.TLSV1_3)
    assert flight.hello is not None
    assert (flight.hello.version, flight.hello.group) == (TlsVersion.TLSV1_3, 0x11EC)
    with pytest.raises(NotTls, match="without a version"):
        read_flight(record(22, message(2, body[:-14] + b"\x00\x00")), TlsVersion.TLSV1_3)


def test_what_only_the_key_holders_can_read_is_counted() -> None:
    parts = b"\x00\x2b\x00\x02\x03\x04"
    start = record(22, server_hello(0x1301, 0x0303, parts)) + record(20, b"\x01")
    for tail, sealed in ((b"", 0), (record(23, bytes(24)), 24), (record(23, bytes(90)) + record(23, bytes(300)), 390)):
        assert read_flight(start + tail, TlsVersion.TLSV1_3).sealed == sealed
    assert read_flight(start + record(23, bytes(300))[:105], TlsVersion.TLSV1_3).sealed == 100
    old = record(22, server_hello()) + record(20, b"\x01") + record(23, bytes(300))
    assert read_flight(old, TlsVersion.TLSV1_2).sealed == 0


def test_a_flight_keeps_the_key_exchange_and_the_compression() -> None:
    hello = server_hello()
    compressed = hello[:-3] + b"\x01" + hello[-2:]
    flight = read_flight(record(22, compressed + message(12, b"body") + message(14, b"")), TlsVersion.TLSV1_2)
    assert flight.key_exchange == b"body"
    assert flight.hello is not None
    assert flight.hello.compression == 1


def test_a_flight_gives_suite_version_and_certificates() -> None:
    flight = read_flight(record(22, server_hello() + certificates(b"leaf", b"issuer") + message(14, b"")), VERSIONS[4])
    assert flight.hello is not None
    assert (flight.hello.version, flight.hello.suites) == (TlsVersion.TLSV1_2, (0xC02F,))
    assert flight.certificates == (b"leaf", b"issuer")
    assert flight.complete


def test_a_flight_may_come_in_pieces() -> None:
    whole = record(22, server_hello()[:20]) + record(22, server_hello()[20:] + certificates(b"leaf") + message(14, b""))
    states = [read_flight(whole[:length], TlsVersion.TLSV1_2) for length in range(len(whole) + 1)]
    assert [state.complete for state in states] == [False] * len(whole) + [True]
    assert states[-1].certificates == (b"leaf",)


def test_supported_versions_and_not_the_old_field_says_tls13() -> None:
    extension = b"\x00\x2b\x00\x02\x03\x04"
    flight = read_flight(record(22, server_hello(0x1301, 0x0303, extension)), TlsVersion.TLSV1_3)
    assert flight.hello is not None
    assert flight.hello.version is TlsVersion.TLSV1_3
    assert flight.complete


def test_a_version_nobody_knows_is_none() -> None:
    flight = read_flight(record(22, server_hello(0x1301, 0x0303, b"\x00\x2b\x00\x02\x7f\x1c")), TlsVersion.TLSV1_3)
    assert flight.hello is not None
    assert flight.hello.version is None


def test_a_warning_before_the_hello_is_no_refusal() -> None:
    flight = read_flight(record(21, b"\x01\x70") + record(22, server_hello()), TlsVersion.TLSV1_2)
    assert flight.hello is not None
    assert flight.fatal is None
    assert flight.alerts == (Alert(1, 112),)


def test_a_fatal_alert_ends_the_flight() -> None:
    flight = read_flight(record(21, b"\x02\x46"), TlsVersion.TLSV1_2)
    assert flight.complete
    assert flight.fatal is not None
    assert flight.fatal.name == "protocol_version"


def test_an_ssl2_hello_names_its_cipher_kinds() -> None:
    body = b"\x04\x00\x01\x00\x02\x00\x04\x00\x06\x00\x10" + b"cert" + b"\x01\x00\x80\x07\x00\xc0" + bytes(16)
    flight = read_flight((0x8000 | len(body)).to_bytes(2, "big") + body, TlsVersion.SSLV2)
    assert flight.hello is not None
    assert flight.hello.suites == (0x010080, 0x0700C0)
    assert flight.certificates == (b"cert",)


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        record(22, message(11, b"")),
        record(23, b"x"),
        record(22, message(2, b"short")),
        b"\x16\x03\x03\x00\x00",
        b"\x16\x03\x03\xff\xff",
        record(21, b"\x01\x00") * 9,
        record(22, b"\x02\xff\xff\xff"),
        record(22, server_hello() + server_hello()),
    ],
)
def test_what_is_no_answer_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(NotTls):
        read_flight(data, TlsVersion.TLSV1_2)


def _readable(data: bytes, version: TlsVersion) -> Flight | None:
    try:
        return read_flight(data, version)
    except NotTls:
        return None


@given(st.binary(max_size=400), st.sampled_from(VERSIONS))
def test_any_bytes_are_read_or_refused(data: bytes, version: TlsVersion) -> None:
    _readable(data, version)


_PARTS = st.one_of(
    st.binary(max_size=60),
    st.builds(record, st.sampled_from([20, 21, 22, 23]), st.binary(max_size=60)),
    st.builds(lambda kind, body: record(22, message(kind, body)), st.integers(0, 255), st.binary(max_size=80)),
    st.builds(lambda tail: record(22, server_hello(extensions=tail)), st.binary(max_size=40)),
    st.builds(lambda ders: record(22, certificates(*ders)), st.lists(st.binary(max_size=20), max_size=3)),
    st.builds(lambda body: record(22, server_hello() + message(12, body) + message(14, b"")), st.binary(max_size=80)),
    st.builds(
        lambda tail: record(22, server_hello(0x1301, 0x0303, b"\x00\x2b\x00\x02\x03\x04" + tail)) + record(23, tail),
        st.binary(max_size=40),
    ),
)


@given(st.lists(_PARTS, max_size=5).map(b"".join), st.sampled_from(VERSIONS), st.integers(0, 400))
def test_near_misses_are_read_or_refused_wherever_they_break_off(data: bytes, version: TlsVersion, cut: int) -> None:
    _readable(data, version)
    _readable(data[:cut], version)
    _readable(b"\x80" + data[:cut], TlsVersion.SSLV2)
