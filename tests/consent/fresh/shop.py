"""The pages of one shop of this set: fuller ones than those of the earlier sets, in four looks."""

from __future__ import annotations

import html
import json
from typing import Any

from tests.consent.held_out import shop as plain

WORDS: dict[str, dict[str, Any]] = {
    "de": {
        "search": "Suchen",
        "account": "Mein Konto",
        "cart": "Warenkorb",
        "menu": "Menü",
        "letter": "Neues per E-Mail",
        "subscribe": "Abonnieren",
        "filter": "Filter",
        "more": "Mehr anzeigen",
        "usp": ["Versandfrei ab 60 €", "30 Tage Rückgabe", "Gepackt von Hand"],
        "info": "Über uns",
        "pay": "Rechnung, PayPal, Vorkasse",
    },
    "en": {
        "search": "Search",
        "account": "My account",
        "cart": "Basket",
        "menu": "Menu",
        "letter": "News by e-mail",
        "subscribe": "Subscribe",
        "filter": "Filter",
        "more": "Show more",
        "usp": ["Free delivery over £50", "30-day returns", "Packed by hand"],
        "info": "About us",
        "pay": "Card, PayPal, bank transfer",
    },
    "fr": {
        "search": "Rechercher",
        "account": "Mon compte",
        "cart": "Panier",
        "menu": "Menu",
        "letter": "Nos nouvelles par courriel",
        "subscribe": "S’abonner",
        "filter": "Filtrer",
        "more": "Afficher plus",
        "usp": ["Livraison offerte dès 60 €", "Retour sous 30 jours", "Emballé à la main"],
        "info": "À propos",
        "pay": "Carte, PayPal, virement",
    },
    "nl": {
        "search": "Zoeken",
        "account": "Mijn account",
        "cart": "Winkelwagen",
        "menu": "Menu",
        "letter": "Nieuws per e-mail",
        "subscribe": "Aanmelden",
        "filter": "Filteren",
        "more": "Toon meer",
        "usp": ["Gratis verzending vanaf € 60", "30 dagen retour", "Met de hand verpakt"],
        "info": "Over ons",
        "pay": "iDEAL, kaart, PayPal",
    },
    "es": {
        "search": "Buscar",
        "account": "Mi cuenta",
        "cart": "Cesta",
        "menu": "Menú",
        "letter": "Novedades por correo",
        "subscribe": "Suscribirme",
        "filter": "Filtrar",
        "more": "Mostrar más",
        "usp": ["Envío gratis desde 60 €", "30 días de devolución", "Embalado a mano"],
        "info": "Quiénes somos",
        "pay": "Tarjeta, PayPal, Bizum",
    },
    "it": {
        "search": "Cerca",
        "account": "Il mio account",
        "cart": "Carrello",
        "menu": "Menu",
        "letter": "Novità via e-mail",
        "subscribe": "Iscriviti",
        "filter": "Filtra",
        "more": "Mostra altro",
        "usp": ["Spedizione gratuita da 60 €", "Reso entro 30 giorni", "Imballato a mano"],
        "info": "Chi siamo",
        "pay": "Carta, PayPal, bonifico",
    },
    "pl": {
        "search": "Szukaj",
        "account": "Moje konto",
        "cart": "Koszyk",
        "menu": "Menu",
        "letter": "Nowości e-mailem",
        "subscribe": "Zapisz się",
        "filter": "Filtruj",
        "more": "Pokaż więcej",
        "usp": ["Darmowa dostawa od 200 zł", "30 dni na zwrot", "Pakowane ręcznie"],
        "info": "O nas",
        "pay": "BLIK, karta, przelew",
    },
}
LAW = ("imprint", "privacy", "contact")


def _search(words: dict[str, Any]) -> str:
    return (
        f"<form role='search' class='seek' action='/'><input type='search' name='q' aria-label='{words['search']}'>"
        f"<button type='submit'>{words['search']}</button></form>"
    )


def _letter(words: dict[str, Any]) -> str:
    return (
        f"<form class='letter' action='/'><label>{words['letter']} <input type='email' name='email'></label>"
        f"<button type='submit'>{words['subscribe']}</button></form>"
    )


def _top(case: plain.Case, words: dict[str, Any]) -> str:
    title, known = html.escape(case["shop"]["title"]), plain.WORDS[case["language"]]
    nav = "".join(
        f"<a href='{plain.path_to(case, page)}'>{text}</a>"
        for page, text in (
            ("home", known["home"]),
            ("category", case["shop"]["category"]),
            ("contact", known["contact"]),
        )
    )
    usp = "".join(f"<li>{one}</li>" for one in words["usp"])
    tools = f"<div class='tools'><a href='/'>{words['account']}</a><a href='/'>{words['cart']} (0)</a></div>"
    brand = f"<a class='brand' href='/'>{title}</a>"
    look = case.get("look", 1)
    if look == 2:
        head = f"<header class='mid'>{_search(words)}{brand}{tools}</header>"
        return f"<ul class='usp'>{usp}</ul>{head}<nav class='wide'>{nav}</nav>"
    if look == 3:
        return f"<header class='dark'>{brand}<nav>{nav}</nav>{tools}</header><div class='sub'>{_search(words)}</div>"
    if look == 4:
        return (
            f"<header class='slim'><details><summary>{words['menu']}</summary><nav>{nav}</nav></details>{brand}{tools}"
            f"</header><ul class='usp low'>{usp}</ul>"
        )
    return f"<header>{brand}<nav>{nav}</nav>{_search(words)}{tools}</header>"


def _foot(case: plain.Case, words: dict[str, Any]) -> str:
    known = plain.WORDS[case["language"]]
    law = "".join(f"<li><a href='{plain.path_to(case, name)}'>{known[name]}</a></li>" for name in LAW)
    if case.get("footer_link"):
        href, does = case.get("footer_href"), case.get("footer_do")
        what = "" if href else f" data-do='{does}'" if does else " data-consent-open"
        tag = case.get("footer_tag", "a")
        where = f" href='{plain._fill(href or '#', case)}'" if tag == "a" else " type='button'"
        law += f"<li><{tag}{where} class='consent-link'{what}>{html.escape(case['footer_link'])}</{tag}></li>"
    return (
        f"<footer><div><h3>{words['info']}</h3><p>{html.escape(case['shop']['title'])}</p><p>{words['pay']}</p></div>"
        f"<div><ul>{law}</ul></div><div>{_letter(words)}</div></footer>"
    )


def render(case: plain.Case, page: str) -> str:
    """One page as HTML."""
    shop, words = case["shop"], WORDS[case["language"]]
    data = {
        "page": page,
        "lang": case["language"],
        "services": plain.services(case),
        "store": case.get("store"),
        "gpc": case.get("gpc"),
        "answer": case.get("answer"),
        "quiet": page in case.get("quiet_pages", []),
        "banner": json.loads(plain._fill(json.dumps(case.get("banner") or {}), case)),
    }

    def filled(name: str) -> str:
        return plain._fill(case.get(name, ""), case)

    main = plain._main(case, page)
    if page == "category":
        only = f"<summary>{words['filter']}</summary><p>{shop['product']}</p>"
        main = f"<details class='filter'>{only}</details>{main}"
    if page == "home":
        main += f"<p class='next'><a href='{plain.path_to(case, 'category')}'>{words['more']}</a></p>"
    site = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    scripts = "".join(f"<script src='{source}'></script>" for source in case.get("scripts", []))
    return (
        f"<!doctype html><html lang='{case['language']}'><head><meta charset='utf-8'>"
        f"<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<title>{html.escape(shop['title'])}</title>"
        f"<link rel='icon' href='data:,'><link rel='stylesheet' href='/assets/shop.css'>"
        f"<style>:root{{--hue:{shop['hue']}}}{case.get('css', '')}</style>{filled('head')}</head>"
        f"<body class='look{case.get('look', 1)}'>{filled('first')}{_top(case, words)}<main>{main}</main>"
        f"{_foot(case, words)}{filled('body')}"
        f"<script type='application/json' id='site-data'>{site}</script>"
        f"<script src='/assets/site.js'></script>{scripts}</body></html>"
    )


def use() -> None:
    """Lets the server of the other set show these pages."""
    plain.render = render
