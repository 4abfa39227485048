"""What a request says readably: of a person in its address, of what the visitor looks at in all of it. Pure.

What is encoded or hashed is not seen here: this is what anybody reads who is sent it, or who reads a server's log.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import unquote, unquote_plus, urlsplit

from scanner.datafile import read_data
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import RequestType, Told, ToldAddress
from scanner.probes.browser.payloads import is_readable, said_by
from scanner.probes.browser.records import SentRequest
from scanner.probes.browser.referrers import told_address
from scanner.probes.browser.sites import host_of, same_site, site
from scanner.probes.browser.veil import identifies

_MAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@([A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6})")
_LETTERS = re.compile(r"[^\W\d_]{2}")
_DIGITS = re.compile(r"\d")
_NAME_PARTS = re.compile(r"[.\[\]]+")
#: Google Analytics 4 says a product as `pr1=idSKU~nmName`.
_PRODUCT_SLOT = re.compile(r"pr\d{1,3}")
_PZN = re.compile(r"(?<!\d)(\d{7,8})(?!\d)")
_PZN_WORD = re.compile(r"(?i)\bpzn\W{0,3}(\d{7,8})(?!\d)")
_MOST_PAIRS = 200
_MOST_TEXT = 64 * 1024
#: Shorter search terms are found anywhere by chance.
_SHORTEST_TERM = 3
_NOT_READ = Unknown("its body could not be read")


@dataclass(frozen=True, slots=True)
class Names:
    """The lists of told_words.yaml."""

    of: Mapping[str, frozenset[str]]

    def __getitem__(self, what: str) -> frozenset[str]:
        return self.of[what]


@cache
def names() -> Names:
    """Read once. It is part of the package: a mistake in it is a bug."""
    data: dict[str, Any] = read_data("told_words.yaml")
    lists = {key: value for key, value in data.items() if key not in {"as_of", "sources"}}
    return Names({key: frozenset(str(word) for word in value) for key, value in lists.items()})


# ── of a person ──────────────────────────────────────────────────────────────────────────────────────────────────────


def in_address(request: SentRequest) -> tuple[Told, ...]:
    """What stands readably of a person, or opens a session, in its URL or the Referer that it names.

    An address of mail at the shop itself is the shop's own. A session counts in the address of a page alone: in those
    of interfaces, tokens are as often public keys.
    """
    shop = request.when.page
    referer = _referer(request)
    of_page = request.type is RequestType.DOCUMENT and same_site(f"{request.scheme}://{request.host}/", shop)
    found: set[Told] = set()
    for name, value in _pairs(request.query):
        found |= _of_person(name, value, shop)
        if of_page and _is_token(name, value):
            found.add(Told.TOKEN)
    for name, value in _pairs(_query(referer)) if same_site(referer, shop) else ():
        found |= _of_person(name, value, shop)
        if _is_token(name, value):
            found.add(Told.TOKEN)
    return tuple(told for told in Told if told in found)


def _of_person(name: str, value: str, shop: str) -> set[Told]:
    words, last = names(), _last(name)
    found: set[Told] = set()
    if any(site(match[1]) != site(host_of(shop)) for match in _MAIL.finditer(value)):
        found.add(Told.EMAIL)
    if last in words["phone"] and 6 <= len(_DIGITS.findall(value)) <= 16:
        found.add(Told.PHONE)
    if last in words["name"] and _LETTERS.search(value) and not identifies(value):
        found.add(Told.NAME)
    return found


def _is_token(name: str, value: str) -> bool:
    words, last = names(), _last(name)
    return (last in words["token"] and identifies(value)) or (last in words["password"] and bool(value))


# ── of what is looked at ─────────────────────────────────────────────────────────────────────────────────────────────


def reveals(request: SentRequest) -> Maybe[tuple[Told, ...]]:
    """What it says to a third party of the page it was sent from and of what is shown there. Nothing to the shop's own.

    `page`: its address or title, by the Referer or wherever else. What kind of page that is, evidence tells later.
    """
    page = request.when.page
    if same_site(f"{request.scheme}://{request.host}/", page):
        return ()
    found = {told for told, says in _SAYS.items() if says(_Saying.of(request))}
    if not found and not is_readable(request):
        return _NOT_READ
    return tuple(told for told in Told if told in found)


@dataclass(frozen=True, slots=True)
class _Saying:
    """A request's names and values, and all of its text, decoded."""

    request: SentRequest
    said: Mapping[str, str]
    text: str

    @classmethod
    def of(cls, request: SentRequest) -> _Saying:
        body = (request.body or b"")[:_MOST_TEXT].decode("utf-8", "replace")
        text = f"{request.path}?{request.query}\n{_referer(request)}\n{body}".replace("\\/", "/")
        return cls(request, said_by(request), unquote_plus(unquote_plus(text)))

    def named(self, what: str) -> bool:
        """Whether a name of that list has a value; of what has parts, a part of it."""
        wanted = names()[what]
        return any(_last(name) in wanted and value.strip() for name, value in self.said.items())


def _says_page(saying: _Saying) -> bool:
    if told_address(saying.request) is ToldAddress.WHOLE:
        return True
    page = saying.request.when.page.partition("#")[0]
    place = unquote(page.partition("://")[2])
    path = "/" + place.partition("/")[2]
    if path == "/":
        return False
    whole = place in saying.text
    return whole or saying.named("title") or any(unquote(value) == path for value in saying.said.values())


def _says_product(saying: _Saying) -> bool:
    slots = (name for name, value in saying.said.items() if _PRODUCT_SLOT.fullmatch(_last(name)) and value)
    return saying.named("product") or next(slots, None) is not None


def _says_number(saying: _Saying) -> bool:
    """A PZN: called so, or with the right check digit under a product's name or where the page's own address has it."""
    if saying.named("product_number") or _PZN_WORD.search(saying.text):
        return True
    page = set(_PZN.findall(saying.request.when.page))
    if any(is_pzn(number) and number in saying.text for number in page):
        return True
    products = (value for name, value in saying.said.items() if _last(name) in names()["product"])
    return any(is_pzn(number) for value in products for number in _PZN.findall(value))


def _says_category(saying: _Saying) -> bool:
    return saying.named("category")


def _says_search_term(saying: _Saying) -> bool:
    if saying.named("search_term"):
        return True
    asked = _pairs(_query(saying.request.when.page))
    terms = [value for name, value in asked if _last(name) in names()["search_parameters"]]
    return any(len(term) >= _SHORTEST_TERM and term.casefold() in saying.text.casefold() for term in terms)


_SAYS: Mapping[Told, Callable[[_Saying], bool]] = {
    Told.PAGE: _says_page,
    Told.PRODUCT: _says_product,
    Told.PRODUCT_NUMBER: _says_number,
    Told.CATEGORY: _says_category,
    Told.SEARCH_TERM: _says_search_term,
}


def is_pzn(number: str) -> bool:
    """Whether the check digit of a Pharmazentralnummer fits: places 1 to 7 weighted by their number, modulo 11.

    Seven digits are an older number without its leading 0. Source: IFA, PZN8 technical notes; from general knowledge.
    """
    digits = [int(digit) for digit in number.rjust(8, "0")]
    return len(digits) == 8 and any(digits) and sum(i * d for i, d in enumerate(digits[:7], 1)) % 11 == digits[7]


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def joined(one: Maybe[tuple[Told, ...]], other: Maybe[tuple[Told, ...]]) -> Maybe[tuple[Told, ...]]:
    """Of two requests with one row. What one of them says counts, though the other could not be read."""
    if isinstance(one, Unknown) or isinstance(other, Unknown):
        known = () if isinstance(one, Unknown) else one
        known = known if isinstance(other, Unknown) else other or known
        return known or (one if isinstance(one, Unknown) else other)
    return tuple(told for told in Told if told in {*one, *other})


def _last(name: str) -> str:
    """The last word of a name, as `cd[content_name]` and `events.params.search_term` have it, in lower case.

    Where that word is a number of a list, or only a prefix of a service's, the one before counts.
    """
    parts = [part for part in _NAME_PARTS.split(name.casefold()) if part and not part.isdigit()]
    return parts[-1] if parts else name.casefold()


def _pairs(query: str) -> Iterator[tuple[str, str]]:
    for part in query.split("&", _MOST_PAIRS)[:_MOST_PAIRS]:
        name, equals, value = part.partition("=")
        if equals:
            yield unquote_plus(name), unquote_plus(unquote_plus(value))[:2000]


def _referer(request: SentRequest) -> str:
    return next((value for name, value in reversed(request.headers) if name.lower() == "referer"), "")


def _query(url: str) -> str:
    try:
        return urlsplit(url).query
    except ValueError:
        return ""
