"""Whole handshakes: what a server sends only to who finishes one. Tickets, resumption, early data, staples, chains.

The libraries are those of nassl: one OpenSSL for TLS 1.2 and 1.3, and an old one for what came before. Between them and
the network stands a `Tap`, since neither says whether a session was resumed: that is read off the wire.
RFC 5077 and RFC 8446 § 4.6.1 (tickets), RFC 5246 § 7.3 and RFC 8446 § 2.2 (resumption), § 4.2.10 (early data).
"""

from __future__ import annotations

import functools
import re
import socket
import time
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from nassl import _nassl
from nassl.ephemeral_key_info import OpenSslEvpPkeyEnum
from nassl.legacy_ssl_client import LegacySslClient
from nassl.ssl_client import (
    BaseSslClient,
    ClientCertificateRequested,
    OpenSslDigestNidEnum,
    OpenSslEarlyDataStatusEnum,
    OpenSslVerifyEnum,
    OpenSslVersionEnum,
    SslClient,
)
from sslyze.plugins.openssl_cipher_suites._tls12_workaround import WorkaroundForTls12ForCipherSuites
from sslyze.plugins.openssl_cipher_suites.cipher_suites import CipherSuite, CipherSuitesRepository
from sslyze.server_connectivity import TlsVersionEnum

from scanner.model.vocabulary import TlsVersion
from scanner.probes.tls.exchange import Line
from scanner.probes.tls.flight import MAX_FLIGHT, NotTls, handshake_messages, read_flight, server_hellos
from scanner.probes.tls.starttls import last_words
from scanner.probes.tls.suites import by_name

#: How long a server that has finished the handshake may take for a ticket, beyond the time of the handshake itself.
_TICKET_S = 1.0
_NEW_SESSION_TICKET = 4
_PRE_SHARED_KEY = 41
_WITHOUT_CERTIFICATE = frozenset({"none", "psk", "krb5"})
_SHA = (OpenSslDigestNidEnum.SHA256, OpenSslDigestNidEnum.SHA384, OpenSslDigestNidEnum.SHA512)
_WANT_READ = _nassl.WantReadError
_TROUBLE = (OSError, _nassl.OpenSSLError)


class NoHandshake(Exception):
    """The libraries have nothing to offer that this server takes in this version."""


@dataclass(frozen=True, slots=True)
class Shaken:
    """What one handshake showed.

    chain       DER as sent, leaf first; empty in a resumed one
    staple      OCSP response in DER
    session     to resume it with; the library's own object
    ticket      the latest one's bytes; in TLS 1.3 only that there is one
    tickets     whether the server gave one; None where it was not heard to the end
    lifetime_s  of the ticket: TLS 1.2's hint (0: not stated) or TLS 1.3's lifetime; None without ticket
    session_id  whether the server gave a session id to resume by (up to TLS 1.2)
    resumed     the server took up the session given to it
    early_bytes how many bytes of early data a ticket allows (TLS 1.3)
    early_taken whether the server took early data; None if none was sent
    """

    version: TlsVersion
    chain: tuple[bytes, ...] = ()
    staple: bytes | None = None
    session: Any = None
    ticket: bytes = b""
    tickets: bool | None = None
    lifetime_s: int | None = None
    session_id: bool = False
    resumed: bool = False
    early_bytes: int = 0
    early_taken: bool | None = None


class Tap:
    """A socket as nassl uses it, that keeps what the server says first and never waits beyond a deadline."""

    def __init__(self, connection: socket.socket, timeout_s: float) -> None:
        self._connection = connection
        self.deadline = time.monotonic() + timeout_s
        self.heard = b""
        self.total = 0
        #: Whether the server has closed its side in good order.
        self.ended = False

    def send(self, data: bytes) -> int:
        self._connection.settimeout(self._left())
        self._connection.sendall(data)
        return len(data)

    def recv(self, size: int) -> bytes:
        self._connection.settimeout(self._left())
        data = self._connection.recv(size)
        self.total += len(data)
        self.ended = self.ended or not data
        if self.total > 4 * MAX_FLIGHT:
            raise OSError("the server sends without end")
        self.heard = (self.heard + data)[:MAX_FLIGHT]
        return data

    def close(self) -> None:
        self._connection.close()

    def _left(self) -> float:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


def shake(
    line: Line,
    version: TlsVersion,
    names: Iterable[str],
    *,
    session: Any = None,  # noqa: ANN401 - the library's own object
    early: bool = False,
    named: bool = True,
    other_than: str | None = None,
    to_the_end: bool = True,
) -> Shaken:
    """One handshake of this version with the suites `names` (IANA).

    `session`: one to resume. `early`: send the last words as early data. `named`: with the server name.
    `other_than`: ask a TLS 1.3 server for a certificate whose key is not of this type ("rsa" or "ec").
    `to_the_end`: say the last words and wait for tickets.
    Raises NoHandshake, Unreached, NotTls and whatever nassl and the operating system raise.
    """
    client = library(version, names)
    if named and line.target.server_name is not None and version is not TlsVersion.SSLV2:
        client.set_tlsext_host_name(line.target.server_name)
    if other_than is not None and isinstance(client, SslClient):
        kind = OpenSslEvpPkeyEnum.EC if other_than == "rsa" else OpenSslEvpPkeyEnum.RSA_PSS
        client.set_signature_algorithms([(digest, kind) for digest in _SHA])
    if version is not TlsVersion.SSLV2:
        client.set_tlsext_status_ocsp()
    if session is not None:
        client.set_session(session)
    words = last_words(line.target.service, line.target.host)
    with line.connection() as connection, closing(Ended(client)):
        tap = Tap(connection, line.timeout_s)
        client.set_underlying_socket(tap)  # type: ignore[arg-type]  # it sends, receives and closes
        began = time.monotonic()
        early = early and bool(words)
        if early and isinstance(client, SslClient):
            client.write_early_data(words)
        asked_for_ours = _hands(client)
        took = time.monotonic() - began
        shaken = _read(client, version, tap)
        if early and isinstance(client, SslClient):
            taken = client.get_early_data_status() is OpenSslEarlyDataStatusEnum.ACCEPTED
            return replace(shaken, early_taken=taken)
        if not to_the_end or asked_for_ours:
            return shaken
        heard_out = True  # up to TLS 1.2 tickets come within the handshake
        if version is TlsVersion.TLSV1_3:
            tap.deadline = min(tap.deadline, time.monotonic() + 2 * took + _TICKET_S)
            heard_out = _say_last(client, tap, words)
        return _session(client, version, tap, shaken, heard_out=heard_out)


@dataclass(frozen=True, slots=True)
class Ended:
    """Ends a connection as the protocol asks; OpenSSL takes up no session again whose connection just broke off."""

    client: BaseSslClient

    def close(self) -> None:
        with suppress(*_TROUBLE):
            self.client.shutdown()


def _hands(client: BaseSslClient) -> bool:
    """The handshake itself; whether the server wants a certificate of ours, which ends it early."""
    try:
        client.do_handshake()
    except ClientCertificateRequested:
        return True
    return False


def library(version: TlsVersion, names: Iterable[str]) -> BaseSslClient:
    """The newer of the libraries that speak these suites (IANA names), ready for a connection. Raises NoHandshake."""
    known = known_suites(version)
    usable = [known[name] for name in names if name in known and by_name()[name].auth not in _WITHOUT_CERTIFICATE]
    old = [suite.openssl_name for suite in usable if suite.openssl_name not in modern(version)]
    new = [suite.openssl_name for suite in usable if suite.openssl_name in modern(version)]
    if not (old or new):
        raise NoHandshake(f"no suite that the server takes in {version} is known to our libraries")
    kind = SslClient if new else LegacySslClient
    client: BaseSslClient = kind(
        ssl_version=OpenSslVersionEnum(version_of(version).value),
        ssl_verify=OpenSslVerifyEnum.NONE,
        ignore_client_authentication_requests=True,
    )
    if version is TlsVersion.TLSV1_3 and isinstance(client, SslClient):
        client.set_ciphersuites(":".join(new))
    else:
        client.set_cipher_list(":".join(new or old))
    return client


@functools.cache
def modern(version: TlsVersion) -> frozenset[str]:
    """The suites that the newer of the two libraries speaks, by OpenSSL's names."""
    if version is TlsVersion.TLSV1_3:
        return frozenset(suite.openssl_name for suite in known_suites(version).values())
    if version is not TlsVersion.TLSV1_2:
        return frozenset()
    client = SslClient(ssl_version=OpenSslVersionEnum.TLSV1_2, ssl_verify=OpenSslVerifyEnum.NONE)
    client.set_cipher_list("ALL:COMPLEMENTOFALL")
    return frozenset(client.get_cipher_list())


def _read(client: BaseSslClient, version: TlsVersion, tap: Tap) -> Shaken:
    """Certificates, staple, and whether the session was resumed."""
    staple = client.get_tlsext_status_ocsp_resp() if version is not TlsVersion.SSLV2 else None
    resumed = _resumed(version, tap.heard)
    chain: tuple[bytes, ...] = ()
    if not resumed:
        sent = client.get_received_chain()
        chain = tuple(x509.load_pem_x509_certificate(pem.encode()).public_bytes(Encoding.DER) for pem in sent)
    return Shaken(version, chain, None if staple is None else staple.as_der_bytes(), resumed=resumed)


def _resumed(version: TlsVersion, heard: bytes) -> bool:
    """TLS 1.3 names the pre-shared key it took; before it, the certificate is left out of a resumed handshake."""
    if version is TlsVersion.SSLV2:
        return False
    if version is TlsVersion.TLSV1_3:
        hellos = server_hellos(heard)
        return bool(hellos) and _PRE_SHARED_KEY in hellos[-1].extensions
    flight = read_flight(heard, version)
    if flight.hello is None:
        return False
    return flight.certificates is None and flight.complete


def _say_last(client: BaseSslClient, tap: Tap, words: bytes) -> bool:
    """Say the last words and listen; whether the server has said all it would: a ticket, an answer or its end."""
    try:
        if words:
            client.write(words)
        while True:
            data = tap.recv(16384)
            if not data:
                return True
            client._network_bio.write(data)  # noqa: SLF001 - nassl's own read() can't tell silence from tickets
            try:
                if client._ssl.read(4096):  # noqa: SLF001
                    return True
            except _WANT_READ:
                if _ticket_in(client):
                    return True
    except TimeoutError:
        return True  # tickets come with the end of the handshake (RFC 8446 § 4.6.1), and it had time for twice that
    except _TROUBLE:
        return False  # an end that has its own reasons: a certificate of ours that was wanted, for one


def _ticket_in(client: BaseSslClient) -> bool:
    return "TLS session ticket:" in client.get_session().as_text()


def _session(client: BaseSslClient, version: TlsVersion, tap: Tap, shaken: Shaken, *, heard_out: bool) -> Shaken:
    session = client.get_session()
    text = session.as_text()
    given = "TLS session ticket:" in text
    hint = re.search(r"TLS session ticket lifetime hint: (\d+)", text)
    early = session.get_max_early_data() if given and version is TlsVersion.TLSV1_3 else 0
    ticket = b""
    if version is not TlsVersion.TLSV1_3:
        with suppress(NotTls):
            bodies = [body for kind, body in handshake_messages(tap.heard) if kind == _NEW_SESSION_TICKET]
            ticket = bodies[-1][6:] if bodies else b""
    return replace(
        shaken,
        session=session,
        ticket=ticket,
        tickets=True if given else False if heard_out else None,
        lifetime_s=(int(hint[1]) if hint else 0) if given else None,
        session_id=re.search(r"Session-ID: [0-9A-F]{2}", text) is not None and version is not TlsVersion.TLSV1_3,
        early_bytes=early,
    )


def version_of(version: TlsVersion) -> TlsVersionEnum:
    """sslyze's number of a version; both count from SSL 2.0."""
    return TlsVersionEnum(version.rank + 1)


def known_suites(version: TlsVersion) -> dict[str, CipherSuite]:
    """The suites that the libraries have, by IANA name."""
    return {suite.name: suite for suite in CipherSuitesRepository.get_all_cipher_suites(version_of(version))}


def needs_legacy(version: TlsVersion, suite: CipherSuite) -> bool:
    """Which of the two bundled OpenSSL libraries can speak it."""
    if version is TlsVersion.TLSV1_2:
        return bool(WorkaroundForTls12ForCipherSuites.requires_legacy_openssl(suite.openssl_name))
    return version is not TlsVersion.TLSV1_3
