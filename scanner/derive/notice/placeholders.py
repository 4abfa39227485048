"""What a template or generator left behind: sample names, gaps in brackets, unfilled variables, instructions."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from scanner.derive.notice.phrase_file import as_of, data
from scanner.derive.notice.phrases import Matched, Phrase, phrases
from scanner.derive.notice.quotes import quote
from scanner.derive.notice.reading import NoticeReading
from scanner.model.facts.notice import Placeholder


@functools.cache
def _rules() -> Mapping[str, tuple[Phrase, ...]]:
    return {what: phrases(rules) for what, rules in data()["placeholders"].items()}


def placeholders(reading: NoticeReading) -> tuple[Placeholder, ...]:
    """One row for each kind of leftover, with the first sentence it stands in."""
    text = Matched(reading.sentences)
    hits = ((what, text.first(rules)) for what, rules in _rules().items())
    return tuple(
        Placeholder(
            page=reading.url,
            what=what,
            quote=quote(reading.sentences[hit.sentence], hit.start),
            contradicted_by=None,
            derived_by=f"derive.notice, notice_phrases {as_of()}",
        )
        for what, hit in hits
        if hit is not None
    )
