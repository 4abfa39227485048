"""One SPF record taken apart by the grammar of RFC 7208 § 12. Looks nothing up."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass

#: Terms that are read: far more than a record can use, and quickly read.
MOST_TERMS = 3000
_EXPAND = r"%(?:%|_|-|\{[slodiphv][0-9]*r?[.\-+,/_=]*\})"  # c, r and t are for explanations only
_LITERAL = r"[\x21-\x24\x26-\x7e]"
_MACROS = re.compile(rf"(?:{_EXPAND}|{_LITERAL})*+", re.IGNORECASE)
_ENDS_IN_MACRO = re.compile(rf"{_EXPAND}\Z", re.IGNORECASE)
_ANY_MACROS = re.compile(rf"(?:%(?:%|_|-|\{{[slodiphvcrt][0-9]*r?[.\-+,/_=]*\}})|{_LITERAL})*+", re.IGNORECASE)
_TOP = re.compile(r"[A-Za-z0-9](?:-*+[A-Za-z0-9])*+")
_MODIFIER = re.compile(r"(?P<name>[A-Za-z][A-Za-z0-9\-_.]*)=(?P<value>.*)", re.DOTALL)
_DIRECTIVE = re.compile(r"(?P<qualifier>[+\-?~]?)(?P<name>[A-Za-z][A-Za-z0-9\-_.]*)(?P<rest>[:/].*)?", re.DOTALL)
_CIDRS = re.compile(r"(?P<four>/(?:0|[1-9][0-9]?))?(?P<six>//(?:0|[1-9][0-9]{0,2}))?\Z")
_VERSION = re.compile(r"v=spf1(?= |$)", re.IGNORECASE)
#: Mechanisms and modifiers that cost one of the ten lookups (§ 4.6.4).
COSTLY = frozenset({"include", "a", "mx", "ptr", "exists", "redirect"})


Network = ipaddress.IPv4Network | ipaddress.IPv6Network
#: +all, as a network.
EVERYONE = ipaddress.IPv4Network("0.0.0.0/0")


class TooLong(Exception):
    """More terms than are read, so that nothing can be said of the record."""


class BrokenSpf(ValueError):
    """A term breaks the grammar. `term` is it; `unknown`: it is a mechanism that doesn't exist."""

    def __init__(self, term: str, *, unknown: bool = False) -> None:
        super().__init__(term)
        self.term, self.unknown = term, unknown


@dataclass(frozen=True, slots=True)
class Term:
    """A mechanism with its qualifier, or redirect. `domain` as written, None for the domain itself.

    `network`: the addresses that ip4 and ip6 name.
    """

    text: str
    name: str
    qualifier: str = "+"
    domain: str | None = None
    network: Network | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """The mechanisms up to `all`, which is the last that counts, and the redirect that counts if there is none."""

    terms: tuple[Term, ...]
    all: Term | None
    redirect: Term | None


def is_spf(text: str) -> bool:
    """Whether a TXT record is an SPF record at all (§ 4.5)."""
    return _VERSION.match(text) is not None


def parse(text: str) -> Record:
    """Raises BrokenSpf for the first term that breaks the grammar: then the whole record counts for nothing (§ 4.6).

    Raises TooLong for more than MOST_TERMS terms.
    """
    words = [word for word in text[len("v=spf1") :].split(" ") if word]
    if len(words) > MOST_TERMS:
        raise TooLong(f"an SPF record of {len(words):,} terms")
    terms: list[Term] = []
    modifiers: dict[str, Term] = {}
    for word in words:
        if (match := _MODIFIER.fullmatch(word)) and not _DIRECTIVE.fullmatch(word):
            _modifier(word, match["name"].lower(), match["value"], modifiers)
        else:
            terms.append(_mechanism(word))
    last = next((i for i, term in enumerate(terms) if term.name == "all"), None)
    if last is None:
        return Record(tuple(terms), None, modifiers.get("redirect"))
    return Record(tuple(terms[:last]), terms[last], None)


def _modifier(word: str, name: str, value: str, found: dict[str, Term]) -> None:
    if name not in {"redirect", "exp"}:
        if not _ANY_MACROS.fullmatch(value):
            raise BrokenSpf(word)
        return
    if name in found or not _is_domain(value):
        raise BrokenSpf(word)
    found[name] = Term(word, name, domain=value)


def _mechanism(word: str) -> Term:
    match = _DIRECTIVE.fullmatch(word)
    if match is None:
        raise BrokenSpf(word)
    name, rest, qualifier = match["name"].lower(), match["rest"] or "", match["qualifier"] or "+"
    match name:
        case "all" if not rest:
            return Term(word, name, qualifier)
        case "include" | "exists" if rest.startswith(":") and _is_domain(rest[1:]):
            return Term(word, name, qualifier, rest[1:])
        case "ptr" if not rest or (rest.startswith(":") and _is_domain(rest[1:])):
            return Term(word, name, qualifier, rest[1:] or None)
        case "a" | "mx":
            return Term(word, name, qualifier, _with_prefix(word, rest))
        case "ip4" | "ip6" if rest.startswith(":"):
            return Term(word, name, qualifier, network=_network(word, name, rest[1:]))
        case "all" | "include" | "exists" | "ptr" | "ip4" | "ip6":
            raise BrokenSpf(word)
        case _:
            raise BrokenSpf(word, unknown=True)


def _with_prefix(word: str, rest: str) -> str | None:
    """The domain of `a` and `mx`, without the prefix lengths behind it."""
    cidrs = _CIDRS.search(rest)
    if cidrs is None or int((cidrs["four"] or "/0")[1:]) > 32 or int((cidrs["six"] or "//0")[2:]) > 128:
        raise BrokenSpf(word)
    domain = rest[: cidrs.start()]
    if domain and not (domain.startswith(":") and _is_domain(domain[1:])):
        raise BrokenSpf(word)
    return domain[1:] or None


def _is_domain(text: str) -> bool:
    """A domain-spec: macros and characters that end in a macro, or in a dot and a label that is no number."""
    if not _MACROS.fullmatch(text):
        return False
    before, dot, last = text.removesuffix(".").rpartition(".")
    plain = bool(dot and (before or text.startswith("."))) and bool(_TOP.fullmatch(last)) and not last.isdigit()
    return plain or _ENDS_IN_MACRO.search(text[-40:]) is not None


def is_everyone(networks: Iterable[Network]) -> bool:
    """Whether networks together are all addresses of a family."""
    found = tuple(networks)
    four = [each for each in found if isinstance(each, ipaddress.IPv4Network)]
    six = [each for each in found if isinstance(each, ipaddress.IPv6Network)]
    whole = ipaddress.IPv4Network("0.0.0.0/0"), ipaddress.IPv6Network("::/0")
    return whole[0] in ipaddress.collapse_addresses(four) or whole[1] in ipaddress.collapse_addresses(six)


def _network(word: str, name: str, text: str) -> Network:
    """The addresses of ip4 and ip6. Raises BrokenSpf where it is no network."""
    address, slash, prefix = text.partition("/")
    longest = 32 if name == "ip4" else 128
    if not slash:
        prefix = str(longest)
    if not re.fullmatch(r"0|[1-9][0-9]{0,2}", prefix) or int(prefix) > longest:
        raise BrokenSpf(word)
    try:
        if name == "ip4":
            return ipaddress.IPv4Network(f"{address}/{prefix}", strict=False)
        return ipaddress.IPv6Network((ipaddress.IPv6Address(address).packed, int(prefix)), strict=False)
    except ValueError as error:
        raise BrokenSpf(word) from error
