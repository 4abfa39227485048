"""Which page a link probably leads to: by its words, its address, its place, and what the page says of itself. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from scanner.model.vocabulary import PageRole
from scanner.probes.browser.crawl.links import Contents, Link, LinkKind, Place
from scanner.probes.browser.crawl.urls import document_of, key, never, same_site, trapped
from scanner.probes.browser.crawl.words import RoleWords, flat, tokens, words

#: From here on a link is worth a visit.
LIKELY = 0.5

#: Pages with legal weight: the ones that every page of a shop must lead to, and their kin.
LEGAL = frozenset({
    PageRole.IMPRINT, PageRole.PRIVACY, PageRole.COOKIES, PageRole.TERMS, PageRole.WITHDRAWAL, PageRole.SHIPPING,
    PageRole.WITHDRAWAL_FUNCTION, PageRole.CANCELLATION_FUNCTION, PageRole.PAYMENT, PageRole.ACCESSIBILITY,
})  # fmt: skip
#: Legal texts that shops let others host.
HOSTED = frozenset({PageRole.IMPRINT, PageRole.PRIVACY, PageRole.COOKIES, PageRole.TERMS, PageRole.WITHDRAWAL})

_LABEL_WEIGHT, _PATH_WEIGHT, _PATH_ALONE = 0.6, 0.3, 0.55
_LOCALE = re.compile(r"/[a-z]{2}(?:-[a-z]{2})?/?")
_HIDDEN = 0.05
_DOCUMENT = 0.3
_MOST_WORDS = 30


@dataclass(frozen=True, slots=True, order=True)
class Guess:
    """A role that a link's target may have. `score` from 0 to about 1; from LIKELY on it is worth a visit."""

    score: float
    role: PageRole
    reason: str


def guess(link: Link, home: str, described: Mapping[str, str] | None = None) -> tuple[Guess, ...]:
    """The probable roles of a link's target, best first; none for what leads nowhere that is looked for.

    home       URL of the shop's front page; what lies with another party can only be a hosted legal text
    described  what the page's structured data calls an address: its `key` → a type of schema.org
    A link that may never be followed has no role. A CONTROL without an address is judged by its label.
    """
    if never(link) is not None:
        return ()
    if link.href and not same_site(link.href, home):
        return _elsewhere(link)
    if not link.href and link.kind is not LinkKind.CONTROL:
        return ()
    if link.stated.startswith("#") and not link.stated.startswith(("#/", "#!")):
        return _within_page(link)
    if _is_home(link.href, home):
        return (Guess(1.0, PageRole.HOME, "the front page"),)
    if tokens(link.label) in words().languages or (link.href and _LOCALE.fullmatch(urlsplit(link.href).path)):
        return ()
    if link.href and trapped(link.href) is not None:
        return ()
    found = [*_by_words(link), *_goods(link, (described or {}).get(key(link.href), ""))]
    return tuple(sorted((one for one in found if one.score >= LIKELY), key=_best_first))


def is_hub(link: Link) -> bool:
    """Whether it may lead to a legal page over one more page: "Service", "Rechtliches"."""
    return bool(link.href) and never(link) is None and tokens(link.label) in words().hubs


def described_by(contents: Contents) -> dict[str, str]:
    """What a page's structured data calls which address."""
    wanted = {"Product", "ProductGroup", "CollectionPage", "OfferCatalog", "ItemPage", "ContactPage"}
    return {key(datum.url): datum.type for datum in contents.data if datum.url and datum.type in wanted}


def label_score(role: PageRole, label: str, place: Place = Place.OTHER) -> float:
    """How much a label alone speaks for a role, from 0 to 1."""
    return _label_score(role, tokens(label), place)


def _best_first(one: Guess) -> tuple[float, int]:
    return (-one.score, list(PageRole).index(one.role))


def _by_words(link: Link) -> list[Guess]:
    """Every role that has words, all but the goods."""
    found = []
    said = tokens(link.label)
    article = _is_article(link.href)
    for role, known in words().roles.items():
        label, path = _label_score(role, said, link.place), _path_score(known, link.href)
        alone = _PATH_ALONE * path if path == 1 or _says_little(said) else 0.0
        score = max(_LABEL_WEIGHT * label + _PATH_WEIGHT * path, alone)
        if score == 0:
            continue
        score += _place_score(role, link.place)
        if article:
            score -= 0.6
        if link.priced and role in LEGAL | {PageRole.CONTACT} and link.place in {Place.MAIN, Place.OTHER} and label < 1:
            score -= 0.5
        if not link.visible:
            score -= _HIDDEN
        if document_of(link.href) or link.download:
            score -= _DOCUMENT
            score = max(score, LIKELY) if label and role in LEGAL else score
        found.append(Guess(round(score, 3), role, _reason(label, path, link)))
    return found


@lru_cache(maxsize=4096)
def _label_scores(said: tuple[str, ...], *, in_footer: bool) -> Mapping[PageRole, float]:
    """What a label says for each role. A phrase within another role's longer one is not meant: account, new account."""
    whole = {
        role: 1.0
        for role, known in words().roles.items()
        if said and (said in known.only or (in_footer and said in known.footer_only))
    }
    spans = [
        (role, start, start + len(phrase), weight)
        for role, known in words().roles.items()
        for phrase, weight in known.labels
        if (start := _find(phrase, said)) is not None
    ]
    meant = [one for one in spans if not any(_within(one, other) for other in spans)]
    covered = {at for _, start, end, _ in meant for at in range(start, end)}
    strange = sum(1 for at, word in enumerate(said) if at not in covered and word not in words().filler)
    found: dict[PageRole, float] = {}
    for role, _, _, weight in meant:
        found[role] = max(found.get(role, 0.0), weight * _alone(strange))
    return found | whole


def _within(span: tuple[PageRole, int, int, float], other: tuple[PageRole, int, int, float]) -> bool:
    role, start, end, _ = span
    of, begins, ends, _ = other
    return role is not of and begins <= start and end <= ends and ends - begins > end - start


def _label_score(role: PageRole, said: tuple[str, ...], place: Place) -> float:
    return _label_scores(said[:_MOST_WORDS], in_footer=place is Place.FOOTER).get(role, 0.0)


def _alone(strange_words: int) -> float:
    """How much a phrase says among so many words that have nothing to do with it."""
    return {0: 1.0, 1: 0.75, 2: 0.5}.get(strange_words, 0.2)


def _find(phrase: tuple[str, ...], said: tuple[str, ...]) -> int | None:
    length = len(phrase)
    return next((at for at in range(len(said) - length + 1) if said[at : at + length] == phrase), None)


def _path_score(known: RoleWords, href: str) -> float:
    if not href:
        return 0.0
    parts = urlsplit(href)
    target = f"{parts.path}{'?' + parts.query if parts.query else ''}".lower()
    if any(pattern.search(target) for pattern in known.urls):
        return 1.0
    route = parts.fragment.lstrip("!/") if parts.fragment.startswith(("/", "!")) else ""
    segments = [flat(unquote(segment)) for segment in (route or parts.path).split("/") if segment]
    if not segments:
        return 0.0
    last = re.sub(r"\.(?:html?|php|aspx?|jsp)$", "", segments[-1])
    if last in known.path or segments[-1] in known.path or re.sub(r"^\d+-|-\d+$", "", last) in known.path:
        return 1.0
    if any(segment in known.path for segment in segments[:-1]):
        return 0.5
    return 0.6 if any(_contains(last, one) for one in known.path if len(one) >= 6) else 0.0


def _contains(segment: str, wanted: str) -> bool:
    return f"-{wanted}-" in f"-{segment}-"


def _says_little(said: tuple[str, ...]) -> bool:
    """No words, or only a sum of money."""
    return all(len(word) <= 3 for word in said)


def _place_score(role: PageRole, place: Place) -> float:
    if role in LEGAL:
        return {Place.FOOTER: 0.1, Place.NAV: -0.1}.get(place, 0.0)
    if role in {PageRole.CART, PageRole.LOGIN, PageRole.REGISTRATION, PageRole.SEARCH}:
        return {Place.HEADER: 0.1, Place.NAV: 0.05}.get(place, 0.0)
    return 0.05 if place is Place.FOOTER else 0.0


def _reason(label: float, path: float, link: Link) -> str:
    said = [f"label {link.label[:60]!r}"] if label else []
    if path:
        said.append(f"address {urlsplit(link.href).path[:60]!r}")
    return f"{' and '.join(said)} in {link.place.value}"


def _goods(link: Link, described: str) -> list[Guess]:
    """Products and their lists: by structured data, by addresses of usual systems, by price and place."""
    if not link.href or _is_article(link.href) or document_of(link.href) or link.download:
        return []
    parts = urlsplit(link.href)
    target = f"{parts.path}{'?' + parts.query if parts.query else ''}".lower()
    product = any(pattern.search(target) for pattern in words().product_urls)
    category = any(pattern.search(target) for pattern in words().category_urls)
    among_goods = link.place in {Place.MAIN, Place.OTHER}
    score, why = 0.0, list[str]()
    if described in {"Product", "ProductGroup", "ItemPage"}:
        score, why = score + 0.6, [*why, "structured data"]
    if product:
        score, why = score + 0.5, [*why, f"address {parts.path[:60]!r}"]
    if link.priced and among_goods:
        score, why = score + 0.55, [*why, "price beside it"]
    found = []
    if why and not _belongs_elsewhere(link):
        found.append(Guess(round(min(score, 1.0), 3), PageRole.PRODUCT, " and ".join(why)))
    listed = _list_score(link, category=category, product=product, described=described)
    if listed and not link.priced:
        found.append(Guess(listed, PageRole.CATEGORY, f"{'address' if category else 'place'} in {link.place.value}"))
    return found


def _list_score(link: Link, *, category: bool, product: bool, described: str) -> float:
    said = tokens(link.label)
    if said in words().no_category or _belongs_elsewhere(link) or (product and not category):
        return 0.0
    if described in {"CollectionPage", "OfferCatalog"}:
        return 0.9
    score = 0.5 if category else 0.0
    if link.place is Place.NAV:
        score += 0.5 if said else 0.0
    elif said in words().category_labels:
        score += 0.3 if link.place is not Place.FOOTER else 0.1
    elif category and link.place is not Place.FOOTER:
        score += 0.1
    return round(min(score, 1.0), 3)


def _belongs_elsewhere(link: Link) -> bool:
    """Another role's address: a price or a menu around it makes it no good."""
    said = tokens(link.label)
    roles = words().roles
    return any(
        _LABEL_WEIGHT * _label_score(role, said, link.place) + _PATH_WEIGHT * _path_score(known, link.href)
        + _place_score(role, link.place) >= LIKELY
        and not (link.priced and role in LEGAL | {PageRole.CONTACT} and _label_score(role, said, link.place) < 1)
        for role, known in roles.items()
    )  # fmt: skip


def _elsewhere(link: Link) -> tuple[Guess, ...]:
    found = [one for one in _by_words(link) if one.role in HOSTED and one.score >= LIKELY]
    return tuple(sorted(found, key=_best_first))


def _within_page(link: Link) -> tuple[Guess, ...]:
    """A place on the same page: an imprint at its foot, say. Only what is called so without a doubt."""
    found = [
        Guess(LIKELY, role, f"label {link.label[:60]!r}, on the page itself")
        for role in sorted(HOSTED)
        if role is not PageRole.COOKIES and label_score(role, link.label, link.place) == 1
    ]
    return tuple(found)


def _is_home(href: str, home: str) -> bool:
    return bool(href) and key(href) == key(home)


def _is_article(href: str) -> bool:
    segments = [flat(segment) for segment in urlsplit(href).path.split("/") if segment] if href else []
    return any(segment in words().articles for segment in segments[:3]) or bool(
        re.search(r"/(?:19|20)\d\d/(?:0?[1-9]|1[0-2])/", href)
    )
