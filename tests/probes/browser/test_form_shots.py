"""Pictures of forms: each once, with the places of their fields, and without the page or anybody else noticing."""

from __future__ import annotations

import base64
import json
from typing import Any

from scanner.model.facts import Page
from scanner.model.picture import picture_of
from scanner.model.vocabulary import PageRole
from scanner.probes.browser.form_pages import read_page, write_read
from scanner.probes.browser.form_shots import MARGIN, MOST_BYTES, MOST_HEIGHT, MOST_ON_A_PAGE
from scanner.probes.browser.form_signs import MOST_SHOTS, Pictured
from scanner.probes.browser.forms import FormSeen, Shot
from scanner.probes.browser.session import PhaseSession
from scanner.probes.browser.tab import Tab
from scanner.probes.notebook import Notebook

from .conftest import Serve
from .scenes import network_to, one_phase, run

RED, BLUE = (220, 0, 0), (0, 0, 220)
STYLE = """<!doctype html><style>body{margin:0;background:#fff;font:16px sans-serif} form{padding:20px;width:500px}
input{display:block;margin:20px;width:200px;height:30px;border:0;background:rgb(220,0,0)}
input[name=b]{background:rgb(0,0,220);margin-left:150px}</style>"""
FORM = "<form method=post action=/sent><input name=a><input name=b></form>"
#: Notes what a page hears of its window and of what comes into view.
EARS = """<script>window.heard = [];
const note = (name) => heard.push(`${name} ${innerWidth}x${innerHeight} ${scrollY}`);
for (const name of ['resize', 'scroll']) addEventListener(name, () => note(name));
const eye = new IntersectionObserver((all) => { for (const one of all) if (one.isIntersecting) note('in view'); });
eye.observe(document.forms[0]);
</script>"""


async def shots(tab: Tab, url: str) -> list[FormSeen]:
    tab.pictured = tab.pictured or Pictured()
    visit = await tab.visit(url)
    assert visit.seen, visit.reason
    read = await read_page(tab, PageRole.OTHER)
    assert read.seen is not None, read.reason
    return list(read.seen.forms)


def shot_of(form: FormSeen) -> Shot:
    assert form.shot is not None and form.shot.data, form.shot
    return form.shot


async def colours(phase: PhaseSession, shot: Shot) -> list[list[int]]:
    """The colour in the middle of each field as the picture shows it, and right outside of its lower right corner."""
    picture = picture_of(shot.data)
    assert picture is not None
    x, y, width, height = shot.clip
    points = []
    for box in shot.fields:
        assert box is not None
        for px, py in ((box[0] + box[2] / 2, box[1] + box[3] / 2), (box[0] + box[2] + 8, box[1] + box[3] + 8)):
            points.append([(px - x) / width * picture.width, (py - y) / height * picture.height])
    async with phase.tab() as tab:
        await tab.page.goto("about:blank")
        read: list[list[int]] = await tab.page.evaluate(
            """async ([data, points]) => {
              const image = new Image();
              image.src = "data:image/jpeg;base64," + data;
              await image.decode();
              const canvas = new OffscreenCanvas(image.width, image.height);
              const brush = canvas.getContext("2d");
              brush.drawImage(image, 0, 0);
              const at = ([x, y]) => [...brush.getImageData(Math.round(x), Math.round(y), 1, 1).data].slice(0, 3);
              return points.map(at);
            }""",
            [base64.b64encode(shot.data).decode(), points],
        )
    return read


def like(colour: list[int], wanted: tuple[int, int, int]) -> bool:
    return all(abs(a - b) < 50 for a, b in zip(colour, wanted, strict=True))


SHADOW = f"{STYLE[15:]}<div style='padding:90px'><input name=a><input name=b><button>Los</button></div>"
PLACES = {
    "in the window": STYLE + FORM,
    "far below": STYLE + "<div style='height:3700px'></div>" + FORM + "<div style='height:900px'></div>",
    "in a frame": STYLE + "<div style='height:1200px'></div><iframe src=/framed width=700 height=300></iframe>",
    "in a frame in a frame": STYLE
    + "<div style='height:40px'></div><iframe src=/around width=900 height=500 style='margin:30px'></iframe>",
    "without an element, in a shadow root": STYLE
    + f"<div id=host></div><script>host.attachShadow({{mode:'open'}}).innerHTML = `{SHADOW}`</script>",
}


def test_the_marks_lie_where_the_fields_are(serve: Serve) -> None:
    pages = {f"/{n}": page for n, page in enumerate(PLACES.values())}
    pages |= {"/framed": STYLE + FORM, "/around": STYLE + "<iframe src=/framed width=600 height=300></iframe>"}
    found: dict[str, list[list[int]]] = {}

    async def scene() -> None:
        with serve(pages) as site:
            async with one_phase(network_to(site.port)) as (_, phase):
                for n, name in enumerate(PLACES):
                    async with phase.tab() as tab:
                        tab.pictured = Pictured()
                        [form] = await shots(tab, site.url(f"/{n}"))
                        found[name] = await colours(phase, shot_of(form))

    run(scene)
    for name, (a, beside_a, b, beside_b) in found.items():
        assert like(a, RED) and like(b, BLUE), (name, a, b)
        assert like(beside_a, (255, 255, 255)) and like(beside_b, (255, 255, 255)), (name, beside_a, beside_b)


def test_a_page_hears_at_most_that_its_window_has_the_size_it_had(serve: Serve) -> None:
    below = STYLE + "<div style='height:9000px'></div>" + FORM + "<img loading=lazy src=/lazy.gif>" + EARS
    heard: list[object] = []

    async def scene() -> None:
        with serve({"/in": STYLE + FORM + EARS, "/below": below}) as site:
            async with one_phase(network_to(site.port)) as (_, phase), phase.tab() as tab:
                for path in ("/in", "/below"):
                    tab.pictured = Pictured()
                    visit = await tab.visit(site.url(path))
                    assert visit.seen
                    await tab.page.evaluate("window.heard.length = 0")
                    read = await read_page(tab, PageRole.OTHER)
                    assert read.seen is not None
                    shot_of(read.seen.forms[0])
                    frames = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
                    await tab.page.evaluate(frames)
                    heard.append(await tab.page.evaluate("heard"))
            assert "/lazy.gif" not in site.paths()

    run(scene)
    assert heard[0] == []
    # A busy Chromium also lets it hear the size in between, as it changes it and back.
    own = "resize 1280x900 0"
    assert heard[1] in ([], [own], ["resize 1x1 0", own])


def test_a_form_of_every_page_is_taken_once_and_what_is_not_taken_says_why(serve: Serve) -> None:
    pages = {
        "/one": STYLE + FORM,
        "/two": STYLE + FORM + "<form><input type=password name=old></form>",
        "/typed": STYLE + "<form><input name=c></form><script>document.forms[0].c.value = 'canary'</script>",
        "/many": STYLE + "".join(f"<form><input name=n{n}></form>" for n in range(MOST_ON_A_PAGE + 3)),
    }
    told: dict[str, list[str]] = {}

    async def scene() -> None:
        with serve(pages) as site:
            async with one_phase(network_to(site.port)) as (_, phase), phase.tab() as tab:
                for path in pages:
                    forms = await shots(tab, site.url(path))
                    told[path] = ["" if one.shot is None else one.shot.why or "taken" for one in forms]

    run(scene)
    assert told["/one"] == ["taken"]
    assert told["/two"] == ["", "taken"]
    assert told["/typed"] == ["something stood in its fields already"]
    assert told["/many"] == ["taken"] * MOST_ON_A_PAGE + [""] * 3
    assert MOST_SHOTS >= MOST_ON_A_PAGE


def test_a_picture_is_bounded_and_fields_beyond_it_are_where_they_are(serve: Serve) -> None:
    rich = "".join(f"<input name=f{n} style='background:hsl({n * 7} 90% 50%)'>" for n in range(120))
    taken: list[Shot] = []

    async def scene() -> None:
        with serve({"/": STYLE + f"<form style='width:3000px'>{rich}</form>"}) as site:
            async with one_phase(network_to(site.port)) as (_, phase), phase.tab() as tab:
                taken.append(shot_of((await shots(tab, site.url()))[0]))

    run(scene)
    [shot] = taken
    assert len(shot.data) <= MOST_BYTES and picture_of(shot.data) is not None
    assert shot.clip[3] <= MOST_HEIGHT and len(shot.fields) == 120
    assert shot.fields[-1] is not None and shot.fields[-1][1] > shot.clip[1] + shot.clip[3]


def test_hostile_pages_get_no_picture_and_lose_nothing_else(serve: Serve) -> None:
    clobbered = (
        "<form><input name=getBoundingClientRect><input name=parentNode><input name=checkVisibility></form>"
        "<script>window.siegelForms = [{top: 1}]; Element.prototype.getBoundingClientRect = () => { throw 1 };"
        "setInterval(() => { document.forms[0].style.marginTop = Math.random() * 400 + 'px' }, 1)</script>"
    )
    found: list[FormSeen] = []

    async def scene() -> None:
        with serve({"/": STYLE + clobbered}) as site:
            async with one_phase(network_to(site.port)) as (_, phase), phase.tab() as tab:
                found.extend(await shots(tab, site.url()))

    run(scene)
    [form] = found
    assert [one.name for one in form.fields] == ["getBoundingClientRect", "parentNode", "checkVisibility"]
    assert form.shot is not None and (form.shot.data or form.shot.why)


def test_the_artifact_names_the_picture_and_where_fields_lie(serve: Serve) -> None:
    notebook = Notebook(())

    async def scene() -> None:
        with serve({"/": STYLE + FORM}) as site:
            async with one_phase(network_to(site.port)) as (_, phase), phase.tab() as tab:
                tab.pictured = Pictured()
                await tab.visit(site.url())
                read = await read_page(tab, PageRole.OTHER)
                write_read(notebook, read, site.url(), Page(url=site.url(), role=PageRole.OTHER), ())

    run(scene)
    [document] = [json.loads(data) for data in notebook.artifacts.values() if data.startswith(b"{")]
    picture: dict[str, Any] = document["forms"][0]["picture"]
    assert picture_of(notebook.artifacts[picture["artifact"]]) is not None
    assert picture["clip"][:2] == [0.0, 0.0] and len(picture["fields"]) == 2
    x, y, width, height = picture["fields"][0]
    assert (width, height) == (204, 32) and x >= MARGIN and y >= MARGIN
    assert "shot" not in document["forms"][0]
