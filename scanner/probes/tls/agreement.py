"""By which groups a server agrees on keys and with which schemes it signs, found by elimination in every version.

TLS 1.3: a hello without a key share makes the server name its group in a HelloRetryRequest (RFC 8446 § 4.1.4), so that
no arithmetic is needed, post-quantum groups included. It signs where we can't read, so each scheme is offered alone,
and taken to be accepted when a certificate's worth of bytes follows. Up to TLS 1.2 the ServerKeyExchange names both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from scanner.model.vocabulary import TlsVersion
from scanner.probes.tls.eliminate import Elimination, Numbers, Question, eliminate, in_order, refuses
from scanner.probes.tls.exchange import Fate, Line, Reply
from scanner.probes.tls.groups import X25519, finite_field, groups, of_code, of_prime, offered_in, schemes
from scanner.probes.tls.hello import GREASE, Terms, can_share
from scanner.probes.tls.key_exchange import uses_curve, uses_prime
from scanner.probes.tls.suites import CHUNK, Suite, suites
from scanner.probes.tls.suites import offered_in as suites_of
from scanner.probes.tls.sweep import Probe, answers_again, exchanged

_WITH_CURVES = (TlsVersion.SSLV3, TlsVersion.TLSV1_0, TlsVersion.TLSV1_1, TlsVersion.TLSV1_2)
#: The smallest certificate with its signature has more bytes; an alert and the encrypted extensions have less.
_SEALED_CERTIFICATE = 250
#: TLS 1.3 signs with these alone (RFC 8446 § 4.2.3): the usual ones, then those asked for one by one only if needed.
_USUAL_13 = (0x0804, 0x0805, 0x0806, 0x0403, 0x0503, 0x0603, 0x0807)
_RARE_13 = (0x0808, 0x0809, 0x080A, 0x080B, 0x081A, 0x081B, 0x081C, 0x0708, 0x0904, 0x0905, 0x0906)
_KINDS_OF_SIGNATURE = ("rsa", "ecdsa")


@dataclass(frozen=True, slots=True)
class Signed:
    """Whether a TLS 1.3 server goes on with one of some schemes; None where it can't be told."""

    offered: Numbers
    accepted: bool | None
    words: str = ""


class Agreement:
    """The questions about one endpoint; those that depend on nothing but accepted versions begin at once."""

    def __init__(self, line: Line, probes: Mapping[TlsVersion, Probe]) -> None:
        self._line = line
        self._probes = {version: probe for version, probe in probes.items() if probe.taken}
        self._groups: dict[TlsVersion, Future[Elimination]] = {}
        self._primes: dict[TlsVersion, Future[Elimination]] = {}
        self._schemes: list[Future[Elimination]] = []
        self._signed: list[Future[list[Signed]]] = []
        #: Versions whose groups are not asked for, since the server counts connections.
        self.spared: frozenset[TlsVersion] = frozenset()

    def begin(self, pool: ThreadPoolExecutor) -> None:
        """The longest chain of questions."""
        modern = self._probes.get(TlsVersion.TLSV1_3)
        if modern is not None:
            self._groups[TlsVersion.TLSV1_3] = pool.submit(self._modern_groups, modern)

    def begin_rest(self, pool: ThreadPoolExecutor) -> None:
        """The other questions, longest chains first."""
        if self._line.pace.sweep is not None:
            # A server that counts connections is asked for the groups of its newest versions, and for nothing more.
            older = [v for v in _WITH_CURVES[::-1] if v in self._probes and not self._probes[v].bare]
            for version in older[:1]:
                self._groups[version] = pool.submit(self._curves, self._probes[version])
            self.spared = frozenset(older[1:])
            return
        latest = self._probes.get(TlsVersion.TLSV1_2)
        if latest is not None:
            self._schemes = [pool.submit(self._signs, latest, kind) for kind in _KINDS_OF_SIGNATURE]
        for version in _WITH_CURVES[::-1]:
            if version in self._probes and not self._probes[version].bare:
                self._groups[version] = pool.submit(self._curves, self._probes[version])
        modern = self._probes.get(TlsVersion.TLSV1_3)
        if modern is not None:
            self._signed = [pool.submit(self._one_of, modern, (scheme,)) for scheme in _USUAL_13]
            self._signed.append(pool.submit(self._one_of, modern, _RARE_13))

    def go_on(self, pool: ThreadPoolExecutor, accepted: Mapping[TlsVersion, Iterable[Suite]]) -> None:
        """With the suites known: whether the groups of RFC 7919 are negotiated where a DH prime is used."""
        for version, found in accepted.items():
            suites_with_prime = tuple(suite.code for suite in found if uses_prime(suite))
            if suites_with_prime and version in _WITH_CURVES:
                self._primes[version] = pool.submit(self._finite_field, self._probes[version], suites_with_prime)

    # the answers, once all is asked

    def groups(self) -> dict[TlsVersion, Elimination]:
        """What was found in each version, those of RFC 7919 not included."""
        return {version: future.result() for version, future in self._groups.items()}

    def finite_fields(self) -> dict[TlsVersion, Elimination]:
        """The groups of RFC 7919 that are negotiated up to TLS 1.2."""
        return {version: future.result() for version, future in self._primes.items()}

    def schemes(self) -> tuple[list[str], list[str]]:
        """The names of the signature schemes that are used, and why more might be."""
        names, doubts = set[str](), list[str]()
        for done in (future.result() for future in self._schemes):
            names |= {schemes().get(code, f"scheme-{code:04x}") for code in done.found}
            if done.cut_off is not None:
                doubts.append(f"TLSv1.2: {done.cut_off.words}")
        for one in (one for future in self._signed for one in future.result()):
            if one.accepted is None:
                doubts.append(f"TLSv1.3: {one.words}")
            elif one.accepted:
                names |= {schemes()[code] for code in one.offered}
        return sorted(names), doubts

    # one question each

    def _still(self, probe: Probe) -> bool:
        return answers_again(self._line, probe)

    def _modern_groups(self, probe: Probe) -> Elimination:
        offered = offered_in(TlsVersion.TLSV1_3)
        hello = probe.reply.hello
        codes = suites_of(TlsVersion.TLSV1_3)
        # A server that wants to see a key share gets one of a group that it has to pass over.
        share = probe.key_share

        def ask(names: Numbers) -> Reply:
            terms = Terms(groups=names, share_group=GREASE)
            return self._line.say(TlsVersion.TLSV1_3, codes, key_share=share, terms=terms)

        question = Question(
            TlsVersion.TLSV1_3,
            ask,
            lambda reply: reply.hello.group if reply.hello else None,
            lambda: self._still(probe),
        )
        first = hello.group if hello is not None and not share else None
        if probe.terms.groups:
            # It broke off when it was asked for all of them.
            offered = probe.terms.groups
            rest = eliminate(question, tuple(code for code in offered_in(probe.version) if code not in offered))
            done = in_order(question, offered, eliminate(question, offered, first))
            decides = None if rest.found else done.decides
            return Elimination((*rest.found, *done.found), decides, done.cut_off or rest.cut_off)
        return in_order(question, offered, eliminate(question, offered, first))

    def _curves(self, probe: Probe) -> Elimination:
        version = probe.version
        codes = tuple(code for code in suites_of(version) if uses_curve(suites()[code]))[:CHUNK]

        def ask(names: Numbers) -> Reply:
            return self._line.say(version, codes, terms=Terms(groups=names), more=_always)

        def choice(reply: Reply) -> int | None:
            key = exchanged(reply)
            return key.group if key is not None else None

        question = Question(version, ask, choice, lambda: self._still(probe))
        offered = offered_in(version)
        first = exchanged(probe.reply)
        return in_order(question, offered, eliminate(question, offered, first.group if first is not None else None))

    def _finite_field(self, probe: Probe, codes: Numbers) -> Elimination:
        numbers = {of_code(code).name: code for code in finite_field()}

        def ask(names: Numbers) -> Reply:
            return self._line.say(probe.version, codes, terms=Terms(groups=names), more=_always)

        def choice(reply: Reply) -> int | None:
            key = exchanged(reply)
            if key is None or key.prime is None:
                return None
            # Any other prime is the server's own, whatever we offer: 0 is offered never.
            return numbers.get(of_prime(key.prime).name, 0)

        question = Question(probe.version, ask, choice, lambda: self._still(probe))
        done = eliminate(question, finite_field())
        found = tuple(code for code in done.found if code)
        return Elimination(found, None, done.cut_off)

    def _signs(self, probe: Probe, kind: str) -> Elimination:
        kinds = {"ecdsa", "dsa"} if kind == "ecdsa" else {kind}
        known = [suites()[code] for code in suites_of(TlsVersion.TLSV1_2)]
        codes = tuple(
            suite.code for suite in known if suite.auth in kinds and (uses_curve(suite) or uses_prime(suite))
        )[:CHUNK]
        offered = tuple(
            code for code, name in schemes().items() if name.startswith("rsa") is (kind == "rsa") and code != 0x0708
        )

        def ask(names: Numbers) -> Reply:
            return self._line.say(TlsVersion.TLSV1_2, codes, terms=Terms(signatures=names), more=_always)

        def choice(reply: Reply) -> int | None:
            key = exchanged(reply)
            return key.scheme if key is not None else None

        return eliminate(Question(TlsVersion.TLSV1_2, ask, choice, lambda: self._still(probe)), offered)

    def _one_of(self, probe: Probe, offered: Numbers) -> list[Signed]:
        """Asked for all at once, and one by one only if it takes any."""
        together = self._goes_on(probe, offered)
        if len(offered) == 1 or not together.accepted:
            return [together]
        return [self._goes_on(probe, (scheme,)) for scheme in offered]

    def _goes_on(self, probe: Probe, offered: Numbers) -> Signed:
        hello = probe.reply.hello
        group = hello.group if hello is not None and hello.group is not None else X25519
        if not can_share(group):
            name = groups()[group].name if group in groups() else f"{group:#06x}"
            return Signed(offered, None, f"it needs a key share of {name}, which we can't make")
        terms = Terms(groups=(group,), signatures=offered, share_group=group)
        reply = self._line.say(
            TlsVersion.TLSV1_3, suites_of(TlsVersion.TLSV1_3), key_share=True, terms=terms, sealed=_SEALED_CERTIFICATE
        )
        if reply.hello is not None and reply.hello.version is TlsVersion.TLSV1_3 and not reply.hello.retry:
            # What ends without a certificate was an alert, read by the key holders alone.
            ended = reply.broken_off in {None, Fate.CLOSED}
            enough = reply.flight.sealed >= _SEALED_CERTIFICATE
            return Signed(offered, enough if enough or ended else None, "the server breaks off behind its hello")
        if (reply.hello is None or not reply.hello.retry) and refuses(reply, lambda: self._still(probe)):
            return Signed(offered, accepted=False)
        return Signed(offered, None, reply.words or "the server asks for another key share")


def _always(_hello: object) -> bool:
    return True
