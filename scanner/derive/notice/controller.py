"""Who is responsible: the name that stands beside the word, and whether a way to reach them stands there too."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from scanner.derive.notice.phrases import Matched, Phrase, data, phrases
from scanner.derive.notice.reading import NoticeReading
from scanner.model.values import Maybe, Unknown

#: Legal forms as they end a name (German, Austrian, Swiss, EU, British, American).
_FORM = (
    r"(?:(?:GmbH|UG|AG|KG|OHG|GbR|eGbR|SE|Ltd\.?|Limited|Inc\.?|LLC|LLP|e\. ?K(?:fr|fm)?\.?|e\. ?V\.?|eG|KGaA|mbH|S\.? ?à\.? ?r\.? ?l\.?|B\. ?V\.?|S\. ?A\.?|S\. ?r\. ?l\.?|PLC|plc|OG|Corp\.?|Corporation|GesmbH|Co\.|Company|Pvt\.?)"
    r"(?: ?\(haftungsbeschränkt\))?)(?: ?& ?Co\.? ?(?:KGaA|KG|OHG))?"
)
_COMPANY = re.compile(rf"((?:[A-ZÄÖÜ0-9][\w&.'’+-]{{0,40}}|&|und|and|of|für|der) ){{1,7}}{_FORM}(?![\w])")
_LABEL = re.compile(
    r"^(?:(?:verantwortlich(?:e[rn]?)?(?: stelle)?|(?:data )?controller|responsible(?: party| person)?|inhaber(?:in)?|name|firma|anbieter(?:in)?|betreiber(?:in)?)\b[^:]{0,120}(?::|\bis\b|\bist\b) {0,2}(?:der|die|das|the)? ?)",
    re.IGNORECASE,
)  # fmt: skip
_PERSON = re.compile(
    r"^(?:(?:Dr\.|Prof\.|Herr|Frau|Mr\.?|Ms\.?|Mrs\.?) ){0,2}((?:[A-ZÄÖÜ][\w&'’.-]{1,30} ?){1,5})(?:$|[,(|–-])"
)
_STREET_OR_PLACE = re.compile(
    r"\b\d{4,5} [A-ZÄÖÜ][a-zäöüß]|(?:stra(?:ß|ss)e|str\.|weg|platz|allee|gasse|ring|street|road|lane|avenue) ?\d{0,4}|\S@\S|\(at\)|\[at\]",
    re.IGNORECASE,
)
_NAME = r"[A-Z0-9][\w&.'’-]{0,40}(?: (?:[A-Z0-9][\w&.'’-]{0,40}|&|and|of)){0,5}"
#: How a notice in English names who speaks.
_SAID = re.compile(
    rf"(?:(?:built|created|developed|operated|owned|provided|published|made|run|offered|managed|maintained|controlled) (?:and \w+ )?by (?:the )?({_NAME})"
    rf"|^({_NAME}) (?:built|operates|owns|is committed|respects|takes|has (?:built|created|developed)|values|may collect|collects|is (?:a|an|the) |\((?:we|us|our|the company|hereinafter|\"|“|'))"
    rf"|^(?:At|Here at|We,|We at|I,|I am|We are|It is) ({_NAME})(?:'s|’s|,| )"
    rf"|(?:policy|notice|statement|practices) (?:of|for) ({_NAME})|({_NAME}) \(?[“\"(]{{1,2}}(?:we|us|our|the company|company|the developer)\b)",
)  # fmt: skip
_NO_NAMES = frozenset("This The Our We You Your I It Service Services Application App Website Site Personal Privacy Company Information Us If By These Users Third Cookies Data Google".split())
_AFTER = 5


@dataclass(frozen=True, slots=True)
class Controller:
    """`name` as it stands there. `present`: named and reachable; Unknown if one of the two is doubtful."""

    name: Maybe[str | None]
    present: Maybe[bool]
    quote: str | None
    sentence: int


@functools.cache
def _cues() -> tuple[tuple[Phrase, ...], tuple[Phrase, ...], tuple[Phrase, ...]]:
    rules = data()["controller"]
    return phrases(rules["cues"]), phrases(rules["contact"]), phrases(rules["elsewhere"])


def find_controller(reading: NoticeReading) -> Controller:
    """The controller as the notice names it: after a cue, in the same sentence or in the lines below it."""
    text = Matched(reading.sentences)
    cues, contact, elsewhere = _cues()
    best = Controller(None, False, None, 0)
    for cue in cues:
        for hit in text.hits(cue):
            window = _window(reading, hit.sentence)
            name = _name_in(reading, window)
            reachable = any(phrase.find.search(text.lines[at]) for at in window for phrase in contact)
            reachable = reachable or any(True for phrase in contact for _ in text.hits(phrase))
            quote = " ".join(reading.sentences[at].text for at in window[:4])[:400]
            if name and reachable:
                return Controller(name, True, quote, hit.sentence)
            if best.quote is None:
                pointer = any(phrase.find.search(text.lines[at]) for at in window[:2] for phrase in elsewhere)
                known: Maybe[bool] = Unknown(
                    "a controller is spoken of, but no name and contact was recognised beside it"
                )
                best = Controller(name, False if pointer and not name else known, quote, hit.sentence)
    return best


def _window(reading: NoticeReading, start: int) -> range:
    """The sentence and what follows it in the same section."""
    sentences, end = reading.sentences, start + 1
    while end < min(start + _AFTER + 1, len(sentences)) and sentences[end].section == sentences[start].section:
        end += 1
    return range(start, end)


def _name_in(reading: NoticeReading, window: range) -> str | None:
    for at in window:
        if company := _COMPANY.search(reading.sentences[at].text[:600]):
            return _bare(company[0])
    if said := _SAID.search(reading.sentences[window[0]].text[:600]):
        name = next(group for group in said.groups() if group).strip(" ,.")
        if name.split()[0] not in _NO_NAMES:
            return name
    for at in window:
        line = reading.sentences[at].text[:300]
        rest = _LABEL.sub("", line)
        after = " ".join(reading.sentences[next_].text[:200] for next_ in range(at, min(at + 4, window.stop)))
        person = _PERSON.match(rest)
        if person and (rest != line or at != window[0]) and _STREET_OR_PLACE.search(after):
            return person[1].strip(" ,")
    return None


def _bare(name: str) -> str:
    """The name without the words that lead to it ("Verantwortlicher ist die …")."""
    words = name.split()
    lower = [n for n, word in enumerate(words) if word in {"ist", "die", "der", "und"} and n < len(words) - 2]
    return " ".join(words[lower[-1] + 1 :] if lower and words[lower[-1]] in {"die", "der", "ist"} else words)
