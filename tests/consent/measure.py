"""Scans every case of a set as a user would, and says where the evidence differs from the truth.

.venv/bin/python -m tests.consent.measure lab [--cases NAME,…] [--json FILE] [--keep DIR] [--at-once 2]
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any

import yaml

from tests.consent.compare import Result, compare

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PROFILE = HERE / "profile.yaml"
_READY_S = 60.0
_SCAN_S = 240


@contextlib.contextmanager
def served(name: str, home: Path) -> Iterator[dict[str, Any]]:
    """The set's server, with its port and CA, until the block ends."""
    ready = home / "ready.json"
    server = subprocess.Popen(
        [sys.executable, "-m", f"tests.consent.{name}.serve", "--ready", str(ready)], cwd=ROOT, env=_environment()
    )
    try:
        until = time.monotonic() + _READY_S
        while not ready.exists() or not ready.read_text().strip():
            if server.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"the server of {name} did not start")
            time.sleep(0.1)
        yield json.loads(ready.read_text())
    finally:
        server.terminate()
        server.wait(20)


def scanned(truth: dict[str, Any], there: dict[str, Any], out: Path, *, more: tuple[str, ...] = ()) -> Result:
    """One case, scanned and compared."""
    out.mkdir(parents=True, exist_ok=True)
    shop = {
        "shop": truth["url"],
        "name": truth["case"],
        "language": truth.get("language", "de"),
        "profile": str(PROFILE),
        "connect_to": [f"{host}:443:127.0.0.1:{there['port']}" for host in truth["hosts"]],
        "ca": {"file": there["ca"], "as": "public"},
    }
    (out / "shop.yaml").write_text(yaml.safe_dump(shop, allow_unicode=True, sort_keys=False), "utf-8")
    order = [
        sys.executable,
        "-m",
        "scanner.cli",
        "scan",
        str(out / "shop.yaml"),
        "--only",
        "consent",
        "--out",
        str(out / "run"),
        *more,
    ]
    done = subprocess.run(
        order, cwd=ROOT, env=_environment(), capture_output=True, text=True, timeout=_SCAN_S, check=False
    )
    if done.returncode not in {0, 1, 4}:
        return Result(truth["case"], {"scan": [f"ended with {done.returncode}: {done.stderr[-400:]}"]})
    run = out / "run"
    return compare(
        truth, json.loads((run / "evidence.json").read_text()), json.loads((run / "report.json").read_text())
    )


def truths(name: str, cases: frozenset[str]) -> list[dict[str, Any]]:
    """The truth files of a set, by name."""
    files = sorted((HERE / name / "truth").glob("*.yaml"))
    found = [yaml.safe_load(file.read_text("utf-8")) for file in files]
    return [truth for truth in found if not cases or truth["case"] in cases]


def summary(results: list[Result]) -> str:
    """How many of each part are right, wrong, and not reached."""
    lines = []
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for result in results:
        for part, differs in result.parts.items():
            if differs is not None:
                (wrong if differs else right)[part] += 1
    for part in sorted(right.keys() | wrong.keys()):
        whole = right[part] + wrong[part]
        lines.append(f"{part:24} {right[part]:3} of {whole:3}  {100 * right[part] / whole:5.1f} %")
    lines.append(f"exact in everything      {sum(result.exact for result in results):3} of {len(results):3}")
    for word, named in (("accused wrongly", "accused"), ("passed wrongly", "missed"), ("left open", "open")):
        told = [f"{result.case}: {', '.join(getattr(result, named))}" for result in results if getattr(result, named)]
        lines.append(f"{word}: {len(told)}" + "".join(f"\n    {one}" for one in told))
    return "\n".join(lines)


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set", choices=["lab", "held_out", "unseen", "fresh", "newest"])
    parser.add_argument("--cases", default="")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--at-once", type=int, default=2)
    parser.add_argument("--quiet", action="store_true", help="the summary alone")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="siegel-consent-") as scratch:
        home = asked.keep or Path(scratch)
        home.mkdir(parents=True, exist_ok=True)
        wanted = truths(asked.set, frozenset(filter(None, asked.cases.split(","))))
        with served(asked.set, Path(scratch)) as there, ThreadPoolExecutor(asked.at_once) as pool:
            results = []
            for result in pool.map(lambda truth: scanned(truth, there, home / truth["case"]), wanted):
                results.append(result)
                if not asked.quiet:
                    _say(f"{'ok ' if result.exact else '-- '} {result.case}")
                    for line in (line for differs in result.parts.values() for line in differs or ()):
                        _say(f"      {line}")
    _say(summary(results))
    if asked.json:
        asked.json.write_text(json.dumps([asdict(result) for result in results], ensure_ascii=False, indent=1), "utf-8")
    return 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


if __name__ == "__main__":
    sys.exit(main())
