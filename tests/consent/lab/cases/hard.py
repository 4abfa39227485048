"""Self-made banners and pages that are hard to watch or to judge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tests.consent.lab import tags
from tests.consent.lab.cases.made import made
from tests.consent.lab.shops import Answer, Case, Lang, Steps
from tests.consent.lab.tags import Tag

TEXTS: Mapping[Lang, Mapping[str, str]] = {
    "de": {
        "text": "Wir und {partners} würden gern Cookies für Statistik und Werbung setzen. Sie dürfen Ja oder Nein "
        "sagen und Ihre Einwilligung"
        " später jederzeit über „Cookies“ am Seitenende widerrufen.",
        "accept": "Ja, einverstanden",
        "deny": "Nein, nur Notwendiges",
        "links": '<a href="/datenschutz">Datenschutz</a> <a href="/impressum">Impressum</a>',
        "again": "Cookies",
        "title": "Ihre Entscheidung",
        "statistics": "Statistik",
        "marketing": "Werbung",
        "save": "Auswahl speichern",
    },
    "en": {
        "text": "We and {partners} would like to set cookies for statistics and advertising. You may say yes or no, "
        "and withdraw your consent at"
        " any later time via “Cookies” at the foot of the page.",
        "accept": "Yes, I agree",
        "deny": "No, necessary only",
        "links": '<a href="/privacy">Privacy notice</a> <a href="/imprint">Imprint</a>',
        "again": "Cookies",
        "title": "Your decision",
        "statistics": "Statistics",
        "marketing": "Advertising",
        "save": "Save selection",
    },
}
STYLE = """<style>.ask{position:fixed;left:24px;bottom:24px;width:600px;background:#fffdf5;border:2px solid #5a4632;
padding:20px;z-index:5000;
font:16px Georgia,serif;color:#222}.ask[hidden]{display:none}.ask h2{margin:0 0 8px;font-size:20px}
.ask .pick{margin:10px 0;display:flex;gap:24px}
.ask button{width:230px;padding:11px;margin-right:10px;border:0;background:#5a4632;color:#fff;
font:16px Georgia,serif;cursor:pointer}
.ask button.x{position:absolute;right:6px;top:6px;width:36px;padding:4px;margin:0;background:#fffdf5;color:#222;
font-size:20px}
.ask.full{left:0;right:0;top:0;bottom:0;width:auto;padding:14% 24%}</style>"""
ACCEPT, DENY, CROSS, SAVE = ".ask-yes", ".ask-no", ".ask .x", ".ask-save"


def _html(
    lang: Lang,
    *,
    deny: bool = True,
    cross: bool = False,
    full: bool = False,
    text: str = "",
    accept: str = "",
    pick: bool = False,
    extra: str = "",
) -> str:
    words = TEXTS[lang]
    close = '<button type="button" class="x" aria-label="">×</button>'.replace(' aria-label=""', "") if cross else ""
    boxes = "".join(
        f'<label><input type="checkbox" id="pick-{one}"> {words[one]}</label>' for one in ("statistics", "marketing")
    )
    buttons = f'<button type="button" class="ask-yes">{accept or words["accept"]}</button>' if not pick else ""
    if deny and not pick:
        buttons += f'<button type="button" class="ask-no">{words["deny"]}</button>'
    if pick:
        buttons += f'<button type="button" class="ask-save">{words["save"]}</button>'
    return (
        f'<div class="ask{" full" if full else ""}" role="dialog"><h2>{words["title"]}</h2>{close}<p>'
        f"{text or words['text']}</p><p>{words['links']}</p>"
        f"{f'<div class=pick>{boxes}</div>' if pick else ''}{buttons}{extra}</div>"
    )


def bar(  # noqa: PLR0913 - what a shop may set is named here
    name: str,
    host: str,
    lang: Lang,
    stock: str,
    chosen: tuple[Tag, ...],
    *,
    deny: bool = True,
    cross: bool = False,
    closing: str = "close",
    full: bool = False,
    text: str = "",
    accept: str = "",
    pick: bool = False,
    again: bool = True,
    revoke: str = "",
    wait: float = 0,
    head: str = "",
    early: str = "",
    late: str = "",
    more: Mapping[str, Any] | None = None,
    case: Mapping[str, Any] | None = None,
    steps: Mapping[str, Any] | None = None,
    extra: str = "",
) -> Case:
    """A shop with one plain banner: yes, no, perhaps a cross or boxes."""
    controls = {}
    if pick:
        controls[SAVE] = "save"
    else:
        controls[ACCEPT] = "accept"
    if deny and not pick:
        controls[DENY] = "deny"
    if cross:
        controls[CROSS] = closing
    withdraw: tuple[str, ...] = ()
    if revoke:
        withdraw = ("#revoke",)
    elif again and deny:
        withdraw = ("#again", DENY)
    settings: dict[str, Any] = (
        {"boxes": {"statistics": "#pick-statistics", "marketing": "#pick-marketing"}} if pick else {}
    )
    plan: dict[str, Any] = {
        "banner": ".ask",
        "accept": (ACCEPT,),
        "reject": (DENY,) if deny else (),
        "close": (CROSS,) if cross else (),
        "withdraw": withdraw,
        "wait": wait,
        **(steps or {}),
    }
    return made(
        name,
        host,
        lang,
        stock,
        chosen,
        html=_html(lang, deny=deny, cross=cross, full=full, text=text, accept=accept, pick=pick, extra=extra),
        style=STYLE,
        controls=controls,
        names={"shop_consent": "*"},
        banner=".ask",
        again=TEXTS[lang]["again"] if again else "",
        revoke=revoke,
        head=head,
        early=early,
        late=late,
        more={**settings, **(more or {})},
        case=case,
        steps=Steps(**plan),
    )


# --- a banner in a frame of a consent service
FRAME_HOST = "consent.einwilligung-zentral.example"
FRAME_BODY = (
    _html("de").replace("{partners}", "Google Analytics, Meta Pixel").replace("<a href", '<a target="_top" href')
)
FRAME_PAGE = f"""<!doctype html><html lang="de"><head><meta charset="utf-8"><title>Einwilligung</title>{STYLE}
<style>body{{margin:0}}.ask{{position:static;width:auto;border:0}}</style></head><body>{FRAME_BODY}
<script>document.querySelectorAll('a').forEach(function(a){{
a.href=document.referrer.replace(/\\/[^\\/]*$/,'')+a.getAttribute('href');}});
document.querySelector('.ask-yes').onclick=function(){{parent.postMessage('consent:yes','*');}};
document.querySelector('.ask-no').onclick=function(){{parent.postMessage('consent:no','*');}};</script></body></html>"""


def framed() -> Case:
    """The banner is a frame; the shop keeps the choice that the frame reports."""
    chosen = (tags.ga(), tags.META)
    script = (
        "(function(){var frame;function choice(){var m=document.cookie.match(/shop_frame_consent=(yes|no)/);return "
        "m?m[1]:'';}"
        "function run(){if(choice()==='yes'){loadTag('ga');loadTag('meta');}}"
        "function open(){frame=document.createElement('iframe');frame.id='ez-frame';frame.title='Einwilligung';"
        f"frame.referrerPolicy='unsafe-url';frame.src='https://{FRAME_HOST}/banner';"
        "frame.style.cssText='position:fixed;left:24px;bottom:24px;width:650px;height:300px;border:2px solid #333;"
        "z-index:6000;background:#fff';"
        "document.body.appendChild(frame);}"
        f"window.addEventListener('message',function(e){{if(e.origin!=='https://{FRAME_HOST}')return;var "
        f"yes=e.data==='consent:yes';"
        "document.cookie='shop_frame_consent='+(yes?'yes':'no')+'; Path=/; Max-Age=15552000; Secure; SameSite=Lax';"
        "if(!yes)dropCookies();run();frame.remove();});"
        "document.getElementById('again').onclick=function(e){e.preventDefault();open();};if(choice())run();else "
        "open();})();"
    )
    return Case(
        "frame-banner-de",
        "www.holzspiel-43.example",
        "de",
        "wood",
        Steps(
            banner=f"frame={FRAME_HOST} >> .ask",
            accept=(f"frame={FRAME_HOST} >> .ask-yes",),
            reject=(f"frame={FRAME_HOST} >> .ask-no",),
            withdraw=("#again", f"frame={FRAME_HOST} >> .ask-no"),
            scope=f"frame={FRAME_HOST}",
        ),
        foot=f"{tags.loader(*chosen)}<script>{script}</script>",
        withdraw_link='<a href="#" id="again">Cookies</a>',
        uses=tags.titles(*chosen),
    )


def bare(
    name: str, host: str, lang: Lang, stock: str, *, body: str = "", foot: str = "", head: str = "", **fields: Any
) -> Case:
    """A shop without any banner."""
    return Case(name, host, lang, stock, Steps(), head=head, body=body, foot=foot, **fields)


COLLECTOR = (
    "(function(){var cid=Math.floor(Math.random()*1e9)+'.'+Math.floor(Date.now()/1000);"
    "fetch('/metrics/collect?v=2&en=page_view&cid='+cid+'&dl='+encodeURIComponent(location.href)+'&sr='+screen.width+'x'+screen.height,"
    "{method:'POST',keepalive:true});})();"
)
CONSENT_DEFAULT = (
    "<script>window.dataLayer=window.dataLayer||[];function gtag(){dataLayer.push(arguments);}"
    "gtag('consent','default',{ad_storage:'denied',ad_user_data:'denied',ad_personalization:'denied',"
    "analytics_storage:'denied'});</script>"
)
UPDATE = (
    "window.consentConfig.onApply=function(c){gtag('consent','update',"
    "{analytics_storage:c.statistics?'granted':'denied'});};"
)
CHART = (
    '<canvas id="chart" width="480" height="160" aria-label="Prices over the year"></canvas><script>(function(){var '
    "g=document.getElementById('chart')"
    ".getContext('2d');g.fillStyle='#14532d';[40,70,55,90,120,80,110].forEach(function(h,i){g.fillRect(20+i*62,150-h,"
    "40,h);});"
    "g.font='14px Georgia';g.fillText('2019',20,14);g.fillText('2025',400,14);})();</script>"
)
FINGERPRINT = '<script async src="https://cdn.kennwerk.example/id.js?s=66"></script>'
POPUPS = (
    "<style>.news{position:fixed;left:50%;top:20%;width:420px;margin-left:-210px;background:#fff;border:1px solid "
    "#999;padding:20px;z-index:50}"
    ".chat{position:fixed;right:20px;bottom:20px;width:220px;background:#2d4236;color:#fff;padding:14px;"
    "border-radius:14px;z-index:40}</style>"
)
NEWS = (
    '<div class="news" id="news" role="dialog"><h2>Zehn Prozent zur Begrüßung</h2><p>Melden Sie sich zu unserem '
    "Rundbrief an.</p>"
    '<input type="email" placeholder="E-Mail"> <button type="button">Anmelden</button> '
    '<button type="button" onclick="this.parentNode.remove()">Später</button></div>'
    '<div class="chat" role="complementary">Fragen? Wir sind da.<br><button type="button">Nachricht '
    "schreiben</button></div>"
)
COUNTRY = (
    '<div id="country" role="dialog" style="position:fixed;left:0;right:0;bottom:0;background:#fff;border-top:2px '
    'solid #333;padding:16px 32px;z-index:60">'
    "<p>It looks as if you are visiting from Germany. Please choose your country so that we can show prices and "
    "delivery times.</p>"
    '<button type="button" onclick="document.cookie=\'country=DE; Path=/; Secure; SameSite=Lax\';'
    'this.parentNode.remove()">Continue to Germany</button> '
    '<button type="button" onclick="document.cookie=\'country=AT; Path=/; Secure; SameSite=Lax\';'
    'this.parentNode.remove()">Choose Austria</button></div>'
)
GATE = (
    '<div id="gate" hidden style="position:fixed;inset:0;background:#1c1c1cf5;color:#fff;z-index:9000;padding:18% 30%">'
    "<h2>Sind Sie schon 18?</h2><p>Unsere Weine verkaufen wir nur an Erwachsene.</p>"
    '<button type="button" id="gate-yes">Ja, ich bin 18</button> <button type="button" id="gate-no">Nein</button></div>'
)
GATE_SCRIPT = (
    "(function(){var g=document.getElementById('gate');if(document.cookie.indexOf('adult=1')>=0){consentBegin();"
    "return;}g.hidden=false;"
    "document.getElementById('gate-yes').onclick=function(){document.cookie='adult=1; Path=/; Max-Age=2592000; "
    "Secure; SameSite=Lax';g.remove();consentBegin();};})();"
)
MEASURE_TAG = Tag(
    "matomo",
    "Matomo",
    "https://zahlen.teekontor-70.example/matomo.js",
    "window._paq=window._paq||[];_paq.push(['trackPageView']);_paq.push(['setTrackerUrl',"
    "'https://zahlen.teekontor-70.example/matomo.php']);"
    "_paq.push(['setSiteId','7']);",
    "statistics",
    ("^_pk_.*",),
)
PAY = (
    "Lesen und einkaufen mit Werbung: Wir und {partners} setzen Cookies für Statistik und Werbung; die Einwilligung "
    "können Sie jederzeit am"
    " Seitenende widerrufen. Oder nutzen Sie den Laden ohne Werbung für 2,99 € im Monat."
)
WALL = (
    "To enter our shop, agree that we and {partners} use cookies for statistics and advertising. You may withdraw "
    "consent by writing to us at any time."
)

CASES: tuple[Case, ...] = (
    bar(
        "late-banner-de", "www.rosenhof-41.example", "de", "roses", (tags.ga(), tags.META), more={"delay": 4000}, wait=5
    ),
    bar(
        "mouse-banner-en",
        "www.harbourrose-42.example",
        "en",
        "roses",
        (tags.MATOMO, tags.BING),
        more={"mouse": True},
        wait=1,
    ),
    framed(),
    bar(
        "open-shadow-en",
        "www.mapletoys-44.example",
        "en",
        "wood",
        (tags.HOTJAR, tags.TIKTOK),
        more={"shadow": "open", "holder": "privacy-host", "element": "privacy-dialog"},
    ),
    bar(
        "closed-shadow-de",
        "www.holzspiel-45.example",
        "de",
        "wood",
        (tags.ga(), tags.PINTEREST),
        more={"shadow": "closed", "holder": "frage", "element": "laden-frage"},
        steps={"open_roots": True},
    ),
    bar(
        "pay-or-consent-de",
        "www.steinacker-46.example",
        "de",
        "wine",
        (tags.ADNETZ, tags.META),
        deny=False,
        full=True,
        text=PAY,
        accept="Akzeptieren und weiter",
        extra='<button type="button" class="ask-pay">Werbefrei für 2,99 €</button>',
        again=False,
        revoke="Einwilligung widerrufen",
    ),
    bar(
        "wall-no-reject-en",
        "www.stonefield-47.example",
        "en",
        "wine",
        (tags.ga(), tags.ADNETZ),
        deny=False,
        full=True,
        text=WALL,
        accept="Agree and enter",
        again=False,
    ),
    bar(
        "ignored-reject-de",
        "www.wollwerk-48.example",
        "de",
        "wool",
        (tags.MATOMO, tags.META),
        more={"ignoreDeny": True},
    ),
    bar(
        "six-seconds-late-de",
        "www.wollwerk-49.example",
        "de",
        "wool",
        (tags.MATOMO,),
        late=f"setTimeout(function(){{{tags.inject(tags.ADNETZ)}}},6000);",
    ),
    bar(
        "product-page-only-en",
        "www.fellfleece-50.example",
        "en",
        "wool",
        (tags.MATOMO, tags.META),
        case={"only": {"product": tags.plain(tags.HOTJAR)}},
    ),
    bar(
        "own-collector-de",
        "www.teekontor-51.example",
        "de",
        "tea",
        (tags.META,),
        late=COLLECTOR,
        case={"routes": {"/metrics/collect": Answer(status=204)}},
    ),
    bar(
        "cross-is-consent-en",
        "www.teapot-52.example",
        "en",
        "tea",
        (tags.ga(), tags.PINTEREST),
        cross=True,
        closing="closeAccept",
    ),
    bar(
        "scroll-is-consent-de",
        "www.radhaus-53.example",
        "de",
        "bikes",
        (tags.ga(), tags.BING),
        more={"scroll": 400},
        steps={"fleeting": True},
    ),
    bar(
        "going-on-is-consent-en",
        "www.northlane-54.example",
        "en",
        "bikes",
        (tags.HOTJAR, tags.META),
        more={"goOn": "seen"},
        steps={"fleeting": True},
    ),
    bar("no-withdrawal-de", "www.radhaus-55.example", "de", "bikes", (tags.ga(), tags.META), again=False),
    bar(
        "deaf-withdrawal-en", "www.northlane-56.example", "en", "bikes", (tags.MATOMO, tags.TIKTOK), more={"deaf": True}
    ),
    bar(
        "forgotten-choice-de",
        "www.rosenhof-57.example",
        "de",
        "roses",
        (tags.ga(), tags.PINTEREST),
        more={"rejectDays": 0},
    ),
    bar("gpc-honoured-en", "www.harbourrose-58.example", "en", "roses", (tags.ga(), tags.META), more={"gpc": True}),
    bar(
        "gpc-ignored-en",
        "www.harbourrose-59.example",
        "en",
        "roses",
        (tags.ga(), tags.KUNDENBLICK),
        more={"optOut": True},
    ),
    bar(
        "age-gate-de",
        "www.steinacker-60.example",
        "de",
        "wine",
        (tags.MATOMO, tags.META),
        more={"manual": True},
        late=GATE_SCRIPT,
        case={"body": GATE},
        steps={"before": ("#gate-yes",)},
    ),
    bare("newsletter-and-chat-de", "www.wollwerk-61.example", "de", "wool", head=POPUPS, foot=NEWS, session=False),
    bare("country-chooser-en", "www.fellfleece-62.example", "en", "wool", foot=COUNTRY),
    bare(
        "necessary-only-de",
        "www.teekontor-63.example",
        "de",
        "tea",
        foot="<script>if(document.cookie.indexOf('csrf_token=')<0)document.cookie='csrf_token='+Math.random().toString(36).slice(2)+"
        "'; Path=/; Secure; SameSite=Lax';if(!localStorage.getItem('cart'))localStorage.setItem('cart','[]');</script>",
    ),
    bar(
        "consent-mode-advanced-de",
        "www.teekontor-64.example",
        "de",
        "tea",
        (tags.KUNDENBLICK,),
        head=CONSENT_DEFAULT + tags.plain(tags.ga()),
        early=UPDATE + "window.shopTagCookies.push('_ga','^_ga_.*');",
        case={"uses": ("Google Analytics", "Kundenblick")},
        text=TEXTS["de"]["text"]
        .replace("{partners}", "Google Analytics, Kundenblick")
        .replace("Statistik und Werbung", "Statistik"),
    ),
    bar(
        "consent-mode-basic-en",
        "www.teapot-65.example",
        "en",
        "tea",
        (tags.ga(), tags.META),
        head=CONSENT_DEFAULT,
        early=UPDATE,
    ),
    bar("fingerprint-de", "www.holzspiel-66.example", "de", "wood", (tags.MATOMO, tags.META), head=FINGERPRINT),
    bar(
        "chart-canvas-en",
        "www.mapletoys-67.example",
        "en",
        "wood",
        (tags.ga(), tags.BING),
        case={"only": {"home": CHART, "product": CHART}},
    ),
    bar("cookie-syncing-de", "www.radhaus-68.example", "de", "bikes", (tags.MATOMO,), head=tags.plain(tags.SYNC)),
    bar(
        "boxes-and-save-en",
        "www.stonefield-69.example",
        "en",
        "wine",
        (tags.ga(), tags.META),
        pick=True,
        steps={
            "accept": ("#pick-statistics", "#pick-marketing", SAVE),
            "reject": (SAVE,),
            "withdraw": ("#again", "#pick-statistics", "#pick-marketing", SAVE),
            "ticks": ".ask input",
        },
    ),
    bar("first-party-name-de", "www.teekontor-70.example", "de", "tea", (MEASURE_TAG, tags.META)),
    bar(
        "google-fonts-de",
        "www.rosenhof-71.example",
        "de",
        "roses",
        (tags.MATOMO, tags.BING),
        head='<link rel="stylesheet" href="https://fonts.googleapis.com/css2?family=Lora&display=swap"><style>'
        "h1{font-family:Lora,serif}</style>",
    ),
    bar(
        "many-stores-en",
        "www.stonefield-72.example",
        "en",
        "wine",
        (tags.MATOMO,),
        head='<script async src="https://reco.auslage.example/r.js"></script>',
    ),
    bar(
        "tag-manager-early-de",
        "www.wollwerk-73.example",
        "de",
        "wool",
        (tags.gtm("GTM-5LAB73K"),),
        early="window.shopTagCookies.push('_uetsid');",
        case={"uses": ("Google Tag Manager", "Google Analytics", "Meta Pixel")},
        head='<script async src="https://www.googletagmanager.com/gtm.js?id=GTM-0EMPTY73"></script>',
        text=TEXTS["de"]["text"].replace("{partners}", "Google, Meta"),
    ),
    bar(
        "says-nothing-en",
        "www.fellfleece-74.example",
        "en",
        "wool",
        (tags.ga(days=None), tags.ADNETZ),
        text="We use cookies to make our shop better for you.",
        cross=True,
    ),
    bar(
        "cross-just-closes-de",
        "www.radhaus-75.example",
        "de",
        "bikes",
        (tags.ga(), tags.META),
        cross=True,
        more={"closeNote": "frage-zu"},
    ),
)
CASES += (
    bare("weak-session-en", "www.northlane-76.example", "en", "bikes", session_attributes="Path=/; SameSite=Lax"),
)
CASES = tuple(
    replace(case, session=False) if case.name in {"mouse-banner-en", "product-page-only-en"} else case for case in CASES
)
