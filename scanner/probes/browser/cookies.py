"""Reads one Set-Cookie line, or what is assigned to document.cookie, as a browser does (RFC 6265bis § 5.6)."""

from __future__ import annotations

from dataclasses import dataclass
from http import cookiejar

from scanner.model.vocabulary import SameSite

MAX_LINE_CHARACTERS = 8192
_MAX_AGE_DIGITS = 12


@dataclass(frozen=True, slots=True)
class CookieLine:
    """`domain` without its dot and `path` are None where not stated; lifetime_s is None for a session cookie."""

    name: str
    value: str
    domain: str | None
    path: str | None
    lifetime_s: float | None
    secure: bool
    http_only: bool
    same_site: SameSite
    partitioned: bool

    @property
    def deletes(self) -> bool:
        """Over already: this takes a cookie away."""
        return self.lifetime_s is not None and self.lifetime_s <= 0


def parse_line(line: str, now: float) -> CookieLine | None:
    """`now` in seconds since the epoch, for Expires. None for what sets nothing."""
    pair, *attributes = line[:MAX_LINE_CHARACTERS].split(";")
    name, equals, value = pair.partition("=")
    if not equals:
        name, value = "", pair  # a cookie without a name, which browsers keep
    if not name.strip() and not value.strip():
        return None
    stated: dict[str, str] = {}
    for attribute in attributes:
        key, _, text = attribute.partition("=")
        stated[key.strip().lower()] = text.strip()  # the last one counts
    domain = stated.get("domain", "").lower().removeprefix(".")
    path = stated.get("path", "")
    return CookieLine(
        name=name.strip(),
        value=value.strip(),
        domain=domain or None,
        path=path if path.startswith("/") else None,
        lifetime_s=_lifetime(stated, now),
        secure="secure" in stated,
        http_only="httponly" in stated,
        same_site=same_site(stated.get("samesite", "")),
        partitioned="partitioned" in stated,
    )


def same_site(text: str) -> SameSite:
    """Unknown words are as good as none (RFC 6265bis § 5.6.7)."""
    word = text.lower()
    return SameSite(word) if word in {"strict", "lax", "none"} else SameSite.UNSET


def default_path(path: str) -> str:
    """The directory of a request's path (RFC 6265bis § 5.1.4)."""
    if not path.startswith("/"):
        return "/"
    return path.rpartition("/")[0] or "/"


def _to_time(text: str) -> float | None:
    """Seconds since the epoch, from any of the forms in use. The standard library has it without a type."""
    found: float | None = getattr(cookiejar, "http2time")(text)  # noqa: B009
    return found


def _lifetime(stated: dict[str, str], now: float) -> float | None:
    """Max-Age before Expires; what can't be read is as good as not there."""
    age = stated.get("max-age", "")
    if age.removeprefix("-").isascii() and age.removeprefix("-").isdigit():
        return float(age[:_MAX_AGE_DIGITS])
    if stated.get("expires"):
        try:
            until: float | None = _to_time(stated["expires"])
        except (OverflowError, ValueError):
            until = None
        if until is not None:
            return float(until) - now
    return None
