"""From what was found in each version to one row for each group: where it is taken and its place in the order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from scanner.model.vocabulary import GroupFamily, TlsVersion
from scanner.probes.tls.eliminate import Elimination
from scanner.probes.tls.exchange import CAUSES
from scanner.probes.tls.groups import Group, of_code, of_prime
from scanner.probes.tls.sweep import Exchanged

Row = dict[str, Any]

#: More primes than this are those of a server that makes up a new one each time.
_MOST_PRIMES = 32
_NO_CLASSICAL = {"unknown": "a lattice has neither field nor prime whose length compares"}
_NO_ORDER = {"unknown": "the server's order was not established for this group"}
_NOT_TESTED = {"unknown": "whether the prime is one was not tested"}


class GroupRows:
    """The groups of one endpoint. `doubts`: what kept us from seeing all of a version, with the `causes` of the gap."""

    def __init__(self) -> None:
        self._groups: dict[str, Group] = {}
        self._versions: dict[str, set[TlsVersion]] = {}
        self._places: dict[str, dict[TlsVersion, object]] = {}
        self.doubts: dict[TlsVersion, str] = {}
        self.causes: dict[TlsVersion, str] = {}

    def eliminated(self, found: Mapping[TlsVersion, Elimination]) -> None:
        """Named groups of each version, in the order in which the server chose them."""
        for version, done in found.items():
            for place, code in enumerate(done.found, 1):
                order = _NO_ORDER if done.decides is None else place if done.decides else None
                self._add(of_code(code), version, order)
            self._doubt(version, done)

    def negotiated(self, found: Mapping[TlsVersion, Elimination]) -> None:
        """Groups of RFC 7919 up to TLS 1.2."""
        for version, done in found.items():
            for code in done.found:
                self._add(of_code(code), version, None)
            self._doubt(version, done)

    def _doubt(self, version: TlsVersion, done: Elimination) -> None:
        if done.cut_off is not None:
            self.doubts.setdefault(version, done.cut_off.words)
            self.causes.setdefault(version, CAUSES.get(done.cut_off.fate, "error"))

    def exchanged(self, seen: Iterable[Exchanged]) -> None:
        """Primes and curves that came with the choice of a suite."""
        known: dict[int, Group] = {}
        for one in seen:
            if one.key is None:
                self.doubts.setdefault(one.version, f"the key exchange of {one.suite.name} could not be read")
            elif one.key.group is not None:
                self._add(of_code(one.key.group, one.key.bits), one.version, _NO_ORDER)
            elif one.key.prime is not None:
                prime = one.key.prime
                if prime not in known and len(known) >= _MOST_PRIMES:
                    self.doubts.setdefault(one.version, f"the server uses more than {_MOST_PRIMES} primes")
                    continue
                known[prime] = known.get(prime) or of_prime(prime)
                self._add(known[prime], one.version, None)

    def _add(self, group: Group, version: TlsVersion, place: object) -> None:
        old = self._groups.get(group.name)
        # Of a registered group a prime of its own says whether it is weak, and explicit parameters how long it is.
        self._groups[group.name] = old if old is not None and old.bits is not None else group
        self._versions.setdefault(group.name, set()).add(version)
        places = self._places.setdefault(group.name, {})
        if places.get(version, _NO_ORDER) == _NO_ORDER:
            places[version] = place

    def rows(self) -> list[Row]:
        """One row for each group. The place is that in the newest version that takes it."""
        return [self._row(name, group) for name, group in sorted(self._groups.items())]

    def _row(self, name: str, group: Group) -> Row:
        versions = sorted(self._versions[name], key=lambda version: version.rank)
        missing = [version for version in self.doubts if version not in versions]
        bits: object = group.bits
        if bits is None:
            bits = _NO_CLASSICAL if group.family is GroupFamily.PQ else {"unknown": "the server did not send it"}
        return {
            "name": name,
            "family": group.family,
            "bits": bits,
            "accepted": True,
            "preference": self._places[name][versions[-1]],
            "versions": {"unknown": f"not all groups of {missing[0]} were seen"} if missing else versions,
            "known_weak": _NOT_TESTED if group.weak is None else group.weak,
        }
