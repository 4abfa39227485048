"""Whether FTP and mail services take a password before TLS, heard from servers that answer as theirs do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import pytest

from scanner.model.values import Unknown
from scanner.model.vocabulary import GapCause
from scanner.network import Limits, Network, Target
from scanner.network.connect_to import ConnectTo
from scanner.probes.ports import dialogue, talk
from scanner.probes.ports.doors import doors_of
from scanner.probes.ports.talk import Heard, greeted, listen

from .listeners import Listeners, listeners

HOST = "www.shop.example"


@pytest.fixture
def opened() -> Iterator[Listeners]:
    with listeners() as found:
        yield found


def by_word(answers: dict[str, str]) -> Callable[[bytes], bytes]:
    """Answers by the first word of a command that is in it."""
    return lambda asked: next(
        (said.encode() for word, said in answers.items() if word.encode() in asked), b"500 what\r\n"
    )


def heard(opened: Listeners, port: int, greeting: str, answers: dict[str, str]) -> Heard:
    server = opened.open(greeting.encode("latin-1"), by_word(answers))
    network = Network(f"https://{HOST}", (ConnectTo.parse(f"{HOST}:{port}:127.0.0.1:{server.port}"),), Limits())
    return asyncio.run(listen(network, Target(HOST, port, "127.0.0.1", server.port)))


@pytest.mark.parametrize(
    ("user", "auth", "starttls", "plaintext"),
    [
        ("331 Password required", "500 no", False, True),
        ("331 Password required", "234 go on", True, True),
        ("230 Anonymous welcome", "234 go on", True, True),
        ("530 Non-anonymous sessions must use encryption.", "234 go on", True, False),
        ("550 SSL/TLS required on the control channel", "234 go on", True, False),
    ],
)
def test_ftp(opened: Listeners, user: str, auth: str, starttls: bool, plaintext: bool) -> None:
    found = heard(opened, 21, "220 ready\r\n", {"USER": f"{user}\r\n", "AUTH": f"{auth}\r\n"})
    assert (found.service, found.starttls, found.plaintext) == ("ftp", starttls, plaintext)


def test_ftp_that_refuses_a_name_without_saying_why_could_be_anything(opened: Listeners) -> None:
    found = heard(opened, 21, "220 ready\r\n", {"USER": "530 Login incorrect.\r\n", "AUTH": "500 no\r\n"})
    assert isinstance(found.plaintext, Unknown)


@pytest.mark.parametrize(
    ("port", "listed", "starttls", "plaintext"),
    [
        (587, "250-mail\r\n250-STARTTLS\r\n250 8BITMIME\r\n", True, False),
        (587, "250-mail\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN\r\n", True, True),
        (587, "250-mail\r\n250 AUTH CRAM-MD5\r\n", False, True),
        (25, "250-mail\r\n250 8BITMIME\r\n", False, None),
        (25, "250-mail\r\n250-AUTH LOGIN\r\n250 STARTTLS\r\n", True, True),
    ],
)
def test_smtp_between_servers_is_a_matter_of_passwords_alone(
    opened: Listeners, port: int, listed: str, starttls: bool, plaintext: bool | None
) -> None:
    found = heard(opened, port, "220 mail ESMTP\r\n", {"EHLO": listed})
    assert (found.service, found.starttls, found.plaintext) == ("smtp", starttls, plaintext)


@pytest.mark.parametrize(
    ("listed", "starttls", "plaintext"),
    [
        ("IMAP4rev1 STARTTLS LOGINDISABLED", True, False),
        ("IMAP4rev1 STARTTLS", True, True),
        ("IMAP4rev1 LOGINDISABLED", False, True),
    ],
)
def test_imap(opened: Listeners, listed: str, starttls: bool, plaintext: bool) -> None:
    found = heard(opened, 143, "* OK ready\r\n", {"CAPABILITY": f"* CAPABILITY {listed}\r\na1 OK done\r\n"})
    assert (found.service, found.starttls, found.plaintext) == ("imap", starttls, plaintext)


@pytest.mark.parametrize(
    ("listed", "starttls", "plaintext"),
    [("STLS\r\nSASL\r\n", True, False), ("STLS\r\nUSER\r\nSASL PLAIN\r\n", True, True), ("TOP\r\n", False, True)],
)
def test_pop3(opened: Listeners, listed: str, starttls: bool, plaintext: bool) -> None:
    found = heard(opened, 110, "+OK ready\r\n", {"CAPA": f"+OK\r\n{listed}.\r\n"})
    assert (found.service, found.starttls, found.plaintext) == ("pop3", starttls, plaintext)


@pytest.mark.parametrize(
    ("port", "greeting", "asked", "half", "starttls", "plaintext"),
    [
        (587, "220 mail ESMTP\r\n", "EHLO", "250-mail\r\n250-8BITMIME\r\n", None, None),
        (587, "220 mail ESMTP\r\n", "EHLO", "250-mail\r\n250-STARTTLS\r\n", True, None),
        (587, "220 mail ESMTP\r\n", "EHLO", "250-mail\r\n250-AUTH PLAIN\r\n250-STA", None, True),
        (25, "220 mail ESMTP\r\n", "EHLO", "250-mail\r\n250-8BITMIME\r\n", None, None),
        (143, "* OK ready\r\n", "CAPABILITY", "* CAPABILITY IMAP4rev1 START", None, None),
        (143, "* OK ready\r\n", "CAPABILITY", "* CAPABILITY IMAP4rev1\r\n* CAPABILITY LOGIND", None, None),
        (143, "* OK ready\r\n", "CAPABILITY", "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n", None, True),
        (110, "+OK ready\r\n", "CAPA", "+OK\r\nTOP\r\n", None, None),
        (110, "+OK ready\r\n", "CAPA", "+OK\r\nUSER\r\nST", None, True),
        (21, "220 ready\r\n", "USER", "530-Please\r\n", None, None),
        (21, "220 ready\r\n", "USER", "331-Password\r\n", None, True),
    ],
)
def test_of_half_an_answer_only_what_was_said_counts(
    opened: Listeners,
    monkeypatch: pytest.MonkeyPatch,
    port: int,
    greeting: str,
    asked: str,
    half: str,
    starttls: bool | None,
    plaintext: bool | None,
) -> None:
    monkeypatch.setattr(dialogue, "ANSWER_S", 0.3)
    found = heard(opened, port, greeting, {asked: half})
    told = [None if isinstance(one, Unknown) else one for one in (found.starttls, found.plaintext)]
    assert told == [starttls, plaintext]
    assert found.starttls is not None
    assert found.plaintext is not None


def test_who_never_answers_may_speak_tls_or_http_all_the_same(
    opened: Listeners, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("_PAGE_S", "_HANDSHAKE_S", "GREETING_S"):
        monkeypatch.setattr(talk, name, 0.3)
    server = opened.open()
    network = Network(f"https://{HOST}", (ConnectTo.parse(f"{HOST}:8080:127.0.0.1:{server.port}"),), Limits())
    for port in (8080, 12345):
        found = asyncio.run(listen(network, Target(HOST, port, "127.0.0.1", server.port)))
        assert isinstance(found.tls, Unknown)
        assert isinstance(found.plaintext, Unknown)
        assert found.tls.cause is found.plaintext.cause is GapCause.TIMEOUT


def test_who_refuses_both_tls_and_http_speaks_neither(opened: Listeners) -> None:
    server = opened.open(answer=lambda _: b"\x00\x01\x02 what")
    network = Network(f"https://{HOST}", (ConnectTo.parse(f"{HOST}:12345:127.0.0.1:{server.port}"),), Limits())
    found = asyncio.run(listen(network, Target(HOST, 12345, "127.0.0.1", server.port)))
    assert found == talk.STRANGE


def test_telnet_is_clear_text_always(opened: Listeners) -> None:
    found = heard(opened, 23, "\xff\xfb\x01", {})
    assert (found.service, found.plaintext) == ("telnet", True)
    assert greeted(b"\xff\xfd\x18\xff\xfd\x20", 2323) == "telnet"


@pytest.mark.parametrize("answer", [b"", b"\x00" * 9000, b"250-" * 3000, b"\xff" * 10])
def test_whatever_a_server_says_in_a_dialogue_it_is_no_verdict(opened: Listeners, answer: bytes) -> None:
    server = opened.open(b"220 mail ESMTP\r\n", lambda _: answer)
    network = Network(f"https://{HOST}", (ConnectTo.parse(f"{HOST}:587:127.0.0.1:{server.port}"),), Limits())
    found = asyncio.run(listen(network, Target(HOST, 587, "127.0.0.1", server.port)))
    assert found.service == "smtp"
    assert isinstance(found.plaintext, Unknown)


def test_services_that_speak_tls_become_doors_but_those_that_are_known_already() -> None:
    heard_of = [
        ([Target(HOST, 443, "192.0.2.1", 443)], Heard("https", tls=True)),
        ([Target(HOST, 8443, "192.0.2.1", 8443)], Heard("https", tls=True)),
        ([Target(HOST, 993, "192.0.2.1", 993)], Heard("imap", tls=True)),
        ([Target(HOST, 587, "192.0.2.1", 587)], Heard("smtp", starttls=True)),
        ([Target(HOST, 21, "192.0.2.1", 21)], Heard("ftp", starttls=False)),
        ([Target(HOST, 22, "192.0.2.1", 22)], Heard("ssh")),
        ([Target(HOST, 8883, "192.0.2.1", 8883)], Heard(tls=True)),
        ([Target(HOST, 10443, "192.0.2.1", 10443)], Heard("https", tls=True)),
    ]
    found = doors_of(heard_of, {(HOST, 443)}, ("tls_protocol",))
    assert [(door.port, door.role.value, door.service, door.starttls) for door in found] == [
        (8443, "other", "pcsync-https", None),
        (993, "mail", "imaps", None),
        (587, "mail", "submission", "smtp"),
        (8883, "other", "unknown", None),
        (10443, "other", "https", None),
    ]
