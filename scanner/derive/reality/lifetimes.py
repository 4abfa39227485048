"""How long something is kept, as cookie tables say it: in days, as a session, or for ever."""

from __future__ import annotations

import re
from dataclasses import dataclass

from scanner.derive.notice.fold import fold, tidy
from scanner.derive.reality.words import says

#: Days of a unit. A month is a twelfth of a year.
_MONTH = 365.25 / 12
_NUMBERS = {
    **dict.fromkeys(("ein", "eine", "einen", "einem", "einer", "eines", "one", "a", "an"), 1.0),
    "zwei": 2, "drei": 3, "vier": 4, "fuenf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "elf": 11,
    "zwoelf": 12, "dreizehn": 13, "vierzehn": 14, "achtzehn": 18, "vierundzwanzig": 24, "dreissig": 30, "sechzig": 60,
    "neunzig": 90, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "eighteen": 18, "thirty": 30, "sixty": 60, "ninety": 90,
    "half": 0.5, "halbes": 0.5, "halben": 0.5, "anderthalb": 1.5,
}  # fmt: skip
_UNITS = (
    (r"sek(?:unden?)?|secs?|seconds?|s", 1 / 86_400),
    (r"min(?:uten?|utes?|s)?", 1 / 1_440),
    (r"std|stunden?|hours?|hrs?|h", 1 / 24),
    (r"tag(?:en?|es)?|days?|d|t", 1.0),
    (r"woche(?:n)?|weeks?|wks?|w", 7.0),
    (r"mon(?:at(?:en?|s|es)?|ths?)?|mths?|mo", _MONTH),
    (r"jahr(?:en?|es)?|years?|yrs?|j|y|a", 365.25),
)
_NUMBER = "|".join(sorted(_NUMBERS, key=len, reverse=True))
#: Single letters count only right behind a figure: "2y", "30 d".
_PERIOD = re.compile(
    rf"(?<![\w.,])(?:(?P<figure>\d{{1,9}}(?:[.,]\d{{1,2}})?)[ -]?|(?P<word>{_NUMBER}) (?:(?:half|halbe[sn]?) )?)"
    rf"(?P<unit>{'|'.join(unit for unit, _ in _UNITS)})(?![a-z])"
)
_JOINED = re.compile(r"(?:[\s,(]|und\b|and\b)*")
_PLAIN_SECONDS = re.compile(r"\b\d{5,9}\b")
_UPPER = re.compile(r"\b(?:bis zu|up to|maximal|hoechstens|max\.?|laengstens|at most)\b")


@dataclass(frozen=True, slots=True)
class Lifetime:
    """`days` None: of a session, or `forever` until somebody deletes it. `words`: as it stands there."""

    words: str
    days: float | None = None
    forever: bool = False

    @property
    def session(self) -> bool:
        """Until the browser is closed."""
        return self.days is None and not self.forever


def read_lifetime(text: str) -> Lifetime | None:
    """The first period in a cell or sentence; what is said of a session counts where no period is named."""
    line = fold(tidy(text[:600]))
    found = _period(line)
    if found is not None and found > 0:
        return Lifetime(tidy(text)[:120], found)
    if says(line, "cookies", "session"):
        return Lifetime(tidy(text)[:120])
    if says(line, "cookies", "forever"):
        return Lifetime(tidy(text)[:120], forever=True)
    return None


def _period(line: str) -> float | None:
    """In days. "1 year 1 month" and "1 Jahr und 24 Tage" are one period."""
    first = next((one for one in _PERIOD.finditer(line) if _counts(one)), None)
    if first is None:
        return None
    total, end = _days(first), first.end()
    for _ in range(3):
        gap = _JOINED.match(line, end)
        start = gap.end() if gap else end
        more = _PERIOD.match(line, start)
        if more is None or start == end or not _counts(more) or _scale(more) >= _scale(first):
            break
        total, end, first = total + _days(more), more.end(), more
    return total


def _counts(one: re.Match[str]) -> bool:
    """A single letter is a unit behind a figure only, and `a` and `t` hardly ever."""
    return len(one["unit"]) > 1 or (one["figure"] is not None and one["unit"] not in {"a", "t"})


def _scale(one: re.Match[str]) -> float:
    return next(days for unit, days in _UNITS if re.fullmatch(unit, one["unit"]))


def _days(one: re.Match[str]) -> float:
    number = float(one["figure"].replace(",", ".")) if one["figure"] else float(_NUMBERS[one["word"]])
    return number * _scale(one)


def deviation(said: Lifetime, observed: int | None) -> int | None:
    """How far the observed lifetime, in whole days, is off from what is said, in percent of that.

    None where both are sessions. What is said to last for a session and lasts longer is 100 % off; and so is what is
    said to last and ends with the session. What lasts for less than a day is read as 0 days.
    """
    if said.forever:
        return None
    if said.days is None:
        return None if observed is None or observed == 0 else 100
    if observed is None:
        return 100
    # The browser's lifetime comes in whole days, so that up to one of them is nobody's deviation.
    off = abs(observed - said.days)
    if off <= 1:
        return 0
    return min(round(100 * off / max(said.days, 1)), 100_000)


def is_upper_bound(text: str) -> bool:
    """Whether a period is said to be the longest: "bis zu 2 Jahre"."""
    return _UPPER.search(fold(tidy(text[:600]))) is not None
