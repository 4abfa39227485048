"""What reports in every format, a seal and its check cost: whole processes over a run of the demo shop."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

from benchmarks.demo import Demo
from benchmarks.process import Command, run, siegel
from benchmarks.scans import RAN, Measured
from benchmarks.table import Section, median, spread

#: Bytes of the bundle that is checked beside that of the demo.
LARGE = 50_000_000
#: Findings of the report that is set as a PDF beside that of the demo.
FINDINGS = 1_000


def measure(folder: Path, runs: int) -> list[Section]:
    """Each command in turn, run after run; the first of each is not counted."""
    with Demo(folder, "TLS-001,HTTP-004,CK-001,FM-004,PN-003") as demo:
        out = folder / "reported"
        scanned = run(siegel("scan", str(demo.shop_file), "-q", "--quick", "--out", str(out)))
    if scanned.code not in RAN:
        return [Section("seal", "Reports and seals", (), {}, {}, (f"left out: the scan ended with {scanned.code}",))]
    key = folder / "audit.key"
    run(siegel("key", "new", "--no-password", "--out", str(key)))
    large, crowded = _large(folder, out), _crowded(folder, out)
    sealed = {of: folder / f"{of.name}.siegel" for of in (out, large)}
    for of, path in sealed.items():
        run(siegel("pack", str(of), "--key", str(key), "--out", str(path)))
    formats = ",".join(_formats())
    check = siegel("verify", "--key", f"{key}.pub")
    jobs: dict[str, Command] = {
        f"report --format {formats}": siegel("report", str(out), "--format", formats, "--out", str(folder / "files")),
        "report --format pdf": siegel("report", str(out), "--format", "pdf", "--out", str(folder / "files")),
        f"the same, {FINDINGS:,} findings": siegel(
            "report", str(crowded), "--format", "pdf", "--out", str(folder / "more")
        ),
        "pack": ["sh", "-c", f"rm -f {folder}/again.siegel; exec {' '.join(_pack(out, key, folder))}"],
        "verify": [*check, str(sealed[out])],
        "verify --seal-only": [*check, "--seal-only", str(sealed[out])],
        f"verify --seal-only, {LARGE // 1_000_000} MB": [*check, "--seal-only", str(sealed[large])],
    }
    found = {name: Measured() for name in jobs}
    for number in range(runs + 1):
        for name, command in jobs.items():
            cost = run(command)
            if cost.code not in (0, 1, 4):
                found[name].failed = f"status {cost.code}: {cost.said.strip()[-100:]}"
            elif number:
                found[name].add(cost, 0.0)
    rows = {name: (of.failed,) if of.failed else (spread(of.wall), spread(of.cpu)) for name, of in found.items()}
    size = sealed[out].stat().st_size / 1e6
    return [
        Section(
            "seal",
            f"Reports and seals of a run of the demo shop ({size:.1f} MB sealed), as whole processes",
            ("wall s", "CPU s"),
            rows,
            {name: {"wall_s": median(of.wall), "cpu_s": median(of.cpu)} for name, of in found.items() if not of.failed},
            ("Aims: all formats under 3 s, a PDF of 1,000 findings under 3 s, 50 MB checked under 2 s.",),
        )
    ]


def _formats() -> list[str]:
    from scanner.reports import FORMATS  # noqa: PLC0415 - the line that finds it is bench.py's

    return [fmt.name for fmt in FORMATS]


def _pack(of: Path, key: Path, folder: Path) -> list[str]:
    return siegel("pack", str(of), "--key", str(key), "--out", str(folder / "again.siegel"))


def _large(folder: Path, of: Path) -> Path:
    """The run with as much more in its artifacts."""
    made = shutil.copytree(of, folder / "large")
    manifest = json.loads((made / "manifest.json").read_text("utf-8"))
    for number in range(25):
        data = hashlib.sha256(str(number).encode()).digest() * (LARGE // 25 // 32)
        name = hashlib.sha256(data).hexdigest()
        (made / "artifacts" / name).write_bytes(data)
        manifest["files"][f"artifacts/{name}"] = name
    (made / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    return made


def _crowded(folder: Path, of: Path) -> Path:
    """The run with a report of many findings."""
    made = shutil.copytree(of, folder / "crowded")
    report = json.loads((made / "report.json").read_text("utf-8"))
    failed = [one for one in report["verdicts"] if one["verdict"] == "fail" and one["findings"]]
    each = -(-FINDINGS // len(failed))
    for one in failed:
        one["findings"] = [
            one["findings"][0] | {"fingerprint": f"{one['findings'][0]['fingerprint'][:-4]}{number:04}"}
            for number in range(each)
        ]
    (made / "report.json").write_text(json.dumps(report), "utf-8")
    return made
