"""The states of consent beyond yes and no: dismissed, withdrawn, come back to, and answered by the browser's signal."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scanner.model.evidence import Cell, Status, scope
from scanner.model.facts import ConsentBanner, StoredItem
from scanner.model.facts.consent import Withdraw
from scanner.model.values import Unknown
from scanner.model.vocabulary import GapCause, PageRole, Phase
from scanner.network import ConnectTo, Limits, Network
from scanner.probes.browser.probe import look
from scanner.probes.browser.window import Window
from scanner.probes.notebook import Notebook

from .conftest import Answer, Serve
from .test_phases import PAGE, Told

KINDS = ("stored_item", "request", "consent_banner")

# A banner that a cross closes, whose choice lasts, and that a link in the footer opens again.
BOX = """<style>#b {{ position:fixed;inset:auto 0 0 0;background:#fff;border-top:1px solid;padding:2em }}</style>
<p>{link}</p>
<div id=b hidden>Wir verwenden Cookies für Statistik und Werbung.
Mehr in der <a href=/datenschutz>Datenschutzerklärung</a>. <button onclick="choose('all')">Alle akzeptieren</button>
<button onclick="choose('none')">Alle ablehnen</button> {cross}</div>
<script>
function choose(value) {{
  document.cookie = 'choice=' + value + ';path=/{lasts}';
  if (value == 'none') {{ {forget} }}
  b.hidden = true; tags(value);
}}
function tag() {{
  document.cookie = '_ga=GA1.1.' + Math.random() + ';path=/;max-age=9999';
  new Image().src = 'http://tracker.example/p?' + Math.random();
}}
function tags(value) {{ if (value == 'all' || {also}) tag(); }}
sessionStorage.setItem('step', '1');
const choice = /choice=(\\w+)/.exec(document.cookie)?.[1];
if (choice) tags(choice); else if (!({objects})) {{ b.hidden = false; {at_once} }}
</script>"""
LINK = '<a href="#" onclick="b.hidden = false; return false">Cookie-Einstellungen</a>'
CROSS = '<button aria-label="Schließen" onclick="{}b.hidden = true">×</button>'
FORGET = "document.cookie = '_ga=;path=/;max-age=0'"


def shop(
    *, link: str = LINK, cross: str = CROSS.format(""), lasts: str = ";max-age=9999", forget: str = FORGET,
    also: str = "false", objects: str = "false", at_once: str = "",
) -> dict[str, Answer]:  # fmt: skip
    """A small shop with that banner on every page."""
    end = BOX.format(link=link, cross=cross, lasts=lasts, forget=forget, also=also, objects=objects, at_once=at_once)
    titles = {"/": "Müsli", "/warenkorb": "Warenkorb", "/kontakt": "Kontakt", "/impressum": "Impressum",
              "/datenschutz": "Datenschutzerklärung", "/agb": "AGB"}  # fmt: skip
    pages: dict[str, Answer] = {path: PAGE.format(title=title, end=end) for path, title in titles.items()}
    return pages | {"tracker.example/p": ""}


@dataclass
class Met(Told):
    """With what the shop heard."""

    heard: list[tuple[str, str, Mapping[str, str]]]


def cell(kind: str, phase: Phase) -> Cell:
    return Cell(kind, scope({"phase": phase}))


def seen(serve: Serve, pages: dict[str, Answer], *phases: Phase, watch_s: float = 1.0) -> Met:
    """The phase before any choice, and these."""

    async def no_names(_host: str, _port: int) -> list[str]:
        return []

    async def scene() -> Met:
        with serve(pages) as there:
            rules = [ConnectTo(host, 80, "127.0.0.1", there.port) for host in ("shop.example", "tracker.example")]
            limits = Limits(connections_per_second=3000, burst=1000)
            network = Network("http://shop.example/", rules, limits, resolver=no_names)
            wanted = (Phase.BEFORE_CHOICE, *phases)
            stored, sent, banners = ({phase: cell(kind, phase) for phase in wanted} for kind in KINDS)
            roles = {role: Cell("page", scope({"role": role})) for role in (PageRole.HOME, PageRole.PRIVACY)}
            window = Window("http://shop.example/", stored, sent, banners, pages=roles, watch_s=watch_s)
            notebook = Notebook(window.cells)
            async with asyncio.timeout(90):
                await look(network, notebook, window)
            return Met(notebook, there.heard)

    return asyncio.run(scene())


def banner(told: Told, phase: Phase) -> ConsentBanner:
    evidence = told.notebook.evidence("http://shop.example/", "", {})
    (row,) = [row for row in evidence.rows("consent_banner") if isinstance(row, ConsentBanner) and row.phase is phase]
    return row


def way_back(told: Told) -> Withdraw:
    found = banner(told, Phase.BEFORE_CHOICE).withdraw
    assert isinstance(found, Withdraw)
    return found


def left_over(told: Told, phase: Phase) -> dict[Any, Any]:
    evidence = told.notebook.evidence("http://shop.example/", "", {})
    rows = [row for row in evidence.rows("stored_item") if isinstance(row, StoredItem) and row.phase is phase]
    return {row.name: row.left_over for row in rows}


# ── dismissed ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_cross_that_only_closes_starts_nothing(serve: Serve) -> None:
    told = seen(serve, shop(), Phase.DISMISSED)
    assert told.stored(Phase.DISMISSED) == {"step"}
    assert "tracker.example" not in told.hosts(Phase.DISMISSED)
    assert told.status(cell("request", Phase.DISMISSED)) is Status.SEEN


def test_a_cross_that_counts_as_consent_is_seen_to_do_so(serve: Serve) -> None:
    told = seen(serve, shop(cross=CROSS.format("tag();")), Phase.DISMISSED)
    assert "_ga" in told.stored(Phase.DISMISSED)
    assert "tracker.example" in told.hosts(Phase.DISMISSED)
    assert "_ga" not in told.stored(Phase.BEFORE_CHOICE)


def test_who_ignores_a_banner_without_a_cross_goes_on_all_the_same(serve: Serve) -> None:
    told = seen(
        serve, shop(cross="", at_once="addEventListener('scroll', () => { b.hidden = true; tag() })"), Phase.DISMISSED
    )
    assert "_ga" in told.stored(Phase.DISMISSED)
    assert {"/", "/warenkorb", "/impressum"} <= told.pages(Phase.DISMISSED)


# ── withdrawn ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_consent_is_withdrawn_by_the_link_in_the_footer(serve: Serve) -> None:
    told = seen(serve, shop(), Phase.ACCEPTED, Phase.WITHDRAWN)
    found = way_back(told)
    assert (found.found, found.on_every_page, found.clicks, found.label, found.as_easy) == (
        True, True, 2, "Cookie-Einstellungen", True,
    )  # fmt: skip
    assert "_ga" in told.stored(Phase.ACCEPTED)
    assert told.stored(Phase.WITHDRAWN) == {"choice", "step"}
    assert "tracker.example" not in told.hosts(Phase.WITHDRAWN)


def test_what_a_withdrawal_leaves_on_the_device_is_told_from_what_is_stored_anew(serve: Serve) -> None:
    told = seen(serve, shop(forget=""), Phase.ACCEPTED, Phase.WITHDRAWN)
    assert left_over(told, Phase.WITHDRAWN)["_ga"] is True
    again = seen(serve, shop(also="value == 'none'"), Phase.ACCEPTED, Phase.WITHDRAWN)
    assert left_over(again, Phase.WITHDRAWN)["_ga"] is False
    assert "tracker.example" in again.hosts(Phase.WITHDRAWN)


def test_without_a_way_back_nobody_withdraws(serve: Serve) -> None:
    told = seen(serve, shop(link=""), Phase.ACCEPTED, Phase.WITHDRAWN)
    found = way_back(told)
    assert (found.found, found.on_every_page, found.as_easy) == (False, False, None)
    assert told.coverage(cell("stored_item", Phase.WITHDRAWN)).cause is GapCause.NOT_OPERABLE


def test_a_way_back_on_the_privacy_notice_alone_is_found_and_is_not_on_every_page(serve: Serve) -> None:
    pages = shop(link="") | {"/datenschutz": shop()["/datenschutz"]}
    found = way_back(seen(serve, pages, Phase.ACCEPTED, Phase.WITHDRAWN))
    assert (found.found, found.on_every_page, found.clicks) == (True, False, 3)


# ── a second visit, and a signal ─────────────────────────────────────────────────────────────────────────────────────


def test_a_choice_that_lasts_is_remembered_on_the_second_visit(serve: Serve) -> None:
    told = seen(serve, shop(), Phase.REVISIT)
    assert banner(told, Phase.REVISIT).present is False
    assert left_over(told, Phase.REVISIT) == {"choice": True, "step": False}


def test_a_choice_kept_for_a_session_is_forgotten_on_the_second_visit(serve: Serve) -> None:
    told = seen(serve, shop(lasts=""), Phase.REVISIT)
    assert banner(told, Phase.REVISIT).present is True
    assert told.stored(Phase.REVISIT) == {"step"}


def test_what_asks_again_in_words_that_nobody_understands_is_not_taken_for_a_choice_remembered(serve: Serve) -> None:
    again = """<div id=a hidden style="position:fixed;top:0;background:#fff">Cookies und Daten für Statistik
      <button>Quux</button></div>
      <script>a.hidden = !/choice=/.test(document.cookie) || sessionStorage.s; sessionStorage.s = 1</script></html>"""
    pages = {path: str(page).replace("</html>", again) for path, page in shop().items()}
    told = seen(serve, dict(pages), Phase.REVISIT)
    assert isinstance(banner(told, Phase.REVISIT).present, Unknown)


def test_the_browser_sends_its_objection_and_tells_scripts_of_it(serve: Serve) -> None:
    told = seen(serve, shop(objects="navigator.globalPrivacyControl === true", at_once="tag()"), Phase.GPC)
    assert "_ga" in told.stored(Phase.BEFORE_CHOICE)
    assert told.stored(Phase.GPC) == {"step"}
    assert banner(told, Phase.GPC).present is False
    signals = {headers.get("sec-gpc", headers.get("Sec-Gpc", headers.get("Sec-GPC"))) for _, _, headers in told.heard}
    assert signals == {"1", None}  # the visitor of the phase before any choice does not send it


def test_a_shop_without_a_banner_has_nothing_to_dismiss_or_withdraw_and_is_looked_at_with_the_signal(
    serve: Serve,
) -> None:
    pages = {path: PAGE.format(title="Müsli", end="") for path in ("/", "/warenkorb", "/impressum", "/datenschutz")}
    told = seen(
        serve, dict(pages), Phase.REJECTED, Phase.ACCEPTED, Phase.DISMISSED, Phase.WITHDRAWN, Phase.REVISIT, Phase.GPC
    )
    absent = (Phase.DISMISSED, Phase.WITHDRAWN, Phase.REVISIT)
    assert {told.status(cell("request", phase)) for phase in absent} == {Status.ABSENT}
    assert told.status(cell("request", Phase.GPC)) is Status.SEEN
