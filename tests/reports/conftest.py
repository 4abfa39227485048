"""Golden files: what a renderer wrote once, read in review. `pytest tests/reports --update-golden` writes them anew."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from .opened import CHROMIUM

HERE = Path(__file__).parent
GOLDEN = HERE / "golden"


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


@pytest.fixture(scope="module")
def shots(chromium: Any) -> list[bytes]:
    """Pictures of windows, as the scan takes them."""
    page = chromium.new_page(viewport={"width": 640, "height": 400})
    taken = []
    for colour in ("tomato", "gold", "teal"):
        page.set_content(f"<body style='background:{colour};font:3rem serif'>Müsli, {colour}")
        taken.append(page.screenshot(type="jpeg", quality=60))
    page.close()
    return taken


@pytest.fixture(scope="session")
def axe() -> str:
    """The rules that look for barriers."""
    if shutil.which("npm") is None:
        pytest.fail("this test looks for barriers with axe-core, and npm installs it: install Node.js with npm")
    done = subprocess.run([HERE / "axe.sh"], capture_output=True, text=True, check=False, timeout=300)
    if done.returncode:
        pytest.fail(f"axe.sh failed: {done.stderr[-500:]}")
    return (HERE / "axe" / "node_modules" / "axe-core" / "axe.min.js").read_text()
