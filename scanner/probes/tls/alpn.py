"""Which application protocols a TLS 1.3 server takes (RFC 7301): its choice stands where only handshakes can read it.

Asked through Python's own ssl, which tells the choice; the libraries that sslyze brings do not.
"""

from __future__ import annotations

import ssl

from scanner.probes.tls.exchange import Line, Unreached

#: By which a server says that it speaks none of the protocols offered (RFC 7301 § 3.2).
_NONE_OF_THESE = ("NO_APPLICATION_PROTOCOL",)
#: By which it may say so where it took another protocol before; else it may as well share no group with our library.
_OR_JUST_ENDS = (*_NONE_OF_THESE, "HANDSHAKE_FAILURE")


def modern_alpn(line: Line) -> object:
    """All protocols that the server takes in TLS 1.3, in the order in which we ask, or that it can't be told."""
    offered = tuple(name.decode() for name in line.target.protocols)
    if not offered:
        return []
    try:
        first = _chosen(line, offered, _NONE_OF_THESE)
        rest = [name for name in offered if first is not None and name != first]
        others = [name for name in rest if _chosen(line, (name,), _OR_JUST_ENDS) == name]
    except (ssl.SSLError, OSError, Unreached, ValueError) as error:
        reason = getattr(error, "reason", None) or type(error).__name__
        return {"unknown": f"a handshake in TLSv1.3 for its choice of protocol fails ({ascii(str(reason))[1:80]})"}
    return [name for name in offered if name == first or name in others]


def _chosen(line: Line, offered: tuple[str, ...], refusals: tuple[str, ...]) -> str | None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.set_alpn_protocols(list(offered))
    try:
        with line.connection() as opened, context.wrap_socket(opened, server_hostname=line.target.server_name) as tls:
            return tls.selected_alpn_protocol()
    except ssl.SSLError as error:
        if any(name in (error.reason or "") for name in refusals):
            return None
        raise
