"""What an examination comes to besides versions, suites and certificates: groups, sessions, known flaws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from scanner.model.vocabulary import TlsVersion
from scanner.probes.tls import libraries, tried
from scanner.probes.tls.agreement import Agreement
from scanner.probes.tls.group_rows import GroupRows
from scanner.probes.tls.habits import Habits
from scanner.probes.tls.so_far import SoFar


def tell_groups(so_far: SoFar, agreement: Agreement) -> None:
    """Every group with the versions that take it; what was not asked to the end is a gap."""
    if not so_far.accepted:
        so_far.told.gap("tls_group", "error", "the server refuses every handshake")
        return
    found = GroupRows()
    found.eliminated(agreement.groups())
    found.negotiated(agreement.finite_fields())
    found.exchanged(so_far.findings.exchanged)
    causes = dict(so_far.unsettled)
    for version in so_far.unsettled:
        found.doubts.setdefault(version, f"it is not known whether {version} is accepted")
    for version, probe in so_far.probes.items():
        if version in so_far.accepted and not probe.taken:
            found.doubts.setdefault(version, "only sslyze gets through with it, which names no group")
    for version in agreement.spared:
        found.doubts.setdefault(version, "not asked for, since a mail server counts connections")
        causes.setdefault(version, "budget")
    rows = found.rows()
    for row in rows:
        so_far.told.fact("tls_group", **row)
    if found.doubts:
        versions = sorted(found.doubts, key=lambda version: version.rank, reverse=True)
        cause = next(iter((causes | found.causes).get(version, "error") for version in versions))
        words = "; ".join(f"{version}: {found.doubts[version]}" for version in versions)
        so_far.told.gap("tls_group", cause, words)
    elif rows:
        so_far.told.seen("tls_group")
    else:
        so_far.told.absent("tls_group", "the server accepts no key exchange with a group")


def tell_session(so_far: SoFar, agreement: Agreement, habits: Habits) -> None:
    """The one row of what handshakes show besides."""
    if not so_far.accepted:
        so_far.told.gap("tls_session", "error", "the server refuses every handshake")
        return
    preference = None if not so_far.orders else all(so_far.orders)
    so_far.told.fact(
        "tls_session",
        **_session_fields(so_far),
        alpn=habits.alpn(),
        ocsp_stapled=_stapled(so_far.staples),
        server_preference=preference,
        signature_algorithms=_signature_algorithms(so_far, agreement),
        extended_master_secret=habits.extends_master_secret(),
        encrypt_then_mac=habits.encrypts_then_macs(),
    )
    so_far.told.seen("tls_session")


def _stapled(staples: Sequence[object]) -> object:
    """Whether any chain came with an OCSP response; not known before every one was heard out."""
    if True in staples:
        return True
    return next((each for each in staples if each is not False), False if staples else _NO_CERTIFICATE)


_NO_CERTIFICATE = {"unknown": "no certificate was read"}


def _signature_algorithms(so_far: SoFar, agreement: Agreement) -> object:
    if not {TlsVersion.TLSV1_2, TlsVersion.TLSV1_3} & set(so_far.accepted):
        return {"unknown": "negotiated from TLS 1.2 on, which the server does not accept"}
    if so_far.line.pace.sweep is not None:
        return {"unknown": "not asked for, since a mail server counts connections"}
    names, doubts = agreement.schemes()
    return {"unknown": f"not all could be asked for: {doubts[0]}"} if doubts else names


def _session_fields(so_far: SoFar) -> Mapping[str, object]:
    try:
        libraries.load()
        from scanner.probes.tls.sessions import session_fields  # noqa: PLC0415 - as above
    except ImportError:
        missing = {"unknown": "sslyze can't be loaded", "cause": "tool_missing"}
        return dict.fromkeys(("tickets", "ticket_lifetime_s", "resumption", "early_data"), missing)
    return session_fields(so_far.looks, so_far.accepted, so_far.findings.tickets)


def tell_flaws(so_far: SoFar, habits: Habits, pool: ThreadPoolExecutor) -> None:
    """The flaws that answers show, and where the owner allows it those that have to be tried."""
    if not so_far.accepted:
        so_far.told.gap("tls_flaw", "error", "the server refuses every handshake")
        return
    habits.tell(so_far.told, set(so_far.accepted), set(so_far.unsettled))
    _tell_active_flaws(so_far, pool)
    so_far.told.seen("tls_flaw")


def _tell_active_flaws(so_far: SoFar, pool: ThreadPoolExecutor) -> None:
    """What needs messages out of the ordinary, and so the owner's leave."""
    if not so_far.settings.authorised:
        _leave_untried(so_far, "not_authorised", "the owner has not authorised such tests")
        return
    try:
        libraries.load()
        from scanner.probes.tls import flaws  # noqa: PLC0415 - as above
    except ImportError:
        _leave_untried(so_far, "tool_missing", "sslyze can't be loaded")
        return
    known = flaws.Known(
        so_far.accepted,
        tuple(so_far.looks),
        tuple(sent[0] for sent in so_far.chains),
        all_suites=not so_far.cut_off,
        bare=frozenset(version for version, probe in so_far.probes.items() if probe.bare and probe.taken),
        unsettled=so_far.unsettled,
    )
    for name, found in flaws.look_for(so_far.line, known, pool).items():
        if found.present is None:
            so_far.told.gap("tls_flaw", found.cause, found.reason, name=name)
        else:
            so_far.told.fact("tls_flaw", name=name, present=found.present)


def _leave_untried(so_far: SoFar, cause: str, reason: str) -> None:
    for name in tried.NAMES:
        so_far.told.gap("tls_flaw", cause, reason, name=name)
