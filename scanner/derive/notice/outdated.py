"""Law, bodies and services that a notice speaks of as if they still existed; what is said to be over is none."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from scanner.derive.notice.phrase_file import as_of, data
from scanner.derive.notice.phrases import Hit, Matched, Phrase, expression, phrases
from scanner.derive.notice.quotes import quote
from scanner.derive.notice.reading import NoticeReading
from scanner.model.facts.notice import OutdatedReference


@functools.cache
def _rules() -> Mapping[str, tuple[Phrase, ...]]:
    return {what: phrases([rule]) for what, rule in data()["outdated"].items()}


def outdated_references(reading: NoticeReading) -> tuple[OutdatedReference, ...]:
    """One row for each outdated reference, with the first sentence (or link) that makes it and doesn't take it back."""
    text = Matched(reading.sentences)
    found = ((what, _first(what, reading, text)) for what in _rules())
    return tuple(
        OutdatedReference(
            page=reading.url,
            what=what,
            quote=words,
            contradicted_by=None,
            derived_by=f"derive.notice, notice_phrases {as_of()}",
        )
        for what, words in found
        if words is not None
    )


def _first(what: str, reading: NoticeReading, text: Matched) -> str | None:
    for phrase in _rules()[what]:
        for hit in text.hits(phrase):
            if not _taken_back(hit, reading, text):
                return quote(reading.sentences[hit.sentence], hit.start)
    pattern = data()["outdated"][what].get("link")
    link = next((link for link in reading.links if pattern and expression(pattern).search(link.lower().encode())), None)
    return f"link to {link}" if link else None


def _taken_back(hit: Hit, reading: NoticeReading, text: Matched) -> bool:
    """Whether the next sentence of the section says that it is over."""
    after = hit.sentence + 1
    if after >= len(text.lines) or reading.sentences[after].section != reading.sentences[hit.sentence].section:
        return False
    return bool(expression(data()["over_next"]).search(text.lines[after]))
