"""The phases of consent: a new visitor in each, who rejects or accepts by clicks and then sees the same pages again."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import Any

import psutil
import pytest

from scanner.model.evidence import Cell, Coverage, Status, scope
from scanner.model.facts import ConsentBanner, Fact, Request, StoredItem
from scanner.model.facts.consent import Choice
from scanner.model.values import Unknown
from scanner.model.vocabulary import GapCause, PageRole, Phase, RequestType
from scanner.network import ConnectTo, Limits, Network
from scanner.probes.browser.probe import look
from scanner.probes.browser.window import Window
from scanner.probes.notebook import Notebook

from .conftest import Answer, Serve

PHASES = (Phase.BEFORE_CHOICE, Phase.REJECTED, Phase.ACCEPTED)
STORED = {phase: Cell("stored_item", scope({"phase": phase})) for phase in PHASES}
SENT = {phase: Cell("request", scope({"phase": phase})) for phase in PHASES}
BANNER = Cell("consent_banner", scope({"phase": Phase.BEFORE_CHOICE}))

PAGE = """<!doctype html><html lang=de><title>Müsli Beispiel</title><meta charset=utf-8>
<header><a href=/>Start</a> <a href=/warenkorb>Warenkorb</a> <a href=/kontakt>Kontakt</a></header>
<main style="min-height:2000px"><h1>{title}</h1><p>Haferflocken, Nüsse und Beeren aus der Region.</p></main>
<footer><a href=/impressum>Impressum</a> <a href=/datenschutz>Datenschutz</a> <a href=/agb>AGB</a></footer>
{end}</html>"""

BOX = """<div id=b hidden style="position:fixed;inset:auto 0 0 0;background:#fff;border-top:1px solid;padding:2em">
Wir verwenden Cookies für Statistik und Werbung. Mehr in der <a href=/datenschutz>Datenschutzerklärung</a>.
<button onclick="choose('all')">Alle akzeptieren</button>{reject}</div>
<script>
function choose(value) {{ document.cookie = 'choice=' + value + ';path=/'; b.remove(); tags(value); }}
function tag() {{
  document.cookie = '_ga=GA1.1.1.1;path=/;max-age=9999'; new Image().src = 'http://tracker.example/p?' + Math.random();
}}
function tags(value) {{ if ({when}) tag(); }}
const choice = /choice=(\\w+)/.exec(document.cookie)?.[1];
if (choice) {{ b.remove(); tags(choice); }} else {show};
</script>"""
REJECT = "<button onclick=\"choose('none')\">Alle ablehnen</button>"


def shop(*, reject: str = REJECT, when: str = "value === 'all'", show: str = "b.hidden = false") -> dict[str, Answer]:
    """A small shop with that banner on every page."""
    end = BOX.format(reject=reject, when=when, show=show)
    return site(end)


def site(end: str) -> dict[str, Answer]:
    titles = {"/": "Müsli", "/warenkorb": "Warenkorb", "/kontakt": "Kontakt", "/impressum": "Impressum",
              "/datenschutz": "Datenschutzerklärung", "/agb": "AGB"}  # fmt: skip
    return {path: PAGE.format(title=title, end=end) for path, title in titles.items()} | {"tracker.example/p": ""}


@dataclass
class Told:
    """What stands in the notebook afterwards."""

    notebook: Notebook

    def rows(self, kind: type[Fact]) -> list[Fact]:
        return [row for row in self.notebook.rows if isinstance(row, kind)]

    def stored(self, phase: Phase) -> set[object]:
        return {row.name for row in self.rows(StoredItem) if isinstance(row, StoredItem) and row.phase is phase}

    def hosts(self, phase: Phase) -> set[object]:
        return {row.host for row in self.rows(Request) if isinstance(row, Request) and row.phase is phase}

    def pages(self, phase: Phase) -> set[object]:
        return {
            row.path for row in self.rows(Request)
            if isinstance(row, Request) and row.phase is phase and row.host == "shop.example"
        }  # fmt: skip

    @property
    def banner(self) -> ConsentBanner:
        whole = self.notebook.evidence("http://shop.example/", "", {}).rows("consent_banner")
        rows = [row for row in whole if isinstance(row, ConsentBanner)]
        (row,) = [row for row in rows if row.phase is Phase.BEFORE_CHOICE]
        return row

    def status(self, cell: Cell) -> Status:
        return self.coverage(cell).status

    def coverage(self, cell: Cell) -> Coverage:
        return self.notebook.coverage[cell.kind, cell.scope]


def seen(serve: Serve, pages: dict[str, Answer], watch_s: float = 1.0, **more: Any) -> Told:
    """All phases of the shop. `more`: of the window."""

    async def no_names(_host: str, _port: int) -> list[str]:
        return []

    async def scene() -> Told:
        with serve(pages) as there:
            rules = [ConnectTo(host, 80, "127.0.0.1", there.port) for host in ("shop.example", "tracker.example")]
            limits = Limits(connections_per_second=3000, burst=1000)
            network = Network("http://shop.example/", rules, limits, resolver=no_names)
            roles = (PageRole.HOME, PageRole.IMPRINT, PageRole.PRIVACY)
            window = Window(
                "http://shop.example/", STORED, SENT, {Phase.BEFORE_CHOICE: BANNER},
                pages={role: Cell("page", scope({"role": role})) for role in roles}, watch_s=watch_s, **more,
            )  # fmt: skip
            notebook = Notebook(window.cells)
            async with asyncio.timeout(90):
                await look(network, notebook, window)
            return Told(notebook)

    return asyncio.run(scene())


def test_what_comes_only_after_consent_is_seen_in_the_accepted_phase_alone(serve: Serve) -> None:
    told = seen(serve, shop())
    assert {phase: told.stored(phase) for phase in PHASES} == {
        Phase.BEFORE_CHOICE: set(), Phase.REJECTED: {"choice"}, Phase.ACCEPTED: {"choice", "_ga"},
    }  # fmt: skip
    assert {phase: "tracker.example" in told.hosts(phase) for phase in PHASES} == {
        Phase.BEFORE_CHOICE: False, Phase.REJECTED: False, Phase.ACCEPTED: True,
    }  # fmt: skip
    assert {told.status(cell) for cell in (*STORED.values(), *SENT.values(), BANNER)} <= {Status.SEEN, Status.ABSENT}
    assert told.banner.present is True


def test_all_pages_of_the_crawl_are_seen_after_each_choice(serve: Serve) -> None:
    told = seen(serve, shop())
    everything = {"/", "/warenkorb", "/kontakt", "/impressum", "/datenschutz", "/agb"}
    assert everything <= told.pages(Phase.BEFORE_CHOICE)
    assert everything <= told.pages(Phase.REJECTED)
    assert everything <= told.pages(Phase.ACCEPTED)


def test_a_choice_that_is_kept_for_one_tab_alone_holds_on_the_other_pages(serve: Serve) -> None:
    """In session storage, which a tab of its own does not have."""
    kept = BOX.replace("document.cookie = 'choice=' + value + ';path=/'", "sessionStorage.setItem('choice', value)")
    kept = kept.replace(r"/choice=(\w+)/.exec(document.cookie)?.[1]", "sessionStorage.getItem('choice')")
    assert kept.count("sessionStorage") == 2
    elsewhere = "value === 'all' && location.pathname !== '/'"
    told = seen(serve, site(kept.format(reject=REJECT, when=elsewhere, show="b.hidden = false")))
    assert "tracker.example" in told.hosts(Phase.ACCEPTED)
    assert "tracker.example" not in told.hosts(Phase.REJECTED)
    assert told.stored(Phase.REJECTED) == {"choice"}


def test_tracking_in_spite_of_a_rejection_is_seen(serve: Serve) -> None:
    told = seen(serve, shop(when="true"))
    assert "_ga" in told.stored(Phase.REJECTED)
    assert "tracker.example" in told.hosts(Phase.REJECTED)
    assert "_ga" not in told.stored(Phase.BEFORE_CHOICE)


def test_what_was_sent_before_the_choice_is_not_held_against_the_rejection(serve: Serve) -> None:
    told = seen(serve, shop(show="{ b.hidden = false; new Image().src = 'http://tracker.example/p' }"))
    assert "tracker.example" in told.hosts(Phase.BEFORE_CHOICE)
    assert "tracker.example" not in told.hosts(Phase.REJECTED)


def test_what_stays_on_the_device_after_the_rejection_counts_though_it_was_set_before(serve: Serve) -> None:
    told = seen(serve, shop(show="{ b.hidden = false; document.cookie = '_ga=1;path=/' }"))
    assert "_ga" in told.stored(Phase.BEFORE_CHOICE)
    assert "_ga" in told.stored(Phase.REJECTED)


# Vue's router in a nutshell: it takes the click, and changes the address without a document.
ROUTER = """<script>
addEventListener('click', (event) => {{
  const link = event.target.closest('a');
  if (!link || event.defaultPrevented) return;
  event.preventDefault();
  history.pushState(null, '', link.href);
  {then}
}});
</script>"""


def test_what_a_single_page_shop_loads_on_a_route_is_seen_in_every_phase(serve: Serve) -> None:
    tag = ROUTER.format(then="new Image().src = 'http://tracker.example/p?route'; localStorage.setItem('visits', '1');")
    told = seen(serve, {path: f"{page}{tag}" for path, page in shop().items()})
    assert {phase: "tracker.example" in told.hosts(phase) for phase in PHASES} == dict.fromkeys(PHASES, True)
    assert {phase: "visits" in told.stored(phase) for phase in PHASES} == dict.fromkeys(PHASES, True)


def test_a_shop_of_many_documents_is_not_loaded_once_more_to_find_that_out(serve: Serve) -> None:
    told = seen(serve, site(""))
    loads = [row for row in told.rows(Request) if isinstance(row, Request) and row.type is RequestType.DOCUMENT]
    assert len(loads) == len({row.path for row in loads})


@pytest.mark.parametrize("event", ["scroll", "mousemove"])
def test_a_banner_that_waits_for_the_visitor_to_move_is_found(serve: Serve, event: str) -> None:
    told = seen(serve, shop(show=f"addEventListener('{event}', () => {{ b.hidden = false }}, {{once: true}})"), 4.0)
    assert told.banner.present is True
    assert told.stored(Phase.REJECTED) == {"choice"}


def test_a_banner_that_goes_as_the_visitor_scrolls_takes_scrolling_for_consent(serve: Serve) -> None:
    scrolls = "b.hidden = false, addEventListener('scroll', () => { if (b.isConnected) choose('all') }, {once: true})"
    assert seen(serve, shop(show=scrolls), 4.0).banner.scroll_accepts is True


@pytest.mark.parametrize(
    "show",
    [
        "b.hidden = false",
        "b.hidden = false, addEventListener('scroll', () => { b.remove() }, {once: true})",
        "b.hidden = false, addEventListener('scroll', () => { b.remove(); tag() }, {once: true})",
    ],
    ids=["stays", "goes and nothing is asked", "goes and asks again"],
)
def test_a_banner_that_stays_or_goes_without_effect_takes_scrolling_for_nothing(serve: Serve, show: str) -> None:
    assert seen(serve, shop(show=show), 4.0).banner.scroll_accepts is False


def test_without_a_banner_there_is_nothing_to_choose_and_no_row_of_the_other_phases(serve: Serve) -> None:
    told = seen(serve, site(""))
    assert told.banner.present is False
    assert told.status(BANNER) is Status.SEEN
    for phase in (Phase.REJECTED, Phase.ACCEPTED):
        assert told.status(STORED[phase]) is told.status(SENT[phase]) is Status.ABSENT
        assert not told.hosts(phase)


def test_a_banner_that_can_only_be_accepted_leaves_the_rejection_unseen(serve: Serve) -> None:
    told = seen(serve, shop(reject=""))
    gap = told.coverage(SENT[Phase.REJECTED])
    assert (gap.status, gap.cause) == (Status.GAP, GapCause.NOT_OPERABLE)
    assert told.banner.reject is None
    assert told.status(SENT[Phase.ACCEPTED]) is Status.SEEN


def test_a_consent_tool_without_a_banner_that_is_recognised_is_not_taken_for_no_banner(serve: Serve) -> None:
    told = seen(serve, site("<div id=onetrust-consent-sdk><div id=onetrust-banner-sdk hidden></div></div>"))
    assert isinstance(told.banner.present, Unknown)
    assert told.status(STORED[Phase.REJECTED]) is Status.GAP


def test_a_banner_in_a_closed_shadow_root_is_seen_and_accepted_like_any_other(serve: Serve) -> None:
    sealed = """<div id=host></div><script>host.attachShadow({mode: 'closed'}).innerHTML =
    '<div style="position:fixed;bottom:0;background:#fff">Wir nutzen Cookies. <button>Alle akzeptieren</button></div>'
    </script>"""
    told = seen(serve, site(sealed))
    assert told.banner.present is True
    assert isinstance(told.banner.accept, Choice) and told.banner.accept.label == "Alle akzeptieren"


def test_a_shop_that_does_not_come_leaves_gaps_in_every_phase(serve: Serve) -> None:
    told = seen(serve, {"/": (503, [], "Wartung")})
    cells = (*STORED.values(), *SENT.values(), BANNER)
    assert {told.status(cell) for cell in cells} == {Status.GAP}


def test_a_page_that_fails_after_the_choice_costs_that_page_alone(serve: Serve) -> None:
    pages = shop()

    def moody(handler: BaseHTTPRequestHandler) -> None:
        body = str(pages["/agb"]).encode()
        handler.send_response(500 if "choice=" in (handler.headers.get("Cookie") or "") else 200)
        handler.send_header("Content-Type", "text/html; charset=utf-8")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    told = seen(serve, pages | {"/agb": moody})
    assert told.status(SENT[Phase.REJECTED]) is Status.SEEN
    assert any("did not come" in notice for notice in told.notebook.notices)


def test_a_browser_that_dies_in_the_middle_leaves_gaps_that_say_so(serve: Serve) -> None:
    def deadly(handler: BaseHTTPRequestHandler) -> None:
        for child in psutil.Process().children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):
                if "headless" in child.name():
                    child.kill()
        handler.connection.close()

    told = seen(serve, shop() | {"/agb": deadly})
    gaps = [told.coverage(cell) for cell in (*STORED.values(), *SENT.values())]
    assert {(gap.status, gap.cause) for gap in gaps} == {(Status.GAP, GapCause.CRASH)}
    assert all("browser" in (gap.reason or "") or "tab" in (gap.reason or "") for gap in gaps)
