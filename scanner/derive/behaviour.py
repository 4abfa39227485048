"""What third parties that no list knows do with identifiers, where it leaves no doubt what they are for.

Networks for advertising match their visitors by handing each other their identifiers ("cookie syncing"; Acar et al.,
The Web Never Forgets, 2014, section 5). Nobody else who serves a shop has a reason to. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from scanner.derive.party import host_of, registrable_domain
from scanner.derive.services import TRACKING, Known
from scanner.model.evidence import Evidence
from scanner.model.facts import Request, StoredItem
from scanner.model.vocabulary import Party

#: Parties that keep a choice of consent hand it on, and may.
_CONSENT = re.compile(r"consent|cookie|cmp|gdpr|dsgvo|privacy|tcf|optout", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Behaviour:
    """`exchanges`: of third parties by registrable domain, with whom they exchange identifiers."""

    exchanges: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, evidence: Evidence, known: Known) -> Behaviour:
        """From all phases together: who does it in one does it."""
        found: dict[str, str] = {}
        for row in evidence.rows("request"):
            if isinstance(row, Request) and isinstance(row.syncs, str) and isinstance(row.host, str):
                receiver = registrable_domain(row.host)
                if row.party is Party.THIRD and _strangers(known, receiver, row.syncs):
                    found[receiver] = found.get(receiver, row.syncs)
                    found[row.syncs] = found.get(row.syncs, receiver)
        return cls(found)

    def exchange(self, host: str) -> str | None:
        """Why what is sent to a host, or kept for it, is for advertising; None where nothing says so."""
        domain = registrable_domain(host)
        partner = self.exchanges.get(domain)
        return None if partner is None else f"behaviour: {domain} and {partner} exchange identifiers of visitors"

    def kept_for(self, row: StoredItem) -> str | None:
        """The same of an item that a third party keeps: its identifier, not whatever else it stores."""
        host = host_of(str(row.origin))
        return self.exchange(host) if host and row.party is Party.THIRD and row.identifier is True else None


def _strangers(known: Known, *domains: str) -> bool:
    """Nobody of them is known for anything but tracking, or speaks of consent by its name."""
    for domain in domains:
        found = known.at(domain)
        if _CONSENT.search(domain) or (found is not None and found.service.purpose not in TRACKING):
            return False
    return True
