"""What the shop sells, and its flat pages, in German and English."""

from decimal import Decimal
from pathlib import Path

from django.contrib.flatpages.models import FlatPage
from django.contrib.sites.models import Site
from oscar.core.loading import get_model

from project.pictures import rectangle

PAGES = Path(__file__).parent / "pages"

COUNTRIES = {"DE": ("Deutschland", "Germany"), "AT": ("Österreich", "Austria")}

CATEGORIES = [("Müsli", "Muesli"), ("Nüsse", "Nuts"), ("Schalen", "Bowls")]

# Category, name in German and English, price in euro, in stock, colour of the picture.
PRODUCTS = [
    (0, "Beerenmüsli", "Berry muesli", "6.90", 40, "#a02050"),
    (0, "Apfel-Zimt-Müsli", "Apple cinnamon muesli", "5.90", 40, "#c08030"),
    (0, "Schokomüsli", "Chocolate muesli", "7.40", 40, "#503020"),
    (1, "Haselnüsse", "Hazelnuts", "4.50", 40, "#907050"),
    (1, "Mandeln", "Almonds", "5.20", 40, "#b09070"),
    (1, "Walnüsse", "Walnuts", "6.10", 0, "#806040"),
    (2, "Müslischale aus Ton", "Clay muesli bowl", "14.90", 40, "#b06040"),
    (2, "Holzlöffel", "Wooden spoon", "3.90", 40, "#d0b080"),
]

FLAT_PAGES = {
    "de": {
        "impressum": "Impressum",
        "datenschutz": "Datenschutzerklärung",
        "agb": "Allgemeine Geschäftsbedingungen",
        "widerruf": "Widerrufsbelehrung",
        "versand": "Versand und Zahlung",
        "kontakt": "Kontakt",
    },
    "en": {
        "imprint": "Imprint",
        "privacy": "Privacy notice",
        "terms": "Terms and conditions",
        "withdrawal": "Right of withdrawal",
        "shipping": "Shipping and payment",
        "contact": "Contact",
    },
}


def fill(language: str) -> None:
    which = ("de", "en").index(language)
    Site.objects.update_or_create(pk=1, defaults={"domain": "shop.example", "name": "Müsli Beispiel"})
    _flat_pages(language)
    for place, (code, names) in enumerate(COUNTRIES.items()):
        get_model("address", "Country").objects.create(
            iso_3166_1_a2=code,
            printable_name=names[which],
            name=names[which],
            is_shipping_country=True,
            display_order=len(COUNTRIES) - place,  # the highest comes first
        )
    _products(which)


def _products(which: int) -> None:
    categories = [get_model("catalogue", "Category").add_root(name=names[which]) for names in CATEGORIES]
    kind = get_model("catalogue", "ProductClass").objects.create(name=("Ware", "Goods")[which], track_stock=True)
    partner = get_model("partner", "Partner").objects.create(name="Müsli Beispiel GmbH")
    for number, (category, *names, price, stock, colour) in enumerate(PRODUCTS, 1):
        product = get_model("catalogue", "Product").objects.create(
            product_class=kind, upc=f"M-{number:03}", title=names[which], description=f"<p>{names[which]}.</p>"
        )
        product.categories.add(categories[category])
        picture = get_model("catalogue", "ProductImage")(product=product, caption=names[which])
        picture.original.save(f"{number}.png", rectangle(colour))
        product.stockrecords.create(
            partner=partner, partner_sku=f"M-{number:03}", price=Decimal(price), num_in_stock=stock
        )


def _flat_pages(language: str) -> None:
    for slug, title in FLAT_PAGES[language].items():
        page = FlatPage.objects.create(
            url=f"/{slug}/", title=title, content=(PAGES / language / f"{slug}.html").read_text("utf-8")
        )
        page.sites.add(1)
