"""Who is responsible: the name that stands beside the word, and whether a way to reach them stands there too."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from scanner.derive.notice.phrase_file import data
from scanner.derive.notice.phrases import Matched, Phrase, phrases
from scanner.derive.notice.reading import NoticeReading
from scanner.model.values import Maybe, Unknown

#: Legal forms as they end a name (German, Austrian, Swiss, Union, British, American).
_FORM = (
    r"(?:GmbH|GesmbH|mbH|UG|AG|KGaA|KG|OHG|OG|eGbR|GbR|SE|eG|e\. ?K(?:fr|fm)?\.?|e\. ?V\.?|Ltd\.?|Limited|PLC|plc|LLP|"
    r"LLC|Inc\.?|Corp\.?|Corporation|Co\.|S\. ?à\.? ?r\.? ?l\.?|B\. ?V\.?|S\. ?A\.?|S\. ?r\. ?l\.?|"
    r"Società Cooperativa|Oy|AB|ApS|A/S|Sp\. z o\. ?o\.)"
    r"(?: ?\(haftungsbeschränkt\))?(?: ?& ?Co\.? ?(?:KGaA|KG|OHG))?"
)  # fmt: skip
_WORD = r"[A-ZÄÖÜ0-9][\w&.'’+-]{0,40}"
_COMPANY = re.compile(rf"(?:(?:{_WORD}|&|und|and|of|für) ){{1,7}}{_FORM}(?!\w)")
#: "Verantwortlich für die Datenverarbeitung ist …", "Controller: …".
_LABEL = re.compile(
    r"(?:verantwortlich\w{0,4}|(?:data )?controller|responsible|inhaber(?:in)?|name|firma|"
    r"anbieter(?:in)?|betreiber(?:in)?)\b"
    r"[^:]{0,120}(?::|\bis\b|\bist\b) {0,2}(?:der |die |das |the )?",
    re.IGNORECASE,
)  # fmt: skip
_LINE = re.compile(rf"(?:(?:Dr\.|Prof\.|Herr|Frau|Mr\.?|Ms\.?|Mrs\.?) ){{0,2}}((?:{_WORD} ?){{1,5}})(?:$|[,(|–-])")
_PLACE = re.compile(
    r"\b\d{4,5} [A-ZÄÖÜ][a-zäöüß]|(?:stra(?:ß|ss)e|str\.|weg|platz|allee|gasse|ring|"
    r"street|road|lane|avenue)\b|\S@\S|[(\[]at[)\]]",
    re.IGNORECASE,
)  # fmt: skip
_NAME = rf"{_WORD}(?: (?:{_WORD}|&|and|of)){{0,5}}"
#: How notices in English name who speaks.
_SAID = re.compile(
    r"(?:built|created|developed|operated|owned|provided|published|made|run|offered|managed|maintained|"
    r"controlled) (?:and \w+ )?"
    rf"by (?:the )?({_NAME})"
    rf"|^({_NAME}) (?:built|operates|owns|is committed|respects|takes|values|may collect|collects|"
    r"has (?:built|created)|is (?:a|an|the) )"
    rf"|^({_NAME}) \((?:we|us|our|the company|hereinafter|[\"“'])"
    rf"|^(?:At|Here at|We,|We at|I,|I am|We are|It is) ({_NAME})(?:'s|’s|,| )"
    rf"|\b[Cc]ompany.{{0,120}}refers to ({_NAME})"
    rf"|(?:policy|notice|statement|practices) (?:of|for) ({_NAME})"
    rf"|({_NAME}) \(?[“\"(]{{1,2}}(?:we|us|our|the company|company|the developer)\b"
)  # fmt: skip
_AFTER = 5
_LONGEST_QUOTE = 400


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


@functools.cache
def _no_names() -> tuple[frozenset[str], re.Pattern[str]]:
    rules = data()["controller"]
    others = "|".join(map(re.escape, rules["others"]))
    return frozenset(rules["no_names"].split()), re.compile(rf"\b(?:{others})\b")


def find_controller(reading: NoticeReading) -> Controller:
    """The controller as the notice names it: after a cue, in the same sentence or in the lines below it."""
    text = Matched(reading.sentences)
    cues, contact, elsewhere = _cues()
    reachable = any(True for phrase in contact for _ in text.hits(phrase))
    best = Controller(None, False, None, 0)
    for cue in cues:
        for hit in text.hits(cue):
            window = _window(reading, hit.sentence)
            name = _name_in(reading, window)
            quote = " ".join(reading.sentences[at].text for at in window[:4])[:_LONGEST_QUOTE]
            if name and reachable:
                return Controller(name, True, quote, hit.sentence)
            if best.quote is None:
                pointer = any(phrase.find.search(text.lines[at]) for at in window[:2] for phrase in elsewhere)
                best = Controller(name, False if pointer and not name else _doubt(name), quote, hit.sentence)
    if best.quote is None and (address := text.first(phrases(data()["controller"]["address"]))):
        start = max(0, address.sentence - 3)
        quote = " ".join(sentence.text for sentence in reading.sentences[start : address.sentence + 1])[:_LONGEST_QUOTE]
        return Controller(None, Unknown("an address stands there, but nobody is called responsible"), quote, start)
    return best


def _doubt(name: str | None) -> Unknown:
    lacking = "no way to reach them" if name else "no name"
    return Unknown(f"somebody is spoken of as responsible, but {lacking} was recognised beside it")


def _window(reading: NoticeReading, start: int) -> range:
    """The sentence and what follows it in the same section."""
    sentences, end = reading.sentences, start + 1
    while end < min(start + _AFTER + 1, len(sentences)) and sentences[end].section == sentences[start].section:
        end += 1
    return range(start, end)


def _name_in(reading: NoticeReading, window: range) -> str | None:
    for at in window:
        for company in _COMPANY.finditer(reading.sentences[at].text[:600]):
            if _is_name(company[0]):
                return company[0]
    for said in _SAID.finditer(reading.sentences[window[0]].text[:600]):
        name = next(group for group in said.groups() if group).strip(" ,.")
        if _is_name(name):
            return name
    return next((name for at in window if (name := _name_on_line(reading, at, window))), None)


def _name_on_line(reading: NoticeReading, at: int, window: range) -> str | None:
    """A name without a legal form, alone before an address, as in "Verantwortlich: Anna Beispiel, Am Markt 1, …"."""
    line = reading.sentences[at].text[:300]
    label = _LABEL.match(line)
    rest = line[label.end() :] if label else line
    if at == window[0] and not label:
        return None
    after = " ".join(reading.sentences[next_].text[:200] for next_ in range(at, min(at + 4, window.stop)))
    name = _LINE.match(rest)
    return name[1].strip(" ,") if name and _is_name(name[1].strip(" ,")) and _PLACE.search(after) else None


def _is_name(name: str) -> bool:
    """Not a word that begins any sentence, nor one whom notices speak of without being theirs."""
    common, others = _no_names()
    return len(name) > 2 and name.split(maxsplit=1)[0] not in common and not others.search(name)
