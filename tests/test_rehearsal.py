"""Policy tests are judged as a shop is, and their own mistakes are told all at once, with their places."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.errors import InvalidInput
from scanner.model.vocabulary import Verdict
from scanner.policy.library import Library, check, load_folder
from scanner.rehearsal import Rehearsal, can_be_not_applicable, files_beside, rehearse

REFERENCES = """
references:
  law: {title: A law, url: "https://law.example/", as_of: 2026-01-01, certainty: settled, confirmed: source seen}
"""

POLICY = """
policy: doors
area: tls
params:
  versions: {type: set of TlsVersion, default: [TLSv1.2, TLSv1.3], help: What is allowed.}
controls:
  - id: D-001
    title: {en: No old door, de: Keine alte Tür}
    severity: high
    certainty: settled
    every: tls_protocol
    where: {version: {not: {one_of: $versions}}}
    expect: {accepted: false}
    references: [law]
"""

COVERED = """
policy: doors
as_of: 2026-11-22
cases:
  - {name: shut, control: D-001, rows: {tls_protocol: [{version: TLSv1.0, accepted: false}]}, then: pass}
  - {name: open, control: D-001, rows: {tls_protocol: [{version: TLSv1.0, accepted: true}]}, then: fail}
  - {name: none, control: D-001, rows: {tls_protocol: []}, then: not_applicable}
"""

WITHOUT_LOOKING = "  - {name: nobody looked, control: D-001, then: unknown}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "references.yaml").write_text(REFERENCES)
    (tmp_path / "doors.yaml").write_text(POLICY)
    return tmp_path


def library_of(folder: Path, policy: str = POLICY) -> Library:
    (folder / "doors.yaml").write_text(policy)
    library = load_folder(folder)
    check(library)
    assert library.problems.found == []
    return library


def played(folder: Path, tests: str, policy: str = POLICY) -> Rehearsal:
    """What comes of a test file beside the policy."""
    (folder / "doors.test.yaml").write_text(textwrap.dedent(tests))
    library = library_of(folder, policy)
    return rehearse(library, files_beside(library))


def one(folder: Path, case: str, policy: str = POLICY) -> Rehearsal:
    """What comes of a single case."""
    return played(
        folder, f"policy: doors\nas_of: 2026-11-22\ncases:\n  - {{name: it, control: D-001, {case}}}\n", policy
    )


def problems(folder: Path, tests: str, policy: str = POLICY) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        played(folder, tests, policy)
    return [str(problem) for problem in caught.value.problems]


# ── verdicts ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_cases_that_come_out_as_expected_are_well(folder: Path) -> None:
    found = played(folder, COVERED + WITHOUT_LOOKING)
    assert found.ok
    assert [result.got for result in found.results] == [result.expected for result in found.results]
    assert found.results[0].place.file == "policies/doors.test.yaml"
    assert found.results[0].place.line == 5


def test_a_verdict_that_differs_is_told_with_what_decided_it(folder: Path) -> None:
    found = one(folder, "rows: {tls_protocol: [{version: TLSv1.0, accepted: true}]}, then: pass")
    (result,) = found.results
    assert not found.ok
    assert not result.ok
    assert result.got is Verdict.FAIL
    assert result.why.startswith("expected pass, got fail: TLSv1.0")
    assert [str(failed) for failed in found.failed] == [f"policies/doors.test.yaml:4: D-001, it: {result.why}"]


def test_an_unexpected_unknown_says_what_stands_in_the_way(folder: Path) -> None:
    (result,) = one(folder, "then: pass").results
    assert result.got is Verdict.UNKNOWN
    assert "nobody looked" in result.why


def test_a_field_that_a_row_leaves_out_is_unknown(folder: Path) -> None:
    (result,) = one(folder, "rows: {tls_protocol: [{version: TLSv1.0}]}, then: unknown").results
    assert result.ok


def test_a_field_can_be_unknown_for_a_reason(folder: Path) -> None:
    row = "{version: TLSv1.0, accepted: {unknown: it hung up, cause: timeout}}"
    (result,) = one(folder, f"rows: {{tls_protocol: [{row}]}}, then: pass").results
    assert "it hung up" in result.why


def test_a_kind_with_only_gaps_has_only_these_gaps(folder: Path) -> None:
    elsewhere = "gaps: [{kind: tls_protocol, scope: {version: TLSv1.3}, cause: timeout}]"
    assert one(folder, f"{elsewhere}, then: not_applicable").results[0].ok
    here = "gaps: [{kind: tls_protocol, scope: {endpoint: {host: b}}}]"
    assert one(folder, f"{here}, then: unknown").results[0].ok


def test_a_gap_without_a_cause_is_an_error_like_any_other(folder: Path) -> None:
    (result,) = one(folder, "gaps: [{kind: tls_protocol, reason: the cable was cut}], then: pass").results
    assert "the cable was cut [error]" in result.why


def test_rows_beside_gaps_leave_both_in_force(folder: Path) -> None:
    rows = "rows: {tls_protocol: [{version: TLSv1.0, accepted: false}]}"
    gaps = "gaps: [{kind: tls_protocol, scope: {endpoint.host: b}}]"
    assert one(folder, f"{rows}, {gaps}, then: unknown").results[0].ok


def test_a_case_may_tune_parameters_of_its_policy(folder: Path) -> None:
    rows = "rows: {tls_protocol: [{version: TLSv1.2, accepted: true}]}"
    assert one(folder, f"{rows}, then: not_applicable").results[0].ok
    assert one(folder, f"with: {{doors.versions: [TLSv1.3]}}, {rows}, then: fail").results[0].ok


def test_a_case_may_have_a_day_of_its_own(folder: Path) -> None:
    policy = POLICY.replace("    every:", "    in_force: 2026-06-01\n    every:")
    rows = "rows: {tls_protocol: [{version: TLSv1.0, accepted: true}]}"
    assert one(folder, f"{rows}, then: fail", policy).results[0].ok
    assert one(folder, f"as_of: 2026-05-31, {rows}, then: not_applicable", policy).results[0].ok


# ── findings ─────────────────────────────────────────────────────────────────────────────────────────────────────────

TWO_OPEN = """
rows: {tls_protocol: [
  {endpoint: {host: a, address: 192.0.2.1, port: 443}, version: TLSv1.0, accepted: true},
  {endpoint.host: b, endpoint.address: 192.0.2.1, endpoint.port: 443, version: TLSv1.0, accepted: true}]}, then: fail"""


@pytest.mark.parametrize(
    ("findings", "why"),
    [
        ("[TLSv1.0 on a:443, TLSv1.0 on b:443]", ""),
        ("[accepted is true, TLSv1.0 on b:443]", ""),
        ("[TLSv1.0 on a:443]", "this finding is not expected: TLSv1.0 on b:443"),
        ("[TLSv1.0 on a:443, TLSv1.0 on c:443]", "no finding says 'TLSv1.0 on c:443'"),
        ("[TLSv1.0 on]", "expected 1 findings, got 2"),
    ],
)
def test_every_expected_finding_is_said_and_no_other(folder: Path, findings: str, why: str) -> None:
    (result,) = one(folder, f"{TWO_OPEN}, findings: {findings}").results
    assert result.why.startswith(why)
    assert result.ok is (why == "")


# ── coverage ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_control_wants_a_pass_a_fail_and_what_else_it_can_come_to(folder: Path) -> None:
    assert played(folder, COVERED).uncovered == ()
    without = "\n".join(line for line in COVERED.splitlines() if "then: pass" not in line)
    (missing,) = played(folder, without).uncovered
    assert str(missing) == "policies/doors.yaml:7: D-001: no case says then: pass"
    assert (missing.control, missing.verdict, missing.place.line) == ("D-001", Verdict.PASS, 7)
    assert not played(folder, without).ok


def test_a_policy_without_tests_is_uncovered(folder: Path) -> None:
    library = library_of(folder)
    assert files_beside(library) == ()
    assert rehearse(library, []).ok
    found = rehearse(library, [], ["doors"])
    assert not found.ok
    assert [missing.verdict for missing in found.uncovered] == [Verdict.PASS, Verdict.FAIL, Verdict.NOT_APPLICABLE]


FORBID = "forbid: tls_protocol\n    where: {accepted: true, version: TLSv1.0}"
EVERY = "every: tls_protocol\n    where: {version: {not: {one_of: $versions}}}\n    expect: {accepted: false}"
ONE_OF_EACH = """all:
      - {every: tls_protocol, where: {version: {not: {one_of: $versions}}}, expect: {accepted: false}}
      - {forbid: tls_protocol, where: {accepted: true, version: TLSv1.0}}"""


@pytest.mark.parametrize(
    ("claim", "can_be"),
    [
        (EVERY, True),
        (FORBID, False),
        (FORBID.replace("forbid", "require"), False),
        (f"applies_when: {{shop: {{card_payment: true}}}}\n    {FORBID}", True),
        (f"in_force: 2026-01-01\n    {FORBID}", True),
        (f"until: 2026-01-01\n    {FORBID}", True),
        (ONE_OF_EACH, False),
        (f"applies_when: {{shop: {{card_payment: true}}}}\n    {ONE_OF_EACH}", True),
    ],
)
def test_a_bare_forbid_or_require_always_says_something(folder: Path, claim: str, can_be: bool) -> None:
    policy = POLICY.replace(EVERY, claim)
    if "$versions" not in claim:
        policy = "\n".join(line for line in policy.splitlines() if "params" not in line and "versions" not in line)
    (control,) = library_of(folder, policy).controls().values()
    assert can_be_not_applicable(control) is can_be


# ── values ───────────────────────────────────────────────────────────────────────────────────────────────────────────

CERTIFICATES = """
policy: papers
area: tls
controls:
  - id: P-001
    title: Papers
    severity: high
    certainty: settled
    all:
      - {every: certificate, expect: {days_left: {at_least: 7}}}
      - {forbid: certificate, where: {signature_hash: {present: true, is: sha1}}}
      - {forbid: certificate, where: {names: {includes: NO}}}
    references: [law]
"""


def paper(folder: Path, row: str) -> Verdict:
    (folder / "papers.yaml").write_text(CERTIFICATES)
    (folder / "papers.test.yaml").write_text(
        "policy: papers\nas_of: 2026-11-22\ncases:\n"
        f"  - {{name: it, control: P-001, rows: {{certificate: [{row}]}}, then: pass}}\n"
    )
    library = library_of(folder)
    (result,) = rehearse(library, files_beside(library)).results
    return result.got


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        ("{not_after: as_of + 7 days, signature_hash: null, names: [a]}", Verdict.PASS),
        ("{not_after: as_of + 6 days, signature_hash: null, names: [a]}", Verdict.FAIL),
        ("{not_after: 2026-11-29, signature_hash: sha256, names: []}", Verdict.PASS),
        ("{days_left: 7, signature_hash: ~, names: [a]}", Verdict.PASS),
        ("{days_left: 7, signature_hash: 'null', names: [a]}", Verdict.PASS),
        ("{days_left: 7, signature_hash: sha1, names: [a]}", Verdict.FAIL),
        ("{days_left: 7, signature_hash: null, names: [a, NO]}", Verdict.FAIL),
        ("{days_left: 7, names: [a]}", Verdict.UNKNOWN),
        ("{days_left: 7, signature_hash: null, names: {unknown: too many}}", Verdict.UNKNOWN),
    ],
)
def test_the_type_of_the_fact_decides_how_a_value_is_read(folder: Path, row: str, verdict: Verdict) -> None:
    assert paper(folder, row) is verdict


# ── mistakes ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("case", "what"),
    [
        ("then: passed", "then can't be 'passed' — did you mean pass?"),
        ("then: pass, findings: [x]", "only a failure has findings, not pass"),
        ("then: pass, as_of: tomorrow", "as_of is a date, found 'tomorrow'"),
        ("then: pass, with: {doors.verisons: [TLSv1.3]}", "did you mean doors.versions?"),
        ("then: pass, with: {doors.versions: TLSv1.3}", "doors.versions is a list"),
        ("then: pass, rows: {tls_protocl: []}", "did you mean tls_protocol?"),
        ("then: pass, rows: {certificate: []}", "D-001 does not look at certificate — it looks at tls_protocol"),
        ("then: pass, rows: {tls_protocol: none}", "tls_protocol is a list of rows — write [] where there is none"),
        ("then: pass, rows: {tls_protocol: [a]}", "a row of tls_protocol is a mapping"),
        ("then: pass, rows: {tls_protocol: [{acepted: true}]}", "did you mean accepted?"),
        ("then: pass, rows: {tls_protocol: [{endpoint: {hots: a}}]}", "did you mean endpoint.host?"),
        ("then: pass, rows: {tls_protocol: [{endpoint: a}]}", "endpoint holds several fields"),
        ("then: pass, rows: {tls_protocol: [{accepted: yes}]}", "accepted is true or false, found 'yes' — write true"),
        ("then: pass, rows: {tls_protocol: [{accepted: null}]}", "accepted is never none"),
        ("then: pass, rows: {tls_protocol: [{accepted: [true]}]}", "accepted is a single value, not a list"),
        ("then: pass, rows: {tls_protocol: [{version: TLSv1.4}]}", "version can't be 'TLSv1.4'"),
        ("then: pass, rows: {tls_protocol: [{accepted: {unknwon: x}}]}", "did you mean unknown?"),
        ("then: pass, rows: {tls_protocol: [{endpoint.host: a, endpoint: {host: b}}]}", "endpoint.host is said twice"),
        ("then: pass, gaps: [{kind: tls_protocol, cause: sleep}]", "cause can't be 'sleep'"),
        ("then: pass, gaps: [{kind: tls_protocol, scope: {endpoint.port: https}}]", "endpoint.port is a whole number"),
        ("then: pass, gaps: []", "gaps is empty"),
        ("then: pass, why: because", "a case has no key 'why'"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_a_hint(folder: Path, case: str, what: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        one(folder, case)
    assert any(what in f"{problem.what} — {problem.hint}" for problem in caught.value.problems)
    assert {(problem.file, problem.line) for problem in caught.value.problems} == {("policies/doors.test.yaml", 4)}
    assert all(problem.column > 1 for problem in caught.value.problems)


def test_two_rows_with_one_key_are_a_mistake(folder: Path) -> None:
    row = "{endpoint: {host: a, address: 192.0.2.1, port: 443}, version: TLSv1.0, accepted: false}"
    with pytest.raises(InvalidInput, match="are the same thing — its key is endpoint, version"):
        one(folder, f"then: pass, rows: {{tls_protocol: [{row}, {row.replace('false', 'true')}]}}")


def test_all_mistakes_of_all_files_are_told_at_once(folder: Path) -> None:
    told = problems(
        folder,
        """\
        policy: doors
        cases:
          - name: nobody says which day
            control: D-01
            then: maybe
          - name: two in one row
            control: D-001
            as_of: 2026-11-22
            rows: {tls_protocol: [{acepted: true, version: SSLv9}]}
            then: pass
        """,
    )
    assert [line.partition(": ")[0] for line in told] == [
        "policies/doors.test.yaml:3:5",
        "policies/doors.test.yaml:4:14",
        "policies/doors.test.yaml:5:11",
        "policies/doors.test.yaml:9:28",
        "policies/doors.test.yaml:9:52",
    ]


def test_a_test_of_an_unknown_policy_says_which_there_is(folder: Path) -> None:
    (told,) = problems(folder, COVERED.replace("policy: doors", "policy: door"))
    assert "there is no policy 'door' — did you mean doors?" in told


def test_a_day_beyond_the_calendar_is_a_mistake_not_a_crash(folder: Path) -> None:
    (folder / "papers.yaml").write_text(CERTIFICATES)
    (folder / "papers.test.yaml").write_text(
        "policy: papers\nas_of: 9999-12-31\ncases:\n"
        "  - {name: it, control: P-001, rows: {certificate: [{not_after: as_of + 1 day}]}, then: pass}\n"
    )
    library = library_of(folder)
    with pytest.raises(InvalidInput, match="a day that no calendar has"):
        rehearse(library, files_beside(library))


def test_a_library_with_problems_is_not_rehearsed(folder: Path) -> None:
    (folder / "doors.test.yaml").write_text(COVERED)
    library = library_of(folder)
    library.problems.add("policies/doors.yaml", None, "something is wrong with it")
    with pytest.raises(InvalidInput, match="something is wrong with it"):
        rehearse(library, files_beside(library))


PIECES = st.sampled_from(
    """\
policy: doors
as_of: 2026-11-22
cases:
  - name: a
    control: D-001
    then: pass
    rows:
      tls_protocol:
        - {version: TLSv1.0}
        - {accepted: null}
      tls_protocol: [1, {endpoint: {host: {unknown: x}}}]
    gaps: [{kind: a}]
    with: {}
    findings: [a]
    scope: {a: b}
\t""".splitlines()
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.lists(PIECES, max_size=14).map(lambda lines: "\n".join(lines).encode())))
def test_any_bytes_give_a_rehearsal_or_located_problems(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.mktemp("fuzz")
    (folder / "references.yaml").write_text(REFERENCES)
    library = library_of(folder)
    (folder / "doors.test.yaml").write_bytes(data)
    try:
        results = rehearse(library, files_beside(library)).results
    except InvalidInput:
        results = ()
    assert all(isinstance(result.got, Verdict) for result in results)
    assert all(problem.line >= 1 and problem.column >= 1 for problem in library.problems.found)
    assert bool(results) is not bool(library.problems.found)
