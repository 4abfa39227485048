"""One Chromium for all tests here: each has pages of its own and a clean visitor, and waits for no browser to start."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

import pytest

from scanner.probes.browser.session import Browser

from ..conftest import Answer, Site, _serve
from .shop import network

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Standing:
    """A site that shows what a test says, and a Chromium that reaches it, in a loop of their own."""

    site: Site
    browser: Browser
    loop: asyncio.AbstractEventLoop

    def __call__(self, pages: Mapping[str, Answer], scene: Callable[[Browser], Awaitable[T]], bound_s: float = 90) -> T:
        """What the scene tells that visits these pages."""

        async def bounded() -> T:
            async with asyncio.timeout(bound_s):
                return await scene(self.browser)

        self.site.pages = pages
        return asyncio.run_coroutine_threadsafe(bounded(), self.loop).result()


@contextmanager
def _standing(site: Site) -> Iterator[Standing]:
    opened: Future[tuple[Browser, asyncio.AbstractEventLoop, asyncio.Event]] = Future()

    async def hold() -> None:
        async with Browser.open(network(site.port)) as browser:
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


@pytest.fixture(scope="session")
def standing() -> Iterator[Standing]:
    """The shop of these tests at http://shop.example/, and a browser that stays open from test to test."""
    with _serve({}) as site, _standing(site) as one:
        yield one
