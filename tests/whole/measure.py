"""How well whole shops are judged: `python -m tests.whole.measure [SHOP …] [--out DIR]`.

Serves each shop, scans it as its owner would, and holds every verdict against what a careful reader wrote down.
What is *unknown* is neither right nor wrong; a control may have several parts (PN-003.core): one of them is enough to
find what fails, and none may fail where nothing does.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
SHOPS = ("brotzeit", "apotheke", "lumen", "harbour", "nordbank", "faden")
SIEGEL = Path(sys.executable).with_name("siegel")
_DEADLINE_S = "900"


def scanned(shop: str, folder: Path) -> dict[str, Any]:
    """The report of a scan of that shop."""
    served = folder / "served"
    served.mkdir(parents=True)
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.whole.serve", shop, "--out", str(served)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        shop_file = server.stdout.readline().strip()
        run = folder / "run"
        subprocess.run(
            [str(SIEGEL), "scan", shop_file, "--out", str(run), "--deadline", _DEADLINE_S, "-q"],
            check=False,
            stdout=subprocess.DEVNULL,
        )
    finally:
        server.terminate()
        server.wait()
    report: dict[str, Any] = json.loads((run / "report.json").read_text("utf-8"))
    report["ordered"] = (served / "orders.log").exists()
    return report


def verdicts(report: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Those of each control, its parts and tiers together."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for verdict in report["verdicts"]:
        found[verdict["control"].partition(".")[0]].append(verdict)
    return found


def compared(shop: str, report: dict[str, Any]) -> Counter[str]:
    """Counts how verdicts and truth agree, and prints what differs."""
    truth = yaml.safe_load((HERE / shop / "truth.yaml").read_text("utf-8"))
    wanted = (
        dict.fromkeys(truth["fail"], "fail") | dict.fromkeys(truth["pass"], "pass") | dict.fromkeys(truth["na"], "na")
    )
    counts: Counter[str] = Counter()
    for control, true in wanted.items():
        parts = verdicts(report).get(control)
        if not parts:
            counts["not asked"] += 1
            continue
        said = _said(parts)
        counts[f"{true}, said {said}"] += 1
        if said != true and not (true == "na" and said in {"pass", "unknown"}):
            because = truth["fail"][control]["because"] if true == "fail" else ""
            print(f"  {control}: {said}, true is {true} {because}")  # noqa: T201 - this is what it is for
            for part in parts:
                if part["verdict"] in {"fail", "unknown"}:
                    print(f"      {part['control']} {part['verdict']}: {_why(part)}")  # noqa: T201
    if report["ordered"]:
        counts["ORDERED"] += 1
    return counts


def _said(parts: list[dict[str, Any]]) -> str:
    """One word for several parts: the worst."""
    said = {part["verdict"] for part in parts}
    return next(word for word in ("fail", "unknown", "pass", "not_applicable") if word in said).replace(
        "not_applicable", "na"
    )


def _why(part: dict[str, Any]) -> str:
    told = [finding["message"]["en"] for finding in part["findings"][:3]]
    return " | ".join(told or [str(one) for one in part["unknown_because"][:2]])[:420]


def main() -> None:
    """Scan and compare."""
    parser = argparse.ArgumentParser(prog="tests.whole.measure", description=__doc__)
    parser.add_argument("shops", nargs="*", default=SHOPS)
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    total: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="siegel-whole-") as scratch:
        for shop in asked.shops:
            folder = (asked.out or Path(scratch)) / shop
            report_file = folder / "run" / "report.json"
            report = (
                json.loads(report_file.read_text("utf-8")) | {"ordered": False}
                if report_file.exists()
                else scanned(shop, folder)
            )
            print(f"{shop}: exit code {report['gate']['exit_code']}")  # noqa: T201
            counts = compared(shop, report)
            print("  " + ", ".join(f"{name} {number}" for name, number in sorted(counts.items())))  # noqa: T201
            total += counts
    print("all: " + ", ".join(f"{name} {number}" for name, number in sorted(total.items())))  # noqa: T201


if __name__ == "__main__":
    main()
