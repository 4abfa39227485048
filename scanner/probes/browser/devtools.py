"""A session of the Chrome DevTools Protocol."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from playwright.async_api import CDPSession

#: What the session behind the public one takes in Playwright 1.65; one that takes anything else is left alone.
_KNOWN = ("self", "method", "params", "timeout")


class Devtools:
    """A session of Playwright's that is not searched for objects of Playwright's: the protocol has none.

    That search goes through every message, and for a page that is read whole it takes a third of the time. It is saved
    where Playwright is built as known; elsewhere everything goes by its public interface.
    """

    def __init__(self, session: CDPSession) -> None:
        self._session = session
        own: Any = getattr(session, "_impl_obj", None)
        send = getattr(type(own), "send", None)
        known = callable(send) and tuple(inspect.signature(send).parameters) == _KNOWN
        self._own: Any = own if known else None

    async def send(self, method: str, params: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """What the browser answers. Raises PlaywrightError."""
        given = dict(params) if params is not None else None
        if self._own is None:
            return await self._session.send(method, given)
        answer: dict[str, Any] = await self._own.send(method, given, None)
        return answer

    def on(self, event: str, hear: Callable[[dict[str, Any]], None]) -> None:
        """Have each event of that name told."""
        (self._session if self._own is None else self._own).on(event, hear)

    def remove_listener(self, event: str, hear: Callable[[dict[str, Any]], None]) -> None:
        """No longer."""
        (self._session if self._own is None else self._own).remove_listener(event, hear)

    async def detach(self) -> None:
        """End it. Raises PlaywrightError."""
        await self._session.detach()
