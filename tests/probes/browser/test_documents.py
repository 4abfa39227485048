"""What pages have loaded and say, seen in a real browser: mixed content before it is upgraded, hashes, meta."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest

from scanner.model.evidence import Cell, Status, scope
from scanner.model.facts import Fact, Framing, Page, Resource, Software, StatedReferrerPolicy
from scanner.model.values import Unknown
from scanner.model.vocabulary import FramedBy, GapCause, PageRole, Phase, ReferrerPolicy, RequestType
from scanner.network import Network
from scanner.probes.browser.crawl.confirm import Confirmation, Is
from scanner.probes.browser.crawl.links import UNREAD
from scanner.probes.browser.crawl.results import Crawl, CrawledPage, RoleGap
from scanner.probes.browser.declared import LIMITS, Declared, Load
from scanner.probes.browser.documents import write_documents, write_loads
from scanner.probes.browser.flights import Flight
from scanner.probes.browser.probe import look
from scanner.probes.browser.recorder import Recorder
from scanner.probes.browser.records import Moment, Source
from scanner.probes.browser.session import Browser
from scanner.probes.browser.visit import Outcome, Visit
from scanner.probes.browser.window import Window
from scanner.probes.notebook import Notebook

from .conftest import Answer, Serve, authority_in
from .scenes import network_to, run
from .standing import Standing, stands

SHOP = "https://www.muesli.example/"
CELLS = {role: Cell("resource", scope({"page.role": role})) for role in (PageRole.HOME, PageRole.CART, PageRole.LOGIN)}
PHASES = (Phase.BEFORE_CHOICE, Phase.REJECTED, Phase.ACCEPTED)
HASH = "sha384-" + "A" * 64


@dataclass
class Seen:
    """A visit, and what was written down of it."""

    visit: Visit
    notebook: Notebook

    def rows(self, kind: type[Fact]) -> list[Fact]:
        return [row for row in self.notebook.rows if isinstance(row, kind)]

    @property
    def resources(self) -> dict[str, Resource]:
        return {str(row.url): row for row in self.rows(Resource) if isinstance(row, Resource)}

    @property
    def mixed(self) -> dict[str, object]:
        return {url: row.type for url, row in self.resources.items() if row.mixed is True}


def crawl_of(visit: Visit, answer: Is = Is.CONFIRMED) -> Crawl:
    page = CrawledPage(
        role=PageRole.HOME,
        visit=visit,
        contents=UNREAD,
        confirmation=Confirmation(answer, "so it says"),
        reason="",
        depth=0,
    )
    return Crawl(
        start=SHOP, pages=(page,), gaps=(RoleGap(PageRole.CART, GapCause.TIMEOUT, "it did not come"),),
        absent=(PageRole.LOGIN,), elsewhere=(), total_seen_links=1, visits=1, seconds=0.0,
    )  # fmt: skip


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standing]:
    authority = authority_in(tmp_path_factory.mktemp("authority"))

    def leading(port: int) -> Network:
        return network_to(port, "www.muesli.example", "cdn.example", "tracker.test")

    with stands(leading, authority.server, [authority.file]) as one:
        yield one


def seen(standing: Standing, html: str, *fields: tuple[str, str], more: Mapping[str, Answer] | None = None) -> Seen:
    pages: dict[str, Answer] = {"www.muesli.example/": (200, list(fields), html), **(more or {})}

    async def scene(browser: Browser) -> Seen:
        async with browser.phase(Phase.BEFORE_CHOICE) as phase:
            visit = await phase.visit(SHOP)
            assert visit.seen, visit.reason
            notebook = Notebook(tuple(CELLS.values()))
            write_documents(notebook, CELLS, crawl_of(visit), phase.recorder)
            return Seen(visit, notebook)

    return standing(pages, scene)


# ── mixed content ────────────────────────────────────────────────────────────────────────────────────────────────────

MIXED = """<!doctype html><title>Shop</title>
<link rel=stylesheet href="http://cdn.example/a.css?session=4711"><link rel="shortcut icon" href="http://cdn.example/i.ico">
<link rel=stylesheet href="/own.css"><link rel=canonical href="http://www.muesli.example/">
<script src="http://cdn.example/a.js"></script><script type="text/plain" src="http://cdn.example/held-back.js"></script>
<img src="http://cdn.example/i.gif"><img loading=lazy style="margin-top:9000px" src="http://cdn.example/lazy.gif">
<img srcset="/small.gif 1x, http://cdn.example/large.gif 2x">
<picture><source srcset="http://cdn.example/p.webp 480w"><img src="/fine.gif"></picture>
<video poster="http://cdn.example/poster.gif" src="http://cdn.example/v.mp4"></video>
<svg><image href="http://cdn.example/svg.gif"/></svg>
<iframe src="http://cdn.example/frame"></iframe><iframe src="/frame"></iframe>
<noscript><img src="http://cdn.example/noscript.gif"></noscript>
<template><img src="http://cdn.example/template.gif"></template>
<a href="http://cdn.example/link">link</a><form action="http://cdn.example/send"><button formaction="http://cdn.example/elsewhere">Send</button></form>
<form action="/here"><input type=submit></form>
<div id=host></div>
<script>
host.attachShadow({mode: 'open'}).innerHTML = '<img src="http://cdn.example/shadow.gif">';
fetch('http://cdn.example/fetch').catch(() => 0);
new Image().src = 'http://cdn.example/script.gif';
try { new WebSocket('ws://cdn.example/socket') } catch {}
</script>"""
OWN = {
    "www.muesli.example/own.css": "body{background:url(http://cdn.example/bg.gif)}",
    "www.muesli.example/frame": '<img src="http://cdn.example/in-frame.gif">',
}


def test_everything_named_with_http_is_mixed_whatever_the_browser_does_about_it(standing: Standing) -> None:
    told = seen(standing, MIXED, more=OWN)
    assert told.mixed == {
        "http://cdn.example/a.css": RequestType.STYLESHEET,
        "http://cdn.example/i.ico": RequestType.IMAGE,
        "http://cdn.example/a.js": RequestType.SCRIPT,
        "http://cdn.example/i.gif": RequestType.IMAGE,
        "http://cdn.example/lazy.gif": RequestType.IMAGE,
        "http://cdn.example/large.gif": RequestType.IMAGE,
        "http://cdn.example/p.webp": RequestType.IMAGE,
        "http://cdn.example/poster.gif": RequestType.IMAGE,
        "http://cdn.example/v.mp4": RequestType.MEDIA,
        "http://cdn.example/svg.gif": RequestType.IMAGE,
        "http://cdn.example/frame": RequestType.DOCUMENT,
        "http://cdn.example/send": RequestType.FORM,
        "http://cdn.example/elsewhere": RequestType.FORM,
        "http://cdn.example/in-frame.gif": RequestType.IMAGE,
        "http://cdn.example/shadow.gif": RequestType.IMAGE,
        "http://cdn.example/fetch": RequestType.FETCH,
        "http://cdn.example/script.gif": RequestType.IMAGE,
        "ws://cdn.example/socket": RequestType.FETCH,
        "http://cdn.example/bg.gif": RequestType.IMAGE,
    }
    assert "4711" not in repr(told.notebook.rows)
    assert {row.mixed for url, row in told.resources.items() if url.startswith("https:")} == {False}


@pytest.mark.parametrize("by", ["field", "meta"])
def test_a_policy_that_has_browsers_ask_with_https_leaves_nothing_mixed(standing: Standing, by: str) -> None:
    policy = "upgrade-insecure-requests"
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">' if by == "meta" else ""
    fields = [("Content-Security-Policy", f"{policy}; object-src 'none'")] if by == "field" else []
    told = seen(standing, MIXED.replace("<title>", f"{meta}<title>"), *fields, more=OWN)
    assert told.mixed == {}
    assert told.notebook.coverage["resource", CELLS[PageRole.HOME].scope].status is Status.SEEN


def test_a_base_address_without_tls_makes_relative_addresses_mixed(standing: Standing) -> None:
    told = seen(standing, '<!doctype html><base href="http://cdn.example/"><img src="a.gif" srcset="b.gif 2x">')
    assert set(told.mixed) == {"http://cdn.example/a.gif", "http://cdn.example/b.gif"}


def test_a_page_that_takes_the_names_of_what_reads_it_is_read_all_the_same(standing: Standing) -> None:
    html = """<!doctype html><img name=querySelectorAll src="http://cdn.example/a.gif"><img name=nodeType>
<form><input name=localName><input name=shadowRoot><input name=getAttribute><input name=contentDocument></form>
<script>Document.prototype.querySelectorAll = Element.prototype.getAttribute = () => [];
Object.defineProperty(Element.prototype, 'shadowRoot', {get() { throw 1 }})</script>
<script src="https://cdn.example/b.js"></script>"""
    told = seen(standing, html)
    assert set(told.mixed) == {"http://cdn.example/a.gif"}
    assert "https://cdn.example/b.js" in told.resources
    assert not told.visit.declared.cut


def test_mixed_content_of_somebody_else_s_frame_is_theirs(standing: Standing) -> None:
    theirs = """<img src="http://cdn.example/theirs.gif"><script src="http://cdn.example/theirs.js"></script>
<iframe src="http://cdn.example/theirs"></iframe>"""
    told = seen(
        standing, '<!doctype html><p>Shop<iframe src="https://tracker.test/frame"></iframe>',
        more={"tracker.test/frame": theirs},
    )  # fmt: skip
    assert told.mixed == {}
    assert told.resources["https://tracker.test/frame"].type is RequestType.DOCUMENT


# ── scripts and style sheets ─────────────────────────────────────────────────────────────────────────────────────────


PLACING = "document.head.append(Object.assign(document.createElement('script'), {{src: 'https://cdn.example/{}'}}))"


def test_scripts_and_style_sheets_have_their_hash_and_who_placed_them(standing: Standing) -> None:
    html = f"""<!doctype html><title>Shop</title>
<link rel=stylesheet href="https://cdn.example/b-5.3.2.css" integrity="{HASH}" crossorigin>
<script src="https://cdn.example/jquery-3.7.1.js?v=1" integrity="{HASH}" crossorigin></script>
<script src="https://cdn.example/jquery-3.7.1.js?v=2"></script>
<script src="https://tracker.test/loader.js"></script>
<script>{PLACING.format("own-1.0.0.js")}</script>"""
    told = seen(standing, html, more={"tracker.test/loader.js": PLACING.format("theirs-1.0.0.js")})
    rows = told.resources
    assert rows["https://cdn.example/b-5.3.2.css"].integrity == HASH
    assert rows["https://cdn.example/jquery-3.7.1.js"].integrity is None, "one of two has none"
    assert str(rows["https://cdn.example/jquery-3.7.1.js"].initiator) == SHOP
    assert str(rows["https://cdn.example/own-1.0.0.js"].initiator).startswith(SHOP)
    assert str(rows["https://cdn.example/theirs-1.0.0.js"].initiator).startswith("https://tracker.test/loader.js:")


def test_what_is_seen_in_several_phases_is_one_row_and_the_worst_of_it_counts() -> None:
    book, recorder = Notebook(()), Recorder(Phase.BEFORE_CHOICE, str)
    script, theirs = "https://cdn.example/a-1.2.3.js", "https://tracker.test/tags.js:1:1"
    for integrity, initiator in ((HASH, theirs), ("", f"{SHOP}:4:2"), (HASH, None)):
        recorder.flights.clear()
        if initiator:
            when = Moment(Phase.BEFORE_CHOICE, 1, SHOP, 0)
            recorder.flights["1"] = Flight(
                when=when, source=Source.PAGE, frame=SHOP, kind="Script", method="GET", url=script, initiator=initiator
            )
        visits = [(PageRole.HOME, made_up(Load(RequestType.SCRIPT, script, integrity)))]
        write_loads(book, visits, recorder)
    (row,) = book.rows
    assert isinstance(row, Resource)
    assert (row.integrity, row.initiator) == (None, f"{SHOP}:4:2")


def test_a_full_notebook_takes_no_more_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scanner.probes.notebook.MOST_ROWS", 1)
    book = Notebook(())
    loads = [Load(RequestType.SCRIPT, f"https://cdn.example/{name}.js", "") for name in "aba"]
    write_loads(book, [(PageRole.HOME, made_up(*loads))] * 2, Recorder(Phase.BEFORE_CHOICE, str))
    assert len(book.rows) == 1
    assert book.coverage["resource", ()].cause is GapCause.BUDGET


BANNER = """<!doctype html><html lang=de><meta charset=utf-8><title>Müsli</title>
<header><a href=/>Start</a> <a href=/warenkorb>Warenkorb</a></header><h1>{title}</h1><p>Haferflocken und Nüsse.</p>
<footer><a href=/impressum>Impressum</a> <a href=/datenschutz>Datenschutz</a></footer>
<div id=b hidden style="position:fixed;inset:auto 0 0 0;background:#fff;border-top:1px solid;padding:2em">
Wir verwenden Cookies für Statistik und Werbung. Mehr in der <a href=/datenschutz>Datenschutzerklärung</a>.
<button onclick="choose('all')">Alle akzeptieren</button><button onclick="choose('none')">Alle ablehnen</button></div>
<script>
function load() {{
  document.head.append(Object.assign(document.createElement('script'), {{src: 'http://tracker.test/lib-1.2.3.js'}}));
}}
function choose(value) {{ document.cookie = 'choice=' + value + ';path=/'; b.remove(); if (value === 'all') load(); }}
const choice = /choice=(\\w+)/.exec(document.cookie)?.[1];
if (!choice) b.hidden = false; else if (choice === 'all') load();
</script></html>"""


def test_what_is_loaded_only_after_consent_is_seen_too(serve: Serve) -> None:
    titles = {
        "/": "Müsli",
        "/warenkorb": "Warenkorb",
        "/impressum": "Impressum",
        "/datenschutz": "Datenschutzerklärung",
    }
    pages = {path: BANNER.format(title=title) for path, title in titles.items()}
    sent = {phase: Cell("request", scope({"phase": phase})) for phase in PHASES}
    book = Notebook(())

    async def scene() -> None:
        with serve({**pages, "tracker.test/lib-1.2.3.js": ""}) as site:
            home = {PageRole.HOME: Cell("page", scope({"role": PageRole.HOME}))}
            window = Window("http://www.muesli.example/", sent=sent, pages=home, resources=CELLS, watch_s=1.0)
            await look(network_to(site.port, "www.muesli.example", "tracker.test", meant=80), book, window)

    run(scene)
    rows = {str(row.page.url) for row in book.rows if isinstance(row, Resource) and isinstance(row.page, Page)}
    assert {"http://www.muesli.example/", "http://www.muesli.example/impressum"} <= rows
    initiators = {str(row.initiator) for row in book.rows if isinstance(row, Resource)}
    assert all(initiator.startswith("http://www.muesli.example/") for initiator in initiators)


# ── what a document says ─────────────────────────────────────────────────────────────────────────────────────────────


def test_header_fields_and_meta_elements_of_a_page_give_its_rows(standing: Standing) -> None:
    html = """<!doctype html><title>Shop</title><meta name=GENERATOR content="Shop 6.4.2">
<script>
document.head.append(Object.assign(document.createElement('meta'), {name: 'referrer', content: 'unsafe-url'}));
</script>
<template><meta name=generator content="Not 1.2.3"></template>"""
    told = seen(
        standing, html, ("Referrer-Policy", "no-referrer"), ("X-Powered-By", "PHP/8.2.7"),
        ("Content-Security-Policy", "object-src 'none'"), ("Content-Security-Policy", "frame-ancestors 'self'"),
    )  # fmt: skip
    (policy,) = told.rows(StatedReferrerPolicy)
    assert isinstance(policy, StatedReferrerPolicy)
    assert (policy.url, policy.header, policy.effective) == (
        SHOP,
        ReferrerPolicy.NO_REFERRER,
        ReferrerPolicy.UNSAFE_URL,
    )
    (framing,) = told.rows(Framing)
    assert isinstance(framing, Framing)
    assert framing.allowed_to is FramedBy.SAME_ORIGIN
    software = {(row.source, row.version) for row in told.rows(Software) if isinstance(row, Software)}
    assert {("X-Powered-By", "8.2.7"), ("generator", "6.4.2")} <= software
    assert not any(row.value == "Not 1.2.3" for row in told.rows(Software) if isinstance(row, Software))


def test_a_page_that_changes_its_address_by_itself_keeps_its_header_fields(standing: Standing) -> None:
    told = seen(
        standing, "<!doctype html><p>x<script>history.pushState(0, '', '/route')</script>",
        ("X-Frame-Options", "DENY"),
    )  # fmt: skip
    (framing,) = told.rows(Framing)
    assert isinstance(framing, Framing)
    assert (framing.url, framing.allowed_to) == (f"{SHOP}route", FramedBy.NOBODY)


# ── cells ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def statuses(book: Notebook) -> dict[PageRole, tuple[Status, GapCause | None]]:
    return {
        role: (entry.status, entry.cause)
        for role, cell in CELLS.items()
        if (entry := book.coverage.get((cell.kind, cell.scope)))
    }


def test_each_role_is_seen_absent_or_a_gap_as_the_crawl_found_it(standing: Standing) -> None:
    told = seen(standing, "<!doctype html><p>Nothing is loaded here.")
    assert statuses(told.notebook) == {
        PageRole.HOME: (Status.ABSENT, None),
        PageRole.CART: (Status.GAP, GapCause.TIMEOUT),
        PageRole.LOGIN: (Status.ABSENT, None),
    }


def test_a_page_with_more_than_can_be_read_is_a_gap_and_what_was_read_counts(standing: Standing) -> None:
    html = "<!doctype html><img src='http://cdn.example/first.gif'><div hidden>" + "".join(
        f"<img loading=lazy src=http://cdn.example/{n}.gif>" for n in range(LIMITS["loads"])
    )
    told = seen(standing, html)
    assert told.visit.declared.cut
    assert "http://cdn.example/first.gif" in told.mixed
    assert statuses(told.notebook)[PageRole.HOME] == (Status.GAP, GapCause.BUDGET)


def made_up(*loads: Load) -> Visit:
    return Visit(number=1, url=SHOP, outcome=Outcome.SEEN, final_url=SHOP, declared=Declared(loads))


def written(visit: Visit, cells: Mapping[PageRole, Cell], answer: Is = Is.CONFIRMED) -> Notebook:
    book = Notebook(tuple(CELLS.values()))
    write_documents(book, cells, crawl_of(visit, answer), Recorder(Phase.BEFORE_CHOICE, str))
    return book


def test_a_page_that_is_not_surely_of_its_role_leaves_the_cell_to_the_crawl() -> None:
    assert PageRole.HOME not in statuses(written(made_up(), CELLS, Is.UNSURE))


def test_without_cells_nothing_is_written() -> None:
    assert written(made_up(Load(RequestType.SCRIPT, f"{SHOP}a.js", "")), {}).rows == []


def test_where_the_header_fields_were_not_heard_of_nothing_is_said_of_them() -> None:
    (row,) = written(made_up(Load(RequestType.IMAGE, "http://cdn.example/i.gif", "")), CELLS).rows
    assert isinstance(row, Resource)
    assert isinstance(row.mixed, Unknown)
    assert isinstance(row.initiator, Unknown)


# ── what comes back from a page ──────────────────────────────────────────────────────────────────────────────────────


FOREIGN = (
    {},
    {"type": "beacon", "url": "https://a/", "integrity": ""},
    {"type": "script", "url": 1, "integrity": ""},
    {"type": "script", "url": "https://a/", "integrity": None},
    {"type": "script", "url": "x" * 9999, "integrity": ""},
)


@pytest.mark.parametrize(
    "value", [None, [], "x", {}, {"loads": 1}, *({"loads": [one], "cut": False} for one in FOREIGN)]
)
def test_what_can_t_have_come_from_our_script_is_left_out_and_counts_as_cut(value: object) -> None:
    found = Declared.of(value)
    assert found.loads == ()
    assert found.cut


def test_what_comes_back_is_bounded() -> None:
    load = {"type": "script", "url": "https://a/", "integrity": "x" * 9999}
    found = Declared.of({"loads": [load] * 5000, "referrer": ["x" * 9999] * 99, "generator": [1, "a"], "cut": False})
    assert len(found.loads) == LIMITS["loads"]
    assert len(found.loads[0].integrity) == LIMITS["integrity"]
    assert len(found.referrer) == LIMITS["metas"]
    assert found.generator == ("a",)
