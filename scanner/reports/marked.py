"""Text of others in Markdown: none of its markup, links, mentions or references come through.

GitHub and GitLab look for `@name`, `#1` and the like after everything escaped is unescaped, but not in code. So what
could be more than a word stands in backquotes; a backslash would not do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from scanner.model.text import visible
from scanner.reports.full import prose as running

#: A word that no renderer makes anything of: letters, digits and marks of sentences, a colon at its end only.
_PLAIN = re.compile(r"(?:[^\W_]|[()\"'„“”‚‘’«»–—…/§€.,;?+=-])*:?")
#: Marks that may end a sentence.
_MARKS = ".,;"
#: What is linked without any mark: addresses, commits, and the tickets of GitHub, GitLab and Jira.
_LINKED = re.compile(r"www\.|\b[0-9a-f]{7,}\b|\b[a-z][a-z0-9]*-[0-9]", re.IGNORECASE)


def code(text: str, most: int = 300) -> str:
    """Text as code, on one line, at most `most` characters and its backquotes; fit for a cell of a table."""
    shown = visible(text.replace("|", "\\x7c"), most)
    if not shown.strip():
        return ""
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", shown)), default=0))
    pad = " " if "`" in (shown[0], shown[-1]) or shown[0] == shown[-1] == " " else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def prose(text: str, most: int = 500) -> str:
    """A sentence on one line: words as they are, what stood in backquotes or could be markup as code."""
    written = ""
    blank = False
    for part, is_code in running.pieces(visible(text, most)):
        piece = code(part) if is_code else _words(part)
        if not piece:
            blank = True
            continue
        apart = blank or part[:1].isspace() or (written.endswith("`") and piece.startswith("`"))
        written += f" {piece}" if written and apart else piece
        blank = not is_code and part[-1:].isspace()
    return written


def link(title: str, url: str) -> str:
    """A title that leads to a URL, where that may be linked at all."""
    target = running.link(url)
    return f"[{prose(title, 200)}](<{target}>)" if target else prose(title, 200)


def row(cells: Iterable[str]) -> str:
    """A line of a table; every cell comes from `code`, `prose`, `link`, or is ours."""
    return f"| {' | '.join(cells)} |"


def _words(text: str) -> str:
    said: list[str] = []
    risky: list[str] = []
    for token in text.split():
        if _PLAIN.fullmatch(token) and not _LINKED.search(token):
            said += [_risky(risky), token]
            risky = []
        else:
            risky.append(token)
    return " ".join(part for part in (*said, _risky(risky)) if part)


def _risky(tokens: Iterable[str]) -> str:
    """Words that could be more, as code; the marks of the sentence around them stay outside."""
    text = " ".join(tokens)
    rest = text.rstrip(_MARKS)
    return f"{code(rest, 2_000)}{text[len(rest) :]}" if rest else code(text, 2_000)
