"""Where on a page the main offer stands: what belongs to it, to other offers, and to the shop's frame. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scanner.derive.notice.fold import tidy
from scanner.derive.offers.addresses import has_address
from scanner.derive.offers.amounts import amounts
from scanner.derive.offers.money import prices
from scanner.derive.offers.words import plain, said
from scanner.derive.shown import Anchor, Image, Line, Shown

_FRAME = frozenset({"header", "nav", "footer", "dialog", "aside"})
_MOST_DATA = 200
#: Lines after a link to another thing in which its price may stand.
_CARD = 4
#: Letters of a link that is a choice of sizes and no other thing.
_SIZE = 14


@dataclass(frozen=True, slots=True)
class Spoken:
    """A line with its words as they are shown and as they are matched. `at`: its number on the page."""

    at: int
    line: Line
    text: str
    plain: str

    @property
    def hidden(self) -> bool:
        """Not to be seen until something is opened."""
        return self.line.hidden


@dataclass(frozen=True, slots=True)
class Scene:
    """A page with an offer.

    title     the offer's name
    offer     lines of the main offer, from its name up to other offers, closed parts included
    own       all lines of the page that do not belong to other offers or to the frame
    page      all lines but other offers, those of the frame included
    data      what JSON-LD says of things of type Product
    """

    shown: Shown
    url: str
    title: str
    title_at: int
    offer: tuple[Spoken, ...]
    own: tuple[Spoken, ...]
    page: tuple[Spoken, ...]
    data: tuple[dict[str, Any], ...]

    @property
    def name(self) -> str:
        """The offer's name as it is matched."""
        return plain(self.title)

    def links(self) -> Iterator[Anchor]:
        """Links of the page itself and its frame."""
        yield from self.shown.links

    def images(self) -> Iterator[Image]:
        """Pictures outside of the shop's head and foot."""
        yield from (one for one in self.shown.images if one.place not in {"header", "nav"})


def read_scene(shown: Shown, url: str, *, lists: bool = False) -> Scene:
    """What stands where on a product page. `lists`: it is a list, all whose offers belong to it."""
    lines = tuple(
        Spoken(at, line, tidy(line.text)[:4000], plain(line.text[:4000])) for at, line in enumerate(shown.lines)
    )
    data = tuple(_products(shown.data))
    title_at, title = _title(lines, shown, data)
    others = _others(lines, title_at) | (frozenset() if lists else _shelves(lines, title_at, shown))
    page = tuple(one for one in lines if one.at not in others)
    own = tuple(one for one in page if one.line.place not in _FRAME or one.line.frame)
    first_other = min((at for at in others if at > title_at), default=len(lines))
    offer = tuple(one for one in own if title_at <= one.at < first_other)
    return Scene(shown, url, title, title_at, offer, own, page, data)


def _title(lines: tuple[Spoken, ...], shown: Shown, data: tuple[dict[str, Any], ...]) -> tuple[int, str]:
    """The first main heading, else the heading that structured data call the product, else the first one."""
    inside = [one for one in lines if one.line.place not in _FRAME]
    seen = [one for one in inside if not one.hidden]
    for one in seen:
        if one.line.level == 1:
            return one.at, one.text
    names = {plain(str(each.get("name", ""))) for each in data} | {
        plain(value) for name, value in shown.props if name == "name"
    }
    for one in seen:
        if one.plain and one.plain in names:
            return one.at, one.text
    for one in seen:
        if one.line.level:
            return one.at, one.text
    return (0, tidy(shown.title)) if not inside else (inside[0].at, tidy(shown.title))


def _others(lines: tuple[Spoken, ...], title_at: int) -> frozenset[int]:
    """The numbers of lines that speak of other offers: from a heading that says so to one of the offer's own.

    A maker with an address is no other offer's: cards have no room for one.
    """
    found = set()
    level = 0
    inside = False
    for one in lines:
        if one.at <= title_at or one.line.place in _FRAME:
            continue
        if _heads(one) and said("scene.others").search(one.plain):
            inside, level = True, one.line.level
        elif (inside and one.line.level and said("scene.own").search(one.plain)) or (
            inside and level and one.line.level and one.line.level < level
        ):
            inside = False
        if inside and not (said("safety.maker").search(one.plain) and has_address([one.text])):
            found.add(one.at)
    return frozenset(found)


def _shelves(lines: tuple[Spoken, ...], title_at: int, shown: Shown) -> frozenset[int]:
    """Lines of other offers whose heading says nothing of the kind: below it, whatever has a price begins with a link.

    Only after the first price, which is the offer's own; up to the last price below the heading.
    """
    leads = {link.line: link for link in reversed(shown.links) if link.href.startswith("http") and len(link.label) > 3}
    found: set[int] = set()
    head, card, last = -1, -1, -1  # the heading, the last link that begins a card, the last price of one
    priced = False
    for one in (*lines[title_at + 1 :], None):
        if one is None or one.line.level:
            if last >= 0:
                found |= set(range(head, last + 1))
            head = one.at if one is not None and priced and not said("scene.own").search(one.plain) else -1
            card = last = -1
        if one is None or one.line.place in _FRAME:
            continue
        if (link := leads.get(one.at)) and _names_another(one, link):
            card = one.at
        if any(prices(one.text)):
            priced = True
            if card < 0 or one.at - card > _CARD:
                head = card = last = -1
            elif head >= 0:
                last = one.at
    return frozenset(found)


def _names_another(one: Spoken, link: Anchor) -> bool:
    """A line that begins with a link to something with a name of its own, and not to the costs of shipping."""
    label = plain(link.label)
    if not one.plain.startswith(label[:40]) or said("shipping.link").search(label) or any(prices(link.label)):
        return False
    return not (len(label) < _SIZE and any(one.start == 0 for one in amounts(label)))


def _heads(one: Spoken) -> bool:
    """A heading, or a short line that may be one."""
    if one.line.level:
        return len(one.plain) < 80
    return len(one.plain) < 60 and one.line.tag in {"div", "p", "span", "strong", "summary"}


def _products(data: tuple[Any, ...]) -> Iterator[dict[str, Any]]:
    """What is of type Product, however deep in a graph."""
    waiting, seen = list(data), 0
    while waiting and seen < _MOST_DATA:
        one = waiting.pop(0)
        seen += 1
        if isinstance(one, list):
            waiting += one[:50]
        elif isinstance(one, dict):
            types = one.get("@type")
            if "Product" in (types if isinstance(types, list) else [types]):
                yield one
            waiting += [one[key] for key in ("@graph", "mainEntity", "hasVariant") if key in one]
