"""Small shops to be crawled: an ordinary one with everything, and pieces for bad ones."""

from __future__ import annotations

PRIVACY = """<h1>Datenschutzerklärung</h1>
<p>Verantwortlicher im Sinne der DSGVO ist die Müsli Beispiel GmbH. Wir verarbeiten
personenbezogene Daten auf der Rechtsgrundlage von Art. 6 DSGVO, speichern sie bis zur Löschung, und Sie haben als
betroffene Person ein Recht auf Auskunft und auf Beschwerde bei der Aufsichtsbehörde.</p>"""
IMPRINT = """<h1>Impressum</h1><p>Müsli Beispiel GmbH<br>Haferweg 7<br>12345 Beispielstadt</p>
<p>Vertreten durch Änne Öztürk</p>
<p>E-Mail: hallo@muesli.example, Telefon: 030 23125 000</p><p>Amtsgericht Beispielstadt, HRB 00000</p>"""
TERMS = """<h1>Allgemeine Geschäftsbedingungen</h1>
<p>Geltungsbereich: alle Bestellungen. Vertragsschluss durch Annahme.
Eigentumsvorbehalt bis zur Zahlung. Gewährleistung nach dem Gesetz.</p>"""
WITHDRAWAL = """<h1>Widerrufsbelehrung</h1>
<p>Sie haben das Recht, binnen vierzehn Tagen ohne Angabe von Gründen zu widerrufen.
Folgen des Widerrufs: wir zahlen zurück. Muster-Widerrufsformular anbei.</p>"""
SHIPPING = """<h1>Versand und Zahlung</h1>
<p>Versandkosten 4,90 €, Lieferzeit 2 Werktage, mit DHL. Zahlungsarten: PayPal,
Kreditkarte, Rechnung, Vorkasse.</p>"""
LOGIN = """<h1>Anmelden</h1><form method=post action=/do-login>
<input type=email name=email><input type=password name=pw>
<button>Anmelden</button></form><p>Kein Konto? <a href=/registrieren>Registrieren</a></p>"""
REGISTRATION = """<h1>Registrieren</h1><form method=post action=/do-register>
<input name=firstname><input name=lastname>
<input type=email name=email><input type=password name=pw autocomplete=new-password><button>Weiter</button></form>"""
CONTACT = """<h1>Kontakt</h1><form method=post action=/do-contact>
<input type=email name=email><textarea name=message></textarea>
<button>Senden</button></form>"""
NEWSLETTER = """<h1>Newsletter</h1><form method=post action=/do-newsletter>
<input type=email name=email><button>Abonnieren</button></form>"""
CART = "<h1>Warenkorb</h1><p>Ihr Warenkorb ist leer.</p>"

GOODS = {"beerenmix": "Beerenmix", "nussmix": "Nussmix", "kakaomix": "Kakaomix", "apfelmix": "Apfelmix"}

LEGAL_LINKS = """<a href=/impressum>Impressum</a> <a href=/datenschutz>Datenschutz</a> <a href=/agb>AGB</a>
<a href=/widerruf>Widerrufsrecht</a> <a href=/versand>Versand und Zahlung</a> <a href=/kontakt>Kontakt</a>
<a href=/newsletter>Newsletter</a> <a href=/blog/was-gehoert-ins-impressum>Was gehört ins Impressum?</a>"""


def page(main: str, *, footer: str = LEGAL_LINKS, nav: str = "", head: str = "") -> str:
    """A page in the frame that all pages of a shop have."""
    title = main.partition("<h1>")[2].partition("</h1>")[0] or "Müsli Beispiel"
    return f"""<!doctype html><html lang=de><head><meta charset=utf-8><title>{title} | Müsli Beispiel</title>{head}
</head><body>
<header><a href=/>Startseite</a><form action=/suche role=search><input type=search name=q></form>
<a href=/login>Anmelden</a> <a href=/warenkorb>Warenkorb (0)</a></header>
<nav><a href=/sorten>Müslis</a> <a href=/ueber-uns>Über uns</a>{nav}</nav><main>{main}</main>
<footer>{footer}</footer></body></html>"""


def card(slug: str, name: str) -> str:
    """An offer as it stands in a list, with all that must not be followed."""
    return f"""<article><a href=/produkt/{slug}>{name}</a><p>7,90 €</p>
<a href="/sorten?add-to-cart={slug}">In den Warenkorb</a>
<a href="/wishlist/add/{slug}">♥</a></article>"""


def product(slug: str, name: str) -> str:
    """An offer's own page."""
    return f"""<h1>{name}</h1><p>7,90 € inkl. MwSt.</p><p>Lieferzeit 2 Tage</p>
<form method=post action=/do-cart><input type=hidden name=id value={slug}><button>In den Warenkorb</button></form>"""


def whole_shop() -> dict[str, object]:
    """Every role, and dangerous links on every list."""
    cards = "".join(card(slug, name) for slug, name in GOODS.items())
    pages: dict[str, object] = {
        "/": page(f"<h1>Willkommen</h1>{cards}<a href=/logout>Abmelden</a>"),
        "/sorten": page(f"<h1>Müslis</h1>{cards}"),
        "/suche": page(f"<h1>Suchergebnisse</h1>{cards}"),
        "/impressum": page(IMPRINT),
        "/datenschutz": page(PRIVACY),
        "/agb": page(TERMS),
        "/widerruf": page(WITHDRAWAL),
        "/versand": page(SHIPPING),
        "/kontakt": page(CONTACT),
        "/newsletter": page(NEWSLETTER),
        "/login": page(LOGIN),
        "/registrieren": page(REGISTRATION),
        "/warenkorb": page(CART),
        "/ueber-uns": page("<h1>Über uns</h1><p>Wir rösten.</p>"),
        "/blog/was-gehoert-ins-impressum": page("<h1>Was gehört ins Impressum?</h1><p>Vieles.</p>"),
    }
    return pages | {f"/produkt/{slug}": page(product(slug, name)) for slug, name in GOODS.items()}
