"""Markdown, or the text that a browser shows, to blocks."""

from __future__ import annotations

import re

from scanner.derive.notice.blocks import MAX_BLOCKS, MAX_CHARACTERS, Block, Kind, Page
from scanner.derive.notice.fold import tidy

_HEADING = re.compile(r"(#{1,6})\s{1,4}(\S.{0,300})")
_ITEM = re.compile(r"(?:[-*+•·–o]|\(?[0-9]{1,2}[.)]|\(?[a-z]\))\s{1,8}(?=\S)")
_RULE = re.compile(r"[=-]{3,200}\s{0,4}$")
_LINK = re.compile(r"!?\[([^\[\]]{0,300})\]\(([^()\s]{0,1000})(?:\s{1,3}\"[^\"]{0,300}\")?\)")
_MARKS = re.compile(r"\*{1,3}|_{2,3}|`{1,3}|~~")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")
_BOLD_LINE = re.compile(r"(?:\*\*|__)([^*_]{2,120})(?:\*\*|__):?\s{0,4}$")
_LONGEST_HEADING = 90
_HARD_WRAP = range(55, 125)
_LONGEST_PARAGRAPH = 20_000


def read_plain(text: str) -> Page:
    """The blocks of Markdown or plain text. Hard-wrapped lines are put together."""
    lines = text[:MAX_CHARACTERS].splitlines()
    wrapped = _is_hard_wrapped(lines)
    blocks: list[Block] = []
    heads: list[str] = []
    for at, line in enumerate(lines):
        if len(blocks) >= MAX_BLOCKS:
            break
        if line.lstrip().startswith("|"):
            heads = _row(blocks, line.strip(), heads)
            continue
        heads = []
        _line(blocks, line, lines[at - 1] if at else "", wrapped)
    return Page(tuple(_with_headings(blocks)), len(text) <= MAX_CHARACTERS and len(blocks) < MAX_BLOCKS)


def _is_hard_wrapped(lines: list[str]) -> bool:
    long = [len(line) for line in lines if len(line) >= _HARD_WRAP.start]
    return len(long) >= 4 and sum(length in _HARD_WRAP for length in long) >= 0.9 * len(long)


def _line(blocks: list[Block], line: str, before: str, wrapped: bool) -> None:
    stripped = line.strip().removeprefix("> ")
    if not stripped:
        return
    if heading := _HEADING.match(stripped):
        blocks.append(Block(Kind.HEADING, _clean(heading[2].rstrip("# ")), len(heading[1])))
    elif _RULE.match(stripped):
        if blocks and blocks[-1].kind is Kind.TEXT and before.strip() and len(blocks[-1].text) <= _LONGEST_HEADING:
            blocks[-1] = Block(Kind.HEADING, blocks[-1].text, 1 if stripped[0] == "=" else 2)
    elif bold := _BOLD_LINE.match(stripped):
        blocks.append(Block(Kind.HEADING, _clean(bold[1]), 6))
    elif item := _ITEM.match(stripped):
        blocks.append(Block(Kind.ITEM, _clean(stripped[item.end() :])))
    elif _goes_on(blocks, stripped, before, wrapped):
        last = blocks[-1]
        blocks[-1] = Block(last.kind, _together(last.text, _clean(stripped)), last.level)
    elif text := _clean(stripped):
        blocks.append(Block(Kind.TEXT, text))


def _row(blocks: list[Block], line: str, heads: list[str]) -> list[str]:
    """A row of a table in Markdown, each cell with the head of its column and its row; the heads for the next row."""
    cells = [_clean(part) for part in line.strip("|").split("|")[:30]]
    if all(not set(cell) - set("-: ") for cell in cells):
        return heads or cells
    for at, cell in enumerate(cells):
        head = heads[at] if at < len(heads) else ""
        above = " > ".join(part for part in (head, cells[0] if at else "") if part)
        if cell:
            blocks.append(Block(Kind.CELL, cell, header=above))
    return heads or cells


def _goes_on(blocks: list[Block], line: str, before: str, wrapped: bool) -> bool:
    if not blocks or not before.strip() or blocks[-1].kind in {Kind.HEADING, Kind.CELL}:
        return False
    if len(blocks[-1].text) > _LONGEST_PARAGRAPH or before.endswith("  "):
        return False
    if wrapped and len(before) >= _HARD_WRAP.start - 15:
        return True
    return line[0].islower() and not before.rstrip().endswith((".", ":", "!", "?"))


def _together(first: str, second: str) -> str:
    """Two lines as one; a word that was parted at the end of a line is one word again, "Post- und" stays two."""
    parted = first.endswith("-") and first[-2:-1].isalpha() and second[:1].islower()
    if parted and second.split(" ", 1)[0] not in {"und", "oder", "bzw.", "sowie", "and", "or"}:
        return first[:-1] + second
    return f"{first} {second}"


def _clean(text: str) -> str:
    shown = _LINK.sub(lambda link: f"{link[1]} ({link[2]})" if link[1] != link[2] else link[1], text)
    return tidy(_MARKS.sub("", _TAG.sub(" ", shown)))


def _with_headings(blocks: list[Block]) -> list[Block]:
    """Short lines that end without a full stop and stand before a longer one are headings, marked so or not."""
    if any(block.kind is Kind.HEADING and block.level <= 4 for block in blocks[1:]):
        return blocks
    return [
        Block(Kind.HEADING, block.text, 6)
        if (block.kind is Kind.TEXT or (block.kind is Kind.ITEM and after.kind is Kind.TEXT))
        and _heads(block.text, after.text)
        else block
        for block, after in zip(blocks, [*blocks[1:], Block(Kind.TEXT, "")], strict=False)
    ]


def _heads(line: str, after: str) -> bool:
    return (
        len(line) <= _LONGEST_HEADING
        and not line.endswith((".", ",", ";", ":", "!"))
        and len(after) > len(line) + 20
        and len(line.split()) <= 12
    )
