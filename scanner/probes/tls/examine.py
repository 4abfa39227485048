"""One endpoint from the first hello to the last certificate: our own sweep first, then sslyze, facts as they come."""

from __future__ import annotations

import base64
import datetime as dt
import textwrap
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from scanner.model.vocabulary import TlsVersion
from scanner.probes.tls.agreement import Agreement
from scanner.probes.tls.certificates import Row, chain_rows
from scanner.probes.tls.exchange import CAUSES, TRANSIENT, Fate, Line
from scanner.probes.tls.group_rows import GroupRows
from scanner.probes.tls.habits import Habits
from scanner.probes.tls.lines import EndpointLines
from scanner.probes.tls.suites import Suite, by_name, chunks, suites
from scanner.probes.tls.sweep import (
    Findings,
    Probe,
    Sweep,
    answers_again,
    is_refusal,
    probe_version,
    says_so_plainly,
    server_order,
    settle,
    speaks_tls,
    sweep,
)
from scanner.probes.tls.trust import Anchors

if TYPE_CHECKING:
    from scanner.probes.tls.second_opinion import Chain, SecondOpinion

KINDS = ("tls_protocol", "tls_cipher", "certificate", "tls_session", "tls_group", "tls_flaw")

_NEWEST_FIRST = tuple(TlsVersion)[::-1]
#: What explains best why an endpoint says nothing in TLS, first.
_TELLING = (Fate.BUDGET, Fate.BLOCKED, Fate.NOT_TLS, Fate.CLOSED, Fate.TIMEOUT, Fate.REFUSED, Fate.UNREACHABLE)
_WITHOUT_CERTIFICATE = frozenset({"none", "psk", "krb5"})


@dataclass(frozen=True, slots=True)
class Settings:
    """How to look: anchors to trust (None: unreadable, so certificates can't be judged), time of the scan in UTC."""

    anchors: Anchors | None
    now: dt.datetime
    at_once: int = 5


class Examination:
    """The facts of one endpoint, gathered and told in stages."""

    def __init__(self, line: Line, told: EndpointLines, settings: Settings) -> None:
        self._line = line
        self._told = told
        self._settings = settings
        self._findings = Findings()
        self._probes: dict[TlsVersion, Probe] = {}
        self._announced: set[TlsVersion] = set()
        self._accepted: dict[TlsVersion, list[str]] = {}
        self._orders: list[bool | None] = []
        self._chains: list[tuple[bytes, ...]] = []
        self._stapled: bool | None = None
        self._unsettled: dict[TlsVersion, str] = {}

    def run(self) -> None:
        """Every stage; rows and coverage are told on the way."""
        with ThreadPoolExecutor(self._settings.at_once) as pool:
            self._probe_versions(pool)
            if not speaks_tls(self._probes.values()):
                self._tell_silence()
                return
            agreement = Agreement(self._line, self._probes)
            habits = Habits(self._line, self._probes, self._findings)
            # The longest chain of questions first; what sslyze waits for before what nothing waits for.
            agreement.begin(pool)
            sweeps = self._start_sweeps(pool)
            pool.submit(_prepare)
            agreement.begin_rest(pool)
            habits.begin(pool)
            self._take_sweeps(sweeps)
            self._tell_certificates(self._findings.chains)
            agreement.go_on(pool, self._suites())
            self._hear_sslyze(pool)
            self._tell_rest()
            self._tell_groups(agreement)
            self._tell_flaws(habits)
            self._tell_session(agreement, habits)

    def _suites(self) -> dict[TlsVersion, list[Suite]]:
        return {version: [by_name()[name] for name in names] for version, names in self._accepted.items()}

    # versions

    def _probe_versions(self, pool: ThreadPoolExecutor) -> None:
        self._ask_for(pool, [version for version in _NEWEST_FIRST if version is not TlsVersion.SSLV2])
        dead = {Fate.TIMEOUT, Fate.REFUSED, Fate.UNREACHABLE, Fate.BLOCKED, Fate.BUDGET}
        if not all(probe.reply.fate in dead for probe in self._probes.values()):
            self._ask_for(pool, [TlsVersion.SSLV2])
        if not speaks_tls(self._probes.values()):
            self._ask_for(pool, [TlsVersion.TLSV1_2])
        if speaks_tls(self._probes.values()):
            self._ask_for(pool, [version for version in _NEWEST_FIRST if self._deserves_retry(version)])

    def _deserves_retry(self, version: TlsVersion) -> bool:
        probe = self._probes.get(version)
        if probe is None:
            return True
        rubbish = version is TlsVersion.SSLV2 and probe.reply.fate is Fate.NOT_TLS
        return probe.reply.fate in TRANSIENT and not rubbish

    def _ask_for(self, pool: ThreadPoolExecutor, versions: Iterable[TlsVersion]) -> None:
        asked = [pool.submit(probe_version, self._line, version, self._findings) for version in versions]
        for future in as_completed(asked):
            probe = future.result()
            self._probes[probe.version] = probe
            if probe.taken or probe.stated:
                self._announce(probe.version, accepted=probe.taken)

    def _announce(self, version: TlsVersion, *, accepted: bool | dict[str, str]) -> None:
        if version in self._announced:
            return
        self._announced.add(version)
        self._told.fact("tls_protocol", version=version, accepted=accepted)
        if accepted is True:
            self._accepted.setdefault(version, [])

    def _tell_silence(self) -> None:
        replies = [probe.reply for probe in self._probes.values()]
        telling = min(replies, key=lambda reply: _TELLING.index(reply.fate))
        words = telling.words
        if telling.fate in {Fate.NOT_TLS, Fate.CLOSED}:
            words = f"no answer in any version of TLS or SSL: {words}"
        for kind in KINDS:
            self._told.gap(kind, CAUSES[telling.fate], words)

    # suites

    def _start_sweeps(self, pool: ThreadPoolExecutor) -> _Sweeps:
        return {
            pool.submit(self._sweep_list, probe, number): version
            for version, probe in self._probes.items()
            if probe.taken
            for number in range(probe.chunk, len(chunks(version)))
        }

    def _take_sweeps(self, jobs: _Sweeps) -> None:
        waiting: dict[TlsVersion, list[tuple[Sweep, bool | None]]] = {}
        for done in as_completed(jobs):
            version = jobs[done]
            waiting.setdefault(version, []).append(done.result())
            if len(waiting[version]) == len(chunks(version)) - self._probes[version].chunk:
                self._tell_suites(version, waiting[version])

    def _sweep_list(self, probe: Probe, number: int) -> tuple[Sweep, bool | None]:
        found = sweep(self._line, probe, number, self._findings)
        return found, server_order(self._line, probe, found.codes)

    def _tell_suites(self, version: TlsVersion, swept: list[tuple[Sweep, bool | None]]) -> None:
        fruitful = [(found, order) for found, order in swept if found.codes]
        orders = [order for _, order in fruitful if order is not None]
        decides = all(orders) if orders else None
        self._orders += orders
        for found, _ in fruitful:
            for place, code in enumerate(found.codes, 1):
                preference: object = place if decides and len(fruitful) == 1 else _NO_ORDER
                self._tell_suite(version, code, None if decides is False else preference)
        for found, _ in swept:
            if found.cut_off is not None:
                reply = found.cut_off
                self._told.gap("tls_cipher", CAUSES.get(reply.fate, "error"), reply.words, version)

    def _tell_suite(self, version: TlsVersion, code: int, preference: object) -> None:
        suite = suites()[code]
        self._accepted.setdefault(version, []).append(suite.name)
        self._told.fact(
            "tls_cipher",
            version=version,
            name=suite.name,
            bits=suite.bits,
            key_exchange=suite.key_exchange,
            forward_secrecy=suite.forward_secrecy,
            aead=suite.aead,
            mac=suite.mac,
            accepted=True,
            preference=preference,
        )

    # certificates

    def _tell_certificates(self, chains: Iterable[Chain]) -> None:
        """Chains not told yet, in an order that doesn't depend on which connection came first: by kind of key."""
        anchors, told = self._settings.anchors, self._told
        fresh: list[tuple[tuple[str, str], tuple[bytes, ...], list[Row]]] = []
        for chain, staple in chains:
            self._stapled = bool(self._stapled) or staple is not None
            if not chain or chain in self._chains or anchors is None:
                continue
            self._chains.append(chain)
            rows = chain_rows(chain, told.endpoint.host, anchors, self._settings.now, staple=staple)
            fresh.append(((str(rows[0]["key_type"]), str(rows[0]["sha256"])), chain, rows))
        first = len(self._chains) - len(fresh)
        for number, (_, chain, rows) in enumerate(sorted(fresh, key=lambda item: item[0]), first):
            told.artifact("pem", pem(chain))
            for row in rows:
                told.fact("certificate", chain=number, **row)

    # sslyze

    def _hear_sslyze(self, pool: ThreadPoolExecutor) -> None:
        try:
            from scanner.probes.tls.second_opinion import SecondOpinion  # noqa: PLC0415 - takes half a second to import
        except ImportError as error:
            self._told.log(f"sslyze can't be loaded ({error}): no second opinion")
            self._miss_certificates("tool_missing", "sslyze can't be loaded")
            return
        line = self._line
        opinion = self._heard("set-up", lambda: SecondOpinion(line.target, line.timeout_s, line.count))
        if opinion is None:
            self._miss_certificates("error", "sslyze can't look at this host")
            return
        through = {
            version: pool.submit(self._heard, f"{version} handshake", _call(opinion.gets_through, version))
            for version, probe in self._probes.items()
            if not (probe.taken or probe.stated) and probe.reply.fate in {Fate.ALERT, Fate.CLOSED}
        }
        newest = max(self._accepted, key=lambda version: version.rank, default=TlsVersion.SSLV2)
        certificates = pool.submit(self._ask_certificates, opinion, newest, tuple(self._accepted.get(newest, ())))
        for version, answer in through.items():
            if answer.result():
                self._told.log(f"disagreement: sslyze gets through with {version}, our own hellos do not")
                self._announce(version, accepted=True)
        further = {
            version: pool.submit(self._heard, f"{version} suites", _call(opinion.further_suites, version, tuple(names)))
            for version, names in self._accepted.items()
            if version is not TlsVersion.SSLV2
        }
        for version, found in further.items():
            for name in found.result() or ():
                self._told.log(f"disagreement: sslyze is given {name} in {version}, our own hellos were not")
                if name in by_name():
                    self._tell_suite(version, by_name()[name].code, _NO_ORDER)
        self._tell_certificates(certificates.result())

    def _ask_certificates(self, opinion: SecondOpinion, newest: TlsVersion, names: tuple[str, ...]) -> list[Chain]:
        """The chain of the newest version; a second one, if only TLS 1.3 could tell of certificates of other types."""
        if newest is TlsVersion.SSLV2:
            return []
        first = self._heard(f"{newest} certificates", _call(opinion.chain, newest, names))
        if first is None:
            if newest is TlsVersion.TLSV1_3:
                self._miss_certificates("error", "the certificates sent in TLS 1.3 could not be read")
            return []
        if newest is not TlsVersion.TLSV1_3 or len(self._accepted) > 1 or self._settings.anchors is None:
            return [first]
        rows = chain_rows(first[0][:1], "", self._settings.anchors, self._settings.now)
        other = self._heard(
            "certificates of another type", lambda: opinion.chain(newest, names, other_than=rows[0]["key_type"])
        )
        return [first] if other is None else [first, other]

    def _miss_certificates(self, cause: str, reason: str) -> None:
        if TlsVersion.TLSV1_3 in self._accepted:
            self._told.gap("certificate", cause, reason)

    def _heard(self, what: str, ask: Callable[[], T]) -> T | None:
        """An answer of sslyze, or None: what goes wrong in it is noted and decides nothing."""
        try:
            return ask()
        except Exception as error:  # noqa: BLE001 - somebody else's code, fed by a hostile server
            self._told.log(f"sslyze, {what}: {type(error).__name__}: {ascii(str(error))[:200]}")
            return None

    # the end

    def _tell_rest(self) -> None:
        some_taken = bool(self._accepted)
        still_answers = self._still_answers()
        for version in _NEWEST_FIRST:
            probe = self._probes[version]
            settled = settle(probe, some_taken=some_taken, still_answers=still_answers)
            words = probe.reply.words
            if settled is None and some_taken and is_refusal(probe):
                words = f"{words}, and then answered no more to what it took before"
            self._announce(version, accepted={"unknown": words} if settled is None else settled)
            if settled is None:
                self._unsettled[version] = CAUSES.get(probe.reply.fate, "error")
                self._told.gap("tls_cipher", self._unsettled[version], words, version)
        self._told.seen("tls_protocol")
        if some_taken:
            self._told.seen("tls_cipher")
        self._cover_certificates()

    def _still_answers(self) -> bool:
        """Asked only where it matters: some version was refused without a word that means versions."""
        probes = self._probes.values()
        taken = next((probe for probe in probes if probe.taken), None)
        doubtful = [probe for probe in probes if is_refusal(probe) and not (probe.stated or says_so_plainly(probe))]
        return taken is not None and (not doubtful or answers_again(self._line, taken))

    def _cover_certificates(self) -> None:
        names = [name for found in self._accepted.values() for name in found]
        if self._settings.anchors is None:
            self._told.gap("certificate", "error", "the trust anchors can't be read, so no certificate can be judged")
        elif self._chains:
            self._told.seen("certificate")
        elif not self._accepted:
            self._told.gap("certificate", "error", "the server refuses every handshake")
        elif names and all(by_name()[name].auth in _WITHOUT_CERTIFICATE for name in names):
            self._told.absent("certificate", "the server accepts only suites without a certificate")
        else:
            self._told.gap("certificate", "error", "the server's certificates could not be read")

    # groups, flaws and sessions

    def _tell_groups(self, agreement: Agreement) -> None:
        if not self._accepted:
            self._told.gap("tls_group", "error", "the server refuses every handshake")
            return
        found = GroupRows()
        found.eliminated(agreement.groups())
        found.negotiated(agreement.finite_fields())
        found.exchanged(self._findings.exchanged)
        causes = dict(self._unsettled)
        for version in self._unsettled:
            found.doubts.setdefault(version, f"it is not known whether {version} is accepted")
        for version, probe in self._probes.items():
            if version in self._accepted and not probe.taken:
                found.doubts.setdefault(version, "only sslyze gets through with it, which names no group")
        rows = found.rows()
        for row in rows:
            self._told.fact("tls_group", **row)
        if found.doubts:
            versions = sorted(found.doubts, key=lambda version: version.rank, reverse=True)
            cause = next(iter((causes | found.causes).get(version, "error") for version in versions))
            words = "; ".join(f"{version}: {found.doubts[version]}" for version in versions)
            self._told.gap("tls_group", cause, words)
        elif rows:
            self._told.seen("tls_group")
        else:
            self._told.absent("tls_group", "the server accepts no key exchange with a group")

    def _tell_flaws(self, habits: Habits) -> None:
        if not self._accepted:
            self._told.gap("tls_flaw", "error", "the server refuses every handshake")
            return
        habits.tell(self._told, set(self._accepted), set(self._unsettled))
        self._told.seen("tls_flaw")

    def _tell_session(self, agreement: Agreement, habits: Habits) -> None:
        if not self._accepted:
            self._told.gap("tls_session", "error", "the server refuses every handshake")
            return
        unseen = {"unknown": "only looked at up to TLS 1.2, which the server does not accept"}
        preference = None if not self._orders else all(self._orders)
        self._told.fact(
            "tls_session",
            tickets=unseen if self._findings.tickets is None else self._findings.tickets,
            alpn=habits.alpn(),
            ocsp_stapling={"unknown": "no certificate was read"} if self._stapled is None else self._stapled,
            server_preference=preference,
            signature_algorithms=self._signature_algorithms(agreement),
            extended_master_secret=habits.extends_master_secret(),
            encrypt_then_mac=habits.encrypts_then_macs(),
        )
        self._told.seen("tls_session")

    def _signature_algorithms(self, agreement: Agreement) -> object:
        if not {TlsVersion.TLSV1_2, TlsVersion.TLSV1_3} & set(self._accepted):
            return {"unknown": "negotiated from TLS 1.2 on, which the server does not accept"}
        names, doubts = agreement.schemes()
        return {"unknown": f"not all could be asked for: {doubts[0]}"} if doubts else names


_NO_ORDER: Mapping[str, str] = {"unknown": "the server's order was not established for this suite"}

T = TypeVar("T")
_Sweeps = dict[Future[tuple[Sweep, bool | None]], TlsVersion]


def _prepare() -> None:
    """Takes half a second, in which the network keeps us waiting anyway; what goes wrong is said where it is used."""
    with suppress(ImportError):
        import scanner.probes.tls.second_opinion  # noqa: F401, PLC0415


def _call(ask: Callable[..., T], *arguments: object) -> Callable[[], T]:
    return lambda: ask(*arguments)


def pem(chain: Iterable[bytes]) -> str:
    """A chain in PEM (RFC 7468), readable or not."""
    blocks = ("\n".join(textwrap.wrap(base64.b64encode(der).decode(), 64)) for der in chain)
    return "".join(f"-----BEGIN CERTIFICATE-----\n{block}\n-----END CERTIFICATE-----\n" for block in blocks)
