"""Pure functions Evidence → Evidence that give facts their meaning. No network, no policies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from scanner.derive.beside_forms import beside_forms
from scanner.derive.certificates import lifetimes
from scanner.derive.changes import changes
from scanner.derive.consent import withdrawals
from scanner.derive.filter_list import FilterList
from scanner.derive.forms import forms
from scanner.derive.forms.around_words import around_words
from scanner.derive.forms.stored import stored_signals
from scanner.derive.forms.words import words
from scanner.derive.leaks import leaks
from scanner.derive.legal import legal_items, prepare_legal
from scanner.derive.legal_texts import legal_texts
from scanner.derive.mail_servers import mail_servers
from scanner.derive.notice import outdated_references, placeholders, read_notice
from scanner.derive.notice.phrase_file import data as phrase_data
from scanner.derive.offers import offers
from scanner.derive.offers import prepare as prepare_offers
from scanner.derive.order_button import order_buttons
from scanner.derive.pages import page_roles
from scanner.derive.parameter_sets import parameter_sets
from scanner.derive.party import Site
from scanner.derive.payment import payment
from scanner.derive.purposes import Declared, meaning
from scanner.derive.reality import prepare as prepare_reality
from scanner.derive.reality import reality
from scanner.derive.resources import resources
from scanner.derive.seals import chat_widgets, trust_seals
from scanner.derive.services import Known, built_in
from scanner.derive.tls_flaws import tls_flaws
from scanner.model.evidence import Evidence
from scanner.model.facts import LegalLinks, Page
from scanner.model.vocabulary import PageRole


@dataclass(frozen=True, slots=True)
class Context:
    """What derivations need beside the evidence: what was kept of pages, by SHA-256, and what the owner declares.

    `known`: the services, if not those that come with Siegel. `filters`: a user's list of rules about requests.
    `earlier`: the run that payment pages are compared with.
    """

    artifacts: Mapping[str, bytes] = field(default_factory=dict)
    declared: Declared = field(default_factory=Declared)
    known: Known | None = None
    filters: FilterList | None = None
    earlier: Evidence | None = None


def prepare() -> None:
    """Reads the data that derivations rest on, so that nobody waits for that later.

    Takes some 0.5 s the first time. May run in a thread of its own; what is derived is the same without it.
    """
    built_in()
    words()
    around_words()
    reading = read_notice("<p>Nichts.</p>", "de")
    for read in (outdated_references, placeholders):
        tuple(read(reading))
    phrase_data()
    prepare_legal()
    prepare_reality(built_in())
    prepare_offers()


def derive(evidence: Evidence, context: Context | None = None) -> Evidence:
    """The evidence with everything that follows from it, in the order in which it builds on each other.

    Deriving again changes nothing.
    """
    context = context or Context()
    evidence = tls_flaws(parameter_sets(mail_servers(lifetimes(evidence), context.artifacts)))
    if any(entry.kind in {"stored_item", "request", "fingerprinting", "resource"} for entry in evidence.coverage):
        evidence = withdrawals(meaning(evidence, context.declared, context.known, context.filters))
    evidence = page_roles(resources(evidence))
    signals = stored_signals(evidence, context.artifacts)
    if evidence.rows("form"):
        evidence = forms(evidence, signals)
        evidence = beside_forms(evidence, context.known or built_in(), Site.of(evidence.shop, context.declared.hosts))
    if evidence.rows("data_leak"):
        evidence = leaks(evidence, Site.of(evidence.shop, context.declared.hosts), context.known or built_in())
    evidence = order_buttons(evidence)
    scripts = context.declared.scripts
    evidence = payment(evidence, scripts, context.declared.hosts, context.known or built_in())
    evidence = changes(evidence, context.earlier, scripts)
    if not evidence.looked_at("page") or not _crawled(evidence):
        return evidence
    known = context.known or built_in()
    site = Site.of(evidence.shop, context.declared.hosts)
    evidence = chat_widgets(trust_seals(evidence, context.artifacts, site), context.artifacts, known)
    evidence = offers(evidence, context.artifacts)
    evidence = reality(legal_texts(evidence, context.artifacts), context.artifacts, known, site)
    return legal_items(evidence, context.artifacts, signals)


def _crawled(evidence: Evidence) -> bool:
    """Whether somebody went through the pages: what only fetches the front page reads none."""
    scopes = (entry.scope for entry in evidence.coverage if entry.kind == "page")
    planned = {value for one in scopes for name, value in one if name == "role"}
    pages = [row for row in evidence.rows("page") if isinstance(row, Page)]
    if any(isinstance(row.links, LegalLinks) for row in pages):
        return True
    seen = {row.role for row in pages}
    return bool({role for role in planned | seen if isinstance(role, PageRole)} - {PageRole.HOME})
