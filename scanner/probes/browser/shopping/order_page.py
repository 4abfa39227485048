"""What stands above the button that places the order. The button itself is never touched."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scanner.model.values import Unknown
from scanner.model.vocabulary import KeyFact
from scanner.probes.browser.crawl.words import flat, tokens
from scanner.probes.browser.shopping.checkout_words import bare, has_price, words
from scanner.probes.browser.shopping.controls import Control
from scanner.probes.browser.shopping.hand import Hand

_LIMITS = {"texts": 3000, "ms": 1500}
#: Of a product's name, how many of its words an order page must repeat: shops shorten.
_ENOUGH_OF_NAME = 0.6
#: How many texts further a price may stand than its name: cells of a table, entries of a list.
_PRICE_WITHIN = 2
_PIECES = re.compile(r"^\d{1,3}\s?[x×]\s?\D|\b(?:menge|anzahl|quantity|qty|quantite|aantal|cantidad|quantita|ilosc)\b")


@dataclass(frozen=True, slots=True)
class Text:
    """A text that a visitor sees; pixels from the button's upper edge, negative above it."""

    text: str
    top: int
    bottom: int


@dataclass(frozen=True, slots=True)
class OrderPage:
    """`above`: the facts shown above the button; `words_between`: how many words stand between the total and it."""

    label: str
    above: tuple[KeyFact, ...] | Unknown
    words_between: int | Unknown


async def read_order_page(hand: Hand, button: Control, goods: str) -> OrderPage:
    """`goods`: the name of what lies in the cart. Raises as Hand does."""
    texts = _texts(await hand.run("ordering.js", "texts", {"number": button.number, "limits": _LIMITS}))
    if not texts:
        unread = Unknown("the texts of the page could not be read")
        return OrderPage(button.label, unread, unread)
    above = [one for one in texts if one.top < 0]
    return OrderPage(button.label, key_facts(above, goods), words_between(above))


def key_facts(above: Sequence[Text], goods: str) -> tuple[KeyFact, ...]:
    """What is said above the button, in the order of the vocabulary."""
    found = set()
    said = frozenset(flat(word) for one in above for word in tokens(one.text))
    name = frozenset(flat(word) for word in tokens(goods))
    if (name and len(name & said) >= _ENOUGH_OF_NAME * len(name)) or (
        not name and any(_PIECES.search(bare(one.text)) for one in above)
    ):
        found.add(KeyFact.GOODS)
    for fact, pattern in words().facts.items():
        for i, one in enumerate(above):
            if pattern.search(bare(one.text)) and _says(KeyFact(fact), above[i : i + 1 + _PRICE_WITHIN]):
                found.add(KeyFact(fact))
                break
    return tuple(fact for fact in KeyFact if fact in found)


def words_between(above: Sequence[Text]) -> int | Unknown:
    """Words between the last total with its price and the button, beside it left out."""
    totals = [i for i, one in enumerate(above) if _is_total(above[i : i + 1 + _PRICE_WITHIN], one)]
    if not totals:
        return Unknown("no total price is seen above the button")
    end = max(above[i].bottom for i in totals)
    return sum(len(one.text.split()) for one in above if one.top >= end)


def _is_total(texts: Sequence[Text], one: Text) -> bool:
    return words().facts["total_price"].search(bare(one.text)) is not None and _says(KeyFact.TOTAL_PRICE, texts)


def _says(fact: KeyFact, texts: Sequence[Text]) -> bool:
    """Whether the name of a fact comes with what it is about: a price, or that it costs nothing."""
    said = " ".join(one.text for one in texts)
    match fact:
        case KeyFact.TOTAL_PRICE:
            return has_price(said)
        case KeyFact.SHIPPING_COST:
            return has_price(said) or words().free.search(bare(said)) is not None
        case _:
            return True


def _texts(value: object) -> tuple[Text, ...]:
    found = value.get("texts") if isinstance(value, dict) else None
    return tuple(map(_text, (one for one in found[:3000] if isinstance(one, dict)))) if isinstance(found, list) else ()


def _text(one: dict[str, Any]) -> Text:
    top, bottom = (one.get(key) if isinstance(one.get(key), int | float) else 0 for key in ("top", "bottom"))
    return Text(str(one.get("text") or "")[:1000], int(top or 0), int(bottom or 0))
