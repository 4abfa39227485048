"""What whole handshakes with an endpoint show: chains of certificates, and what it does with sessions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from scanner.model.vocabulary import TlsVersion
from scanner.probes.tls.certificates import key_type_of
from scanner.probes.tls.exchange import Line
from scanner.probes.tls.handshakes import Shaken
from scanner.probes.tls.sessions import Look, look_at, shaken_or_why
from scanner.probes.tls.sweep import Chain


@dataclass(frozen=True, slots=True)
class Witness:
    """The handshakes of one version. `words`: what went wrong, for the log. `look`: None where it is not about that."""

    look: Look | None
    chains: tuple[Chain, ...] = ()
    words: tuple[str, ...] = ()


def shake_hands(line: Line, version: TlsVersion, names: Sequence[str]) -> Witness:
    """Handshakes of one version with these suites (IANA names): whole, resumed, and for other certificates.

    TLS 1.3 may keep a certificate of another type for who can't use the first.
    """
    first, why = shaken_or_why(line, version, names)
    if first is None:
        return Witness(Look(version, trouble=why), words=(f"a whole handshake in {version}: {why}",))
    chains = [_chain(first)]
    if version is TlsVersion.TLSV1_3 and first.chain and (known := key_type_of(first.chain[0])) in {"rsa", "ec"}:
        other, _ = shaken_or_why(line, version, names, other_than=str(known), to_the_end=False)
        chains += [] if other is None else [_chain(other)]
    return Witness(look_at(line, version, names, first), tuple(chains))


def without_name(line: Line, version: TlsVersion, names: Sequence[str]) -> Witness:
    """What the server shows to clients that don't name the host."""
    found, why = shaken_or_why(line, version, names, named=False, to_the_end=False)
    if found is None:
        return Witness(None, words=(f"a handshake in {version} without a server name: {why}",))
    return Witness(None, (replace(_chain(found), sni=False),))


def _chain(shaken: Shaken) -> Chain:
    """What TLS 1.3 sends beside a certificate, the libraries don't tell."""
    stamps = None if shaken.version is TlsVersion.TLSV1_3 else 0
    return Chain(shaken.chain, shaken.staple, stamps, heard_out=shaken.version is not TlsVersion.SSLV2)
