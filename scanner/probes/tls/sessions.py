"""What an endpoint does with sessions: tickets and their lifetime, resumption, early data, stapled OCSP responses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from nassl._nassl import OpenSSLError

from scanner.model.vocabulary import TlsVersion
from scanner.probes.tls.exchange import Line, Unreached
from scanner.probes.tls.flight import NotTls
from scanner.probes.tls.handshakes import NoHandshake, Shaken, shake

#: A cluster may share its keys or caches only in part.
_TRIES = 2
#: Seconds, the longest lifetime of a ticket (RFC 8446 § 4.6.1).
_LONGEST_S = 604_800
_OWN_WORDS = (NoHandshake, NotTls, Unreached)


@dataclass(frozen=True, slots=True)
class Look:
    """The handshakes of one version. `again` resumed or tried to, `early` sent data; `trouble` says what kept us."""

    version: TlsVersion
    first: Shaken | None = None
    again: Shaken | None = None
    early: Shaken | None = None
    trouble: str = ""

    @property
    def resumed(self) -> bool | None:
        """Whether a second connection took up the session of the first."""
        if self.first is None or self.first.tickets is None:
            return None
        if not (self.first.tickets or self.first.session_id):
            return False
        return None if self.again is None else self.again.resumed


def shaken_or_why(
    line: Line,
    version: TlsVersion,
    names: Iterable[str],
    **how: Any,  # noqa: ANN401 - as `shake` takes them
) -> tuple[Shaken | None, str]:
    """A handshake, or in our own words why there was none."""
    try:
        return shake(line, version, names, **how), ""
    except _OWN_WORDS as error:
        return None, str(error)
    except TimeoutError:
        return None, f"a handshake in {version} was not finished in time"
    except (OSError, OpenSSLError, ValueError, TypeError) as error:
        return None, f"a handshake in {version} with our libraries fails ({type(error).__name__})"


def look_at(line: Line, version: TlsVersion, names: Sequence[str], first: Shaken | None = None) -> Look:
    """Resume the session of a whole handshake, the `first` if there was one already; send early data where allowed."""
    trouble = ""
    if first is None or first.session is None:
        first, trouble = shaken_or_why(line, version, names)
    if first is None or first.session is None or not (first.tickets or first.session_id):
        return Look(version, first, trouble=trouble)
    again = early = None
    for _ in range(_TRIES):
        again, trouble = shaken_or_why(line, version, names, session=first.session, to_the_end=False)
        if again is not None and again.resumed:
            break
    if first.early_bytes and line.target.service.startswith("http"):
        # A HEAD request changes nothing, whoever repeats it. Tickets with early data may be good for one use only.
        fresh, _ = shaken_or_why(line, version, names)
        if fresh is not None and fresh.early_bytes:
            early, _ = shaken_or_why(line, version, names, session=fresh.session, early=True)
    return Look(version, first, again, early, trouble)


def session_fields(
    looks: Sequence[Look], accepted: Iterable[TlsVersion], own_tickets: bool | None
) -> dict[str, object]:
    """Fields of a row tls_session. `accepted`: all versions; `own_tickets`: what our own hellos saw up to TLS 1.2."""
    firsts = [look.first for look in looks if look.first is not None]
    why = next((look.trouble for look in looks if look.trouble), "no handshake could be finished")
    unseen = {"unknown": why}
    tickets = _any([*(first.tickets for first in firsts), *([own_tickets] if own_tickets is not None else [])])
    complete = len(firsts) == len(looks) > 0
    if tickets is False and not complete:
        tickets = None
    resumption = _any([look.resumed for look in looks] or [None])
    return {
        "tickets": unseen if tickets is None else tickets,
        "ticket_lifetime_s": _lifetime(firsts, tickets, unseen, complete=complete),
        "resumption": unseen if resumption is None else resumption,
        "early_data": _early(looks, accepted, unseen),
    }


def _any(values: Sequence[bool | None]) -> bool | None:
    """True if one is, False if all are, else None."""
    if any(values):
        return True
    return None if not values or None in values else False


def _lifetime(firsts: Sequence[Shaken], tickets: bool | None, unseen: object, *, complete: bool) -> object:
    if tickets is False:
        return None
    stated = [first.lifetime_s for first in firsts if first.lifetime_s is not None]
    if not stated:
        return unseen
    # RFC 5077 § 3.3: 0 says nothing. RFC 8446 § 4.6.1: 0 says that it is not to be used at all.
    silent = [first for first in firsts if first.lifetime_s == 0 and first.version is not TlsVersion.TLSV1_3]
    if silent and not any(stated):
        return {"unknown": "the server does not say how long its tickets may be used"}
    whole = complete and all(first.tickets is not None for first in firsts)
    # What was not seen can only be longer, and none may be longer than a week.
    return max(stated) if whole or max(stated) >= _LONGEST_S else unseen


def _early(looks: Sequence[Look], accepted: Iterable[TlsVersion], unseen: object) -> object:
    """Whether early data is taken: a ticket must allow it, and where we may try, the server must take some."""
    if TlsVersion.TLSV1_3 not in accepted:
        return False
    look = next((look for look in looks if look.version is TlsVersion.TLSV1_3), None)
    if look is None or look.first is None or look.first.tickets is None:
        return unseen
    if not look.first.early_bytes:
        return False
    if look.early is not None and look.early.early_taken is False:
        return {"unknown": "the server's tickets allow early data, and it did not take any when we sent some"}
    return True
