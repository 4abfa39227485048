"""Facts about payment pages: their scripts, what protects them, whom they ask, and what changed since before."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from scanner.model.facts.base import Fact, fact
from scanner.model.facts.pages import Page
from scanner.model.values import NOT_STATED, Maybe
from scanner.model.vocabulary import ChangeType, PageRole, Party, ScriptAssurance, ScriptType, ServiceCategory


@fact(
    "script",
    key=("page", "url", "frame"),
    en="{type} script {url} on {page.url}",
    de="Skript {url} ({type}) auf {page.url}",
    where="{page.url}",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Script(Fact):
    """A script of a page that takes card data or is a step of paying, or of a frame of the same site in it.

    url                    its address without the query; of what has none `sha256:` and the digest of its text, in
                           which what differs from visitor to visitor (numbers, tokens) is left out
    hash                   SHA-256 of the text as it was run
    size                   in characters of that text
    frame                  the document that has it, None where that is the page itself
    inline                 it stands in the document, or in the text of another script, and has no address
    injected               a script placed it there while the page ran
    initiator              the nearest script or document that had it loaded
    placed_by_tag_manager  the tag manager at the beginning of that chain, None without one
    integrity              as the element has it; `protected`: it holds a valid hash (Subresource Integrity § 3)
    card_page              the page takes card data, in a field of its own or of a frame
    justified              owner, purpose and approval are declared in the shop file, and still hold on that day
    until                  the last day for which it is approved
    """

    page: Maybe[Page] = NOT_STATED
    url: Maybe[str] = NOT_STATED
    frame: Maybe[str | None] = NOT_STATED
    page_role: Maybe[PageRole] = NOT_STATED
    type: Maybe[ScriptType] = NOT_STATED
    card_page: Maybe[bool] = NOT_STATED
    party: Maybe[Party] = NOT_STATED
    host: Maybe[str | None] = NOT_STATED
    service: Maybe[str | None] = NOT_STATED
    category: Maybe[ServiceCategory] = NOT_STATED
    integrity: Maybe[str | None] = NOT_STATED
    protected: Maybe[bool] = NOT_STATED
    hash: Maybe[str] = NOT_STATED
    size: Maybe[int] = NOT_STATED
    inline: Maybe[bool] = NOT_STATED
    injected: Maybe[bool] = NOT_STATED
    initiator: Maybe[str | None] = NOT_STATED
    placed_by_tag_manager: Maybe[str | None] = NOT_STATED
    justified: Maybe[bool] = NOT_STATED
    owner: Maybe[str | None] = NOT_STATED
    declared_purpose: Maybe[str | None] = NOT_STATED
    approved_by: Maybe[str | None] = NOT_STATED
    approved_on: Maybe[dt.date | None] = NOT_STATED
    until: Maybe[dt.date | None] = NOT_STATED
    assurance: Maybe[ScriptAssurance | None] = NOT_STATED

    def on(self, as_of: dt.date) -> Script:
        """What was approved until an earlier day is justified no longer."""
        over = isinstance(self.until, dt.date) and self.until < as_of
        return replace(self, justified=False) if over and self.justified is True else self


@fact(
    "payment_page",
    key=("page",),
    en="payment page {page.url}",
    de="Zahlungsseite {page.url}",
    where="{page.url}",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentPage(Fact):
    """A page that takes card data or is a step of paying, and what its Content-Security-Policies come to for that.

    card_fields        it takes card data, in a field of its own or of a frame
    frames             hosts of the frames that a visitor sees in it and that belong to another site
    script_restricted  scripts come from listed hosts alone: no wildcard, no whole scheme, no data:
    frame_restricted   frames likewise
    reports            violations of an enforced policy are reported
    security_headers   the fields that protect the page, sorted, nonces left out
    """

    page: Maybe[Page] = NOT_STATED
    card_fields: Maybe[bool] = NOT_STATED
    frames: Maybe[tuple[str, ...]] = NOT_STATED
    script_src: Maybe[tuple[str, ...] | None] = NOT_STATED
    frame_src: Maybe[tuple[str, ...] | None] = NOT_STATED
    script_restricted: Maybe[bool] = NOT_STATED
    frame_restricted: Maybe[bool] = NOT_STATED
    script_unsafe_inline: Maybe[bool] = NOT_STATED
    script_unsafe_eval: Maybe[bool] = NOT_STATED
    reports: Maybe[bool] = NOT_STATED
    security_headers: Maybe[tuple[str, ...]] = NOT_STATED


@fact(
    "payment_contact",
    key=("page", "host"),
    en="request to {host} from {page.url}",
    de="Anfrage an {host} von {page.url}",
    where="{page.url}",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentContact(Fact):
    """A host that a payment page asks for something, itself and its frames of the same site taken together."""

    page: Maybe[Page] = NOT_STATED
    host: Maybe[str] = NOT_STATED
    card_page: Maybe[bool] = NOT_STATED
    party: Maybe[Party] = NOT_STATED
    service: Maybe[str | None] = NOT_STATED
    category: Maybe[ServiceCategory] = NOT_STATED


@fact(
    "comparison",
    key=("since",),
    en="comparison with the run of {since}",
    de="Vergleich mit dem Lauf vom {since}",
    where="{since}",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison(Fact):
    """That payment pages were compared with those of an earlier run. `age_days`: whole days from then to the day."""

    since: Maybe[dt.date] = NOT_STATED
    age_days: Maybe[int] = NOT_STATED
    pages: Maybe[int] = NOT_STATED

    def on(self, as_of: dt.date) -> Comparison:
        """With the age counted to that day."""
        if isinstance(self.since, dt.date):
            return replace(self, age_days=(as_of - self.since).days)
        return self


@fact(
    "change",
    key=("page", "what", "since"),
    en="{what} on {page.url}, {type} since {since}",
    de="{what} auf {page.url}, seit {since}: {type}",
    where="{page.url}",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Change(Fact):
    """What differs on a payment page from the run before; only when history is given.

    what      the script, by its `url`, or the header field
    of        `script` or `header`
    reviewed  the owner has approved it as it is now: on that day or later, by its very digest, or as one whose changes
              are reviewed elsewhere. What has gone needs no review
    """

    page: Maybe[Page] = NOT_STATED
    what: Maybe[str] = NOT_STATED
    since: Maybe[dt.date] = NOT_STATED
    of: Maybe[str] = NOT_STATED
    type: Maybe[ChangeType] = NOT_STATED
    older: Maybe[str | None] = NOT_STATED
    newer: Maybe[str | None] = NOT_STATED
    reviewed: Maybe[bool] = NOT_STATED
