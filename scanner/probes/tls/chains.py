"""The certificates of an endpoint: told chain by chain, and whether all of them were seen."""

from __future__ import annotations

import base64
import textwrap
from collections.abc import Iterable
from dataclasses import replace

from scanner.model.vocabulary import TlsVersion
from scanner.probes.tls.certificates import Row, chain_rows
from scanner.probes.tls.so_far import SoFar
from scanner.probes.tls.suites import by_name
from scanner.probes.tls.sweep import Chain

_WITHOUT_CERTIFICATE = frozenset({"none", "psk", "krb5"})


def tell(so_far: SoFar, chains: Iterable[Chain]) -> None:
    """Chains, in an order that doesn't depend on which connection came first: those of browsers, by kind of key."""
    anchors, told = so_far.settings.anchors, so_far.told
    fresh: list[tuple[tuple[bool, str, str], tuple[bytes, ...], list[Row]]] = []
    for chain in _joined(chains):
        if chain.sni:
            so_far.staples.append(_stapled(chain))
        if not chain.sent or chain.sent in so_far.chains or anchors is None:
            continue
        so_far.chains.append(chain.sent)
        rows = chain_rows(
            chain.sent,
            told.endpoint.host,
            anchors,
            so_far.settings.now,
            staple=chain.staple,
            stamps=chain.stamps,
            sni=chain.sni,
        )
        rows[0]["stapled"] = _stapled(chain)
        place = (not chain.sni, str(rows[0]["key_type"]), str(rows[0]["sha256"]))
        fresh.append((place, chain.sent, rows))
    first = len(so_far.chains) - len(fresh)
    for number, (_, sent, rows) in enumerate(sorted(fresh, key=lambda item: item[0]), first):
        told.artifact("pem", pem(sent))
        for row in rows:
            told.fact("certificate", chain=number, **row)


def _stapled(chain: Chain) -> object:
    if chain.staple is not None or chain.heard_out:
        return chain.staple is not None
    return {"unknown": "no handshake that showed this chain asked for an OCSP response and was heard out"}


def cover(so_far: SoFar) -> None:
    """Whether certificates were seen, or why not."""
    names = [name for found in so_far.accepted.values() for name in found]
    if so_far.settings.anchors is None:
        so_far.told.gap("certificate", "error", "the trust anchors can't be read, so no certificate can be judged")
    elif so_far.missed is not None:
        so_far.told.gap("certificate", *so_far.missed)
    elif so_far.chains:
        _compare_chains(so_far)
    elif not so_far.accepted:
        so_far.told.gap("certificate", "error", "the server refuses every handshake")
    elif names and all(by_name()[name].auth in _WITHOUT_CERTIFICATE for name in names):
        so_far.told.absent("certificate", "the server accepts only suites without a certificate")
    else:
        so_far.told.gap("certificate", "error", "the server's certificates could not be read")


def _compare_chains(so_far: SoFar) -> None:
    """Our hellos and the libraries' handshakes asked the same of TLS 1.2 and before: they must see the same."""
    look = next((look for look in so_far.looks if look.version is not TlsVersion.TLSV1_3), None)
    whole = look.first.chain if look is not None and look.first is not None else ()
    ours = [chain.sent for chain in so_far.findings.chains]
    if whole and ours and whole not in ours:
        words = f"two handshakes in {look.version if look else ''} with the same suites were shown different chains"
        so_far.told.log(f"disagreement: {words}")
        so_far.told.gap("certificate", "error", words)
    else:
        so_far.told.seen("certificate")


def _joined(chains: Iterable[Chain]) -> Iterable[Chain]:
    """Each chain once, with the OCSP response that any of its handshakes came with: a server may fetch it first."""
    found: dict[tuple[bytes, ...], Chain] = {}
    for chain in chains:
        known = found.get(chain.sent, chain)
        found[chain.sent] = replace(
            known, staple=known.staple or chain.staple, heard_out=known.heard_out or chain.heard_out
        )
    return found.values()


def pem(chain: Iterable[bytes]) -> str:
    """A chain in PEM (RFC 7468), readable or not."""
    blocks = ("\n".join(textwrap.wrap(base64.b64encode(der).decode(), 64)) for der in chain)
    return "".join(f"-----BEGIN CERTIFICATE-----\n{block}\n-----END CERTIFICATE-----\n" for block in blocks)
