"""Which of the items that Art. 13 and 14 GDPR (and § 25 TDDDG) demand a notice discloses, with the sentence that does.

Present is said only on a phrase that names the item in the sense of the law. Absent is said only of a notice that was
read to its end, in a language whose phrases we hold, and in which nothing comes near the item. In between lies Unknown.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

from scanner.derive.notice.blocks import Kind
from scanner.derive.notice.controller import find_controller
from scanner.derive.notice.fold import fold
from scanner.derive.notice.mentions import NamedService
from scanner.derive.notice.named import all_named
from scanner.derive.notice.phrase_file import as_of, data
from scanner.derive.notice.phrases import Hit, Matched, Phrase, expression, phrases
from scanner.derive.notice.pointer import Pointer
from scanner.derive.notice.quotes import quote
from scanner.derive.notice.reading import FEWEST_WORDS, NoticeReading
from scanner.derive.services import built_in
from scanner.model.facts.notice import Disclosure, PrivacyNotice
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import DisclosureItem, GapCause, ServiceCategory

#: Languages whose phrases the data holds.
LANGUAGES = ("de", "en")
#: Items whose absence alone may accuse: Art. 13(1)(a), (c), (e) and 13(2)(a), (b), (c), (d) GDPR.
CORE = frozenset(
    {
        DisclosureItem.CONTROLLER,
        DisclosureItem.PURPOSES,
        DisclosureItem.LEGAL_BASIS,
        DisclosureItem.RECIPIENTS,
        DisclosureItem.RETENTION,
        DisclosureItem.RIGHT_ACCESS,
        DisclosureItem.RIGHT_RECTIFICATION,
        DisclosureItem.RIGHT_ERASURE,
        DisclosureItem.RIGHT_RESTRICTION,
        DisclosureItem.RIGHT_PORTABILITY,
        DisclosureItem.RIGHT_OBJECTION,
        DisclosureItem.RIGHT_WITHDRAW,
        DisclosureItem.COMPLAINT,
    }
)
#: Items that every shop has to disclose: the rest of the core, and what any website does (§ 25 TDDDG, server logs).
ALWAYS = (CORE - {DisclosureItem.RIGHT_WITHDRAW}) | {
    DisclosureItem.OBLIGATION,
    DisclosureItem.COOKIES_TDDDG,
    DisclosureItem.SERVER_LOGS,
}
#: What is explained where it is there, so that "we have none" explains nothing; elsewhere a denial is a disclosure.
EXPLAINED = frozenset({DisclosureItem.COOKIES_TDDDG})
#: What an item hangs on, where it isn't for every shop; and whether only the owner can say so.
_HANGS_ON: Mapping[DisclosureItem, tuple[str, bool]] = {
    DisclosureItem.EU_REPRESENTATIVE: ("whether the controller is established outside the Union", True),
    DisclosureItem.DPO: ("whether a data protection officer has to be designated (BDSG § 38: 20 people)", True),
    DisclosureItem.LEGITIMATE_INTERESTS: ("whether processing rests on Art. 6(1)(f) GDPR", False),
    DisclosureItem.THIRD_COUNTRY: ("whether anyone outside the EEA receives data", False),
    DisclosureItem.SAFEGUARDS: ("whether anyone outside the EEA receives data", False),
    DisclosureItem.RIGHT_WITHDRAW: ("whether processing rests on consent", False),
    DisclosureItem.AUTOMATED: ("whether decisions are made automatically", True),
    DisclosureItem.SOURCE: ("whether data come from others than the visitor", True),
    DisclosureItem.JOINT_CONTROLLERS: ("whether social profiles are linked", False),
    DisclosureItem.CONTACT_FORM: ("whether there is a contact form", False),
    DisclosureItem.ACCOUNT: ("whether there are customer accounts or a checkout", False),
    DisclosureItem.PAYMENT: ("whether there is a checkout", False),
    DisclosureItem.CREDIT_CHECK: ("whether invoice or instalments are offered", False),
    DisclosureItem.SHIPPING: ("whether goods are shipped", False),
    DisclosureItem.NEWSLETTER: ("whether there is a newsletter", False),
    DisclosureItem.DIRECT_MARKETING: ("whether customers get advertising without consent", True),
    DisclosureItem.REVIEWS: ("whether a review service is used", False),
    DisclosureItem.CHAT_AI: ("whether there is a chat", False),
}


#: Items that are shown by who is named; no category: by anybody.
_SHOWN_BY: Mapping[DisclosureItem, frozenset[ServiceCategory]] = {
    DisclosureItem.RECIPIENTS: frozenset(),
    DisclosureItem.PAYMENT: frozenset({ServiceCategory.PAYMENT}),
    DisclosureItem.CREDIT_CHECK: frozenset({ServiceCategory.CREDIT_CHECK}),
    DisclosureItem.SHIPPING: frozenset({ServiceCategory.SHIPPING}),
    DisclosureItem.REVIEWS: frozenset({ServiceCategory.REVIEWS}),
    DisclosureItem.CHAT_AI: frozenset({ServiceCategory.CHAT}),
}


@dataclass(frozen=True, slots=True)
class ItemReading:
    """One item: whether it is there, what shows it, where it stands, and why we say so.

    `denied`: the notice says that there is none of it ("no transfer to third countries"), a disclosure of its own kind;
    of what only has to be explained where it is there (`EXPLAINED`), none.
    """

    item: DisclosureItem
    present: Maybe[bool]
    denied: bool
    quote: str | None
    section: str | None
    reason: str


def read_items(reading: NoticeReading) -> tuple[ItemReading, ...]:
    """All items of the vocabulary, in its order.

    Who is named as carrying, charging or asking shows what the notice speaks of, however it words it.
    """
    text, pointer = Matched(reading.sentences), Pointer(reading.sentences)
    read = tuple(_doubted(_read(item, reading, text), reading, text, pointer) for item in DisclosureItem)
    named = tuple(one for one in all_named(reading, built_in()) if not one.denied)
    return tuple(found if found.present is True or found.denied else _by_name(found, named) for found in read)


def _doubted(found: ItemReading, reading: NoticeReading, text: Matched, pointer: Pointer) -> ItemReading:
    """Absent only where no passage looks as if it said so in other words."""
    if found.present is not False or found.denied:
        return found
    if (at := pointer.at(found.item, text.silent(found.item.value))) is None:
        return found
    reason = "a passage may say so, in words that are not known for it"
    words = quote(reading.sentences[at], 0)
    return ItemReading(found.item, Unknown(reason), False, words, _heading(reading, at), reason)


def _by_name(found: ItemReading, named: tuple[NamedService, ...]) -> ItemReading:
    categories = _SHOWN_BY.get(found.item)
    if categories is None:
        return found
    services = built_in().by_name
    for one in named:
        service = services.get(one.name)
        if found.item is DisclosureItem.CHAT_AI and _is_help_desk(one):
            continue
        if not categories or (service is not None and service.category in categories):
            reason = f"{one.name} is named"
            return ItemReading(found.item, True, False, one.quote, one.section, reason)
    return found


def _is_help_desk(one: NamedService) -> bool:
    """A service for tickets or telephone that nobody calls a chat where it is named."""
    said = fold(f"{one.quote} {one.section or ''}").encode()
    return one.name in data()["named"]["help_desks"] and not expression(data()["named"]["chats"]).search(said)


def disclosures(
    reading: NoticeReading, notice: PrivacyNotice, applies: Mapping[DisclosureItem, Maybe[bool]] | None = None
) -> tuple[Disclosure, ...]:
    """The items as facts.

    `applies`: what was observed or declared of the shop; it wins over what the notice itself says.
    """
    known = applies or {}
    items = read_items(reading)
    relied_on = relied(reading)
    return tuple(
        Disclosure(
            notice=notice,
            item=found.item,
            present=found.present,
            applies=known.get(found.item, _applies(found.item, relied_on)),
            core=found.item in CORE,
            quote=found.quote,
            section=found.section,
            denied=found.denied,
            because=found.reason,
            derived_by=f"derive.notice, notice_phrases {as_of()}",
        )
        for found in items
    )


def relied(reading: NoticeReading) -> frozenset[DisclosureItem]:
    """Items that apply because of what the notice itself says: it relies on consent, or on legitimate interests."""
    text = Matched(reading.sentences)
    return frozenset(DisclosureItem(item) for item, rules in data()["applies"].items() if text.first(phrases(rules)))


def _applies(item: DisclosureItem, relied_on: frozenset[DisclosureItem]) -> Maybe[bool]:
    if item in ALWAYS or item in relied_on:
        return True
    what, owners = _HANGS_ON[item]
    return Unknown(f"not known: {what}", GapCause.FACT_MISSING if owners else None)


@functools.cache
def _rules(item: DisclosureItem, language: str | None = None) -> tuple[Phrase, ...]:
    """The phrases of a language; of all where it can't be told: "profiling" and "account" mean less in another."""
    by_language = data()["items"].get(item.value, {})
    read = (language,) if language in LANGUAGES else LANGUAGES
    return tuple(phrase for each in read for phrase in phrases(by_language.get(each, ())))


def _read(item: DisclosureItem, reading: NoticeReading, text: Matched) -> ItemReading:
    if item is DisclosureItem.CONTROLLER:
        found = find_controller(reading)
        if found.present is True:
            return ItemReading(
                item, True, False, found.quote, _heading(reading, found.sentence), "named, with a way to reach them"
            )
        if isinstance(found.present, Unknown):
            return ItemReading(item, found.present, False, found.quote, None, found.present.reason)
    rules, silent = _rules(item, reading.language), text.silent(item.value)
    denials = [
        hit
        for phrase in rules
        if phrase.denies and not phrase.weak
        for hit in text.hits(phrase)
        if hit.sentence not in silent
    ]
    denied = {hit.sentence for hit in denials}
    denied_in = {reading.sentences[at].section for at in denied}

    def counts(hit: Hit) -> bool:
        """A heading, and what only stands under it, say nothing of what their section denies."""
        sentence = reading.sentences[hit.sentence]
        by_heading = hit.phrase.find is None or sentence.kind is Kind.HEADING
        return hit.sentence not in denied and not (by_heading and sentence.section in denied_in)

    told = (hit for phrase in rules if not phrase.weak and not phrase.denies for hit in text.hits(phrase))
    if hit := next((hit for hit in told if hit.sentence not in silent and counts(hit)), None):
        return _said(item, reading, hit, denied=False)
    if denials:
        return _said(item, reading, denials[0], denied=True)
    return _not_found(item, reading, text, [phrase for phrase in rules if phrase.weak])


def _said(item: DisclosureItem, reading: NoticeReading, hit: Hit, *, denied: bool) -> ItemReading:
    words = quote(reading.sentences[hit.sentence], hit.start)
    reason = "said not to be" if denied else "said"
    present = not (denied and item in EXPLAINED)
    return ItemReading(item, present, denied, words, _heading(reading, hit.sentence), reason)


def _not_found(item: DisclosureItem, reading: NoticeReading, text: Matched, weak: list[Phrase]) -> ItemReading:
    def unsure(reason: str, words: str | None = None, section: str | None = None) -> ItemReading:
        return ItemReading(item, Unknown(reason), False, words, section, reason)

    silent = text.silent(item.value)
    hits = (hit for phrase in weak for hit in text.hits(phrase) if hit.sentence not in silent)
    if hit := next((hit for hit in hits if reading.sentences[hit.sentence].kind is not Kind.HEADING), None):
        sentence = reading.sentences[hit.sentence]
        return unsure("hinted at, not said", quote(sentence, hit.start), _heading(reading, hit.sentence))
    if not reading.fully_read:
        return unsure("not found in the part that was read")
    if reading.language not in LANGUAGES:
        return unsure(
            f"not found, but the notice isn't in a language we read ({reading.language or 'none recognised'})"
        )
    if reading.words < FEWEST_WORDS:
        return unsure(f"the page has only {reading.words} words: hardly the notice")
    return ItemReading(item, False, False, None, None, "nothing in the whole notice comes near it")


def _heading(reading: NoticeReading, sentence: int) -> str | None:
    return reading.sections[reading.sentences[sentence].section].heading or None
