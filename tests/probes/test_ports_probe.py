"""The port probe with the nmap of this machine, on loopback: what is open, shut, silent, and not to be touched."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from scanner.model.evidence import Cell, Coverage, Status, scope
from scanner.model.facts import Port
from scanner.model.values import Unknown
from scanner.model.vocabulary import GapCause, PortGroup, PortState
from scanner.network import ConnectTo, Limits, Network, Target
from scanner.probes.notebook import Notebook
from scanner.probes.ports import probe, rounds, sense
from scanner.probes.ports.child import read_output, read_request
from scanner.probes.ports.known import group_of, known_ports
from scanner.probes.ports.probe import House, Terms, look
from scanner.probes.ports.talk import Heard
from scanner.probes.tls.probe import Door

from .listeners import Listeners, listeners

HOST, APEX = "www.shop.example", "shop.example"
LIMITS = Limits(connections_per_second=2000, burst=500, requests_per_second=500, scan_ports_per_second=2000)
GAP = Status.GAP


@pytest.fixture(autouse=True)
def short_of_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """nmap waits 6 s for the first word of a service that has none; names are not what most of this is about."""
    monkeypatch.setattr(rounds, "NAMING_S", 1)


@pytest.fixture
def opened() -> Iterator[Listeners]:
    with listeners() as found:
        yield found


@dataclass
class Looked:
    book: Notebook

    def row(self, port: int, host: str = HOST) -> Port:
        (found,) = [r for r in self.book.rows if isinstance(r, Port) and (r.port, r.host) == (port, host)]
        return found

    def cell(self, **fixed: Any) -> Coverage:
        return self.book.coverage["port", scope({"host": HOST} | fixed)]

    @property
    def gaps(self) -> dict[tuple[object, ...], GapCause | None]:
        return {entry.scope: entry.cause for entry in self.book.coverage.values() if entry.status is GAP}


def scanned(
    rules: list[str],
    terms: Terms | None = None,
    hosts: tuple[str, ...] = (HOST,),
    url: str = f"https://{HOST}",
    **places: int,
) -> Looked:
    houses = [
        House(h, places.get("https", 443), places.get("http", 80), h == APEX, Cell("port", scope({"host": h})))
        for h in hosts
    ]
    book = Notebook(tuple(house.cell for house in houses), lambda _: None)
    network = Network(url, tuple(map(ConnectTo.parse, rules)), LIMITS)
    asyncio.run(look(network, book, houses, terms or Terms()))
    return Looked(book)


def led(ports: Mapping[int, int], rest: int, host: str = HOST) -> list[str]:
    """Rules that lead some ports of the shop to real ones, and all others to one that is shut."""
    return [*(f"{host}:{port}:127.0.0.1:{real}" for port, real in ports.items()), f"{host}::127.0.0.1:{rest}"]


def says_http(status: str, *fields: str, body: str = "") -> bytes:
    head = "\r\n".join([f"HTTP/1.1 {status}", *fields, f"Content-Length: {len(body)}", "Connection: close"])
    return f"{head}\r\n\r\n{body}".encode()


# ── what is open ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_open_database_is_found_and_every_other_port_of_the_list_has_a_row(opened: Listeners) -> None:
    redis = opened.open(answer=lambda asked: b"+PONG\r\n" if b"PING" in asked else b"-ERR unknown command\r\n")
    looked = scanned(led({6379: redis.port}, opened.shut()))
    row = looked.row(6379)
    assert (row.state, row.group, row.plaintext) == (PortState.OPEN, PortGroup.DATABASE, None)
    assert {r.port for r in looked.book.rows if isinstance(r, Port)} == set(known_ports())
    assert {r.state for r in looked.book.rows if isinstance(r, Port) and r.port != 6379} == {PortState.CLOSED}
    assert looked.cell().status is Status.SEEN
    assert looked.gaps == {}


def test_a_port_beyond_the_list_is_found_too_and_named_by_what_answers(opened: Listeners) -> None:
    ssh = opened.open(b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n")
    row = scanned(led({49152: ssh.port}, opened.shut())).row(49152)
    assert (row.state, row.service, row.product, row.group) == (
        PortState.OPEN, "ssh", "OpenSSH_9.2p1", PortGroup.MANAGEMENT,
    )  # fmt: skip


def test_what_was_not_understood_is_named_by_nmap(opened: Listeners, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "NAMING_S", 15)
    redis = opened.open(answer=lambda asked: b"-ERR wrong number of arguments for 'get' command\r\n")
    row = scanned(led({6379: redis.port}, opened.shut())).row(6379)
    assert (row.service, row.group) == ("redis", PortGroup.DATABASE)


REDIS = b"-ERR wrong number of arguments for 'get' command\r\n"


def test_what_nmap_could_not_name_in_time_may_be_a_database(opened: Listeners) -> None:
    redis = opened.open(answer=lambda _: REDIS)
    row = scanned(led({49152: redis.port}, opened.shut())).row(49152)
    assert row.state is PortState.OPEN
    assert isinstance(row.service, Unknown)
    assert isinstance(row.group, Unknown)
    assert row.group.cause is GapCause.TIMEOUT


def test_what_nmap_was_not_asked_about_or_failed_at_may_be_a_database(
    opened: Listeners, monkeypatch: pytest.MonkeyPatch
) -> None:
    ports = {port: opened.open(answer=lambda _: REDIS).port for port in (5432, 49152, 49153)}

    async def failing(address: str, port: int, limits: Limits) -> None:
        raise rounds.NoScan(GapCause.ERROR, "nmap failed: for the test")

    monkeypatch.setattr(rounds, "MOST_NAMED", 1)
    monkeypatch.setattr(rounds, "_service", failing)
    looked = scanned(led(ports, opened.shut()))
    groups = [looked.row(port).group for port in ports]
    assert groups[0] is PortGroup.DATABASE  # by its number
    assert [group.cause for group in groups[1:] if isinstance(group, Unknown)] == [GapCause.ERROR, GapCause.BUDGET]


def test_ipv6_is_scanned_like_ipv4(opened: Listeners) -> None:
    mongo, shut = opened.open(b"\x01", family=socket.AF_INET6), opened.shut(socket.AF_INET6)
    looked = scanned([f"{HOST}:27017:[::1]:{mongo.port}", f"{HOST}::[::1]:{shut}"])
    assert (looked.row(27017).state, looked.row(27017).address) == (PortState.OPEN, "::1")


def test_one_address_of_two_hosts_is_scanned_once_and_both_have_its_rows(
    opened: Listeners, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    real = rounds.states

    async def counted(address: str, ports: Any, rate: float, at_once: int) -> Any:
        asked.extend(ports)
        return await real(address, ports, rate, at_once)

    monkeypatch.setattr(rounds, "states", counted)
    web, shut = opened.open(answer=lambda _: says_http("404 Not Found")), opened.shut()
    looked = scanned([*led({80: web.port}, shut), *led({80: web.port}, shut, APEX)], hosts=(HOST, APEX))
    assert sorted(asked) == sorted({web.port, shut})
    assert looked.row(80).state is looked.row(80, APEX).state is PortState.OPEN


def test_a_port_that_drops_everything_is_filtered(opened: Listeners) -> None:
    looked = scanned(led({5432: opened.mute()}, opened.shut()))
    assert looked.row(5432).state is PortState.FILTERED
    assert looked.cell().status is Status.SEEN


def test_services_that_speak_tls_beyond_the_bound_are_gaps_each(
    opened: Listeners, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def speaks_tls(network: Network, target: Target) -> Heard:
        return Heard("imap", tls=True, plaintext=False)

    looked_through: list[int] = []

    async def look_at(doors: Sequence[Door]) -> None:
        looked_through.extend(door.port for door in doors)

    monkeypatch.setattr(probe, "listen", speaks_tls)
    monkeypatch.setattr(probe, "MOST_DOORS", 1)
    ports = {port: opened.open().port for port in (993, 995)}
    looked = scanned(led(ports, opened.shut()), Terms(tls_kinds=("tls_protocol",), look_at=look_at))
    assert looked_through == [993]
    left_out = looked.book.coverage["endpoint", scope({"host": HOST, "port": 995})]
    its_tls = looked.book.coverage["tls_protocol", scope({"endpoint.host": HOST, "endpoint.port": 995})]
    assert left_out.cause is its_tls.cause is GapCause.BUDGET


# ── clear text ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("answer", "plaintext"),
    [
        (says_http("301 Moved", f"Location: https://{HOST}/"), False),
        (says_http("200 OK", "Content-Type: text/html", body="<title>Shop</title><h1>Shop</h1>"), True),
        (says_http("200 OK", body="<form action=/login><input name=user></form>"), True),
        (says_http("200 OK", "Content-Type: text/plain", body="OK"), None),
        (says_http("200 OK", "Content-Type: text/html", body="<html><body><h1>200 OK</h1>Ready.</body></html>"), None),
        (says_http("200 OK", "Content-Type: application/json", body='{"page": "<a>"}'), None),
        (says_http("204 No Content"), None),
        (says_http("403 Forbidden", body="no"), False),
        (says_http("401 Unauthorized", 'WWW-Authenticate: Basic realm="x"'), True),
        (says_http("302 Found", "Location: http://www.elsewhere.example/"), False),
    ],
)
def test_plain_http_is_clear_text_unless_it_only_leads_to_https(
    opened: Listeners, answer: bytes, plaintext: bool | None
) -> None:
    web = opened.open(answer=lambda asked: answer if asked.startswith(b"GET") else b"")
    row = scanned(led({8080: web.port}, opened.shut())).row(8080)
    told = None if isinstance(row.plaintext, Unknown) else row.plaintext
    assert (row.service, told, row.group, row.tls) == ("http", plaintext, PortGroup.WEB, False)
    assert row.plaintext is not None


def test_a_panel_is_management_wherever_it_answers_and_a_content_network_is_not(opened: Listeners) -> None:
    panel = opened.open(
        answer=lambda asked: says_http("200 OK", body="<title>Grafana</title>") if asked.startswith(b"GET") else b""
    )
    edge = opened.open(answer=lambda asked: says_http("522 Timed Out") if asked.startswith(b"GET") else b"")
    looked = scanned(led({3000: panel.port, 8443: edge.port}, opened.shut()))
    assert looked.row(3000).group is PortGroup.MANAGEMENT
    assert looked.row(8443).group is PortGroup.WEB


def test_what_nobody_recognises_is_no_web_mail_or_terminal_service(
    opened: Listeners, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def in_vain(address: str, port: int, limits: Limits) -> None:  # asked to the end
        return None

    monkeypatch.setattr(rounds, "_service", in_vain)
    strange = opened.open(answer=lambda _: b"\x00\x01\x02 what")
    row = scanned(led({12345: strange.port}, opened.shut())).row(12345)
    assert (row.state, row.group, row.plaintext) == (PortState.OPEN, PortGroup.OTHER, None)


# ── what is not to be touched ────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_is_scanned_without_leave(opened: Listeners) -> None:
    door = opened.open()
    looked = scanned(led({443: door.port}, opened.shut()), Terms(no_scan=(GapCause.NOT_AUTHORISED, "nobody said so")))
    assert (looked.cell().cause, looked.cell().reason) == (GapCause.NOT_AUTHORISED, "nobody said so")
    assert door.met == 0


def test_of_a_loopback_address_only_ports_are_scanned_that_connect_to_names(opened: Listeners) -> None:
    named, neighbour = opened.open(b"\x01"), opened.open()
    looked = scanned([f"{HOST}:5432:127.0.0.1:{named.port}"])
    assert looked.row(5432).state is PortState.OPEN
    assert neighbour.met == 0
    assert [row.port for row in looked.book.rows if isinstance(row, Port)] == [5432]
    groups = [dict(fixed).get("group") for fixed in looked.gaps]
    assert set(groups) == {PortGroup.DATABASE, PortGroup.MANAGEMENT, PortGroup.MAIL, PortGroup.WEB, PortGroup.OTHER}
    assert set(looked.gaps.values()) == {GapCause.NOT_AUTHORISED}


def test_a_shop_on_loopback_has_its_own_port_scanned_and_those_declared(opened: Listeners) -> None:
    shop, declared, neighbour = opened.open(b"\x01"), opened.open(b"\x01"), opened.open()
    house = {"https": shop.port, "http": shop.port}
    alone = scanned([], hosts=("127.0.0.1",), url=f"https://127.0.0.1:{shop.port}", **house)
    assert alone.row(shop.port, "127.0.0.1").state is PortState.OPEN
    terms = Terms(declared=(shop.port, declared.port))
    more = scanned([], terms, ("127.0.0.1",), f"https://127.0.0.1:{shop.port}", **house)
    assert more.row(declared.port, "127.0.0.1").state is PortState.OPEN
    assert neighbour.met == 0


def test_what_the_shop_file_leaves_out_is_not_assessed(opened: Listeners) -> None:
    web, other = opened.open(b"\x01"), opened.open()
    rules = [f"{HOST}:8081:127.0.0.1:{web.port}", f"{HOST}:5432:127.0.0.1:{other.port}"]
    looked = scanned(rules, Terms(declared=(8081,)))
    assert looked.cell(group=PortGroup.DATABASE).cause is GapCause.NOT_REQUESTED
    assert "8081" in looked.cell(group=PortGroup.DATABASE).reason
    assert other.met == 0


def test_a_guessed_host_that_does_not_exist_is_nothing_and_a_named_one_a_gap() -> None:
    looked = scanned([], hosts=("www.nowhere.invalid", APEX))
    assert looked.book.coverage["port", scope({"host": "www.nowhere.invalid"})].cause is GapCause.UNREACHABLE
    assert looked.book.coverage["port", scope({"host": APEX})].status is Status.ABSENT


# ── protections ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_address_that_answers_at_ports_nobody_uses_is_accused_of_nothing(opened: Listeners) -> None:
    ports = {port: opened.open().port for port in (*sense.CANARIES, 3306, 5432, 27017)}
    looked = scanned(led(ports, opened.shut()))
    assert not [row for row in looked.book.rows if isinstance(row, Port)]
    assert looked.cell().cause is looked.cell(address="127.0.0.1").cause is GapCause.BLOCKED
    assert "answers in their place" in looked.cell().reason


def test_an_address_without_any_answer_is_not_called_safe(opened: Listeners) -> None:
    mute = opened.mute()
    looked = scanned([f"{HOST}:443:127.0.0.1:{mute}", f"{HOST}:5432:127.0.0.1:{mute}"])
    assert looked.cell(address="127.0.0.1").cause is GapCause.UNREACHABLE


# ── nmap itself ──────────────────────────────────────────────────────────────────────────────────────────────────────


def pretend(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Another program called nmap, and nothing else, on the path."""
    program = folder / "nmap"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


def test_without_nmap_ports_are_a_gap_that_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    looked = scanned([f"{HOST}:443:127.0.0.1:9"])
    assert (looked.cell().cause, looked.cell().reason) == (GapCause.TOOL_MISSING, "nmap is not installed")


@pytest.mark.parametrize(
    ("script", "cause", "reason"),
    [
        ('echo "Nmap version 6.47 ( http://nmap.org )"', GapCause.TOOL_MISSING, "too old"),
        ('echo "no nmap at all"', GapCause.TOOL_MISSING, "nmap"),
        (
            'case "$*" in *-V*) echo "Nmap version 7.93 ( https://nmap.org )";; *) echo "<garbage";; esac',
            GapCause.ERROR,
            "nmap failed",
        ),
    ],
)
def test_an_nmap_of_no_use_is_a_gap(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str, cause: GapCause, reason: str
) -> None:
    pretend(tmp_path, monkeypatch, script)
    looked = scanned([f"{HOST}:443:127.0.0.1:9"])
    assert looked.cell().cause is cause
    assert reason in looked.cell().reason


def test_an_nmap_that_hangs_is_ended_with_all_it_started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    pretend(
        tmp_path,
        monkeypatch,
        f'case "$*" in *-V*) echo "Nmap version 7.93 ( https://nmap.org )";; '
        f"*) echo $$ > {mark}; exec /bin/sleep 600;; esac",
    )
    monkeypatch.setattr(rounds, "_GRACE_S", -8.0)  # the list of ports has 10 s, less 8
    assert scanned([f"{HOST}:443:127.0.0.1:9"]).cell().cause is GapCause.TIMEOUT
    status = Path(f"/proc/{mark.read_text().strip()}/status")
    for _ in range(200):  # the system may take a moment for it
        if not status.exists() or "State:\tZ" in status.read_text():
            return
        time.sleep(0.02)
    raise AssertionError("it lives on")


# ── pure ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_port_is_grouped_by_what_answers_and_else_by_its_number() -> None:
    assert group_of(5432, None) is PortGroup.DATABASE
    assert group_of(5432, "http") is PortGroup.DATABASE
    assert group_of(12345, "mysql") is PortGroup.DATABASE
    assert group_of(3306, "ssh") is PortGroup.MANAGEMENT
    assert group_of(12345, "http") is PortGroup.WEB
    assert group_of(12345, None) is PortGroup.OTHER


def test_the_catalogue_s_ports_are_in_the_list() -> None:
    database = {1433, 1521, 3306, 5432, 5984, 6379, 8086, 9042, 9200, 9300, 11211, *range(27017, 27020), 50000}
    management = {
        *(21, 22, 23, 111, 135, 139, 445, 512, 513, 514, 873, 1099, 2049, 2375, 2376, 3389, 4369, 5601),
        *(5900, 5901, 5985, 6443, 8443, 8500, 10250, 15672),
    }
    by_group = {group: {p for p, known in known_ports().items() if known.group is group} for group in PortGroup}
    assert database <= by_group[PortGroup.DATABASE]
    assert management <= by_group[PortGroup.MANAGEMENT]


OPEN, CLOSED, FILTERED = PortState.OPEN, PortState.CLOSED, PortState.FILTERED


def test_doubts() -> None:
    canaries = dict.fromkeys(sense.CANARIES, CLOSED)
    assert sense.doubt({443: OPEN, 22: CLOSED} | canaries, answers=True) is None
    assert sense.doubt({443: OPEN} | dict.fromkeys(range(1, 99), FILTERED), answers=True) is None
    many = sense.doubt(dict.fromkeys(range(1, 100), OPEN) | canaries, answers=True)
    assert many is not None and many.cause is GapCause.BLOCKED
    gone = sense.doubt({443: OPEN, 22: FILTERED}, answers=False)
    assert gone is not None and "stopped answering" in gone.reason
    silent = sense.doubt({443: FILTERED, 22: FILTERED}, answers=None)
    assert silent is not None and silent.cause is GapCause.UNREACHABLE


def test_single_silences_are_looked_at_again_and_a_wall_is_not() -> None:
    assert sense.hasty(dict.fromkeys(range(1, 90), CLOSED) | {90: FILTERED, 91: FILTERED}) == (90, 91)
    assert sense.hasty(dict.fromkeys(range(1, 90), FILTERED) | {443: OPEN}) == ()
    assert sense.thinned({1: CLOSED, 2: CLOSED}, {3: CLOSED, 4: FILTERED})
    assert not sense.thinned({1: FILTERED, 2: FILTERED}, {3: FILTERED, 4: FILTERED})


def test_the_child_takes_addresses_and_numbers_only() -> None:
    usual = {"address": "127.0.0.1", "ports": [443], "rate": 1, "at_once": 1, "timeout_s": 1}
    request, _ = read_request(json.dumps(usual))
    assert request.arguments.split()[:2] == ["-sT", "-Pn"]
    assert "-6" in read_request(json.dumps(usual | {"address": "::1"}))[0].arguments.split()
    for wrong in (
        *(
            {"address": text}
            for text in ("www.shop.example", "127.0.0.1 --script=x", "127.0.0.0/8", "-iL/etc/passwd", "fe80::1%lo")
        ),
        *({"ports": ports} for ports in (["1-65535"], [0], [65536], ["443 -oN x"])),
    ):
        with pytest.raises(ValueError):  # noqa: PT011 - of any message
            read_request(json.dumps(usual | wrong))


def test_ports_that_nmap_sums_up_are_told_one_by_one() -> None:
    xml = (
        '<nmaprun><host><ports><extraports state="closed" count="3"><extrareasons reason="conn-refused" count="3" '
        'proto="tcp" ports="1-2,9"/></extraports><extraports state="filtered" count="1"><extrareasons '
        'reason="no-response" count="1" proto="tcp" ports="80"/></extraports><port protocol="tcp" portid="443">'
        '<state state="open" reason="syn-ack"/><service name="http" product="x" tunnel="ssl" method="probed"/></port>'
        "</ports></host></nmaprun>"
    )
    told = read_output(xml)["ports"]
    assert {port: found["state"] for port, found in told.items()} == {
        1: "closed", 2: "closed", 9: "closed", 80: "filtered", 443: "open",
    }  # fmt: skip
    assert told[443]["tunnel"] is True
    assert read_output('<nmaprun><host timedout="true"/></nmaprun>') == {"ports": {}, "gave_up": True}
