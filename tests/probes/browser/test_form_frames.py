"""Forms in frames are a page's forms, as far as a visitor sees them, whoever serves the frame."""

from __future__ import annotations

from scanner.model.evidence import Cell, scope
from scanner.model.facts import Form, FormField, Page
from scanner.model.vocabulary import GapCause, PageRole, Phase
from scanner.network import ConnectTo, Network
from scanner.probes.browser.form_pages import FormsOfPage, read_page, write_read
from scanner.probes.browser.forms import FormsSeen
from scanner.probes.browser.session import Browser
from scanner.probes.notebook import Notebook

from .conftest import Serve, Site
from .scenes import FAST, run

OWN = "<form action=/own><label>Name <input name=own></label></form>"


def framed(name: str, more: str = "") -> str:
    return f"<form method=post action=/sent><label>E-Mail <input type=email name={name} required></label></form>{more}"


def network(site: Site) -> Network:
    hosts = ("shop.example", "letters.example", "www.hcaptcha.com")
    return Network("http://shop.example/", [ConnectTo(host, 80, "127.0.0.1", site.port) for host in hosts], FAST)


async def seen_on(site: Site) -> tuple[str, FormsSeen]:
    async with (
        Browser.open(network(site)) as browser,
        browser.phase(Phase.BEFORE_CHOICE) as phase,
        phase.tab() as tab,
    ):
        visit = await tab.visit("http://shop.example/")
        assert visit.seen, visit.reason
        read = await read_page(tab, PageRole.OTHER)
        assert read.seen is not None, read.reason
        return visit.final_url, read.seen


PAGES = {
    "shop.example/": OWN + "<iframe src=/same></iframe><iframe src=http://letters.example/cross width=300></iframe>"
    "<iframe srcdoc='<form><input name=written></form>'></iframe>"
    "<iframe src=/hidden style='display:none'></iframe><iframe src=/tiny width=1 height=1></iframe>"
    "<div style='opacity:0'><iframe src=/clear></iframe></div>"
    "<iframe src=http://www.hcaptcha.com/box></iframe>"
    "<div id=host></div><script>"
    "host.attachShadow({mode: 'closed'}).innerHTML = '<iframe src=/shadow></iframe>'</script>",
    "shop.example/same": framed("same", "<iframe src=/nested></iframe>"),
    "shop.example/nested": framed("nested"),
    "shop.example/shadow": framed("shadow"),
    "letters.example/cross": framed("cross", "<iframe src=/unseen style='visibility:hidden'></iframe>"),
    **{path: framed("never") for path in ("/hidden", "/tiny", "/clear", "/unseen", "/box")},
}  # fmt: skip


def test_frames_that_are_shown_are_read_with_their_own_address_and_others_are_not(serve: Serve) -> None:
    async def scene() -> None:
        with serve(PAGES) as site:
            url, seen = await seen_on(site)
        found = {form.fields[0].name: form.frame for form in seen.forms}
        assert found == {
            "own": url,
            "same": f"{url}same",
            "nested": f"{url}nested",
            "cross": "http://letters.example/cross",
            "written": "about:srcdoc",
            "shadow": f"{url}shadow",
        }
        assert [form.ordinal for form in seen.forms] == list(range(6)) and seen.truncated == ()

    run(scene)


def test_the_row_of_a_framed_form_names_its_frame_and_belongs_to_the_page(serve: Serve) -> None:
    async def scene() -> None:
        with serve(PAGES) as site:
            url, seen = await seen_on(site)
            notebook, cell = Notebook(()), Cell("form", scope({"page.role": PageRole.OTHER}))
            async with (
                Browser.open(network(site)) as browser,
                browser.phase(Phase.BEFORE_CHOICE) as phase,
                phase.tab() as tab,
            ):
                await tab.visit(url)
                read = await read_page(tab, PageRole.OTHER)
            write_read(notebook, read, url, Page(url=url, role=PageRole.OTHER), [cell])
        forms = [row for row in notebook.rows if isinstance(row, Form)]
        cross = next(row for row in forms if row.frame == "http://letters.example/cross")
        assert isinstance(cross.page, Page) and cross.page.url == url
        assert (cross.action, cross.same_site) == ("http://letters.example/sent", False)
        assert forms[0].frame is None
        [field] = [row for row in notebook.rows if isinstance(row, FormField) and row.name == "cross"]
        assert field.form == cross or (isinstance(field.form, Form) and field.form.ordinal == cross.ordinal)
        [artifact] = {seen.artifact for form in forms for seen in form.seen}
        assert artifact is not None and b'"siegel/forms/1"' in notebook.artifacts[artifact]
        assert seen.truncated == ()

    run(scene)


def test_of_very_many_frames_some_are_read_and_that_is_said(serve: Serve) -> None:
    page = OWN + "".join(f"<iframe src=/frame?{n} width=200></iframe>" for n in range(20))

    async def scene() -> None:
        with serve({"/": page, "/frame": framed("framed")}) as site:
            url, seen = await seen_on(site)
        assert len(seen.forms) == 13 and seen.truncated == ("frames",)
        notebook, cell = Notebook(()), Cell("form", scope({"page.role": PageRole.OTHER}))
        write_read(notebook, FormsOfPage(seen), url, Page(url=url), [cell])
        assert notebook.coverage[cell.kind, cell.scope].cause is GapCause.BUDGET

    run(scene)
