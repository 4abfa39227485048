"""What one visit to one page brought, or the gap that it left."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

from scanner.model.facts import Page
from scanner.model.facts.pages import LegalLinks
from scanner.model.vocabulary import GapCause, PageRole
from scanner.network import GateFailure
from scanner.probes.browser.declared import NOTHING, Declared
from scanner.probes.browser.standin import Instead, recognise
from scanner.probes.browser.trip import Document


@dataclass(frozen=True, slots=True)
class Budget:
    """What a visit may take. Seconds; characters of the document and of its text.

    seconds    for all of it
    settle_s   until the page is quiet; then it is read as it is, if its document is complete
    """

    seconds: float = 25.0
    settle_s: float = 10.0
    html: int = 2_000_000
    text: int = 500_000


USUAL = Budget()


class Outcome(StrEnum):
    """Whether the page was seen."""

    SEEN = "seen"
    GAP = "gap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A page as it stood there at the end. All of it is the shop's, and nothing of it harmless.

    number      of the visit in its phase, as in Moment
    url         as it was asked for
    cause, reason     of a gap; what was read is there nevertheless, where there was something to read
    documents   of the tab itself, in order, redirects by the server and by the page alike; the last is `final_url`
    title, language, html, text   as the page has them now; `cut` where one was longer than the budget
    settled     False: it was still busy when time was up
    declared    what its elements have loaded and say, as they stand there now
    """

    number: int
    url: str
    outcome: Outcome
    cause: GapCause | None = None
    reason: str = ""
    final_url: str = ""
    status: int | None = None
    documents: tuple[Document, ...] = ()
    title: str = ""
    language: str = ""
    html: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    cut: bool = False
    elements: int = 0
    passwords: int = 0
    settled: bool = False
    declared: Declared = field(default=NOTHING, repr=False)
    stands_in: Instead | None = None
    began_ms: int = 0
    ended_ms: int = 0

    @property
    def seen(self) -> bool:
        """Whether this is the page, and not a gap."""
        return self.outcome is Outcome.SEEN

    def page(self, role: PageRole, links: LegalLinks, url: str = "") -> Page:
        """Its row, under another address where that is given."""
        return Page(
            url=url or self.final_url,
            role=role,
            language=self.language or None,
            title=self.title or None,
            status=self.status if self.status is not None else 0,
            links=links,
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """What snapshot.js read, each part taken only as the type it must have."""

    url: str = ""
    title: str = ""
    language: str = ""
    html: str = ""
    text: str = ""
    cut: bool = False
    elements: int = 0
    passwords: int = 0
    declared: Declared = NOTHING

    @classmethod
    def of(cls, value: object) -> Reading:
        """From what came back over the protocol."""
        read = value if isinstance(value, dict) else {}
        url, title, language, html, text = (
            str(read.get(key) or "") for key in ("url", "title", "language", "html", "text")
        )
        elements, passwords = (int(read.get(key) or 0) for key in ("elements", "passwords"))
        declared = Declared.of(read.get("declared"))
        return cls(url, title, language, html, text, read.get("cut") is True, elements, passwords, declared)


def judged(visit: Visit, accept: frozenset[Instead]) -> Visit:
    """The visit, as a gap where the page is not what it claims to be. `accept`: what was asked for on purpose."""
    found = recognise(visit.status, visit.title, visit.text, visit.html, passwords=visit.passwords)
    if found is None or found.kind in accept:
        return visit
    cause = GapCause.ERROR if found.kind is Instead.ERROR else GapCause.BLOCKED
    return replace(visit, outcome=Outcome.GAP, cause=cause, reason=found.reason, stands_in=found.kind)


def cause_of(error: str, failure: GateFailure | None) -> tuple[GapCause, str]:
    """Why a navigation failed: the network's own reason where it has one, else Chromium's word (net::ERR_…)."""
    if failure is not None:
        return GapCause(failure.cause), failure.reason
    word = error.removeprefix("net::")
    causes = {
        "ERR_CONNECTION_REFUSED": GapCause.REFUSED,
        "ERR_CONNECTION_TIMED_OUT": GapCause.TIMEOUT,
        "ERR_TIMED_OUT": GapCause.TIMEOUT,
        "ERR_NAME_NOT_RESOLVED": GapCause.UNREACHABLE,
        "ERR_ADDRESS_UNREACHABLE": GapCause.UNREACHABLE,
        "ERR_ABORTED": GapCause.UNSUPPORTED,
        "ERR_BLOCKED_BY_CLIENT": GapCause.BLOCKED,
    }
    if word == "ERR_ABORTED":
        return GapCause.UNSUPPORTED, "not a page: a download, or an answer without content"
    return causes.get(word, GapCause.ERROR), f"the browser could not load it: {word}"
