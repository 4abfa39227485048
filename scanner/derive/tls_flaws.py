"""Which known flaws of TLS follow from versions, suites, groups and headers, endpoint by endpoint, and what shows them.

POODLE            SSL 3.0 with a CBC suite (CVE-2014-3566)
SWEET32           a suite with a block of 64 bits: DES, 3DES, IDEA, RC2, GOST 28147 (CVE-2016-2183)
FREAK             a suite with an RSA key of export strength (CVE-2015-0204)
Logjam            an export suite with DHE, or a DH prime of at most 1024 bits (CVE-2015-4000): 512 and 768 bits have
                  been broken, 1024 are within reach of states, the more so if many share the prime
BEAST             SSL 3.0 or TLS 1.0 with a CBC suite (CVE-2011-3389): a condition, since clients split their records
DROWN             SSL 2.0 here, or at another endpoint of the scan with the same certificate (CVE-2016-0800)
LUCKY13           never said to be there: it is a matter of timing in the server's library, all maintained ones take
                  constant time (CVE-2013-0169), and no handshake shows it. Absent without CBC suites, else unknown
BREACH condition  the front page is compressed over TLS (CVE-2013-3587); whether it reflects a secret is not looked at
known weak prime  a DH prime that `tls_group` knows to be weak

A flaw is absent only if all that could show it was seen; whatever was not makes it unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from scanner.model.evidence import Evidence, Gap
from scanner.model.facts import Certificate, Endpoint, Header, KnownFlaw, TlsCipher, TlsGroup, TlsProtocol
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import GapCause, GroupFamily, TlsFlaw, TlsVersion

_DERIVED_BY = "derive.tls_flaws"

_Place = tuple[object, ...]
_UP_TO_12 = tuple(version for version in TlsVersion if version is not TlsVersion.TLSV1_3)
_RECORDS = tuple(version for version in _UP_TO_12 if version is not TlsVersion.SSLV2)
_CHAINED_IVS = (TlsVersion.SSLV3, TlsVersion.TLSV1_0)
_SMALL_BLOCK = re.compile(r"_(?:3DES|DES|DES40|IDEA|RC2|28147|MAGMA)_")
_MOST_BITS_OF_LOGJAM = 1024
_CODINGS = frozenset({"gzip", "x-gzip", "deflate", "compress", "x-compress", "br", "zstd"})


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was seen of one endpoint. `unsure`: of a version, why more suites than these may be accepted."""

    endpoint: Endpoint
    accepted: Mapping[TlsVersion, Maybe[bool]]
    suites: Mapping[TlsVersion, tuple[str, ...]]
    groups: tuple[TlsGroup, ...]
    unsure: Mapping[TlsVersion, Unknown]
    unsure_of_groups: Unknown | None
    leaves: tuple[Certificate, ...]
    unsure_of_leaves: Unknown | None


def tls_flaws(evidence: Evidence) -> Evidence:
    """With a row for each of these flaws and each endpoint that accepts some version."""
    places = tuple(_places(evidence))
    return (
        evidence.with_rows(row for place in places for row in _flaws(place, places, evidence)) if places else evidence
    )


def _places(evidence: Evidence) -> Iterator[_Seen]:
    """What was seen, endpoint by endpoint."""
    by_place: dict[_Place, list[TlsProtocol]] = {}
    for row in evidence.rows("tls_protocol"):
        if isinstance(row, TlsProtocol) and isinstance(row.endpoint, Endpoint):
            by_place.setdefault(row.endpoint.key(), []).append(row)
    ciphers, groups, certificates = (evidence.gaps(kind) for kind in ("tls_cipher", "tls_group", "certificate"))
    for place, rows in by_place.items():
        endpoint = rows[0].endpoint
        if not isinstance(endpoint, Endpoint) or not any(row.accepted is True for row in rows):
            continue
        accepted = {version: _accepted(version, rows) for version in TlsVersion}
        unsure: dict[TlsVersion, Unknown] = {}
        for version, taken in accepted.items():
            why = taken if isinstance(taken, Unknown) else _gap(ciphers, endpoint, version) if taken else None
            if why is not None:
                unsure[version] = why
        yield _Seen(
            endpoint=endpoint,
            accepted=accepted,
            suites={version: _suites(evidence, place, version) for version in TlsVersion},
            groups=tuple(row for row in _at(evidence, "tls_group", place) if isinstance(row, TlsGroup)),
            unsure=unsure,
            unsure_of_groups=_gap(groups, endpoint),
            leaves=tuple(
                row for row in _at(evidence, "certificate", place) if isinstance(row, Certificate) and row.position == 0
            ),
            unsure_of_leaves=_gap(certificates, endpoint),
        )


def _accepted(version: TlsVersion, rows: Iterable[TlsProtocol]) -> Maybe[bool]:
    found = next((row.accepted for row in rows if row.version is version), None)
    return Unknown(f"nobody asked for {version}") if found is None else found


def _at(evidence: Evidence, kind: str, place: _Place) -> Iterator[object]:
    for row in evidence.rows(kind):
        endpoint = getattr(row, "endpoint", None)
        if isinstance(endpoint, Endpoint) and endpoint.key() == place:
            yield row


def _suites(evidence: Evidence, place: _Place, version: TlsVersion) -> tuple[str, ...]:
    rows = [row for row in _at(evidence, "tls_cipher", place) if isinstance(row, TlsCipher) and row.version is version]
    return tuple(row.name for row in rows if row.accepted is True and isinstance(row.name, str))


def _gap(gaps: Iterable[Gap], endpoint: Endpoint, version: TlsVersion | None = None) -> Unknown | None:
    """The first gap that may hide rows of an endpoint (and version)."""
    wanted: dict[str, object] = {
        "endpoint.host": endpoint.host,
        "endpoint.address": endpoint.address,
        "endpoint.port": endpoint.port,
    }
    if version is not None:
        wanted["version"] = version
    for gap in gaps:
        held = [(gap.value(path), value) for path, value in wanted.items()]
        if all(isinstance(fixed, Unknown) or fixed == value for fixed, value in held):
            return Unknown(gap.reason, gap.cause)
    return None


# the flaws


def _flaws(seen: _Seen, everywhere: Iterable[_Seen], evidence: Evidence) -> Iterator[KnownFlaw]:
    yield _by_suites(seen, TlsFlaw.POODLE, (TlsVersion.SSLV3,), _is_cbc)
    yield _by_suites(seen, TlsFlaw.BEAST, _CHAINED_IVS, _is_cbc)
    yield _by_suites(seen, TlsFlaw.SWEET32, _UP_TO_12, lambda name: _SMALL_BLOCK.search(name) is not None)
    yield _by_suites(seen, TlsFlaw.FREAK, _RECORDS, lambda name: name.startswith("TLS_RSA_EXPORT"))
    yield _logjam(seen)
    yield _weak_prime(seen)
    yield _lucky13(seen)
    yield _drown(seen, everywhere)
    yield _breach(seen, evidence)


def _row(seen: _Seen, flaw: TlsFlaw, shown: Iterable[str], doubt: Unknown | None) -> KnownFlaw:
    by = tuple(dict.fromkeys(shown))
    present: Maybe[bool] = True if by else doubt if doubt is not None else False
    return KnownFlaw(endpoint=seen.endpoint, name=flaw, present=present, shown_by=by, derived_by=_DERIVED_BY)


def _is_cbc(name: str) -> bool:
    return "_CBC" in name


def _matching(seen: _Seen, versions: Iterable[TlsVersion], fits: Callable[[str], bool]) -> list[str]:
    """Versions and suites that fit, versions first."""
    found = {version: [name for name in seen.suites[version] if fits(name)] for version in versions}
    return [
        *(str(version) for version, names in found.items() if names),
        *sorted({x for y in found.values() for x in y}),
    ]


def _doubt(seen: _Seen, versions: Iterable[TlsVersion]) -> Unknown | None:
    return next((seen.unsure[version] for version in versions if version in seen.unsure), None)


def _by_suites(seen: _Seen, flaw: TlsFlaw, versions: tuple[TlsVersion, ...], fits: Callable[[str], bool]) -> KnownFlaw:
    return _row(seen, flaw, _matching(seen, versions, fits), _doubt(seen, versions))


def _has_prime(name: str) -> bool:
    return name.startswith(("TLS_DHE_", "OLD_TLS_DHE_", "TLS_DH_anon_", "TLS_PSK_DHE_"))


def _doubt_about_primes(seen: _Seen) -> Unknown | None:
    """Why there may be further primes: more suites with one, or one of theirs that was not seen."""
    if (doubt := _doubt(seen, _RECORDS)) is not None:
        return doubt
    return seen.unsure_of_groups if _matching(seen, _RECORDS, _has_prime) else None


def _logjam(seen: _Seen) -> KnownFlaw:
    shown = _matching(seen, _RECORDS, lambda name: _has_prime(name) and "_EXPORT" in name)
    for group in seen.groups:
        short = isinstance(group.bits, int) and group.bits <= _MOST_BITS_OF_LOGJAM
        if group.family is GroupFamily.FFDHE and short and isinstance(group.name, str):
            shown.append(group.name)
    return _row(seen, TlsFlaw.LOGJAM, shown, _doubt_about_primes(seen))


def _weak_prime(seen: _Seen) -> KnownFlaw:
    shown = [group.name for group in seen.groups if group.known_weak is True and isinstance(group.name, str)]
    untested = next((group.known_weak for group in seen.groups if isinstance(group.known_weak, Unknown)), None)
    return _row(seen, TlsFlaw.KNOWN_WEAK_DH_PRIME, shown, untested or _doubt_about_primes(seen))


def _lucky13(seen: _Seen) -> KnownFlaw:
    row = _by_suites(seen, TlsFlaw.LUCKY13, _RECORDS, _is_cbc)
    if row.present is not True:
        return row
    why = "the server takes CBC suites; whether its library leaks by timing can't be told from outside"
    return replace(row, present=Unknown(why, GapCause.UNSUPPORTED))


def _drown(seen: _Seen, everywhere: Iterable[_Seen]) -> KnownFlaw:
    if seen.accepted[TlsVersion.SSLV2] is True:
        shown = [str(TlsVersion.SSLV2), *seen.suites[TlsVersion.SSLV2]]
        return _row(seen, TlsFlaw.DROWN, shown, None)
    doubt = _doubt(seen, (TlsVersion.SSLV2,))
    for other in everywhere:
        if other is seen or other.accepted[TlsVersion.SSLV2] is False:
            continue
        shared = _shares_key(seen, other)
        if shared is True and other.accepted[TlsVersion.SSLV2] is True:
            place = f"{other.endpoint.host}:{other.endpoint.port}"
            return _row(seen, TlsFlaw.DROWN, [str(TlsVersion.SSLV2), place], None)
        if shared is not False:
            doubt = doubt or Unknown(f"{other.endpoint.host}:{other.endpoint.port} may speak SSLv2 with the same key")
    return _row(seen, TlsFlaw.DROWN, (), doubt)


def _shares_key(one: _Seen, other: _Seen) -> bool | None:
    """Whether two endpoints have a key in common: certainly with one certificate, never if kind or length differ."""
    if not one.leaves or not other.leaves:
        return None
    prints = [{leaf.sha256 for leaf in seen.leaves if isinstance(leaf.sha256, str)} for seen in (one, other)]
    if prints[0] & prints[1]:
        return True
    kinds = [{(leaf.key_type, leaf.key_bits) for leaf in seen.leaves} for seen in (one, other)]
    unread = any(isinstance(part, Unknown) for kind in kinds for pair in kind for part in pair)
    if unread or one.unsure_of_leaves is not None or other.unsure_of_leaves is not None:
        return None
    return None if kinds[0] & kinds[1] else False


def _breach(seen: _Seen, evidence: Evidence) -> KnownFlaw:
    rows = [
        row
        for row in evidence.rows("header")
        if isinstance(row, Header) and row.name == "content-encoding" and _served_by(row.url, seen.endpoint)
    ]
    shown: list[str] = []
    doubt = None if rows else Unknown("no page was fetched from it", GapCause.UNSUPPORTED)
    for row in rows:
        if isinstance(row.present, Unknown):
            doubt = row.present
        elif isinstance(row.values, tuple):
            codings = {coding.strip().lower() for value in row.values for coding in value.split(",")}
            shown += [f"content-encoding: {coding}" for coding in sorted(codings & _CODINGS)]
    return _row(seen, TlsFlaw.BREACH_CONDITION, shown, doubt)


def _served_by(url: Maybe[str], endpoint: Endpoint) -> bool:
    if not isinstance(url, str):
        return False
    try:
        parts = urlsplit(url)
        place = (parts.scheme, parts.hostname, parts.port or 443)
    except ValueError:
        return False
    return place == ("https", endpoint.host, endpoint.port)
