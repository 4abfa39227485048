"""Hears what answers at an open port: a greeting, TLS, or HTTP, in a handful of connections. Decides nothing."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Awaitable
from dataclasses import dataclass, replace
from typing import TypeVar

from scanner.errors import NetworkError
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import GapCause, PortGroup
from scanner.network import Network, Response, Stream, Target
from scanner.network.urls import bracketed
from scanner.probes.http import redirects
from scanner.probes.ports import dialogue
from scanner.probes.ports.known import known_ports

#: Seconds for a first word. Mail servers greet late on purpose (postscreen: 6 s), and are waited for by their ports.
GREETING_S = 1.5
PATIENT_S = 8.0
_PAGE_S = 8.0
_HANDSHAKE_S = 4.0
MAX_GREETING = 1024
MAX_PAGE = 64 * 1024
_MAX_HOPS = 3
_TELNET = re.compile(rb"\xff[\xfb-\xfe]")  # IAC, then WILL, WONT, DO or DONT (RFC 854)
_MYSQL = re.compile(rb"^.{3}\x00(\x0a|\xff)", re.DOTALL)  # a packet 0 with protocol version 10, or an error
_SSH = re.compile(rb"^SSH-[0-9.]+-([!-,.-~]{1,60})")  # RFC 4253 § 4.2
#: Of HTML: what pages for people have, and a load balancer's word that all is well has not.
_FOR_PEOPLE = re.compile(rb"(?i)<(?:form|input|script|a|img|link|title|iframe)[\s/>]")


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Heard:
    """What answers at a port. `page`: of HTTP, its answer; `clear`: heard in clear text, else inside of TLS."""

    service: str | None = None
    product: str | None = None
    tls: Maybe[bool] = False
    starttls: Maybe[bool | None] = None
    plaintext: Maybe[bool | None] = None
    page: Response | None = None


#: Somebody answered in a way that we don't know: neither HTTP, nor mail, FTP or a terminal.
STRANGE = Heard()


async def listen(network: Network, target: Target) -> Heard:
    """Everything that can be heard at an open port without logging in anywhere."""
    known = known_ports().get(target.port)
    patience = PATIENT_S if known and known.speaks else GREETING_S
    try:
        if known and known.group is PortGroup.WEB:  # who asks speaks first
            found = await _silent(network, target)
            if found != STRANGE:
                return found
        async with await network.connect(target) as stream:
            greeting = await _greeting(stream, patience)
            service = greeted(greeting, target.port)
            if service in {"smtp", "ftp", "pop3", "imap"}:
                return await _in_dialogue(service, stream, target)
            if service is not None:
                return Heard(service, _product(service, greeting), plaintext=True if service == "telnet" else None)
        if greeting:
            return replace(STRANGE, plaintext=True) if known and known.clear else STRANGE
        return await _silent(network, target)
    except NetworkError as error:
        return Heard(tls=_unknown(error), starttls=_unknown(error), plaintext=_unknown(error))


def greeted(greeting: bytes, port: int) -> str | None:
    """The service that greets like this; None for what none of ours does."""
    if greeting.startswith(b"SSH-"):
        return "ssh"
    if greeting.startswith(b"220"):
        known = known_ports().get(port)
        mail = b"SMTP" in greeting.upper() or (known is not None and known.speaks == "smtp")
        return "smtp" if mail else "ftp"
    starts = {
        b"+OK": "pop3",
        b"* OK": "imap",
        b"* PREAUTH": "imap",
        b"* BYE": "imap",
        b"RFB ": "rfb",
        b"@RSYNCD:": "rsync",
    }
    named = next((service for start, service in starts.items() if greeting.startswith(start)), None)
    if named is None and _TELNET.search(greeting[:64]):
        return "telnet"
    return "mysql" if named is None and _MYSQL.match(greeting) else named


def _product(service: str, greeting: bytes) -> str | None:
    found = _SSH.match(greeting) if service == "ssh" else None
    return found[1].decode("ascii") if found else None


async def _greeting(stream: Stream, patience_s: float) -> bytes:
    """What the server says first; empty where it waits, or hangs up."""
    try:
        async with asyncio.timeout(patience_s):
            return await stream.read(MAX_GREETING)
    except TimeoutError:
        return b""
    except NetworkError as error:
        if error.cause == "error":  # hung up at once
            return b""
        raise


async def _in_dialogue(service: str, stream: Stream, target: Target) -> Heard:
    try:
        held = await dialogue.hold(service, stream, port=target.port)
    except NetworkError as error:
        return Heard(service, starttls=_unknown(error), plaintext=_unknown(error))
    return Heard(service, starttls=held.starttls, plaintext=held.plaintext)


async def _silent(network: Network, target: Target) -> Heard:
    """Who waits for the client: TLS, HTTP, or something else. Both are tried at once, since who speaks one may hang at
    the other. Web servers that speak TLS answer plain HTTP with 400, so that this alone does not tell.
    """
    asked = asyncio.create_task(_in_tls(network, target))
    try:
        page = await _tried(_page(network, target, "http"))
        needed = not isinstance(page, Response) or page.status == 400
        in_tls = await _tried(asked) if needed else None
    finally:
        asked.cancel()
    if isinstance(in_tls, Heard):
        return in_tls
    tls: Maybe[bool] = _unknown(in_tls) if in_tls else False
    if isinstance(page, Response):
        return Heard("http", tls=tls, plaintext=await in_clear(network, page), page=page)
    unheard = page or in_tls
    known = known_ports().get(target.port)
    if known and known.clear:
        return Heard(tls=tls, plaintext=True)
    if unheard is None:
        return STRANGE
    return Heard(tls=tls, starttls=_unknown(unheard), plaintext=_unknown(unheard))


async def _tried(attempt: Awaitable[T]) -> T | NetworkError:
    """What came of it, or why it could not be told."""
    try:
        return await attempt
    except NetworkError as error:
        return error


async def _in_tls(network: Network, target: Target) -> Heard | None:
    """What answers inside of TLS; None where none is spoken. Raises NetworkError where that could not be told."""
    try:
        stream = await network.connect(target, timeout_s=_HANDSHAKE_S, tls=permissive())
    except NetworkError as error:
        # One that answers with an alert speaks TLS, but not with us: it wants a client certificate, another name.
        if _is_alert(error):
            return Heard(None, tls=True, plaintext=False)
        if error.cause == "error":
            return None
        raise
    async with stream:
        known = known_ports().get(target.port)
        waits = known is not None and known.group is PortGroup.WEB
        greeting = None if waits else await _tried(_greeting(stream, GREETING_S))
    service = greeted(greeting, target.port) if isinstance(greeting, bytes) else None
    if service is not None:
        return Heard(service, tls=True, plaintext=False)
    page = await _tried(_page(network, target, "https"))
    if isinstance(page, NetworkError):
        return Heard(None, tls=True, plaintext=False)  # whatever it is, nothing of it is in clear
    return Heard("https" if page else None, tls=True, plaintext=False if page else None, page=page)


def permissive() -> ssl.SSLContext:
    """Shakes hands with whoever speaks some TLS; proves nothing about it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.set_ciphers("ALL:@SECLEVEL=0")
    return context


def _is_alert(error: NetworkError) -> bool:
    cause = error.__cause__
    return isinstance(cause, ssl.SSLError) and "ALERT" in (cause.reason or "")


async def _page(network: Network, target: Target, scheme: str) -> Response | None:
    """The front page there; None for what doesn't speak HTTP. Raises NetworkError where that could not be told."""
    url = f"{scheme}://{bracketed(target.host)}:{target.port}/"
    try:
        async with asyncio.timeout(_PAGE_S):
            return await network.fetch(url, target=target, max_bytes=MAX_PAGE)
    except TimeoutError as error:
        raise NetworkError("timeout", f"{target} did not answer {scheme} within {_PAGE_S:g} s") from error
    except NetworkError as error:
        if error.cause == "error":
            return None
        raise


async def in_clear(network: Network, page: Response) -> Maybe[bool]:
    """Whether plain HTTP serves more than the way to https, or an error: what is read and typed there goes in clear.

    An answer that is no page for people, as the `OK` of a health check or some JSON, tells nothing of other paths.
    """
    for _ in range(_MAX_HOPS):
        if 200 <= page.status < 300:
            return True if _for_people(page) else Unknown("it answers in clear text, but not with a page for people")
        if page.status == 401:
            return any(value.lower().startswith(("basic", "digest")) for value in page.values("www-authenticate"))
        step = redirects.step(page.url, page.status, page.values("location"))
        if step.to_url is None or step.to_scheme != "http" or not step.same_host:
            return False
        try:
            page = await network.fetch(step.to_url, max_bytes=MAX_PAGE)
        except NetworkError as error:
            return _unknown(error)
    return Unknown("it redirects on and on over plain http")


def _for_people(page: Response) -> bool:
    sort = "".join(page.values("content-type")).lower()
    return (not sort or "html" in sort) and page.decoded and _FOR_PEOPLE.search(page.body) is not None


def _unknown(error: NetworkError) -> Unknown:
    return Unknown(f"it could not be heard what answers there: {error.message}", GapCause(error.cause))
