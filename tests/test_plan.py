"""What will be looked at, fixed before anything is probed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from scanner.model.facts import KINDS
from scanner.model.vocabulary import Area, EndpointRole
from scanner.network import ConnectTo, Nameserver
from scanner.plan import (
    ALWAYS,
    BROWSER,
    KINDS_OF,
    ON_PAGES,
    ONCE,
    ROLES,
    SHOPPING,
    UNSUPPORTED,
    Plan,
    door_cells,
    make_plan,
    names,
)
from scanner.shop import MailHints, ShopFile, from_url


def hosts(address: str) -> dict[str, tuple[EndpointRole, bool]]:
    return {host.name: (host.role, host.guessed) for host in make_plan(from_url(address)).hosts}


def test_www_brings_its_apex_and_an_apex_its_www() -> None:
    assert hosts("https://www.shop.example") == {
        "www.shop.example": (EndpointRole.SHOP, False),
        "shop.example": (EndpointRole.APEX, True),
    }
    assert hosts("https://shop.example") == {
        "shop.example": (EndpointRole.SHOP, False),
        "www.shop.example": (EndpointRole.SHOP, True),
    }


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://shop.co.uk", {"shop.co.uk", "www.shop.co.uk"}),
        ("https://a.b.shop.co.uk", {"a.b.shop.co.uk", "shop.co.uk"}),
        ("https://mine.myshopify.com", {"mine.myshopify.com", "www.mine.myshopify.com"}),
        ("https://127.0.0.1:8443", {"127.0.0.1"}),
        ("https://[::1]", {"::1"}),
        ("https://localhost", {"localhost"}),
        ("https://co.uk", {"co.uk"}),
    ],
)
def test_the_apex_is_what_one_can_register(address: str, expected: set[str]) -> None:
    assert set(hosts(address)) == expected


@pytest.mark.parametrize(
    ("address", "registrable"),
    [
        ("https://www.shop.co.uk", {"shop.co.uk"}),
        ("https://mine.myshopify.com", {"mine.myshopify.com"}),
        ("https://co.uk", set()),
        ("https://127.0.0.1", set()),
        ("https://[::1]", set()),
        ("https://localhost", set()),
    ],
)
def test_a_host_knows_whether_it_is_what_one_registers(address: str, registrable: set[str]) -> None:
    assert {host.name for host in make_plan(from_url(address)).hosts if host.registrable} == registrable


def test_further_hosts_are_looked_at_once_each() -> None:
    shop = replace(
        from_url("https://www.shop.example"), hosts=("api.shop.example:8443", "shop.example", "api.shop.example")
    )
    plan = make_plan(shop)
    names = Counter(host.name for host in plan.hosts)
    assert set(names.values()) == {1}
    api = next(host for host in plan.hosts if host.name == "api.shop.example")
    assert (api.port, api.role, api.guessed) == (8443, EndpointRole.API, False)
    assert api.https_url == "https://api.shop.example:8443/"
    assert api.http_url == "http://api.shop.example/"


def test_a_port_of_the_shop_is_kept_and_an_ipv6_address_bracketed() -> None:
    (host,) = make_plan(from_url("https://[::1]:8443/de")).hosts
    assert (host.name, host.port) == ("::1", 8443)
    assert host.https_url == "https://[::1]:8443/"
    assert host.http_url == "http://[::1]/"


def on_pages() -> set[str]:
    return {kind for kinds in ON_PAGES.values() for kind in kinds}


def kinds_of(*areas: Area) -> set[str]:
    """All kinds that areas look at, at every host, once for a shop, and on its pages."""
    once = {ONCE[area] for area in areas if area in ONCE}
    return {kind for area in areas for kind in (*KINDS_OF[area], *ON_PAGES.get(area, ()))} | once


def test_every_cell_is_planned_once() -> None:
    plan = make_plan(from_url("https://www.shop.example"))
    counted = Counter((cell.kind, cell.scope) for cell in plan.cells)
    assert set(counted.values()) == {1}
    planned = kinds_of(Area.TLS, Area.HTTP, Area.NETWORK, Area.DNS, Area.MAIL, Area.CONSENT, Area.FORMS, Area.PAYMENT)
    planned |= {"seal_page", "accessibility_issue"}  # of the legal area; the others are derived from pages
    assert {cell.kind for cell in plan.cells} == {*ALWAYS, *planned}
    assert sum(cell.kind == "page" for cell in plan.cells) == 1 + len(ROLES)


def test_the_way_to_the_order_is_planned_role_by_role_for_the_forms_of_a_purchase() -> None:
    plan = make_plan(from_url("https://www.shop.example"))
    scopes = [dict(cell.scope) for cell in plan.cells if cell.kind == "form_field"]
    planned = {scope["form.page.role"]: scope["form.purpose"] for scope in scopes if "form.purpose" in scope}
    assert planned.keys() == SHOPPING.keys()
    assert all(planned[role] in purposes for role, purposes in SHOPPING.items())
    others = make_plan(from_url("https://www.shop.example"), (Area.TLS,))
    assert not [cell for cell in others.cells if cell.kind in {"form", "form_field"}]


def test_a_security_txt_is_looked_for_at_the_shop_s_own_host_and_resources_on_each_role_of_page() -> None:
    plan = make_plan(from_url("https://www.shop.example"))
    assert [dict(cell.scope) for cell in plan.cells if cell.kind == "security_txt"] == [{"host": "www.shop.example"}]
    roles = [dict(cell.scope)["page.role"] for cell in plan.cells if cell.kind == "resource"]
    assert roles == list(ROLES)


def test_what_no_control_of_the_profile_asks_for_is_not_planned() -> None:
    plan = make_plan(from_url("https://www.shop.example"), (), {Area.TLS, Area.HTTP})
    assert {cell.kind for cell in plan.cells} == {*ALWAYS, *kinds_of(Area.TLS, Area.HTTP)} - on_pages()
    assert not plan.areas & BROWSER
    assert not plan.browses


def test_a_control_that_asks_for_what_only_a_browser_sees_has_one_started() -> None:
    shop = from_url("https://www.shop.example")
    plan = make_plan(shop, (), {Area.HTTP}, {"header", "resource"})
    assert plan.browses
    assert {"resource", "page"} <= {cell.kind for cell in plan.cells}
    assert plan.areas == {Area.HTTP}
    with_others = make_plan(shop, (), {Area.HTTP}, {"header", "form", "request"})
    assert with_others.areas == {Area.HTTP, Area.FORMS, Area.CONSENT}
    assert with_others.browses


def test_who_names_areas_gets_no_browser_that_these_don_t_need() -> None:
    plan = make_plan(from_url("https://www.shop.example"), (Area.HTTP,), {Area.HTTP}, {"resource", "form"})
    assert not plan.browses
    assert plan.browser_declined
    assert {"resource", "form"} <= set(plan.not_requested)


@pytest.mark.parametrize("area", KINDS_OF)
def test_one_area_alone_plans_its_own_kinds_and_names_the_others(area: Area) -> None:
    plan = make_plan(from_url("https://www.shop.example"), (area,))
    planned = {cell.kind for cell in plan.cells}
    without_browser = set() if area in BROWSER else on_pages()
    own = kinds_of(area) - without_browser
    read_too = (
        kinds_of(Area.FORMS) if area is Area.PAYMENT else set()
    )  # what fields ask for tells where cards are taken
    others = kinds_of(*KINDS_OF) - own - read_too
    assert planned >= own or area in {Area.NOTICE, Area.LEGAL}  # what they ask for is derived from pages
    assert not planned & others
    without_pages = area in {Area.TLS, Area.NETWORK, Area.DNS, Area.MAIL}
    assert set(plan.not_requested) == others | ({"page"} if without_pages else set())
    assert ("page" in planned) != without_pages


def test_every_kind_is_looked_at_or_said_to_be_unsupported() -> None:
    looked_at = kinds_of(*KINDS_OF) | set(ALWAYS)
    assert looked_at | set(UNSUPPORTED) == set(KINDS)
    assert not looked_at & set(UNSUPPORTED)


# ── names in the DNS ─────────────────────────────────────────────────────────────────────────────────────────────────


def scopes(plan: Plan, kind: str) -> list[dict[str, object]]:
    return [dict(cell.scope) for cell in plan.cells if cell.kind == kind]


def shop_of(**changes: object) -> ShopFile:
    return replace(from_url("https://www.shop.example"), **changes)  # type: ignore[arg-type]


def test_the_mail_of_the_shop_s_own_domain_is_looked_at_unless_it_names_others() -> None:
    plan = make_plan(shop_of())
    assert scopes(plan, "mail_domain") == [{"name": "shop.example"}]
    assert scopes(plan, "mail_server") == [{"domain": "shop.example"}]
    assert scopes(plan, "dkim_key") == [{"domain": "shop.example"}]
    assert scopes(plan, "dns_zone") == [{"name": "www.shop.example"}, {"name": "shop.example"}]
    other = make_plan(shop_of(mail_domains=("post.example",), mail=MailHints(("s1", "s2"))))
    assert scopes(other, "mail_domain") == [{"name": "post.example"}]
    assert scopes(other, "dkim_key") == [{"domain": "post.example", "selector": s} for s in ("s1", "s2")]
    assert scopes(other, "dns_zone")[-1] == {"name": "post.example"}
    assert [(name, host is not None) for name, host in names(other)] == [
        ("post.example", False),
        ("www.shop.example", True),
        ("shop.example", True),
    ]


@pytest.mark.parametrize(
    "address", ["https://127.0.0.1:8443", "https://[::1]", "https://localhost:1", "https://nas.local"]
)
def test_what_is_no_name_of_the_dns_has_no_zone_and_no_mail(address: str) -> None:
    plan = make_plan(from_url(address))
    assert scopes(plan, "dns_zone") == scopes(plan, "mail_domain") == scopes(plan, "dkim_key") == [{}]
    assert names(plan) == ()


@pytest.mark.parametrize(
    ("changes", "declined"),
    [
        ({"preview": True}, {Area.DNS, Area.MAIL}),
        ({"connect_to": (ConnectTo.parse("www.shop.example:443:127.0.0.1:8443"),)}, {Area.DNS, Area.MAIL}),
        ({"connect_to": (ConnectTo.parse("::127.0.0.1:8443"),)}, {Area.DNS, Area.MAIL}),
        ({"connect_to": (ConnectTo.parse("cdn.example:443:127.0.0.1:8443"),)}, set()),
        (
            {
                "connect_to": (ConnectTo.parse("www.shop.example:443:127.0.0.1:8443"),),
                "resolver": Nameserver("127.0.0.1", 5353),
            },
            set(),
        ),
        (
            {"connect_to": (ConnectTo.parse("www.shop.example:443:127.0.0.1:1"),), "mail_domains": ("shop.example",)},
            set(),
        ),
    ],
)
def test_a_preview_or_a_shop_looked_at_elsewhere_has_no_dns_of_its_own(
    changes: dict[str, object], declined: set[Area]
) -> None:
    plan = make_plan(shop_of(**changes))
    assert {area for area, _ in plan.declined} >= declined
    assert not {area for area, _ in plan.declined} & (plan.areas | ({Area.DNS, Area.MAIL} - declined))
    assert bool(scopes(plan, "dns_zone")) is (Area.DNS not in declined)


def test_the_cells_of_a_mail_server_s_port_say_its_role() -> None:
    cells = door_cells("mx.shop.example", 25, EndpointRole.MAIL)
    assert set(cells) == {"endpoint", *KINDS_OF[Area.TLS]}
    assert dict(cells["certificate"].scope)["endpoint.role"] is EndpointRole.MAIL
    assert dict(cells["endpoint"].scope) == {"host": "mx.shop.example", "port": 25, "role": EndpointRole.MAIL}
