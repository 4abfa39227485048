"""Keys that sign and keys that are trusted: ECDSA on P-256 or P-384 and RSA, each with SHA-256, as openssl has them."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.x509.oid import NameOID

from scanner.errors import UsageError
from scanner.model.text import visible

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
PublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey

#: Years for which the certificate of a new key says that it is good.
YEARS = 5
_CURVES = (ec.SECP256R1, ec.SECP384R1)
# SEC 2, version 2.0, sections 2.4.2 and 2.5.1.
_ORDERS = {
    "secp256r1": 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    "secp384r1": 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
}
_LEAST_RSA_BITS = 2048
#: Of a signer: building paths through many takes for ever.
MOST_CERTIFICATES = 5
_WHICH = "Siegel signs with ECDSA on P-256 or P-384, or RSA of 2048 bits and more"


@dataclass(frozen=True, slots=True)
class NewKey:
    """Three PEM files: the key, encrypted if there is a password; its public half; a certificate it signed itself."""

    private: bytes
    public: bytes
    certificate: bytes


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs. `certificates`: the signer's own first, then those between it and a root; empty for a bare key."""

    key: PrivateKey
    certificates: tuple[x509.Certificate, ...] = ()

    @property
    def keyid(self) -> str:
        """SHA-256 of the public key as DER."""
        return keyid(self.key.public_key())

    def sign(self, data: bytes) -> bytes:
        """ECDSA as DER, or RSA by PKCS #1 v1.5. RFC 6979 nonces: the same data gives the same signature."""
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return _low(self.key.sign(data, ec.ECDSA(hashes.SHA256(), deterministic_signing=True)), self.key.curve)


def new_key(name: str, password: bytes | None, now: dt.datetime) -> NewKey:
    """A key on P-256. `name` is the certificate's common name: whoever reads a report sees it."""
    key = ec.generate_private_key(ec.SECP256R1())
    secret = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    return NewKey(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, secret),
        public_pem(key.public_key()),
        self_signed(key, name, now).public_bytes(serialization.Encoding.PEM),
    )


def self_signed(key: PrivateKey, name: str, now: dt.datetime) -> x509.Certificate:
    """A certificate for signing documents that vouches for nothing but its own key."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(minutes=5))
        .not_valid_after(now + dt.timedelta(days=365 * YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )


def public_pem(key: PublicKey) -> bytes:
    """SubjectPublicKeyInfo as PEM."""
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def certificates_pem(certificates: Sequence[x509.Certificate]) -> bytes:
    """One after the other."""
    return b"".join(one.public_bytes(serialization.Encoding.PEM) for one in certificates)


def keyid(key: PublicKey) -> str:
    """SHA-256 of the public key as DER, in hex."""
    der = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(der).hexdigest()


def is_encrypted(pem: bytes) -> bool:
    """Whether a private key wants a password."""
    return b"ENCRYPTED" in pem


def read_private(pem: bytes, password: bytes | None, file: str) -> PrivateKey:
    """UsageError for a wrong password, for what is no private key, and for an algorithm that is not used here."""
    try:
        key = serialization.load_pem_private_key(pem, password if is_encrypted(pem) else None)
    except TypeError as error:
        raise UsageError(f"{file} is encrypted, and no password was given", "see siegel pack --help") from error
    except (ValueError, UnsupportedAlgorithm) as error:
        wrong = is_encrypted(pem) and password is not None
        what = "the password does not open it" if wrong else "it is no private key in PEM"
        raise UsageError(f"{file}: {what}", "" if wrong else "make one with siegel key new") from error
    return _private(key, file)


def read_public(pem: bytes, file: str) -> PublicKey:
    """From a public key, or from a certificate, whose dates then count for nothing. UsageError for anything else."""
    try:
        if b"BEGIN CERTIFICATE" in pem:
            key: object = x509.load_pem_x509_certificate(pem).public_key()
        else:
            key = serialization.load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm) as error:
        secret = b"PRIVATE KEY" in pem
        hint = "name its public half, which siegel key new wrote beside it" if secret else "PEM is wanted"
        raise UsageError(f"{file} holds no public key and no certificate", hint) from error
    return _public(key, file)


def read_certificates(pem: bytes, file: str) -> tuple[x509.Certificate, ...]:
    """All of a PEM file, in its order. UsageError where it holds none, or too many."""
    try:
        found = tuple(x509.load_pem_x509_certificates(pem))
    except ValueError as error:
        raise UsageError(f"{file} holds no certificate", "PEM is wanted: -----BEGIN CERTIFICATE-----") from error
    if len(found) > MOST_CERTIFICATES:
        raise UsageError(f"{file} holds {len(found)} certificates", f"at most {MOST_CERTIFICATES}")
    return found


def signer_of(key: PrivateKey, certificates: Sequence[x509.Certificate], file: str) -> Signer:
    """UsageError where the first certificate is another key's."""
    if certificates and keyid(read_public(certificates_pem(certificates[:1]), file)) != keyid(key.public_key()):
        raise UsageError(f"{file} is not this key's certificate", "its own certificate comes first in the file")
    return Signer(key, tuple(certificates))


def holds(key: PublicKey, signature: bytes, data: bytes) -> bool:
    """Whether that key has signed that."""
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
        else:
            key.verify(signature, data, ec.ECDSA(hashes.SHA256()))
            return signature == _low(signature, key.curve)
    except (InvalidSignature, ValueError):
        return False
    return True


def _low(signature: bytes, curve: ec.EllipticCurve) -> bytes:
    """Of the two signatures that are as good, the one with the lower s: so there is one only."""
    r, s = decode_dss_signature(signature)
    order = _ORDERS[curve.name]
    return encode_dss_signature(r, min(s, order - s))


def name_of(certificate: x509.Certificate) -> str:
    """Whom it names, made harmless: common name and organisation."""
    said = [
        str(part.value)
        for oid in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
        for part in certificate.subject.get_attributes_for_oid(oid)
    ]
    return visible(", ".join(said) or certificate.subject.rfc4514_string(), 200)


def _is_used(key: object) -> bool:
    """Whether it is of an algorithm and size that Siegel signs with."""
    if isinstance(key, ec.EllipticCurvePrivateKey | ec.EllipticCurvePublicKey):
        return isinstance(key.curve, _CURVES)
    return isinstance(key, rsa.RSAPrivateKey | rsa.RSAPublicKey) and key.key_size >= _LEAST_RSA_BITS


def _private(key: object, file: str) -> PrivateKey:
    if isinstance(key, PrivateKey) and _is_used(key):
        return key
    raise UsageError(f"{file} has a key of an algorithm or size that is not used here", _WHICH)


def _public(key: object, file: str) -> PublicKey:
    if isinstance(key, PublicKey) and _is_used(key):
        return key
    raise UsageError(f"{file} has a key of an algorithm or size that is not used here", _WHICH)
