"""One endpoint from the first hello to the last certificate: our own sweep first, then sslyze, facts as they come."""

from __future__ import annotations

import base64
import datetime as dt
import textwrap
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from scanner.model.vocabulary import TlsVersion
from scanner.probes.tls import libraries
from scanner.probes.tls.agreement import Agreement
from scanner.probes.tls.certificates import Row, chain_rows
from scanner.probes.tls.exchange import CAUSES, TRANSIENT, Fate, Line
from scanner.probes.tls.group_rows import GroupRows
from scanner.probes.tls.habits import Habits
from scanner.probes.tls.lines import EndpointLines
from scanner.probes.tls.suites import Suite, by_name, chunks, suites
from scanner.probes.tls.sweep import (
    Chain,
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
    from scanner.probes.tls.sessions import Look
    from scanner.probes.tls.witness import Witness

KINDS = ("tls_protocol", "tls_cipher", "certificate", "tls_session", "tls_group", "tls_flaw")

_NEWEST_FIRST = tuple(TlsVersion)[::-1]
#: What explains best why an endpoint says nothing in TLS, first.
_TELLING = (
    *(Fate.BUDGET, Fate.BLOCKED, Fate.NO_STARTTLS, Fate.TURNED_AWAY, Fate.NOT_TLS, Fate.BROKEN, Fate.CLOSED),
    *(Fate.TIMEOUT, Fate.REFUSED, Fate.UNREACHABLE),
)
#: What needs no second look, since it has nothing to do with what a hello says.
_DEAD = frozenset(
    {Fate.TIMEOUT, Fate.REFUSED, Fate.UNREACHABLE, Fate.BLOCKED, Fate.BUDGET, Fate.NO_STARTTLS, Fate.TURNED_AWAY}
)
_MANY = 3
_WITHOUT_CERTIFICATE = frozenset({"none", "psk", "krb5"})


@dataclass(frozen=True, slots=True)
class Settings:
    """How to look: anchors to trust (None: unreadable, so certificates can't be judged), time of the scan in UTC.

    `authorised`: the owner asked for it, so that known flaws may be looked for.
    """

    anchors: Anchors | None
    now: dt.datetime
    authorised: bool = False


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
        self._sweeps: dict[TlsVersion, list[Future[tuple[Sweep, bool | None]]]] = {}
        self._swept: set[TlsVersion] = set()
        # Where few connections are open at once, which versions there are comes before everything else.
        self._eager = line.pace.at_once >= _MANY
        self._whole: list[tuple[TlsVersion, bool, Future[Witness]]] = []
        self._looks: list[Look] = []
        self._cut_off: set[TlsVersion] = set()

    def run(self) -> None:
        """Every stage; rows and coverage are told on the way."""
        with ThreadPoolExecutor(2 * self._line.pace.at_once) as pool:
            self._probe_versions(pool)
            if not speaks_tls(self._probes.values()):
                self._tell_silence()
                return
            agreement = Agreement(self._line, self._probes)
            habits = Habits(self._line, self._probes, self._findings)
            # The longest chain of questions first; what sslyze waits for before what nothing waits for.
            agreement.begin(pool)
            for probe in self._probes.values():
                if probe.taken and probe.version not in self._sweeps:
                    self._begin(pool, probe)
            agreement.begin_rest(pool)
            habits.begin(pool)
            self._shake_older_hands(pool)
            self._hear_sweeps()
            agreement.go_on(pool, self._suites())
            self._hear_sslyze(pool)
            self._tell_certificates([*self._findings.chains, *self._seen_in_whole()])
            self._tell_rest()
            self._tell_groups(agreement)
            self._tell_flaws(habits, pool)
            self._tell_session(agreement, habits)

    def _suites(self) -> dict[TlsVersion, list[Suite]]:
        return {version: [by_name()[name] for name in names] for version, names in self._accepted.items()}

    # versions

    def _probe_versions(self, pool: ThreadPoolExecutor) -> None:
        if self._line.target.starttls is not None:
            # Whether TLS can be asked for at all is settled by one connection.
            self._ask_for(pool, _NEWEST_FIRST[:1])
            if self._all_dead():
                return
        others = [version for version in _NEWEST_FIRST if version not in self._probes]
        self._ask_for(pool, [version for version in others if version is not TlsVersion.SSLV2])
        if not self._all_dead():
            self._ask_for(pool, [TlsVersion.SSLV2])
        if not speaks_tls(self._probes.values()):
            self._ask_for(pool, [TlsVersion.TLSV1_2])
        if speaks_tls(self._probes.values()):
            self._ask_for(pool, [version for version in _NEWEST_FIRST if self._deserves_retry(version)])

    def _all_dead(self) -> bool:
        return all(probe.reply.fate in _DEAD for probe in self._probes.values())

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
            if probe.taken and self._eager:
                self._begin(pool, probe)

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
            if telling.fate is Fate.NO_STARTTLS:
                self._told.absent(kind, words)
            else:
                self._told.gap(kind, CAUSES[telling.fate], words)

    # suites

    def _hear_sweeps(self) -> None:
        versions = {job: version for version, jobs in self._sweeps.items() for job in jobs}
        for done in as_completed(versions):
            jobs = self._sweeps[versions[done]]
            if all(job.done() for job in jobs) and versions[done] not in self._swept:
                self._swept.add(versions[done])
                self._tell_suites(versions[done], [job.result() for job in jobs])

    def _sweep_list(self, probe: Probe, number: int) -> tuple[Sweep, bool | None]:
        found = sweep(self._line, probe, number, self._findings)
        return found, server_order(self._line, probe, found.codes if found.ordered else ())

    def _sweep_lists(self, probe: Probe, numbers: Iterable[int]) -> tuple[Sweep, bool | None]:
        swept = [sweep(self._line, probe, number, self._findings) for number in numbers]
        fruitful = [found for found in swept if found.codes]
        ordered = len(fruitful) == 1 and fruitful[0].ordered
        codes = tuple(code for found in fruitful for code in found.codes)
        cut_off = next((found.cut_off for found in swept if found.cut_off is not None), None)
        order = server_order(self._line, probe, codes) if ordered else None
        return Sweep(probe.version, codes, cut_off, ordered), order

    def _tell_suites(self, version: TlsVersion, swept: list[tuple[Sweep, bool | None]]) -> None:
        fruitful = [(found, order) for found, order in swept if found.codes]
        orders = [order for _, order in fruitful if order is not None]
        decides = all(orders) if orders else None
        self._orders += orders
        for found, _ in fruitful:
            for place, code in enumerate(found.codes, 1):
                preference: object = place if decides and found.ordered and len(fruitful) == 1 else _NO_ORDER
                self._tell_suite(version, code, None if decides is False else preference)
        for found, _ in swept:
            if found.cut_off is not None:
                reply = found.cut_off
                self._cut_off.add(version)
                self._told.gap("tls_cipher", CAUSES.get(reply.fate, "error"), reply.words, version)

    def _tell_suite(self, version: TlsVersion, code: int, preference: object, accepted: object = True) -> None:
        suite = suites()[code]
        if accepted is True:
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
            accepted=accepted,
            preference=preference,
        )

    # certificates

    def _tell_certificates(self, chains: Iterable[Chain]) -> None:
        """Chains, in an order that doesn't depend on which connection came first: those of browsers, by kind of key."""
        anchors, told = self._settings.anchors, self._told
        fresh: list[tuple[tuple[bool, str, str], tuple[bytes, ...], list[Row]]] = []
        for chain in _joined(chains):
            if chain.sni:
                self._stapled = bool(self._stapled) or chain.staple is not None
            if not chain.sent or chain.sent in self._chains or anchors is None:
                continue
            self._chains.append(chain.sent)
            rows = chain_rows(
                chain.sent,
                told.endpoint.host,
                anchors,
                self._settings.now,
                staple=chain.staple,
                stamps=chain.stamps,
                sni=chain.sni,
            )
            place = (not chain.sni, str(rows[0]["key_type"]), str(rows[0]["sha256"]))
            fresh.append((place, chain.sent, rows))
        first = len(self._chains) - len(fresh)
        for number, (_, sent, rows) in enumerate(sorted(fresh, key=lambda item: item[0]), first):
            told.artifact("pem", pem(sent))
            for row in rows:
                told.fact("certificate", chain=number, **row)

    # whole handshakes

    def _begin(self, pool: ThreadPoolExecutor, probe: Probe) -> None:
        """What can be asked as soon as a version is taken: its other suites, and a handshake with the one chosen."""
        numbers = range(probe.chunk, len(chunks(probe.version)))
        if self._line.pace.sweep is None:
            self._sweeps[probe.version] = [pool.submit(self._sweep_list, probe, number) for number in numbers]
        else:
            # One after the other, so that it is always the same that the last hellos were spent on.
            self._sweeps[probe.version] = [pool.submit(self._sweep_lists, probe, numbers)]
        if probe.version is TlsVersion.TLSV1_3:
            self._shake_hands(pool, probe)

    def _shake_hands(self, pool: ThreadPoolExecutor, probe: Probe, *, nameless: bool = False) -> None:
        hello = probe.reply.hello
        names = tuple(suites()[code].name for code in hello.suites) if hello else ()
        job = pool.submit(_witness, self._line, probe.version, names, nameless=nameless)
        self._whole.append((probe.version, nameless, job))

    def _shake_older_hands(self, pool: ThreadPoolExecutor) -> None:
        """With the newest version before TLS 1.3; and with the oldest of the two, once more without naming the host."""
        taken = [version for version in _NEWEST_FIRST if version in self._sweeps and version is not TlsVersion.SSLV2]
        older = [version for version in taken if version is not TlsVersion.TLSV1_3]
        for version in older[:1]:
            self._shake_hands(pool, self._probes[version])
        if taken and self._line.target.server_name is not None:
            self._shake_hands(pool, self._probes[(older or taken)[0]], nameless=True)

    def _seen_in_whole(self) -> list[Chain]:
        """The chains of whole handshakes; where the first suite led to none, all that the sweep found are tried."""
        found: list[Chain] = []
        for version, nameless, job in sorted(self._whole, key=lambda item: item[1]):
            try:
                seen = job.result()
                if not seen.chains:
                    names = tuple(self._accepted.get(version, ()))
                    seen = _witness(self._line, version, names, nameless=nameless)
            except ImportError as error:
                self._told.log(f"sslyze can't be loaded ({error}): no whole handshake")
                self._miss_certificates("tool_missing", "sslyze can't be loaded")
                continue
            for words in seen.words:
                self._told.log(words)
            self._looks += [] if seen.look is None else [seen.look]
            found += seen.chains
            if version is TlsVersion.TLSV1_3 and not nameless and not seen.chains:
                self._miss_certificates("error", "the certificates sent in TLS 1.3 could not be read")
        return found

    # sslyze

    def _hear_sslyze(self, pool: ThreadPoolExecutor) -> None:
        try:
            libraries.load()
            from scanner.probes.tls.second_opinion import SecondOpinion  # noqa: PLC0415 - as above
        except ImportError as error:
            self._told.log(f"sslyze can't be loaded ({error}): no second opinion")
            return
        opinion = SecondOpinion(self._line)
        through = {
            version: pool.submit(self._heard, f"{version} handshake", _call(opinion.gets_through, version))
            for version, probe in self._probes.items()
            if not (probe.taken or probe.stated) and probe.reply.fate in {Fate.ALERT, Fate.CLOSED}
        }
        further = {
            version: pool.submit(self._heard, f"{version} suites", _call(opinion.further_suites, version, tuple(names)))
            for version, names in self._accepted.items()
            if version is not TlsVersion.SSLV2 and version not in self._cut_off and not self._spared(version)
        }
        for version, answer in through.items():
            if answer.result():
                words = "our own hellos were refused, and a handshake of sslyze got through"
                self._told.log(f"disagreement: {version}: {words}")
                self._announce(version, accepted={"unknown": words})
                self._told.gap("tls_protocol", "error", words, version)
                self._told.gap("tls_cipher", "error", words, version)
        for version, found in further.items():
            for name in found.result() or ():
                words = "our own hellos were not given this suite, and sslyze was"
                self._told.log(f"disagreement: {version} {name}: {words}")
                if name in by_name():
                    self._tell_suite(version, by_name()[name].code, _NO_ORDER, accepted={"unknown": words})
                    self._told.gap("tls_cipher", "error", words, version, name=name)

    def _spared(self, version: TlsVersion) -> bool:
        """Where connections count, the second look at suites is at those of one version."""
        older = [each for each in self._accepted if each is not TlsVersion.TLSV1_3]
        return self._line.pace.sweep is not None and version is not max(older, key=lambda each: each.rank, default=None)

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
            self._compare_chains()
        elif not self._accepted:
            self._told.gap("certificate", "error", "the server refuses every handshake")
        elif names and all(by_name()[name].auth in _WITHOUT_CERTIFICATE for name in names):
            self._told.absent("certificate", "the server accepts only suites without a certificate")
        else:
            self._told.gap("certificate", "error", "the server's certificates could not be read")

    def _compare_chains(self) -> None:
        """Our hellos and the libraries' handshakes asked the same of TLS 1.2 and before: they must see the same."""
        look = next((look for look in self._looks if look.version is not TlsVersion.TLSV1_3), None)
        whole = look.first.chain if look is not None and look.first is not None else ()
        ours = [chain.sent for chain in self._findings.chains]
        if whole and ours and whole not in ours:
            words = f"two handshakes in {look.version if look else ''} with the same suites were shown different chains"
            self._told.log(f"disagreement: {words}")
            self._told.gap("certificate", "error", words)
        else:
            self._told.seen("certificate")

    # groups and sessions

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
        for version in agreement.spared:
            found.doubts.setdefault(version, "not asked for, since a mail server counts connections")
            causes.setdefault(version, "budget")
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

    def _tell_session(self, agreement: Agreement, habits: Habits) -> None:
        if not self._accepted:
            self._told.gap("tls_session", "error", "the server refuses every handshake")
            return
        preference = None if not self._orders else all(self._orders)
        self._told.fact(
            "tls_session",
            **self._session_fields(),
            alpn=habits.alpn(),
            ocsp_stapled={"unknown": "no certificate was read"} if self._stapled is None else self._stapled,
            server_preference=preference,
            signature_algorithms=self._signature_algorithms(agreement),
            extended_master_secret=habits.extends_master_secret(),
            encrypt_then_mac=habits.encrypts_then_macs(),
        )
        self._told.seen("tls_session")

    def _signature_algorithms(self, agreement: Agreement) -> object:
        if not {TlsVersion.TLSV1_2, TlsVersion.TLSV1_3} & set(self._accepted):
            return {"unknown": "negotiated from TLS 1.2 on, which the server does not accept"}
        if self._line.pace.sweep is not None:
            return {"unknown": "not asked for, since a mail server counts connections"}
        names, doubts = agreement.schemes()
        return {"unknown": f"not all could be asked for: {doubts[0]}"} if doubts else names

    def _session_fields(self) -> Mapping[str, object]:
        try:
            libraries.load()
            from scanner.probes.tls.sessions import session_fields  # noqa: PLC0415 - as above
        except ImportError:
            missing = {"unknown": "sslyze can't be loaded", "cause": "tool_missing"}
            return dict.fromkeys(("tickets", "ticket_lifetime_s", "resumption", "early_data"), missing)
        return session_fields(self._looks, self._accepted, self._findings.tickets)

    # known flaws

    def _tell_flaws(self, habits: Habits, pool: ThreadPoolExecutor) -> None:
        if not self._accepted:
            self._told.gap("tls_flaw", "error", "the server refuses every handshake")
            return
        habits.tell(self._told, set(self._accepted), set(self._unsettled))
        self._tell_active_flaws(pool)
        self._told.seen("tls_flaw")

    def _tell_active_flaws(self, pool: ThreadPoolExecutor) -> None:
        """What needs messages out of the ordinary, and so the owner's leave."""
        try:
            libraries.load()
            from scanner.probes.tls import flaws  # noqa: PLC0415 - as above
        except ImportError:
            self._told.gap("tls_flaw", "tool_missing", "sslyze can't be loaded")
            return
        if not self._settings.authorised:
            for name in flaws.NAMES:
                self._told.gap("tls_flaw", "not_authorised", "the owner has not authorised such tests", name=name)
        else:
            bare = frozenset(version for version, probe in self._probes.items() if probe.bare and probe.taken)
            leaves = tuple(sent[0] for sent in self._chains)
            known = flaws.Known(self._accepted, tuple(self._looks), leaves, all_suites=not self._cut_off, bare=bare)
            for name, found in flaws.look_for(self._line, known, pool).items():
                if found.present is None:
                    self._told.gap("tls_flaw", found.cause, found.reason, name=name)
                else:
                    self._told.fact("tls_flaw", name=name, present=found.present)


_NO_ORDER: Mapping[str, str] = {"unknown": "the server's order was not established for this suite"}

T = TypeVar("T")


def _call(ask: Callable[..., T], *arguments: object) -> Callable[[], T]:
    return lambda: ask(*arguments)


def _witness(line: Line, version: TlsVersion, names: tuple[str, ...], *, nameless: bool) -> Witness:
    libraries.load()
    from scanner.probes.tls import witness  # noqa: PLC0415 - not before the libraries are loaded

    return (witness.without_name if nameless else witness.shake_hands)(line, version, names)


def _joined(chains: Iterable[Chain]) -> Iterable[Chain]:
    """Each chain once, with the OCSP response that any of its handshakes came with: a server may fetch it first."""
    found: dict[tuple[bytes, ...], Chain] = {}
    for chain in chains:
        known = found.setdefault(chain.sent, chain)
        if known.staple is None and chain.staple is not None:
            found[chain.sent] = replace(known, staple=chain.staple)
    return found.values()


def pem(chain: Iterable[bytes]) -> str:
    """A chain in PEM (RFC 7468), readable or not."""
    blocks = ("\n".join(textwrap.wrap(base64.b64encode(der).decode(), 64)) for der in chain)
    return "".join(f"-----BEGIN CERTIFICATE-----\n{block}\n-----END CERTIFICATE-----\n" for block in blocks)
