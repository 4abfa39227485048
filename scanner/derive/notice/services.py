"""Which services a notice names, by any name they have or had."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scanner.derive.notice.fold import fold, tidy
from scanner.derive.notice.mentions import denies
from scanner.derive.notice.phrases import Matched
from scanner.derive.notice.quotes import quote
from scanner.derive.notice.reading import NoticeReading

#: Shorter names are words of everyday language.
_SHORTEST = 3
_MOST_MENTIONS = 50


@dataclass(frozen=True, slots=True)
class Mention:
    """A service in the notice. `denied`: every sentence that names it says that it isn't used."""

    alias: str
    quote: str
    section: str | None
    denied: bool


def named_services(reading: NoticeReading, aliases: Mapping[str, Sequence[str]]) -> Mapping[str, Mention]:
    """The services among `aliases` (name to all names it goes by) that the notice names; whole words, any spelling."""
    text = Matched(reading.sentences)
    whole = text.text.decode("ascii")
    found = {name: _mention(reading, text, whole, names) for name, names in aliases.items()}
    return {name: mention for name, mention in found.items() if mention is not None}


def _mention(reading: NoticeReading, text: Matched, whole: str, names: Sequence[str]) -> Mention | None:
    denied: Mention | None = None
    for alias in names:
        word = fold(tidy(alias))
        if len(word) < _SHORTEST:
            continue
        for at in _places(whole, word):
            sentence = text.sentence_at(at)
            line = reading.sentences[sentence]
            section = reading.sections[line.section].heading or None
            before, after = whole[text.starts[sentence] : at], line.folded[at - text.starts[sentence] + len(word) :]
            mention = Mention(alias, quote(line, at - text.starts[sentence]), section, denies(line, before, after))
            if not mention.denied:
                return mention
            denied = denied or mention
    return denied


def _places(text: str, word: str) -> list[int]:
    """Where the word stands, not inside another."""
    places: list[int] = []
    at = text.find(word)
    while at >= 0 and len(places) < _MOST_MENTIONS:
        end = at + len(word)
        if not (at and text[at - 1].isalnum() and word[0].isalnum()) and not (
            text[end : end + 1].isalnum() and word[-1].isalnum()
        ):
            places.append(at)
        at = text.find(word, end)
    return places
