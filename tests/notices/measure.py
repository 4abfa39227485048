"""How well privacy notices are read: `python -m tests.notices.measure DIR [--mistakes] [--json FILE]`.

DIR has the notices and their labels (labels.py). "Absent" is the answer that accuses, so its precision comes first.
What is Unknown counts as wrong in the accuracy, and as a miss for the recall of absences.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from pathlib import Path
from typing import Any

from scanner.derive.notice import find_controller, outdated_references, placeholders, read_items, read_notice
from scanner.derive.notice.mentions import NamedService
from scanner.derive.notice.named import all_named
from scanner.derive.notice.reading import NoticeReading
from scanner.derive.services import built_in
from scanner.model.vocabulary import DisclosureItem

from .labels import Truth, read_labels
from .names import same_service
from .score import Answer, Found, Items, Scores, share


def measure(folder: Path) -> Scores:
    """The scores over a folder."""
    scores = Scores()
    for truth in read_labels(folder):
        _count(scores, truth)
    return scores


def _count(scores: Scores, truth: Truth) -> None:
    text = truth.path.read_text("utf-8", "replace")
    began = time.perf_counter()
    reading = read_notice(text, f"https://shop.example/{truth.name}")
    found = {one.item: one for one in read_items(reading)}
    named = all_named(reading, built_in())
    outdated = {str(row.what) for row in outdated_references(reading)}
    leftovers = placeholders(reading)
    scores.seconds.append((reading.words, time.perf_counter() - began))
    scores.notices += 1
    for wanted, answers in ((truth.items, scores.items), (truth.unsure, scores.unsure)):
        for item, there in wanted.items():
            one = found[item]
            answers.answers.append(Answer(truth.name, item, there, one.present, one.quote, one.reason))
    if truth.denied is not None:
        told = {one.item.value for one in found.values() if one.denied}
        want = {item.value for item in truth.denied}
        unscored = {item.value for item in DisclosureItem if item not in truth.items}
        _names(scores.denied, truth.name, want - unscored, told - unscored)
    if truth.services is not None:
        _services(scores, truth, named)
    if truth.outdated is not None:
        _names(scores.outdated, truth.name, set(truth.outdated), outdated)
    _others(scores, truth, reading, bool(leftovers))


def _others(scores: Scores, truth: Truth, reading: NoticeReading, leftovers: bool) -> None:
    """Leftovers, day, controller and language."""
    if truth.placeholders is not None:
        scores.placeholders.append(leftovers is truth.placeholders)
        if leftovers is not truth.placeholders:
            scores.other.append(f"{truth.name} placeholders: {truth.placeholders}")
    if truth.dated:
        controller = find_controller(reading).name
        scores.dates.append(reading.version_date == truth.version_date)
        scores.controllers.append(_same_name(truth.controller, controller))
        if not scores.controllers[-1]:
            scores.other.append(f"{truth.name} controller: {truth.controller}, read as {controller}")
        if reading.version_date != truth.version_date:
            scores.other.append(f"{truth.name} date: {truth.version_date}, read as {reading.version_date}")
    if truth.language and reading.language != truth.language:
        scores.other.append(f"{truth.name} language: {truth.language}, read as {reading.language}")


def _same_name(wanted: str | None, told: object) -> bool:
    """A label "Brand (Owner)" or "Brand, Inhaberin Owner" is met by each of the two: both are who is responsible."""
    if wanted is None or not isinstance(told, str):
        return told is None and wanted is None
    parts = re.split(r" \(|, (?:Inh(?:\.|aber(?:in)?) )?", wanted.rstrip(")"))
    return told.casefold() in {one.casefold() for one in (wanted, *parts) if one}


def _names(found: Found, where: str, wanted: set[str], told: set[str]) -> None:
    found.right += [f"{where}: {one}" for one in sorted(wanted & told)]
    found.missed += [f"{where}: {one}" for one in sorted(wanted - told)]
    found.invented += [f"{where}: {one}" for one in sorted(told - wanted)]


def _services(scores: Scores, truth: Truth, named: tuple[NamedService, ...]) -> None:
    used = [one for one in named if not one.denied]
    left = list(used)
    for name in truth.services or ():
        match = next((one for one in left if same_service(name, one)), None)
        if match:
            left.remove(match)
            scores.services.right.append(f"{truth.name}: {name}")
        elif any(same_service(name, one) for one in used):
            continue  # two labels for one service
        else:
            scores.services.missed.append(f"{truth.name}: {name}")
    scores.services.invented += [f"{truth.name}: {one.name} ({one.alias}): {one.quote[:160]}" for one in left]
    scores.not_used += [not any(same_service(name, one) for one in used) for name in truth.not_used]


def rows(scores: Scores) -> dict[str, str]:
    """The figures by name, as text."""
    items = scores.items
    found = {
        "absences reported that are": str(items.absence_precision),
        "absences that are found": str(items.absence_recall),
        "unknown": str(items.unknown),
        "right": str(items.accuracy),
    }
    if scores.unsure.answers:
        found["right, where readers differ"] = str(scores.unsure.accuracy)
    for name, counted in (("services", scores.services), ("outdated", scores.outdated), ("denied", scores.denied)):
        if counted.right or counted.missed or counted.invented:
            found[f"{name}: precision"] = str(counted.precision)
            found[f"{name}: recall"] = str(counted.recall)
            found[f"{name}: F1"] = f"{counted.f1:.3f}"
    if scores.outdated.right or scores.outdated.invented or scores.outdated.missed:
        found["outdated: false alarms"] = str(len(scores.outdated.invented))
    for name, answers in (
        ("not used", scores.not_used),
        ("placeholders", scores.placeholders),
        ("dates", scores.dates),
        ("controllers by name", scores.controllers),
    ):
        if answers:
            found[name] = str(share(answers))
    words, seconds = sum(words for words, _ in scores.seconds), sum(spent for _, spent in scores.seconds)
    found["ms for a thousand words"] = f"{1e6 * seconds / max(words, 1):.1f}"
    return found


def per_item(scores: Scores) -> dict[str, tuple[str, str, str]]:
    """Accuracy, precision and recall of absences, by item."""
    found = {}
    for item in DisclosureItem:
        of_item = scores.items.of(item)
        if of_item.answers:
            shares = (of_item.accuracy, of_item.absence_precision, of_item.absence_recall)
            found[item.value] = (str(shares[0]), str(shares[1]), str(shares[2]))
    return found


def document(scores: Scores) -> dict[str, Any]:
    """The same as JSON."""
    return {"notices": scores.notices, "figures": rows(scores), "items": per_item(scores)}


def table(scores: Scores) -> str:
    """Figures, then a line for each item."""
    lines = [f"{scores.notices} notices", *(f"{name:32}{value}" for name, value in rows(scores).items())]
    lines.append(f"\n{'':20}{'right':30}{'absent: precision':30}{'absent: recall'}")
    lines += [f"{item:20}{a:30}{b:30}{c}" for item, (a, b, c) in per_item(scores).items()]
    return "\n".join(lines)


def mistakes(scores: Scores) -> str:
    """Each wrong answer with its sentence."""
    wrong = [str(a) for a in sorted(scores.items.answers, key=lambda a: a.item.value) if not a.right]
    borderline = [f"(differ) {a}" for a in scores.unsure.answers if not a.right]
    parts = [wrong, borderline]
    for name, found in (("services", scores.services), ("outdated", scores.outdated), ("denied", scores.denied)):
        parts.append([f"{name} missed: {one}" for one in found.missed])
        parts.append([f"{name} invented: {one}" for one in found.invented])
    return "\n".join(line for part in [*parts, scores.other] for line in part)


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.notices.measure", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="notices with labels.yaml or labels.json")
    parser.add_argument("--json", type=Path, help="write every figure there too")
    parser.add_argument("--mistakes", action="store_true", help="tell each wrong answer")
    asked = parser.parse_args()
    if not any((asked.folder / name).is_file() for name in ("labels.yaml", "labels.json")):
        parser.error(f"there are no labels in {asked.folder}")
    scores = measure(asked.folder)
    print(table(scores))  # noqa: T201 - this is what it is for
    if asked.mistakes:
        print("", mistakes(scores), sep="\n")  # noqa: T201
    if asked.json:
        asked.json.write_text(json.dumps(document(scores), indent=1, ensure_ascii=False) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

__all__ = ["Items", "document", "measure", "per_item", "rows", "table"]
