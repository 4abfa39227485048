"""The shop's security.txt (RFC 9116): whom to tell of a hole, good for half a year from when the shop opens."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from scanner.demo.certificates import WWW

PATH = "/.well-known/security.txt"

_GOOD_FOR = timedelta(days=180)
_FORGOTTEN_FOR = timedelta(days=40)


def security_txt(faults: Collection[str], now: datetime | None = None) -> bytes:
    """The file, expired long ago under SEC-001."""
    now = now or datetime.now(UTC)
    expires = now - _FORGOTTEN_FOR if "SEC-001" in faults else now + _GOOD_FOR
    lines = (
        "# Wer eine Lücke findet, schreibt uns bitte.",
        "Contact: mailto:sicherheit@muesli.example",
        f"Contact: https://{WWW}/kontakt",
        f"Expires: {expires.strftime('%Y-%m-%dT%H:%M:%SZ')}",
        "Preferred-Languages: de, en",
        f"Canonical: https://{WWW}{PATH}",
    )
    return "".join(f"{line}\n" for line in lines).encode()
