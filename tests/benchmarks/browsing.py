"""Scans with a browser, beside their floor (the same pages without a scanner) and beside another scanner of consent."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import peer
from benchmarks.demo import Demo
from benchmarks.process import Command, run, siegel, tree_peak
from benchmarks.reach import Reach, reach
from benchmarks.scans import RAN, Measured
from benchmarks.table import Section, median, megabytes, spread

_PROFILE = "baseline-de-shop"
_FLOOR, _FLOOR_OF_QUICK = "the floor of all phases", "the floor of the quick ones"
_WHOLE, _CONSENT, _QUICK = "siegel scan", "siegel scan --only consent", "siegel scan --quick"
_SIEGEL = (_WHOLE, _CONSENT, _QUICK)
_DOES = {
    _FLOOR: "each of these pages once in each of seven phases, until its load event, two tabs per phase",
    _FLOOR_OF_QUICK: "the same in three phases",
    _WHOLE: "all of Siegel, TLS and headers too",
    _CONSENT: "the seven states of consent alone",
    _QUICK: "all of Siegel, three states of consent, the short watch window",
    peer.NAME: peer.DOES,
}
#: Runs of what takes long.
_FEW = 3
_QUICK_PHASES = ("before_choice", "rejected", "accepted")
_PHASES = (*_QUICK_PHASES, "dismissed", "withdrawn", "revisit", "gpc")


@dataclass(frozen=True, slots=True)
class _Shop:
    """A shop that is served on this machine; `demo` where it is ours to ask for its CPU seconds."""

    file: Path
    demo: Demo | None = None

    def cpu_s(self) -> float:
        return self.demo.cpu_s() if self.demo else 0.0


def measure(folder: Path, runs: int, *, peers: bool, shop_file: Path | None = None) -> list[Section]:
    """All in turn, run after run, so that a busy minute hits all of them."""
    with ExitStack() as stack:
        demo = None if shop_file else stack.enter_context(Demo(folder, "none"))
        shop = _Shop(shop_file or demo.shop_file, demo) if demo or shop_file else None
        assert shop is not None
        return _measured(folder, runs, shop, peers=peers)


def _measured(folder: Path, runs: int, shop: _Shop, *, peers: bool) -> list[Section]:
    try:
        way = reach(shop.file, folder / "home")
    except RuntimeError as error:
        return [Section("browser", "Scanning with a browser", (), {}, {}, (f"left out: {error}",))]
    out = {name: folder / f"browsed-{number}" for number, name in enumerate(_DOES)}
    scan = siegel("scan", str(shop.file), "--profile", _PROFILE, "-q", "--out")
    jobs: dict[str, Command] = {
        _WHOLE: [*scan, str(out[_WHOLE])],
        _CONSENT: [*scan, str(out[_CONSENT]), "--only", "consent"],
        _QUICK: [*scan, str(out[_QUICK]), "--quick"],
    }
    missing = peer.install() if peers else "not asked for"
    if not missing:
        jobs[peer.NAME] = peer.command(way, out[peer.NAME])
    found = {name: Measured() for name in (_FLOOR, _FLOOR_OF_QUICK, *jobs)}
    for name, command in jobs.items():
        _warm_up(name, command, found[name])
    pages = _pages(out[_WHOLE])
    few = {phase: pages[phase] for phase in _QUICK_PHASES}
    floors = {
        _FLOOR: _floor(folder / "floor.json", way, out[_WHOLE], pages),
        _FLOOR_OF_QUICK: _floor(folder / "floor-of-quick.json", way, out[_WHOLE], few),
    }
    for name, command in floors.items():
        _warm_up(name, command, found[name])
    jobs = {**floors, **jobs}
    for number in range(runs):
        for name, command in jobs.items():
            if not found[name].failed and (number < _FEW or name in (*floors, _QUICK)):
                before = shop.cpu_s()
                found[name].add(run(command), shop.cpu_s() - before)
    what = {name: _what_siegel_saw(out[name]) for name in _SIEGEL}
    if peer.NAME in jobs and not found[peer.NAME].failed:
        what[peer.NAME] = peer.found(out[peer.NAME])
    return [_costs(found, pages, _windows(out), () if not missing else (f"{peer.NAME}: {missing}",)), _seen(what)]


def _warm_up(name: str, command: Command, measured: Measured) -> None:
    """The untimed runs: one to fill caches, one to see the memory."""
    cost = run(command)
    if cost.code not in (RAN if name in _SIEGEL else (0,)):
        measured.failed = f"status {cost.code}: {next(reversed(cost.said.strip().splitlines()), '')[:100]}"
        return
    measured.tree = tree_peak(command)


# --- what a scan saw --------------------------------------------------------------------------------------------------


def _document(folder: Path, name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((folder / name).read_text("utf-8"))
    return document


def _pages(folder: Path) -> dict[str, list[str]]:
    """The pages of the report, for each phase those whose document was asked for in it."""
    facts = _document(folder, "evidence.json")["facts"]
    pages = [row["url"] for row in facts.get("page", ())]
    asked = {(row["phase"], row["page"]["url"]) for row in facts.get("request", ()) if row["type"] == "document"}
    return {phase: [url for url in pages if (phase, url) in asked] for phase in _PHASES}


def _floor(path: Path, way: Reach, scanned: Path, pages: Mapping[str, list[str]]) -> Command:
    notices = _document(scanned, "report.json")["run"]["notices"]
    plan = {
        "executable": str(way.executable),
        "home": str(way.home),
        "sandbox": not any("without its sandbox" in notice for notice in notices),
        "arguments": [*way.likeness, *way.way],
        "phases": [of for of in pages.values() if of],
    }
    path.write_text(json.dumps(plan), encoding="utf-8")
    return [sys.executable, "-m", "benchmarks.floor", str(path)]


def _windows(out: Mapping[str, Path]) -> dict[str, float]:
    """Seconds that a scan stays on a page on purpose, where it had a page to stay on."""
    from scanner.probes.browser.window import QUICK_WATCH_S, WATCH_S  # noqa: PLC0415

    any_page = bool(_document(out[_WHOLE], "evidence.json")["facts"].get("request"))
    return {_WHOLE: WATCH_S * any_page, _CONSENT: WATCH_S * any_page, _QUICK: QUICK_WATCH_S * any_page}


def _what_siegel_saw(folder: Path) -> str:
    facts = _document(folder, "evidence.json")["facts"]
    verdicts = Counter(one["verdict"] for one in _document(folder, "report.json")["verdicts"])

    def by_phase(kind: str) -> str:
        of = Counter(row["phase"] for row in facts.get(kind, ()))
        return " / ".join(str(of[phase]) for phase in _PHASES)

    banner = any(row["present"] is True for row in facts.get("consent_banner", ()))
    kinds = ", ".join(f"{len(facts.get(kind, ()))} {kind}" for kind in ("page", "form", "form_field", "disclosure"))
    return (
        f"{'a banner' if banner else 'no banner'}; stored {by_phase('stored_item')}, requests {by_phase('request')} "
        f"({' / '.join(_PHASES)}); {kinds}; controls: "
        + ", ".join(f"{count} {verdict}" for verdict, count in verdicts.most_common())
    )


# --- tables -----------------------------------------------------------------------------------------------------------


def _costs(
    found: Mapping[str, Measured], pages: Mapping[str, list[str]], windows: Mapping[str, float], notes: tuple[str, ...]
) -> Section:
    rows, figures = {}, {}
    for name, of in found.items():
        floor = found[_FLOOR_OF_QUICK if name == _QUICK else _FLOOR]
        if of.failed:
            rows[name] = (of.failed,)
            continue
        window = windows.get(name)
        net, cpu = median(of.wall) - (window or 0.0), median(of.cpu)
        measured = window is not None and floor.wall
        over = {"wall": net / median(floor.wall), "cpu": cpu / median(floor.cpu)} if measured else {}
        ratios = (f"{over['wall']:.1f} ×", f"{over['cpu']:.1f} ×") if over else ("", "")
        memory = (megabytes(of.largest), megabytes(of.tree))
        rows[name] = (spread(of.wall), spread(of.cpu), spread(of.shop), *ratios, *memory, _DOES[name])
        figures[name] = of.document() | {"watch_window_s": window, "over_floor": over}
    counts = ", ".join(f"{len(urls)} {phase}" for phase, urls in pages.items())
    columns = (
        "wall s",
        "CPU s",
        "shop's CPU s",
        "wall − window ÷ floor",
        "CPU ÷ floor",
        "largest process",
        "all at once",
        "what it does",
    )
    return Section(
        "browser",
        f"Scanning with a browser, as whole processes; pages: {counts}",
        columns,
        rows,
        figures | {"pages": dict(pages)},
        (
            "The floor: Playwright, the same Chromium and flags, the pages that the scan reports. No banner is",
            "clicked, nothing recorded. window: the 8 s (--quick: 2 s) that a scan stays on a page on purpose.",
            "--quick is held against the floor of its three phases.",
            "Aims: at most 2 × the floor plus the window, CPU at most 1.7 × the floor, --quick under 6 s on two cores.",
            *notes,
        ),
    )


def _seen(what: Mapping[str, str]) -> Section:
    return Section(
        "seen",
        "What each of them saw",
        ("what it saw",),
        {name: (said,) for name, said in what.items()},
        dict(what),
        ("A cookie kept in a phase counts in each; Siegel also counts what was stored and taken away again.",),
    )
