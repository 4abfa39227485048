"""Known flaws: found at servers that have them, absent at real ones, a gap where a server says nothing."""

from __future__ import annotations

import socket
import struct
import threading
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from scanner.probes.tls.flaws import robot_told
from scanner.probes.tls.robot import SILENCE
from tests.probes.test_tls_child import Files, s_server
from tests.probes.tls_servers import (
    Hello,
    Seen,
    alert,
    copy,
    greeted,
    look,
    record,
    record_of,
    relay,
    server_hello,
    serving,
)

RSA_AES, ECDHE = 0x002F, 0xC02F
AUTHORISED = {"authorised": True}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return Files(tmp_path_factory.mktemp("flaws"))


def bleeding(connection: socket.socket) -> None:
    """Answers every heartbeat with as many bytes as it claims, as OpenSSL 1.0.1f."""
    if greeted(connection, (ECDHE,), {15: b"\x01"}) is None:
        return
    while (message := record_of(connection))[0]:
        kind, body = message
        if kind == 24:
            claimed = int.from_bytes(body[1:3], "big")
            answer = (body[3:] + b"secret" * 20)[:claimed]
            connection.sendall(record(24, b"\x02" + body[1:3] + answer + bytes(16)))
        elif kind == 21:
            return


def mended(connection: socket.socket) -> None:
    """Throws away a heartbeat that claims more than it brings (RFC 6520 § 4), and heeds alerts."""
    if greeted(connection, (ECDHE,), {15: b"\x01"}) is not None:
        while record_of(connection)[0] not in {0, 21}:
            pass


def stubborn(connection: socket.socket) -> None:
    """Offers heartbeats and then says nothing, whatever comes."""
    if greeted(connection, (ECDHE,), {15: b"\x01"}) is not None:
        while record_of(connection)[0]:
            pass


def injectable(connection: socket.socket) -> None:
    """Takes a ChangeCipherSpec before any key, as OpenSSL before June 2014: the next record can't be decrypted."""
    if greeted(connection, (ECDHE,)) is None:
        return
    changed = False
    while (message := record_of(connection))[0]:
        if changed:
            connection.sendall(alert(20))
            return
        changed = message[0] == 20


def strict(connection: socket.socket) -> None:
    """Expects a ClientKeyExchange and nothing else."""
    if greeted(connection, (ECDHE,)) is not None and record_of(connection)[0] != 22:
        connection.sendall(alert(10))


#: What has to be tried, with messages out of the ordinary.
TRIED = ("heartbleed", "ccs_injection", "robot", "ticketbleed", "client_renegotiation")


def seen(handler: object) -> Seen:
    with serving(handler) as port:  # type: ignore[arg-type]
        return look(port, **AUTHORISED, timeout_s=3)


def test_heartbleed_is_seen_by_the_length_of_the_answer_alone() -> None:
    found = seen(bleeding)
    assert found.flaws()["heartbleed"] is True
    assert "secretsecret" not in str(found.lines)


def test_a_server_that_throws_the_heartbeat_away_does_not_bleed() -> None:
    assert seen(mended).flaws()["heartbleed"] is False


def test_a_server_that_goes_silent_may_bleed() -> None:
    assert seen(stubborn).flaws()["heartbleed"] == "timeout"


def test_ccs_injection_is_seen_by_the_alert_of_a_failed_decryption() -> None:
    assert seen(injectable).flaws()["ccs_injection"] is True


def test_a_server_that_refuses_an_early_change_of_ciphers_is_sound() -> None:
    assert seen(strict).flaws()["ccs_injection"] is False


def test_without_rsa_key_transport_there_is_no_robot() -> None:
    assert seen(strict).flaws()["robot"] is False


ALIKE = {"VALID": ("alert 20", "alert 20"), "WRONG": ("alert 20", "alert 20")}
TELLING = {"VALID": ("alert 20",) * 3, "WRONG": ("alert 51",) * 3}
BY_CHANCE = {"VALID": ("alert 20",) * 3, "WRONG": ("alert 20", "No data", "alert 20")}
SILENT = {"VALID": (SILENCE,) * 2, "WRONG": (SILENCE,) * 2}


@pytest.mark.parametrize(
    ("answers", "present", "cause"),
    [
        (ALIKE, False, "error"),
        (TELLING, True, "error"),
        (BY_CHANCE, None, "error"),
        (SILENT, None, "timeout"),
        ({}, None, "error"),
    ],
)
def test_an_oracle_is_one_whose_answers_always_differ(
    answers: dict[str, tuple[str, ...]], present: bool | None, cause: str
) -> None:
    told = robot_told(answers)
    assert (told.present, told.cause) == (present, cause)
    assert present is not None or told.reason


class Oracle:
    """Decrypts a premaster secret itself, and tells by its alert whether the padding was right."""

    def __init__(self, files: Files, *, telling: bool) -> None:
        self.telling = telling
        self.der = x509.load_pem_x509_certificate(files.rsa[0].read_bytes()).public_bytes(Encoding.DER)
        key = load_pem_private_key(files.rsa[1].read_bytes(), None)
        assert isinstance(key, RSAPrivateKey)
        self.secret = key.private_numbers()

    def __call__(self, connection: socket.socket) -> None:
        if greeted(connection, (RSA_AES,), chain=self.der) is None:
            return
        kind, body = record_of(connection)
        if kind != 22 or body[0] != 16:
            return
        n = self.secret.public_numbers.n
        size = (n.bit_length() + 7) // 8
        padded = pow(int.from_bytes(body[6:], "big"), self.secret.d, n).to_bytes(size, "big")
        right = padded[:2] == b"\x00\x02" and padded[-49] == 0
        record_of(connection)
        record_of(connection)
        connection.sendall(alert(20 if right or not self.telling else 51))


@pytest.mark.parametrize("telling", [True, False])
def test_a_server_that_tells_right_from_wrong_paddings_is_an_oracle(files: Files, telling: bool) -> None:
    assert seen(Oracle(files, telling=telling)).flaws()["robot"] is telling


def test_ticketbleed_is_seen_by_the_session_id_that_grows(files: Files) -> None:
    pem, key = files.rsa
    arguments = ("-cert", str(pem), "-key", str(key), "-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256")
    with s_server(*arguments) as behind:

        def leaking(connection: socket.socket) -> None:
            kind, body = record_of(connection)
            hello = Hello(body) if kind == 22 and body[5:6] == b"\x03" else None
            if hello is not None and hello.extensions.get(35) and len(hello.session_id) == 1:
                connection.sendall(server_hello(ECDHE, session_id=hello.session_id + bytes(31)))
                return
            with socket.create_connection(("127.0.0.1", behind), 10) as further:
                further.sendall(record(kind, body))
                relay(connection, further)

        with serving(leaking) as port:
            assert look(port, **AUTHORISED).flaws()["ticketbleed"] is True


def test_a_real_server_with_rsa_key_transport_has_none_of_the_flaws(files: Files) -> None:
    pem, key = files.rsa
    every = ("-tls1_2", "-cipher", "AES128-SHA:AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0")
    with s_server("-cert", str(pem), "-key", str(key), *every) as port:
        found = look(port, **AUTHORISED)
    assert found.flaws() | dict.fromkeys(TRIED, False) == found.flaws()


def test_a_server_that_lets_clients_renegotiate_is_seen(files: Files) -> None:
    pem, key = files.rsa
    arguments = ("-cert", str(pem), "-key", str(key), "-tls1_2", "-client_renegotiation", "-no_ticket")
    with s_server(*arguments) as port:
        flaws = look(port, **AUTHORISED).flaws()
    assert flaws["client_renegotiation"] is True
    assert flaws["ticketbleed"] is False


def test_what_needs_older_versions_is_absent_where_only_tls13_is_spoken(files: Files) -> None:
    pem, key = files.rsa
    with s_server("-cert", str(pem), "-key", str(key), "-tls1_3") as port:
        assert set(look(port, **AUTHORISED).flaws().values()) == {False}


def test_nothing_of_this_is_tried_without_authorisation() -> None:
    kinds: list[int] = []

    def listening(connection: socket.socket) -> None:
        greeted(connection, (ECDHE,), {15: b"\x01"})
        while (message := record_of(connection))[0]:
            kinds.append(message[0])

    with serving(listening) as port:
        found = look(port, timeout_s=1)
    assert {found.flaws()[name] for name in TRIED} == {"not_authorised"}
    assert not {20, 23, 24} & set(kinds)


@pytest.mark.parametrize(("reset", "found"), [(False, False), (True, "error")])
def test_who_closes_at_a_renegotiation_refuses_it_and_a_reset_says_nothing(
    files: Files, reset: bool, found: bool | str
) -> None:
    pem, key = files.rsa
    with s_server("-cert", str(pem), "-key", str(key), "-tls1_2", "-no_ticket") as behind:

        def handle(connection: socket.socket) -> None:
            with socket.create_connection(("127.0.0.1", behind), 10) as further:
                threading.Thread(target=copy, args=(further, connection), daemon=True).start()
                changed = finished = False
                while (message := record_of(connection))[0]:
                    kind, body = message
                    if finished and kind == 22:
                        break
                    changed, finished = changed or kind == 20, finished or (changed and kind == 22)
                    further.sendall(record(kind, body))
                if reset:  # before the server behind is told, whose end would be passed on as an orderly one
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    connection.close()
                further.shutdown(socket.SHUT_RDWR)

        with serving(handle) as port:
            told = look(port, **AUTHORISED)
    assert told.flaws()["client_renegotiation"] == found
    reasons = [line["reason"] for line in told.lines if line.get("scope", {}).get("name") == "client_renegotiation"]
    assert reasons == (["the connection breaks off at a renegotiation"] if reset else [])


def test_a_server_that_refuses_every_handshake_is_no_proof(tmp_path: Path) -> None:
    def refuse(connection: socket.socket) -> None:
        record_of(connection)
        connection.sendall(alert(80))

    with serving(refuse) as port:
        found = look(port, **AUTHORISED, timeout_s=2)
    assert found.flaws() == {}
    assert found.status("tls_flaw")[:2] == ("gap", "error")
