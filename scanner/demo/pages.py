"""The pages of the demo shop: German text files poured into one layout when the shop starts."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from html import escape
from importlib.resources import files
from string import Template

from scanner.demo.goods import Product, read_products
from scanner.demo.page_texts import VISITS_SCRIPT, embedded_markup, legal_links, notice_texts, session_cookie

HTML = "text/html; charset=utf-8"
FRESH = "no-cache"
FOR_A_DAY = "public, max-age=86400"

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Document:
    """Something the shop serves. `cookies` are values of Set-Cookie."""

    content_type: str
    cache_control: str
    body: bytes
    cookies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A page of its own text file, which lies in pages/."""

    path: str
    file: str
    title: str
    description: str


PAGES = (
    Page(
        "/", "home.html", "Müsli Beispiel – Müsli aus kleiner Rösterei", "Drei Müslis aus Bio-Hafer, frisch geröstet."
    ),
    Page(
        "/versand",
        "shipping.html",
        "Versand und Zahlung – Müsli Beispiel",
        "Versandkosten, Lieferzeiten, Zahlungsarten.",
    ),
    Page("/impressum", "imprint.html", "Impressum – Müsli Beispiel", "Wer diesen Vorführladen betreibt."),
    Page(
        "/datenschutz",
        "privacy.html",
        "Datenschutzerklärung – Müsli Beispiel",
        "Welche Daten wir wofür verarbeiten, wer sie erhält und welche Rechte Sie haben.",
    ),
)
_CART = Page("/warenkorb", "cart.html", "Warenkorb – Müsli Beispiel", "Was Sie bisher ausgesucht haben.")
_NOT_FOUND = Page("", "not_found.html", "Seite nicht gefunden – Müsli Beispiel", "Diese Seite gibt es nicht.")
_NOT_ALLOWED = Page(
    "", "not_allowed.html", "Das geht hier nicht – Müsli Beispiel", "Diese Anfrage nimmt der Laden nicht an."
)


class Site:
    """All documents by path, rendered once, with the faults that pages can have."""

    def __init__(self, faults: Collection[str] = ()) -> None:
        products = read_products()
        values = {"products": _cards(products)} | notice_texts(faults, _text)
        layout = _layout(faults)
        self._documents: dict[str, Document] = {page.path: _rendered(page, values, layout) for page in PAGES}
        # One session for everybody: nothing hangs on it, since nobody can put anything into the basket.
        session = session_cookie(secrets.token_urlsafe(24), faults)
        self._documents[_CART.path] = replace(_rendered(_CART, {}, layout), cookies=(session,))
        of_product = _layout(faults, of_product=True)
        self._documents |= {f"/muesli/{product.slug}": _product_page(product, of_product) for product in products}
        self._documents |= _assets()
        if "CK-001" in faults:
            self._documents[VISITS_SCRIPT] = Document(_TYPES[".js"], FRESH, _text("faults/visits.js").encode())
        self.not_found = _rendered(_NOT_FOUND, {}, layout)
        self.method_not_allowed = _rendered(_NOT_ALLOWED, {}, layout)

    def find(self, path: str) -> Document | None:
        """The document at a decoded path, None if there is none."""
        return self._documents.get(path)

    def paths(self) -> tuple[str, ...]:
        """Every path the shop serves, assets included."""
        return tuple(self._documents)


def _layout(faults: Collection[str], *, of_product: bool = False) -> dict[str, str]:
    return {"embedded": embedded_markup(faults), "legal_links": legal_links(faults, of_product=of_product)}


def _rendered(page: Page, values: Mapping[str, str], layout: Mapping[str, str]) -> Document:
    main = Template(_text(page.file)).substitute(values)
    html = Template(_text("layout.html")).substitute(
        layout, title=escape(page.title), description=escape(page.description), main=main.rstrip()
    )
    return Document(HTML, FRESH, html.encode())


def _product_page(product: Product, layout: Mapping[str, str]) -> Document:
    page = Page("", "product.html", f"{product.name} – Müsli Beispiel", product.teaser)
    facts = "\n".join(
        f'        <tr><th scope="row">{escape(name)}</th><td>{escape(value)}</td></tr>'
        for name, value in product.nutrition.items()
    )
    more = {"nutrition": facts, "ingredients": _with_allergens(product.ingredients)}
    return _rendered(page, _escaped(product) | more, layout)


def _with_allergens(ingredients: str) -> str:
    """Allergens stand out from the list (Regulation (EU) 1169/2011 Art. 21(1)(b)); *stars* mark them in the data."""
    pieces = escape(ingredients).split("*")
    return "".join(f"<strong>{piece}</strong>" if odd % 2 else piece for odd, piece in enumerate(pieces))


def _cards(products: Iterable[Product]) -> str:
    card = Template(_text("card.html"))
    return "".join(card.substitute(_escaped(product)) for product in products)


def _escaped(product: Product) -> dict[str, str]:
    texts = {
        "slug": product.slug,
        "name": product.name,
        "teaser": product.teaser,
        "story": product.story,
        "weight": f"{product.grams} g",
        "price": product.price,
        "unit_price": product.unit_price,
    }
    return {name: escape(text) for name, text in texts.items()}


def _text(name: str) -> str:
    return (files("scanner.demo") / "pages" / name).read_text(encoding="utf-8")


def _assets() -> dict[str, Document]:
    documents = {}
    for entry in (files("scanner.demo") / "pages" / "assets").iterdir():
        suffix = entry.name[entry.name.rfind(".") :]
        documents[f"/assets/{entry.name}"] = Document(_TYPES[suffix], FOR_A_DAY, entry.read_bytes())
    return documents
