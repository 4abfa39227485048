"""The built-in policies: they load, say what they mean in both languages, and every control does what its tests say."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scanner.judge import Judge
from scanner.model.evidence import Coverage, Evidence, Status
from scanner.model.facts import Endpoint, TlsCipher
from scanner.model.verdict import Text
from scanner.model.vocabulary import Certainty, EndpointRole, KeyExchange, Level, Severity, Verdict
from scanner.policy.controls import Control
from scanner.policy.library import Library, built_in, built_in_folder, check, load_folder
from scanner.policy.profile import Profile
from scanner.probes.tls.suites import Suite, suites
from scanner.rehearsal import files_beside, rehearse

ROOT = Path(__file__).resolve().parent.parent
AS_OF = dt.date(2026, 11, 22)


@pytest.fixture(scope="module")
def library() -> Library:
    return built_in()


def texts(library: Library) -> dict[str, Text]:
    """Every text of policies and controls by the place it stands at."""
    found = {f"{policy.name}: title": policy.title for policy in library.policies.values()}
    for control in library.controls().values():
        found |= {f"{control.id}: {name}": getattr(control, name) for name in ("title", "why", "remedy")}
    for name in library.profiles:
        profile = library.profile(name)
        found |= {f"{name}: title": profile.title, f"{name}: help": profile.help}
        found |= {f"{name}: {tuned.control.id}": tuned.because for tuned in profile.controls if tuned.because}
    for reference in library.references.values():
        found |= {f"{reference.id}: title": reference.title, f"{reference.id}: provision": reference.provision}
    return found


# ── loading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_built_in_file_loads_without_a_problem() -> None:
    found = load_folder(ROOT / "policies")
    check(found)
    assert [str(problem) for problem in found.problems.found] == []
    assert set(found.policies) >= {"tls", "http"}
    sectors = {"sector-food", "sector-pharmacy", "sector-bank"}
    guidelines = {"tls-bsi", "tls-mozilla-intermediate", "tls-mozilla-modern", "email-auth", "pci-payment-page"}
    assert set(found.profiles) == {"baseline-de-shop", "strict-de-shop", "privacy-de-shop", *sectors, *guidelines}


def test_an_installed_package_finds_its_policies_inside_itself(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "scanner", tmp_path / "scanner", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "policies", tmp_path / "scanner" / "_policies")
    code = (
        "from scanner.policy.library import built_in, built_in_folder; from scanner.rehearsal import files_beside;"
        "library = built_in(); print(built_in_folder()); print(len(library.controls()), len(files_beside(library)))"
    )
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    here = built_in()
    folder, counts = done.stdout.splitlines()
    assert Path(folder) == tmp_path / "scanner" / "_policies"
    assert counts == f"{len(here.controls())} {len(files_beside(here))}"


# ── what the policies' own tests say ─────────────────────────────────────────────────────────────────────────────────


def test_every_policy_has_its_tests_beside_it(library: Library) -> None:
    policies = {library.files[policy.place.file] for policy in library.policies.values()}
    assert {path.name for path in files_beside(library)} == {f"{path.stem}.test.yaml" for path in policies}


def test_every_test_file_belongs_to_a_policy(library: Library) -> None:
    assert set(built_in_folder().rglob("*.test.yaml")) == set(files_beside(library))


def test_every_policy_test_comes_out_as_expected(library: Library) -> None:
    assert [str(result) for result in rehearse(library, files_beside(library)).failed] == []


def test_every_control_has_a_case_for_every_verdict_it_can_come_to(library: Library) -> None:
    found = rehearse(library, files_beside(library), library.policies)
    assert [str(lack) for lack in found.uncovered] == []
    shown = {(result.control, result.expected) for result in found.results}
    assert {id_ for id_ in library.controls() if (id_, Verdict.UNKNOWN) not in shown} == set()


# ── texts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_text_is_there_in_both_languages(library: Library) -> None:
    empty = [place for place, text in texts(library).items() if not text.en.strip() or not text.de.strip()]
    assert empty == []


def test_explanations_are_translated_not_copied(library: Library) -> None:
    same = [
        p for p, text in texts(library).items() if p.endswith(("why", "remedy", "provision")) and text.en == text.de
    ]
    assert same == []


def test_german_is_written_with_umlauts_and_addresses_nobody(library: Library) -> None:
    spelled_out = re.compile(
        r"\b\w*(?:fuer|ueber|koenn|muess|waehl|schluessel|gueltig|laeuft|aend|groess)\w*", re.IGNORECASE
    )
    address = re.compile(r"\b(?:[Dd]u|[Dd]ein\w*|Ihr\w*|bitte)\b|[a-zäöü,] Sie\b")
    found = {place: text.de for place, text in texts(library).items()}
    assert [place for place, text in found.items() if spelled_out.search(text)] == []
    assert [place for place, text in found.items() if address.search(text)] == []


def test_no_text_has_doubled_spaces_or_stray_breaks(library: Library) -> None:
    ragged = re.compile(r"  |\n|^\s|\s$")
    assert [p for p, text in texts(library).items() if ragged.search(text.en) or ragged.search(text.de)] == []


def test_every_parameter_says_what_it_is_for(library: Library) -> None:
    parameters = [p for policy in library.policies.values() for p in policy.parameters.values()]
    assert [parameter.name for parameter in parameters if not parameter.help.endswith(").")] == []


# ── references ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_control_stands_on_a_provision_that_is_there(library: Library) -> None:
    for control in library.controls().values():
        assert control.references, control.id
        assert set(control.references) <= set(library.references), control.id
        assert len(set(control.references)) == len(control.references), control.id


def test_the_references_are_those_of_the_catalogue(library: Library) -> None:
    assert len(library.references) == 138
    assert {reference.as_of for reference in library.references.values()} == {dt.date(2026, 11, 21)}
    assert all(reference.url.startswith("https://") for reference in library.references.values())


def test_what_nobody_confirmed_is_marked(library: Library) -> None:
    unconfirmed = {r.id for r in library.references.values() if r.confirmed == "from knowledge, unconfirmed"}
    assert len(unconfirmed) == 58
    assert {"gdpr-32", "tdddg-19-4", "rfc9325", "rfc6797", "nist-800-52r2", "owasp-osh"} <= unconfirmed
    assert not {"mozilla-tls-6", "asvs-5", "pci-dss-4-0-1", "cabf-sc-081v3", "bsi-tr-02102-2"} & unconfirmed


# ── what the catalogue demands ───────────────────────────────────────────────────────────────────────────────────────

CATALOGUE = {
    "TLS-001": (Severity.CRITICAL, Level.ERROR, Certainty.STANDARD),
    "TLS-002": (Severity.MEDIUM, Level.ERROR, Certainty.STANDARD),
    "TLS-003": (Severity.CRITICAL, Level.ERROR, Certainty.STANDARD),
    "TLS-004": (Severity.HIGH, Level.ERROR, Certainty.STANDARD),
    "TLS-005": (Severity.MEDIUM, Level.ERROR, Certainty.STANDARD),
    "TLS-010": (Severity.HIGH, Level.ERROR, Certainty.STANDARD),
    "TLS-010.recommended": (Severity.MEDIUM, Level.WARNING, Certainty.STANDARD),
    "TLS-011": (Severity.HIGH, Level.ERROR, Certainty.STANDARD),
    "TLS-012": (Severity.CRITICAL, Level.ERROR, Certainty.SETTLED),
    "TLS-013": (Severity.MEDIUM, Level.ERROR, Certainty.STANDARD),
    "TLS-014": (Severity.HIGH, Level.ERROR, Certainty.STANDARD),
    "TLS-014.soon": (Severity.MEDIUM, Level.WARNING, Certainty.STANDARD),
    "HTTP-001": (Severity.HIGH, Level.ERROR, Certainty.SETTLED),
    "HTTP-001.permanent": (Severity.MEDIUM, Level.WARNING, Certainty.STANDARD),
    "HTTP-002": (Severity.HIGH, Level.ERROR, Certainty.STANDARD),
    "HTTP-002.subdomains": (Severity.MEDIUM, Level.WARNING, Certainty.STANDARD),
    "HTTP-002.preload": (Severity.HIGH, Level.ERROR, Certainty.STANDARD),
    "HTTP-003": (Severity.HIGH, Level.ERROR, Certainty.STANDARD),
    "HTTP-004": (Severity.MEDIUM, Level.WARNING, Certainty.STANDARD),
    "HTTP-004.scripts": (Severity.MEDIUM, Level.ERROR, Certainty.STANDARD),
    "HTTP-005": (Severity.LOW, Level.WARNING, Certainty.STANDARD),
    "HTTP-006": (Severity.MEDIUM, Level.ERROR, Certainty.STANDARD),
    "HTTP-006.sent": (Severity.MEDIUM, Level.ERROR, Certainty.STANDARD),
    "HTTP-007": (Severity.MEDIUM, Level.WARNING, Certainty.STANDARD),
    "HTTP-008": (Severity.LOW, Level.WARNING, Certainty.STANDARD),
    "HTTP-009": (Severity.LOW, Level.NOTE, Certainty.STANDARD),
    "HTTP-010": (Severity.CRITICAL, Level.ERROR, Certainty.SETTLED),
    "HTTP-011": (Severity.MEDIUM, Level.WARNING, Certainty.STANDARD),
    "NET-001": (Severity.CRITICAL, Level.ERROR, Certainty.SETTLED),
    "NET-002": (Severity.HIGH, Level.ERROR, Certainty.SETTLED),
    "NET-002.ssh": (Severity.INFO, Level.NOTE, Certainty.STANDARD),
    "NET-003": (Severity.MEDIUM, Level.WARNING, Certainty.STANDARD),
    "TLS-019": (Severity.HIGH, Level.ERROR, Certainty.SETTLED),
    "SEC-001": (Severity.LOW, Level.WARNING, Certainty.STANDARD),
}


@pytest.mark.parametrize("id_", CATALOGUE)
def test_a_control_is_as_grave_and_as_sure_as_in_the_catalogue(library: Library, id_: str) -> None:
    control = library.controls()[id_]
    assert (control.severity, control.levels.on(AS_OF), control.certainty) == CATALOGUE[id_]
    assert control.area == id_.partition("-")[0].lower().replace("sec", "http").replace("net", "network")


def test_exactly_the_broken_suites_of_the_registry_are_found(library: Library) -> None:
    found = {suite.name: judged(library.controls()["TLS-003"], suite) for suite in suites().values()}
    wanted = {suite.name: Verdict.FAIL if is_broken(suite) else Verdict.PASS for suite in suites().values()}
    assert found == wanted
    assert len({name for name, verdict in found.items() if verdict is Verdict.FAIL}) > 100


def judged(control: Control, suite: Suite) -> Verdict:
    """The verdict on a shop that accepts just this suite."""
    row = TlsCipher(
        endpoint=Endpoint(host="www.shop.example", address="192.0.2.10", port=443, role=EndpointRole.SHOP),
        version=suite.oldest,
        name=suite.name,
        bits=suite.bits,
        key_exchange=suite.key_exchange,
        mac=suite.mac,
        accepted=True,
    )
    looked = Coverage("tls_cipher", (), Status.SEEN)
    evidence = Evidence("https://www.shop.example", facts={"tls_cipher": (row,)}, coverage=(looked,))
    return Judge(evidence, AS_OF).judge(control).verdict


def is_broken(suite: Suite) -> bool:
    """By the registry's columns instead of the name."""
    cipher = suite.encryption.partition("_")[0]
    weak = cipher in {"NULL", "RC2", "RC4", "DES", "DES40", "3DES", "IDEA", "SEED"}
    return weak or suite.mac == "md5" or suite.key_exchange is KeyExchange.ANONYMOUS or "EXPORT" in suite.name


# ── profiles ─────────────────────────────────────────────────────────────────────────────────────────────────────────


#: Of DNS and mail, what the baseline leaves to the sectors and to email-auth.
HIGHER_OF_NAMES = {
    "DNS-002.bound",
    *(f"MAIL-{n:03}" for n in (2, 4, 5, 6, 7, 9, 11)),
    "MAIL-002.recommended",
    "MAIL-004.subdomains",
}
#: What profiles of guidelines and sectors choose one by one.
OF_GUIDELINES = {
    *("TLS-005.listed", "TLS-006", "TLS-007.finite", "TLS-007.listed", "TLS-008", "TLS-009"),
    *("TLS-016", "TLS-017", "TLS-018", "BK-001", "BK-001.shared", "BK-002", "BK-004", "BK-005"),
}
#: Only pci-payment-page asks for these; without earlier runs and declared scripts they say little.
OF_CARDS = {"PCI-001", "PCI-002", "PCI-003", "PCI-004"}


def ids(profile: Profile) -> set[str]:
    return {tuned.control.id for tuned in profile.controls}


#: What only pharmacies or food shops are held to.
OF_SECTORS = {
    *("FM-022", "BK-003", "PH-001", "PH-002", "PH-003", "PH-004", "PH-004.accepted", "PH-005", "PH-006", "PH-007"),
    *("FD-001", "FD-002", "FD-003", "FD-004", "FD-004.origin", "FD-005"),
}


def test_the_baseline_holds_everything_but_what_it_leaves_out_with_a_reason(library: Library) -> None:
    baseline = library.profile("baseline-de-shop")
    higher = {"TLS-005", "TLS-010.recommended", "TLS-013.short", "HTTP-002.preload", "HTTP-004.scripts", "HTTP-011"}
    higher |= HIGHER_OF_NAMES | {"CK-020"}
    assert ids(baseline) == set(library.controls()) - higher - OF_GUIDELINES - OF_CARDS - OF_SECTORS
    assert {left.control: bool(left.because) for left in baseline.left_out} == dict.fromkeys(higher, True)
    assert baseline.fail_on is Severity.HIGH


def test_the_strict_profile_is_the_baseline_and_more(library: Library) -> None:
    strict = library.profile("strict-de-shop")
    assert ids(strict) == ids(library.profile("baseline-de-shop")) | {"TLS-005"}
    higher = {"TLS-010.recommended", "TLS-013.short", "HTTP-002.preload", "HTTP-004.scripts", "HTTP-011"}
    higher |= HIGHER_OF_NAMES | {"CK-020"}
    assert {left.control for left in strict.left_out} == higher
    assert strict.chain == ("baseline-de-shop", "strict-de-shop")
    assert strict.fail_on is Severity.MEDIUM


def test_the_strict_profile_is_nowhere_laxer(library: Library) -> None:
    baseline = {tuned.control.id: tuned for tuned in library.profile("baseline-de-shop").controls}
    at_least, at_most = {"rsa_bits", "rsa_bits_recommended", "ec_bits", "days_left", "hsts_max_age"}, {"lifetime_days"}
    for tuned in library.profile("strict-de-shop").controls:
        if tuned.control.id not in baseline:
            continue
        before = baseline[tuned.control.id]
        assert tuned.severity.rank >= before.severity.rank
        assert tuned.levels.on(AS_OF).rank >= before.levels.on(AS_OF).rank
        for name, value in tuned.parameters.items():
            if name in at_least:
                assert value >= before.parameters[name], name
            elif name in at_most:
                assert value <= before.parameters[name], name
            else:
                assert set(value) <= set(before.parameters[name]), name


def test_the_accepted_versions_can_be_tuned_by_their_name(library: Library) -> None:
    versions = library.policies["tls"].parameters["versions"]
    assert [str(version) for version in versions.default] == ["TLSv1.2", "TLSv1.3"]
