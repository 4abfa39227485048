"""What can only be checked across files, and that the built-in files are without fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.errors import ExitCode, InvalidInput
from scanner.policy.library import DEFAULT_PROFILE, built_in, with_files

from .files import CONTROL, POLICY, REFERENCES, library_of, said

PROFILE = "profile: mine\npolicies: [forms-minimisation]\n"


def test_policies_profiles_and_references_are_told_apart_and_known_by_name(tmp_path: Path) -> None:
    library = library_of(tmp_path, {"a.yaml": POLICY, "deep/b.yaml": PROFILE})
    assert said(library) == []
    assert [*library.policies, *library.profiles, *library.references] == ["forms-minimisation", "mine", "gdpr-5-1-c"]
    assert set(library.controls()) == {"FM-004"}
    assert set(library.files) == {"policies/a.yaml", "policies/deep/b.yaml", "policies/references.yaml"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "polici: x\n",
            "policies/x.yaml:1:1: is neither a policy, nor a profile, nor references — did you mean policy?",
        ),
        ("[]", "policies/x.yaml:1:1: is neither a policy, nor a profile, nor references"),
        ("{}", "policies/x.yaml:1:1: is neither a policy, nor a profile, nor references"),
        ("x", "policies/x.yaml:1:1: is neither a policy, nor a profile, nor references"),
    ],
)
def test_any_other_file_is_a_mistake(tmp_path: Path, text: str, message: str) -> None:
    assert said(library_of(tmp_path, {"x.yaml": text}))[0].startswith(message)


def test_an_id_exists_once_over_all_policies(tmp_path: Path) -> None:
    again = POLICY.replace("policy: forms-minimisation", "policy: other")
    found = said(library_of(tmp_path, {"a.yaml": POLICY, "b.yaml": again}))
    assert len(found) == 1
    assert found[0].startswith("policies/b.yaml:7:1: the control FM-004 exists already — in policies/a.yaml:7") or (
        "FM-004 exists already" in found[0]
    )
    (tmp_path / "b.yaml").unlink()
    found = said(library_of(tmp_path, {"a.yaml": POLICY + CONTROL}))
    assert len(found) == 1 and "the control FM-004 exists already" in found[0]


@pytest.mark.parametrize("text", [POLICY, PROFILE])
def test_a_name_exists_once(tmp_path: Path, text: str) -> None:
    found = said(library_of(tmp_path, {"0.yaml": POLICY, "1.yaml": PROFILE, "x.yaml": text}))
    assert any("already" in line and line.startswith("policies/x.yaml:1:1:") for line in found)


def test_a_reference_that_is_nowhere_is_a_mistake(tmp_path: Path) -> None:
    text = POLICY.replace("[gdpr-5-1-c]", "[gdpr-5-1-c, gdpr-5-1-d, '']")
    found = said(library_of(tmp_path, {"a.yaml": text.replace(", ''", "")}))
    assert len(found) == 1
    assert "there is no reference 'gdpr-5-1-d' — did you mean gdpr-5-1-c?" in found[0]


def test_mistakes_of_all_policies_are_reported_at_once(tmp_path: Path) -> None:
    files = {
        "a.yaml": POLICY.replace("severity: high", "severity: hihg"),
        "b.yaml": POLICY.replace("forms-minimisation", "b").replace("FM-004", "B-001").replace("every", "evry"),
        "c.yaml": "policy: [",
        "d.yaml": POLICY.replace("forms-minimisation", "d").replace("FM-004", "D-001").replace("[gdpr-5-1-c]", "[x]"),
        "references.yaml": REFERENCES.replace("settled", "sure"),
    }
    found = said(library_of(tmp_path, files))
    for name in "abd":
        assert any(line.startswith(f"policies/{name}.yaml:") for line in found), (name, found)
    assert any("c.yaml:" in line for line in found)
    assert any("references.yaml:7:16" in line for line in found)


def test_nothing_of_a_library_with_a_mistake_is_used(tmp_path: Path) -> None:
    library = library_of(
        tmp_path,
        {"a.yaml": POLICY.replace("severity: high", "severity: hihg"), "b.yaml": "profile: p\ncontrols: [x]\n"},
    )
    with pytest.raises(InvalidInput) as raised:
        library.profile("p")
    assert raised.value.exit_code is ExitCode.INVALID
    assert raised.value.problems == tuple(sorted(raised.value.problems))


# ── the built-in ones, and one's own beside them ─────────────────────────────────────────────────────────────────────


def test_the_built_in_policies_are_without_fault() -> None:
    library = built_in()
    assert DEFAULT_PROFILE in library.profiles
    for name in library.profiles:
        chosen = library.profile(name)
        assert chosen.controls
        assert {one.control.id for one in chosen.controls}.isdisjoint(entry.control for entry in chosen.left_out)


def test_ones_own_policies_and_profiles_stand_beside_the_built_in_ones(tmp_path: Path) -> None:
    reference = next(iter(built_in().references))
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "a.yaml").write_text(own(reference, "OWN-004"))
    (tmp_path / "mine" / "a.test.yaml").write_text("not: read here")
    (tmp_path / "p.yaml").write_text(f"profile: mine\nextends: {DEFAULT_PROFILE}\npolicies: [own]\n")
    library = with_files([tmp_path / "mine", tmp_path / "p.yaml"])
    assert library.problems.found == []
    assert "OWN-004" in {one.control.id for one in library.profile("mine").controls}


def test_ones_own_control_can_not_take_the_id_of_a_built_in_one(tmp_path: Path) -> None:
    library = built_in()
    taken, reference = next(iter(library.controls())), next(iter(library.references))
    (tmp_path / "a.yaml").write_text(own(reference, taken))
    with pytest.raises(InvalidInput, match=f"the control {taken} exists already"):
        with_files([tmp_path / "a.yaml"]).problems.raise_if_any()


def test_who_writes_policies_may_try_another_version_of_a_built_in_one(tmp_path: Path) -> None:
    reference = next(iter(built_in().references))
    (tmp_path / "a.yaml").write_text(POLICY.replace("gdpr-5-1-c", reference))
    library = with_files([tmp_path / "a.yaml"], shadow=True)
    assert library.problems.found == []
    assert library.controls()["FM-004"].place.file == str(tmp_path / "a.yaml")
    assert "FM-001" not in library.controls()
    assert "TLS-001" in library.controls()


def own(reference: str, control: str) -> str:
    return POLICY.replace("gdpr-5-1-c", reference).replace("forms-minimisation", "own").replace("FM-004", control)


def test_a_file_that_can_not_be_read_is_a_mistake(tmp_path: Path) -> None:
    found = with_files([tmp_path / "none.yaml"]).problems.found
    assert [(problem.file, problem.what.split(":")[0]) for problem in found] == [
        (str(tmp_path / "none.yaml"), "can't be read")
    ]
