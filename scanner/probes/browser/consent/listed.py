"""Writes down what a banner's settings list, or that nobody could look."""

from __future__ import annotations

from scanner.model.evidence import Cell
from scanner.model.facts import ListedItem, Page
from scanner.model.vocabulary import GapCause
from scanner.probes.browser.consent.banner import Banner
from scanner.probes.notebook import Notebook


def write_listed(notebook: Notebook, cell: Cell | None, page: Page, banner: Banner | None) -> None:
    """The rows, and the cell closed; a gap where the settings could not be opened, so that nobody knows."""
    items = banner.listed if banner else ()
    for one in items:
        row = ListedItem(page=page, category=one.category, name=one.name, necessary=one.necessary)
        notebook.saw(row, page=page.url if isinstance(page.url, str) else None)
    if cell is None:
        return
    if banner is not None and banner.settings is not None and banner.second is None:
        notebook.gap(cell, GapCause.NOT_OPERABLE, banner.opened or "the banner's settings were not opened")
    else:
        notebook.close(cell, absent=not items)
