"""Finds what stands on a page like a seal: by its words, its name, its link, and whose picture it is. Pure."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from scanner.derive.party import Site, registrable_domain
from scanner.derive.seals.lists import Issuer, folded, is_below, lists
from scanner.derive.seals.names import host_of
from scanner.derive.shown import Image, Line, Shown
from scanner.model.text import visible
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import PageRole, Party, SealKind, SealShown

_MOST_SIGNS = 60
_MOST_LABEL = 80
#: Pages of offers, in whose midst a mark speaks of the goods.
_OFFERS = frozenset({PageRole.PRODUCT, PageRole.CATEGORY, PageRole.SEARCH})
#: Pages that speak about seals, and show none.
_TALK = frozenset({PageRole.BLOG, PageRole.FAQ})
_WORDLESS = frozenset({
    PageRole.PRIVACY, PageRole.COOKIES, PageRole.IMPRINT, PageRole.TERMS, PageRole.WITHDRAWAL, PageRole.SHIPPING,
    PageRole.PAYMENT, PageRole.ACCESSIBILITY, PageRole.BLOG, PageRole.FAQ, PageRole.REVIEWS,
})  # fmt: skip
#: Sides in CSS pixels: below, it is an icon; above, a photograph or a banner.
_ICON, _BANNER = 40, 520
_LONGEST_LINE = 48
#: What makes a label of a picture's words, or of its name.
_LABELS = ("siegel", "label", "badge", "plakette", "zertifi", "emblem", "certif")
_BY_SCRIPT = Unknown("a script takes the click on it, and where that leads can't be told without clicking")


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign on a page. `issuer`: None of one on no list; `label`: what it calls itself.

    `link`: as an address; None if it leads nowhere. `cut`: parameters of it are not known.
    """

    issuer: Issuer | None
    label: str
    vouches: SealKind
    shown_as: SealShown
    link: Maybe[str | None]
    because: str
    cut: bool = False

    @property
    def name(self) -> str:
        """Of the issuer, else what it calls itself."""
        return self.issuer.name if self.issuer else self.label


def signs_of(page: Shown, role: object, url: str, site: Site) -> list[Sign]:
    """The signs on a page, at most a few dozen."""
    found: list[Sign] = []
    for image in page.images:
        if len(found) >= _MOST_SIGNS:
            return found
        if (
            not image.hidden
            and not (role in _TALK and image.place in {"main", ""})
            and (sign := _picture(image, role, url, site))
        ):
            found.append(sign)
    found += _frames(page)
    if role not in _WORDLESS:
        found += [sign for line in page.lines if (sign := _words(line))]
    return found[:_MOST_SIGNS]


def drawn_by(host: str, path: str) -> Sign | None:
    """The sign that a script, frame or picture from there draws."""
    issuer = next((one for one in lists().issuers if one.draws(host)), None)
    if issuer is None:
        return None
    link: Maybe[str | None] = Unknown("its issuer's own script draws it, and its link with it")
    if issuer.drawn_path is not None and (told := issuer.drawn_path.search(path)):
        link = issuer.drawn_link.format(told[1])
    return Sign(issuer, issuer.name, issuer.vouches, SealShown.WIDGET, link, f"{host}{path}"[:_MOST_LABEL])


def leads_to_entry(issuer: Issuer, link: str) -> Maybe[bool]:
    """Whether a link to the issuer is one to a page about one shop."""
    parts = _split(link)
    if parts[0].strip("/").lower() in _FRONT and not parts[1]:
        return False
    if issuer.entry is not None and issuer.entry.search(f"{parts[0]}?{parts[1]}" if parts[1] else parts[0]):
        return True
    return Unknown("whether this address is one of a certificate is not known")


_FRONT = frozenset({"", "de", "en", "index.html", "index.php", "home", "fr", "nl", "at", "ch"})


def _split(link: str) -> tuple[str, str]:
    try:
        parts = urlsplit(link)
    except ValueError:
        return "", ""
    return parts.path, parts.query


def _picture(image: Image, role: object, url: str, site: Site) -> Sign | None:
    texts = tuple(filter(None, (folded(image.alt), folded(image.title), folded(_file(image.src)))))
    link = _link(image, url, site)
    said = visible((image.alt or image.title or _file(image.src)).strip(), _MOST_LABEL)
    goods = role in _OFFERS and image.place in {"main", ""}
    issuer = _issuer(texts, image, link)
    if issuer is not None:
        vouches = issuer.vouches
        if issuer.reviews is not None and any(issuer.reviews.search(text) for text in texts) and not _is_seal(texts):
            vouches = SealKind.REVIEWS
        if issuer.goods and (goods or not _of_the_shop(texts, image)):
            vouches = SealKind.PRODUCT_LABEL
        return Sign(issuer, issuer.name, vouches, SealShown.IMAGE, link, said or issuer.name, image.cut)
    vouches_self = _own(texts, image, link, goods=goods, site=site)
    return Sign(None, said, vouches_self, SealShown.IMAGE, link, said, image.cut) if vouches_self and said else None


def _of_the_shop(texts: tuple[str, ...], image: Image) -> bool:
    """Whether a mark that goods bear too speaks of the shop: in its frame, or by its words."""
    return image.place in {"header", "footer", "aside"} or any(lists().of_shops.search(text) for text in texts)


def _is_seal(texts: tuple[str, ...]) -> bool:
    return any("siegel" in text or "zertifi" in text or "certif" in text or "kaeuferschutz" in text for text in texts)


@functools.lru_cache(maxsize=4096)
def _said(texts: tuple[str, ...]) -> Issuer | None:
    """The first issuer that one of these texts names. Pictures come back on every page."""
    return next((one for one in lists().issuers if any(one.says.search(text) for text in texts)), None)


def _issuer(texts: tuple[str, ...], image: Image, link: Maybe[str | None]) -> Issuer | None:
    """Whose sign it is: by what it says, whose picture it is, or whose certificate it leads to."""
    known = lists()
    if (said := _said(texts)) is not None:
        return said
    source = host_of(image.src)
    drawing = [issuer for issuer in known.issuers if source and issuer.draws(source)]
    if drawing:
        # Of several signs of one issuer, that which accuses nobody.
        return next((one for one in drawing if one.vouches is not SealKind.SEAL), drawing[0])
    if not isinstance(link, str):
        return None
    host = host_of(link)
    leading = [one for one in known.issuers if one.own_page and one.owns(host) and leads_to_entry(one, link) is True]
    return next((one for one in leading if one.vouches is not SealKind.SEAL), leading[0]) if leading else None


def _own(texts: tuple[str, ...], image: Image, link: Maybe[str | None], *, goods: bool, site: Site) -> SealKind | None:
    """What a picture of nobody's on the list wants to be taken for; None if for nothing of the kind."""
    known, blob = lists(), " | ".join(texts)
    if any(known.others.search(text) for text in texts):
        return None
    green = any(known.sustainability.search(text) for text in texts)
    if green and any(word in blob for word in _LABELS):  # of parcels and goods too
        return None if goods else SealKind.SUSTAINABILITY_LABEL
    if known.not_seals.search(blob):
        return None
    calls = known.calls_itself.search(blob) is not None
    claims = any(known.claims.search(text) for text in texts)
    if calls and not claims and image.place == "main" and not known.trusting.search(blob):
        return None  # in the midst of a page there are seals of goods, breeds and regions
    icon = 0 < max(image.width, image.height) <= _ICON or any(known.small.search(text) for text in texts)
    if goods and (not claims or _leads_on(link, site)):
        return None
    if calls and not (icon and not claims and not _is_seal(texts)):
        return SealKind.SEAL
    return SealKind.SEAL if claims and not icon and image.width <= _BANNER else None


def _leads_on(link: Maybe[str | None], site: Site) -> bool:
    """To another page of the shop, as a product's picture in a list does."""
    return isinstance(link, str) and site.party(host_of(link)) is Party.FIRST


def _link(image: Image, url: str, site: Site) -> Maybe[str | None]:
    href = image.href.strip()
    if href.startswith(("http://", "https://")):
        here, there = url.partition("#")[0], href.partition("#")[0]
        own = site.party(host_of(href)) is Party.FIRST
        if own and "#" in href and (there == here or urlsplit(there).path in {"", "/"}):
            return _BY_SCRIPT if image.clicks else None
        return href
    if href.startswith("javascript") or image.clicks:
        return _BY_SCRIPT
    return None


def _file(src: str) -> str:
    """The name of a picture's file, without its ending."""
    if not src.startswith(("http://", "https://")):
        return ""
    try:
        name = unquote(urlsplit(src).path.rpartition("/")[2])
    except ValueError:
        return ""
    return name.rpartition(".")[0] or name


def _frames(page: Shown) -> Iterator[Sign]:
    """Signs that frames draw, read or not."""
    addresses = dict.fromkeys((*page.unread_frames, *(line.frame for line in page.lines if line.frame)))
    for address in list(addresses)[:40]:
        host = host_of(address)
        if host and (sign := drawn_by(host, _split(address)[0])):
            yield sign


def _words(line: Line) -> Sign | None:
    """A line that stands there as a badge does."""
    if line.hidden or len(line.text) > _LONGEST_LINE or line.place in {"nav", "dialog"}:
        return None
    if not lists().lines.fullmatch(folded(line.text)):
        return None
    said = visible(line.text, _MOST_LABEL)
    return Sign(None, said, SealKind.SEAL, SealShown.WORDS, _link_of(line), said)


def _link_of(line: Line) -> str | None:
    href = next((run.href for run in line.runs if run.href), "")
    return href if href.startswith(("http://", "https://")) else None


def is_nobody(host: str) -> bool:
    """Whether a host vouches for nothing: networks, ways to pay, carriers."""
    domain = registrable_domain(host)
    return any(is_below(domain, name) for name in lists().nobody)
