"""`siegel doctor`: every part with its version, and how to mend what is missing."""

from __future__ import annotations

import subprocess
from importlib import metadata
from pathlib import Path

import pytest
from click.testing import CliRunner

from scanner import doctor
from scanner.cli import cli
from scanner.policy.library import built_in


def part(name: str) -> doctor.Part:
    return next(part for part in doctor.examine() if part.name == name)


def test_all_that_is_needed_is_here_with_its_version() -> None:
    needed = [part for part in doctor.examine() if part.needed]
    assert [part.name for part in needed if not part.found] == []
    assert all(part.detail for part in needed)
    assert part("sslyze").detail == metadata.version("sslyze")
    assert part("policies").detail.startswith(f"{len(built_in().controls())} controls")


def test_a_package_that_is_missing_is_named_with_how_to_mend_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(doctor.metadata, "version", missing)
    found = part("sslyze")
    assert not found.found
    assert found.needed
    assert "install" in found.mend
    result = CliRunner().invoke(cli, ["doctor"], standalone_mode=False)
    assert result.return_value == 4
    assert "MISSING  sslyze" in result.output
    assert "→" in result.output


def test_a_program_that_is_missing_is_no_failure_while_nothing_needs_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    found = part("nmap")
    assert (found.found, found.needed) == (False, False)
    assert "not installed" in found.detail
    assert "apt-get install nmap" in found.mend
    result = CliRunner().invoke(cli, ["doctor"], standalone_mode=False)
    assert result.return_value == 0
    assert "absent" in result.output


def test_without_a_browser_most_of_a_scan_is_missing_and_how_to_get_one_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SIEGEL_CHROMIUM", "/nonexistent")
    found = part("chromium")
    assert (found.found, found.needed) == (False, True)
    assert "stay unknown" in found.detail
    result = CliRunner().invoke(cli, ["doctor"], standalone_mode=False)
    assert result.return_value == 4
    assert "MISSING  chromium" in result.output


@pytest.mark.parametrize(
    "script",
    [
        "exit 3",
        "sleep 60",
        "printf ''",
        "printf '\\377'",
    ],
)
def test_a_program_that_is_broken_is_told_and_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str
) -> None:
    program = tmp_path / "nmap"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    run = subprocess.run

    def impatient(*arguments: object, **options: object) -> object:
        return run(*arguments, **(options | {"timeout": 2}))  # type: ignore[call-overload]

    monkeypatch.setattr(doctor.subprocess, "run", impatient)
    found = doctor._program("nmap", ["--version"], "ports", "install it", run=impatient)  # type: ignore[arg-type]
    assert isinstance(found.detail, str)
    if script in {"exit 3", "sleep 60"}:
        assert not found.found


def test_the_command_says_it_all(monkeypatch: pytest.MonkeyPatch) -> None:
    result = CliRunner().invoke(cli, ["doctor"], standalone_mode=False)
    assert result.return_value == 0
    assert "Everything this version needs is there." in result.output
    for name in ("siegel", "python", "sslyze", "nassl", "cryptography", "policies", "nmap"):
        assert name in result.output
