"""A banner in words that nobody knows: tried out by visitors of its own, then answered as any other."""

from __future__ import annotations

from scanner.model.vocabulary import Phase
from scanner.probes.browser.consent import choose, look
from scanner.probes.browser.consent.words import Role, folded, role_of
from scanner.probes.browser.lessons import Lessons
from scanner.probes.browser.session import Browser
from scanner.probes.browser.trial import try_out

from ..conftest import Serve
from ..scenes import run
from .shop import network

YES, NO, MORE = "Schotten auf", "Schotten dicht", "In den Maschinenraum"
# What is let in sets two cookies; a click that a script makes stores what no choice does.
PAGE = """<!doctype html><html lang=de><meta charset=utf-8><title>Müsli</title><body style="margin:0"><script>
function done(e, value) { document.cookie = 'choice=' + (e.isTrusted ? value : 'untrusted') + ';path=/';
  document.getElementById('b').remove(); }
if (document.cookie.includes('choice=auf'))
  for (const name of ['_visitor', '_seen']) document.cookie = name + '=1;path=/';
</script><main style="min-height:1500px"><h1>Müsli</h1></main>
<div id=b style="position:fixed;inset:auto 0 0 0;background:#fff;padding:20px"><p>Wir setzen Cookies für Statistik und
Werbung. Ihre Daten gehen dann an unsere Partner.</p><div id=i>@INNER@</div></div>
<script>if (document.cookie.includes('choice=')) document.getElementById('b').remove();</script></body></html>"""
BOTH = (
    f"<button onclick=\"done(event,'auf')\">{YES}</button><button onclick=\"done(event,'zu')\">{NO}</button>"
    f"<button onclick=\"this.textContent='Es ist warm'\">Wie warm ist es dort</button>"
)
ROOM = (
    f"<button onclick=\"done(event,'auf')\">Alle akzeptieren</button>"
    f"<button onclick=\"i.innerHTML='<label><input type=checkbox id=s> Statistik</label>"
    f"<label><input type=checkbox> Werbung</label><button onclick=&quot;done(event,s.checked)&quot;>"
    f'Auswahl speichern</button>\'">{MORE}</button><button onclick="this.remove()">Wo bin ich hier</button>'
)


def test_the_words_are_known_to_nobody() -> None:
    assert [role_of(label, "button") for label in (YES, NO, MORE)] == [Role.OTHER] * 3


def test_two_unknown_answers_are_told_by_what_they_store(serve: Serve) -> None:
    async def scene() -> None:
        with serve({"/": PAGE.replace("@INNER@", BOTH)}) as site:
            async with Browser.open(network(site.port)) as browser:
                browser.lessons = Lessons(lambda labels: try_out(browser, site.url(), labels))
                for phase, value in ((Phase.ACCEPTED, "auf"), (Phase.REJECTED, "zu")):
                    async with browser.phase(phase) as visitor, visitor.tab() as tab:
                        assert (await tab.visit(site.url())).seen
                        chosen = await choose(tab, phase)
                        assert chosen.works, chosen.reason
                        kept = {one["name"]: one["value"] for one in await visitor.context.cookies()}  # type: ignore[typeddict-item]
                        assert kept["choice"] == value
                        assert chosen.clicks == 1
                assert browser.lessons.roles == {folded(YES): "accept", folded(NO): "reject"}
                assert len(browser.lessons.told) == 2

    run(scene)


def test_an_unknown_way_to_the_settings_is_found_and_each_label_is_tried_once(serve: Serve) -> None:
    asked: list[str] = []

    async def scene() -> None:
        with serve({"/": PAGE.replace("@INNER@", ROOM)}) as site:
            async with Browser.open(network(site.port)) as browser:

                async def teach(labels: object) -> dict[str, str]:
                    assert isinstance(labels, list)
                    asked.extend(labels)
                    return await try_out(browser, site.url(), labels)

                browser.lessons = Lessons(teach)
                for _ in range(2):
                    async with browser.phase(Phase.REJECTED) as visitor, visitor.tab() as tab:
                        assert (await tab.visit(site.url())).seen
                        found = await look(tab, 1.0)
                        assert found.banner is not None and found.banner.settings is not None
                        assert found.banner.settings.label == MORE

    run(scene)
    assert sorted(asked) == sorted(set(asked))


def test_who_tries_does_not_ask_for_a_trial(serve: Serve) -> None:
    async def scene() -> None:
        with serve({"/": PAGE.replace("@INNER@", BOTH)}) as site:
            async with Browser.open(network(site.port)) as browser:

                async def teach(_: object) -> dict[str, str]:
                    raise AssertionError("nobody may ask here")

                browser.lessons = Lessons(teach)
                async with browser.phase(Phase.BEFORE_CHOICE, learns=False) as visitor, visitor.tab() as tab:
                    assert (await tab.visit(site.url())).seen
                    found = await look(tab)
                    assert found.banner is not None and not found.understood

    run(scene)
