"""What hangs on how customers may pay and where the shop takes part: credit checks and joint responsibility."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

import re2

from scanner.derive.notice.fold import fold, tidy
from scanner.derive.notice.reading import NoticeReading, Sentence
from scanner.derive.reality.services import unreadable
from scanner.derive.reality.texts import Texts
from scanner.derive.reality.words import names, says, words
from scanner.model.evidence import Evidence
from scanner.model.facts import PaymentMethod, Service
from scanner.model.facts.notice import CreditCheck, SocialProfiles
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import PageRole, ServiceCategory

#: Pages that say how one can pay; of others only a list of ways of paying would.
_PAYING = (
    PageRole.PAYMENT, PageRole.TERMS, PageRole.SHIPPING, PageRole.FAQ, PageRole.CART, PageRole.CHECKOUT_PAYMENT,
    PageRole.CHECKOUT_CONTACT, PageRole.ORDER_REVIEW, PageRole.HOME, PageRole.PRODUCT,
)  # fmt: skip
#: Sentences after one that speaks of credit checks which still do, in the same section.
_AFTER = 12
_MOST_LINKS = 3_000


def credit_check(evidence: Evidence, texts: Texts) -> CreditCheck:
    """Whether payment on credit is offered, and what the notice says of checking who may have it."""
    method = next(_methods(evidence, texts), None)
    offered: Maybe[bool] = True if method else _not_offered(evidence, texts)
    if texts.main is None:
        unknown = Unknown("no privacy notice was read")
        return CreditCheck(
            offered=offered,
            method=method,
            denied=unknown,
            agency=unknown,
            purpose=unknown,
            basis=unknown,
            logic=unknown,
        )
    talk = [one for text in texts.notice for one in _talk(text.reading)]
    denied = any(says(one.folded, "credit", "denied") for one in talk)
    cannot = unreadable(texts)

    def told(part: str) -> Maybe[bool]:
        return True if any(says(one.folded, "credit", part) for one in talk) else cannot or False

    return CreditCheck(
        offered=offered,
        method=method,
        denied=denied,
        agency=told("agency"),
        purpose=told("purpose"),
        basis=told("basis"),
        logic=told("logic"),
    )


def _methods(evidence: Evidence, texts: Texts) -> Iterator[str]:
    for row in evidence.rows("payment_method"):
        if (
            isinstance(row, PaymentMethod)
            and isinstance(row.name, str)
            and _is_credit(fold(tidy(row.name)), listed=True)
        ):
            yield row.name[:120]
    for text in texts.of(*_PAYING):
        for line in text.shown.lines:
            if len(line.text) <= 600 and _is_credit(fold(tidy(line.text)), listed=text.role is PageRole.PAYMENT):
                yield tidy(line.text)[:120]
        for image in text.shown.images:
            if _is_credit(fold(tidy(image.alt[:100])), listed=False):
                yield tidy(image.alt)[:120]


def _is_credit(line: str, *, listed: bool) -> bool:
    if says(line, "credit", "refused"):
        return False
    return says(line, "credit", "offered") or (listed and says(line, "credit", "alone"))


def _not_offered(evidence: Evidence, texts: Texts) -> Maybe[bool]:
    """False where ways of paying were read and none of them is credit."""
    if evidence.rows("payment_method") or any(text.shown.whole for text in texts.of(PageRole.PAYMENT)):
        return False
    return Unknown("no page that lists the ways of paying was read")


def _talk(reading: NoticeReading) -> Iterator[Sentence]:
    """The sentences of passages about credit checks."""
    left, section = 0, -1
    for one in reading.sentences:
        if says(one.folded, "credit", "talk") or says(one.context, "credit", "talk"):
            left, section = _AFTER, one.section
        if left > 0 and one.section == section:
            yield one
        left -= 1


# ── social networks ──────────────────────────────────────────────────────────────────────────────────────────────────


def social_profiles(evidence: Evidence, texts: Texts) -> SocialProfiles:
    """Profiles and plug-ins of social networks, and the paragraph on joint responsibility."""
    linked = tuple(dict.fromkeys(_linked(texts)))[:20]
    services = (row for row in evidence.rows("service") if isinstance(row, Service))
    embedded = tuple(
        sorted(str(row.name) for row in services if row.category is ServiceCategory.SOCIAL and row.observed)
    )
    present: Maybe[bool] = bool(linked or embedded)
    if not present and not any(text.shown.links for text in texts.others):
        present = Unknown("no page's links were kept")
    if texts.main is None:
        unknown = Unknown("no privacy notice was read")
        return SocialProfiles(present=present, linked=linked, embedded=embedded, joint=unknown, essence=unknown)
    cannot = unreadable(texts) or _elsewhere(texts)
    spoken = list(_joint(text.reading for text in texts.notice))
    joint: Maybe[bool] = bool(spoken) or cannot or False
    essence: Maybe[bool] = any(says(one, "social", "essence") for one in spoken) or cannot or False
    return SocialProfiles(present=present, linked=linked, embedded=embedded, joint=joint, essence=essence)


def _linked(texts: Texts) -> Iterator[str]:
    """Networks that pages link a profile at, by host without `www.`"""
    count = 0
    for text in (*texts.others, *texts.notice):
        own = text.role not in {PageRole.PRIVACY, PageRole.COOKIES}
        for link in text.shown.links:
            count += 1
            if count > _MOST_LINKS:
                return
            if own and (host := _profile(link.href)):
                yield host


def _profile(href: str) -> str | None:
    try:
        parts = urlsplit(href)
    except ValueError:
        return None
    host = (parts.hostname or "").removeprefix("www.")
    known = next((one for one in names("social", "hosts") if host == one or host.endswith(f".{one}")), None)
    path = parts.path or "/"
    if known is None or re2.search(words()["social"]["no_profile"], path):
        return None
    return known


def _joint(readings: Iterable[NoticeReading]) -> Iterator[str]:
    """Sentences on joint responsibility for networks, with what follows each."""
    for reading in readings:
        sentences = reading.sentences
        for at, one in enumerate(sentences):
            if not says(one.folded, "social", "joint"):
                continue
            around = [n for n in sentences[max(0, at - 4) : at + 5] if n.section == one.section]
            words_ = " ".join(n.folded for n in around)
            if says(words_, "social", "networks") or says(one.context, "social", "networks"):
                yield words_


def _elsewhere(texts: Texts) -> Unknown | None:
    """Whether the notice leads to another one for networks, which nobody read."""
    for text in texts.notice:
        for link in text.shown.links:
            label = fold(tidy(link.label[:120]))
            if "datenschutz" in label and says(label, "social", "networks"):
                return Unknown("the notice leads to a notice of its own for social networks, which was not read")
    return None
