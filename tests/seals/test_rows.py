"""What a sign comes to: its link, and what the page says that it leads to."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

import pytest
import yaml

from scanner.derive.party import Site
from scanner.derive.seals import digest_of, read_certificate, seal_links, trust_seals
from scanner.model.evidence import Coverage, Evidence, Gap, Status, scope
from scanner.model.facts import Page, Request, SealPage, Seen, TrustSeal
from scanner.model.values import Unknown
from scanner.model.vocabulary import GapCause, PageRole, Phase, SealKind, SealProblem, SealShown

from .measure import HERE, SHOP

TS = "https://www.trustedshops.de/bewertung/info_X1A2B3C4D5E6F708192A3B4C5D6E7F809.html"
PAGES = yaml.safe_load((HERE / "certificates.yaml").read_text("utf-8"))["pages"]


def evidence(
    *pages: tuple[PageRole, str],
    followed: tuple[SealPage, ...] = (),
    requests: tuple[Request, ...] = (),
    shop: str = SHOP,
) -> tuple[Evidence, dict[str, bytes]]:
    artifacts, rows = {}, []
    for role, html in pages:
        data = f"<html><title>x</title><body>{html}</body></html>".encode()
        digest = hashlib.sha256(data).hexdigest()
        artifacts[digest] = data
        rows.append(Page(url=f"{shop}/{role.value}", role=role, seen=(Seen(artifact=digest),)))
    facts = {"page": tuple(rows), "seal_page": followed, "request": requests}
    seen = tuple(Coverage("page", scope({"role": role}), Status.SEEN) for role, _ in pages)
    return Evidence(shop=shop, facts=facts, coverage=seen, ended="2026-11-22T10:00:00Z"), artifacts


def seals(given: tuple[Evidence, dict[str, bytes]]) -> list[TrustSeal]:
    found = trust_seals(*given, Site.of(given[0].shop)).rows("trust_seal")
    return [row for row in found if isinstance(row, TrustSeal)]


def picture(link: str | None, alt: str = "Trusted Shops Siegel") -> str:
    image = f'<img src="{SHOP}/ts.png" alt="{alt}">'
    return image if link is None else f'<a href="{link}">{image}</a>'


def page_at(link: str, html: str, **other: Any) -> SealPage:
    final = other.pop("final_url", link)
    kind = other.pop("kind", "text/html; charset=utf-8")
    found = read_certificate(html.encode(), kind, final)
    row = SealPage(
        url=link, link_digest=digest_of(link), final_url=final, secure=final.startswith("https:"), status=200,
        complete=True,
        readable=found.readable, subjects=found.subjects, names=found.names, linked=found.linked, lapsed=found.lapsed,
        valid_until=found.valid_until, quote=found.quote,
    )  # fmt: skip
    return replace(row, **other)


@pytest.mark.parametrize("case", PAGES, ids=lambda one: str(one["name"]))
def test_a_page_says_what_its_seal_comes_to(case: dict[str, Any]) -> None:
    link, shop = case.get("link", TS), case.get("shop", SHOP)
    page = page_at(
        link, case["html"], final_url=case.get("final_url", link), status=case.get("status", 200),
        kind=case.get("type", "text/html"),
    )  # fmt: skip
    [seal] = seals(evidence((PageRole.HOME, picture(link)), followed=(page,), shop=shop))
    verified = "unknown" if isinstance(seal.verified, Unknown) else seal.verified
    assert verified == case["verified"], seal
    if case["verified"] is False:
        assert seal.problem == SealProblem(case["problem"])


def test_the_best_of_an_issuers_seals_counts_for_the_shop() -> None:
    page = page_at(TS, "<title>muesli.example</title><h1>muesli.example</h1>")
    [seal] = seals(evidence((PageRole.HOME, picture(None)), (PageRole.CART, picture(TS)), followed=(page,)))
    assert (seal.verified, seal.pages, seal.link) == (True, 2, TS)


def test_a_picture_beside_the_issuers_script_leads_where_that_leads() -> None:
    drawn = Request(
        phase=Phase.ACCEPTED, page=Page(url=f"{SHOP}/home", role=PageRole.HOME), host="widgets.trustedshops.com",
        path="/js/X1A2B3C4D5E6F708192A3B4C5D6E7F809.js",
    )  # fmt: skip
    [seal] = seals(evidence((PageRole.HOME, picture(None)), requests=(drawn,)))
    assert (seal.link, seal.shown_as) == (TS, SealShown.IMAGE)
    assert isinstance(seal.verified, Unknown)  # not followed
    [alone] = seals(evidence((PageRole.HOME, ""), requests=(drawn,)))
    assert alone.shown_as is SealShown.WIDGET


def test_what_is_unlinked_copied_or_invented_is_called_so() -> None:
    found = {
        alt: seals(evidence((PageRole.HOME, picture(link, alt))))[0]
        for alt, link in {
            "Trusted Shops Siegel": None,
            "EHI Siegel": "https://www.ehi-siegel.de.billig.example/zertifikat/1",
            "Unser Gütesiegel": None,
            "100% sicher einkaufen": f"{SHOP}/#",
        }.items()
    }
    problems = {alt: (seal.known_issuer, seal.verified, seal.problem) for alt, seal in found.items()}
    assert problems == {
        "Trusted Shops Siegel": (True, False, SealProblem.UNLINKED),
        "EHI Siegel": (True, False, SealProblem.FOREIGN_LINK),
        "Unser Gütesiegel": (False, False, SealProblem.UNLINKED),
        "100% sicher einkaufen": (False, False, SealProblem.UNLINKED),
    }
    assert found["Unser Gütesiegel"].outside_issuer is False
    assert found["Unser Gütesiegel"].reason("verified", "en") == "it leads nowhere"


def test_an_issuer_on_no_list_is_followed_too() -> None:
    link = "https://www.siegelwerk.example/z/1"
    page = page_at(link, "<title>Zertifikat</title><h1>www.muesli.example</h1>")
    [seal] = seals(evidence((PageRole.HOME, picture(link, "Siegelwerk Gütesiegel")), followed=(page,)))
    assert (seal.known_issuer, seal.outside_issuer, seal.verified) == (False, True, True)


def test_a_link_whose_parameters_are_not_kept_accuses_nobody() -> None:
    cut = picture(TS).replace("<a ", "<a data-cut ")
    page = page_at(TS, "<title>haferflocken.example</title><h1>haferflocken.example</h1>")
    [seal] = seals(evidence((PageRole.HOME, cut), followed=(page,)))
    assert isinstance(seal.verified, Unknown)


def test_only_links_that_vouch_for_the_shop_are_followed_and_few_of_them() -> None:
    html = "".join(
        [picture(f"https://www.siegelwerk{n}.example/z", f"Gütesiegel {n}") for n in range(9)]
        + [picture(TS), picture("https://www.trustpilot.com/review/muesli.example", "Trustpilot")]
        + [
            picture("https://www.facebook.com/x", "Gütesiegel Facebook"),
            picture("https://versandhandel.dimdi.de/pdfs/vhr-12.pdf", "EU-Sicherheitslogo"),
        ]
    )
    found, artifacts = evidence((PageRole.HOME, html))
    pages = [row for row in found.rows("page") if isinstance(row, Page)]
    links = seal_links(pages, artifacts, (), Site.of(SHOP), 5)
    assert len(links) == 5
    assert links[0] == "https://versandhandel.dimdi.de/pdfs/vhr-12.pdf"
    assert not any("trustpilot" in link or "facebook" in link for link in links)


def test_pages_that_were_not_seen_leave_gaps() -> None:
    found, artifacts = evidence((PageRole.HOME, picture(TS)))
    timed_out = Coverage("page", scope({"role": PageRole.CART}), Status.GAP, GapCause.TIMEOUT, "too slow")
    none = Coverage("page", scope({"role": PageRole.PRODUCT}), Status.ABSENT)
    derived = trust_seals(replace(found, coverage=(*found.coverage, timed_out, none)), artifacts, Site.of(SHOP))
    assert derived.gaps("trust_seal") == (
        Gap("trust_seal", scope({"page.role": PageRole.CART}), GapCause.TIMEOUT, "too slow"),
    )
    assert trust_seals(derived, artifacts, Site.of(SHOP)) == derived


def test_the_pharmacies_logo_has_to_lead_to_an_entry_of_its_own() -> None:
    shop = "https://www.apotheke.example"
    alt = "Klicken Sie hier, um die Rechtmäßigkeit dieser Website zu überprüfen"
    for link, own in (
        ("https://versandhandel.dimdi.de/pdfs/vhr-1234.pdf", True),
        ("https://www.bfarm.de/", False),
    ):
        [seal] = seals(evidence((PageRole.HOME, picture(link, alt)), shop=shop))
        assert (seal.vouches, seal.link_is_issuers, seal.own_entry) == (SealKind.PHARMACY_LOGO, True, own)


def test_a_page_made_to_be_slow_is_read_in_one_pass() -> None:
    for piece in ("<style>", "<svg", "a.", "muesli.example ", "<p>Zertifikat ", "<h1>x", "<a href=//b.de>"):
        found = read_certificate((piece * (1_400_000 // len(piece))).encode(), "text/html", TS)
        assert len(found.names) <= 60
