"""What a server may answer to a hello, read from bytes. Pure: no socket, no clock.

Whatever a server sends, reading it gives a `Flight` or raises `NotTls`, nothing else.
RFC 8446 § 4 and § 5, RFC 5246 § 7.4, RFC 6066 § 8, SSL 2.0 specification (Hickman 1995).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from scanner.model.vocabulary import TlsVersion
from scanner.probes.tls.hello import PROTOCOLS, WIRE, Ext, vector

#: A flight with its certificates never needs more bytes.
MAX_FLIGHT = 1 << 18
_MAX_RECORD = (1 << 14) + 2048
_MAX_CERTIFICATES = 32
_DONE = 14

_BY_WIRE = {wire: version for version, wire in WIRE.items()}

#: The random of a ServerHello that is a HelloRetryRequest (RFC 8446 § 4.1.3).
_RETRY = hashlib.sha256(b"HelloRetryRequest").digest()


class NotTls(Exception):
    """The bytes can't be an answer to a hello."""


@dataclass(frozen=True, slots=True)
class ServerHello:
    """What the server chose. `version` is None for a number nobody knows; SSL 2.0 names several suites, the others one.

    `extensions`: the numbers present; `alpn` the protocol chosen in the clear; `group` that of TLS 1.3, by its share or
    by a HelloRetryRequest (`retry`); `compression` its number, 0 for none; `stamps` the number of signed certificate
    timestamps beside the certificate (RFC 6962 § 3.3.1), which TLS 1.3 sends encrypted.
    """

    version: TlsVersion | None
    suites: tuple[int, ...]
    extensions: frozenset[int] = frozenset()
    alpn: str | None = None
    group: int | None = None
    compression: int = 0
    retry: bool = False
    stamps: int = 0


@dataclass(frozen=True, slots=True)
class Alert:
    """A TLS alert (RFC 8446 § 6); SSL 2.0 errors are given as handshake_failure."""

    level: int
    description: int

    @property
    def fatal(self) -> bool:
        """Whether the server ends the handshake with it; anything but a warning does."""
        return self.level != 1

    @property
    def name(self) -> str:
        """As in the IANA registry, or its number."""
        return _ALERTS.get(self.description, f"alert {self.description}")


PROTOCOL_VERSION = 70

_ALERTS = {
    0: "close_notify",
    10: "unexpected_message",
    20: "bad_record_mac",
    22: "record_overflow",
    40: "handshake_failure",
    42: "bad_certificate",
    43: "unsupported_certificate",
    47: "illegal_parameter",
    48: "unknown_ca",
    49: "access_denied",
    50: "decode_error",
    51: "decrypt_error",
    PROTOCOL_VERSION: "protocol_version",
    71: "insufficient_security",
    80: "internal_error",
    86: "inappropriate_fallback",
    90: "user_canceled",
    109: "missing_extension",
    110: "unsupported_extension",
    112: "unrecognized_name",
    116: "certificate_required",
    120: "no_application_protocol",
}


@dataclass(frozen=True, slots=True)
class Flight:
    """What has been read so far. `complete`: nothing more of use will follow in the clear.

    `certificates`: DER as sent, leaf first; None until a Certificate message came. `staple`: the OCSP response.
    `key_exchange`: the body of the ServerKeyExchange. `sealed`: bytes of records that only the key holders can read.
    """

    hello: ServerHello | None = None
    alerts: tuple[Alert, ...] = ()
    certificates: tuple[bytes, ...] | None = None
    staple: bytes | None = None
    complete: bool = False
    key_exchange: bytes | None = None
    sealed: int = 0

    @property
    def fatal(self) -> Alert | None:
        """The alert that ended the handshake."""
        return next((alert for alert in self.alerts if alert.fatal), None)


class Reader:
    """Reads numbers and vectors off a message; `NotTls` when it is too short."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    @property
    def left(self) -> int:
        return len(self._data) - self._at

    def take(self, length: int) -> bytes:
        if length > self.left:
            raise NotTls("a message ends before its parts do")
        self._at += length
        return self._data[self._at - length : self._at]

    def number(self, width: int) -> int:
        return int.from_bytes(self.take(width), "big")

    def vector(self, width: int) -> bytes:
        return self.take(self.number(width))


def read_flight(data: bytes, asked: TlsVersion) -> Flight:
    """Read what a server has sent so far to a hello of version `asked`; call again with more until `complete`."""
    if asked is TlsVersion.SSLV2 and len(data) >= 3 and data[0] & 0x80:
        return _read_sslv2(data)
    handshake, alerts, ended, sealed = _unwrap(data)
    flight = _read_messages(handshake)
    fatal = any(alert.fatal for alert in alerts)
    tls13 = flight.hello is not None and flight.hello.version is TlsVersion.TLSV1_3
    return replace(
        flight, alerts=alerts, complete=flight.complete or fatal or ended or tls13, sealed=sealed if tls13 else 0
    )


def handshake_messages(data: bytes) -> tuple[tuple[int, bytes], ...]:
    """The whole messages of a handshake that stand in the clear, as type and body. Raises NotTls."""
    stream, *_ = _unwrap(data)
    found, at = list[tuple[int, bytes]](), 0
    while at + 4 <= len(stream):
        end = at + 4 + int.from_bytes(stream[at + 1 : at + 4], "big")
        if end > len(stream):
            break
        found.append((stream[at], stream[at + 4 : end]))
        at = end
    return tuple(found)


def server_hellos(data: bytes) -> tuple[ServerHello, ...]:
    """Every hello of a server in TLS 1.3: a HelloRetryRequest stands before the one that counts. Raises NotTls.

    Between them stands a change_cipher_spec that means nothing (RFC 8446 § D.4).
    """
    handshake, at = bytearray(), 0
    while at + 5 <= len(data) and data[at] in {20, 22}:
        end = at + 5 + int.from_bytes(data[at + 3 : at + 5], "big")
        if data[at] == 22:
            handshake += data[at + 5 : end]
        at = end
    found, at = list[ServerHello](), 0
    while at + 4 <= len(handshake):
        end = at + 4 + int.from_bytes(handshake[at + 1 : at + 4], "big")
        if handshake[at] == 2 and end <= len(handshake):
            found.append(_server_hello(bytes(handshake[at + 4 : end])))
        at = end
    return tuple(found)


def _unwrap(data: bytes) -> tuple[bytes, tuple[Alert, ...], bool, int]:
    """Handshake bytes, alerts, whether records follow that only the key holders can read, and how many bytes of them.

    Of an alert behind them nothing is read: it can't be told from the rest.
    """
    handshake, alerts, at = bytearray(), list[Alert](), 0
    while at < len(data):
        kind, major = data[at], data[at + 1] if at + 1 < len(data) else 3
        if kind not in {20, 21, 22, 23} or major != 3:
            raise NotTls("the answer is not a TLS record")
        if kind in {20, 23}:
            if not handshake:
                raise NotTls("the server speaks out of turn")
            return bytes(handshake), tuple(alerts), True, _sealed(data, at)
        if at + 5 > len(data):
            break
        length = int.from_bytes(data[at + 3 : at + 5], "big")
        if not 0 < length <= _MAX_RECORD:
            raise NotTls("a record has an impossible length")
        body = data[at + 5 : at + 5 + length]
        if kind == 22:
            handshake += body
        elif len(body) >= 2:
            alerts.append(Alert(body[0], body[1]))
        if len(alerts) > 4:
            raise NotTls("the server sends nothing but alerts")
        at += 5 + length
    return bytes(handshake), tuple(alerts), False, 0


def _sealed(data: bytes, at: int) -> int:
    """Bytes of the application data from there on, of whole and begun records, up to any but a change of cipher."""
    total = 0
    while at + 5 <= len(data) and data[at] in {20, 23}:
        length = int.from_bytes(data[at + 3 : at + 5], "big")
        total += len(data[at + 5 : at + 5 + length]) if data[at] == 23 else 0
        at += 5 + length
    return total


def _read_messages(stream: bytes) -> Flight:
    hello: ServerHello | None = None
    bodies: dict[int, bytes] = {}
    at = 0
    while at + 4 <= len(stream) and _DONE not in bodies:
        kind, length = stream[at], int.from_bytes(stream[at + 1 : at + 4], "big")
        if length > MAX_FLIGHT:
            raise NotTls("a message has an impossible length")
        if hello is None and kind not in {0, 2}:
            raise NotTls("the first message is not a ServerHello")
        if at + 4 + length > len(stream):
            break
        body = stream[at + 4 : at + 4 + length]
        at += 4 + length
        if kind == 2 and hello is not None:
            raise NotTls("a second ServerHello")
        if kind == 2:
            hello = _server_hello(body)
        else:
            bodies.setdefault(kind, body)
    return Flight(
        hello,
        (),
        _certificates(bodies[11]) if 11 in bodies else None,
        _staple(bodies[22]) if 22 in bodies else None,
        complete=_DONE in bodies,
        key_exchange=bodies.get(12),
    )


def _server_hello(body: bytes) -> ServerHello:
    reader = Reader(body)
    wire, random = reader.number(2), reader.take(32)
    if len(reader.vector(1)) > 32:
        raise NotTls("a session id is too long")
    suite = reader.number(2)
    compression = reader.number(1)
    extensions = _read_extensions(reader.vector(2)) if reader.left >= 2 else {}
    chosen = extensions.get(Ext.SUPPORTED_VERSIONS)
    if chosen is not None and len(chosen) == 2:
        wire = int.from_bytes(chosen, "big")
    elif random == _RETRY:
        raise NotTls("a HelloRetryRequest without a version")
    share = extensions.get(Ext.KEY_SHARE, b"")
    group = int.from_bytes(share[:2], "big") if len(share) >= 2 else None
    # SSL 2.0 has a hello of its own; its number can't stand here.
    version = None if wire == WIRE[TlsVersion.SSLV2] else _BY_WIRE.get(wire)
    stamps = _stamps(extensions.get(Ext.TIMESTAMPS, b""))
    alpn = _alpn(extensions.get(Ext.ALPN))
    return ServerHello(version, (suite,), frozenset(extensions), alpn, group, compression, random == _RETRY, stamps)


def _read_extensions(data: bytes) -> dict[int, bytes]:
    reader, found = Reader(data), dict[int, bytes]()
    while reader.left:
        number = reader.number(2)
        found[number] = reader.vector(2)
    return found


def _stamps(body: bytes) -> int:
    """How many signed certificate timestamps a list holds; 0 for one that can't be read."""
    try:
        reader, count = Reader(Reader(body).vector(2)), 0
        while reader.left:
            reader.vector(2)
            count += 1
    except NotTls:
        return 0
    return count


def _alpn(body: bytes | None) -> str | None:
    """The one protocol named, if it is one of those we offered: no server text gets any further."""
    if body is None:
        return None
    return next((name.decode() for name in PROTOCOLS if body == vector(vector(name, 1), 2)), None)


def _certificates(body: bytes) -> tuple[bytes, ...]:
    reader, found = Reader(Reader(body).vector(3)), list[bytes]()
    while reader.left and len(found) < _MAX_CERTIFICATES:
        found.append(reader.vector(3))
    return tuple(found)


def _staple(body: bytes) -> bytes | None:
    """RFC 6066 § 8: a CertificateStatus of type ocsp."""
    return Reader(body[1:]).vector(3) if body[:1] == b"\x01" else None


def _read_sslv2(data: bytes) -> Flight:
    length = int.from_bytes(data[:2], "big") & 0x7FFF
    body = data[2 : 2 + length]
    if body[:1] == b"\x00":
        return Flight(alerts=(Alert(2, 40),), complete=True)
    if body[:1] != b"\x04":
        raise NotTls("the answer is not an SSL 2.0 message")
    if len(body) < length:
        return Flight()
    reader = Reader(body)
    reader.take(2)
    kind, version = reader.number(1), reader.number(2)
    sizes = [reader.number(2) for _ in range(3)]
    if version != WIRE[TlsVersion.SSLV2] or sizes[1] % 3:
        raise NotTls("a malformed SSL 2.0 hello")
    certificate, kinds = reader.take(sizes[0]), reader.take(sizes[1])
    codes = tuple(int.from_bytes(kinds[at : at + 3], "big") for at in range(0, len(kinds), 3))
    sent = (certificate,) if kind == 1 and certificate else ()
    return Flight(ServerHello(TlsVersion.SSLV2, codes), certificates=sent, complete=True)
