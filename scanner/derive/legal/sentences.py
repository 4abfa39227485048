"""The sentences of a legal page, put together again where only line breaks part them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scanner.derive.legal.text import MAX_LINE, Line, line
from scanner.derive.notice.reading import split_sentences

MAX_SENTENCES = 4_000


def sentences(lines: Sequence[Line]) -> Iterator[Line]:
    """Each with the links of its paragraph."""
    count, question = 0, ""
    for paragraph in paragraphs(lines):
        if paragraph.heading:
            question = paragraph.text if paragraph.text.endswith("?") else ""
        elif question:
            # An answer says what was asked.
            paragraph = line(f"{question} {paragraph.text}", hrefs=paragraph.hrefs)  # noqa: PLW2901
        for part in _parts(paragraph.text, question):
            count += 1
            if count > MAX_SENTENCES:
                return
            yield line(part, heading=paragraph.heading, hrefs=paragraph.hrefs)


def _parts(text: str, question: str) -> list[str]:
    """The sentences of a paragraph, the first of an answer together with its question."""
    parts = split_sentences(text)
    if question and len(parts) > 1 and parts[0] == question:
        return [f"{parts[0]} {parts[1]}", *parts[2:]]
    return parts


def paragraphs(lines: Sequence[Line]) -> Iterator[Line]:
    """Lines that begin nothing belong to the one before."""
    waiting: list[Line] = []
    for one in lines:
        if waiting and (one.begins or one.heading or sum(len(kept.text) for kept in waiting) > MAX_LINE // 2):
            yield _whole(waiting)
            waiting = []
        waiting.append(one)
    if waiting:
        yield _whole(waiting)


def _whole(parts: Sequence[Line]) -> Line:
    hrefs = tuple(dict.fromkeys(href for part in parts for href in part.hrefs))
    return line(" ".join(part.text for part in parts), heading=parts[0].heading and len(parts) == 1, hrefs=hrefs)
