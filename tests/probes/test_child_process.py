"""A child that can be ended: whatever becomes of it, or of whoever waits for it, nothing is left running."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable, Coroutine, Mapping
from contextlib import aclosing, nullcontext
from pathlib import Path
from typing import Any

import psutil
import pytest

from scanner.probes.child import MOST_LINE_BYTES, ChildFailed, lines_from


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Makes a module of some lines of Python; gives its name."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    def write(code: str) -> str:
        (tmp_path / "a_child.py").write_text(f"import json, os, subprocess, sys, time\n{code}\n")
        return "a_child"

    return write


def heard(name: str, request: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """All that a child says."""

    async def listen() -> list[dict[str, Any]]:
        return [line async for line in lines_from(name, request or {})]

    return asyncio.run(listen())


def heard_until_it_failed(name: str) -> tuple[list[dict[str, Any]], str]:
    """What it said before it failed, and how that is told."""
    said: list[dict[str, Any]] = []

    async def listen() -> str:
        try:
            async for line in lines_from(name, {}):
                said.append(line)  # noqa: PERF401 - what came before the failure is what the test is about
        except ChildFailed as error:
            return str(error)
        return "it did not fail"

    return said, asyncio.run(listen())


def has_ended(pid: int) -> bool:
    """Whether a process is gone; who has nobody to reap it stays as a zombie, which does nothing more."""
    try:
        process = psutil.Process(pid)
        process.wait(timeout=10)
    except psutil.NoSuchProcess:
        return True
    except psutil.TimeoutExpired:
        return bool(process.status() == psutil.STATUS_ZOMBIE)
    return True


def test_lines_come_as_they_are_said_and_the_request_arrives(module: Any) -> None:
    name = module("request = json.load(sys.stdin)\nprint(json.dumps(request))\nprint('{\"ü\": [1]}')")
    assert heard(name, {"a": "ß"}) == [{"a": "ß"}, {"ü": [1]}]


@pytest.mark.parametrize(
    ("code", "how"),
    [
        ("sys.exit(3)", "ended with status 3"),
        ("raise ValueError('of our own')", "of our own"),
        ("os.kill(os.getpid(), 9)", "ended with status -9"),
        ("print('no JSON')", "not JSON"),
        ("print('[1]')", "not an object"),
        ("print('5')", "not an object"),
        ("print('[' * 5000)", "not JSON"),
        ("sys.stdout.buffer.write(b'\\xff\\n')", "not JSON"),
        (f"print('\"' + 'x' * {MOST_LINE_BYTES + 10} + '\"')", "a line of more than"),
        ("while True: print('{}')", "more than 50,000 lines"),
    ],
)
def test_what_a_child_said_before_it_failed_stands(module: Any, code: str, how: str) -> None:
    said, failure = heard_until_it_failed(module(f"print('{{\"first\": 1}}', flush=True)\n{code}"))
    assert said[0] == {"first": 1}
    assert how in failure


def test_a_child_that_never_reads_its_request_is_no_trouble(module: Any) -> None:
    assert heard(module("print('{}')"), {"long": "x" * 5_000_000}) == [{}]


def test_a_child_that_floods_its_errors_is_not_held_up(module: Any) -> None:
    assert heard(module("sys.stderr.write('x' * 5_000_000)\nprint('{\"done\": 1}')")) == [{"done": 1}]


def test_a_module_that_is_not_there_is_a_failure_in_words() -> None:
    said, failure = heard_until_it_failed("no_such_module_of_ours")
    assert said == []
    assert "No module named" in failure


ENDLESS = """
grandchild = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])
print(json.dumps({'pids': [os.getpid(), grandchild.pid]}), flush=True)
time.sleep(600)
"""


async def left_by_deadline(name: str, pids: list[int]) -> None:
    async with asyncio.timeout(None) as deadline:
        async for line in lines_from(name, {}):
            pids.extend(line["pids"])
            deadline.reschedule(asyncio.get_running_loop().time())


async def left_by_cancelling(name: str, pids: list[int]) -> None:
    async for line in lines_from(name, {}):
        pids.extend(line["pids"])
        task = asyncio.current_task()
        assert task is not None
        task.cancel()


async def left_by_closing(name: str, pids: list[int]) -> None:
    async with aclosing(lines_from(name, {})) as lines:
        async for line in lines:
            pids.extend(line["pids"])
            break


async def left_by_breaking(name: str, pids: list[int]) -> None:
    async with aclosing(lines_from(name, {})) as lines:
        async for line in lines:
            pids.extend(line["pids"])
            raise LookupError("ours")


@pytest.mark.parametrize(
    ("leave", "by"),
    [
        (left_by_deadline, TimeoutError),
        (left_by_cancelling, asyncio.CancelledError),
        (left_by_closing, None),
        (left_by_breaking, LookupError),
    ],
)
def test_a_child_and_its_children_are_ended_whatever_becomes_of_who_waits(
    module: Any, leave: Callable[[str, list[int]], Coroutine[Any, Any, None]], by: type[BaseException] | None
) -> None:
    pids: list[int] = []
    with pytest.raises(by) if by else nullcontext():
        asyncio.run(leave(module(ENDLESS), pids))
    assert len(pids) == 2
    assert all(has_ended(pid) for pid in pids)


def test_a_child_is_first_of_its_own_group_so_that_ctrl_c_reaches_the_parent_alone(module: Any) -> None:
    (line,) = heard(module("print(json.dumps({'group': os.getpgrp(), 'pid': os.getpid()}))"))
    assert line["group"] == line["pid"] != os.getpgrp()


def test_several_children_at_once_do_not_mix(module: Any) -> None:
    name = module("n = json.load(sys.stdin)['n']\nfor i in range(20): print(json.dumps({'n': n}), flush=True)")

    async def both() -> list[list[dict[str, Any]]]:
        async def one(n: int) -> list[dict[str, Any]]:
            return [line async for line in lines_from(name, {"n": n})]

        return list(await asyncio.gather(*(one(n) for n in range(4))))

    assert json.dumps(asyncio.run(both())) == json.dumps([[{"n": n}] * 20 for n in range(4)])
