"""Which versions and cipher suites a server accepts, found by elimination: what it chose is offered no more.

A version counts as accepted only when a ServerHello chooses exactly it, and as rejected only when the server speaks TLS
and says no; everything else is unknown, with the reason. The n suites of a version take n + 1 to n + 3 connections.
RFC 8446 § 4.1, RFC 5246 § 7.4.1.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from scanner.model.vocabulary import KeyExchange, TlsVersion
from scanner.probes.tls.exchange import TRANSIENT, Fate, Line, Reply
from scanner.probes.tls.flight import Flight, NotTls, ServerHello
from scanner.probes.tls.groups import classical
from scanner.probes.tls.hello import DEFLATE, Ext, Terms
from scanner.probes.tls.key_exchange import Ephemeral, is_ephemeral, read_key_exchange, uses_prime
from scanner.probes.tls.suites import Suite, chunks, is_broken, suites

_PROTOCOL_VERSION = 70
#: Where hellos are counted, so many of a kind are enough; what else there may be of it is a gap.

#: Alerts by which a server says that it shares none of the offered suites: illegal_parameter, handshake_failure,
#: protocol_version, insufficient_security. Others may have other reasons, such as too many connections.
PLAIN_REFUSALS = frozenset({40, 47, _PROTOCOL_VERSION, 71})


#: So often we wait in vain for what should follow a ServerHello, then never again.
_MOST_STALLS = 3
_ALL_TERMS = Terms()


@dataclass(frozen=True, slots=True)
class Probe:
    """The last reply to a hello for one version.

    It offered list `chunk` of the suites, perhaps without extensions (`bare`), with a key share or on certain `terms`.
    """

    version: TlsVersion
    reply: Reply = field(default=Reply(Fate.CLOSED, Flight(), ""))
    chunk: int = 0
    bare: bool = False
    key_share: bool = False
    terms: Terms = _ALL_TERMS

    @property
    def taken(self) -> bool:
        """The server chose exactly this version."""
        hello = self.reply.hello
        return hello is not None and hello.version is self.version and bool(hello.suites)

    @property
    def stated(self) -> bool:
        """The server itself speaks about the version, by choosing another one or by the alert made for it."""
        fatal = self.reply.flight.fatal
        return self.reply.hello is not None or (fatal is not None and fatal.description == _PROTOCOL_VERSION)


@dataclass(frozen=True, slots=True)
class Sweep:
    """The suites accepted out of one list, in the order the server chose them.

    `cut_off`: the reply that ended the sweep before the server had refused the rest. `ordered`: all were offered from
    the start, so that the order is the server's if it has one.
    """

    version: TlsVersion
    codes: tuple[int, ...] = ()
    cut_off: Reply | None = None
    ordered: bool = True


@dataclass(frozen=True, slots=True)
class Chain:
    """Certificates in DER as sent, leaf first. `staple`: the OCSP response in DER; `stamps`: SCTs, None: not visible.

    `sni`: shown to clients that name the host. `heard_out`: an OCSP response was asked for and would have been seen.
    """

    sent: tuple[bytes, ...]
    staple: bytes | None = None
    stamps: int | None = None
    sni: bool = True
    heard_out: bool = True


@dataclass(slots=True)
class Signals:
    """What the answers in one version up to TLS 1.2 say beside the choice of a suite.

    `compresses`: one of them compresses. `renegotiates_safely`, `extends_master_secret`: all of them say so (RFC 5746,
    RFC 7627). `encrypts_then_macs` (RFC 7366): one with a CBC suite does; None without such an answer.
    """

    compresses: bool = False
    renegotiates_safely: bool = True
    extends_master_secret: bool = True
    encrypts_then_macs: bool | None = None

    def take(self, hello: ServerHello, suite: Suite | None) -> None:
        """Add an answer."""
        self.compresses |= hello.compression == DEFLATE
        self.renegotiates_safely &= Ext.RENEGOTIATION_INFO in hello.extensions
        self.extends_master_secret &= Ext.EXTENDED_MASTER_SECRET in hello.extensions
        if suite is not None and "CBC" in suite.encryption:
            self.encrypts_then_macs = bool(self.encrypts_then_macs) or Ext.ENCRYPT_THEN_MAC in hello.extensions


@dataclass(frozen=True, slots=True)
class Exchanged:
    """The key exchange that the server began with a suite; None where it did not come or made no sense."""

    version: TlsVersion
    suite: Suite
    key: Ephemeral | None


class Findings:
    """What answers show besides version and suite. Many threads may add to it.

    `chains`: certificates as sent with what came beside them. `alpn`, `tickets`: as seen up to TLS 1.2, else None.
    `exchanged`: key exchanges that came with answers, of every suite with a DH prime.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kinds: set[str] = set()
        self._stalls = 0
        self.chains: list[Chain] = []
        self.alpn: str | None = None
        self.tickets: bool | None = None
        self.signals: dict[TlsVersion, Signals] = {}
        self.exchanged: list[Exchanged] = []

    def wants(self, hello: ServerHello) -> bool:
        """Whether what follows would be news: a certificate of a kind not yet seen, sent in the clear, or a prime."""
        if hello.version is TlsVersion.TLSV1_3 or self._stalls >= _MOST_STALLS:
            return False
        suite = _suite(hello)
        if suite is not None and uses_prime(suite):
            return True
        auth = _auth(hello)
        return auth in {"rsa", "ecdsa", "dsa"} and auth not in self._kinds

    def take(self, reply: Reply, *, bare: bool = False) -> None:
        """Keep what an answer shows. `bare`: the hello had no extensions, so that it asked for no OCSP response."""
        hello = reply.hello
        if hello is None:
            return
        chain = reply.flight.certificates
        with self._lock:
            self._stalls += reply.broken_off is Fate.TIMEOUT
            if chain:
                self._kinds.add(_auth(hello))
                if chain not in [known.sent for known in self.chains]:
                    heard_out = reply.flight.complete and not bare and hello.version is not TlsVersion.SSLV2
                    self.chains.append(Chain(chain, reply.flight.staple, hello.stamps, heard_out=heard_out))
            if hello.version not in {None, TlsVersion.TLSV1_3, TlsVersion.SSLV2}:
                self._take_signals(hello, reply)

    def _take_signals(self, hello: ServerHello, reply: Reply) -> None:
        version, suite = hello.version, _suite(hello)
        self.alpn = self.alpn or hello.alpn
        self.tickets = bool(self.tickets) or Ext.SESSION_TICKET in hello.extensions
        if version is None:
            return
        self.signals.setdefault(version, Signals()).take(hello, suite)
        if suite is not None and is_ephemeral(suite):
            key = exchanged(reply)
            if key is not None or uses_prime(suite):
                self.exchanged.append(Exchanged(version, suite, key))


def exchanged(reply: Reply) -> Ephemeral | None:
    """The key exchange of an answer up to TLS 1.2, if it came and makes sense."""
    hello, body = reply.hello, reply.flight.key_exchange
    suite = _suite(hello) if hello is not None else None
    if hello is None or hello.version is None or suite is None or body is None or not is_ephemeral(suite):
        return None
    try:
        return read_key_exchange(body, suite, hello.version)
    except NotTls:
        return None


def _suite(hello: ServerHello) -> Suite | None:
    return suites().get(hello.suites[0]) if hello.suites else None


def _auth(hello: ServerHello) -> str:
    suite = _suite(hello)
    return suite.auth if suite else ""


def probe_version(line: Line, version: TlsVersion, findings: Findings) -> Probe:
    """Ask for exactly this version until the server takes it, speaks about it, or has refused every suite."""
    for attempt in _attempts(version):
        probe = replace(attempt, reply=_ask(line, attempt, chunks(version)[attempt.chunk], findings))
        if probe.taken or probe.stated or probe.reply.fate not in {Fate.ALERT, Fate.CLOSED}:
            break
    return probe


def _attempts(version: TlsVersion) -> tuple[Probe, ...]:
    attempts = [Probe(version, chunk=number) for number in range(len(chunks(version)))]
    if version is TlsVersion.SSLV3:
        attempts.append(Probe(version, bare=True))
    elif version is TlsVersion.TLSV1_3:
        attempts.append(Probe(version, key_share=True))
        # Some boxes on the way break connections that speak of post-quantum groups.
        attempts.append(Probe(version, terms=Terms(groups=classical())))
    return tuple(attempts)


def _ask(line: Line, probe: Probe, offered: tuple[int, ...], findings: Findings) -> Reply:
    """One hello. A server that chooses what was not offered has not answered it."""
    reply = line.say(
        probe.version, offered, bare=probe.bare, key_share=probe.key_share, more=findings.wants, terms=probe.terms
    )
    hello = reply.hello
    if hello is not None and hello.version is probe.version and not set(hello.suites) <= set(offered):
        flight = replace(reply.flight, hello=None)
        return Reply(Fate.NOT_TLS, flight, "the server chose a suite that was not offered")
    findings.take(reply, bare=probe.bare)
    return reply


def speaks_tls(probes: Iterable[Probe]) -> bool:
    """Whether anything but silence and rubbish came back."""
    return any(probe.reply.fate in {Fate.ANSWERED, Fate.ALERT} for probe in probes)


def settle(probe: Probe, *, some_taken: bool, still_answers: bool) -> bool | None:
    """Whether the version is accepted; None where that isn't established.

    An alert or a closed connection rejects a version only at a server that accepts another one (`some_taken`): one
    that refuses every hello may do so for reasons that have nothing to do with versions. Without a plain refusal it
    must accept that other one after all our questions too (`still_answers`): it may have had enough of us.
    """
    if probe.taken:
        return True
    if probe.stated:
        return False
    if not is_refusal(probe):
        return None
    return False if some_taken and (still_answers or says_so_plainly(probe)) else None


def is_refusal(probe: Probe) -> bool:
    """Whether the reply may mean that the server does not know the version."""
    refusals = {Fate.ALERT, Fate.CLOSED}
    if probe.version is TlsVersion.SSLV2:
        # Its hello looks like nothing that later versions know, so anything may come back.
        refusals.add(Fate.NOT_TLS)
    return probe.reply.fate in refusals


def says_so_plainly(probe: Probe) -> bool:
    """Whether an alert refuses the hello itself, and not us."""
    fatal = probe.reply.flight.fatal
    return fatal is not None and fatal.description in PLAIN_REFUSALS


def answers_again(line: Line, taken: Probe) -> bool:
    """Whether the server still takes what it took before."""
    hello = taken.reply.hello
    if hello is None:
        return False
    again = line.say(
        taken.version, hello.suites[:1], bare=taken.bare, key_share=taken.key_share, terms=taken.terms
    ).hello
    return again is not None and again.version is taken.version


def sweep(line: Line, probe: Probe, chunk: int, findings: Findings) -> Sweep:
    """All suites of list `chunk` that the server accepts in a version that `probe` found taken.

    Where only so many hellos may be spent, those come first that nobody should take or lack forward secrecy.
    """
    offered = chunks(probe.version)[chunk]
    reply = probe.reply if chunk == probe.chunk else None
    if line.pace.sweep is None or probe.version in {TlsVersion.SSLV2, TlsVersion.TLSV1_3}:
        return _sweep(line, probe, offered, reply, findings)
    chosen = set(reply.hello.suites) if reply is not None and reply.hello is not None else set[int]()
    broken = tuple(code for code in offered if is_broken(suites()[code]))
    static = tuple(code for code in offered if not suites()[code].forward_secrecy and code not in broken)
    rest = tuple(code for code in offered if code not in {*broken, *static})
    found = [
        _sweep(line, probe, codes, reply if chosen & set(codes) else None, findings) for codes in (broken, static, rest)
    ]
    codes = tuple(code for each in found for code in each.codes)
    cut_off = next((each.cut_off for each in found if each.cut_off is not None), None)
    ordered = found[2].ordered and not (found[0].codes or found[1].codes)
    return Sweep(probe.version, codes, cut_off, ordered=ordered)


def _sweep(
    line: Line,
    probe: Probe,
    offered: tuple[int, ...],
    reply: Reply | None,
    findings: Findings,
) -> Sweep:
    """All suites among those offered; `reply` is a first answer that chose one of them, if there was one already."""
    remaining, found = list(offered), list[int]()
    while remaining:
        if reply is None and not line.may_sweep(probe.version):
            words = "no more suites were asked for: such a server is sent only so many hellos"
            return Sweep(probe.version, tuple(found), Reply(Fate.BUDGET, Flight(), words))
        reply = reply or _ask_twice(line, probe, tuple(remaining), findings)
        hello = reply.hello
        if hello is None or hello.version is not probe.version or not hello.suites:
            break
        found += hello.suites
        remaining = [code for code in remaining if code not in hello.suites]
        if probe.version is TlsVersion.SSLV2:
            # An SSL 2.0 server names all it shares at once.
            return Sweep(probe.version, tuple(found))
        reply = None
    if reply is None:
        return Sweep(probe.version, tuple(found))
    if not _ends_list(line, probe, reply, found):
        return Sweep(probe.version, tuple(found), reply)
    if is_plain(reply):
        return Sweep(probe.version, tuple(found))
    return _in_parts(line, probe, tuple(remaining), found, findings)


def _in_parts(line: Line, probe: Probe, remaining: tuple[int, ...], found: list[int], findings: Findings) -> Sweep:
    """What is left, one key exchange after the other.

    A server may choose a suite and then break off over it (Dovecot without DH parameters does), and so hide the others.
    """
    parts: dict[KeyExchange, list[int]] = {}
    for code in remaining:
        parts.setdefault(suites()[code].key_exchange, []).append(code)
    if len(parts) < 2:
        return Sweep(probe.version, tuple(found))
    swept = [_sweep(line, probe, tuple(part), None, findings) for part in parts.values()]
    more = tuple(code for each in swept for code in each.codes)
    cut_off = next((each.cut_off for each in swept if each.cut_off is not None), None)
    return Sweep(probe.version, (*found, *more), cut_off, ordered=not more)


def is_plain(reply: Reply) -> bool:
    """Whether a server says in so many words that it shares no suite with us."""
    fatal = reply.flight.fatal
    return reply.hello is not None or (fatal is not None and fatal.description in PLAIN_REFUSALS)


def _ask_twice(line: Line, probe: Probe, offered: tuple[int, ...], findings: Findings) -> Reply:
    reply = _ask(line, probe, offered, findings)
    return _ask(line, probe, offered, findings) if reply.fate in TRANSIENT else reply


def _ends_list(line: Line, probe: Probe, reply: Reply, found: list[int]) -> bool:
    """Whether a reply without a choice means that no suite is left.

    A closed connection or an unusual alert may as well mean that the server has had enough of us. Then it must still
    take what it took before.
    """
    if is_plain(reply):
        return True
    if reply.fate not in {Fate.ALERT, Fate.CLOSED}:
        return False
    known = found[:1] or list(probe.reply.hello.suites[:1] if probe.reply.hello else ())
    again = line.say(probe.version, tuple(known), bare=probe.bare, key_share=probe.key_share, terms=probe.terms)
    return again.hello is not None and again.hello.version is probe.version


def server_order(line: Line, probe: Probe, found: tuple[int, ...]) -> bool | None:
    """Whether the server's order decides rather than ours; None where that can't be told (one suite, no answer)."""
    if len(found) < 2 or probe.version is TlsVersion.SSLV2:
        return None
    hello = line.say(probe.version, found[::-1], bare=probe.bare, key_share=probe.key_share, terms=probe.terms).hello
    if hello is None or hello.version is not probe.version or len(hello.suites) != 1:
        return None
    return hello.suites[0] != found[-1]
