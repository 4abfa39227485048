"""Golden files: what a renderer wrote once, read in review. `pytest tests/reports --update-golden` writes them anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from .opened import CHROMIUM

GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files of reports anew")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares a text with a golden file, byte by byte."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--update-golden", default=False):
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(text.encode())
        assert path.is_file(), f"{name} is missing: pytest tests/reports --update-golden"
        assert text == path.read_bytes().decode(), f"{name} differs: pytest tests/reports --update-golden, then review"

    return compare


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A browser to open reports in; not for the whole session, whose other tests its loop would disturb."""
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
