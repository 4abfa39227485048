"""Asks FTP and mail services whether they take a password before TLS. Nobody logs in; no password is ever sent.

What a server answers is read up to a bound in bytes and time, and never shown.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from scanner.errors import NetworkError
from scanner.model.values import Maybe, Unknown
from scanner.network import Stream

#: Bytes and seconds of one answer.
MAX_ANSWER = 8192
ANSWER_S = 4.0
#: What we call ourselves, a name of documentation (RFC 2606), and the user that nobody has.
_OURSELVES = b"siegel.example"
_NOBODY = b"siegel-scan"

_WHOLE_REPLY = re.compile(rb"^\d{3} [^\n]*\n", re.MULTILINE)  # RFC 5321 § 4.2.1, RFC 959 § 4.2: the last line
_TAGGED = re.compile(rb"^a1 (OK|NO|BAD)[^\n]*\n", re.MULTILINE | re.IGNORECASE)  # RFC 9051 § 7.1
_LISTED = re.compile(rb"^\.\r?\n|^-ERR[^\n]*\n", re.MULTILINE)  # RFC 2449 § 5
_ONE_LINE = re.compile(rb"\n")
# Mechanisms that send the password itself (RFC 4616, and LOGIN).
_PLAIN_SASL = frozenset((b"PLAIN", b"LOGIN"))


@dataclass(frozen=True, slots=True)
class Dialogue:
    """`starttls`: it offers TLS; `plaintext`: it would take a password without, or demands none and offers no TLS."""

    starttls: Maybe[bool]
    plaintext: Maybe[bool | None]


_NO_ANSWER = Unknown("it did not answer as its protocol has it")
SPEECHLESS = Dialogue(_NO_ANSWER, _NO_ANSWER)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came as an answer. `whole`: to its end; of one that isn't, what is missing says nothing."""

    text: bytes
    whole: bool

    def lines(self) -> list[bytes]:
        """Those that came to their end."""
        return self.text.rpartition(b"\n")[0].splitlines()

    def lists(self, listed: bool) -> Maybe[bool]:
        """Whether something is listed; Unknown where it isn't, and more was to come."""
        return listed or (False if self.whole else _CUT_SHORT)


_CUT_SHORT = Unknown("its answer was cut short")


async def reply(stream: Stream, command: bytes, whole: re.Pattern[bytes]) -> Reply:
    """One command and its answer, as far as it came in time. Raises NetworkError where the line breaks."""
    await stream.write(command + b"\r\n")
    answer = b""
    try:
        async with asyncio.timeout(ANSWER_S):
            while len(answer) < MAX_ANSWER and not whole.search(answer):
                more = await stream.read(MAX_ANSWER - len(answer))
                if not more:
                    break
                answer += more
    except TimeoutError:
        pass  # Reply.whole tells
    return Reply(answer, whole.search(answer) is not None)


def _takes_password(answer: Reply, *, takes: bool, offered: bool) -> Maybe[bool]:
    """Taking one stands on what was read of an answer, everything else only on all of it."""
    if takes:
        return True
    return not offered if answer.whole else _CUT_SHORT


async def smtp(stream: Stream, *, between_servers: bool) -> Dialogue:
    """After its greeting. RFC 3207 and 4954: what EHLO lists before TLS. `between_servers`: port 25, whose mail's
    transport is judged by MX, so that only a password taken in clear text is a matter of this port.
    """
    answer = await reply(stream, b"EHLO " + _OURSELVES, _WHOLE_REPLY)
    if not answer.text.startswith(b"250"):
        return SPEECHLESS
    listed = [line[4:].strip().upper().split() for line in answer.lines() if line[:3] == b"250"][1:]
    offered = any(words[:1] == [b"STARTTLS"] for words in listed)
    mechanisms = {word for words in listed if words[:1] == [b"AUTH"] for word in words[1:]}
    takes = not mechanisms.isdisjoint(_PLAIN_SASL)
    if between_servers and answer.whole:
        return Dialogue(offered, True if takes else None)
    return Dialogue(answer.lists(offered), _takes_password(answer, takes=takes, offered=offered))


async def pop3(stream: Stream) -> Dialogue:
    """After its greeting. RFC 2595 § 4 and 2449 § 6.2: USER and SASL are listed where they may be used."""
    answer = await reply(stream, b"CAPA", _LISTED)
    if answer.text.startswith(b"+OK"):
        lines = [line.strip().upper().split() for line in answer.lines()[1:]]
        offered = any(words[:1] == [b"STLS"] for words in lines)
        mechanisms = {word for words in lines if words[:1] == [b"SASL"] for word in words[1:]}
        takes = any(words[:1] == [b"USER"] for words in lines) or not mechanisms.isdisjoint(_PLAIN_SASL)
        return Dialogue(answer.lists(offered), _takes_password(answer, takes=takes, offered=offered))
    if not answer.text.startswith(b"-ERR") or not answer.whole:
        return SPEECHLESS
    named = await reply(stream, b"USER " + _NOBODY, _ONE_LINE)
    return Dialogue(_NO_ANSWER, named.text.startswith(b"+OK")) if named.whole else SPEECHLESS


async def imap(stream: Stream) -> Dialogue:
    """After its greeting. RFC 9051 § 6.2.1 and 6.2.3: LOGINDISABLED, and AUTH=PLAIN, before TLS."""
    answer = await reply(stream, b"a1 CAPABILITY", _TAGGED)
    lines = [line.upper().split() for line in answer.lines() if line.upper().startswith(b"* CAPABILITY")]
    if not lines:
        return SPEECHLESS
    listed = {word for words in lines for word in words[2:]}
    takes = not listed.isdisjoint({b"AUTH=PLAIN", b"AUTH=LOGIN"}) or (answer.whole and b"LOGINDISABLED" not in listed)
    offered = b"STARTTLS" in listed
    return Dialogue(answer.lists(offered), _takes_password(answer, takes=takes, offered=offered))


async def ftp(stream: Stream) -> Dialogue:
    """After its greeting. RFC 4217: whether USER is taken before AUTH TLS, and whether that is offered at all."""
    answer = await reply(stream, b"USER " + _NOBODY, _WHOLE_REPLY)
    named = answer.text
    offered: Maybe[bool] = _NO_ANSWER if answer.whole else _CUT_SHORT
    if answer.whole and not named.startswith(b"421"):  # it hangs up
        try:
            secured = await reply(stream, b"AUTH TLS", _WHOLE_REPLY)
            if secured.whole and secured.text[:1] in b"45":
                offered = False
            elif secured.text.startswith((b"234", b"334")):
                offered = True
        except NetworkError:
            pass  # it hung up after the name, which says nothing of TLS
    if named.startswith((b"230", b"331", b"332")):
        return Dialogue(offered, plaintext=True)
    if not answer.whole:
        return Dialogue(offered, _CUT_SHORT)
    if named[:1] == b"5" and offered is True:
        return Dialogue(offered, plaintext=False)
    # A server that refuses the name may do so for any reason; where its words ask for TLS, it enforces that.
    asks = re.search(rb"(?i)\b(tls|ssl|encrypt|secure|cleartext)", named)
    return Dialogue(offered, plaintext=False if asks and named[:1] in b"45" else _NO_ANSWER)


_ANSWERS: Mapping[str, Callable[[Stream], Awaitable[Dialogue]]] = {"pop3": pop3, "imap": imap, "ftp": ftp}


async def hold(service: str, stream: Stream, *, port: int) -> Dialogue:
    """The dialogue of a service: ftp, smtp, pop3 or imap. Raises NetworkError where the line breaks."""
    if service == "smtp":
        return await smtp(stream, between_servers=port == 25)
    return await _ANSWERS[service](stream)
