"""Which service a host, path or name belongs to, and the inventory of services."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from scanner.derive.known import Certified, KnownService, Operator, ServiceFile
from scanner.derive.purposes import meaning
from scanner.derive.services import Known, built_in
from scanner.model.evidence import Coverage, Evidence, Status
from scanner.model.facts import Page, Request, Script, Service, StoredItem
from scanner.model.values import Unknown
from scanner.model.vocabulary import GapCause, Party, Phase, Purpose, RequestType, ServiceCategory, StorageArea

SHOP = "https://www.muesli.example/"
HOME = Page(url=SHOP)
DAY = dt.date(2026, 11, 22)


def known(*services: KnownService) -> Known:
    return Known.of((ServiceFile(services, DAY, "own.yaml"),), ())


def service(name: str, *domains: str, purpose: Purpose | None = Purpose.MARKETING) -> KnownService:
    split = tuple((host, f"/{path}") for host, _, path in (domain.partition("/") for domain in domains))
    return KnownService(name, Operator(f"{name} Inc.", country="US"), purpose, split)


def request(host: str, path: str = "/", phase: Phase = Phase.BEFORE_CHOICE, **more: Any) -> Request:
    more = {"type": RequestType.SCRIPT, **more}
    return Request(phase=phase, page=HOME, host=host, path=path, **more)


def derived(
    *rows: Request | StoredItem | Script, using: Known | None = None, coverage: tuple[Coverage, ...] = ()
) -> Evidence:
    facts: dict[str, tuple[Any, ...]] = {}
    for row in rows:
        facts[row.kind] = (*facts.get(row.kind, ()), row)
    return meaning(Evidence(SHOP, facts=facts, coverage=coverage), known=using)


def only(evidence: Evidence, kind: str) -> Any:
    (row,) = evidence.rows(kind)
    return row


def name_at(index: Known, host: str, path: str = "/") -> str | None:
    found = index.at(host, path)
    return found.service.name if found else None


def test_the_longest_domain_wins_and_then_the_longest_path() -> None:
    index = known(
        service("All", "big.example"),
        service("Maps", "big.example/maps"),
        service("Embedded maps", "big.example/maps/embed"),
        service("Ads", "ads.big.example"),
    )
    assert name_at(index, "www.big.example", "/other") == "All"
    assert name_at(index, "www.big.example", "/maps/x") == "Maps"
    assert name_at(index, "www.big.example", "/maps/embed?") == "Embedded maps"
    assert name_at(index, "eu.ads.big.example", "/maps") == "Ads"


@pytest.mark.parametrize("path", ["/tr", "/tr/", "/tr;x", "/tr/a/b"])
def test_a_path_leads_to_what_lies_below_it(path: str) -> None:
    assert name_at(known(service("Pixel", "f.example/tr")), "www.f.example", path) == "Pixel"


@pytest.mark.parametrize("path", ["/tracker", "/", "/x/tr", "/TR"])
def test_a_path_does_not_lead_to_what_only_begins_like_it(path: str) -> None:
    assert name_at(known(service("Pixel", "f.example/tr")), "www.f.example", path) is None


def test_a_star_in_a_path_is_one_step_of_it() -> None:
    index = known(service("Pixel", "c.example/*/fbevents.js"))
    assert name_at(index, "c.example", "/de_DE/fbevents.js") == "Pixel"
    assert name_at(index, "c.example", "/a/b/fbevents.js") is None
    assert name_at(index, "c.example", "/fbevents.js") is None


@pytest.mark.parametrize(
    ("host", "found"),
    [
        ("www.google.de", True),
        ("google.com", True),
        ("www.google.co.uk", True),
        ("www.google.com.au", True),
        ("google.blogspot.com", False),
        ("google.evil.example", False),
        ("google.de.evil.example", False),
        ("notgoogle.de", False),
        ("google", False),
    ],
)
def test_an_ending_by_country_is_no_ending_that_anybody_can_register_under(host: str, *, found: bool) -> None:
    assert (name_at(known(service("G", "google.*/ads")), host, "/ads/x") == "G") is found


@pytest.mark.parametrize(
    "host",
    ["google-analytics.com.evil.example", "mygoogle-analytics.com", "google-analytics.com.", "GOOGLE-ANALYTICS.COM"],
)
def test_only_the_end_of_a_host_counts_at_a_dot_in_any_case(host: str) -> None:
    genuine = host.lower().strip(".") == "google-analytics.com"
    assert (name_at(built_in(), host, "/g/collect") == "Google Analytics") is genuine


def test_a_request_names_its_service_and_country() -> None:
    row = only(derived(request("fonts.gstatic.com", "/s/a.woff2")), "request")
    assert (row.service, row.country, row.party) == ("Google Fonts", "US", Party.THIRD)


def test_a_third_party_without_a_name_is_a_third_party_all_the_same() -> None:
    evidence = derived(request("a.unheard.example"), request("b.unheard.example"))
    assert [(row.service, row.party) for row in evidence.rows("request")] == [(None, Party.THIRD)] * 2  # type: ignore[attr-defined]
    row = only(evidence, "service")
    assert row.name == "unheard.example"
    assert isinstance(row.operator, Unknown) and isinstance(row.purpose, Unknown)
    assert isinstance(row.receives_personal_data, Unknown)


@pytest.mark.parametrize(
    ("host", "path", "category"),
    [
        ("www.googletagmanager.com", "/gtm.js", ServiceCategory.TAG_MANAGER),
        ("www.googletagmanager.com", "/gtag/js", ServiceCategory.ANALYTICS),
        ("sgtm.muesli.example", "/gtm.js", ServiceCategory.TAG_MANAGER),
        ("js.stripe.com", "/v3/", ServiceCategory.PAYMENT),
        ("www.muesli.example", "/", ServiceCategory.NONE),
    ],
)
def test_a_request_says_what_kind_of_service_is_asked(host: str, path: str, category: ServiceCategory) -> None:
    assert only(derived(request(host, path)), "request").category is category


def test_what_kind_of_service_a_strangers_is_is_not_known() -> None:
    assert isinstance(only(derived(request("a.unheard.example")), "request").category, Unknown)
    row = only(derived(request("mine.example"), using=known(service("Mine", "mine.example"))), "request")
    assert row.category == Unknown("what kind of service Mine is was not stated")


@pytest.mark.parametrize(
    ("certified", "said", "day"),
    [
        (Certified.YES, True, dt.date(2026, 10, 1)),
        (Certified.NO, False, dt.date(2026, 10, 1)),
        (Certified.UNKNOWN, Unknown("whether Acme is on the list was not looked up for Mine"), None),
        (None, None, None),
    ],
)
def test_a_service_row_says_whether_its_operator_is_on_the_list_and_as_of_when(
    certified: Certified | None, said: object, day: dt.date | None
) -> None:
    operator = Operator("Acme", country="US", dpf=certified, dpf_as_of=dt.date(2026, 10, 1))
    mine = KnownService("Mine", operator, Purpose.MARKETING, (("mine.example", "/"),), as_of=DAY)
    row = only(derived(request("mine.example"), using=known(mine)), "service")
    assert (row.dpf, row.dpf_as_of) == (said, day)


def test_a_tracker_behind_a_name_of_the_shops_own_is_found_and_stays_first_party() -> None:
    evidence = derived(request("metrics.muesli.example", "/b/ss/x", cname="muesli.sc.omtrdc.net"))
    row = only(evidence, "request")
    assert (row.service, row.party, row.purpose) == ("Adobe Analytics", Party.FIRST, Purpose.STATISTICS)
    assert "muesli.sc.omtrdc.net behind the name" in row.derived_by


def test_a_shop_behind_a_content_delivery_network_is_still_the_shop() -> None:
    evidence = derived(request("www.muesli.example", "/", cname="d1.cloudfront.net", type=RequestType.DOCUMENT))
    row = only(evidence, "request")
    assert (row.service, row.purpose) == (None, Purpose.NECESSARY)
    assert evidence.rows("service") == ()


def test_software_on_the_shops_own_server_is_named_and_has_nobody_behind_it() -> None:
    row = only(derived(request("www.muesli.example", "/stats/matomo.php", type=RequestType.PING)), "service")
    assert row == Service(
        name="Matomo",
        operator=None,
        country=None,
        dpf=None,
        dpf_as_of=None,
        category=ServiceCategory.ANALYTICS,
        purpose=Purpose.STATISTICS,
        receives_personal_data=False,
        observed=(Phase.BEFORE_CHOICE,),
        derived_by="services/analytics.yaml 2026-11-22",
    )


def test_the_same_software_on_its_makers_servers_has() -> None:
    row = only(derived(request("muesli.matomo.cloud", "/matomo.php")), "service")
    assert (row.operator, row.country, row.receives_personal_data) == ("InnoCraft Limited", "NZ", True)


def test_a_path_alone_names_no_software_on_a_strangers_host() -> None:
    assert only(derived(request("stranger.example", "/matomo.php")), "request").service is None


def test_a_service_row_says_in_which_phases_it_was_seen() -> None:
    rows = (
        request("plausible.io", "/api/event", Phase.ACCEPTED),
        request("plausible.io", "/js/script.js", Phase.BEFORE_CHOICE),
    )
    assert only(derived(*rows), "service").observed == (Phase.BEFORE_CHOICE, Phase.ACCEPTED)


def test_a_name_that_counts_only_on_its_services_domain() -> None:
    def item(origin: str) -> StoredItem:
        return StoredItem(
            area=StorageArea.COOKIE, origin=origin, name="fr", partition=None, phase=Phase.ACCEPTED, lifetime_days=90
        )

    assert only(derived(item(".facebook.com/")), "stored_item").purpose is Purpose.MARKETING
    shop = only(derived(item("www.muesli.example/")), "stored_item")
    assert shop.service is None and isinstance(shop.purpose, Unknown)


def test_scripts_get_their_service_too() -> None:
    script = Script(page=HOME, url="https://www.google.com/recaptcha/api.js?render=x", inline=False)
    assert only(derived(script), "script").service == "Google reCAPTCHA"


def test_a_users_service_wins_over_ours_and_adds_to_them() -> None:
    own = ServiceFile(
        (service("Our analytics", "google-analytics.com"), service("Mine", "mine.example")), DAY, "own.yaml"
    )
    ours = built_in()
    index = Known.of((own, *ours.service_files), ours.name_files)
    assert name_at(index, "www.google-analytics.com", "/g/collect") == "Our analytics"
    assert name_at(index, "mine.example") == "Mine"
    assert name_at(index, "static.hotjar.com") == "Hotjar"
    assert index.label(index.by_name["Mine"]) == "own.yaml 2026-11-22"


def test_what_could_not_be_seen_of_requests_is_not_known_of_services() -> None:
    covered = (
        Coverage("request", (("phase", "before_choice"),), Status.SEEN),
        Coverage("stored_item", (("phase", "before_choice"),), Status.ABSENT),
        Coverage("request", (("phase", "rejected"),), Status.GAP, GapCause.TIMEOUT, "the page timed out"),
    )
    evidence = derived(request("plausible.io", "/api/event"), coverage=covered)
    assert evidence.looked_at("service")
    assert (GapCause.TIMEOUT, "the page timed out") in [(gap.cause, gap.reason) for gap in evidence.gaps("service")]


def test_where_nobody_looked_at_requests_nobody_looked_at_services() -> None:
    evidence = derived()
    assert not evidence.looked_at("service")
    assert evidence.gaps("service")


def test_deriving_again_changes_nothing_and_keeps_what_the_notice_said() -> None:
    covered = (Coverage("request", (), Status.SEEN), Coverage("stored_item", (), Status.ABSENT))
    first = derived(
        request("plausible.io"), request("a.unheard.example"), Request(phase=Phase.REJECTED), coverage=covered
    )
    assert meaning(first) == first
    told = first.with_rows([Service(name="Plausible", disclosed=True, quote="Plausible")])
    again = {row.name: row for row in meaning(told).rows("service") if isinstance(row, Service)}
    assert again["Plausible"].disclosed is True and again["Plausible"].purpose is Purpose.STATISTICS
