"""Reads the truth files: fills in what every row of a kind shares, and turns days relative to today into dates.

A file says `host`, `about`, `only` (areas to scan), `facts`, `gaps`, `never` and `exit_codes`; README.md explains them.
"""

from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "truth"
OF_ENDPOINTS = frozenset({"tls_protocol", "tls_cipher", "tls_group", "tls_session", "tls_flaw", "certificate"})
ACCEPTED = frozenset(
    {"tls_cipher", "tls_group"}
)  # of these a row speaks of what is accepted, if it doesn't say otherwise

Mapping = dict[str, Any]


def load(name: str, today: date) -> Mapping:
    """The truth about the server `name`, ready for `compare.differences`."""
    truth: Mapping = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    host = truth["host"]
    for kind, facts in truth.get("facts", {}).items():
        facts["rows"] = [_filled(kind, host, _dated(row, today)) for row in _expanded(facts["rows"])]
        among = _shared(kind, host) | ({"accepted": True} if kind in ACCEPTED else {})
        facts["among"] = among | facts.get("among", {})
    for entry in truth.get("never", []):
        entry["row"] = _filled(entry["kind"], host, entry["row"])
    for gap in truth.get("gaps", []):
        gap["kind"] = gap["kind"] if isinstance(gap["kind"], list) else [gap["kind"]]
    return truth


def kinds_of(name: str) -> set[str]:
    """The kinds of fact that the truth about the server `name` speaks of."""
    truth: Mapping = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return set(truth.get("facts", {}))


def _expanded(rows: list[Mapping]) -> list[Mapping]:
    """`each: {version: [a, b], name: [c, d]}` stands for the four rows."""
    result: list[Mapping] = []
    for row in rows:
        each = row.pop("each", {})
        result += [dict(zip(each, values, strict=True)) | row for values in product(*each.values())]
    return result


def _shared(kind: str, host: str) -> Mapping:
    if kind in OF_ENDPOINTS:
        return {"endpoint": {"host": host}}
    match kind:
        case "hsts":
            return {"host": host}
        case "header" | "csp":
            return {"url": f"https://{host}/"}
        case _:
            return {}


def _filled(kind: str, host: str, row: Mapping) -> Mapping:
    first_hop = {"from": f"http://{host}/", "hop": 0} if kind == "redirect" else {}
    accepted = {"accepted": True} if kind in ACCEPTED else {}
    return _shared(kind, host) | first_hop | accepted | row


def _dated(row: Mapping, today: date) -> Mapping:
    """`not_after_in_days: 5` is the date five days from today, in UTC; `not_before_in_days` likewise."""
    dated = dict(row)
    for field in ("not_before", "not_after"):
        if (days := dated.pop(f"{field}_in_days", None)) is not None:
            dated[field] = (today + timedelta(days=days)).isoformat()
    return dated
