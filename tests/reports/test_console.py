"""What a person reads of a report: whole outputs as golden files, and what no shop can do to them."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.model.report import Report, encode_report
from scanner.model.verdict import Blocker, Finding, Gate, Judgement, LeftOut, Place, Text, Waived
from scanner.model.vocabulary import Area, Certainty, GapCause, Level, Severity, Verdict
from scanner.reports import render, summary_lines

from . import samples
from .samples import ATTACKS, control

REPORTS = {
    "failing": samples.FAILING,
    "passing": samples.PASSING,
    "unseen": samples.UNSEEN,
    "inconclusive": samples.INCONCLUSIVE,
    "hostile": samples.hostile(),
}
#: What a line of the plain variant can begin with; everything else is text of the shop.
BEGINNINGS = re.compile(
    r"[|x!?+†‡-]( |$)|Siegel report( |$)|(FAILED|PASSED|INCONCLUSIVE|NOTHING FETCHED): |Report in |"
    r"(Failed, and counts|Failed, but does not count|Unknown|Not assessed, by the owner's choice|Passed|Not applicable"
    r"|Not in force yet|Left out by the profile) \(\d+\)$|The run$|$"
)


@pytest.mark.parametrize("lang", ["en", "de"])
@pytest.mark.parametrize("name", REPORTS)
def test_the_summary_reads_as_it_was_reviewed(name: str, lang: str, golden: Callable[[str, str], None]) -> None:
    golden(f"{name}.{lang}.txt", render(encode_report(REPORTS[name]), lang))


def test_the_summary_in_colour_reads_as_it_was_reviewed(golden: Callable[[str, str], None]) -> None:
    golden("failing.en.ansi", render(encode_report(samples.FAILING), "en", color=True))


@pytest.mark.parametrize("lang", ["en", "de"])
@pytest.mark.parametrize("name", REPORTS)
def test_the_short_summary_has_one_line_per_failed_control(name: str, lang: str) -> None:
    report = REPORTS[name]
    lines = summary_lines(encode_report(report), lang)
    assert len(lines) == sum(verdict.verdict is Verdict.FAIL for verdict in report.verdicts)
    assert all(re.match(r"(FAIL|WARN|NOTE) (critical|high|medium|low|info) \S+ \S", line) for line in lines)


def test_the_short_summary_reads_as_it_was_reviewed(golden: Callable[[str, str], None]) -> None:
    for lang in ("en", "de"):
        golden(f"failing.{lang}.short.txt", "\n".join(summary_lines(encode_report(samples.FAILING), lang)) + "\n")


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_ansi_is_written_only_when_asked_for(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"FORCE_COLOR": "1", "COLUMNS": "33", "TTY_COMPATIBLE": "1", "TERM": "xterm"}.items():
        monkeypatch.setenv(name, value)
    plain, coloured = (render(encode_report(report), color=color) for color in (False, True))
    assert "\x1b" not in plain
    assert re.search(r"\x1b\[[0-9;]*m", coloured)
    assert "\x1b" not in re.sub(r"\x1b\[[0-9;]*m", "", coloured)


@pytest.mark.parametrize("lang", ["en", "de"])
def test_a_stored_report_reads_like_a_fresh_one(lang: str) -> None:
    for report in REPORTS.values():
        document = encode_report(report)
        stored = json.loads(json.dumps(document))
        assert render(stored, lang) == render(document, lang)


@pytest.mark.parametrize("width", [10, 40, 60, 80, 100, 200])
def test_lines_keep_to_the_width_but_for_what_people_copy(width: int) -> None:
    text = render(encode_report(samples.FAILING), width=width)
    for line in text.splitlines():
        where = line.removeprefix("|").removeprefix("  where").strip().removeprefix("Report in ")
        assert len(line) <= max(width, 40) or " " not in where
    url = samples.NO_HSTS.judgement.findings[0].where
    assert f" {url}\n" in text
    assert f" {samples.RUN['folder']}\n" in text


def test_the_worst_stands_first_and_what_does_not_count_says_why() -> None:
    text = render(encode_report(samples.FAILING))
    order = ["TLS-001", "HTTP-002", "HTTP-007", "HTTP-008", "TLS-014.soon", "HTTP-006", "HTTP-005.note"]
    begin = [text.index(f"\n{mark} {id_}") for id_ in order for mark in "x!" if f"\n{mark} {id_} " in text]
    assert len(begin) == len(order)
    assert begin == sorted(begin)
    for why in (
        "waived until 2026-12-31 by Security board: ",
        "in the baseline",
        "below the threshold high",
        "a note never counts",
    ):
        assert why in text


def test_a_warning_below_no_threshold_counts_only_when_strict() -> None:
    warning = control("A-001", "t", "t", Judgement(Verdict.FAIL), level=Level.WARNING)
    text = render(encode_report(replace(samples.FAILING, verdicts=(warning,))))
    assert "a warning counts with --strict only" in text


def test_a_report_without_controls_or_run_is_rendered() -> None:
    empty = replace(samples.PASSING, verdicts=(), references=(), run={}, name="")
    assert "0 controls" in render(encode_report(empty))
    assert summary_lines(encode_report(empty)) == []


# ── what no shop can do ──────────────────────────────────────────────────────────────────────────────────────────────

#: Text of a shop that would show if it began a line: each of its words begins with one of these.
SHOP = st.lists(
    st.sampled_from(
        ["Ω", "Ω::error::", "::error::x", "##[group]x", "%0A::x::", "[red]Ω", "Ω" * 150, "文" * 70, *ATTACKS]
    ),
    max_size=4,
).map(" ".join)
ANY_TEXT = st.text() | SHOP
RUNS = st.fixed_dictionaries(
    {}, optional={"notices": st.lists(ANY_TEXT, max_size=3), "vantage": ANY_TEXT, "folder": ANY_TEXT}
)


def texts(of: st.SearchStrategy[str]) -> st.SearchStrategy[Text]:
    return st.builds(Text, of, of)


def reports(of: st.SearchStrategy[str]) -> st.SearchStrategy[Report]:
    """Any report, its text from a strategy."""
    findings = st.builds(Finding, texts(of), of, of, st.tuples(of), of)
    blockers = st.builds(Blocker, texts(of), st.none() | st.sampled_from(GapCause))
    judgements = st.builds(
        Judgement,
        st.sampled_from(Verdict),
        st.lists(findings, max_size=7).map(tuple),
        st.lists(blockers, max_size=5).map(tuple),
        texts(of),
        st.booleans(),
    )
    verdicts = st.builds(
        control,
        of,
        of,
        of,
        judgements,
        area=st.sampled_from(Area),
        policy=st.builds(Place, of, st.integers(0, 9999)),
        remedy=texts(of),
        severity=st.sampled_from(Severity),
        level=st.sampled_from(Level),
        certainty=st.sampled_from(Certainty),
        references=st.lists(of | st.just("gdpr-32"), max_size=3).map(tuple),
        tuned_because=st.none() | texts(of),
        not_assessed=st.booleans(),
        counted=st.booleans(),
        waiver=st.none() | of,
        waiver_detail=st.none() | st.builds(Waived, of, of, of, st.booleans()),
        baseline=st.booleans(),
    )
    return st.builds(
        Report,
        of,
        of,
        of,
        of,
        RUNS,
        st.lists(verdicts, max_size=3).map(tuple),
        st.lists(st.builds(LeftOut, of, texts(of)), max_size=2).map(tuple),
        st.builds(Gate, st.just(False), st.sampled_from([1, 4, 6]), st.sampled_from(Severity), st.tuples(texts(of))),
        st.just(samples.REFERENCES),
        texts(of),
    )


@given(reports(ANY_TEXT), st.sampled_from(["en", "de"]), st.booleans())
@settings(max_examples=60, deadline=None)
def test_no_text_reaches_a_terminal_or_log_with_a_control_character(report: Report, lang: str, color: bool) -> None:
    text = render(encode_report(report), lang, color=color)
    uncoloured = re.sub(r"\x1b\[[0-9;]*m", "", text) if color else text
    hidden = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert not [char for char in uncoloured if unicodedata.category(char) in hidden and char not in "\n\u200d"]
    assert not re.search(r"##\w*\[", text)
    for line in summary_lines(encode_report(report), lang):
        assert line.splitlines() == [line]


@given(reports(SHOP))
@settings(max_examples=60, deadline=None)
def test_no_line_begins_with_text_of_the_shop(report: Report) -> None:
    *lines, end, end_wrapped = render(encode_report(report)).splitlines()
    assert (end, end_wrapped) == tuple(render(encode_report(samples.PASSING)).splitlines()[-2:])
    assert [line for line in lines if not BEGINNINGS.match(line)] == []


def test_a_shop_cannot_write_markup_or_links() -> None:
    text = render(encode_report(samples.hostile()), color=True)
    assert "[bold red]markup[/bold red]" in text
    assert "]8;" not in text


@pytest.mark.parametrize(("lang", "said"), [("en", "declares the sector food"), ("de", "nennt die Branche food")])
def test_why_a_profile_was_used_is_said_where_it_is_known(lang: str, said: str) -> None:
    because = {"en": "the shop file declares the sector food", "de": "die Shop-Datei nennt die Branche food"}
    report = replace(samples.PASSING, run={**samples.PASSING.run, "profile_because": because})
    assert f"baseline-de-shop: {because[lang]}" in re.sub(r"\s*\n\W*", " ", render(encode_report(report), lang))
    assert said not in render(encode_report(samples.PASSING), lang)
