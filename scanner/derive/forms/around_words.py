"""The words of `scanner/data/form_around.yaml`: what stands around forms. A sentence that says no says nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from scanner.datafile import read_data
from scanner.derive.forms.words import Lexicon, phrase, plain

_SENTENCES = re.compile(r"[.!?;:|•·]\s+|\s[–—]\s|[()\n]")
_LONGEST = 6000
_MOST_SENTENCES = 200
#: A dot that ends no sentence: z. B., i.e., Nr. 5.
_ABBREVIATED = re.compile(r"\b(?:\w|bzw|ggf|inkl|zzgl|nr|art|abs|evtl|ca|min|mind|max)\.\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Statement:
    """What a text may say: phrases that say it, and those that take it back within the same sentence."""

    lexicon: Lexicon

    def said_in(self, *texts: str) -> bool:
        """Whether any sentence of these texts says it."""
        return any(self._says(sentence) for text in texts for sentence in sentences(text))

    def denied_in(self, *texts: str) -> bool:
        """Whether any sentence takes it back, and says nothing else for it."""
        return any(self._takes_back(sentence) for text in texts for sentence in sentences(text))

    def _takes_back(self, sentence: str) -> bool:
        return self.lexicon.says("but", sentence) and not self.lexicon.says("says", sentence)

    def _says(self, sentence: str) -> bool:
        return self.lexicon.says("says", sentence) and not self.lexicon.says("but", sentence)


@dataclass(frozen=True, slots=True)
class Captcha:
    """A captcha that pages show: its service in the list, and whether shops mostly run it themselves."""

    service: str | None
    own: bool


@dataclass(frozen=True, slots=True)
class Extras:
    """What is ordered by a tick beside what is bought: `says` names it, `price` what it costs; `less`, `but`: none."""

    price: re.Pattern[str]
    less: re.Pattern[str]
    says: re.Pattern[str]
    but: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class AroundWords:
    """All the data."""

    as_of: str
    double_opt_in: Statement
    unsubscribe: Statement
    guest: Statement
    explained: Statement
    box: Lexicon
    joins: re.Pattern[str]
    length: re.Pattern[str]
    numbers: Mapping[str, int]
    captchas: Mapping[str, Captcha]
    extras: Extras


@cache
def around_words() -> AroundWords:
    """The data, read once. It is part of the package: a mistake in it is a bug."""
    data: dict[str, Any] = read_data("form_around.yaml")
    box: dict[str, list[str]] = data["box"]
    numbers: dict[str, int] = data["length"]["numbers"]
    return AroundWords(
        as_of=str(data["as_of"]),
        double_opt_in=_statement(data["double_opt_in"]),
        unsubscribe=_statement(data["unsubscribe"]),
        guest=_statement(data["guest"]),
        explained=_statement(data["explained"]),
        box=_lexicon({kind: held for kind, held in box.items() if kind != "joins"}),
        joins=re.compile(rf"[,&+]|\b(?:{_any(box['joins'])})\b", re.IGNORECASE),
        length=re.compile(
            rf"\b(?:{_any(data['length']['before'])}) (\d{{1,3}}|{_any(numbers)})"
            rf"(?: \w+)? (?:{_any(data['length']['behind'])})\b"
        ),
        numbers=numbers,
        captchas={name: Captcha(held.get("service"), bool(held.get("own"))) for name, held in data["captchas"].items()},
        extras=Extras(**{kind: re.compile(held) for kind, held in data["extras"].items()}),
    )


def _statement(data: Mapping[str, list[str]]) -> Statement:
    return Statement(_lexicon(data))


def _lexicon(data: Mapping[str, list[str]]) -> Lexicon:
    return Lexicon({kind: tuple(phrase(text) for text in texts) for kind, texts in data.items()})


def _any(words: Mapping[str, int] | list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: -len(word)))


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text, bounded."""
    kept = _ABBREVIATED.sub(lambda found: found[0].replace(".", " "), text[:_LONGEST])
    yield from (part for part in _SENTENCES.split(kept, _MOST_SENTENCES) if part.strip())


def told_length(*texts: str) -> int | None:
    """The fewest characters that a text demands of a password; of several numbers the first. None: it says nothing."""
    data = around_words()
    for text in texts:
        if found := data.length.search(plain(text)):
            return int(found[1]) if found[1].isdigit() else data.numbers[found[1]]
    return None
