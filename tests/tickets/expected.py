"""What is true of the ticket shop, what a scan of it is known to miss, how the way to the order is compared. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from ..shop.compare import MISSING, Part, Row, parts, path, rows, said, same
from ..shop.languages import in_language

FOLDER = Path(__file__).parent / "truth"
Language = Literal["de", "en"]


@dataclass(frozen=True, slots=True)
class Scan:
    name: str
    language: Language
    authorised: bool


# Both languages, with and without the owner's leave, in two scans: they take minutes.
SCANS = (Scan("passive", "en", authorised=False), Scan("authorised", "de", authorised=True))


def truth(language: Language) -> dict[str, Any]:
    read: dict[str, Any] = in_language(_read("tickets"), language)
    return read


def misses(scan: str, part: str) -> dict[str, str]:
    """What a scan is known to get wrong, or not to know, in this part of the evidence, and why."""
    return {one["says"]: one["because"] for one in _read("misses").get(part, ()) if scan in one["in"]}


def settled(evidence: Any) -> Any:
    """The evidence with what differs from cart to cart made the same: fields about a ticket bear its number there."""
    return json.loads(re.sub(r'"\d+-(attendee_|question_)', r'"N-\1', json.dumps(evidence)))


def way(truth: Row, evidence: Row) -> Iterator[str]:
    """Each step up to the button that orders, the button, what stands above it, and the ways to pay."""
    wanted = truth["way"]
    steps = sorted((row for row in rows(evidence, "checkout_step") if row["reached"]), key=lambda row: row["ordinal"])
    found = {path(row["page"]): row for row in steps}
    for step in wanted["steps"]:
        yield from _each(f"step {step['page']}", step, found.get(step["page"]), ("role", "label"))
    order = [path(row["page"]) for row in steps if path(row["page"]) in {step["page"] for step in wanted["steps"]}]
    if order != sorted(order, key=[step["page"] for step in wanted["steps"]].index):
        yield f"steps are said to come in this order: {', '.join(order)}"
    pressed = {
        row["role"]: row for row in rows(evidence, "button") if path(row["page"]["url"]) == wanted["button"]["page"]
    }
    button = pressed.get("order")
    yield from _each("button that orders", wanted["button"], button, ("label", "unambiguous"))
    if button is not None:
        yield from _set("above the button", wanted["above"], button.get("above_it"))
    ways = {row["name"]: row for row in rows(evidence, "payment_method")}
    for method in wanted["payment_methods"]:
        yield from _each(f"payment by {method['name']}", method, ways.pop(method["name"], None), ("needs_data",))
    yield from (f"payment by {name} is said to be possible, and is not" for name in ways)


def _each(where: str, wanted: Row, row: Row | None, fields: tuple[str, ...]) -> Iterator[str]:
    if row is None:
        yield f"{where}: not seen"
        return
    for field in fields:
        yield from same(f"{where}: {field}", wanted[field], row.get(field, MISSING))


def _set(where: str, wanted: list[str], actual: Any) -> Iterator[str]:
    if not isinstance(actual, list):
        yield f"{where}: it can't tell ({said(actual)})"
        return
    yield from (f"{where}: {one} stands there, and is not told of" for one in wanted if one not in actual)
    yield from (f"{where}: {one} is said to stand there, and does not" for one in actual if one not in wanted)


PARTS: Mapping[str, Part] = {**parts(["before_choice"]), "way": way}
WITH_LEAVE = ("checkout", "checkout beyond", "way")  # without it a scan puts nothing into a cart


def told(scan: Scan) -> list[str]:
    return [part for part in PARTS if scan.authorised or part not in WITH_LEAVE]


def _read(name: str) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))
    return read
