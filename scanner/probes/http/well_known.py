"""Looks for a host's security.txt, and writes down what is there. Decides nothing."""

from __future__ import annotations

from dataclasses import dataclass

from scanner.errors import NetworkError
from scanner.model.evidence import Cell
from scanner.model.facts import SecurityTxt
from scanner.model.values import Unknown
from scanner.model.vocabulary import GapCause
from scanner.network import Network, Response
from scanner.probes.http import redirects, security_txt
from scanner.probes.http.probe import fetch, head
from scanner.probes.notebook import Notebook

PATH = "/.well-known/security.txt"
MAX_HOPS = 5

#: Answers by which a server says that there is nothing.
_NOTHING = frozenset({400, 404, 405, 406, 410})
#: Answers that are either about the file or about who asks.
_REFUSED = frozenset({401, 403})

_CUT = Unknown(f"the file is longer than {security_txt.MAX_BYTES} bytes")


@dataclass(frozen=True, slots=True)
class Place:
    """Where to look: the host, its front page over https, and the cell."""

    host: str
    front_url: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class _Found:
    """The answer at the end of all redirects, and every address on the way."""

    response: Response
    urls: tuple[str, ...]
    followable: bool


async def look(network: Network, notebook: Notebook, place: Place) -> None:
    """Write down security_txt of a host."""
    try:
        found = await _find(network, place.front_url.rstrip("/") + PATH)
        status = found.response.status
        if 200 <= status < 300:
            _write(notebook, place, found)
        elif not found.followable or status in _NOTHING or (status in _REFUSED and await _lets_in(network, place)):
            _absent(notebook, place, found.response)
        else:
            notebook.gap(place.cell, GapCause.BLOCKED, f"{found.response.url} answers with status {status}")
    except NetworkError as error:
        notebook.failed([place.cell], error)


async def _find(network: Network, url: str) -> _Found:
    """Follows redirects, to other hosts too, but never off https (RFC 9116 § 3, § 5.2). Raises NetworkError."""
    urls = [url]
    while True:
        response = await fetch(network, url, max_bytes=security_txt.MAX_BYTES + 1)
        step = redirects.step(url, response.status, response.values("location"))
        if not step.is_redirect and step.problem is None:
            return _Found(response, tuple(urls), followable=True)
        if step.to_url is None or step.to_scheme != "https" or len(urls) > MAX_HOPS:
            return _Found(response, tuple(urls), followable=False)
        url = step.to_url
        urls.append(url)


async def _lets_in(network: Network, place: Place) -> bool:
    """Whether the same client gets the front page: then a refusal is about the file, which nobody gets."""
    front = await fetch(network, place.front_url, max_bytes=1024)
    return 200 <= front.status < 400


def _write(notebook: Notebook, place: Place, found: _Found) -> None:
    response = found.response
    if not response.decoded:
        coding = "it is encoded in a way that nobody asked for"
        notebook.gap(place.cell, GapCause.ERROR, f"{response.url}: {coding}")
        return
    content_type = response.values("content-type")
    file = security_txt.parse(response.body, content_type)
    if not file.recognised or _is_markup(response.body):
        _absent(notebook, place, response)
        return
    cut = response.truncated or len(response.body) > security_txt.MAX_BYTES
    matches = file.canonical_matches(found.urls)
    notebook.saw(
        SecurityTxt(
            host=place.host,
            present=True,
            url=response.url,
            content_type=", ".join(content_type)[:200] or None,
            contact=True if file.contacts else _CUT if cut else False,
            expires=_CUT if cut else file.expires.date() if file.expires else None,
            canonical_matches=_CUT if cut and not matches else matches,
            signed=file.signed,
            problem=file.problem.value if file.problem else _CUT if cut else None,
        ),
        page=response.url,
        artifact=notebook.keep(head(response) + b"\n\n" + response.body[: security_txt.MAX_BYTES]),
    )
    notebook.close(place.cell)


def _is_markup(body: bytes) -> bool:
    """A page for people, as some servers answer everything with, may well mention "Contact: …" on a line."""
    start = body[:1000].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return start.startswith(b"<")


def _absent(notebook: Notebook, place: Place, response: Response) -> None:
    """Nothing there is a row too, since there should be something."""
    notebook.saw(
        SecurityTxt(
            host=place.host,
            present=False,
            url=None,
            content_type=None,
            contact=False,
            expires=None,
            canonical_matches=None,
            signed=False,
            problem=None,
        ),
        page=response.url,
        artifact=notebook.keep(head(response)),
    )
    notebook.close(place.cell)
