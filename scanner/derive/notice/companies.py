"""Names with a legal form, as they stand in a text, without what only leads up to them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

#: Legal forms as they end a name (German, Austrian, Swiss, other European, British, American, Australian).
FORM = (
    r"(?:GmbH|Ges\. ?m\. ?b\. ?H\.?|GesmbH|g?mbH|UG|AG|KGaA|KG|OHG|OG|eGbR|GbR|PartGmbB|PartG|SE|eG|DAC|Sàrl|"
    r"SARL|SASU?|EURL|SpA|S\.p\.A\.?|NV|N\. ?V\.|BV|Aktiengesellschaft|e\. ?K(?:fr|fm)?\.?|e\. ?V\.?|Ltd\.?|Limited|"
    r"PLC|plc|LLP|CIC|LLC|L\.L\.C\.|Inc\.?|Incorporated|Corp\.?|Corporation|Pty\.? Ltd\.?|Co\.(?! [A-Z])|"
    r"S\. ?à\.? ?r\.? ?l\.?|B\. ?V\.?|S\. ?A\.?|S\. ?L\.?(?: ?U\.?)?|S\. ?r\. ?l\.?|S\. ?Coop\.(?: And\.)?|"
    r"Società Cooperativa|Lda\.?|Oyj?|AB|HB|ASA?|ApS|A/S|I/S|K/S|OÜ|UAB|SIA|"
    r"Gesellschaft mit beschränkter Haftung|Kommanditgesellschaft|e\. ?U\.?|"
    r"EOOD|OOD|S\.?R\.?L\.|Zrt\.?|Nyrt\.?|SCA|"
    r"[Ss]półka z ograniczoną odpowiedzialnością|SPÓŁKA Z OGRANICZONĄ ODPOWIEDZIALNOŚCIĄ|"
    r"[Ss]p\. ?z ?o\. ?o\.|S\. ?n\. ?c\.?|S\. ?a\. ?s\.|s\. ?r\. ?o\.|a\. ?s\.|Kft\.?|d\. ?o\. ?o\.)"
    r"(?: ?\(haftungsbeschränkt\))?(?: ?& ?Co\.? ?(?:KGaA|KG|OHG))?"
)  # fmt: skip
WORD = r"(?:[a-z]{0,2}[^\W\d_a-zäöüßéèà]|[0-9])[\w&.'’+-]{0,40}"
#: What may stand between the words of a name.
_LINK = r"&|\+|und|and|of|für|van|de|i|von|y|et|e|a"
_NAME = re.compile(rf"(?<![\w-])(?:(?:{WORD}|{_LINK}),? ){{1,7}}(?<!\d\d\d\d ){FORM}(?!\w)")
#: In the Baltic states the form comes first, and the name in quotation marks.
_FORM_FIRST = re.compile(r"(?<![\w-])(?:UAB|MB|AB|IĮ|VšĮ|SIA|IK|AS|OÜ|OOO) ?[„“”\"«»]([^„“”\"«»]{2,60})[„“”\"«»]")
#: A brand in lower case before its legal form: "seifenreich GmbH".
_LOWER = re.compile(rf"(?<![\w-])([a-zäöü][\w&.+-]{{2,40}}(?: [a-zäöü][\w&.+-]{{2,40}})? {FORM})(?!\w)")
#: What leads up to a name at the head of a notice: "Privacy Notice of", "Datenschutzerklärung der".
_LEAD = re.compile(
    r"^.*\b(?:(?:privacy|policy|notice|statement|declaration|datenschutz|datenschutz\w*(?:erklärung|hinweise?|"
    r"informationen|bestimmungen|richtlinie)|impressum|imprint)(?: (?:of|for|by|from|der|des|die|das|für|zu|zum|von))*|"
    r"(?:information(?:en)?|protection|controller|verantwortliche[rn]?|hinweise?|terms)"
    r"(?: (?:of|for|by|der|des|die|das|für|zu|zum|von|bei|is|ist))+)[:,–—-]* (?=.)",
    re.IGNORECASE,
)  # fmt: skip
#: "Van der Kuil" is a name, "van der" leads up to one.
_ARTICLES = re.compile(r"^(?:(?:(?i:the|der|die|das|den|dem|des|of|and|und|für|von)|van|de|y|et|e|i|a|&|\+),? )+")
#: Where one name ends and the next begins: "Rook Mail, Inc. and Vik Frakt AB".
_NEXT = re.compile(rf" {FORM}(,? (?:and|und|et|y|e|i) )(?=\w)")
#: Where a name ends though another legal form seems to follow: "Cycles B.V., Havenkade 118, Zwolle AB".
_OVER = re.compile(rf"( {FORM}), (?=.*\d)")
#: The rest of a name: "PayPal (Europe) S.à r.l. et Cie, S.C.A.".
_REST = re.compile(r"S\.? ?[aà]\.? ?r\.? ?l\.? (?:et|&) Cie", re.IGNORECASE)
_FORM_AT_END = re.compile(rf",? ?(?:{FORM})$")
_LONGEST = 600
_SHOUTED = 3  # words in capitals are no name but a sentence


@dataclass(frozen=True, slots=True)
class Company:
    """`start` and `end` are places in the text."""

    name: str
    start: int
    end: int


def core_of(name: str) -> str:
    """The name without its legal form: "Kettle & Quill" of "Kettle & Quill Ltd"."""
    first = _FORM_FIRST.fullmatch(name)
    return first[1] if first else _FORM_AT_END.sub("", name).strip(" ,&")


def companies(text: str) -> Iterator[Company]:
    """Each name with a legal form, in the order of the text; of long texts only the beginning is read."""
    text = text[:_LONGEST]
    found = [*_NAME.finditer(text)]
    first = [*_FORM_FIRST.finditer(text)]
    spans = [(one.start(), one.end()) for one in first]
    found = [one for one in found if not any(a < one.end() and one.start() < b for a, b in spans)]
    taken = [(one.start(), one.end()) for one in (*found, *first)]
    lower = [one for one in _LOWER.finditer(text) if not any(a <= one.start() < b for a, b in taken)]
    for one in sorted((*found, *lower, *first), key=re.Match.start):
        if one.re is _FORM_FIRST:
            yield Company(one[0], one.start(), one.end())
            continue
        start, name = (one.start(1), one[1]) if one.re is _LOWER else (one.start(), one[0])
        while both := _NEXT.search(name):
            yield from _cleaned(name[: both.start(1)], start)
            start, name = start + both.end(), name[both.end() :]
        over = _OVER.search(name)
        yield from _cleaned(name[: over.end(1)] if over else name, start)


def _cleaned(name: str, start: int) -> Iterator[Company]:
    """Without what leads up to it, if a name is left."""
    end = start + len(name)
    lead = _LEAD.match(name)
    if lead and len(core_of(name[lead.end() :])) > 1:
        name = name[lead.end() :]
    name = _ARTICLES.sub("", name)
    core = core_of(name)
    shouted = name.isupper() and core.count(" ") >= _SHOUTED
    if core and not shouted and not _REST.match(name):
        yield Company(name, end - len(name), end)
