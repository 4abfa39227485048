"""Which lines of an imprint speak of the seller, and which of whoever made, hosts, supervises or advises."""

from __future__ import annotations

from collections.abc import Sequence

from scanner.derive.legal.contacts import is_street
from scanner.derive.legal.patterns import data, expression, pattern
from scanner.derive.legal.text import Line

#: Lines after a word about somebody else that can be about them where nothing ends it.
_REACH = 8
#: Of the first lines none is about somebody else: an imprint begins with who speaks.
_FIRST = 1
_LONGEST_CUE = 160


def own_lines(lines: Sequence[Line]) -> list[Line]:
    """The lines about the seller; those about others are empty, so that lines keep their numbers."""
    empty = Line("", "", "", False, True)
    others = lines_of_others(lines)
    return [empty if at in others else line for at, line in enumerate(lines)]


def lines_of_others(lines: Sequence[Line]) -> set[int]:
    """Numbers of the lines that are about somebody else."""
    rules = data()["imprint"]
    cue, by = expression(rules["others"]), expression(rules["others_by"])
    own, body = expression(rules["own"]), expression(rules["bodies"])
    found: set[int] = set()
    until, left, in_section = "", 0, False
    for at, line in enumerate(lines):
        if _is_cue(line, cue, by) and at >= _FIRST:
            found.add(at)
            rest = _after_colon(line)
            in_section = line.heading
            # What stands behind a colon is all of it, but for lines that go on with it.
            until, left = ("paragraph" if rest else "own", _REACH)
            if rest and body.search(line.flat):
                until = "address"
            continue
        if line.heading:
            until, in_section = "", False
        if not until:
            continue
        if until == "address" and not _is_place(line):
            until = ""
            continue
        ended = (line.begins and not in_section) and (until == "paragraph" or own.search(line.flat))
        if ended or (left <= 0 and not in_section):
            until = ""
            continue
        left -= 1
        found.add(at)
    return found


def _is_cue(line: Line, cue: object, by: object) -> bool:
    if "@" in line.flat.partition(" ")[0] or expression(data()["imprint"]["own_register"]).search(line.flat):
        return False  # kanzlei@shop.example is the seller's own
    if len(line.flat) > _LONGEST_CUE and not line.flat[:60].count(":"):
        return False
    if cue.search(line.flat):  # type: ignore[attr-defined]
        return line.heading or ":" in line.flat[:80] or len(line.flat) < 50
    return bool(by.search(line.flat))  # type: ignore[attr-defined]


def _is_place(line: Line) -> bool:
    return is_street(line.plain) or pattern(r"^(?:[A-Z]{1,2}\s?-\s?)?\d{4,5}\s[A-Z]").search(line.plain) is not None


def _after_colon(line: Line) -> str:
    return line.flat.partition(":")[2].strip()
