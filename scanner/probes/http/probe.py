"""Looks at a host over plain http and over https, and writes down what it answers. Decides nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from scanner.errors import AddressRefused, NetworkError
from scanner.model.evidence import Cell
from scanner.model.facts import Csp, Header, Hsts, Page, Redirect
from scanner.model.values import NOT_STATED, Maybe, Unknown
from scanner.model.vocabulary import GapCause, PageRole
from scanner.network import Network, NoSuchHost, Response
from scanner.probes.http import csp, documents, headers, hsts, metas, redirects
from scanner.probes.notebook import Notebook

#: Fetch § 4.4 gives up after 20 redirects; a front page that needs more than 10 is none.
MAX_HOPS = 10

_UNREAD = Unknown("no browser looked at its links", GapCause.UNSUPPORTED)

#: What a browser makes of a header, where a standard says so.
_EFFECTIVE: Mapping[str, Callable[[headers.Headers], str | None]] = {
    "x-content-type-options": lambda fields: "nosniff" if headers.nosniff(fields) else None,
    "referrer-policy": lambda fields: str(found) if (found := headers.referrer_policy(fields)) else None,
    "x-frame-options": lambda fields: str(found) if (found := headers.x_frame_options(fields)) else None,
}


@dataclass(frozen=True, slots=True)
class FrontPage:
    """What to look at on one host. `cells` by kind; `page` is the cell of the shop's own page, on its host only.

    A `guessed` host that doesn't exist is nothing; one that was named is a gap. `links`: why nobody reads the page's.
    `registrable`: the host is a name directly below a public suffix.
    """

    host: str
    http_url: str
    https_url: str
    start_url: str
    guessed: bool
    cells: Mapping[str, Cell]
    page: Cell | None = None
    links: Unknown = _UNREAD
    registrable: Maybe[bool] = NOT_STATED


async def look(network: Network, notebook: Notebook, front: FrontPage) -> None:
    """Write down redirects, hsts, headers, csp and page of a host's front page, and what its document says.

    Both ports at once: one that hangs must not cost what the other would have told within the deadline.
    """
    async with asyncio.TaskGroup() as ports:
        if "redirect" in front.cells:
            ports.create_task(_plain_http(network, notebook, front))
        ports.create_task(_https(network, notebook, front))


# ── plain http ───────────────────────────────────────────────────────────────────────────────────────────────────────


async def _plain_http(network: Network, notebook: Notebook, front: FrontPage) -> None:
    cell = front.cells["redirect"]
    start = front.http_url
    try:
        response = await fetch(network, start)
    except NoSuchHost as error:
        _no_such_host(notebook, front, [cell], error)
        return
    except NetworkError as error:
        if error.cause != "refused":
            notebook.gap(cell, GapCause(error.cause), error.message)
            return
        notebook.saw(
            Redirect(
                from_=start,
                hop=0,
                present=False,
                port_open=False,
                to=None,
                status=None,
                to_scheme=None,
                same_host=None,
                upgrade=False,
            )
        )
        notebook.close(cell)
        return
    hop = 0
    while True:
        step = _write_hop(notebook, hop, response)
        hop += 1
        if step.to_url is None or step.to_scheme != "http" or hop > MAX_HOPS:
            break
        try:
            response = await fetch(network, step.to_url)
        except NetworkError as error:
            reason = Unknown(f"hop {hop}, {step.to_url}: {error.message}")
            notebook.saw(
                Redirect(
                    from_=step.to_url,
                    hop=hop,
                    present=reason,
                    port_open=reason,
                    to=reason,
                    status=reason,
                    to_scheme=reason,
                    same_host=reason,
                    upgrade=reason,
                )
            )
            break
    notebook.close(cell)


def _write_hop(notebook: Notebook, hop: int, response: Response) -> redirects.Step:
    step = redirects.step(response.url, response.status, response.values("location"))
    notebook.saw(
        Redirect(
            from_=response.url,
            hop=hop,
            present=step.followable,
            port_open=True,
            to=step.to_url,
            status=response.status,
            to_scheme=step.to_scheme,
            same_host=step.same_host,
            upgrade=redirects.is_upgrade(step),
        ),
        page=response.url,
        artifact=notebook.keep(head(response)),
    )
    return step


# ── https ────────────────────────────────────────────────────────────────────────────────────────────────────────────


async def _https(network: Network, notebook: Notebook, front: FrontPage) -> None:
    open_cells = [cell for kind, cell in front.cells.items() if kind != "redirect"]
    try:
        first = await fetch(network, front.https_url)
    except NoSuchHost as error:
        _no_such_host(notebook, front, open_cells, error)
        return
    except NetworkError as error:
        notebook.failed([*open_cells, *([front.page] if front.page else [])], error)
        if front.start_url.startswith("http:"):  # a shop without https has pages all the same
            await _page(network, notebook, front, None)
        return
    if "hsts" in front.cells:
        _write_hsts(notebook, front, first)
    await _page(network, notebook, front, first)


def _no_such_host(notebook: Notebook, front: FrontPage, cells: list[Cell], error: NoSuchHost) -> None:
    if not front.guessed:
        notebook.failed([*cells, *([front.page] if front.page else [])], error)
        return
    for cell in cells:
        notebook.close(cell, absent=True)


async def _page(network: Network, notebook: Notebook, front: FrontPage, first: Response | None) -> None:
    """The headers of the page a visitor gets; where the way leads to another host, they are that host's business."""
    about = [cell for kind, cell in front.cells.items() if kind in {"header", "csp", *documents.KINDS}]
    try:
        start = first if first and front.start_url == front.https_url else await fetch(network, front.start_url)
        response = await _arrive(network, front, start)
    except NetworkError as error:
        notebook.failed([*about, *([front.page] if front.page else [])], error)
        return
    if response is None:
        for cell in about:
            notebook.close(cell, absent=True)
        return
    artifact = notebook.keep(head(response))
    if front.page is not None:
        page = Page(url=response.url, role=PageRole.HOME, status=response.status, links=front.links)
        notebook.saw(page, page=response.url, artifact=artifact)
        notebook.close(front.page)
    if "header" in front.cells:
        _write_headers(notebook, response, artifact)
        notebook.close(front.cells["header"])
    if "csp" in front.cells:
        _write_csp(notebook, response, artifact)
        notebook.close(front.cells["csp"])
    _write_document(notebook, front, response, artifact)


async def _arrive(network: Network, front: FrontPage, response: Response) -> Response | None:
    """Follow redirects to a page; None where they lead away from a host that is not the shop's own.

    Raises NetworkError where the way breaks off, or the page is an error.
    """
    for _ in range(MAX_HOPS):
        step = redirects.step(response.url, response.status, response.values("location"))
        if not step.is_redirect:
            break
        if step.to_url is None:
            why = step.problem.words if step.problem else "it leads nowhere"
            raise NetworkError("error", f"{response.url}: the redirect can't be followed, because {why}")
        if not step.same_host and front.page is None:
            return None
        response = await fetch(network, step.to_url)
    else:
        raise NetworkError("error", f"{front.start_url} redirects more than {MAX_HOPS} times")
    if not 200 <= response.status < 300:
        raise NetworkError("blocked", f"{response.url} answers with status {response.status}")
    return response


def _write_hsts(notebook: Notebook, front: FrontPage, response: Response) -> None:
    found = hsts.parse(response.values("strict-transport-security"))
    notebook.saw(
        Hsts(
            host=front.host,
            registrable=front.registrable,
            present=found.present,
            valid=found.valid,
            max_age=found.max_age,
            include_subdomains=found.include_subdomains,
            preload=found.preload,
            problem=found.problem.value if found.problem else None,
        ),
        page=response.url,
        artifact=notebook.keep(head(response)),
    )
    notebook.close(front.cells["hsts"])


def _write_headers(notebook: Notebook, response: Response, artifact: str | None) -> None:
    for name in headers.SECURITY_HEADERS:
        values = headers.values(response.headers, name)
        effective = _EFFECTIVE.get(name)
        notebook.saw(
            Header(
                url=response.url,
                name=name,
                present=bool(values),
                values=values,
                effective=effective(response.headers)
                if effective
                else Unknown("no standard says what a browser makes of it"),
            ),
            page=response.url,
            artifact=artifact,
        )


def _write_csp(notebook: Notebook, response: Response, artifact: str | None) -> None:
    found = csp.parse(
        response.values("content-security-policy"), response.values("content-security-policy-report-only")
    )
    if found.truncated:
        notebook.saw(Csp(url=response.url, present=found.present), page=response.url, artifact=artifact)
        return
    notebook.saw(
        Csp(
            url=response.url,
            present=found.present,
            report_only=found.report_only_present,
            default_src=found.sources("default-src"),
            script_src=found.script_src,
            object_src=found.object_src,
            base_uri=found.base_uri,
            frame_ancestors=found.frame_ancestors,
            form_action=found.form_action,
            frame_src=found.sources("frame-src"),
            script_nonce=found.script_nonce,
            script_hash=found.script_hash,
            strict_dynamic=found.strict_dynamic,
            script_unsafe_inline=found.script_unsafe_inline,
            script_unsafe_eval=found.script_unsafe_eval,
            script_wildcard=found.script_wildcard,
            style_unsafe_inline=found.style_unsafe_inline,
            reports=bool(found.report_to),
            upgrade_insecure_requests=found.upgrade_insecure_requests,
            ignored=tuple(item.what for item in found.ignored),
        ),
        page=response.url,
        artifact=artifact,
    )


def _write_document(notebook: Notebook, front: FrontPage, response: Response, artifact: str | None) -> None:
    read = metas.read(response.body, truncated=response.truncated or not response.decoded)
    rows = tuple(documents.rows(response.url, response.headers, read))
    for kind in documents.KINDS:
        of_kind = [row for row in rows if row.kind == kind and kind in front.cells]
        for row in of_kind:
            notebook.saw(row, page=response.url, artifact=artifact)
        if kind in front.cells:
            notebook.close(front.cells[kind], absent=not of_kind)


async def fetch(network: Network, url: str, *, max_bytes: int | None = None) -> Response:
    """One try, and one more where the first failed for a reason that may pass."""
    try:
        return await network.fetch(url, max_bytes=max_bytes)
    except (NoSuchHost, AddressRefused):
        raise
    except NetworkError as error:
        if error.cause not in {"timeout", "error", "unreachable"}:
            raise
    return await network.fetch(url, max_bytes=max_bytes)


def head(response: Response) -> bytes:
    """The response head as an artifact: status and header lines, as received but for identifying cookie values."""
    lines = [f"{response.url}", f"{response.status} {response.reason}"]
    for name, value in response.headers:
        shown = f"{value.partition('=')[0]}=…" if name.lower() == "set-cookie" else value
        lines.append(f"{name}: {shown}")
    return "\n".join(lines).encode("utf-8", "replace")
