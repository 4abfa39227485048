"""The reference of matchers, from their table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping

from scanner.docs.markdown import row, table
from scanner.model.facts import Field
from scanner.model.vocabulary import OrderedWord, Word
from scanner.policy.matchers import ALL
from scanner.policy.types import type_names


def matchers() -> Iterator[str]:
    """Every matcher: what it takes, works on, and how it reads."""
    yield "# Matchers"
    yield ""
    yield "What may stand after a field in `where`, `expect` and `applies_when`. Several in one mapping are joined by"
    yield "*and*, a bare value means `is`, a bare list is an error. The type of the field, never YAML, decides how"
    yield "a value is read."
    yield from ("", *table("matcher", "takes", "works on", "reads as"))
    for matcher in ALL:
        takes = "a list" if matcher.many else "one value"
        reads = f"{matcher.words.en.replace('{}', '…')} / {matcher.words.de.replace('{}', '…')}"
        yield row(f"`{matcher.name}`", takes, _works_on(matcher.fits), reads)
    yield row("`present`", "true or false", "every field, nested ones too", "`present: false` alone accepts none")
    yield row("`not`", "a value or matchers", "every field but nested ones", "these don't all hold")
    yield row("`any_of`", "a list of conditions", "stands in the place of a field", "at least one of them holds")
    yield ""
    yield "**None.** To compare none is false, and `not` does not rescue it. Testing a field that may be none without"
    yield "`present` is an error when the policy is loaded: it has to say what none means."
    yield ""
    yield "**Unknown.** A test of an unknown value neither holds nor fails, as long as some value would make it hold."
    yield ""
    yield "**Patterns** of `matches` are RE2: no look-around, no back-references. They match anywhere, unless anchored."
    yield ""
    yield "**Dates** are like `2026-03-15`, or count from the day of judging: `as_of`, `as_of + 30 days`."
    yield ""
    yield "**Parameters** stand where an operand stands: `$name`. Types of parameters, each also as `set of …`:"
    yield f"{', '.join(f'`{name}`' for name in sorted(type_names()))}."


def _works_on(fits: Callable[[Field], bool]) -> str:
    samples: Mapping[str, type] = {"text": str, "numbers": int, "true or false": bool, "dates": dt.date, "words": Word}
    ordered = next(iter(OrderedWord.__subclasses__()))
    single = [name for name, leaf in samples.items() if fits(Field("", leaf, None, optional=False, many=False))]
    if fits(Field("", str, None, optional=False, many=True)):
        return "sets"
    if len(single) == len(samples):
        return "every single value"
    ranks = ["ordered words"] if fits(Field("", ordered, None, optional=False, many=False)) else []
    return ", ".join([*single, *ranks])
