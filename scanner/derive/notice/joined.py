"""A notice that is spread over several pages, read as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scanner.derive.notice.reading import NoticeReading, Section, Sentence


def joined(readings: Sequence[NoticeReading]) -> NoticeReading:
    """The first, with what the others say behind it. `readings`: one at least."""
    first, *others = readings
    if not others:
        return first
    sections: list[Section] = []
    sentences: list[Sentence] = []
    for one in readings:
        sentences += [replace(sentence, section=sentence.section + len(sections)) for sentence in one.sentences]
        sections += one.sections
    return replace(
        first,
        words=sum(one.words for one in readings),
        version_date=next((one.version_date for one in readings if one.version_date is not None), None),
        fully_read=all(one.fully_read for one in readings),
        sections=tuple(sections),
        sentences=tuple(sentences),
        links=tuple(link for one in readings for link in one.links),
    )
