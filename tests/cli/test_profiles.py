"""Which profile judges a shop, as a user meets it: chosen by sector, listed, explained, and named in the report."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.demo import DemoShop

from .conftest import OUTER_WALL, Shop, Siegel, read

#: Which profile is taken has nothing to do with pages.
INTO_RUN = (*OUTER_WALL, "--out", "run", "-q")


def without_profile(shop: Shop, sector: str, folder: Path) -> Path:
    """The demo's shop file with another sector and without a profile."""
    lines = [line for line in shop.text.splitlines() if not line.startswith(("profile:", "facts:"))]
    file = folder / "shop.yaml"
    file.write_text("\n".join([*lines, f"facts: {{sector: {sector}}}", ""]))
    return file


@pytest.mark.parametrize(
    ("sector", "profile"),
    [
        ("general", "baseline-de-shop"),
        ("food", "sector-food"),
        ("pharmacy", "sector-pharmacy"),
        ("bank", "sector-bank"),
    ],
)
def test_a_shop_that_names_no_profile_is_judged_by_that_of_its_sector_and_the_report_says_why(
    siegel: Siegel, sound: Shop, tmp_path: Path, sector: str, profile: str
) -> None:
    done = siegel.here("scan", without_profile(sound, sector, tmp_path), *INTO_RUN)
    report = read(tmp_path / "run/report.json")
    assert report["profile"] == profile
    because = report["run"]["profile_because"]
    assert ("default" if sector == "general" else f"declares the sector {sector}") in because["en"]
    assert f"{profile}: {because['en']}" in " ".join(done.out.replace("|", " ").split())


def test_a_profile_that_is_named_wins_over_the_sector(siegel: Siegel, sound: Shop, tmp_path: Path) -> None:
    file = without_profile(sound, "bank", tmp_path)
    assert siegel.here("scan", file, *INTO_RUN, "--profile", "sector-food").code == 0
    report = read(tmp_path / "run/report.json")
    assert (report["profile"], report["run"]["profile_because"]["en"]) == ("sector-food", "asked for with --profile")
    file.write_text(file.read_text() + "profile: strict-de-shop\n")
    assert siegel.here("scan", file, *INTO_RUN).code == 0
    report = read(tmp_path / "run/report.json")
    assert (report["profile"], report["run"]["profile_because"]["de"]) == (
        "strict-de-shop",
        "in der Shop-Datei genannt",
    )


def test_the_same_shop_passes_as_a_muesli_shop_and_fails_as_a_bank(siegel: Siegel, tmp_path: Path) -> None:
    """HSTS for this host alone: a warning for food, a failure for a pharmacy and for a bank."""
    with DemoShop(["HTTP-002.subdomains"]) as demo:
        (tmp_path / "ca.pem").write_text(demo.ca_pem)
        (tmp_path / "demo.yaml").write_text(demo.shop_file_text("ca.pem"))
        done = siegel.here("scan", "demo.yaml", "--only", "http", "--out", "run", "-q", "--profile", "sector-food")
    assert done.code == 0, done.both
    verdicts = {}
    for sector, code in (("food", 0), ("pharmacy", 1), ("bank", 1)):
        assert siegel.here("judge", "run", "--profile", f"sector-{sector}").code == code
        report = read(tmp_path / "run/report.json")
        assert report["run"]["profile_because"]["en"] == "asked for with --profile"
        (found,) = (v for v in report["verdicts"] if v["control"] == "HTTP-002.subdomains")
        verdicts[sector] = (found["verdict"], found["severity"], found["level"])
        assert {v["control"] for v in report["verdicts"]} >= {"TLS-005", "HTTP-002"}
    assert verdicts == {
        "food": ("fail", "medium", "warning"),
        "pharmacy": ("fail", "high", "error"),
        "bank": ("fail", "high", "error"),
    }


def test_judging_again_by_the_same_profile_keeps_the_reason(siegel: Siegel, sound: Shop, tmp_path: Path) -> None:
    siegel.here("scan", without_profile(sound, "food", tmp_path), *INTO_RUN)
    before = (tmp_path / "run/report.json").read_bytes()
    assert siegel.here("judge", "run").code == 0
    assert (tmp_path / "run/report.json").read_bytes() == before


# ── what the sound shop is to a bank ─────────────────────────────────────────────────────────────────────────────────


def test_a_bank_asks_the_demo_shop_for_nonces_and_finds_it_ready_for_the_preload_list(
    siegel: Siegel, sound: Shop, tmp_path: Path
) -> None:
    siegel.here("scan", without_profile(sound, "bank", tmp_path), *INTO_RUN)
    verdicts = {v["control"]: v["verdict"] for v in read(tmp_path / "run/report.json")["verdicts"]}
    assert verdicts["HTTP-002.preload"] == "pass"
    assert verdicts["HTTP-004.scripts"] == "fail"
    assert "TLS-010.recommended" not in verdicts


# ── list and explain ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_policy_list_names_every_sector(siegel: Siegel) -> None:
    german = siegel.here("policy", "list", "--lang", "de").out
    for profile, title in (
        ("sector-food", "Branchenprofil Lebensmittel (Müsli)"),
        ("sector-pharmacy", "Branchenprofil Online-Apotheke"),
        ("sector-bank", "Branchenprofil Bank"),
    ):
        (line,) = (line for line in german.splitlines() if line.startswith(f"profile {profile} "))
        assert line.endswith(title)
    bank = siegel.here("policy", "list", "--profile", "sector-bank", "--lang", "en").out
    assert any(line.split()[:3] == ["TLS-005", "high", "error"] for line in bank.splitlines())


def test_a_profile_is_explained_with_what_it_sets_changes_and_leaves_out(siegel: Siegel) -> None:
    english = " ".join(siegel.here("policy", "explain", "sector-pharmacy", "--lang", "en").out.split())
    for said in (
        "sector-pharmacy Sector profile online pharmacy",
        "facts: {sector: pharmacy}",
        "failures of level error count from high",
        "Adds TLS-005 (AEAD suites only) TLS-010.recommended (RSA keys as long as BSI recommends) MAIL-004",
        "http.hsts_max_age: 63072000 instead of 31536000 (HTTP-002)",
        "CK-002 (No tracking requests before the visitor has chosen): critical. Who looks at which medicine",
        "HTTP-002.preload: To enter the browsers' list",
    ):
        assert said in english, said
    german = " ".join(siegel.here("policy", "explain", "sector-pharmacy", "--lang", "de").out.split())
    assert "http.hsts_max_age: 63072000 statt 31536000" in german
    assert "Gesundheitsdatum" in german
    assert "instead of" not in german


def test_a_profile_that_nothing_is_taken_for_says_so_by_silence(siegel: Siegel) -> None:
    said = siegel.here("policy", "explain", "strict-de-shop", "--lang", "en").out
    assert "tls.days_left: 14 instead of 7 (TLS-014)" in said
    assert "facts:" not in said


def test_a_control_says_how_each_profile_takes_it(siegel: Siegel) -> None:
    said = " ".join(siegel.here("policy", "explain", "TLS-005", "--lang", "en").out.split())
    assert "sector-bank: high (A bank's transport" in said
    assert "sector-pharmacy: warning (BSI's data" in said
    assert "sector-food:" not in said
    phone = " ".join(siegel.here("policy", "explain", "FM-007", "--lang", "de").out.split())
    assert "sector-pharmacy: forms-minimisation.phone_needed: Rezept, Kontakt, Registrierung," in phone
    german = " ".join(siegel.here("policy", "explain", "CK-002", "--lang", "de").out.split())
    assert "sector-pharmacy: kritisch (Wer welches Mittel ansieht" in german


def test_what_is_neither_control_nor_profile_is_refused_with_the_nearest_name(siegel: Siegel) -> None:
    for name, near in (("sector-bnak", "sector-bank"), ("TLS-00", "TLS-0"), ("wolpertinger", "siegel policy list")):
        done = siegel.here("policy", "explain", name)
        assert done.code == 2
        assert near in done.err
