"""Self-made banners in the style of shop systems and large vendors: one as it should be, one with a fault."""

from __future__ import annotations

from dataclasses import replace

from tests.consent.lab import tags
from tests.consent.lab.cases.made import made
from tests.consent.lab.shops import Case, Lang, Steps

# --- the style of Shopware 6: a bar, and a side panel for the settings
SHOPWARE_STYLE = """<style>.cookie-permission-container{position:fixed;left:0;right:0;bottom:0;background:#fff;
box-shadow:0 -2px 12px #0003;
padding:16px 40px;display:flex;gap:14px;align-items:center;z-index:1100;font:15px Arial}
.cookie-permission-container[hidden]{display:none}
.cookie-permission-container button{min-width:205px;padding:10px;border:1px solid #0b4f6c;background:#0b4f6c;
color:#fff;font:15px Arial;cursor:pointer}
.offcanvas{position:fixed;top:0;left:0;bottom:0;width:380px;background:#fff;z-index:1200;padding:24px;
font:15px Arial;box-shadow:2px 0 14px #0004}
.offcanvas[hidden]{display:none}.offcanvas button{padding:10px;width:100%;background:#0b4f6c;color:#fff;border:0;
font:15px Arial}</style>"""


def _shopware(*, necessary: str) -> str:
    return (
        '<div class="cookie-permission-container" data-cookie-permission="true"><div '
        'class="cookie-permission-content">Diese Website verwendet Cookies'
        " für Statistik und Marketing, auch von {partners}. Sie entscheiden; Ihre Zustimmung lässt sich jederzeit am "
        "Seitenende widerrufen."
        ' <a href="/datenschutz">Mehr Informationen</a></div>'
        '<button type="button" class="js-cookie-permission-button">Nur technisch notwendige</button>'
        '<button type="button" class="js-cookie-configuration-button">Konfigurieren</button>'
        '<button type="button" class="js-cookie-accept-all-button">Alle Cookies akzeptieren</button></div>'
        '<div class="offcanvas cookie-offcanvas" hidden><h3>Cookie-Voreinstellungen</h3>'
        f'<p><input type="checkbox" id="cookie_technical" checked disabled> <label for="cookie_technical">Technisch '
        f"erforderlich: {necessary}</label></p>"
        '<p><input type="checkbox" id="cookie_statistics"> <label for="cookie_statistics">Statistik</label></p>'
        '<p><input type="checkbox" id="cookie_marketing"> <label for="cookie_marketing">Marketing</label></p>'
        '<button type="button" class="js-offcanvas-cookie-submit">Speichern</button></div>'
    )


def shopware(name: str, host: str, stock: str, *, necessary: str, chosen: tuple[tags.Tag, ...], head: str = "") -> Case:
    return made(
        name,
        host,
        "de",
        stock,
        chosen,
        html=_shopware(necessary=necessary),
        style=SHOPWARE_STYLE,
        controls={
            ".js-cookie-permission-button": "deny",
            ".js-cookie-configuration-button": "settings",
            ".js-cookie-accept-all-button": "accept",
            ".js-offcanvas-cookie-submit": "save",
        },
        names={"cookie-preference": "*"},
        banner=".cookie-permission-container",
        again="Cookie-Voreinstellungen",
        head=head,
        more={
            "panel": ".cookie-offcanvas",
            "boxes": {"statistics": "#cookie_statistics", "marketing": "#cookie_marketing"},
        },
        steps=Steps(
            banner=".cookie-permission-container",
            accept=(".js-cookie-accept-all-button",),
            reject=(".js-cookie-permission-button",),
            settings=(".js-cookie-configuration-button",),
            withdraw=("#again", ".js-cookie-permission-button"),
            ticks=".cookie-offcanvas input:not([disabled])",
        ),
    )


# --- the style of Complianz in WooCommerce: a card at the corner with categories
COMPLIANZ_STYLE = """<style>.cmplz-cookiebanner{position:fixed;right:18px;bottom:18px;width:480px;background:#fff;
border:1px solid #bbb;border-radius:12px;
padding:18px;z-index:99999;font:14px Verdana}.cmplz-cookiebanner[hidden],.cmplz-categories[hidden]{display:none}
.cmplz-btn{display:inline-block;min-width:136px;padding:10px 4px;margin-top:8px;border:1px solid #7a3e00;
background:#7a3e00;color:#fff;font:14px Verdana;
border-radius:6px;cursor:pointer}.cmplz-quiet{border:0;background:#fff;color:#767676;font:11px Verdana;padding:0;
min-width:0;margin-right:12px}</style>"""


def complianz(name: str, host: str, stock: str, chosen: tuple[tags.Tag, ...], *, quiet: bool) -> Case:
    kind = "cmplz-quiet" if quiet else "cmplz-btn"
    html = (
        '<div class="cmplz-cookiebanner" role="dialog" aria-labelledby="cmplz-title"><strong id="cmplz-title">Manage '
        "consent</strong>"
        "<p>To count visits (statistics) and to show adverts (marketing), we and our partners {partners} store "
        "cookies on your device if you"
        ' agree. You may withdraw consent at any time under “Manage consent”. <a href="/privacy">Privacy notice</a> '
        '<a href="/imprint">Imprint</a></p>'
        '<div class="cmplz-categories" hidden><label><input type="checkbox" checked disabled> Functional</label> '
        '<label><input type="checkbox" id="cmplz-statistics"> Statistics</label> <label><input type="checkbox" '
        'id="cmplz-marketing"> Marketing</label> '
        '<button type="button" class="cmplz-btn cmplz-save-preferences">Save preferences</button></div>'
        f'<div class="cmplz-buttons"><button type="button" class="cmplz-btn cmplz-accept">Accept</button> '
        f'<button type="button" class="{kind} cmplz-deny">Deny</button> '
        f'<button type="button" class="{kind} cmplz-view-preferences">View preferences</button></div></div>'
    )
    return made(
        name,
        host,
        "en",
        stock,
        chosen,
        html=html,
        style=COMPLIANZ_STYLE,
        controls={
            ".cmplz-accept": "accept",
            ".cmplz-deny": "deny",
            ".cmplz-view-preferences": "settings",
            ".cmplz-save-preferences": "save",
        },
        names={"cmplz_banner-status": "=dismissed", "cmplz_statistics": "statistics", "cmplz_marketing": "marketing"},
        banner=".cmplz-cookiebanner",
        again="Manage consent",
        more={
            "panel": ".cmplz-categories",
            "boxes": {"statistics": "#cmplz-statistics", "marketing": "#cmplz-marketing"},
        },
        steps=Steps(
            banner=".cmplz-cookiebanner",
            accept=(".cmplz-accept",),
            reject=(".cmplz-deny",),
            settings=(".cmplz-view-preferences",),
            withdraw=("#again", ".cmplz-deny"),
            ticks=".cmplz-categories input:not([disabled])",
        ),
    )


# --- the style of Borlabs: a box in the middle, the page behind it out of reach
BORLABS_STYLE = """<style>.brlbs-cmpnt-container{position:fixed;inset:0;background:#000a;z-index:999999;
display:flex;align-items:center;justify-content:center}
.brlbs-cmpnt-container[hidden]{display:none}.brlbs-box{background:#fff;width:620px;padding:26px;border-radius:6px;
font:15px "Segoe UI",Arial}
.brlbs-btn{display:block;width:100%;margin-top:10px;padding:12px;border:0;background:#0a3d2c;color:#fff;
font:16px "Segoe UI",Arial;cursor:pointer}
.brlbs-panel[hidden]{display:none}</style>"""


def borlabs(name: str, host: str, stock: str, chosen: tuple[tags.Tag, ...], *, links: bool) -> Case:
    legal = (
        '<p class="brlbs-legal"><a href="/datenschutz">Datenschutzerklärung</a> <a href="/impressum">Impressum</a></p>'
        if links
        else ""
    )
    html = (
        '<div class="brlbs-cmpnt-container" id="BorlabsLikeBox" role="dialog" aria-modal="true"><div '
        'class="brlbs-box"><h3>Datenschutz-Präferenz</h3>'
        "<p>Wir benötigen Ihre Einwilligung für Statistiken und Marketing. Daten gehen dabei an {partners}. Über "
        "„Präferenzen“ am Seitenende"
        " können Sie die Einwilligung jederzeit widerrufen.</p>"
        '<div class="brlbs-panel" hidden><label><input type="checkbox" checked disabled> Essenziell</label> '
        '<label><input type="checkbox" id="brlbs-statistics"> Statistiken</label> <label><input type="checkbox" '
        'id="brlbs-marketing"> Marketing</label>'
        '<button type="button" class="brlbs-btn brlbs-btn-save">Speichern &amp; schließen</button></div>'
        '<button type="button" class="brlbs-btn brlbs-btn-accept-all">Alle akzeptieren</button>'
        '<button type="button" class="brlbs-btn brlbs-btn-accept-only-essential">Nur essenzielle akzeptieren</button>'
        f'<button type="button" class="brlbs-btn brlbs-btn-manage">Individuelle Einstellungen</button>{legal}</div>'
        f"</div>"
    )
    return made(
        name,
        host,
        "de",
        stock,
        chosen,
        html=html,
        style=BORLABS_STYLE,
        controls={
            ".brlbs-btn-accept-all": "accept",
            ".brlbs-btn-accept-only-essential": "deny",
            ".brlbs-btn-manage": "settings",
            ".brlbs-btn-save": "save",
        },
        names={"borlabs-cookie": "*"},
        banner="#BorlabsLikeBox",
        again="Präferenzen",
        more={"panel": ".brlbs-panel", "boxes": {"statistics": "#brlbs-statistics", "marketing": "#brlbs-marketing"}},
        steps=Steps(
            banner="#BorlabsLikeBox",
            accept=(".brlbs-btn-accept-all",),
            reject=(".brlbs-btn-accept-only-essential",),
            settings=(".brlbs-btn-manage",),
            withdraw=("#again", ".brlbs-btn-accept-only-essential"),
            ticks=".brlbs-panel input:not([disabled])",
        ),
    )


# --- the style of a large vendor: everything in an open shadow root
VENDOR_STYLE = """<style>.wall{position:fixed;left:50%;transform:translateX(-50%);bottom:24px;width:860px;
background:#fff;color:#222;border-radius:10px;
box-shadow:0 4px 26px #0005;padding:22px;z-index:2147483000;font:15px Arial}.wall[hidden],.tabs[hidden]{display:none}
.row{display:flex;gap:10px;margin-top:12px}.row button{flex:1;padding:12px;border:0;border-radius:5px;
background:#0045a5;color:#fff;font:600 15px Arial}</style>"""
VENDOR_TEXTS: dict[Lang, dict[str, str]] = {
    "de": {
        "title": "Privatsphäre-Einstellungen",
        "text": "Diese Seite nutzt Techniken von Dritten ({partners}), um Besuche zu analysieren und Werbung passend "
        "zu Ihren Interessen zu zeigen."
        " Ich willige ein und kann meine Einwilligung jederzeit mit Wirkung für die Zukunft widerrufen oder ändern.",
        "deny": "Ablehnen",
        "more": "Mehr Informationen",
        "accept": "Alles akzeptieren",
        "save": "Einstellungen speichern",
        "links": '<a href="/datenschutz">Datenschutzerklärung</a> <a href="/impressum">Impressum</a>',
        "statistics": "Analyse",
        "marketing": "Werbung",
    },
    "en": {
        "title": "Privacy settings",
        "text": "This site uses third-party technologies ({partners}) to analyse visits and to show advertisements "
        "that fit your interests."
        " I agree and may revoke or change my consent at any time with effect for the future.",
        "deny": "Deny",
        "more": "More information",
        "accept": "Accept all",
        "save": "Save settings",
        "links": '<a href="/datenschutz">Privacy policy</a> <a href="/impressum">Legal notice</a>',
        "statistics": "Analytics",
        "marketing": "Advertising",
    },
}


def vendor(name: str, host: str, stock: str, chosen: tuple[tags.Tag, ...], *, lang: Lang, page: Lang = "de") -> Case:
    words = VENDOR_TEXTS[lang]
    html = (
        f'<div class="wall" role="dialog" aria-label="{words["title"]}" lang="{lang}" '
        f'data-testid="uc-default-banner"><h2>{words["title"]}</h2>'
        f"<p>{words['text']}</p><p>{words['links']}</p>"
        f'<div class="tabs" hidden><label><input type="checkbox" role="switch" class="s"> '
        f"{words['statistics']}</label> "
        f'<label><input type="checkbox" role="switch" class="m"> {words["marketing"]}</label>'
        f'<div class="row"><button data-testid="uc-save-button">{words["save"]}</button></div></div>'
        f'<div class="row"><button data-testid="uc-deny-all-button">{words["deny"]}</button>'
        f'<button data-testid="uc-more-button">{words["more"]}</button><button data-testid="uc-accept-all-button">'
        f"{words['accept']}</button></div></div>"
    )
    deny, accept, more, save = (
        f'[data-testid="uc-{one}-button"]' for one in ("deny-all", "accept-all", "more", "save")
    )
    return made(
        name,
        host,
        lang,
        stock,
        chosen,
        html=html,
        style=VENDOR_STYLE,
        controls={deny: "deny", accept: "accept", more: "settings", save: "save"},
        names={"uc_user_choice": "*"},
        banner=".wall",
        again="Privatsphäre-Einstellungen" if page == "de" else "Privacy settings",
        more={
            "shadow": "open",
            "holder": "usercentrics-like-root",
            "panel": ".tabs",
            "boxes": {"statistics": ".s", "marketing": ".m"},
        },
        case={"page_lang": page},
        steps=Steps(
            banner=".wall",
            accept=(accept,),
            reject=(deny,),
            settings=(more,),
            withdraw=("#again", deny),
            ticks=".wall input",
        ),
    )


# --- the style of Cookiebot: switches on the first layer
COOKIEBOT_STYLE = """<style>#CookiebotLikeDialog{position:fixed;top:12%;left:50%;transform:translateX(-50%);
width:840px;background:#fff;z-index:2147483631;
padding:24px;box-shadow:0 30px 70px #0006;font:15px Helvetica,Arial}#CookiebotLikeDialog[hidden]{display:none}
.cbl-switches{display:flex;gap:34px;margin:14px 0}
.cbl-button{width:250px;padding:12px;border:2px solid #143c8c;background:#143c8c;color:#fff;
font:600 15px Helvetica,Arial;cursor:pointer}</style>"""


def cookiebot_fair(name: str, host: str, stock: str, chosen: tuple[tags.Tag, ...]) -> Case:
    html = (
        '<div id="CookiebotLikeDialog" role="dialog"><h2>This website uses cookies</h2><p>We use cookies to analyse '
        "our traffic (statistics) and for"
        " advertising (marketing). We also share information about your use of our site with {partners}. You can "
        "withdraw your consent at any time"
        ' from the cookie declaration. <a href="/privacy">Cookie declaration</a> <a href="/imprint">Imprint</a></p>'
        '<div class="cbl-switches">'
        '<label><input type="checkbox" checked disabled> Necessary</label><label><input type="checkbox" '
        'id="cbl-statistics"> Statistics</label>'
        '<label><input type="checkbox" id="cbl-marketing"> Marketing</label></div>'
        '<button class="cbl-button" id="cbl-decline">Use necessary cookies only</button> <button class="cbl-button" '
        'id="cbl-selection">Allow selection</button> '
        '<button class="cbl-button" id="cbl-all">Allow all cookies</button></div>'
    )
    return made(
        name,
        host,
        "en",
        stock,
        chosen,
        html=html,
        style=COOKIEBOT_STYLE,
        controls={"#cbl-decline": "deny", "#cbl-selection": "save", "#cbl-all": "accept"},
        names={"CookieConsent": "*"},
        banner="#CookiebotLikeDialog",
        again="Cookie declaration",
        more={"boxes": {"statistics": "#cbl-statistics", "marketing": "#cbl-marketing"}},
        steps=Steps(
            banner="#CookiebotLikeDialog",
            accept=("#cbl-all",),
            reject=("#cbl-decline",),
            withdraw=("#again", "#cbl-decline"),
            ticks="#CookiebotLikeDialog input:not([disabled])",
        ),
    )


def cookiebot_ticked(name: str, host: str, stock: str, chosen: tuple[tags.Tag, ...]) -> Case:
    html = (
        '<div id="CookiebotLikeDialog" role="dialog"><h2>Diese Webseite verwendet Cookies</h2><p>Wir verwenden '
        "Cookies, um Zugriffe zu analysieren"
        " (Statistik) und für Werbung (Marketing). Außerdem geben wir Informationen an {partners} weiter. Ihre "
        "Einwilligung können Sie jederzeit"
        ' in der Cookie-Erklärung widerrufen. <a href="/datenschutz">Cookie-Erklärung</a> <a href="/impressum">'
        'Impressum</a></p><div class="cbl-switches">'
        '<label><input type="checkbox" checked disabled> Notwendig</label><label><input type="checkbox" '
        'id="cbl-statistics" checked> Statistik</label>'
        '<label><input type="checkbox" id="cbl-marketing" checked> Marketing</label></div>'
        '<button class="cbl-button" id="cbl-selection">Auswahl erlauben</button> <button class="cbl-button" '
        'id="cbl-all">Alle zulassen</button></div>'
    )
    return made(
        name,
        host,
        "de",
        stock,
        chosen,
        html=html,
        style=COOKIEBOT_STYLE,
        controls={"#cbl-selection": "save", "#cbl-all": "accept"},
        names={"CookieConsent": "*"},
        banner="#CookiebotLikeDialog",
        again="Cookie-Erklärung",
        more={"boxes": {"statistics": "#cbl-statistics", "marketing": "#cbl-marketing"}},
        steps=Steps(
            banner="#CookiebotLikeDialog",
            accept=("#cbl-all",),
            reject=("#cbl-statistics", "#cbl-marketing", "#cbl-selection"),
            withdraw=("#again", "#cbl-statistics", "#cbl-marketing", "#cbl-selection"),
            ticks="#CookiebotLikeDialog input:not([disabled])",
        ),
    )


_CALLED_NECESSARY = "Sitzung, Warenkorb, Google Analytics (_ga)"

CASES: tuple[Case, ...] = (
    shopware(
        "shopware-fair-de",
        "www.rosenhof-31.example",
        "roses",
        necessary="Sitzung, Warenkorb",
        chosen=(tags.ga(), tags.META),
    ),
    replace(
        shopware(
            "shopware-called-necessary-de",
            "www.teekontor-32.example",
            "tea",
            necessary=_CALLED_NECESSARY,
            chosen=(tags.MATOMO, tags.META),
            head=tags.plain(tags.ga()),
        ),
        uses=("Google Analytics", "Matomo Cloud", "Meta Pixel"),
    ),
    complianz("complianz-fair-en", "www.fellfleece-33.example", "wool", (tags.HOTJAR, tags.PINTEREST), quiet=False),
    complianz("complianz-quiet-reject-en", "www.fellfleece-34.example", "wool", (tags.ga(), tags.BING), quiet=True),
    borlabs("borlabs-fair-de", "www.steinacker-35.example", "wine", (tags.MATOMO, tags.META), links=True),
    borlabs("borlabs-blocks-legal-de", "www.steinacker-36.example", "wine", (tags.ga(), tags.TIKTOK), links=False),
    vendor("vendor-shadow-fair-de", "www.radhaus-37.example", "bikes", (tags.ga(), tags.BING), lang="de"),
    vendor(
        "vendor-shadow-english-on-german-de", "www.radhaus-38.example", "bikes", (tags.MATOMO, tags.TIKTOK), lang="en"
    ),
    cookiebot_fair("cookiebot-fair-en", "www.mapletoys-39.example", "wood", (tags.ga(), tags.META)),
    cookiebot_ticked("cookiebot-preticked-de", "www.holzspiel-40.example", "wood", (tags.HOTJAR, tags.META)),
)
