"""A certificate authority for tests: a root, an intermediate, and leaves with exactly the virtue or fault asked for.

Days are counted in UTC and relative to the day the authority was made, so that truth files can say "expires in 5 days".
A certificate is valid from 00:00:00 of its first day to 23:59:59 of its last, both inclusive (RFC 5280 § 4.1.2.5): its
lifetime is `last - first + 1` days, counted as CA/Browser Forum BR § 6.3.2 counts.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dh, ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, ParameterFormat, PrivateFormat
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID, ObjectIdentifier
from tlslite.mathtls import (  # type: ignore[import-untyped]
    FFDHE2048,
    RFC2409_GROUP2,
    RFC3526_GROUP15,
)

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey

ROOT, INTERMEDIATE, STRANGER_ROOT, STRANGER, SHA1_INTERMEDIATE = (
    "root",
    "intermediate",
    "stranger-root",
    "stranger",
    "sha1-intermediate",
)
SELF = "self"

OWN_1024 = int(  # a safe prime that no list knows: `openssl dhparam 1024`
    "e97d1ec903be72fb4944d48af5463cd39578336c50dab314df9a9885e73c16a10c6ac65fa106cfe600c844ddc2dc5aa0"
    "81616d7ba0025a38d6f4a7db5c43b9687c15e868acecde9f88b35083de4912b650f2206a8dbba46db6318417bc528bdb"
    "98de21ec130b19d236c3c0b5affecb81800c8d0ac5805486875a6e12a9b4a1b7",
    16,
)

SCT_LIST = ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2")  # RFC 6962 § 3.3

ECDSA_WITH_SHA1 = bytes.fromhex("300906072a8648ce3d0401")  # AlgorithmIdentifier, RFC 5758 § 3.2


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf certificate to be made. `sent` is what the server presents after it, in that order."""

    names: tuple[str, ...]
    key: str = "ec-256"  # rsa-BITS, ec-256, ec-384, ed25519
    first_day: int | datetime = -5  # relative to today, or an exact moment
    last_day: int | datetime = 39
    hash: str = "sha256"
    issuer: str = INTERMEDIATE
    sent: tuple[str, ...] = (INTERMEDIATE,)
    common_name: str | None = None  # only then has the certificate a name outside subjectAltName
    must_staple: bool = False  # RFC 7633
    ocsp: bool = False  # names a responder (RFC 5280 § 4.2.2.1)
    scts: int = 0  # embedded promises of a certificate transparency log (RFC 6962 § 3.3) that doesn't exist


@dataclass(frozen=True, slots=True)
class KeyPair:
    """PEM files as a server wants them: the leaf with all it sends after it, and the private key."""

    chain: Path
    key: Path


def new_key(kind: str) -> PrivateKey:
    match kind.split("-"):
        case ["rsa", bits]:
            return rsa.generate_private_key(65537, int(bits))
        case ["ec", "256"]:
            return ec.generate_private_key(ec.SECP256R1())
        case ["ec", "384"]:
            return ec.generate_private_key(ec.SECP384R1())
        case ["ed25519"]:
            return ed25519.Ed25519PrivateKey.generate()
        case _:
            raise ValueError(f"no such kind of key: {kind}")


@cache
def leaf_key(kind: str) -> PrivateKey:
    """One key per kind and process: RSA keys take long, and no test depends on keys being different."""
    return new_key(kind)


def pem(key: PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def dh_parameters(name: str) -> bytes:
    """PEM of a prime: of RFC 2409 § 6.2, RFC 3526 § 4 and RFC 7919 A.1, or one of our own."""
    generator, prime = {
        "rfc2409-1024": RFC2409_GROUP2,
        "own-1024": (2, OWN_1024),
        "ffdhe2048": FFDHE2048,
        "rfc3526-3072": RFC3526_GROUP15,
    }[name]
    parameters = dh.DHParameterNumbers(prime, generator).parameters()
    return parameters.parameter_bytes(Encoding.PEM, ParameterFormat.PKCS3)


class Authority:
    """Everything is written below `folder`; `root` is the file a shop names under `ca`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.today: date = datetime.now(UTC).date()
        self._keys: dict[str, PrivateKey] = {}
        self._certificates: dict[str, x509.Certificate] = {}
        self._make_ca(ROOT, "Siegel Test Root", by=ROOT)
        self._make_ca(INTERMEDIATE, "Siegel Test Intermediate", by=ROOT)
        self._make_ca(STRANGER_ROOT, "Unknown Test Root", by=STRANGER_ROOT)
        self._make_ca(STRANGER, "Unknown Test Intermediate", by=STRANGER_ROOT)
        self._make_ca(SHA1_INTERMEDIATE, "Siegel Test SHA-1 Intermediate", by=ROOT)
        self._sign_again_with_sha1(SHA1_INTERMEDIATE, by=ROOT)
        self.root = self._write("root.pem", self._pem(ROOT))

    def issue(self, leaf: Leaf) -> KeyPair:
        """Make the certificate, or give the one made before for an equal `leaf`."""
        stem = _stem(leaf)
        key = self._write(f"{stem}.key", pem(leaf_key(leaf.key)))
        chain = self.folder / f"{stem}.pem"
        if not chain.exists():
            self._keys[stem] = leaf_key(leaf.key)
            self._certificates[stem] = self._leaf(leaf, stem)
            if leaf.hash == "sha1":
                self._sign_again_with_sha1(stem, by=leaf.issuer)
            self._write(chain.name, b"".join(self._pem(name) for name in (stem, *leaf.sent)))
        return KeyPair(chain, key)

    def staple(self, leaf: Leaf, *, revoked: bool = False) -> Path:
        """What a responder of the leaf's issuer says of it, DER (RFC 6960): good, or revoked two days ago."""
        self.issue(leaf)
        certificate, issuer = self._certificates[_stem(leaf)], self._certificates[leaf.issuer]
        now = self.moment(0, time(0, 0, 0))
        builder = ocsp.OCSPResponseBuilder().add_response(
            cert=certificate,
            issuer=issuer,
            algorithm=hashes.SHA1(),  # names the certificate, as every responder does; it signs nothing
            cert_status=ocsp.OCSPCertStatus.REVOKED if revoked else ocsp.OCSPCertStatus.GOOD,
            this_update=now,
            next_update=now + timedelta(days=7),
            revocation_time=now - timedelta(days=2) if revoked else None,
            revocation_reason=x509.ReasonFlags.key_compromise if revoked else None,
        )
        signer = self._keys[leaf.issuer]
        assert isinstance(signer, ec.EllipticCurvePrivateKey)
        response = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, issuer).sign(signer, hashes.SHA256())
        return self._write(f"{_stem(leaf)}-{revoked}.ocsp", response.public_bytes(Encoding.DER))

    def moment(self, day: int | datetime, at: time) -> datetime:
        if isinstance(day, datetime):
            return day
        return datetime.combine(self.today + timedelta(days=day), at, UTC)

    def _leaf(self, leaf: Leaf, stem: str) -> x509.Certificate:
        issuer = stem if leaf.issuer == SELF else leaf.issuer
        subject = _name(leaf.common_name or f"Siegel Test Shop {stem[-6:]}")
        issuer_name = subject if issuer == stem else self._certificates[issuer].subject
        public, issuer_public = self._keys[stem].public_key(), self._keys[issuer].public_key()
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer_name)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(self.moment(leaf.first_day, time(0, 0, 0)))
            .not_valid_after(self.moment(leaf.last_day, time(23, 59, 59)))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(_key_usage(leaf.key), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_public), critical=False)
        )
        if leaf.names:
            names = x509.SubjectAlternativeName([x509.DNSName(name) for name in leaf.names])
            builder = builder.add_extension(names, critical=False)
        if leaf.must_staple:
            builder = builder.add_extension(x509.TLSFeature([x509.TLSFeatureType.status_request]), critical=False)
        if leaf.ocsp:
            responder = x509.UniformResourceIdentifier("http://ocsp.siegel-tests.example/")
            access = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, responder)
            builder = builder.add_extension(x509.AuthorityInformationAccess([access]), critical=False)
        if leaf.scts:
            builder = builder.add_extension(_promises(leaf.scts, self.today), critical=False)
        signer = self._keys[issuer]
        return builder.sign(signer, None if isinstance(signer, ed25519.Ed25519PrivateKey) else hashes.SHA256())

    def _make_ca(self, name: str, title: str, *, by: str) -> None:
        key = self._keys[name] = new_key("ec-256")
        issuer_public = self._keys[by].public_key()
        is_root = name == by
        builder = (
            x509.CertificateBuilder()
            .subject_name(_name(title))
            .public_key(key.public_key())
            .issuer_name(_name(title) if is_root else self._certificates[by].subject)
            .serial_number(x509.random_serial_number())
            .not_valid_before(self.moment(-400, time(0, 0, 0)))
            .not_valid_after(self.moment(1400, time(23, 59, 59)))
            .add_extension(x509.BasicConstraints(ca=True, path_length=None if is_root else 0), critical=True)
            .add_extension(_ca_usage(), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_public), critical=False)
        )
        signer = self._keys[by]
        assert isinstance(signer, ec.EllipticCurvePrivateKey)
        self._certificates[name] = builder.sign(signer, hashes.SHA256())

    def _sign_again_with_sha1(self, name: str, *, by: str) -> None:
        """On the bytes, since the library refuses to build such a certificate (it does sign with SHA-1)."""
        signer = self._keys[by]
        assert isinstance(signer, ec.EllipticCurvePrivateKey)
        _, version, serial, _, *rest = _elements(self._certificates[name].tbs_certificate_bytes)
        to_be_signed = _sequence(version, serial, ECDSA_WITH_SHA1, *rest)
        signature = signer.sign(to_be_signed, ec.ECDSA(hashes.SHA1()))
        bits = b"\x03" + _length(len(signature) + 1) + b"\x00" + signature
        self._certificates[name] = x509.load_der_x509_certificate(_sequence(to_be_signed, ECDSA_WITH_SHA1, bits))

    def _pem(self, name: str) -> bytes:
        return self._certificates[name].public_bytes(Encoding.PEM)

    def _write(self, name: str, content: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content)
        return path


def _stem(leaf: Leaf) -> str:
    return f"leaf-{abs(hash(leaf)):x}"


def _promises(count: int, day: date) -> x509.UnrecognizedExtension:
    """A SignedCertificateTimestampList (RFC 6962 § 3.3), well formed, of logs that nobody runs."""
    at = int(datetime.combine(day, time(), UTC).timestamp() * 1000) - 86_400_000
    signature = bytes.fromhex("3006020101020101")  # an ECDSA signature of the right shape
    entries = b""
    for log in range(count):
        entry = bytes([0]) + bytes([log + 1]) * 32 + at.to_bytes(8, "big") + bytes(2)
        entry += bytes([4, 3]) + len(signature).to_bytes(2, "big") + signature
        entries += len(entry).to_bytes(2, "big") + entry
    listed = len(entries).to_bytes(2, "big") + entries
    return x509.UnrecognizedExtension(SCT_LIST, b"\x04" + _length(len(listed)) + listed)


def _length(size: int) -> bytes:
    if size < 128:
        return bytes([size])
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([128 + len(octets)]) + octets


def _sequence(*elements: bytes) -> bytes:
    content = b"".join(elements)
    return b"\x30" + _length(len(content)) + content


def _elements(sequence: bytes) -> list[bytes]:
    """The header of a DER sequence, then its elements, each with its own header."""

    def header(at: int) -> tuple[int, int]:
        first = sequence[at + 1]
        if first < 128:
            return 2, first
        octets = first - 128
        return 2 + octets, int.from_bytes(sequence[at + 2 : at + 2 + octets], "big")

    at, _ = header(0)
    elements = [sequence[:at]]
    while at < len(sequence):
        head, size = header(at)
        elements.append(sequence[at : at + head + size])
        at += head + size
    return elements


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Siegel Tests"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _key_usage(key: str) -> x509.KeyUsage:
    """Key encipherment is what static RSA key exchange needs."""
    return x509.KeyUsage(
        digital_signature=True,
        key_encipherment=key.startswith("rsa"),
        content_commitment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def _ca_usage() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        key_encipherment=False,
        content_commitment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
