"""Facts about endpoints, TLS and certificates."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from scanner.model.facts.base import Fact, Words, fact
from scanner.model.values import NOT_STATED, Maybe
from scanner.model.vocabulary import (
    EndpointRole,
    GroupFamily,
    KeyExchange,
    KeyType,
    ParameterSet,
    PortGroup,
    PortState,
    TlsFlaw,
    TlsVersion,
    TrustProblem,
)

_AT = "{endpoint.host}:{endpoint.port}"


@fact(
    "endpoint",
    key=("host", "address", "port"),
    en="{host}:{port} ({address})",
    de="{host}:{port} ({address})",
    where="{host}:{port}",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint(Fact):
    """A host, one of its addresses and a TCP port, named as the shop is addressed (before any `connect_to`).

    `starttls`: TLS has to be asked for, and was granted.
    """

    host: Maybe[str] = NOT_STATED
    address: Maybe[str] = NOT_STATED
    port: Maybe[int] = NOT_STATED
    role: Maybe[EndpointRole] = NOT_STATED
    service: Maybe[str | None] = NOT_STATED
    tls: Maybe[bool] = NOT_STATED
    starttls: Maybe[bool] = NOT_STATED


@fact("tls_protocol", key=("endpoint", "version"), en=f"{{version}} on {_AT}", de=f"{{version}} auf {_AT}", where=_AT)
@dataclass(frozen=True, slots=True, kw_only=True)
class TlsProtocol(Fact):
    """Whether an endpoint completes a negotiation of exactly this version."""

    endpoint: Maybe[Endpoint] = NOT_STATED
    version: Maybe[TlsVersion] = NOT_STATED
    accepted: Maybe[bool] = NOT_STATED


@fact(
    "tls_cipher",
    key=("endpoint", "version", "name"),
    en=f"{{name}} ({{version}}) on {_AT}",
    de=f"{{name}} ({{version}}) auf {_AT}",
    where=_AT,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class TlsCipher(Fact):
    """A cipher suite by its IANA name. `bits` of symmetric strength; `preference` is the server's order, from 1.

    `listed_by` and `tolerated_by`: the guidelines that list it, and those that let it be.
    """

    endpoint: Maybe[Endpoint] = NOT_STATED
    version: Maybe[TlsVersion] = NOT_STATED
    name: Maybe[str] = NOT_STATED
    bits: Maybe[int] = NOT_STATED
    key_exchange: Maybe[KeyExchange] = NOT_STATED
    forward_secrecy: Maybe[bool] = NOT_STATED
    aead: Maybe[bool] = NOT_STATED
    mac: Maybe[str] = NOT_STATED
    accepted: Maybe[bool] = NOT_STATED
    preference: Maybe[int | None] = NOT_STATED
    listed_by: Maybe[tuple[ParameterSet, ...]] = NOT_STATED
    tolerated_by: Maybe[tuple[ParameterSet, ...]] = NOT_STATED


@fact("tls_group", key=("endpoint", "name"), en=f"group {{name}} on {_AT}", de=f"Gruppe {{name}} auf {_AT}", where=_AT)
@dataclass(frozen=True, slots=True, kw_only=True)
class TlsGroup(Fact):
    """A named group (IANA), or a DH prime: by the name it is known under, else `dh-BITS-` and the start of its SHA-256.

    `bits` of the field or prime, of a hybrid those of its classical part; a post-quantum group alone has none that
    compare. `preference`: the server's order, from 1, in the newest version that takes the group; None where the server
    follows the client, or uses a prime of its own. `versions` in which it is taken. `known_weak`: a prime that many
    share and that is within reach (1024 bits or less), of RFC 5114, or no prime at all.
    `listed_by` and `tolerated_by`: the guidelines that list it, and those that let it be.
    """

    endpoint: Maybe[Endpoint] = NOT_STATED
    name: Maybe[str] = NOT_STATED
    listed_by: Maybe[tuple[ParameterSet, ...]] = NOT_STATED
    tolerated_by: Maybe[tuple[ParameterSet, ...]] = NOT_STATED
    family: Maybe[GroupFamily] = NOT_STATED
    bits: Maybe[int] = NOT_STATED
    accepted: Maybe[bool] = NOT_STATED
    preference: Maybe[int | None] = NOT_STATED
    versions: Maybe[tuple[TlsVersion, ...]] = NOT_STATED
    known_weak: Maybe[bool] = NOT_STATED


@fact("tls_flaw", key=("endpoint", "name"), en=f"{{name}} on {_AT}", de=f"{{name}} auf {_AT}", where=_AT)
@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFlaw(Fact):
    """A known flaw, looked for. `shown_by`: the suites, versions, groups or messages that show it, by their names."""

    endpoint: Maybe[Endpoint] = NOT_STATED
    name: Maybe[TlsFlaw] = NOT_STATED
    present: Maybe[bool] = NOT_STATED
    shown_by: Maybe[tuple[str, ...]] = NOT_STATED


@fact("tls_session", key=("endpoint",), en=f"TLS session with {_AT}", de=f"TLS-Sitzung mit {_AT}", where=_AT)
@dataclass(frozen=True, slots=True, kw_only=True)
class TlsSession(Fact):
    """What handshakes show besides version and suite. `ticket_lifetime_s` in seconds, None without tickets.

    `tickets`: of RFC 5077 or of TLS 1.3, whether or not the server keeps their content itself. `resumption`: a second
    connection really took up the session of a first. `ocsp_stapled`: some handshake came with an OCSP response.
    `early_data`: TLS 1.3 tickets allow it, and the server took some where that could be tried.
    `suites_of`: the guidelines of which a listed suite is accepted in each of TLS 1.2 and 1.3 that the endpoint speaks;
    `groups_of`: those of which a listed group is. `post_quantum`: it agrees on keys by a hybrid group (RFC 10024).
    `signature_algorithms`: those the server signs with in TLS 1.2 and 1.3 (IANA SignatureScheme). `alpn`: all protocols
    it takes, in TLS 1.2 where it speaks that. `extended_master_secret` (RFC 7627) in every version up to TLS 1.2, None
    where only TLS 1.3 is taken; `encrypt_then_mac` (RFC 7366), None where no suite with CBC is taken.
    """

    endpoint: Maybe[Endpoint] = NOT_STATED
    suites_of: Maybe[tuple[ParameterSet, ...]] = NOT_STATED
    groups_of: Maybe[tuple[ParameterSet, ...]] = NOT_STATED
    post_quantum: Maybe[bool] = NOT_STATED
    tickets: Maybe[bool] = NOT_STATED
    ticket_lifetime_s: Maybe[int | None] = NOT_STATED
    resumption: Maybe[bool] = NOT_STATED
    early_data: Maybe[bool] = NOT_STATED
    ocsp_stapled: Maybe[bool] = NOT_STATED
    alpn: Maybe[tuple[str, ...]] = NOT_STATED
    signature_algorithms: Maybe[tuple[str, ...]] = NOT_STATED
    server_preference: Maybe[bool | None] = NOT_STATED
    extended_master_secret: Maybe[bool | None] = NOT_STATED
    encrypt_then_mac: Maybe[bool | None] = NOT_STATED


@fact(
    "certificate",
    key=("endpoint", "chain", "position"),
    en=f'certificate {{position}} "{{subject}}" of {_AT}',
    de=f"Zertifikat {{position}} „{{subject}}“ von {_AT}",
    where=_AT,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate(Fact):
    """A certificate as sent. `chain` counts the server's chains from 0, `position` from the leaf (0).

    `sni`: shown to clients that name the host, as browsers do; False: only to those that name none, and then whether
    it is made for the host is not asked. `built`: the leaf's chain as built, by subject from the leaf to a trusted
    root; None where none is reached. `revoked`: as a stapled OCSP response says whose signature and dates hold; None:
    nothing was stapled, so it is unchecked. `scts`: embedded, in the TLS extension and in the OCSP response together.
    `curve` of an EC key, else None. `ocsp_responder`: the certificate names one.
    `days_left`: whole days, not_after − as_of. `within_lifetime_limit`: against the CA/Browser Forum limit of its issue
    date (SC-081v3). `renew_from`: not_after less the smaller of 30 days and a third of the lifetime. `stapled`, of a
    leaf: the server sends an OCSP response along with this very chain. `shared`: its names lie below more than one
    registrable domain.
    """

    endpoint: Maybe[Endpoint] = NOT_STATED
    chain: Maybe[int] = NOT_STATED
    position: Maybe[int] = NOT_STATED
    sni: Maybe[bool] = NOT_STATED
    subject: Maybe[str] = NOT_STATED
    names: Maybe[tuple[str, ...]] = NOT_STATED
    issuer: Maybe[str] = NOT_STATED
    serial: Maybe[str] = NOT_STATED
    sha256: Maybe[str] = NOT_STATED
    key_type: Maybe[KeyType] = NOT_STATED
    key_bits: Maybe[int] = NOT_STATED
    curve: Maybe[str | None] = NOT_STATED
    signature_hash: Maybe[str | None] = NOT_STATED
    signature_algorithm: Maybe[str] = NOT_STATED
    wildcard: Maybe[bool] = NOT_STATED
    not_before: Maybe[dt.date] = NOT_STATED
    not_after: Maybe[dt.date] = NOT_STATED
    days_left: Maybe[int] = NOT_STATED
    lifetime_days: Maybe[int] = NOT_STATED
    within_lifetime_limit: Maybe[bool] = NOT_STATED
    renew_from: Maybe[dt.date] = NOT_STATED
    public_ca: Maybe[bool] = NOT_STATED
    is_root: Maybe[bool] = NOT_STATED
    matches_host: Maybe[bool] = NOT_STATED
    trusted: Maybe[bool] = NOT_STATED
    trust_problem: Maybe[TrustProblem | None] = NOT_STATED
    trust_problems: Maybe[tuple[TrustProblem, ...]] = NOT_STATED
    trust_words: Maybe[Words | None] = NOT_STATED
    built: Maybe[tuple[str, ...] | None] = NOT_STATED
    revoked: Maybe[bool | None] = NOT_STATED
    shared: Maybe[bool] = NOT_STATED
    must_staple: Maybe[bool] = NOT_STATED
    stapled: Maybe[bool] = NOT_STATED
    ocsp_responder: Maybe[bool] = NOT_STATED
    scts: Maybe[int] = NOT_STATED

    def reason(self, path: str, lang: str) -> str | None:
        """Why it is not trusted, in a sentence."""
        if path != "trusted" or not isinstance(self.trust_words, Words):
            return None
        return self.trust_words.de if lang == "de" else self.trust_words.en

    def on(self, as_of: dt.date) -> Certificate:
        """With `days_left` counted from that day."""
        if not isinstance(self.not_after, dt.date):
            return self
        return replace(self, days_left=(self.not_after - as_of).days)


@fact(
    "port",
    key=("host", "address", "protocol", "port"),
    en="port {port}/{protocol} ({service}) of {host} ({address})",
    de="Port {port}/{protocol} ({service}) von {host} ({address})",
    where="{host}:{port}",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Port(Fact):
    """A port as the scan saw it, by the number it has at the shop (before any `connect_to`).

    `service` by its name in the IANA registry where there is one; `group`: what it, or else the number, is for.
    Of an open one: `tls`, it speaks TLS from the first byte; `starttls`, it offers to change to TLS (None: its protocol
    knows no such thing). `plaintext`: it takes credentials or personal data without encryption; None where that is no
    question of HTTP, mail, FTP or terminals. A port that is not open has None for all of these.
    """

    host: Maybe[str] = NOT_STATED
    address: Maybe[str] = NOT_STATED
    protocol: Maybe[str] = NOT_STATED
    port: Maybe[int] = NOT_STATED
    state: Maybe[PortState] = NOT_STATED
    group: Maybe[PortGroup] = NOT_STATED
    service: Maybe[str | None] = NOT_STATED
    product: Maybe[str | None] = NOT_STATED
    tls: Maybe[bool | None] = NOT_STATED
    starttls: Maybe[bool | None] = NOT_STATED
    plaintext: Maybe[bool | None] = NOT_STATED
