"""Pure functions Evidence → Evidence that give facts their meaning. No network, no policies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from scanner.derive.certificates import lifetimes
from scanner.derive.consent import withdrawals
from scanner.derive.filter_list import FilterList
from scanner.derive.forms import forms
from scanner.derive.forms.stored import stored_signals
from scanner.derive.forms.words import words
from scanner.derive.legal_texts import legal_texts
from scanner.derive.mail_servers import mail_servers
from scanner.derive.notice import disclosures, outdated_references, placeholders, read_notice
from scanner.derive.pages import page_roles
from scanner.derive.parameter_sets import parameter_sets
from scanner.derive.purposes import Declared, meaning
from scanner.derive.resources import resources
from scanner.derive.services import Known, built_in
from scanner.derive.tls_flaws import tls_flaws
from scanner.model.evidence import Evidence
from scanner.model.facts import PrivacyNotice


@dataclass(frozen=True, slots=True)
class Context:
    """What derivations need beside the evidence: what was kept of pages, by SHA-256, and what the owner declares.

    `known`: the services, if not those that come with Siegel. `filters`: a user's list of rules about requests.
    """

    artifacts: Mapping[str, bytes] = field(default_factory=dict)
    declared: Declared = field(default_factory=Declared)
    known: Known | None = None
    filters: FilterList | None = None


def prepare() -> None:
    """Reads the data that derivations rest on and compiles its phrases, so that nobody waits for that later.

    Takes some 0.2 s the first time. May run in a thread of its own; what is derived is the same without it.
    """
    built_in()
    words()
    reading = read_notice("<p>Nothing.</p>", "")
    for read in (outdated_references, placeholders):
        tuple(read(reading))
    disclosures(reading, PrivacyNotice(url=""))


def derive(evidence: Evidence, context: Context | None = None) -> Evidence:
    """The evidence with everything that follows from it, in the order in which it builds on each other.

    Deriving again changes nothing.
    """
    context = context or Context()
    evidence = tls_flaws(parameter_sets(mail_servers(lifetimes(evidence), context.artifacts)))
    if any(entry.kind in {"stored_item", "request", "fingerprinting", "resource"} for entry in evidence.coverage):
        evidence = withdrawals(meaning(evidence, context.declared, context.known, context.filters))
    evidence = page_roles(resources(evidence))
    if evidence.rows("form"):
        evidence = forms(evidence, stored_signals(evidence, context.artifacts))
    if not evidence.looked_at("page"):
        return evidence
    return legal_texts(evidence, context.artifacts, context.known or built_in())
