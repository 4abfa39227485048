"""TLS that has to be asked for: what real servers and badly behaved ones say before it, and what is made of it."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from pathlib import Path

import pytest

from scanner.probes.tls.starttls import NoTls, Outcome, ask_for_tls
from tests.probes.test_tls_child import Files
from tests.probes.tls_servers import Handler, Seen, look, serving
from tests.real.certificates import KeyPair
from tests.real.mail_processes import can_run, dovecot, postfix
from tests.real.processes import find

ALL = ("tls_protocol", "tls_cipher", "certificate", "tls_session", "tls_flaw")
Script = tuple[bytes, ...]
EHLO = b"250-mx.shop.example\r\n250-PIPELINING\r\n250 STARTTLS\r\n"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return Files(tmp_path_factory.mktemp("starttls"))


def says(*script: bytes, first: bool = True) -> Handler:
    """Says one thing after the other, each but a greeting only after the client has said something."""

    def handle(connection: socket.socket) -> None:
        for number, text in enumerate(script):
            if number or not first:
                connection.recv(4096)
            connection.sendall(text)
        while connection.recv(4096):
            pass

    return handle


def then_tls(files: Files, *script: bytes, first: bool = True) -> Handler:
    """As `says`, and then TLS as it should be."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*files.rsa)

    def handle(connection: socket.socket) -> None:
        for number, text in enumerate(script):
            if number or not first:
                connection.recv(4096)
            connection.sendall(text)
        with context.wrap_socket(connection.dup(), server_side=True) as secured:
            while secured.recv(4096):
                pass

    return handle


LDAP_OK = b"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00"
LDAP_NO = LDAP_OK.replace(b"\x0a\x01\x00", b"\x0a\x01\x02")
LDAP_BUSY = LDAP_OK.replace(b"\x0a\x01\x00", b"\x0a\x01\x33")
FEATURES = (
    b"<?xml version='1.0'?><stream:stream from='shop.example' version='1.0'><stream:features>"
    b"<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls></stream:features>"
)

GRANTED: list[tuple[str, bool, Script]] = [
    ("smtp", True, (b"220-mx\r\n220 mx.shop.example\r\n", EHLO, b"220 go ahead\r\n")),
    ("smtp", True, (b"220 mx\n", b"250-mx\n250-starttls\n250 HELP\n", b"220 go ahead\n")),
    ("submission", True, (b"220 mx\r\n", EHLO, b"220 go ahead\r\n")),
    ("imap", True, (b"* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] ready\r\n", b"a2 OK begin\r\n")),
    ("imap", True, (b"* OK ready\r\n", b"* CAPABILITY IMAP4rev1 STARTTLS\r\na1 OK done\r\n", b"a2 OK begin\r\n")),
    ("pop3", True, (b"+OK ready\r\n", b"+OK\r\nUSER\r\nSTLS\r\n.\r\n", b"+OK begin\r\n")),
    ("pop3", True, (b"+OK ready\r\n", b"-ERR unknown command\r\n", b"+OK begin\r\n")),
    ("ftp", True, (b"220-hello\r\n and welcome\r\n220 ready\r\n", b"234 go ahead\r\n")),
    ("ldap", False, (LDAP_OK,)),
    ("postgres", False, (b"S",)),
    ("xmpp", False, (FEATURES, b"<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")),
]


def asked(port: int, protocol: str) -> Outcome | None:
    """What becomes of asking for TLS; None when it is granted."""
    with socket.create_connection(("127.0.0.1", port), 5) as connection:
        try:
            ask_for_tls(connection, protocol, "www.shop.example", time.monotonic() + 2)
        except NoTls as error:
            return error.outcome
    return None


@pytest.mark.parametrize(("protocol", "first", "script"), GRANTED)
def test_every_protocol_comes_to_tls(protocol: str, first: bool, script: Script) -> None:
    with serving(says(*script, first=first)) as port:
        assert asked(port, protocol) is None


@pytest.mark.parametrize(("protocol", "first", "script"), [GRANTED[0], GRANTED[3], GRANTED[-1]])
def test_tls_that_is_granted_is_looked_at(files: Files, protocol: str, first: bool, script: Script) -> None:
    with serving(then_tls(files, *script, first=first)) as port:
        found = look(port, service=protocol, starttls=protocol, gentle=False)
    assert found.versions() == ["TLSv1.2", "TLSv1.3"]
    assert found.rows("certificate")[0]["matches_host"] is True
    assert {kind: found.status(kind)[0] for kind in ALL} == dict.fromkeys(ALL, "seen")
    assert not [text for text in found.logs if "disagreement" in text]


NOT_OFFERED: list[tuple[str, bool, Script]] = [
    ("smtp", True, (b"220 mx\r\n", b"250-mx STARTTLS\r\n250 PIPELINING\r\n")),
    ("smtp", True, (b"220 mx\r\n", b"502 no such command\r\n")),
    ("imap", True, (b"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\r\n",)),
    ("imap", True, (b"* PREAUTH you are known\r\n",)),
    ("pop3", True, (b"+OK ready\r\n", b"+OK\r\nUSER\r\n.\r\n")),
    ("pop3", True, (b"+OK ready\r\n", b"-ERR what\r\n", b"-ERR what\r\n")),
    ("ftp", True, (b"220 ready\r\n", b"502 not implemented\r\n")),
    ("ldap", False, (LDAP_NO,)),
    ("postgres", False, (b"N",)),
    ("xmpp", False, (FEATURES.replace(b"starttls", b"something"),)),
]


@pytest.mark.parametrize(("protocol", "first", "script"), NOT_OFFERED)
def test_no_offer_is_told_from_a_refusal(protocol: str, first: bool, script: Script) -> None:
    with serving(says(*script, first=first)) as port:
        assert asked(port, protocol) is Outcome.NOT_OFFERED


@pytest.mark.parametrize(("protocol", "first", "script"), NOT_OFFERED[::4])
def test_a_server_without_tls_is_a_fact_that_one_connection_shows(protocol: str, first: bool, script: Script) -> None:
    with serving(says(*script, first=first)) as port:
        found = look(port, service=protocol, starttls=protocol, gentle=True)
    assert {kind: found.status(kind)[0] for kind in ALL} == dict.fromkeys(ALL, "absent")
    assert found.connections == 1


REFUSED, BROKEN = Outcome.TURNED_AWAY, Outcome.BROKEN
TURNED_AWAY: list[tuple[str, bool, Script, Outcome]] = [
    ("smtp", True, (b"421 too many connections\r\n",), REFUSED),
    ("smtp", True, (b"554 no service for you\r\n",), REFUSED),
    ("smtp", True, (b"220 mx\r\n", b"421 try later\r\n"), REFUSED),
    ("smtp", True, (b"220 mx\r\n", EHLO, b"454 TLS not available\r\n"), REFUSED),
    ("imap", True, (b"* BYE too many connections\r\n",), REFUSED),
    ("imap", True, (b"* OK [CAPABILITY STARTTLS] ready\r\n", b"a2 NO not now\r\n"), REFUSED),
    ("pop3", True, (b"-ERR too many connections\r\n",), REFUSED),
    ("ftp", True, (b"421 too many users\r\n",), REFUSED),
    ("ldap", False, (LDAP_BUSY,), REFUSED),
    ("postgres", False, (b"E\x00\x00\x00\x20too many clients",), REFUSED),
    ("xmpp", False, (b"<stream:stream><stream:error/></stream:stream>",), REFUSED),
    ("smtp", True, (b"HTTP/1.1 400 Bad Request\r\n\r\n",), BROKEN),
    ("imap", True, (b"220 mx\r\n",), BROKEN),
    ("ldap", False, (b"HTTP/1.1 400 Bad Request\r\n\r\n",), BROKEN),
    # What comes in plain text after the agreement could be anybody's.
    ("smtp", True, (b"220 mx\r\n", EHLO, b"220 go ahead\r\n250 injected\r\n"), BROKEN),
    ("imap", True, (b"* OK [CAPABILITY STARTTLS] x\r\n", b"a2 OK begin\r\n* CAPABILITY LOGIN\r\n"), BROKEN),
    ("smtp", True, (b"220-" + b"x" * 100_000,), BROKEN),
    ("smtp", True, (b"220-more\r\n" * 300,), BROKEN),
]


@pytest.mark.parametrize(("protocol", "first", "script", "outcome"), TURNED_AWAY)
def test_a_refusal_and_a_broken_dialogue_are_told_apart(
    protocol: str, first: bool, script: Script, outcome: Outcome
) -> None:
    with serving(says(*script, first=first)) as port:
        assert asked(port, protocol) is outcome


@pytest.mark.parametrize(("script", "cause"), [(TURNED_AWAY[0][2], "refused"), (TURNED_AWAY[11][2], "error")])
def test_a_refusal_to_talk_is_a_gap_and_no_fact(script: Script, cause: str) -> None:
    with serving(says(*script)) as port:
        found = look(port, service="smtp", starttls="smtp", gentle=True, timeout_s=2)
    assert {kind: found.status(kind)[:2] for kind in ALL} == dict.fromkeys(ALL, ("gap", cause))
    assert found.rows("tls_protocol") == []


def test_a_server_that_never_greets_runs_into_the_deadline() -> None:
    with serving(says(b"", first=False)) as port, pytest.raises(TimeoutError):
        asked(port, "smtp")


def test_a_server_that_hangs_up_in_the_dialogue_has_closed_it() -> None:
    def leaving(connection: socket.socket) -> None:
        connection.sendall(b"220 mx\r\n")
        connection.recv(100)

    with serving(leaving) as port:
        assert asked(port, "smtp") is Outcome.CLOSED


def test_what_a_server_says_before_tls_gets_into_no_line() -> None:
    with serving(says(b"220 \x1b[31mevil\r\n", b"554 \x1b[31mevil\r\n")) as port:
        found = look(port, service="smtp", starttls="smtp", gentle=True)
    assert "evil" not in str(found.lines)


def test_a_server_that_only_counts_is_left_in_peace_and_tried_once_more(files: Files) -> None:
    """It turns every third connection away, as one that allows only so many a second."""
    lock, count = threading.Lock(), [0]
    patient = then_tls(files, b"220 mx\r\n", EHLO, b"220 go ahead\r\n")

    def counting(connection: socket.socket) -> None:
        with lock:
            count[0] += 1
            turned_away = count[0] % 7 == 3
        (says(b"421 too many connections\r\n") if turned_away else patient)(connection)

    with serving(counting) as port:
        found = look(port, service="smtp", starttls="smtp", gentle=True)
    assert {"TLSv1.2", "TLSv1.3"} <= set(found.versions())


class Watched:
    """A handler that knows how many connections were open at once."""

    def __init__(self, handler: Handler) -> None:
        self._handler, self._lock = handler, threading.Lock()
        self.open = self.most = self.all = 0

    def __call__(self, connection: socket.socket) -> None:
        with self._lock:
            self.open += 1
            self.all += 1
            self.most = max(self.most, self.open)
        try:
            self._handler(connection)
        finally:
            with self._lock:
                self.open -= 1


def test_a_mail_server_meets_few_connections_and_two_at_once(files: Files) -> None:
    watched = Watched(then_tls(files, b"220 mx\r\n", EHLO, b"220 go ahead\r\n"))
    with serving(watched) as port:
        found = look(port, service="smtp", starttls="smtp", gentle=True)
    assert watched.all == found.connections
    # The server's thread may outlive by a moment the connection that the client has ended.
    assert watched.most <= 4
    gaps = [line for line in found.lines if line.get("coverage") == "tls_cipher" and line["status"] == "gap"]
    assert gaps == []


def test_an_unknown_way_to_ask_makes_no_sense() -> None:
    with pytest.raises(Exception, match="exit status 2"):
        look(1, service="gopher", starttls="gopher")


# ── Postfix and Dovecot ──────────────────────────────────────────────────────────────────────────────────────────────

needs_postfix = pytest.mark.skipif(
    not (can_run() and find("postfix")), reason="Postfix is not installed, or we are not root"
)
needs_dovecot = pytest.mark.skipif(
    not (can_run() and find("dovecot")), reason="Dovecot is not installed, or we are not root"
)


def pair(files: Files) -> KeyPair:
    return KeyPair(Path(files.rsa[0]), Path(files.rsa[1]))


def in_order(found: Seen) -> None:
    assert {"TLSv1.2", "TLSv1.3"} <= set(found.versions())
    assert found.rows("certificate")[0]["key_type"] == "rsa"
    assert found.rows("tls_session")[0]["tickets"] is True
    assert {kind: found.status(kind)[0] for kind in ALL} == dict.fromkeys(ALL, "seen")
    assert not [text for text in found.logs if "disagreement" in text]


@needs_postfix
def test_postfix_with_starttls_and_with_tls_at_once(files: Files) -> None:
    with postfix("mx.shop.example", pair(files), {}) as port:
        asked = look(port, service="smtp", starttls="smtp", gentle=True)
    with postfix("mx.shop.example", pair(files), {"smtpd_tls_wrappermode": "yes"}) as port:
        at_once = look(port, service="submissions", gentle=True)
    in_order(asked)
    in_order(at_once)
    assert asked.versions() == at_once.versions()
    assert {row["name"] for row in asked.rows("tls_cipher")} == {row["name"] for row in at_once.rows("tls_cipher")}


@needs_postfix
def test_postfix_without_tls_offers_none() -> None:
    with postfix("mx.shop.example", None, {}) as port:
        found = look(port, service="smtp", starttls="smtp", gentle=True)
    assert found.status("tls_protocol") == ("absent", None, "the server does not offer STARTTLS")


@needs_dovecot
@pytest.mark.parametrize(("protocol", "asked_at", "at_once_at"), [("imap", 143, 993), ("pop3", 110, 995)])
def test_dovecot_with_starttls_and_with_tls_at_once(
    files: Files, protocol: str, asked_at: int, at_once_at: int
) -> None:
    with dovecot(pair(files)) as ports:
        asked = look(ports[asked_at], service=protocol, starttls=protocol, gentle=True)
        at_once = look(ports[at_once_at], service=f"{protocol}s", gentle=True)
    in_order(asked)
    in_order(at_once)
