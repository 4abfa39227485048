"""Finds the Chromium that looks at the shop, or says why there is none and how to mend it. Needs no Playwright."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

VARIABLE = "SIEGEL_CHROMIUM"
MEND = "apt-get install chromium-headless-shell, or playwright install chromium-headless-shell"
_VERSION_TIMEOUT_S = 20
_VERSION = re.compile(r"\b(\d{2,4})(\.\d+){3}\b")
_SCRIPT_START_BYTES = 4096

# By path: /usr/bin/chromium is Debian's wrapper, which adds flags and extensions from /etc/chromium.d.
_DEBIAN = (Path("/usr/lib/chromium/chromium-headless-shell"), Path("/usr/lib/chromium/chromium"))
# What Ubuntu's package chromium-browser installs: a script that only calls snap, whose confinement hides our files.
_STUBS = (Path("/usr/bin/chromium-browser"), Path("/usr/bin/chromium"), Path("/snap/bin/chromium"))
# Playwright's folders, newest layout first; the number is its own build number.
_DOWNLOADS = (
    "chromium_headless_shell-*/chrome-headless-shell-*/chrome-headless-shell",
    "chromium_headless_shell-*/chrome-*/headless_shell",
    "chromium-*/chrome-*/chrome",
    "chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
)


class Kind(StrEnum):
    """The headless shell is a quarter of the work, and doesn't block third-party cookies."""

    HEADLESS_SHELL = "chromium-headless-shell"
    FULL = "chromium"


@dataclass(frozen=True, slots=True)
class Binary:
    """A Chromium that runs. `version` as it says it, like 156.0.8078.79."""

    path: Path
    version: str
    kind: Kind

    @property
    def major(self) -> str:
        """The first part of the version: all of it that a browser tells a site."""
        return self.version.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Missing:
    """There is no Chromium to be used: why, and what to do about it."""

    why: str
    mend: str = MEND


def find(environment: Mapping[str, str] = os.environ, installed: Iterable[Path] | None = None) -> Binary | Missing:
    """The one that SIEGEL_CHROMIUM names, else Playwright's own download, else Debian's. Runs it for its version."""
    named = environment.get(VARIABLE)
    if named:
        return _examine(Path(named), f"{VARIABLE} names ")
    problem: Missing | None = None
    for path in installed if installed is not None else _candidates(environment):
        found = _examine(path)
        if isinstance(found, Binary):
            return found
        problem = problem or found
    return problem or Missing("no Chromium is installed where Siegel looks for one")


def _candidates(environment: Mapping[str, str]) -> Iterator[Path]:
    folder = _download_folder(environment)
    for pattern in _DOWNLOADS:
        yield from sorted(folder.glob(pattern), key=_build, reverse=True)
    yield from (path for path in (*_DEBIAN, *_STUBS) if path.exists())


def _download_folder(environment: Mapping[str, str]) -> Path:
    named = environment.get("PLAYWRIGHT_BROWSERS_PATH")
    if named and named != "0":
        return Path(named)
    home = Path(environment.get("HOME") or Path.home())
    return home / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "ms-playwright"


def _build(path: Path) -> int:
    match = re.search(r"/chromium(?:_headless_shell)?-(\d+)/", str(path))
    return int(match[1]) if match else 0


def _examine(path: Path, prefix: str = "") -> Binary | Missing:
    if not path.is_file() or not os.access(path, os.X_OK):
        return Missing(f"{prefix}{path}, which is no program")
    if _is_snap_stub(path):
        return Missing(f"{prefix}{path}, which only starts a snap, and that can't read Siegel's files")
    if _is_script(path):
        return Missing(f"{prefix}{path}, which is a script and not the browser", "name the program that it starts")
    try:
        done = subprocess.run([path, "--version"], capture_output=True, timeout=_VERSION_TIMEOUT_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return Missing(f"{prefix}{path}, which does not run: {type(error).__name__}")
    said = done.stdout.decode("utf-8", "replace")
    match = _VERSION.search(said)
    if done.returncode or match is None:
        return Missing(f"{prefix}{path}, which does not say a version (exit code {done.returncode})")
    shell = "headless" in path.name
    return Binary(path, match[0], Kind.HEADLESS_SHELL if shell else Kind.FULL)


def _is_script(path: Path) -> bool:
    return _start(path).startswith(b"#!")


def _is_snap_stub(path: Path) -> bool:
    return (
        "/snap/" in str(path.resolve())
        or path.resolve().name == "snap"
        or (_is_script(path) and b"snap" in _start(path))
    )


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_SCRIPT_START_BYTES)
