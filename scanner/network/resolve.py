"""From a name to addresses, with the look-up's failure told apart: no such host, or no answer now."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable, Sequence

from scanner.errors import NetworkError
from scanner.network.urls import shown

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""Takes a canonical host and a port, gives addresses as text, best first; raises socket.gaierror."""

# Not every platform has all of them. NODATA: the name exists and has no address.
_NO_SUCH_HOST = {
    getattr(socket, name) for name in ("EAI_NONAME", "EAI_NODATA", "EAI_ADDRFAMILY") if hasattr(socket, name)
}


class NoSuchHost(NetworkError):
    """The name does not exist or has no address: a fact about the shop, not a failure of the look-up."""

    def __init__(self, host: str) -> None:
        super().__init__("unreachable", f"there is no host {shown(host)}", "check the spelling, or use --connect-to")


async def system_resolver(host: str, port: int) -> Sequence[str]:
    """Asks getaddrinfo in a daemon thread. The loop's executor would keep the process alive while a look-up hangs."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[str]] = loop.create_future()

    def settle(addresses: list[str], failure: Exception | None) -> None:
        if answer.done():
            return
        if failure is None:
            answer.set_result(addresses)
        else:
            answer.set_exception(failure)

    def ask() -> None:
        addresses: list[str] = []
        failure: Exception | None = None
        try:
            addresses = [str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        except (OSError, UnicodeError) as error:
            failure = error
        try:
            loop.call_soon_threadsafe(settle, addresses, failure)
        except RuntimeError:
            return  # the loop has ended, nobody waits any more

    threading.Thread(target=ask, name="look-up", daemon=True).start()
    return await answer


async def look_up(resolver: Resolver, host: str, port: int, timeout_s: float) -> tuple[str, ...]:
    """The addresses of a host, each once, in the resolver's order. Raises NoSuchHost or NetworkError."""
    try:
        async with asyncio.timeout(timeout_s):
            addresses = await resolver(host, port)
    except TimeoutError as error:
        raise NetworkError("timeout", f"looking up {shown(host)} took more than {timeout_s:g} s") from error
    except socket.gaierror as error:
        if error.errno in _NO_SUCH_HOST:
            raise NoSuchHost(host) from error
        message = f"{shown(host)} could not be looked up now: {error.strerror}"
        raise NetworkError("unreachable", message, "try again") from error
    except (OSError, UnicodeError) as error:
        raise NetworkError("error", f"{shown(host)} could not be looked up: {shown(str(error))}") from error
    if not addresses:
        raise NoSuchHost(host)
    return tuple(dict.fromkeys(addresses))
