"""What the shop embeds from others: real names of services, so that they are recognised, and answers of our own."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from hashlib import sha384
from importlib.resources import files

_SCRIPT = "text/javascript; charset=utf-8"
_STYLE = "text/css; charset=utf-8"
_PAGE = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Embedded:
    """A stand-in: what requests there begin with, the CSP directive that must let it in, and what is answered.

    `cookie` is a value of Set-Cookie. Without a body the answer is 204. `attributes` are those of its element; one with
    a hash is fetched as other origins may (CORS), or no browser could compare it.
    """

    host: str
    target: str
    directive: str
    content_type: str = ""
    body: bytes = b""
    cookie: str = ""
    attributes: tuple[tuple[str, str], ...] = ()

    @property
    def is_hashed(self) -> bool:
        return "integrity" in dict(self.attributes)

    @property
    def origin(self) -> str:
        return f"https://{self.host}"

    @property
    def url(self) -> str:
        return self.origin + self.target


@cache
def _script(name: str) -> bytes:
    return (files("scanner.demo") / "pages" / "stand_ins" / name).read_bytes()


def _hash(body: bytes) -> str:
    """As an integrity attribute has it (Subresource Integrity § 3.1)."""
    return f"sha384-{b64encode(sha384(body).digest()).decode()}"


_LIBRARY = b"/* No library: this is a demo. */\n"
_FONT = b"/* No font: this is a demo. */\n"

#: What the banner loads once a visitor has agreed, and what that asks for in turn.
AFTER_CONSENT: tuple[Embedded, ...] = (
    Embedded("www.googletagmanager.com", "/gtag/js?id=G-MUESLI0001", "script-src", _SCRIPT, _script("gtag.js")),
    Embedded("region1.google-analytics.com", "/g/collect", "connect-src"),
    Embedded("bat.bing.com", "/bat.js", "script-src", _SCRIPT, _script("bat.js")),
    Embedded(
        "bat.bing.com",
        "/action/0",
        "img-src",
        cookie="MUID=0F1E2D3C4B5A69788796; Domain=bing.com; Path=/; Max-Age=33696000; Secure; SameSite=None",
    ),
)

#: The frame in which an invoice is paid by card.
CARD_FRAME = Embedded("js.stripe.com", "/v3/card", "frame-src", _PAGE, _script("card.html"))

#: What a fault embeds beside it, on every page and without being asked.
EMBEDDED: dict[str, Embedded] = {
    "HTTP-006.sent": Embedded(
        "cdn.jsdelivr.net",
        "/npm/@fontsource/bitter@5.0.20/index.css",
        "style-src",
        _STYLE,
        _FONT,
        attributes=(("referrerpolicy", "unsafe-url"), ("integrity", _hash(_FONT)), ("crossorigin", "anonymous")),
    ),
    "HTTP-008": Embedded(
        "cdn.jsdelivr.net", "/npm/instant.page@5.2.0/instantpage.min.js", "script-src", _SCRIPT, _LIBRARY
    ),
    "CK-002": Embedded(
        "www.googletagmanager.com", "/gtag/js?id=G-0000000000", "script-src", _SCRIPT, b"window.dataLayer ||= [];\n"
    ),
    "CK-005": Embedded("fonts.googleapis.com", "/css2?family=Bitter", "style-src", _STYLE, _FONT),
    "FM-015": Embedded(
        "static.hotjar.com", "/c/hotjar-1234567.js", "script-src", _SCRIPT, b"window.hj ||= () => {};\n"
    ),
    "FM-018": Embedded("www.google.com", "/recaptcha/api.js", "script-src", _SCRIPT, b"window.grecaptcha ||= {};\n"),
    "SL-027": Embedded("widget.moin.ai", "/moin-loader.js", "script-src", _SCRIPT, _script("chat.js")),
    "PN-004.kind": Embedded(
        "cdn.jsdelivr.net",
        "/npm/normalize.css@8.0.1/normalize.css",
        "style-src",
        _STYLE,
        _FONT,
        attributes=(("integrity", _hash(_FONT)), ("crossorigin", "anonymous")),
    ),
    "PN-004": Embedded("fonts.bunny.net", "/css?family=bitter", "style-src", _STYLE, _FONT),
}

#: What a fault links to: the issuer of a seal, whose page names another shop, and the register of pharmacies.
LINKED: dict[str, Embedded] = {
    "SL-025": Embedded(
        "www.trustedshops.de",
        "/bewertung/info_X5D3E1F0A9B8C7D6E5F4A3B2C1D0E9F80.html",
        "",
        _PAGE,
        _script("certificate.html"),
    ),
    "PH-002": Embedded("versandhandel.dimdi.de", "/vhr/eintrag-4711", "", _PAGE, _script("register.html")),
}


def linked_by(faults: Collection[str]) -> tuple[Embedded, ...]:
    """What the chosen faults link to."""
    return tuple(one for fault, one in LINKED.items() if fault in faults)


def embedded_by(faults: Collection[str]) -> tuple[Embedded, ...]:
    """What the chosen faults embed, in the order of their controls."""
    return tuple(one for fault, one in EMBEDDED.items() if fault in faults)


def other_hosts(faults: Collection[str]) -> tuple[str, ...]:
    """The third parties of a shop with these faults, each once."""
    return tuple(
        dict.fromkeys(one.host for one in (*AFTER_CONSENT, CARD_FRAME, *embedded_by(faults), *linked_by(faults)))
    )
