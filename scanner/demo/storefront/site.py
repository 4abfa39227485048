"""All that the demo shop serves, by path. What is the same for everybody is rendered once, when first asked for."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from importlib.resources import files

from scanner.demo.certificates import WWW
from scanner.demo.content_policy import REPORTS
from scanner.demo.embedded import CARD_FRAME
from scanner.demo.messages import Request
from scanner.demo.storefront.counter import Counter
from scanner.demo.storefront.desk import Desk
from scanner.demo.storefront.goods import CATEGORIES, found_by, of_category, products
from scanner.demo.storefront.press import Press
from scanner.demo.storefront.questions import FREE_FROM, PAYMENT, SHIPPING
from scanner.demo.storefront.reply import FOR_A_DAY, FRESH, HTML, NEVER_KEPT, Reply, Routes
from scanner.demo.storefront.security_txt import PATH as SECURITY_TXT
from scanner.demo.storefront.security_txt import security_txt
from scanner.demo.storefront.templates import text_of

_LOGIN = "/anmelden"
#: Scripts of faults, on every page or where a card is paid with: where they are, by fault.
SCRIPTS = {
    "CK-001": "/visits.js",
    "CK-004": "/tags.js",
    "CK-022": "/device.js",
    "CK-025": "/messung.js",
    "PCI-002": "/zahlungshilfe.js",
    "FM-016": "/paste.js",
    "FM-014": "/mitlesen.js",
    "FM-014.own": "/entwurf.js",
}
#: Where that of CK-025 sends to.
MEASURED = "/messung"

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
}
_PLAIN = "text/plain; charset=utf-8"
_XML = "application/xml; charset=utf-8"
#: What HTTP-010 shows; the password is nobody's.
_LYING_ABOUT: Mapping[str, bytes] = {
    "/.env": b"APP_ENV=prod\nDATABASE_URL=mysql://muesli:nobodys-password@127.0.0.1/muesli\n",
    "/.git/HEAD": b"ref: refs/heads/main\n",
}
_MOST_LETTERS = 80  # of what is searched for

#: Where an invoice is paid by card, and the script of that page.
PAY_INVOICE, _PAY_SCRIPT = "/rechnung-bezahlen", "/bezahlen.js"

#: Pages by path, with their templates.
_TEMPLATES: Mapping[str, str] = {
    "/": "home.html",
    "/sorten": "category.html",
    "/newsletter": "service/newsletter.html",
    "/newsletter/danke": "service/newsletter_thanks.html",
    "/kontakt": "service/contact.html",
    "/kontakt/danke": "service/contact_thanks.html",
    "/anmelden": "account/login.html",
    "/registrieren": "account/registration.html",
    "/registrieren/danke": "account/registration_thanks.html",
    "/vertrag-widerrufen": "withdrawal/declare.html",
    "/vertrag-widerrufen/eingang": "withdrawal/received.html",
    "/kasse/vorfuehrung": "checkout/nothing_sold.html",
    PAY_INVOICE: "service/pay_invoice.html",
    "/magazin": "service/magazine.html",
    "/barrierefreiheit": "legal/accessibility.html",
    "/versand": "legal/shipping.html",
    "/zahlung": "legal/payment.html",
    "/agb": "legal/terms.html",
    "/widerruf": "legal/withdrawal.html",
    "/impressum": "legal/imprint.html",
    "/datenschutz": "legal/privacy.html",
    "/cookie-einstellungen": "legal/cookies.html",
}
#: What stands behind a form, or a link in a mail, only.
_ENDS = frozenset(path for path in _TEMPLATES if path.endswith(("/danke", "/eingang", "/vorfuehrung", PAY_INVOICE)))


class Site:
    """One shop with its faults, its baskets, and everything it serves."""

    def __init__(self, faults: Collection[str] = ()) -> None:
        self._press = Press(faults)
        self._counter = Counter(self._press)
        self._desk = Desk(self._press)
        self._fixed: dict[str, Callable[[], Reply]] = {**self._pages(), **self._files()}
        self._rendered: dict[str, Reply] = {}
        self._routes: Routes = {
            ("/suche", "GET"): self._search,
            (_PAY_SCRIPT, "GET"): self._pay_script,
            **self._counter.routes(),
            **self._desk.routes(),
        }
        self._methods: dict[str, set[str]] = {path: {"GET"} for path in self._fixed}
        for path, method in self._routes:
            self._methods.setdefault(path, set()).add(method)

    def reply(self, request: Request) -> Reply:
        """What the shop says to a request."""
        if request.path == REPORTS:
            return Reply(HTTPStatus.NO_CONTENT, b"")
        path, method = request.path, "GET" if request.method == "HEAD" else request.method
        methods = self._methods.get(path)
        if methods is None:
            return self._press.personal("not_found.html", path, {}, HTTPStatus.NOT_FOUND)
        if method not in methods:
            allow = ", ".join(sorted(methods | ({"HEAD"} if "GET" in methods else set())))
            refusal = self._press.html("not_allowed.html", path, {})
            return Reply(HTTPStatus.METHOD_NOT_ALLOWED, refusal, allow=allow)
        if method == "POST" and request.from_elsewhere:
            return self._press.personal("not_allowed.html", path, {}, HTTPStatus.FORBIDDEN)
        if method == "POST" and request.form is None:
            return self._press.personal("not_allowed.html", path, {}, HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        handler = self._routes.get((path, method))
        return handler(request) if handler is not None else self._fixed_reply(path)

    def paths(self) -> tuple[str, ...]:
        """Every path that shows something to a visitor who has just come, files included."""
        return (*self._fixed, "/suche", "/warenkorb")

    @property
    def binding_acts(self) -> int:
        """How often somebody pressed a button that would have ordered or withdrawn."""
        return self._counter.orders + self._desk.withdrawals

    def _fixed_reply(self, path: str) -> Reply:
        if path not in self._rendered:
            self._rendered[path] = self._fixed[path]()
        return self._rendered[path]

    def _pay_script(self, _request: Request) -> Reply:
        """The same for everybody, unless PCI-003 says otherwise."""
        built = f"// build {secrets.token_hex(4)}\n" if "PCI-003" in self._press.faults else ""
        return Reply(HTTPStatus.OK, (text_of("pay.js") + built).encode(), _TYPES[".js"], FRESH)

    def _search(self, request: Request) -> Reply:
        words = request.query.get("q", "")[:_MOST_LETTERS]
        return self._press.personal("search.html", "/suche", {"words": words, "found": found_by(words)})

    def _pages(self) -> dict[str, Callable[[], Reply]]:
        values: dict[str, dict[str, object]] = {
            "/": {"products": products()},
            "/sorten": {"category": None, "products": products()},
            "/versand": {"offers": SHIPPING, "free_from": FREE_FROM},
            "/zahlung": {"offers": PAYMENT},
            PAY_INVOICE: {"card_frame": CARD_FRAME.url},
        }
        pages = {
            path: partial(self._press.fixed, template, path, values.get(path, {}))
            for path, template in _TEMPLATES.items()
        }
        pages[_LOGIN] = partial(self._login, pages[_LOGIN])
        for category in CATEGORIES:
            path = f"/sorten/{category.slug}"
            shown = {"category": category, "products": of_category(category.slug)}
            pages[path] = partial(self._press.fixed, "category.html", path, shown)
        for one in products():
            beside = next(shelf for shelf in CATEGORIES if shelf.slug == one.category)
            pages[one.path] = partial(self._press.fixed, "product.html", one.path, {"product": one, "category": beside})
        return dict(pages)

    def _login(self, page: Callable[[], Reply]) -> Reply:
        """No cache may keep it, unless HTTP-011 says so."""
        return replace(page(), cache_control=FOR_A_DAY if "HTTP-011" in self._press.faults else NEVER_KEPT)

    def _files(self) -> dict[str, Callable[[], Reply]]:
        found = {}
        for entry in (files("scanner.demo") / "pages" / "assets").iterdir():
            kind = _TYPES[entry.name[entry.name.rfind(".") :]]
            found[f"/assets/{entry.name}"] = partial(_file, entry.read_bytes(), kind, FOR_A_DAY)
        found["/robots.txt"] = partial(_file, _robots(), _PLAIN, FOR_A_DAY)
        found["/sitemap.xml"] = partial(_file, self._sitemap(), _XML, FOR_A_DAY)
        found[SECURITY_TXT] = partial(_file, security_txt(self._press.faults), _PLAIN, FOR_A_DAY)
        for fault, path in SCRIPTS.items():
            if fault in self._press.faults:
                found[path] = partial(_file, text_of(f"faults{path}").encode(), _TYPES[".js"], FRESH)
        if "CK-025" in self._press.faults:
            found[MEASURED] = partial(_file, b"", _PLAIN, FRESH)
        if "HTTP-010" in self._press.faults:
            found |= {path: partial(_file, body, _PLAIN, FRESH) for path, body in _LYING_ABOUT.items()}
        if "NET-003" in self._press.faults:
            found["/admin"] = partial(_file, text_of("faults/admin.html").encode(), HTML, FRESH)
        return dict(found)

    def _sitemap(self) -> bytes:
        listed = [path for path in self._pages() if path not in _ENDS]
        lines = "".join(f"  <url><loc>https://{WWW}{path}</loc></url>\n" for path in listed)
        head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        return f"{head}{lines}</urlset>\n".encode()


def _file(body: bytes, kind: str, cache: str) -> Reply:
    return Reply(HTTPStatus.OK, body, kind, cache)


def _robots() -> bytes:
    return f"User-agent: *\nDisallow: /kasse\nDisallow: /warenkorb\n\nSitemap: https://{WWW}/sitemap.xml\n".encode()
