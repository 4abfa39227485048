"""Says how often what is derived is right: `python -m tests.reality.measure [shown|held]`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from scanner.derive.reality.claims import find_promises
from scanner.derive.reality.item_names import fits
from scanner.derive.reality.lifetimes import read_lifetime
from scanner.derive.reality.parties import compare, providers
from scanner.derive.reality.texts import Texts, read_texts
from scanner.derive.services import built_in
from scanner.derive.shown import read_shown
from scanner.model.evidence import Evidence, Seen
from scanner.model.facts import Page, Service, StoredItem
from scanner.model.facts.consent import ItemDisclosure
from scanner.model.facts.notice import Claim
from scanner.model.values import Unknown
from scanner.model.vocabulary import PageRole

from .worlds import html, truth, world

#: What was expected and what came, with where.
Pair = tuple[str, object, object]


def lifetimes(part: str) -> Iterator[Pair]:
    """Periods as they are written."""
    for text, expected in truth("lifetimes")[part].items():
        found = read_lifetime(str(text))
        said: object = (
            "none" if found is None else "session" if found.session else "forever" if found.forever else found.days
        )
        near = (
            isinstance(said, float)
            and isinstance(expected, int | float)
            and abs(said - expected) <= 0.01 * expected + 0.001
        )
        yield text, expected, expected if near else said


def parties(part: str) -> Iterator[Pair]:
    """Controllers and imprints."""
    for controller, imprint, expected in truth("parties")[part]:
        heading, *lines = imprint.split("\n")
        page = f"<h1>{heading}</h1>" + "".join(f"<p>{line}</p>" for line in lines)
        shown = read_shown(page.encode())
        told = compare(controller, providers(shown), "", shown.text())
        yield f"{controller} / {imprint!r}", expected, "unknown" if isinstance(told.same, Unknown) else told.same


def names(part: str) -> Iterator[Pair]:
    """Names and patterns of stored items."""
    for said, name, expected in truth("names")[part]:
        yield f"{said} / {name}", expected, fits(said, name)


def claims(part: str) -> Iterator[Pair]:
    """Promises, each with what became of it."""
    for one in truth("claims")[part]:
        given = {key: one[key] for key in ("pages", "stored", "sent", "ciphers", "versions") if key in one}
        if one.get("core_ok"):
            continue
        found = {}
        for row in world(html(one["notice"]), **given).rows("claim"):
            assert isinstance(row, Claim)
            state = (
                "unknown" if isinstance(row.contradicted_by, Unknown) else "broken" if row.contradicted_by else "kept"
            )
            found[f"{row.what}@{row.about}" if row.about else str(row.what)] = state
        for what in dict.fromkeys((*one["claims"], *found)):
            yield f"{one['name']}: {what}", one["claims"].get(what), found.get(what)


def sentences(part: str) -> Iterator[Pair]:
    """Single sentences: the promise that each makes."""
    by_claim = truth("sentences").get(part, {})
    for what, said in by_claim.items():
        for one in said:
            texts = read_texts_of(f"# Allgemeines\n{one}")
            found = sorted({promise.what for promise in find_promises(texts, built_in())} - ALSO.get(what, set()))
            yield one, [] if what == "none" else [what], found


#: Promises that go along with others.
ALSO = {"ssl_strength": {"encrypted"}, "gdpr_compliant": set[str]()}


def read_texts_of(notice: str) -> Texts:
    """The texts of a shop that has nothing but a notice."""
    artifacts = {"a" * 64: f"<html><body>{html(notice)}</body></html>".encode()}
    page = Page(url="https://www.shop.example/p", role=PageRole.PRIVACY, seen=(Seen(artifact="a" * 64),))
    return read_texts(Evidence("https://www.shop.example/", {"page": (page,)}), artifacts)


def items(part: str) -> Iterator[Pair]:
    """Stored items in tables, lists and sentences."""
    for one in truth("items")[part]:
        stored = [(name, "accepted", days) for name, days, *_ in one["items"]]
        rows = {
            row.name: row
            for row in world(one["html"], stored=stored).rows("stored_item")
            if isinstance(row, StoredItem)
        }
        for name, _, named, purpose, off in one["items"]:
            told = rows[name].disclosed
            assert isinstance(told, ItemDisclosure)
            within = (
                isinstance(off, list)
                and isinstance(told.lifetime_deviation, int)
                and off[0] <= told.lifetime_deviation <= off[1]
            )
            said = "none" if told.lifetime_deviation is None else told.lifetime_deviation
            found = (
                told.named,
                bool(told.purpose) if not isinstance(told.purpose, Unknown) else "unknown",
                str(off) if within else said,
            )
            yield f"{one['name']}: {name}", (named, purpose, str(off) if isinstance(off, list) else off), found


def services(part: str) -> Iterator[Pair]:
    """Services both ways."""
    for one in truth("services")[part]:
        rows = [row for row in world(html(one["notice"]), sent=one["sent"]).rows("service") if isinstance(row, Service)]
        for name, (disclosed, by) in one["services"].items():
            row = next((row for row in rows if row.name == name), None)
            said = None if row is None else (row.disclosed, by if by == "any" else row.disclosed_as)
            yield f"{one['name']}: {name}", (disclosed, by), said
        unseen = sorted(str(row.name) for row in rows if row.observed == ())
        yield f"{one['name']}: unseen", sorted(one["unseen"]), unseen


MEASURED: dict[str, Callable[[str], Iterator[Pair]]] = {
    "lifetimes": lifetimes,
    "names": names,
    "parties": parties,
    "sentences": sentences,
    "claims": claims,
    "items": items,
    "services": services,
}


def wrong(measure: str, part: str) -> list[Pair]:
    """What came out otherwise than expected."""
    return [pair for pair in MEASURED[measure](part) if pair[1] != pair[2]]


def main(arguments: list[str]) -> None:
    """One line for each part, and what is wrong in it."""
    for part in arguments or ["shown", "held"]:
        for measure, pairs_of in MEASURED.items():
            pairs = list(pairs_of(part))
            bad = [pair for pair in pairs if pair[1] != pair[2]]
            line = f"{part:6} {measure:10} {len(pairs) - len(bad)} of {len(pairs)} right"
            sys.stdout.write(f"{line}{_rates(pairs) if measure == 'claims' else ''}\n")
            for where, expected, came in bad if part == "shown" or "-v" in arguments else ():
                sys.stdout.write(f"    {where}: expected {expected}, got {came}\n")


def _rates(pairs: list[tuple[str, Any, Any]]) -> str:
    """Precision and recall of contradictions."""
    counts = Counter((expected == "broken", came == "broken") for _, expected, came in pairs)
    said, there = counts[True, True] + counts[False, True], counts[True, True] + counts[True, False]
    return f"; broken: precision {counts[True, True]}/{said}, recall {counts[True, True]}/{there}"


if __name__ == "__main__":
    main(sys.argv[1:])
