"""Every format renders any report, again and again the same, and harmless to print."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from scanner.model.report import Report, encode_report
from scanner.reports import FORMATS, Format, render
from scanner.store import RENDERED

from . import samples, seven

#: Those that are text, and may be printed.
TEXTS = [format_ for format_ in FORMATS if format_.is_text]
HIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200d-\u200f\u2028-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f]"
)


def test_formats_have_names_and_suffixes_of_their_own() -> None:
    for attribute in ("name", "suffix"):
        assert len({getattr(format_, attribute) for format_ in FORMATS}) == len(FORMATS)
    assert {"json", "console", "html", "pdf", "sarif", "junit", "markdown", "csv"} <= {
        format_.name for format_ in FORMATS
    }


def test_whatever_is_rendered_goes_with_the_run_it_was_rendered_from() -> None:
    assert {format_.suffix for format_ in FORMATS if format_.name != "json"} <= set(RENDERED)


def test_every_format_is_described() -> None:
    text = (Path(__file__).parents[2] / "docs/reports.md").read_text("utf-8")
    for format_ in FORMATS:
        assert f"`report{format_.suffix}`" in text


@pytest.mark.parametrize("report", [samples.FAILING, samples.PASSING, samples.UNSEEN, samples.hostile()])
@pytest.mark.parametrize("format_", TEXTS, ids=lambda format_: format_.name)
def test_a_format_gives_the_same_harmless_bytes_each_time(format_: Format, report: Report) -> None:
    document = encode_report(report)
    data = format_.render(document, "de")
    assert data == format_.render(json.loads(json.dumps(document)), "de")
    if not format_.is_text:
        return
    text = data.decode()
    assert not HIDDEN.search(text)
    assert not re.search(r"##\w*\[", text)
    assert text.endswith("\n")


@pytest.mark.parametrize("evidence", [seven.evidence(), seven.hostile()], ids=["seven", "hostile"])
@pytest.mark.parametrize("format_", FORMATS, ids=lambda format_: format_.name)
def test_every_format_takes_a_run_in_all_states_of_consent(format_: Format, evidence: object) -> None:
    document = encode_report(samples.FAILING)
    data = format_.write(document, "de", evidence)
    assert data == format_.write(document, "de", json.loads(json.dumps(evidence)))
    assert not format_.is_text or not HIDDEN.search(data.decode())


def test_json_is_the_document_itself() -> None:
    for report in (samples.FAILING, samples.hostile()):
        document = encode_report(report)
        assert json.loads(FORMATS[0].render(document, "en")) == document
    assert "Müsli Beispiel GmbH" in FORMATS[0].render(encode_report(samples.FAILING), "en").decode()


def test_console_is_the_plain_summary() -> None:
    document = encode_report(samples.FAILING)
    assert FORMATS[1].render(document, "de").decode() == render(document, "de")
