"""Which roots count as trusted: the Mozilla store that comes with sslyze, and the files a shop declares as public."""

from __future__ import annotations

import importlib.util
import re
import ssl
import warnings
from collections.abc import Iterable
from pathlib import Path

from cryptography import x509
from cryptography.utils import CryptographyDeprecationWarning

from scanner.probes.tls.trust import Anchors

_STORE = Path("plugins", "certificate_info", "trust_stores", "pem_files", "mozilla_nss.pem")
_BLOCK = re.compile(rb"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.DOTALL)


def load(ca_files: Iterable[str | Path]) -> Anchors:
    """The store and the given PEM files. Raises OSError or ValueError, naming the file, where one can't be read."""
    roots: list[x509.Certificate] = []
    for path in (mozilla_store(), *map(Path, ca_files)):
        blocks = _BLOCK.findall(path.read_bytes())
        if not blocks:
            raise ValueError(f"{path} holds no PEM certificate")
        try:
            roots += map(_certificate, blocks)
        except ValueError as error:
            raise ValueError(f"{path} holds a certificate that can't be read: {error}") from error
    return Anchors(tuple(roots))


def verifying(ca_files: Iterable[str | Path]) -> ssl.SSLContext:
    """For HTTPS where a certificate has to hold (RFC 8461 § 3.3): TLS 1.2 or later, roots as of `load`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    for path in (mozilla_store(), *ca_files):
        context.load_verify_locations(path)
    context.set_alpn_protocols(["http/1.1"])
    return context


def _certificate(block: bytes) -> x509.Certificate:
    with warnings.catch_warnings():
        # A root with a serial number of zero has been in use for twenty years; nothing depends on the number.
        warnings.simplefilter("ignore", CryptographyDeprecationWarning)
        return x509.load_pem_x509_certificate(block)


def mozilla_store() -> Path:
    """The file, found without importing sslyze, which takes half a second."""
    spec = importlib.util.find_spec("sslyze")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("sslyze is not installed, so there are no roots to trust")
    return Path(spec.origin).parent / _STORE
