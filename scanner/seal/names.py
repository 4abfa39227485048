"""What the files of a sealed run are called, and how they are told from one another."""

from __future__ import annotations

import hashlib

MANIFEST, ENVELOPE, CERTIFICATES = "manifest.json", "seal.dsse.json", "certificates.pem"
#: A time stamp, and the signer's signature over it: parts of a token are covered by no signature of its authority.
TOKEN, TOKEN_SIGNATURE = "seal.tst", "seal.tst.sig"
TOKEN_TYPE = "application/vnd.siegel.timestamp"  # noqa: S105 - likewise
#: Files that a seal's statement names beside the manifest, so that each can be checked on its own.
NAMED = ("evidence.json", "report.json", "report.pdf", "report.html")
#: What lies beside the manifest and in none: it came after it.
OUTSIDE = frozenset({MANIFEST, ENVELOPE, TOKEN, TOKEN_SIGNATURE})


def digest(data: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


def story(run: object) -> dict[str, str]:
    """What a statement repeats of a manifest's `run`."""
    told = run if isinstance(run, dict) else {}
    return {key: str(told.get(key) or "") for key in ("profile", "as_of", "started", "ended")}
