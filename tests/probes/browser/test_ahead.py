"""Playwright's process: begun early, taken once, and ended where nobody takes it; and how its sessions are asked."""

from __future__ import annotations

import asyncio

import psutil
import pytest
from playwright.async_api import CDPSession

from scanner.model.vocabulary import Phase
from scanner.probes.browser import ahead
from scanner.probes.browser.devtools import Devtools
from scanner.probes.browser.session import Browser

from .scenes import network_to, run


def drivers() -> set[int]:
    return {child.pid for child in psutil.Process().children() if any("run-driver" in word for word in child.cmdline())}


def test_what_was_begun_is_the_one_that_is_taken() -> None:
    async def scene() -> None:
        before = drivers()
        await ahead.begin()
        begun = drivers() - before
        assert len(begun) == 1
        await ahead.begin()
        taken = await ahead.take()
        assert drivers() - before == begun
        await ahead.leave()  # it is somebody's by now
        assert drivers() - before == begun
        await taken.stop()
        assert drivers() == before

    asyncio.run(scene())


def test_what_nobody_takes_is_ended() -> None:
    async def scene() -> None:
        before = drivers()
        await ahead.leave()
        await ahead.begin()
        assert drivers() != before
        await ahead.leave()
        assert drivers() == before

    asyncio.run(scene())


def test_without_a_beginning_one_is_started() -> None:
    async def scene() -> None:
        before = drivers()
        taken = await ahead.take()
        assert len(drivers() - before) == 1
        await taken.stop()
        assert drivers() == before

    asyncio.run(scene())


class Odd:
    """A session as another version of Playwright may have it: what is behind it takes other things."""

    def __init__(self, session: CDPSession) -> None:
        self._session = session
        self._impl_obj = self
        self.asked: list[str] = []
        self.on = session.on

    async def send(self, method: str, params: dict[str, object] | None = None) -> object:
        self.asked.append(method)
        return await self._session.send(method, params)


@pytest.mark.parametrize("known", [True, False])
def test_a_session_answers_and_tells_by_either_way(known: bool) -> None:
    async def scene() -> None:
        opened = Browser.open(network_to(9))
        async with opened as browser, browser.phase(Phase.BEFORE_CHOICE) as phase, phase.tab() as tab:
            session = await phase.context.new_cdp_session(tab.page)
            odd = Odd(session)
            tools = Devtools(session if known else odd)  # type: ignore[arg-type]
            told: list[str] = []
            heard = asyncio.Event()

            def hear(event: dict[str, object]) -> None:
                told.append(str(event["name"]))
                heard.set()

            tools.on("Runtime.bindingCalled", hear)
            await tools.send("Runtime.enable")
            await tools.send("Runtime.addBinding", {"name": "ring"})
            answer = await tools.send(
                "Runtime.evaluate", {"expression": "ring('a'), [1, {b: 2}]", "returnByValue": True}
            )
            await asyncio.wait_for(heard.wait(), 10)
            assert answer["result"]["value"] == [1, {"b": 2}]
            assert told == ["ring"]
            assert bool(odd.asked) is not known

    run(scene)
