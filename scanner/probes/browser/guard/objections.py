"""Why a request may not leave a browser: what was typed, what nobody announced, what is not what was announced."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from scanner.network.addresses import parse_ip
from scanner.probes.browser.guard.asked import CARRYING, HARMLESS, Asked
from scanner.probes.browser.guard.person import Person, foreign
from scanner.probes.browser.guard.submissions import Submission, carries, personal, sent_by_script
from scanner.probes.browser.guard.tab import Permit, TabGuard
from scanner.probes.browser.sites import host_of, same_site

#: Fetches by which the scripts of one step of a checkout may save what was typed.
_MOST_SAVES = 40


@dataclass(frozen=True, slots=True)
class Objections:
    """Against what the tabs of one browser send. `permitted`: what was let through, as it was announced, in order.

    `tabs`, `gone`: the guard's own, which change as tabs are opened and closed.
    """

    tabs: Collection[TabGuard]
    gone: Collection[TabGuard]
    permitted: list[tuple[Submission, str]] = field(default_factory=list)

    async def to(self, asked: Asked, tab: TabGuard | None) -> str | None:
        """Why a request may not leave; None where it may."""
        if why := self._typed(asked, tab) or (self._heeded(asked, tab) if tab is not None else None):
            return why
        if self._told_of_person(asked, tab):
            return self._of_person(asked, tab)
        if asked.kind not in CARRYING:
            return None
        owner = tab or self.served(asked)
        if owner is not None and owner.submits(asked.frame if tab else None, asked.url):
            return self._of_form(asked, owner, "a form's submission")
        if asked.kind == "Document":
            if asked.method not in HARMLESS:
                return self._of_form(asked, tab, "a form's submission")
            return self._of_window(asked, tab)
        if asked.method in HARMLESS:
            # A worker of the shop may load windows too, and then no frame is told.
            window = tab is None and any(one.opened(asked.url) for one in self.tabs)
            return "a window that nobody asked for" if window else None
        return await self._by_script(asked, tab)

    def _typed(self, asked: Asked, tab: TabGuard | None) -> str | None:
        """What was typed to see whether it leaves, and may not, in some disguise neither."""
        if any(
            one.carries and one.carries(asked.url, asked.body) for one in ([tab] if tab else [*self.tabs, *self.gone])
        ):
            return "it carries what was typed"
        typed = {value for one in ([tab] if tab else self.tabs) for value in one.typed}
        if not typed or not carries(typed, asked.url, (asked.body or b"").decode("utf-8", "replace")):
            return None
        permit = self._permit_for(asked, tab)
        return "it carries what was typed" if permit is None or permit.term not in typed else None

    def _heeded(self, asked: Asked, tab: TabGuard) -> str | None:
        page = asked.kind == "Document" and asked.frame == tab.main
        for heed in tab.heeds:
            if asked.hop and not heed.hops:
                continue
            if (asked.method not in HARMLESS or (heed.pages and page)) and same_site(asked.url, heed.site):
                parts = urlsplit(asked.url)
                if why := heed.why(f"{parts.path}?{parts.query}"):
                    return f"an address that says {why!r} was asked for by a click"
        return None

    def served(self, asked: Asked) -> TabGuard | None:
        """The tab of which a form has begun to load what a worker now fetches for it."""
        return next((one for one in self.tabs if one.submits(None, asked.url)), None)

    def _of_window(self, asked: Asked, tab: TabGuard | None) -> str | None:
        """Windows are closed as they come; whatever they load may be a form's answer, which nobody can tell."""
        if tab is not None or "sec-purpose" in asked.headers:
            return None
        return "a window that nobody asked for"

    def _of_form(self, asked: Asked, tab: TabGuard | None, what: str) -> str | None:
        if tab is None:
            return f"{what} in a window that nobody asked for"
        permit = self._permit_for(asked, tab)
        if permit is None:
            return what
        if not same_site(asked.url, permit.site):
            return f"{what}, announced as {permit.kind}, to another party"
        if permit.person is not None:
            return self._of_step(asked, tab, permit, permit.person, what)
        if permit.used is not None:
            return None  # a redirect of it
        fields = asked.fields()
        if fields is None and (asked.has_body or asked.method in HARMLESS):
            return f"{what}, announced as {permit.kind}, that can't be read"
        if fields and fields.fields and (why := personal(fields, (*permit.forms, *tab.told_of()), permit.term)):
            return f"{what}, announced as {permit.kind}: {why}"
        permit.used, permit.url = asked.network, asked.url
        self.permitted.append((permit.kind, asked.url.partition("?")[0][:500]))
        return None

    def _told_of_person(self, asked: Asked, tab: TabGuard | None) -> bool:
        """Whether it says something of the test identity; of a body that can't be read, it may."""
        people = {one.person for one in ([tab] if tab else [*self.tabs, *self.gone]) if one.person is not None}
        if not people:
            return False
        unread = asked.has_body and asked.body is None
        return unread or any(one.told(asked.url, asked.body, asked.fields()) for one in people)

    def _of_person(self, asked: Asked, tab: TabGuard | None) -> str | None:
        """What carries the test identity leaves only as a step that was announced, or as its page's scripts save it."""
        what = "it carries what was typed into the checkout"
        permit = self._permit_for(asked, tab)
        if tab is None or permit is None or permit.person is None:
            return what
        return self._of_step(asked, tab, permit, permit.person, what)

    def _of_step(self, asked: Asked, tab: TabGuard, permit: Permit, person: Person, what: str) -> str | None:
        """A form of a checkout's step: to the shop's own host, over https, with nothing in it but the test identity."""
        said = f"{what}, announced as {permit.kind}"
        if why := _not_a_step(asked, tab, permit):
            return f"{said}, {why}"
        if asked.hop and permit.used == asked.network:
            return None
        if permit.used is not None:
            return f"{said}, after it"
        fields = asked.fields()
        if fields is None and (asked.has_body or asked.method in HARMLESS):
            return f"{said}, that can't be read"
        if fields and (why := foreign(fields, (*permit.forms, *tab.told_of()), person)):
            return f"{said}: {why}"
        if asked.kind == "Document":
            permit.used, permit.url = asked.network, asked.url
        permit.saves += 1
        self.permitted.append((permit.kind, asked.url.partition("?")[0][:500]))
        return None

    def _permit_for(self, asked: Asked, tab: TabGuard | None) -> Permit | None:
        """One not used yet, or used by the request that this is a redirect of."""
        permits = tab.permits if tab else []
        for permit in permits:
            if permit.used is None or (asked.hop and permit.used == asked.network) or permit.person is not None:
                return permit
        return None

    async def _by_script(self, asked: Asked, tab: TabGuard | None) -> str | None:
        fields = asked.fields()
        if fields is None or not fields.fields:
            return None
        frame = asked.frame if tab else None
        tabs = [tab] if tab else [*self.tabs, *self.gone]
        forms = [form for one in tabs for form in await one.forms(frame)]
        submitted = [form for one in tabs for form in one.submitted()]
        if not sent_by_script(fields, forms, submitted):
            return None
        return self._of_form(asked, tab, "a form sent by a script")


def _not_a_step(asked: Asked, tab: TabGuard, permit: Permit) -> str | None:
    """Why a request is none by which a step of a checkout is sent or saved, whatever is in it."""
    if asked.kind not in {"Document", "XHR", "Fetch"}:
        return f"by what no step is sent by ({asked.kind})"
    if authority(asked.url) not in permit.hosts or not _is_private(asked.url):
        return "to another party"
    if asked.kind == "Document" and asked.frame != tab.main:
        return "in a frame"
    if asked.kind == "Document" and not permit.pressed:
        return "before its control was clicked"
    return f"more than {_MOST_SAVES} times" if permit.saves >= _MOST_SAVES else None


def authority(url: str) -> str:
    """Host and port of a URL, in lower case; empty where it has none."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme, 0)
    except ValueError:
        return ""
    return f"{parts.hostname}:{port}" if parts.hostname else ""


def _is_private(url: str) -> bool:
    """Over https, or on this very machine."""
    host = host_of(url)
    address = parse_ip(host.strip("[]"))
    return url.startswith("https:") or host == "localhost" or (address is not None and address.is_loopback)
