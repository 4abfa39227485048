"""Whether a client may start a second handshake on its connection, which costs the server more than the client."""

from __future__ import annotations

from contextlib import closing, suppress

from nassl._nassl import OpenSSLError

from scanner.model.vocabulary import TlsVersion
from scanner.probes.tls.exchange import Line
from scanner.probes.tls.handshakes import Ended, NoHandshake, Tap, library

#: The words of OpenSSL's errors that stand for a server's own "no", and not for a failure of ours.
_NO = ("alert", "no renegotiation", "handshake failure", "unexpected message", "shut down by peer", "unexpected record")


def accepts_renegotiation(line: Line, version: TlsVersion, names: tuple[str, ...]) -> tuple[bool | None, str, str]:
    """Whether the server takes it; or None with the cause and reason of a gap. May raise as the network does."""
    try:
        client = library(version, names)
    except NoHandshake as error:
        return None, "unsupported", str(error)
    if line.target.server_name is not None:
        client.set_tlsext_host_name(line.target.server_name)
    with line.connection() as connection, closing(Ended(client)):
        tap = Tap(connection, line.timeout_s)
        client.set_underlying_socket(tap)  # type: ignore[arg-type]  # it sends, receives and closes
        try:
            client.do_handshake()
        except (OpenSSLError, OSError) as error:
            return None, "error", f"no handshake in {version} with our libraries ({type(error).__name__})"
        try:
            client._ssl.renegotiate()  # noqa: SLF001 - nassl's own method stands at one of the libraries only
            client.do_handshake()
        except TimeoutError:
            return None, "timeout", "the server does not answer a renegotiation in time"
        except OSError:
            # Who closes in good order says no; a reset may come from anyone on the way, or from a server that dies.
            if tap.ended:
                return False, "", ""
            return None, "error", "the connection breaks off at a renegotiation"
        except OpenSSLError as error:
            if any(word in str(error) for word in _NO):
                return False, "", ""
            return None, "error", "a renegotiation fails in our libraries"
        with suppress(OSError, OpenSSLError):
            client.write(b"")
    return True, "", ""
