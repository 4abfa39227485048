"""gdpr-cookie-scanner (npm, MIT) as another scanner of consent: installed on demand, led to the same shop."""

from __future__ import annotations

import filecmp
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from benchmarks.process import Command
from benchmarks.reach import Reach

NAME = "gdpr-cookie-scanner"
DOES = "one page, two visitors one after the other: before any choice and rejected, accepted"
_HERE = Path(__file__).resolve().parent / "gdpr_cookie_scanner"
_MODULES = _HERE / "node_modules"
_COMMAND = _MODULES / "@slashgear" / NAME / "dist" / "cli.js"


def install() -> str:
    """As the lock file says, into a folder that git ignores. Empty, or why it is not there."""
    lock, installed = _HERE / "package-lock.json", _MODULES / ".siegel-lock"
    if installed.exists() and filecmp.cmp(lock, installed, shallow=False):
        return ""
    npm = shutil.which("npm")
    if npm is None:
        return "npm is missing"
    order = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(order, cwd=_HERE, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        return f"npm could not install it: {next(iter(done.stderr.strip().splitlines()), '')[:150]}"
    shutil.copyfile(lock, installed)
    return ""


def command(reach: Reach, out: Path) -> Command:
    """A scan with its own defaults but for the language, in the Node.js that comes with Playwright."""
    import playwright  # noqa: PLC0415 - only where there is a browser

    node = Path(playwright.__file__).parent / "driver" / "node"
    how = {"executable": str(reach.executable), "home": str(reach.home), "args": list(reach.way)}
    scan = [str(_COMMAND), "scan", reach.start, "--locale", "de-DE", "--format", "html,json", "--output", str(out)]
    return ["env", f"SIEGEL_BENCH_REACH={json.dumps(how)}", str(node), "--import", str(_HERE / "reach.mjs"), *scan]


def found(out: Path) -> str:
    """What it says that it saw, in its own words."""
    report: dict[str, Any] = json.loads(max(out.rglob("*.json")).read_text("utf-8"))
    when = ("BeforeInteraction", "AfterReject", "AfterAccept")
    cookies, requests = (
        " / ".join(str(len(report[f"{sort}{state}"])) for state in when) for sort in ("cookies", "network")
    )
    issues = report["compliance"]["issues"]
    critical = sum(issue["severity"] == "critical" for issue in issues)
    banner = "a banner" if report["modal"]["detected"] else "no banner"
    return (
        f"{banner}; cookies {cookies}, requests {requests} (before / rejected / accepted); "
        f"{len(issues)} issues, {critical} of them critical"
    )
