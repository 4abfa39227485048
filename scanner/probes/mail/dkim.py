"""The DKIM key that a domain publishes at a selector (RFC 6376 § 3.6.1, RFC 8301, RFC 8463)."""

from __future__ import annotations

import base64
import binascii
import re
from enum import StrEnum

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

from scanner.model.facts import DkimKey
from scanner.probes.dns.client import Client
from scanner.probes.dns.records import TXT
from scanner.probes.mail import tags

_BLANKS = re.compile(r"[ \t\r\n]+")
_ED25519_BYTES = 32
#: DER of rsaEncryption with NULL (RFC 3279 § 2.3.1), before a bare RSAPublicKey as some publish it.
_RSA_ALGORITHM = bytes.fromhex("300d06092a864886f70d0101010500")


class Problem(StrEnum):
    """Why the record can't be used to verify a signature."""

    MISSING = "missing"
    SEVERAL = "several"
    SYNTAX = "syntax"
    OTHER_VERSION = "other_version"
    NO_KEY = "no_key"
    REVOKED = "revoked"
    UNKNOWN_KEY_TYPE = "unknown_key_type"
    BROKEN_KEY = "broken_key"
    NOT_FOR_MAIL = "not_for_mail"
    SHA1_ONLY = "sha1_only"


async def look_up(client: Client, domain: str, selector: str) -> DkimKey:
    """The key of a selector. Raises NetworkError."""
    reply = await client.look_up(f"{selector}._domainkey.{domain}", TXT)
    if len(reply.texts) != 1:
        # § 3.6.2.2: the result with several is undefined.
        return _row(domain, selector, Problem.SEVERAL if reply.texts else Problem.MISSING)
    return read(domain, selector, reply.texts[0])


def read(domain: str, selector: str, text: str) -> DkimKey:
    """What a record says."""
    try:
        found = tags.read(text)
    except tags.BrokenTags:
        return _row(domain, selector, Problem.SYNTAX, text)
    flags = {flag.strip().lower() for flag in found.get("t", "").split(":")}
    services = {service.strip().lower() for service in found.get("s", "*").split(":")}
    hashes = {name.strip().lower() for name in found.get("h", "sha256").split(":")}
    kind = found.get("k", "rsa").lower()
    key, bits = _BLANKS.sub("", found.get("p", "")), None
    problem: Problem | None = None
    if "v" in found and (found["v"] != "DKIM1" or next(iter(found)) != "v"):
        problem = Problem.OTHER_VERSION
    elif "p" not in found:
        problem = Problem.NO_KEY
    elif not key:
        problem = Problem.REVOKED
    elif kind not in {"rsa", "ed25519"}:
        problem = Problem.UNKNOWN_KEY_TYPE
    elif (bits := _bits(kind, key)) is None:
        problem = Problem.BROKEN_KEY
    elif not services & {"*", "email"}:
        problem = Problem.NOT_FOR_MAIL
    elif "sha256" not in hashes:
        problem = Problem.SHA1_ONLY
    return _row(domain, selector, problem, text, kind=kind, bits=bits, testing="y" in flags)


def _row(
    domain: str,
    selector: str,
    problem: Problem | None,
    text: str | None = None,
    *,
    kind: str | None = None,
    bits: int | None = None,
    testing: bool | None = None,
) -> DkimKey:
    return DkimKey(
        domain=domain,
        selector=selector,
        present=text is not None,
        valid=problem is None,
        problem=problem,
        key_type=kind,
        key_bits=bits,
        testing=testing,
        revoked=None if text is None else problem is Problem.REVOKED,
        record=text,
    )


def _bits(kind: str, key: str) -> int | None:
    """The key's length; None where it is no key."""
    try:
        raw = base64.b64decode(key, validate=True)
    except (binascii.Error, ValueError):
        return None
    if kind == "ed25519":
        return 8 * _ED25519_BYTES if len(raw) == _ED25519_BYTES else None
    for der in (raw, _subject_public_key_info(raw)):
        try:
            public = load_der_public_key(der)
        except (ValueError, UnsupportedAlgorithm):
            continue
        return public.key_size if isinstance(public, rsa.RSAPublicKey) else None
    return None


def _subject_public_key_info(key: bytes) -> bytes:
    """A bare RSAPublicKey (RFC 8017 A.1.1), wrapped as the library reads it."""
    inner = b"\x00" + key
    return _tlv(0x30, _RSA_ALGORITHM + _tlv(0x03, inner))


def _tlv(tag: int, value: bytes) -> bytes:
    if len(value) < 0x80:
        return bytes([tag, len(value)]) + value
    length = len(value).to_bytes((len(value).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + value
