"""Who runs a host that no file of services names, from third-party-web (MIT): names only, read when first asked.

What that list says a party is for is too coarse to accuse anybody by. Of its entities that are services of ours too,
4 % of those under `ad` and 21 % of those under `analytics` do not track (review widgets, search, players); of those
that are not, read by hand, 3 of 25, 5 of 25 and 4 of 10 under `social`. So it gives no purpose. Only `tag-manager` and
`consent-provider` were right wherever we looked (18 of 18), and say what kind of service it is.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scanner.model.vocabulary import ServiceCategory

FILE = Path(__file__).parent.parent / "data" / "entities.json"
_CATEGORIES = {"tag-manager": ServiceCategory.TAG_MANAGER, "consent-provider": ServiceCategory.CONSENT_TOOL}


@dataclass(frozen=True, slots=True)
class Entity:
    """A party. `operator`: the company behind it, or its own name. `filed_as`: the list's word for it."""

    name: str
    operator: str
    filed_as: str

    @property
    def category(self) -> ServiceCategory | None:
        """What kind of service it is, where the list's word is sure enough."""
        return _CATEGORIES.get(self.filed_as)


@dataclass(frozen=True, slots=True)
class Entities:
    """The entities of a list, by the host suffixes that are theirs."""

    label: str
    by_host: Mapping[str, Entity] = field(default_factory=dict)
    by_name: Mapping[str, Entity] = field(default_factory=dict)

    @classmethod
    def none(cls) -> Entities:
        """No list."""
        return cls("no list")

    def at(self, host: str) -> Entity | None:
        """Whose a host is: the longest suffix counts, and never a public one by itself."""
        labels = host.strip(".").lower().split(".")[-12:]
        suffixes = (".".join(labels[i:]) for i in range(len(labels) - 1))
        return next((self.by_host[suffix] for suffix in suffixes if suffix in self.by_host), None)


def entities_of(document: Mapping[str, Any]) -> Entities:
    """The index over a document like `entities.json`."""
    by_host: dict[str, Entity] = {}
    by_name: dict[str, Entity] = {}
    for name, company, filed_as, hosts in document["entities"]:
        entity = by_name.setdefault(name, Entity(name, company or name, filed_as))
        for host in hosts.split():
            by_host.setdefault(host, entity)
    return Entities(f"third-party-web {document['version']}", by_host, by_name)


@functools.cache
def known_entities() -> Entities:
    """Those that come with Siegel. Read once, some 5 ms."""
    return entities_of(json.loads(FILE.read_bytes()))
