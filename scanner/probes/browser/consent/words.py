"""What the words on a banner mean, by consent_words.yaml and, by language, consent_words/. Pure; sees no page."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any

import duckduckgo_autoconsent  # type: ignore[import-untyped]

from scanner.datafile import data_file, parsed, read_data

_LONGEST_LABEL = 80
_FEWEST_WORDS = 1
_MOST_SELECTORS = 400
_TEXT_KINDS_WORDS = 4
_PART = re.compile(r"<<(\w+)>>")
#: What stands for denying that one minds: `No problem` says yes.
_NOT_AT_ALL_MINDING = " einverstanden "
_EDGES = re.compile(r"^[^\w×✕✖✗⨯╳]+|[^\w×✕✖✗⨯╳)]+$")


class Role(StrEnum):
    """What a control of a banner does."""

    ACCEPT = "accept"
    REJECT = "reject"
    SETTINGS = "settings"
    SAVE = "save"
    OK = "ok"
    CLOSE = "close"
    LEGAL = "legal"
    MORE = "more"
    PAY = "pay"
    FORBIDDEN = "forbidden"
    WAY_BACK = "way back"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Words:
    """The compiled lists. `roles` in the order in which they are tried; `tools` with the selectors that tell them."""

    roles: tuple[tuple[Role, tuple[re.Pattern[str], ...]], ...]
    topic: re.Pattern[str]
    by_name: re.Pattern[str]
    pun: re.Pattern[str]
    plain: re.Pattern[str]
    sets: re.Pattern[str]
    claims: re.Pattern[str]
    disclaims: re.Pattern[str]
    purposes: re.Pattern[str]
    goods: re.Pattern[str]
    data: re.Pattern[str]
    essential: re.Pattern[str]
    denies: re.Pattern[str]
    denies_else: re.Pattern[str]
    not_essential: re.Pattern[str]
    on_off: re.Pattern[str]
    pay: re.Pattern[str]
    switch_off: re.Pattern[str]
    switch_on: re.Pattern[str]
    sure: re.Pattern[str]
    stand_by: re.Pattern[str]
    needs_consent: re.Pattern[str]
    no_choice: re.Pattern[str]
    everything: re.Pattern[str]
    selected: re.Pattern[str]
    way_back: re.Pattern[str]
    way_back_short: re.Pattern[str]
    takes_back: re.Pattern[str]
    unchosen: re.Pattern[str]
    recipients: re.Pattern[str]
    third_countries: re.Pattern[str]
    withdrawal: re.Pattern[str]
    recipients_hint: re.Pattern[str]
    withdrawal_hint: re.Pattern[str]
    closing_consents: re.Pattern[str]
    recognised: re.Pattern[str]
    filler: re.Pattern[str]
    always_on: re.Pattern[str]
    column: re.Pattern[str]
    others: Mapping[str, re.Pattern[str]]
    legal_links: Mapping[str, str]
    language: Mapping[str, frozenset[str]]
    tools: tuple[tuple[str, tuple[str, ...]], ...]
    elsewhere: re.Pattern[str]
    litotes: re.Pattern[str]
    partly: re.Pattern[str]
    in_context: Mapping[str, re.Pattern[str]]


@cache
def words() -> Words:
    """Read once."""
    data = _read()
    roles = []
    for name, patterns in data["roles"].items():
        role = Role.SETTINGS if name == "settings_only" else Role(name)
        roles.append((role, tuple(re.compile(pattern) for pattern in patterns)))
    own = tuple((str(name), tuple(selectors)) for name, selectors in data["tools"])
    single: dict[str, Any] = {
        one.name: re.compile(data[one.name]) for one in fields(Words) if one.type == "re.Pattern[str]"
    }
    return Words(
        roles=tuple(roles),
        others={name: re.compile(pattern) for name, pattern in data["others"].items()},
        legal_links=data["legal_links"],
        language={name: frozenset(listed) for name, listed in data["language"].items()},
        tools=(*own, *_foreign_tools({name.lower() for name, _ in own}))[:_MOST_SELECTORS],
        in_context={name: re.compile(pattern) for name, pattern in data["in_context"].items()},
        **single,
    )


def _read() -> dict[str, Any]:
    """What all languages share, with what each adds."""
    data: dict[str, Any] = read_data("consent_words.yaml")
    folder = data_file("consent_words")
    for file in sorted((one for one in folder.iterdir() if one.name.endswith(".yaml")), key=lambda one: one.name):
        own = parsed(file)
        parts: dict[str, str] = own.get("parts", {})
        for role, patterns in own.get("roles", {}).items():
            data["roles"][role].extend(_with_parts(pattern, parts) for pattern in patterns)
        for name, pattern in own.get("others", {}).items():
            data["others"][name] = _either(data["others"].get(name), _with_parts(pattern, parts))
        for name, pattern in own.items():
            if name not in {"as_of", "parts", "roles", "others"}:
                data[name] = _either(data.get(name), _with_parts(pattern, parts))
    return data


def _with_parts(pattern: str, parts: Mapping[str, str]) -> str:
    return _PART.sub(lambda part: parts[part[1]], pattern)


def _either(one: str | None, other: str) -> str:
    return f"{one}|{other}" if one else other


def folded(text: str) -> str:
    """For comparing: NFKC, lower case, soft hyphens and invisible signs removed, single spaces."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf")
    return " ".join(plain.lower().split())


@lru_cache(maxsize=4096)  # a shop's pages have the same labels again and again
def role_of(label: str, kind: str = "button") -> Role:
    """What a control with this label does. Plain text (`kind` text) must be short and say accept or reject."""
    text = _EDGES.sub("", folded(label).replace("’", "'"))
    if not text or len(text) > _LONGEST_LABEL:
        return Role.OTHER
    text = " ".join(words().litotes.sub(_NOT_AT_ALL_MINDING, text).split())
    if kind != "text" and words().takes_back.search(text):
        return Role.REJECT
    if kind != "text" and words().unchosen.search(text):
        return Role.CLOSE
    for found, patterns in words().roles:
        if any(pattern.search(text) for pattern in patterns):
            role = Role.ACCEPT if found is Role.SAVE and _is_everything(text) else found
            if kind == "text" and (role not in {Role.ACCEPT, Role.REJECT} or len(text.split()) > _TEXT_KINDS_WORDS):
                return Role.FORBIDDEN if role is Role.FORBIDDEN else Role.OTHER
            if role in {Role.ACCEPT, Role.REJECT} and words().elsewhere.search(text):
                return Role.OTHER
            return _how_much(text) if role is Role.ACCEPT else role
    return Role.OTHER


def _how_much(text: str) -> Role:
    """What a label with a word of accepting says: all of it, none, or some of it only, which is no choice here."""
    rules = words()
    if denies(text):
        return Role.REJECT
    return Role.OTHER if rules.partly.search(rules.not_essential.sub(" ", text)) else Role.ACCEPT


def _is_everything(text: str) -> bool:
    """`Accept all settings` saves nothing that was chosen."""
    rules = words()
    if rules.everything.search(text) is None or rules.selected.search(text) is not None:
        return False
    accepts = next(patterns for role, patterns in rules.roles if role is Role.ACCEPT)
    return any(pattern.search(text) for pattern in accepts)


def denies(text: str) -> bool:
    """Whether a folded label says no to something other than to being asked again."""
    rules = words()
    said = rules.litotes.sub(_NOT_AT_ALL_MINDING, text)
    return rules.denies.search(said) is not None and rules.denies_else.search(said) is None


@lru_cache(maxsize=4096)
def leads_back(label: str, *, button: bool = False) -> bool:
    """Whether a control with this label leads back to the choice. Of a button's name, one word may say so."""
    text = _EDGES.sub("", folded(label).replace("’", "'"))
    role = role_of(label)
    if not text or len(text) > _LONGEST_LABEL or role in {Role.FORBIDDEN, Role.PAY}:
        return False
    if button and words().way_back_short.search(text):
        return True
    return role is not Role.LEGAL and words().way_back.search(text) is not None


def is_essential(label: str) -> bool:
    """A purpose that needs no consent, by its own words."""
    text = words().not_essential.sub(" ", folded(label))
    return words().essential.search(text) is not None


def language_of(text: str, fewest: int = _FEWEST_WORDS) -> str | None:
    """Two letters, by the commonest words of seven languages; None where too few are met, or two have as many."""
    met = Counter(re.findall(r"[^\W\d_]+", folded(text)))
    counts = {name: sum(met[word] for word in listed) for name, listed in words().language.items()}
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] >= fewest and list(counts.values()).count(counts[best]) == 1 else None


def _foreign_tools(known: set[str]) -> list[tuple[str, tuple[str, ...]]]:
    """autoconsent's rules for tools, not for single sites, whose detection is plain selectors.

    Nothing else of it is used: its opt-outs may call a tool's own functions, which no visitor can.
    """
    found: list[tuple[str, tuple[str, ...]]] = []
    for rule in json.loads(duckduckgo_autoconsent.rules_json()):
        name = str(rule.get("name", ""))
        if name.startswith("auto_") or (rule.get("runContext") or {}).get("urlPattern") or name.lower() in known:
            continue
        selectors = [step["exists"] for step in rule.get("detectCmp") or [] if set(step) == {"exists"}]
        plain = [one for one in selectors if isinstance(one, str) and not one.startswith("xpath/")]
        if plain and len(plain) == len(rule["detectCmp"]):
            found.append((name, tuple(plain)))
    return found
