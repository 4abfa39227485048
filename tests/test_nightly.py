"""The nightly script of the how-to: run as cron and systemd run it, over a demo shop and over a stand-in Siegel."""

from __future__ import annotations

import datetime as dt
import fcntl
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from scanner.cli import cli
from scanner.demo import DemoShop
from scanner.reports import FORMATS

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / "docs/how-to/nightly.sh"
TEXT = (ROOT / "docs/how-to/nightly.md").read_text()

pytestmark = pytest.mark.skipif(
    shutil.which("bash") is None or shutil.which("flock") is None, reason="no bash or no flock here"
)
needs_pack = pytest.mark.skipif(
    not {"pack", "key", "verify"} <= set(cli.commands_in),  # type: ignore[attr-defined]
    reason="this version has no siegel pack",
)
REAL = f"""#!/bin/sh
PYTHONPATH='{ROOT}' exec '{sys.executable}' -m scanner.cli "$@"
"""
#: Notes what it is asked for and answers with SCAN, PACK, VERIFY or DIFF as its exit code.
STAND_IN = """#!/bin/bash
printf '%s\\n' "$*" >>"$ASKED"
case $1 in
  scan)
    for argument; do [[ $argument != --out=* ]] || run=${argument#--out=}; done
    case ${SCAN:-0} in 0 | 1 | 4 | 6 | 130) mkdir -p "$run" && echo '{}' >"$run/manifest.json" ;; esac
    exit "${SCAN:-0}" ;;
  pack) echo sealed >"${*: -1}"; exit "${PACK:-0}" ;;
  verify) exit "${VERIFY:-0}" ;;
  diff) echo the difference; exit "${DIFF:-0}" ;;
esac
"""
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ")


@dataclass(frozen=True, slots=True)
class Ended:
    code: int
    out: str


@dataclass(frozen=True, slots=True)
class Nights:
    folder: Path

    @property
    def siegel(self) -> Path:
        return self.folder / "a siegel"

    @property
    def kept(self) -> Path:
        return self.folder / "the shop"

    def installed(self, text: str) -> None:
        self.siegel.write_text(text)
        self.siegel.chmod(0o755)

    def __call__(self, *arguments: object, **env: str) -> Ended:
        done = subprocess.run(
            [SCRIPT, *map(str, arguments)],
            cwd=self.folder,
            env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "SIEGEL": str(self.siegel)}
            | {"ASKED": str(self.folder / "asked")}
            | env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=120,
            check=False,
        )
        return Ended(done.returncode, done.stdout.decode())

    def asked(self) -> list[str]:
        path = self.folder / "asked"
        return path.read_text().splitlines() if path.exists() else []

    def runs(self) -> list[str]:
        return sorted(path.name for path in (self.kept / "runs").iterdir())

    def seals(self) -> list[str]:
        return sorted(path.name for path in (self.kept / "sealed").iterdir())

    def past(self, hours: float) -> Path:
        """A run that began so many hours ago."""
        at = dt.datetime.now(dt.UTC) - dt.timedelta(hours=hours)
        run = self.kept / "runs" / at.strftime("%Y-%m-%dT%H-%M-%SZ")
        run.mkdir(parents=True)
        (run / "manifest.json").write_text("{}")
        return run


@pytest.fixture
def nights(tmp_path: Path) -> Nights:
    nights = Nights(tmp_path)
    nights.installed(STAND_IN)
    return nights


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "key.pem"
    path.write_text("key")
    path.with_name("key.pem.pub").write_text("public")
    return path


# ── at night ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("code", [0, 1, 4, 6])
def test_a_gate_that_fails_stops_nothing(nights: Nights, key: Path, code: int) -> None:
    done = nights("night", nights.kept, "shop.yaml", "--quick", SIEGEL_KEY=str(key), SCAN=str(code))
    assert done.code == 0, done.out
    (run,) = nights.runs()
    assert STAMP.fullmatch(run)
    folder = nights.kept
    assert nights.asked() == [
        f"scan --quiet --lang=en --quick --out={folder}/runs/{run} -- shop.yaml",
        f"pack {folder}/runs/{run} --key {key} --out {folder}/sealed/{run}.siegel",
        f"verify --chain {folder}/sealed --key {key}.pub",
    ]
    assert f"the scan ended with {code}" in done.out


def test_each_seal_names_the_one_before(nights: Nights, key: Path) -> None:
    for _ in range(3):
        assert nights("night", nights.kept, "shop.yaml", SIEGEL_KEY=str(key)).code == 0
    packs = [line for line in nights.asked() if line.startswith("pack")]
    seals = nights.seals()
    assert len(seals) == len(set(nights.runs())) == 3, "no run takes the place of another, however fast they come"
    assert [re.findall(r"--previous (.*?) --out", line) for line in packs] == [
        [],
        *([f"{nights.kept}/sealed/{name}"] for name in seals[:2]),
    ]


@pytest.mark.parametrize("code", [2, 3, 70])
def test_without_a_run_nothing_is_sealed(nights: Nights, key: Path, code: int) -> None:
    assert nights("night", nights.kept, "shop.yaml", SIEGEL_KEY=str(key), SCAN=str(code)).code == code
    assert [line.split()[0] for line in nights.asked()] == ["scan"]


def test_an_interrupted_run_is_kept_aside(nights: Nights, key: Path) -> None:
    assert nights("night", nights.kept, "shop.yaml", SIEGEL_KEY=str(key), SCAN="130").code == 130
    (run,) = nights.runs()
    assert run.endswith("Z.interrupted")
    assert "no run in" in nights("morning", nights.kept).out


def test_a_run_that_could_not_be_sealed_leaves_no_half_seal(nights: Nights, key: Path) -> None:
    done = nights("night", nights.kept, "shop.yaml", SIEGEL_KEY=str(key), PACK="2")
    assert done.code == 2
    assert "could not be sealed" in done.out
    assert nights.seals() == []
    assert len(nights.runs()) == 1


def test_a_broken_chain_is_told_at_night_and_in_the_morning(nights: Nights, key: Path) -> None:
    done = nights("night", nights.kept, "shop.yaml", SIEGEL_KEY=str(key), VERIFY="5")
    assert done.code == 5
    assert "DOES NOT HOLD" in done.out
    nights.past(1)
    done = nights("morning", nights.kept, SIEGEL_KEY=str(key), VERIFY="5", DIFF="1")
    assert done.code == 5, "it comes before what the difference says"


def test_without_a_key_the_run_is_kept_unsealed_and_that_is_said(nights: Nights) -> None:
    done = nights("night", nights.kept, "shop.yaml")
    assert done.code == 0
    assert "not sealed" in done.out
    assert nights.seals() == []


def test_another_public_key_may_check(nights: Nights, key: Path) -> None:
    other = key.with_name("other.pub")
    key.with_name("key.pem.pub").rename(other)
    assert nights("night", nights.kept, "shop.yaml", SIEGEL_KEY=str(key)).code == 2, "told before the scan"
    assert nights.asked() == []
    nights("night", nights.kept, "shop.yaml", SIEGEL_KEY=str(key), SIEGEL_VERIFY_KEY=str(other))
    assert nights.asked()[-1].endswith("other.pub")


def test_two_nights_do_not_overlap(nights: Nights) -> None:
    nights.kept.mkdir()
    with (nights.kept / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert nights("night", nights.kept, "shop.yaml").code == 75
        assert nights("morning", nights.kept, SIEGEL_WAIT_S="0").code == 75
    assert nights.asked() == []
    assert nights("night", nights.kept, "shop.yaml").code == 0


def test_what_the_scan_leaves_running_does_not_hold_the_lock(nights: Nights) -> None:
    nights.installed(STAND_IN.replace("case $1 in", "[[ ! -e /proc/self/fd/9 ]] || exit 99\ncase $1 in", 1))
    assert nights("night", nights.kept, "shop.yaml").code == 0


@pytest.mark.parametrize(
    "arguments", [(), ("night",), ("noon", "x"), ("night", "--help"), ("night", "x"), ("night", "x", "")]
)
def test_a_call_that_makes_no_sense_scans_nothing(nights: Nights, arguments: tuple[str, ...]) -> None:
    done = nights(*arguments)
    assert done.code == 2
    assert done.out.startswith("nightly: say ")
    assert nights.asked() == []


def test_a_key_or_password_that_cannot_be_read_is_told_before_the_scan(nights: Nights, key: Path) -> None:
    for env in ({"SIEGEL_KEY": "nowhere"}, {"SIEGEL_KEY": str(key), "SIEGEL_KEY_PASSWORD_FILE": "nowhere"}):
        done = nights("night", nights.kept, "shop.yaml", **env)
        assert done.code == 2
        assert "can't be read" in done.out
    assert nights.asked() == []


def test_what_it_writes_is_for_its_owner_alone(nights: Nights, key: Path) -> None:
    nights("night", nights.kept, "shop.yaml", SIEGEL_KEY=str(key))
    assert [path for path in nights.kept.rglob("*") if path.stat().st_mode & 0o077] == []


@pytest.mark.parametrize("shop", ["$(touch forged)", "--help", "a b"])
def test_a_shop_s_name_is_not_obeyed(nights: Nights, shop: str) -> None:
    nights("night", nights.kept, shop)
    assert nights.asked()[0].endswith(f"-- {shop}")
    assert not list(nights.folder.rglob("forged"))


# ── in the morning ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("code", [0, 1, 4, 2])
def test_the_last_two_runs_are_compared(nights: Nights, code: int) -> None:
    _, older, newer = (nights.past(hours) for hours in (48, 24, 1))
    (nights.kept / "runs/2999-01-01T00-00-00Z").mkdir()  # one that is not whole
    done = nights("morning", nights.kept, DIFF=str(code), SIEGEL_LANG="de")
    assert done.code == code
    assert done.out == "the difference\n"
    assert nights.asked() == [f"diff --lang=de -- {older} {newer}"]


def test_the_first_morning_has_nothing_to_compare_with(nights: Nights) -> None:
    nights.past(1)
    done = nights("morning", nights.kept)
    assert done.code == 0
    assert "nothing to compare it with" in done.out


@pytest.mark.parametrize(("difference", "code"), [(0, 4), (4, 4), (1, 1)])
def test_a_night_without_a_run_is_no_good_news(nights: Nights, difference: int, code: int) -> None:
    nights.past(60)
    nights.past(30)
    done = nights("morning", nights.kept, DIFF=str(difference))
    assert done.code == code
    assert "LAST NIGHT'S RUN IS MISSING: the newest is 30 hours old" in done.out


def test_a_newest_run_without_its_seal_is_told(nights: Nights, key: Path) -> None:
    assert nights("night", nights.kept, "shop.yaml", SIEGEL_KEY=str(key)).code == 0
    assert nights("morning", nights.kept, SIEGEL_KEY=str(key)).code == 0
    (nights.kept / "sealed" / nights.seals()[0]).unlink()
    done = nights("morning", nights.kept, SIEGEL_KEY=str(key))
    assert done.code == 5
    assert "THE NEWEST RUN IS NOT SEALED" in done.out


def test_hours_are_counted_in_tens(nights: Nights) -> None:
    nights.past(7)
    assert nights("morning", nights.kept, SIEGEL_MOST_HOURS="08").code == 0


def test_no_run_at_all_is_no_good_news(nights: Nights) -> None:
    assert nights("morning", nights.kept).code == 4


# ── over a shop ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Path]:
    with DemoShop(("TLS-001",)) as demo:
        (tmp_path / "ca.pem").write_text(demo.ca_pem)
        (tmp_path / "shop.yaml").write_text(demo.shop_file_text(str(tmp_path / "ca.pem")))
        yield tmp_path / "shop.yaml"


def test_two_nights_and_a_morning(tmp_path: Path, shop: Path) -> None:
    nights = Nights(tmp_path)
    nights.installed(REAL)
    for _ in range(2):
        done = nights("night", nights.kept, shop, "--only", "tls,http")
        assert done.code == 0, done.out
        assert "the scan ended with 1" in done.out
    done = nights("morning", nights.kept)
    assert done.code == 0, done.out
    assert "NOT WORSE" in done.out
    assert "No verdict moved" in done.out


@needs_pack
@pytest.mark.parametrize("password", [None, "geheim"])
def test_two_sealed_nights_and_a_morning(tmp_path: Path, shop: Path, password: str | None) -> None:
    nights = Nights(tmp_path)
    nights.installed(REAL)
    env = {"SIEGEL_KEY": str(tmp_path / "key.pem")}
    if password:
        (tmp_path / "password").write_text(f"{password}\n")
        env["SIEGEL_KEY_PASSWORD_FILE"] = str(tmp_path / "password")
    new = ["key", "new", "--out", tmp_path / "key.pem", *([] if password else ["--no-password"])]
    subprocess.run([nights.siegel, *new], env=dict(os.environ) | env, check=True)
    if "pdf" not in {fmt.name for fmt in FORMATS}:
        (tmp_path / "key.pem.crt").unlink()  # with a certificate a PDF is sealed too
    for _ in range(2):
        done = nights("night", nights.kept, shop, "--only", "tls,http", **env)
        assert done.code == 0, done.out
    assert len(nights.seals()) == 2
    assert nights("morning", nights.kept, **env).code == 0
    (nights.kept / "sealed" / nights.seals()[0]).write_bytes(b"changed")
    assert nights("morning", nights.kept, **env).code != 0


# ── the page ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_page_names_every_variable_and_exit_code_of_the_script() -> None:
    script = SCRIPT.read_text()
    assert {name for name in set(re.findall(r"SIEGEL_[A-Z_]+", script)) if name not in TEXT} == set()
    for code in ("0", "1", "4", "5", "75"):
        assert f"| {code} |" in TEXT


def test_the_page_s_units_call_the_script_as_it_wants() -> None:
    assert "nightly.sh night " in TEXT
    assert "nightly.sh morning " in TEXT
    assert "LoadCredential=" in TEXT
