"""Text of the shop made harmless: what `visible` returns can stand in a terminal, a CI log or an error message.

It stays on its line, shows what it hides, and is short. One thing is left to the caller: **text of the shop never
starts a line.** Put something of your own that is not blank before it, on continuation lines too: CI runners obey
`::error::` after any indentation (and decode `%0A` only inside a command they obey). `##[error]` and `##vso[…]` they
obey anywhere in a line, so those are broken up here.
"""

from __future__ import annotations

import re
import unicodedata

#: Characters of shop text on one line, unless the caller says otherwise.
MOST = 300
#: Combining marks on one letter. Vietnamese, Hebrew, Thai and Devanagari need up to four.
MOST_MARKS = 4

_MUST_ESCAPE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
#: Printable by category, yet nothing is to be seen: fillers, the blank Braille pattern, joiners, variation selectors.
_INVISIBLE = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
    + "".join(map(chr, range(0xFE00, 0xFE0E)))
    + "".join(map(chr, range(0xE0100, 0xE01F0)))
)
_JOINER = "\u200d"
#: The second `#` of `##[group]` (GitHub), `##vso[…]` (Azure) and `##teamcity[…]`.
_COMMAND = re.compile(r"#\w{0,40}\[")
_SHORT_ESCAPES = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


def visible(text: str, most: int = MOST) -> str:
    r"""Shop text on one line, at most `most` characters, the last one … if something is missing.

    Whatever moves, hides or reorders (controls, bidi overrides, zero-width and tag characters, private, unassigned,
    surrogates, floods of combining marks) appears as `\n`, `\x1b`, `\u202e`, `\U000e0041`: for eyes, not for decoding
    back. Umlauts, other scripts and emoji stay; the joiner U+200D stays between emoji only.
    Applied twice it changes nothing more.
    """
    if text.isascii() and text.isprintable() and len(text) <= most and "##" not in text and "::" not in text:
        return text
    head = text[: most + 1]
    pieces: list[str] = []
    marks, length = 0, 0
    forged = _start_of_command(head)
    for i, char in enumerate(head):
        previous = pieces[-1] if pieces else ""
        marks = marks + 1 if unicodedata.category(char).startswith("M") else 0
        kept = i != forged and marks <= MOST_MARKS and _is_kept(char, previous, head, i)
        piece = char if kept else _escape(char)
        if not kept:
            marks = MOST_MARKS  # a mark after an escape has nothing to stand on
        pieces.append(piece)
        length += len(piece)
        if length > most:
            return _cut(pieces, length, most)
    return "".join(pieces)


def _is_kept(char: str, previous: str, text: str, i: int) -> bool:
    if char in _INVISIBLE:
        return False
    if char == "#":
        return not (previous == "#" and _COMMAND.match(text, i))
    if char == _JOINER:
        following = text[i + 1 : i + 2]
        drawn = following not in _INVISIBLE and unicodedata.category(following or " ") == "So"
        return drawn and _is_pictorial(previous)
    category = unicodedata.category(char)
    if category.startswith("M"):
        return previous != ""
    return category not in _MUST_ESCAPE


def _is_pictorial(piece: str) -> bool:
    """An emoji, its skin tone, or the selector that makes it one."""
    return len(piece) == 1 and (piece == "\ufe0f" or unicodedata.category(piece) in {"So", "Sk"})


def _start_of_command(text: str) -> int:
    """Where `::command …::` begins, if only blanks stand before it; else -1. `::1` is an address, not a command."""
    start = len(text) - len(text.lstrip())
    rest = text[start:]
    return start if rest.startswith("::") and rest[2:3].isalpha() and "::" in rest[2:] else -1


def _escape(char: str) -> str:
    code = ord(char)
    if char in _SHORT_ESCAPES:
        return _SHORT_ESCAPES[char]
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _cut(pieces: list[str], length: int, most: int) -> str:
    while pieces and (length > most - 1 or pieces[-1] == _JOINER):
        length -= len(pieces.pop())
    return "".join(pieces) + "…"


_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})
#: Names that Windows keeps for devices, whatever their suffix.
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def file_name(text: str, most: int = 80) -> str:
    """A part of a file name, on any system: ASCII letters, digits, `.`, `_` and `-`, beginning with a letter or digit.

    Never empty, never `..`, at most `most` characters. Different texts may give the same name.
    """
    bounded = unicodedata.normalize("NFC", text[: 4 * most]).translate(_GERMAN)
    plain = unicodedata.normalize("NFKD", bounded).encode("ascii", "ignore").decode()
    safe = re.sub(r"\.{2,}", ".", re.sub(r"[^A-Za-z0-9._-]+", "-", plain)).strip("-._")[:most].rstrip("-._")
    if not safe:
        return "unnamed"
    return f"x-{safe}"[:most] if _DEVICES.fullmatch(safe) else safe
