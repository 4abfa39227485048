"""The pages of one shop, made from what its case says."""

from __future__ import annotations

import html
import json
from pathlib import Path
from typing import Any

import yaml

from tests.consent.held_out.services import SERVICES

HERE = Path(__file__).parent
Case = dict[str, Any]

WORDS: dict[str, dict[str, str]] = {
    "de": {
        "imprint": "Impressum",
        "privacy": "Datenschutz",
        "contact": "Kontakt",
        "home": "Start",
        "basket": "In den Warenkorb",
        "more": "Zum Artikel",
        "lead": "Kleine Auflagen, ordentlich verpackt und in zwei Tagen bei Ihnen.",
        "law": "Angaben zum Anbieter: Inhaberin, Anschrift, E-Mail und Registernummer.",
        "notice": "Hier steht, welche Daten wir verarbeiten, wozu, wie lange und welche Rechte Sie haben.",
        "write": "Schreiben Sie uns an hallo@",
    },
    "en": {
        "imprint": "Imprint",
        "privacy": "Privacy notice",
        "contact": "Contact",
        "home": "Home",
        "basket": "Add to basket",
        "more": "View item",
        "lead": "Small batches, packed with care and with you in two days.",
        "law": "Who runs this shop: owner, address, e-mail and register number.",
        "notice": "Which data we process, what for, for how long, and which rights you have.",
        "write": "Write to us at hello@",
    },
    "fr": {
        "imprint": "Mentions légales",
        "privacy": "Politique de confidentialité",
        "contact": "Contact",
        "home": "Accueil",
        "basket": "Ajouter au panier",
        "more": "Voir l’article",
        "lead": "Petites séries, emballées avec soin et livrées en deux jours.",
        "law": "Éditeur du site : propriétaire, adresse, courriel et numéro d’immatriculation.",
        "notice": "Quelles données nous traitons, pourquoi, combien de temps, et quels sont vos droits.",
        "write": "Écrivez-nous : bonjour@",
    },
    "nl": {
        "imprint": "Colofon",
        "privacy": "Privacyverklaring",
        "contact": "Contact",
        "home": "Home",
        "basket": "In winkelwagen",
        "more": "Bekijk artikel",
        "lead": "Kleine oplages, zorgvuldig verpakt en binnen twee dagen bij u thuis.",
        "law": "Wie deze winkel drijft: eigenaar, adres, e-mail en KvK-nummer.",
        "notice": "Welke gegevens wij verwerken, waarom, hoe lang, en welke rechten u heeft.",
        "write": "Schrijf ons: hallo@",
    },
    "es": {
        "imprint": "Aviso legal",
        "privacy": "Política de privacidad",
        "contact": "Contacto",
        "home": "Inicio",
        "basket": "Añadir a la cesta",
        "more": "Ver artículo",
        "lead": "Series pequeñas, bien embaladas y en su casa en dos días.",
        "law": "Titular de la tienda: nombre, dirección, correo y número de registro.",
        "notice": "Qué datos tratamos, para qué, cuánto tiempo y qué derechos tiene usted.",
        "write": "Escríbanos a hola@",
    },
    "it": {
        "imprint": "Note legali",
        "privacy": "Informativa privacy",
        "contact": "Contatti",
        "home": "Home",
        "basket": "Aggiungi al carrello",
        "more": "Vedi articolo",
        "lead": "Piccole serie, imballate con cura e da voi in due giorni.",
        "law": "Chi gestisce il negozio: titolare, indirizzo, e-mail e partita IVA.",
        "notice": "Quali dati trattiamo, perché, per quanto tempo e quali diritti avete.",
        "write": "Scriveteci a ciao@",
    },
    "pl": {
        "imprint": "Dane firmy",
        "privacy": "Polityka prywatności",
        "contact": "Kontakt",
        "home": "Strona główna",
        "basket": "Do koszyka",
        "more": "Zobacz produkt",
        "lead": "Małe serie, starannie zapakowane i u Ciebie w dwa dni.",
        "law": "Kto prowadzi sklep: właściciel, adres, e-mail i numer NIP.",
        "notice": "Jakie dane przetwarzamy, po co, jak długo i jakie masz prawa.",
        "write": "Napisz do nas: czesc@",
    },
}


def load_cases(here: Path = HERE) -> dict[str, Case]:
    """Every case by its name, of the set in the folder `here`."""
    cases = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in sorted((here / "cases").glob("*.yaml"))}
    for name, case in cases.items():
        case["name"] = name
    return cases


def own_hosts(case: Case) -> list[str]:
    """The shop's host name, and those of its subdomains that the case uses."""
    return [case["host"], *case.get("subdomains", [])]


def paths(case: Case) -> dict[str, str]:
    """Which path leads to which page."""
    german = case["language"] == "de"
    shop = case["shop"]
    found = {
        "/": "home",
        f"/{shop['category_path']}": "category",
        f"/{shop['category_path']}/{shop['product_path']}": "product",
        "/kontakt" if german else "/contact": "contact",
        "/impressum" if german else "/imprint": "imprint",
        "/datenschutz" if german else "/privacy": "privacy",
    }
    if case.get("settings_page"):
        found[case["settings_page"]["path"]] = "settings"
    return found


def path_to(case: Case, page: str) -> str:
    """The path of a page."""
    return next(path for path, name in paths(case).items() if name == page)


def services(case: Case) -> list[dict[str, object]]:
    """The services that the case loads, with their scripts for this shop."""
    shop_label = case["host"].split(".")[-2]
    made = [
        {**SERVICES[entry["use"]], "id": entry["use"], "purpose": "statistics", "when": "consent", **entry}
        for entry in case.get("services", [])
    ]
    for service in made:
        service["src"] = str(service["src"]).replace("SHOP", shop_label)
    return made


def _fill(text: str, case: Case) -> str:
    """Text with the paths of this shop put in."""
    filled = text.replace("{imprint}", path_to(case, "imprint")).replace("{privacy}", path_to(case, "privacy"))
    return filled.replace("{settings}", (case.get("settings_page") or {}).get("path", "#"))


def _picture(hue: int) -> str:
    return (
        f'<svg viewBox="0 0 300 200" role="img" aria-hidden="true">'
        f'<rect width="300" height="200" fill="hsl({hue} 40% 82%)"/>'
        f'<circle cx="150" cy="105" r="62" fill="hsl({hue} 45% 55%)"/></svg>'
    )


def _cards(case: Case, count: int) -> str:
    words, shop = WORDS[case["language"]], case["shop"]
    link = path_to(case, "product")
    return "".join(
        f"<article>{_picture(shop['hue'] + 23 * number)}<h2>{shop['product']} {number + 1}</h2>"
        f"<p>{shop['price']}</p><a href='{link}'>{words['more']}</a></article>"
        for number in range(count)
    )


def _main(case: Case, page: str) -> str:
    words, shop = WORDS[case["language"]], case["shop"]
    host = case["host"].removeprefix("www.")
    if page == "product":
        return (
            f"<h1>{shop['product']}</h1>{_picture(shop['hue'])}<p>{shop['price']}</p>"
            f"<p>{words['lead']}</p><p><button type='button' data-basket>{words['basket']}</button></p>"
        )
    if page == "contact":
        return f"<h1>{words['contact']}</h1><p>{words['write']}{host}</p>"
    if page == "imprint":
        return f"<h1>{words['imprint']}</h1><p>{words['law']}</p>"
    if page == "privacy":
        return f"<h1>{words['privacy']}</h1><p>{words['notice']}</p>{_fill(case.get('privacy_extra', ''), case)}"
    if page == "settings":
        return _fill(case["settings_page"]["html"], case)
    heading = shop["title"] if page == "home" else shop["category"]
    extra = _fill(case.get("home_extra", ""), case) if page == "home" else ""
    return f"<h1>{heading}</h1><p>{words['lead']}</p>{extra}<div class='grid'>{_cards(case, 12)}</div>"


def render(case: Case, page: str) -> str:
    """One page as HTML."""
    words, shop = WORDS[case["language"]], case["shop"]
    data = {
        "page": page,
        "lang": case["language"],
        "services": services(case),
        "store": case.get("store"),
        "revoke": case.get("revoke", True),
        "sticky": case.get("sticky"),
        "gpc": case.get("gpc"),
        "quiet": page in case.get("quiet_pages", []),
        "banner": json.loads(_fill(json.dumps(case.get("banner") or {}), case)),
        "links": {name: path for path, name in paths(case).items()},
    }
    top = "".join(
        f"<a href='{path_to(case, name)}'>{text}</a>"
        for name, text in (("home", words["home"]), ("category", shop["category"]), ("contact", words["contact"]))
    )
    foot = "".join(f"<a href='{path_to(case, name)}'>{words[name]}</a>" for name in ("imprint", "privacy", "contact"))
    if case.get("footer_link"):
        foot += f"<a href='{_fill(case.get('footer_href', '#'), case)}' class='consent-link'"
        foot += f"{'' if case.get('footer_href') else ' data-consent-open'}>{html.escape(case['footer_link'])}</a>"
    head = _fill(case.get("head", ""), case)
    site = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    scripts = "".join(f"<script src='{source}'></script>" for source in case.get("scripts", []))
    return (
        f"<!doctype html><html lang='{case['language']}'><head><meta charset='utf-8'>"
        f"<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<title>{html.escape(shop['title'])}</title>"
        f"<link rel='icon' href='data:,'><link rel='stylesheet' href='/assets/shop.css'>"
        f"<style>:root{{--hue:{shop['hue']}}}{case.get('css', '')}</style>{head}</head><body>"
        f"<header><a class='brand' href='/'>{html.escape(shop['title'])}</a><nav>{top}</nav></header>"
        f"<main>{_main(case, page)}</main><footer>{foot}</footer>{_fill(case.get('body', ''), case)}"
        f"<script type='application/json' id='site-data'>{site}</script>"
        f"<script src='/assets/site.js'></script>{scripts}</body></html>"
    )
