"""Shops with tarteaucitron. Its cookie says `wait` for each service before the choice."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from tests.consent.lab import tags
from tests.consent.lab.shops import Case, Lang, Steps
from tests.consent.lab.tags import Tag

TEXTS: Mapping[Lang, Mapping[str, str]] = {
    "de": {
        "alertBigPrivacy": "Statistik und Werbung: Dafür möchten wir und {partners} Cookies setzen, wenn Sie "
        "einwilligen. Ihre Einwilligung"
        " können Sie jederzeit über das Symbol unten rechts widerrufen.",
        "acceptAll": "Alle akzeptieren",
        "denyAll": "Alle ablehnen",
        "personalize": "Anpassen",
        "privacyUrl": "Datenschutz",
        "allowAll": "Alle erlauben",
    },
    "en": {
        "alertBigPrivacy": "Statistics and advertising: we and {partners} would like to set cookies for these, if "
        "you consent. You can withdraw"
        " your consent at any time with the symbol at the bottom right.",
        "acceptAll": "Accept all",
        "denyAll": "Deny all",
        "personalize": "Personalise",
        "privacyUrl": "Privacy notice",
        "allowAll": "Allow all",
    },
}
STYLE = """<style>#tarteaucitronAlertBig .tarteaucitronCTAButton{min-width:190px !important;font-size:16px !important}
#tarteaucitronAlertBig #tarteaucitronCloseAlert{font-size:16px !important}</style>"""


def _service(tag: Tag, *, fallback: str = "", state: str = "") -> str:
    kind = "analytic" if tag.purpose == "statistics" else "ads"
    names = {
        "matomo": ["_pk_id.7.1fff", "_pk_ses.7.1fff"],
        "hotjar": ["_hjSessionUser_3380117", "_hjSession_3380117"],
    }.get(tag.key, list(tag.cookies))
    default = f"defaultState:{state}," if state else ""
    return (
        f"tarteaucitron.services.shop{tag.key}={{key:'shop{tag.key}',type:'{kind}',name:{json.dumps(tag.title)},"
        f"uri:'/',needConsent:true,{default}"
        f"cookies:{json.dumps(names)},js:function(){{{tags.inject(tag)}}},fallback:function(){{{fallback}}}}};"
        f"(tarteaucitron.job=tarteaucitron.job||[]).push('shop{tag.key}');"
    )


def shop(  # noqa: PLR0913 - what a shop may set is named here
    name: str,
    host: str,
    lang: Lang,
    stock: str,
    services: str,
    partners: Sequence[Tag],
    *,
    deny: bool = True,
    consent_mode: bool = False,
    high_privacy: bool = True,
    orientation: str = "bottom",
    texts: Mapping[str, str] | None = None,
) -> Case:
    """A shop with tarteaucitron; `services` is JavaScript that adds its services."""
    words = {**TEXTS[lang], **(texts or {})}
    words["alertBigPrivacy"] = words["alertBigPrivacy"].replace("{partners}", ", ".join(tags.titles(*partners)))
    options = {
        "privacyUrl": "/datenschutz" if lang == "de" else "/privacy",
        "orientation": orientation,
        "bodyPosition": "bottom",
        "DenyAllCta": deny,
        "highPrivacy": high_privacy,
        "googleConsentMode": consent_mode,
        "bingConsentMode": False,
        "pianoConsentMode": False,
        "removeCredit": True,
        "showIcon": True,
        "iconPosition": "BottomRight",
        "mandatory": True,
    }
    head = (
        f"<script>var tarteaucitronForceLanguage='{lang}',"
        f"tarteaucitronCustomText={json.dumps(words, ensure_ascii=False)};</script>"
        '<script src="/vendor/tarteaucitron/tarteaucitron.js"></script>'
        f"<script>tarteaucitron.init({json.dumps(options)});</script>{STYLE}"
    )
    settings, all_off = "#tarteaucitronCloseAlert", "#tarteaucitronAllDenied"
    return Case(
        name,
        host,
        lang,
        stock,
        Steps(
            banner="#tarteaucitronAlertBig",
            accept=("#tarteaucitronPersonalize2",),
            reject=("#tarteaucitronAllDenied2",) if deny else (settings, all_off),
            settings=(settings,),
            withdraw=("#tarteaucitronManager", all_off),
            ticks="#tarteaucitronServices .tarteaucitronLine[id^=shop], #gtagLine, #facebookpixelLine, #hotjarLine",
        ),
        head=head,
        foot=f"<script>{services}</script>",
        uses=tags.titles(*partners),
    )


PIXEL = (
    "tarteaucitron.user.facebookpixelId='604417201993';(tarteaucitron.job=tarteaucitron.job||[]).push('facebookpixel');"
)
GTAG = "tarteaucitron.user.gtagUa='G-R0SEN7K2LX';(tarteaucitron.job=tarteaucitron.job||[]).push('gtag');"
GA = tags.ga()

CASES = (
    shop(
        "tarteaucitron-fair-de",
        "www.holzspiel-21.example",
        "de",
        "wood",
        PIXEL + _service(tags.MATOMO),
        (tags.META, tags.MATOMO),
    ),
    # Consent mode is the library's default: Google's tag is loaded at once and told that all is denied.
    shop("tarteaucitron-leak-before-en", "www.mapletoys-22.example", "en", "wood", GTAG, (GA,), consent_mode=True),
    shop(
        "tarteaucitron-leak-after-de",
        "www.radhaus-23.example",
        "de",
        "bikes",
        PIXEL
        + _service(
            tags.HOTJAR,
            fallback=f"if(tarteaucitron.cookie.read().indexOf('!shophotjar=false')>=0){{{tags.inject(tags.HOTJAR)}}}",
        ),
        (tags.META, tags.HOTJAR),
    ),
    shop(
        "tarteaucitron-no-reject-de",
        "www.radhaus-24.example",
        "de",
        "bikes",
        GTAG + _service(tags.ADNETZ),
        (GA, tags.ADNETZ),
        deny=False,
    ),
    # One service is on by default: it stands on “allow” in the settings, and runs.
    shop(
        "tarteaucitron-preticked-en",
        "www.northlane-25.example",
        "en",
        "bikes",
        PIXEL + _service(tags.MATOMO, state="true"),
        (tags.META, tags.MATOMO),
    ),
)
