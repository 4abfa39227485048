"""What faults embed from others: real names of services, so that they are recognised, and answers of our own."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

_SCRIPT = "text/javascript; charset=utf-8"
_STYLE = "text/css; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Embedded:
    """What a fault embeds: the address, the CSP directive that must let it in, and what is answered there."""

    host: str
    target: str
    directive: str
    content_type: str
    body: bytes

    @property
    def origin(self) -> str:
        return f"https://{self.host}"

    @property
    def url(self) -> str:
        return self.origin + self.target


EMBEDDED: dict[str, Embedded] = {
    "CK-002": Embedded(
        "www.googletagmanager.com", "/gtag/js?id=G-0000000000", "script-src", _SCRIPT, b"window.dataLayer ||= [];\n"
    ),
    "CK-005": Embedded(
        "fonts.googleapis.com", "/css2?family=Bitter", "style-src", _STYLE, b"/* No font: this is a demo. */\n"
    ),
    "PN-004": Embedded(
        "fonts.bunny.net", "/css?family=bitter", "style-src", _STYLE, b"/* No font: this is a demo. */\n"
    ),
}


def embedded_by(faults: Collection[str]) -> tuple[Embedded, ...]:
    """What the chosen faults embed, in the order of their controls."""
    return tuple(one for fault, one in EMBEDDED.items() if fault in faults)
