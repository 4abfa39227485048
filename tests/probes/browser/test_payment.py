"""The scripts of a payment page are found however they came, and each is told by its text and by who placed it."""

from __future__ import annotations

import hashlib

from scanner.model.evidence import Cell, scope
from scanner.model.facts import Page, PaymentContact, PaymentPage, Script
from scanner.model.vocabulary import GapCause, PageRole, Phase, ScriptType
from scanner.network import ConnectTo, Network
from scanner.probes.browser.form_pages import read_page, write_read
from scanner.probes.browser.payment import Inventory, write_payment
from scanner.probes.browser.payment.code import digest, key_of
from scanner.probes.browser.session import Browser
from scanner.probes.notebook import Notebook

from .conftest import Answer, Serve, Site
from .scenes import FAST, run

HOSTS = ("shop.example", "static.shop.example", "pay.example", "tags.example")
CARD = "<form><label>Kartennummer <input autocomplete=cc-number name=pan></label></form>"
TAGS = "const s = document.createElement('script'); s.src = 'http://tags.example/late.js'; document.head.append(s);"
LATE = "window.late = () => 'late';"
OWN = "window.own = () => 'own';"


def network(site: Site) -> Network:
    return Network("http://shop.example/", [ConnectTo(host, 80, "127.0.0.1", site.port) for host in HOSTS], FAST)


async def inventory_of(site: Site, role: PageRole = PageRole.OTHER) -> Inventory:
    async with (
        Browser.open(network(site)) as browser,
        browser.phase(Phase.BEFORE_CHOICE) as phase,
        phase.tab() as tab,
    ):
        visit = await tab.visit("http://shop.example/")
        assert visit.seen, visit.reason
        read = await read_page(tab, role)
        assert read.payment is not None
        assert (await tab.evaluate("1 + 1")) == 2, "the page goes on"
        return read.payment


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


INLINE = "window.shown = 'inline';"
PAGES: dict[str, Answer] = {
    "shop.example/": (
        200,
        [
            ("Content-Security-Policy", "frame-src 'self' http://pay.example; report-uri /csp"),
            ("X-Frame-Options", "DENY"),
        ],
        (
            f"<!doctype html><title>Zahlung</title><body onload='window.loaded = 1'>{CARD}<script>{INLINE}</script>"
            "<script src=http://static.shop.example/own.js?v=7 integrity='sha384-x'></script>"
            "<script src=http://tags.example/tags.js></script><script type=module src=/main.mjs.js></script>"
            '<script type=application/json>{"no": "script"}</script><a href=\'javascript:window.there()\'>x</a>'
            "<a href='javascript:void(0)'>y</a><iframe src=/inner></iframe><iframe src=http://pay.example/card></iframe>"
            "<script>eval('window.made = () => \"evaluated\"'); setInterval(() => { debugger }, 20);"
            "const gone = document.createElement('script'); gone.textContent = 'window.stays = () => \"removed\"';"
            "document.body.append(gone); gone.remove(); new Worker('/worker.js')</script>"
        ),
    ),
    "static.shop.example/own.js": OWN,
    "tags.example/tags.js": TAGS,
    "tags.example/late.js": LATE,
    "shop.example/main.mjs.js": "export const one = 1; window.module = () => one;",
    "shop.example/worker.js": "self.onmessage = () => 1;",
    "shop.example/inner": "<script>window.inner = () => 'inner'</script>",
    "pay.example/card": f"<script src=/secret.js></script>{CARD}",
    "pay.example/secret.js": "window.secret = () => 1;",
}


def test_every_way_in_which_a_page_runs_code_is_in_its_inventory(serve: Serve) -> None:
    async def scene() -> None:
        with serve(PAGES) as site:
            found = await inventory_of(site)
        assert found.cause is None and not found.cut, found.reason
        by_url = {one.url: one for one in found.scripts}
        own = by_url["http://static.shop.example/own.js"]
        assert (own.type, own.integrity, own.digest, own.injected) == (ScriptType.EXTERNAL, "sha384-x", sha(OWN), False)
        late = by_url["http://tags.example/late.js"]
        assert (late.digest, late.injected, late.initiator) == (sha(LATE), True, "http://tags.example/tags.js")
        assert by_url["http://shop.example/main.mjs.js"].type is ScriptType.MODULE
        assert by_url["http://shop.example/worker.js"].type is ScriptType.WORKER
        inline = by_url[f"sha256:{sha(INLINE)}"]
        assert (inline.type, inline.injected, inline.digest) == (ScriptType.INLINE, False, sha(INLINE))
        assert by_url[f"sha256:{sha('window.loaded = 1')}"].type is ScriptType.HANDLER
        assert by_url[f"sha256:{sha('window.there()')}"].type is ScriptType.JAVASCRIPT_URL
        evaluated = by_url[key_of('window.made = () => "evaluated"')]
        assert evaluated.type is ScriptType.EVALUATED
        removed = by_url[key_of('window.stays = () => "removed"')]
        assert removed.injected is True and removed.type in {ScriptType.INLINE, ScriptType.EVALUATED}
        assert by_url[key_of("window.inner = () => 'inner'")].frame == "http://shop.example/inner"
        assert len(found.scripts) == 12, sorted(by_url)
        assert found.frames == ("pay.example",)
        assert set(found.hosts) == set(HOSTS)

    run(scene)


def test_the_inside_of_the_providers_frame_is_the_providers(serve: Serve) -> None:
    async def scene() -> None:
        with serve(PAGES) as site:
            found = await inventory_of(site)
        assert not [one.url for one in found.scripts if "secret" in one.url or "pay.example" in one.url]

    run(scene)


def test_pages_without_card_fields_are_left_alone_unless_they_are_a_step_of_paying(serve: Serve) -> None:
    async def scene() -> None:
        plain: dict[str, Answer] = {"/": "<form><input name=q></form><script>1</script>"}
        with serve(plain) as site:
            async with (
                Browser.open(network(site)) as browser,
                browser.phase(Phase.BEFORE_CHOICE) as phase,
                phase.tab() as tab,
            ):
                await tab.visit("http://shop.example/")
                assert (await read_page(tab, PageRole.HOME)).payment is None
                step = (await read_page(tab, PageRole.CHECKOUT_PAYMENT)).payment
        assert step is not None and [one.type for one in step.scripts] == [ScriptType.INLINE]

    run(scene)


def test_rows_tell_policies_contacts_and_close_their_cells(serve: Serve) -> None:
    async def scene() -> None:
        cells = [Cell(kind, scope({"page.role": PageRole.CHECKOUT_PAYMENT})) for kind in ("script", "payment_page")]
        notebook = Notebook(tuple(cells))
        with serve(PAGES) as site:
            async with (
                Browser.open(network(site)) as browser,
                browser.phase(Phase.BEFORE_CHOICE) as phase,
                phase.tab() as tab,
            ):
                visit = await tab.visit("http://shop.example/")
                read = await read_page(tab, PageRole.CHECKOUT_PAYMENT)
        page = Page(url=visit.final_url, role=PageRole.CHECKOUT_PAYMENT)
        write_read(notebook, read, visit.final_url, page, cells)
        assert not notebook.left_open()
        (row,) = [row for row in notebook.rows if isinstance(row, PaymentPage)]
        assert (row.frame_src, row.frame_restricted, row.reports) == (("'self'", "http://pay.example"), True, True)
        assert (row.script_src, row.script_restricted, row.script_unsafe_eval) == (None, False, True)
        assert row.security_headers == (
            "content-security-policy: frame-src 'self' http://pay.example; report-uri /csp",
            "x-frame-options: DENY",
        )
        assert {row.host for row in notebook.rows if isinstance(row, PaymentContact)} == set(HOSTS)
        assert {row.page_role for row in notebook.rows if isinstance(row, Script)} == {PageRole.CHECKOUT_PAYMENT}

    run(scene)


def test_a_page_that_nobody_read_leaves_a_gap() -> None:
    cell = Cell("script", scope({"page.role": PageRole.CHECKOUT_PAYMENT}))
    notebook = Notebook((cell,))
    page = Page(url="https://shop.example/pay", role=PageRole.CHECKOUT_PAYMENT)
    write_payment(notebook, Inventory(url="u", cause=GapCause.TIMEOUT, reason="slow"), page, [cell])
    (entry,) = notebook.coverage.values()
    assert (entry.cause, entry.reason) == (GapCause.TIMEOUT, "slow")


def test_what_every_visitor_gets_for_himself_does_not_tell_scripts_apart() -> None:
    one = "config = {session: '8f14e45fceea167a5a36', at: 1732300000123, api: 'https://a.example/v1'}"
    other = "config = {session: 'c9f0f895fb98ab9159f5', at: 1732386400456, api: 'https://a.example/v1'}"
    assert key_of(one) == key_of(other) != f"sha256:{digest(one)}"
    assert key_of(one) != key_of(one.replace("a.example", "b.example")), "an address is no token"
    assert key_of("cdn('cdn1.evil-analytics.example')") != key_of("cdn('cdn2.evil-analytics.example')")
    assert key_of("window.a = 1") == f"sha256:{digest('window.a = 1')}"
