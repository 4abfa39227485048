"""Scans of the demo shop without a browser, each probe alone, and what other tools take for something like it."""

from __future__ import annotations

import importlib.util
import json
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.demo import HOSTS, Demo
from benchmarks.process import Command, Cost, run, siegel, tree_peak
from benchmarks.relay import Relay
from benchmarks.table import Section, median, megabytes, spread, times

#: Gate passed, failed, inconclusive: the scan itself ran.
RAN = (0, 1, 4)


@dataclass(frozen=True, slots=True)
class Job:
    """Something to run against a demo shop. `commands` takes its https port, its http port, and its shop file."""

    name: str
    demo: Demo
    commands: Callable[[int, int, Path], list[Command]]
    does: str = ""
    beside: str = ""


@dataclass(slots=True)
class Measured:
    """What a job cost in each run. `shop`: CPU seconds of the demo shop meanwhile."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    shop: list[float] = field(default_factory=list)
    largest: int = 0
    tree: int = 0
    connections: int = 0
    bytes: int = 0
    reported: dict[str, Any] = field(default_factory=dict)
    failed: str = ""

    def add(self, cost: Cost, shop: float) -> None:
        self.wall.append(cost.wall)
        self.cpu.append(cost.cpu)
        self.shop.append(shop)
        self.largest = max(self.largest, cost.largest)

    def document(self) -> dict[str, Any]:
        return {
            "wall_s": median(self.wall),
            "cpu_s": median(self.cpu),
            "shop_cpu_s": median(self.shop),
            "walls_s": self.wall,
            "largest_process_bytes": self.largest,
            "tree_bytes": self.tree,
            "connections": self.connections,
            "bytes_on_the_wire": self.bytes,
            "reported": self.reported,
            "failed": self.failed,
        }


def measure(folder: Path, runs: int, *, peers: bool) -> list[Section]:
    """All jobs in turn, run after run, so that a busy minute hits all of them."""
    with Demo(folder, "none") as sound, Demo(folder, "all") as faulty:
        out = folder / "run"
        own = [
            Job("siegel scan --only tls,http", sound, _scan(out, "--only", "tls,http")),
            Job("the same, all faults", faulty, _scan(out, "--only", "tls,http")),
            Job("siegel scan --only tls", sound, _scan(out, "--only", "tls")),
            Job("siegel scan --only http", sound, _scan(out, "--only", "http")),
        ]
        others = [job for job in _peers(sound) if job.commands(0, 0, folder)] if peers else []
        missing = [job.name for job in _peers(sound) if not job.commands(0, 0, folder)] if peers else []
        found = {job.name: Measured() for job in (*own, *others)}
        for job in (*own, *others):
            _watch(job, found[job.name], out)
        for _ in range(runs):
            for job in (*own, *others):
                _once(job, found[job.name])
    sections = [_own(own, found)]
    return [*sections, _beside(others, missing, found)] if peers else sections


def _watch(job: Job, measured: Measured, out: Path) -> None:
    """The untimed runs: one to warm up and count through the relay, one to see the memory."""
    with Relay((job.demo.https, job.demo.http)) as relay:
        ports = relay.ports
        shop = job.demo.through(ports)
        cost = run(*job.commands(ports[job.demo.https], ports[job.demo.http], shop))
    measured.connections, measured.bytes = relay.connections, relay.bytes
    ours = not job.does
    if cost.code not in (RAN if ours else (0, 1)):
        measured.failed = f"status {cost.code}: {next(reversed(cost.said.strip().splitlines()), '')[:100]}"
        return
    if ours:
        told = json.loads((out / "report.json").read_text("utf-8"))["run"]
        measured.reported = {name: told[name] for name in ("connections", "requests", "bytes_read", "seconds")}
    measured.tree = tree_peak(*job.commands(job.demo.https, job.demo.http, job.demo.shop_file))


def _once(job: Job, measured: Measured) -> None:
    if measured.failed:
        return
    before = job.demo.cpu_s()
    cost = run(*job.commands(job.demo.https, job.demo.http, job.demo.shop_file))
    measured.add(cost, job.demo.cpu_s() - before)


def _scan(out: Path, *options: str) -> Callable[[int, int, Path], list[Command]]:
    return lambda _https, _http, shop: [siegel("scan", str(shop), "--out", str(out), "-q", *options)]


def _peers(demo: Demo) -> list[Job]:
    per_host = "both hosts, one after the other"

    def sslscan(https: int, _http: int, _shop: Path) -> list[Command]:
        each: list[Command] = [["sslscan", "--no-colour", f"--sni-name={host}", f"127.0.0.1:{https}"] for host in HOSTS]
        return each if shutil.which("sslscan") else []

    def nmap(https: int, _http: int, _shop: Path) -> list[Command]:
        start = ["nmap", "-sT", "-Pn", "-n", "-p", str(https), "--script", "ssl-enum-ciphers", "--script-args"]
        return [[*start, f"tls.servername={host}", "127.0.0.1"] for host in HOSTS] if shutil.which("nmap") else []

    def sslyze(https: int, _http: int, _shop: Path) -> list[Command]:
        each: list[Command] = [[sys.executable, "-m", "sslyze", "--sni", host, f"127.0.0.1:{https}"] for host in HOSTS]
        return each if importlib.util.find_spec("sslyze") else []

    def curl(https: int, http: int, _shop: Path) -> list[Command]:
        leads = [f"{host}:{old}:127.0.0.1:{new}" for host in HOSTS for old, new in ((443, https), (80, http))]
        urls = [f"{scheme}://{host}/" for host in HOSTS for scheme in ("http", "https")]
        options = [word for lead in leads for word in ("--connect-to", lead)]
        outs = [word for _ in urls for word in ("-o", "/dev/null")]
        return [["curl", "-sS", "--cacert", str(demo.ca), *options, *outs, *urls]] if shutil.which("curl") else []

    return [
        Job(
            "sslscan",
            demo,
            sslscan,
            f"versions, suites, groups, some flaws, the certificate unjudged; {per_host}",
            "siegel scan --only tls",
        ),
        Job(
            "nmap ssl-enum-ciphers",
            demo,
            nmap,
            f"versions and suites with grades, nothing else; {per_host}",
            "siegel scan --only tls",
        ),
        Job(
            "python -m sslyze",
            demo,
            sslyze,
            f"its default checks, flaws and Mozilla's profile included; {per_host}",
            "siegel scan --only tls",
        ),
        Job("curl", demo, curl, "the same four requests, nothing read or judged", "siegel scan --only http"),
    ]


def _own(jobs: list[Job], found: Mapping[str, Measured]) -> Section:
    rows = {}
    for job in jobs:
        of = found[job.name]
        counted = f"{of.connections} ({of.reported.get('connections', '–')})"
        memory = (megabytes(of.largest), megabytes(of.tree))
        cells = (
            spread(of.wall),
            spread(of.cpu),
            spread(of.shop),
            counted,
            f"{of.reported.get('requests', '–')}",
            *memory,
        )
        rows[job.name] = (of.failed,) if of.failed else cells
    columns = (
        "wall s",
        "CPU s",
        "shop's CPU s",
        "connections (reported)",
        "requests",
        "largest process",
        "all at once",
    )
    return Section(
        "scan",
        "Scanning the demo shop (two hosts) without a browser, as a whole process",
        columns,
        rows,
        {name: found[name].document() for name in rows},
        (
            "CPU: user and system, children included; the demo shop's own CPU runs beside it on the same cores.",
            "connections: as a relay before the shop counted them, and in brackets what the report says.",
            "all at once: the process and its children at their common peak, shared pages counted once.",
        ),
    )


def _beside(jobs: list[Job], missing: list[str], found: Mapping[str, Measured]) -> Section:
    rows: dict[str, tuple[str, ...]] = {}
    for job in jobs:
        of, ours = found[job.name], found[job.beside]
        ratios = (times(ours.wall, of.wall), times(ours.cpu, of.cpu))
        cells = (spread(of.wall), spread(of.cpu), str(of.connections), *ratios, job.does)
        rows[job.name] = (of.failed,) if of.failed else cells
    return Section(
        "peers",
        "Other tools on the same demo shop, in the same minutes",
        ("wall s", "CPU s", "connections", "Siegel's wall", "Siegel's CPU", "what it does"),
        rows,
        {name: found[name].document() for name in rows},
        (
            "Siegel's: seconds of `siegel scan --only tls` (for curl: --only http) over the tool's,",
            "start-up, judging and the report included. No two of them do the same work.",
            *(f"{name}: not installed, left out" for name in missing),
        ),
    )
