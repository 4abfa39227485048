"""report.csv.zip: a sheet per table, readable by any spreadsheet, and no text in it is a formula."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.errors import RunFolderError
from scanner.model.report import Report, encode_report
from scanner.model.verdict import Finding, Judgement, Text
from scanner.model.vocabulary import Phase, Verdict
from scanner.model.words import word
from scanner.reports.full.tables import TABLES
from scanner.reports.tables import csv_of, inert, render_tables

from . import crowded, samples, seven
from .test_console import ANY_TEXT, reports
from .test_html import EVIDENCE, HOSTILE_EVIDENCE, attacked

REPORTS = {
    "failing": samples.FAILING,
    "passing": samples.PASSING,
    "unseen": samples.UNSEEN,
    "hostile": samples.hostile(),
    "crowded": crowded.crowded(),
    "attacked": attacked(),
}
FORMULAS = (
    "=1+1", "+1+1", "-1+1", "@SUM(1)", "=cmd|' /C calc'!A0", "\t=1", "\r=1", "\n=1", "  =1", "\xa0=1",
    "\u3000=1", "＝1", '=HYPERLINK("https://evil.example")', "\u200b=1", "\ufeff=1", "x;=1+1",
    "x; =1", 'x";=1+1', "-2+3", "+49 30 1234",
)  # fmt: skip
STARTS_A_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")


def opened(data: bytes) -> dict[str, list[list[str]]]:
    """The files of an archive as rows of cells."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: cells(archive.read(name)) for name in archive.namelist()}


def cells(data: bytes, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def tables(report: Report, lang: str = "en", evidence: object | None = None) -> dict[str, list[list[str]]]:
    return opened(render_tables(encode_report(report), lang, evidence))


@pytest.mark.parametrize("lang", ["en", "de"])
@pytest.mark.parametrize(
    ("name", "evidence"), [("failing", EVIDENCE), ("hostile", HOSTILE_EVIDENCE)], ids=["failing", "hostile"]
)
def test_the_tables_read_as_they_were_reviewed(
    name: str, evidence: object, lang: str, golden: Callable[[str, str], None]
) -> None:
    with zipfile.ZipFile(io.BytesIO(render_tables(encode_report(REPORTS[name]), lang, evidence))) as archive:
        files = {name: archive.read(name).decode("utf-8-sig").replace("\r\n", "\n") for name in archive.namelist()}
    golden(f"{name}.{lang}.csv.txt", "\n".join(f"── {name} ──\n{text}" for name, text in files.items()))


def test_there_is_a_file_for_every_table_also_where_nothing_was_seen() -> None:
    found = tables(samples.FAILING, "en", crowded.EVIDENCE)
    assert list(found)[:4] == ["about.csv", "verdicts.csv", "findings.csv", "gaps.csv"]
    assert len(found) == 4 + len(TABLES) + 3
    assert {"pages.csv", "stored-items.csv", "requests.csv", "services.csv", "forms.csv", "fields.csv"} <= set(found)
    assert len(found["disclosures.csv"]) == 1
    assert len(found["stored-items.csv"]) == 1 + len(crowded.NAMES) * len(crowded.PHASES)
    assert list(tables(samples.FAILING)) == ["about.csv", "verdicts.csv", "findings.csv"]
    assert list(tables(samples.FAILING, "de", crowded.EVIDENCE)) == list(found)


@pytest.mark.parametrize("lang", ["en", "de"])
@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_every_table_is_one_and_holds_every_control_and_finding(report: Report, lang: str) -> None:
    found = tables(report, lang, HOSTILE_EVIDENCE)
    for rows in found.values():
        assert len({len(row) for row in rows}) == 1
    assert len(found["verdicts.csv"]) == 1 + len(report.verdicts)
    failed = [verdict for verdict in report.verdicts if verdict.verdict is Verdict.FAIL]
    assert len(found["findings.csv"]) == 1 + sum(len(verdict.judgement.findings) for verdict in failed)


@pytest.mark.parametrize(("lang", "present", "open_"), [("en", "there", "not known"), ("de", "da", "unbekannt")])
def test_states_of_consent_are_columns(lang: str, present: str, open_: str) -> None:
    found = tables(samples.FAILING, lang, seven.evidence())
    head, *lines = found["consent_storage.csv"]
    assert head[-7:] == [word(phase, lang) for phase in Phase]
    (muid,) = (line for line in lines if line[0] == "MUID")
    assert muid[-5] == present
    assert muid[-1] == open_
    (declared,) = (line for line in lines if line[0] == "basket_id")
    assert declared[-8] == {"en": "yes", "de": "ja"}[lang]
    head, *lines = found["consent_requests.csv"]
    assert [line[-3] for line in lines if line[0] == "cm.g.doubleclick.net"] == [open_]


def test_no_state_of_consent_lets_the_shop_write_a_formula() -> None:
    found = tables(samples.FAILING, "en", seven.hostile())
    for name in ("consent_storage.csv", "consent_requests.csv"):
        assert len({len(row) for row in found[name]}) == 1
        assert not [cell for row in found[name] for cell in row if STARTS_A_FORMULA.match(cell)]


def test_more_rows_than_the_page_shows_are_all_there() -> None:
    headers = [
        {"url": f"https://www.muesli.example/{n}", "name": "x", "present": True, "values": ["y"]} for n in range(1_500)
    ]
    evidence: dict[str, Any] = {**EVIDENCE, "facts": {"header": headers}}
    assert len(tables(samples.FAILING, "en", evidence)["headers.csv"]) == 1_501


def test_files_are_as_rfc_4180_has_them_with_a_mark_for_excel() -> None:
    assert csv_of([["a", 'b"c,d'], ["ä\r\ne", ""]]) == '\ufeff"a","b""c,d"\r\n"ä\\r\\ne",""\r\n'.encode()
    with zipfile.ZipFile(io.BytesIO(render_tables(encode_report(samples.FAILING), "de"))) as archive:
        for name in archive.namelist():
            data = archive.read(name)
            assert data.startswith(b"\xef\xbb\xbf")
            assert data.count(b"\n") == data.count(b"\r\n")
            assert not re.search(r"[\x00-\x09\x0b\x0c\x0e-\x1f]", data.decode())


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(text: str) -> None:
    data = csv_of([["a", text, "b"]])
    for delimiter in (",", ";"):  # a German Excel that is not told of commas takes the other
        for row in cells(data, delimiter):
            assert not [cell for cell in row if STARTS_A_FORMULA.match(cell)]
    report = samples.FAILING
    verdict = samples.control(
        text, text, text, Judgement(Verdict.FAIL, (Finding(Text(text, text), text, text, (), text),))
    )
    headers = [{"url": text, "name": text, "present": True, "values": [text]}]
    attacked_ = render_tables(
        encode_report(report.__class__(**{**_fields(report), "name": text, "shop": text, "verdicts": (verdict,)})),
        "en",
        {**EVIDENCE, "facts": {"header": headers}},
    )
    for rows in opened(attacked_).values():
        assert not [cell for row in rows for cell in row if STARTS_A_FORMULA.match(cell)]


def _fields(report: Report) -> dict[str, Any]:
    return {name: getattr(report, name) for name in Report.__dataclass_fields__}


@pytest.mark.parametrize("number", ["-5", "-1.5", "7", "-1,5", "0"])
def test_numbers_stay_numbers(number: str) -> None:
    assert inert(number) == number


@given(st.text() | st.lists(st.sampled_from([*FORMULAS, '"', ";", ",", "\n"])).map("".join))
@settings(max_examples=300, deadline=None)
def test_any_text_stays_in_its_cell(text: str) -> None:
    (row,) = cells(csv_of([["a", text, "b"]]))
    assert (len(row), row[0], row[2]) == (3, "a", "b")
    assert not STARTS_A_FORMULA.match(row[1]) or re.fullmatch(r"-\d+([.,]\d+)?", row[1])


@given(reports(ANY_TEXT), st.sampled_from(["en", "de"]))
@settings(max_examples=30, deadline=None)
def test_any_report_gives_tables(report: Report, lang: str) -> None:
    for rows in tables(report, lang, HOSTILE_EVIDENCE).values():
        assert len({len(row) for row in rows}) == 1


def test_the_same_report_gives_the_same_bytes() -> None:
    document = encode_report(crowded.crowded())
    again = json.loads(json.dumps(document))
    assert render_tables(document, "de", crowded.EVIDENCE) == render_tables(again, "de", crowded.EVIDENCE)


def test_it_says_what_it_is_and_what_it_is_not() -> None:
    about = dict(row[:2] for row in tables(samples.UNSEEN, "de")["about.csv"])
    assert about["Shop"] == "https://www.muesli.example"
    assert about["Ergebnis"] == "NICHTS ABGERUFEN: der Shop lieferte keine Seite, die sich prüfen ließe (exit 6)"
    said = " ".join(row[1] for row in tables(samples.UNSEEN, "de")["about.csv"])
    assert "kein Zertifikat" in said
    assert "gaps.csv" in said


def test_what_is_no_report_or_no_evidence_is_refused() -> None:
    with pytest.raises(RunFolderError, match="the report is broken"):
        render_tables({"schema": "siegel/report/1"})
    with pytest.raises(RunFolderError, match="the evidence is broken"):
        render_tables(encode_report(samples.FAILING), "en", {**EVIDENCE, "facts": 3})
