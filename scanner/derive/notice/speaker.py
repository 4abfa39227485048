"""Who speaks in a notice, by votes: each name in it gathers what speaks for its being the shop's own, and against.

For it: it stands beside the word *controller*, in the title, above an address, before "(we)", often, and the shop's
own addresses of mail are called like it. Against it: officers, representatives, authorities and known services.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scanner.derive.notice.blocks import Kind
from scanner.derive.notice.companies import WORD, companies, core_of
from scanner.derive.notice.fold import fold
from scanner.derive.notice.phrase_file import data
from scanner.derive.notice.phrases import Matched, phrases
from scanner.derive.notice.reading import NoticeReading, Sentence
from scanner.derive.services import built_in

#: What each sign is worth; so much at least makes a name the speaker's.
_WORTH = {
    "read beside a cue": 2,
    "said to be": 4,
    "beside the word": 3,
    "in the title": 3,
    "we": 3,
    "runs it": 3,
    "before its address": 2,
    "above an address": 2,
    "own mail": 3,
    "often": 1,
    "first": 1,
    "somebody else's": -4,
    "a service": -4,
}
_ENOUGH = 4
_TITLE_SENTENCES = 4
_MOST_SENTENCES = 1_500
_MOST_NAMES = 60
_OF_A_NOTICE = re.compile(r"\b(?:privacy|policy|notice|statement|datenschutz|impressum|imprint|cookie)", re.IGNORECASE)
_BELOW_A_CUE = 6
_LITTLE = frozenset({"and", "und", "the", "der", "die", "das"})
_SHORT = 4
_HOST = re.compile(r"(?:@|\bwww\.|://)([a-z0-9][a-z0-9.-]{1,80}\.[a-z]{2,})")
_ADDRESS_LINE = re.compile(
    r"\b(?:[A-Z]{1,2}-)?\d{4,5} [A-ZÄÖÜ]|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|stra(?:ß|ss)e|str\.|weg \d|platz \d|"
    r"gasse|\b(?:street|road|lane|avenue|court|square|quay|house|rue|via|calle)\b|\S@\S",
    re.IGNORECASE,
)  # fmt: skip
_BRAND_BEFORE = re.compile(r"(?<![\w-])([a-zäöüß][\w.-]{2,40}) $")
_RUN = re.compile(
    r"(?:(?<=^Die )|(?<=^Der )|(?<=^Das )|(?<=^The )|(?<![\w-])(?!(?:Die|Der|Das|The|Inhaber|Inhaberin) ))"
    rf"(?:{WORD})(?: (?:&|and|und) (?:{WORD})| (?:{WORD})){{1,4}}"
)
_LONGEST = 600
#: ", Inhaberin Anna Muster, Am Markt 1, 12345 Ort", ", bookbinder, 14 Cloth Row, Hebden Bridge HX7 8AA".
_INLINE = re.compile(
    r"(?:,? \([^)]{2,40}\))?, (?:[^,.;:!?]{3,40}, )?"
    r"(?:[^,.;:!?]{3,30}[ .]\d{1,4}[a-z]?|\d{1,4}[a-z]? [^,.;:!?]{3,30}),? "
    r"(?:(?:[A-Z]{1,2}-)?\d{4,5} [A-ZÄÖÜ]|(?:[^,.;:!?]{2,30},? )?[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b)"
)
_WE_AFTER = re.compile(
    r"^,? ?[(\"“„«][^()]{0,40}\b(?:we|us|our|wir|uns|unser)\b|^,? (?:we|wir)\b|^(?:'s|’s)? (?:respects|takes|values)"
)
#: Who is named for another part than the shop's own, and the little words behind which others are named.
_PARTS = re.compile(
    r"datenschutz-?beauftr|data protection officer|\bdpo\b|represent|vertret|aufsicht|authorit|dienstleist|processor"
)
_OTHERS = re.compile(
    rf"{_PARTS.pattern}|"
    r"provider|anbieter|hoste[dr]|hosting|auftragsverarb|supplie[dr]|carrier|generator|erstellt mit|designated|"
    r"art(?:icle|ikel|\.)? ?27\b|appointed|benannt|bestellt|"
    r"(?:liefer|traeg|bring|versende|verschick|deliver|ship|carrie|handle|host)\w* (?:(?:die|der|the|fuer uns) )*$"
)
_OTHERS_AFTER = re.compile(
    r"^.{0,80}\b(?:speaks? for us|acts? (?:for us|on our behalf)|(?:is|as|als|ist) (?:our|unser))"
)
_BEHIND = re.compile(
    r"\b(?:bei|an|von|vom|durch|mit|ueber|via|to|from|with|through|by|using)"
    r"(?: (?:der|die|das|dem|den|the|our|unserem))?(?: (?!(?:die|der|das|und|and|the)\b)[a-z][\w-]{2,30})? $"
)
#: Right before whom it calls responsible: "Verantwortlich ist die", "the controller is", "Administrator … ist".
_IS_CALLED = re.compile(
    r"(?:verantwortlich\w{0,2}(?: \w+){0,6}|\bcontroller(?: \w+){0,6}|"
    r"\badministrator\w*(?: [\w-]+){0,8}) (?:ist|is):? (?:der |die |das |the )?(?:firma )?$",
    re.IGNORECASE,
)
_RESPONSIBLE = re.compile(r"verantwort|controller|responsible|administrator")
#: An address in brackets behind somebody's name is no name, though it is written like one.
_STREET_NUMBER = re.compile(
    r"\d+\S* .*\b(?:Street|Road|Lane|Avenue|Quay|Way|Square|Place|Parkway|Drive|Court|Terrace|Row|Close|Boulevard)$"
)
_RUNS_BEFORE = re.compile(
    r"(?:\b(?:betreib\w*|betrieben von|angeboten von|(?:operated|run|owned|published|maintained) by|belongs to|"
    r"\b(?:we|us|our)\b[^.]{0,60}\brefers? to|"
    r"(?:shop|site|website|seite|store) (?:of|der|von)|inhaber(?:in)?|owner|proprietor)"
    r"(?: ist| is)?:? ?(?:(?:der|die|das|the) )?)$",
    re.IGNORECASE,
)  # fmt: skip
_RUNS_AFTER = re.compile(r",? (?:\([^)]{2,40}\) )?(?:betreibt|operates|runs|here\b|ist (?:Betreiber|verantwortlich))")
_WE_BEFORE = re.compile(r"(?:\b(?:[Ww]e|[Ww]ir),? (?:at |are |die |the |von |bei )*|[Hh]ere at |\b[Bb]ei der )$")


_AND_I = re.compile(r" (?:and I|und ich)$")
#: Parts in a text, and an address: "Mejlgade 88D".
_NOBODY = re.compile(
    r"(?:the )?(?:users?|owners?|company|website|site|app|application|services?|clients?|customers?|visitors?|you|"
    r"nutzer|kunde|kunden|besucher|anbieter|unternehmen|seite)|\S+ \d+ ?[a-z]?"
)


@dataclass(slots=True)
class _Candidate:
    """A name as it is first written, where, and what speaks for it. Each sign counts once."""

    name: str
    sentence: int
    signs: set[str]

    @property
    def votes(self) -> int:
        return sum(_WORTH[sign] for sign in self.signs)


@dataclass(frozen=True, slots=True)
class Speaker:
    name: str
    sentence: int


@functools.cache
def no_names() -> frozenset[str]:
    """Words that begin sentences, not names."""
    return frozenset(data()["controller"]["no_names"].split())


@functools.cache
def _services() -> frozenset[str]:
    """Every name of a service or of who runs it, folded and without its legal form."""
    names: set[str] = set()
    for service in built_in().by_name.values():
        names |= {service.name, *service.aliases}
        if service.operator is not None:
            names |= {name for name in (service.operator.name, service.operator.eu) if name}
    return frozenset(fold(core_of(name)) for name in names)


def speaker(reading: NoticeReading, also: Sequence[tuple[str, int]] = ()) -> Speaker | None:
    """The name with most votes, the earlier one of two; None if none has enough. `also`: names found by other means."""
    text = Matched(reading.sentences)
    cued, hosts = _near(text, "cues", 3), _hosts(reading)
    found: dict[str, _Candidate] = {}
    for name, at, before, after in _names(reading, also, hosts):
        name = _AND_I.sub("", name)  # noqa: PLW2901 - "I am Maaike Terpstra and I throw"
        key = fold(core_of(name))
        if _NOBODY.fullmatch(key):
            continue
        if key not in found and len(found) == _MOST_NAMES:
            continue
        new = key not in found
        one = found.setdefault(key, _Candidate(name, at, set()))
        if core_of(one.name) == one.name and core_of(name) == one.name != name:
            one.name = name  # the brand first, its legal form later
        other = _is_others(reading.sentences[at], before, after)
        signs = {
            "said to be": bool(_IS_CALLED.search(before)),
            "beside the word": at in cued and not other,
            "in the title": at < _TITLE_SENTENCES and reading.sentences[at].kind is Kind.HEADING,
            "we": not other and bool(_WE_BEFORE.search(before) or _WE_AFTER.search(after)),
            "runs it": bool(_RUNS_BEFORE.search(before) or _RUNS_AFTER.match(after)),
            "before its address": not other and bool(_INLINE.match(after)),
            "above an address": not other and bool(_ADDRESS_LINE.search(_lines_after(reading, at, after))),
            "own mail": any(_called_like(key, host) for host in hosts),
            "first": len(found) == 1,
            "often": not new,
            "somebody else's": other and new,
            "a service": key in _services(),
        }
        one.signs.update(sign for sign, there in signs.items() if there)
    for name, _ in also:
        if cued_one := found.get(fold(core_of(_AND_I.sub("", name)))):
            cued_one.signs.add("read beside a cue")
    best = max(found.values(), key=lambda one: (one.votes, -one.sentence), default=None)
    return Speaker(best.name, best.sentence) if best is not None and best.votes >= _ENOUGH else None


def _names(
    reading: NoticeReading, also: Sequence[tuple[str, int]], hosts: frozenset[str]
) -> Iterator[tuple[str, int, str, str]]:
    """Each name with its sentence and what stands before and behind it there."""
    for name, cue in also:
        lines = enumerate(reading.sentences[cue : cue + _BELOW_A_CUE], cue)
        at = next((at for at, sentence in lines if name in sentence.text), cue)
        before, _, after = reading.sentences[at].text.partition(name)
        yield name, at, before, after
    for at, sentence in enumerate(reading.sentences[:_MOST_SENTENCES]):
        for company in companies(sentence.text):
            before = sentence.text[: company.start]
            brand = _BRAND_BEFORE.search(before)
            if brand and fold(brand[1]) in hosts:  # "fadenscheinig Mode GmbH", whose mail is fadenscheinig.example
                yield f"{brand[0]}{company.name}", at, before[: brand.start()], sentence.text[company.end :]
            else:
                yield company.name, at, before, sentence.text[company.end :]
        for run in _RUN.finditer(sentence.text[:_LONGEST]):
            if run[0].split(maxsplit=1)[0] in no_names() or _OF_A_NOTICE.search(run[0]) or _STREET_NUMBER.match(run[0]):
                continue
            if any(_begins_like(run[0], host) for host in hosts) or _INLINE.match(sentence.text, run.end()):
                yield run[0], at, sentence.text[: run.start()], sentence.text[run.end() :]


def _begins_like(name: str, host: str) -> bool:
    """A brand without a legal form, told by the addresses of mail: "Rebel Skate Supply" of rebelskate.example."""
    label, begun = re.sub(r"[^a-z0-9]", "", fold(host)), ""
    for word in re.findall(r"[a-z0-9]+", fold(name)):
        begun += word
        if len(begun) > _SHORT and begun == label:
            return True
    return False


def _near(text: Matched, rule: str, lines: int) -> frozenset[int]:
    """Sentences in which the rule's words stand, and those right below."""
    hits = (hit.sentence for phrase in phrases(data()["controller"][rule]) for hit in text.hits(phrase))
    return frozenset(at for hit in hits for at in range(hit, hit + lines))


def _hosts(reading: NoticeReading) -> frozenset[str]:
    """The names of hosts in addresses of mail and of pages, folded, without what they end with."""
    found = {host for one in reading.sentences[:_MOST_SENTENCES] for host in _HOST.findall(one.text.lower())}
    return frozenset(label for host in found for label in host.split(".")[:-1] if label not in {"www", "co"})


def _is_others(sentence: Sentence, before: str, after: str) -> bool:
    """Whether what stands around a name gives it to somebody else."""
    lead = fold(before[-120:])
    if _RUNS_BEFORE.search(before) or _IS_CALLED.search(before):
        return False
    part = _PARTS.search(sentence.context) and not _RESPONSIBLE.search(sentence.context)
    return bool(_OTHERS.search(lead) or part or _BEHIND.search(lead) or _OTHERS_AFTER.search(after))


def _called_like(key: str, host: str) -> bool:
    """`kettleandquill` is called like "kettle & quill", `zuerisee` like "uhrmacherei zuerisee"."""
    words = [word for word in re.findall(r"[a-z0-9]+", key) if word not in _LITTLE]
    plain, label = "".join(words), re.sub(r"[^a-z0-9]", "", fold(host))
    if not words or len(label) < _SHORT:
        return False
    for each in (label, label.replace("and", "").replace("und", "")):
        if each in {plain, words[0]} or (len(each) > _SHORT and each in plain):
            return True
        if len(words[0]) > _SHORT and each.startswith(words[0]):
            return True
    return False


def _lines_after(reading: NoticeReading, at: int, after: str) -> str:
    """The rest of its sentence and the two lines below, as far as they stand in one section."""
    here = reading.sentences[at].section
    below = (
        one
        for one in reading.sentences[at + 1 : at + 3]
        if one.section == here or reading.sentences[at].kind is Kind.HEADING
    )
    return " ".join([after[:160], *(one.text[:120] for one in below)])
