"""How each page leads to the legal pages: after how many clicks, by which words, and visibly or not. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from scanner.model.facts.pages import LegalLink, LegalLinks
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import PageRole
from scanner.probes.browser.crawl.links import Contents, Link, LinkKind, Place
from scanner.probes.browser.crawl.results import Crawl
from scanner.probes.browser.crawl.urls import key, never
from scanner.probes.browser.roles import guess

#: The pages of LegalLinks; the field's name is the role's.
LINKED = (
    PageRole.IMPRINT, PageRole.PRIVACY, PageRole.COOKIES, PageRole.TERMS, PageRole.WITHDRAWAL,
    PageRole.WITHDRAWAL_FUNCTION, PageRole.CANCELLATION_FUNCTION, PageRole.SHIPPING, PageRole.PAYMENT,
    PageRole.ACCESSIBILITY, PageRole.CONTACT,
)  # fmt: skip


class LegalMap:
    """Answers for every page of a crawl.

    home    the front page
    known   the `key`s of pages of which it is known what they are: confirmed ones
    wrong   pairs of role and `key` that a look has shown not to be it
    seen    by `key`, what the pages that were seen offer
    """

    def __init__(
        self,
        home: str,
        known: Mapping[str, frozenset[PageRole]],
        wrong: frozenset[tuple[PageRole, str]],
        seen: Mapping[str, Contents],
    ) -> None:
        self._home = home
        self._known = known
        self._wrong = wrong
        self._direct = {address: self._direct_links(contents) for address, contents in seen.items()}
        self._seen = seen

    def of(self, address: str) -> LegalLinks:
        """The links of one page, named by its `key`."""
        return LegalLinks(**{role.value: self._link(address, role) for role in LINKED})

    def _link(self, address: str, role: PageRole) -> Maybe[LegalLink | None]:
        contents = self._seen.get(address)
        if contents is None or not contents.read:
            return Unknown("the links of the page were not read")
        if role in self._known.get(address, frozenset()) and role not in self._direct[address]:
            return LegalLink(clicks=0, visible=True, label=None)
        if direct := self._direct[address].get(role):
            return LegalLink(clicks=1, visible=direct.visible, label=direct.label or None)
        if over := self._over_one(contents, role):
            return LegalLink(clicks=2, visible=over.visible, label=over.label or None)
        if contents.cut:
            return Unknown(f"only {len(contents.links)} of the page's {contents.total} links were read")
        return None

    def _over_one(self, contents: Contents, role: PageRole) -> Link | None:
        """The link to a page that has one: the best to be seen."""
        over = [
            link for link in contents.links
            if link.href and never(link) is None and role in self._direct.get(key(link.href), {})
            and self._direct[key(link.href)][role].visible
        ]  # fmt: skip
        return max(over, key=lambda link: link.visible, default=None)

    def _direct_links(self, contents: Contents) -> dict[PageRole, Link]:
        found: dict[PageRole, list[tuple[float, Link]]] = {}
        for link in _lasting((*contents.links, *(one for one in contents.controls if one.kind is LinkKind.CONTROL))):
            for role, score in self._roles(link):
                found.setdefault(role, []).append((score, link))
        # One that is seen counts before one that is not.
        return {role: max(links, key=lambda one: (one[1].visible, one[0]))[1] for role, links in found.items()}

    def _roles(self, link: Link) -> Iterable[tuple[PageRole, float]]:
        address = key(link.href) if link.href else ""
        roles = {one.role: one.score for one in guess(link, self._home) if one.role in LINKED}
        # A place within the page that is open leads to no page, though its address is that page's.
        within = link.stated.startswith("#") and not link.stated.startswith(("#/", "#!"))
        if address and never(link) is None and not within:
            for role in self._known.get(address, frozenset()):
                if role in LINKED and len(self._known[address]) == 1:
                    roles[role] = 1.0
        return ((role, score) for role, score in roles.items() if (role, address) not in self._wrong)


def _lasting(links: Sequence[Link]) -> Sequence[Link]:
    """Without those in a banner or dialog, which go away with it; all, where a page shows nothing but its dialog."""
    lasting = [link for link in links if link.place is not Place.DIALOG]
    return lasting if any(link.visible for link in lasting) else links


def legal_links(
    home: str,
    pages: Mapping[str, Contents],
    known: Mapping[str, frozenset[PageRole]],
    wrong: Sequence[tuple[PageRole, str]] = (),
) -> dict[str, LegalLinks]:
    """For each page, by its `key`."""
    made = LegalMap(home, known, frozenset(wrong), pages)
    return {address: made.of(address) for address in pages}


def links_beside(found: Crawl, url: str, contents: Contents) -> LegalLinks:
    """Of a page that the crawl did not visit itself, by what it brought of the others."""
    pages = {key(page.visit.final_url): page.contents for page in found.pages} | {key(url): contents}
    known = {key(page.visit.final_url): frozenset(page.roles) for page in found.pages if page.confirmation.sure}
    home = next((page.url for page in found.pages if page.role is PageRole.HOME), found.start)
    return legal_links(home, pages, known)[key(url)]
