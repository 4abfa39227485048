"""Shops with vanilla-cookieconsent 3."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from tests.consent.lab import tags
from tests.consent.lab.shops import Case, Lang, Steps
from tests.consent.lab.tags import Tag

TEXTS: Mapping[Lang, Mapping[str, str]] = {
    "de": {
        "title": "Cookies bei uns",
        "text": "Wir und {partners} möchten Cookies für Besuchszählung und Werbung setzen. Dazu brauchen wir Ihre "
        "Einwilligung;"
        " Sie können sie jederzeit über „Cookies ändern“ unten auf der Seite widerrufen.",
        "all": "Alles erlauben",
        "none": "Nur notwendige",
        "show": "Selbst wählen",
        "save": "Auswahl übernehmen",
        "close": "Fenster schließen",
        "links": '<a href="/impressum">Impressum</a> <a href="/datenschutz">Datenschutz</a>',
        "necessary": "Notwendig",
        "statistics": "Besuchszählung",
        "marketing": "Werbung",
        "again": "Cookies ändern",
    },
    "en": {
        "title": "Cookies in our shop",
        "text": "We and {partners} would like to set cookies for statistics and marketing. We only do so with your "
        "consent,"
        " which you can withdraw at any time via “Change cookies” at the bottom of each page.",
        "all": "Allow everything",
        "none": "Necessary only",
        "show": "Choose myself",
        "save": "Save my choice",
        "close": "Close window",
        "links": '<a href="/imprint">Imprint</a> <a href="/privacy">Privacy notice</a>',
        "necessary": "Necessary",
        "statistics": "Statistics",
        "marketing": "Marketing",
        "again": "Change cookies",
    },
}
BANNER = "#cc-main .cm"


def _category(purpose: str, chosen: Sequence[Tag], *, enabled: bool) -> str:
    names = [name for tag in chosen if tag.purpose == purpose for name in tag.cookies]
    spots = ",".join(
        f"{{name:{f'/{name}/' if name.startswith('^') else json.dumps(name)},"
        f"domain:location.hostname.replace(/^www\\./,'')}}"
        for name in names
    )
    return f"{purpose}:{{enabled:{json.dumps(enabled)},autoClear:{{cookies:[{spots}]}}}}"


def shop(  # noqa: PLR0913 - what a shop may set is named here
    name: str,
    host: str,
    lang: Lang,
    stock: str,
    chosen: Sequence[Tag],
    *,
    mode: str = "opt-in",
    enabled: bool = False,
    necessary: bool = True,
    storage: bool = False,
    on_consent: str = "",
    settings: bool = True,
    layout: str = "box",
) -> Case:
    """A shop with vanilla-cookieconsent; `on_consent` runs after any choice, whatever it was."""
    words = TEXTS[lang]
    purposes = sorted({tag.purpose for tag in chosen}, reverse=True)
    consent = {
        "title": words["title"],
        "description": words["text"].replace("{partners}", ", ".join(tags.titles(*chosen))),
        "acceptAllBtn": words["all"],
        "footer": words["links"],
    }
    if settings:
        consent["showPreferencesBtn"] = words["show"]
    preferences: dict[str, object] = {
        "title": words["again"],
        "acceptAllBtn": words["all"],
        "acceptNecessaryBtn": words["none"],
        "savePreferencesBtn": words["save"],
        "closeIconLabel": words["close"],
        "sections": [
            {"title": words["necessary"], "linkedCategory": "necessary"},
            *({"title": words[purpose], "linkedCategory": purpose} for purpose in purposes),
        ],
    }
    if necessary:
        consent["acceptNecessaryBtn"] = words["none"]
    texts = json.dumps({"consentModal": consent, "preferencesModal": preferences}, ensure_ascii=False)
    categories = ",".join(_category(purpose, chosen, enabled=enabled) for purpose in purposes)
    config = (
        f"CookieConsent.run({{mode:'{mode}',hideFromBots:false,cookie:{{useLocalStorage:{json.dumps(storage)}}},"
        f"guiOptions:{{consentModal:{{layout:'{layout}',position:'bottom right',equalWeightButtons:true}}}},"
        f"onConsent:function(){{{on_consent}}},categories:{{necessary:{{enabled:true,readOnly:true}},{categories}}},"
        f"language:{{default:'{lang}',translations:{{{lang}:{texts}}}}}}});"
    )
    scripts = "".join(
        f'<script type="text/plain" data-category="{tag.purpose}">{tag.inline}</script>'
        f'<script type="text/plain" data-category="{tag.purpose}" data-src="{tag.src}"></script>'
        for tag in chosen
    )
    show = f'{BANNER} [data-role="show"]'
    return Case(
        name,
        host,
        lang,
        stock,
        Steps(
            banner=BANNER,
            accept=(f'{BANNER} [data-role="all"]',),
            reject=(f'{BANNER} [data-role="necessary"]',) if necessary else (show, '#cc-main .pm [data-role="save"]'),
            settings=(show,) if settings else (),
            withdraw=("#again", '#cc-main .pm [data-role="necessary"]'),
            ticks="#cc-main .pm .section__toggle:not([disabled])" if settings else "",
        ),
        head='<link rel="stylesheet" href="/vendor/cookieconsent3.css">',
        foot=f'{scripts}<script src="/vendor/cookieconsent3.js"></script><script>{config}</script>',
        withdraw_link=f'<button class="aslink" id="again" type="button" data-cc="show-preferencesModal">'
        f"{words['again']}</button>",
        uses=tags.titles(*chosen),
    )


CASES = (
    shop("vanilla-fair-en", "www.northlane-06.example", "en", "bikes", (tags.MATOMO, tags.META)),
    # Opt-out mode: purposes are on until somebody says no.
    shop(
        "vanilla-leak-before-de",
        "www.radhaus-07.example",
        "de",
        "bikes",
        (tags.ga(), tags.HOTJAR),
        mode="opt-out",
        enabled=True,
        layout="cloud",
    ),
    shop(
        "vanilla-leak-after-de",
        "www.radhaus-08.example",
        "de",
        "bikes",
        (tags.MATOMO,),
        on_consent=tags.inject(tags.ADNETZ),
        storage=True,
    ),
    shop(
        "vanilla-no-reject-de",
        "www.holzspiel-09.example",
        "de",
        "wood",
        (tags.HOTJAR, tags.PINTEREST),
        necessary=False,
        layout="bar",
    ),
    shop(
        "vanilla-preticked-en",
        "www.mapletoys-10.example",
        "en",
        "wood",
        (tags.ga(days=None), tags.BING),
        enabled=True,
        layout="cloud",
    ),
)
