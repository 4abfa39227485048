"""What labels say where it is sure that consent is asked for, and would say too little elsewhere. Sees no page."""

from __future__ import annotations

from scanner.probes.browser.consent.words import Role, denies, folded, words

_OF_ALL_MOST_WORDS = 7


def role_in_context(label: str, known: Role) -> Role:
    """The role of a button in what asks for consent. `known`: by its own words; it stays where it says enough."""
    text, rules = folded(label).replace("’", "'"), words()
    said = rules.in_context
    if said["only"].search(text):  # it names the basket, which is no reason to leave it alone
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
