"""Who may be reached, after resolution and at connect."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager

import pytest

from scanner.errors import AddressRefused, NetworkError, UsageError
from scanner.network import ConnectTo, Limits, Network, NoSuchHost, Resolver, Scannable, Target

Serve = Callable[..., AbstractAsyncContextManager[int]]

SHOP = "https://www.muesli.example"
LOCAL = [
    "127.0.0.1",
    "10.0.0.5",
    "169.254.169.254",
    "fe80::1%eth0",
    "::1",
    "fd00:ec2::254",
    "::ffff:127.0.0.1",
    "0.0.0.0",
]


def fake_dns(**names: Sequence[str] | Exception) -> Resolver:
    """A resolver that knows these names, with `_` for the dot, and no others."""

    async def resolver(host: str, port: int) -> Sequence[str]:
        found = names.get(host.replace(".", "_"))
        if found is None:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        if isinstance(found, Exception):
            raise found
        return found

    return resolver


def resolve(network: Network, host: str, port: int = 443) -> list[tuple[str, int]]:
    targets = asyncio.run(network.resolve(host, port))
    return [(target.address, target.to_port) for target in targets]


@pytest.mark.parametrize("address", LOCAL)
def test_a_name_that_leads_to_a_local_address_is_refused_with_the_way_out(address: str) -> None:
    network = Network(SHOP, resolver=fake_dns(www_muesli_example=[address]))
    with pytest.raises(AddressRefused) as caught:
        resolve(network, "www.muesli.example")
    assert caught.value.cause == "blocked"
    assert "--connect-to www.muesli.example:443:" in caught.value.hint
    assert network.used.connections == 0


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f.1", "0177.0.0.1", "127.1", "127.0.0.1.", "\uff11\uff12\uff17.0.0.1", "[::1]", "0"]
)
def test_no_spelling_of_loopback_gets_round_the_rules(host: str) -> None:
    with pytest.raises(AddressRefused):
        resolve(Network(SHOP), host)  # with the system's own resolver


def test_localhost_is_refused_unless_the_shop_is_there() -> None:
    with pytest.raises(AddressRefused):
        resolve(Network(SHOP), "localhost")
    assert set(resolve(Network("https://LOCALHOST:8443/"), "localhost", 8443)) <= {("127.0.0.1", 8443), ("::1", 8443)}


def test_refused_addresses_are_left_out_and_the_others_used() -> None:
    network = Network(
        SHOP, resolver=fake_dns(www_muesli_example=["10.0.0.1", "1.1.1.1", "::1", "1.1.1.1", "2606:4700::1"])
    )
    assert resolve(network, "WWW.muesli.example.") == [("1.1.1.1", 443), ("2606:4700::1", 443)]


def test_the_number_of_addresses_is_bounded() -> None:
    network = Network(SHOP, resolver=fake_dns(www_muesli_example=[f"1.1.1.{n}" for n in range(250)]))
    assert len(resolve(network, "www.muesli.example")) == Limits().max_addresses


def test_the_literal_in_the_shops_own_url_is_permitted_on_any_port_and_nothing_beside_it() -> None:
    network = Network("https://10.0.0.5:8443/")
    assert network.allows("10.0.0.5", 8443) and network.allows("10.0.0.5", 80)
    assert not network.allows("10.0.0.6", 8443)
    assert not network.allows("::ffff:10.0.0.5", 8443)


def test_a_connect_to_permits_its_target_on_its_port_only() -> None:
    network = Network(SHOP, [ConnectTo.parse("www.muesli.example:443:127.0.0.1:8443")])
    assert resolve(network, "www.muesli.example") == [("127.0.0.1", 8443)]
    assert network.allows("127.0.0.1", 8443)
    assert not network.allows("127.0.0.1", 8444)
    assert not network.allows("127.0.0.2", 8443)
    assert not network.allows("localhost", 8443)


def test_a_connect_to_without_a_port_permits_the_port_it_stands_for() -> None:
    network = Network(SHOP, [ConnectTo.parse("www.muesli.example:443:10.0.0.5:")])
    assert network.allows("10.0.0.5", 443) and not network.allows("10.0.0.5", 80)


def test_a_connect_to_wins_over_dns_for_its_host_and_port_only() -> None:
    dns = fake_dns(www_muesli_example=["1.1.1.1"])
    network = Network(SHOP, [ConnectTo.parse("www.muesli.example:443:[::1]:8443")], resolver=dns)
    assert resolve(network, "www.muesli.example") == [("::1", 8443)]
    assert resolve(network, "www.muesli.example", 80) == [("1.1.1.1", 80)]


def test_a_connect_to_a_name_is_resolved_and_judged() -> None:
    rules = [ConnectTo.parse("a.example:443:inner.example:443"), ConnectTo.parse("b.example:443:localhost:8443")]
    dns = fake_dns(inner_example=["10.0.0.1"], localhost=["::1", "127.0.0.1"])
    network = Network(SHOP, rules, resolver=dns)
    with pytest.raises(AddressRefused):
        resolve(network, "a.example")
    assert resolve(network, "b.example") == [("::1", 8443), ("127.0.0.1", 8443)]


def test_the_shop_file_can_name_further_addresses() -> None:
    network = Network(SHOP, named=["10.0.0.7", "[fd00::7]"])
    assert network.allows("10.0.0.7", 25) and network.allows("fd00::7", 443)
    with pytest.raises(UsageError, match="no IP address"):
        Network(SHOP, named=["10.0.0.0/8"])


def test_a_shop_that_is_no_url_is_a_usage_error() -> None:
    with pytest.raises(UsageError):
        Network("ftp://www.muesli.example")


def test_a_name_that_does_not_exist_is_told_from_a_failed_look_up() -> None:
    again = socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
    network = Network(SHOP, resolver=fake_dns(flaky_example=again, empty_example=[]))
    for host in ("missing.example", "empty.example"):
        with pytest.raises(NoSuchHost) as missing:
            resolve(network, host)
        assert missing.value.cause == "unreachable"
    with pytest.raises(NetworkError) as failed:
        resolve(network, "flaky.example")
    assert failed.value.cause == "unreachable" and not isinstance(failed.value, NoSuchHost)


def test_a_look_up_that_hangs_times_out() -> None:
    async def never(host: str, port: int) -> Sequence[str]:
        await asyncio.Event().wait()
        return ()

    network = Network(SHOP, resolver=never, limits=Limits(resolve_timeout_s=0.05))
    with pytest.raises(NetworkError) as caught:
        resolve(network, "www.muesli.example")
    assert caught.value.cause == "timeout"


def test_the_address_is_judged_again_at_connect() -> None:
    forged = Target("www.muesli.example", 443, "127.0.0.1", 22)
    network = Network(SHOP, [ConnectTo.parse("::127.0.0.1:8443")])
    with pytest.raises(AddressRefused):
        asyncio.run(network.connect(forged))
    with pytest.raises(AddressRefused):
        network.child_rules([forged])
    assert network.used.connections == 0


def test_a_name_that_changes_its_address_is_not_asked_again_at_connect(serve: Serve) -> None:
    async def scan() -> None:
        asked = []

        async def rebinding(host: str, port: int) -> Sequence[str]:
            asked.append(host)
            return ["127.0.0.1"] if len(asked) == 1 else ["169.254.169.254"]

        async with serve(b"HTTP/1.1 204 No Content\r\n\r\n") as port:
            network = Network(SHOP, named=["127.0.0.1"], resolver=rebinding)
            response = await network.fetch(f"http://www.muesli.example:{port}/")
        assert (response.status, response.address, len(asked)) == (204, "127.0.0.1", 1)

    asyncio.run(scan())


def test_a_redirect_is_not_followed_and_its_local_target_is_refused(serve: Serve) -> None:
    async def scan() -> None:
        location = b"http://169.254.169.254/latest/meta-data/"
        async with serve(b"HTTP/1.1 302 Found\r\nLocation: " + location + b"\r\n\r\n") as port:
            network = Network(SHOP, [ConnectTo.parse(f"www.muesli.example:80:127.0.0.1:{port}")])
            response = await network.fetch("http://www.muesli.example/")
            assert (response.status, response.values("location")) == (302, (location.decode(),))
            with pytest.raises(AddressRefused):
                await network.fetch(response.values("location")[0])
        assert (network.used.connections, network.used.requests) == (1, 1)

    asyncio.run(scan())


def test_a_refused_connection_says_so(closed_port: int) -> None:
    network = Network(f"http://127.0.0.1:{closed_port}")
    with pytest.raises(NetworkError) as caught:
        asyncio.run(network.fetch(f"http://127.0.0.1:{closed_port}/"))
    assert caught.value.cause == "refused"


def test_a_backlog_that_never_accepts_times_out() -> None:
    with socket.socket() as full, socket.socket() as first, socket.socket() as second:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for waiting in (first, second):  # Linux takes backlog + 1, then drops what comes
            waiting.setblocking(False)
            waiting.connect_ex(full.getsockname())
        port = full.getsockname()[1]
        network = Network(f"http://127.0.0.1:{port}")
        with pytest.raises(NetworkError) as caught:
            asyncio.run(network.connect(Target("127.0.0.1", port, "127.0.0.1", port), timeout_s=0.1))
    assert caught.value.cause == "timeout"


def test_the_next_address_is_tried_when_one_refuses(serve: Serve) -> None:
    async def scan() -> None:
        async with serve(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok") as port:
            dns = fake_dns(www_muesli_example=["127.0.0.9", "127.0.0.1"])
            network = Network(SHOP, named=["127.0.0.1", "127.0.0.9"], resolver=dns)
            response = await network.fetch(f"http://www.muesli.example:{port}/")
        assert (response.address, response.port, response.body) == ("127.0.0.1", port, b"ok")
        assert network.used.connections == 2

    asyncio.run(scan())


def test_the_budget_of_connections_ends_connecting(closed_port: int) -> None:
    network = Network(f"http://127.0.0.1:{closed_port}", limits=Limits(max_connections=5))
    network.used.add_child(5)
    with pytest.raises(NetworkError) as caught:
        asyncio.run(network.fetch(f"http://127.0.0.1:{closed_port}/"))
    assert caught.value.cause == "budget"


def test_connections_beyond_this_processs_share_of_the_burst_wait(serve: Serve) -> None:
    async def scan() -> None:
        async with serve(b"") as port:
            limits = Limits(connections_per_second=0.001, burst=4, child_share=0.5)
            network = Network(f"http://127.0.0.1:{port}", limits=limits)
            (target,) = await network.resolve("127.0.0.1", port)
            for _ in range(2):
                (await network.connect(target)).close()
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(network.connect(target), 0.05)

    asyncio.run(scan())


def test_requests_beyond_the_rate_wait(serve: Serve) -> None:
    async def scan() -> None:
        async with serve(b"HTTP/1.1 204 No Content\r\n\r\n") as port:
            network = Network(f"http://127.0.0.1:{port}", limits=Limits(requests_per_second=0.001))
            await network.fetch(f"http://127.0.0.1:{port}/")
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(network.fetch(f"http://127.0.0.1:{port}/"), 0.05)
        assert (network.used.connections, network.used.requests) == (1, 1)

    asyncio.run(scan())


def test_a_child_gets_its_share_of_the_rate_and_what_is_left_of_the_budget() -> None:
    limits = Limits(connections_per_second=40, burst=20, child_share=0.5, max_connections=100)
    network = Network(SHOP, [ConnectTo.parse("::127.0.0.1:8443")], limits)
    network.used.add_child(30)
    target = Target("www.muesli.example", 443, "127.0.0.1", 8443)
    assert network.child_rules([target]) == {
        "reach": [["127.0.0.1", 8443]],
        "connections_per_second": 20.0,
        "burst": 10,
        "max_connections": 70,
    }


def test_logs_show_the_shops_text_escaped(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "siegel.network")
    network = Network(SHOP, resolver=fake_dns(a_example=["1.1.1.1\x1b[2J\nforged"]))
    with pytest.raises(AddressRefused) as caught:
        resolve(network, "a.example")
    for text in (str(caught.value), *(record.getMessage() for record in caplog.records)):
        assert text.isprintable() and "forged" in text


# ── which ports may be scanned ───────────────────────────────────────────────────────────────────────────────────────


def scannable(
    url: str, rules: Sequence[str], ports: Sequence[int], declared: Sequence[int] = (), **found: Sequence[str]
) -> Scannable:
    async def resolver(host: str, port: int) -> Sequence[str]:
        if host not in found:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        return found[host]

    network = Network(url, tuple(map(ConnectTo.parse, rules)), resolver=resolver)
    return asyncio.run(network.scannable("shop", ports, declared))


def test_every_port_of_a_public_address_may_be_scanned_at_every_address() -> None:
    public = ("192.88.0.1", "2a00::1")
    may = scannable("https://shop", (), (22, 443), shop=public)
    assert {(t.address, t.to_port) for t in may.targets} == {(a, p) for a in public for p in (22, 443)}
    assert may.off_limits == ()


def test_a_private_address_behind_a_name_is_not_scanned() -> None:
    with pytest.raises(AddressRefused):
        scannable("https://shop", (), (22, 443), shop=("10.0.0.7", "127.0.0.1"))


def test_only_what_a_rule_names_is_scanned_where_one_leads_the_host_elsewhere() -> None:
    may = scannable(
        "https://shop", ("shop:443:127.0.0.1:8443", "shop:22:[::1]:"), (22, 443, 5432), shop=("192.88.0.1",)
    )
    assert {(t.port, t.address, t.to_port) for t in may.targets} == {(443, "127.0.0.1", 8443), (22, "::1", 22)}
    assert may.off_limits == (5432,)


def test_a_rule_that_names_no_port_names_none_to_scan() -> None:
    assert scannable("https://shop", ("::127.0.0.1:",), (22, 443)).targets == ()


def test_a_rule_of_another_host_does_not_matter() -> None:
    may = scannable("https://shop", ("other:443:127.0.0.1:8443",), (443,), shop=("192.88.0.1",))
    assert [t.address for t in may.targets] == ["192.88.0.1"]
