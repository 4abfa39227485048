"""What a browser may reach through the gate, seen from the browser's side of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest

from scanner.network import ConnectTo, Gate, GateLimits, Limits, Network

Serve = Callable[..., AbstractAsyncContextManager[int]]
SHOP = "https://www.muesli.example"


def to(port: int, host: str = "www.muesli.example", meant: int = 443) -> ConnectTo:
    return ConnectTo(host, meant, "127.0.0.1", port)


@asynccontextmanager
async def gate_for(*rules: ConnectTo, limits: GateLimits | None = None, shop: str = SHOP) -> AsyncIterator[Gate]:
    async def no_names(host: str, port: int) -> Sequence[str]:
        return []

    async with Gate.open(Network(shop, rules, resolver=no_names), limits) as gate:
        yield gate


async def say(gate: Gate, *words: bytes, wait_for: bytes | None = None) -> bytes:
    """Sends the words, each after an answer began, and gives all that comes back."""
    reader, writer = await asyncio.open_connection("127.0.0.1", gate.port)
    heard = b""
    for word in words:
        writer.write(word)
        await writer.drain()
        if word is not words[-1]:
            heard += await reader.readuntil(b"\r\n\r\n")
    try:
        heard += await (reader.readuntil(wait_for) if wait_for else reader.read())
    except ConnectionResetError:
        heard += b"<reset>"
    writer.close()
    return heard


def run(scene: Callable[[], Awaitable[None]]) -> None:
    async def bounded() -> None:
        async with asyncio.timeout(30):
            await scene()

    asyncio.run(bounded())


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(1000):
        writer.write(data.upper())
        await writer.drain()


def connect(place: str) -> bytes:
    return f"CONNECT {place} HTTP/1.1\r\nHost: {place}\r\n\r\n".encode()


def test_a_tunnel_leads_where_connect_to_points_and_carries_bytes_both_ways(serve: Serve) -> None:
    async def scene() -> None:
        async with serve(echo) as port, gate_for(to(port)) as gate:
            heard = await say(gate, connect("www.muesli.example:443"), b"hello\n", wait_for=b"\n")
            assert heard.startswith(b"HTTP/1.1 200 ") and heard.endswith(b"HELLO\n")
            assert gate.used.connections == 1 and gate.bytes_sent == 6 and gate.used.bytes_read == 6
            assert not gate.failures
            assert gate.reached == {"www.muesli.example:443": ("127.0.0.1",)}
            assert gate.reached_at("WWW.muesli.example", 443) == ("127.0.0.1",)
            assert gate.reached_at("elsewhere.example", 443) == gate.reached_at("[", 443) == ()

    run(scene)


@pytest.mark.parametrize("place", ["127.0.0.1:80", "169.254.169.254:80", "[::1]:443", "0x7f.1:80", "in.example:443"])
def test_a_local_address_is_refused_and_the_reason_kept_for_whoever_asks(place: str) -> None:
    async def scene() -> None:
        async with Gate.open(Network(SHOP, resolver=_local)) as gate:
            heard = await say(gate, connect(place))
            assert heard.startswith(b"HTTP/1.1 403 ")
            assert "no public address" in gate.refused[place]
            assert gate.used.connections == 0 and not gate.reached
            host, _, port = place.rpartition(":")
            failure = gate.why(host.upper(), int(port))
            assert failure is not None and failure.cause == "blocked"

    async def _local(host: str, port: int) -> Sequence[str]:
        return ["10.0.0.7", "127.0.0.1"]

    run(scene)


def test_a_named_address_opens_its_own_port_and_no_other(serve: Serve) -> None:
    async def scene() -> None:
        async with serve(echo) as port, serve(echo) as other, gate_for(to(port)) as gate:
            assert b" 200 " in await say(gate, connect("www.muesli.example:443"), b"x\n", wait_for=b"\n")
            assert b" 403 " in await say(gate, connect(f"127.0.0.1:{other}"))

    run(scene)


def test_a_plain_request_gets_to_the_server_in_origin_form_and_is_the_last_of_its_connection(serve: Serve) -> None:
    heads: list[bytes] = []

    async def server(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await reader.readuntil(b"\r\n\r\n") + await reader.readexactly(4))
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 3_000_000)

    async def scene() -> None:
        async with serve(server) as port, gate_for(to(port, meant=80)) as gate:
            heard = await say(
                gate,
                b"POST http://www.muesli.example/a?b=%20|c HTTP/1.1\r\nHost: www.muesli.example\r\n"
                b"Proxy-Connection: keep-alive\r\nX-Shop: y\r\nContent-Length: 4\r\n\r\nbody",
            )
            assert heard.startswith(b"HTTP/1.1 200 OK") and heard.count(b"x") == 3_000_000
            assert heads == [
                (
                    b"POST /a?b=%20|c HTTP/1.1\r\nHost: www.muesli.example\r\nX-Shop: y\r\nContent-Length: 4\r\n"
                    b"Connection: close\r\n\r\nbody"
                )
            ]

    run(scene)


def test_a_second_request_on_a_plain_connection_is_not_passed_on(serve: Serve) -> None:
    got = bytearray()

    async def server(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(1000):
            got.extend(data)

    async def scene() -> None:
        one = b"GET http://www.muesli.example/ HTTP/1.1\r\nHost: www.muesli.example\r\n\r\n"
        two = b"GET http://10.0.0.1/secret HTTP/1.1\r\nHost: 10.0.0.1\r\n\r\n"
        async with serve(server) as port, gate_for(to(port, meant=80)) as gate:
            await say(gate, one + two)
        assert b"secret" not in got

    run(scene)


def test_a_refused_plain_request_gets_no_answer_that_could_be_taken_for_the_shops(serve: Serve) -> None:
    async def scene() -> None:
        async with gate_for() as gate:
            heard = await say(gate, b"GET http://169.254.169.254/latest/meta-data HTTP/1.1\r\nHost: a\r\n\r\n")
            assert heard in (b"", b"<reset>")
            assert "169.254.169.254:80" in gate.refused

    run(scene)


def test_a_host_that_refuses_and_one_that_does_not_exist_are_told_apart(closed_port: int) -> None:
    async def scene() -> None:
        async with gate_for(to(closed_port)) as gate:
            assert b" 502 " in await say(gate, connect("www.muesli.example:443"))
            assert b" 502 " in await say(gate, connect("nowhere.example:443"))
            assert gate.failures["www.muesli.example:443"].cause == "refused"
            assert gate.failures["nowhere.example:443"].cause == "unreachable"
            assert not gate.refused

    run(scene)


def test_the_gate_is_no_way_to_itself_even_where_the_shop_names_loopback() -> None:
    async def scene() -> None:
        async with gate_for(shop="http://127.0.0.1:8080/") as gate:
            assert b" 403 " in await say(gate, connect(f"127.0.0.1:{gate.port}"))
            assert gate.refused

    run(scene)


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        b"CONNECT www.muesli.example HTTP/1.1\r\n\r\n",
        b"CONNECT www.muesli.example:0 HTTP/1.1\r\n\r\n",
        b"GET https://www.muesli.example/ HTTP/1.1\r\n\r\n",
        b"GET ftp://www.muesli.example/ HTTP/1.1\r\n\r\n",
        b"GET http://www.muesli.example/ HTTP/1.0\r\n\r\n",
        b"POST http://www.muesli.example/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"POST http://www.muesli.example/ HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"POST http://www.muesli.example/ HTTP/1.1\r\nContent-Length: +1\r\n\r\n",
        b"\x16\x03\x01\x00\r\n\r\n",
    ],
)
def test_what_is_no_clear_request_to_a_proxy_goes_nowhere(head: bytes) -> None:
    async def scene() -> None:
        async with gate_for() as gate:
            assert b" 400 " in await say(gate, head)
            assert gate.used.connections == 0

    run(scene)


def test_an_endless_request_head_ends_the_connection() -> None:
    async def scene() -> None:
        async with gate_for() as gate:
            assert b"HTTP" not in await say(gate, b"CONNECT a:443 HTTP/1.1\r\nX: " + b"a" * 200_000)

    run(scene)


@pytest.mark.parametrize(
    ("limits", "cause"),
    [
        (GateLimits(max_received=1000), "budget"),
        (GateLimits(max_sent=2), "budget"),
        (GateLimits(max_connections=1), "budget"),
        (GateLimits(idle_timeout_s=0.1), None),
    ],
)
def test_bytes_connections_and_silence_are_bounded(serve: Serve, limits: GateLimits, cause: str | None) -> None:
    async def server(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)
        if limits.max_received == 1000:
            writer.write(b"x" * 5000)
            await writer.drain()
        await asyncio.Event().wait()

    async def scene() -> None:
        async with serve(server) as port, gate_for(to(port), limits=limits) as gate:
            if limits.max_connections == 1:
                reader, writer = await asyncio.open_connection("127.0.0.1", gate.port)
                writer.write(connect("www.muesli.example:443"))
                await reader.readuntil(b"\r\n\r\n")
                assert b" 502 " in await say(gate, connect("www.muesli.example:443"))
                writer.close()
            else:
                await say(gate, connect("www.muesli.example:443"), b"hello")  # it ends
            failure = gate.failures.get("www.muesli.example:443")
            assert (failure.cause if failure else None) == cause

    run(scene)


def test_a_name_is_looked_up_once_for_many_connections(serve: Serve) -> None:
    asked: list[str] = []

    async def resolver(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        await asyncio.sleep(0)
        return ["127.0.0.1"]

    async def scene() -> None:
        async with serve(echo) as port:
            rule = ConnectTo("www.muesli.example", 443, "localhost", port)
            async with Gate.open(Network(SHOP, [rule], resolver=resolver)) as gate:
                tunnels = (say(gate, connect("www.muesli.example:443"), b"x\n", wait_for=b"\n") for _ in range(5))
                assert all(b" 200 " in heard for heard in await asyncio.gather(*tunnels))
        assert asked == ["localhost"]

    run(scene)


def test_the_rate_is_the_gates_own_and_in_proportion_to_the_networks() -> None:
    assert Gate(Network(SHOP)).limits == GateLimits()
    fast = Gate(Network(SHOP, limits=Limits(connections_per_second=3000, burst=600))).limits
    assert (fast.connections_per_second, fast.burst) == (2000, 900)


def test_open_connections_end_with_the_gate(serve: Serve) -> None:
    async def scene() -> None:
        async with serve(echo) as port:
            async with gate_for(to(port)) as gate:
                reader, writer = await asyncio.open_connection("127.0.0.1", gate.port)
                writer.write(connect("www.muesli.example:443"))
                await reader.readuntil(b"\r\n\r\n")
            with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
                await reader.readexactly(1)
            writer.close()

    run(scene)
