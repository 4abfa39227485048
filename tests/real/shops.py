"""A shop on loopback as tests start it: how a scanner reaches it, and the ways to make one."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TypedDict, Unpack

from . import bad
from .certificates import Authority, KeyPair, Leaf, dh_parameters
from .processes import (
    LOOPBACK,
    MODERN_CIPHERS,
    Nginx,
    bracketed,
    closed_port,
    gnutls_serv,
    nginx,
    python_server,
    s_server,
)


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop that runs: how a scanner reaches it, and the root it is told to trust (None: only the public ones).

    `doors`: further ports of further hosts, as (host, port, real port). `told`: what else its shop file says.
    """

    host: str
    https_port: int
    http_port: int
    ca: Path | None
    address: str = LOOPBACK
    doors: tuple[tuple[str, int, int], ...] = ()
    told: Mapping[str, object] = field(default_factory=dict)

    @property
    def sibling(self) -> str:
        """The apex of a www name: it leads to the same ports."""
        return self.host.removeprefix("www.")

    def connect_to(self) -> list[str]:
        web = [
            (host, port, real)
            for host in (self.host, self.sibling)
            for port, real in ((443, self.https_port), (80, self.http_port))
        ]
        return [f"{host}:{port}:{bracketed(self.address)}:{real}" for host, port, real in (*web, *self.doors)]

    def shop_file(self) -> dict[str, object]:
        """The mapping of a shop file (design § 5)."""
        trusted = {"ca": {"file": str(self.ca), "as": "public"}} if self.ca else {}
        return {"shop": f"https://{self.host}/", "connect_to": self.connect_to(), **trusted, **self.told}


NOTHING: Mapping[str, object] = MappingProxyType({})
AUTHORISED: Mapping[str, object] = {"authorised_by": {"role": "owner", "organisation": "Siegel Tests"}}


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where servers are made: the authority that certifies them and a folder of their own for each."""

    authority: Authority
    folder: Path


Start = Callable[[Workshop], AbstractContextManager[Shop]]


class Settings(TypedDict, total=False):
    """What may differ from one nginx to another; the defaults are `Nginx`'s."""

    protocols: str
    ciphers: str | None
    headers: tuple[tuple[str, str], ...]
    http: str | None
    before: str
    speaks_tls: bool
    http2: bool
    address: str
    tls: tuple[str, ...]


def names(host: str) -> tuple[str, ...]:
    return host, host.removeprefix("www.")


def on_nginx(
    host: str,
    *leaves: Leaf,
    trust: bool = True,
    dh: str | None = None,
    staple: str | None = None,
    default: Leaf | None = None,
    told: Mapping[str, object] = NOTHING,
    **settings: Unpack[Settings],
) -> Start:
    """A shop on nginx. Without leaves it has an EC P-256 certificate that is in order.

    `staple`: good or revoked. `default`: the certificate of the server that answers who names no host, or another.
    """

    @contextmanager
    def start(workshop: Workshop) -> Iterator[Shop]:
        authority, folder = workshop.authority, workshop.folder / host
        folder.mkdir(parents=True, exist_ok=True)
        own = leaves or (Leaf(names(host)),)
        tls = list(settings.get("tls", ()))
        if dh:
            (folder / "dh.pem").write_bytes(dh_parameters(dh))
            tls.append(f"ssl_dhparam {folder / 'dh.pem'};")
        if staple:
            answer = authority.staple(own[0], revoked=staple == "revoked")
            tls.append(f"ssl_stapling on; ssl_stapling_file {answer};")
        chains = tuple(authority.issue(leaf) for leaf in own)
        before = settings.get("before", "")
        if default:
            other = authority.issue(default)
            before += (
                f"server {{ listen {{listen}} default_server; ssl_certificate {other.chain}; "
                f"ssl_certificate_key {other.key}; ssl_protocols TLSv1.2 TLSv1.3; return 421; }}\n"
            )
        server = Nginx(host, chains, **{**settings, "tls": tuple(tls), "before": before})
        with nginx(folder, server) as (https_port, http_port):
            ca = authority.root if trust else None
            yield Shop(host, https_port, http_port, ca, server.address, told=told)

    return start


def certified(host: str, leaf: Leaf, *, trust: bool = True) -> Start:
    """A shop of which only the certificate matters. Level 0 lets nginx load what OpenSSL calls too weak."""
    return on_nginx(host, leaf, trust=trust, ciphers=f"{MODERN_CIPHERS}:@SECLEVEL=0")


def on_openssl(host: str, leaf: Leaf, *arguments: str, told: Mapping[str, object] = NOTHING) -> Start:
    """A shop on openssl s_server, without any port 80."""

    @contextmanager
    def start(workshop: Workshop) -> Iterator[Shop]:
        chain = workshop.authority.issue(leaf)
        with s_server(workshop.folder / host, chain, arguments) as https_port, closed_port() as http_port:
            yield Shop(host, https_port, http_port, workshop.authority.root, told=told)

    return start


def on_gnutls(host: str, leaf: Leaf, priority: str, *arguments: str, told: Mapping[str, object] = NOTHING) -> Start:
    """A shop on gnutls-serv, without any port 80."""

    @contextmanager
    def start(workshop: Workshop) -> Iterator[Shop]:
        chain, folder = workshop.authority.issue(leaf), workshop.folder / host
        with gnutls_serv(folder, chain, priority, arguments) as https_port, closed_port() as http_port:
            yield Shop(host, https_port, http_port, workshop.authority.root, told=told)

    return start


def on_pyopenssl(host: str, leaf: Leaf, configuration: str = "", *, told: Mapping[str, object] = NOTHING) -> Start:
    """A shop on the OpenSSL that comes with the package cryptography, newer than the system's."""

    @contextmanager
    def start(workshop: Workshop) -> Iterator[Shop]:
        chain, folder = workshop.authority.issue(leaf), workshop.folder / host
        files = (chain.chain, chain.key)
        with (
            python_server(folder, "pyopenssl_server", files, configuration) as https_port,
            closed_port() as http_port,
        ):
            yield Shop(host, https_port, http_port, workshop.authority.root, told=told)

    return start


def on_python(
    host: str,
    handler: Callable[[KeyPair], bad.Handler],
    leaf: Leaf | None = None,
    *,
    told: Mapping[str, object] = NOTHING,
) -> Start:
    """A shop whose port 443 is `handler`; port 80 is closed."""

    @contextmanager
    def start(workshop: Workshop) -> Iterator[Shop]:
        chain = workshop.authority.issue(leaf or Leaf(names(host)))
        with bad.serving(handler(chain)) as https_port, closed_port() as http_port:
            yield Shop(host, https_port, http_port, workshop.authority.root, told=told)

    return start


def behind(host: str, front: Callable[[int], bad.Handler], start_behind: Start) -> Start:
    """A shop whose port 443 is `front`, which is given the port of the server behind it."""

    @contextmanager
    def start(workshop: Workshop) -> Iterator[Shop]:
        with start_behind(workshop) as inner, bad.serving(front(inner.https_port)) as https_port:
            yield Shop(host, https_port, inner.http_port, inner.ca, told=inner.told)

    return start
