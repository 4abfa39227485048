"""What differs between the truth about a page's consent and the evidence of a scan. Pure.

A difference that accuses wrongly, or passes what is wrong, is told apart from one where Siegel says that it can't tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

Row = Mapping[str, Any]
#: Controls that the truth says nothing of.
UNSPOKEN = {"CK-004", "CK-016", "CK-018", "CK-020", "CK-024", "CK-028"}
PHASES = ("before_choice", "rejected", "accepted", "dismissed", "withdrawn", "revisit", "gpc")


@dataclass(slots=True)
class Result:
    """How one case came out. `parts`: of each part, None where there was nothing to compare, else what differs.

    accused, missed   controls that failed although nothing is wrong; that passed although something is
    open              controls that are violated, and were left unknown
    """

    case: str
    parts: dict[str, list[str] | None] = field(default_factory=dict)
    accused: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)

    @property
    def exact(self) -> bool:
        """Every part equals the truth, and no verdict is wrong."""
        return not (any(self.parts.values()) or self.accused or self.missed)


def compare(truth: Row, evidence: Row, report: Row) -> Result:
    """One case. `evidence`, `report`: the documents of its run folder."""
    result = Result(str(truth["case"]))
    rows: Mapping[str, list[Row]] = evidence["facts"]
    banner = [row for row in rows.get("consent_banner", []) if row.get("phase") == "before_choice"]
    result.parts["detected"] = list(_detected(truth["banner"], banner))
    if truth["banner"]["present"] and banner and banner[0].get("present") is True:
        for name in ("tool", "language", "preticked", "wall", "blocks_legal"):
            result.parts[name] = list(_same(name, truth["banner"].get(name), banner[0].get(name)))
        for name in ("accept", "reject", "settings"):
            result.parts[name] = list(_choice(name, truth["banner"].get(name), banner[0].get(name)))
        result.parts["way back"] = list(_way_back(truth.get("withdraw"), banner[0].get("withdraw")))
    for phase in PHASES:
        wanted = (truth["phases"] or {}).get(phase)
        reached = _reached(evidence, phase)
        if wanted is None:
            result.parts[f"{phase} done"] = (
                [f"{phase}: done, though no visitor could"] if reached and _any(rows, phase) else None
            )
            continue
        result.parts[f"{phase} done"] = [] if reached else [f"{phase}: not done: {_why(evidence, phase)}"]
        if reached:
            result.parts[f"{phase} stored"] = list(_stored(phase, wanted.get("stored") or [], rows))
            result.parts[f"{phase} sent"] = list(_sent(phase, wanted.get("sent") or [], truth, rows))
    _verdicts(result, set(truth.get("accuse") or ()), report)
    return result


def _detected(truth: Row, banner: list[Row]) -> Iterator[str]:
    if not banner:
        yield "banner: no row, so nobody looked"
    elif banner[0].get("present") is not truth["present"]:
        yield f"banner: present is {_say(banner[0].get('present'))}, and is {truth['present']}"


def _same(name: str, wanted: object, found: object) -> Iterator[str]:
    if name == "tool" and wanted is not None and isinstance(found, str):
        fold = "".join(c for c in str(wanted).lower() if c.isalnum())
        if fold[:6] in "".join(c for c in found.lower() if c.isalnum()):
            return
    if name == "tool" and wanted is None:
        return  # a hand-made banner may look like a tool's
    if found != wanted:
        yield f"banner: {name} is {_say(found)}, and is {wanted}"


def _choice(name: str, wanted: Row | None, found: Any) -> Iterator[str]:
    if wanted is None or not isinstance(found, Mapping) or "unknown" in found:
        if wanted is not None or found is not None:
            yield f"banner: {name} is {_say(found)}, and is {_brief(wanted)}"
        return
    for key in ("layer", "clicks"):
        if key in wanted and found.get(key) != wanted[key]:
            yield f"banner: {name}.{key} is {_say(found.get(key))} (“{found.get('label')}”), and is {wanted[key]}"


def _way_back(wanted: Row | None, found: Any) -> Iterator[str]:
    if not isinstance(wanted, Mapping):
        return
    found = found if isinstance(found, Mapping) else {}
    for key in ("found", "clicks"):
        if found.get(key) != wanted.get(key):
            yield f"way back: {key} is {_say(found.get(key))} (“{found.get('label')}”), and is {wanted.get(key)}"


def _reached(evidence: Row, phase: str) -> bool:
    mine = [
        c for c in evidence["coverage"] if c["kind"] in {"stored_item", "request"} and c["scope"] == {"phase": phase}
    ]
    return bool(mine) and all(cell["status"] != "gap" for cell in mine)


def _any(rows: Mapping[str, list[Row]], phase: str) -> bool:
    return any(row.get("phase") == phase for row in rows.get("request", []))


def _why(evidence: Row, phase: str) -> str:
    mine = [c for c in evidence["coverage"] if c["kind"] == "stored_item" and c["scope"] == {"phase": phase}]
    return f"{mine[0].get('cause')}: {mine[0].get('reason')}" if mine else "no cell"


def _stored(phase: str, wanted: list[Row], rows: Mapping[str, list[Row]]) -> Iterator[str]:
    found = {_key(row): row for row in rows.get("stored_item", []) if row.get("phase") == phase}
    expected = {(one["area"], _host(one["area"], one["origin"]), one["name"]): one for one in wanted}
    for key in expected.keys() - found.keys():
        yield f"{phase}: {' '.join(key)} is stored, and there is no row of it"
    for key in found.keys() - expected.keys():
        yield f"{phase}: {' '.join(key)} is said to be stored, and is not"
    for key in expected.keys() & found.keys():
        purpose, told = expected[key].get("purpose"), found[key].get("purpose")
        if isinstance(told, str) and purpose not in {None, told} and not _tracks_alike(str(purpose), told):
            yield f"{phase}: {' '.join(key)}: purpose is said to be {told}, and is {purpose}"


def _tracks_alike(one: str, other: str) -> bool:
    tracking = {"statistics", "marketing", "personalisation", "social"}
    return one in tracking and other in tracking


def _key(row: Row) -> tuple[str, str, str]:
    return str(row["area"]), _host(str(row["area"]), str(row["origin"])), str(row["name"])


def _host(area: str, origin: str) -> str:
    if area == "cookie":
        return origin.partition("/")[0].lstrip(".")
    return urlsplit(origin).hostname or origin


def _sent(phase: str, wanted: list[str], truth: Row, rows: Mapping[str, list[Row]]) -> Iterator[str]:
    own = urlsplit(str(truth["url"])).hostname
    found = {str(row["host"]) for row in rows.get("request", []) if row.get("phase") == phase}
    paths = {str(row["path"]) for row in rows.get("request", []) if row.get("phase") == phase and row["host"] == own}
    hosts = {one for one in wanted if not one.startswith("own:")}
    for host in hosts - found:
        yield f"{phase}: {host} is asked, and there is no row of it"
    for host in found - hosts - {own}:
        yield f"{phase}: {host} is said to be asked, and is not"
    for path in (one.removeprefix("own:").partition("?")[0] for one in wanted if one.startswith("own:")):
        if path not in paths:
            yield f"{phase}: {path} of the shop is asked, and there is no row of it"


def _verdicts(result: Result, violated: set[str], report: Row) -> None:
    told: dict[str, set[str]] = {}
    for verdict in (one for one in report["verdicts"] if one["level"] != "note" or one["control"] in violated):
        told.setdefault(str(verdict["control"]).partition(".")[0], set()).add(str(verdict["verdict"]))
    for control, verdicts in sorted(told.items()):
        if control in UNSPOKEN:
            continue
        if "fail" in verdicts and control not in violated:
            result.accused.append(control)
        if control in violated and "fail" not in verdicts:
            (result.open if "unknown" in verdicts else result.missed).append(control)


def _brief(choice: Row | None) -> str:
    return "not there" if choice is None else f"“{choice.get('label')}” on layer {choice.get('layer')}"


def _say(value: object) -> str:
    if isinstance(value, Mapping) and "unknown" in value:
        return f"unknown ({value['unknown']})"
    return str(value)
