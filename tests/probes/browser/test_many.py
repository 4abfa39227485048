"""A page with 2,000 requests, 500 cookies and 50 frames is taken down whole, within what we may hold of it."""

from __future__ import annotations

import psutil

from scanner.model.evidence import merged
from scanner.model.vocabulary import StorageArea
from scanner.probes.browser.facts import requests, stored_items
from scanner.probes.browser.tracing import trace

from .conftest import Answer, Serve
from .scenes import network_to, one_phase, run, until

#: What our own process may grow by, the site that the test serves included (issue 6: 512 MiB without it).
MOST_BYTES = 512 * 1024 * 1024
PAGE = """<!doctype html><html lang=de><title>Viel</title><p>Sehr viel auf einer Seite.</p><script>
const random = () => [...crypto.getRandomValues(new Uint8Array(16))].map(x => x.toString(16).padStart(2, '0')).join('');
const id = random();
for (let i = 0; i < 500; i++) document.cookie = `c${i}=${random()}; Max-Age=99999; Path=/p${i % 9}/`;
for (let n = 0; n < 50; n++) setTimeout(() => {
  const frame = document.createElement('iframe'); frame.src = `/frame?${n}`; document.body.append(frame);
}, 200 + n * 20);
for (let b = 0; b < 40; b++) setTimeout(() => {
  for (let i = b * 50; i < b * 50 + 50; i++) {
    if (i % 5) new Image().src = `/hit/${i}?u=${id}`;
    else fetch(`/hit/${i}`, {method: 'POST', body: JSON.stringify({id, text: 'Lorem ipsum '.repeat(100)})});
  }
}, 300 + b * 60);
</script></html>"""


def test_a_page_of_two_thousand_requests_loses_nothing(serve: Serve) -> None:
    pages: dict[str, Answer] = {"/": PAGE, "/frame": "<p>frame"} | {f"/hit/{i}": "" for i in range(2000)}

    async def scene() -> None:
        before = psutil.Process().memory_info().rss  # of the tests that this process ran before
        with serve(pages) as site:
            async with one_phase(network_to(site.port)) as (_, phase), phase.tab() as tab:
                await tab.visit(site.url())
                await until(lambda: len(phase.recorder.flights) >= 2051)
                kept = await phase.kept()
            sent = phase.recorder.requests
            assert len([one for one in sent if one.path.startswith("/hit/")]) == 2000
            assert len([one for one in sent if one.path == "/frame"]) == 50
            assert len(merged(requests(sent, phase.recorder.veil))) == 2002
            # Chromium itself keeps no more than some 180 cookies for a site; the others were there all the same.
            items = merged(stored_items(phase.phase, phase.recorder, kept))
            assert len([row for row in items if row.area is StorageArea.COOKIE]) == 500
            assert sum(carried.whole for carried in trace(phase.recorder, 0).carried.values()) == 2002
            assert not phase.recorder.overflow
            assert psutil.Process().memory_info().rss - before < MOST_BYTES

    run(scene)
