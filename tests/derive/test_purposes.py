"""What stored items and requests are for: measured on the labelled corpus, and rule by rule."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from scanner.derive.purposes import NOTHING_DECLARED, Declared, meaning
from scanner.model.evidence import Evidence
from scanner.model.facts import Page, Request, StoredItem
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import Party, Phase, Purpose, RequestType, StorageArea

SHOP = "https://www.muesli.example/"
HOME = Page(url=SHOP)
FILES = [
    yaml.safe_load(Path(__file__).with_name(name).read_text(encoding="utf-8"))
    for name in ("services_corpus.yaml", "services_corpus_wide.yaml")
]
CORPUS = {kind: [label for file in FILES for label in file[kind]] for kind in ("requests", "items")}
TRACKER = "https://connect.facebook.net/en_US/fbevents.js:1:1"
STRANGER = "https://t.unheard.example/t.js:1:1"


def item(name: str, origin: str = "www.muesli.example/", **more: Any) -> StoredItem:
    stated = {
        "area": StorageArea.COOKIE,
        "phase": Phase.BEFORE_CHOICE,
        "partition": None,
        "lifetime_days": None,
        **more,
    }
    return StoredItem(name=name, origin=origin, **stated)


def request(host: str, path: str = "/", **more: Any) -> Request:
    return Request(phase=Phase.BEFORE_CHOICE, page=HOME, host=host, path=path, **{"type": RequestType.FETCH, **more})


def derived(*rows: StoredItem | Request, declared: Declared = NOTHING_DECLARED) -> Any:
    """The first row with its meaning."""
    facts: dict[str, tuple[Any, ...]] = {}
    for row in rows:
        facts[row.kind] = (*facts.get(row.kind, ()), row)
    return meaning(Evidence(SHOP, facts=facts), declared).rows(rows[0].kind)[0]


def reason(value: Maybe[Purpose]) -> str:
    assert isinstance(value, Unknown)
    return value.reason


def said(row: StoredItem | Request) -> tuple[str | None, str, str]:
    purpose = "unknown" if isinstance(row.purpose, Unknown) else row.purpose.value
    assert isinstance(row.party, Party) and not isinstance(row.service, Unknown)
    return row.service, purpose, row.party.value


# ── the corpus ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_corpus_is_large_enough() -> None:
    assert len(CORPUS["requests"]) >= 400
    assert len(CORPUS["items"]) >= 240


def test_every_request_of_the_corpus_is_what_its_label_says() -> None:
    rows = tuple(request(host, path, type=RequestType(kind)) for host, path, kind, *_ in CORPUS["requests"])
    found = meaning(Evidence(SHOP, facts={"request": rows})).rows("request")
    wrong = [
        (label, said(row))
        for label, row in zip(CORPUS["requests"], found, strict=True)
        if isinstance(row, Request) and said(row) != tuple(label[3:])
    ]
    assert wrong == []


def test_every_stored_item_of_the_corpus_is_what_its_label_says() -> None:
    rows = tuple(
        item(name, origin, area=StorageArea(area), lifetime_days=days, identifier=identifier, set_by=set_by)
        for area, origin, name, days, identifier, set_by, *_ in CORPUS["items"]
    )
    found = meaning(Evidence(SHOP, facts={"stored_item": rows})).rows("stored_item")
    wrong = [
        (label, said(row))
        for label, row in zip(CORPUS["items"], found, strict=True)
        if isinstance(row, StoredItem) and said(row) != tuple(label[6:])
    ]
    assert wrong == []


# ── necessary must be earned ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_session_is_necessary_and_the_reason_is_kept() -> None:
    row = derived(item("PHPSESSID"))
    assert row.purpose is Purpose.NECESSARY
    assert row.derived_by == "stored_names.yaml 2026-11-22: session of PHP"


@pytest.mark.parametrize("name", ["id", "lang", "basket_id", "PHPSESSID2", "phpsessid", "", "a" * 5000, "\x00"])
def test_an_unknown_name_is_never_necessary_and_never_marketing(name: str) -> None:
    assert "nothing that is known" in reason(derived(item(name)).purpose)


def test_a_session_kept_for_a_year_is_not_one() -> None:
    assert "400 days" in reason(derived(item("PHPSESSID", lifetime_days=400)).purpose)


def test_a_session_of_unknown_length_is_not_surely_one() -> None:
    assert "how long" in reason(derived(item("PHPSESSID", lifetime_days=Unknown("not stated"))).purpose)


def test_a_strangers_session_is_not_the_shops() -> None:
    assert "third party" in reason(derived(item("PHPSESSID", ".tracker.example/")).purpose)


def test_a_session_that_a_tracker_set_is_the_trackers() -> None:
    row = derived(item("PHPSESSID", set_by=TRACKER))
    assert row.purpose is Purpose.MARKETING
    assert row.derived_by == "services/advertising.yaml 2026-11-22: set by Meta Pixel"


def test_a_session_that_a_stranger_set_is_not_surely_one() -> None:
    assert "unheard.example" in reason(derived(item("PHPSESSID", set_by=STRANGER)).purpose)


def test_a_choice_of_consent_may_be_set_by_any_script() -> None:
    assert derived(item("cookie_consent", lifetime_days=365, set_by=STRANGER)).purpose is Purpose.NECESSARY


def test_a_consent_tools_name_at_a_stranger_is_not_the_shops_choice() -> None:
    row = derived(item("CookieConsent", ".partner.example/", lifetime_days=365))
    assert row.service is None
    assert isinstance(row.purpose, Unknown)


def test_a_consent_tools_own_domain_does_not_make_everything_there_necessary() -> None:
    assert "Cookiebot" in reason(derived(item("visitor", ".cookiebot.com/", lifetime_days=365)).purpose)


def test_what_a_tag_manager_set_can_be_anything() -> None:
    gtm = "https://www.googletagmanager.com/gtm.js:1:1"
    assert isinstance(derived(item("_x", set_by=gtm)).purpose, Unknown)


# ── the owner's word ─────────────────────────────────────────────────────────────────────────────────────────────────


def declare(**stored: str) -> Declared:
    return Declared(stored={name: Purpose(purpose) for name, purpose in stored.items()})


def test_the_owner_can_declare_an_unknown_name_necessary() -> None:
    row = derived(item("basket_id", lifetime_days=30), declared=declare(basket_id="necessary"))
    assert row.purpose is Purpose.NECESSARY
    assert row.derived_by == "declared by the owner"


def test_the_owner_can_declare_names_by_a_pattern() -> None:
    declared = Declared(stored={"basket_*": Purpose.NECESSARY})
    assert derived(item("basket_7"), declared=declared).purpose is Purpose.NECESSARY


def test_the_owner_cannot_declare_tracking_away() -> None:
    row = derived(item("_ga", ".muesli.example/", lifetime_days=400), declared=declare(_ga="necessary"))
    assert row.purpose is Purpose.STATISTICS
    assert row.derived_by.endswith("although declared necessary")


def test_the_owner_can_say_that_what_is_convenient_was_asked_for() -> None:
    row = derived(item("pll_language", lifetime_days=365), declared=declare(pll_language="necessary"))
    assert row.purpose is Purpose.NECESSARY
    assert "stored_names.yaml" in row.derived_by


@pytest.mark.parametrize(
    "row",
    [
        item("basket_id", ".stranger.example/", lifetime_days=365, identifier=True),
        item("basket_id", lifetime_days=365, identifier=True, set_by=STRANGER),
    ],
)
def test_behaviour_speaks_against_the_owners_word(row: StoredItem) -> None:
    assert "declared necessary by the owner, but" in reason(
        derived(row, declared=declare(basket_id="necessary")).purpose
    )


def test_what_a_tracker_set_stays_the_trackers_in_spite_of_the_owners_word() -> None:
    row = derived(item("basket_id", set_by=TRACKER), declared=declare(basket_id="necessary"))
    assert row.purpose is Purpose.MARKETING


def test_the_owner_can_name_a_host_and_its_purpose() -> None:
    declared = Declared(hosts=("img.muesli-static.example",), sent={"api.partner.example": Purpose.FUNCTIONAL})
    assert derived(request("img.muesli-static.example"), declared=declared).purpose is Purpose.NECESSARY
    assert derived(request("api.partner.example"), declared=declared).purpose is Purpose.FUNCTIONAL


# ── behaviour ────────────────────────────────────────────────────────────────────────────────────────────────────────

RECOGNISED = item("_v", lifetime_days=365, identifier=True, set_by=STRANGER)
SENT = request("c.unheard.example", "/c", carries=("identifier",))


def test_a_lasting_identifier_that_a_stranger_sets_and_is_sent_is_statistics() -> None:
    row = derived(RECOGNISED, SENT)
    assert row.purpose is Purpose.STATISTICS
    assert row.derived_by.startswith("behaviour: a script of unheard.example tells visitors apart with it for 365 days")


@pytest.mark.parametrize(
    "rows",
    [
        (RECOGNISED,),
        (RECOGNISED, replace(SENT, carries=())),
        (RECOGNISED, replace(SENT, phase=Phase.ACCEPTED)),
        (replace(RECOGNISED, name="my_consent_id"), SENT),
        (replace(RECOGNISED, identifier=False), SENT),
        (replace(RECOGNISED, identifier=Unknown("not told")), SENT),
        (replace(RECOGNISED, lifetime_days=None), SENT),
        (replace(RECOGNISED, set_by="https://www.muesli.example/a.js:1:1"), SENT),
    ],
)
def test_anything_less_stays_unknown(rows: tuple[StoredItem | Request, ...]) -> None:
    assert isinstance(derived(*rows).purpose, Unknown)


@pytest.mark.parametrize(
    ("row", "purpose"),
    [
        (request("www.muesli.example", "/", type=RequestType.DOCUMENT), Purpose.NECESSARY),
        (request("www.muesli.example", "/events", type=RequestType.DOCUMENT), Purpose.NECESSARY),
        (request("www.muesli.example", "/cart.json"), Purpose.NECESSARY),
        (request("www.muesli.example", "/csp", type=RequestType.CSP_REPORT), Purpose.SECURITY),
        (request("www.muesli.example", "/x", type=RequestType.BEACON), None),
        (request("www.muesli.example", "/pixel.gif", type=RequestType.IMAGE), None),
        (request("www.muesli.example", "/api/track", method="POST"), None),
        (request("www.muesli.example", "/cart.json", carries=("identifier",)), None),
        (request("www.muesli.example", "/x", type=Unknown("not told")), None),
        (request("unheard.example", "/", type=RequestType.DOCUMENT), None),
    ],
)
def test_a_request_to_the_shop_is_a_part_of_the_page_unless_it_looks_like_a_report(
    row: Request, purpose: Purpose | None
) -> None:
    found = derived(row).purpose
    assert isinstance(found, Unknown) if purpose is None else found is purpose


def test_rows_that_say_next_to_nothing_are_unknown_and_no_error() -> None:
    assert isinstance(derived(StoredItem()).purpose, Unknown)
    assert isinstance(derived(Request()).purpose, Unknown)


def test_what_holds_the_answer_to_the_banner_is_necessary_unless_it_is_handed_on() -> None:
    held = {"keeps_choice": True, "identifier": True, "lifetime_days": 365, "phase": Phase.REJECTED}
    assert said(derived(item("bm_wahl", sent_to=(), **held)))[1] == "necessary"
    assert said(derived(item("bm_wahl", sent_to=("tracker.example",), **held)))[1] == "unknown"
    assert said(derived(item("bm_wahl", sent_to=(), **{**held, "keeps_choice": False})))[1] == "unknown"
    assert said(derived(item("_ga", sent_to=(), **held)))[1] == "statistics"


def test_the_answer_to_the_banner_tells_nobody_apart_if_all_who_chose_alike_have_the_same() -> None:
    common = Unknown("its value is too common to be found again")
    held = {"keeps_choice": True, "lifetime_days": 184, "phase": Phase.REJECTED, "sent_to": common}
    assert said(derived(item("xy_choice", identifier=False, **held)))[1] == "necessary"
    assert said(derived(item("xy_choice", identifier=True, **held)))[1] == "unknown"


@pytest.mark.parametrize(
    "name", ["__Host-NDBSESSION", "shop_session_id", "shop-sid", "SESS", "frontend.session", "shop-csrf-token"]
)
def test_a_session_by_a_name_of_the_shops_own_is_necessary(name: str) -> None:
    kept = {"http_only": True, "lifetime_days": 1, "identifier": True, "sent_to": ()}
    assert said(derived(item(name, **kept)))[1] == "necessary"
    for other in ({"http_only": False}, {"lifetime_days": 30}, {"sent_to": ("tracker.example",)}):
        assert said(derived(item(name, **{**kept, **other})))[1] == "unknown"


@pytest.mark.parametrize("name", ["obsession_score", "session_recording", "visitor", "aside"])
def test_what_only_sounds_like_a_session_is_none(name: str) -> None:
    assert said(derived(item(name, http_only=True, lifetime_days=1, identifier=True, sent_to=())))[1] == "unknown"
