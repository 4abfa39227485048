"""One spelling for matching: plain ASCII in lower case, whatever dashes, quotes and umlauts the page uses."""

from __future__ import annotations

import unicodedata

#: What a reader takes for the same sign. Umlauts first: decomposing them would turn "ä" into "a".
_SAME = str.maketrans(
    {
        **dict.fromkeys("äÄæ", "ae"),
        **dict.fromkeys("öÖœ", "oe"),
        **dict.fromkeys("üÜ", "ue"),
        **dict.fromkeys("ßẞ", "ss"),
        "ø": "o",
        "…": "...",
        "€": "eur",
        **dict.fromkeys("•·‐‑‒–—−", "-"),
        **dict.fromkeys("‘’‚‛´`›‹", "'"),
        **dict.fromkeys("“”„«»", '"'),
    }
)
#: Signs without width that hide in words: soft hyphen, zero-width (non-)joiner and space, direction marks, BOM.
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e"))


def tidy(text: str) -> str:
    """The text as it is quoted: composed signs (NFKC), nothing invisible, single spaces."""
    composed = unicodedata.normalize("NFKC", text.translate(_INVISIBLE))
    return " ".join(composed.split())


def fold(text: str) -> str:
    """The text as it is matched. ASCII, but for `§`, which becomes `#`; other foreign signs become `?`."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", text).translate(_SAME))
    kept = "".join(sign for sign in plain if not unicodedata.combining(sign)) if not plain.isascii() else plain
    return kept.replace("§", "#").encode("ascii", "replace").decode("ascii").lower()


def fold_pattern(pattern: str) -> str:
    r"""A pattern written with umlauts, for folded text. Case stays: `\S` is not `\s`."""
    return pattern.translate(_SAME).replace("§", "#")


def unfolded_offset(text: str, offset: int) -> int:
    """Where in `text` the place lies that has this offset in `fold(text)`."""
    length = 0
    for place, sign in enumerate(text):
        if length >= offset:
            return place
        length += len(fold(sign))
    return len(text)
