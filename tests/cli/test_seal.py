"""`siegel key`, `pack` and `verify` as their users type them."""

from __future__ import annotations

import hashlib
import json
import shutil
import stat
from pathlib import Path

import pytest

from .conftest import Ended, Siegel

PASSWORD = {"SIEGEL_KEY_PASSWORD": "geheim"}


@pytest.fixture
def keyed(siegel: Siegel) -> Siegel:
    done = siegel("key", "new", "--out", "audit.key", "--name", "Audit GmbH", env=PASSWORD)
    assert done.code == 0, done.both
    return siegel


def pack(siegel: Siegel, run: Path, *more: object, env: dict[str, str] | None = None) -> Ended:
    return siegel("pack", run, "--key", "audit.key", "--out", "shop.siegel", *more, env=env or PASSWORD)


def test_a_key_is_encrypted_private_and_never_overwritten(keyed: Siegel) -> None:
    key = keyed.cwd / "audit.key"
    assert b"ENCRYPTED PRIVATE KEY" in key.read_bytes()
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert b"BEGIN PUBLIC KEY" in (keyed.cwd / "audit.key.pub").read_bytes()
    again = keyed("key", "new", "--out", "audit.key", "--no-password")
    assert again.code == 2
    assert "never overwritten" in again.err


def test_from_a_run_to_a_seal_that_an_auditor_checks(keyed: Siegel, kept_run: Path) -> None:
    before = {path: path.read_bytes() for path in kept_run.rglob("*") if path.is_file()}
    done = pack(keyed, kept_run)
    assert done.code == 0, done.both
    assert {path: path.read_bytes() for path in kept_run.rglob("*") if path.is_file()} == before
    for trusted in (("--key", "audit.key.pub"), ("--key", "audit.key.crt"), ("--root", "audit.key.crt")):
        checked = keyed("verify", "shop.siegel", *trusted)
        assert checked.code == 0, checked.both
        assert "judged again: the evidence gives the same" in checked.out
        assert checked.out.rstrip().endswith("shop.siegel: the seal holds")
    german = keyed("verify", "shop.siegel", "--key", "audit.key.pub", "--lang", "de")
    assert "das Siegel gilt" in german.out


def test_the_report_within_is_signed_and_checks_alone(keyed: Siegel, kept_run: Path) -> None:
    assert pack(keyed, kept_run).code == 0
    shutil.unpack_archive(keyed.cwd / "shop.siegel", keyed.cwd / "open", "zip")
    alone = keyed("verify", "open/report.pdf", "--key", "audit.key.crt")
    assert alone.code == 0, alone.both
    assert "the PDF is as it was signed" in alone.out
    assert keyed("verify", "open/report.json", "--key", "audit.key.pub").code == 0
    assert keyed("verify", "open", "--key", "audit.key.pub").code == 0


def test_what_was_changed_ends_with_5(keyed: Siegel, kept_run: Path) -> None:
    assert pack(keyed, kept_run).code == 0
    data = bytearray((keyed.cwd / "shop.siegel").read_bytes())
    data[data.index(b'"verdict"') + 3] ^= 1
    (keyed.cwd / "shop.siegel").write_bytes(data)
    checked = keyed("verify", "shop.siegel", "--key", "audit.key.pub")
    assert checked.code == 5
    assert "report.json was changed after it was sealed" in checked.out
    assert "the seal does not hold" in checked.out


def test_somebody_else_s_key_ends_with_5(keyed: Siegel, kept_run: Path) -> None:
    assert pack(keyed, kept_run).code == 0
    assert keyed("key", "new", "--out", "other.key", "--no-password").code == 0
    checked = keyed("verify", "shop.siegel", "--key", "other.key.pub")
    assert checked.code == 5
    assert "not signed with the key that you named" in checked.out


@pytest.mark.parametrize(
    ("env", "says"),
    [
        ({"SIEGEL_KEY_PASSWORD": "falsch"}, "the password does not open it"),
        ({"SIEGEL_KEY_PASSWORD_FILE": "nowhere"}, "can't be read"),
        ({"NOTHING": "1"}, "no password was given"),
    ],
)
def test_each_trouble_with_a_password_is_a_sentence(
    keyed: Siegel, kept_run: Path, env: dict[str, str], says: str
) -> None:
    done = pack(keyed, kept_run, env=env)
    assert done.code == 2
    assert says in done.err
    assert not (keyed.cwd / "shop.siegel").exists()


def test_a_password_comes_from_a_file(keyed: Siegel, kept_run: Path) -> None:
    (keyed.cwd / "word").write_text("geheim\n")
    assert pack(keyed, kept_run, env={"SIEGEL_KEY_PASSWORD_FILE": "word"}).code == 0


def test_a_run_that_was_changed_is_not_sealed(keyed: Siegel, kept_run: Path) -> None:
    run = shutil.copytree(kept_run, keyed.cwd / "run")
    (run / "report.json").write_text("{}")
    done = pack(keyed, run)
    assert done.code == 2
    assert "has changed since the run was written" in done.err


def test_a_bundle_is_never_overwritten_and_a_sealed_folder_not_judged_into(keyed: Siegel, kept_run: Path) -> None:
    assert pack(keyed, kept_run).code == 0
    assert "never overwritten" in pack(keyed, kept_run).err
    shutil.unpack_archive(keyed.cwd / "shop.siegel", keyed.cwd / "open", "zip")
    judged = keyed("judge", "open")
    assert judged.code == 2
    assert "is sealed" in judged.err


def test_a_series_and_its_gap(keyed: Siegel, kept_run: Path) -> None:
    (keyed.cwd / "nights").mkdir()
    for night in range(3):
        previous = ("--previous", f"nights/{night - 1}.siegel") if night else ()
        run = shutil.copytree(kept_run, keyed.cwd / f"run{night}")
        manifest = json.loads((run / "manifest.json").read_text())
        manifest["run"]["name"] = f"night {night}"
        (run / "manifest.json").write_text(json.dumps(manifest))
        made = keyed("pack", run, "--key", "audit.key", "--out", f"nights/{night}.siegel", *previous, env=PASSWORD)
        assert made.code == 0, made.both
    whole = keyed("verify", "--chain", "nights", "--key", "audit.key.pub")
    assert whole.code == 0, whole.both
    assert "an unbroken series of 3" in whole.out
    (keyed.cwd / "nights/1.siegel").unlink()
    broken = keyed("verify", "--chain", "nights", "--key", "audit.key.pub")
    assert broken.code == 5
    assert "gap: 2.siegel follows a run that is not here" in broken.out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("verify", "shop.siegel"), "say whom you trust"),
        (("verify", "--key", "audit.key.pub"), "name a FILE"),
        (("verify", "nothing.siegel", "--key", "audit.key.pub"), "there is no file"),
        (("verify", "audit.key.pub", "--key", "audit.key"), "holds no public key"),
        (("verify", "--chain", ".", "--key", "audit.key.pub"), "holds no *.siegel"),
        (("pack", "nowhere", "--key", "audit.key", "--out", "x.siegel"), "there is no run folder"),
        (("pack", ".", "--key", "audit.key.pub", "--out", "x.siegel"), "it is no private key"),
        (("pack", ".", "--key", "nowhere", "--out", "x.siegel"), "can't be read"),
    ],
)
def test_what_can_t_be_is_said(keyed: Siegel, arguments: tuple[str, ...], says: str) -> None:
    done = keyed(*arguments, env=PASSWORD)
    assert done.code == 2
    assert says in done.err
    assert "Traceback" not in done.both


def test_hostile_words_in_a_bundle_stay_on_their_line(keyed: Siegel, kept_run: Path) -> None:
    """Whoever seals may be hostile too."""
    run = shutil.copytree(kept_run, keyed.cwd / "run")
    manifest = json.loads((run / "manifest.json").read_text())
    manifest["run"]["versions"]["siegel"] = "\x1b[2J::error::boo\n##vso[x]"
    report = json.loads((run / "report.json").read_text())
    report["verdicts"][0]["title"]["en"] = "fail\x1b]0;pwned\x07"
    text = json.dumps(report)
    (run / "report.json").write_text(text)
    manifest["files"]["report.json"] = hashlib.sha256(text.encode()).hexdigest()
    (run / "manifest.json").write_text(json.dumps(manifest))
    made = pack(keyed, run)
    assert made.code == 0, made.both
    checked = keyed("verify", "shop.siegel", "--key", "audit.key.pub")
    assert checked.code == 5
    assert "by which the run says that it was made" in checked.out
    assert "\x1b" not in checked.both
    assert "\x07" not in checked.both
    assert not any(line.lstrip().startswith("::") for line in checked.both.splitlines())
