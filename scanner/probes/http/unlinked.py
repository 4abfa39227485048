"""Asks a host for what no page links to: files that lie about, and the ways into its administration. Authorised only.

Whatever is found, its content is neither kept nor shown. What a host says to a path that surely isn't there tells
whether its answers mean anything, and how its front page answers in between tells whether it still lets us in.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from scanner.errors import NetworkError
from scanner.model.evidence import Cell
from scanner.model.facts import AdminSurface, ExposedFile
from scanner.model.values import Unknown
from scanner.model.vocabulary import AdminAnswer, GapCause
from scanner.network import Network, NoSuchHost, Response
from scanner.probes.http import admin, exposed, redirects
from scanner.probes.notebook import Notebook

#: Requests to one host at once; how many may come between two looks at the front page; and redirects followed.
_AT_ONCE = 6
_BETWEEN = 30
_MAX_HOPS = 4
#: Statuses by which a protection answers in place of the shop (RFC 6585 § 4, RFC 9110 § 15.6.4).
_PROTECTION = frozenset({429, 503})
_CHALLENGE = re.compile(
    rb"(?i)captcha|/cdn-cgi/challenge-platform|are you (?:a )?(?:human|robot)|verify (?:that )?you are human"
    rb"|bist du ein mensch|sind sie ein (?:mensch|roboter)|incident id|_Incapsula_Resource|ddos protection by"
)
_FEW_LINKS = 6
_RANGE = {"Range": f"bytes=0-{exposed.MAX_BYTES - 1}", "Accept-Encoding": "identity"}


@dataclass(frozen=True, slots=True)
class Place:
    """A host to ask: its front page over https, and over http where it knows no https; cells by kind."""

    host: str
    https_url: str
    http_url: str
    guessed: bool
    cells: Mapping[str, Cell]


async def look(network: Network, notebook: Notebook, place: Place) -> None:
    """Write down exposed_file and admin_surface of a host, as far as there are cells for them."""
    cells = tuple(place.cells.values())
    try:
        house = await _enter(network, place)
    except NoSuchHost as error:
        if not place.guessed:
            notebook.failed(cells, error)
        for cell in cells if place.guessed else ():
            notebook.close(cell, absent=True)
        return
    except NetworkError as error:
        notebook.failed(cells, error)
        return
    if (of_files := place.cells.get("exposed_file")) is not None:
        _close(notebook, of_files, await _files(house, place.host), house)
    if (of_surfaces := place.cells.get("admin_surface")) is not None:
        _close(notebook, of_surfaces, await _surfaces(house, place.host), house)


def _close(notebook: Notebook, cell: Cell, rows: Sequence[ExposedFile | AdminSurface], house: _House) -> None:
    """What was found counts whatever happened afterwards; what was not found only while the host let us in."""
    for row in rows:
        if house.shut is None or row.present is True:
            notebook.saw(row, page=row.url if isinstance(row.url, str) else None)
    if house.shut is not None:
        notebook.gap(cell, GapCause.BLOCKED, house.shut)
    else:
        notebook.close(cell)


# ── the host ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class _House:
    """A host that lets us in. `front`: its front page; `nowhere`: its answer to a path that surely isn't there.

    `shut`: why nothing it says counts any more.
    """

    network: Network
    base: str
    front: Response
    nowhere: Response
    shut: str | None = None
    _asked: int = 0
    turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))

    async def ask(self, path: str) -> Response:
        """One answer, no redirect followed. Raises NetworkError; `blocked` where a protection answers."""
        if self.shut is not None:
            raise NetworkError("blocked", self.shut)
        try:
            response = await self.network.fetch(self.base + path, headers=_RANGE, max_bytes=exposed.MAX_BYTES)
        except NetworkError as error:  # once more: of a hundred answers one may get lost
            if error.cause not in {"timeout", "error", "unreachable"}:
                raise
            response = await self.network.fetch(self.base + path, headers=_RANGE, max_bytes=exposed.MAX_BYTES)
        self._asked += 1
        if self._asked % _BETWEEN == 0:
            await self.check()
        if _guarded(response):
            raise NetworkError("blocked", f"{response.url}: a protection answers with status {response.status}")
        return response

    async def check(self) -> None:
        """Whether the front page still answers as before."""
        try:
            now = await self.network.fetch(self.base + "/", max_bytes=exposed.MAX_BYTES)
        except NetworkError as error:
            self.shut = f"{self.base}/ stopped answering: {error.message}"
            return
        if _guarded(now) or (now.status >= 400 and now.status != self.front.status):
            self.shut = f"{self.base}/ was refused after {self._asked} requests, with status {now.status}"

    async def follow(self, response: Response) -> Response:
        """To the end of all redirects that stay on the host. Raises NetworkError."""
        for _ in range(_MAX_HOPS):
            step = redirects.step(response.url, response.status, response.values("location"))
            if step.to_url is None or not step.same_host or not step.followable:
                break
            parts = urlsplit(step.to_url)
            if f"{parts.scheme}://{parts.netloc}" != self.base:
                break
            response = await self.ask(f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}")
        return response


def _guarded(response: Response) -> bool:
    """Whether this is a protection's own page: too many requests, a challenge, a captcha; those lead nowhere else."""
    if response.status in _PROTECTION or response.values("cf-mitigated"):
        return True
    return _CHALLENGE.search(response.body) is not None and response.body.count(b"<a ") < _FEW_LINKS


async def _enter(network: Network, place: Place) -> _House:
    """Raises NetworkError where the host doesn't let us in.

    One that leads to another host whatever it is asked for is let pass, too: servers that send on only what isn't there
    (`RewriteCond !-f`) do the same until they are asked for a file that is.
    """
    base = place.https_url.rstrip("/")
    try:
        front = await network.fetch(base + "/", max_bytes=exposed.MAX_BYTES)
    except NoSuchHost:
        raise
    except NetworkError as error:
        if error.cause != "refused":
            raise
        base = place.http_url.rstrip("/")
        front = await network.fetch(base + "/", max_bytes=exposed.MAX_BYTES)
    if _guarded(front) or front.status in {401, 403} or front.status >= 500:
        raise NetworkError(
            "blocked", f"{base}/ answers with status {front.status}, so that nothing it says of files counts"
        )
    nowhere = await network.fetch(base + exposed.sibling("/siegel"), headers=_RANGE, max_bytes=exposed.MAX_BYTES)
    if _guarded(nowhere):
        raise NetworkError("blocked", f"{nowhere.url}: a protection answers with status {nowhere.status}")
    return _House(network, base, front, nowhere)


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────────────────


async def _files(house: _House, host: str) -> list[ExposedFile]:
    rows = await asyncio.gather(*(_file(house, host, one) for one in exposed.wanted(host)))
    await house.check()
    return rows


async def _file(house: _House, host: str, wanted: exposed.Wanted) -> ExposedFile:
    url = house.base + wanted.path
    try:
        async with house.turns:
            response = house.front if wanted.path == "/" else await house.ask(wanted.path)
            signature = wanted.found_in(response)
            if isinstance(signature, exposed.Signature):
                # Who has the same to say of a name that we made up says nothing of this one.
                elsewhere = wanted.found_in(await house.ask(exposed.sibling(wanted.path)))
                if elsewhere is not None:
                    signature = elsewhere if isinstance(elsewhere, Unknown) else None
    except NetworkError as error:
        unseen = Unknown(error.message, GapCause(error.cause))
        return ExposedFile(host=host, url=url, present=unseen, what=wanted.what, status=unseen)
    if isinstance(signature, Unknown):
        return ExposedFile(host=host, url=url, present=signature, what=wanted.what, status=response.status)
    if signature is None:
        return ExposedFile(
            host=host,
            url=url,
            present=False,
            what=wanted.what,
            status=response.status,
            content_type=None,
            signature=None,
            bytes=None,
        )
    return ExposedFile(
        host=host,
        url=url,
        present=True,
        what=wanted.what,
        status=response.status,
        content_type=", ".join(response.values("content-type"))[:100] or None,
        signature=signature.name,
        bytes=len(response.body),
    )


# ── administration ───────────────────────────────────────────────────────────────────────────────────────────────────


async def _surfaces(house: _House, host: str) -> list[AdminSurface]:
    try:
        lost = await house.follow(house.nowhere)
    except NetworkError as error:
        house.shut = house.shut or error.message
        return []
    own_logins = admin.asks_for_password(house.front) or admin.asks_for_password(lost)
    everywhere = admin.tool_of(lost) or admin.tool_of(house.front)
    rows = await asyncio.gather(
        *(_surface(house, host, path, own_logins=own_logins, everywhere=everywhere) for path in admin.paths())
    )
    await house.check()
    return rows


async def _surface(house: _House, host: str, path: str, *, own_logins: bool, everywhere: str | None) -> AdminSurface:
    """`everywhere`: a tool that pages which have nothing to do with it name too, so that its name says nothing."""
    url = house.base + path
    try:
        async with house.turns:
            last = await house.follow(await house.ask(path))
    except NetworkError as error:
        unseen = Unknown(error.message, GapCause(error.cause))
        return AdminSurface(host=host, url=url, present=unseen, what=admin.ADMINISTRATION, answer=unseen, status=unseen)
    answer, what = admin.judge(path, last, own_logins=own_logins)
    if what == everywhere and answer in {AdminAnswer.TOOL, AdminAnswer.LOGIN_FORM}:
        answer, what = AdminAnswer.NOTHING, admin.ADMINISTRATION
    present = answer in {AdminAnswer.TOOL, AdminAnswer.LOGIN_FORM}
    return AdminSurface(host=host, url=url, present=present, what=what, answer=answer, status=last.status)
