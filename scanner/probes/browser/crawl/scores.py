"""How much the words of a label, and the path of an address, speak for each role. Pure; looked up, not searched."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from scanner.model.vocabulary import PageRole
from scanner.probes.browser.crawl.words import flat, words

_MOST_WORDS = 30
_MOST_SEGMENTS = 12
_LONGEST_NAME = 5  # in parts between hyphens
_SHORTEST_PART = 6  # characters of a name that counts within a longer one
_ENDING = re.compile(r"\.(?:html?|php|aspx?|jsp)$")
_NUMBER = re.compile(r"^\d+-|-\d+$")


def label_scores(said: tuple[str, ...], *, in_footer: bool) -> Mapping[PageRole, float]:
    """From 0 to 1 for each role of which the label, as words, has a phrase."""
    return _label_scores(said[:_MOST_WORDS], in_footer=in_footer)


@lru_cache(maxsize=4096)
def _label_scores(said: tuple[str, ...], *, in_footer: bool) -> Mapping[PageRole, float]:
    """A phrase within another role's longer one is not meant: "account" in "create an account"."""
    known = words()
    spans = list(_spans(said))
    meant = [one for one in spans if not any(_lies_within(one, other) for other in spans)]
    covered = {at for _, start, end, _ in meant for at in range(start, end)}
    strange = sum(1 for at, word in enumerate(said) if at not in covered and word not in known.filler)
    found: dict[PageRole, float] = {}
    for role, _, _, weight in meant:
        found[role] = max(found.get(role, 0.0), weight * _alone(strange))
    if role_of_all := known.only.get(said):
        found[role_of_all] = 1.0
    if in_footer and (role_of_all := known.footer_only.get(said)):
        found[role_of_all] = 1.0
    return found


@lru_cache(maxsize=8192)
def path_scores(href: str) -> Mapping[PageRole, float]:
    """From 0 to 1 for each role of which the address has a name or a pattern."""
    parts = urlsplit(href)
    target = f"{parts.path}{'?' + parts.query if parts.query else ''}".lower()
    known = words()
    found: dict[PageRole, float] = {}
    route = parts.fragment.lstrip("!/") if parts.fragment.startswith(("/", "!")) else ""
    segments = [flat(unquote(segment)) for segment in (route or parts.path).split("/") if segment][-_MOST_SEGMENTS:]
    if segments:
        last = _ENDING.sub("", segments[-1])
        _note(found, 0.6, *(_parts_of(last)))
        _note(found, 0.5, *segments[:-1])
        _note(found, 1.0, last, segments[-1], _NUMBER.sub("", last))
    if known.any_url.search(target):
        found |= {role: 1.0 for role, one in known.roles.items() if one.urls and one.urls.search(target)}
    return found


def _note(found: dict[PageRole, float], score: float, *names: str) -> None:
    for name in names:
        for role in words().by_path.get(name, ()):
            found[role] = max(found.get(role, 0.0), score)


def _parts_of(segment: str) -> Iterator[str]:
    """What is within it between hyphens, long enough to mean something."""
    pieces = segment.split("-")[:20]
    for start in range(len(pieces)):
        for end in range(start + 1, min(len(pieces), start + _LONGEST_NAME) + 1):
            part = "-".join(pieces[start:end])
            if len(part) >= _SHORTEST_PART and part != segment:
                yield part


def _spans(said: tuple[str, ...]) -> Iterator[tuple[PageRole, int, int, float]]:
    by_first = words().by_first
    for start, word in enumerate(said):
        for phrase, role, weight in by_first.get(word, ()):
            end = start + len(phrase)
            if said[start:end] == phrase:
                yield role, start, end, weight


def _lies_within(span: tuple[PageRole, int, int, float], other: tuple[PageRole, int, int, float]) -> bool:
    role, start, end, _ = span
    of, begins, ends, _ = other
    return role is not of and begins <= start and end <= ends and ends - begins > end - start


def _alone(strange_words: int) -> float:
    """How much a phrase says among so many words that have nothing to do with it."""
    return {0: 1.0, 1: 0.75, 2: 0.5}.get(strange_words, 0.2)
