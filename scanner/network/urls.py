"""Host names and URLs in the one spelling in which they are compared, resolved, and sent to a server.

Nothing here decides who may be reached: a host that is an address in disguise (`0x7f.1`, `2130706433`) passes
as a name, and the address that the resolver makes of it is judged.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import idna

from scanner.errors import NetworkError
from scanner.network.addresses import parse_ip

MAX_URL_CHARACTERS = 8192
"""RFC 9110 § 4.1 asks for 8000 octets at least; longer ones are not followed."""

MAX_SHOWN_CHARACTERS = 200
MAX_NAME_CHARACTERS = 253  # RFC 1035 § 2.3.4, in text
_DEFAULT_PORTS = {"http": 80, "https": 443}
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")  # underscores are no host names, but occur
# RFC 3986 § 3.3 and 3.4, and `%`, so that what is encoded already stays as it is.
_KEEP_IN_TARGET = "/%:@!$&'()*+,;=~-._?[]|"


def shown(text: object) -> str:
    """Text from outside, made harmless for a log line or a message: ASCII only, escaped, bounded."""
    escaped = ascii(text)
    return escaped if len(escaped) <= MAX_SHOWN_CHARACTERS else escaped[: MAX_SHOWN_CHARACTERS - 3] + "..."


def canonical_host(host: str) -> str:
    """Lower case, A-labels, no brackets, no trailing dot; an address in its shortest form.

    Raises NetworkError (error) for what can be no host: empty, too long, forbidden characters, a zone id.
    """
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") and ":" in host else host
    if "%" in bare:
        raise NetworkError("error", f"{shown(host)} has a zone id or an escape", "write the plain name or address")
    if (ip := parse_ip(bare)) is not None:
        return ip.compressed
    try:
        mapped = bare if bare.isascii() else idna.encode(bare, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError) as error:
        raise NetworkError("error", f"{shown(host)} is no host name: {shown(str(error))}") from error
    name = mapped.lower().removesuffix(".")
    if len(name) > MAX_NAME_CHARACTERS or not all(_LABEL.fullmatch(label) for label in name.split(".")):
        raise NetworkError("error", f"{shown(host)} is no host name")
    # Full-width digits become ASCII ones above.
    return ip.compressed if (ip := parse_ip(name)) is not None else name


def bracketed(host: str) -> str:
    """The host as it stands in front of a `:port`."""
    return f"[{host}]" if ":" in host else host


@dataclass(frozen=True, slots=True)
class Url:
    """An http or https URL, taken apart. `host` is canonical; `target` is path and query as in the request line."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """The value of the Host field (RFC 9110 § 7.2): without the port where it is the scheme's own."""
        host = bracketed(self.host)
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"


def parse_url(text: str) -> Url:
    """Takes an absolute URL apart. User name, password and fragment are dropped: they are never sent.

    Raises NetworkError: unsupported for other schemes, error for what is no URL.
    """
    if len(text) > MAX_URL_CHARACTERS:
        raise NetworkError("error", f"the URL {shown(text)} has more than {MAX_URL_CHARACTERS} characters")
    try:
        parts = urlsplit(text.strip())
        port = parts.port
    except ValueError as error:
        raise NetworkError("error", f"{shown(text)} is no URL: {shown(str(error))}") from error
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS:
        raise NetworkError("unsupported", f"{shown(text)} is neither an http nor an https URL")
    if "\\" in parts.netloc or port == 0:
        # Browsers read `http://a\@b/` as host a, RFC 3986 as host b: we follow neither.
        raise NetworkError("error", f"{shown(text)} is no URL with a clear host and port")
    target = quote(parts.path or "/", safe=_KEEP_IN_TARGET)
    if parts.query:
        target += "?" + quote(parts.query, safe=_KEEP_IN_TARGET)
    return Url(scheme, canonical_host(parts.hostname or ""), port or _DEFAULT_PORTS[scheme], target)
