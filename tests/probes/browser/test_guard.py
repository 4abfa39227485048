"""No form leaves the browser but what was announced: pages that submit by themselves, and what the server hears."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from http.server import BaseHTTPRequestHandler
from typing import TypeVar

import pytest

from scanner.model.vocabulary import Phase
from scanner.network import ConnectTo, Network
from scanner.probes.browser.consent import choose
from scanner.probes.browser.guard import NotAuthorised, Submission
from scanner.probes.browser.session import Browser, PhaseSession
from scanner.probes.browser.tab import Tab

from .conftest import Answer, Serve, Site
from .scenes import FAST, network_to, run, until

T = TypeVar("T")

FORMS = """
<form id=post action=/sent/post method=post><input name=email value=x></form>
<form id=get action=/sent/get><input name=email value=x></form>
<form id=frame action=/sent/frame target=inner><input name=email value=x></form>
<form id=window action=/sent/window method=post target=_blank><input name=email value=x></form>
<form id=asked action=/sent/asked target=_blank><input name=email value=x></form>
<form id=file action=/sent/file method=post enctype=multipart/form-data><input name=email value=x></form>
<form id=clobbered action=/sent/clobbered method=post><input name=submit><input name=elements><input name=email></form>
<iframe name=inner></iframe>
"""


def auto(script: str) -> str:
    return f"<title>shop</title>{FORMS}<script>addEventListener('load', () => {{ {script} }})</script>"


async def heard(site: Site) -> list[str]:
    """What the server heard of submissions, once the browser has had its time."""
    await asyncio.sleep(0.6)
    return [path for path in site.paths() if path.startswith("/sent")]


#: What pages do as soon as they are there, by what they do it with.
SCRIPTS = (
    "post.submit()",
    "post.requestSubmit()",
    "get.submit()",
    "get.requestSubmit()",
    "frame.submit()",
    "document.forms.window.submit()",
    "asked.submit()",
    "asked.requestSubmit()",
    "file.submit()",
    "HTMLFormElement.prototype.submit.call(clobbered)",
    "setInterval(() => { post.submit() }, 40)",
    "fetch('/sent/fetch', {method: 'POST', body: new FormData(post)})",
    "fetch('/sent/serialised', {method: 'POST', body: new URLSearchParams(new FormData(post))})",
    "fetch('/sent/json', {method: 'POST', body: JSON.stringify({data: {email: post.email.value}})})",
    "navigator.sendBeacon('/sent/beacon', new FormData(post))",
    (
        "const old = new XMLHttpRequest(); old.open('POST', '/sent/xhr');"
        " old.setRequestHeader('Content-Type', 'application/x-www-form-urlencoded'); old.send('email=x&more=1')"
    ),
    (
        "post.addEventListener('submit', e => { e.preventDefault();"
        " fetch('/sent/taken', {method: 'POST', body: new FormData(post)}) }); post.requestSubmit()"
    ),
    (
        "const lost = document.createElement('form'); lost.method = 'post'; lost.action = '/sent/lost';"
        " lost.hidden = true; document.body.append(lost); lost.submit(); lost.remove()"
    ),
    (
        "const host = document.createElement('div'); document.body.append(host);"
        " const root = host.attachShadow({mode: 'closed'});"
        " root.innerHTML = '<form method=post action=/sent/shadow><input name=e></form>'; root.firstChild.submit()"
    ),
    "const a = document.createElement('a'); a.href = '/sent/opened'; a.target = '_blank'; a.click()",
)
PAGES: tuple[Mapping[str, Answer], ...] = (
    *({"/": auto(script)} for script in SCRIPTS),
    {"/": "<iframe src=/deep></iframe>", "/deep": "<iframe src=/deeper></iframe>", "/deeper": auto("get.submit()")},
    {
        "/": "<iframe srcdoc='<form action=/sent/srcdoc><input name=e></form>"
        "<script>document.forms[0].submit()</script>'></iframe>"
    },
    {
        "/": "<script>const f = document.createElement('iframe'); document.documentElement.append(f);"
        "f.contentDocument.write('<form method=post action=/sent/blank><input name=e></form>');"
        "f.contentDocument.forms[0].submit()</script>"
    },
    {"/": "<meta http-equiv=refresh content='0;url=/next'>", "/next": auto("post.submit()")},
    {"/": (302, [("Location", "/next")], ""), "/next": auto("post.submit()")},
)


def test_a_page_that_submits_by_itself_sends_nothing_and_stays(serve: Serve) -> None:
    async def scene() -> None:
        with contextlib.ExitStack() as sites:
            served = [sites.enter_context(serve(pages)) for pages in PAGES]
            async with Browser.open(network_to_all(served)) as browser:
                told = await at_once(browser, served, stays)
                refused = [one.url for one in browser.guard.refused]
        assert told == [(True, [])] * len(served)
        assert [site.port for site in served if not any(f":{site.port}/sent" in url for url in refused)] == []

    run(scene)


async def stays(phase: PhaseSession, site: Site) -> tuple[bool, list[str]]:
    async with phase.tab() as tab:
        visit = await tab.visit(site.url())
        assert visit.seen, visit.reason
        sent = await heard(site)
        return (await tab.look()).final_url == visit.final_url, sent


async def at_once(browser: Browser, served: list[Site], what: Callable[[PhaseSession, Site], Awaitable[T]]) -> list[T]:
    """The same with each site, a few at a time, each as a visitor of its own."""
    turn = asyncio.Semaphore(5)

    async def one(site: Site) -> T:
        async with turn, browser.phase(Phase.BEFORE_CHOICE) as phase:
            return await what(phase, site)

    return await asyncio.gather(*(one(site) for site in served))


def network_to_all(served: list[Site]) -> Network:
    rules = [ConnectTo("127.0.0.1", site.port, "127.0.0.1", site.port) for site in served]
    return Network("http://shop.example/", rules, FAST)


AS_IT_GOES = (
    "fetch('/sent/keep', {method: 'POST', keepalive: true, body: new FormData(post)})",
    "navigator.sendBeacon('/sent/beacon', new FormData(post))",
    "fetch('/sent/json', {method: 'POST', keepalive: true, body: JSON.stringify({email: 'x'})})",
)


@pytest.mark.parametrize("way", ["closed", "left"])
def test_what_a_page_sends_of_its_forms_as_it_goes_is_kept_back_and_nothing_else(serve: Serve, way: str) -> None:
    async def goes(phase: PhaseSession, site: Site) -> list[str]:
        async with phase.tab() as tab:
            assert (await tab.visit(site.url())).seen
            if way == "left":
                assert (await tab.visit(site.url("/next"))).seen
        await until(lambda: "/bye" in site.paths())
        return await heard(site)

    async def scene() -> None:
        with contextlib.ExitStack() as sites:
            served = []
            for sending in AS_IT_GOES:
                script = f"{sending}; navigator.sendBeacon('/bye', 'x=1')"
                page = f"{FORMS}<script>addEventListener('pagehide', () => {{ {script} }})</script>"
                served.append(sites.enter_context(serve({"/": page, "/next": "<p>next"})))
            async with Browser.open(network_to_all(served)) as browser:
                assert await at_once(browser, served, goes) == [[]] * len(served)
                assert len(browser.guard.refused) == len(served)

    run(scene)


WORKER = """
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', event => event.waitUntil(clients.claim()));
self.addEventListener('fetch', event => event.respondWith(fetch(event.request)));
"""


def test_a_service_worker_lets_no_form_through_either(serve: Serve) -> None:
    register = (
        "<script>navigator.serviceWorker.register('/service.js').then(() => navigator.serviceWorker.ready)"
        ".then(() => document.title = 'ready')</script>"
    )
    forms = ("post", "get", "frame", "asked", "document.forms.window")

    async def serves(phase: PhaseSession, site: Site) -> list[str]:
        async with phase.tab() as tab:
            assert (await tab.visit(site.url("/register"))).seen
            await tab.page.wait_for_function("document.title === 'ready' && navigator.serviceWorker.controller")
            assert (await tab.visit(site.url())).seen
            return await heard(site)

    async def scene() -> None:
        with contextlib.ExitStack() as sites:
            served = [
                sites.enter_context(
                    serve({"/register": register, "/service.js": WORKER, "/": auto(f"{form}.submit()")})
                )
                for form in forms
            ]
            async with Browser.open(network_to_all(served)) as browser:
                assert await at_once(browser, served, serves) == [[]] * len(served)
                assert len(browser.guard.refused) == len(served)

    run(scene)


ORDINARY = """
<form id=search action=/search><input type=search name=query></form>
<form id=news method=post action=/news><input type=email name=email></form>
<form id=goods method=post action=/cart><input type=hidden name=id value=7><input name=amount value=1></form>
<iframe src=/framed></iframe>
<script>
navigator.sendBeacon('/beacon', 'id=G-1&dl=here');
navigator.sendBeacon('/beacon-data', (() => { const d = new FormData(); d.append('event', 'view'); return d })());
const old = new XMLHttpRequest(); old.open('POST', '/fragments');
old.setRequestHeader('Content-Type', 'application/x-www-form-urlencoded'); old.send('time=1');
const works = `fetch('${location.origin}/worker', {method: 'POST', body: 'a=1'}).finally(() => postMessage('done'))`;
const worker = new Worker(URL.createObjectURL(new Blob([works])));
Promise.allSettled([
  fetch('/graphql', {method: 'POST', body: JSON.stringify({query: '{ cart { id } }', variables: {email: null}})}),
  fetch('/price', {method: 'POST', body: new FormData(goods)}),
  fetch('/put', {method: 'PUT', body: '{"seen":true}'}),
  new Promise((done) => { old.onloadend = done }),
  new Promise((done) => { worker.onmessage = done }),
  new Promise((done) => { document.querySelector('iframe').onload = done }),
]).then(() => { location.href = '/next?query=x' });
</script>
"""


def test_what_ordinary_pages_send_passes_and_is_recorded_as_it_is(serve: Serve) -> None:
    pages = {"/": ORDINARY, "/framed": "<p>framed", "/next": "<p>next"}
    sent = ["/beacon", "/beacon-data", "/graphql", "/price", "/put", "/fragments", "/worker", "/next", "/framed"]

    async def scene() -> None:
        with serve(pages) as site:
            async with (
                Browser.open(network_to(site.port)) as browser,
                browser.phase(Phase.BEFORE_CHOICE) as phase,
                phase.tab() as tab,
            ):
                visit = await tab.visit(site.url())
                assert visit.seen and visit.final_url.endswith("/next?query=x")
                await until(lambda: set(sent) <= set(site.paths()))
                assert browser.guard.refused == [] and browser.guard.notes() == []
                recorded = {request.path: request for request in phase.recorder.requests}
                assert set(sent) <= recorded.keys()
                assert all(recorded[path].failure is None for path in sent)
                assert recorded["/beacon"].body == b"id=G-1&dl=here"

    run(scene)


def test_what_was_kept_back_is_in_the_record_and_in_the_notes(serve: Serve) -> None:
    async def scene() -> None:
        with serve({"/": auto("post.submit()")}) as site:
            async with (
                Browser.open(network_to(site.port)) as browser,
                browser.phase(Phase.BEFORE_CHOICE) as phase,
                phase.tab() as tab,
            ):
                assert (await tab.visit(site.url())).seen
                assert browser.guard.notes() == ["kept back once: POST to 127.0.0.1, a form's submission"]
                [incident] = phase.recorder.incidents
                assert (incident.what, incident.detail) == (
                    "kept back", f"a form's submission: {site.url('/sent/post')}",
                )  # fmt: skip
                [tried] = [request for request in phase.recorder.requests if request.path == "/sent/post"]
                assert tried.method == "POST" and tried.failure == "kept back by Siegel: a form's submission"

    run(scene)


CART = """
<form id=goods method=post action={action}><input type=hidden name=id value=7><input name=amount value=1>
<select name=size><option value=m></select><input type=radio name=colour value=red checked>{more}</form>
<script>const send = () => fetch('{action}', {{method: 'POST', body: new FormData(goods)}})</script>
"""


async def announced(site: Site, tab: Tab, script: str, kind: Submission = Submission.ADD_TO_CART) -> bool:
    assert (await tab.visit(site.url())).seen
    async with tab.permit(kind) as permit:
        await tab.page.evaluate(script)
        await asyncio.sleep(0.4)
        return permit.used is not None


#: Where the form goes, what else is in it, and whether it may leave.
ANNOUNCED = (
    ("/sent", "", True),
    ("/sent", "<input type=email name=email>", True),
    ("/sent", "<input type=email name=email value=a@b.example>", False),
    ("/sent", "<input type=text name=note value=hello>", False),
    ("/sent", "<input type=password name=word value=x>", False),
    ("/sent", "<input type=tel name=tel value=030123456>", False),
    ("/sent", "<textarea name=note>x</textarea>", False),
    ("/sent", "<input type=hidden name=who value=a@b.example>", False),
    ("/sent", "<input name=birthday type=date value=1990-01-01>", False),
    ("http://other.example/sent", "", False),
)


def test_a_form_that_was_announced_leaves_only_to_the_shop_and_without_anything_personal(serve: Serve) -> None:
    async def leaves(phase: PhaseSession, site: Site) -> tuple[bool, list[str]]:
        async with phase.tab() as tab:
            return await announced(site, tab, "goods.submit()"), await heard(site)

    async def scene() -> None:
        with contextlib.ExitStack() as sites:
            served = [
                sites.enter_context(serve({"/": CART.format(action=action, more=more), "/sent": "<p>in the cart"}))
                for action, more, _ in ANNOUNCED
            ]
            async with Browser.open(network_to_all(served), authorised=True) as browser:
                told = await at_once(browser, served, leaves)
                assert told == [(True, ["/sent"]) if reaches else (False, []) for _, _, reaches in ANNOUNCED]
                assert len(browser.guard.refused) == sum(not reaches for _, _, reaches in ANNOUNCED)

    run(scene)


def test_a_permit_is_for_one_submission_and_ends_with_its_block(serve: Serve) -> None:
    page = CART.format(action="/sent", more="<input type=email name=email>")

    async def scene() -> None:
        with serve({"/": page, "/sent": (303, [("Location", "/cart")], ""), "/cart": page}) as site:
            async with (
                Browser.open(network_to(site.port), authorised=True) as browser,
                browser.phase(Phase.BEFORE_CHOICE) as phase,
                phase.tab() as tab,
            ):
                assert await announced(site, tab, "send().then(() => goods.submit())")
                assert await heard(site) == ["/sent"]
                await tab.page.evaluate("goods.submit()")
                assert await heard(site) == ["/sent"]
                assert len(browser.guard.refused) == 2
                assert await announced(site, tab, "goods.submit()")
                assert site.paths()[-1] == "/cart"

    run(scene)


def test_a_search_may_say_its_term_and_nothing_else(serve: Serve) -> None:
    page = "<form id=goods action=/sent><input name=q value={}><input type=hidden name=lang value=de></form>"

    async def scene() -> None:
        with serve({"/": page.format("tea"), "/other": page.format("coffee"), "/sent": "<p>results"}) as site:
            async with (
                Browser.open(network_to(site.port)) as browser,
                browser.phase(Phase.BEFORE_CHOICE) as phase,
                phase.tab() as tab,
            ):
                for path, reaches in (("/", True), ("/other", False)):
                    assert (await tab.visit(site.url(path))).seen
                    async with tab.permit(Submission.SEARCH, "tea") as permit:
                        await tab.page.evaluate("goods.requestSubmit()")
                        await asyncio.sleep(0.4)
                        assert (permit.used is not None) is reaches
                assert await heard(site) == ["/sent"]

    run(scene)


@pytest.mark.parametrize("phase", [Phase.ACCEPTED, Phase.REJECTED])
def test_a_banner_that_is_a_form_is_answered(serve: Serve, phase: Phase) -> None:
    """Without any script: the choice is a submission, and its answer a cookie."""
    banner = (
        "<title>shop</title><h1>Tea</h1><p>All our tea.</p>{}<form id=news method=post action=/news>"
        "<input type=email name=email value=a@b.example><button>Newsletter</button></form>"
    )
    shown = (
        "<form method=post action=/choice style='position:fixed;bottom:0;left:0;right:0;background:#fff'>"
        "<p>Wir verwenden Cookies für Statistik und Marketing.</p><input type=hidden name=token value=x>"
        "<button name=choice value=all>Alle akzeptieren</button> <button name=choice value=none>Alle ablehnen</button>"
        "</form>"
    )

    def front(handler: BaseHTTPRequestHandler) -> None:
        chosen = "chosen=" in (handler.headers.get("Cookie") or "")
        body = banner.format("" if chosen else shown).encode()
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html; charset=utf-8")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    pages = {"/": front, "/choice": (303, [("Location", "/"), ("Set-Cookie", "chosen=1; Path=/")], "")}

    async def scene() -> None:
        with serve(pages) as site:
            async with (
                Browser.open(network_to(site.port)) as browser,
                browser.phase(phase) as session,
                session.tab() as tab,
            ):
                assert (await tab.visit(site.url())).seen
                chosen = await choose(tab, phase)
                assert chosen.works, chosen.reason
                assert site.paths().count("/choice") == 1 and "/news" not in site.paths()
                assert browser.guard.notes() == [f"let through, announced as banner: {site.url('/choice')}"]

    run(scene)


def test_nothing_is_put_into_a_cart_without_the_owners_word(serve: Serve) -> None:
    async def scene() -> None:
        with serve({"/": "<p>shop"}) as site:
            async with (
                Browser.open(network_to(site.port)) as browser,
                browser.phase(Phase.BEFORE_CHOICE) as phase,
                phase.tab() as tab,
            ):
                assert (await tab.visit(site.url())).seen
                with pytest.raises(NotAuthorised):
                    async with tab.permit(Submission.ADD_TO_CART):
                        pass

    run(scene)


def test_what_was_typed_does_not_leave_in_any_request(serve: Serve) -> None:
    async def scene() -> None:
        with serve({"/": "<p>shop"}) as site:
            async with (
                Browser.open(network_to(site.port)) as browser,
                browser.phase(Phase.BEFORE_CHOICE) as phase,
                phase.tab() as tab,
            ):
                assert (await tab.visit(site.url())).seen
                tab.typed("canary@siegel.example")
                for script in (
                    "fetch('/sent/body', {method: 'POST', body: JSON.stringify(['canary@siegel.example'])})",
                    "fetch('/sent/query?m=' + encodeURIComponent('canary@siegel.example'))",
                    "navigator.sendBeacon('/sent/beacon', 'canary@siegel.example')",
                ):
                    await tab.page.evaluate(f"void {script}")
                assert await heard(site) == []
                assert {one.why for one in browser.guard.refused} == {"it carries what was typed"}

    run(scene)
