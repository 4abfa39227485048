"""A picture of a tab: of its window, bounded, and told from everything else by its bytes."""

from __future__ import annotations

from scanner.model.picture import Picture, picture_of
from scanner.probes.browser.pictures import MOST_BYTES, screenshot

from .conftest import Serve
from .scenes import network_to, one_phase, run

LONG = "<!doctype html><body style='margin:0'><div style='height:20000px;width:9000px'>x</div>"
NOISE = """<!doctype html><body style="margin:0"><canvas width=1280 height=900></canvas><script>
const brush = document.querySelector('canvas').getContext('2d');
const dots = brush.createImageData(1280, 900);
for (let i = 0; i < dots.data.length; i++) dots.data[i] = i % 4 === 3 ? 255 : (Math.imul(i, 2654435761) >>> 13) & 255;
brush.putImageData(dots, 0, 0);</script>"""


def picture(serve: Serve, html: str, *, gone: bool = False) -> bytes | None:
    taken: list[bytes | None] = []

    with serve({"/": html}) as site:

        async def scene() -> None:
            async with one_phase(network_to(site.port)) as (_, phase), phase.tab() as tab:
                visit = await tab.visit(site.url())
                assert visit.seen, visit.reason
                if gone:
                    await tab.close()
                taken.append(await screenshot(tab))

        run(scene)
    return taken[0]


def test_the_window_is_taken_and_not_the_whole_page(serve: Serve) -> None:
    taken = picture(serve, LONG)
    assert taken is not None
    assert picture_of(taken) == Picture("image/jpeg", 1280, 900)


def test_a_picture_too_rich_for_the_bound_is_taken_coarser_or_not_at_all(serve: Serve) -> None:
    taken = picture(serve, NOISE)
    assert taken is None or len(taken) <= MOST_BYTES


def test_a_tab_that_is_gone_costs_its_picture_only(serve: Serve) -> None:
    assert picture(serve, "<p>soon gone", gone=True) is None
