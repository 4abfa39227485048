"""Which Chromium is taken, and what is said where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.errors import NetworkError
from scanner.network import Network
from scanner.probes.browser.chromium import Binary, Kind, Missing, find
from scanner.probes.browser.session import Browser

from .scenes import run


def program(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


def test_this_machines_chromium_says_its_version(chromium: Binary) -> None:
    assert chromium.major.isdigit() and chromium.version.count(".") == 3
    assert find({"SIEGEL_CHROMIUM": str(chromium.path)}) == chromium


def test_a_headless_shell_is_known_by_its_name(chromium: Binary, tmp_path: Path) -> None:
    link = tmp_path / "chrome"
    link.symlink_to(chromium.path)
    found = find({"SIEGEL_CHROMIUM": str(link)})
    assert isinstance(found, Binary) and found.kind is Kind.FULL


def test_ubuntus_stub_is_refused_with_the_way_out(tmp_path: Path) -> None:
    stub = program(tmp_path / "chromium-browser", '#!/bin/sh\nexec /snap/bin/chromium "$@"\n')
    found = find({}, installed=[stub])
    assert isinstance(found, Missing) and "snap" in found.why
    assert "chromium-headless-shell" in found.mend


def test_a_wrapper_script_is_refused_since_it_adds_flags_of_its_own(tmp_path: Path) -> None:
    found = find({}, installed=[program(tmp_path / "chromium", "#!/bin/sh\nexec true\n")])
    assert isinstance(found, Missing) and "script" in found.why


def test_a_named_program_that_is_none_is_not_replaced_by_another(tmp_path: Path) -> None:
    found = find({"SIEGEL_CHROMIUM": str(tmp_path / "nothing")})
    assert isinstance(found, Missing) and "SIEGEL_CHROMIUM" in found.why


def test_a_program_that_says_no_version_is_no_chromium() -> None:
    found = find({}, installed=[Path("/bin/true").resolve()])
    assert isinstance(found, Missing) and "version" in found.why


def test_playwrights_newest_download_comes_before_debians(chromium: Binary, tmp_path: Path) -> None:
    for build in ("999", "1201"):
        folder = tmp_path / f"chromium_headless_shell-{build}" / "chrome-headless-shell-linux64"
        folder.mkdir(parents=True)
        (folder / "chrome-headless-shell").symlink_to(chromium.path)
    found = find({"PLAYWRIGHT_BROWSERS_PATH": str(tmp_path)})
    assert isinstance(found, Binary) and "-1201/" in str(found.path)
    assert found.kind is Kind.HEADLESS_SHELL


def test_where_there_is_none_the_session_says_so_as_a_gap_would(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIEGEL_CHROMIUM", "/nowhere")

    async def scene() -> None:
        with pytest.raises(NetworkError) as caught:
            async with Browser.open(Network("https://shop.example/")):
                pass
        assert caught.value.cause == "tool_missing" and "chromium-headless-shell" in caught.value.hint

    run(scene)


def test_a_program_that_is_no_browser_is_a_crash_and_no_hang() -> None:
    async def scene() -> None:
        broken = Binary(Path("/bin/false"), "1.2.3.4", Kind.HEADLESS_SHELL)
        with pytest.raises(NetworkError) as caught:
            async with Browser.open(Network("https://shop.example/"), binary=broken):
                pass
        assert caught.value.cause == "crash"

    run(scene)


def test_where_the_sandbox_cannot_be_had_the_browser_runs_without_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # For Siegel an ordinary user, for Chromium still whoever runs the tests; as root it refuses to start sandboxed.
    monkeypatch.setattr("os.geteuid", lambda: 1000)

    async def scene() -> None:
        async with Browser.open(Network("https://shop.example/")) as browser:
            assert browser.sandboxed is not any("without its sandbox" in note for note in browser.notes)

    run(scene)
