"""The version numbers that responses give away: any text gives a value, never an exception. Pure."""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv4Address

#: Fields in which servers and frameworks name themselves, as they are usually written.
SOURCES = ("Server", "X-Powered-By", "X-AspNet-Version", "X-AspNetMvc-Version", "X-Generator")
#: Where a document's `<meta name=generator>` stands for a field.
GENERATOR = "generator"

MAX_VALUE = 200

_ADDRESS = re.compile(r"https?://\S*", re.IGNORECASE)
# Two numbers or more with dots between them, at the beginning of a word or after a name: nginx/1.22.1, Jetty(9.4.51),
# WordPress 6.4.2, v5.0. `Drupal 10` says no more than the main version.
_VERSION = re.compile(
    r"(?:^|[\s/(\-_,;:=])v?(\d{1,9}(?:\.\d{1,9})+(?:[.+~-]?[0-9A-Za-z]{1,40}){0,4}+)", re.ASCII | re.IGNORECASE
)
# Names whose number is that of a protocol or an interface, not of the program: Apache-Coyote/1.1 is every Tomcat
# before 8.5, Servlet/3.0 what an application server implements.
_NO_PROGRAM = re.compile(
    r"(?:apache-coyote|https?|servlet|jsp|jsf|ajp|spdy|esi)[/ ]\d+(?:\.\d+)+", re.ASCII | re.IGNORECASE
)


def version(value: str) -> str | None:
    """The first version number of two parts or more; None where there is none."""
    text = _NO_PROGRAM.sub(" ", _ADDRESS.sub(" ", value[:MAX_VALUE]))
    if _is_address(text.strip()):
        return None
    found = _VERSION.search(text)
    return found[1] if found else None


def _is_address(text: str) -> bool:
    """A server named by its address gives away other things."""
    try:
        IPv4Address(text)
    except AddressValueError:
        return False
    return True
