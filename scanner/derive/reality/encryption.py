"""Promises on encryption against the protocols, suites and redirects that were seen."""

from __future__ import annotations

import re

from scanner.derive.reality.world import World, first, untold
from scanner.model.facts import Form, Redirect, TlsCipher, TlsProtocol
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import EndpointRole

_BITS = re.compile(r"\b(128|256|512)[- ]?bit")
_VERSION = re.compile(r"\btls[ -]?(?:v|version )?(1\.[0-3])\b")
_OK = 200


def ssl_strength(world: World, _: str | None, folded: str) -> Maybe[str | None]:
    """`256-bit SSL`: a suite with as many bits is accepted."""
    said = max((int(one) for one in _BITS.findall(folded)), default=0)
    rows = [
        row
        for row in world.evidence.rows("tls_cipher")
        if isinstance(row, TlsCipher) and row.accepted is True and _shops(row)
    ]
    strengths = [row.bits for row in rows if isinstance(row.bits, int)]
    if not strengths:
        return untold(world, "tls_cipher", "which cipher suites the shop accepts is not known")
    if max(strengths) < said:
        return f"no suite with more than {max(strengths)} bits is accepted"
    return None


def tls_version(world: World, _: str | None, folded: str) -> Maybe[str | None]:
    """`TLS 1.3`: that version is accepted."""
    said = [f"TLSv{one}" for one in _VERSION.findall(folded)]
    rows = [row for row in world.evidence.rows("tls_protocol") if isinstance(row, TlsProtocol) and _shops(row)]
    told = {str(row.version): row.accepted for row in rows}
    for version in said:
        if told.get(version) is False:
            return f"{version} is not accepted"
    if not any(told.get(version) is True for version in said):
        return untold(world, "tls_protocol", "which versions the shop accepts is not known")
    return None


def _shops(row: TlsCipher | TlsProtocol) -> bool:
    role = getattr(row.endpoint, "role", None)
    return role is EndpointRole.SHOP or isinstance(role, Unknown)


def encrypted(world: World, _: str | None, __: str) -> Maybe[str | None]:
    """All that is sent is: no form over http, and no page."""
    forms = [row for row in world.evidence.rows("form") if isinstance(row, Form)]
    if found := first(row for row in forms if row.secure is False):
        return f"{found} is not sent over https"
    redirects = [row for row in world.evidence.rows("redirect") if isinstance(row, Redirect)]
    open_ = (row for row in redirects if row.port_open is True and row.present is False and row.status == _OK)
    if found := first(open_):
        return f"{found}: pages are served over http"
    if any(isinstance(row.secure, Unknown) for row in forms):
        return Unknown("where a form sends could not be told")
    return None if forms or redirects else untold(world, "form", "no form was seen")
