"""The schema of shop files."""

from __future__ import annotations

from scanner.model.facts import Shop, fields_of
from scanner.model.facts.base import once
from scanner.model.schema import Schema, document, meaning, refer, words_of
from scanner.model.vocabulary import PageRole, PersonalData, Purpose
from scanner.policy.schema.shapes import FILLED, TEXT, leaf_name, mapping, says, scalars, some, words_definitions


@once
def shop_schema() -> Schema:
    """A shop file. What this version doesn't act upon yet is checked loosely."""
    someone = dict.fromkeys(("role", "name", "organisation"), FILLED)
    named = {
        "anyOf": [{"required": [key]} for key in someone],
        **says("authorised_by names nobody: give role and organisation"),
    }
    authorised = mapping("authorised_by", {**someone, "on": refer("day")}, allOf=[named])
    ca = mapping("ca", {"file": FILLED, "as": {"enum": ["public", "private"]}}, ("file",))
    cas = [
        FILLED,
        ca,
        {"type": "array", "items": {"anyOf": [FILLED, ca], **says("expected a file, or {file: …, as: public}")}},
    ]
    connect = {
        "type": "string",
        "pattern": r"^[^\s]*:\d{0,5}:[^\s]*:\d{0,5}$",
        **says("expected HOST1:PORT1:HOST2:PORT2"),
    }
    facts = {name: refer(leaf_name(field.leaf)) for name, field in fields_of(Shop).items() if field.leaf is not None}
    properties = {
        "shop": {
            "type": "string",
            "pattern": r"^[Hh][Tt][Tt][Pp][Ss]?://[^\s]+$",
            "description": "The address of the shop.",
            **says("expected an address like https://www.muesli.example"),
        },
        "name": {**FILLED, "description": "The operator."},
        "profile": {**FILLED, "description": "The profile it is judged by; without it that of `facts: {sector: …}`."},
        "authorised_by": {
            "anyOf": [FILLED, authorised],
            "description": "Who allowed active work: port scan, flaw probes, cart and checkout.",
            **says("expected who authorised the scan: {role: …, organisation: …}"),
        },
        "connect_to": {**some(connect), "description": "Like curl's --connect-to, for every probe."},
        "ca": {
            "anyOf": cas,
            "description": "Certificates to trust.",
            **says("expected a file, or {file: …, as: public}"),
        },
        "hosts": {**some(FILLED), "description": "More hosts that belong to the shop."},
        "language": {**FILLED, "description": "The shop's language."},
        "vantage": {**FILLED, "description": "Where the scan runs: a country."},
        "ports": {
            **some({"type": "integer", "minimum": 1, "maximum": 65535, **says("expected a port from 1 to 65535")}),
            "description": "The only ports that a port scan looks at; without it the usual ones.",
        },
        "preview": {**refer("boolean"), "description": "A preview system: no DNS, mail, ports."},
        "facts": mapping("facts", facts, description=meaning(Shop)),
        "pages": {
            "type": "object",
            "properties": {role.value: TEXT for role in PageRole},
            "additionalProperties": False,
            "description": "Where pages are that are not found by themselves: role → path or address.",
        },
        **_names(),
        **_not_yet(),
    }
    definitions = {**scalars(), **words_definitions()}
    return document(
        "shop", "Siegel: shop file", {**mapping("a shop file", properties, ("shop",)), "$defs": definitions}
    )


def _names() -> Schema:
    """What the DNS and mail are asked about, and whom."""
    mail = mapping(
        "mail",
        {
            "dkim_selectors": {**some(FILLED), "description": "What stands before ._domainkey in the mail's headers."},
            "newsletter": {**FILLED, "description": "A newsletter as a file (.eml), to look at its headers."},
            "smtp": {
                **refer("boolean"),
                "description": "false: from here nobody is let out to port 25, so mail servers are not assessed.",
            },
        },
    )
    address = {**FILLED, "description": "An IP address, with a port if it isn't 53."}
    resolver = mapping(
        "resolver",
        {
            "address": address,
            "trust_anchors": {**FILLED, "description": "A file of DS or DNSKEY records; without it the root's keys."},
        },
    )
    return {
        "mail_domains": {**some(FILLED), "description": "The domains of the shop's mail; without it its own domain."},
        "mail": {**mail, "description": "What only the owner knows of the shop's mail."},
        "resolver": {
            "anyOf": [address, resolver],
            "description": "The DNS resolver to ask, instead of the system's.",
            **says("expected an address, or {address: …, trust_anchors: FILE}"),
        },
    }


def _not_yet() -> Schema:
    """Keys of the design that a scan says it doesn't act upon yet; their inside is still open."""
    open_list = {"type": "array"}
    data = {word.value: TEXT for word in PersonalData}
    purposes = {"type": "object", "additionalProperties": words_of(Purpose)}
    return {
        "test_identity": {
            "type": "object",
            "properties": data,
            "description": "Unlocks the way to the order review, never the order.",
        },
        "auth": {
            "type": "object",
            "description": "basic, header or client_certificate; secrets come from the environment only.",
        },
        "viewport": {},
        "purposes": {
            "type": "object",
            "additionalProperties": purposes,
            "description": "Declared by the owner: stored: {name: purpose}.",
        },
        "journey": {**open_list, "description": "Steps where a shop is unusual."},
        "scripts": {**open_list, "description": "Of the payment page: owner, purpose, approval per script."},
        "waivers": {**FILLED, "description": "The file with the shop's waivers."},
    }
