"""How well forms are found and understood: `python -m tests.forms.measure SET|DIR`.

[--pages GLOB] [--json FILE] [--mistakes]. Sets are folders of pages that hold their own truth (README.md). An
abstention is a miss; so is a form or a field that was not found, and one that is not there is a false answer.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from scanner.derive.forms import FormReading, read_form
from scanner.model.vocabulary import PersonalData as P
from scanner.probes.browser.forms import FormSeen

from .pages import Looked, ReadForm, TrueForm, look_at, started
from .score import Decision, Scores, part_of

FOLDER = Path(__file__).parent
#: Where the sets are, by name.
SETS = {
    "dev": FOLDER / "dev",
    "dev2": FOLDER / "dev2",
    "dev3": FOLDER / "dev3",
    "kept": FOLDER / "kept",
    "held_out": FOLDER / "held_out",
    "unseen": FOLDER / "unseen",
    "unseen2": FOLDER / "unseen2",
    "unseen3": FOLDER / "unseen3",
    "unseen4": FOLDER / "unseen4",
    "unseen5": FOLDER / "unseen5",
    "first": FOLDER.parent / "derive" / "forms_corpus",
}
MAIN = ("meaning", "required", "purpose")

#: More questions to a form, by name: what is true of it, and what was read. A reading without the answer is left out.
Ask = tuple[Callable[[TrueForm], object], Callable[[FormReading, FormSeen], object]]
_NO_ANSWER = object()


def _held(reading: FormReading, name: str) -> object:
    return getattr(reading, name, _NO_ANSWER)


def _captcha(reading: FormReading, seen: FormSeen) -> object:
    return bool(seen.captchas) or any(one.meaning.known is P.CAPTCHA for one in reading.fields)


FORM_QUESTIONS: dict[str, Ask] = {
    "notice": (lambda true: "notice" in true.flags, lambda reading, _: reading.links_notice),
    "captcha": (lambda true: true.captcha is not None, _captcha),
    "double_opt_in": (lambda true: "doi" in true.flags, lambda reading, _: _held(reading, "double_opt_in")),
    "unsubscribe": (lambda true: "unsubscribe" in true.flags, lambda reading, _: _held(reading, "unsubscribe")),
}


def score(pages: Iterable[Looked]) -> Scores:
    """All decisions over some pages."""
    scores = Scores()
    for page in pages:
        scores.pages.append(page.name)
        _Page(page, scores).count()
    return scores


def paired(looked: Looked) -> list[tuple[TrueForm | None, ReadForm]]:
    """Each read form with the one it shows: the same element, or the one it shares most fields with."""
    pairs: list[tuple[TrueForm | None, ReadForm]] = []
    left = {form.number: form for form in looked.truth.values() if form.fields}
    for read in sorted(looked.read, key=lambda one: one.number not in left):
        numbers = set().union(*read.fields) if read.fields else set()
        shared = {n: len(numbers & {one.number for one in form.fields}) for n, form in left.items()}
        best = read.number if read.number in left else max(shared, key=lambda n: shared[n], default=-1)
        if best in left and (best == read.number or shared[best]):
            pairs.append((left.pop(best), read))
        else:
            pairs.append((None, read))
    return pairs


class _Page:
    """Compares one page's truth with what was read."""

    def __init__(self, looked: Looked, scores: Scores) -> None:
        self._looked = looked
        self._scores = scores
        self._fields = {one.number: one for form in looked.truth.values() for one in form.fields}

    def count(self) -> None:
        there = [form for form in self._looked.truth.values() if form.fields]
        pairs = paired(self._looked)
        found: set[int] = set()
        for form, read in pairs:
            found |= self._form(form, read)
        for form in there:
            if form.number not in {one.number for one, _ in pairs if one}:
                self._add("purpose", f"form {form.number}", form.purpose, None)
            for one in form.fields:
                if one.number not in found:
                    where = f"form {form.number} ({form.purpose}) field {one.number}"
                    self._add("meaning", where, one.asks, None)
                    self._add("required", where, one.required, None)

    def _form(self, form: TrueForm | None, read: ReadForm) -> set[int]:
        """Counts one; the numbers of the fields that were found."""
        reading = read_form(read.seen)
        unmet_alone = form is None and read.number in self._looked.truth
        place = f"form {form.number if form else read.number} ({form.purpose if form else 'no form'})"
        if not unmet_alone:
            self._add("purpose", place, form.purpose if form else None, reading.purpose.purpose)
        for name, (true, got) in FORM_QUESTIONS.items() if form else ():
            if form and (answer := got(reading, read.seen)) is not _NO_ANSWER:
                self._add(name, place, true(form), answer)
        found: set[int] = set()
        for seen, own, numbers in zip(read.seen.fields, reading.fields, read.fields, strict=True):
            where = f"{place} {seen.kind} {seen.name or seen.id} “{seen.label[:60]}”"
            true_field = next((self._fields[n] for n in sorted(numbers) if n in self._fields and n not in found), None)
            if true_field:
                found.add(true_field.number)
            self._add("meaning", where, true_field and true_field.asks, own.meaning.asks_for)
            self._add("required", where, true_field and true_field.required, own.demand.required)
            if true_field and hasattr(own, "binds"):
                self._add("binds", where, true_field.binds, frozenset(own.binds))
        return found

    def _add(self, question: str, where: str, wanted: object, got: object) -> None:
        name = self._looked.name
        self._scores.add(question, Decision(name, f"{name} {where}", wanted, got))


async def _all(files: Sequence[Path]) -> list[Looked]:
    async with started() as browser:
        return [page async for page in look_at(browser, files)]


def measure(files: Sequence[Path]) -> Scores:
    """The scores over some pages."""
    return score(asyncio.run(_all(files)))


def pages_of(name: str, pattern: str = "*") -> list[Path]:
    """The pages of a set, or of a folder."""
    folder = SETS.get(name, Path(name))
    return sorted(path for path in folder.glob("*.html") if path.match(f"{pattern}.html"))


def table(scores: Scores) -> str:
    """A line for each question, then F1 of the three main ones by system and language."""
    head = f"{'':16}{'right':>7}{'told':>7}{'there':>7}  {'precision':19}{'recall':19}F1"
    lines = [f"{len(scores.pages)} pages", head]
    for question in (*MAIN, *(name for name in scores.decisions if name not in MAIN)):
        found, spread = scores.figures(question), scores.spread(question)
        cells = (f"{getattr(found, name):.3f} {_ends(spread[name])}" for name in ("precision", "recall", "f1"))
        lines.append(f"{question:16}{found.right:7}{found.told:7}{found.there:7}  {'  '.join(cells)}")
    for part, title in ((0, "system"), (-1, "language")):
        for group in sorted({part_of(page, part) for page in scores.pages}):
            held = [
                scores.figures(question, lambda page, group=group, part=part: part_of(page, part) == group)  # type: ignore[misc]
                for question in MAIN
            ]
            cells = (f"{question} {one.f1:.3f}" for question, one in zip(MAIN, held, strict=True))
            lines.append(f"{title} {group:16} " + "  ".join(cells))
    return "\n".join(lines)


def _ends(ends: tuple[float, float]) -> str:
    return f"[{ends[0]:.2f}–{ends[1]:.2f}]"


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.forms.measure", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("set", help=f"{', '.join(SETS)}, or a folder")
    parser.add_argument("--pages", default="*", help="which pages, by a pattern of their names")
    parser.add_argument("--json", type=Path, help="write every figure there too")
    parser.add_argument("--mistakes", action="store_true", help="tell each wrong, missing and invented answer")
    asked = parser.parse_args()
    files = pages_of(asked.set, asked.pages)
    if not files:
        parser.error(f"there are no such pages in {asked.set}")
    scores = measure(files)
    print(table(scores))  # noqa: T201 - this is what it is for
    if asked.mistakes:
        for question in scores.decisions:
            print(f"\n== {question}", *scores.mistakes(question), sep="\n  ")  # noqa: T201
    if asked.json:
        asked.json.write_text(json.dumps(scores.document(), indent=1, ensure_ascii=False) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
