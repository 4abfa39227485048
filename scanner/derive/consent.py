"""What a choice came to, from what the phases stored and sent: whether a withdrawal of consent was heeded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from scanner.derive.services import TRACKING
from scanner.model.evidence import Evidence
from scanner.model.facts import ConsentBanner, Request, StoredItem
from scanner.model.facts.consent import Withdraw
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import Party, Phase


def withdrawals(evidence: Evidence) -> Evidence:
    """Fill in `withdraw.works` of every banner that leads back to the choice. Purposes come first."""
    heeded: Maybe[bool] | None = None
    changed = []
    for row in evidence.rows("consent_banner"):
        way = row.withdraw if isinstance(row, ConsentBanner) else None
        if isinstance(row, ConsentBanner) and isinstance(way, Withdraw) and way.found is True:
            heeded = _heeded(evidence) if heeded is None else heeded
            changed.append(replace(row, withdraw=replace(way, works=heeded)))
    return evidence.with_rows(changed) if changed else evidence


def _heeded(evidence: Evidence) -> Maybe[bool]:
    """No tracker is asked after the withdrawal, and none stores anything anew."""
    purposes = list(_purposes_afterwards(evidence))
    if any(purpose in TRACKING for purpose in purposes):
        return False
    for kind in ("stored_item", "request"):
        for gap in evidence.gaps(kind):
            if gap.value("phase") is Phase.WITHDRAWN or isinstance(gap.value("phase"), Unknown):
                return Unknown(gap.reason, gap.cause)
    if any(isinstance(purpose, Unknown) for purpose in purposes):
        return Unknown("what something that was stored or sent afterwards is for can't be told")
    return True


def _purposes_afterwards(evidence: Evidence) -> Iterator[object]:
    """Of what third parties were sent in the phase after the withdrawal, and of what was stored anew in it."""
    for row in evidence.rows("request"):
        if isinstance(row, Request) and row.phase is Phase.WITHDRAWN and _counts(row):
            yield row.purpose
    for row in evidence.rows("stored_item"):
        if isinstance(row, StoredItem) and row.phase is Phase.WITHDRAWN and row.left_over is not True:
            yield row.purpose


def _counts(row: Request) -> bool:
    """What the shop itself is asked for, nobody can tell for a tracker by its host."""
    return row.party is not Party.FIRST or not isinstance(row.purpose, Unknown)
