"""The known flaws that have to be tried for, in a module that loads without sslyze."""

from __future__ import annotations

from scanner.model.vocabulary import TlsFlaw

#: What probes/tls/flaws.py looks for.
NAMES = (
    TlsFlaw.HEARTBLEED,
    TlsFlaw.CCS_INJECTION,
    TlsFlaw.ROBOT,
    TlsFlaw.TICKETBLEED,
    TlsFlaw.CLIENT_RENEGOTIATION,
)
