"""One HTTP/1.1 request and its response over one open connection; hostile answers cost a bounded number of bytes.

h11 and not a full client, because a scanner wants the bounds, the header lines in wire order and no convenience:
no redirects, no cookies, no netrc, no proxies, no pool.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import h11

from scanner.errors import NetworkError
from scanner.network.stream import CHUNK_BYTES, Stream
from scanner.network.urls import shown


@dataclass(frozen=True, slots=True)
class Response:
    """What one request brought. Every byte of it is the shop's.

    headers       (name, value) in wire order with the wire's case, duplicates kept, decoded as ISO 8859-1
    body          decompressed where it was gzip, and cut at the limit
    truncated     the body is not all of it: cut at the limit, broken off by the server, or broken
    address, port where it really came from
    tls_version   as the vocabulary has it (TLSv1.0 … TLSv1.3), None without TLS
    elapsed_ms    from connecting to the last byte
    decoded       False where the body is still in a content coding that nobody asked for
    """

    url: str
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    truncated: bool
    address: str
    port: int
    tls_version: str | None
    elapsed_ms: int
    decoded: bool = True

    def values(self, name: str) -> tuple[str, ...]:
        """All values of a header field, in wire order."""
        return tuple(value for key, value in self.headers if key.lower() == name.lower())


@dataclass(frozen=True, slots=True)
class Answer:
    """The part of a Response that this module can know."""

    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    truncated: bool
    decoded: bool


async def exchange(
    stream: Stream,
    method: str,
    target: str,
    headers: Sequence[tuple[str, str]],
    *,
    max_bytes: int,
) -> Answer:
    """Sends a request without a body and reads the response.

    A body that exceeds the bound, breaks off or breaks the framing is truncated. Raises NetworkError where there
    is no usable head, where time runs out, and where the scan's budget of bytes is spent.
    """
    connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=stream.limits.max_header_bytes)
    try:
        request = connection.send(h11.Request(method=method, target=target, headers=list(headers)))
    except h11.LocalProtocolError as error:
        raise ValueError(f"this request can't be sent: {error}") from error
    await stream.write((request or b"") + (connection.send(h11.EndOfMessage()) or b""))
    try:
        head = await _head(connection, stream)
    except h11.RemoteProtocolError as error:
        raise NetworkError("error", f"{stream.target} does not speak HTTP/1.1: {shown(str(error))}") from error
    fields = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in head.headers.raw_items())
    decoder = _decoder(fields)
    body, truncated = await _body(connection, stream, decoder or _Identity(), max_bytes)
    return Answer(head.status_code, head.reason.decode("latin-1"), fields, body, truncated, decoder is not None)


async def _head(connection: h11.Connection, stream: Stream) -> h11.Response:
    left = stream.limits.max_header_bytes
    while True:
        event = connection.next_event()
        if isinstance(event, h11.Response):
            return event
        if event is h11.NEED_DATA:
            if left == 0:
                limit = stream.limits.max_header_bytes
                raise NetworkError("error", f"{stream.target} sent a response head of more than {limit} bytes")
            data = await stream.read(min(CHUNK_BYTES, left))
            if not data:
                raise NetworkError("error", f"{stream.target} closed the connection without a complete answer")
            left -= len(data)
            connection.receive_data(data)
        elif not isinstance(event, h11.InformationalResponse):
            raise NetworkError("error", f"{stream.target} closed the connection without an answer")


async def _body(
    connection: h11.Connection, stream: Stream, decoder: _Identity | _Gzip, max_bytes: int
) -> tuple[bytes, bool]:
    body = bytearray()
    received = 0
    try:
        while True:
            event = connection.next_event()
            if event is h11.NEED_DATA:
                connection.receive_data(await stream.read())
            elif isinstance(event, h11.Data):
                received += len(event.data)
                body += decoder.feed(bytes(event.data), max_bytes + 1 - len(body))
                if len(body) > max_bytes or received > max_bytes + CHUNK_BYTES:
                    return bytes(body[:max_bytes]), True
            else:
                return bytes(body), received > 0 and not decoder.complete
    except (h11.RemoteProtocolError, zlib.error):
        return bytes(body), True
    except NetworkError as error:
        if error.cause != "error":  # broken off; time and budget are the caller's business
            raise
        return bytes(body), True


class _Identity:
    complete = True

    def feed(self, data: bytes, at_most: int) -> bytes:
        return data[:at_most]


class _Gzip:
    """Never yields more than asked for, whatever the ratio; the rest stays compressed and is dropped."""

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)

    @property
    def complete(self) -> bool:
        return self._inflate.eof

    def feed(self, data: bytes, at_most: int) -> bytes:
        if self._inflate.eof:
            return b""  # garbage after the end, which browsers ignore too
        return self._inflate.decompress(data, max(1, at_most))  # 0 would mean without bound


def _decoder(fields: Sequence[tuple[str, str]]) -> _Identity | _Gzip | None:
    """None for a coding that was not asked for (RFC 9110 § 8.4)."""
    codings = ",".join(value for name, value in fields if name.lower() == "content-encoding")
    match [coding.strip().lower() for coding in codings.split(",") if coding.strip()]:
        case [] | ["identity"]:
            return _Identity()
        case ["gzip" | "x-gzip"]:
            return _Gzip()
        case _:
            return None
