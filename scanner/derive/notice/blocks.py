"""A page as blocks: headings, paragraphs, list items and table cells, and which of them are the shop's frame.

One shape for HTML as served or rendered, Markdown, and the plain text a browser shows. Reading is linear in the size of
the page, however broken or hostile it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

#: Characters of a page that are read. A notice is 20 to 200 thousand long; what is beyond makes `fully_read` false.
MAX_CHARACTERS = 3_000_000
#: Blocks that are kept.
MAX_BLOCKS = 20_000
#: Links that are kept, and the longest of them.
MAX_LINKS = 2_000
MAX_LINK = 500


class Kind(StrEnum):
    """What a block is to a reader."""

    HEADING = "heading"
    TEXT = "text"
    ITEM = "item"
    CELL = "cell"


@dataclass(frozen=True, slots=True)
class Block:
    """`level`: of a heading, 1 to 6. `header`: the head of a cell's column. `frame`: navigation, footer and the like.

    `main`: inside the page's own main element.
    """

    kind: Kind
    text: str
    level: int = 0
    header: str = ""
    frame: bool = False
    main: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """All blocks of a page.

    `whole`: nothing was left out for its size. `links`: targets outside the frame, as written.
    """

    blocks: tuple[Block, ...]
    whole: bool
    links: tuple[str, ...] = ()
