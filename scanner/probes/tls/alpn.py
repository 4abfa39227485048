"""Which application protocol a server of TLS 1.3 alone takes: it says so encrypted, which takes a whole handshake.

RFC 7301 and RFC 8446 § 4.3.1. Certificates are judged elsewhere: here none is asked for its trust.
"""

from __future__ import annotations

import ssl
from collections.abc import Sequence

from scanner.probes.tls.exchange import Line, Unreached

_REFUSED = "NO_APPLICATION_PROTOCOL"


class NotTold(Exception):
    """The handshake did not come to an end; the message says why."""


def taken(line: Line) -> list[str]:
    """All protocols of the target that the server takes, in the order in which we ask; raises NotTold."""
    protocols = [name.decode() for name in line.target.protocols]
    first = _chosen(line, protocols) if protocols else None
    if first is None:
        return []
    found = {first} | {_chosen(line, [name]) for name in protocols if name != first}
    return [name for name in protocols if name in found]


def _chosen(line: Line, protocols: Sequence[str]) -> str | None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.set_alpn_protocols(protocols)
    try:
        with (
            line.connection() as plain,
            context.wrap_socket(plain, server_hostname=line.target.server_name) as connection,
        ):
            chosen = connection.selected_alpn_protocol()
    except Unreached as error:
        raise NotTold(error.words) from error
    except ssl.SSLError as error:
        if _REFUSED in (error.reason or ""):
            return None
        raise NotTold(f"a handshake in TLS 1.3 fails ({error.reason or 'no reason given'})") from error
    except OSError as error:
        raise NotTold(f"a handshake in TLS 1.3 fails ({type(error).__name__})") from error
    return chosen if chosen in protocols else None
