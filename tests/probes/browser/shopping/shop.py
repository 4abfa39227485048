"""Small shops with a cart, of the sorts that are met: each a set of pages that remember what was put into the cart."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

Page = Callable[[BaseHTTPRequestHandler], None]
Text = str | Callable[[bool], str]

NAME = "Beerenmüsli mit Äpfeln"
CONTACT = (
    "<h1>Kasse</h1><form method=post action=/kasse/weiter><label>E-Mail <input type=email name=email required></label>"
    "<label>Vorname <input name=firstname></label><label>Straße <input name=street></label>"
    "<label>PLZ <input name=zip></label><button>Weiter</button></form>"
)
EMPTY = "<h1>Warenkorb</h1><p>Ihr Warenkorb ist leer.</p>"
IN_IT = f"<h1>Warenkorb</h1><p>{NAME}, 1 Stück</p>"
#: What nobody may ever reach.
BINDING = ("/bestellen", "/order", "/api/order", "/kasse/weiter", "/paypal", "/konto")


def page(body: str, *, head: str = "") -> str:
    return (
        f"<!doctype html><html lang=de><head><meta charset=utf-8><title>Müsliladen</title>{head}</head><body>"
        f"<header><a href=/>Müsliladen</a> <a href=/warenkorb>Warenkorb</a></header><main>{body}</main>"
        "<footer><a href=/impressum>Impressum</a></footer></body></html>"
    )


def product(buy: str, *, extra: str = "") -> str:
    return page(f"<h1>{NAME}</h1><p>6,90 €, inkl. MwSt., zzgl. Versand</p>{buy}{extra}")


FORM = (
    "<form class=buy method=post action=/warenkorb><input type=hidden name=id value=7>"
    "<input type=number name=menge value=1><button>In den Warenkorb</button></form>"
)


@dataclass
class Shop:
    """`product`: its page. `filled`: the cart's page with something in it. Others by path; callables ask if it is."""

    product: str
    filled: str = f"<h1>Warenkorb</h1><p>{NAME}, 1 Stück, 6,90 €</p><a class=button href=/kasse>Zur Kasse</a>"
    checkout: str = CONTACT
    adds: tuple[str, ...] = ("/warenkorb",)
    more: Mapping[str, Text] = field(default_factory=dict)
    landing: str = "/warenkorb"
    carts: list[str] = field(default_factory=list)

    def pages(self) -> dict[str, Page]:
        """For conftest's server."""
        found: dict[str, Page] = {
            "/produkt": self._page(self.product),
            "/warenkorb": self._page(lambda full: self.filled if full else EMPTY),
            "/kasse": self._page(lambda full: self.checkout if full else EMPTY),
        }
        found |= {path: self._page(text) for path, text in self.more.items()}
        for path in self.adds:
            found[path] = self._add(found.get(path))
        return found

    def _page(self, text: Text) -> Page:
        def answer(handler: BaseHTTPRequestHandler) -> None:
            full = "korb=voll" in (handler.headers.get("Cookie") or "")
            body = text(full) if callable(text) else text
            _send(handler, 200, [("Content-Type", "text/html; charset=utf-8")], body if "<html" in body else page(body))

        return answer

    def _add(self, otherwise: Page | None) -> Page:
        def answer(handler: BaseHTTPRequestHandler) -> None:
            if handler.command == "GET" and otherwise is not None and "?" not in handler.path:
                otherwise(handler)
                return
            self.carts.append(handler.path)
            cookie = ("Set-Cookie", "korb=voll; Path=/; SameSite=Lax")
            if (handler.headers.get("X-Requested-With") or "") == "fetch":
                _send(handler, 200, [("Content-Type", "application/json"), cookie], '{"items": 1}')
            else:
                _send(handler, 303, [("Location", self.landing), cookie], "")

        return answer


def _send(handler: BaseHTTPRequestHandler, status: int, headers: list[tuple[str, str]], body: str) -> None:
    data = body.encode()
    handler.send_response(status)
    for name, value in [("Content-Length", str(len(data))), *headers]:
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(data)


AJAX = (
    "<form id=f method=post action=/cart/add><input type=hidden name=id value=7><input name=quantity value=1>"
    "<button type=submit>In den Warenkorb</button></form><aside id=drawer hidden><p>" + NAME + "</p>"
    "<a href=/warenkorb>Warenkorb anzeigen</a> <a href=/kasse>Zur Kasse</a></aside>"
    "<script>f.addEventListener('submit', e => { e.preventDefault(); fetch('/cart/add', {method: 'POST',"
    " headers: {'X-Requested-With': 'fetch'}, body: new FormData(f)}).then(() => { drawer.hidden = false }) })</script>"
)
SELECTS = (
    "<form method=post action=/warenkorb><select name=size required onchange='go.disabled = !this.value'>"
    "<option value=''>Größe wählen</option><option value=s>S (ausverkauft)</option><option value=m>M</option></select>"
    "<button id=go disabled>In den Warenkorb</button></form>"
)
SWATCHES = (
    "<form method=post action=/warenkorb><fieldset><legend>Farbe</legend>"
    "<label><input type=radio name=c value=r required>Rot</label>"
    "<label><input type=radio name=c value=b>Blau</label></fieldset><button>In den Warenkorb</button></form>"
)
SIZES_ALONE = (
    "<div role=radiogroup aria-label=Größe>"
    "<button type=button role=radio aria-checked=false aria-disabled=true>S</button>"
    "<button type=button role=radio aria-checked=false id=m>M</button></div><p id=why></p>"
    "<button type=button id=go>In den Warenkorb</button><script>"
    "m.onclick = () => m.setAttribute('aria-checked', 'true');"
    "go.onclick = () => {"
    " if (m.getAttribute('aria-checked') !== 'true') { why.textContent = 'Bitte Größe wählen'; return }"
    " fetch('/cart/add', {method: 'POST', headers: {'X-Requested-With': 'fetch'}, body: 'id=7&size=m'}) }</script>"
)
APPLICATION = (
    f"<h1>Ihre Auswahl</h1><ul><li>{NAME}</li></ul><p>Halten Sie Ihren Ausweis bereit.</p>"
    "<a class=button href=/kasse>Antrag beginnen</a>"
)
BANNER = (
    "<div id=b role=dialog style='position:fixed;inset:0;background:#fff;z-index:999'><p>Wir verwenden Cookies für"
    " Statistik und Marketing.</p><button onclick=\"document.cookie='ok=1';b.remove()\">Alle akzeptieren</button>"
    "<button onclick=\"document.cookie='ok=0';b.remove()\">Alle ablehnen</button></div>"
    "<script>if (document.cookie.includes('ok=')) b.remove()</script>"
)
GATE = (
    "<h1>Kasse</h1><p>Schon Kunde?</p><form method=post action=/konto><input name=email type=email>"
    "<input type=password name=p><button>Anmelden</button></form>"
    "<a class=button href=/kasse/gast>Als Gast bestellen</a>"
)
GATE_FORM = (
    "<h1>Kasse</h1><p>Wer sind Sie?</p><form method=post action=/konto>"
    "<label>E-Mail <input type=email name=username></label>"
    "<label><input type=radio name=options value=anonymous checked>Neuer Kunde, als Gast</label>"
    "<label><input type=radio name=options value=existing>Ich habe ein Konto</label>"
    "<input type=password name=p><button>Weiter</button></form>"
)

#: By name: sorts of shops of which the way to the checkout can be gone.
PASSABLE: dict[str, Shop] = {
    "sizes outside of any form": Shop(product(SIZES_ALONE), adds=("/cart/add",)),
    "an account that is applied for": Shop(
        product(FORM.replace("In den Warenkorb", "Konto eröffnen")),
        filled=APPLICATION,
    ),
    "a form, a page, a link": Shop(product(FORM)),
    "a script and a drawer": Shop(product(AJAX), adds=("/cart/add",)),
    "a list of sizes": Shop(product(SELECTS)),
    "swatches": Shop(product(SWATCHES)),
    "a link that adds": Shop(
        product("<a class=btn href='/add?action=add_product&id=7'>In den Warenkorb</a>"), adds=("/add",)
    ),
    "an image for a button": Shop(
        product(
            "<form method=post action=/warenkorb><input type=hidden name=products_id value=7>"
            "<input type=text name=products_qty value=1 size=3>"
            "<input type=image src=/cart.gif alt='In den Warenkorb' style='width:90px;height:24px'></form>"
        )
    ),
    "price and signs in the label": Shop(
        product(FORM.replace("In den Warenkorb", "<svg width=9 height=9></svg> In den Warenkorb · 6,90&nbsp;€"))
    ),
    "English": Shop(
        product(FORM.replace("In den Warenkorb", "Add to basket")),
        filled=f"<h1>Shopping basket</h1><p>{NAME}</p>"
        "<button type=button onclick=\"location='/kasse'\">Proceed to checkout</button>",
    ),
    "wallets beside it": Shop(
        product(
            "<form method=post action=/paypal><button class=paypal-button>Direkt zu PayPal</button></form>"
            "<form method=post action=/order><button>Jetzt kaufen</button></form>" + FORM
        )
    ),
    "the same words on other products": Shop(
        page(
            "<section><h2>Andere</h2><form method=post action=/warenkorb?id=9>"
            "<button>In den Warenkorb</button></form></section>"
            f"<h1>{NAME}</h1><p>6,90 €</p>{FORM}"
        )
    ),
    "a banner over all of it": Shop(product(FORM + BANNER)),
    "a cart that is a form": Shop(
        product(FORM),
        filled=f"{IN_IT}<form method=post action=/order><button name=checkout>Zur Kasse</button></form>",
    ),
    "a question whether to log in": Shop(product(FORM), checkout=GATE, more={"/kasse/gast": CONTACT}),
    "a cart that calls things otherwise": Shop(
        product(FORM),
        filled="<h1>Warenkorb</h1><p>1 × SKU-4711</p><button type=button>Entfernen</button>"
        "<a href=/kasse>Zur Kasse</a>",
    ),
    "a form that asks who comes": Shop(product(FORM), checkout=GATE_FORM),
}  # fmt: skip

#: By name: pages on which nothing may be clicked, or nothing that is clicked may have an effect.
HOSTILE: dict[str, Shop] = {
    "nothing but buying": Shop(product(FORM.replace("In den Warenkorb", "Jetzt kaufen"))),
    "nothing but ordering": Shop(product(FORM.replace("In den Warenkorb", "Zahlungspflichtig bestellen"))),
    "a form that orders": Shop(product(FORM.replace("/warenkorb", "/bestellen"))),
    "a button with an address of its own": Shop(product(FORM.replace("<button>", "<button formaction=/order>"))),
    "called otherwise than it reads": Shop(
        product(FORM.replace("<button>In den Warenkorb", "<button aria-label='In den Warenkorb'>Jetzt kaufen"))
    ),
    "reads otherwise than it is called": Shop(
        product(FORM.replace("<button>", "<button title='Mit PayPal bezahlen'>"))
    ),
    "hidden words": Shop(
        product(FORM.replace("In den Warenkorb", "In den Warenkorb<span style='display:none'> und bestellen</span>"))
    ),
    "named so": Shop(product(FORM.replace("<button>", "<button name=buy-now>"))),
    "another party's cart": Shop(product(FORM.replace("/warenkorb", "http://other.example/warenkorb"))),
    "becomes another under the mouse": Shop(
        product(
            FORM + "<script>const b = document.querySelector('main button');"
            "b.onmouseenter = () => { b.form.action = '/order'; b.textContent = 'Jetzt kaufen' }</script>"
        )
    ),
    "orders by a script": Shop(
        product(FORM + "<script>document.querySelector('main button').onclick = e => { e.preventDefault();"
                "fetch('/api/order', {method: 'POST', body: '{}'}) }</script>")
    ),
    "goes on to an order": Shop(
        product("<button type=button onclick=\"location='/order?id=7'\">In den Warenkorb</button>")
    ),
    "wants a name on it": Shop(
        product(FORM.replace("<button>", "<input name=gravur value='Erika Mustermann'><button>"))
    ),
    "another button on top of it": Shop(
        product(
            "<div style='position:relative'>" + FORM.replace("<button>", "<button style='width:300px;height:60px'>")
            + "<form method=post action=/order style='position:absolute;inset:0;margin:0'>"
            "<button style='width:100%;height:100%;opacity:.01'>x</button></form></div>"
        )
    ),
    "sold out": Shop(product(FORM.replace("<button>", "<button disabled>"))),
    "no cart that holds it": Shop(product(FORM), filled="<h1>Warenkorb</h1><p>Nichts von alledem.</p>"),
}  # fmt: skip

#: By name: carts from which nothing may be clicked on.
NO_CHECKOUT: dict[str, Shop] = {
    "an order's button": Shop(
        product(FORM),
        filled=f"{IN_IT}<form method=post action=/order><button>Jetzt bestellen</button></form>",
        checkout="<h1>404</h1>",
    ),
    "a form that only says so": Shop(
        product(FORM),
        filled=f"{IN_IT}<form method=post action=/order><button>Zur Kasse</button></form>",
        checkout="<h1>404</h1>",
    ),
    "a plain button that sends": Shop(
        product(FORM),
        filled=f"{IN_IT}<form id=o method=post action=/order></form>"
        "<button type=button onclick='o.submit()'>Zur Kasse</button>",
        checkout="<h1>404</h1>",
    ),
    "express alone": Shop(
        product(FORM),
        filled=f"{IN_IT}<a href=/paypal>Express-Checkout</a>",
        checkout="<h1>404</h1>",
    ),
}  # fmt: skip
