"""The words before TLS where it has to be asked for: mail, FTP, LDAP, PostgreSQL and XMPP. Bounded in bytes and time.

RFC 3207 (SMTP), RFC 9051 § 6.2.1 (IMAP), RFC 2595 § 4 (POP3), RFC 4217 (FTP), RFC 4511 § 4.14 (LDAP),
PostgreSQL protocol § 55.2.10 (SSLRequest), RFC 6120 § 5 (XMPP). What a server says gets no further than its reply code.
"""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Callable, Mapping
from enum import Enum, auto, unique

#: How we greet a mail server: a name that is nobody's (RFC 6761 § 6.4).
EHLO_NAME = "siegel.invalid"
#: A server that says more before TLS is not listened to.
MOST_BYTES = 1 << 16
_MOST_LINES = 200


@unique
class Outcome(Enum):
    """Why no TLS can follow."""

    #: The server tells what it can, and TLS is not among it: a fact about the server.
    NOT_OFFERED = auto()
    #: It doesn't want to talk, to us or now: busy, too many connections, temporarily without TLS.
    TURNED_AWAY = auto()
    #: It doesn't speak the protocol, or breaks its rules on the way to TLS.
    BROKEN = auto()
    #: It closes the connection in the middle.
    CLOSED = auto()


class NoTls(Exception):
    """The server and we don't come to TLS; `words` are ours, with at most a reply code of the server's."""

    def __init__(self, outcome: Outcome, words: str) -> None:
        super().__init__(words)
        self.outcome = outcome
        self.words = words


class _Talk:
    """Lines and bytes of one connection, until `deadline` on the monotonic clock. May raise OSError and NoTls."""

    def __init__(self, connection: socket.socket, deadline: float, host: str) -> None:
        self._connection, self._deadline, self.host = connection, deadline, host
        self._data, self._read = b"", 0

    def send(self, data: bytes) -> None:
        self._connection.settimeout(self._left())
        self._connection.sendall(data)

    def line(self) -> str:
        """One line without its end; anything but ASCII becomes a question mark."""
        while b"\n" not in self._data:
            self._more()
        line, _, self._data = self._data.partition(b"\n")
        return line.decode("ascii", "replace").rstrip("\r")

    def exactly(self, count: int) -> bytes:
        while len(self._data) < count:
            self._more()
        found, self._data = self._data[:count], self._data[count:]
        return found

    def until(self, pattern: re.Pattern[bytes]) -> bytes:
        """Everything up to the end of the first match."""
        while (found := pattern.search(self._data)) is None:
            self._more()
        text, self._data = self._data[: found.end()], self._data[found.end() :]
        return text

    def silent(self) -> None:
        """The server has agreed to TLS: what it sends in plain text after that could be anybody's."""
        if self._data.strip():
            raise NoTls(Outcome.BROKEN, "the server goes on in plain text after agreeing to TLS")

    def _more(self) -> None:
        self._connection.settimeout(self._left())
        received = self._connection.recv(4096)
        if not received:
            raise NoTls(Outcome.CLOSED, "the server closes the connection before TLS")
        self._read += len(received)
        if self._read > MOST_BYTES:
            raise NoTls(Outcome.BROKEN, "the server talks without end before TLS")
        self._data += received

    def _left(self) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


def _replies(talk: _Talk) -> tuple[int, list[str]]:
    """A reply of SMTP or FTP (RFC 5321 § 4.2.1, RFC 959 § 4.2): its code and the text of its lines."""
    texts: list[str] = []
    code = None
    for _ in range(_MOST_LINES):
        line = talk.line()
        stated = re.match(r"([2-5]\d\d)([ -]|$)", line)
        if stated is None:
            if code is None:
                raise NoTls(Outcome.BROKEN, "the server's greeting is not that of such a service")
            texts.append(line)  # FTP: lines of a long reply need no code
            continue
        if code is None:
            code = stated[1]
        texts.append(line[4:])
        if stated[1] == code and stated[2] != "-":
            return int(code), texts
    raise NoTls(Outcome.BROKEN, "the server talks without end before TLS")


def _turned_away(what: str, code: object) -> NoTls:
    return NoTls(Outcome.TURNED_AWAY, f"the server does not want to talk: {what} is answered with {code}")


def _smtp(talk: _Talk) -> None:
    code, _ = _replies(talk)
    if code != 220:
        raise _turned_away("the connection", code)
    talk.send(f"EHLO {EHLO_NAME}\r\n".encode())
    code, extensions = _replies(talk)
    if code in {500, 501, 502, 504}:
        raise NoTls(Outcome.NOT_OFFERED, f"the server knows no extensions of SMTP (EHLO is answered with {code})")
    if code != 250:
        raise _turned_away("EHLO", code)
    # The first line greets; each of the others names an extension first (RFC 5321 § 4.1.1.1).
    if not any(text.upper().split()[:1] == ["STARTTLS"] for text in extensions[1:]):
        raise NoTls(Outcome.NOT_OFFERED, "the server does not offer STARTTLS")
    talk.send(b"STARTTLS\r\n")
    code, _ = _replies(talk)
    if code != 220:
        raise NoTls(Outcome.TURNED_AWAY, f"the server offers STARTTLS and then refuses it with {code}")


def _ftp(talk: _Talk) -> None:
    code, _ = _replies(talk)
    if code != 220:
        raise _turned_away("the connection", code)
    talk.send(b"AUTH TLS\r\n")
    code, _ = _replies(talk)
    if code in {500, 501, 502, 504, 530}:
        raise NoTls(Outcome.NOT_OFFERED, f"the server does not know AUTH TLS (it answers with {code})")
    if code != 234:
        raise _turned_away("AUTH TLS", code)


def _imap(talk: _Talk) -> None:
    greeting = talk.line().upper()
    if greeting.startswith("* BYE"):
        raise _turned_away("the connection", "BYE")
    if greeting.startswith("* PREAUTH"):
        raise NoTls(Outcome.NOT_OFFERED, "the server logs everybody in and so offers no STARTTLS")
    if not greeting.startswith("* OK"):
        raise NoTls(Outcome.BROKEN, "the server's greeting is not that of such a service")
    told = re.search(r"\[CAPABILITY ([^]]*)\]", greeting)
    capabilities = told[1] if told else _imap_reply(talk, "a1", "CAPABILITY")[1]
    if "STARTTLS" not in capabilities.split():
        raise NoTls(Outcome.NOT_OFFERED, "the server does not offer STARTTLS")
    status, _ = _imap_reply(talk, "a2", "STARTTLS")
    if status != "OK":
        raise NoTls(Outcome.TURNED_AWAY, f"the server offers STARTTLS and then refuses it with {status}")


def _imap_reply(talk: _Talk, tag: str, command: str) -> tuple[str, str]:
    """The status of a command, and what untagged CAPABILITY said."""
    talk.send(f"{tag} {command}\r\n".encode())
    capabilities = ""
    for _ in range(_MOST_LINES):
        words = talk.line().upper().split(maxsplit=2)
        if words[:2] == ["*", "CAPABILITY"]:
            capabilities = words[2] if len(words) > 2 else ""
        elif words[:2] == ["*", "BYE"]:
            raise _turned_away(command, "BYE")
        elif words[:1] == [tag.upper()]:
            status = words[1] if len(words) > 1 else ""
            return status if status in {"OK", "NO", "BAD"} else "an unknown word", capabilities
    raise NoTls(Outcome.BROKEN, "the server talks without end before TLS")


def _pop3(talk: _Talk) -> None:
    greeting = talk.line().upper()
    if greeting.startswith("-ERR"):
        raise _turned_away("the connection", "-ERR")
    if not greeting.startswith("+OK"):
        raise NoTls(Outcome.BROKEN, "the server's greeting is not that of such a service")
    talk.send(b"CAPA\r\n")
    asked = talk.line().upper().startswith("+OK")
    if asked and "STLS" not in _pop3_list(talk):
        raise NoTls(Outcome.NOT_OFFERED, "the server does not offer STLS")
    talk.send(b"STLS\r\n")
    if not talk.line().upper().startswith("+OK"):
        if asked:
            raise NoTls(Outcome.TURNED_AWAY, "the server offers STLS and then refuses it with -ERR")
        raise NoTls(Outcome.NOT_OFFERED, "the server knows neither CAPA nor STLS")


def _pop3_list(talk: _Talk) -> set[str]:
    found: set[str] = set()
    for _ in range(_MOST_LINES):
        line = talk.line().upper()
        if line == ".":
            return found
        found.update(line.split()[:1])
    raise NoTls(Outcome.BROKEN, "the server talks without end before TLS")


#: ExtendedRequest of StartTLS, message 1 (RFC 4511 § 4.14.1).
_LDAP_REQUEST = b"\x30\x1d\x02\x01\x01\x77\x18\x80\x16" + b"1.3.6.1.4.1.1466.20037"
_BUSY, _UNAVAILABLE = 51, 52


def _ldap(talk: _Talk) -> None:
    talk.send(_LDAP_REQUEST)
    message = _ber(talk)
    # messageID, then [APPLICATION 24] with the result code first.
    found = re.match(rb"\x02\x01\x01\x78(?:[\x00-\x7f]|\x81.|\x82..)\x0a\x01(.)", message, re.DOTALL)
    if found is None:
        raise NoTls(Outcome.BROKEN, "the server's answer is not that of such a service")
    result = found[1][0]
    if result in {_BUSY, _UNAVAILABLE}:
        raise _turned_away("StartTLS", result)
    if result:
        raise NoTls(Outcome.NOT_OFFERED, f"the server does not know StartTLS (result code {result})")


def _ber(talk: _Talk) -> bytes:
    """The body of one SEQUENCE (X.690 § 8.1), with a length of at most two bytes."""
    tag, length = talk.exactly(2)
    if tag != 0x30 or length in {0x80, *range(0x83, 0x100)}:
        raise NoTls(Outcome.BROKEN, "the server's answer is not that of such a service")
    if length > 0x80:
        length = int.from_bytes(talk.exactly(length - 0x80), "big")
    return talk.exactly(length)


def _postgres(talk: _Talk) -> None:
    talk.send(b"\x00\x00\x00\x08\x04\xd2\x16\x2f")
    answer = talk.exactly(1)
    if answer == b"N":
        raise NoTls(Outcome.NOT_OFFERED, "the server does not offer TLS")
    if answer == b"E":
        raise _turned_away("SSLRequest", "an error")
    if answer != b"S":
        raise NoTls(Outcome.BROKEN, "the server's answer is not that of such a service")


_FEATURES = re.compile(rb"</(?:\w{1,20}:)?features\s*>|</(?:\w{1,20}:)?stream\s*>")
_STARTTLS = re.compile(rb"<(?:\w{1,20}:)?starttls[\s/>]")
_PROCEED = re.compile(rb"<(?:\w{1,20}:)?(?:proceed|failure)[^>]{0,500}>|</(?:\w{1,20}:)?stream\s*>")


def _xmpp(talk: _Talk, namespace: str = "jabber:client") -> None:
    talk.send(
        f"<?xml version='1.0'?><stream:stream to='{talk.host}' version='1.0' xmlns='{namespace}' "
        "xmlns:stream='http://etherx.jabber.org/streams'>".encode()
    )
    features = talk.until(_FEATURES)
    if not features.rstrip(b" >").endswith(b"features"):
        raise _turned_away("the stream", "an error")
    if not _STARTTLS.search(features):
        raise NoTls(Outcome.NOT_OFFERED, "the server does not offer STARTTLS")
    talk.send(b"<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")
    answer = talk.until(_PROCEED)
    if b"proceed" not in answer:
        raise NoTls(Outcome.TURNED_AWAY, "the server offers STARTTLS and then refuses it")


def _xmpp_server(talk: _Talk) -> None:
    _xmpp(talk, "jabber:server")


_DIALOGUES: Mapping[str, Callable[[_Talk], None]] = {
    "smtp": _smtp,
    "submission": _smtp,
    "imap": _imap,
    "pop3": _pop3,
    "ftp": _ftp,
    "ldap": _ldap,
    "postgres": _postgres,
    "postgresql": _postgres,
    "xmpp": _xmpp,
    "xmpp-client": _xmpp,
    "xmpp-server": _xmpp_server,
}
#: The protocols in which TLS can be asked for.
PROTOCOLS = frozenset(_DIALOGUES)


def ask_for_tls(connection: socket.socket, protocol: str, host: str, deadline: float) -> None:
    """Bring a fresh connection to where the next bytes are TLS, by `deadline` on the monotonic clock.

    `host` in A-labels. Raises NoTls, or OSError for what the network does; KeyError for a protocol not in PROTOCOLS.
    """
    talk = _Talk(connection, deadline, re.sub(r"[^A-Za-z0-9.:-]", "", host))
    _DIALOGUES[protocol](talk)
    talk.silent()


def last_words(service: str, host: str) -> bytes:
    """What to say inside TLS to a service, by its name, so that it answers and hangs up; empty: not known."""
    name = re.sub(r"[^A-Za-z0-9.:-]", "", host)
    for start, words in _LAST_WORDS.items():
        if service.startswith(start):
            return words
    if not service.startswith("http"):
        return b""
    authority = f"[{name}]" if ":" in name else name
    return f"HEAD / HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n\r\n".encode()


_LAST_WORDS = {
    "smtp": b"QUIT\r\n",
    "submission": b"QUIT\r\n",
    "imap": b"a9 LOGOUT\r\n",
    "pop3": b"QUIT\r\n",
    "ftp": b"QUIT\r\n",
    "ldap": b"\x30\x05\x02\x01\x02\x42\x00",
    "postgres": b"X\x00\x00\x00\x04",
    "xmpp": b"</stream:stream>",
}
