"""The faults the demo shop can have, each named after the control it must trip.

Faults combine. Where two can't hold at the same host or certificate, the shop arranges itself so that both still trip:

- HTTP-001 with HTTP-001.permanent: www answers without a redirect, the apex redirects with 302.
- HTTP-002 with HTTP-002.subdomains: www sends no HSTS, the apex sends it without includeSubDomains.
- TLS-014 with TLS-014.soon: the certificate ends in 3 days, which is also soon.
- TLS-004 with TLS-010: one RSA key serves both, and it has the 1024 bits of TLS-010.
- TLS-013 with TLS-014 or TLS-014.soon: the long-lived certificate was issued more than a year ago.
- CK-013 with CK-027: the friendly sentence is in English. CK-006 or CK-026 with CK-007: there is no button to be grey.
- HTTP-004 with PCI-004: there is no policy at all, which lets frames in from anywhere, too.
- PH-001 with PH-002: the logo leads nowhere, and so to nobody's entry.
- SL-020 with the faults of food: the first muesli's page is that of a tin, and the others' are still those of mueslis.
- SL-015 with SL-015.unit: the wrong unit price is per 100 g.
- CK-001 with CK-010, and CK-002 with CK-010: who rejects is tracked by both.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from scanner.demo.faults.around import AROUND_FAULTS
from scanner.demo.faults.banner import BANNER_FAULTS
from scanner.demo.faults.connection import CONNECTION_FAULTS
from scanner.demo.faults.consent import CONSENT_FAULTS
from scanner.demo.faults.fault import Fault, Words
from scanner.demo.faults.forms import FORM_FAULTS
from scanner.demo.faults.http import HTTP_FAULTS
from scanner.demo.faults.legal import LEGAL_FAULTS
from scanner.demo.faults.network import NETWORK_FAULTS
from scanner.demo.faults.offers import OFFER_FAULTS
from scanner.demo.faults.payment import PAYMENT_FAULTS
from scanner.demo.faults.seals import SEAL_FAULTS
from scanner.demo.faults.texts import TEXT_FAULTS
from scanner.errors import UsageError

__all__ = ["FAULTS", "Fault", "Words", "checked_faults", "known_faults", "parse_faults"]

FAULTS = (
    *CONNECTION_FAULTS,
    *HTTP_FAULTS,
    *NETWORK_FAULTS,
    *CONSENT_FAULTS,
    *BANNER_FAULTS,
    *FORM_FAULTS,
    *AROUND_FAULTS,
    *PAYMENT_FAULTS,
    *TEXT_FAULTS,
    *SEAL_FAULTS,
    *LEGAL_FAULTS,
    *OFFER_FAULTS,
)


def known_faults() -> tuple[Fault, ...]:
    """All faults: those of the connection, then those of the pages."""
    return FAULTS


def parse_faults(text: str) -> tuple[str, ...]:
    """The ids named by `all`, `none` or `TLS-001,HTTP-002`, each once and in registry order.

    Raises UsageError for anything else, with the nearest known id as hint.
    """
    words = [word.strip() for word in text.split(",")]
    match [word.casefold() for word in words]:
        case ["all"]:
            return tuple(fault.id for fault in FAULTS)
        case ["none"]:
            return ()
        case _:
            return checked_faults(words)


def checked_faults(ids: Iterable[str]) -> tuple[str, ...]:
    """The same ids as the registry writes them, each once and in its order. Raises UsageError for an unknown one."""
    by_folded = {fault.id.casefold(): fault.id for fault in FAULTS}
    chosen = set()
    for word in ids:
        known = by_folded.get(word.casefold())
        if known is None:
            raise UsageError(f"the demo shop knows no fault {word!r}", _hint_for(word))
        chosen.add(known)
    return tuple(fault.id for fault in FAULTS if fault.id in chosen)


def _hint_for(word: str) -> str:
    if word.casefold() in ("all", "none"):
        return f"{word.casefold()} stands alone"
    by_folded = {fault.id.casefold(): fault.id for fault in FAULTS}
    near = get_close_matches(word.casefold()[:40], by_folded, n=1)
    if near:
        return f"did you mean {by_folded[near[0]]}?"
    return "known: all, none, " + ", ".join(fault.id for fault in FAULTS)
