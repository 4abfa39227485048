r"""What the embedded fonts can draw, and where a line may break: PDF/A wants a glyph for everything that is said.

A character without a glyph appears as an escape, `\U0001f963`, as `visible` shows what can't be seen. The fonts are
those that typst carries: Libertinus Serif, New Computer Modern and DejaVu Sans Mono.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from scanner.model.text import visible

#: One text, or the pieces of one between which a line may break.
Ink = str | list[str]
#: Characters of one piece of text.
MOST = 600
#: Characters without a blank that a line may hold unbroken, the length of what a longer run is broken into, and
#: the letters of a word that is left to hyphenation.
_LONG_RUN, _PIECE, _LONG_WORD = 18, 12, 28
#: The code points, in hexadecimal, that the fonts have a glyph for. Marks are not among them: alone they have one, but
#: not on every letter; what is common, `ä` or `ế`, has a code point of its own. Measured with
#: typst 0.15 in every style; a test draws them all.
_DRAWN = (
    "20-7e a0-ac ae-2ff 370-373 375-377 37a-37d 37f 384-386 388-38a 38c 38e-3a1 3a3-482 48a-4ff 510-513 "
    "51a-51d 531-556 559-58a 58d-58f 5be 5c0 5c3 5c6 5d0-5ea 5ef-5f4 606-60c 61b 61f 621-63a 640-64a 660-66d "
    "674 679-67b 67e-680 683-684 686-687 691 698 6a4 6a9 6af 6be 6cc 6f0-6f9 10d0-10ff 13a0-13f5 13f8-13fd "
    "1d00-1dbf 1e00-1f15 1f18-1f1d 1f20-1f45 1f48-1f4d 1f50-1f57 1f59 1f5b 1f5d 1f5f-1f70 1f72 1f74 1f76 1f78 "
    "1f7a 1f7c 1f80-1fb4 1fb6-1fba 1fbc-1fbd 1fbf-1fc4 1fc6-1fc8 1fca 1fcc-1fd2 1fd6-1fda 1fdd-1fe2 1fe4-1fea "
    "1fec-1fed 1ff2-1ff4 1ff6-1ff8 1ffa 1ffc 1ffe 2002-200a 2010-2027 202f-2040 2042 2044-2052 2054-205f "
    "2070-2071 2074-208e 2090-209c 20a0-20c0 2100-211e 2120 2122 2124 2127-2129 212c-2151 2153-2184 2189 "
    "2190-2328 232b-23ff 2422-2423 2460-2606 2609-262f 2638-268b 2690-269c 26a0-26a7 26aa-26af 26b2 2701-2704 "
    "2706-2709 270c-2714 2717-2726 272a-274b 274d 274f-2752 2756 2758-275e 2761-277f 2794 2798-27af 27b1-27ff "
    "2801-2adb 2add-2b73 2b76-2b95 2b97-2bff 2c60-2cee 2cf2-2cf3 2cf9-2cff 2e02-2e05 2e08-2e0a 2e17-2e18 2e1f "
    "2e22-2e25 2e2e 3000 3012 3016-3017 301a-301b 3030 3036 306e a640-a641 a648-a649 a656-a657 a708-a716 "
    "a71b-a727 a72d a730 a735 a765 a789-a78e a790-a791 a793 a7aa a7f8-a7f9 ab52 ab66 ab70-abbf fb00-fb06 "
    "fb13-fb17 fb20-fb29 fb4f fb52-fb81 fb8a-fb95 fb9e-fb9f fbaa-fbad fbe8-fbe9 fbfc-fbff fe66 fe70-fe74 "
    "fe76-fefc fffc-fffd 10140-1018e 102e1-102fb "
)


def drawn(*, plain: bool = False) -> list[str]:
    """Every character that a text may hold; `plain`: of Latin alone, which no font is without."""
    ends = [run.split("-") for run in ("20-7e a0-ac ae-17f" if plain else _DRAWN).split()]
    return [chr(code) for first, *last in ends for code in range(int(first, 16), int((last or [first])[0], 16) + 1)]


#: A run that is too long, and what it is cut into.
_UNBROKEN = re.compile(rf"(?:[^\s/?-]|[/?-](?=\d)){{{_LONG_RUN + 1},}}")
_PARTS = re.compile(rf"[^=&_.,;:@]{{1,{_PIECE}}}[=&_.,;:@]*|[=&_.,;:@]{{1,{_PIECE}}}")


@cache
def _undrawn(*, plain: bool) -> re.Pattern[str]:
    return re.compile(f"[^{re.escape(''.join(drawn(plain=plain)))}]")


def ink(text: str, most: int = MOST, *, plain: bool = False) -> Ink:
    """Text of anybody's as the page draws it: visible, at most `most` characters, with a glyph for each.

    `plain`: Latin alone is drawn, whatever the fonts have.
    """
    said = _undrawn(plain=plain).sub(_escape, unicodedata.normalize("NFC", visible(text, most)))
    if len(said) > most:
        said = f"{said[: most - 1]}…"
    pieces = _pieces(said)
    return pieces if len(pieces) > 1 else said


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _pieces(text: str) -> list[str]:
    """Text cut within what no line breaks in by itself (after `/`, `?` and `-`), at delimiters if there are any.

    Each cut costs typst time, so there are few.
    """
    pieces, at = [], 0
    for run in _UNBROKEN.finditer(text):
        if run[0].isalpha() and len(run[0]) <= _LONG_WORD:
            continue
        for part in _PARTS.finditer(run[0]):
            if (cut := run.start() + part.start()) > at:
                pieces.append(text[at:cut])
                at = cut
    return [*pieces, text[at:]]
