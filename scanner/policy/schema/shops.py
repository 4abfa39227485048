"""The schema of shop files."""

from __future__ import annotations

from scanner.model.facts import Shop, fields_of
from scanner.model.facts.base import once
from scanner.model.schema import Schema, document, meaning, refer, words_of
from scanner.model.vocabulary import PageRole, PersonalData, Purpose, ScriptAssurance
from scanner.policy.schema.shapes import FILLED, TEXT, leaf_name, mapping, says, scalars, some, words_definitions

#: What no test identity has: payment data, and what opens or makes an account.
NEVER_IN_IDENTITY = frozenset({
    PersonalData.CC_NAME, PersonalData.CC_NUMBER, PersonalData.CC_EXP, PersonalData.CC_CSC, PersonalData.IBAN,
    PersonalData.ACCOUNT_HOLDER, PersonalData.NEW_PASSWORD, PersonalData.CURRENT_PASSWORD, PersonalData.ONE_TIME_CODE,
    PersonalData.CONSENT_MARKETING, PersonalData.CONSENT_PROFILING, PersonalData.CONSENT_HEALTH,
    PersonalData.CONSENT_TERMS, PersonalData.CONSENT_PRIVACY, PersonalData.CAPTCHA, PersonalData.HONEYPOT,
    PersonalData.NONE,
})  # fmt: skip
#: Steps of a journey.
MOST_STEPS = 40


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
        "scripts": _scripts(),
        **_way(),
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


def _scripts() -> Schema:
    """Of payment pages, each with owner, purpose and approval."""
    approved = mapping("approved", {"by": FILLED, "on": refer("day")}, ("by", "on"))
    script = mapping(
        "a script",
        {
            "match": {**FILLED, "description": "An address (with *), a host, or sha256: and hexadecimal digits."},
            "owner": {**FILLED, "description": "Who answers for it."},
            "purpose": {**FILLED, "description": "Why the page needs it."},
            "approved": {**approved, "description": "Who approved it, and when."},
            "integrity": {**words_of(ScriptAssurance), "description": "How it is kept as it was approved."},
            "until": {**refer("day"), "description": "The last day for which it is approved."},
        },
        ("match", "owner", "purpose", "approved"),
    )
    return {
        "type": "array",
        "items": script,
        "description": "Scripts of payment pages: owner, purpose and approval of each.",
    }


def _way() -> Schema:
    """As whom a checkout is gone through, and how where a shop is unusual."""
    given = [word for word in PersonalData if word not in NEVER_IN_IDENTITY]
    answers = mapping("test_identity", {word.value: FILLED for word in given})
    place = dict.fromkeys(("label", "css"), FILLED)
    one_of_them = [{"required": [key]} for key in place]
    target = mapping("what is clicked", place, anyOf=one_of_them)
    filled = mapping("fill", {**place, "with": {"enum": [word.value for word in given]}}, ("with",), anyOf=one_of_them)
    seen = {"text": FILLED, "css": FILLED, "role": words_of(PageRole)}
    expected = mapping("expect", seen, anyOf=[{"required": [key]} for key in seen])
    step = mapping(
        "a step of the journey",
        {"goto": FILLED, "click": {"anyOf": [FILLED, target]}, "fill": filled, "expect": expected},
        minProperties=1,
        maxProperties=1,
    )
    return {
        "test_identity": {
            **answers,
            "description": "Somebody made up, to go to the order review as; never orders. No payment data.",
        },
        "journey": {
            "type": "array",
            "items": step,
            "maxItems": MOST_STEPS,
            "description": "The way to the checkout where a shop is unusual: goto, click, fill, expect.",
        },
    }


def _not_yet() -> Schema:
    """Keys of the design that a scan says it doesn't act upon yet; their inside is still open."""
    purposes = {"type": "object", "additionalProperties": words_of(Purpose)}
    return {
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
        "waivers": {**FILLED, "description": "The file with the shop's waivers."},
    }
