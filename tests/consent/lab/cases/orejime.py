"""Shops with Orejime 3. Its cookie never has Secure: the library can't."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from tests.consent.lab import tags
from tests.consent.lab.shops import Case, Lang, Steps
from tests.consent.lab.tags import Tag

TEXTS: Mapping[Lang, Mapping[str, str]] = {
    "de": {
        "text": "Wir bitten um Ihr Einverständnis für diese Zwecke: {purposes}. Daten erhalten auch {partners}. Sie "
        "können es jederzeit am"
        " Seitenende widerrufen. Näheres: {privacyPolicy}.",
        "accept": "Einverstanden",
        "decline": "Nein danke",
        "configure": "Anpassen",
        "statistics": "Reichweitenmessung",
        "marketing": "Werbung",
        "again": "Einwilligung anpassen",
        "revoke": "Einwilligung widerrufen",
        "privacy": "/datenschutz",
        "save": "Speichern",
    },
    "en": {
        "text": "We ask for your consent to these purposes: {purposes}. {partners} receive data, too. You can "
        "withdraw at any time at the foot"
        " of the page. Read more: {privacyPolicy}.",
        "accept": "I agree",
        "decline": "No thanks",
        "configure": "Adjust",
        "statistics": "Audience measurement",
        "marketing": "Advertising",
        "again": "Adjust consent",
        "revoke": "Withdraw consent",
        "privacy": "/privacy",
        "save": "Save",
    },
}
STYLE = """<style>.orejime-Env{--orejime-color-interactive:#1d3557;--orejime-banner-max-width:62ch}
.orejime-Banner-button{min-width:140px;text-align:center}</style>"""


def shop(  # noqa: PLR0913 - what a shop may set is named here
    name: str,
    host: str,
    lang: Lang,
    stock: str,
    chosen: Sequence[Tag],
    *,
    default: bool = False,
    exempt: str = "",
    decline: bool = True,
    revoke: bool = True,
    loose: str = "",
) -> Case:
    """A shop with Orejime; `exempt` names a tag declared free of consent, `loose` is html it knows nothing of."""
    words = TEXTS[lang]
    purposes = ",".join(
        f"{{id:'{tag.key}',title:{json.dumps(f'{words[tag.purpose]} ({tag.title})', ensure_ascii=False)},"
        f"default:{json.dumps(default or tag.key == exempt)},"
        f"isExempt:{json.dumps(tag.key == exempt)},cookies:["
        + ",".join(f"[{json.dumps('/' + one + '/' if one.startswith('^') else one)},'/',where]" for one in tag.cookies)
        + "]}"
        for tag in chosen
    )
    texts = {
        "banner": {
            "description": words["text"].replace("{partners}", ", ".join(tags.titles(*chosen))),
            "accept": words["accept"],
            "decline": words["decline"],
            "configure": words["configure"],
        },
        "modal": {"save": words["save"]},
    }
    config = (
        f"var where=location.hostname.replace(/^www\\./,'');"
        f"window.orejimeConfig={{privacyPolicyUrl:'{words['privacy']}',"
        f"purposes:[{purposes}],translations:{json.dumps(texts, ensure_ascii=False)}}};"
    )
    templates = "".join(
        f'<template data-purpose="{tag.key}"><script>{tag.inline}</script><script async src="{tag.src}"></script>'
        f"</template>"
        for tag in chosen
    )
    hide = "" if decline else "<style>.orejime-Banner-actionItem--decline{display:none}</style>"
    links = f'<button class="aslink" id="again" type="button" onclick="orejime.prompt()">{words["again"]}</button>'
    if revoke:
        links += (
            f'<button class="aslink" id="revoke" type="button" onclick="orejime.manager.declineAll()">'
            f"{words['revoke']}</button>"
        )
    configure, save = ".orejime-Banner-learnMoreButton", ".orejime-Modal-saveButton"
    off = ".orejime-PurposeToggles-disableAll"
    return Case(
        name,
        host,
        lang,
        stock,
        Steps(
            banner=".orejime-Banner",
            accept=(".orejime-Banner-saveButton",),
            reject=(".orejime-Banner-declineButton",) if decline else (configure, save),
            settings=(configure,),
            withdraw=("#revoke",) if revoke else ("#again", off, save),
            ticks=".orejime-Purpose-input",
        ),
        head=f'<link rel="stylesheet" href="/vendor/orejime.css">{STYLE}{hide}{loose}',
        foot=f'{templates}<script>{config}</script><script src="/vendor/orejime-{lang}.js"></script>',
        withdraw_link=links,
        uses=tags.titles(*chosen),
    )


CASES = (
    shop("orejime-fair-de", "www.teekontor-16.example", "de", "tea", (tags.MATOMO, tags.TIKTOK)),
    # Analytics was declared free of consent, so it runs before the choice.
    shop("orejime-leak-before-en", "www.teapot-17.example", "en", "tea", (tags.HOTJAR, tags.META), exempt="hotjar"),
    shop(
        "orejime-leak-after-de",
        "www.teekontor-18.example",
        "de",
        "tea",
        (tags.MATOMO,),
        loose=f"<script>if(document.cookie.indexOf('eu-consent=')>=0){{{tags.inject(tags.BING)}}}</script>",
    ),
    shop(
        "orejime-no-reject-en",
        "www.fellfleece-19.example",
        "en",
        "wool",
        (tags.ga(), tags.PINTEREST),
        decline=False,
        revoke=False,
    ),
    shop(
        "orejime-preticked-de",
        "www.wollwerk-20.example",
        "de",
        "wool",
        (tags.KUNDENBLICK, tags.META),
        default=True,
        revoke=False,
    ),
)
