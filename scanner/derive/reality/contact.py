"""Whether the ways to reach somebody that the notice names work: its mail addresses and its links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urldefrag

from scanner.derive.party import Site, registrable_domain, url_host
from scanner.derive.reality.texts import Texts
from scanner.derive.reality.words import names
from scanner.model.evidence import Evidence
from scanner.model.facts import Link, MailDomain, Page
from scanner.model.values import Maybe, Unknown

_ADDRESS = re.compile(
    r"([A-Za-z0-9][A-Za-z0-9._%+-]{0,63}) ?(?:@|\(at\)|\[at\]|\{at\}| at (?=[a-z0-9-]+ dot )) ?"
    r"((?:[A-Za-z0-9-]{1,63}(?:\.| ?(?:\(dot\)|\[dot\]|\(punkt\)| dot ) ?)){1,5}[A-Za-z]{2,24})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_DOT = re.compile(r" ?(?:\(dot\)|\[dot\]|\(punkt\)| dot ) ?", re.IGNORECASE)
_MOST = 40
#: Answers that say that nothing is there.
_GONE = frozenset({404, 410})
#: Providers whose domains take mail for anybody; nobody needs to ask.
_FREEMAIL = frozenset(names("mails", "providers"))


def mail_addresses(texts: Texts) -> tuple[str, ...]:
    """All addresses in the notice, in order, spelt with an @."""
    return tuple(dict.fromkeys(_addresses(texts)))[:_MOST]


def _addresses(texts: Texts) -> Iterator[str]:
    for text in texts.notice:
        for one in text.reading.sentences:
            for found in _ADDRESS.finditer(one.text):
                yield f"{found[1]}@{_DOT.sub('.', found[2])}".lower()


def mail_works(evidence: Evidence, addresses: tuple[str, ...], site: Site) -> Maybe[bool | None]:
    """Whether the shop's own addresses can receive mail. Those of authorities and services are not the shop's."""
    if not addresses:
        return None
    told = {str(row.name).lower(): row.receives for row in evidence.rows("mail_domain") if isinstance(row, MailDomain)}
    own = [one for one in addresses if _is_own(one.rpartition("@")[2], site, told)] or list(addresses[:1])
    verdicts = [_receives(one.rpartition("@")[2], told, evidence) for one in own]
    if any(verdict is False for verdict in verdicts):
        return False
    return next((verdict for verdict in verdicts if isinstance(verdict, Unknown)), True)


def _is_own(domain: str, site: Site, told: dict[str, Maybe[bool]]) -> bool:
    return registrable_domain(domain) in site.domains or domain in _FREEMAIL or domain in told


def _receives(domain: str, told: dict[str, Maybe[bool]], evidence: Evidence) -> Maybe[bool]:
    if domain in _FREEMAIL:
        return True
    if domain in told:
        return told[domain]
    gap = next(iter(evidence.gaps("mail_domain")), None)
    return Unknown(f"whether {domain} takes mail was not looked at", gap.cause if gap else None)


def dead_links(evidence: Evidence, texts: Texts, site: Site) -> Maybe[tuple[str, ...] | None]:
    """Links of the notice that lead to nothing, and addresses that are none; None where all of them work.

    Unknown where a link leads to a page of the shop that nobody asked for; what others' hosts hold is not looked at.
    """
    told = {_plain(str(row.url)): row.status for row in evidence.rows("page") if isinstance(row, Page)}
    told |= {_plain(str(row.url)): row.status for row in evidence.rows("link") if isinstance(row, Link)}
    dead: list[str] = []
    unasked: Unknown | None = None
    for text in texts.notice:
        here = _plain(text.url)
        for link in text.shown.links:
            if link.place in {"header", "nav", "footer", "dialog"} or _plain(link.href) == here:
                continue
            if link.href.startswith("mailto:"):
                dead += [] if _ADDRESS.search(link.href.removeprefix("mailto:")) else [link.href[:300]]
                continue
            status = told.get(_plain(link.href), _NOT_TOLD)
            if status in _GONE:
                dead.append(link.href[:300])
            elif isinstance(status, Unknown) and _is_ours(link.href, site):
                unasked = status if status is not _NOT_TOLD else Unknown(f"{link.href[:120]} was not asked for")
    return tuple(dict.fromkeys(dead))[:_MOST] or unasked


_NOT_TOLD = Unknown("not asked for")


def _is_ours(href: str, site: Site) -> bool:
    host = url_host(href)
    return host is not None and href.startswith(("https://", "http://")) and registrable_domain(host) in site.domains


def _plain(url: str) -> str:
    return urldefrag(url)[0].rstrip("/")
