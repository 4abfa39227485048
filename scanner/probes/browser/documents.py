"""Writes down of each page that was found what it has loaded, and what its document and header fields say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from scanner.model.evidence import Cell
from scanner.model.facts import Page, Resource
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import GapCause, PageRole, RequestType
from scanner.probes.browser.crawl.results import Crawl, CrawledPage
from scanner.probes.browser.declared import Load
from scanner.probes.browser.recorder import Recorder
from scanner.probes.browser.sites import same_site
from scanner.probes.browser.visit import Visit
from scanner.probes.http import csp, headers
from scanner.probes.http import documents as of_http
from scanner.probes.http.headers import Headers
from scanner.probes.http.metas import Metas
from scanner.probes.notebook import Notebook

_MAX_ADDRESS = 2000
_SHOWN = frozenset({RequestType.SCRIPT, RequestType.STYLESHEET, RequestType.DOCUMENT})
_UNSEEN = Unknown("nobody saw who had it loaded")


def write_documents(notebook: Notebook, cells: Mapping[PageRole, Cell], found: Crawl, recorder: Recorder) -> None:
    """Write resource, referrer_policy, framing and software of every page. `cells`: of resource, by role."""
    if not cells:
        return
    write_loads(notebook, [(page.role, page.visit) for page in found.pages], recorder)
    loading = {row.page.url for row in notebook.rows if isinstance(row, Resource) and isinstance(row.page, Page)}
    for page in found.pages:
        for row in _document_rows(page.visit):
            notebook.saw(row, page=page.url)
        _close(notebook, page, [cells[role] for role in page.roles if role in cells], absent=page.url not in loading)
    for gap in (gap for gap in found.gaps if gap.role in cells):
        notebook.gap(cells[gap.role], gap.cause, gap.reason)
    for role in (role for role in found.absent if role in cells):
        notebook.close(cells[role], absent=True)


def write_caching(notebook: Notebook, cells: Mapping[PageRole, Cell], found: Crawl) -> None:
    """Write caching of every page found. `cells` by role; those of the checkout are closed by who goes there."""
    if not cells:
        return
    for page in found.pages:
        written = write_caching_of(notebook, page.role, page.visit)
        for cell in (cells[role] for role in page.roles if role in cells):
            if not written:
                notebook.gap(cell, GapCause.ERROR, f"{page.url}: {_NO_FIELDS}")
            elif page.confirmation.sure:
                notebook.close(cell)
    for gap in (gap for gap in found.gaps if gap.role in cells):
        notebook.gap(cells[gap.role], gap.cause, gap.reason)
    for role in (role for role in found.absent if role in cells):
        notebook.close(cells[role], absent=True)


_NO_FIELDS = "its header fields were not seen"


def write_caching_of(notebook: Notebook, role: PageRole, visit: Visit) -> bool:
    """Write caching of one page, by the field of the document that stands there; False where that was not seen."""
    fields = _fields(visit)
    if fields is None:
        return False
    notebook.saw(of_http.caching(Page(url=_plain(_url(visit)), role=role), fields), page=_url(visit))
    return True


def no_store_of(visit: Visit) -> Maybe[bool]:
    """Whether the Cache-Control of the document that stands there lets nobody keep it."""
    fields = _fields(visit)
    return Unknown(_NO_FIELDS) if fields is None else of_http.caching(Page(), fields).no_store


def write_loads(notebook: Notebook, visits: Iterable[tuple[PageRole, Visit]], recorder: Recorder) -> None:
    """Write resource of pages, as they stand after a choice too; one row for each, whichever phase it was seen in."""
    initiators = _initiators(recorder)
    for role, visit in visits:
        for row in _resources(role, visit, recorder, initiators):
            notebook.saw(row, page=_url(visit), joined=_joined)


def _close(notebook: Notebook, page: CrawledPage, cells: Iterable[Cell], *, absent: bool) -> None:
    """What is not surely of its role is a gap of the crawl's."""
    for cell in cells:
        if page.visit.declared.cut:
            notebook.gap(cell, GapCause.BUDGET, f"{page.url}: not all that it has loaded could be read")
        elif page.confirmation.sure:
            notebook.close(cell, absent=absent)


def _document_rows(visit: Visit) -> Iterator[of_http.Row]:
    fields = _fields(visit)
    if fields is not None:
        declared = visit.declared
        metas = replace(Metas.of(declared.referrer, declared.generator), whole=not declared.cut)
        yield from of_http.rows(_plain(_url(visit)), fields, metas)


def _resources(
    role: PageRole, visit: Visit, recorder: Recorder, initiators: Mapping[tuple[str, str], str | None]
) -> Iterator[Resource]:
    """One row per address without its query. Of several the one without a hash tells."""
    of_page, own = Page(url=_url(visit), role=role), _plain(_url(visit))
    told: dict[str, Resource] = {}
    for load in (*visit.declared.loads, *_insecure(visit, recorder)):
        mixed = _is_mixed(load, visit)
        if mixed is False and load.type not in _SHOWN:
            continue
        row = Resource(
            url=recorder.veil.path_of(_without_query(load.url)),
            page=of_page,
            type=load.type,
            integrity=load.integrity or None,
            initiator=initiators.get((own, _plain(load.url)), _UNSEEN),
            mixed=mixed,
        )
        before = told.get(str(row.url))
        told[str(row.url)] = _joined(before, row) if before else row
    yield from told.values()


def _joined(one: Resource, other: Resource) -> Resource:
    """Of two loads of an address, what is worse: without a hash, with http, placed there by the page itself."""
    return replace(
        one,
        integrity=one.integrity and other.integrity,
        initiator=max(one.initiator, other.initiator, key=lambda who: _nearness(who, one.page)),
        mixed=other.mixed if one.mixed is False else one.mixed,
    )


def _nearness(initiator: Maybe[str | None], page: Maybe[Page]) -> int:
    """How surely it is known that the shop itself had something loaded."""
    if not isinstance(initiator, str):
        return 0
    own = isinstance(page, Page) and isinstance(page.url, str) and same_site(initiator, page.url)
    return 2 if own else 1


def _is_mixed(load: Load, visit: Visit) -> Maybe[bool]:
    """Whether it is named with http on a page over https, and no policy of the page has browsers ask with https."""
    if not _url(visit).startswith("https:") or not load.url.startswith(("http:", "ws:")):
        return False
    fields = _fields(visit)
    if fields is None:
        return Unknown("the header fields of the page were not seen, and may have browsers ask with https")
    stated = headers.values(fields, "content-security-policy")
    return not csp.parse(stated, meta=visit.declared.policies).upgrade_insecure_requests


def _insecure(visit: Visit, recorder: Recorder) -> Iterable[Load]:
    """What Chromium saw named with http, by style sheets and scripts too, on the page and in the shop's own frames."""
    own = _plain(_url(visit))
    for load in recorder.insecure:
        if _plain(load.when.page) == own and same_site(load.frame, own):
            yield Load(load.type, load.url, "")


def _initiators(recorder: Recorder) -> Mapping[tuple[str, str], str | None]:
    """Who had an address loaded, by page and address."""
    found: dict[tuple[str, str], str | None] = {}
    for flight in recorder.flights.values():
        by = flight.initiator if flight.initiator is None else recorder.veil.place(flight.initiator)
        found.setdefault((_plain(flight.when.page), _plain(flight.url)), by)
    return found


def _url(visit: Visit) -> str:
    return visit.final_url or visit.url


def _fields(visit: Visit) -> Headers | None:
    return visit.documents[-1].headers if visit.documents else None


def _plain(url: str) -> str:
    return url.partition("#")[0]


def _without_query(url: str) -> str:
    """Queries hold what identifies (design § 7.5)."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url.partition("?")[0].partition("#")[0][:_MAX_ADDRESS]
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path or '/'}"[:_MAX_ADDRESS]
