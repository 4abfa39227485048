"""Looks at a shop's pages as a visitor's browser does, before any choice and after each. Decides nothing."""

from __future__ import annotations

import asyncio
from functools import partial

from scanner.errors import NetworkError
from scanner.model.evidence import Cell, scope
from scanner.model.vocabulary import GapCause, Party, Phase
from scanner.network import Network
from scanner.probes.browser.after import look_after
from scanner.probes.browser.before import look_before
from scanner.probes.browser.itinerary import Itinerary
from scanner.probes.browser.known import Known
from scanner.probes.browser.leaks.probe import Typing
from scanner.probes.browser.lessons import Lessons
from scanner.probes.browser.logs import about
from scanner.probes.browser.session import Browser, Look
from scanner.probes.browser.trial import try_out
from scanner.probes.browser.veil import Veil
from scanner.probes.browser.visitors import completed
from scanner.probes.browser.way_back import write_way_back
from scanner.probes.browser.window import Window
from scanner.probes.notebook import Notebook


async def look(network: Network, notebook: Notebook, window: Window) -> None:
    """Write down what the browser sees: all phases at once, each a new visitor."""
    try:
        shown = Look(language=window.language)
        async with Browser.open(network, ca_files=window.ca_files, look=shown, authorised=window.authorised) as browser:
            veil = Veil(browser.digest)
            notebook.address = lambda url: url if url == window.url else veil.page(url)
            notebook.notices += [f"browser: {note}" for note in browser.notes]
            notebook.versions["chromium"] = browser.binary.version
            try:
                await _phases(network, browser, notebook, window)
            finally:
                for place, row in completed(notebook.rows, browser.traces, window.url):
                    notebook.rows[place] = row
                notebook.browser = about(browser, window.url)
                notebook.notices = [veil.pages_in(notice) for notice in notebook.notices]
            notebook.notices += browser.guard.notes()
            if not browser.third_party_cookies:
                for phase in window.stored:
                    blocked = Cell("stored_item", scope({"phase": phase, "party": Party.THIRD}))
                    notebook.gap(blocked, GapCause.UNSUPPORTED, "this browser blocks third-party cookies")
            network.used.connections += browser.gate.used.connections
            network.used.bytes_read += browser.gate.used.bytes_read
    except NetworkError as error:
        notebook.failed([cell for cell in window.cells if notebook.is_open(cell)], error)


async def _phases(network: Network, browser: Browser, notebook: Notebook, window: Window) -> None:
    pages = Itinerary(window.after_choice)
    known = Known()
    browser.lessons = Lessons(partial(try_out, browser, window.url))
    if Phase.REJECTED not in window.others:
        known.tell(Phase.REJECTED, None)
    try:
        async with asyncio.TaskGroup() as group:
            typing = Typing(browser, notebook, window)
            group.create_task(look_before(network, browser, notebook, window, pages, known, typing))
            group.create_task(typing.look())
            for phase in window.others:
                group.create_task(look_after(browser, notebook, window, phase, pages, known))
    finally:
        write_way_back(notebook, window, known)
        notebook.notices += [f"tried to see what it does: {told}" for told in browser.lessons.told]
