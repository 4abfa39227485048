"""How a server behaves beside versions, suites and groups, and the flaws that follow from what it says itself.

Compression, renegotiation_info and extended_master_secret are read from answers that the sweep has anyway. Of its own
this asks: one hello with a fallback signal (RFC 7507), and one for each protocol of ALPN (RFC 7301) not chosen yet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor

from scanner.model.vocabulary import TlsFlaw, TlsVersion
from scanner.probes.tls.alpn import modern_alpn
from scanner.probes.tls.exchange import Line, Reply
from scanner.probes.tls.hello import FALLBACK_SCSV, Terms
from scanner.probes.tls.lines import EndpointLines
from scanner.probes.tls.suites import chunks
from scanner.probes.tls.sweep import Findings, Probe, Signals

_INAPPROPRIATE_FALLBACK = 86
_NEGOTIATES_ALPN = (TlsVersion.TLSV1_2, TlsVersion.TLSV1_1, TlsVersion.TLSV1_0)
_NOT_ACCEPTED = {"unknown": "only looked at up to TLS 1.2, which the server does not accept"}


class Habits:
    """The questions about one endpoint."""

    def __init__(self, line: Line, probes: Mapping[TlsVersion, Probe], findings: Findings) -> None:
        self._line = line
        self._findings = findings
        self._probes = {version: probe for version, probe in probes.items() if probe.taken}
        self._fallback: Future[Reply] | None = None
        self._protocols: dict[str, Future[Reply]] = {}
        self._modern: Future[object] | None = None

    def begin(self, pool: ThreadPoolExecutor) -> None:
        """What can be asked once the versions are known."""
        lower = self._next_to_newest()
        if lower is not None:
            self._fallback = pool.submit(self._falls_back, self._probes[lower])
        if set(self._probes) == {TlsVersion.TLSV1_3}:
            self._modern = pool.submit(modern_alpn, self._line)
        chosen = self._findings.alpn
        newest = next((version for version in _NEGOTIATES_ALPN if version in self._probes), None)
        if chosen is not None and newest is not None:
            others = [name for name in self._line.target.protocols if name.decode() != chosen]
            self._protocols = {
                name.decode(): pool.submit(self._negotiates, self._probes[newest], name) for name in others
            }

    def _next_to_newest(self) -> TlsVersion | None:
        """The version that a client falls back to from the newest; SSL 2.0 has no suite that could signal it.

        None where TLS 1.3 is taken: its servers mark every downgrade themselves (RFC 8446 § 4.1.3).
        """
        if TlsVersion.TLSV1_3 in self._probes:
            return None
        versions = sorted(set(self._probes) - {TlsVersion.SSLV2}, key=lambda version: version.rank)
        return versions[-2] if len(versions) > 1 else None

    def _falls_back(self, probe: Probe) -> Reply:
        codes = (*_chosen(probe), FALLBACK_SCSV)
        return self._line.say(probe.version, codes, bare=probe.bare)

    def _negotiates(self, probe: Probe, protocol: bytes) -> Reply:
        return self._line.say(probe.version, chunks(probe.version)[probe.chunk], terms=Terms(protocols=(protocol,)))

    # what the answers say

    def alpn(self) -> object:
        """All protocols that the server takes, in the order in which we ask."""
        if self._modern is not None:
            return self._modern.result()
        if not self._findings.signals:
            return _NOT_ACCEPTED
        taken = {self._findings.alpn}
        for name, future in self._protocols.items():
            reply = future.result()
            fatal = reply.flight.fatal
            if reply.hello is not None:
                taken.add(reply.hello.alpn)
            elif fatal is None or fatal.description not in {40, 120}:
                return {"unknown": f"asked for {name} alone: {reply.words}"}
        return [name.decode() for name in self._line.target.protocols if name.decode() in taken]

    def extends_master_secret(self) -> object:
        """RFC 7627, in every version up to TLS 1.2; None where TLS 1.3 is all that is taken."""
        signals = self._findings.signals.values()
        return all(one.extends_master_secret for one in signals) if signals else None

    def encrypts_then_macs(self) -> object:
        """RFC 7366; None where no suite with CBC is taken."""
        seen = [one.encrypts_then_macs for one in self._findings.signals.values() if one.encrypts_then_macs is not None]
        return all(seen) if seen else None

    def tell(self, told: EndpointLines, accepted: set[TlsVersion], unsettled: set[TlsVersion]) -> None:
        """The flaws that answers show, with the versions that show them. `unsettled`: versions that may be accepted."""
        rules: dict[TlsFlaw, tuple[str, set[TlsVersion]]] = {
            TlsFlaw.CRIME: ("compression", self._where(lambda one: one.compresses)),
            TlsFlaw.INSECURE_RENEGOTIATION: ("", self._where(lambda one: not one.renegotiates_safely)),
            TlsFlaw.NO_EXTENDED_MASTER_SECRET: ("", self._where(lambda one: not one.extends_master_secret)),
        }
        old = unsettled - {TlsVersion.TLSV1_3}
        unread = {*accepted, *old} - {TlsVersion.TLSV1_3, TlsVersion.SSLV2} - set(self._findings.signals)
        for flaw, (word, versions) in rules.items():
            shown = [str(version) for version in sorted(versions, key=lambda version: version.rank)]
            present: object = bool(shown)
            if unread and not shown:
                first = min(unread, key=lambda version: version.rank)
                present = {"unknown": f"no answer in {first} could be read"}
            told.fact("tls_flaw", name=flaw, present=present, shown_by=[*shown, word] if word and shown else shown)
        self._tell_fallback(told, accepted, unsettled)

    def _where(self, shows: Callable[[Signals], bool]) -> set[TlsVersion]:
        return {version for version, one in self._findings.signals.items() if shows(one)}

    def _tell_fallback(self, told: EndpointLines, accepted: set[TlsVersion], unsettled: set[TlsVersion]) -> None:
        present: object = False
        shown: list[str] = []
        older = unsettled - {TlsVersion.TLSV1_3}
        lower = self._next_to_newest()
        if self._fallback is not None and lower is not None:
            reply = self._fallback.result()
            fatal = reply.flight.fatal
            if reply.hello is not None and TlsVersion.TLSV1_3 in unsettled:
                present = {"unknown": "it is not known whether TLSv1.3 is accepted, whose servers mark every downgrade"}
            elif reply.hello is not None:
                present, shown = True, [str(lower), "TLS_FALLBACK_SCSV"]
            elif fatal is None or fatal.description != _INAPPROPRIATE_FALLBACK:
                present = {"unknown": f"asked for {lower} with the fallback signal: {reply.words}"}
        elif TlsVersion.TLSV1_3 not in accepted and (older or len(accepted - {TlsVersion.SSLV2}) > 1):
            present = {"unknown": "it is not known whether the server accepts more than one version"}
        told.fact("tls_flaw", name=TlsFlaw.NO_FALLBACK_SCSV, present=present, shown_by=shown)


def _chosen(probe: Probe) -> tuple[int, ...]:
    hello = probe.reply.hello
    return hello.suites[:1] if hello is not None else chunks(probe.version)[probe.chunk][:1]
