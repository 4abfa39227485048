"""Every way in which a page can keep something on the device is seen, with who did it: in a real browser."""

from __future__ import annotations

from scanner.model.evidence import merged
from scanner.probes.browser.facts import stored_items

from .conftest import Answer, Authority, Serve
from .scenes import network_to, one_phase, run, until

HOME = "https://www.muesli.example/"
LASTING = "; Max-Age=9999; Secure; SameSite=None; Path=/"
STORE = """
const more = '; Max-Age=100; Secure; SameSite=None; Path=/';
document.cookie = 'NAME_js=1' + more;
document.cookie = 'NAME_chips=1' + more + '; Partitioned';
document.cookie = 'NAME_gone=1' + more; document.cookie = 'NAME_gone=; Max-Age=0; Secure; SameSite=None; Path=/';
cookieStore.set('NAME_store', 'v').catch(() => {});
cookieStore.set({name: 'NAME_two', value: 'v', sameSite: 'none', partitioned: true}).catch(() => {});
localStorage.setItem('NAME_local', 'v'); localStorage['NAME_prop'] = 'p'; sessionStorage.setItem('NAME_session', 'v');
localStorage.setItem('NAME_lost', 'v'); localStorage.removeItem('NAME_lost');
sessionStorage.setItem('NAME_lost', 'v'); sessionStorage.clear(); sessionStorage.setItem('NAME_session2', 'v');
indexedDB.open('NAME_db'); caches.open('NAME_cache');
indexedDB.open('NAME_db_gone').onsuccess = e => { e.target.result.close(); indexedDB.deleteDatabase('NAME_db_gone'); };
"""
FRONT = """<script src=/app.js></script>
<img src=https://tracker.test/hop.gif><img src=https://tracker.test/nothing.gif>
<iframe src=https://cdn.example/frame></iframe><iframe src=/same></iframe>
<iframe sandbox="allow-scripts" src=https://cdn.example/sandbox></iframe>
<iframe srcdoc="<script>localStorage.setItem('srcdoc_local', 'v'); document.cookie = 'srcdoc_js=1; Path=/'</script>">
</iframe>
<script>
navigator.sendBeacon('https://tracker.test/beacon'); navigator.serviceWorker.register('/service.js');
navigator.serviceWorker.register('/nowhere.js').catch(() => {});
fetch('https://tracker.test/fetched', {credentials: 'include'});
new Worker('/worker.js'); new SharedWorker('/shared.js');
const made = document.body.appendChild(document.createElement('iframe'));
made.contentWindow.localStorage.setItem('blank_local', 'v');
made.contentWindow.document.cookie = 'blank_js=1; Path=/'; made.remove();
document.cookie = 'foreign=1; Domain=other.example'; document.cookie = 'elsewhere=1; Path=/elsewhere';
addEventListener('pagehide', () => {
  document.cookie = 'leaving_js=1; Path=/'; localStorage.setItem('leaving_local', 'v');
});
</script>"""
SANDBOXED = "<script>try { document.cookie = 'no=1' } catch {} try { localStorage.no = 1 } catch {}</script>"
OF_WORKERS = """
fetch('https://tracker.test/of-NAME', {credentials: 'include'}); indexedDB.open('NAME_db'); caches.open('NAME_cache');
"""
SERVICE = """oninstall = e => e.waitUntil(Promise.all([caches.open('service_cache'),
  cookieStore.set('service_store', 'v'),
  fetch('https://tracker.test/of-service', {credentials: 'include'})]));"""


def setting(name: str, status: int = 200) -> Answer:
    """An answer that sets a lasting cookie of that name."""
    allowed = [("Access-Control-Allow-Origin", HOME[:-1]), ("Access-Control-Allow-Credentials", "true")]
    return status, [("Set-Cookie", f"{name}=value{LASTING}"), *allowed], ""


def test_every_way_of_storing_is_seen(serve: Serve, authority: Authority) -> None:
    framed = [("Set-Cookie", f"framed=1{LASTING}"), ("Set-Cookie", f"framed_chips=1{LASTING}; Partitioned")]
    hop = [("Set-Cookie", f"hop=1{LASTING}"), ("Location", "https://cdn.example/hop2.gif")]
    pages: dict[str, Answer] = {
        "www.muesli.example/": (200, [("Set-Cookie", "home=1")], FRONT),
        "www.muesli.example/app.js": (200, [("Set-Cookie", "script=1")], STORE.replace("NAME", "top")),
        "www.muesli.example/same": f"<script>{STORE.replace('NAME', 'same')}</script>",
        "www.muesli.example/worker.js": OF_WORKERS.replace("NAME", "worker"),
        "www.muesli.example/shared.js": OF_WORKERS.replace("NAME", "shared"),
        "www.muesli.example/service.js": SERVICE,
        "www.muesli.example/next": "<p>next",
        "cdn.example/frame": (200, framed, f"<script>{STORE.replace('NAME', 'frame')}</script>"),
        "cdn.example/sandbox": (200, [("Set-Cookie", f"sandboxed=1{LASTING}")], SANDBOXED),
        "cdn.example/hop2.gif": setting("hop2"),
        "tracker.test/hop.gif": (302, hop, ""),
        "tracker.test/nothing.gif": setting("nothing", status=204),
        **{f"tracker.test/{path}": setting(path) for path in ("beacon", "fetched")},
        **{f"tracker.test/of-{who}": setting(f"of_{who}") for who in ("worker", "service", "shared")},
    }

    async def scene() -> None:
        with serve(pages, authority.server) as site:
            network = network_to(site.port, "www.muesli.example", "tracker.test", "cdn.example")
            async with one_phase(network, [authority.file]) as (_, phase), phase.tab() as tab:
                visit = await tab.visit(HOME)
                assert visit.seen, visit.reason
                await until(lambda: {"/of-worker", "/of-shared", "/of-service"} <= set(site.paths()))
                await tab.watch(0.5)
                await tab.visit(f"{HOME}next")
                kept = await phase.kept()
            rows = merged(stored_items(phase.phase, phase.recorder, kept))
            found = {(row.area, str(row.origin).removesuffix("/"), row.name): row for row in rows}
            assert len(found) == len(rows), "one row for one thing"
            assert {(area, origin, name) for area, origin, name in found} == EXPECTED
            for (_, origin, name), row in found.items():
                written = any(str(name).endswith(end) for end in ("_js", "_store", "_local", "_db", "_cache"))
                if written and str(name).partition("_")[0] in {"top", "same", "frame"}:
                    assert str(row.set_by).startswith("https://"), (origin, name)
                assert row.partition == ("https://muesli.example" if str(name).endswith(("chips", "two")) else None)
            assert found["cookie", "tracker.test", "hop"].set_by == "https://tracker.test/hop.gif"
            assert found["cookie", "www.muesli.example", "srcdoc_js"].set_by == HOME
            assert not phase.recorder.overflow

    run(scene)


SHOP, FRAMED = "https://www.muesli.example", "https://cdn.example"
EXPECTED = (
    {
        ("cookie", "www.muesli.example", name)
        for name in ("home", "script", "blank_js", "srcdoc_js", "leaving_js", "service_store")
    }
    | {
        ("cookie", "tracker.test", name)
        for name in ("hop", "nothing", "beacon", "fetched", "of_worker", "of_service", "of_shared")
    }
    # What a frame asks for as strict is not kept there, and a sandboxed one keeps nothing that its scripts set.
    | {("cookie", "cdn.example", name) for name in ("hop2", "framed", "framed_chips", "sandboxed")}
    | {("cookie", "cdn.example", f"frame_{name}") for name in ("js", "chips", "gone", "two")}
    | {
        ("cookie", "www.muesli.example", f"{of}_{name}")
        for of in ("top", "same")
        for name in ("js", "chips", "gone", "store", "two")
    }
    | {
        (area, origin, f"{of}_{name}")
        for of, origin in (("top", SHOP), ("same", SHOP), ("frame", FRAMED))
        for area, name in (
            ("local_storage", "local"), ("local_storage", "prop"), ("local_storage", "lost"),
            ("session_storage", "session"), ("session_storage", "lost"), ("session_storage", "session2"),
            ("indexeddb", "db"), ("indexeddb", "db_gone"), ("cache", "cache"),
        )
    }
    | {("cookie", "www.muesli.example/elsewhere", "elsewhere")}
    | {("local_storage", SHOP, name) for name in ("srcdoc_local", "blank_local", "leaving_local")}
    | {("indexeddb", SHOP, name) for name in ("worker_db", "shared_db")}
    | {("cache", SHOP, name) for name in ("worker_cache", "shared_cache", "service_cache")}
    | {("service_worker", SHOP, f"{HOME}service.js")}
)  # fmt: skip
