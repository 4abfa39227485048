"""report.sarif: valid by the standard's own schema, known again tomorrow, and nothing in it that a shop could forge."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.errors import RunFolderError
from scanner.model.report import Report, encode_report
from scanner.model.verdict import Blocker, Finding, Judgement, Place, Text
from scanner.model.vocabulary import GapCause, Level, Severity, Verdict
from scanner.reports.sarif import render_sarif
from scanner.reports.sarif.plain import plain, relative_uri
from scanner.reports.sarif.results import CUT, MOST_RESULTS, fair_share

from . import crowded, samples
from .test_console import ANY_TEXT, reports
from .test_html import attacked

REPORTS = {
    "failing": samples.FAILING,
    "passing": samples.PASSING,
    "unseen": samples.UNSEEN,
    "inconclusive": samples.INCONCLUSIVE,
    "hostile": samples.hostile(),
    "crowded": crowded.crowded(),
    "attacked": attacked(),
    "empty": replace(samples.PASSING, verdicts=(), references=(), run={}, name="", shop=""),
}
NPM = Path(__file__).parents[1] / "npm"


@pytest.fixture(scope="module")
def standard() -> jsonschema.Draft4Validator:
    """The schema of SARIF 2.1.0, as the package of its editors carries it."""
    if shutil.which("npm") is None:
        pytest.fail("this test takes the schema of SARIF from npm: install Node.js with npm")
    done = subprocess.run([NPM / "install.sh"], capture_output=True, text=True, check=False, timeout=300)
    if done.returncode:
        pytest.fail(f"tests/npm/install.sh failed: {done.stderr[-500:]}")
    schema = NPM / "node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"
    return jsonschema.Draft4Validator(json.loads(schema.read_text()), format_checker=jsonschema.FormatChecker())


def run_of(report: Report, lang: str = "en") -> dict[str, Any]:
    log = json.loads(render_sarif(encode_report(report), lang))
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


def results(report: Report, lang: str = "en") -> list[dict[str, Any]]:
    return list(run_of(report, lang)["results"])


def of(control: str, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [result for result in found if result["ruleId"] == control]


def failing_with(*findings: Finding, **rest: Any) -> Report:
    judgement = Judgement(Verdict.FAIL, findings, decided_by=Text("some", "einige"))
    return replace(samples.FAILING, verdicts=(replace(samples.OLD_VERSIONS, judgement=judgement, **rest),))


@pytest.mark.parametrize("lang", ["en", "de"])
@pytest.mark.parametrize("name", REPORTS)
def test_every_report_is_valid_by_the_schema_of_the_standard(
    name: str, lang: str, standard: jsonschema.Draft4Validator
) -> None:
    log = json.loads(render_sarif(encode_report(REPORTS[name]), lang))
    assert [(list(error.path), error.message) for error in standard.iter_errors(log)] == []


@pytest.mark.parametrize("lang", ["en", "de"])
@pytest.mark.parametrize("name", ["failing", "hostile"])
def test_the_log_reads_as_it_was_reviewed(name: str, lang: str, golden: Callable[[str, str], None]) -> None:
    golden(f"{name}.{lang}.sarif", render_sarif(encode_report(REPORTS[name]), lang).decode())


def test_every_control_is_a_rule_and_every_result_points_at_its_own() -> None:
    for name in ("failing", "hostile", "crowded"):
        run = run_of(REPORTS[name])
        rules = run["tool"]["driver"]["rules"]
        assert len({rule["id"] for rule in rules}) == len(rules)
        for result in run["results"]:
            assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    rules = run_of(samples.FAILING)["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [verdict.control for verdict in samples.FAILING.verdicts]


def test_a_rule_says_what_is_asked_how_sure_by_which_provision_and_how_to_mend() -> None:
    rules = {rule["id"]: rule for rule in run_of(samples.FAILING)["tool"]["driver"]["rules"]}
    rule = rules["TLS-001"]
    for text in (rule["help"]["text"], rule["help"]["markdown"]):
        for said in ("No legacy protocols", "technical standard", "ssl_protocols TLSv1.2 TLSv1.3;", "GDPR Art. 32"):
            assert said in text
        assert "https://www.rfc-editor.org/rfc/rfc8996" in text
        assert "the source has not been seen" in text
    assert rule["helpUri"] == "https://www.bsi.bund.de/dok/TR-02102"
    assert rule["defaultConfiguration"] == {"level": "error"}
    about = rule["properties"]
    assert (about["area"], about["severity"], about["security-severity"]) == ("tls", "critical", "9.5")
    assert "helpUri" not in rules["HTTP-005.note"]


def test_severities_are_ordered_as_code_hosts_sort_them() -> None:
    verdicts = [replace(samples.passed(f"A-{n}"), severity=severity) for n, severity in enumerate(Severity)]
    rules = run_of(replace(samples.FAILING, verdicts=tuple(verdicts)))["tool"]["driver"]["rules"]
    numbers = [float(rule["properties"]["security-severity"]) for rule in rules]
    of_severity = dict(zip(Severity, numbers, strict=True))
    assert of_severity[Severity.CRITICAL] >= 9 > of_severity[Severity.HIGH] >= 7 > of_severity[Severity.MEDIUM] >= 4
    assert 4 > of_severity[Severity.LOW] > of_severity[Severity.INFO] > 0


def test_passed_and_not_applicable_have_no_results_and_unknown_is_open() -> None:
    found = results(samples.FAILING)
    for verdict in samples.FAILING.verdicts:
        mine = of(verdict.control, found)
        match verdict.verdict:
            case Verdict.PASS | Verdict.NOT_APPLICABLE:
                assert mine == []
            case Verdict.UNKNOWN:
                assert [(one["kind"], one["level"]) for one in mine] == [("open", "none")]
                assert mine[0]["properties"]["notAssessed"] is verdict.not_assessed
            case Verdict.FAIL:
                assert len(mine) == len(verdict.judgement.findings)
                assert {(one["kind"], one["level"]) for one in mine} == {("fail", verdict.level.value)}
    assert "no answer within 10 s" in of("TLS-004", found)[0]["message"]["text"]
    assert of("NET-001", found)[0]["message"]["text"].startswith("Not assessed, by the owner's choice")
    assert "--authorised-by" in of("NET-001", found)[0]["message"]["text"]


def test_what_is_waived_is_suppressed_and_what_was_known_is_unchanged() -> None:
    found = results(samples.FAILING)
    for one in of("HTTP-007", found):
        (suppression,) = one["suppressions"]
        assert (suppression["kind"], suppression["status"]) == ("external", "accepted")
        assert suppression["justification"] == "approved by Security board until 2026-12-31: the CDN changes"
    assert {one["baselineState"] for one in of("HTTP-008", found)} == {"unchanged"}
    for one in (*of("TLS-001", found), *of("HTTP-002", found), *of("TLS-014.soon", found)):
        assert not {"suppressions", "baselineState"} & set(one)


def test_what_is_excused_in_part_is_not_hidden_and_says_so() -> None:
    partly = replace(samples.EXPIRES_SOON, level=Level.ERROR, severity=Severity.HIGH, counted=True, baseline=True)
    (first, *_) = results(replace(samples.FAILING, verdicts=(partly,)))
    assert not {"suppressions", "baselineState"} & set(first)
    assert "in the baseline, at least in part" in first["message"]["text"]


def test_a_result_is_known_again_in_another_language_on_another_day_and_in_another_order() -> None:
    def prints(report: Report, lang: str) -> set[tuple[str, str]]:
        return {
            (result["ruleId"], json.dumps(result["partialFingerprints"], sort_keys=True))
            for result in results(report, lang)
        }

    found = (
        Finding(Text("a", "x"), "h", "a", (), "1" * 32),
        Finding(Text("b", "y"), "h", "b", (), "2" * 32),
    )
    report, turned = failing_with(*found), failing_with(*reversed(found))
    assert prints(report, "en") == prints(report, "de") == prints(replace(turned, as_of="2027-01-01"), "de")
    assert len(prints(report, "en")) == 2


def test_results_on_one_line_are_told_apart() -> None:
    same = samples.finding("a", "a")
    found = results(failing_with(same, same))
    assert len({result["partialFingerprints"]["primaryLocationLineHash"] for result in found}) == 2


@pytest.mark.parametrize(
    ("name", "uri"),
    [
        ("policies/tls.yaml", "policies/tls.yaml"),
        ("../../etc/passwd", "etc/passwd"),
        ("/home/me/shop/own.yaml", "own.yaml"),
        ("C:\\shop\\own.yaml", "own.yaml"),
        ("javascript:alert(1)", "javascript%3Aalert%281%29"),
        ("//evil.example/x", "x"),
        ("mein ordner/ä.yaml", "mein%20ordner/%C3%A4.yaml"),
        ("\n::error::x", "%5Cn%5Cx3a%3Aerror%3A%3Ax"),
        ("", "policy"),
        ("..", "policy"),
    ],
)
def test_a_location_is_relative_and_leads_nowhere_else(name: str, uri: str) -> None:
    assert relative_uri(name) == uri
    report = failing_with(samples.finding("a", "a"), policy=Place(name, -7))
    place = results(report)[0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == uri
    assert place["artifactLocation"]["uriBaseId"] == ("RUN" if name.startswith("policies/") else "%SRCROOT%")
    assert place["region"] == {"startLine": 1}


def test_the_shop_is_a_logical_location() -> None:
    one = of("HTTP-002", results(samples.FAILING))[0]
    assert one["locations"][0]["logicalLocations"][0]["fullyQualifiedName"].startswith("https://www.muesli.example/ein")


def test_more_than_code_hosts_show_is_cut_with_a_result_that_says_so() -> None:
    many = tuple(Finding(Text(f"m{n}", f"m{n}"), "h", str(n), (), str(n)) for n in range(MOST_RESULTS + 500))
    report = failing_with(*many)
    few = replace(samples.NO_HSTS, control="Z-001", severity=Severity.LOW)
    found = results(replace(report, verdicts=(*report.verdicts, few)))
    assert len(found) <= MOST_RESULTS
    assert len(of("Z-001", found)) == 1
    assert (found[-1]["ruleId"], found[-1]["kind"]) == (CUT, "informational")
    left = MOST_RESULTS + 501 - (len(found) - 1)
    assert found[-1]["message"]["text"].startswith(f"{left} further results are left out")
    exactly = results(failing_with(*many[:MOST_RESULTS]))
    assert len(exactly) == MOST_RESULTS
    assert exactly[-1]["ruleId"] != CUT


def test_even_a_flood_of_controls_keeps_to_the_bound(standard: jsonschema.Draft4Validator) -> None:
    verdicts = tuple(samples.unknown(f"A-{n}", samples.GAP) for n in range(MOST_RESULTS + 2))
    run = run_of(replace(samples.FAILING, verdicts=verdicts))
    assert len(run["results"]) == MOST_RESULTS
    assert run["results"][-1]["message"]["text"].startswith("3 further results")
    assert run["tool"]["driver"]["rules"][run["results"][-1]["ruleIndex"]]["id"] == CUT
    run["tool"]["driver"]["rules"] = run["tool"]["driver"]["rules"][-1:]
    assert not list(standard.iter_errors({"version": "2.1.0", "runs": [{**run, "results": run["results"][-1:]}]}))


@pytest.mark.parametrize(
    ("wanted", "room", "share"), [([], 5, 1), ([3], 5, 3), ([9, 1], 5, 4), ([9, 9], 5, 2), ([1] * 9, 5, 1)]
)
def test_a_fair_share_leaves_room_for_all(wanted: list[int], room: int, share: int) -> None:
    assert fair_share(wanted, room) == share


def test_no_text_of_the_shop_is_a_link_or_a_placeholder() -> None:
    assert plain("[click](https://evil.example) {0} {x}") == "[click] (https://evil.example) {{0}} {x}"
    attack = "[click](https://evil.example) [x](0) {0} <img src=x> @admin"
    found = Finding(Text(attack, attack), attack, attack, (), attack)
    report = failing_with(
        found, title=Text(attack, attack), remedy=Text(attack, attack), tuned_because=Text(attack, attack)
    )
    open_ = samples.unknown("A-001", Blocker(Text(attack, attack), GapCause.TIMEOUT, attack))
    report = replace(report, verdicts=(*report.verdicts, open_), run={**samples.RUN, "notices": [attack]})
    for run in (run_of(report), run_of(report, "de")):
        rules = run["tool"]["driver"]["rules"]
        texts = [result["message"]["text"] for result in run["results"]]
        texts += [note["message"]["text"] for note in run["invocations"][0]["toolExecutionNotifications"]]
        texts += [rule[key]["text"] for rule in rules for key in ("shortDescription", "fullDescription", "help")]
        for text in texts:
            assert "](" not in text
            assert not re.search(r"(?<!\{)\{\d+\}", text)
        for rule in rules:
            marked = re.sub(r"(`+).*?\1", "", rule["help"]["markdown"])
            assert not re.search(r"evil|@|<img|(?<!\{)\{\d", marked)


def test_it_says_what_it_is_and_what_it_is_not() -> None:
    run = run_of(samples.UNSEEN, "de")
    assert run["tool"]["driver"]["name"] == "Siegel"
    assert run["tool"]["driver"]["version"] == "0.1.0"
    assert "kein Zertifikat" in run["properties"]["limits"]
    assert run["automationDetails"]["id"] == "siegel/www.muesli.example/baseline-de-shop/"
    (invocation,) = run["invocations"]
    assert (invocation["exitCode"], invocation["executionSuccessful"]) == (6, False)
    assert invocation["startTimeUtc"] == "2026-11-22T01:14:03Z"


@given(report=reports(ANY_TEXT), lang=st.sampled_from(["en", "de"]))
@settings(max_examples=40, deadline=None)
def test_any_report_gives_a_valid_log(report: Report, lang: str, standard: jsonschema.Draft4Validator) -> None:
    log = json.loads(render_sarif(encode_report(report), lang))
    assert [(list(error.path), error.message) for error in standard.iter_errors(log)] == []


def test_what_is_no_report_is_refused() -> None:
    with pytest.raises(RunFolderError, match="the report is broken"):
        render_sarif({"schema": "siegel/report/1"})
