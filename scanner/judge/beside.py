"""What was kept beside a row: its own artifacts, then those of the page it is about, in the phase it is about.

So a cookie stored before the choice comes with the picture of the page that stored it, as it was before the choice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from scanner.model.evidence import Evidence
from scanner.model.facts import Fact, Seen, field_at, value_at
from scanner.model.verdict import Judgement

#: Artifacts named beside a row's own. A finding needs examples, not a copy of the evidence.
MOST_BESIDE = 8
#: Kinds whose artifacts show a page as it stood there.
_SHOW_A_PAGE = ("page", "consent_banner")
#: Where a fact says which page it is about.
_PAGE_PATHS = ("page.url", "form.page.url", "notice.url", "page")

_Kept = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Beside:
    """The artifacts that show pages, by page and phase, each with when it was made; the earliest first."""

    kept: dict[tuple[str, str], list[_Kept]] = field(default_factory=dict)

    @classmethod
    def of(cls, evidence: Evidence) -> Beside:
        """From everything seen."""
        found: dict[tuple[str, str], list[_Kept]] = {}
        for row in (row for kind in _SHOW_A_PAGE for row in evidence.rows(kind)):
            for seen in row.seen:
                if seen.artifact:
                    place = (_address(seen.page or _stated(row, "page.url") or _stated(row, "url")), _phase(row, seen))
                    found.setdefault(place, []).append((seen.at or "", seen.artifact))
        return cls({place: sorted(dict.fromkeys(kept), key=lambda made: made[0]) for place, kept in found.items()})

    def illustrated(self, judgement: Judgement) -> Judgement:
        """With the artifacts of each finding and blocker that is about a row."""
        return replace(
            judgement,
            findings=tuple(
                replace(finding, artifacts=self.artifacts(finding.fact)) if finding.fact else finding
                for finding in judgement.findings
            ),
            blockers=tuple(
                replace(blocker, artifacts=self.artifacts(blocker.fact)) if blocker.fact else blocker
                for blocker in judgement.blockers
            ),
        )

    def artifacts(self, row: Fact) -> tuple[str, ...]:
        """What was kept of a row itself, and then beside it."""
        own = dict.fromkeys(seen.artifact for seen in row.seen if seen.artifact)
        beside = dict.fromkeys(artifact for place in self._places(row) for _, artifact in self.kept.get(place, ()))
        more = [artifact for artifact in beside if artifact not in own]
        return (*own, *more[:MOST_BESIDE])

    def _places(self, row: Fact) -> list[tuple[str, str]]:
        """Pages and phases that a row is about. What is of a phase and of no page is shown by the phase's first one."""
        phase = _stated(row, "phase")
        pages = tuple(_pages(row, with_seen=bool(phase)))
        if phase and not pages:
            return self._first(place for place in self.kept if place[1] == phase)
        if phase:
            return [(page, phase) for page in pages]
        return [first for page in pages for first in self._first(place for place in self.kept if place[0] == page)]

    def _first(self, places: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """The earliest of these, those that name their phase before others."""
        return sorted(places, key=lambda place: (not place[1], self.kept[place][0], place))[:1]


def _pages(row: Fact, *, with_seen: bool) -> Iterator[str]:
    own = _stated(row, "url") if row.kind in {"page", "privacy_notice"} else ""
    stated = (own, *(_stated(row, path) for path in _PAGE_PATHS))
    seen = (place.page or "" for place in row.seen) if with_seen else ()
    yield from dict.fromkeys(_address(page) for page in (*stated, *seen) if page)


def _phase(row: Fact, seen: Seen) -> str:
    return seen.phase or _stated(row, "phase")


def _stated(row: Fact, path: str) -> str:
    """Text at a path of a row, if its kind has that path and the row says it."""
    value = value_at(row, path) if field_at(type(row), path) else None
    return str(value) if isinstance(value, str) else ""


def _address(url: str) -> str:
    """A page's address without its fragment, which names a place within it."""
    return url.partition("#")[0]
