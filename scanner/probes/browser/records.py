"""What a browser stored and sent, as it was seen: plain values, one per thing that happened, none of them judged.

Values of stored items are kept as digests only; request queries and bodies stay in memory for whoever searches them
for leaks, and are never written down (design § 7.5).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from scanner.model.vocabulary import GapCause, Phase, RequestType, SameSite, StorageArea


@dataclass(frozen=True, slots=True)
class Moment:
    """Where and when: number of the visit (0: unknown), the page in the address line, ms since the phase began."""

    phase: Phase
    visit: int
    page: str
    at_ms: int


class SetHow(StrEnum):
    """How a cookie is set."""

    HTTP = "http"
    DOCUMENT_COOKIE = "document.cookie"
    COOKIE_STORE = "cookieStore"


class Source(StrEnum):
    """Who in the browser sent a request."""

    PAGE = "page"
    WORKER = "worker"
    SERVICE_WORKER = "service_worker"


@dataclass(frozen=True, slots=True, kw_only=True)
class CookieSet:
    """One setting of a cookie, whether or not it was there before, and whether or not the browser took it.

    domain       the Domain attribute without its dot, else the host that set it (`host_only`)
    digest, size of the value; size in characters
    lifetime_s   as stated; None for a session. Chromium keeps none longer than 400 days
    deletes      stated as over already, or the value removed
    set_by       `URL:line:column` of the script, or the URL of the response
    url          of the response, or of the document whose script did it
    blocked      Chromium's reasons where it took the cookie not; only for HOW http
    """

    when: Moment
    how: SetHow
    name: str
    domain: str
    host_only: bool
    path: str
    digest: str
    size: int
    lifetime_s: float | None
    deletes: bool
    secure: bool
    http_only: bool
    same_site: SameSite
    partitioned: bool
    set_by: str | None
    url: str
    blocked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageWrite:
    """One writing into storage other than cookies. For databases, caches and workers: the opening of a name.

    digest, size  of the value; None where the area has none, or where it was removed
    set_by        `URL:line:column` of the script; None where the writing was seen but not who did it
    """

    when: Moment
    area: StorageArea
    origin: str
    name: str
    digest: str | None = None
    size: int | None = None
    removed: bool = False
    set_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptItem:
    """Something that was there when it was asked for: a cookie of the jar, a key, a database, a cache, a worker.

    origin      for a cookie its domain, with a leading dot where subdomains get it too
    path, secure, http_only, same_site, lifetime_s    of cookies alone; lifetime_s None for a session
    partition   the top-level site of a partitioned cookie
    """

    area: StorageArea
    origin: str
    name: str
    digest: str | None = None
    size: int | None = None
    partition: str | None = None
    path: str | None = None
    lifetime_s: float | None = None
    secure: bool | None = None
    http_only: bool | None = None
    same_site: SameSite | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What else is known of an answer, for the log of the phase.

    protocol    as Chromium names it: h2, http/1.1; empty: not said
    headers     the fields that a log keeps, as they came
    cookies     what it set, taken or not
    came_ms, ended_ms   when its head came, and when all was over; ms since the phase began
    received    bytes as they came, head and body, compressed
    """

    protocol: str = ""
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    cookies: tuple[CookieSet, ...] = ()
    came_ms: int | None = None
    ended_ms: int | None = None
    received: int | None = None


NO_ANSWER = Answer()


@dataclass(frozen=True, slots=True, kw_only=True)
class SentRequest:
    """One request, each hop of a redirect being one of its own. Web sockets too.

    frame       URL of the document or worker that asked
    host, port, path, query   of the URL; port as it is used
    has_body, body            a body exists; its first bytes, None where Chromium did not show it
    initiator   `URL:line:column` of the script, URL of the parsed document, or None
    status      None where no answer came, with `failure`: Chromium's word, or the gate's reason and cause
    navigation  a document for the tab itself
    cookies     names of the cookies that it carried, with digests of their values
    """

    when: Moment
    source: Source
    frame: str
    type: RequestType
    method: str
    scheme: str
    host: str
    port: int
    path: str
    query: str = field(repr=False)
    has_body: bool = False
    body: bytes | None = field(default=None, repr=False)
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    initiator: str | None = None
    status: int | None = None
    content_type: str | None = None
    failure: str | None = None
    cause: GapCause | None = None
    cached: bool = False
    navigation: bool = False
    cookies: tuple[tuple[str, str], ...] = ()
    answer: Answer = NO_ANSWER


@dataclass(frozen=True, slots=True, kw_only=True)
class InsecureLoad:
    """Something that a page over https named with http, before Chromium upgraded or blocked it. `frame`: whose URL."""

    when: Moment
    frame: str
    url: str
    type: RequestType


@dataclass(frozen=True, slots=True, kw_only=True)
class SocketMessage:
    """A message that a page sent through a web socket; its first bytes, for the search for leaks."""

    when: Moment
    url: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """Something else that a page did to its tab: a dialog, a popup, a download, a crash."""

    when: Moment
    what: str
    detail: str
