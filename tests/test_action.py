"""The GitHub Action: its structure, and its shell steps run as a job would run them, over demo shops on loopback."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from scanner.cli import cli
from scanner.demo import DemoShop
from scanner.reports import FORMATS

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / ".github/action/run.sh"
TEXT = (ROOT / "action.yml").read_text()
ACTION: dict[str, Any] = yaml.safe_load(TEXT)
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
missing = {"markdown", "sarif"} - {fmt.name for fmt in FORMATS}
needs_formats = pytest.mark.skipif(bool(missing), reason=f"this version renders no {' or '.join(sorted(missing))}")
needs_pack = pytest.mark.skipif(
    not {"pack", "key", "verify"} <= set(cli.commands_in),  # type: ignore[attr-defined]
    reason="this version has no siegel pack",
)


# ── the file ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def expressions(value: object) -> set[str]:
    """All that stands in `${{ … }}`."""
    return {found.strip() for found in re.findall(r"\$\{\{(.*?)\}\}", json.dumps(value))}


def test_it_is_a_composite_action_whose_steps_name_their_shell() -> None:
    assert ACTION["runs"]["using"] == "composite"
    assert {"name", "description", "inputs", "outputs"} <= set(ACTION)
    for step in STEPS:
        assert ("run" in step) != ("uses" in step)
        assert ("run" in step) == (step.get("shell") == "bash")


def test_no_expression_reaches_a_shell() -> None:
    for step in STEPS:
        assert expressions(step.get("run", "")) == set(), "inputs go through env alone"


def test_every_input_is_described_used_and_known() -> None:
    used = {name for text in expressions(STEPS) for name in re.findall(r"inputs\.([a-z-]+)", text)}
    assert used == set(ACTION["inputs"])
    for name, given in ACTION["inputs"].items():
        assert given["description"], name
        assert given.get("required") or isinstance(given["default"], str), "inputs are text"
    assert [name for name, given in ACTION["inputs"].items() if given.get("required")] == ["shop"]


def test_every_output_is_one_of_the_scan() -> None:
    written = set(re.findall(r"^\s*output ([a-z-]+) ", SCRIPT.read_text(), re.MULTILINE))
    assert {name: f"${{{{ steps.scan.outputs.{name} }}}}" for name in ACTION["outputs"]} == {
        name: output["value"] for name, output in ACTION["outputs"].items()
    }
    assert written == set(ACTION["outputs"])


def test_the_script_reads_what_the_steps_hand_over_and_nothing_else() -> None:
    handed = {name for step in STEPS for name in step.get("env", {})}
    read = set(re.findall(r"\$\{?(WITH_[A-Z_]+|EXIT_CODE|PYTHON)\b", SCRIPT.read_text()))
    assert read == handed - {"ACTION"}
    for step in STEPS:
        if "run" in step:
            assert re.fullmatch(r'"\$ACTION/\.github/action/run\.sh" (install|scan|gate)', step["run"])
            assert step["env"]["ACTION"] == "${{ github.action_path }}"


def test_actions_of_others_are_pinned_or_say_why_not() -> None:
    lines = [line for line in TEXT.splitlines() if "uses:" in line]
    assert len(lines) == sum("uses" in step for step in STEPS)
    for line in lines:
        assert re.search(r"uses: [\w/-]+@([0-9a-f]{40} # v\d+\.\d+\.\d+|v\d+ # by major version: \S.*)$", line), line


def test_the_how_to_names_every_input_and_output_and_uses_what_there_is() -> None:
    text = (ROOT / "docs/how-to/github-action.md").read_text()
    tables = re.findall(r"^\| `([a-z-]+)` \|", text, re.MULTILINE)
    assert tables == [*ACTION["inputs"], *ACTION["outputs"]]
    (workflow,) = re.findall(r"```yaml\n(# \.github.*?)```", text, re.DOTALL)
    (step,) = [one for one in yaml.safe_load(workflow)["jobs"]["siegel"]["steps"] if "siegel@" in one["uses"]]
    assert set(step["with"]) <= set(ACTION["inputs"])
    assert {step["with"]["key-env"], step["with"]["key-password-env"]} == set(step["env"])


def test_the_gate_comes_last_and_uploads_come_even_after_a_failed_step() -> None:
    assert STEPS[-1]["name"] == "Gate"
    after = STEPS[[step.get("id") for step in STEPS].index("scan") + 1 :]
    assert all("!cancelled()" in step["if"] for step in after)


def test_what_the_action_names_is_there() -> None:
    assert os.access(SCRIPT, os.X_OK)
    for name in re.findall(r'"\$action/([\w./-]+)"', SCRIPT.read_text()):
        assert (ROOT / name).is_file(), name


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="shellcheck is not installed")
@pytest.mark.parametrize("script", [SCRIPT, ROOT / "docs/how-to/nightly.sh"], ids=lambda path: path.name)
def test_scripts_pass_shellcheck(script: Path) -> None:
    done = subprocess.run(["shellcheck", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


# ── its steps ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Ended:
    code: int
    log: str
    outputs: dict[str, str]
    summary: str


@dataclass(frozen=True, slots=True)
class Job:
    """A job on a runner of its own, with Siegel installed as the step `install` would leave it."""

    folder: Path

    @property
    def temp(self) -> Path:
        return self.folder / "temp dir"  # a runner's own path may have blanks

    def installed(self, text: str) -> None:
        program = self.temp / "siegel-venv/bin/siegel"
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text(text)
        program.chmod(0o755)

    def step(self, name: str, **env: str) -> Ended:
        files = {key: self.folder / key.lower() for key in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        for path in files.values():
            path.write_text("")
        self.temp.mkdir(exist_ok=True)
        done = subprocess.run(
            [SCRIPT, name],
            cwd=self.folder,
            env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "RUNNER_TEMP": str(self.temp)}
            | {key: str(path) for key, path in files.items()}
            | env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=120,
            check=False,
        )
        lines = files["GITHUB_OUTPUT"].read_text().splitlines()
        outputs = dict(line.split("=", 1) for line in lines)
        return Ended(done.returncode, done.stdout.decode(), outputs, files["GITHUB_STEP_SUMMARY"].read_text())


REAL = f"""#!/bin/sh
PYTHONPATH='{ROOT}' exec '{sys.executable}' -m scanner.cli "$@"
"""
#: Notes what it is asked for, one argument a line, and answers as a Siegel would that ends with STATUS.
STAND_IN = """#!/bin/bash
printf '%s\\n' "$@" --END-- >>"$RUNNER_TEMP/asked"
case $1 in
  scan)
    for argument; do [[ $argument != --out=* ]] || run=${argument#--out=}; done
    [[ ${STATUS:-0} == [236] ]] || { mkdir -p "$run" && echo '{}' >"$run/report.json"; }
    exit "${STATUS:-0}" ;;
  report) [[ "$*" == *markdown* ]] && { [[ -z ${LONG:-} ]] || yes ä | tr -d '\\n' | head -c "$LONG"; echo '# Report'; } || echo '{"runs": []}' ;;
  pack)
    for argument; do
      case $argument in --key=*) key=${argument#--key=} ;; --out=*) out=${argument#--out=} ;; esac
    done
    cp "$key" "$RUNNER_TEMP/key-was"; stat -c %a "$key" >"$RUNNER_TEMP/mode"
    [[ -z ${SIEGEL_KEY_PASSWORD_FILE:-} ]] || cp "$SIEGEL_KEY_PASSWORD_FILE" "$RUNNER_TEMP/password-was"
    [[ -n ${BROKEN_SEAL:-} ]] && exit 5
    echo sealed >"$out" ;;
esac
"""  # noqa: E501


@pytest.fixture
def job(tmp_path: Path) -> Job:
    job = Job(tmp_path)
    job.installed(STAND_IN)
    return job


def asked(job: Job) -> list[list[str]]:
    calls = (job.temp / "asked").read_text().split("--END--\n")
    return [call.splitlines() for call in calls if call]


def test_a_scan_is_asked_for_with_what_the_workflow_says(job: Job) -> None:
    done = job.step(
        "scan",
        WITH_SHOP="shop.yaml",
        WITH_PROFILE="strict-de-shop",
        WITH_FAIL_ON="low",
        WITH_STRICT="true",
        WITH_ONLY="tls,http",
        WITH_AUTHORISED_BY="the owner, on 2026-11-01",
        WITH_FORMAT="html,pdf",
        WITH_BASELINE="old run",
        WITH_LANG="de",
    )
    assert done.code == 0, done.log
    scan, *reports = asked(job)
    run = done.outputs["run"]
    assert scan == [
        "scan", f"--out={run}", "--lang=de", "--profile=strict-de-shop", "--fail-on=low", "--strict", "--only=tls,http",
        "--authorised-by=the owner, on 2026-11-01", "--format=html,pdf", "--baseline=old run", "--", "shop.yaml",
    ]  # fmt: skip
    assert reports == [
        ["report", "--format=markdown", "--lang=de", "--", run],
        ["report", "--format=sarif", "--lang=de", "--", run],
    ]


def test_what_is_not_said_is_not_asked_for(job: Job) -> None:
    assert job.step("scan", WITH_SHOP="https://www.muesli.example", WITH_STRICT="false").code == 0
    assert [argument for argument in asked(job)[0] if not argument.startswith("--out=")] == [
        "scan", "--lang=en", "--", "https://www.muesli.example",
    ]  # fmt: skip


HOSTILE = [
    "$(touch forged)",
    "`touch forged`",
    "'; touch forged; '",
    '"; touch forged; "',
    "--help",
    "-q",
    "* ? ~",
    "a\nb",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_input_is_obeyed_or_taken_for_an_option(job: Job, text: str) -> None:
    done = job.step("scan", WITH_SHOP=text, WITH_PROFILE=text, WITH_AUTHORISED_BY=text, WITH_FORMAT=text)
    assert done.code == 0, done.log
    assert "\n".join(asked(job)[0]).endswith(f"--profile={text}\n--authorised-by={text}\n--format={text}\n--\n{text}")
    assert not list(job.folder.rglob("forged"))
    assert set(done.outputs) == {"exit-code", "passed", "run", "sarif"}


@pytest.mark.parametrize(("status", "passed"), [(0, "true"), (1, "false"), (4, "false")])
def test_the_scan_s_exit_code_comes_after_the_uploads(job: Job, status: int, passed: str) -> None:
    done = job.step("scan", WITH_SHOP="shop.yaml", STATUS=str(status))
    assert done.code == 0, "the uploads come after this step"
    assert (done.outputs["exit-code"], done.outputs["passed"]) == (str(status), passed)
    assert job.step("gate", EXIT_CODE=done.outputs["exit-code"]).code == status


@pytest.mark.parametrize("status", [2, 3, 6])
def test_without_a_report_there_is_nothing_to_upload_and_the_gate_is_shut(job: Job, status: int) -> None:
    done = job.step("scan", WITH_SHOP="shop.yaml", STATUS=str(status))
    assert done.outputs == {"exit-code": str(status), "passed": "false"}
    assert f"ended with {status}" in done.summary
    assert job.step("gate", EXIT_CODE=str(status)).code == status


@pytest.mark.parametrize("code", ["", "x", "0; true", "-1", "1000"])
def test_a_scan_that_came_to_no_end_is_no_pass(job: Job, code: str) -> None:
    assert job.step("gate", EXIT_CODE=code).code == 2


@pytest.mark.parametrize("env", [{}, {"WITH_SHOP": ""}, {"WITH_SHOP": "x", "WITH_STRICT": "yes"}])
def test_inputs_that_make_no_sense_end_the_step(job: Job, env: dict[str, str]) -> None:
    done = job.step("scan", **env)
    assert done.code == 2
    assert done.log.startswith("siegel: ")


def test_a_summary_too_long_for_github_is_cut_between_letters(job: Job) -> None:
    done = job.step("scan", WITH_SHOP="shop.yaml", LONG="1500001")
    assert done.code == 0, done.log
    assert len(done.summary.encode()) < 1024 * 1024
    assert "�" not in done.summary
    assert "too long" in done.summary


def test_with_a_key_the_run_is_sealed_and_the_key_is_gone_afterwards(job: Job) -> None:
    done = job.step("scan", WITH_SHOP="s", WITH_KEY_ENV="MY_KEY", WITH_KEY_PASSWORD_ENV="MY_WORD", WITH_CERT="a cert.pem", MY_KEY="-----BEGIN\nx", MY_WORD="geheim $x")  # fmt: skip  # noqa: E501
    assert done.code == 0, done.log
    assert Path(done.outputs["sealed"]).read_text() == "sealed\n"
    assert (job.temp / "key-was").read_text() == "-----BEGIN\nx\n"
    assert (job.temp / "mode").read_text() == "600\n"
    assert (job.temp / "password-was").read_text() == "geheim $x\n"
    packed = [one for one in asked(job)[-1] if not one.startswith(("--key=", "--out="))]
    assert packed == ["pack", "--cert=a cert.pem", "--", done.outputs["run"]]
    assert "BEGIN" not in done.log
    assert "geheim" not in done.log
    left = [path for path in Path(done.outputs["run"]).parent.rglob("*") if path.is_file()]
    assert not any(b"BEGIN" in path.read_bytes() or b"geheim" in path.read_bytes() for path in left)


def test_a_seal_that_fails_ends_the_step_after_the_outputs_and_leaves_no_key(job: Job) -> None:
    done = job.step("scan", WITH_SHOP="s", WITH_KEY_ENV="MY_KEY", MY_KEY="k", BROKEN_SEAL="1")
    assert done.code == 5
    assert set(done.outputs) == {"exit-code", "passed", "run", "sarif"}
    assert not (Path(done.outputs["run"]).parent / "secret").exists()


def test_a_key_that_is_not_there_is_said_as_in_a_fork_s_pull_request(job: Job) -> None:
    done = job.step("scan", WITH_SHOP="s", WITH_KEY_ENV="MY_KEY")
    assert done.code == 0
    assert "sealed" not in done.outputs
    assert "::warning title=Siegel::The run is not sealed" in done.log


@pytest.mark.parametrize("name", ["a[$(touch forged)]", "A-B", "1A", "A B", "!x"])
def test_a_key_s_variable_is_a_plain_name(job: Job, name: str) -> None:
    done = job.step("scan", WITH_SHOP="s", WITH_KEY_ENV=name)
    assert done.code == 2
    assert "the name of an environment variable" in done.log
    assert not list(job.folder.rglob("forged"))


def test_several_shops_in_one_job_do_not_share_a_run(job: Job) -> None:
    runs = {job.step("scan", WITH_SHOP="s").outputs["run"] for _ in range(2)}
    assert len(runs) == 2


def test_a_step_that_is_none_is_refused(job: Job) -> None:
    assert job.step("rm").code == 2


# ── over a shop ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield from shop(tmp_path_factory.mktemp("sound"))


@pytest.fixture(scope="module")
def rotten(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield from shop(tmp_path_factory.mktemp("rotten"), "TLS-001", "HTTP-002")


def shop(folder: Path, *faults: str) -> Iterator[Path]:
    with DemoShop(faults) as demo:
        (folder / "ca.pem").write_text(demo.ca_pem)
        (folder / "shop.yaml").write_text(demo.shop_file_text(str(folder / "ca.pem")))
        yield folder / "shop.yaml"


@pytest.fixture
def real(tmp_path: Path) -> Job:
    job = Job(tmp_path)
    job.installed(REAL)
    return job


@needs_formats
def test_a_shop_that_passes(real: Job, sound: Path) -> None:
    done = real.step("scan", WITH_SHOP=str(sound), WITH_ONLY="tls,http", WITH_FORMAT="html")
    assert done.code == 0, done.log
    assert (done.outputs["exit-code"], done.outputs["passed"]) == ("0", "true")
    run = Path(done.outputs["run"])
    assert (run / "report.html").is_file()
    assert json.loads((run / "report.json").read_text())["gate"]["passed"] is True
    sarif = json.loads(Path(done.outputs["sarif"]).read_text())
    assert sarif["version"] == "2.1.0"
    assert "Müsli Beispiel" in done.summary
    assert "PASSED" in done.log
    assert real.step("gate", EXIT_CODE=done.outputs["exit-code"]).code == 0


@needs_formats
def test_a_shop_that_fails(real: Job, rotten: Path) -> None:
    done = real.step("scan", WITH_SHOP=str(rotten), WITH_ONLY="tls,http", WITH_FORMAT="", WITH_LANG="de")
    assert done.code == 0, done.log
    assert (done.outputs["exit-code"], done.outputs["passed"]) == ("1", "false")
    assert "TLS-001" in done.summary
    sarif = json.loads(Path(done.outputs["sarif"]).read_text())
    assert "TLS-001" in {result["ruleId"] for result in sarif["runs"][0]["results"]}
    assert real.step("gate", EXIT_CODE=done.outputs["exit-code"]).code == 1


@needs_formats
def test_a_baseline_keeps_the_gate_open(real: Job, rotten: Path) -> None:
    first = real.step("scan", WITH_SHOP=str(rotten), WITH_ONLY="tls,http")
    again = real.step("scan", WITH_SHOP=str(rotten), WITH_ONLY="tls,http", WITH_BASELINE=first.outputs["run"])
    assert again.outputs["exit-code"] == "0", again.log


def test_a_shop_file_that_is_wrong_shuts_the_gate(real: Job, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("shop: [\n")
    done = real.step("scan", WITH_SHOP="bad.yaml", WITH_ONLY="tls,http")
    assert done.code == 0
    assert done.outputs == {"exit-code": "3", "passed": "false"}


@needs_formats
@needs_pack
def test_a_sealed_bundle_is_one_that_siegel_verifies(real: Job, sound: Path, tmp_path: Path) -> None:
    siegel = real.temp / "siegel-venv/bin/siegel"
    subprocess.run([siegel, "key", "new", "--no-password", "--out", tmp_path / "key.pem"], check=True)
    key = (tmp_path / "key.pem").read_text()
    done = real.step("scan", WITH_SHOP=str(sound), WITH_ONLY="tls,http", WITH_KEY_ENV="KEY", KEY=key)
    assert done.code == 0, done.log
    verified = subprocess.run(
        [siegel, "verify", done.outputs["sealed"], "--key", tmp_path / "key.pem.pub"], check=False
    )
    assert verified.returncode == 0
    assert stat.S_ISREG(Path(done.outputs["sealed"]).stat().st_mode)


# ── installing ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("only", "wanted"),
    [
        ("tls,http", False),
        ("tls, http", False),
        ("http", False),
        ("", True),
        ("tls,consent", True),
        ("forms", True),
    ],
)
def test_a_browser_is_installed_where_the_scan_looks_at_pages(job: Job, only: str, wanted: bool) -> None:
    for name in ("apt-get", "sudo"):  # nothing is installed by a test
        (job.folder / name).write_text(f'#!/bin/sh\necho {name} "$@" >>"$RUNNER_TEMP/installed"\n')
        (job.folder / name).chmod(0o755)
    playwright = job.temp / "siegel-venv/bin/playwright"
    playwright.write_text('#!/bin/sh\necho playwright "$@" >>"$RUNNER_TEMP/installed"\n')
    playwright.chmod(0o755)
    done = job.step("install", WITH_ONLY=only, PATH=f"{job.folder}:{os.environ['PATH']}")
    assert done.code == 0, done.log
    assert (job.temp / "installed").exists() is wanted
    if wanted:
        assert "chromium-headless-shell" in (job.temp / "installed").read_text()
    assert asked(job) == [["--version"]]
