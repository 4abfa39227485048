"""Real banner libraries in their default words: recognised, and both choices change what the library itself stores."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from scanner.model.facts import Page
from scanner.model.facts.consent import Choice
from scanner.model.vocabulary import Phase
from scanner.probes.browser.consent import Banner, Chosen, choose, consent_banner, look_closer, look_for_banner
from scanner.probes.browser.session import Browser
from scanner.probes.browser.tab import Tab

from ..standing import Standing
from .shop import URL, in_phase, stored

NPM = Path(__file__).parents[3] / "npm"

SHOP = """<!doctype html><html lang=@LANG@><meta charset=utf-8><title>Müsli</title>@HEAD@<body>
<main style="min-height:1200px"><h1>Müsli</h1></main><footer style="padding-bottom:300px">
<a href=/impressum>Impressum</a> <a href=/datenschutz>Datenschutz</a></footer>@END@</body></html>"""

KLARO = """<script>window.klaroConfig = {version: 1, lang: '@LANG@', elementID: 'klaro', privacyPolicy: '/datenschutz',
@MORE@
services: [{name: 'shop', title: 'Shop', purposes: ['functional'], required: true},
{name: 'matomo', title: 'Matomo', purposes: ['analytics'], default: @ON@},
{name: 'ads', title: 'Ads', purposes: ['advertising'], default: @ON@}]}</script>
<script src=/klaro/dist/klaro.js></script>"""

VANILLA_DE = {
    "consentModal": {
        "title": "Wir verwenden Cookies",
        "description": "Wir setzen Cookies für Analyse und Werbung ein.",
        "acceptAllBtn": "Alle akzeptieren",
        "acceptNecessaryBtn": "Alle ablehnen",
        "showPreferencesBtn": "Einstellungen verwalten",
    },
    "preferencesModal": {
        "title": "Cookie-Einstellungen",
        "acceptAllBtn": "Alle akzeptieren",
        "acceptNecessaryBtn": "Alle ablehnen",
        "savePreferencesBtn": "Auswahl speichern",
        "sections": [
            {"title": "Notwendig", "linkedCategory": "necessary"},
            {"title": "Analyse", "linkedCategory": "analytics"},
        ],
    },
}
VANILLA_EN = {
    "consentModal": {
        "title": "We use cookies",
        "description": "This site uses cookies for analytics and ads. You can choose which ones.",
        "acceptAllBtn": "Accept all",
        "showPreferencesBtn": "Manage preferences",
    },
    "preferencesModal": {
        "title": "Cookie preferences",
        "savePreferencesBtn": "Save preferences",
        "closeIconLabel": "Close",
        "sections": [
            {"title": "Strictly necessary", "linkedCategory": "necessary"},
            {"title": "Analytics", "linkedCategory": "analytics"},
        ],
    },
}
VANILLA = """<link rel=stylesheet href=/vanilla-cookieconsent/dist/cookieconsent.css>
<script src=/vanilla-cookieconsent/dist/cookieconsent.umd.js></script><script>CookieConsent.run({
categories: {necessary: {enabled: true, readOnly: true}, analytics: {enabled: @ON@}},
language: {default: '@LANG@', translations: {'@LANG@': @WORDS@}}})</script>"""

TARTEAUCITRON = """<script>var tarteaucitronForceLanguage = '@LANG@';</script>
<script src=/tarteaucitronjs/tarteaucitron.js></script><script>tarteaucitron.init({
privacyUrl: '', bodyPosition: 'bottom',
hashtag: '#tac', cookieName: 'tarteaucitron', orientation: 'middle', showAlertSmall: false, cookieslist: false,
showIcon: false, DenyAllCta: true, AcceptAllCta: true, highPrivacy: true, useExternalCss: false, removeCredit: true,
moreInfoLink: true, mandatory: true, @MORE@});
(tarteaucitron.job = tarteaucitron.job || []).push('youtube', 'vimeo');</script>"""


@dataclass(frozen=True)
class Library:
    """A configuration: the cookie in which the library keeps the choice, and what it says after each."""

    name: str
    tool: str
    language: str
    head: str
    end: str
    cookie: str
    denies: Callable[[str], bool]
    allows: Callable[[str], bool]
    accept: str
    reject: tuple[str, int, int]
    preticked: bool


def klaro(
    name: str, language: str, accept: str, reject: tuple[str, int, int], more: str = "", on: str = "false"
) -> Library:
    end = KLARO.replace("@LANG@", language).replace("@MORE@", more).replace("@ON@", on)

    def said(value: bool) -> Callable[[str], bool]:
        return lambda text: json.loads(text) == {"shop": True, "matomo": value, "ads": value}

    return Library(name, "Klaro", language, "", end, "klaro", said(False), said(True), accept, reject, on == "true")


def vanilla(
    name: str, language: str, words: object, accept: str, reject: tuple[str, int, int], on: str = "false"
) -> Library:
    end = VANILLA.replace("@LANG@", language).replace("@WORDS@", json.dumps(words)).replace("@ON@", on)
    return Library(
        name, "vanilla-cookieconsent", language, "", end, "cc_cookie",
        lambda text: json.loads(text)["categories"] == ["necessary"],
        lambda text: json.loads(text)["categories"] == ["necessary", "analytics"],
        accept, reject, on == "true",
    )  # fmt: skip


def tarteaucitron(name: str, language: str, accept: str, reject: tuple[str, int, int], more: str = "") -> Library:
    head = TARTEAUCITRON.replace("@LANG@", language).replace("@MORE@", more)
    return Library(
        name, "tarteaucitron", language, head, "", "tarteaucitron",
        lambda text: sorted(text.split("!")) == ["", "vimeo=false", "youtube=false"],
        lambda text: sorted(text.split("!")) == ["", "vimeo=true", "youtube=true"],
        accept, reject, False,
    )  # fmt: skip


LIBRARIES = [
    klaro("klaro_de", "de", "Das ist ok", ("Ich lehne ab", 1, 1), "acceptAll: true,"),
    klaro("klaro_en", "en", "That's ok", ("I decline", 1, 1), "acceptAll: true,"),
    klaro("klaro_modal_de", "de", "Alle akzeptieren", ("Ich lehne ab", 1, 1), "mustConsent: true, acceptAll: true,"),
    klaro("klaro_preticked_en", "en", "That's ok", ("Accept selected", 2, 4), "hideDeclineAll: true,", "true"),
    vanilla("vanilla_de", "de", VANILLA_DE, "Alle akzeptieren", ("Alle ablehnen", 1, 1)),
    vanilla("vanilla_no_reject_en", "en", VANILLA_EN, "Accept all", ("Save preferences", 2, 3), "true"),
    tarteaucitron("tarteaucitron_de", "de", "Alle akzeptieren", ("Verbiete alle Cookies", 1, 1)),
    tarteaucitron("tarteaucitron_en", "en", "OK, accept all", ("Deny all cookies", 1, 1)),
]


@pytest.fixture(scope="session")
def files() -> dict[str, bytes]:
    """What the libraries ship, by the path under which the shop serves it."""
    if shutil.which("npm") is None:
        pytest.fail("these tests show real banner libraries, and npm installs them: install Node.js with npm")
    done = subprocess.run([NPM / "install.sh"], capture_output=True, text=True, check=False, timeout=300)
    if done.returncode:
        pytest.fail(f"tests/npm/install.sh failed: {done.stderr[-500:]}")
    root = NPM / "node_modules"
    return {
        f"/{path.relative_to(root)}": path.read_bytes()
        for library in ("klaro", "tarteaucitronjs", "vanilla-cookieconsent")
        for path in _shipped(root / library)
    }


def _shipped(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.suffix in {".js", ".css"} and path.is_file()]


@pytest.mark.parametrize("library", LIBRARIES, ids=lambda library: library.name)
def test_a_library_is_recognised_and_both_choices_reach_it(
    library: Library, files: dict[str, bytes], standing: Standing
) -> None:
    html = SHOP.replace("@LANG@", library.language).replace("@HEAD@", library.head).replace("@END@", library.end)

    async def look(tab: Tab) -> tuple[str | None, Banner]:
        banner = await look_for_banner(tab, 4.0)
        assert banner is not None, "no banner was found"
        closer = await look_closer(tab, banner)
        return banner.tool, closer

    async def choice(tab: Tab, phase: Phase) -> tuple[Chosen, str]:
        chosen = await choose(tab, phase)
        return chosen, unquote(await stored(tab.page, library.cookie) or "")

    async def scene(browser: Browser) -> tuple[Any, ...]:
        tool, closer = await in_phase(browser, Phase.BEFORE_CHOICE, URL, look)
        rejected, denied = await in_phase(browser, Phase.REJECTED, URL, lambda tab: choice(tab, Phase.REJECTED))
        accepted, allowed = await in_phase(browser, Phase.ACCEPTED, URL, lambda tab: choice(tab, Phase.ACCEPTED))
        return tool, closer, rejected, denied, accepted, allowed

    tool, closer, rejected, denied, accepted, allowed = standing({"/": html, **files}, scene)
    row = consent_banner(closer, Page(), Phase.BEFORE_CHOICE, rejected.clicks)
    assert tool == library.tool
    assert isinstance(row.accept, Choice) and row.accept.label == library.accept
    assert isinstance(row.reject, Choice)
    assert (row.reject.label, row.reject.layer, row.reject.clicks) == library.reject
    assert library.preticked or (closer.reject and closer.reject[2] == library.reject[2])
    assert row.language == library.language and row.preticked is library.preticked
    assert rejected.works and library.denies(denied), (rejected, denied)
    assert rejected.clicks == library.reject[2]
    assert accepted.works and library.allows(allowed), (accepted, allowed)
