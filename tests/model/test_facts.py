"""Every kind of fact the design names exists, with its key and at least its fields (design § 3, copied by hand)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from scanner.model.facts import (
    KINDS,
    Certificate,
    Page,
    Request,
    SecurityTxt,
    StoredItem,
    field_at,
    fields_of,
    paths_of,
    value_at,
)
from scanner.model.facts.base import Seen, fill, show, with_addresses
from scanner.model.values import NOT_STATED, Unknown
from scanner.model.vocabulary import Phase, StorageArea, TrustProblem

PAGE = Page(url="https://www.shop.example/?sid=1")


def test_addresses_are_changed_wherever_they_stand_in_a_row_and_nothing_else_is() -> None:
    seen = (Seen(page="https://www.shop.example/?sid=1", at="2026-11-22T00:00:00Z"), Seen())
    row = Request(phase=Phase.REJECTED, page=PAGE, host="t.example", initiator="https://t.example/", seen=seen)
    changed = with_addresses(row, lambda url: url.partition("?")[0])
    assert changed.page == Page(url="https://www.shop.example/") and changed.host == "t.example"
    assert [one.page for one in changed.seen] == ["https://www.shop.example/", None]
    assert with_addresses(row, str) is row


def test_the_lasting_key_knows_nothing_of_digests_that_are_others_in_every_run() -> None:
    one, other = (Request(page=PAGE, host="t.example", path=f"/p/~{digit * 32}/c") for digit in "ab")
    assert one.key() != other.key() and one.lasting_key() == other.lasting_key()


#: kind: key fields; more fields, at least.
DESIGN = {
    "endpoint": ("host address port", "role service tls starttls"),
    "tls_protocol": ("endpoint version", "accepted"),
    "tls_cipher": (
        "endpoint version name",
        "bits key_exchange forward_secrecy aead mac accepted preference",
    ),
    "tls_group": ("endpoint name", "family bits accepted preference"),
    "tls_flaw": ("endpoint name", "present"),
    "tls_session": (
        "endpoint",
        "tickets ticket_lifetime_s resumption early_data alpn signature_algorithms server_preference",
    ),
    "certificate": (
        "endpoint chain position",
        (
            "subject names issuer key_type key_bits signature_hash not_before not_after days_left lifetime_days "
            "within_lifetime_limit renew_from public_ca is_root matches_host trusted trust_problem must_staple scts"
        ),
    ),
    "port": ("host address protocol port", "state service product plaintext"),
    "redirect": ("from hop", "present port_open to status to_scheme same_host"),
    "header": ("url name", "present values"),
    "hsts": ("host", "present valid max_age include_subdomains preload"),
    "csp": ("url", "present"),
    "dns_zone": ("", "dnssec caa.issue"),
    "mail_domain": (
        "",
        "spf.records spf.valid spf.all dmarc.records dmarc.valid dmarc.policy dmarc.testing mta_sts tls_rpt dkim",
    ),
    "mail_server": ("", "starttls tls"),
    "security_txt": ("host", "present content_type contact expires canonical_matches"),
    "exposed_file": ("url", "present what"),
    "admin_surface": ("url", "present what"),
    "page": (
        "url",
        "role language title status links.imprint.clicks links.privacy.visible links.withdrawal_function.label",
    ),
    "resource": ("url page", "type party integrity mixed"),
    "consent_banner": (
        "page phase",
        (
            "present tool language accept.label accept.layer accept.clicks accept.kind reject.label reject.layer "
            "reject.clicks reject.kind settings.label settings.layer settings.clicks settings.kind preticked "
            "prominence.area_ratio prominence.contrast_accept prominence.contrast_reject prominence.same_kind "
            "blocks_legal wall names_purposes withdraw.found withdraw.clicks withdraw.label withdraw.as_easy "
            "withdraw.works"
        ),
    ),
    "stored_item": (
        "area origin name phase",
        (
            "partition party purpose service lifetime_days secure http_only same_site set_by identifier "
            "disclosed.named disclosed.purpose disclosed.lifetime_deviation"
        ),
    ),
    "request": ("phase page host path", "party service purpose country method type initiator carries cname"),
    "fingerprinting": ("phase script api", "page"),
    "tcf_signal": ("phase page", "present decoded"),
    "consent_mode": ("phase page", "present decoded"),
    "script": ("page url", "page_role party service integrity inline justified"),
    "form": (
        "page purpose ordinal",
        "method action secure same_site links_notice guest_possible consent_boxes captcha replay",
    ),
    "form_field": (
        "form",
        "name label input_type autocomplete asks_for required preticked min_length max_length",
    ),
    "button": ("page role", "label unambiguous above_it"),
    "data_leak": (
        "page asks_for recipient",
        "form.purpose recipient_party service encoding trigger channel",
    ),
    "privacy_notice": ("url", "language reachable_from_every_page words version_date fully_read controller"),
    "disclosure": ("notice item", "present applies core quote section"),
    "service": ("name", "operator country purpose receives_personal_data observed disclosed quote"),
    "outdated_reference": ("page what", "quote contradicted_by"),
    "placeholder": ("page what", "quote contradicted_by"),
    "claim": ("page what", "quote contradicted_by"),
    "legal_item": ("page_role item", "present applies quote value"),
    "product": (
        "page",
        "price vat_note shipping_note unit_price.shown unit_price.correct strike_price safety_info",
    ),
    "accessibility_issue": ("page rule", "what"),
    "chat_widget": ("page", "service ai_notice"),
    "trust_seal": ("page issuer", "known_issuer link link_is_issuers names_this_shop verified"),
    "change": ("what since", ""),
    "shop": ("", "sector jurisdiction staff b2b marketplace card_payment subscriptions"),
}
#: Kinds beyond the design: what no single header row can say, since several of them and the document decide together;
#: and what there is one of for each selector, or only where the owner gives it.
BEYOND = {"link", "caching", "referrer_policy", "framing", "software", "dkim_key", "listed_item", "newsletter"}
BEYOND |= {"payment_page", "payment_contact", "comparison"}
BEYOND |= {"seal_page"}  # what the issuer says, apart from what the shop shows
BEYOND |= {"checkout_step", "payment_method"}  # the way to the order button, beside what stands on its pages


def test_the_kinds_are_those_of_the_design() -> None:
    assert set(KINDS) == set(DESIGN) | BEYOND


@pytest.mark.parametrize("kind", DESIGN)
def test_a_kind_has_the_fields_of_the_design(kind: str) -> None:
    key, more = (words.split() for words in DESIGN[kind])
    assert [path for path in (*key, *more) if field_at(KINDS[kind], path) is None] == []
    assert set(key) <= set(KINDS[kind].key_fields)


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_field_and_every_place_in_its_words_exists(kind: str) -> None:
    cls = KINDS[kind]
    row = cls()
    assert all(field_at(cls, name) for name in cls.key_fields)
    for text in (row.describe("en"), row.describe("de"), row.location()):
        assert "{" not in text


@pytest.mark.parametrize("kind", KINDS)
def test_every_path_is_a_field_of_some_type(kind: str) -> None:
    for path in paths_of(KINDS[kind]):
        field = field_at(KINDS[kind], path)
        assert field is not None and field.leaf is not None and field.type_name != "?"


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_says_nothing_by_itself(kind: str) -> None:
    row = KINDS[kind]()
    assert all(value_at(row, name) == NOT_STATED for name in fields_of(KINDS[kind]))


def test_there_is_no_path_beyond_a_leaf_or_beside_the_fields() -> None:
    for path in ("phase.name", "nope", "", ".", "phase.", "seen", "derived_by", "disclosed.nope", "disclosed..named"):
        assert field_at(StoredItem, path) is None


def test_a_path_is_optional_if_anything_on_the_way_is() -> None:
    banner = KINDS["consent_banner"]
    for path, optional in (("accept.layer", True), ("accept", True), ("present", False), ("page.language", True)):
        field = field_at(banner, path)
        assert field is not None and field.optional is optional


def test_a_value_beyond_none_is_none_and_beyond_unknown_that_unknown() -> None:
    banner = KINDS["consent_banner"]
    lost = Unknown("the page crashed")
    assert value_at(banner(accept=None), "accept.label") is None  # type: ignore[call-arg]
    assert value_at(banner(accept=lost), "accept.label") == lost  # type: ignore[call-arg]


def test_two_rows_are_the_same_thing_if_their_key_fields_are() -> None:
    cookie = StoredItem(area=StorageArea.COOKIE, origin="a/", name="x", partition=None, phase=Phase.GPC)
    assert cookie.key() == StoredItem(**{**_fields(cookie), "secure": True}).key()
    assert cookie.key() != StoredItem(**{**_fields(cookie), "phase": Phase.REJECTED}).key()
    assert cookie.key() != StoredItem(**{**_fields(cookie), "partition": "https://b"}).key()


def _fields(row: StoredItem) -> dict[str, Any]:
    return {name: value_at(row, name) for name in fields_of(StoredItem)}


def test_days_left_are_whole_days_to_not_after() -> None:
    leaf = Certificate(not_after=dt.date(2026, 12, 1))
    assert leaf.on(dt.date(2026, 11, 30)).days_left == 1
    assert leaf.on(dt.date(2026, 12, 2)).days_left == -1
    assert Certificate().on(dt.date(2026, 11, 30)).days_left == NOT_STATED


def test_a_security_txt_has_as_many_days_left_as_certain_and_none_where_it_never_expires() -> None:
    day = dt.date(2026, 11, 30)
    assert SecurityTxt(expires=dt.date(2026, 12, 1)).on(day).days_left == 1
    assert SecurityTxt(expires=None).on(day).days_left is None
    assert SecurityTxt(expires=Unknown("too long")).on(day).days_left == NOT_STATED


def test_values_are_shown_as_a_person_writes_them() -> None:
    values = (Unknown("x"), ("a", "b"), TrustProblem.EXPIRED, dt.date(2026, 1, 2), "<b>", 12)
    assert [show(value) for value in values] == ["?", "a, b", "expired", "2026-01-02", "<b>", "12"]
    assert show(True, "de") != show(True, "en")


def test_text_of_the_shop_is_no_template() -> None:
    row = StoredItem(name="{origin}{__class__}", origin="{name}")
    assert fill("{name} of {origin}", row) == "{origin}{__class__} of {name}"
