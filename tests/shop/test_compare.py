"""The comparison sees every difference: a row missing, too many, wrong or unknown; and none where there is none."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from . import compare
from . import truth as truths
from .configurations import CONFIGURATIONS

PAGE = {
    "url": "https://shop.example/kontakt",
    "role": "contact",
    "status": 200,
    "links": {"imprint": {"label": "Impressum"}},
}
FORM = {"page": PAGE, "purpose": "contact", "ordinal": 0, "method": "post", "action": "https://shop.example/senden"}
FIELD = {"form": FORM, "name": "email", "label": "E-Mail", "asks_for": "email", "required": True}
COOKIE = {
    "area": "cookie", "origin": "shop.example/", "name": "sid", "phase": "rejected", "party": "first",
    "purpose": "necessary", "secure": True, "http_only": True, "same_site": "lax", "lifetime_days": 14,
}  # fmt: skip
REQUEST = {
    "phase": "rejected",
    "page": PAGE,
    "host": "cdn.example",
    "path": "/a.js",
    "party": "third",
    "purpose": "functional",
}
BANNER = {"page": PAGE, "phase": "before_choice", "present": True, "accept": {"label": "Alle akzeptieren", "layer": 1}}

EVIDENCE: dict[str, Any] = {
    "facts": {
        "page": [PAGE],
        "form": [FORM],
        "form_field": [FIELD],
        "stored_item": [COOKIE],
        "request": [REQUEST, REQUEST | {"host": "shop.example", "party": "first"}],
        "consent_banner": [BANNER],
    },
    "coverage": [{"kind": "form", "scope": {"page.role": "contact"}, "status": "seen"}],
}
TRUTH: dict[str, Any] = {
    "pages": [
        {
            "url": "/kontakt",
            "role": "contact",
            "status": 200,
            "must": True,
            "forms": [
                {
                    "purpose": "contact",
                    "method": "post",
                    "action": "/senden",
                    "fields": {
                        "email": {"label": "E-Mail", "asks_for": {"one_of": ["email", "username"]}, "required": True}
                    },
                }
            ],
        }
    ],
    "links": {"imprint": {"label": "Impressum"}},
    "hidden": ["token"],
    "may_keep": [],
    "known": {},
    "banner": {"present": True, "accept": {"label": "Alle akzeptieren", "layer": 1}},
    "phases": {
        "rejected": {
            "stored": {
                "sid": {
                    "area": "cookie", "domain": "shop.example", "party": "first", "purpose": "necessary", "days": 14,
                    "secure": True, "http_only": True, "same_site": "lax",
                }
            },
            "hosts": {"cdn.example": {"party": "third", "purpose": "functional"}},
        }
    },
}  # fmt: skip
PARTS = ("pages", "links", "forms", "consent_banner", "stored rejected", "requests rejected")
UNKNOWN = {"unknown": "too far away"}


def differences(evidence: Any) -> list[str]:
    parts = compare.parts(["rejected"])
    return [line for part in PARTS for line in parts[part](TRUTH, evidence)]


def changed(kind: str, **fields: Any) -> Any:
    evidence = deepcopy(EVIDENCE)
    evidence["facts"][kind][0].update(fields)
    return evidence


def without(kind: str) -> Any:
    evidence = deepcopy(EVIDENCE)
    evidence["facts"][kind] = []
    return evidence


def test_where_all_is_true_there_is_no_difference() -> None:
    assert differences(EVIDENCE) == []


@pytest.mark.parametrize(
    ("kind", "fields", "told"),
    [
        ("page", {"role": "imprint"}, "page /kontakt: role is imprint, and it is contact"),
        ("page", {"links": {"imprint": None}}, "links of /kontakt: imprint is none, and it is"),
        ("page", {"links": {}}, "links of /kontakt: imprint is missing"),
        ("form", {"purpose": "newsletter"}, "form contact on /kontakt: purpose is newsletter, and it is contact"),
        ("form", {"action": "https://shop.example/"}, "action is https://shop.example/, and it is /senden"),
        ("form_field", {"asks_for": "tel"}, "field email: asks_for is tel, and it is email or username"),
        ("form_field", {"required": UNKNOWN}, "required: it can't tell (too far away), and it is True"),
        (
            "consent_banner",
            {"accept": {"label": "OK", "layer": 1}},
            "accept: label is OK, and it is “Alle akzeptieren”",
        ),
        ("consent_banner", {"present": False}, "banner on /kontakt: present is False, and it is True"),
        ("stored_item", {"purpose": UNKNOWN}, "sid: purpose: it can't tell (too far away), and it is necessary"),
        ("stored_item", {"lifetime_days": 12}, "sid: lifetime_days is 12, and it is 14"),
        ("stored_item", {"lifetime_days": None}, "sid: lifetime_days is none, and it is 14"),
        ("stored_item", {"origin": ".example/"}, "sid: origin is .example/, and it is shop.example"),
        ("stored_item", {"name": "_ga"}, "rejected: sid is kept, and there is no row of it"),
        ("stored_item", {"name": "_ga"}, "rejected: _ga (cookie, shop.example/) is said to be kept, and is not"),
        ("request", {"purpose": "marketing"}, "request to cdn.example: purpose is marketing, and it is functional"),
        ("request", {"host": "ads.example"}, "rejected: ads.example is said to be asked, and is not"),
    ],
)
def test_what_is_wrong_or_unknown_is_told_in_words(kind: str, fields: dict[str, Any], told: str) -> None:
    assert any(told in line for line in differences(changed(kind, **fields)))


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("page", "page /kontakt: not seen (contact)"),
        ("form", "form contact on /kontakt: no such form"),
        ("form_field", "form contact on /kontakt: no such form"),
        ("consent_banner", "banner: no row, so nobody looked"),
        ("stored_item", "rejected: sid is kept, and there is no row of it"),
        ("request", "rejected: cdn.example is asked, and there is no row of it"),
    ],
)
def test_what_is_missing_is_told(kind: str, told: str) -> None:
    assert any(told in line for line in differences(without(kind)))


def test_a_field_that_no_visitor_sees_is_told_unless_it_asks_for_nothing() -> None:
    evidence = deepcopy(EVIDENCE)
    evidence["facts"]["form_field"] += [
        FIELD | {"name": "token", "asks_for": "id-number"},
        FIELD | {"name": "bday", "asks_for": "bday"},
    ]
    assert differences(evidence) == ["/kontakt: field bday is said to ask for bday, and no visitor sees it"]


def test_a_form_on_a_page_that_could_not_be_looked_at_is_told_as_unknown() -> None:
    evidence = without("form")
    evidence["coverage"][0] |= {"status": "gap", "cause": "timeout", "reason": "slow"}
    assert "form contact on /kontakt: no such form: it can't tell (timeout: slow)" in differences(evidence)


def test_a_field_of_a_form_that_is_missing_is_told() -> None:
    evidence = deepcopy(EVIDENCE)
    second = deepcopy(TRUTH)
    second["pages"][0]["forms"][0]["fields"]["tel"] = {"asks_for": "tel"}
    assert list(compare.forms(second, evidence)) == ["form contact on /kontakt: field tel is not there"]


@pytest.mark.parametrize("configuration", CONFIGURATIONS, ids=lambda one: one.name)
def test_every_truth_file_can_be_read_and_is_complete(configuration: Any) -> None:
    truth = truths.load(configuration)
    assert truth["established"]
    assert truth["banner"]["present"] is ("rejected" in truth["phases"]) is ("accepted" in truth["phases"])
    roles = [page["role"] for page in truth["pages"] if isinstance(page["role"], str)]
    assert {"home", "category", "product", "cart", "imprint", "privacy"} <= set(roles)
