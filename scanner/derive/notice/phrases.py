"""The phrases that show a disclosure, read from `notice_phrases.yaml` and compiled for RE2: linear in every text."""

from __future__ import annotations

import functools
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice
from typing import Any

import re2

from scanner.derive.notice.blocks import Kind
from scanner.derive.notice.fold import fold_pattern
from scanner.derive.notice.phrase_file import data
from scanner.derive.notice.reading import Sentence

_MACRO = re.compile(r"<([a-z_]+)>")
#: Places at which one phrase is tried; a page that repeats a phrase more often says nothing new.
_MOST_MATCHES = 300
_EXPRESSIONS = ("find", "around", "under", "not_under", "unless", "near")
#: Sentences after a hit in which its company (`near`) may stand.
NEAR = 6


@dataclass(frozen=True, slots=True)
class Phrase:
    """`find` in a sentence, or any sentence that isn't a heading; `beside`: each of them in it too, before or behind.

    `around`: in the sentence or in its context. `under`, `not_under`: in its context, or not there.
    `unless`: not in the sentence. `near`: in it or soon after.
    `weak`: perhaps, too little to be sure. `denies`: says that there is none of it.
    """

    find: Expression | None = None
    beside: tuple[Expression, ...] = ()
    around: Expression | None = None
    under: Expression | None = None
    not_under: Expression | None = None
    unless: Expression | None = None
    near: Expression | None = None
    weak: bool = False
    denies: bool = False

    def stands_in(self, line: bytes) -> bool:
        """Whether its words stand there, whatever else it asks for."""
        return self.find is not None and self.find.search(line) is not None


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found: in which sentence, and from where to where in its folded text."""

    phrase: Phrase
    sentence: int
    start: int
    end: int


class Expression:
    """An expression over the bytes of folded text, compiled when it is first asked: most of them never are."""

    __slots__ = ("_compiled", "pattern")

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self._compiled: Any = None

    def search(self, text: bytes) -> Any:  # noqa: ANN401 - re2 is untyped
        """Its first match."""
        return self.compiled().search(text)

    def finditer(self, text: bytes) -> Any:  # noqa: ANN401 - re2 is untyped
        """Its matches."""
        return self.compiled().finditer(text)

    def compiled(self) -> Any:  # noqa: ANN401 - re2 is untyped
        """As RE2 has it. Raises re2.error."""
        if self._compiled is None:
            options = re2.Options()
            options.log_errors = False
            options.max_mem = 1 << 23
            options.never_nl = True  # not even \W reaches into the next sentence
            self._compiled = re2.compile(f"(?m){fold_pattern(_expanded(self.pattern))}".encode(), options)
        return self._compiled


@functools.lru_cache(maxsize=4096)
def expression(pattern: str) -> Expression:
    """An expression of the phrase file; `<name>` stands for a part of it."""
    return Expression(pattern)


def _expanded(pattern: str) -> str:
    for _ in range(4):
        pattern = _MACRO.sub(lambda name: f"(?:{data()['parts'][name[1]]})", pattern)
    return pattern


def phrases(rules: Sequence[str | Mapping[str, Any]]) -> tuple[Phrase, ...]:
    """Compile one list of the file: each entry a pattern, or a mapping with `find` and what goes with it."""
    return tuple(_phrase({"find": rule} if isinstance(rule, str) else rule) for rule in rules)


def _phrase(rule: Mapping[str, Any]) -> Phrase:
    compiled = {key: expression(rule[key]) for key in _EXPRESSIONS if key in rule}
    beside = rule.get("beside", ())
    all_beside = tuple(expression(each) for each in ([beside] if isinstance(beside, str) else beside))
    return Phrase(**compiled, beside=all_beside, weak=bool(rule.get("weak")), denies=bool(rule.get("denies")))


@functools.cache
def _silences() -> tuple[tuple[frozenset[str], Phrase], ...]:
    """Which sentences disclose nothing, each with the items of which that is said; none of them: of any."""
    return tuple((frozenset(rule.get("items", ())), _phrase(rule)) for rule in data()["says_nothing"])


class Matched:
    """A text laid out for matching: one sentence a line, so that no phrase reaches beyond its sentence."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self.sentences = sentences
        self.lines = [sentence.folded.encode("ascii", "replace").replace(b"\n", b" ") for sentence in sentences]
        self.contexts = [sentence.context.encode("ascii", "replace") for sentence in sentences]
        self.text = b"\n".join(self.lines)
        self.starts = [0, *accumulate(len(line) + 1 for line in self.lines)]
        self._silent: dict[str, frozenset[int]] = {}
        self._by_silence: dict[int, frozenset[int]] = {}

    def silent(self, item: str) -> frozenset[int]:
        """Sentences that disclose nothing of the item, whatever they hold: definitions, words in another sense."""
        if item not in self._silent:
            found = (self._of_silence(at) for at, (items, _) in enumerate(_silences()) if not items or item in items)
            self._silent[item] = frozenset[int]().union(*found)
        return self._silent[item]

    def _of_silence(self, at: int) -> frozenset[int]:
        if at not in self._by_silence:
            phrase = _silences()[at][1]
            places = range(len(self.lines)) if phrase.find is None else {hit.sentence for hit in self.hits(phrase)}
            self._by_silence[at] = frozenset(place for place in places if self._holds(phrase, place))
        return self._by_silence[at]

    def hits(self, phrase: Phrase) -> Iterator[Hit]:
        """Where the phrase holds, in reading order."""
        if phrase.find is None:
            yield from self._under(phrase)
            return
        for match in islice(phrase.find.finditer(self.text), _MOST_MATCHES):
            at = self.sentence_at(match.start())
            if at < len(self.lines) and self._holds(phrase, at):
                yield Hit(phrase, at, match.start() - self.starts[at], match.end() - self.starts[at])

    def _under(self, phrase: Phrase) -> Iterator[Hit]:
        """The sentences that stand under it."""
        known: dict[bytes, bool] = {}
        for at, context in enumerate(self.contexts):
            if self.sentences[at].kind is Kind.HEADING:
                continue
            if context not in known:
                known[context] = phrase.under is not None and phrase.under.search(context) is not None
            if known[context] and self._holds(phrase, at):
                yield Hit(phrase, at, 0, len(self.lines[at]))

    def sentence_at(self, place: int) -> int:
        """The sentence in which a place of `text` lies."""
        return bisect_right(self.starts, place) - 1

    def _holds(self, phrase: Phrase, at: int) -> bool:
        line = self.lines[at]
        if phrase.unless is not None and phrase.unless.search(line):
            return False
        if not all(beside.search(line) for beside in phrase.beside):
            return False
        if phrase.around is not None and not (phrase.around.search(line) or phrase.around.search(self.contexts[at])):
            return False
        if phrase.under is not None and not phrase.under.search(self.contexts[at]):
            return False
        if phrase.not_under is not None and phrase.not_under.search(self.contexts[at]):
            return False
        return phrase.near is None or any(phrase.near.search(line) for line in self.lines[at : at + NEAR + 1])

    def first(self, among: Sequence[Phrase]) -> Hit | None:
        """The first hit of the first phrase that has one."""
        return next((hit for phrase in among for hit in self.hits(phrase)), None)
