"""Makes a browser trust the given certificate authorities, and nobody else's browser: a home folder of its own."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from scanner.errors import UsageError

_CERTUTIL_TIMEOUT_S = 30
_NO_CERTUTIL = (
    "certutil is missing (apt-get install libnss3-tools): the browser trusts the given CA's own key, "
    "but a server that does not send the CA's certificate along is not trusted"
)


@dataclass(frozen=True, slots=True)
class Trust:
    """What the browser must be started with; `notes` say what could not be done, `complete` whether all could."""

    arguments: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    complete: bool = True


async def trust(ca_files: Sequence[Path], home: Path, certutil: str | None = None) -> Trust:
    """Writes an NSS database into `home`, where Chromium on Linux reads it. Raises UsageError for a bad file."""
    if not ca_files:
        return Trust()
    certificates = [certificate for path in ca_files for certificate in _read(path)]
    program = shutil.which("certutil") if certutil is None else certutil
    if not program:
        return Trust(
            (f"--ignore-certificate-errors-spki-list={','.join(map(_pin, certificates))}",), (_NO_CERTUTIL,), False
        )
    database = home / ".pki" / "nssdb"
    database.mkdir(parents=True)
    where = f"sql:{database}"
    await _run(program, "-d", where, "-N", "--empty-password")
    for number, certificate in enumerate(certificates):
        pem = home / f"ca-{number}.pem"
        pem.write_bytes(certificate.public_bytes(Encoding.PEM))
        # C: a CA whose server certificates are trusted (certutil(1), "trust attributes").
        await _run(program, "-d", where, "-A", "-t", "C,,", "-n", f"siegel-{number}", "-i", str(pem))
    return Trust()


def _read(path: Path) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError) as error:
        raise UsageError(f"{path} holds no certificates in PEM form", "--ca takes a PEM file") from error


def _pin(certificate: x509.Certificate) -> str:
    key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(key).digest()).decode("ascii")


async def _run(*command: str) -> None:
    process = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE
    )
    try:
        async with asyncio.timeout(_CERTUTIL_TIMEOUT_S):
            _, errors = await process.communicate()
    except BaseException:
        process.kill()
        await process.wait()
        raise
    if process.returncode:
        said = errors.decode("utf-8", "replace").strip()[:200]
        raise UsageError(f"certutil could not take the CA up: {said!a}", "check the file given with --ca")
