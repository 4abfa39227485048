"""Where a connection goes instead, and whom that names: like curl's --connect-to."""

from __future__ import annotations

import re
from dataclasses import dataclass

from scanner.errors import NetworkError, UsageError
from scanner.network.addresses import LOOPBACK, Ip, parse_ip
from scanner.network.urls import bracketed, canonical_host

_HOST = r"(\[[0-9A-Fa-f:.]+\]|[^:\[\]\s]*)"
_PORT = r"([0-9]{0,5})"
_FORM = re.compile(f"{_HOST}:{_PORT}:{_HOST}:{_PORT}")
_LAST_PORT = 65535
_HINT = "write HOST1:PORT1:HOST2:PORT2, for example www.muesli.example:443:127.0.0.1:8443, IPv6 in brackets"


@dataclass(frozen=True, slots=True)
class ConnectTo:
    """Connections meant for host:port go to to_host:to_port; TLS and HTTP still speak of `host`.

    An empty `host` or a `port` of None means any; an empty `to_host` or a `to_port` of None means unchanged.
    """

    host: str
    port: int | None
    to_host: str
    to_port: int | None

    @classmethod
    def parse(cls, text: str) -> ConnectTo:
        """Reads curl's form. Raises UsageError with a hint."""
        match = _FORM.fullmatch(text)
        if match is None:
            raise UsageError(f"--connect-to {text!a} has not four parts", _HINT)
        host, port, to_host, to_port = match.groups()
        return cls(_host(host, text), _port(port, text), _host(to_host, text), _port(to_port, text))

    def __str__(self) -> str:
        port, to_port = self.port or "", self.to_port or ""
        return f"{bracketed(self.host)}:{port}:{bracketed(self.to_host)}:{to_port}"

    def matches(self, host: str, port: int) -> bool:
        """Whether a connection to this canonical host and port is redirected."""
        return self.host in ("", host) and self.port in (None, port)

    def names(self) -> tuple[tuple[Ip, int | None], ...]:
        """The addresses that this rule permits by naming them, each with its port (None: any)."""
        port = self.to_port or self.port
        if self.to_host == "localhost":
            return tuple((ip, port) for ip in LOOPBACK)
        ip = parse_ip(self.to_host)
        return () if ip is None else ((ip, port),)


def _host(text: str, whole: str) -> str:
    if not text:
        return ""
    try:
        return canonical_host(text)
    except NetworkError as error:
        raise UsageError(f"--connect-to {whole!a}: {error.message}", _HINT) from error


def _port(text: str, whole: str) -> int | None:
    if not text:
        return None
    if not 1 <= int(text) <= _LAST_PORT:
        raise UsageError(f"--connect-to {whole!a}: {text} is no port", _HINT)
    return int(text)
