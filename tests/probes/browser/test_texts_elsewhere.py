"""Legal texts that are no page of the shop: PDFs, dialogs, pages of a text service, and notices in several parts."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
import typst

from scanner.derive.shown import read_shown
from scanner.model.facts.pages import LegalLink
from scanner.model.vocabulary import GapCause, PageRole
from scanner.network import ConnectTo, Network
from scanner.probes.browser.crawl.crawler import Crawl, crawl
from scanner.probes.browser.crawl.results import TextKind
from scanner.probes.browser.pdf_text import MOST_BYTES, pdf_text

from .conftest import Answer, Serve, Site
from .crawl_corpus.shops import IMPRINT, PRIVACY, page
from .scenes import FAST, one_phase, run
from .test_crawl import ROOMY, causes

FOOTER = "<a href=/impressum>Impressum</a> "
WORDS = re.sub(r"<[^>]+>", "", PRIVACY)


def crawled(site: Site) -> Crawl:
    """The crawl of shop.test, with texte.test beside it, and with what can be fetched."""
    found: list[Crawl] = []

    async def no_names(_host: str, _port: int) -> list[str]:
        return []

    async def scene() -> None:
        rules = [ConnectTo(host, 80, "127.0.0.1", site.port) for host in ("shop.test", "texte.test")]
        network = Network("http://shop.test/", rules, FAST, resolver=no_names)
        async with one_phase(network) as (_, phase):
            found.append(await crawl(phase, "http://shop.test/", ROOMY, fetch=network.fetch))

    run(scene)
    return found[0]


def shop(footer: str, **pages: Answer) -> dict[str, Answer]:
    """A front page and an imprint with that footer, and what else there is."""
    named = {f"/{name.replace('_', '.')}": answer for name, answer in pages.items()}
    return {"/": page("<h1>Müsli</h1>", footer=FOOTER + footer), "/impressum": page(IMPRINT, footer=FOOTER), **named}


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A notice as a real PDF, its lines wrapped by the page's width."""
    source = tmp_path_factory.mktemp("pdf") / "notice.typ"
    source.write_text(f"#set page(width: 8cm)\n= Datenschutzerklärung\n{WORDS}\n", encoding="utf-8")
    compiled = typst.compile(Path(source))
    assert isinstance(compiled, bytes)
    return compiled


def test_a_notice_that_is_a_pdf_is_read(serve: Serve, pdf: bytes) -> None:
    answer = (200, [("Content-Type", "application/pdf")], pdf)
    with serve(shop("<a href=/datenschutz.pdf>Datenschutz</a>", datenschutz_pdf=answer)) as site:
        made = crawled(site)
    (text,) = made.texts
    assert (text.role, text.kind, text.url) == (PageRole.PRIVACY, TextKind.DOCUMENT, "http://shop.test/datenschutz.pdf")
    assert "Recht auf Auskunft und auf Beschwerde bei der Aufsichtsbehörde." in read_shown(text.shown).text()
    assert PageRole.PRIVACY not in causes(made)
    link = made.pages[0].legal.privacy
    assert isinstance(link, LegalLink)
    assert link.clicks == 1


def test_a_pdf_that_cannot_be_read_is_a_gap(serve: Serve) -> None:
    broken = "%PDF-1.7 and then nothing that is one"
    with serve(shop("<a href=/datenschutz.pdf>Datenschutz</a>", datenschutz_pdf=broken)) as site:
        made = crawled(site)
    assert made.texts == ()
    assert causes(made)[PageRole.PRIVACY] is GapCause.UNSUPPORTED


def test_a_file_that_is_no_pdf_or_too_large_is_not_read() -> None:
    assert asyncio.run(pdf_text(b"<html>")) is None
    assert asyncio.run(pdf_text(b"%PDF-" + b"x" * MOST_BYTES)) is None


def test_a_notice_in_a_dialog_that_a_click_opens_is_read(serve: Serve) -> None:
    opens = "document.getElementById('d').hidden=false"
    footer = f"<a role=button tabindex=0 onclick={opens!r}>Datenschutz</a><div id=d role=dialog hidden>{PRIVACY}</div>"
    with serve(shop(footer)) as site:
        made = crawled(site)
    (text,) = made.texts
    assert (text.role, text.kind, text.url) == (PageRole.PRIVACY, TextKind.DIALOG, "http://shop.test/#privacy")
    shown = read_shown(text.shown).text()
    assert "Müsli Beispiel GmbH" in shown
    assert "Impressum" not in shown


def test_a_dialog_that_is_no_notice_is_none(serve: Serve) -> None:
    opens = "document.getElementById('d').hidden=false"
    footer = f"<a role=button tabindex=0 onclick={opens!r}>Datenschutz</a><div id=d role=dialog hidden>Demnächst.</div>"
    with serve(shop(footer)) as site:
        made = crawled(site)
    assert made.texts == ()
    assert causes(made)[PageRole.PRIVACY] is GapCause.UNSUPPORTED


def test_a_notice_that_a_service_hosts_is_read_there(serve: Serve) -> None:
    pages = shop("<a href='http://texte.test/datenschutz'>Datenschutz</a>")
    with serve(pages | {"texte.test/datenschutz": page(PRIVACY)}) as site:
        made = crawled(site)
    (text,) = made.texts
    assert (text.role, text.kind, text.url) == (PageRole.PRIVACY, TextKind.ELSEWHERE, "http://texte.test/datenschutz")


def test_the_further_parts_of_a_notice_are_read_and_goods_are_not(serve: Serve) -> None:
    part = "<h1>Datenschutz bei Bewerbungen</h1><p>Wir verarbeiten personenbezogene Daten nach der DSGVO.</p>"
    goods = "<h1>Müsli</h1><p>4,99 €</p><button>In den Warenkorb</button>"
    linked = "<a href=/datenschutz/bewerbung>Für Bewerber</a> <a href=/datenschutz/tasse>Tasse</a> <a href=/x>x</a>"
    pages: dict[str, Answer] = {
        "/datenschutz": page(PRIVACY + linked, footer=FOOTER),
        "/datenschutz/bewerbung": page(part, footer=FOOTER),
        "/datenschutz/tasse": page(goods, footer=FOOTER),
    }
    with serve(shop("<a href=/datenschutz>Datenschutz</a>") | pages) as site:
        made = crawled(site)
    assert [(text.kind, text.url) for text in made.texts] == [(TextKind.PART, "http://shop.test/datenschutz/bewerbung")]
    assert made.urls_by_role[PageRole.PRIVACY] == ("http://shop.test/datenschutz",)
