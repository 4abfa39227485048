"""The pages of the demo shop: German text files poured into one layout when the shop starts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from string import Template

from scanner.demo.goods import Product, read_products

HTML = "text/html; charset=utf-8"
FRESH = "no-cache"
FOR_A_DAY = "public, max-age=86400"

_TYPES = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Document:
    """Something the shop serves."""

    content_type: str
    cache_control: str
    body: bytes


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
        "/datenschutz", "privacy.html", "Datenschutz – Müsli Beispiel", "Welche Daten dieser Vorführladen verarbeitet."
    ),
)
_NOT_FOUND = Page("", "not_found.html", "Seite nicht gefunden – Müsli Beispiel", "Diese Seite gibt es nicht.")
_NOT_ALLOWED = Page(
    "", "not_allowed.html", "Das geht hier nicht – Müsli Beispiel", "Diese Anfrage nimmt der Laden nicht an."
)


class Site:
    """All documents by path, rendered once."""

    def __init__(self) -> None:
        products = read_products()
        cards = {"products": _cards(products)}
        self._documents: dict[str, Document] = {page.path: _rendered(page, cards) for page in PAGES}
        self._documents |= {f"/muesli/{product.slug}": _product_page(product) for product in products}
        self._documents |= _assets()
        self.not_found = _rendered(_NOT_FOUND, {})
        self.method_not_allowed = _rendered(_NOT_ALLOWED, {})

    def find(self, path: str) -> Document | None:
        """The document at a decoded path, None if there is none."""
        return self._documents.get(path)

    def paths(self) -> tuple[str, ...]:
        """Every path the shop serves, assets included."""
        return tuple(self._documents)


def _rendered(page: Page, values: Mapping[str, str]) -> Document:
    main = Template(_text(page.file)).substitute(values)
    html = Template(_text("layout.html")).substitute(
        title=escape(page.title), description=escape(page.description), main=main.rstrip()
    )
    return Document(HTML, FRESH, html.encode())


def _product_page(product: Product) -> Document:
    page = Page("", "product.html", f"{product.name} – Müsli Beispiel", product.teaser)
    facts = "\n".join(
        f'        <tr><th scope="row">{escape(name)}</th><td>{escape(value)}</td></tr>'
        for name, value in product.nutrition.items()
    )
    return _rendered(
        page, _escaped(product) | {"nutrition": facts, "ingredients": _with_allergens(product.ingredients)}
    )


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
