"""Siegel, sslscan, sslyze and testssl.sh on servers whose truth is known: who finds what, and at what cost."""

from __future__ import annotations

import dataclasses
import shutil
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from benchmarks import tls_findings
from benchmarks.process import Cost, run, siegel
from benchmarks.relay import Relay
from benchmarks.table import Section
from benchmarks.tls_findings import Finding, judged

#: Six that differ: in order, old, GnuTLS with much, without repairs, post-quantum, an expired certificate.
TARGETS = (
    "nginx_modern",
    "nginx_weak",
    "gnutls_normal",
    "tlslite_no_fallback_scsv",
    "pyopenssl_hybrid",
    "expired",
)
OURS = "siegel"


@dataclass(frozen=True, slots=True)
class Tool:
    """How a tool is started on `host` at 127.0.0.1:`port`, and how what it writes to a file is read."""

    command: Callable[[str, int, Path, Path | None], list[str]]
    read: Callable[[Path], set[Finding]]
    program: str = ""  # empty: a module of this Python


def _sslscan(host: str, port: int, out: Path, _ca: Path | None) -> list[str]:
    return ["sslscan", "--no-colour", f"--xml={out}", f"--sni-name={host}", f"127.0.0.1:{port}"]


def _sslyze(host: str, port: int, out: Path, ca: Path | None) -> list[str]:
    trusted = [f"--certinfo_ca_file={ca}"] if ca else []
    start = [sys.executable, "-W", "ignore", "-m", "sslyze", "--mozilla_config=disable", *trusted]
    checks = ["--certinfo", "--sslv2", "--sslv3", "--tlsv1", "--tlsv1_1", "--tlsv1_2", "--tlsv1_3", "--elliptic_curves"]
    flaws = ["--heartbleed", "--openssl_ccs", "--robot", "--compression", "--fallback", "--reneg", "--ems"]
    return [*start, *checks, *flaws, f"--sni={host}", f"--json_out={out}", f"127.0.0.1:{port}"]


def _testssl(host: str, port: int, out: Path, ca: Path | None) -> list[str]:
    """Protocols, suites of each, curves, certificate and flaws; no client simulation and no HTTP."""
    trusted = ["--add-ca", str(ca)] if ca else []
    quiet = ["testssl", "--quiet", "--warnings=off", "--color=0", "--nodns=none", "--ip=127.0.0.1"]
    return [*quiet, *trusted, "-p", "-E", "-f", "-S", "-U", f"--jsonfile={out}", f"{host}:{port}"]


PEERS = {
    "sslscan": Tool(_sslscan, tls_findings.of_sslscan, "sslscan"),
    "sslyze": Tool(_sslyze, tls_findings.of_sslyze),
    "testssl.sh": Tool(_testssl, tls_findings.of_testssl, "testssl"),
}


@dataclass(slots=True)
class Looked:
    """One tool on one target."""

    cost: Cost
    connections: int
    found: set[Finding] = field(default_factory=set)
    failed: str = ""


def measure(folder: Path, targets: Sequence[str], tools: Sequence[str] = tuple(PEERS)) -> list[Section]:
    """One run of each tool on each target. Raises KeyError for a target that there is not."""
    from real import truth as truths  # noqa: PLC0415 - the servers are needed here only
    from real.certificates import Authority  # noqa: PLC0415
    from real.servers import SERVERS  # noqa: PLC0415
    from real.shops import Workshop  # noqa: PLC0415

    peers = {name: PEERS[name] for name in tools}
    missing = [name for name, tool in peers.items() if tool.program and shutil.which(tool.program) is None]
    for kept in ("authority", "servers", "reports"):
        (folder / kept).mkdir()
    workshop = Workshop(Authority(folder / "authority"), folder / "servers")
    rows: dict[str, tuple[str, ...]] = {}
    figures: dict[str, Any] = {}
    notes: list[str] = []
    for target in targets:
        with SERVERS[target](workshop) as shop:
            out = folder / "reports" / target
            out.mkdir()
            looked = {OURS: _ours(shop, out)}
            looked |= {name: _peer(tool, shop, out / name) for name, tool in peers.items() if name not in missing}
        truth = truths.load(target, workshop.authority.today)
        for name, one in looked.items():
            cells, told = _row(one, looked[OURS], truth, shop.host)
            rows[f"{target}: {name}"] = (one.failed,) if one.failed else cells
            figures[f"{target}: {name}"] = told
            notes += [f"{target}, {name}: {what}: {_said(told[what])}" for what in SHOWN if told[what]]
    notes += [f"{name}: not installed, left out" for name in missing]
    return [
        Section(
            "tls-peers",
            "TLS of servers with known settings: what each tool finds, and what it costs",
            ("wall s", "CPU s", "connections", "found", "false", "missed", "Siegel lacks"),
            rows,
            figures,
            (
                "one run each, through a relay that counts; Siegel looks at www and apex, the others at www only.",
                "found: versions, suites, groups, flaws, certificate problems. false, missed: by tests/real/truth.",
                "Siegel lacks: true findings of theirs that Siegel doesn't have.",
                *notes,
            ),
        )
    ]


SHOWN = ("false", "Siegel lacks")


def _ours(shop: Any, out: Path) -> Looked:
    with Relay((shop.https_port,)) as relay:
        reached = dataclasses.replace(shop, https_port=relay.ports[shop.https_port])
        told = {**reached.shop_file(), "authorised_by": {"role": "owner", "organisation": "Siegel Tests"}}
        shop_file = out / "shop.yaml"
        shop_file.write_text(yaml.safe_dump(told), encoding="utf-8")
        cost = run(siegel("scan", str(shop_file), "--out", str(out / "run"), "-q", "--only", "tls"))
    looked = Looked(cost, relay.connections)
    evidence = out / "run" / "evidence.json"
    if not evidence.exists():
        looked.failed = f"status {cost.code}: {next(reversed(cost.said.strip().splitlines()), '')[:100]}"
        return looked
    facts = yaml.safe_load(evidence.read_text(encoding="utf-8"))["facts"]  # JSON is YAML
    looked.found = tls_findings.of_rows(facts, shop.host)
    return looked


def _peer(tool: Tool, shop: Any, out: Path) -> Looked:
    with Relay((shop.https_port,)) as relay:
        cost = run(tool.command(shop.host, relay.ports[shop.https_port], out, shop.ca))
    looked = Looked(cost, relay.connections)
    with suppress(FileNotFoundError):
        looked.found = tool.read(out)
        return looked
    looked.failed = f"status {cost.code}: {next(reversed(cost.said.strip().splitlines()), '')[:100]}"
    return looked


def _row(one: Looked, ours: Looked, truth: Any, host: str) -> tuple[tuple[str, ...], dict[str, Any]]:
    true = tls_findings.of_rows({kind: expected["rows"] for kind, expected in truth.get("facts", {}).items()}, host)
    false = {finding for finding in one.found if judged(finding, truth, host) is False}
    missed = true - one.found
    lacks = {
        finding for finding in one.found - ours.found if judged(finding, truth, host) and not _known(finding, ours)
    }
    cells = (
        f"{one.cost.wall:.2f}",
        f"{one.cost.cpu:.2f}",
        str(one.connections),
        str(len(one.found)),
        str(len(false)),
        str(len(missed)),
        "–" if one is ours else str(len(lacks)),
    )
    told = {
        "wall_s": one.cost.wall,
        "cpu_s": one.cost.cpu,
        "connections": one.connections,
        "found": sorted(one.found),
        "false": sorted(false),
        "missed": sorted(missed),
        "Siegel lacks": [] if one is ours else sorted(lacks),
    }
    return cells, told


def _known(finding: Finding, ours: Looked) -> bool:
    """Whether Siegel has it in other words: a DH prime by its name, a certificate's problem with its reason."""
    kind, *words = finding
    if kind == "group" and words[0].startswith("dh-"):
        return ("group", words[0].replace("dh-", "ffdhe")) in ours.found
    return finding == tls_findings.UNTRUSTED and any(known == "certificate" for known, *_ in ours.found)


def _said(findings: Sequence[Finding]) -> str:
    shown = ", ".join(" ".join(words) for _, *words in findings[:8])
    return shown + (f" and {len(findings) - 8} more" if len(findings) > 8 else "")
