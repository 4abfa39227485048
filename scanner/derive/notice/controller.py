"""Who is responsible: the name that stands beside the word, and whether a way to reach them stands there too."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, replace

from scanner.derive.notice.blocks import Kind
from scanner.derive.notice.companies import WORD, companies
from scanner.derive.notice.phrase_file import data
from scanner.derive.notice.phrases import Matched, Phrase, phrases
from scanner.derive.notice.reading import NoticeReading
from scanner.derive.notice.speaker import no_names, speaker
from scanner.model.values import Maybe, Unknown

#: "Verantwortlich für die Datenverarbeitung ist …", "Controller: …".
_LABEL = re.compile(
    r"(?:verantwortlich\w{0,4}|(?:data )?controller|responsible|inhaber(?:in)?|name|firma|"
    r"anbieter(?:in)?|betreiber(?:in)?)\b"
    r"[^:]{0,120}(?::|\bis\b|\bist\b) {0,2}(?:der |die |das |the )?",
    re.IGNORECASE,
)  # fmt: skip
_LINE = re.compile(
    rf"(?:(?:Dr\.|Prof\.|Herr|Frau|Mr\.?|Ms\.?|Mrs\.?) ){{0,2}}((?:{WORD} ?|& ?){{1,6}})(?:$|[,(|·–-]|ist\b|is\b)"
)
_OWNER = re.compile(rf"\b(?:[Ii]nhaber(?:in)?|[Ii]nh\.|[Oo]wner|[Pp]roprietor):? ((?:{WORD} ?){{1,4}})")
#: Words of notices that no shop is called by.
_NOT_CALLED = re.compile(
    r"daten|privacy|policy|reviews?\b|cookie|erklärung|hinweis|bestimmung|rights?\b|notice|fassung|^stand\b|statement|"
    r"contact|kontakt|newsletter|e-?mail|telefon|fragen|questions|\brechte?\b|phone|^(?:[ivx]+|[0-9]+)\.|^(?:yes|no|ja|nein)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\b\d{4,5} [A-ZÄÖÜ][a-zäöüß]|(?:stra(?:ß|ss)e|str\.|weg|platz|allee|gasse|ring|"
    r"street|road|lane|avenue)\b|\S@\S|[(\[]at[)\]]",
    re.IGNORECASE,
)  # fmt: skip
_NAME = rf"{WORD}(?: (?:{WORD}|&|and|of)){{0,5}}"
#: How notices in English name who speaks.
_SAID = re.compile(
    r"(?:built|created|developed|operated|owned|provided|published|made|run|offered|managed|maintained|"
    r"controlled) (?:and \w+ )?"
    rf"by (?:the )?({_NAME})"
    rf"|^({_NAME}) (?:built|operates|owns|is committed|respects|takes|values|may collect|collects|"
    r"has (?:built|created)|is (?:a|an|the) )"
    rf"|^({_NAME}) \((?:we|us|our|the company|hereinafter|[\"“'])"
    rf"|^(?:At|Here at|We,|We at|I,|I am|We are|Hi, we're|We're|It is) ({_NAME}) ?(?:'s|’s|,| )"
    rf"|[Ww]elcome to ({_NAME})(?:'s|’s|,| |\.|!)|^({_NAME}) is (?:located|based|registered|established)\b"
    rf"|\bmail at ({_NAME})|^({_NAME}) (?:uses|promises|employs|processes|will not|does not|cares)\b"
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
def _rules(name: str) -> tuple[Phrase, ...]:
    return phrases(data()["controller"][name])


@functools.cache
def _others() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, data()['controller']['others']))})\b")


def find_controller(reading: NoticeReading) -> Controller:
    """The controller as the notice names it: after a cue, in the same sentence or in the lines below it.

    Then whoever says "we", and last whoever's address stands there; what else the notice says of its names may
    overrule that (speaker.py).
    """
    text = Matched(reading.sentences)
    reachable = text.first(_rules("contact")) is not None
    found = _read(reading, text, reachable)
    said = [(found.name, found.sentence)] if isinstance(found.name, str) else []
    speaks = speaker(reading, said)
    if speaks is None or speaks.name == found.name:
        return found
    quote = reading.sentences[speaks.sentence].text[:_LONGEST_QUOTE]
    if found.present is True:
        return replace(found, name=speaks.name)
    return Controller(speaks.name, True, quote, speaks.sentence) if reachable else replace(found, name=speaks.name)


def _read(reading: NoticeReading, text: Matched, reachable: bool) -> Controller:
    """By what stands beside the words for it, or by an address."""
    doubtful: Controller | None = None
    for cue in _rules("cues"):
        for hit in text.hits(cue):
            found = _at(reading, text, hit.sentence, reachable)
            if found.present is True:
                return found
            doubtful = _better(doubtful, found)
    for hint in _rules("hints") if reachable else ():
        for hit in text.hits(hint):
            found = _at(reading, text, hit.sentence, reachable)
            if found.present is True:
                return found
    return _by_address(reading, text) or _by_reach(reading, text) or doubtful or Controller(None, False, None, 0)


def _better(one: Controller | None, other: Controller) -> Controller:
    return other if one is None or (one.present is False and other.present is not False) else one


def _at(reading: NoticeReading, text: Matched, sentence: int, reachable: bool) -> Controller:
    """What stands at a cue: a name, a doubt, or somebody spoken of who is nowhere named."""
    window = _window(reading, sentence)
    name = _name_in(reading, window)
    quote = " ".join(reading.sentences[at].text for at in window[:4])[:_LONGEST_QUOTE]
    if name and reachable:
        return Controller(name, True, quote, sentence)
    here = any(phrase.stands_in(text.lines[at]) for at in window[:4] for phrase in _rules("contact"))
    pointer = any(phrase.stands_in(text.lines[at]) for at in window[:2] for phrase in _rules("elsewhere"))
    if name or (here and not pointer):
        lacking = "no way to reach them" if name else "no name"
        doubt = Unknown(f"somebody is spoken of as responsible, but {lacking} was recognised beside it")
        return Controller(name, doubt, quote, sentence)
    return Controller(None, False, quote, sentence)


def _by_address(reading: NoticeReading, text: Matched) -> Controller | None:
    """A name above an address that nobody calls responsible: the one who writes, if it is nobody else's address."""
    for phrase in _rules("address"):
        for address in text.hits(phrase):
            around = range(max(0, address.sentence - 4), min(address.sentence + 3, len(reading.sentences)))
            if any(other.stands_in(text.lines[at]) for at in around for other in _rules("others_address")):
                continue
            quote = " ".join(reading.sentences[at].text for at in around)[:_LONGEST_QUOTE]
            for at in around[: address.sentence - around.start + 1]:
                name = _company(reading, at) or _line_name(reading.sentences[at].text[:300])
                if name:
                    return Controller(name, True, quote, at)
            doubt = Unknown("an address stands there, but nobody is called responsible")
            return Controller(None, doubt, quote, around.start)
    return None


def _by_reach(reading: NoticeReading, text: Matched) -> Controller | None:
    """A name that stands before a telephone number or an address of mail, and isn't somebody else's."""
    for phrase in _rules("reach"):
        for hit in text.hits(phrase):
            around = range(max(0, hit.sentence - 3), hit.sentence + 1)
            if any(other.stands_in(text.lines[at]) for at in around for other in _rules("others_address")):
                continue
            for at in around:
                name = _company(reading, at) or _owner(reading.sentences[at].text[:300])
                name = name or (_line_name(reading.sentences[at].text[:300]) if at >= hit.sentence - 2 else None)
                if name:
                    quote = " ".join(reading.sentences[each].text for each in around)[:_LONGEST_QUOTE]
                    return Controller(name, True, quote, at)
    return None


def _owner(line: str) -> str | None:
    owner = _OWNER.search(line)
    return owner[1].strip(" ,") if owner and _is_name(owner[1].strip(" ,")) else None


def _window(reading: NoticeReading, start: int) -> range:
    """The sentence and what follows it, as far as it goes on about the same."""
    sentences, end = reading.sentences, start + 1
    while end < min(start + _AFTER + 1, len(sentences)):
        other = sentences[end].section != sentences[start].section
        if other and not (sentences[start].kind is Kind.HEADING and end == start + 1):
            break
        end += 1
        if other:
            return range(start, min(start + _AFTER + 1, len(sentences)))
    return range(start, end)


def _name_in(reading: NoticeReading, window: range) -> str | None:
    company = next((name for at in window if (name := _company(reading, at))), None)
    if company:
        return company
    for said in _SAID.finditer(reading.sentences[window[0]].text[:600]):
        name = next(group for group in said.groups() if group).strip(" ,.")
        if _is_name(name):
            return name
    return next((name for at in window if (name := _name_on_line(reading, at, window))), None)


def _company(reading: NoticeReading, at: int) -> str | None:
    return next((one.name for one in companies(reading.sentences[at].text) if _is_name(one.name)), None)


def _name_on_line(reading: NoticeReading, at: int, window: range) -> str | None:
    """A name without a legal form, alone before an address, as in "Verantwortlich: Anna Beispiel, Am Markt 1, …"."""
    line = reading.sentences[at].text[:300]
    label = _LABEL.search(line[:160])
    if at == window[0] and not label:
        return None
    after = " ".join(reading.sentences[next_].text[:200] for next_ in range(at, min(at + 4, window.stop)))
    name = _line_name(line[label.end() :] if label else line)
    return name if name and _PLACE.search(after) else None


def _line_name(line: str) -> str | None:
    name = _LINE.match(line)
    found = name[1].strip(" ,") if name else ""
    return found if _is_name(found) else None


def _is_name(name: str) -> bool:
    """Not a word that begins any sentence, nor one whom notices speak of without being theirs."""
    if len(name) <= 2 or (name.endswith(".") and not re.search(r"\b(?:Ltd|Inc|Co|Corp|[eEKVlL])\.$", name)):
        return False
    return name.split(maxsplit=1)[0] not in no_names() and not _others().search(name) and not _NOT_CALLED.search(name)
