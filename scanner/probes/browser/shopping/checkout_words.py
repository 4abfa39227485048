"""The lists of checkout_words.yaml: what goes on, what binds, and what the last page shows. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from scanner.datafile import read_data

_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "\N{SOFT HYPHEN}": ""})
_SIGNS = re.compile(r"[^a-z0-9&]+")
_LONGEST = 200
_PRICE = re.compile(
    r"(?:€|£|\$|zł|\b(?:eur|chf|pln|usd|gbp)\b)\s?\d|\d\s?(?:€|£|\$|zł|eur\b|chf\b|pln\b)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Words:
    """The whole file, ready to be compared with bare texts."""

    goes_on: re.Pattern[str]
    apart: re.Pattern[str]
    never: re.Pattern[str]
    orders: re.Pattern[str]
    not_orders: re.Pattern[str]
    last_page: re.Pattern[str]
    targets: re.Pattern[str]
    pages: re.Pattern[str]
    calls: re.Pattern[str]
    as_guest: re.Pattern[str]
    as_account: re.Pattern[str]
    neutral: re.Pattern[str]
    pays_without_data: re.Pattern[str]
    pays_with_data: re.Pattern[str]
    free: re.Pattern[str]
    facts: Mapping[str, re.Pattern[str]]
    countries: Mapping[str, frozenset[str]]


_PATTERNS = (
    *("goes_on", "apart", "never", "orders", "not_orders", "last_page", "targets", "pages", "calls"),
    *("as_guest", "as_account", "neutral", "pays_without_data", "pays_with_data", "free"),
)


_AND = re.compile(r" (?:und|and|&|et|en|y|e|i|oder|or) ")


@cache
def words() -> Words:
    """Read once."""
    read: dict[str, Any] = read_data("checkout_words.yaml")
    return Words(
        **{name: _either(read[name]) for name in _PATTERNS},
        facts={name: re.compile(pattern) for name, pattern in read["facts"].items()},
        countries={code: frozenset(names) for code, names in read["countries"].items()},
    )


def bare(text: str) -> str:
    """Lower case, no accents, every sign but `&` a blank."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    plain = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
    return _SIGNS.sub(" ", plain).strip()


def goes_on(label: str) -> bool:
    """Whether a label says, as a whole, that it only leads to the next step."""
    return len(label) <= _LONGEST and _leads(bare(label))


def _leads(said: str) -> bool:
    """With one place it leads to, or two: `weiter zu versand und zahlung` is so, since each alone is."""
    if _leads_to_one(said):
        return True
    first, joint, second = _both_places(said)
    steps = first.split()
    leads = (f"{' '.join(steps[:end])} {second}" for end in range(1, len(steps)))
    return bool(joint) and _leads_to_one(first) and any(map(_leads_to_one, leads))


def _leads_to_one(said: str) -> bool:
    return words().goes_on.fullmatch(said) is not None


def _both_places(said: str) -> tuple[str, str, str]:
    parted = _AND.search(said)
    return (said[: parted.start()], parted[0], said[parted.end() :]) if parted else (said, "", "")


def binds(text: str) -> str | None:
    """The word of a control's text for which it is never clicked on the way through a checkout."""
    found = words().never.search(words().apart.sub(" ", bare(text[:2000])))
    return found[0] if found else None


def bound_target(text: str) -> str | None:
    """The part of an address, a name or an identifier that orders or pays."""
    found = words().targets.search(_separated(text))
    return found[0].strip("/.=&?#_-") if found else None


def bound_page(text: str) -> str | None:
    """Likewise, of a page that is only opened."""
    found = words().pages.search(_separated(text))
    return found[0].strip("/.=&?#_-") if found else None


def calls(text: str) -> str | None:
    """The part of what a click calls that orders or pays."""
    found = words().calls.search(_separated(text))
    return found[0] if found else None


def orders(label: str) -> bool:
    """Whether a label says that its control places the order, clearly or not."""
    said = bare(label[:_LONGEST])
    return words().orders.search(said) is not None and words().not_orders.search(said) is None


def is_last(heading: str) -> bool:
    """Whether a heading says that nothing is left but to order."""
    return words().last_page.search(bare(heading[:_LONGEST])) is not None


def has_price(text: str) -> bool:
    """An amount of money stands in it."""
    return _PRICE.search(text) is not None


def _separated(text: str) -> str:
    """Lower case, with a sign where capitals began a word: placeOrder is place-order too."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", text[:4000]).lower()


def _either(patterns: str | list[str]) -> re.Pattern[str]:
    return re.compile(patterns if isinstance(patterns, str) else "|".join(f"(?:{pattern})" for pattern in patterns))
