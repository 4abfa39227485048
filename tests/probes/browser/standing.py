"""One Chromium for many tests: each has pages of its own and clean visitors, and waits for no browser to start."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from scanner.network import Network
from scanner.probes.browser.session import Browser

from .conftest import Answer, Site, serving

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Standing:
    """A site that shows what a test says, and a Chromium that reaches it, in a loop of their own."""

    site: Site
    browser: Browser
    loop: asyncio.AbstractEventLoop

    def __call__(self, pages: Mapping[str, Answer], scene: Callable[[Browser], Awaitable[T]]) -> T:
        """What the scene tells that visits these pages. It must end by itself within two minutes."""

        async def bounded() -> T:
            async with asyncio.timeout(120):
                return await scene(self.browser)

        self.site.pages = pages
        return asyncio.run_coroutine_threadsafe(bounded(), self.loop).result()


@contextmanager
def stands(
    network: Callable[[int], Network], tls: ssl.SSLContext | None = None, ca_files: Sequence[Path] = ()
) -> Iterator[Standing]:
    """Opens both for a `with`; `network` leads to the port of the site."""
    with serving({}, tls) as site:
        opened: Future[tuple[Browser, asyncio.AbstractEventLoop, asyncio.Event]] = Future()

        async def hold() -> None:
            async with Browser.open(network(site.port), ca_files=ca_files) as browser:
                over = asyncio.Event()
                opened.set_result((browser, asyncio.get_running_loop(), over))
                await over.wait()

        def held() -> None:
            try:
                asyncio.run(hold())
            except BaseException as error:
                if opened.done():
                    raise
                opened.set_exception(error)

        thread = threading.Thread(target=held, name="standing browser", daemon=True)
        thread.start()
        browser, loop, over = opened.result()
        try:
            yield Standing(site, browser, loop)
        finally:
            loop.call_soon_threadsafe(over.set)
            thread.join()
