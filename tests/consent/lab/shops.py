"""The shops: what each case is made of, and the pages that all cases share."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Lang = Literal["de", "en"]
PageKey = Literal["home", "category", "product", "contact", "imprint", "privacy"]


@dataclass(frozen=True)
class Steps:
    """Where prove.py clicks: a list per way, each entry one click.

    `frame=PART >> CSS` is in the frame with PART in its address.
    """

    banner: str = ""
    accept: tuple[str, ...] = ()
    reject: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    close: tuple[str, ...] = ()
    withdraw: tuple[str, ...] = ()
    ticks: str = ""  # the switches of purposes that need consent, once the settings are open
    before: tuple[str, ...] = ()  # clicked first on every fresh visit: an age gate
    scope: str = ""  # where labels and measures are taken: "" or frame=PART
    open_roots: bool = False  # closed shadow roots are opened for the proof
    wait: float = 0.0  # seconds until the banner is there
    fleeting: bool = False  # going on or scrolling makes the banner go away


@dataclass(frozen=True)
class Assortment:
    shop: str
    claim: str
    category: str
    goods: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Answer:
    """What a shop's own endpoint answers."""

    body: str = ""
    kind: str = "text/plain"
    status: int = 200


@dataclass(frozen=True)
class Case:
    name: str
    host: str
    lang: Lang
    stock: str
    steps: Steps
    head: str = ""
    body: str = ""  # first thing in the body
    foot: str = ""  # last thing in the body
    withdraw_link: str = ""  # in the footer of every page
    only: Mapping[str, str] = field(default_factory=dict)  # more html at the end of one page's main part
    session: bool = True
    session_attributes: str = "Path=/; Secure; HttpOnly; SameSite=Lax"
    routes: Mapping[str, Answer] = field(default_factory=dict)
    page_lang: Lang | None = None  # if the pages' language differs from the banner's
    uses: tuple[str, ...] = ()  # what the privacy notice names


STOCKS: Mapping[str, Mapping[Lang, Assortment]] = {
    "roses": {
        "de": Assortment(
            "Rosenhof Lindau",
            "Rosen und Stauden aus eigener Anzucht am Bodensee",
            "Kletterrosen",
            (
                ("Kletterrose ‚Abendrot‘", "24,90 €"),
                ("Strauchrose ‚Seewind‘", "19,50 €"),
                ("Rosenschere Buche", "32,00 €"),
            ),
        ),
        "en": Assortment(
            "Harbour Rose Nursery",
            "Hardy roses, grown on the coast",
            "Climbing roses",
            (("Climber ‘Evening Tide’", "€24.90"), ("Shrub rose ‘Seawind’", "€19.50"), ("Beech secateurs", "€32.00")),
        ),
    },
    "tea": {
        "de": Assortment(
            "Teekontor Elbe",
            "Lose Tees und Keramik aus kleinen Werkstätten",
            "Kannen",
            (
                ("Kanne ‚Nebel‘ 0,8 l", "49,00 €"),
                ("Darjeeling First Flush 100 g", "14,80 €"),
                ("Teesieb Messing", "9,90 €"),
            ),
        ),
        "en": Assortment(
            "Kettle & Leaf",
            "Loose teas and pots from small makers",
            "Teapots",
            (("Pot ‘Mist’ 0.8 l", "€49.00"), ("Darjeeling first flush 100 g", "€14.80"), ("Brass strainer", "€9.90")),
        ),
    },
    "wool": {
        "de": Assortment(
            "Wollwerk Harz",
            "Garne von heimischen Schafen, pflanzengefärbt",
            "Sockengarn",
            (("Sockengarn ‚Moos‘ 100 g", "15,20 €"), ("Rundstricknadel 3,5", "8,40 €"), ("Strickset Mütze", "38,00 €")),
        ),
        "en": Assortment(
            "Fell & Fleece",
            "Yarn from upland sheep, dyed with plants",
            "Sock yarn",
            (("Sock yarn ‘Moss’ 100 g", "€15.20"), ("Circular needle 3.5", "€8.40"), ("Hat kit", "€38.00")),
        ),
    },
    "wine": {
        "de": Assortment(
            "Weingut Steinacker",
            "Riesling und Silvaner vom Muschelkalk",
            "Weißwein",
            (
                ("Riesling trocken 2024", "11,50 €"),
                ("Silvaner Alte Reben 2023", "16,00 €"),
                ("Probierpaket sechs Flaschen", "69,00 €"),
            ),
        ),
        "en": Assortment(
            "Stonefield Wines",
            "Riesling and Silvaner from shell limestone",
            "White wine",
            (("Riesling dry 2024", "€11.50"), ("Silvaner old vines 2023", "€16.00"), ("Tasting box of six", "€69.00")),
        ),
    },
    "bikes": {
        "de": Assortment(
            "Radhaus Nord",
            "Alltagsräder und Zubehör, in der eigenen Werkstatt montiert",
            "Fahrradtaschen",
            (("Tasche ‚Deich‘ 20 l", "89,00 €"), ("Bügelschloss", "54,90 €"), ("Handpumpe", "27,50 €")),
        ),
        "en": Assortment(
            "North Lane Cycles",
            "Everyday bicycles, put together in our own workshop",
            "Panniers",
            (("Pannier ‘Dyke’ 20 l", "€89.00"), ("U-lock", "€54.90"), ("Hand pump", "€27.50")),
        ),
    },
    "wood": {
        "de": Assortment(
            "Holzspiel Allgäu",
            "Spielzeug aus Ahorn und Buche",
            "Bauklötze",
            (("Bauklötze 50 Teile", "44,00 €"), ("Kugelbahn", "79,00 €"), ("Greifling ‚Fisch‘", "12,50 €")),
        ),
        "en": Assortment(
            "Maple Toy Works",
            "Toys of maple and beech",
            "Building blocks",
            (("Blocks, 50 pieces", "€44.00"), ("Marble run", "€79.00"), ("Rattle ‘Fish’", "€12.50")),
        ),
    },
}

PATHS: Mapping[Lang, Mapping[PageKey, str]] = {
    "de": {
        "home": "/",
        "category": "/kategorie/neu",
        "product": "/produkt/4711",
        "contact": "/kontakt",
        "imprint": "/impressum",
        "privacy": "/datenschutz",
    },
    "en": {
        "home": "/",
        "category": "/category/new",
        "product": "/product/4711",
        "contact": "/contact",
        "imprint": "/imprint",
        "privacy": "/privacy",
    },
}

WORDS: Mapping[Lang, Mapping[str, str]] = {
    "de": {
        "home": "Startseite",
        "product": "Unser Liebling",
        "contact": "Kontakt",
        "imprint": "Impressum",
        "privacy": "Datenschutz",
        "cart": "In den Warenkorb",
        "hours": "Unsere Werkstatt hat montags bis freitags von 9 bis 17 Uhr geöffnet. Wir antworten auf jede "
        "Nachricht.",
        "law": "Inhaberin: Erika Beispiel, Musterweg 4, 12345 Musterstadt. Telefon 01234 5678, hallo@{domain}. "
        "USt-IdNr. DE000000000.",
        "note": (
            "Verantwortlich ist Erika Beispiel, Musterweg 4, 12345 Musterstadt. Wir verarbeiten Daten, um Ihre "
            "Bestellung zu erfüllen"
            " (Art. 6 Abs. 1 lit. b DSGVO). Mit Ihrer Einwilligung (§ 25 Abs. 1 TDDDG, Art. 6 Abs. 1 lit. a DSGVO) "
            "nutzen wir: {uses}."
            " Eine Einwilligung können Sie jederzeit widerrufen. Sie haben das Recht auf Auskunft, Berichtigung, "
            "Löschung und Beschwerde."
        ),
        "none": "keine weiteren Dienste",
        "more": "Wir packen jede Bestellung von Hand und versenden klimafreundlich. Rückgabe ist dreißig Tage lang "
        "möglich.",
    },
    "en": {
        "home": "Home",
        "product": "Our favourite",
        "contact": "Contact",
        "imprint": "Imprint",
        "privacy": "Privacy notice",
        "cart": "Add to basket",
        "hours": "Our workshop is open Monday to Friday from nine to five. We answer every message.",
        "law": "Owner: Erica Example, 4 Sample Way, 12345 Sampletown, Germany. Phone 01234 5678, hello@{domain}. VAT "
        "DE000000000.",
        "note": (
            "Controller: Erica Example, 4 Sample Way, 12345 Sampletown. We process data to fulfil your order (Art. "
            "6(1)(b) GDPR)."
            " With your consent (Art. 6(1)(a) GDPR) we use: {uses}. You may withdraw consent at any time."
            " You have the rights of access, rectification, erasure and complaint."
        ),
        "none": "no other services",
        "more": "Every parcel is packed by hand and shipped with care. You can return goods for thirty days.",
    },
}

STYLE = """
:root{color-scheme:light}*{box-sizing:border-box}body{margin:0;font:16px/1.5 Georgia,serif;color:#222;
background:#fdfcf9}
.top,.bottom{background:#2d4236;color:#fff;padding:14px 32px}.top a,.bottom a,.bottom .aslink{color:#fff;
margin-right:18px}
.top strong{margin-right:28px}.bottom{padding-bottom:280px}.aslink{background:none;border:0;font:inherit;
text-decoration:underline;cursor:pointer;padding:0}
main{max-width:960px;margin:0 auto;padding:24px 32px;min-height:1500px}.grid{display:grid;
grid-template-columns:1fr 1fr 1fr;gap:20px}
.card{border:1px solid #ddd;padding:16px;background:#fff}.pic{height:120px;
background:linear-gradient(135deg,#c9d8c5,#e9dfc7);margin-bottom:10px}
"""


def domain_of(case: Case) -> str:
    return case.host.removeprefix("www.")


def page_paths(case: Case) -> Mapping[PageKey, str]:
    return PATHS[case.page_lang or case.lang]


def _links(paths: Mapping[PageKey, str], names: Mapping[PageKey, str], keys: tuple[PageKey, ...]) -> str:
    return " ".join(f'<a href="{paths[key]}">{html.escape(names[key])}</a>' for key in keys)


def _cards(stock: Assortment, link: str) -> str:
    return "".join(
        f'<article class="card"><div class="pic"></div><a href="{link}">{html.escape(name)}</a><p>{price}</p></article>'
        for name, price in stock.goods
    )


def _main(case: Case, key: PageKey, stock: Assortment, words: Mapping[str, str], link: str) -> str:
    name, price = stock.goods[0]
    match key:
        case "home":
            return (
                f'<h1>{html.escape(stock.claim)}</h1><div class="grid">{_cards(stock, link)}</div><p>'
                f"{words['more']}</p>"
            )
        case "category":
            return f'<h1>{html.escape(stock.category)}</h1><div class="grid">{_cards(stock, link)}</div>'
        case "product":
            return (
                f'<h1>{html.escape(name)}</h1><div class="pic"></div><p>{price}</p><button type="button">'
                f"{words['cart']}</button>"
                f"<p>{words['more']}</p>"
            )
        case "contact":
            return f"<h1>{words['contact']}</h1><p>{words['hours']}</p><p>hallo@{domain_of(case)}</p>"
        case "imprint":
            return f"<h1>{words['imprint']}</h1><p>{words['law'].format(domain=domain_of(case))}</p>"
        case "privacy":
            return (
                f"<h1>{words['privacy']}</h1><p>{words['note'].format(uses=', '.join(case.uses) or words['none'])}</p>"
            )


def render(case: Case, key: PageKey) -> str:
    """One page of a shop."""
    lang = case.page_lang or case.lang
    stock, words, paths = STOCKS[case.stock][lang], WORDS[lang], page_paths(case)
    names: dict[PageKey, str] = {
        "home": words["home"],
        "category": stock.category,
        "product": words["product"],
        "contact": words["contact"],
        "imprint": words["imprint"],
        "privacy": words["privacy"],
    }
    main = _main(case, key, stock, words, paths["product"]) + case.only.get(key, "")
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{html.escape(names[key])} – '
        f"{html.escape(stock.shop)}</title>"
        f'<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><style>{STYLE}</style>'
        f"{case.head}</head><body>{case.body}"
        f'<header class="top"><strong>{html.escape(stock.shop)}</strong>'
        f"{_links(paths, names, ('home', 'category', 'product', 'contact'))}</header>"
        f"<main>{main}</main>"
        f'<footer class="bottom">{_links(paths, names, ("imprint", "privacy", "contact"))} '
        f"{case.withdraw_link}</footer>"
        f"{case.foot}</body></html>"
    )
