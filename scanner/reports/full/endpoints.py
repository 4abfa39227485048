"""The TLS endpoints as people want to see them: suites by version, the chain from leaf to root, how far from what."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from scanner.model.evidence import Evidence
from scanner.model.facts import Certificate, Endpoint, Fact, TlsCipher, TlsGroup, TlsProtocol
from scanner.model.report import Nearness, Report
from scanner.model.values import Unknown
from scanner.model.verdict import Text
from scanner.model.vocabulary import KeyType, ParameterSet, TlsVersion, Word
from scanner.model.words import word
from scanner.reports.full import tls_words as words
from scanner.reports.full.prose import day
from scanner.reports.nearness import by_endpoint, distance
from scanner.reports.words import same

#: Endpoints, suites of one and certificates of one chain that are drawn.
MOST_ENDPOINTS, MOST_SUITES, MOST_LINKS, MOST_CHAINS = 50, 200, 10, 6


@dataclass(frozen=True, slots=True)
class Mark:
    """A word in a cell, and how it is meant: `good`, `bad`, `open` (could not be told) or nothing."""

    said: Text
    state: str = ""


@dataclass(frozen=True, slots=True)
class SuiteLine:
    """A suite: bits and kind of encryption in words, a cell for each version shown, and the guidelines that list it."""

    name: str
    about: Text
    marks: tuple[Mark | None, ...]
    listed: Text
    state: str


@dataclass(frozen=True, slots=True)
class Link:
    """A certificate of the chain as drawn. `problem`: why it isn't trusted, if it isn't."""

    title: str
    role: Text
    lines: tuple[Text, ...]
    problem: Text | None = None


@dataclass(frozen=True, slots=True)
class Near:
    """How far from a guideline, in words, and what would have to change."""

    one: Nearness
    said: Text
    state: str


@dataclass(frozen=True, slots=True)
class Panel:
    """An endpoint, at all addresses where it is the same. `columns` are the versions that take suites."""

    place: str
    addresses: tuple[str, ...] = ()
    service: Text = same("")
    versions: tuple[tuple[str, Mark], ...] = ()
    columns: tuple[str, ...] = ()
    suites: tuple[SuiteLine, ...] = ()
    left_over: int = 0
    groups: tuple[Text, ...] = ()
    chains: tuple[tuple[Link, ...], ...] = ()
    near: tuple[Near, ...] = ()


def panels(report: Report, evidence: Evidence | None) -> tuple[Panel, ...]:
    """One for each endpoint that speaks TLS; addresses where everything is the same share one."""
    near = {place: tuple(map(_near, found)) for place, found in by_endpoint(report.nearness).items()}
    if evidence is None:
        return tuple(Panel(place, near=found) for place, found in list(near.items())[:MOST_ENDPOINTS])
    spoken = [row for row in evidence.rows("endpoint") if isinstance(row, Endpoint) and row.tls is True]
    found: dict[Panel, tuple[str, ...]] = {}
    for endpoint in spoken[:MOST_ENDPOINTS]:
        panel = _panel(endpoint, evidence, report.as_of)
        panel = replace(panel, near=near.get(panel.place, ()))
        found[panel] = (*found.get(panel, ()), str(endpoint.address))
    return tuple(replace(panel, addresses=addresses) for panel, addresses in found.items())


def _near(one: Nearness) -> Near:
    state = "bad" if one.changes else "open" if one.unknown else "good"
    return Near(one, distance(one), state)


def _panel(endpoint: Endpoint, evidence: Evidence, as_of: str) -> Panel:
    suites = [row for row in _at(endpoint, evidence, TlsCipher) if row.accepted is True]
    shown = [version for version in reversed(TlsVersion) if any(row.version is version for row in suites)]
    lines = _suites(suites, shown)
    return Panel(
        place=f"{endpoint.host}:{endpoint.port}",
        service=_service(endpoint),
        versions=tuple(_versions(_at(endpoint, evidence, TlsProtocol))),
        columns=tuple(version.value for version in shown),
        suites=lines[:MOST_SUITES],
        left_over=max(0, len(lines) - MOST_SUITES),
        groups=tuple(_group(row) for row in _at(endpoint, evidence, TlsGroup) if row.accepted is True),
        chains=_chains(_at(endpoint, evidence, Certificate), as_of),
    )


F = TypeVar("F", bound=Fact)


def _at(endpoint: Endpoint, evidence: Evidence, kind: type[F]) -> list[F]:
    """The rows of a kind that belong to an endpoint."""
    rows = (row for row in evidence.rows(kind.kind) if isinstance(row, kind))
    return [row for row in rows if (at := getattr(row, "endpoint", None)) is not None and _same(at, endpoint)]


def _same(one: object, other: Endpoint) -> bool:
    return isinstance(one, Endpoint) and one.key() == other.key()


def _service(endpoint: Endpoint) -> Text:
    parts = [value for value in (endpoint.service, endpoint.role) if isinstance(value, str)]
    said = (
        ", ".join([*(word(part, lang) if isinstance(part, Word) else part for part in parts)]) for lang in ("en", "de")
    )
    return Text(*said)


# ── versions and suites ──────────────────────────────────────────────────────────────────────────────────────────────


def _versions(rows: Iterable[TlsProtocol]) -> Iterable[tuple[str, Mark]]:
    by_version = {row.version: row.accepted for row in rows}
    for version in reversed(TlsVersion):
        accepted, current = by_version.get(version, Unknown("")), version.rank >= TlsVersion.TLSV1_2.rank
        match accepted:
            case True:
                yield version.value, Mark(words.ACCEPTED, "good" if current else "bad")
            case False:
                yield version.value, Mark(words.REFUSED, "" if current else "good")
            case _:
                yield version.value, Mark(words.NOT_TOLD, "open")


def _suites(rows: Iterable[TlsCipher], shown: list[TlsVersion]) -> tuple[SuiteLine, ...]:
    by_name: dict[str, dict[object, TlsCipher]] = {}
    for row in rows:
        by_name.setdefault(str(row.name), {})[row.version] = row
    lines = [
        (_order(found, shown), _line(name, next(iter(found.values())), [found.get(version) for version in shown]))
        for name, found in by_name.items()
    ]
    return tuple(line for _, line in sorted(lines, key=lambda pair: (pair[0], pair[1].name)))


def _order(found: dict[object, TlsCipher], shown: list[TlsVersion]) -> tuple[int, int]:
    """The newest version first, in it the server's own order."""
    newest = next(place for place, version in enumerate(shown) if version in found)
    preference = found[shown[newest]].preference
    return newest, preference if isinstance(preference, int) else 999


def _line(name: str, row: TlsCipher, cells: list[TlsCipher | None]) -> SuiteLine:
    weak = isinstance(row.bits, int) and row.bits < 112
    state = "bad" if weak or row.forward_secrecy is False else "open" if row.aead is False else "good"
    traits = [words.FORWARD_SECRECY] if row.forward_secrecy is True else [words.NO_FORWARD_SECRECY]
    traits += [words.AEAD] if row.aead is True else [words.NO_AEAD] if row.aead is False else []
    bits = [Text(f"{row.bits} bits", f"{row.bits} Bit")] if isinstance(row.bits, int) else []
    listed = row.listed_by if isinstance(row.listed_by, tuple) else ()
    return SuiteLine(
        name,
        _joined([*bits, *traits]),
        tuple(None if cell is None else _rank(cell) for cell in cells),
        _joined([Text(_short(one, "en"), _short(one, "de")) for one in ParameterSet if one in listed]),
        state,
    )


def _rank(row: TlsCipher) -> Mark:
    return Mark(same(f"{row.preference}.")) if isinstance(row.preference, int) else Mark(words.TAKEN)


def _short(one: ParameterSet, lang: str) -> str:
    return word(one, lang)


def _group(row: TlsGroup) -> Text:
    if not isinstance(row.bits, int):
        return same(str(row.name))
    return Text(*(f"{row.name} ({row.bits} {unit})" for unit in ("bits", "Bit")))


def _joined(parts: Iterable[Text]) -> Text:
    found = list(parts)
    return Text(*(", ".join(part.to(lang) for part in found) for lang in ("en", "de")))


# ── the chain ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _chains(rows: Iterable[Certificate], as_of: str) -> tuple[tuple[Link, ...], ...]:
    by_chain: dict[int, list[Certificate]] = {}
    for row in rows:
        if isinstance(row.chain, int) and isinstance(row.position, int):
            by_chain.setdefault(row.chain, []).append(row)
    found = []
    for chain in sorted(by_chain)[:MOST_CHAINS]:
        sent = sorted(by_chain[chain], key=lambda row: row.position if isinstance(row.position, int) else 0)
        links = [_link(row, as_of) for row in sent[:MOST_LINKS]]
        found.append((*links, *_anchor(sent)))
    return tuple(found)


def _link(row: Certificate, as_of: str) -> Link:
    lines = [
        Text(f"issued by {_name(row.issuer)}", f"ausgestellt von {_name(row.issuer)}"),
        same(" ".join(part for part in (_key(row), _signature(row)) if part)),
        *_dates(row, as_of),
    ]
    if row.position == 0 and isinstance(row.names, tuple) and row.names:
        names = ", ".join(row.names[:6]) + (" …" if len(row.names) > 6 else "")
        lines.append(Text(f"for {names}", f"für {names}"))
    role = words.LEAF if row.position == 0 else words.ROOT if row.is_root is True else words.INTERMEDIATE
    return Link(_name(row.subject), role, tuple(line for line in lines if line.en), _problem(row))


def _problem(row: Certificate) -> Text | None:
    if row.position != 0 or row.trusted is not False:
        return None
    said = [row.reason("trusted", lang) for lang in ("en", "de")]
    return Text(said[0], said[1]) if said[0] and said[1] else words.NOT_TRUSTED


def _anchor(sent: list[Certificate]) -> tuple[Link, ...]:
    """The root that a trusted chain ends at and that isn't sent."""
    last, leaf = sent[-1], sent[0]
    if leaf.trusted is not True or last.is_root is True:
        return ()
    root = leaf.built[-1] if isinstance(leaf.built, tuple) and leaf.built else last.issuer
    return (Link(_name(root), words.ANCHOR, (words.NOT_SENT,)),) if isinstance(root, str) else ()


def _name(subject: object) -> str:
    """The common name of a distinguished name as RFC 4514 writes it, else all of it."""
    if not isinstance(subject, str):
        return "?"
    named = [part.split("=", 1) for part in _UNESCAPED_COMMA.split(subject) if "=" in part]
    first = {kind.strip(): _ESCAPED.sub(r"\1", value) for kind, value in reversed(named)}
    return first.get("CN") or first.get("O") or subject


_UNESCAPED_COMMA, _ESCAPED = re.compile(r"(?<!\\),"), re.compile(r"\\(.)")


def _key(row: Certificate) -> str:
    kinds = {KeyType.RSA: "RSA", KeyType.EC: "EC", KeyType.ED25519: "Ed25519", KeyType.ED448: "Ed448"}
    if not isinstance(row.key_type, KeyType):
        return ""
    kind = kinds.get(row.key_type, row.key_type.value)
    return f"{kind} {row.key_bits}" if isinstance(row.key_bits, int) else kind


def _signature(row: Certificate) -> str:
    return f"· {row.signature_hash}" if isinstance(row.signature_hash, str) else ""


def _dates(row: Certificate, as_of: str) -> tuple[Text, ...]:
    if not isinstance(row.not_after, dt.date):
        return ()
    try:
        left = (row.not_after - dt.date.fromisoformat(as_of)).days
    except ValueError:
        return ()
    until = [day(row.not_after.isoformat(), lang) for lang in ("en", "de")]
    if left < 0:
        return (Text(f"expired on {until[0]}", f"abgelaufen am {until[1]}"),)
    return (Text(f"valid until {until[0]}, {left} days left", f"gültig bis {until[1]}, noch {left} Tage"),)
