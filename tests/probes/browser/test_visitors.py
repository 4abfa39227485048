"""What tells visitors apart is measured by comparing them, and found again in what their browsers send."""

from __future__ import annotations

import asyncio
import secrets
from http.server import BaseHTTPRequestHandler

from scanner.model.evidence import Cell, merged, scope
from scanner.model.facts import Request, StoredItem
from scanner.model.values import Unknown
from scanner.model.vocabulary import PageRole, Phase
from scanner.network import ConnectTo, Limits, Network
from scanner.probes.browser.probe import look
from scanner.probes.browser.window import Window
from scanner.probes.notebook import Notebook

from .conftest import Answer, Authority, Serve

PHASES = (Phase.BEFORE_CHOICE, Phase.REJECTED, Phase.ACCEPTED)
HOSTS = ("www.muesli.example", "tracker.test", "cdn.example")
BANNER = """<!doctype html><html lang=de><meta charset=utf-8><title>Müsli Beispiel</title><h1>Müsli Beispiel</h1>
<p>Haferflocken, Nüsse und Beeren aus der Region.</p><a href=/impressum>Impressum</a> <a href=/kontakt>Kontakt</a>
<div id=b style="position:fixed;inset:auto 0 0 0;background:#fff;border-top:1px solid;padding:2em">
Wir verwenden Cookies für Statistik und Werbung.
<button onclick="choose('all')">Alle akzeptieren</button> <button onclick="choose('none')">Alle ablehnen</button></div>
<script>
const has = name => new RegExp(`(?:^|; )${name}=([^;]*)`).exec(document.cookie)?.[1];
const keep = (name, value) => { document.cookie = `${name}=${value}; Max-Age=99999999; Path=/`; return value; };
const made = () => `${Math.floor(1e9 + Math.random() * 9e9)}.${Math.floor(Date.now() / 1000)}`;
const choose = value => { keep('my-consent', value + '.' + Date.now()); b.remove(); if (value === 'all') tag(); };
if (has('my-consent')) b.remove();
const uid = has('uid') || keep('uid', made());
keep('theme', 'dark'); keep('seen', Math.floor(Date.now() / 1000)); localStorage.setItem('build', 'k7Hq2LmZ0aVbQ9xT');
sessionStorage.setItem('tab', crypto.randomUUID());
const tag = () => {
  keep('_accepted', made());
  navigator.sendBeacon('https://tracker.test/collect', new Blob([JSON.stringify({client: {id: uid.split('.')[0]}})]));
};
if (has('my-consent')?.startsWith('all')) tag();
fetch('https://tracker.test/hit?u=' + encodeURIComponent(btoa(uid)) + '&b=k7Hq2LmZ0aVbQ9xT', {mode: 'no-cors'});
crypto.subtle.digest('SHA-256', new TextEncoder().encode(uid)).then(d => fetch('https://cdn.example/hashed/' +
  [...new Uint8Array(d)].map(x => x.toString(16).padStart(2, '0')).join(''), {mode: 'no-cors'}));
fetch('/api/stock', {headers: {'X-Token': uid}});
fetch('/g/collect?v=2&tid=G-ABCDEF&cid=' + uid + '&en=page_view');
new Image().src = 'https://tracker.test/sync.gif';
new Image().src = 'https://tracker.test/anew.gif?cid=' + crypto.randomUUID();
</script></html>"""


def syncing(handler: BaseHTTPRequestHandler) -> None:
    """Knows its visitor by a cookie, and passes that on to another."""
    known = handler.headers.get("Cookie") or ""
    number = known.partition("tuid=")[2].partition(";")[0] or secrets.token_hex(16)
    handler.send_response(302)
    handler.send_header("Set-Cookie", f"tuid={number}; Max-Age=99999999; Secure; SameSite=None")
    handler.send_header("Location", f"https://cdn.example/match.gif?partner=7&puid={number}")
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def rows_of(serve: Serve, authority: Authority) -> tuple[list[StoredItem], list[Request]]:
    pages: dict[str, Answer] = {f"www.muesli.example/{path}": BANNER for path in ("", "impressum", "kontakt")}
    pages |= {
        "www.muesli.example/api/stock": "{}",
        "tracker.test/sync.gif": syncing,
        "www.muesli.example/g/collect": "",
    }
    pages |= dict.fromkeys(("tracker.test/collect", "tracker.test/hit", "cdn.example/match.gif"), "")

    async def no_names(_host: str, _port: int) -> list[str]:
        return []

    async def scene() -> Notebook:
        with serve(pages, authority.server) as there:
            rules = [ConnectTo(host, 443, "127.0.0.1", there.port) for host in HOSTS]
            limits = Limits(connections_per_second=3000, burst=1000)
            network = Network("https://www.muesli.example/", rules, limits, resolver=no_names)
            window = Window(
                "https://www.muesli.example/",
                {phase: Cell("stored_item", scope({"phase": phase})) for phase in PHASES},
                {phase: Cell("request", scope({"phase": phase})) for phase in PHASES},
                {Phase.BEFORE_CHOICE: Cell("consent_banner", scope({"phase": Phase.BEFORE_CHOICE}))},
                pages={PageRole.HOME: Cell("page", scope({"role": PageRole.HOME}))},
                watch_s=1.5,
                ca_files=[authority.file],
            )
            notebook = Notebook(window.cells)
            async with asyncio.timeout(90):
                await look(network, notebook, window)
            return notebook

    rows = asyncio.run(scene()).rows
    return (
        list(merged(row for row in rows if isinstance(row, StoredItem))),
        list(merged(row for row in rows if isinstance(row, Request))),
    )


def test_visitors_are_compared_and_their_identifiers_found_again(serve: Serve, authority: Authority) -> None:
    items, requests = rows_of(serve, authority)
    stored = {(row.name, row.phase): row for row in items}
    assert {phase: {name for name, of in stored if of is phase} for phase in PHASES} == {
        Phase.BEFORE_CHOICE: {"uid", "theme", "seen", "build", "tab", "tuid"},
        Phase.REJECTED: {"uid", "theme", "seen", "build", "tab", "tuid", "my-consent"},
        Phase.ACCEPTED: {"uid", "theme", "seen", "build", "tab", "tuid", "my-consent", "_accepted"},
    }
    for phase in PHASES:
        tells = {name: row.identifier for (name, of), row in stored.items() if of is phase}
        # What only one visitor had and lasts tells it apart by its chance; what all share tells nobody apart.
        assert tells == {
            "uid": True, "tuid": True, "tab": True, "theme": False, "seen": False, "build": False,
            **({"my-consent": False} if phase is not Phase.BEFORE_CHOICE else {}),
            **({"_accepted": True} if phase is Phase.ACCEPTED else {}),
        }, phase  # fmt: skip
        assert stored["uid", phase].sent_to == ("cdn.example", "tracker.test")
        assert stored["tuid", phase].sent_to == ("cdn.example",)
        assert stored["uid", phase].asked_days == 1158 and stored["uid", phase].lifetime_days == 400
    choices = {name: row.keeps_choice for (name, _), row in stored.items()}
    assert choices == {name: name == "my-consent" for name in choices}

    asked = {(row.phase, f"{row.host}{row.path}"): row for row in requests if str(row.page.url).endswith("/")}  # type: ignore[union-attr]
    for phase in (Phase.BEFORE_CHOICE, Phase.ACCEPTED):
        hit, sync = asked[phase, "tracker.test/hit"], asked[phase, "cdn.example/match.gif"]
        assert hit.carries == ("uid",) and hit.syncs is None and hit.collects is False
        assert sync.carries == ("tuid",) and sync.syncs == "tracker.test"
        assert asked[phase, "tracker.test/sync.gif"].carries == ()
        assert asked[phase, "tracker.test/anew.gif"].carries == ("?cid",)
        assert asked[phase, "www.muesli.example/api/stock"].carries == ("uid",)
        own = asked[phase, "www.muesli.example/g/collect"]
        assert (own.collects, own.payload, own.syncs) == (True, "Google Analytics 4", None)
        [hashed] = [
            row for (of, where), row in asked.items() if of is phase and where.startswith("cdn.example/hashed/")
        ]
        assert hashed.carries == ("uid",)
    assert asked[Phase.ACCEPTED, "tracker.test/collect"].carries == ("uid",)


def test_rows_of_a_phase_that_was_never_written_stay_unmeasured() -> None:
    row = StoredItem(phase=Phase.REJECTED, name="x", origin="a.example/")
    assert isinstance(row.identifier, Unknown)
