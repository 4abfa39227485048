"""Looks at this machine: is every part there that a scan needs, and in which version."""

from __future__ import annotations

import platform
import shutil
import ssl
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata

from scanner import __version__
from scanner.errors import SiegelError
from scanner.policy.library import built_in
from scanner.probes.browser.chromium import Missing, find

_OLDEST_PYTHON = (3, 11)
_PACKAGES = (
    "sslyze",
    "nassl",
    "cryptography",
    "h11",
    "pyyaml",
    "jsonschema",
    "click",
    "rich",
    "google-re2",
    "publicsuffixlist",
)


@dataclass(frozen=True, slots=True)
class Part:
    """Something Siegel builds on. `needed` by this version; `mend` says how to install it."""

    name: str
    found: bool
    detail: str
    needed: bool = True
    mend: str = ""


def examine() -> tuple[Part, ...]:
    """Every part, in the order a reader wants to know of them."""
    return (
        Part("siegel", found=True, detail=__version__),
        _python(),
        *(_package(name) for name in _PACKAGES),
        Part("openssl (python)", found=True, detail=ssl.OPENSSL_VERSION),
        _policies(),
        _program("nmap", ["--version"], "port scans (authorised only)", "apt-get install nmap, or see nmap.org"),
        _browser(),
        _certutil(),
    )


def _browser() -> Part:
    found = find()
    if isinstance(found, Missing):
        purpose = "for pages, cookies, forms and the privacy notice, which stay unknown without it"
        return Part("chromium", found=False, detail=f"{found.why}; {purpose}", mend=found.mend)
    return Part("chromium", found=True, detail=f"{found.version} ({found.kind}, {found.path})")


def _certutil() -> Part:
    path = shutil.which("certutil")
    purpose = "for a certificate authority of the shop's own in the browser"
    mend = "apt-get install libnss3-tools"
    return Part("certutil", path is not None, path or f"not installed; {purpose}", needed=False, mend=mend)


def _python() -> Part:
    found = sys.version_info >= _OLDEST_PYTHON
    return Part(
        "python",
        found,
        f"{platform.python_version()} ({platform.system()} {platform.machine()})",
        mend="install Python 3.11 or newer",
    )


def _package(name: str) -> Part:
    try:
        return Part(name, found=True, detail=metadata.version(name))
    except metadata.PackageNotFoundError:
        return Part(name, found=False, detail="is not installed", mend="make setup, or pip install siegel")


def _policies() -> Part:
    try:
        library = built_in()
    except SiegelError as error:
        return Part("policies", found=False, detail=error.message.splitlines()[0], mend="install siegel again")
    return Part(
        "policies",
        found=True,
        detail=f"{len(library.controls())} controls, {len(library.profiles)} profiles, "
        f"{len(library.references)} references",
    )


def _program(
    name: str,
    arguments: list[str],
    purpose: str,
    mend: str,
    run: Callable[..., subprocess.CompletedProcess[bytes]] = subprocess.run,
) -> Part:
    path = shutil.which(name)
    if path is None:
        return Part(
            name,
            found=False,
            detail=f"not installed; for {purpose}",
            needed=False,
            mend=mend,
        )
    try:
        done = run([path, *arguments], capture_output=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return Part(name, found=False, detail=f"does not run: {error}", needed=False, mend=mend)
    first = next(
        (line for line in (done.stdout + done.stderr).decode("utf-8", "replace").splitlines() if line.strip()),
        "no version",
    )
    return Part(name, found=done.returncode == 0, detail=first.strip()[:80], needed=False, mend=mend)
