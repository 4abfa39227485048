"""report.junit.xml: what is unknown is no pass, what does not count is no failure, and no text breaks the XML."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from scanner.errors import RunFolderError
from scanner.model.report import Report, encode_report
from scanner.model.verdict import Gate
from scanner.model.vocabulary import GapCause, Severity, Verdict
from scanner.reports.junit import MOST_FINDINGS, render_junit

from . import crowded, samples
from .test_console import ANY_TEXT, reports
from .test_html import attacked

REPORTS = {
    "failing": samples.FAILING,
    "passing": samples.PASSING,
    "unseen": samples.UNSEEN,
    "hostile": samples.hostile(),
    "crowded": crowded.crowded(),
    "attacked": attacked(),
}
#: § 2.2 of XML 1.0.
ALLOWED = re.compile("[\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*")


def suites(report: Report, lang: str = "en") -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(render_junit(encode_report(report), lang), parser)


def outcomes(report: Report, lang: str = "en") -> dict[str, str]:
    """The outcome of each test case by its control."""
    return {
        case.get("name", "").split()[0]: next(
            (child.tag for child in case if child.tag in {"failure", "error", "skipped"}), "passed"
        )
        for case in suites(report, lang).iter("testcase")
    }


@pytest.mark.parametrize("lang", ["en", "de"])
@pytest.mark.parametrize("name", ["failing", "hostile"])
def test_the_file_reads_as_it_was_reviewed(name: str, lang: str, golden: Callable[[str, str], None]) -> None:
    golden(f"{name}.{lang}.junit.xml", render_junit(encode_report(REPORTS[name]), lang).decode())


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_every_control_is_a_test_case_of_its_area_and_the_sums_are_right(report: Report) -> None:
    root = suites(report)
    cases = list(root.iter("testcase"))
    assert len(cases) == len(report.verdicts)
    assert [suite.get("name") for suite in root] == sorted(
        {str(verdict.area) for verdict in report.verdicts},
        key=lambda area: list(type(report.verdicts[0].area)).index(area),
    )
    for suite in root:
        assert {case.get("classname") for case in suite.iter("testcase")} == {suite.get("name")}
    for counted, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        assert int(root.get(counted, "")) == len(list(root.iter(tag)))
        assert sum(int(suite.get(counted, "")) for suite in root) == int(root.get(counted, ""))


def test_only_a_pass_is_green_and_only_what_counts_is_red() -> None:
    for report in (samples.FAILING, samples.UNSEEN, crowded.crowded()):
        found = outcomes(report)
        for verdict in report.verdicts:
            match verdict.verdict:
                case Verdict.PASS:
                    wanted = "passed"
                case Verdict.NOT_APPLICABLE:
                    wanted = "skipped"
                case Verdict.FAIL:
                    wanted = "failure" if verdict.counted else "skipped"
                case Verdict.UNKNOWN:
                    wanted = "skipped" if verdict.not_assessed and not verdict.counted else "error"
            assert found[verdict.control] == wanted, verdict.control


def test_what_is_not_assessed_is_an_error_where_it_counts() -> None:
    verdicts = tuple(
        samples.by_choice(f"A-{counted}", GapCause.NOT_AUTHORISED, counted=counted) for counted in (True, False)
    )
    assert outcomes(replace(samples.FAILING, verdicts=verdicts)) == {"A-True": "error", "A-False": "skipped"}


def test_a_gate_that_no_control_holds_shut_is_an_error_of_its_own() -> None:
    shut = replace(samples.PASSING, gate=Gate(False, 6, Severity.HIGH, samples.UNSEEN.gate.because))
    root = suites(shut)
    (error,) = root.iter("error")
    assert (root.get("errors"), root.get("tests")) == ("1", "31")
    assert "no page of the shop could be fetched" in (error.text or "")
    assert not list(suites(samples.PASSING).iter("error"))


def test_a_skipped_failure_says_why_it_does_not_count_and_what_was_seen() -> None:
    case = next(
        case for case in suites(samples.FAILING).iter("testcase") if case.get("name", "").startswith("HTTP-007")
    )
    skipped, out = case
    assert "waived until 2026-12-31 by Security board: the CDN changes" in skipped.get("message", "")
    assert "days_left is 12" in (out.text or "")


def test_properties_say_of_which_shop_by_what_and_when() -> None:
    for suite in suites(samples.FAILING):
        named = {one.get("name"): one.get("value") for one in suite.iter("property")}
        assert named["shop"] == "https://www.muesli.example"
        assert (named["profile"], named["as_of"], named["exit_code"]) == ("baseline-de-shop", "2026-11-22", "1")
        assert named["version.siegel"] == "0.1.0"
        assert suite.get("timestamp") == "2026-11-22T01:14:03"


def test_many_findings_are_cut_and_it_says_so() -> None:
    many = tuple(samples.finding(f"m{n}", f"m{n}") for n in range(MOST_FINDINGS + 7))
    verdict = replace(samples.NO_HSTS, judgement=samples.judged(Verdict.FAIL, *many))
    (failure,) = suites(replace(samples.FAILING, verdicts=(verdict,))).iter("failure")
    assert "where: and 7 more" in (failure.text or "")
    assert "m107" not in (failure.text or "")


@given(reports(ANY_TEXT), st.sampled_from(["en", "de"]))
@settings(max_examples=40, deadline=None)
def test_any_text_gives_well_formed_xml_whose_lines_are_ours(report: Report, lang: str) -> None:
    text = render_junit(encode_report(report), lang).decode()
    assert ALLOWED.fullmatch(text)
    root = suites(report, lang)
    for element in root.iter():
        assert element.tag in {
            *("testsuites", "testsuite", "testcase", "properties", "property"),
            *("failure", "error", "skipped", "system-out"),
        }
        for line in (element.text or "").splitlines():
            assert re.match(r"\s*$|(where|basis|remedy|why|wo|Grundlage|Abhilfe|warum): ", line)


def test_what_is_no_report_is_refused() -> None:
    with pytest.raises(RunFolderError, match="the report is broken"):
        render_junit({"schema": "siegel/report/1"})
