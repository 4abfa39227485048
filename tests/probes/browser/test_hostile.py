"""A hostile page costs its own visit: the next visit of the same phase, and its neighbour, are seen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler

import pytest

from scanner.model.vocabulary import GapCause, Phase
from scanner.probes.browser.session import Browser
from scanner.probes.browser.standin import Instead
from scanner.probes.browser.visit import Budget

from .conftest import Answer, Serve
from .scenes import network_to, one_phase, run, until

SHORT = Budget(seconds=8, settle_s=3)
CALM = "<title>calm</title><p>quiet here</p>"


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    while True:
        handler.wfile.write(b"<p>and on</p>" * 50)


def silent(handler: BaseHTTPRequestHandler) -> None:
    handler.rfile.read()


@pytest.mark.parametrize(
    ("page", "causes"),
    [
        pytest.param(silent, {GapCause.TIMEOUT}, id="no answer"),
        pytest.param(endless, {GapCause.TIMEOUT, GapCause.CRASH}, id="document without end"),
        pytest.param("<script>while (true);</script>", {GapCause.TIMEOUT}, id="busy loop"),
        pytest.param(
            "<script>setTimeout(() => { while (true); }, 50)</script>", {GapCause.TIMEOUT}, id="busy loop after loading"
        ),
        pytest.param("<script>while (true) alert('again')</script>", {GapCause.ERROR, GapCause.TIMEOUT}, id="alerts"),
        pytest.param(
            "<script>location.replace('/?' + Math.random())</script>", {GapCause.ERROR}, id="navigates without end"
        ),
        pytest.param(
            "<script>for (let i = 0; i < 500; i++) window.open('/calm?' + i)</script>", {GapCause.ERROR}, id="windows"
        ),
        pytest.param(
            "<script>const held = []; for (;;) try { held.push(new Uint8Array(3e7).fill(1)) } catch {}</script>",
            {GapCause.CRASH, GapCause.TIMEOUT},
            id="memory",
        ),
        pytest.param("<script>let s = ['x']; while (true) s.push(...s)</script>", None, id="heap"),
        pytest.param((302, [("Location", "/")], ""), {GapCause.ERROR}, id="redirects without end"),
        pytest.param(
            (200, [("Content-Disposition", "attachment; filename=x.zip")], "x"), {GapCause.UNSUPPORTED}, id="download"
        ),
        pytest.param((204, [], ""), {GapCause.UNSUPPORTED}, id="no content"),
    ],
)
def test_a_page_that_never_gives_in_is_a_gap_and_the_session_goes_on(
    serve: Serve, page: Answer, causes: set[GapCause] | None
) -> None:
    async def scene() -> None:
        with serve({"/": page, "/calm": CALM}) as site:
            async with (
                Browser.open(network_to(site.port), max_renderer_bytes=400_000_000) as browser,
                browser.phase(Phase.REJECTED) as phase,
                browser.phase(Phase.ACCEPTED) as neighbour,
            ):
                hostile, beside = await asyncio.gather(
                    phase.visit(site.url(), SHORT), neighbour.visit(site.url("/calm"))
                )
                after = await phase.visit(site.url("/calm"))
                assert browser.running
            if causes is not None:
                assert hostile.cause in causes, hostile.reason
                assert not hostile.seen and hostile.reason
            assert (beside.title, after.title) == ("calm", "calm")

    run(scene)


@pytest.mark.parametrize(
    ("page", "check"),
    [
        pytest.param("<p>fine</p><img src=/never.gif>", lambda text: "fine" in text, id="a picture that never comes"),
        pytest.param(
            "<p>fine</p><script>setInterval(() => document.body.append(document.createElement('i')), 20)</script>",
            lambda text: "fine" in text,
            id="never at rest",
        ),
        pytest.param(
            "<p>fine</p><script>onbeforeunload = e => { e.preventDefault(); return 'stay' };"
            "history.pushState(0, '', '/x')</script>",
            lambda text: "fine" in text,
            id="won't be left",
        ),
        pytest.param(
            "<body><script>document.body.innerHTML = '<p>fine</p>' + '<b>x</b>'.repeat(160000)</script>",
            lambda text: "fine" in text,
            id="enormous",
        ),
        pytest.param(
            "<p>early</p><script>"
            "setTimeout(() => { fetch('/calm').then(() => { document.body.append('late') }) }, 700)</script>",
            lambda text: "late" in text,
            id="asleep",
        ),
        pytest.param(
            "<script>setTimeout(() => { const until = Date.now() + 900; while (Date.now() < until);"
            "document.write('late') }, 0)</script>",
            lambda text: "late" in text,
            id="busy for a while",
        ),
        pytest.param(
            "<script>print(); confirm('?'); prompt('?')</script><p>fine", lambda text: "fine" in text, id="dialogs"
        ),
    ],
)
def test_a_page_that_is_merely_difficult_is_seen_and_can_be_left(
    serve: Serve, page: Answer, check: Callable[[str], bool]
) -> None:
    async def scene() -> None:
        with serve({"/": page, "/calm": CALM, "/never.gif": silent}) as site:
            async with one_phase(network_to(site.port)) as (_, phase), phase.tab() as tab:
                # Only the restless page uses its time up; the others may be slow on a busy machine.
                settle_s = 6 if "setInterval" in str(page) else 80
                visit = await tab.visit(site.url(), Budget(seconds=90, settle_s=settle_s, html=100_000, text=50_000))
                assert visit.seen, visit.reason
                assert check(visit.text)
                assert len(visit.html) <= 100_000 and len(visit.text) <= 50_000
                assert visit.cut is (visit.elements > 1000)
                calm = await tab.visit(site.url("/calm"))
                assert calm.seen and calm.title == "calm", calm.reason

    run(scene)


def test_a_crash_ends_the_visit_at_once_and_the_tab_is_known_to_be_dead(serve: Serve) -> None:
    page = "<script>setInterval(() => document.title = Math.random(), 10)</script><img src=/never.gif>"

    async def scene() -> None:
        with serve({"/": page, "/never.gif": silent, "/calm": CALM}) as site:
            async with one_phase(network_to(site.port)) as (_, phase):
                async with phase.tab() as tab:
                    visiting = asyncio.create_task(tab.visit(site.url()))
                    await until(lambda: "/never.gif" in site.paths())
                    session = await phase.context.new_cdp_session(tab.page)
                    crash = asyncio.create_task(session.send("Page.crash"))
                    visit = await visiting
                    assert visit.cause is GapCause.CRASH and tab.dead
                    assert (await tab.visit(site.url("/calm"))).cause is GapCause.CRASH
                    assert (await tab.look()).cause is GapCause.CRASH
                    assert await tab.watch(5) < 5
                    crash.cancel()
                    await asyncio.gather(crash, return_exceptions=True)
                assert (await phase.visit(site.url("/calm"))).seen
                assert [incident.what for incident in phase.recorder.incidents] == ["crash"]

    run(scene)


def test_a_browser_that_ends_leaves_gaps_and_no_exception_of_playwrights(serve: Serve) -> None:
    async def scene() -> None:
        with serve({"/": CALM}) as site:
            async with one_phase(network_to(site.port)) as (browser, phase), phase.tab() as tab:
                assert (await tab.visit(site.url())).seen
                await browser._chromium.close()
                assert (await tab.visit(site.url())).cause is GapCause.CRASH
                assert not browser.running

    run(scene)


def test_a_watch_scrolls_and_moves_the_mouse_and_sees_what_comes_late(serve: Serve) -> None:
    page = """<body style="height: 5000px"><script>
      addEventListener('scroll', () => { document.cookie = 'scrolled=1' }, {once: true});
      addEventListener('mousemove', () => { document.cookie = 'moved=1' }, {once: true});
      setTimeout(() => { fetch('/late') }, 1600);
    </script>"""

    async def scene() -> None:
        with serve({"/": page, "/late": ""}) as site:
            async with one_phase(network_to(site.port)) as (_, phase):
                visit, lasted = await phase.watch(site.url(), 2.5)
                assert visit.seen and lasted >= 2.5
            assert {cookie.name for cookie in phase.recorder.cookies_set} == {"scrolled", "moved"}
            assert "/late" in {request.path for request in phase.recorder.requests}

    run(scene)


def test_a_page_that_stands_in_for_another_is_a_gap_unless_it_was_asked_for(serve: Serve) -> None:
    pages = {
        "/wall": "<title>Nur einen Moment…</title><p>Bestätigen Sie, dass Sie ein Mensch sind.</p>",
        "/login": "<title>Anmelden</title><form><input type=email><input type=password></form>",
    }

    async def scene() -> None:
        with serve(pages) as site:
            async with one_phase(network_to(site.port)) as (_, phase):
                wall, login, meant, nothing = await asyncio.gather(
                    phase.visit(site.url("/wall")),
                    phase.visit(site.url("/login")),
                    phase.visit(site.url("/login"), accept=frozenset({Instead.LOGIN})),
                    phase.visit(site.url("/nothing")),
                )
            assert (wall.cause, wall.stands_in, wall.status) == (GapCause.BLOCKED, Instead.CHALLENGE, 200)
            assert (login.cause, login.stands_in) == (GapCause.BLOCKED, Instead.LOGIN)
            assert meant.seen and meant.passwords == 1
            assert (nothing.cause, nothing.status) == (GapCause.ERROR, 404)

    run(scene)
