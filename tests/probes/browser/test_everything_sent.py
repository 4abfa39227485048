"""Every way in which a page can send something is seen, with who did it: in a real browser."""

from __future__ import annotations

from scanner.model.vocabulary import RequestType
from scanner.probes.browser.records import SentRequest, Source
from scanner.probes.browser.session import PhaseSession

from .conftest import Answer, Authority, Serve
from .scenes import network_to, one_phase, run, until

HOME = "https://www.muesli.example/"


def sent(phase: PhaseSession) -> dict[str, SentRequest]:
    """By host and path, the first of each."""
    found: dict[str, SentRequest] = {}
    for request in phase.recorder.requests:
        found.setdefault(f"{request.host}{request.path}", request)
    return found


SENDING = """
new EventSource('https://tracker.test/events');
const s = new WebSocket('wss://tracker.test/socket'); s.onopen = () => s.send('id=4711');
navigator.sendBeacon('https://tracker.test/beacon', new Blob(['a=1']));
fetch('https://tracker.test/nocors', {mode: 'no-cors', credentials: 'include'});
const x = new XMLHttpRequest(); x.open('GET', 'https://tracker.test/sync-xhr', false); try { x.send(); } catch {}
new Audio('https://tracker.test/sound.mp3').play().catch(() => {});
const l = (rel, href, as) => { const e = document.createElement('link'); e.rel = rel; e.href = href;
  if (as) e.as = as; document.head.append(e); };
l('prefetch', 'https://tracker.test/prefetched'); l('preload', 'https://tracker.test/preloaded.js', 'script');
l('modulepreload', 'https://tracker.test/module.js');
const rules = document.createElement('script'); rules.type = 'speculationrules';
rules.textContent = JSON.stringify({prefetch: [{source: 'list', urls: ['/speculated'], eagerness: 'immediate'}],
  prerender: [{source: 'list', urls: ['/prerendered'], eagerness: 'immediate'}]});
document.head.append(rules);
const o = document.createElement('object'); o.data = 'https://tracker.test/object'; document.body.append(o);
const e = document.createElement('embed'); e.src = 'https://tracker.test/embed'; document.body.append(e);
document.body.style.backgroundImage = 'url(https://tracker.test/background.gif)';
const worker = new Worker('/worker.js'); new SharedWorker('/shared.js');
navigator.serviceWorker.register('/service.js');
import('https://tracker.test/imported.js').catch(() => {});
const t = document.createElement('template');
t.innerHTML = '<img src=https://tracker.test/inert.gif>'; document.body.append(t.content.cloneNode(true));
"""

PAGE = """<!doctype html><html lang=de><link rel=icon href=/favicon.ico><body>
<video poster=https://tracker.test/poster.gif><source src=https://tracker.test/film.mp4><track default
 src=https://tracker.test/track.vtt></video>
<a id=a href=#there ping=https://tracker.test/ping>there</a>
<iframe sandbox="allow-scripts"
 srcdoc="<script>fetch('https://tracker.test/sandboxed',{mode:'no-cors'})</script>"></iframe>
<iframe src="https://cdn.example/"></iframe>
<iframe src="data:text/html,<script>new Image().src='https://tracker.test/from-data'</script>"></iframe>
<script src=/app.js></script>
<img src=http://nowhere.example/blocked-by-csp.gif>
<svg width=1 height=1><image href=https://tracker.test/in-svg.gif /></svg>
<style>@import url(https://tracker.test/imported.css);
@font-face { font-family: f; src: url(https://tracker.test/f.woff2) }
p { font-family: f }</style><p>text</p></body></html>"""


EVERYTHING = {
    "www.muesli.example/": RequestType.DOCUMENT,
    "cdn.example/": RequestType.DOCUMENT,
    "www.muesli.example/speculated": RequestType.PREFETCH,
    "www.muesli.example/prerendered": RequestType.PREFETCH,
    "www.muesli.example/worker.js": RequestType.WORKER,
    "www.muesli.example/shared.js": RequestType.WORKER,
    "www.muesli.example/service.js": RequestType.WORKER,
} | {
    f"tracker.test/{path}": kind
    for path, kind in {
        "background.gif": RequestType.IMAGE, "beacon": RequestType.BEACON, "by-header.css": RequestType.STYLESHEET,
        "csp": RequestType.CSP_REPORT, "embed": RequestType.DOCUMENT, "events": RequestType.FETCH,
        "f.woff2": RequestType.FONT, "film.mp4": RequestType.MEDIA, "from-data": RequestType.IMAGE,
        "imported.css": RequestType.STYLESHEET, "imported.js": RequestType.SCRIPT, "in-svg.gif": RequestType.IMAGE,
        "inert.gif": RequestType.IMAGE, "module.js": RequestType.SCRIPT, "nocors": RequestType.FETCH,
        "object": RequestType.DOCUMENT, "of-frame": RequestType.FETCH, "of-service": RequestType.FETCH,
        "of-shared": RequestType.FETCH, "of-worker": RequestType.FETCH, "ping": RequestType.PING,
        "poster.gif": RequestType.IMAGE, "prefetched": RequestType.PREFETCH, "preloaded.js": RequestType.SCRIPT,
        "sandboxed": RequestType.FETCH, "socket": RequestType.WEBSOCKET, "sound.mp3": RequestType.MEDIA,
        "sync-xhr": RequestType.XHR, "track.vtt": RequestType.OTHER,
    }.items()
}  # fmt: skip
BY_SCRIPT = ("socket", "beacon", "nocors", "sync-xhr", "object", "prefetched", "preloaded.js", "imported.js")
LEAVING = """addEventListener('pagehide', () => {
  fetch('https://tracker.test/leaving', {keepalive: true, mode: 'no-cors', method: 'POST', body: 'bye=1'});
  navigator.sendBeacon('https://tracker.test/last');
})"""


def test_every_way_of_sending_is_seen_with_its_type(serve: Serve, authority: Authority) -> None:
    reporting = [
        ("Content-Security-Policy-Report-Only", "img-src https:; report-uri https://tracker.test/csp"),
        ("Reporting-Endpoints", 'main="https://tracker.test/report"'),
        ("Link", "<https://tracker.test/by-header.css>; rel=preload; as=style"),
    ]
    pages: dict[str, Answer] = {
        "www.muesli.example/": (200, reporting, PAGE),
        "www.muesli.example/app.js": SENDING,
        "www.muesli.example/worker.js": "importScripts('/part.js');"
        "fetch('https://tracker.test/of-worker', {mode: 'no-cors'})",
        "www.muesli.example/part.js": "",
        "www.muesli.example/shared.js": "fetch('https://tracker.test/of-shared', {mode: 'no-cors'})",
        "www.muesli.example/service.js": "oninstall = e => "
        "e.waitUntil(fetch('https://tracker.test/of-service', {mode: 'no-cors'}))",
        "cdn.example/": "<script>fetch('https://tracker.test/of-frame', {mode: 'no-cors', keepalive: true});"
        "addEventListener('pagehide', () => navigator.sendBeacon('https://tracker.test/leaving-frame'))</script>",
    }

    async def scene() -> None:
        with serve(pages, authority.server) as site:
            network = network_to(site.port, "www.muesli.example", "tracker.test", "cdn.example")
            async with one_phase(network, [authority.file]) as (_, phase), phase.tab() as tab:
                visit = await tab.visit(HOME)
                assert visit.seen, visit.reason
                await tab.page.click("#a")
                await until(lambda: EVERYTHING.keys() <= sent(phase).keys())
                await tab.page.evaluate(LEAVING)
                await tab.visit(f"{HOME}part.js")
                await until(lambda: {"tracker.test/leaving", "tracker.test/last"} <= sent(phase).keys())
                await until(lambda: "tracker.test/leaving-frame" in sent(phase))
            seen = sent(phase)
            heard = {f"{host}{path.partition('?')[0]}" for host, path, _ in site.heard}
            assert heard <= seen.keys()
            assert {path: seen[path].type for path in EVERYTHING} == EVERYTHING
            for path in BY_SCRIPT:
                assert str(seen[f"tracker.test/{path}"].initiator).startswith(f"{HOME}app.js:"), path
            assert seen["tracker.test/from-data"].initiator.startswith("data:text/html,")  # type: ignore[union-attr]
            bodies = {path: seen[f"tracker.test/{path}"].body for path in ("beacon", "ping", "leaving")}
            assert bodies == {"beacon": b"a=1", "ping": b"PING", "leaving": b"bye=1"}
            sources = {path: seen[f"tracker.test/{path}"].source for path in ("of-worker", "of-shared", "of-service")}
            assert [*sources.values()] == [Source.WORKER, Source.WORKER, Source.SERVICE_WORKER]
            assert {seen[f"tracker.test/{path}"].when.page for path in ("leaving", "last", "leaving-frame")} == {HOME}
            assert not phase.recorder.overflow

    run(scene)
