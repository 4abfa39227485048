"""Which page to try next for which role, and which in its place. Bounded, whatever the shop offers. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from scanner.model.vocabulary import PageRole
from scanner.probes.browser.crawl.links import Contents, FormHint, Link, LinkKind, Place
from scanner.probes.browser.crawl.urls import document_of, key, never, never_followed, trapped
from scanner.probes.browser.crawl.words import tokens
from scanner.probes.browser.roles import LIKELY, Guess, described_by, guess, is_hub
from scanner.probes.browser.sites import same_site

MOST_DEPTH = 3
_MOST_KEYS = 10_000
_MOST_CANDIDATES = 400  # of one role
_MOST_HUBS = 3
_HINT = 2.0
_SEARCH_FIELDS = {
    "q",
    "s",
    "query",
    "search",
    "searchparam",
    "ssearch",
    "suche",
    "suchbegriff",
    "qs",
    "keywords",
    "keyword",
    "term",
}
_NO_TERM = {
    "mehr",
    "details",
    "jetzt",
    "entdecken",
    "kaufen",
    "shop",
    "alle",
    "view",
    "more",
    "weiter",
    "product",
    "produkt",
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A page that may have a role. `depth`: clicks from the front page."""

    role: PageRole
    url: str
    score: float
    reason: str
    depth: int
    link: Link

    @property
    def key(self) -> str:
        """What it is known by."""
        return key(self.url)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A legal text that the shop leaves to another party. It is not visited."""

    role: PageRole
    url: str
    label: str


@dataclass(slots=True)
class Frontier:
    """All that was found and not yet tried. Mutable."""

    home: str
    elsewhere: dict[tuple[PageRole, str], Elsewhere] = field(default_factory=dict)
    controls: dict[PageRole, Link] = field(default_factory=dict)
    documents: dict[PageRole, str] = field(default_factory=dict)
    labels: dict[PageRole, str] = field(default_factory=dict)
    _known: set[str] = field(default_factory=set)
    _waiting: dict[PageRole, dict[str, Candidate]] = field(default_factory=dict)
    _tried: set[tuple[PageRole, str]] = field(default_factory=set)
    _hubs: dict[str, Candidate] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many different pages of the shop were linked from anywhere, at most some thousands."""
        return len(self._known)

    def hint(self, role: PageRole, url: str) -> None:
        """The owner says where it is."""
        self._offer(Candidate(role, urljoin(self.home, url), _HINT, "named in the shop file", 1, Link(href=url)))

    def add(self, contents: Contents, depth: int) -> None:
        """What a page at this depth offers."""
        described = described_by(contents)
        for link in contents.links:
            self._add_link(link, depth, described)
        for control in contents.controls:
            for one in guess(control, self.home)[:1]:
                self.controls.setdefault(one.role, control)
        self._drop_products_from_menus()
        if search := search_url(contents, self.home):
            found = Guess(0.9, PageRole.SEARCH, "the site's own search form")
            self._offer(Candidate(found.role, search, found.score, found.reason, depth + 1, Link(href=search)))

    def add_listed(self, urls: Iterable[str], roles: Iterable[PageRole]) -> int:
        """From a sitemap, only for these roles. How many were worth something."""
        wanted, count = frozenset(roles), 0
        for url in urls:
            self._remember(url)
            link = Link(href=url, kind=LinkKind.LISTED)
            if never_followed(url) or trapped(url):
                continue
            for one in guess(link, self.home):
                if one.role in wanted and document_of(url) is None:
                    count += self._offer(Candidate(one.role, url, one.score, f"sitemap: {one.reason}", 1, link))
        return count

    def take(self, role: PageRole) -> Candidate | None:
        """The best one that was not tried for this role; it counts as tried from now on."""
        best = self._best(role)
        if best is not None:
            del self._waiting[role][best.key]
            self._tried.add((role, best.key))
        return best

    def next_key(self, role: PageRole) -> str | None:
        """What `take` would give, by its `key`."""
        best = self._best(role)
        return None if best is None else best.key

    def has(self, role: PageRole) -> bool:
        """Whether there is one to take."""
        return bool(self._waiting.get(role))

    def take_hub(self) -> Candidate | None:
        """A page that may lead to legal pages."""
        return self._hubs.pop(next(iter(self._hubs))) if self._hubs else None

    def _drop_products_from_menus(self) -> None:
        """A menu may lead to single products: where else a price stands beside the same link, it is no list."""
        products, lists = self._waiting.get(PageRole.PRODUCT, {}), self._waiting.get(PageRole.CATEGORY, {})
        for address in products.keys() & lists.keys():
            if lists[address].score <= LIKELY:
                del lists[address]

    def _best(self, role: PageRole) -> Candidate | None:
        return max(self._waiting.get(role, {}).values(), key=lambda one: (one.score, -one.depth), default=None)

    def _add_link(self, link: Link, depth: int, described: Mapping[str, str]) -> None:
        if never(link) is None and same_site(link.href, self.home):
            self._remember(link.href)
        if depth >= MOST_DEPTH:
            return
        guesses = guess(link, self.home, described)
        for one in guesses:
            if not same_site(link.href, self.home):
                self.elsewhere.setdefault((one.role, link.href), Elsewhere(one.role, link.href, link.label))
            elif document_of(link.href) is not None:
                self.documents.setdefault(one.role, link.href)
                self.labels.setdefault(one.role, link.label)
            else:
                self._offer(Candidate(one.role, link.href, one.score, one.reason, depth + 1, link))
        if not guesses and len(self._hubs) < _MOST_HUBS and is_hub(link) and same_site(link.href, self.home):
            self._hubs.setdefault(
                key(link.href), Candidate(PageRole.OTHER, link.href, 0.0, "may lead on", depth + 1, link)
            )

    def _offer(self, candidate: Candidate) -> bool:
        if (candidate.role, candidate.key) in self._tried:
            return False
        waiting = self._waiting.setdefault(candidate.role, {})
        known = waiting.get(candidate.key)
        if known is None and len(waiting) >= _MOST_CANDIDATES:
            return False
        if known is None or candidate.score > known.score:
            waiting[candidate.key] = candidate
        return known is None

    def _remember(self, url: str) -> None:
        if len(self._known) < _MOST_KEYS and document_of(url) is None:
            self._known.add(key(url))


def search_url(contents: Contents, home: str) -> str | None:
    """The address of a harmless search for a word that the page itself uses, by the site's search form."""
    term = _term(contents)
    described = re.sub(r"\{[^{}]{1,60}\}", term, contents.search) if "{" in contents.search else None
    if described and never_followed(described) is None and same_site(described, home):
        return described
    found = (_search_by(form, term) for form in contents.forms)
    return next((url for url in found if url and same_site(url, home)), None)


def _search_by(form: FormHint, term: str) -> str | None:
    if form.method not in {"", "get"} or not form.action:
        return None
    fields = [one for one in form.fields if one.name and one.type in {"", "text", "search"} and one.tag == "input"]
    named = [
        one for one in fields if one.type == "search" or one.name.lower() in _SEARCH_FIELDS or form.role == "search"
    ]
    if not named or form.count("password") or form.count("email"):
        return None
    kept = [(one.name, one.value) for one in form.fields if one.type == "hidden" and one.name]
    parts = urlsplit(form.action)
    query = urlencode([*parse_qsl(parts.query), *kept, (named[0].name, term)])
    url = urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))
    return url if never_followed(url) is None else None


def _term(contents: Contents) -> str:
    """A word of an offer, else of the menu."""
    ordered = sorted(contents.links, key=lambda link: (not link.priced, link.place is not Place.NAV))
    for link in ordered[:50]:
        for word in tokens(link.label):
            if len(word) >= 4 and word.isalpha() and word not in _NO_TERM:
                return word[:20]
    return "test"
