"""How the demo shop speaks TLS: soundly, unless a fault says otherwise."""

from __future__ import annotations

import ssl
from collections.abc import Collection
from pathlib import Path
from tempfile import TemporaryDirectory

from scanner.demo.certificates import ServerIdentity

# Mozilla's intermediate list without finite-field Diffie-Hellman. Of each pair the one that fits the key is used.
SOUND_SUITES = (
    "ECDHE-ECDSA-AES128-GCM-SHA256",
    "ECDHE-RSA-AES128-GCM-SHA256",
    "ECDHE-ECDSA-AES256-GCM-SHA384",
    "ECDHE-RSA-AES256-GCM-SHA384",
    "ECDHE-ECDSA-CHACHA20-POLY1305",
    "ECDHE-RSA-CHACHA20-POLY1305",
)
# What each fault adds, in OpenSSL's names, after the sound ones.
SUITES_OF_FAULT: dict[str, tuple[str, ...]] = {
    "TLS-001": ("ECDHE-ECDSA-AES128-SHA", "ECDHE-RSA-AES128-SHA"),
    "TLS-003": ("ECDHE-ECDSA-NULL-SHA", "ECDHE-RSA-NULL-SHA"),
    "TLS-004": ("AES128-GCM-SHA256", "AES256-GCM-SHA384"),
    "TLS-005": (
        "ECDHE-ECDSA-AES128-SHA256",
        "ECDHE-RSA-AES128-SHA256",
        "ECDHE-ECDSA-AES256-SHA384",
        "ECDHE-RSA-AES256-SHA384",
    ),
}
# OpenSSL's security level refuses old versions, NULL, RSA under 2048 bits and SHA-1; only these faults need it lowered.
_NEEDS_LOW_LEVEL = frozenset({"TLS-001", "TLS-003", "TLS-010", "TLS-011"})


def server_context(faults: Collection[str], identity: ServerIdentity) -> ssl.SSLContext:
    """A context for the https port with exactly the chosen faults."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.options |= ssl.OP_CIPHER_SERVER_PREFERENCE | ssl.OP_NO_RENEGOTIATION | ssl.OP_NO_COMPRESSION
    # "As low as possible" comes without the deprecation warning for naming TLS 1.0; SSL 3.0 is off by default.
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED if "TLS-001" in faults else ssl.TLSVersion.TLSv1_2
    context.maximum_version = ssl.TLSVersion.TLSv1_2 if "TLS-002" in faults else ssl.TLSVersion.TLSv1_3
    context.set_ciphers(_cipher_string(faults))
    # One curve, since this interface sets only one and the library's own list has 2048-bit finite-field groups in it.
    context.set_ecdh_curve("prime256v1")
    context.set_alpn_protocols(["http/1.1"])
    _load(context, identity)
    return context


def _cipher_string(faults: Collection[str]) -> str:
    suites = list(SOUND_SUITES)
    for fault, added in SUITES_OF_FAULT.items():
        if fault in faults:
            suites.extend(added)
    if not _NEEDS_LOW_LEVEL.isdisjoint(faults):
        suites.append("@SECLEVEL=0")
    return ":".join(suites)


def _load(context: ssl.SSLContext, identity: ServerIdentity) -> None:
    """The interface reads keys from files only, so they lie for a moment in a folder that nobody else can open."""
    with TemporaryDirectory(prefix="siegel-demo-") as folder:
        chain, key = Path(folder, "chain.pem"), Path(folder, "key.pem")
        chain.write_text(identity.chain, encoding="ascii")
        key.write_text(identity.key, encoding="ascii")
        context.load_cert_chain(chain, key)
