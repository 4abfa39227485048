"""Which lines of an imprint speak of the seller, and which of whoever made, hosts, supervises or advises."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from scanner.derive.legal.companies import Name, called_companies, same_company
from scanner.derive.legal.contacts import is_street
from scanner.derive.legal.patterns import data, expression, pattern
from scanner.derive.legal.text import Line
from scanner.derive.legal.text import line as shown_line
from scanner.derive.notice.reading import split_sentences

#: Lines after a word about somebody else that can be about them where nothing ends it.
_REACH = 8
#: Of the first lines none is about somebody else: an imprint begins with who speaks.
_FIRST = 1
_LONGEST_CUE = 160
_SEVERAL = pattern(r"[.!?] ")
_EMPTY = Line("", "", "", False, True)


def own_lines(lines: Sequence[Line]) -> list[Line]:
    """The lines about the seller; those about others are empty, so that lines keep their numbers."""
    others = lines_of_others(lines)
    return [_EMPTY if at in others else _own_sentences(line) for at, line in enumerate(lines)]


def without_companies(lines: Sequence[Line], seller: str, partner: Callable[[Name], bool]) -> list[Line]:
    """The lines without what is said of another company: its sentence, and the rest of its paragraph.

    `partner`: whether one speaks for the seller.
    """
    found, dropped = list[Line](), False
    for at, line in enumerate(lines):
        if line.begins or line.heading or not line.text:
            dropped = False
        named = called_companies(line)
        if any(same_company(name.text, seller) or partner(replace(name, line=at)) for name in named):
            dropped = False
        elif named and line.begins and not line.heading and not _serves(line):
            rest, dropped = _without(line, lambda one: bool(called_companies(one)))
            found.append(rest)
            continue
        found.append(_EMPTY if dropped else line)
    return found


def _serves(line: Line) -> bool:
    """Whoever answers for the seller is a way to reach it."""
    return bool(expression(data()["imprint"]["serves"]).search(line.flat))


def _own_sentences(line: Line) -> Line:
    """A line without its sentences about others: "Zuständige Kammer: …, Tel. …"."""
    rules = data()["imprint"]
    cue, by = expression(rules["others"]), expression(rules["others_by"])
    if not _SEVERAL.search(line.plain):
        return line
    return _without(line, lambda one: _is_cue(one, cue, by))[0]


def _without(line: Line, about_another: Callable[[Line], bool]) -> tuple[Line, bool]:
    """The sentences of a line that are not about somebody else, and whether the last of them was."""
    parts = split_sentences(line.text)
    kept, dropped = list[str](), False
    for part in parts:
        # What begins with a number or a small letter goes on with what was said before.
        dropped = about_another(shown_line(part)) or (dropped and not part[:1].isupper())
        if not dropped:
            kept.append(part)
    if len(kept) == len(parts):
        return line, False
    return shown_line(" ".join(kept), heading=line.heading, begins=line.begins, hrefs=line.hrefs), dropped


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
    if by.search(line.flat):  # type: ignore[attr-defined]
        return True
    return bool(cue.search(line.flat)) and (line.heading or ":" in line.flat[:80] or len(line.flat) < 50)  # type: ignore[attr-defined]


def _is_place(line: Line) -> bool:
    return is_street(line.plain) or pattern(r"^(?:[A-Z]{1,2}\s?-\s?)?\d{4,5}\s[A-Z]").search(line.plain) is not None


def _after_colon(line: Line) -> str:
    return line.flat.partition(":")[2].strip()
