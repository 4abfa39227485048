"""What guidelines say of the suites and groups an endpoint accepts, after `data/tls_parameter_sets.yaml`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from scanner.datafile import read_data
from scanner.model.evidence import Evidence
from scanner.model.facts import Endpoint, Fact, TlsCipher, TlsGroup, TlsProtocol, TlsSession
from scanner.model.values import Unknown
from scanner.model.vocabulary import GroupFamily, ParameterSet, TlsVersion

#: Bits that a suite or group needs where a guideline names none: by family of groups, None for suites.
_NAMELESS = "at_least"
#: Versions of which guidelines list suites.
_CURRENT = frozenset({TlsVersion.TLSV1_2, TlsVersion.TLSV1_3})


@dataclass(frozen=True, slots=True)
class Names:
    """A list of names, `*` standing for any letters, or bits that do instead of a name (by family of a group)."""

    listed: tuple[str, ...] = ()
    tolerated: tuple[str, ...] = ()
    bits: Mapping[str, int] | int | None = None
    never: tuple[str, ...] = ()

    def lists(self, name: str) -> bool:
        """Whether a name is on the list."""
        return any(fnmatchcase(name, pattern) for pattern in self.listed)

    def tolerates(self, name: str) -> bool:
        """Whether it is let be."""
        return any(fnmatchcase(name, pattern) for pattern in self.tolerated)

    def rules_out(self, name: str) -> bool:
        """Whether no number of bits helps it."""
        return any(fnmatchcase(name, pattern) for pattern in self.never)


@dataclass(frozen=True, slots=True)
class Guideline:
    """A guideline: how it is called, where it stands, and its lists."""

    title: str
    reference: str
    suites: Names
    groups: Names


@cache
def guidelines() -> Mapping[ParameterSet, Guideline]:
    """Every guideline of the data file, in the order of the vocabulary."""
    found = read_data("tls_parameter_sets.yaml")["sets"]
    return {one: _guideline(found[one.value]) for one in ParameterSet}


def _guideline(entry: Mapping[str, Any]) -> Guideline:
    return Guideline(entry["title"], entry["reference"], _names(entry["suites"]), _names(entry["groups"]))


def _names(entry: Mapping[str, Any]) -> Names:
    listed, tolerated, never = (tuple(entry.get(key, ())) for key in ("listed", "tolerated", "never"))
    return Names(listed, tolerated, entry.get(_NAMELESS), never)


def parameter_sets(evidence: Evidence) -> Evidence:
    """Fill in which guidelines list each suite and group, and per endpoint which of them find one they list."""
    ciphers = [_suite(row) for row in evidence.rows("tls_cipher") if isinstance(row, TlsCipher)]
    groups = [_group(row) for row in evidence.rows("tls_group") if isinstance(row, TlsGroup)]
    evidence = evidence.with_rows([*ciphers, *groups])
    sessions = [_session(row, evidence) for row in evidence.rows("tls_session") if isinstance(row, TlsSession)]
    return evidence.with_rows(sessions)


def _suite(row: TlsCipher) -> TlsCipher:
    def known(names: Names) -> bool | None:
        if isinstance(names.bits, int):
            if isinstance(row.name, str) and names.rules_out(row.name):
                return False
            return row.bits >= names.bits if isinstance(row.bits, int) else None
        return isinstance(row.name, str) and names.lists(row.name)

    return replace(
        row,
        listed_by=_which(lambda one: known(one.suites)),
        tolerated_by=_which(lambda one: isinstance(row.name, str) and one.suites.tolerates(row.name)),
    )


def _group(row: TlsGroup) -> TlsGroup:
    def known(names: Names) -> bool | None:
        if isinstance(row.name, str) and names.lists(row.name):
            return True
        if not isinstance(names.bits, Mapping):
            return False
        if not isinstance(row.family, GroupFamily) or not isinstance(row.bits, int):
            return None
        return row.family.value in names.bits and row.bits >= names.bits[row.family.value]

    return replace(
        row,
        listed_by=_which(lambda one: known(one.groups)),
        tolerated_by=_which(lambda one: isinstance(row.name, str) and one.groups.tolerates(row.name)),
    )


def _which(holds: Callable[[Guideline], bool | None]) -> tuple[ParameterSet, ...] | Unknown:
    answers = {one: holds(guideline) for one, guideline in guidelines().items()}
    if None in answers.values():
        return Unknown("its strength could not be told")
    return tuple(one for one, answer in answers.items() if answer)


def _session(row: TlsSession, evidence: Evidence) -> TlsSession:
    place = _place(row)
    suites = [c for c in _at(place, evidence, TlsCipher) if c.accepted is True]
    groups = [g for g in _at(place, evidence, TlsGroup) if g.accepted is True]
    spoken = {p.version for p in _at(place, evidence, TlsProtocol) if p.accepted is True}
    by_version = [[c.listed_by for c in suites if c.version is version] for version in _CURRENT & spoken]
    return replace(
        row,
        suites_of=_in_all(by_version, complete=_complete("tls_cipher", place, evidence)),
        groups_of=_in_all([[g.listed_by for g in groups]], complete=_complete("tls_group", place, evidence)),
        post_quantum=_post_quantum(groups, complete=_complete("tls_group", place, evidence)),
    )


def _in_all(lists: Iterable[Iterable[object]], *, complete: bool) -> tuple[ParameterSet, ...] | Unknown:
    """The guidelines that are found in each of several lists."""
    found = [{one for listed in version if isinstance(listed, tuple) for one in listed} for version in lists]
    everywhere = set.intersection(*found) if found else set()
    if not complete and everywhere != set(ParameterSet):
        return Unknown("not everything that it accepts was seen")
    return tuple(one for one in ParameterSet if one in everywhere)


def _post_quantum(groups: Iterable[TlsGroup], *, complete: bool) -> bool | Unknown:
    if any(group.family in _POST_QUANTUM and group.name != _DRAFT for group in groups):
        return True
    return False if complete else Unknown("not every group that it accepts was seen")


_POST_QUANTUM = frozenset({GroupFamily.HYBRID_PQ, GroupFamily.PQ})
#: What browsers tried out before ML-KEM was ready, and have given up.
_DRAFT = "X25519Kyber768Draft00"

_Place = tuple[object, object, object]


def _place(row: Fact) -> _Place:
    endpoint = getattr(row, "endpoint", None)
    return (endpoint.host, endpoint.address, endpoint.port) if isinstance(endpoint, Endpoint) else (None, None, None)


def _at(place: _Place, evidence: Evidence, kind: type[Any]) -> list[Any]:
    return [row for row in evidence.rows(kind.kind) if isinstance(row, kind) and _place(row) == place]


def _complete(kind: str, place: _Place, evidence: Evidence) -> bool:
    """Whether no gap of a kind bears on an endpoint."""
    here = dict(zip(("endpoint.host", "endpoint.address", "endpoint.port"), place, strict=True))
    return not any(all(here[path] == value for path, value in gap.scope if path in here) for gap in evidence.gaps(kind))
