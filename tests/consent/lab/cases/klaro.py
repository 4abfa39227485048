"""Shops with Klaro."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from tests.consent.lab import tags
from tests.consent.lab.shops import Case, Lang, Steps
from tests.consent.lab.tags import Tag

TEXTS: Mapping[Lang, Mapping[str, object]] = {
    "de": {
        "privacyPolicyUrl": "/datenschutz",
        "ok": "Alle akzeptieren",
        "acceptAll": "Alle akzeptieren",
        "acceptSelected": "Auswahl speichern",
        "decline": "Ablehnen",
        "save": "Auswahl speichern",
        "close": "Schließen",
        "consentNotice": {
            "description": (
                "Mit Ihrer Einwilligung nutzen wir und unsere Partner ({partners}) Cookies für Statistik und Werbung."
                " Ihre Einwilligung können Sie jederzeit über „Cookie-Einstellungen“ am Seitenende widerrufen."
            ),
            "learnMore": "Einstellungen",
        },
        "consentModal": {
            "title": "Ihre Auswahl",
            "description": "Hier sehen Sie, welche Dienste wir einsetzen. Näheres steht in den Datenschutzhinweisen.",
        },
        "purposes": {
            "statistics": {"title": "Statistik", "description": "Wir zählen, welche Seiten besucht werden."},
            "marketing": {"title": "Werbung", "description": "Partner zeigen Ihnen passende Anzeigen."},
            "necessary": {"title": "Notwendig", "description": "Ohne diese geht der Warenkorb nicht."},
        },
        "service": {
            "required": {"title": "(immer nötig)", "description": "Dieser Dienst wird immer gebraucht."},
            "optOut": {"title": "(Opt-out)", "description": "Dieser Dienst ist voreingestellt."},
            "disableAll": {
                "title": "Alle Dienste an- oder ausschalten",
                "description": "Schaltet alle Dienste zugleich.",
            },
            "purpose": "Zweck",
            "purposes": "Zwecke",
        },
    },
    "en": {
        "privacyPolicyUrl": "/privacy",
        "ok": "Accept all",
        "acceptAll": "Accept all",
        "acceptSelected": "Save choice",
        "decline": "Reject all",
        "save": "Save choice",
        "close": "Close",
        "consentNotice": {
            "description": (
                "With your consent we and our partners ({partners}) use cookies for statistics and advertising."
                " You can withdraw your consent at any time via “Cookie settings” at the foot of the page."
            ),
            "learnMore": "Settings",
        },
        "consentModal": {
            "title": "Your choice",
            "description": "These are the services we use. Read our privacy notice for details.",
        },
        "purposes": {
            "statistics": {"title": "Statistics", "description": "We count which pages are visited."},
            "marketing": {"title": "Advertising", "description": "Partners show you fitting adverts."},
            "necessary": {"title": "Necessary", "description": "The basket doesn't work without these."},
        },
        "service": {
            "required": {"title": "(always needed)", "description": "This service is always needed."},
            "optOut": {"title": "(opt-out)", "description": "This service is on unless you switch it off."},
            "disableAll": {"title": "Switch all services on or off", "description": "Switches all services at once."},
            "purpose": "purpose",
            "purposes": "purposes",
        },
    },
}
LINK = {"de": "Cookie-Einstellungen", "en": "Cookie settings"}
STYLE = """<style>
.klaro .cookie-notice .cm-btn, .klaro .cookie-modal .cm-btn { font-size: 16px !important; min-width: 190px;
padding: 10px 14px !important; }
.klaro .cookie-notice .cm-btn.cm-btn-success, .klaro .cookie-notice .cm-btn.cm-btn-danger,
.klaro .cookie-modal .cm-btn { background: #14532d !important; color: #fff !important; }
.klaro .cookie-notice:not(.cookie-modal-notice) { background: #fff !important; color: #222 !important;
max-width: 640px !important; }
.klaro .cookie-notice p { color: #222 !important; } .klaro .cookie-notice a { color: #14532d !important; }
</style>"""
ACCEPT = ".cookie-notice .cm-btn-success"
REJECT = ".cookie-notice .cn-decline"
SETTINGS = ".cookie-notice .cn-learn-more"


def _service(tag: Tag, *, default: bool, opt_out: bool, delete: bool) -> str:
    cookies = [f"/{name}/" if name.startswith("^") else json.dumps(name) for name in tag.cookies]
    # Klaro deletes a cookie where it was set: named with path and domain.
    spots = [f"[{name},'/',location.hostname.replace(/^www\\./,'')]" for name in cookies] if delete else []
    return (
        f"{{name:'{tag.key}',title:'{tag.title}',purposes:['{tag.purpose}'],default:{json.dumps(default)},"
        f"optOut:{json.dumps(opt_out)},cookies:[{','.join(spots)}]}}"
    )


def _scripts(chosen: Sequence[Tag]) -> str:
    return "".join(
        f'<script type="text/plain" data-type="application/javascript" data-name="{tag.key}">{tag.inline}</script>'
        f'<script type="text/plain" data-type="application/javascript" data-name="{tag.key}" data-src="{tag.src}">'
        f"</script>"
        for tag in chosen
    )


def shop(  # noqa: PLR0913 - what a shop may set is named here
    name: str,
    host: str,
    lang: Lang,
    stock: str,
    chosen: Sequence[Tag],
    *,
    loose: str = "",
    default: bool = False,
    opt_out: bool = False,
    decline: bool = True,
    storage: str = "cookie",
    secure: bool = True,
    delete: bool = True,
) -> Case:
    """A shop with Klaro; `loose` is html that the banner knows nothing of."""
    texts = json.dumps(TEXTS[lang], ensure_ascii=False).replace("{partners}", ", ".join(tags.titles(*chosen)))
    path = ",cookiePath:'/; Secure'" if secure and storage == "cookie" else ""
    services = ",".join(_service(tag, default=default, opt_out=opt_out, delete=delete) for tag in chosen)
    config = (
        f"var klaroConfig={{version:1,elementID:'klaro',storageMethod:'{storage}',storageName:'klaro',"
        f"cookieExpiresAfterDays:180{path},"
        f"default:{json.dumps(default)},mustConsent:false,acceptAll:true,hideDeclineAll:{json.dumps(not decline)},"
        f"hideLearnMore:false,"
        f"lang:'{lang}',translations:{{{lang}:{texts}}},services:[{services}]}};"
    )
    reject = (REJECT,) if decline else (SETTINGS, ".cookie-modal .cm-btn-accept")
    # Klaro's own way back offers switches only; with a decline button the shop asks again instead.
    again = (
        "var m=klaro.getManager(klaroConfig);m.confirmed=false;klaro.show(klaroConfig)"
        if decline
        else "klaro.show(klaroConfig,true)"
    )
    all_off = ('.cookie-modal label[for="purpose-item-disableAll"]', ".cookie-modal .cm-btn-accept")
    return Case(
        name,
        host,
        lang,
        stock,
        Steps(
            banner=".cookie-notice:not(.cookie-notice-hidden)",
            accept=(ACCEPT,),
            reject=reject,
            settings=(SETTINGS,),
            withdraw=("#consent-again", REJECT) if decline else ("#consent-again", *all_off),
            ticks=".cookie-modal .cm-list-input:not([id$=disableAll])",
        ),
        head=f'<link rel="stylesheet" href="/vendor/klaro.css">{STYLE}{loose}',
        foot=f'<script>{config}</script><script src="/vendor/klaro.js" data-config="klaroConfig"></script>'
        f"{_scripts(chosen)}",
        withdraw_link=f'<button class="aslink" id="consent-again" type="button" onclick="{again}">'
        f"{LINK[lang]}</button>",
        uses=tags.titles(*chosen),
    )


CASES = (
    shop("klaro-fair-de", "www.rosenhof-01.example", "de", "roses", (tags.ga(), tags.META), storage="localStorage"),
    # Opt-out: services run until somebody says no, then Klaro deletes their cookies.
    shop(
        "klaro-leak-before-de",
        "www.rosenhof-02.example",
        "de",
        "roses",
        (tags.ga(days=None, flags=False), tags.META),
        default=True,
        opt_out=True,
    ),
    # The pixel was pasted into the page a second time, outside of the banner.
    shop(
        "klaro-leak-after-en",
        "www.teapot-03.example",
        "en",
        "tea",
        (tags.ga(), tags.TIKTOK),
        loose=f"<script>if(document.cookie.indexOf('klaro=')>=0){{{tags.inject(tags.TIKTOK)}}}</script>",
    ),
    shop("klaro-no-reject-en", "www.teapot-04.example", "en", "tea", (tags.MATOMO, tags.BING), decline=False),
    shop(
        "klaro-preticked-de",
        "www.wollwerk-05.example",
        "de",
        "wool",
        (tags.ga(), tags.PINTEREST),
        default=True,
        secure=False,
    ),
)
