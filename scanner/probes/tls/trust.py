"""Whether a chain as sent leads to an anchor we trust, and if not, why, in words of our own. Pure: `now` is passed in.

The path is built here, so that each failure has its name; the verifier of `cryptography` (RFC 5280 and the CA/Browser
Forum's profile) is heard as a second opinion and can only take trust away.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import InternalError, InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import verification
from cryptography.x509.oid import ExtendedKeyUsageOID

from scanner.model.vocabulary import TrustProblem
from scanner.probes.tls.names import a_labels, as_address

#: What reading a hostile certificate may raise; `cryptography` parses many parts only when they are asked for.
UNREADABLE = (
    ValueError,
    TypeError,
    KeyError,  # a name with a string type that ASN.1 does not have
    OverflowError,
    InternalError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)

_MAX_DEPTH = 10
_MAX_SIGNATURES = 200
_WEAK_HASHES = frozenset({"md2", "md4", "md5", "sha1"})
_MIN_RSA_BITS = 2048  # CA/Browser Forum Baseline Requirements § 6.1.5
_MIN_EC_BITS = 256

#: Which of several problems is named first: what makes the others moot comes before them.
PRECEDENCE = (
    TrustProblem.REVOKED,
    TrustProblem.SELF_SIGNED,
    TrustProblem.UNKNOWN_ROOT,
    TrustProblem.INCOMPLETE_CHAIN,
    TrustProblem.EXPIRED,
    TrustProblem.NOT_YET_VALID,
    TrustProblem.NAME_MISMATCH,
    TrustProblem.WEAK_SIGNATURE,
    TrustProblem.MALFORMED,
    TrustProblem.WRONG_ORDER,
)


@dataclass(frozen=True, slots=True)
class Anchors:
    """Root certificates to trust: those of the Mozilla store and those declared as if public."""

    roots: tuple[x509.Certificate, ...]
    _by_subject: dict[bytes, list[x509.Certificate]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        index: dict[bytes, list[x509.Certificate]] = {}
        for root in self.roots:
            index.setdefault(root.subject.public_bytes(), []).append(root)
        object.__setattr__(self, "_by_subject", index)

    def named(self, name: x509.Name) -> Sequence[x509.Certificate]:
        """The anchors with this subject."""
        return self._by_subject.get(name.public_bytes(), ())

    def same(self, certificate: x509.Certificate) -> x509.Certificate | None:
        """The anchor with this certificate's name and key, whoever signed the one at hand (cross-signing)."""
        return next((root for root in self.named(certificate.subject) if _key(certificate) == _key(root)), None)


@dataclass(frozen=True, slots=True)
class Path:
    """Certificates from the one in question upwards. `anchor`: the trusted root it ends at, which may not be sent."""

    certificates: tuple[x509.Certificate, ...]
    anchor: x509.Certificate | None

    @property
    def top(self) -> x509.Certificate:
        """The last certificate that the server sent towards an anchor."""
        return self.certificates[-1]


@dataclass(frozen=True, slots=True)
class Trust:
    """The judgement on one certificate. `detail`: what the second opinion says where no word of ours fits.

    `anchored`: whether signatures lead to an anchor, whatever else is wrong; None if a missing link hides it.
    """

    problems: tuple[TrustProblem, ...]
    anchored: bool | None
    detail: str = ""

    @property
    def trusted(self) -> bool:
        """Nothing but the order of certificates is wrong; browsers sort them."""
        return not set(self.problems) - {TrustProblem.WRONG_ORDER}

    @property
    def primary(self) -> TrustProblem | None:
        """The problem that a person should be told first; a wrong order is one that browsers mend."""
        return self.problems[0] if self.problems else None


def is_self_issued(certificate: x509.Certificate) -> bool:
    """Whether it names itself as issuer and is signed with its own key."""
    return certificate.subject == certificate.issuer and issued_by(certificate, certificate)


def issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Whether the names fit and the signature verifies; False too for algorithms we can't compute."""
    try:
        if certificate.issuer == issuer.subject and hash_name(certificate) in _BROKEN_HASHES:
            _verify_with_broken_hash(certificate, issuer)
        else:
            certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, *UNREADABLE):
        return False
    return True


def _verify_with_broken_hash(certificate: x509.Certificate, issuer: x509.Certificate) -> None:
    """The library's verifier refuses SHA-1 and MD5; yet who signed is a fact, and the weakness is told separately."""
    algorithm = _BROKEN_HASHES[hash_name(certificate) or ""]
    key, signature, signed = issuer.public_key(), certificate.signature, certificate.tbs_certificate_bytes
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, signed, padding.PKCS1v15(), algorithm)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signature, signed, ec.ECDSA(algorithm))
    else:
        raise InvalidSignature


_BROKEN_HASHES: Mapping[str, hashes.HashAlgorithm] = {"sha1": hashes.SHA1(), "md5": hashes.MD5()}  # noqa: S303 - to verify


def build_path(start: x509.Certificate, sent: Sequence[x509.Certificate], anchors: Anchors) -> Path:
    """The first path by names and signatures from `start` to an anchor; else the longest that the sent ones give."""
    budget = [_MAX_SIGNATURES]
    longest: list[tuple[x509.Certificate, ...]] = [(start,)]

    def climb(path: tuple[x509.Certificate, ...]) -> Path | None:
        if len(path) > len(longest[0]):
            longest[0] = path
        top = path[-1]
        itself = anchors.same(top)
        if itself is not None:
            return Path(path, itself)
        for root in anchors.named(top.issuer):
            if _spend(budget) and issued_by(top, root):
                return Path(path, root)
        if len(path) >= _MAX_DEPTH:
            return None
        for candidate in sent:
            if candidate in path or candidate.subject != top.issuer or not _spend(budget):
                continue
            found = climb((*path, candidate)) if issued_by(top, candidate) else None
            if found is not None:
                return found
        return None

    return climb((start,)) or Path(longest[0], None)


def _spend(budget: list[int]) -> bool:
    """A hostile chain may hold many certificates of one name; signatures to check are bounded."""
    budget[0] -= 1
    return budget[0] >= 0


def judge(
    position: int,
    sent: Sequence[x509.Certificate],
    anchors: Anchors,
    now: dt.datetime,
    *,
    host: str | None = None,
    matches_host: bool = True,
    revoked: bool = False,
) -> Trust:
    """Judge the certificate at a position of a chain as sent. `host` is given for the leaf only, `now` in UTC."""
    path = build_path(sent[position], sent, anchors)
    problems: set[TrustProblem] = set()
    problems.update(_ending(path))
    problems.update(_dates(path, now))
    problems.update(_weaknesses(path))
    if not matches_host:
        problems.add(TrustProblem.NAME_MISMATCH)
    if revoked:
        problems.add(TrustProblem.REVOKED)
    if _out_of_order(path, sent):
        problems.add(TrustProblem.WRONG_ORDER)
    detail = _rules_broken(path, server=host is not None)
    if not detail and host is not None and path.anchor is not None and not problems - {TrustProblem.WRONG_ORDER}:
        detail = _second_opinion(path, sent, path.anchor, host, now)
    if detail:
        problems.add(TrustProblem.MALFORMED)
    anchored = True if path.anchor is not None else None if TrustProblem.INCOMPLETE_CHAIN in problems else False
    return Trust(tuple(problem for problem in PRECEDENCE if problem in problems), anchored, detail)


def _ending(path: Path) -> Iterable[TrustProblem]:
    if path.anchor is not None:
        return
    if path.top.subject != path.top.issuer:
        yield TrustProblem.INCOMPLETE_CHAIN
    elif len(path.certificates) == 1:
        yield TrustProblem.SELF_SIGNED
    else:
        yield TrustProblem.UNKNOWN_ROOT


def _dates(path: Path, now: dt.datetime) -> Iterable[TrustProblem]:
    for certificate in (path.certificates[0], *_below_anchor(path), *([path.anchor] if path.anchor else [])):
        if now > certificate.not_valid_after_utc:
            yield TrustProblem.EXPIRED
        if now < certificate.not_valid_before_utc:
            yield TrustProblem.NOT_YET_VALID


def _weaknesses(path: Path) -> Iterable[TrustProblem]:
    """Weak hashes and keys anywhere but on the anchor, whose own signature proves nothing."""
    if any(_weak_hash(certificate) or _weak_key(certificate) for certificate in _below_anchor(path)):
        yield TrustProblem.WEAK_SIGNATURE


def _below_anchor(path: Path) -> Iterable[x509.Certificate]:
    """Those sent below the anchor; a sent copy of it, or one signed by somebody else, proves and spoils nothing."""
    anchor = path.anchor
    return (item for item in path.certificates if anchor is None or _key(item) != _key(anchor))


def _weak_hash(certificate: x509.Certificate) -> bool:
    try:
        return hash_name(certificate) in _WEAK_HASHES
    except UNREADABLE:
        return False


def _weak_key(certificate: x509.Certificate) -> bool:
    try:
        key = certificate.public_key()
    except UNREADABLE:
        return False
    if isinstance(key, rsa.RSAPublicKey | dsa.DSAPublicKey):
        return key.key_size < _MIN_RSA_BITS
    return isinstance(key, ec.EllipticCurvePublicKey) and key.key_size < _MIN_EC_BITS


def hash_name(certificate: x509.Certificate) -> str | None:
    """The hash of the signature, "sha256"; None for schemes that have none of their own (Ed25519).

    Raises what `UNREADABLE` lists for an algorithm nobody knows.
    """
    oid = certificate.signature_algorithm_oid.dotted_string
    if oid in _OLD_SIGNATURES:
        return _OLD_SIGNATURES[oid]
    algorithm = certificate.signature_hash_algorithm
    return None if algorithm is None else algorithm.name


#: RSA with MD2 and MD4 (RFC 8017 appendix C), which the library no longer knows.
_OLD_SIGNATURES = {"1.2.840.113549.1.1.2": "md2", "1.2.840.113549.1.1.3": "md4"}


def _out_of_order(path: Path, sent: Sequence[x509.Certificate]) -> bool:
    """RFC 5246 § 7.4.2: each certificate sent certifies the one before it."""
    places = [sent.index(certificate) for certificate in path.certificates]
    if path.anchor is not None and path.anchor in sent:
        places.append(sent.index(path.anchor))
    return any(later < earlier for earlier, later in itertools.pairwise(places))


def _rules_broken(path: Path, *, server: bool) -> str:
    """What RFC 5280 § 6.1 forbids on this path: who may issue, how deep, for what. Empty if nothing."""
    try:
        return _issuers(path) or (_purpose(path.certificates[0]) if server else "")
    except UNREADABLE:
        return "a certificate of the chain can't be read"


def _issuers(path: Path) -> str:
    for below, certificate in enumerate(path.certificates[1:]):
        constraints = _extension(certificate, x509.BasicConstraints)
        if constraints is None or not constraints.ca:
            return "a certificate is issued by one that may not issue any (no CA)"
        if constraints.path_length is not None and below > constraints.path_length:
            return "the chain is longer than one of its CAs may make it (path length)"
        usage = _extension(certificate, x509.KeyUsage)
        if usage is not None and not usage.key_cert_sign:
            return "a certificate is issued with a key that may not sign certificates (key usage)"
    return ""


def _purpose(leaf: x509.Certificate) -> str:
    usages = _extension(leaf, x509.ExtendedKeyUsage)
    allowed = {ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE}
    if usages is not None and not allowed & set(usages):
        return "the certificate is not made for servers (extended key usage)"
    return ""


E = TypeVar("E", bound=x509.ExtensionType)


def _extension(certificate: x509.Certificate, kind: type[E]) -> E | None:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def _second_opinion(
    path: Path, sent: Sequence[x509.Certificate], anchor: x509.Certificate, host: str, now: dt.datetime
) -> str:
    """What the library's verifier holds against the path; empty if nothing, or if it has no opinion on such a name."""
    if path.certificates[0] == anchor:
        # Declared as trusted itself; the verifier knows roots only as issuers.
        return ""
    literal = as_address(host)
    try:
        subject = x509.IPAddress(literal) if literal else x509.DNSName(a_labels(host) or "")
    except ValueError:
        return ""
    builder = verification.PolicyBuilder().store(verification.Store([anchor])).time(now).max_chain_depth(_MAX_DEPTH)
    ca, ee = verification.ExtensionPolicy.webpki_defaults_ca(), verification.ExtensionPolicy.webpki_defaults_ee()
    for kind in (x509.AuthorityKeyIdentifier, x509.SubjectKeyIdentifier, x509.KeyUsage):
        # Browsers do without them; what a key usage says if it is there is judged above.
        ca = ca.may_be_present(kind, verification.Criticality.AGNOSTIC, None)
        ee = ee.may_be_present(kind, verification.Criticality.AGNOSTIC, None)
    verifier = builder.extension_policies(ca_policy=ca, ee_policy=ee).build_server_verifier(subject)
    try:
        verifier.verify(path.certificates[0], [certificate for certificate in sent[1:] if certificate != anchor])
    except (verification.VerificationError, *UNREADABLE) as error:
        return f"the verifier of X.509 paths objects: {ascii(str(error))[1:200]}".rstrip("'\"")
    return ""


def _key(certificate: x509.Certificate) -> tuple[bytes, bytes]:
    """Name and public key: what makes two certificates the same authority."""
    try:
        key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    except UNREADABLE:
        key = certificate.fingerprint(hashes.SHA256())
    return certificate.subject.public_bytes(), key
