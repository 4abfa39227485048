"""In each phase of consent: what the front page signals in the end, and who reads what since the choice."""

from __future__ import annotations

import pytest

from scanner.model.evidence import Cell, Status, scope
from scanner.model.facts import ConsentMode, Fingerprinting, TcfSignal
from scanner.model.facts.consent import Signals
from scanner.model.vocabulary import GapCause, Phase

from .conftest import Serve, serving
from .test_phases import BOX, PHASES, REJECT, Told, seen, site
from .test_tc_string import REFUSED

SLOTS = {"prints": "fingerprinting", "tcf": "tcf_signal", "consent_mode": "consent_mode"}
CELLS = {slot: {phase: Cell(kind, scope({"phase": phase})) for phase in PHASES} for slot, kind in SLOTS.items()}
READS = "function reads() { [navigator.plugins, navigator.platform, navigator.hardwareConcurrency, navigator.vendor,"
SIGNALLING = f"""<script>dataLayer = []; function gtag() {{ dataLayer.push(arguments) }}
{READS} navigator.languages, navigator.maxTouchPoints] }}
gtag('consent', 'default', {{ad_storage: 'denied', analytics_storage: 'denied'}});
__tcfapi = (command, version, callback) => callback({{tcString: '{REFUSED}', eventStatus: 'tcloaded'}}, true);
function tag() {{ gtag('consent', 'update', {{analytics_storage: 'granted'}}); reads(); reads(); }}</script>"""


@pytest.fixture(scope="module")
def told() -> Told:
    """A shop that updates its signals and reads the device once somebody has agreed."""
    end = BOX.format(reject=REJECT, when="value === 'all'", show="b.hidden = false")
    own = end.index("function tag()"), end.index("function tags(")
    return seen(serving, site(SIGNALLING + end[: own[0]] + end[own[1] :]), **CELLS)


Row = ConsentMode | TcfSignal | Fingerprinting


def rows(told: Told, kind: type[Row]) -> dict[object, Row]:
    return {row.phase: row for row in told.rows(kind) if isinstance(row, kind)}


def test_each_phase_has_its_signals_and_its_readings(told: Told) -> None:
    modes, strings, prints = (rows(told, kind) for kind in (ConsentMode, TcfSignal, Fingerprinting))
    assert modes.keys() == strings.keys() == set(PHASES)
    state = {}
    for phase, row in modes.items():
        assert isinstance(row, ConsentMode) and isinstance(row.signals, Signals) and row.default_first is True
        state[phase] = row.signals.analytics_storage
    assert state == {Phase.BEFORE_CHOICE: "denied", Phase.REJECTED: "denied", Phase.ACCEPTED: "granted"}
    assert {row.policy_version for row in strings.values() if isinstance(row, TcfSignal)} == {5}
    assert prints.keys() == {Phase.ACCEPTED}


def test_cells_are_seen_or_absent_by_what_there_was(told: Told) -> None:
    for slot in ("tcf", "consent_mode"):
        assert {told.status(cell) for cell in CELLS[slot].values()} == {Status.SEEN}
    assert {phase: told.status(cell) for phase, cell in CELLS["prints"].items()} == {
        Phase.BEFORE_CHOICE: Status.ABSENT, Phase.REJECTED: Status.ABSENT, Phase.ACCEPTED: Status.SEEN,
    }  # fmt: skip


def test_where_nobody_can_reject_the_phase_has_gaps(serve: Serve) -> None:
    end = BOX.format(reject="", when="value === 'all'", show="b.hidden = false")
    told = seen(serve, site(end), **CELLS)
    for slot in SLOTS:
        assert told.coverage(CELLS[slot][Phase.REJECTED]).cause is GapCause.NOT_OPERABLE
        assert told.status(CELLS[slot][Phase.ACCEPTED]) in {Status.SEEN, Status.ABSENT}


def test_a_front_page_that_does_not_come_leaves_gaps(serve: Serve) -> None:
    told = seen(serve, {"/": (503, [], "later")}, **CELLS)
    for slot in SLOTS:
        assert {told.status(cell) for cell in CELLS[slot].values()} == {Status.GAP}
