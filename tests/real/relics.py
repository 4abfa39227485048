"""A server as software of 1999 was: SSLv2, EXPORT suites, compression, none of the later repairs.

No library here can be built into such a server, so it is written out: it answers a ClientHello as RFC 2246 and its
forerunners say, up to ServerHelloDone, and then sends handshake_failure. Which version and suite it chooses, its
certificate, its DH prime and its temporary RSA key are all that a scan can see before that.
"""

import os
import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from tlslite.api import parsePEMKey  # type: ignore[import-untyped]
from tlslite.mathtls import RFC2409_GROUP2  # type: ignore[import-untyped]
from tlslite.utils.cryptomath import MD5, SHA1  # type: ignore[import-untyped]

from .bad import Handler
from .certificates import KeyPair, leaf_key

SSL2, SSL3, TLS10 = (0, 2), (3, 0), (3, 1)

RSA_EXPORT = frozenset({0x0003, 0x0006, 0x0008})
DHE_EXPORT = frozenset({0x0014})
DHE = frozenset({0x0015, 0x0016}) | DHE_EXPORT

EXPORT_PRIME = int(  # 512 bits: a safe prime, `openssl dhparam 512`
    "e1c403c859dc4efefcbae79851feaf4a558dbe339b19ddc1819b1e232b476f30"
    "bff856ae4a19e692a6909f5099f926430a7709d77732dc546b3c26cf326ad7ff",
    16,
)

HANDSHAKE_FAILURE, PROTOCOL_VERSION = 40, 70  # RFC 2246 § 7.2


@dataclass(frozen=True, slots=True)
class Relic:
    """What it accepts: suites by version, the most liked first; of SSLv2 the cipher kinds of its draft, § C.4."""

    suites: Mapping[tuple[int, int], tuple[int, ...]]
    ssl2: tuple[bytes, ...] = ()
    deflate: bool = False


@dataclass(frozen=True, slots=True)
class Hello:
    version: tuple[int, int]
    suites: tuple[int, ...]
    random: bytes
    compressions: bytes = b"\0"
    kinds: tuple[bytes, ...] = field(default=())


def relic(chain: KeyPair, how: Relic) -> Handler:
    leaf, *_ = certificates = [
        x.public_bytes(Encoding.DER) for x in x509.load_pem_x509_certificates(chain.chain.read_bytes())
    ]
    key = parsePEMKey(chain.key.read_text(), private=True)

    def handle(connection: socket.socket, stop: threading.Event) -> None:
        connection.settimeout(10)
        hello = _client_hello(connection)
        if hello.version == SSL2:
            if how.ssl2:
                connection.sendall(_ssl2_hello(leaf, [kind for kind in how.ssl2 if kind in hello.kinds]))
            return
        version = max((x for x in how.suites if x <= hello.version), default=None)
        if version is None:
            _refuse(connection, min(how.suites), PROTOCOL_VERSION)
            return
        suite = next((x for x in how.suites[version] if x in hello.suites), None)
        if suite is None:
            _refuse(connection, version, HANDSHAKE_FAILURE)
            return
        random = os.urandom(32)
        compression = 1 if how.deflate and 1 in hello.compressions else 0  # RFC 3749 § 2
        chosen = bytes(version) + random + b"\x20" + os.urandom(32) + suite.to_bytes(2, "big") + bytes([compression])
        listed = b"".join(_sized(3, der) for der in certificates)
        messages = _message(2, chosen) + _message(11, _sized(3, listed))
        if parameters := _parameters(suite):
            digest = hello.random + random + parameters
            signature = bytes(key.sign(MD5(digest) + SHA1(digest)))
            messages += _message(12, parameters + _sized(2, signature))
        connection.sendall(_record(22, version, messages + _message(14, b"")))
        with suppress(OSError):
            connection.recv(65536)
            _refuse(connection, version, HANDSHAKE_FAILURE)

    return handle


def _parameters(suite: int) -> bytes:
    """ServerKeyExchange without its signature: DH (RFC 2246 § 7.4.3) or the temporary RSA key of 512 bits."""
    if suite in DHE:
        generator, prime = (2, EXPORT_PRIME) if suite in DHE_EXPORT else RFC2409_GROUP2
        public = pow(generator, int.from_bytes(os.urandom(32), "big"), prime)
        return b"".join(_sized(2, _octets(number)) for number in (prime, generator, public))
    if suite in RSA_EXPORT:
        modulus = _octets(leaf_key("rsa-1024").private_numbers().p)  # of the right length; nobody decrypts with it
        return _sized(2, modulus) + _sized(2, b"\x01\x00\x01")
    return b""


def _client_hello(connection: socket.socket) -> Hello:
    head = _exactly(connection, 2)
    if head[0] & 0x80:
        body = _exactly(connection, int.from_bytes(head, "big") & 0x7FFF)
        return _ssl2_client_hello(body)
    head += _exactly(connection, 3)
    body = _exactly(connection, int.from_bytes(head[3:], "big"))
    if head[0] != 22 or body[0] != 1:
        raise ConnectionError("no ClientHello")
    while len(body) < 4 + int.from_bytes(body[1:4], "big"):
        head = _exactly(connection, 5)
        body += _exactly(connection, int.from_bytes(head[3:], "big"))
    version, random, at = (body[4], body[5]), body[6:38], 38
    at += 1 + body[at]
    size = int.from_bytes(body[at : at + 2], "big")
    suites = body[at + 2 : at + 2 + size]
    at += 2 + size
    return Hello(version, _pairs(suites), random, body[at + 1 : at + 1 + body[at]])


def _ssl2_client_hello(body: bytes) -> Hello:
    """In the form of SSLv2, which asks for later versions too (RFC 2246 appendix E)."""
    kinds_size, session_size, challenge_size = (int.from_bytes(body[at : at + 2], "big") for at in (3, 5, 7))
    kinds = tuple(body[9 + at : 12 + at] for at in range(0, kinds_size, 3))
    challenge = body[9 + kinds_size + session_size :][:challenge_size]
    suites = tuple(int.from_bytes(kind[1:], "big") for kind in kinds if kind[0] == 0)
    return Hello((body[1], body[2]), suites, challenge.rjust(32, b"\0"), kinds=kinds)


def _ssl2_hello(leaf: bytes, kinds: list[bytes]) -> bytes:
    specs, identity = b"".join(kinds), os.urandom(16)
    sizes = b"".join(len(part).to_bytes(2, "big") for part in (leaf, specs, identity))
    body = b"\x04\x00\x01\x00\x02" + sizes + leaf + specs + identity
    return (0x8000 | len(body)).to_bytes(2, "big") + body


def _refuse(connection: socket.socket, version: tuple[int, int], alert: int) -> None:
    connection.sendall(_record(21, version, bytes([2, alert])))


def _record(kind: int, version: tuple[int, int], content: bytes) -> bytes:
    return bytes([kind, *version]) + _sized(2, content)


def _message(kind: int, body: bytes) -> bytes:
    return bytes([kind]) + _sized(3, body)


def _sized(width: int, content: bytes) -> bytes:
    return len(content).to_bytes(width, "big") + content


def _octets(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def _pairs(suites: bytes) -> tuple[int, ...]:
    return tuple(int.from_bytes(suites[at : at + 2], "big") for at in range(0, len(suites), 2))


def _exactly(connection: socket.socket, size: int) -> bytes:
    content = b""
    while len(content) < size:
        more = connection.recv(size - len(content))
        if not more:
            raise ConnectionError("the client went away")
        content += more
    return content
