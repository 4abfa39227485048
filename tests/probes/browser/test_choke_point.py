"""The browser reaches what the network's rules permit, and by no other way than the gate."""

from __future__ import annotations

import asyncio
import socket
import threading

import pytest

from scanner.network import ConnectTo, Network
from scanner.probes.browser.session import Browser

from .conftest import Authority, Serve
from .scenes import FAST, network_to, one_phase, run

EVERY_WAY_OUT = """<!doctype html><title>ways out</title>
<link rel=dns-prefetch href=//prefetched.example><link rel=preconnect href=//127.0.0.1:@TCP@>
<img src=http://127.0.0.1:@TCP@/img><iframe src=http://localhost:@TCP@/frame></iframe>
<script>
  const ways = [
    fetch('http://127.0.0.1:@TCP@/fetch', {mode: 'no-cors'}), fetch('http://169.254.169.254/latest/meta-data/'),
    fetch('http://[::1]:@TCP@/six', {mode: 'no-cors'}), fetch('http://0x7f.1:@TCP@/hex', {mode: 'no-cors'}),
  ];
  navigator.sendBeacon('http://127.0.0.1:@TCP@/beacon', 'x');
  new WebSocket('ws://127.0.0.1:@TCP@/socket');
  try { new WebTransport('https://127.0.0.1:@UDP@/'); } catch (e) {}
  new EventSource('http://127.0.0.1:@TCP@/events');
  const peer = new RTCPeerConnection({iceServers: [{urls: 'stun:127.0.0.1:@UDP@'},
    {urls: 'turn:127.0.0.1:@UDP@', username: 'u', credential: 'p'},
    {urls: 'turn:127.0.0.1:@TCP@?transport=tcp', username: 'u', credential: 'p'}]});
  peer.createDataChannel('x'); peer.createOffer().then(offer => peer.setLocalDescription(offer));
  peer.onicegatheringstatechange = () => { document.title = 'ice ' + peer.iceGatheringState };
  Promise.allSettled(ways).then(all => { document.body.dataset.ways = all.map(one => one.status).join() });
</script>"""


class Trap:
    """Ports of loopback that nobody may knock at, TCP and UDP."""

    def __init__(self) -> None:
        self.knocks: list[str] = []
        self._tcp = socket.create_server(("127.0.0.1", 0))
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.bind(("127.0.0.1", 0))
        self.tcp, self.udp = self._tcp.getsockname()[1], self._udp.getsockname()[1]
        self._threads = [threading.Thread(target=listen, daemon=True) for listen in (self._accept, self._receive)]
        for thread in self._threads:
            thread.start()

    def _accept(self) -> None:
        while True:
            connection, _ = self._tcp.accept()
            with connection:
                connection.settimeout(5)
                if (first := connection.recv(100)) == b"end":
                    return
                self.knocks.append(f"tcp {first!r}")

    def _receive(self) -> None:
        while (data := self._udp.recv(2000)) != b"end":
            self.knocks.append(f"udp {data[:4].hex()}")

    def close(self) -> None:
        with socket.create_connection(("127.0.0.1", self.tcp)) as last:
            last.sendall(b"end")
        self._udp.sendto(b"end", ("127.0.0.1", self.udp))
        for thread in self._threads:
            thread.join()
        self._tcp.close()
        self._udp.close()


def test_no_page_finds_a_way_round_the_gate(serve: Serve) -> None:
    trap = Trap()
    page = EVERY_WAY_OUT.replace("@TCP@", str(trap.tcp)).replace("@UDP@", str(trap.udp))

    async def scene() -> None:
        with serve({"/": page}) as site:
            async with one_phase(network_to(site.port)) as (browser, phase), phase.tab() as tab:
                visit = await tab.visit(site.url())
                assert visit.seen, visit.reason
                await tab.page.wait_for_function("document.body.dataset.ways && document.title === 'ice complete'")
                assert await tab.page.evaluate("document.body.dataset.ways") == ",".join(["rejected"] * 4)
            blocked = {
                request.path: request.failure for request in phase.recorder.requests if request.cause == "blocked"
            }
            assert {"/img", "/fetch", "/latest/meta-data/", "/six", "/hex", "/beacon", "/events"} <= blocked.keys()
            assert all("no public address" in str(reason) for reason in blocked.values())
            assert f"127.0.0.1:{trap.tcp}" in browser.gate.refused
            assert "169.254.169.254:80" in browser.gate.refused

    try:
        run(scene)
    finally:
        trap.close()
    assert trap.knocks == []


def test_a_redirect_to_a_private_address_is_a_blocked_gap_with_the_networks_reason(serve: Serve) -> None:
    async def scene() -> None:
        with serve({"/": (302, [("Location", "http://169.254.169.254/latest/")], "")}) as site:
            async with one_phase(network_to(site.port)) as (_, phase):
                visit = await phase.visit(site.url())
                assert (visit.seen, visit.cause) == (False, "blocked")
                assert "169.254.169.254" in visit.reason
                assert [(d.url, d.status) for d in visit.documents] == [(site.url(), 302)]

    run(scene)


def test_connect_to_and_the_given_ca_hold_for_the_browser_too(serve: Serve, authority: Authority) -> None:
    async def scene() -> None:
        with serve({"/": "<title>Müsli</title>"}, authority.server) as site:
            network = network_to(site.port, "www.muesli.example")
            async with one_phase(network, [authority.file]) as (browser, phase):
                visit = await phase.visit("https://www.muesli.example/")
                assert visit.seen, visit.reason
                assert (visit.title, visit.final_url) == ("Müsli", "https://www.muesli.example/")
                assert browser.gate.used.connections >= 1 and not browser.gate.failures
            assert {host for host, *_ in site.heard} == {"www.muesli.example"}

    run(scene)


def test_a_certificate_that_nobody_vouches_for_leaves_a_gap(serve: Serve, authority: Authority) -> None:
    async def scene() -> None:
        with serve({"/": "hello"}, authority.server) as site:
            async with one_phase(network_to(site.port, "www.muesli.example")) as (_, phase):
                visit = await phase.visit("https://www.muesli.example/")
                assert (visit.cause, "ERR_CERT" in visit.reason) == ("error", True)

    run(scene)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "chrome://version", "javascript:alert(1)", "data:text/html,x"])
def test_only_http_is_visited(url: str) -> None:
    async def scene() -> None:
        async with one_phase(Network("https://shop.example/", limits=FAST)) as (_, phase):
            visit = await phase.visit(url)
            assert (visit.seen, visit.cause) == (False, "unsupported")

    run(scene)


def test_unreachable_hosts_are_gaps_with_the_cause_that_the_network_knows() -> None:
    async def scene() -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            port = taken.getsockname()[1]
            rule = ConnectTo("www.muesli.example", 80, "127.0.0.1", port)

            async def no_names(_host: str, _port: int) -> list[str]:
                return []

            async with one_phase(Network("http://www.muesli.example", [rule], FAST, resolver=no_names)) as (_, phase):
                refused, nowhere = await asyncio.gather(
                    phase.visit("http://www.muesli.example/"), phase.visit("http://nowhere.example/")
                )
                assert (refused.cause, nowhere.cause) == ("refused", "unreachable")

    run(scene)


def test_the_browser_has_no_home_but_its_own(serve: Serve) -> None:
    async def scene() -> None:
        with serve({"/": "<title>x</title>"}) as site:
            async with Browser.open(network_to(site.port)) as browser:
                assert browser.running and browser.third_party_cookies
                assert browser.sandboxed or any("sandbox" in note for note in browser.notes)
            assert not browser.running

    run(scene)
