"""Our hellos and the reading of answers: sizes that servers stand, and bytes of any kind."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.model.vocabulary import TlsVersion
from scanner.probes.tls.flight import Alert, Flight, NotTls, read_flight
from scanner.probes.tls.hello import Offer, client_hello
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
)


@given(st.lists(_PARTS, max_size=5).map(b"".join), st.sampled_from(VERSIONS), st.integers(0, 400))
def test_near_misses_are_read_or_refused_wherever_they_break_off(data: bytes, version: TlsVersion, cut: int) -> None:
    _readable(data, version)
    _readable(data[:cut], version)
    _readable(b"\x80" + data[:cut], TlsVersion.SSLV2)
