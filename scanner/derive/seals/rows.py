"""From pages as they were shown, and what the pages say that signs lead to, to one row for each sign. Pure."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from scanner.derive.party import Site, registrable_domain
from scanner.derive.seals.lists import lists
from scanner.derive.seals.names import host_of, names
from scanner.derive.seals.signs import Sign, drawn_by, is_nobody, leads_to_entry, signs_of
from scanner.derive.shown import read_shown
from scanner.model.evidence import Coverage, Evidence, Status, scope
from scanner.model.facts import Page, Request, SealPage, TrustSeal
from scanner.model.kept import text_of
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import GapCause, PageRole, Party, SealKind, SealProblem, SealShown

#: Signs whose links are followed: those that vouch for the shop itself.
_FOLLOWED = (SealKind.PHARMACY_LOGO, SealKind.SEAL, SealKind.SUSTAINABILITY_LABEL)
#: Pages on which signs are looked for; those of others count too, and one that was not seen is no gap.
LOOKED_ON = (PageRole.HOME, PageRole.PRODUCT, PageRole.CART)
_GONE = frozenset({404, 410})
_WAITING = frozenset({401, 403, 405, 406, 408, 425, 429, 451})


@dataclass(frozen=True, slots=True)
class _Shown:
    """A sign, and the page it is on."""

    sign: Sign
    page: Page


def digest_of(link: str) -> str:
    """By which a link and what is at its end are told to belong together."""
    return hashlib.sha256(link.encode("utf-8", "replace")).hexdigest()[:16]


def seal_links(
    pages: Iterable[Page], artifacts: Mapping[str, bytes], requests: Iterable[Request], site: Site, most: int
) -> tuple[str, ...]:
    """The links of signs that are worth following, at most so many, those first that matter most."""
    best = _best(_all(pages, artifacts, requests, site), site)
    wanted = [one.sign for one, _ in best if one.sign.vouches in _FOLLOWED and _is_followed(one.sign, site)]
    wanted.sort(key=lambda sign: _FOLLOWED.index(sign.vouches))
    links = (sign.link for sign in wanted if isinstance(sign.link, str))
    return tuple(dict.fromkeys(links))[:most]


def _is_followed(sign: Sign, site: Site) -> bool:
    if not isinstance(sign.link, str):
        return False
    host = host_of(sign.link)
    if sign.issuer is not None:
        return sign.issuer.owns(host)
    return bool(host) and site.party(host) is Party.THIRD and not is_nobody(host)


def trust_seals(evidence: Evidence, artifacts: Mapping[str, bytes], site: Site) -> Evidence:
    """The evidence with a row for each sign of trust that its pages show."""
    if not evidence.looked_at("page") or not_asked_for(evidence, "trust_seal"):
        return evidence
    pages = [row for row in evidence.rows("page") if isinstance(row, Page)]
    requests = [row for row in evidence.rows("request") if isinstance(row, Request)]
    followed = {row.link_digest: row for row in evidence.rows("seal_page") if isinstance(row, SealPage)}
    day = dt.date.fromisoformat(evidence.ended[:10]) if evidence.ended else None
    domain = registrable_domain(host_of(evidence.shop))
    found = _best(_all(pages, artifacts, requests, site), site)
    rows = [_row(one, count, _Judging(followed, domain, site, day)) for one, count in found]
    other = tuple(entry for entry in evidence.coverage if entry.kind != "trust_seal")
    covered = (*other, *looked_where("trust_seal", evidence, pages, artifacts))
    facts = {**evidence.facts, "trust_seal": tuple(rows)}
    if not rows:
        del facts["trust_seal"]
    return replace(evidence, facts=facts, coverage=covered)


def not_asked_for(evidence: Evidence, kind: str) -> bool:
    """Whether the user chose not to look at a kind."""
    entries = (entry for entry in evidence.coverage if entry.kind == kind)
    return any(entry.cause is GapCause.NOT_REQUESTED and entry.scope == () for entry in entries)


def looked_where(
    kind: str, evidence: Evidence, pages: list[Page], artifacts: Mapping[str, bytes]
) -> Iterator[Coverage]:
    """Looked at where the pages were seen and kept on which this is looked for."""
    for role in LOOKED_ON:
        where = scope({"page.role": role})
        of_role = [page for page in pages if page.role is role]
        if any(text_of(page, artifacts) is not None for page in of_role):
            yield Coverage(kind, where, Status.SEEN)
            continue
        entry = next((e for e in evidence.coverage if e.kind == "page" and e.scope == scope({"role": role})), None)
        if entry is not None and entry.status is Status.ABSENT:
            yield Coverage(kind, where, Status.ABSENT)
        else:
            cause = entry.cause if entry and entry.cause else GapCause.ERROR
            reason = (entry.reason if entry else "") or "how the page was shown was not kept"
            yield Coverage(kind, where, Status.GAP, cause, reason)


def _all(
    pages: Iterable[Page], artifacts: Mapping[str, bytes], requests: Iterable[Request], site: Site
) -> Iterator[_Shown]:
    ordered = sorted(pages, key=lambda page: (page.role is not PageRole.HOME, str(page.url)))
    for page in ordered:
        document = text_of(page, artifacts)
        if document is not None and isinstance(page.url, str):
            for sign in signs_of(read_shown(document), page.role, page.url, site):
                yield _Shown(sign, page)
    seen: set[tuple[str, str]] = set()
    for row in requests:
        if not isinstance(row.host, str) or not isinstance(row.path, str) or not isinstance(row.page, Page):
            continue
        drawn = drawn_by(row.host, row.path)
        if drawn and (drawn.name, str(row.page.url)) not in seen:
            seen.add((drawn.name, str(row.page.url)))
            yield _Shown(drawn, Page(url=row.page.url, role=row.page.role))


def _best(shown: Iterable[_Shown], site: Site) -> list[tuple[_Shown, int]]:
    """Of each issuer's signs the one that shows best that it is genuine, and on how many pages there are any."""
    best: dict[tuple[str, SealKind], _Shown] = {}
    pages: dict[tuple[str, SealKind], set[str]] = {}
    for one in shown:
        key = one.sign.name, one.sign.vouches
        pages.setdefault(key, set()).add(str(one.page.url))
        if key not in best or _worth(one.sign, site) > _worth(best[key].sign, site):
            before = best.get(key)
            best[key] = _drawn_too(one, before)
        else:
            best[key] = _drawn_too(best[key], one)
    return [(one, len(pages[key])) for key, one in best.items()]


def _drawn_too(one: _Shown, other: _Shown | None) -> _Shown:
    """A picture without a link, beside which the issuer's own script draws its sign, leads where that leads."""
    if other is None or {one.sign.shown_as, other.sign.shown_as} != {SealShown.IMAGE, SealShown.WIDGET}:
        return one
    picture, widget = (one, other) if one.sign.shown_as is SealShown.IMAGE else (other, one)
    issuer, link = picture.sign.issuer, picture.sign.link
    if (
        issuer is None
        or (isinstance(link, str) and issuer.owns(host_of(link)))
        or not isinstance(widget.sign.link, str)
    ):
        return picture
    return _Shown(replace(picture.sign, link=widget.sign.link), picture.page)


def _worth(sign: Sign, site: Site) -> tuple[int, int]:
    shown = {SealShown.IMAGE: 2, SealShown.WORDS: 1, SealShown.WIDGET: 0}[sign.shown_as]
    if isinstance(sign.link, Unknown):
        return 2, shown
    if sign.link is None:
        return 0, shown
    if sign.issuer is None:
        return (3 if site.party(host_of(sign.link)) is Party.THIRD else 1), shown
    if not sign.issuer.owns(host_of(sign.link)):
        return 1, shown
    return (4 if leads_to_entry(sign.issuer, sign.link) is True else 3), shown


# --- what a sign comes to ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Judging:
    followed: Mapping[str | Unknown, SealPage]
    domain: str
    site: Site
    day: dt.date | None


@dataclass(frozen=True, slots=True)
class _Found:
    """What can be said of where a sign leads."""

    link_is_issuers: Maybe[bool | None] = None
    own_entry: Maybe[bool | None] = None
    names_this_shop: Maybe[bool | None] = None
    verified: Maybe[bool] = False
    problem: Maybe[SealProblem | None] = None
    valid_until: Maybe[dt.date | None] = None
    quote: str | None = None


def _row(one: _Shown, count: int, judging: _Judging) -> TrustSeal:
    sign = one.sign
    found = _found(sign, judging)
    return TrustSeal(
        page=Page(url=one.page.url, role=one.page.role),
        issuer=sign.name,
        vouches=sign.vouches,
        shown_as=sign.shown_as,
        pages=count,
        known_issuer=sign.issuer is not None,
        outside_issuer=sign.issuer is not None or _leads_outside(sign, judging.site),
        link=sign.link,
        link_is_issuers=found.link_is_issuers,
        own_entry=found.own_entry,
        names_this_shop=found.names_this_shop,
        valid_until=found.valid_until,
        verified=found.verified,
        problem=found.problem,
        quote=found.quote,
        because=sign.because,
        derived_by=f"list of seals {lists().as_of}",
    )


def _leads_outside(sign: Sign, site: Site) -> Maybe[bool]:
    if isinstance(sign.link, Unknown):
        return sign.link
    host = host_of(sign.link) if sign.link else ""
    return bool(host) and site.party(host) is Party.THIRD and not is_nobody(host)


def _found(sign: Sign, judging: _Judging) -> _Found:
    if isinstance(sign.link, Unknown):
        return _Found(sign.link, sign.link, sign.link, sign.link, sign.link, sign.link)
    no_page = Unknown("its issuer has no pages about single shops")
    own_page = sign.issuer is None or sign.issuer.own_page
    if sign.link is None:
        return _Found(verified=False, problem=SealProblem.UNLINKED) if own_page else _Found(verified=no_page)
    host = host_of(sign.link)
    if sign.issuer is None:
        return _of_stranger(sign, judging, host)
    if not sign.issuer.owns(host):
        return _Found(link_is_issuers=False, verified=False, problem=SealProblem.FOREIGN_LINK)
    if not own_page:
        return _Found(link_is_issuers=True, own_entry=no_page, names_this_shop=no_page, verified=no_page)
    return _at_its_end(sign, judging, own_entry=leads_to_entry(sign.issuer, sign.link))


def _of_stranger(sign: Sign, judging: _Judging, host: str) -> _Found:
    """Whose issuer nobody knows: a page of somebody else's that names the shop is as much as can be asked for."""
    if judging.site.party(host) is Party.FIRST or is_nobody(host):
        return _Found(link_is_issuers=False, verified=False, problem=SealProblem.FOREIGN_LINK)
    unsure = Unknown("the issuer is not on the list")
    found = _at_its_end(sign, judging, own_entry=unsure)
    return replace(found, link_is_issuers=unsure)


def _at_its_end(sign: Sign, judging: _Judging, *, own_entry: Maybe[bool]) -> _Found:
    """What the page says that the link leads to."""
    link = str(sign.link)
    page = judging.followed.get(digest_of(link))
    found = _Found(link_is_issuers=True, own_entry=own_entry)
    if own_entry is False and (page is None or not names(_all_named(page), judging.domain)):
        return replace(found, names_this_shop=False, verified=False, problem=SealProblem.NO_CERTIFICATE)
    if page is None:
        return _unsure(found, Unknown("its link was not followed"))
    if isinstance(page.status, Unknown) or page.status is None:
        return _unsure(found, page.status or Unknown("nobody answered"))
    if page.status in _GONE:
        if sign.cut:
            return _unsure(found, _CUT)
        return replace(found, names_this_shop=False, verified=False, problem=SealProblem.NOT_FOUND)
    if page.status != 200:
        return _unsure(found, Unknown(f"the answer was {page.status}"))
    return _read(found, sign, page, judging)


_CUT = Unknown("not all of its link's parameters are kept, so that another page may have been seen")


def _unsure(found: _Found, why: Unknown) -> _Found:
    return replace(found, names_this_shop=why, verified=why, problem=why, valid_until=why)


def _read(found: _Found, sign: Sign, page: SealPage, judging: _Judging) -> _Found:
    end = host_of(page.final_url) if isinstance(page.final_url, str) else ""
    told = page.quote if isinstance(page.quote, str) else None
    if page.readable is not True:
        return _unsure(found, Unknown("the page has no words of its own: a script fills it in, or it is no text"))
    issuers = (
        sign.issuer.owns(end) if sign.issuer else registrable_domain(end) == registrable_domain(host_of(str(sign.link)))
    )
    if not issuers:
        return _unsure(found, Unknown(f"its link ends at {end or 'no host'}, of which it is not known whose it is"))
    named = _names_shop(page, sign, judging)
    found = replace(found, names_this_shop=named, valid_until=page.valid_until, quote=told)
    if isinstance(page.lapsed, str) and not sign.cut:
        return replace(found, verified=False, problem=SealProblem.LAPSED, quote=page.lapsed)
    until = page.valid_until
    if isinstance(until, dt.date) and judging.day is not None and until < judging.day and not sign.cut:
        return replace(found, verified=False, problem=SealProblem.LAPSED)
    if isinstance(named, Unknown):
        return replace(found, verified=named, problem=named)
    if not named:
        return replace(found, verified=False, problem=SealProblem.NAMES_ANOTHER)
    if isinstance(page.secure, Unknown):
        return replace(found, verified=page.secure, problem=page.secure)
    return replace(found, verified=page.secure, problem=None if page.secure else SealProblem.NOT_SECURE)


def _names_shop(page: SealPage, sign: Sign, judging: _Judging) -> Maybe[bool]:
    """Whether it is about this shop; that it names it somewhere is enough where it is about nobody else."""
    subjects, said = _told(page.subjects), _told(page.names)
    others = [host for host in subjects if _is_a_shop(host, sign)]
    if names(subjects, judging.domain):
        return True
    if names((*said, *_told(page.linked)), judging.domain):
        about = next((host for host in others if registrable_domain(host) != judging.domain), None)
        return Unknown(f"it names this shop, but its heading or address names {about}") if about else True
    if sign.cut:
        return _CUT
    if others or any(_is_a_shop(host, sign) for host in said):
        return False if page.complete is True else Unknown("not all of the page was read")
    return Unknown("the page names no shop's address")


def _is_a_shop(host: str, sign: Sign) -> bool:
    """Neither the issuer itself nor one of the others on the list, nor a network or the like."""
    own = registrable_domain(host_of(str(sign.link)))
    if registrable_domain(host) == own or is_nobody(host):
        return False
    return not any(issuer.owns(host) for issuer in lists().issuers)


def _told(hosts: Maybe[tuple[str, ...]]) -> tuple[str, ...]:
    return hosts if isinstance(hosts, tuple) else ()


def _all_named(page: SealPage) -> tuple[str, ...]:
    return (*_told(page.subjects), *_told(page.names), *_told(page.linked))
