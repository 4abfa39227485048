"""A page is kept as its visitor saw it: what is rendered, what stands out, and nothing that identifies."""

from __future__ import annotations

import asyncio

from scanner.derive.shown import Shown, read_shown
from scanner.probes.browser.shown import take_shown

from .conftest import Serve
from .scenes import network_to, one_phase

PAGE = """<!doctype html><html lang=de><title>Müsli</title><style>
.p{font-weight:700}.u{text-transform:uppercase}.h{display:none}.c{display:contents}.o{text-decoration:line-through}
.z{max-height:0;overflow:hidden}.x::after{content:" zzgl. Versand"}</style>
<body><main><p>Zutaten: <span class=p>Weizen</span>, <span class=u>milch</span>, Zucker</p><p class=o>9,99 €</p>
<div class=h>zu <p>geklappt <strong>fett</strong></p></div>
<div class=z><p>gefaltet</p></div><div class=c><p class=x>7,99 €</p></div>
<a href="/b?token=secret123"><img src="/a.png?v=1" alt=Siegel></a>
<a href="https://other.example/c?uuid=ab-12&utm=x">zum Zertifikat</a>
<form><input type=hidden name=csrf value=hush><input value=typed></form>
<script type="application/ld+json">{"@type":"Product","sku":"</script></main><div id=h></div>
<iframe srcdoc="<p>im Rahmen</p>"></iframe>
<script>h.attachShadow({mode:'closed'}).innerHTML='<p>verborgen <b>fett</b></p><slot></slot>';h.append('innen');
document.currentScript.id='secret-id'</script></body></html>"""


def shown(serve: Serve, html: str) -> tuple[bytes, Shown]:
    async def scene() -> bytes:
        async with asyncio.timeout(60):
            with serve({"/": html}) as site:
                browsing = one_phase(network_to(site.port, "shop.example", meant=80))
                async with browsing as (_, session), session.tab() as tab:
                    visit = await tab.visit("http://shop.example/")
                    assert visit.seen, visit.reason
                    taken = await take_shown(tab, visit.elements)
                    assert taken is not None
                    return taken

    document = asyncio.run(scene())
    return document, read_shown(document)


def test_a_page_is_kept_as_it_is_rendered(serve: Serve) -> None:
    document, page = shown(serve, PAGE)
    lines = {line.text: line for line in page.lines}
    assert {"verborgen fett", "innen", "im Rahmen", "7,99 € zzgl. Versand"} <= lines.keys()
    ingredients = lines["Zutaten: Weizen, MILCH, Zucker"]
    assert [run.text for run in ingredients.runs if run.stands_out] == ["Weizen"]
    assert all(run.struck for run in lines["9,99 €"].runs)
    closed = ("zu", "geklappt fett", "gefaltet")
    assert [text for text in closed if lines[text].hidden] == list(closed)
    assert [run.text for run in lines["geklappt fett"].runs if run.bold] == ["fett"]
    assert not lines["7,99 € zzgl. Versand"].hidden
    assert [(link.href, link.label) for link in page.links] == [
        ("http://shop.example/b", "Siegel"),
        ("https://other.example/c?uuid=ab-12", "zum Zertifikat"),
    ]
    for secret in (b"secret", b"hush", b"typed", b"utm"):
        assert secret not in document


def test_pictures_tell_their_size_who_takes_their_clicks_and_what_of_their_links_is_left_out(serve: Serve) -> None:
    html = """<!doctype html><title>x</title><img src=/s.png alt=a style="display:block;width:96px;height:40px">
    <div onclick="open('/c')"><img src=/s.png alt=b width=10 height=10></div>
    <a href="https://i.example/c?token=9"><img src=/s.png alt=c></a>
    <a href="https://i.example/c?id=9&amp;utm_source=x"><img src="data:image/gif,x" data-src=/late.png alt=d></a>
    <svg aria-label="Siegel e" width=30 height=30></svg><svg width=30 height=30><title>Siegel f</title></svg>
    <svg></svg>"""
    _, page = shown(serve, html)
    images = {image.alt: image for image in page.images}
    assert list(images) == ["a", "b", "c", "d", "Siegel e", "Siegel f"]
    assert (images["a"].width, images["a"].height, images["a"].clicks) == (96, 40, False)
    assert images["b"].clicks
    assert [images[alt].cut for alt in "abcd"] == [False, False, True, False]
    assert images["d"].src == "http://shop.example/late.png"
    assert images["d"].href == "https://i.example/c?id=9"
    assert images["Siegel e"].width == 30
