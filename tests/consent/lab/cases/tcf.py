"""Shops whose banner speaks TCF 2.2: @iabtcf/core and @iabtcf/cmpapi with a banner and a vendor list of our own."""

from __future__ import annotations

import json
from collections.abc import Mapping

from tests.consent.lab import tags
from tests.consent.lab.shops import Case, Lang, Steps

TEXTS: Mapping[Lang, Mapping[str, str]] = {
    "de": {
        "title": "Wir und unsere 3 Partner brauchen Ihr Ja",
        "text": "Wir und unsere Partner (Adnetz Mitte, Gebotshaus, Datenhafen) speichern Informationen auf Ihrem "
        "Gerät für Werbung und"
        " Werbemessung. Ihre Einwilligung ist freiwillig und unter „Privatsphäre“ am Seitenende jederzeit widerrufbar.",
        "yes": "Alle akzeptieren",
        "no": "Alle ablehnen",
        "more": "Zwecke und Partner",
        "save": "Auswahl bestätigen",
        "vendors": "Partner",
        "privacy": "/datenschutz",
        "privacyName": "Datenschutz",
        "p1": "Informationen auf dem Gerät speichern oder abrufen",
        "p2": "Anzeigen nach einfachen Merkmalen auswählen",
        "p4": "Anzeigen nach einem Profil auswählen",
        "p7": "Leistung der Anzeigen messen",
        "again": "Privatsphäre",
    },
    "en": {
        "title": "We and our 3 partners ask for your consent",
        "text": "We and our partners (Adnetz Mitte, Gebotshaus, Datenhafen) store information on your device for "
        "advertising and for measuring"
        " adverts. Consent is voluntary; you can withdraw it at any time under “Privacy choices” at the foot of each "
        "page.",
        "yes": "Accept all",
        "no": "Reject all",
        "more": "Purposes and partners",
        "save": "Confirm choice",
        "vendors": "Partners",
        "privacy": "/privacy",
        "privacyName": "Privacy notice",
        "p1": "Store or read information on the device",
        "p2": "Choose adverts by simple features",
        "p4": "Choose adverts by a profile",
        "p7": "Measure how adverts perform",
        "again": "Privacy choices",
    },
}
STYLE = """<style>.tcf-box{position:fixed;left:0;right:0;bottom:0;background:#fff;border-top:3px solid #333;
padding:18px 32px;z-index:900;font:15px Arial}
.tcf-box h2{margin:0 0 6px;font-size:19px}.tcf-row{display:flex;gap:12px;margin-top:10px}
.tcf-row button{min-width:210px;padding:11px;font:600 15px Arial;color:#fff;background:#22223b;border:0;
cursor:pointer}</style>"""


def shop(
    name: str,
    host: str,
    lang: Lang,
    stock: str,
    *,
    reject: bool = True,
    ticked: bool = False,
    careless: bool = False,
    unknown: str = "",
) -> Case:
    """A shop with a TCF banner; `unknown` is JavaScript that runs while there is no TC string yet."""
    words = TEXTS[lang]
    config = (
        f"window.tcfShop={{lang:'{lang}',words:{json.dumps(words, ensure_ascii=False)},reject:{json.dumps(reject)},"
        f"ticked:{json.dumps(ticked)},"
        f"careless:{json.dumps(careless)},whenUnknown:function(){{{unknown}}}}};"
    )
    return Case(
        name,
        host,
        lang,
        stock,
        Steps(
            banner=".tcf-box",
            accept=(".tcf-yes",),
            reject=(".tcf-no",) if reject else (".tcf-more", ".tcf-none"),
            settings=(".tcf-more",),
            withdraw=("#tcf-again", ".tcf-no") if reject else ("#tcf-again", ".tcf-more", ".tcf-none"),
            ticks=".tcf-purpose",
        ),
        head=f'<script src="/vendor/tcf-stub.js"></script>{STYLE}',
        foot=f'{tags.loader(tags.ADNETZ, tags.SYNC)}<script>{config}</script><script src="/vendor/tcf-core.js">'
        f'</script><script src="/own/tcf.js"></script>',
        withdraw_link=f'<button class="aslink" id="tcf-again" type="button">{words["again"]}</button>',
        uses=("Adnetz Mitte", "Gebotshaus", "Datenhafen"),
    )


CASES = (
    shop("tcf-fair-en", "www.harbourrose-26.example", "en", "roses"),
    # The shop's code takes “no TC string yet” for consent.
    shop("tcf-leak-before-de", "www.rosenhof-27.example", "de", "roses", unknown="window.loadTag('adnetz');"),
    shop("tcf-leak-after-en", "www.harbourrose-28.example", "en", "roses", careless=True),
    shop("tcf-no-reject-de", "www.steinacker-29.example", "de", "wine", reject=False),
    shop("tcf-preticked-de", "www.steinacker-30.example", "de", "wine", ticked=True),
)
