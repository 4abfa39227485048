"""A real Chromium goes through small shops, and finds what is there, does nothing it must not, and comes to an end."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from scanner.demo import DemoShop
from scanner.model.vocabulary import GapCause, PageRole
from scanner.network import ConnectTo, Network
from scanner.probes.browser.crawl.crawler import Crawl, CrawlBudget, crawl
from scanner.probes.browser.crawl.links import Contents, Place, read_contents
from scanner.probes.browser.visit import Budget

from .conftest import Answer, Serve, Site
from .crawl_corpus.shops import IMPRINT, LOGIN, PRIVACY, WITHDRAWAL, card, page, product, whole_shop
from .scenes import FAST, network_to, one_phase, run

SHORT = Budget(seconds=8, settle_s=3)
ROOMY = CrawlBudget(pages=20, visit=SHORT)


def crawled(
    site: Site,
    budget: CrawlBudget = ROOMY,
    hints: Mapping[PageRole, str] | None = None,
    *,
    start: str = "/",
    sitemaps: bool = False,
) -> Crawl:
    """The site's crawl from its front page."""
    found: list[Crawl] = []

    async def scene() -> None:
        network = network_to(site.port)
        async with one_phase(network) as (_, phase):
            fetch = network.fetch if sitemaps else None
            found.append(await crawl(phase, site.url(start), budget, hints, fetch=fetch))

    run(scene)
    return found[0]


def where(made: Crawl) -> dict[str, str]:
    """The path of each role that was found."""
    return {
        role.value: "/" + urls[0].split("/", 3)[3].partition("?")[0] for role, urls in made.urls_by_role.items() if urls
    }


def causes(made: Crawl) -> dict[PageRole, GapCause]:
    return {gap.role: gap.cause for gap in made.gaps}


def contents_of(serve: Serve, html: str) -> Contents:
    """What is read of one page."""
    found: list[Contents] = []

    async def scene() -> None:
        async with one_phase(network_to(site.port)) as (_, phase), phase.tab() as tab:
            assert (await tab.visit(site.url(), SHORT)).seen
            found.append(await read_contents(tab))

    with serve({"/": html}) as site:
        run(scene)
    return found[0]


# -- whole shops


def test_every_role_of_an_ordinary_shop_is_found_and_nothing_is_done(serve: Serve) -> None:
    with serve(whole_shop()) as site:
        made = crawled(site)
        asked = [path for _, path, _ in site.heard]
    assert where(made) == {
        "home": "/", "imprint": "/impressum", "privacy": "/datenschutz", "category": "/sorten",
        "product": "/produkt/beerenmix", "cart": "/warenkorb", "login": "/login", "registration": "/registrieren",
        "contact": "/kontakt", "newsletter": "/newsletter", "terms": "/agb", "withdrawal": "/widerruf",
        "search": "/suche", "shipping": "/versand", "payment": "/versand",
    }  # fmt: skip
    assert all(page.confirmation.sure for page in made.pages)
    assert made.gaps == ()
    assert PageRole.CHECKOUT_CONTACT in made.absent
    assert not [path for path in asked if "logout" in path or "add" in path or "/do-" in path or "blog" in path]
    assert 15 <= made.total_seen_links <= 25


def test_every_page_says_how_it_leads_to_the_legal_pages(serve: Serve) -> None:
    with serve(whole_shop()) as site:
        made = crawled(site)
    for one in made.pages:
        if one.role not in {PageRole.IMPRINT, PageRole.PRIVACY}:
            assert (one.legal.imprint.clicks, one.legal.imprint.visible) == (1, True), one.url
            assert one.legal.privacy.label == "Datenschutz"
            assert one.legal.accessibility is None


def test_the_demo_shop_is_crawled_right(tmp_path: Path) -> None:
    with DemoShop() as shop:
        ca = tmp_path / "ca.pem"
        ca.write_text(shop.ca_pem)
        rules = [ConnectTo("www.muesli.example", 443, "127.0.0.1", shop.https_port)]
        found: list[Crawl] = []

        async def scene() -> None:
            network = Network("https://www.muesli.example/", rules, FAST)
            async with one_phase(network, [ca]) as (_, phase):
                found.append(await crawl(phase, "https://www.muesli.example/", ROOMY, fetch=network.fetch))

        run(scene)
    sure = {page.role: page.url for page in found[0].pages if page.confirmation.sure}
    assert sure[PageRole.HOME] == "https://www.muesli.example/"
    assert sure[PageRole.IMPRINT] == "https://www.muesli.example/impressum"
    assert sure[PageRole.PRIVACY] == "https://www.muesli.example/datenschutz"
    assert sure[PageRole.PRODUCT].startswith("https://www.muesli.example/muesli/")


SPA = """<!doctype html><html lang=de><title>Müsli</title><body>
<header><nav><a href="/sorten" data-go>Müslis</a></nav></header><main id=view></main><footer>
<span role=link data-to="/impressum">Impressum</span><a data-to="/datenschutz">Datenschutz</a>
<button type=button onclick="location.href='/widerruf'">Widerrufsrecht</button>
<button type=button data-to="">AGB</button></footer>
<script>
const views = %s;
const show = () => {
  view.innerHTML = views[location.pathname] || '<h1>Willkommen</h1>';
  document.title = view.querySelector('h1').textContent;
};
document.addEventListener('click', event => {
  const said = event.target.closest('[data-to]')?.dataset.to;
  const to = said || event.target.closest('[data-go]')?.getAttribute('href');
  if (to) { event.preventDefault(); history.pushState({}, '', to); show(); }
});
addEventListener('popstate', show); setTimeout(show, 50);
</script>"""


def spa_shop() -> dict[str, Answer]:
    views = {
        "/impressum": IMPRINT,
        "/datenschutz": PRIVACY,
        "/widerruf": WITHDRAWAL,
        "/sorten": "".join(card(slug, slug) for slug in ("beeren", "nuss", "kakao", "apfel")) + "<h1>Müslis</h1>",
        "/produkt/beeren": product("beeren", "Beeren"),
    }
    text = SPA.replace("%s", json.dumps(views).replace("</", "<\\/"))
    return dict.fromkeys(("/", *views), text)


def test_links_of_a_single_page_shop_that_have_no_address_are_found_by_clicking(serve: Serve) -> None:
    with serve(spa_shop()) as site:
        made = crawled(site)
    found = where(made)
    assert found["imprint"] == "/impressum"
    assert found["privacy"] == "/datenschutz"
    assert found["withdrawal"] == "/widerruf"
    assert found["category"] == "/sorten"
    assert found["product"] == "/produkt/beeren"
    assert causes(made)[PageRole.TERMS] is GapCause.UNSUPPORTED


def test_routes_in_the_fragment_are_pages_of_their_own(serve: Serve) -> None:
    views = {"#/impressum": IMPRINT, "#/datenschutz": PRIVACY}
    text = f"""<!doctype html><title>Müsli</title><main id=view>x</main><footer>
    <a href="#/impressum">Impressum</a> <a href="#/datenschutz">Datenschutz</a></footer>
    <script>const views = {json.dumps(views)};
    const show = () => view.innerHTML = views[location.hash] || '<h1>Hallo</h1>';
    show(); onhashchange = show</script>"""
    with serve({"/": text}) as site:
        made = crawled(site)
    assert made.urls_by_role[PageRole.IMPRINT] == (site.url("/#/impressum"),)
    assert made.urls_by_role[PageRole.PRIVACY] == (site.url("/#/datenschutz"),)


# -- failures, and what is put in their place


def failing(times: int, then: str) -> tuple[Callable[[BaseHTTPRequestHandler], None], list[int]]:
    """An answer that is 503 that many times."""
    count: list[int] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        count.append(1)
        body = then.encode()
        handler.send_response(503 if len(count) <= times else 200)
        handler.send_header("Content-Type", "text/html; charset=utf-8")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer, count


def test_a_page_that_fails_once_is_tried_once_more(serve: Serve) -> None:
    answer, count = failing(1, page(IMPRINT))
    with serve(whole_shop() | {"/impressum": answer}) as site:
        made = crawled(site)
    assert where(made)["imprint"] == "/impressum"
    assert len(count) == 2


def test_a_page_that_fails_is_replaced_by_the_next_of_its_role(serve: Serve) -> None:
    broken = {f"/produkt/{slug}": (500, [], "broken") for slug in ("beerenmix", "nussmix")}
    with serve(whole_shop() | broken) as site:
        made = crawled(site)
        asked = site.paths()
    assert where(made)["product"] == "/produkt/kakaomix"
    assert asked.count("/produkt/beerenmix") == 2
    assert PageRole.PRODUCT not in causes(made)


def test_further_products_are_read_for_what_they_say_and_count_for_no_role(serve: Serve) -> None:
    odd: dict[str, object] = {"/produkt/nussmix": page("<h1>Rezept</h1><p>Nüsse rösten.</p>")}
    with serve(whole_shop() | odd) as site:
        made = crawled(site, replace(ROOMY, samples=2))
        asked = site.paths()
    assert where(made)["product"] == "/produkt/beerenmix"
    assert sum(page.role is PageRole.PRODUCT for page in made.pages) == 1
    # One that is something else is none, and no other takes its place.
    assert [page.url.rpartition("/")[2] for page in made.samples] == ["kakaomix"]
    assert all(page.shown and page.beside is None for page in made.samples)
    assert "/produkt/apfelmix" not in asked


def test_after_three_pages_a_role_is_given_up_and_the_gap_says_why(serve: Serve) -> None:
    broken = {f"/produkt/{slug}": (500, [], "broken") for slug in ("beerenmix", "nussmix", "kakaomix", "apfelmix")}
    with serve(whole_shop() | broken) as site:
        made = crawled(site)
    gap = next(gap for gap in made.gaps if gap.role is PageRole.PRODUCT)
    assert gap.cause is GapCause.ERROR
    assert "500" in gap.reason
    assert len(gap.tried) == 3


def test_an_imprint_that_is_something_else_is_no_imprint(serve: Serve) -> None:
    with serve(whole_shop() | {"/impressum": page("<h1>Seite nicht gefunden</h1><p>Hier ist nichts.</p>")}) as site:
        made = crawled(site)
    assert PageRole.IMPRINT not in made.urls_by_role
    assert causes(made)[PageRole.IMPRINT] is GapCause.BLOCKED


def test_a_shop_behind_a_login_is_a_gap_and_not_a_shop_without_pages(serve: Serve) -> None:
    wall = """<title>Anmelden</title><h1>Anmelden</h1><p>Bitte melden Sie sich an, um den Shop zu sehen.</p>
    <form method=post><input type=email name=email><input type=password name=pw><button>Anmelden</button></form>"""
    with serve({"/": (401, [], wall)}) as site:
        made = crawled(site)
    assert made.pages == ()
    assert made.absent == ()
    assert set(causes(made).values()) == {GapCause.BLOCKED}
    assert PageRole.IMPRINT in causes(made)


def test_a_login_page_that_was_asked_for_is_seen(serve: Serve) -> None:
    bare = f"<title>Anmelden</title>{LOGIN}"
    with serve(whole_shop() | {"/login": bare}) as site:
        made = crawled(site)
    assert where(made)["login"] == "/login"


def test_a_shop_that_is_not_there_leaves_gaps(serve: Serve) -> None:
    with serve({}) as site:
        made = crawled(site)
    assert made.pages == ()
    assert causes(made)[PageRole.HOME] is GapCause.ERROR


def test_a_redirect_to_another_party_is_not_the_shops_page(serve: Serve) -> None:
    away = (302, [("Location", "http://rechtstexte.test/impressum")], "")
    with serve(whole_shop() | {"/impressum": away}) as site:
        made = crawled(site)
    assert PageRole.IMPRINT in causes(made)
    assert "rechtstexte.test" not in [host for host, _, _ in site.heard]


def test_a_legal_text_with_another_party_that_does_not_answer_is_a_gap(serve: Serve) -> None:
    footer = "<a href='http://texte.test/datenschutz'>Datenschutz</a> <a href=/impressum>Impressum</a>"
    with serve({"/": page("<h1>Hallo</h1>", footer=footer), "/impressum": page(IMPRINT, footer=footer)}) as site:
        made = crawled(site)
    assert [(one.role, one.url) for one in made.elsewhere] == [(PageRole.PRIVACY, "http://texte.test/datenschutz")]
    assert causes(made)[PageRole.PRIVACY] is GapCause.UNSUPPORTED
    assert made.pages[0].legal.privacy.clicks == 1


def test_a_framed_legal_text_counts_as_the_page_that_frames_it(serve: Serve) -> None:
    framing = page("<h1>Datenschutz</h1><iframe src=/texte/42 width=800 height=600></iframe>")
    with serve(whole_shop() | {"/datenschutz": framing, "/texte/42": PRIVACY}) as site:
        made = crawled(site)
    found = next(one for one in made.pages if one.role is PageRole.PRIVACY)
    assert found.url == site.url("/datenschutz")
    assert found.confirmation.sure
    assert found.frame is not None
    assert "DSGVO" in found.frame.text


def test_a_privacy_notice_that_is_only_a_document_is_a_gap_where_nothing_can_be_fetched(serve: Serve) -> None:
    footer = "<a href=/datenschutz.pdf>Datenschutz</a>"
    with serve({"/": page("<h1>Hallo</h1>", footer=footer)}) as site:
        made = crawled(site)
    assert causes(made)[PageRole.PRIVACY] is GapCause.UNSUPPORTED
    assert "/datenschutz.pdf" not in site.paths()


# -- other ways to a page


def test_the_sitemap_is_asked_only_for_what_no_link_gives(serve: Serve) -> None:
    footer = "<a href=/datenschutz>Datenschutz</a>"
    home = page("<h1>Hallo</h1>", footer=footer)
    index = "<sitemapindex><sitemap><loc>{0}/sitemap-pages.xml</loc></sitemap></sitemapindex>"
    addresses = ("{0}/impressum", "{0}/logout", "http://x.test/agb")
    listed = "<urlset>" + "".join(f"<url><loc>{one}</loc></url>" for one in addresses) + "</urlset>"
    pages: dict[str, Answer] = {"/": home, "/datenschutz": page(PRIVACY, footer=footer), "/impressum": page(IMPRINT)}
    with serve(pages) as site:
        base = site.url("")
        pages["/robots.txt"] = f"User-agent: *\nSitemap: {base}/karte.xml\n"
        pages["/karte.xml"] = index.format(base)
        pages["/sitemap-pages.xml"] = listed.format(base)
        made = crawled(site, sitemaps=True)
        asked = site.paths()
    assert where(made)["imprint"] == "/impressum"
    assert "/logout" not in asked
    assert made.pages[0].legal.imprint is None


def _without_a_link_to_the_imprint(site: Site, *, listed: bool) -> dict[str, Answer]:
    """An ordinary shop whose imprint no page links; a sitemap may list it."""
    paths = ("/impressum", "/agb") if listed else ("/agb",)
    urls = "".join(f"<url><loc>{site.url(path)}</loc></url>" for path in paths)
    return {"/sitemap.xml": f"<urlset>{urls}</urlset>"}


@pytest.mark.parametrize("listed", [True, False], ids=["in the sitemap", "nowhere"])
def test_a_small_budget_keeps_a_place_for_an_imprint_that_no_page_links(serve: Serve, listed: bool) -> None:
    shop = {path: html.replace("Impressum", "").replace("/impressum", "/") for path, html in whole_shop().items()}
    pages: dict[str, Answer] = {**shop, "/impressum": page(IMPRINT)}
    with serve(pages) as site:
        pages.update(_without_a_link_to_the_imprint(site, listed=listed))
        made = crawled(site, CrawlBudget(pages=6, visit=SHORT), sitemaps=True)
    assert where(made).get("imprint") == ("/impressum" if listed else None)
    assert len(made.pages) == 6
    # Where it isn't found, its place goes to another page in the end, and the budget is what it lacked.
    assert causes(made).get(PageRole.IMPRINT) == (None if listed else GapCause.BUDGET)


def test_a_page_that_the_owner_names_is_tried_first(serve: Serve) -> None:
    with serve(whole_shop() | {"/korb": page("<h1>Warenkorb</h1><p>Ihr Warenkorb ist leer.</p>")}) as site:
        made = crawled(site, hints={PageRole.CART: "/korb"})
    assert where(made)["cart"] == "/korb"


def test_an_imprint_behind_a_page_called_service_is_two_clicks_away(serve: Serve) -> None:
    footer = "<a href=/service>Service</a>"
    pages = {
        "/": page("<h1>Hallo</h1>", footer=footer),
        "/service": page("<h1>Service</h1><a href=/impressum>Impressum</a>", footer=footer),
        "/impressum": page(IMPRINT, footer=footer),
    }
    with serve(pages) as site:
        made = crawled(site)
    assert where(made)["imprint"] == "/impressum"
    assert (made.pages[0].legal.imprint.clicks, made.pages[0].legal.imprint.label) == (2, "Service")


BANNER = "<div role=dialog><p>Cookies?</p><a href=/datenschutz>Datenschutz</a><button>Ablehnen</button></div>"


def test_a_link_that_only_the_banner_shows_is_no_way_to_the_notice(serve: Serve) -> None:
    footer = "<a href=/datenschutz>Datenschutz</a>"
    pages = {
        "/": page(f"{BANNER}<h1>Hallo</h1><a href=/kontakt>Kontakt</a>", footer=footer),
        "/kontakt": page(f"{BANNER}<h1>Kontakt</h1><a href=/>Start</a>", footer=""),
        "/datenschutz": page(PRIVACY, footer=footer),
    }
    with serve(pages) as site:
        made = crawled(site)
    clicks = {urlsplit(one.url).path: one.legal.privacy.clicks for one in made.pages}
    assert clicks["/"] == 1
    assert clicks["/kontakt"] == 2


def test_a_page_that_shows_nothing_but_its_dialog_is_taken_at_its_word(serve: Serve) -> None:
    with serve({"/": f"<!doctype html><html lang=de><title>Willkommen</title>{BANNER}"}) as site:
        made = crawled(site)
    assert made.pages[0].legal.privacy.clicks == 1


# -- traps and budgets


class Endless(dict[str, Answer]):
    """A shop with ever more lists, months and products that lead to further ones."""

    def get(self, path: str, otherwise: Answer | None = None) -> Answer | None:  # type: ignore[override]
        if path in self:
            return self[path]
        if not path.startswith(("/termine", "/raum")):
            return otherwise
        number = int(path.rpartition("/")[2] or 0)
        more = "".join(f"<a href=/raum/{number * 7 + n}>Raum {n}</a>" for n in range(60))
        return page(f"<h1>{path}</h1>{more}<a href=/termine/2027/{number + 1}>Nächster Monat</a>")


def test_a_shop_without_an_end_is_crawled_within_its_budget(serve: Serve) -> None:
    facets = "".join(f"<a href='/sorten?filter[farbe]={n}&sid={n:032x}'>Farbe {n}</a>" for n in range(500))
    nav = "".join(f"<a href=/raum/{n}>Raum {n}</a>" for n in range(300))
    pages = Endless({"/": page(f"<h1>Hallo</h1>{facets}", nav=nav), "/impressum": page(IMPRINT)})
    with serve(pages) as site:
        made = crawled(site, CrawlBudget(pages=6, seconds=60, visit=SHORT))
        asked = site.paths()
    assert made.visits <= CrawlBudget(pages=6).visits
    assert len(made.pages) <= 6
    assert not [path for path in asked if path.startswith("/termine")]
    assert where(made)["imprint"] == "/impressum"


def test_roles_beyond_the_budget_are_gaps_and_not_absent(serve: Serve) -> None:
    with serve(whole_shop()) as site:
        made = crawled(site, CrawlBudget(pages=3, visit=SHORT))
    assert len(made.pages) == 3
    assert causes(made)[PageRole.WITHDRAWAL] is GapCause.BUDGET
    assert PageRole.WITHDRAWAL not in made.absent


def test_when_time_is_up_what_was_seen_counts(serve: Serve) -> None:
    def silent(handler: BaseHTTPRequestHandler) -> None:
        handler.rfile.read()

    slow = {path: silent for path in whole_shop() if path not in {"/", "/impressum"}}
    with serve(whole_shop() | slow) as site:
        made = crawled(site, CrawlBudget(seconds=6, visit=Budget(seconds=3, settle_s=1)))
    assert PageRole.HOME in made.urls_by_role
    assert made.seconds < 30
    assert GapCause.TIMEOUT in causes(made).values()


# -- what is read of a page


def test_links_are_read_with_their_place_name_and_visibility(serve: Serve) -> None:
    read = contents_of(
        serve,
        """<body style="background: #fff"><header><a href=/a><img src=x.gif alt="Zur Startseite" width=20 height=20>
        </a></header><nav><a href=/b aria-label="Müslis ansehen">Müslis</a></nav><main>
        <a href=/c style="color:#000">7</a>
        <a href=/hidden1 style="display:none">eins</a><a href=/hidden2 style="opacity:0">zwei</a>
        <a href=/hidden3 style="position:absolute;left:-9999px">drei</a><a href=/hidden4 style="font-size:0">vier</a>
        <a href=/hidden5 style="color:#fff">fünf</a>
        <span style="position:absolute;width:1px;height:1px;overflow:hidden"><a href=/hidden6>sechs</a></span>
        <a href=/hidden7 style="color:rgba(0,0,0,0)">sieben</a>
        <details><summary>auf</summary><a href=/hidden8>acht</a></details></main>
        <div class="site-footer"><a href=/d>Impressum</a></div>
        <div role=dialog><a href=/e>Datenschutz</a></div>
        <div style="position:fixed;inset:0;background:#ccc;z-index:9"></div>""",
    )
    links = {link.stated: link for link in read.links}
    assert (links["/a"].label, links["/a"].place, links["/a"].visible) == ("Zur Startseite", Place.HEADER, True)
    assert (links["/b"].label, links["/b"].place) == ("Müslis ansehen", Place.NAV)
    assert links["/c"].place is Place.MAIN
    assert links["/c"].visible
    assert [link.stated for link in read.links if "hidden" in link.stated and link.visible] == []
    assert links["/d"].place is Place.FOOTER
    assert links["/d"].visible
    assert links["/e"].place is Place.DIALOG


def test_links_in_open_shadow_roots_and_in_scripts_markup_are_read(serve: Serve) -> None:
    read = contents_of(
        serve,
        """<shop-footer></shop-footer><div data-href="/agb">AGB</div>
        <li onclick="window.location.href = '/kontakt'">Kontakt</li>
        <script>customElements.define('shop-footer', class extends HTMLElement { connectedCallback() {
        this.attachShadow({mode: 'open'}).innerHTML =
        '<footer><a href=/impressum>Impressum</a></footer>' } })</script>""",
    )
    assert {link.stated: link.label for link in read.links} == {
        "/impressum": "Impressum", "/agb": "AGB", "/kontakt": "Kontakt",
    }  # fmt: skip
    assert next(link.place for link in read.links if link.stated == "/impressum") is Place.FOOTER


def test_structured_data_is_read_and_broken_data_is_not(serve: Serve) -> None:
    deep = '{"a":' * 3000 + "1" + "}" * 3000
    read = contents_of(
        serve,
        f"""<meta property=og:type content=product><link rel=canonical href=/kanon>
        <script type=application/ld+json>{{"@graph": [{{"@type": ["Product"], "name": "Mix", "url": "/mix"}},
        {{"@type": "WebSite", "potentialAction": {{"@type": "SearchAction",
        "target": {{"urlTemplate": "/suche?q={{term}}"}}}}}}]}}</script>
        <script type=application/ld+json>{{"@type": broken</script><script type=application/ld+json>{deep}</script>""",
    )
    assert read.og_type == "product"
    assert read.canonical.endswith("/kanon")
    assert read.search == "/suche?q={term}"
    assert [(datum.type, datum.name) for datum in read.data if datum.type == "Product"] == [("Product", "Mix")]


def test_a_page_that_names_its_parts_like_the_browsers_own_is_read_nevertheless(serve: Serve) -> None:
    read = contents_of(
        serve,
        """<form name=querySelectorAll><input name=getAttribute><input name=parentNode><input name=children>
        <input name=action><a href=/impressum>Impressum</a></form>
        <img name=body><img name=documentElement><img name=getElementsByTagName>
        <script>Element.prototype.getAttribute = () => { throw 1 }; Array.prototype.push = () => { throw 1 };
        Object.defineProperty(HTMLElement.prototype, 'innerText', {get() { while (true); }});</script>""",
    )
    assert read.read
    assert [link.label for link in read.links] == ["Impressum"]
    assert len(read.forms) == 1


def test_a_page_with_very_many_links_is_read_in_part_and_says_so(serve: Serve) -> None:
    read = contents_of(serve, "<main>" + "".join(f"<a href=/{n}>Seite {n}</a> " for n in range(12_000)) + "</main>")
    assert 0 < len(read.links) <= 3000
    assert read.total == 12_000
    assert read.cut
