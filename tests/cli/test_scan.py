"""`siegel scan`: the options, the exit codes and their order, and where the report goes."""

from __future__ import annotations

import json
import re
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from scanner.demo import DemoShop

from .conftest import OUTER_WALL, Shop, Siegel, read
from .servers import HOST, answering, closed_port, hang, hang_up, over_tls, self_signed, serving

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html"


def with_plain_http_at(shop: Shop, port: int, folder: Path) -> Path:
    """The shop's file, with port 80 somewhere else."""
    changed = folder / "changed.yaml"
    changed.write_text(re.sub(r":80:127\.0\.0\.1:\d+", f":80:127.0.0.1:{port}", shop.text))
    return changed


@pytest.fixture
def tls_without_pages(rotten: Shop, tmp_path: Path) -> Iterator[Path]:
    """A shop whose front page is an error, over TLS that anybody can see is bad."""
    context = self_signed(tmp_path)
    with serving(over_tls(context, answering(b"HTTP/1.1 503 Service Unavailable"))) as https, closed_port() as http:
        file = tmp_path / "broken.yaml"
        file.write_text(
            f"shop: https://{HOST}\nconnect_to: ['{HOST}:443:127.0.0.1:{https.port}', '{HOST}:80:127.0.0.1:{http}',"
            f" '::127.0.0.1:{http}']\n"
        )
        yield file


# ── exit codes, each for real ────────────────────────────────────────────────────────────────────────────────────────


def test_a_sound_shop_passes_with_0(siegel: Siegel, sound: Shop) -> None:
    done = siegel("scan", sound.file, *OUTER_WALL, "--out", "run")
    assert done.code == 0, done.both
    assert "PASSED" in done.out
    assert "Traceback" not in done.both
    assert re.search(r"\b(\d+)/\1 ", done.err), done.err


def test_a_rotten_shop_fails_with_1_and_says_what_where_why_and_how_to_mend(siegel: Siegel, rotten: Shop) -> None:
    done = siegel("scan", rotten.file, *OUTER_WALL, "--out", "run", "-q")
    assert done.code == 1, done.both
    assert done.err == ""
    for said in (
        "TLS-001",
        "critical",
        "www.muesli.example:443",
        "TLSv1.0",
        "HTTP-002",
        "BSI TR-02102-2",
        "Report in run",
    ):
        assert said in done.out, said


def test_wrong_usage_ends_with_2(siegel: Siegel, sound: Shop) -> None:
    assert siegel.here("scan").code == 2
    assert siegel.here("scan", sound.file, "--colour").code == 2


def test_a_broken_shop_file_ends_with_3_and_nothing_is_written(siegel: Siegel, tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text("shop: nonsense\n")
    assert siegel.here("scan", "shop.yaml").code == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["shop.yaml"]


def test_what_stays_unknown_is_inconclusive_with_4(siegel: Siegel, sound: Shop, tmp_path: Path) -> None:
    with serving(hang_up) as http:
        done = siegel.here("scan", with_plain_http_at(sound, http.port, tmp_path), *OUTER_WALL, "--out", "run", "-q")
    assert done.code == 4, done.both
    verdicts = {v["control"]: v for v in read(tmp_path / "run/report.json")["verdicts"]}
    assert verdicts["HTTP-001"]["verdict"] == "unknown"
    assert verdicts["HTTP-001"]["counted"]
    assert verdicts["TLS-001"]["verdict"] == "pass"


def test_a_failure_outweighs_what_is_unknown(siegel: Siegel, rotten: Shop, tmp_path: Path) -> None:
    with serving(hang_up) as http:
        done = siegel.here("scan", with_plain_http_at(rotten, http.port, tmp_path), *OUTER_WALL, "--out", "run", "-q")
    assert done.code == 1, done.both
    report = read(tmp_path / "run/report.json")
    assert report["totals"]["unknown"] > 0
    assert any("unknown" in because for because in report["gate"]["because"])


def test_no_page_outweighs_a_failure(siegel: Siegel, tls_without_pages: Path, tmp_path: Path) -> None:
    done = siegel.here("scan", tls_without_pages, *OUTER_WALL, "--out", "run", "-q")
    assert done.code == 6, done.both
    report = read(tmp_path / "run/report.json")
    assert report["totals"]["fail"] > 0
    assert report["gate"]["exit_code"] == 6


def test_wrong_usage_outweighs_a_broken_shop_file(siegel: Siegel, tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text("shop: nonsense\n")
    for wrong in (["--connect-to", "here"], ["--profile", "missing.yaml"], ["--ca", "missing.pem"], ["--only", "tsl"]):
        done = siegel.here("scan", "shop.yaml", *wrong)
        assert done.code == 2, (wrong, done.both)


def test_a_broken_shop_file_outweighs_a_shop_that_is_not_there(siegel: Siegel, tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text("shop: https://nowhere.invalid\nhost: [a]\n")
    assert siegel.here("scan", "shop.yaml").code == 3


def test_a_bug_is_called_one_and_ends_with_70(siegel: Siegel, sound: Shop, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import scanner.scan\ndef broken(*_, **__): raise LookupError('lost')\nscanner.scan.make_plan = broken\n"
    )
    path = f"{tmp_path}:{Path(__file__).parents[2]}"
    done = siegel("scan", sound.file, *OUTER_WALL, "--out", "run", env={"PYTHONPATH": path})
    assert done.code == 70, done.both
    assert "LookupError: lost" in done.err
    assert "this is a bug in siegel" in done.err


# ── the gate ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_fail_on_moves_the_bar(siegel: Siegel, tmp_path: Path) -> None:
    """In the strict profile HTTP-002.subdomains is an error of medium severity; in the baseline a warning."""
    with DemoShop(["HTTP-002.subdomains"]) as demo:
        (tmp_path / "ca.pem").write_text(demo.ca_pem)
        (tmp_path / "shop.yaml").write_text(demo.shop_file_text("ca.pem"))
        run = ("scan", "shop.yaml", "-q", "--only", "http", "--out", "run")
        assert siegel.here(*run, "--fail-on", "medium").code == 1
        assert siegel.here(*run, "--fail-on", "high").code == 0
        assert siegel.here(*run, "--profile", "baseline-de-shop").code == 0
        assert siegel.here("judge", "run", "--fail-on", "low").code == 0


def test_strict_counts_warnings(siegel: Siegel, tmp_path: Path) -> None:
    with DemoShop(["HTTP-001.permanent"]) as demo:
        (tmp_path / "ca.pem").write_text(demo.ca_pem)
        (tmp_path / "shop.yaml").write_text(demo.shop_file_text("ca.pem"))
        run = ("scan", "shop.yaml", "-q", "--only", "http", "--out", "run", "--fail-on", "low")
        assert siegel.here(*run).code == 0
        assert siegel.here(*run, "--strict").code == 1


def test_an_area_left_out_is_not_assessed_and_fails_nothing(siegel: Siegel, rotten: Shop, tmp_path: Path) -> None:
    done = siegel.here("scan", rotten.file, "--only", "http", "--fail-on", "critical", "--out", "run", "-q")
    assert done.code == 0, done.both
    report = read(tmp_path / "run/report.json")
    tls = [verdict for verdict in report["verdicts"] if verdict["area"] == "tls"]
    assert tls
    assert all(v["verdict"] == "unknown" and v["not_assessed"] and not v["counted"] for v in tls)
    assert "0 gaps" in report["coverage_note"]
    assert siegel.here("judge", "run", "--require-complete").code == 4


def test_an_area_that_this_shop_can_not_be_asked_about_is_refused(siegel: Siegel, sound: Shop) -> None:
    done = siegel.here("scan", sound.file, "--only", "dns,mail")
    assert done.code == 2
    assert "connect_to" in done.err


def test_only_tls_asks_for_no_page(siegel: Siegel, sound: Shop, tmp_path: Path) -> None:
    done = siegel.here("scan", sound.file, "--only", "tls", "--out", "run", "-q")
    assert done.code == 0, done.both
    evidence = read(tmp_path / "run/evidence.json")
    assert "page" not in evidence["facts"]
    assert not any(cell["kind"] == "page" for cell in evidence["plan"])


@pytest.mark.parametrize(("area", "code"), [("http", 6), ("tls", 4)])
def test_only_one_area_of_a_shop_that_refuses(siegel: Siegel, area: str, code: int) -> None:
    with closed_port() as port:
        done = siegel.here(
            "scan", f"https://{HOST}", "--connect-to", f"::127.0.0.1:{port}", "--only", area, "--out", "run", "-q"
        )
    assert done.code == code, done.both


def test_as_of_far_ahead_makes_certificates_expire(siegel: Siegel, sound: Shop, tmp_path: Path) -> None:
    done = siegel.here("scan", sound.file, "--as-of", "2040-01-01", "--out", "run", "-q", "--only", "tls")
    assert done.code == 1, done.both
    report = read(tmp_path / "run/report.json")
    failed = {v["control"] for v in report["verdicts"] if v["verdict"] == "fail"}
    assert {"TLS-014", "TLS-014.soon"} <= failed
    assert report["as_of"] == "2040-01-01"


@pytest.mark.parametrize("day", ["tomorrow", "2026-02-30", "20261122x", ""])
def test_as_of_takes_days_only(siegel: Siegel, sound: Shop, day: str) -> None:
    assert siegel.here("scan", sound.file, "--as-of", day).code == 2


# ── the deadline ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_deadline_ends_a_scan_of_a_server_that_hangs_and_what_was_seen_counts(
    siegel: Siegel, rotten: Shop, tmp_path: Path
) -> None:
    with serving(hang) as http:
        done = siegel(
            "scan",
            with_plain_http_at(rotten, http.port, tmp_path),
            *OUTER_WALL,
            *("--deadline", "8", "--out", "run", "-q"),
            timeout=40,
        )
    report = read(tmp_path / "run/report.json")
    verdicts = {v["control"]: v["verdict"] for v in report["verdicts"]}
    assert verdicts["TLS-001"] == "fail"
    assert verdicts["HTTP-001"] == "unknown"
    gaps = {
        (entry["kind"], entry["cause"]) for entry in read(tmp_path / "run/evidence.json")["coverage"] if entry["cause"]
    }
    assert ("redirect", "timeout") in gaps
    assert verdicts["HTTP-002"] == "fail"
    assert done.code == 1


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "inf", "soon", "999999"])
def test_a_deadline_is_a_number_of_seconds_within_reason(
    siegel: Siegel, sound: Shop, seconds: str, tmp_path: Path
) -> None:
    done = siegel.here("scan", sound.file, "--deadline", seconds, "--out", "run")
    assert done.code == 2, done.both
    assert not (tmp_path / "run").exists()


# ── where the report goes ────────────────────────────────────────────────────────────────────────────────────────────


def test_json_to_stdout_is_the_document_alone(siegel: Siegel, rotten: Shop, tmp_path: Path) -> None:
    done = siegel("scan", rotten.file, *OUTER_WALL, "--format", "json", "--out", "-")
    assert done.code == 1
    document = json.loads(done.out)
    assert document["schema"] == "siegel/report/1"
    assert document["gate"]["exit_code"] == 1
    assert "tls" in done.err
    assert list(tmp_path.iterdir()) == []


def test_the_summary_to_stdout_writes_no_folder(siegel: Siegel, sound: Shop, tmp_path: Path) -> None:
    done = siegel("scan", sound.file, *OUTER_WALL, "--out", "-", "-q")
    assert done.code == 0
    assert "PASSED" in done.out
    assert done.err == ""
    assert list(tmp_path.iterdir()) == []


def test_stdout_takes_one_format(siegel: Siegel, sound: Shop) -> None:
    done = siegel.here("scan", sound.file, "--format", "json,console", "--out", "-")
    assert done.code == 2
    assert "one format" in done.err


def test_an_unknown_format_is_refused_with_the_nearest_one(siegel: Siegel, sound: Shop, tmp_path: Path) -> None:
    done = siegel.here("scan", sound.file, "--format", "jsn", "--out", "run")
    assert done.code == 2
    assert "did you mean json?" in done.err
    assert list(tmp_path.iterdir()) == []


def test_further_formats_lie_beside_the_report_and_in_the_manifest(siegel: Siegel, sound: Shop, tmp_path: Path) -> None:
    done = siegel.here("scan", sound.file, *OUTER_WALL, "--format", "console,json", "--out", "run", "-q")
    assert done.code == 0
    text = (tmp_path / "run/report.txt").read_text()
    assert "PASSED" in text
    assert "\x1b" not in text
    assert set(read(tmp_path / "run/manifest.json")["files"]) >= {
        "report.txt",
        "report.json",
        "evidence.json",
        "run.log",
    }


def test_german_is_german_throughout(siegel: Siegel, rotten: Shop) -> None:
    german = siegel.here("scan", rotten.file, *OUTER_WALL, "--lang", "de", "--out", "run", "-q")
    assert german.code == 1
    assert "NICHT BESTANDEN" in german.out
    assert "did not" not in german.out
    by_locale = siegel("judge", "run", env={"LANG": "de_DE.UTF-8"})
    assert "NICHT BESTANDEN" in by_locale.out


def test_without_a_terminal_there_is_no_colour(siegel: Siegel, rotten: Shop) -> None:
    done = siegel("scan", rotten.file, *OUTER_WALL, "--out", "run", env={"FORCE_COLOR": "1", "TERM": "xterm-256color"})
    assert "\x1b" not in done.both


def test_output_that_nobody_reads_is_no_error_of_ours(siegel: Siegel, run: Path) -> None:
    process = siegel.start("report", run)
    assert process.stdout is not None
    process.stdout.close()
    _, err = process.communicate(timeout=60)
    assert b"Traceback" not in err
    assert process.returncode == 0


# ── the run folder as target ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_folder_that_is_no_run_is_never_touched(siegel: Siegel, sound: Shop, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "diary.txt").write_text("dear diary")
    (mine / "report.json").write_text("{}")
    done = siegel.here("scan", sound.file, "--out", "mine")
    assert done.code == 2
    assert "not a run" in done.err
    assert sorted(path.name for path in mine.iterdir()) == ["diary.txt", "report.json"]


def test_a_run_is_replaced_and_what_is_not_of_it_stays(siegel: Siegel, sound: Shop, run: Path) -> None:
    (run / "notes.txt").write_text("mine")
    (run / "report.txt").write_text("of an older run")
    done = siegel.here("scan", sound.file, "--only", "http", "--out", "run", "-q")
    assert done.code == 0, done.both
    assert (run / "notes.txt").read_text() == "mine"
    assert not (run / "report.txt").exists()
    assert read(run / "manifest.json")["run"]["settings"]["only"] == ["http"]


@pytest.mark.parametrize("seal", ["seal", "run.dsse.json"])
def test_a_sealed_run_is_refused_and_stays_as_it_is(siegel: Siegel, sound: Shop, run: Path, seal: str) -> None:
    (run / seal).write_text("{}")
    before = {path: path.read_bytes() for path in run.rglob("*") if path.is_file()}
    done = siegel.here("scan", sound.file, "--out", "run", "-q")
    assert done.code == 2
    assert "sealed" in done.err
    assert {path: path.read_bytes() for path in run.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("out", ["file", "file/run", "/dev/null", "/proc/run", "a" * 300])
def test_where_no_folder_can_be_is_said_before_anything_is_looked_at(
    siegel: Siegel, sound: Shop, tmp_path: Path, out: str
) -> None:
    (tmp_path / "file").write_text("here")
    done = siegel.here("scan", sound.file, "--out", out)
    assert done.code == 2, done.both
    assert "Traceback" not in done.err
    assert "hint:" in done.err
    assert (tmp_path / "file").read_text() == "here"


def test_an_empty_folder_is_used(siegel: Siegel, sound: Shop, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert siegel.here("scan", sound.file, "--out", "empty", "-q", "--only", "http").code == 0


def test_the_default_folder_names_host_and_time(siegel: Siegel, sound: Shop, tmp_path: Path) -> None:
    done = siegel.here("scan", sound.file, "-q", "--only", "http")
    assert done.code == 0, done.both
    (folder,) = (tmp_path / "siegel-runs/www.muesli.example").iterdir()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ(-\d+)?", folder.name)
    assert folder.name in done.out


def test_scans_at_the_same_moment_never_share_a_folder(siegel: Siegel, sound: Shop, tmp_path: Path) -> None:
    running = [siegel.start("scan", sound.file, "-q", "--only", "http") for _ in range(3)]
    ended = [(process.communicate(timeout=90), process.returncode) for process in running]
    assert [code for _, code in ended] == [0, 0, 0], ended
    folders = list((tmp_path / "siegel-runs/www.muesli.example").iterdir())
    assert len(folders) == 3
    for folder in folders:
        assert siegel.here("judge", folder).code == 0


# ── naming the shop ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_bare_address_is_scanned_with_options_instead_of_a_file(siegel: Siegel, sound: Shop) -> None:
    https, http = sound.demo.https_port, sound.demo.http_port
    options = [
        part
        for host in ("www.muesli.example", "muesli.example")
        for public, port in ((443, https), (80, http))
        for part in ("--connect-to", f"{host}:{public}:127.0.0.1:{port}")
    ]
    done = siegel.here(
        *("scan", "www.muesli.example", *options, *OUTER_WALL),
        *("--ca", sound.ca, "--profile", "strict-de-shop", "--out", "run", "-q"),
    )
    assert done.code == 0, done.both


def test_a_file_that_a_demo_shop_is_about_to_write_is_waited_for(siegel: Siegel, sound: Shop, tmp_path: Path) -> None:
    process = siegel.start("scan", "late.yaml", "--only", "http", "--out", "run")
    assert process.stderr is not None
    assert b"isn't there yet" in process.stderr.readline()
    part = tmp_path / "late.part"
    part.write_text(sound.text)
    part.rename(tmp_path / "late.yaml")
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, (out, err)


def test_a_missing_shop_file_is_said_with_its_name(siegel: Siegel) -> None:
    done = siegel("scan", "nowhere/missing.yaml")
    assert done.code == 3
    assert "nowhere/missing.yaml:1:1: can't be read" in done.err


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ftp://shop.example",
        "https://",
        "https://user:secret@shop.example",
        "https://shop example",
        "https://foo..bar",
        "https://shop.example:0",
        "https://shop.example:99999",
        "http://[::1",
        r"https://a\@b",
        "https://-shop.example",
        "javascript:alert(1)",
        "a" * 300,
    ],
)
def test_what_is_no_address_of_a_shop_is_refused_and_nothing_is_written(
    siegel: Siegel, tmp_path: Path, address: str
) -> None:
    done = siegel.here("scan", address, "--out", "run")
    assert done.code == 2, done.both
    assert "is not the address of a shop" in done.err
    assert "https://www.muesli.example" in done.err
    assert list(tmp_path.iterdir()) == []


def test_a_history_that_is_not_there_is_refused(siegel: Siegel, sound: Shop) -> None:
    done = siegel.here("scan", sound.file, "--history", "x")
    assert done.code == 2
    assert "there is no folder x" in done.err


def test_a_ca_that_is_none_is_refused(siegel: Siegel, sound: Shop, tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("trust me")
    assert siegel.here("scan", sound.file, "--ca", "ca.pem").code == 2
    (tmp_path / "shop.yaml").write_text("shop: https://shop.invalid\nca: {file: ca.pem, as: public}\n")
    done = siegel.here("scan", "shop.yaml")
    assert done.code == 3
    assert "shop.yaml:2:12:" in done.err


def test_a_ca_that_is_not_declared_public_is_not_trusted_and_a_notice_says_so(
    siegel: Siegel, sound: Shop, tmp_path: Path
) -> None:
    shutil.copy(sound.ca, tmp_path / "shop.ca.pem")
    (tmp_path / "shop.yaml").write_text(re.sub(r"ca: .*", "ca: shop.ca.pem", sound.text))
    done = siegel.here("scan", "shop.yaml", "--only", "tls", "--out", "run", "-q")
    assert done.code == 1
    assert "not declared `as: public`" in done.both
    failed = [v["control"] for v in read(tmp_path / "run/report.json")["verdicts"] if v["verdict"] == "fail"]
    assert failed == ["TLS-012"]


def test_ipv6_loopback_is_a_shop_like_any_other(siegel: Siegel, tmp_path: Path) -> None:
    if not socket.has_ipv6:
        pytest.skip("no IPv6 here")
    with closed_port() as port:
        done = siegel.here("scan", f"https://[::1]:{port}/", *OUTER_WALL, "--out", "run", "-q")
    assert done.code == 6, done.both
    causes = {entry["cause"] for entry in read(tmp_path / "run/evidence.json")["coverage"] if entry["status"] == "gap"}
    assert causes <= {"refused", "unreachable", "not_requested", "not_authorised"}, causes
