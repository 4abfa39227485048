"""What labels say where it is sure that consent is asked for, and would say too little elsewhere. Sees no page."""

from __future__ import annotations

from scanner.probes.browser.consent.words import Role, denies, folded, role_of, words

_OF_ALL_MOST_WORDS = 7


def role_in_context(label: str, known: Role) -> Role:
    """The role of a button in what asks for consent. `known`: by its own words; it stays where it says enough."""
    text, rules = folded(label).replace("’", "'"), words()
    said = rules.in_context
    if known in {Role.OTHER, Role.FORBIDDEN} and _only_what_is_needed(text):
        return Role.REJECT
    if known is Role.ACCEPT and said["save"].search(text) and not rules.everything.search(text):
        return Role.SAVE
    if known is not Role.OTHER:
        return known
    text = " ".join(rules.litotes.sub(" einverstanden ", text).split())
    for role in (Role.SAVE, Role.REJECT, Role.ACCEPT, Role.SETTINGS):
        if said[role].search(text) and not (role is Role.ACCEPT and said["some"].search(text)):
            return role
    everything = said["all"].search(text) and not said["not_all"].search(text) and not rules.no_choice.search(text)
    if everything and len(text.split()) <= _OF_ALL_MOST_WORDS:
        return Role.REJECT if denies(text) else Role.ACCEPT
    return Role.OTHER


def _only_what_is_needed(text: str) -> bool:
    """`Only what the basket needs`: it names the basket, and without it says nothing of buying or of going there."""
    said = words().in_context
    if not (said["only"].search(text) and said["places"].search(text)) or said["goes"].search(text):
        return False
    return role_of(said["places"].sub(" ", text)) not in {Role.FORBIDDEN, Role.PAY}
