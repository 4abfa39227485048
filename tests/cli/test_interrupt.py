"""Broken off: children ended, the run marked incomplete, what was seen kept. And a child that dies is a gap."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from .conftest import OUTER_WALL, Shop, Siegel, read
from .servers import Server, hang, serving


@pytest.fixture
def hanging() -> Iterator[Server]:
    with serving(hang) as server:
        yield server


@pytest.fixture
def half_hanging(rotten: Shop, hanging: Server, tmp_path: Path) -> Path:
    """A rotten shop at www; TLS of the apex never answers."""
    file = tmp_path / "half.yaml"
    file.write_text(
        re.sub(r'"muesli\.example:443:127\.0\.0\.1:\d+"', f'"muesli.example:443:127.0.0.1:{hanging.port}"', rotten.text)
    )
    return file


def wait_for(process: subprocess.Popen[bytes], *said: bytes) -> bytes:
    """Read progress until all of it was said."""
    assert process.stderr is not None
    read_so_far = b""
    while not all(word in read_so_far for word in said):
        line = process.stderr.readline()
        assert line, read_so_far
        read_so_far += line
    return read_so_far


def children_of(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    return list(psutil.Process(process.pid).children(recursive=True))


def have_ended(processes: list[psutil.Process]) -> bool:
    """Whether they are gone; who has nobody to reap it stays as a zombie, which does nothing more."""
    _, alive = psutil.wait_procs(processes, timeout=10)
    return all(process.status() == psutil.STATUS_ZOMBIE for process in alive if process.is_running())


def how_to_end(how: str, process: subprocess.Popen[bytes]) -> None:
    match how:
        case "Ctrl-C":
            os.killpg(process.pid, signal.SIGINT)
        case "SIGINT":
            process.send_signal(signal.SIGINT)
        case "SIGTERM":
            process.send_signal(signal.SIGTERM)
        case "SIGHUP":
            process.send_signal(signal.SIGHUP)


@pytest.mark.parametrize("how", ["Ctrl-C", "SIGINT", "SIGTERM", "SIGHUP"])
def test_a_scan_that_is_broken_off_keeps_what_it_saw(
    siegel: Siegel, half_hanging: Path, tmp_path: Path, how: str
) -> None:
    process = siegel.start("scan", half_hanging, *OUTER_WALL, "--out", "run")
    wait_for(process, b"www.muesli.example:443 certificate", b"http www.muesli.example: done")
    children = children_of(process)
    assert children
    how_to_end(how, process)
    out, err = process.communicate(timeout=30)

    assert process.returncode == 130, (out, err)
    assert have_ended(children)
    assert b"Traceback" not in err
    assert b"Exception ignored" not in err
    assert b"interrupted: what was seen until then is in run" in err

    report = read(tmp_path / "run/report.json")
    assert report["run"]["incomplete"] is True
    assert read(tmp_path / "run/manifest.json")["run"]["incomplete"] is True
    verdicts = {verdict["control"]: verdict["verdict"] for verdict in report["verdicts"]}
    assert verdicts["TLS-001"] == "fail"
    assert verdicts["TLS-012"] == "unknown"
    gaps = [e for e in read(tmp_path / "run/evidence.json")["coverage"] if e["status"] == "gap"]
    gaps = [gap for gap in gaps if gap["cause"] != "not_requested"]
    assert {(gap["cause"], gap["reason"]) for gap in gaps} == {("budget", "the scan was interrupted")}

    again = siegel.here("judge", "run")
    assert again.code == 1
    assert read(tmp_path / "run/report.json") == report


def test_a_scan_that_is_broken_off_says_so_where_a_person_reads(siegel: Siegel, half_hanging: Path) -> None:
    process = siegel.start("scan", half_hanging, *OUTER_WALL, "--out", "run", "--lang", "en")
    wait_for(process, b"www.muesli.example:443 certificate")
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=30)
    assert process.returncode == 130
    assert re.search(rb"incomplete|interrupted|broken off", out), out.decode()


def test_a_document_on_stdout_is_whole_when_the_scan_is_broken_off(siegel: Siegel, half_hanging: Path) -> None:
    import json  # noqa: PLC0415 - here alone

    process = siegel.start("scan", half_hanging, "--quick", "--format", "json", "--out", "-")
    wait_for(process, b"www.muesli.example:443 certificate")
    children = children_of(process)  # the browser's processes among them
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=30)
    assert process.returncode == 130
    assert have_ended(children)
    assert json.loads(out)["run"]["incomplete"] is True


def test_broken_off_before_anything_was_looked_at(siegel: Siegel, tmp_path: Path) -> None:
    process = siegel.start("scan", "late.yaml")
    wait_for(process, b"isn't there yet")
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"interrupted" in err
    assert b"Traceback" not in err
    assert list(tmp_path.iterdir()) == []


def test_a_child_that_is_killed_is_a_gap_and_what_it_told_stands(
    siegel: Siegel, sound: Shop, hanging: Server, tmp_path: Path
) -> None:
    file = tmp_path / "half.yaml"
    file.write_text(
        re.sub(r'"muesli\.example:443:127\.0\.0\.1:\d+"', f'"muesli.example:443:127.0.0.1:{hanging.port}"', sound.text)
    )
    process = siegel.start("scan", file, "--only", "tls", "--out", "run")
    wait_for(process, b"www.muesli.example:443 certificate")
    children = children_of(process)
    assert children
    for child in children:
        child.kill()
    out, err = process.communicate(timeout=30)
    assert process.returncode == 4, (out, err)
    evidence = read(tmp_path / "run/evidence.json")
    gaps = [entry for entry in evidence["coverage"] if entry["status"] == "gap" and entry["cause"] != "not_requested"]
    assert gaps
    # A child that died is asked once more for what it owed, alone.
    assert {gap["cause"] for gap in gaps} <= {"crash", "timeout"}
    assert all("endpoint.host" not in gap["scope"] or gap["scope"]["endpoint.host"] == "muesli.example" for gap in gaps)
    seen = {row["endpoint"]["host"] for row in evidence["facts"]["certificate"]}
    assert seen == {"www.muesli.example"}
