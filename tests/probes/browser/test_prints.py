"""Scripts that tell devices apart are told by what they read, and innocent ones are left alone: in a real browser."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from scanner.model.facts import Fingerprinting
from scanner.model.vocabulary import FingerprintApi, Phase
from scanner.probes.browser.prints import MOST_READINGS, Prints
from scanner.probes.browser.records import Moment
from scanner.probes.browser.session import Browser
from scanner.probes.browser.veil import Veil

from .conftest import serving
from .packages import installed
from .scenes import network_to, run

PAGES = Path(__file__).parent / "prints"
VEIL = Veil(lambda text: f"{len(text):032x}")


@dataclass(frozen=True)
class Sample:
    """A page of `prints/`: its first lines name it and say what is found, by the last step of the script's address."""

    path: str
    name: str
    found: dict[str, set[str]]


def samples(folder: str) -> list[Sample]:
    read = []
    for file in sorted((PAGES / folder).glob("*.html")):
        name, found = (line.removeprefix("<!-- ").removesuffix(" -->") for line in file.read_text().split("\n", 2)[:2])
        told = json.loads(found.removeprefix("found: "))
        read.append(Sample(f"/{folder}/{file.name}", name, {script: set(apis) for script, apis in told.items()}))
    return read


TELLING, INNOCENT = samples("telling"), samples("innocent")


def served(packages: Path) -> dict[str, str]:
    """All samples and, under /npm/, the files of packages that they name."""
    pages = {f"/{file.relative_to(PAGES)}": file.read_text() for file in PAGES.rglob("*.*")}
    named = {path for text in pages.values() for path in re.findall(r"/npm/([\w@./-]+\.js)", text)}
    named |= {path.replace(".module.", ".core.") for path in named if path.startswith("three/")}
    return pages | {f"/npm/{path}": (packages / path).read_text() for path in named}


@pytest.fixture(scope="module")
def seen() -> dict[str, tuple[Fingerprinting, ...]]:
    """The rows of every sample by its path, each seen by a new visitor."""
    pages, rows = served(installed()), {}

    async def look(browser: Browser, at: str, path: str) -> tuple[Fingerprinting, ...]:
        async with browser.phase(Phase.BEFORE_CHOICE) as phase, phase.tab() as tab:
            visit = await tab.visit(at)
            assert visit.seen, (path, visit.reason)
            await tab.page.wait_for_function("window.done", timeout=30_000)
            await tab.evaluate("new Promise(done => setTimeout(done, 50))")  # what the hooks told is on its way
            assert not phase.recorder.overflow
            return tuple(phase.recorder.prints.rows(phase.phase, phase.recorder.veil))

    async def scene() -> None:
        with serving(pages) as site:
            async with Browser.open(network_to(site.port)) as browser:
                for sample in (*TELLING, *INNOCENT):
                    rows[sample.path] = await look(browser, site.url(sample.path), sample.path)

    run(scene)
    return rows


def by_script(rows: tuple[Fingerprinting, ...]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(str(row.script).rpartition("/")[2].partition(":")[0], set()).add(str(row.api))
    return found


@pytest.mark.parametrize("sample", TELLING, ids=lambda sample: sample.name)
def test_a_script_that_tells_devices_apart_is_found_with_all_that_it_reads(
    sample: Sample, seen: dict[str, tuple[Fingerprinting, ...]]
) -> None:
    assert by_script(seen[sample.path]) == sample.found
    counted = {api for api in FingerprintApi if api is not FingerprintApi.SCREEN}
    for row in seen[sample.path]:
        script = str(row.script).rpartition("/")[2].partition(":")[0]
        assert row.sources == len(sample.found[script] & counted)
        assert str(row.script).count(":") >= 3 and row.phase is Phase.BEFORE_CHOICE


@pytest.mark.parametrize("sample", INNOCENT, ids=lambda sample: sample.name)
def test_innocent_use_of_the_same_interfaces_is_no_fingerprint(
    sample: Sample, seen: dict[str, tuple[Fingerprinting, ...]]
) -> None:
    assert by_script(seen[sample.path]) == sample.found == {}


# ── what the hooks tell, without a browser ───────────────────────────────────────────────────────────────────────────


def at(ms: int) -> Moment:
    return Moment(Phase.REJECTED, 1, "https://shop.example/", ms)


def told(
    number: int, what: str, *, api: str = "webgl", stack: str = "at https://t.example/t.js:1:9"
) -> dict[str, object]:
    return {"kind": "print", "id": str(number), "api": api, "what": what, "stack": stack}


def test_what_was_read_before_the_choice_is_not_the_phases() -> None:
    prints = Prints()
    prints.read(at(100), told(1, "renderer"))
    assert not tuple(prints.rows(Phase.REJECTED, VEIL, since_ms=200))
    prints.read(at(300), told(2, "vendor"))
    [row] = prints.rows(Phase.REJECTED, VEIL, since_ms=200)
    assert (row.script, row.api, row.sources) == ("https://t.example/t.js:1:9", FingerprintApi.WEBGL, 1)


def test_what_was_taken_back_does_not_count() -> None:
    prints = Prints()
    prints.read(at(1), told(1, "renderer"))
    prints.take_back({"kind": "unprint", "id": "1"})
    prints.take_back({"kind": "unprint", "id": ["no", "id"]})
    assert not tuple(prints.rows(Phase.REJECTED, VEIL))


def test_a_message_that_no_hook_says_is_nothing_and_too_many_are_counted() -> None:
    prints = Prints()
    for odd in (
        {"api": "telepathy", "what": "x", "id": "1"},
        {"api": 7},
        {},
        {"api": "canvas", "letters": "many", "id": "2"},
    ):
        prints.read(at(1), {"kind": "print", **odd})
    assert not tuple(prints.rows(Phase.REJECTED, VEIL))
    for number in range(MOST_READINGS + 5):
        prints.read(at(1), told(number, "precision"))
    assert prints.left_out > 0 and len(prints.readings) == MOST_READINGS


def test_scripts_made_on_the_fly_go_by_the_origin_that_made_them() -> None:
    prints = Prints()
    for number, (api, what) in enumerate((("webgl", "renderer"), ("battery", "getBattery"))):
        stack = f"at blob:https://shop.example/{number}f0c3a52-0000-4000-8000-000000000000:3:7"
        prints.read(at(1), told(number, what, api=api, stack=stack))
    assert {row.sources for row in prints.rows(Phase.REJECTED, VEIL)} == {2}
