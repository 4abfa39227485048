"""Everything stored and sent is written down, with who did it: seen in a real browser."""

from __future__ import annotations

import asyncio

import pytest

from scanner.model.vocabulary import Phase, RequestType, SameSite, StorageArea
from scanner.probes.browser.recorder import Bounds, Recorder
from scanner.probes.browser.records import CookieSet, SentRequest, SetHow, Source
from scanner.probes.browser.session import Browser, PhaseSession

from .conftest import Authority, Serve
from .scenes import network_to, one_phase, run, until

STORING = """
document.cookie = 'js=1; Max-Age=86400; SameSite=Lax';
cookieStore.set({name: 'store', value: 'v', expires: Date.now() + 3600000});
localStorage.setItem('set', 'value'); localStorage.property = 'p'; sessionStorage.setItem('tab', 't');
localStorage.setItem('gone', '1'); localStorage.removeItem('gone');
indexedDB.open('database'); caches.open('cache');
"""
SENDING = """
fetch('/fetch?id=7', {method: 'POST', body: 'secret=1'});
const old = new XMLHttpRequest(); old.open('GET', '/xhr'); old.send();
navigator.sendBeacon('/beacon', 'beaten'); fetch('/kept', {keepalive: true});
new Image().src = '/pixel.gif?u=1';
const socket = new WebSocket('ws://' + location.host + '/socket');
new Worker('/worker.js'); navigator.serviceWorker.register('/service.js');
"""


def by_path(phase: PhaseSession) -> dict[str, SentRequest]:
    return {request.path: request for request in phase.recorder.requests}


def settings_of(recorder: Recorder, name: str) -> list[CookieSet]:
    return [cookie for cookie in recorder.cookies_set if cookie.name == name]


def test_cookies_and_storage_are_seen_with_the_script_that_wrote_them(serve: Serve) -> None:
    wire = [
        ("Set-Cookie", "sid=abc; HttpOnly; Path=/; Max-Age=3600; SameSite=Strict"),
        ("Set-Cookie", "foreign=1; Domain=other.example"),
    ]
    pages = {"/": (200, wire, "<html lang=de><script src=/app.js></script>"), "/app.js": STORING}

    async def scene() -> None:
        with serve(pages) as site:
            async with one_phase(network_to(site.port)) as (_, phase):
                visit = await phase.visit(site.url())
                assert visit.seen, visit.reason
                kept = {(item.area, item.name): item for item in await phase.kept()}
            app = f"{site.url('/app.js')}:"
            recorder = phase.recorder
            [sid], [foreign] = settings_of(recorder, "sid"), settings_of(recorder, "foreign")
            assert (sid.how, sid.http_only, sid.same_site, sid.lifetime_s) == (SetHow.HTTP, True, SameSite.STRICT, 3600)
            assert sid.set_by == site.url() and sid.when.page == site.url() and sid.blocked == ()
            assert foreign.blocked == ("InvalidDomain",)
            [js], [store] = settings_of(recorder, "js"), settings_of(recorder, "store")
            assert js.how is SetHow.DOCUMENT_COOKIE and js.set_by == f"{app}2:17" and js.lifetime_s == 86400
            assert store.how is SetHow.COOKIE_STORE and str(store.set_by).startswith(f"{app}3:")
            writes = {(write.area, write.name, write.removed): write for write in recorder.writes}
            assert str(writes[StorageArea.LOCAL_STORAGE, "set", False].set_by).startswith(f"{app}4:")
            assert writes[StorageArea.LOCAL_STORAGE, "property", False].set_by is None
            assert (StorageArea.LOCAL_STORAGE, "gone", True) in writes
            assert str(writes[StorageArea.INDEXEDDB, "database", False].set_by).startswith(f"{app}6:")
            assert kept.keys() == {
                (StorageArea.COOKIE, "sid"),
                (StorageArea.COOKIE, "js"),
                (StorageArea.COOKIE, "store"),
                (StorageArea.LOCAL_STORAGE, "set"),
                (StorageArea.LOCAL_STORAGE, "property"),
                (StorageArea.SESSION_STORAGE, "tab"),
                (StorageArea.INDEXEDDB, "database"),
                (StorageArea.CACHE, "cache"),
            }
            assert kept[StorageArea.COOKIE, "sid"].http_only and kept[StorageArea.COOKIE, "sid"].digest == sid.digest
            assert "abc" not in repr((recorder, kept))
            assert not recorder.overflow

    run(scene)


def test_requests_of_every_kind_are_seen_those_of_workers_included(serve: Serve) -> None:
    pages = {
        "/": "<link rel=stylesheet href=/s.css><img src=/i.gif><iframe src=/frame></iframe>"
        "<script src=/app.js></script>",
        "/app.js": SENDING,
        "/s.css": "body { color: red }",
        "/frame": "<script>fetch('/from-frame')</script>",
        "/worker.js": "fetch('/from-worker')",
        "/service.js": "self.addEventListener('install', e => e.waitUntil(fetch('/from-service')))",
        "/fetch": "ok", "/xhr": "ok", "/kept": "ok", "/beacon": "", "/i.gif": b"", "/pixel.gif": b"", "/from-frame": "",
        "/from-worker": "", "/from-service": "",
    }  # fmt: skip

    async def scene() -> None:
        with serve(pages) as site:
            async with one_phase(network_to(site.port)) as (_, phase), phase.tab() as tab:
                visit = await tab.visit(site.url())
                assert visit.seen, visit.reason
                await until(lambda: {"/from-worker", "/from-service"} <= by_path(phase).keys())
            seen = by_path(phase)
            app = f"{site.url('/app.js')}:"
            types = {
                "/": RequestType.DOCUMENT, "/s.css": RequestType.STYLESHEET, "/i.gif": RequestType.IMAGE,
                "/frame": RequestType.DOCUMENT, "/app.js": RequestType.SCRIPT, "/fetch": RequestType.FETCH,
                "/xhr": RequestType.XHR, "/beacon": RequestType.BEACON, "/kept": RequestType.FETCH,
                "/pixel.gif": RequestType.IMAGE, "/socket": RequestType.WEBSOCKET, "/worker.js": RequestType.WORKER,
                "/service.js": RequestType.WORKER, "/from-frame": RequestType.FETCH,
            }  # fmt: skip
            assert {path: seen[path].type for path in types} == types
            assert [seen[path].navigation for path in ("/", "/frame")] == [True, False]
            assert (seen["/fetch"].method, seen["/fetch"].query, seen["/fetch"].body) == ("POST", "id=7", b"secret=1")
            assert seen["/beacon"].body == b"beaten" and seen["/beacon"].status == 200
            for path in ("/fetch", "/xhr", "/beacon", "/kept", "/pixel.gif", "/socket"):
                assert str(seen[path].initiator).startswith(app), path
            assert seen["/from-frame"].frame == site.url("/frame")
            assert seen["/from-worker"].source is Source.WORKER
            assert seen["/from-service"].source is Source.SERVICE_WORKER
            assert seen["/socket"].failure and "secret" not in repr(seen["/fetch"])

    run(scene)


def test_every_hop_of_a_redirect_is_a_request_and_sets_its_own_cookies(serve: Serve) -> None:
    pages = {
        "/": (302, [("Location", "/two"), ("Set-Cookie", "first=1")], ""),
        "/two": (307, [("Location", "/three"), ("Set-Cookie", "second=1")], ""),
        "/three": (200, [("Set-Cookie", "third=1")], "<script>location.replace('/four')</script>"),
        "/four": "<title>there</title>",
    }

    async def scene() -> None:
        with serve(pages) as site:
            async with one_phase(network_to(site.port)) as (_, phase):
                visit = await phase.visit(site.url())
            assert visit.seen and visit.title == "there" and visit.final_url == site.url("/four")
            assert [(document.url, document.status) for document in visit.documents] == [
                (site.url("/"), 302), (site.url("/two"), 307), (site.url("/three"), 200), (site.url("/four"), 200)
            ]  # fmt: skip
            assert [(cookie.name, cookie.url) for cookie in phase.recorder.cookies_set] == [
                ("first", site.url("/")), ("second", site.url("/two")), ("third", site.url("/three"))
            ]  # fmt: skip

    run(scene)


def test_third_party_cookies_and_storage_are_seen_partitioned_ones_too(serve: Serve, authority: Authority) -> None:
    cookies = [
        ("Set-Cookie", "track=1; SameSite=None; Secure; Max-Age=1000"),
        ("Set-Cookie", "__Host-chips=1; SameSite=None; Secure; Path=/; Partitioned"),
        ("Set-Cookie", "lax=1"),
    ]
    pages = {
        "www.muesli.example/": "<img src=https://tracker.test/p.gif><iframe src=https://cdn.example/></iframe>",
        "tracker.test/p.gif": (200, cookies, b""),
        "cdn.example/": "<script>document.cookie = 'framed=1; SameSite=None; Secure'; localStorage.id = '7'</script>",
    }

    async def scene() -> None:
        with serve(pages, authority.server) as site:
            network = network_to(site.port, "www.muesli.example", "tracker.test", "cdn.example")
            async with one_phase(network, [authority.file]) as (browser, phase):
                visit = await phase.visit("https://www.muesli.example/")
                assert visit.seen and browser.third_party_cookies
                jar = {item.name: item for item in await phase.jar()}
            assert jar.keys() == {"track", "__Host-chips", "framed"}
            assert jar["__Host-chips"].partition == "https://muesli.example" and jar["track"].partition is None
            assert (jar["track"].origin, jar["framed"].origin) == ("tracker.test", "cdn.example")
            [lax], [framed] = settings_of(phase.recorder, "lax"), settings_of(phase.recorder, "framed")
            assert "SameSiteUnspecifiedTreatedAsLax" in lax.blocked[0]
            assert (framed.domain, framed.url) == ("cdn.example", "https://cdn.example/")
            assert [(item.origin, item.name) for item in phase.recorder.kept()] == [("https://cdn.example", "id")]

    run(scene)


def test_a_page_that_replaces_the_natives_hides_nothing_and_finds_no_hook(serve: Serve) -> None:
    page = """<script>
      JSON.stringify = () => '{}'; Function.prototype.apply = () => 0; Reflect.apply = () => 0;
      String.prototype.slice = () => '';
      Object.prototype.toJSON = () => 'nothing'; Error.prepareStackTrace = () => 'nowhere'; Error.stackTraceLimit = 0;
      Object.freeze(Error); Proxy = null; URL = null;
      document.cookie = 'hidden=1';
      const clean = document.documentElement.appendChild(document.createElement('iframe')).contentWindow;
      Object.getOwnPropertyDescriptor(clean.Document.prototype, 'cookie').set.call(document, 'clean=1');
      const names = navigator.userAgent + navigator.userAgentData?.brands.map(b => b.brand);
      const hook = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie').set;
      document.title = [navigator.webdriver, /headless/i.test(names),
        Function.prototype.toString.call(hook).includes('native code'),
        Object.getOwnPropertyNames(window).filter(name => /^_[0-9a-f]{8}/.test(name)).length,
        setTimeout.name, localStorage.setItem.length].join();
    </script>"""

    async def scene() -> None:
        with serve({"/": page}) as site:
            async with one_phase(network_to(site.port)) as (browser, phase):
                visit = await phase.visit(site.url())
            assert visit.title == "false,false,true,0,setTimeout,2"
            assert {cookie.name for cookie in phase.recorder.cookies_set} == {"hidden", "clean"}
            agent = site.heard[0][2]["User-Agent"]
            assert agent == browser.identity.user_agent and " Siegel/" in agent and "Headless" not in agent
            assert f"Chrome/{browser.binary.major}." in agent
            assert site.heard[0][2]["Accept-Language"].startswith("de-DE,de;")
            assert "Headless" not in str(site.heard[0][2])

    run(scene)


def test_phases_run_at_once_and_know_nothing_of_each_other(serve: Serve) -> None:
    page = "<title>x</title><script>document.title = document.cookie || 'new'; document.cookie = 'seen=1'</script>"

    async def scene() -> None:
        with serve({"/": page}) as site:
            async with (
                Browser.open(network_to(site.port), digest=lambda value: f"<{len(value)}>") as browser,
                browser.phase(Phase.REJECTED) as one,
                browser.phase(Phase.ACCEPTED) as two,
            ):
                first = await asyncio.gather(one.visit(site.url()), two.visit(site.url()))
                second = await asyncio.gather(one.visit(site.url("/?2")), two.visit(site.url("/?2")))
                jars = await asyncio.gather(one.jar(), two.jar())
            assert [visit.title for visit in (*first, *second)] == ["new", "new", "seen=1", "seen=1"]
            assert [visit.number for visit in (*first, *second)] == [1, 1, 2, 2]
            for phase, jar in zip((one, two), jars, strict=True):
                assert [(item.name, item.digest) for item in jar] == [("seen", "<1>")]
                assert {cookie.when.phase for cookie in phase.recorder.cookies_set} == {phase.phase}
                assert {cookie.when.visit for cookie in phase.recorder.cookies_set} == {1, 2}

    run(scene)


def test_what_exceeds_the_bounds_is_counted(serve: Serve) -> None:
    flood = "for (let i = 0; i < 9000; i++) { document.cookie = 'c' + i + '=1' }"
    loads = (
        "<body><script>for (let i = 0; i < 60; i++) fetch('/x' + i, {method: 'POST', body: 'b'.repeat(5000)})</script>"
    )

    async def scene() -> None:
        with serve({"/": f"{loads}<script>{flood}</script>"}) as site:
            async with one_phase(network_to(site.port)) as (_, phase):
                phase.recorder.bounds = Bounds(entries=50, body_bytes=100, all_body_bytes=1000)
                visit = await phase.visit(site.url())
                assert visit.seen, visit.reason
            recorder = phase.recorder
            assert len(recorder.cookies_set) == len(recorder.requests) == 50
            assert sum(len(request.body or b"") for request in recorder.requests) <= 1000
            assert recorder.overflow["requests"] == 11 and recorder.overflow["cookies"] > 0
            assert recorder.overflow["events of a script"] == 1

    run(scene)


@pytest.mark.parametrize("action", ["click", "script"])
def test_a_window_opens_only_after_a_click_and_is_closed(serve: Serve, action: str) -> None:
    page = "<button onclick=\"window.open('/popup')\">x</button><script>if (location.hash) open('/popup')</script>"

    async def scene() -> None:
        with serve({"/": page, "/popup": "popped"}) as site:
            async with one_phase(network_to(site.port)) as (_, phase), phase.tab() as tab:
                visit = await tab.visit(site.url("/#now" if action == "script" else "/"))
                assert visit.seen, visit.reason
                if action == "click":
                    await tab.page.click("button")
                    await tab.look()
                await until(lambda: bool(phase.recorder.incidents) and len(phase.context.pages) == 1)
                assert [(incident.what, incident.detail[-6:]) for incident in phase.recorder.incidents] == [
                    ("popup", "/popup")
                ]
            if action == "script":
                assert "/popup" not in site.paths()

    run(scene)
