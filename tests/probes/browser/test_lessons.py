"""What controls mean is asked for once, also by many at a time, and not for ever."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from scanner.probes.browser.lessons import MOST_LESSONS, Lessons


def test_many_who_ask_at_once_cause_one_trial() -> None:
    tried: list[Sequence[str]] = []

    async def teach(labels: Sequence[str]) -> dict[str, str]:
        tried.append(labels)
        await asyncio.sleep(0.01)
        return {"shields up": "reject"}

    async def scene() -> list[bool]:
        lessons = Lessons(teach)
        asked = await asyncio.gather(*(lessons.ask(["shields up", "what now"]) for _ in range(5)))
        return [*asked, await lessons.ask(["what now"])]

    assert asyncio.run(scene()) == [True] * 5 + [False]
    assert tried == [["shields up", "what now"]]


def test_words_that_change_from_visit_to_visit_are_not_tried_for_ever() -> None:
    tried: list[Sequence[str]] = []

    async def teach(labels: Sequence[str]) -> dict[str, str]:
        tried.append(labels)
        return {}

    async def scene() -> None:
        lessons = Lessons(teach)
        for number in range(9):
            assert not await lessons.ask([f"offer {number}"])

    asyncio.run(scene())
    assert len(tried) == MOST_LESSONS


def test_a_trial_that_was_broken_off_is_made_again() -> None:
    tried: list[Sequence[str]] = []

    async def teach(labels: Sequence[str]) -> dict[str, str]:
        tried.append(labels)
        await asyncio.sleep(0 if len(tried) > 1 else 60)
        return {"shields up": "reject"}

    async def scene() -> bool:
        lessons = Lessons(teach)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await lessons.ask(["shields up"])
        return await lessons.ask(["shields up"])

    assert asyncio.run(scene())
    assert len(tried) == 2
