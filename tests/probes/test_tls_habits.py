"""Compression, fallback, ALPN and what stalls, shown by servers that no library can be talked into being."""

from __future__ import annotations

import io
import json
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import pytest

from scanner.model.vocabulary import TlsVersion
from scanner.probes.tls.exchange import Fate, Line, Reply, Target
from scanner.probes.tls.flight import Flight, ServerHello
from scanner.probes.tls.habits import Habits
from scanner.probes.tls.lines import EndpointLines, EndpointName, Lines
from scanner.probes.tls.sweep import Findings, Probe

from .test_tls_hostile import alert, gaps, hello_of, offered, probe, serving, version_of

MINOR = {"SSLv3": 0, "TLSv1.0": 1, "TLSv1.1": 2, "TLSv1.2": 3}
ECDHE, STATIC, CBC = 0xC02F, 0x009C, 0x002F
FALLBACK = 0x5600


def extension(number: int, body: bytes = b"") -> bytes:
    return number.to_bytes(2, "big") + len(body).to_bytes(2, "big") + body


RENEGOTIATION = extension(0xFF01, b"\x00")
MASTER_SECRET = extension(23)


def server_hello(suite: int, minor: int, compression: int = 0, extensions: bytes = b"") -> bytes:
    tail = len(extensions).to_bytes(2, "big") + extensions if extensions else b""
    body = bytes([3, minor]) + bytes(32) + b"\x00" + suite.to_bytes(2, "big") + bytes([compression]) + tail
    return b"\x02" + len(body).to_bytes(3, "big") + body


def record(minor: int, messages: bytes) -> bytes:
    return bytes([0x16, 3, minor]) + len(messages).to_bytes(2, "big") + messages


class Old:
    """Takes the static suites in the versions given, and says of itself what it is told to say."""

    def __init__(
        self,
        *versions: str,
        compression: int = 0,
        extensions: bytes = RENEGOTIATION + MASTER_SECRET,
        fallback: int | None = 86,
        protocols: tuple[bytes, ...] = (),
        takes: tuple[int, ...] = (STATIC, CBC),
    ) -> None:
        self.versions, self.compression, self.extensions = versions, compression, extensions
        self.fallback, self.protocols, self.takes = fallback, protocols, takes
        self.offers: list[bytes] = []

    def __call__(self, connection: socket.socket) -> None:
        hello = hello_of(connection)
        self.offers.append(hello)
        version = version_of(hello)
        codes = offered(hello) if version != "SSLv2" else []
        if version not in self.versions:
            connection.sendall(alert(70))
        elif FALLBACK in codes and self.fallback is not None:
            connection.sendall(alert(self.fallback))
        elif not set(codes) & set(self.takes):
            connection.sendall(alert(40))
        else:
            chosen = next(code for code in self.takes if code in codes)
            compression = self.compression if hello.find(b"\x02\x01\x00") > 0 else 0
            said = self.extensions + self._protocol(hello)
            messages = server_hello(chosen, MINOR[version], compression, said) + b"\x0e\x00\x00\x00"
            connection.sendall(record(MINOR[version], messages))
        connection.recv(4096)

    def _protocol(self, hello: bytes) -> bytes:
        for name in self.protocols:
            if len(name).to_bytes(1, "big") + name in hello:
                return extension(16, len(name + b"1").to_bytes(2, "big") + len(name).to_bytes(1, "big") + name)
        return b""


def flaws(lines: list[dict[str, Any]]) -> dict[str, tuple[Any, Any]]:
    rows = [line["row"] for line in lines if line.get("fact") == "tls_flaw"]
    return {row["name"]: (row["present"], row["shown_by"]) for row in rows}


def session(lines: list[dict[str, Any]]) -> dict[str, Any]:
    (row,) = [line["row"] for line in lines if line.get("fact") == "tls_session"]
    return dict(row)


def test_a_server_that_compresses_is_open_to_crime() -> None:
    with serving(Old("TLSv1.2", compression=1)) as port:
        assert flaws(probe(port))["crime"] == (True, ["TLSv1.2", "compression"])


def test_a_server_that_says_nothing_of_itself_lacks_what_it_does_not_say() -> None:
    with serving(Old("TLSv1.1", "TLSv1.2", extensions=b"")) as port:
        found = flaws(probe(port))
    for name in ("insecure_renegotiation", "no_extended_master_secret"):
        assert found[name] == (True, ["TLSv1.1", "TLSv1.2"])
    assert found["crime"] == (False, [])


@pytest.mark.parametrize(
    ("fallback", "present", "shown"),
    [
        (86, False, []),
        (None, True, ["TLSv1.1", "TLS_FALLBACK_SCSV"]),
        (40, None, []),
    ],
)
def test_a_fallback_must_be_refused_by_the_alert_made_for_it(
    fallback: int | None, present: bool | None, shown: list[str]
) -> None:
    with serving(Old("TLSv1.0", "TLSv1.1", "TLSv1.2", fallback=fallback)) as port:
        found, by = flaws(probe(port))["no_fallback_scsv"]
    assert (None if isinstance(found, dict) else found) is present
    assert by == shown


def test_with_one_version_there_is_nothing_to_fall_back_to() -> None:
    old = Old("TLSv1.2", fallback=None)
    with serving(old) as port:
        assert flaws(probe(port))["no_fallback_scsv"] == (False, [])
    assert not [hello for hello in old.offers if version_of(hello) != "SSLv2" and FALLBACK in offered(hello)]


@pytest.mark.parametrize(
    "protocols", [(), (b"h2",), (b"http/1.1",), (b"http/1.1", b"h2")], ids=lambda names: b" ".join(names).decode()
)
def test_every_protocol_that_is_taken_is_found(protocols: tuple[bytes, ...]) -> None:
    with serving(Old("TLSv1.2", protocols=protocols)) as port:
        assert sorted(session(probe(port))["alpn"]) == sorted(name.decode() for name in protocols)


def test_where_a_cbc_suite_is_taken_encrypt_then_mac_is_looked_for() -> None:
    for said, takes, expected in ((b"", (CBC,), False), (extension(22), (CBC,), True), (b"", (STATIC,), None)):
        with serving(Old("TLSv1.2", extensions=RENEGOTIATION + said, takes=takes)) as port:
            assert session(probe(port))["encrypt_then_mac"] is expected


def test_a_version_of_which_nothing_is_known_leaves_the_flaws_open() -> None:
    old = Old("TLSv1.2")

    def sleepy(connection: socket.socket) -> None:
        peek = connection.recv(16384, socket.MSG_PEEK)
        if version_of(peek) == "TLSv1.0":
            while connection.recv(4096):
                pass
        else:
            old(connection)

    with serving(sleepy) as port:
        lines = probe(port)
    assert {name for name, (present, _) in flaws(lines).items() if isinstance(present, dict)} == {
        "crime",
        "insecure_renegotiation",
        "no_extended_master_secret",
        "no_fallback_scsv",
    }
    assert gaps(lines)["tls_group"] == "timeout"


def test_a_server_that_keeps_its_key_exchange_to_itself_is_waited_for_a_few_times_only() -> None:
    waited = []
    lock = threading.Lock()
    takes = (0x0033, 0x0039, 0x0067, 0x006B, 0x009E, 0x009F, 0x0045, 0x0088, 0x009A, 0x0016)

    def stall(connection: socket.socket) -> None:
        hello = hello_of(connection)
        if version_of(hello) != "TLSv1.2":
            connection.sendall(alert(70))
            return
        chosen = next((code for code in takes if code in offered(hello)), None)
        connection.sendall(alert(40) if chosen is None else record(3, server_hello(chosen, 3)))
        if chosen is not None:
            with lock:
                waited.append(chosen)
            while connection.recv(4096):
                pass

    with serving(stall) as port:
        lines = probe(port)
    assert {line["row"]["name"] for line in lines if line.get("fact") == "tls_cipher"} >= {
        "TLS_DHE_RSA_WITH_AES_128_CBC_SHA",
        "TLS_DHE_RSA_WITH_SEED_CBC_SHA",
    }
    assert gaps(lines)["tls_group"] == "error"
    assert len(waited) >= len(takes)


def test_primes_that_change_each_time_are_rows_of_their_own() -> None:
    number = iter(range(1, 10**6))
    lock = threading.Lock()
    takes = (0x0033, 0x0039, 0x0067)

    def change(connection: socket.socket) -> None:
        hello = hello_of(connection)
        chosen = next((code for code in takes if version_of(hello) == "TLSv1.2" and code in offered(hello)), None)
        if chosen is None:
            connection.sendall(alert(40 if version_of(hello) == "TLSv1.2" else 70))
            return
        with lock:
            prime = ((1 << 767) + next(number)).to_bytes(96, "big")
        parts = b"".join(len(part).to_bytes(2, "big") + part for part in (prime, b"\x02", b"\x05", b"signature"))
        body = parts[: -len(b"signature") - 2] + b"\x04\x01" + parts[-len(b"signature") - 2 :]
        exchange = b"\x0c" + len(body).to_bytes(3, "big") + body
        connection.sendall(record(3, server_hello(chosen, 3) + exchange + b"\x0e\x00\x00\x00"))
        connection.recv(4096)

    with serving(change) as port:
        lines = probe(port)
    rows = [line["row"] for line in lines if line.get("fact") == "tls_group"]
    assert len(rows) >= len(takes)
    assert {row["bits"] for row in rows} == {768}
    assert all(row["name"].startswith("dh-768-") for row in rows)


class Deaf:
    """Takes every hello as if it had not seen the fallback signal."""

    target = Target("127.0.0.1", 443, None)

    def __init__(self) -> None:
        self.asked: list[TlsVersion] = []

    def say(self, version: TlsVersion, suites: tuple[int, ...], **_: object) -> Reply:
        self.asked.append(version)
        return Reply(Fate.ANSWERED, Flight(ServerHello(version, suites[:1])), "")


@pytest.mark.parametrize(
    ("accepted", "unsettled", "present", "asked"),
    [
        (("TLSv1.1", "TLSv1.2"), (), True, ["TLSv1.1"]),
        (("TLSv1.1", "TLSv1.2"), ("TLSv1.3",), None, ["TLSv1.1"]),
        (("TLSv1.1", "TLSv1.2", "TLSv1.3"), (), False, []),
        (("TLSv1.2", "TLSv1.3"), ("TLSv1.0",), False, []),
        (("TLSv1.2",), ("TLSv1.1",), None, []),
        (("TLSv1.2",), ("TLSv1.3",), False, []),
    ],
)
def test_servers_of_tls13_mark_downgrades_without_being_asked(
    accepted: tuple[str, ...], unsettled: tuple[str, ...], present: bool | None, asked: list[str]
) -> None:
    line, stream = Deaf(), io.StringIO()
    versions = [TlsVersion(version) for version in accepted]
    probes = {
        each: Probe(each, reply=Reply(Fate.ANSWERED, Flight(ServerHello(each, (ECDHE,))), "")) for each in versions
    }
    habits = Habits(cast("Line", line), probes, Findings())
    with ThreadPoolExecutor(1) as pool:
        habits.begin(pool)
    told = EndpointLines(Lines(stream), EndpointName("www.shop.example", "127.0.0.1", 443))
    habits.tell(told, set(versions), {TlsVersion(version) for version in unsettled})
    found, _ = flaws([json.loads(each) for each in stream.getvalue().splitlines()])["no_fallback_scsv"]
    assert (None if isinstance(found, dict) else found) is present
    assert line.asked == [TlsVersion(version) for version in asked]
