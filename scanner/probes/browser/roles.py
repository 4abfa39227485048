"""Which page a link probably leads to: by its words, its address, its place, and what the page says of itself. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from scanner.model.vocabulary import PageRole
from scanner.probes.browser.crawl.links import Contents, Link, LinkKind, Place
from scanner.probes.browser.crawl.scores import label_scores, path_scores
from scanner.probes.browser.crawl.urls import document_of, key, never, trapped
from scanner.probes.browser.crawl.words import flat, tokens, words
from scanner.probes.browser.sites import same_site

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
_ORDER = {role: at for at, role in enumerate(PageRole)}


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
    return _guess(link, home, (described or {}).get(key(link.href), "") if described and link.href else "")


@lru_cache(maxsize=16384)
def _guess(link: Link, home: str, described: str) -> tuple[Guess, ...]:
    # Cached, since all pages of a shop have the same head and foot.
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
    by_words = _by_words(link)
    found = [*by_words.values(), *_goods(link, described, by_words)]
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
    return label_scores(tokens(label), in_footer=place is Place.FOOTER).get(role, 0.0)


def _best_first(one: Guess) -> tuple[float, int]:
    return (-one.score, _ORDER[one.role])


def _by_words(link: Link) -> dict[PageRole, Guess]:
    """Every role that the words speak for, all but the goods."""
    said = tokens(link.label)
    labels = label_scores(said, in_footer=link.place is Place.FOOTER)
    paths = path_scores(link.href) if link.href else {}
    malus = _malus(link)
    found = {}
    for role in labels.keys() | paths.keys():
        label, path = labels.get(role, 0.0), paths.get(role, 0.0)
        alone = _PATH_ALONE * path if path == 1 or _says_little(said) else 0.0
        score = max(_LABEL_WEIGHT * label + _PATH_WEIGHT * path, alone) + _place_score(role, link.place) - malus
        if _is_offer_called_so(link, role, label):
            score -= 0.5
        if label and role in LEGAL and (document_of(link.href) or link.download):
            score = max(score, LIKELY)
        found[role] = Guess(round(score, 3), role, _reason(label, path, link))
    return found


def _malus(link: Link) -> float:
    """What speaks against every role."""
    return (
        (0.6 if _is_article(link.href) else 0.0)
        + (0.0 if link.visible else _HIDDEN)
        + (_DOCUMENT if document_of(link.href) or link.download else 0.0)
    )


def _is_offer_called_so(link: Link, role: PageRole, label: float) -> bool:
    """A book or a game about it, with a price."""
    among_goods = link.place in {Place.MAIN, Place.OTHER}
    return link.priced and among_goods and label < 1 and role in LEGAL | {PageRole.CONTACT}


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


def _goods(link: Link, described: str, by_words: Mapping[PageRole, Guess]) -> list[Guess]:
    """Products and their lists: by structured data, by addresses of usual systems, by price and place."""
    belongs_elsewhere = any(one.score >= LIKELY for one in by_words.values())
    if not link.href or _is_article(link.href) or document_of(link.href) or link.download or belongs_elsewhere:
        return []
    parts = urlsplit(link.href)
    target = f"{parts.path}{'?' + parts.query if parts.query else ''}".lower()
    product = words().product_urls.search(target) is not None
    category = words().category_urls.search(target) is not None
    signs = [
        (0.6, "structured data", described in {"Product", "ProductGroup", "ItemPage"}),
        (0.5, f"address {parts.path[:60]!r}", product),
        (0.55, "price beside it", link.priced and link.place in {Place.MAIN, Place.OTHER}),
    ]
    found = []
    if any(there for _, _, there in signs):
        score = min(sum(weight for weight, _, there in signs if there), 1.0)
        found.append(Guess(round(score, 3), PageRole.PRODUCT, " and ".join(why for _, why, there in signs if there)))
    listed = _list_score(link, category=category, product=product, described=described)
    if listed and not link.priced:
        found.append(Guess(listed, PageRole.CATEGORY, f"{'address' if category else 'place'} in {link.place.value}"))
    return found


def _list_score(link: Link, *, category: bool, product: bool, described: str) -> float:
    said = tokens(link.label)
    if said in words().no_category or (product and not category):
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


def _elsewhere(link: Link) -> tuple[Guess, ...]:
    found = [one for one in _by_words(link).values() if one.role in HOSTED and one.score >= LIKELY]
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
