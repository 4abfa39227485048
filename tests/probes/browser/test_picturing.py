"""The visitor who comes for pictures: past the banner, once for each form, and unheard of in the evidence."""

from __future__ import annotations

from scanner.model.vocabulary import PageRole, Phase
from scanner.probes.browser.crawl.crawler import crawl
from scanner.probes.browser.crawl.results import Crawl
from scanner.probes.browser.form_pages import FormsOfPage, read_page
from scanner.probes.browser.forms import Shot
from scanner.probes.browser.picturing import picture_forms, without_pictures
from scanner.probes.browser.session import Browser

from .conftest import Serve
from .scenes import network_to, run

LETTERS = (
    "<form method=post action=/letters><label>E-Mail <input type=email name=mail></label><button>Los</button></form>"
)
CONTACT = (
    "<h1>Kontakt</h1><form method=post action=/sent><label>Ihre Nachricht <textarea name=m></textarea></label></form>"
)
LINKS = "<a href=/kontakt>Kontakt</a> <a href=/newsletter>Newsletter</a>"


def shots(found: Crawl) -> dict[tuple[str, str], Shot | None]:
    return {
        (page.url.rpartition("/")[2], form.fields[0].name): form.shot
        for page in found.pages
        if isinstance(page.beside, FormsOfPage) and page.beside.seen
        for form in page.beside.seen.forms
    }


def page(text: str) -> str:
    return f"<!doctype html><html lang=de><title>Müsli</title><body>{LINKS}<main>{text}</main>{LETTERS}</body>"


def test_every_form_is_pictured_once_by_a_visitor_of_its_own(serve: Serve) -> None:
    pages = {"/": page("<h1>Müsli</h1>"), "/kontakt": page(CONTACT), "/newsletter": page("<h1>Newsletter</h1>")}
    found: list[Crawl] = []
    flights: list[int] = []

    async def scene() -> None:
        with serve(pages) as site:
            async with Browser.open(network_to(site.port)) as browser, browser.phase(Phase.BEFORE_CHOICE) as phase:
                seen = await crawl(phase, site.url(), beside=read_page)
                assert not any(shots(seen).values())
                flights.append(len(phase.recorder.flights))
                found.append(await picture_forms(browser, seen))
                flights.append(len(phase.recorder.flights))
                again = await picture_forms(browser, found[0])
                assert shots(again) == shots(found[0])

    run(scene)
    taken = shots(found[0])
    assert sum(bool(shot and shot.data) for shot in taken.values()) == 2
    assert {name for (_, name), shot in taken.items() if shot and shot.data} == {"mail", "m"}
    assert flights[0] == flights[1]


def test_a_page_that_is_gone_costs_its_pictures_only(serve: Serve) -> None:
    pages = {"/": page("<h1>Müsli</h1>"), "/kontakt": page(CONTACT)}
    taken: dict[tuple[str, str], Shot | None] = {}

    async def scene() -> None:
        with serve(pages) as site:
            async with Browser.open(network_to(site.port)) as browser, browser.phase(Phase.BEFORE_CHOICE) as phase:
                seen = await crawl(phase, site.url(), beside=read_page)
                assert any(one.role is PageRole.CONTACT for one in seen.pages)
                pages.clear()
                taken.update(shots(await picture_forms(browser, seen)))

    run(scene)
    assert all(shot is None or (shot.why and not shot.data) for shot in taken.values())
    assert any(shot and shot.why for shot in taken.values())


def test_a_quick_look_says_that_it_took_no_pictures(serve: Serve) -> None:
    pages = {"/": page("<h1>Müsli</h1>"), "/kontakt": page(CONTACT), "/newsletter": page("<h1>Newsletter</h1>")}
    found: list[Crawl] = []

    async def scene() -> None:
        with serve(pages) as site:
            async with Browser.open(network_to(site.port)) as browser, browser.phase(Phase.BEFORE_CHOICE) as phase:
                found.append(without_pictures(await crawl(phase, site.url(), beside=read_page)))

    run(scene)
    told = [shot.why for shot in shots(found[0]).values() if shot]
    assert len(told) == 2
    assert all("--quick" in why for why in told)
