"""One exchange with servers that are hostile, broken or merely large."""

from __future__ import annotations

import asyncio
import gzip
import socket
import ssl
import struct
import tracemalloc
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest

from scanner.errors import NetworkError
from scanner.network import USER_AGENT, ConnectTo, Limits, Network, Response, Target

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
Serve = Callable[..., AbstractAsyncContextManager[int]]

HURRIED = Limits(read_timeout_s=0.3, exchange_timeout_s=0.6, connect_timeout_s=0.6)
GENEROUS = Limits()


def fetch(
    serve: Serve,
    handler: Handler | bytes,
    limits: Limits = GENEROUS,
    tls: ssl.SSLContext | None = None,
    scheme: str = "",
    **options: Any,
) -> Response:
    """What www.muesli.example answers, being a server on loopback."""
    scheme = scheme or ("https" if tls else "http")

    async def scan() -> Response:
        async with serve(handler, tls) as port:
            network = Network(f"{scheme}://www.muesli.example", [ConnectTo("", None, "127.0.0.1", port)], limits)
            return await network.fetch(f"{scheme}://www.muesli.example/", **options)

    return asyncio.run(scan())


def cause(run: Callable[[], Response]) -> str:
    with pytest.raises(NetworkError) as caught:
        run()
    assert str(caught.value).isprintable()
    return caught.value.cause


def test_a_response_keeps_header_order_case_and_duplicates(serve: Serve) -> None:
    head = (
        b"HTTP/1.1 200 Fine\r\nX-B: 2\r\nSet-Cookie: a=1\r\nx-a: \xfc\r\nSet-Cookie: b=2\r\nContent-Length: 5\r\n\r\n"
    )
    response = fetch(serve, head + b"hello, and what belongs to nobody")
    assert (response.status, response.reason, response.body) == (200, "Fine", b"hello")
    assert response.headers == (
        ("X-B", "2"), ("Set-Cookie", "a=1"), ("x-a", "ü"), ("Set-Cookie", "b=2"), ("Content-Length", "5"),
    )  # fmt: skip
    assert response.values("set-cookie") == ("a=1", "b=2")
    assert not response.truncated and response.tls_version is None and response.elapsed_ms >= 0


def test_the_request_names_the_shop_and_us_and_carries_nothing_from_before(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    heads: list[bytes] = []

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\nSet-Cookie: id=1\r\nContent-Length: 0\r\n\r\n")

    async def scan() -> None:
        async with serve(handler) as port:
            network = Network("http://www.muesli.example", [ConnectTo("", None, "127.0.0.1", port)])
            for _ in range(2):
                await network.fetch(
                    "http://me:secret@www.muesli.example/a?b#c", headers={"accept": "text/plain", "HOST": "x"}
                )

    asyncio.run(scan())
    lines = heads[1].decode().split("\r\n")
    assert lines[0] == "GET /a?b HTTP/1.1"
    assert "Host: www.muesli.example" in lines and f"User-Agent: {USER_AGENT}" in lines
    names = [line.partition(":")[0].lower() for line in lines[1:] if line]
    assert names.count("accept") == 1 and names.count("host") == 1
    assert not {"cookie", "authorization", "referer"} & set(names)


def test_tls_is_permissive_and_speaks_of_the_urls_host(serve: Serve, self_signed: ssl.SSLContext) -> None:
    asked: list[str | None] = []
    self_signed.sni_callback = lambda connection, name, context: asked.append(name)
    response = fetch(serve, b"HTTP/1.1 200 OK\r\n\r\nuntrusted", tls=self_signed)
    assert (response.body, response.tls_version, asked) == (b"untrusted", "TLSv1.2", ["www.muesli.example"])


def test_a_server_that_speaks_no_tls_is_an_error(serve: Serve) -> None:
    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    assert cause(lambda: fetch(serve, plain, scheme="https")) == "error"


def test_a_server_that_never_answers_the_client_hello_is_ended_by_time(serve: Serve) -> None:
    assert cause(lambda: fetch(serve, silent, HURRIED, scheme="https")) == "timeout"


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def dripping(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.02)


async def dripping_head(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nX: ")
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.02)


async def endless_interim(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while True:
        writer.write(b"HTTP/1.1 103 Early Hints\r\n\r\n")
        await writer.drain()


async def endless_header(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"X-Filler: " + b"x" * 1000 + b"\r\n")
        await writer.drain()


async def resetting(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    connection: socket.socket = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


@pytest.mark.parametrize("handler", [silent, dripping, dripping_head])
def test_a_server_that_hangs_or_drips_is_ended_by_time(serve: Serve, handler: Handler) -> None:
    assert cause(lambda: fetch(serve, handler, HURRIED)) == "timeout"


@pytest.mark.parametrize("handler", [endless_interim, endless_header, resetting])
def test_an_endless_head_or_a_reset_is_an_error(serve: Serve, handler: Handler) -> None:
    assert cause(lambda: fetch(serve, handler)) == "error"


@pytest.mark.parametrize(
    "rubbish",
    [
        b"",
        b"\x00\x01\x02\x03" * 50,
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
        b"HTTP/1.1 two hundred\r\n\r\n",
        b"HTTP/1.1 99999 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: never ends",
    ],
)
def test_rubbish_instead_of_a_head_is_an_error(serve: Serve, rubbish: bytes) -> None:
    assert cause(lambda: fetch(serve, rubbish)) == "error"


def test_a_huge_body_is_cut_and_not_read_on(serve: Serve) -> None:
    async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b"x" * 65536)
            await writer.drain()

    response = fetch(serve, endless, max_bytes=100_000)
    assert (len(response.body), response.truncated) == (100_000, True)


@pytest.mark.parametrize(("size", "truncated"), [(9, False), (10, False), (11, True)])
@pytest.mark.parametrize("compressed", [False, True])
def test_the_bound_on_the_body_is_exact(serve: Serve, size: int, truncated: bool, compressed: bool) -> None:
    body = gzip.compress(b"x" * size) if compressed else b"x" * size
    coding = b"Content-Encoding: gzip\r\n" if compressed else b""
    head = b"HTTP/1.1 200 OK\r\n" + coding + b"Content-Length: %d\r\n\r\n" % len(body)
    response = fetch(serve, head + body, max_bytes=10)
    assert (response.body, response.truncated) == (b"x" * min(size, 10), truncated)


def test_a_decompression_bomb_stays_small(serve: Serve) -> None:
    bomb = gzip.compress(bytes(64 * 1024 * 1024))
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb)
    tracemalloc.start()
    try:
        response = fetch(serve, head + bomb, max_bytes=1000)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (response.body, response.truncated, response.decoded) == (bytes(1000), True, True)
    assert peak < 8 * 1024 * 1024


def test_compressed_bytes_that_yield_nothing_are_bounded_too(serve: Serve) -> None:
    async def nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b\x08\0\0\0\0\0\0\xff")
        while True:
            writer.write(b"\0\0\0\xff\xff" * 10_000)  # empty stored blocks
            await writer.drain()

    response = fetch(serve, nothing, max_bytes=1000)
    assert (response.body, response.truncated) == (b"", True)


@pytest.mark.parametrize(
    "message",
    [
        b"Content-Length: 100\r\n\r\nhello",
        b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nrubbish\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
    ],
)
def test_a_body_that_breaks_off_is_truncated_and_its_head_counts(serve: Serve, message: bytes) -> None:
    response = fetch(serve, b"HTTP/1.1 200 OK\r\nX-Frame-Options: DENY\r\n" + message)
    assert (response.body, response.truncated, response.values("x-frame-options")) == (b"hello", True, ("DENY",))


@pytest.mark.parametrize("body", [b"no gzip at all", gzip.compress(b"hello", mtime=0)[:-9]])
def test_broken_compression_is_truncation(serve: Serve, body: bytes) -> None:
    assert fetch(serve, b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + body).truncated


def test_a_coding_that_nobody_asked_for_is_left_and_said(serve: Serve) -> None:
    response = fetch(serve, b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n\x8b\x02\x80")
    assert (response.body, response.decoded, response.truncated) == (b"\x8b\x02\x80", False, False)


def test_interim_responses_are_passed_over(serve: Serve) -> None:
    response = fetch(serve, b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 204 No Content\r\nX: 1\r\n\r\n")
    assert (response.status, response.headers) == (204, (("X", "1"),))


def test_a_head_request_has_no_body(serve: Serve) -> None:
    response = fetch(serve, b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n", method="HEAD")
    assert (response.status, response.body, response.truncated) == (200, b"", False)


def test_the_budget_of_bytes_ends_reading(serve: Serve) -> None:
    limits = Limits(max_total_bytes=50)
    assert cause(lambda: fetch(serve, b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 100, limits)) == "budget"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "CONNECT", "get"])
def test_only_safe_methods_can_be_sent(serve: Serve, method: str) -> None:
    with pytest.raises(ValueError, match="safe"):
        fetch(serve, b"", method=method)


def test_a_target_of_another_host_is_a_mistake() -> None:
    network = Network("https://www.muesli.example")
    with pytest.raises(ValueError, match="no target"):
        asyncio.run(network.fetch("https://a.example/", target=Target("b.example", 443, "1.1.1.1", 443)))
