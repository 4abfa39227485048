"""Waivers and baseline as they come: from a shop's waivers file and an earlier run, or again from a run folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scanner.errors import RunFolderError
from scanner.model.vocabulary import Verdict
from scanner.policy.library import Library
from scanner.policy.waivers import read_waivers
from scanner.store import BASELINE, BASELINE_SCHEMA, WAIVERS, RunFolder, dump_json
from scanner.weigh import Excuses


@dataclass(frozen=True, slots=True)
class Given:
    """Excuses, and the files that a run folder keeps of them so that it can be weighed again."""

    excuses: Excuses
    files: Mapping[str, bytes]


def given(library: Library, waivers: Path | None, baseline: RunFolder | None) -> Given:
    """What the user names: a waivers file (InvalidInput if it is wrong) and an earlier run (RunFolderError)."""
    files: dict[str, bytes] = {}
    read = read_waivers(waivers, library.controls()) if waivers else ()
    if waivers:
        files[WAIVERS] = waivers.read_bytes()
    known = failed_in(baseline.report()) if baseline else None
    if known is not None:
        failed = {control: sorted(prints) for control, prints in sorted(known.items())}
        files[BASELINE] = dump_json({"schema": BASELINE_SCHEMA, "failed": failed})
    return Given(Excuses(read, known), files)


def kept(library: Library, folder: RunFolder) -> Given:
    """What a run was weighed with."""
    waivers, stored = folder.waivers, folder.baseline()
    files = {WAIVERS: waivers.read_bytes()} if waivers else {}
    known = None
    if stored is not None:
        known = {str(control): _prints(folder, prints) for control, prints in dict(stored.get("failed") or {}).items()}
        files[BASELINE] = dump_json(stored)
    return Given(Excuses(read_waivers(waivers, library.controls()) if waivers else (), known), files)


def failed_in(report: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """The fingerprints of every failure in a report document, by control."""
    failed: dict[str, frozenset[str]] = {}
    for verdict in report.get("verdicts") or ():
        if isinstance(verdict, dict) and verdict.get("verdict") == Verdict.FAIL:
            findings = [f for f in verdict.get("findings") or () if isinstance(f, dict)]
            failed[str(verdict.get("control"))] = frozenset(str(finding.get("fingerprint")) for finding in findings)
    return failed


def _prints(folder: RunFolder, prints: object) -> frozenset[str]:
    if not isinstance(prints, list):
        raise RunFolderError(f"{folder.path / 'data' / BASELINE} is broken: fingerprints are a list")
    return frozenset(str(one) for one in prints)
