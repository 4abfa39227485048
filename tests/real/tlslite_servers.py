"""Servers on tlslite-ng, which still speaks SSLv3, RC4 and 3DES, and can be talked out of later repairs."""

import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

from tlslite.api import (  # type: ignore[import-untyped]
    HandshakeSettings,
    SessionCache,
    TLSConnection,
    X509CertChain,
    parsePEMKey,
)
from tlslite.constants import CipherSuite  # type: ignore[import-untyped]
from tlslite.messages import ClientHello  # type: ignore[import-untyped]

from .bad import OK, Handler
from .certificates import KeyPair

Make = Callable[[KeyPair], Handler]


class DeafToFallback(TLSConnection):  # type: ignore[misc]
    """Doesn't see TLS_FALLBACK_SCSV, as servers from before RFC 7507 don't."""

    def _getMsg(self, *arguments: Any) -> Iterator[Any]:  # noqa: N802 - tlslite's name and types
        for result in super()._getMsg(*arguments):
            if isinstance(result, ClientHello):
                result.cipher_suites = [x for x in result.cipher_suites if x != CipherSuite.TLS_FALLBACK_SCSV]
            yield result


def tlslite(settings: HandshakeSettings, *, cached: bool = False, deaf: bool = False) -> Make:
    """One request and its answer, on TLS with these settings. `cached`: resumes by session ID."""

    def make(chain: KeyPair) -> Handler:
        certificates = X509CertChain()
        certificates.parsePemList(chain.chain.read_text())
        key = parsePEMKey(chain.key.read_text(), private=True)
        sessions = SessionCache() if cached else None

        def handle(connection: socket.socket, stop: threading.Event) -> None:
            connection.settimeout(30)
            secured = (DeafToFallback if deaf else TLSConnection)(connection)
            secured.handshakeServer(
                certChain=certificates,
                privateKey=key,
                settings=settings,
                sessionCache=sessions,
                alpn=[bytearray(b"http/1.1")],  # without a list TLS 1.3 breaks on a client's (tlslite-ng 0.8.2)
            )
            secured.recv(4096)
            secured.sendall(OK + b"Content-Length: 5\r\nConnection: close\r\n\r\nHello")
            secured.close()

        return handle

    return make


def old(
    first: tuple[int, int],
    last: tuple[int, int],
    ciphers: list[str],
    *,
    exchanges: list[str],
    master_secret: bool = False,
    then_mac: bool = False,
) -> HandshakeSettings:
    """Settings of a server of before 2014; `master_secret`: RFC 7627, `then_mac`: RFC 7366."""
    settings = HandshakeSettings()
    settings.minVersion, settings.maxVersion = first, last
    settings.cipherNames = ciphers
    settings.macNames = ["sha", "sha256", "md5", "aead"]
    settings.keyExchangeNames = exchanges
    settings.useExtendedMasterSecret = master_secret
    settings.useEncryptThenMAC = then_mac
    settings.ticket_count = 0
    return settings


def ssl3(chain: KeyPair) -> Handler:
    """SSLv3 and TLS 1.0 with RC4, 3DES and static RSA, since no current OpenSSL speaks them."""
    settings = HandshakeSettings()
    settings.minVersion, settings.maxVersion = (3, 0), (3, 1)
    settings.cipherNames = ["rc4", "3des", "aes128"]
    settings.macNames = ["sha", "md5"]
    settings.keyExchangeNames = ["rsa"]
    return tlslite(settings)(chain)
