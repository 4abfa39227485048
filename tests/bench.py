"""`make bench`: what a scan, a probe, start-up, loading and judging cost, beside floors and peers of the same minute.

tests/bench.py [--runs N] [--only scan,browser,peers,startup,policies,consent,forms,notices,seal,…]
               [--rows 1000,10000,100000] [--shop FILE] [--targets NAME,…] [--tools NAME,…] [--json FILE]
tls-peers takes most of the time: testssl.sh up to a minute and a half for each target.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT)]

from benchmarks import banners, browsing, distance, forms, judging, loading, notices, scans, sealing, tls_peers  # noqa: E402 - the line above makes them findable
from benchmarks.table import Section, show  # noqa: E402

SECTIONS: dict[str, Callable[[argparse.Namespace, Path], list[Section]]] = {
    "scan": lambda asked, folder: scans.measure(folder, asked.runs, peers=asked.peers),
    "browser": lambda asked, folder: browsing.measure(folder, asked.runs, peers=asked.peers, shop_file=asked.shop),
    "startup": lambda asked, _: loading.start_up(asked.runs),
    "policies": lambda asked, folder: loading.policies(folder, asked.runs),
    "consent": lambda *_: banners.measure(),
    "forms": lambda *_: forms.measure(),
    "notices": lambda *_: notices.measure(),
    "seal": lambda asked, folder: sealing.measure(folder, asked.runs),
    "judging": lambda asked, _: judging.measure(asked.rows, asked.runs),
    "distance": lambda asked, folder: distance.measure(folder, asked.runs),
    "tls-peers": lambda asked, folder: tls_peers.measure(folder, asked.targets, asked.tools),
}


def main() -> int:
    asked = _arguments()
    machine = {
        "at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "load_before": round(os.getloadavg()[0], 2),
        "runs": asked.runs,
    }
    _say(
        f"Siegel benchmark, {machine['at']}: {machine['cores']} cores, {machine['system']}, "
        f"Python {machine['python']}\n"
        f"Load {machine['load_before']} before; medians of {asked.runs} runs, the range in brackets. "
        "A shared machine is noisy: compare ratios, not seconds."
    )
    found: list[Section] = []
    with tempfile.TemporaryDirectory(prefix="siegel-bench-") as folder:
        for name, measure in SECTIONS.items():
            if name in asked.only:
                for section in measure(asked, Path(folder)):
                    found.append(section)
                    _say(show(section))
    if asked.json:
        document = {"machine": machine, "sections": {section.name: section.document() for section in found}}
        asked.json.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests/bench.py", description=(__doc__ or "").partition("\n")[0])
    names = (*SECTIONS, "peers")
    parser.add_argument("--runs", type=int, default=5, help="runs of everything short (default 5)")
    parser.add_argument(
        "--only",
        default=",".join(names),
        help=f"some of {', '.join(names)}; peers are measured with scan and browser, whichever of them is named",
    )
    parser.add_argument("--rows", default="1000,10000,100000", help="sizes of the evidence to judge")
    parser.add_argument(
        "--shop", type=Path, metavar="FILE", help="for browser: this shop, served already, instead of the demo shop"
    )
    parser.add_argument(
        "--targets", default=",".join(tls_peers.TARGETS), help="for tls-peers: servers of tests/real, by their names"
    )
    parser.add_argument(
        "--tools", default=",".join(tls_peers.PEERS), help="for tls-peers: the tools beside Siegel (all of them)"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure there too")
    asked = parser.parse_args()
    asked.only = asked.only.split(",")
    if wrong := set(asked.only) - set(names):
        parser.error(f"there is no part {', '.join(sorted(wrong))}")
    asked.peers = "peers" in asked.only
    if asked.peers and not {"scan", "browser"} & set(asked.only):
        asked.only += ["scan", "browser"]
    asked.targets, asked.tools = asked.targets.split(","), [tool for tool in asked.tools.split(",") if tool]
    asked.rows = [int(size) for size in asked.rows.split(",")]
    asked.runs = max(asked.runs, 1)
    return asked


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
