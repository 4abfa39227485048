"""One endpoint from the first hello to the last certificate: our own sweep first, then sslyze, facts as they come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from typing import TYPE_CHECKING, TypeVar

from scanner.model.vocabulary import TlsVersion
from scanner.probes.tls import chains, libraries, outcome
from scanner.probes.tls.agreement import Agreement
from scanner.probes.tls.exchange import CAUSES, TRANSIENT, Fate, Line
from scanner.probes.tls.habits import Habits
from scanner.probes.tls.lines import EndpointLines
from scanner.probes.tls.so_far import Settings, SoFar
from scanner.probes.tls.suites import Suite, by_name, chunks, suites
from scanner.probes.tls.sweep import (
    Chain,
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

if TYPE_CHECKING:
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


class Examination:
    """The facts of one endpoint, gathered and told in stages."""

    def __init__(self, line: Line, told: EndpointLines, settings: Settings) -> None:
        self._so_far = SoFar(line, told, settings)
        self._announced: set[TlsVersion] = set()
        self._sweeps: dict[TlsVersion, list[Future[tuple[Sweep, bool | None]]]] = {}
        self._swept: set[TlsVersion] = set()
        # Where few connections are open at once, which versions there are comes before everything else.
        self._eager = line.pace.at_once >= _MANY
        self._whole: list[tuple[TlsVersion, bool, Future[Witness]]] = []

    def run(self) -> None:
        """Every stage; rows and coverage are told on the way."""
        with ThreadPoolExecutor(2 * self._so_far.line.pace.at_once) as pool:
            self._probe_versions(pool)
            if not speaks_tls(self._so_far.probes.values()):
                self._tell_silence()
                return
            agreement = Agreement(self._so_far.line, self._so_far.probes)
            habits = Habits(self._so_far.line, self._so_far.probes, self._so_far.findings)
            # The longest chain of questions first; what sslyze waits for before what nothing waits for.
            agreement.begin(pool)
            for probe in self._so_far.probes.values():
                if probe.taken and probe.version not in self._sweeps:
                    self._begin(pool, probe)
            agreement.begin_rest(pool)
            habits.begin(pool)
            self._shake_older_hands(pool)
            self._hear_sweeps()
            agreement.go_on(pool, self._suites())
            self._hear_sslyze(pool)
            chains.tell(self._so_far, [*self._so_far.findings.chains, *self._seen_in_whole()])
            self._tell_rest()
            outcome.tell_groups(self._so_far, agreement)
            outcome.tell_flaws(self._so_far, habits, pool)
            outcome.tell_session(self._so_far, agreement, habits)

    def _suites(self) -> dict[TlsVersion, list[Suite]]:
        return {version: [by_name()[name] for name in names] for version, names in self._so_far.accepted.items()}

    # versions

    def _probe_versions(self, pool: ThreadPoolExecutor) -> None:
        if self._so_far.line.target.starttls is not None:
            # Whether TLS can be asked for at all is settled by one connection.
            self._ask_for(pool, _NEWEST_FIRST[:1])
            if self._all_dead():
                return
        others = [version for version in _NEWEST_FIRST if version not in self._so_far.probes]
        self._ask_for(pool, [version for version in others if version is not TlsVersion.SSLV2])
        if not self._all_dead():
            self._ask_for(pool, [TlsVersion.SSLV2])
        if not speaks_tls(self._so_far.probes.values()):
            self._ask_for(pool, [TlsVersion.TLSV1_2])
        if speaks_tls(self._so_far.probes.values()):
            self._ask_for(pool, [version for version in _NEWEST_FIRST if self._deserves_retry(version)])

    def _all_dead(self) -> bool:
        return all(probe.reply.fate in _DEAD for probe in self._so_far.probes.values())

    def _deserves_retry(self, version: TlsVersion) -> bool:
        probe = self._so_far.probes.get(version)
        if probe is None:
            return True
        rubbish = version is TlsVersion.SSLV2 and probe.reply.fate is Fate.NOT_TLS
        return probe.reply.fate in TRANSIENT and not rubbish

    def _ask_for(self, pool: ThreadPoolExecutor, versions: Iterable[TlsVersion]) -> None:
        asked = [pool.submit(probe_version, self._so_far.line, version, self._so_far.findings) for version in versions]
        for future in as_completed(asked):
            probe = future.result()
            self._so_far.probes[probe.version] = probe
            if probe.taken or probe.stated:
                self._announce(probe.version, accepted=probe.taken)
            if probe.taken and self._eager:
                self._begin(pool, probe)

    def _announce(self, version: TlsVersion, *, accepted: bool | dict[str, str]) -> None:
        if version in self._announced:
            return
        self._announced.add(version)
        self._so_far.told.fact("tls_protocol", version=version, accepted=accepted)
        if accepted is True:
            self._so_far.accepted.setdefault(version, [])

    def _tell_silence(self) -> None:
        replies = [probe.reply for probe in self._so_far.probes.values()]
        telling = min(replies, key=lambda reply: _TELLING.index(reply.fate))
        words = telling.words
        if telling.fate in {Fate.NOT_TLS, Fate.CLOSED}:
            words = f"no answer in any version of TLS or SSL: {words}"
        for kind in KINDS:
            if telling.fate is Fate.NO_STARTTLS:
                self._so_far.told.absent(kind, words)
            else:
                self._so_far.told.gap(kind, CAUSES[telling.fate], words)

    # suites

    def _hear_sweeps(self) -> None:
        versions = {job: version for version, jobs in self._sweeps.items() for job in jobs}
        for done in as_completed(versions):
            jobs = self._sweeps[versions[done]]
            if all(job.done() for job in jobs) and versions[done] not in self._swept:
                self._swept.add(versions[done])
                self._tell_suites(versions[done], [job.result() for job in jobs])

    def _sweep_list(self, probe: Probe, number: int) -> tuple[Sweep, bool | None]:
        found = sweep(self._so_far.line, probe, number, self._so_far.findings)
        return found, server_order(self._so_far.line, probe, found.codes if found.ordered else ())

    def _sweep_lists(self, probe: Probe, numbers: Iterable[int]) -> tuple[Sweep, bool | None]:
        swept = [sweep(self._so_far.line, probe, number, self._so_far.findings) for number in numbers]
        fruitful = [found for found in swept if found.codes]
        ordered = len(fruitful) == 1 and fruitful[0].ordered
        codes = tuple(code for found in fruitful for code in found.codes)
        cut_off = next((found.cut_off for found in swept if found.cut_off is not None), None)
        order = server_order(self._so_far.line, probe, codes) if ordered else None
        return Sweep(probe.version, codes, cut_off, ordered), order

    def _tell_suites(self, version: TlsVersion, swept: list[tuple[Sweep, bool | None]]) -> None:
        fruitful = [(found, order) for found, order in swept if found.codes]
        orders = [order for _, order in fruitful if order is not None]
        decides = all(orders) if orders else None
        self._so_far.orders += orders
        for found, _ in fruitful:
            for place, code in enumerate(found.codes, 1):
                preference: object = place if decides and found.ordered and len(fruitful) == 1 else _NO_ORDER
                self._tell_suite(version, code, None if decides is False else preference)
        for found, _ in swept:
            if found.cut_off is not None:
                reply = found.cut_off
                self._so_far.cut_off.add(version)
                self._so_far.told.gap("tls_cipher", CAUSES.get(reply.fate, "error"), reply.words, version)

    def _tell_suite(self, version: TlsVersion, code: int, preference: object, accepted: object = True) -> None:
        suite = suites()[code]
        if accepted is True:
            self._so_far.accepted.setdefault(version, []).append(suite.name)
        self._so_far.told.fact(
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

    # whole handshakes

    def _begin(self, pool: ThreadPoolExecutor, probe: Probe) -> None:
        """What can be asked as soon as a version is taken: its other suites, and a handshake with the one chosen."""
        numbers = range(probe.chunk, len(chunks(probe.version)))
        if self._so_far.line.pace.sweep is None:
            self._sweeps[probe.version] = [pool.submit(self._sweep_list, probe, number) for number in numbers]
        else:
            # One after the other, so that it is always the same that the last hellos were spent on.
            self._sweeps[probe.version] = [pool.submit(self._sweep_lists, probe, numbers)]
        if probe.version is TlsVersion.TLSV1_3:
            self._shake_hands(pool, probe)

    def _shake_hands(self, pool: ThreadPoolExecutor, probe: Probe, *, nameless: bool = False) -> None:
        hello = probe.reply.hello
        names = tuple(suites()[code].name for code in hello.suites) if hello else ()
        job = pool.submit(_witness, self._so_far.line, probe.version, names, nameless=nameless)
        self._whole.append((probe.version, nameless, job))

    def _shake_older_hands(self, pool: ThreadPoolExecutor) -> None:
        """With the newest version before TLS 1.3; and with the oldest of the two, once more without naming the host."""
        taken = [version for version in _NEWEST_FIRST if version in self._sweeps and version is not TlsVersion.SSLV2]
        older = [version for version in taken if version is not TlsVersion.TLSV1_3]
        for version in older[:1]:
            self._shake_hands(pool, self._so_far.probes[version])
        if taken and self._so_far.line.target.server_name is not None:
            self._shake_hands(pool, self._so_far.probes[(older or taken)[0]], nameless=True)

    def _seen_in_whole(self) -> list[Chain]:
        """The chains of whole handshakes; where the first suite led to none, all that the sweep found are tried."""
        found: list[Chain] = []
        for version, nameless, job in sorted(self._whole, key=lambda item: item[1]):
            try:
                seen = job.result()
                if not seen.chains:
                    names = tuple(self._so_far.accepted.get(version, ()))
                    seen = _witness(self._so_far.line, version, names, nameless=nameless)
            except ImportError as error:
                self._so_far.told.log(f"sslyze can't be loaded ({error}): no whole handshake")
                self._miss_certificates("tool_missing", "sslyze can't be loaded")
                continue
            for words in seen.words:
                self._so_far.told.log(words)
            self._so_far.looks += [] if seen.look is None else [seen.look]
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
            self._so_far.told.log(f"sslyze can't be loaded ({error}): no second opinion")
            return
        opinion = SecondOpinion(self._so_far.line)
        through = {
            version: pool.submit(self._heard, f"{version} handshake", _call(opinion.gets_through, version))
            for version, probe in self._so_far.probes.items()
            if not (probe.taken or probe.stated) and probe.reply.fate in {Fate.ALERT, Fate.CLOSED}
        }
        further = {
            version: pool.submit(self._heard, f"{version} suites", _call(opinion.further_suites, version, tuple(names)))
            for version, names in self._so_far.accepted.items()
            if version is not TlsVersion.SSLV2 and version not in self._so_far.cut_off and not self._spared(version)
        }
        for version, answer in through.items():
            if answer.result():
                words = "our own hellos were refused, and a handshake of sslyze got through"
                self._so_far.told.log(f"disagreement: {version}: {words}")
                self._announce(version, accepted={"unknown": words})
                self._so_far.unsettled[version] = "error"
                self._so_far.told.gap("tls_protocol", "error", words, version)
                self._so_far.told.gap("tls_cipher", "error", words, version)
        for version, found in further.items():
            for name in found.result() or ():
                words = "our own hellos were not given this suite, and sslyze was"
                self._so_far.told.log(f"disagreement: {version} {name}: {words}")
                if name in by_name():
                    self._tell_suite(version, by_name()[name].code, _NO_ORDER, accepted={"unknown": words})
                    self._so_far.told.gap("tls_cipher", "error", words, version, name=name)

    def _spared(self, version: TlsVersion) -> bool:
        """Where connections count, the second look at suites is at those of one version."""
        older = [each for each in self._so_far.accepted if each is not TlsVersion.TLSV1_3]
        return self._so_far.line.pace.sweep is not None and version is not max(
            older, key=lambda each: each.rank, default=None
        )

    def _miss_certificates(self, cause: str, reason: str) -> None:
        if TlsVersion.TLSV1_3 in self._so_far.accepted:
            self._so_far.missed = self._so_far.missed or (cause, reason)

    def _heard(self, what: str, ask: Callable[[], T]) -> T | None:
        """An answer of sslyze, or None: what goes wrong in it is noted and decides nothing."""
        try:
            return ask()
        except Exception as error:  # noqa: BLE001 - somebody else's code, fed by a hostile server
            self._so_far.told.log(f"sslyze, {what}: {type(error).__name__}: {ascii(str(error))[:200]}")
            return None

    # the end

    def _tell_rest(self) -> None:
        some_taken = bool(self._so_far.accepted)
        still_answers = self._still_answers()
        for version in _NEWEST_FIRST:
            probe = self._so_far.probes[version]
            settled = settle(probe, some_taken=some_taken, still_answers=still_answers)
            words = probe.reply.words
            if settled is None and some_taken and is_refusal(probe):
                words = f"{words}, and then answered no more to what it took before"
            self._announce(version, accepted={"unknown": words} if settled is None else settled)
            if settled is None:
                self._so_far.unsettled[version] = CAUSES.get(probe.reply.fate, "error")
                self._so_far.told.gap("tls_cipher", self._so_far.unsettled[version], words, version)
        self._so_far.told.seen("tls_protocol")
        if some_taken:
            self._so_far.told.seen("tls_cipher")
        chains.cover(self._so_far)

    def _still_answers(self) -> bool:
        """Asked only where it matters: some version was refused without a word that means versions."""
        probes = self._so_far.probes.values()
        taken = next((probe for probe in probes if probe.taken), None)
        doubtful = [probe for probe in probes if is_refusal(probe) and not (probe.stated or says_so_plainly(probe))]
        return taken is not None and (not doubtful or answers_again(self._so_far.line, taken))


_NO_ORDER: Mapping[str, str] = {"unknown": "the server's order was not established for this suite"}

T = TypeVar("T")


def _call(ask: Callable[..., T], *arguments: object) -> Callable[[], T]:
    return lambda: ask(*arguments)


def _witness(line: Line, version: TlsVersion, names: tuple[str, ...], *, nameless: bool) -> Witness:
    libraries.load()
    from scanner.probes.tls import witness  # noqa: PLC0415 - not before the libraries are loaded

    return (witness.without_name if nameless else witness.shake_hands)(line, version, names)
