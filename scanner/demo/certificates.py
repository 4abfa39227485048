"""The demo shop's own certification authority: a root, an intermediate and the leaf that the chosen faults ask for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from scanner.demo.der import with_sha1_signature

WWW = "www.muesli.example"
APEX = "muesli.example"
ROOT_NAME = "Siegel Demo Root CA"
INTERMEDIATE_NAME = "Siegel Demo Issuing CA"

ORDINARY_LIFETIME = timedelta(days=90)
# Over 398 days (CA/Browser Forum SC31, from 2020-09-01) and so over every later limit too, whenever it was issued.
EXCESSIVE_LIFETIME = timedelta(days=400)
# Between the two signing certificates and any leaf there must be room for a leaf issued long ago.
AUTHORITY_REACH = timedelta(days=1000)
# RSA of TLS-004 must stay above BSI TR-02102-2's 3000 bits, so that nothing but the key exchange is at fault.
SOUND_RSA_BITS = 3072
WEAK_RSA_BITS = 1024

_LeafKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True, slots=True)
class LeafPlan:
    """What the leaf will be. `rsa_bits` None means ECDSA P-256."""

    names: tuple[str, ...]
    not_before: datetime
    not_after: datetime
    rsa_bits: int | None = None
    sha1: bool = False


@dataclass(frozen=True, slots=True)
class ServerIdentity:
    """PEM texts: the root that clients trust, the chain as sent (leaf, intermediate), and the leaf's private key."""

    root: str
    chain: str
    key: str


@dataclass(frozen=True, slots=True)
class _Signer:
    name: x509.Name
    key: ec.EllipticCurvePrivateKey


class Authority:
    """A fresh root and intermediate. Nothing is stored; every one has new keys."""

    def __init__(self, now: datetime) -> None:
        root_signer = _Signer(_subject(ROOT_NAME), ec.generate_private_key(ec.SECP256R1()))
        self._signer = _Signer(_subject(INTERMEDIATE_NAME), ec.generate_private_key(ec.SECP256R1()))
        self._root = _authority(root_signer, root_signer, now, path_length=1)
        self._intermediate = _authority(self._signer, root_signer, now, path_length=0)

    def issue(self, plan: LeafPlan) -> ServerIdentity:
        """A leaf with a new key."""
        key = _new_key(plan)
        return ServerIdentity(
            root=_pem(self._root),
            chain=_pem(_leaf(plan, key, self._signer)) + _pem(self._intermediate),
            key=key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode("ascii"),
        )


def plan_leaf(faults: Collection[str], now: datetime) -> LeafPlan:
    """The leaf with exactly the chosen faults, seen from `now`."""
    not_before, not_after = _validity(faults, now)
    return LeafPlan(
        names=("www.haferwerk.example", "haferwerk.example") if "TLS-012" in faults else (WWW, APEX),
        not_before=not_before,
        not_after=not_after,
        rsa_bits=_rsa_bits(faults),
        sha1="TLS-011" in faults,
    )


def _rsa_bits(faults: Collection[str]) -> int | None:
    if "TLS-010" in faults:
        return WEAK_RSA_BITS
    return SOUND_RSA_BITS if "TLS-004" in faults else None


def _validity(faults: Collection[str], now: datetime) -> tuple[datetime, datetime]:
    """From yesterday for the lifetime; or ending early, with the lifetime reaching back. The last second counts too."""
    lifetime = EXCESSIVE_LIFETIME if "TLS-013" in faults else ORDINARY_LIFETIME
    end = now - timedelta(days=1) + lifetime
    # Half a day more, so that the whole days left are the same all day long.
    if "TLS-014" in faults:
        end = now + timedelta(days=3, hours=12)
    elif "TLS-014.soon" in faults:
        end = now + timedelta(days=20, hours=12)
    return end - lifetime, end - timedelta(seconds=1)


def issue_identities(
    faults: Collection[str], others: Collection[str], now: datetime | None = None
) -> tuple[ServerIdentity, ServerIdentity]:
    """The shop's, with its faults, and a sound one for `others`, names of third parties; of one new authority."""
    now = (now or datetime.now(UTC)).replace(microsecond=0)
    authority = Authority(now)
    sound = replace(plan_leaf((), now), names=tuple(others))
    return authority.issue(plan_leaf(faults, now)), authority.issue(sound)


def is_demo_root(pem: bytes) -> bool:
    """Whether these bytes are a root certificate that some demo shop wrote."""
    try:
        subject = x509.load_pem_x509_certificate(pem).subject
    except ValueError:
        return False
    return subject == _subject(ROOT_NAME)


def _new_key(plan: LeafPlan) -> _LeafKey:
    if plan.rsa_bits is None:
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(public_exponent=65537, key_size=plan.rsa_bits)


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode("ascii")


def _subject(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "DE"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Siegel demo, not for real use"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _key_usage(*, signs_certificates: bool = False, enciphers_keys: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        key_encipherment=enciphers_keys,
        content_commitment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _authority(subject: _Signer, issuer: _Signer, now: datetime, path_length: int) -> x509.Certificate:
    public_key = subject.key.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(subject.name)
        .issuer_name(issuer.name)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - AUTHORITY_REACH)
        .not_valid_after(now + AUTHORITY_REACH)
        .add_extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True)
        .add_extension(_key_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False)
        .sign(issuer.key, hashes.SHA256())
    )


def _leaf(plan: LeafPlan, key: _LeafKey, issuer: _Signer) -> x509.Certificate:
    """The subject is one common name, as for a domain-validated certificate (Baseline Requirements § 7.1.2.7.2)."""
    leaf = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, plan.names[0])]))
        .issuer_name(issuer.name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(plan.not_before)
        .not_valid_after(plan.not_after)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        # Static RSA key exchange (TLS-004) needs keyEncipherment; it means nothing for an EC key (RFC 5480 § 3).
        .add_extension(_key_usage(enciphers_keys=isinstance(key, rsa.RSAPrivateKey)), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in plan.names]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False)
        .sign(issuer.key, hashes.SHA256())
    )
    if not plan.sha1:
        return leaf
    return x509.load_der_x509_certificate(with_sha1_signature(leaf.public_bytes(Encoding.DER), issuer.key))
