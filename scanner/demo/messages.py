"""Requests as they arrive, and responses as they leave: read within bounds, nothing of them believed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qsl, unquote, urlsplit

from scanner.demo.certificates import WWW

BODY_LIMIT = 16 * 1024  # bytes; the longest form of the shop needs a quarter of it
MOST_FIELDS = 60
LONGEST_VALUE = 2000  # characters

_PRINTABLE = re.compile(r"[\x21-\x7e]+")
_ABSOLUTE = re.compile(r"https?://[^/?#]*", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_FORM = "application/x-www-form-urlencoded"


class BadRequest(Exception):
    """What arrived is no request that the shop reads; `status` says why."""

    def __init__(self, why: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> None:
        super().__init__(why)
        self.status = status


@dataclass(frozen=True, slots=True)
class Request:
    """One request. `target` begins with a slash; `host` is lower case, without the port.

    `length` is what the head says of the body, at most BODY_LIMIT; `cookie`, `origin` and `content_type` are headers.
    """

    method: str
    target: str
    host: str
    keep_alive: bool = True
    secure: bool = True
    cookie: str = ""
    origin: str = ""
    content_type: str = ""
    length: int = 0
    body: bytes = b""

    @property
    def path(self) -> str:
        """Decoded, without query."""
        return unquote(re.split("[?#]", self.target, maxsplit=1)[0])

    @property
    def query(self) -> dict[str, str]:
        """The first value of each name in the target's query."""
        return _fields(self.target.partition("#")[0].partition("?")[2])

    @property
    def form(self) -> dict[str, str] | None:
        """The first value of each field that was posted; None where the body is no form."""
        if self.content_type.partition(";")[0].strip().lower() != _FORM:
            return None
        return _fields(self.body.decode("latin-1"))

    @property
    def from_elsewhere(self) -> bool:
        """Whether a page of another host sent it, as far as the browser says."""
        return bool(self.origin) and (_host_of(self.origin) != self.host)


@dataclass(frozen=True, slots=True)
class Response:
    """Status, headers without Content-Length, Date and Connection, and the whole body, which HEAD leaves unsent."""

    status: HTTPStatus
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""


def parse_request(head: bytes, *, secure: bool) -> Request:
    """Read the head of an HTTP/1.x request, blank line included (RFC 9112 § 3). Raises BadRequest."""
    try:
        first, *fields = head.decode("ascii").removesuffix("\r\n\r\n").split("\r\n")
        method, target, version = first.split(" ")
    except ValueError as error:
        raise BadRequest("not a request line in ASCII") from error
    if version not in ("HTTP/1.0", "HTTP/1.1") or not method.isalpha():
        raise BadRequest("not HTTP/1.0 or HTTP/1.1")
    headers = _header_fields(fields)
    if version == "HTTP/1.1" and "host" not in headers:
        raise BadRequest("no Host")
    return Request(
        method=method,
        target=_origin_form(target),
        host=headers.get("host", WWW).rpartition("@")[2].partition(":")[0].lower().removesuffix("."),
        keep_alive=version == "HTTP/1.1" and headers.get("connection", "").lower() != "close",
        secure=secure,
        cookie=headers.get("cookie", ""),
        origin=headers.get("origin", ""),
        content_type=headers.get("content-type", ""),
        length=_length(headers),
    )


def _header_fields(lines: list[str]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        name = name.lower()
        if not colon or not _PRINTABLE.fullmatch(name) or (name in {"host", "content-length"} and name in headers):
            raise BadRequest("not a header field, or a second one where there can be but one")
        headers[name] = value.strip(" \t")
    return headers


def _length(headers: dict[str, str]) -> int:
    """Of the body. A browser always says it for a form; what comes in chunks is not read (RFC 9112 § 6.3)."""
    if "transfer-encoding" in headers:
        raise BadRequest("a body in chunks", HTTPStatus.LENGTH_REQUIRED)
    stated = headers.get("content-length", "0")
    if not re.fullmatch("[0-9]{1,18}", stated):
        raise BadRequest("a length that is no number")
    if int(stated) > BODY_LIMIT:
        raise BadRequest("a longer body than any form has", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return int(stated)


def _origin_form(target: str) -> str:
    target = _ABSOLUTE.sub("", target, count=1) if not target.startswith("/") else target
    if not target.startswith("/"):
        target = "/" + target
    # Printable characters only: the target is repeated in Location. A leading // would name another host there.
    if not _PRINTABLE.fullmatch(target):
        raise BadRequest("a target with spaces or control characters")
    return "/" + target.lstrip("/")


def _fields(text: str) -> dict[str, str]:
    """Too many fields are none; values without control characters, with plain line ends, and not too long."""
    try:
        pairs = parse_qsl(text, keep_blank_values=True, errors="replace", max_num_fields=MOST_FIELDS)
    except ValueError:
        return {}
    found: dict[str, str] = {}
    for name, value in pairs:
        found.setdefault(name, _CONTROLS.sub("", value.replace("\r\n", "\n"))[:LONGEST_VALUE].strip())
    return found


def _host_of(origin: str) -> str | None:
    try:
        return urlsplit(origin).hostname
    except ValueError:
        return None
