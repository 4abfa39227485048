"""What is to be looked at through the browser, and with which cells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scanner.model.evidence import Cell
from scanner.model.journey import JourneyStep
from scanner.model.vocabulary import PageRole, PersonalData, Phase
from scanner.probes.browser.shopping.identity import Reader

#: Seconds that one page of a phase stays open, since tags fire late (design § 7.7).
WATCH_S, QUICK_WATCH_S = 8.0, 2.0
#: Products that are read beside the first; none in a quick look.
SAMPLES = 2
#: What a quick look sees again after a choice: where goods are, and where the tags of shops usually are.
QUICK_AFTER_CHOICE = frozenset({
    PageRole.HOME, PageRole.CATEGORY, PageRole.PRODUCT, PageRole.CART, PageRole.SEARCH, PageRole.CONTACT,
    PageRole.CHECKOUT_CONTACT,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Window:
    """The shop's address, and the cells: of consent by phase, of pages and what is on them by role.

    hints  addresses of pages that the owner names, by role
    way    what is written down of the way to the order button, by kind; `identity`, `journey`: as whom and how it is
           gone, as the owner says; `reader`: who gives a form its meaning on the way
    pictures      whether forms are pictured
    samples       products that are read beside the first
    after_choice  the roles of the pages that are seen again after a choice; None for all that are worth it
    """

    url: str
    stored: Mapping[Phase, Cell] = field(default_factory=dict)
    sent: Mapping[Phase, Cell] = field(default_factory=dict)
    banners: Mapping[Phase, Cell] = field(default_factory=dict)
    pages: Mapping[PageRole, Cell] = field(default_factory=dict)
    forms: Mapping[PageRole, tuple[Cell, Cell]] = field(default_factory=dict)
    shopping: Mapping[PageRole, tuple[Cell, ...]] = field(default_factory=dict)
    resources: Mapping[PageRole, Cell] = field(default_factory=dict)
    caching: Mapping[PageRole, Cell] = field(default_factory=dict)
    barriers: Mapping[PageRole, Cell] = field(default_factory=dict)
    prints: Mapping[Phase, Cell] = field(default_factory=dict)
    tcf: Mapping[Phase, Cell] = field(default_factory=dict)
    consent_mode: Mapping[Phase, Cell] = field(default_factory=dict)
    leaks: Mapping[Phase, Mapping[PageRole, Cell]] = field(default_factory=dict)
    hints: Mapping[PageRole, str] = field(default_factory=dict)
    ca_files: Sequence[Path] = ()
    language: str = "de-DE"
    watch_s: float = WATCH_S
    authorised: bool = False
    listed: Cell | None = None
    way: Mapping[str, Cell] = field(default_factory=dict)
    identity: Mapping[PersonalData, str] = field(default_factory=dict)
    journey: tuple[JourneyStep, ...] = ()
    reader: Reader | None = None
    pictures: bool = True
    samples: int = 0
    after_choice: frozenset[PageRole] | None = None

    @property
    def banner(self) -> Cell | None:
        """The cell of the banner as it meets a new visitor."""
        return self.banners.get(Phase.BEFORE_CHOICE)

    @property
    def others(self) -> tuple[Phase, ...]:
        """The phases beside the one before any choice."""
        return tuple(phase for phase in Phase if phase is not Phase.BEFORE_CHOICE and self.of(phase))

    @property
    def later(self) -> frozenset[PageRole]:
        """The roles whose forms are looked at once something is in the cart, where the owner allows it."""
        return frozenset({PageRole.CART}) if self.authorised and self.shopping else frozenset()

    def of(self, phase: Phase) -> tuple[Cell, ...]:
        """The cells of one phase."""
        return tuple(by_phase[phase] for by_phase in self._by_phase if phase in by_phase)

    @property
    def _by_phase(self) -> tuple[Mapping[Phase, Cell], ...]:
        return self.stored, self.sent, self.banners, self.prints, self.tcf, self.consent_mode

    @property
    def of_banner(self) -> tuple[Cell, ...]:
        """The cells of the banner as it meets a new visitor, and of what its settings list."""
        return tuple(cell for cell in (self.banner, self.listed) if cell)

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All of them."""
        by_phase = (cell for cells in self._by_phase for cell in cells.values())
        of_phases = (*by_phase, *((self.listed,) if self.listed else ()))
        of_forms = (cell for both in self.forms.values() for cell in both)
        of_shopping = (cell for cells in self.shopping.values() for cell in cells)
        return (
            *of_phases,
            *self.pages.values(),
            *of_forms,
            *of_shopping,
            *self.resources.values(),
            *self.caching.values(),
            *self.barriers.values(),
            *self.way.values(),
            *(cell for by_role in self.leaks.values() for cell in by_role.values()),
        )


def language(stated: str | None) -> str:
    """The browser's language for the shop's: `de` is de-DE. German where the shop file says nothing sensible."""
    usual = {"de": "de-DE", "en": "en-GB"}
    if stated is None or not re.fullmatch(r"[a-z]{2}(-[A-Z]{2})?", stated):
        return usual["de"]
    return usual.get(stated, stated)
