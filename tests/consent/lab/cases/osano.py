"""Shops with Osano's open-source cookieconsent 3.1."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from tests.consent.lab import tags
from tests.consent.lab.shops import Case, Lang, Steps
from tests.consent.lab.tags import Tag

TEXTS: Mapping[Lang, Mapping[str, str]] = {
    "de": {
        "text": "Für Statistik und Werbung setzen wir Cookies, auch von {partners}. Das geschieht nur mit Ihrer "
        "Zustimmung, die Sie"
        " jederzeit widerrufen können.",
        "allow": "Zustimmen",
        "deny": "Nicht zustimmen",
        "link": "Datenschutzhinweise",
        "href": "/datenschutz",
        "policy": "Cookies ändern",
    },
    "en": {
        "text": "We use cookies for statistics and advertising, some of them set by {partners}. They need your "
        "consent, which you may"
        " withdraw at any time.",
        "allow": "Allow cookies",
        "deny": "Decline",
        "link": "Privacy notice",
        "href": "/privacy",
        "policy": "Cookie choice",
    },
}
STYLE = """<style>.cc-window .cc-btn{min-width:170px;font-size:15px}.cc-window.cc-floating{max-width:34em}
.cc-window .cc-compliance .cc-btn:first-child, .cc-window .cc-compliance .cc-btn{color:#fff !important;
background:#1b4332 !important;text-decoration:none}
.cc-revoke{font-size:14px}</style>"""


def shop(  # noqa: PLR0913 - what a shop may set is named here
    name: str,
    host: str,
    lang: Lang,
    stock: str,
    chosen: Sequence[Tag],
    *,
    always: str = "",
    opt_out: bool = False,
    deny: bool = True,
    boxes: str = "",
    attributes: bool = True,
    close: bool = False,
    theme: str = "block",
) -> Case:
    """A shop with cookieconsent: callbacks load its tags; `always` runs after any choice; `boxes` go into its text."""
    words = TEXTS[lang]
    revoke = deny or bool(boxes)
    loads = "".join(f"loadTag('{tag.key}');" for tag in chosen)
    if boxes:
        loads = "".join(f"if(boxOn('{tag.purpose}'))loadTag('{tag.key}');" for tag in chosen)
    off = "dropCookies();"
    wanted = "s!=='deny'" if opt_out else "s==='allow'"
    early = f"if(document.cookie.indexOf('cookieconsent_status=deny')<0){{{loads}}}" if opt_out else ""
    content = {
        "message": words["text"].replace("{partners}", ", ".join(tags.titles(*chosen))) + boxes,
        "allow": words["allow"],
        "deny": words["deny"],
        "link": words["link"],
        "href": words["href"],
        "policy": words["policy"],
        "target": "_self",
    }
    buttons = "{{deny}}{{allow}}" if deny else "{{allow}}"
    options = {
        "type": "opt-in",
        "theme": theme,
        "position": "bottom-right",
        "layout": "basic-close" if close else "basic",
        "palette": {
            "popup": {"background": "#ffffff", "text": "#222222"},
            "button": {"background": "#1b4332", "text": "#ffffff"},
        },
        "law": {"regionalLaw": False},
        "location": False,
        "animateRevokable": False,
        "compliance": {"opt-in": f'<div class="cc-compliance">{buttons}</div>'},
        "cookie": {"name": "cookieconsent_status", "secure": True, "path": "/; SameSite=Lax"}
        if attributes
        else {"name": "cookieconsent_status"},
        "content": content,
    }
    if not revoke:
        options["revokeBtn"] = '<div class="cc-revoke" style="display:none !important"></div>'
    script = (
        f"var options={json.dumps(options, ensure_ascii=False)};"
        "function boxOn(name){var box=document.getElementById('box-'+name);if(box)localStorage.setItem('boxes-'+name,"
        "box.checked?'1':'0');"
        "return localStorage.getItem('boxes-'+name)==='1';}"
        f"function apply(s){{{always}if({wanted}){{{loads}}}else{{{off}}}}}"
        "options.onInitialise=function(s){apply(s);};options.onStatusChange=function(s){apply(s);};"
        f"cookieconsent.initialise(options);{early}"
    )
    return Case(
        name,
        host,
        lang,
        stock,
        Steps(
            banner=".cc-window:not(.cc-invisible)",
            accept=(".cc-window .cc-allow",),
            reject=(".cc-window .cc-deny",) if deny else (),
            close=(".cc-window .cc-close",) if close else (),
            withdraw=(".cc-revoke", ".cc-window .cc-deny") if revoke else (),
            ticks=".cc-window input[type=checkbox]" if boxes else "",
        ),
        head=f'<link rel="stylesheet" href="/vendor/osano.css">{STYLE}',
        foot=f'{tags.loader(*chosen)}<script src="/vendor/osano.js"></script><script>{script}</script>',
        uses=tags.titles(*chosen),
    )


def _boxes(*pairs: tuple[str, str]) -> str:
    return "<br>" + " ".join(
        f'<label><input type="checkbox" id="box-{purpose}" checked> {label}</label>' for purpose, label in pairs
    )


CASES = (
    shop("osano-fair-en", "www.stonefield-11.example", "en", "wine", (tags.ga(), tags.PINTEREST)),
    shop(
        "osano-leak-before-de",
        "www.steinacker-12.example",
        "de",
        "wine",
        (tags.KUNDENBLICK, tags.ADNETZ),
        opt_out=True,
        attributes=False,
    ),
    shop(
        "osano-leak-after-en",
        "www.stonefield-13.example",
        "en",
        "wine",
        (tags.MATOMO,),
        always=tags.inject(tags.META),
        close=True,
    ),
    shop("osano-no-reject-de", "www.steinacker-14.example", "de", "wine", (tags.ga(), tags.META), deny=False),
    shop(
        "osano-preticked-de",
        "www.rosenhof-15.example",
        "de",
        "roses",
        (tags.MATOMO, tags.BING),
        boxes=_boxes(("statistics", "Statistik"), ("marketing", "Werbung")),
    ),
)
