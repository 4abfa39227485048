"""The way back to the choice, on pages of shops and in real libraries; and past a banner without any answer."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import unquote

import pytest

from scanner.model.vocabulary import Phase
from scanner.probes.browser.consent import IGNORED, choose, dismiss, find_way_back, withdraw
from scanner.probes.browser.consent.words import leads_back
from scanner.probes.browser.tab import Tab

from ..standing import Standing
from .shop import URL, in_phase, stored
from .test_libraries import KLARO, SHOP, TARTEAUCITRON, VANILLA, VANILLA_DE, files

__all__ = ["files"]

WAYS = {
    "de": [
        "Cookie-Einstellungen",
        "Einwilligung widerrufen",
        "Cookie-Erlaubnis zurücknehmen",
        "Datenschutz-Einstellungen",
        "Cookies verwalten",
    ],
    "en": ["Cookie settings", "Manage consent", "Withdraw consent", "Your privacy choices", "Cookie preferences"],
    "fr": ["Gérer mes cookies", "Paramètres des cookies", "Retirer mon consentement"],
    "nl": ["Cookie-instellingen", "Cookievoorkeuren wijzigen", "Toestemming intrekken"],
    "es": ["Configuración de cookies", "Gestionar cookies", "Retirar el consentimiento"],
    "it": ["Impostazioni cookie", "Gestisci cookie", "Revoca il consenso"],
    "pl": ["Ustawienia cookies", "Zarządzaj zgodami", "Wycofaj zgodę"],
}
NO_WAYS = ["Datenschutz", "Cookie-Richtlinie", "Privacy Policy", "Widerrufsrecht", "Vertrag widerrufen",
           "Einstellungen", "Politique de confidentialité", "Newsletter abbestellen", "Cookies"]  # fmt: skip

# A shop whose visitor has agreed. `again` shows the banner; what a script clicks counts as `untrusted`.
AGREED = """<!doctype html><html lang=de><meta charset=utf-8><title>Müsli</title><body style="margin:0"><script>
function keep(e, value) { document.cookie = 'choice=' + (e.isTrusted ? value : 'untrusted') + ';path=/';
  document.getElementById('b').hidden = true; }
function again(e) { e.preventDefault(); if (e.isTrusted) document.getElementById('b').hidden = false; }
if (!document.cookie.includes('choice=')) document.cookie = 'choice=all;path=/';
</script><main style="min-height:1600px"><h1>Müsli</h1><a href=/widerruf>Widerrufsrecht</a></main>
<div id=b hidden style="position:fixed;inset:auto 0 0 0;background:#fff;padding:20px"><p>Wir verwenden Cookies für
Werbung. Ihre Daten gehen an Partner.</p>@INNER@</div><footer style="padding-bottom:300px">@WAY@
<a href=/datenschutz>Datenschutz</a></footer></body></html>"""
BOTH = (
    "<button onclick=\"keep(event,'none')\">Ablehnen</button><button onclick=\"keep(event,'all')\">Akzeptieren</button>"
)
BOX = (
    "<label><input id=ads type=checkbox checked> Werbung</label>"
    "<button onclick=\"keep(event,ads.checked?'all':'none')\">Auswahl speichern</button>"
)
AT_ONCE = (
    "<button onclick=\"event.isTrusted && (document.cookie='choice=none;path=/')\">Einwilligung widerrufen</button>"
)
FLOATING = (
    '<div style="position:fixed;left:9px;bottom:9px"><button class="cookie-reopen-icon" onclick="again(event)">'
    "<svg width=24 height=24><circle r=9 cx=12 cy=12 /></svg></button></div>"
)
LINK = '<a href="#" onclick="again(event)">Cookie-Einstellungen</a>'
# Two that are not understood, of which the second leads back.
UNCLEAR = (
    "<button onclick=\"this.textContent='Danke'\">Gefällt mir hier</button> "
    '<button onclick="again(event)">Das große Rad drehen</button>'
)
# At the foot, where it stays; what stands around it speaks of cookies, too.
STANDS = (
    '<div style="position:fixed;left:0;bottom:0;padding:9px;background:#fff">Cookies und Ihre Daten für Werbung: '
    f"{AT_ONCE}</div>"
)
# It withdraws and asks anew.
ANEW = (
    "<button onclick=\"event.isTrusted && (document.cookie='choice=none;path=/'); this.hidden = true\">"
    "Einwilligung widerrufen</button><button onclick=\"keep(event,'all')\">Zustimmen und weiter</button>"
)
# A wall: who withdraws is asked anew, and can't decline.
TAKES_BACK = (
    "<button onclick=\"event.isTrusted && (document.cookie='choice=none;path=/'); "
    "document.getElementById('b').hidden = false\">Einwilligung widerrufen</button>"
)
WALL = "<button onclick=\"keep(event,'all')\">Zustimmen und weiter</button><a href=/abo>Werbefrei im Abo für 3 €</a>"
# Neither is chosen, and nothing is kept where none is.
YES_NO = (
    "<fieldset><legend>Werbung</legend><label><input type=radio name=w id=y> Ja</label> "
    "<label><input type=radio name=w id=n> Nein</label></fieldset>"
    "<button onclick=\"(y.checked || n.checked) && keep(event, y.checked ? 'all' : 'none')\">Auswahl speichern</button>"
)
# One keeps the choice at once and stays, the other only once it is saved; the save button is told from the other.
STAYS = (
    "<button onclick=\"event.isTrusted && (document.cookie='choice=none;path=/')\">Alle ablehnen</button>"
    "<button onclick=\"document.getElementById('b').hidden=true\">Speichern</button>"
)
WAITS = (
    '<button onclick="window.no=event.isTrusted">Alle ablehnen</button><button onclick="keep(event,\'all\')">Alle '
    "Einstellungen akzeptieren</button><button onclick=\"keep(event,window.no?'none':'all')\">Speichern</button>"
)
OWN_PAGE = """<!doctype html><html lang=de><meta charset=utf-8><title>Cookies</title><main id=m><h1>Cookies</h1>
<p>Hier stellen Sie ein, welche Cookies wir setzen dürfen und wer Ihre Daten erhält.</p>
<label><input id=ads type=checkbox checked> Werbung</label><button onclick="document.cookie='choice=' + (ads.checked
? 'all' : event.isTrusted ? 'none' : 'untrusted') + ';path=/'; m.textContent = 'Danke.'">Speichern</button></main>"""


def visit(pages: dict[str, Any], act: Callable[[Tab], Awaitable[Any]], standing: Standing) -> Any:
    return standing(pages, lambda browser: in_phase(browser, Phase.ACCEPTED, URL, act))


@pytest.mark.parametrize("label", [label for labels in WAYS.values() for label in labels])
def test_the_way_back_is_known_by_its_words(label: str) -> None:
    assert leads_back(label)


@pytest.mark.parametrize("label", NO_WAYS)
def test_what_only_speaks_of_cookies_or_of_contracts_is_no_way_back(label: str) -> None:
    assert not leads_back(label)


@pytest.mark.parametrize(
    ("way", "inner", "clicks"),
    [(LINK, BOTH, 2), (LINK, BOX, 3), (FLOATING, BOTH, 2), (AT_ONCE, BOTH, 1), (STANDS, BOTH, 1),
     ("<a href=/cookies>Cookie-Einstellungen</a>", BOTH, 3), (LINK, ANEW, 2), (LINK, YES_NO, 3), (LINK, STAYS, 2),
     (LINK, WAITS, 3), (TAKES_BACK, WALL, 1), (UNCLEAR, BOTH, 2)],
    ids=["a link and a rejection", "a link and a switch", "an icon without a name", "at once", "at once, and it stays",
         "a page of its own",
         "a question that stands again", "yes and no without an answer", "a panel that stays", "a panel to save",
         "a wall", "words that say nothing"],
)  # fmt: skip
def test_consent_is_withdrawn_by_the_way_that_the_page_offers(
    way: str, inner: str, clicks: int, standing: Standing
) -> None:
    async def act(tab: Tab) -> tuple[Any, Any]:
        return await withdraw(tab, 2.0), await stored(tab.page)

    page = AGREED.replace("@WAY@", way).replace("@INNER@", inner)
    chosen, kept = visit({"/": page, "/cookies": OWN_PAGE}, act, standing)
    assert (chosen.works, chosen.clicks, kept) == (True, clicks, "none"), chosen


# A wall whose way back says only that it leads to settings: it forgets the choice, and asks anew.
FORGETS = """<!doctype html><html lang=de><meta charset=utf-8><title>Müsli</title><body style="margin:0"><main
style="min-height:1600px"><h1>Müsli</h1></main><div id=b style="position:fixed;inset:0;background:#fff;padding:20px">
<p>Wir verwenden Cookies für Werbung. Ihre Daten gehen an Partner.</p><button onclick="if (event.isTrusted)
{document.cookie = 'choice=all;path=/'; b.remove()}">Zustimmen und weiter</button><a href=/abo>Werbefrei im Abo für 3 €
</a></div><footer><a href="#" onclick="@FORGET@">Datenschutzeinstellungen</a></footer><script>
if (document.cookie.includes('choice=')) b.remove()</script></body></html>"""
SHOWS = (
    "const d=document.body.appendChild(document.createElement('div'));d.style='position:fixed;inset:0;background:#fff';"
    "d.innerHTML='<p>Wir verwenden Cookies für Werbung. Ihre Daten gehen an Partner.</p><button>Zustimmen und weiter"
    "</button><a href=/abo>Werbefrei im Abo für 3 €</a>'"
)


@pytest.mark.parametrize(
    ("forget", "works", "kept"),
    [("document.cookie='choice=;path=/;max-age=0';location.reload()", True, None), (SHOWS, False, "all")],
    ids=["forgets", "only asks"],
)
def test_a_question_that_cannot_be_declined_is_withdrawn_if_it_stands_there_again(
    forget: str, works: bool, kept: str | None, standing: Standing
) -> None:
    async def act(tab: Tab) -> tuple[Any, Any, Any]:
        accepted = await choose(tab, Phase.ACCEPTED, 1.0)
        return accepted, await withdraw(tab, 1.0), await stored(tab.page)

    page = FORGETS.replace("@FORGET@", f"event.preventDefault();{forget}".replace('"', "&quot;"))
    accepted, chosen, left = visit({"/": page, "/abo": "<h1>Abo"}, act, standing)
    assert accepted.works, accepted.reason
    assert (chosen.works, left) == (works, kept), chosen


def test_on_a_page_of_settings_consent_is_withdrawn_there(standing: Standing) -> None:
    async def act(tab: Tab) -> tuple[Any, Any]:
        await tab.page.context.add_cookies([{"name": "choice", "value": "all", "url": tab.page.url}])
        return await withdraw(tab, 1.0), await stored(tab.page)

    chosen, kept = visit({"/": OWN_PAGE}, act, standing)
    assert (chosen.works, chosen.clicks, kept) == (True, 2, "none"), chosen
    other = (
        OWN_PAGE.replace("Cookies", "Konto")
        .replace("wer Ihre Daten erhält", "was wir schicken")
        .replace("Werbung", "Post")
    )
    chosen, kept = visit({"/": other}, act, standing)
    assert (chosen.works, chosen.clicks, kept) == (False, 0, "all"), chosen


def test_where_nothing_leads_back_that_is_said_and_nothing_clicked(standing: Standing) -> None:
    async def act(tab: Tab) -> tuple[Any, Any, Any]:
        return await find_way_back(tab), await withdraw(tab, 0.5), await stored(tab.page)

    way, chosen, kept = visit({"/": AGREED.replace("@WAY@", "").replace("@INNER@", BOTH)}, act, standing)
    assert way is None and not chosen.works and chosen.clicks == 0 and kept == "all"
    assert "no way back" in chosen.reason


def test_a_way_back_that_opens_nothing_does_not_work(standing: Standing) -> None:
    async def act(tab: Tab) -> Any:
        return await withdraw(tab, 0.5)

    page = AGREED.replace("@WAY@", '<a href="#">Cookie-Einstellungen</a>').replace("@INNER@", BOTH)
    chosen = visit({"/": page}, act, standing)
    assert not chosen.works and chosen.clicks == 1


@pytest.mark.parametrize(
    ("cross", "expected"),
    [('<button aria-label="Schließen" onclick="keep(event, \'closed\')">×</button>', (True, 1, "closed")),
     ("<button onclick=\"keep(event, 'closed')\">Später entscheiden</button>", (True, 1, "closed")),
     ("", (True, 0, "all"))],
)  # fmt: skip
def test_a_banner_is_dismissed_by_what_closes_it_and_never_by_a_choice(
    cross: str, expected: tuple[bool, int, str], standing: Standing
) -> None:
    async def act(tab: Tab) -> tuple[Any, Any]:
        return await dismiss(tab, 1.0), await stored(tab.page)

    page = AGREED.replace("@WAY@", "").replace("@INNER@", cross + BOTH).replace("id=b hidden", "id=b")
    chosen, kept = visit({"/": page}, act, standing)
    assert (chosen.works, chosen.clicks, kept) == expected
    assert (chosen.steps == (IGNORED,)) is (chosen.clicks == 0)


KLARO_WAY = '<a href="#" onclick="klaro.show(); return false">Cookie-Einstellungen</a>'
VANILLA_WAY = '<button type=button data-cc="show-preferencesModal">Cookie-Einstellungen</button>'
OF_LIBRARIES = {
    "klaro": (
        "", KLARO_WAY + KLARO.replace("@LANG@", "de").replace("@MORE@", "acceptAll: true,").replace("@ON@", "false"),
        "klaro", lambda text: json.loads(text)["ads"] is False,
    ),
    "vanilla-cookieconsent": (
        "",
        VANILLA_WAY
        + VANILLA.replace("@LANG@", "de").replace("@WORDS@", json.dumps(VANILLA_DE)).replace("@ON@", "false"),
        "cc_cookie", lambda text: json.loads(text)["categories"] == ["necessary"],
    ),
    "tarteaucitron": (
        TARTEAUCITRON.replace("@LANG@", "de").replace("showIcon: false", "showIcon: true").replace("@MORE@", ""), "",
        "tarteaucitron", lambda text: "youtube=false" in text and "vimeo=false" in text,
    ),
}  # fmt: skip


@pytest.mark.parametrize("library", OF_LIBRARIES)
def test_consent_given_to_a_real_library_is_withdrawn_from_it(
    library: str, files: dict[str, bytes], standing: Standing
) -> None:
    head, end, cookie, denied = OF_LIBRARIES[library]
    html = SHOP.replace("@LANG@", "de").replace("@HEAD@", head).replace("@END@", end)

    async def act(tab: Tab) -> tuple[Any, str, Any, str]:
        accepted = await choose(tab, Phase.ACCEPTED)
        before = unquote(await stored(tab.page, cookie) or "")
        return accepted, before, await withdraw(tab), unquote(await stored(tab.page, cookie) or "")

    accepted, before, withdrawn, after = visit({"/": html, **files}, act, standing)
    assert accepted.works and not denied(before)
    assert withdrawn.works and denied(after), (withdrawn, after)
