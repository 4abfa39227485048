"""How well legal pages are understood: `python -m tests.legal.measure [imprints|withdrawals|…] [--kept] [--show]`.

For each item: how many times it is said to be missing, and how many of these and of those that are missing are right.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from scanner.derive.legal import LegalReading, read_legal
from scanner.derive.legal.text import legal_page
from scanner.derive.shown import read_shown
from scanner.model.facts import LegalItem, Shop
from scanner.model.values import Unknown
from scanner.model.vocabulary import LegalDetail, PageRole, Sector

CORPUS = Path(__file__).parent / "corpus"
#: Whether they apply is not for the text to say: what counts is whether they stand there.
BY_TEXT = frozenset({"dispute_statement", "responsible_editor", "exclusions"})
#: Judged elsewhere, or nothing of their own.
LEFT_OUT = frozenset({"phone", "instruction", "statement", "retrievable", "storable"})
ROLES = {
    "imprints": PageRole.IMPRINT,
    "imprints_more": PageRole.IMPRINT,
    "imprints_third": PageRole.IMPRINT,
    "imprints_unseen": PageRole.IMPRINT,
    "imprints_unseen2": PageRole.IMPRINT,
    "imprints_unseen3": PageRole.IMPRINT,
    "withdrawals_more": PageRole.WITHDRAWAL,
    "withdrawals_unseen": PageRole.WITHDRAWAL,
    "withdrawals_unseen2": PageRole.WITHDRAWAL,
    "withdrawals_unseen3": PageRole.WITHDRAWAL,
    "withdrawals": PageRole.WITHDRAWAL,
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was said of an item of a page, and what is true: `missing`, `there`, `open` or `none` (does not apply)."""

    page: str
    item: str
    said: str
    true: str
    note: str


def cases(name: str) -> Iterator[Mapping[str, Any]]:
    """The labelled pages of a file."""
    yield from yaml.safe_load((CORPUS / f"{name}.yaml").read_text("utf-8"))["pages"]


def read(case: Mapping[str, Any], name: str) -> Mapping[str, LegalItem]:
    """What the derivation says of a labelled page, by item."""
    role = ROLES.get(name) or PageRole(case["role"])
    page = legal_page(read_shown(case["html"].encode()), "https://shop.example/x", role)
    shop = Shop(b2b=False, staff=50)
    if sector := case.get("shop", {}).get("sector"):
        shop = replace(shop, sector=Sector(sector))
    others = (
        {PageRole.SHIPPING, PageRole.PAYMENT, PageRole.ACCESSIBILITY} if role is PageRole.TERMS else set[PageRole]()
    )
    rows = read_legal(LegalReading({role: page}, shop=shop, absent=frozenset(others)))
    return {
        row.item.value: row for row in rows if isinstance(row.item, LegalDetail) and row.page_role in {role, *others}
    }


def verdicts(name: str, *, kept: bool) -> Iterator[Verdict]:
    """Said and true, of every item of every page."""
    for case in cases(name):
        if bool(case.get("kept")) != kept:
            continue
        rows = read(case, name)
        labelled = {item: word for word in ("has", "lacks", "unsure") for item in case.get(word, ())}
        for item, row in rows.items():
            if item in LEFT_OUT:
                continue
            true = {"has": "there", "lacks": "missing", "unsure": "open"}.get(labelled.get(item, ""), "none")
            if item in BY_TEXT:
                true = true if true != "none" else "missing"
            wanted = str(case.get("values", {}).get(item, row.value))
            note = "" if wanted == row.value or row.value is None else f"value {row.value!r}, not {wanted!r}"
            yield Verdict(case["id"], item, _said(row, item), true, note or f"{row.quote or row.why}"[:110])
        for item in labelled.keys() - rows.keys():
            yield Verdict(case["id"], item, "nothing", "there", "no row")


def _said(row: LegalItem, item: str) -> str:
    if row.present is True:
        return "there"
    if isinstance(row.present, Unknown):
        return "open"
    if item in BY_TEXT:
        return "missing"
    return {True: "missing", False: "none"}.get(row.applies, "open") if isinstance(row.applies, bool) else "open"


def right(one: Verdict) -> bool:
    """Whether what is said is true, or left open where nothing can be said."""
    return (
        one.said == one.true
        or (one.true == "none" and one.said in {"there", "none", "open"})
        or (one.true == "missing" and one.item == "surcharge" and one.said == "none")
    )


def main(arguments: list[str]) -> None:
    """Prints a line for each item, and with --show what is wrong."""
    kept, names = "--kept" in arguments, [one for one in arguments if not one.startswith("-")]
    for name in names or [
        "imprints",
        "imprints_more",
        "imprints_third",
        "withdrawals",
        "withdrawals_more",
        "conditions",
        "imprints_unseen",
        "imprints_unseen2",
        "withdrawals_unseen",
        "withdrawals_unseen2",
        "conditions_unseen",
        "imprints_unseen3",
        "withdrawals_unseen3",
        "conditions_unseen2",
    ]:
        found = list(verdicts(name, kept=kept))
        print(f"{name}: {len({one.page for one in found})} pages{', kept aside' if kept else ''}")  # noqa: T201
        for item in dict.fromkeys(one.item for one in found):
            print(_line(item, [one for one in found if one.item == item]))  # noqa: T201
        print(_line("all", found))  # noqa: T201
        if "--show" in arguments or not kept:
            for one in found:
                if not right(one) or one.note.startswith("value"):
                    print(f"    {one.page} {one.item}: said {one.said}, true {one.true}: {one.note}")  # noqa: T201


def _line(item: str, found: list[Verdict]) -> str:
    counts = Counter((one.said, one.true) for one in found)
    hit = counts["missing", "missing"]
    accused, lacking = (
        sum(n for (said, _), n in counts.items() if said == "missing"),
        sum(n for (_, true), n in counts.items() if true == "missing"),
    )
    there = sum(n for (_, true), n in counts.items() if true == "there")
    seen = counts["there", "there"]
    left = sum(n for (said, true), n in counts.items() if said == "open" and true != "open")
    return (
        f"  {item:22} missing: said {accused:3}, right {hit:3}, of {lacking:3}   "
        f"there: found {seen:3} of {there:3}   left open in vain {left:3}"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
