"""A report.json from anywhere is read whole, or refused with the place of the first mistake."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.errors import RunFolderError
from scanner.model.report import encode_report
from scanner.reports import FORMATS, read_report, read_run

from . import samples

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize("report", [samples.FAILING, samples.PASSING, samples.UNSEEN, samples.hostile()])
def test_a_report_comes_back_as_it_was_written(report: Any) -> None:
    assert read_report(json.loads(json.dumps(encode_report(report)))) == report


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place inside a document, but only the first of a list."""
    inside = value.items() if isinstance(value, dict) else enumerate(value[:1]) if isinstance(value, list) else ()
    for key, inner in inside:
        yield (*path, key)
        yield from places(inner, (*path, key))


def broken(path: tuple[Any, ...], value: Any) -> Any:
    """The failing report with another value at a place, or with ... nothing there."""
    document = copy.deepcopy(encode_report(samples.FAILING))
    inner: Any = document
    for step in path[:-1]:
        inner = inner[step]
    if value is ...:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return document


@pytest.mark.parametrize(
    "path", list(places(encode_report(samples.FAILING))), ids=lambda path: ".".join(map(str, path))
)
def test_whatever_stands_at_a_place_is_read_or_refused_in_words(path: tuple[Any, ...]) -> None:
    for value in (
        ...,
        None,
        [],
        {},
        "x",
        10**400,
        -1,
        1.5,
        float("nan"),
        float("inf"),
        True,
        [[[]]],
        {"x": {"x": {"x": {}}}},
    ):
        refused = ""
        try:
            read_run(read_report(broken(path, value)))
        except RunFolderError as error:
            refused = str(error)
        assert refused == "" or refused.startswith("the report is broken: ")


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("schema",), "siegel/report/2", "schema: expected siegel/report/1, found 'siegel/report/2'"),
        (("name",), ..., "name is missing"),
        (("verdicts",), {}, "verdicts: expected a list, found an object"),
        (
            ("verdicts", 2, "severity"),
            "awful",
            "verdicts[2].severity: expected one of info, low, medium, high, critical",
        ),
        (("verdicts", 0, "title", "de"), 1, "verdicts[0].title.de: expected text, found 1"),
        (("verdicts", 1, "findings", 0, "where"), None, "verdicts[1].findings[0].where: expected text, found null"),
        (("verdicts", 4, "blockers", 0, "cause"), "mood", "verdicts[4].blockers[0].cause: expected one of timeout,"),
        (("verdicts", 0, "counted"), 1, "verdicts[0].counted: expected true or false, found 1"),
        (("verdicts", 0, "policy", "line"), True, "verdicts[0].policy.line: expected a whole number"),
        (("gate", "exit_code"), 70, "gate.exit_code: expected one of 0, 1, 4, 6, 130, found 70"),
        (("gate", "passed"), True, "gate: passed and exit_code contradict each other"),
        (("totals", "fail"), 0, "totals: the totals are not those of the verdicts"),
        (("run", "seconds"), "1", "run.seconds: expected a number"),
        (("run", "notices"), ["\x1b[2J", 1], "run.notices[1]: expected text, found 1"),
        (("run", "logs", 0, "phase"), "later", "run.logs[0].phase: expected one of before_choice,"),
        (("run", "browser", "viewport", "width"), "x", "run.browser.viewport.width: expected a whole number"),
        (("references", "gdpr-32", "confirmed"), 1, "references.gdpr-32.confirmed: expected text"),
    ],
)
def test_a_mistake_is_named_by_its_place(path: tuple[Any, ...], value: Any, said: str) -> None:
    with pytest.raises(RunFolderError) as refused:
        read_report(broken(path, value))
    assert said in str(refused.value)


def test_a_mistake_is_told_without_the_control_characters_in_it() -> None:
    with pytest.raises(RunFolderError) as refused:
        read_report(broken(("references",), {"\x1b[2J\n": {}}))
    assert "\x1b" not in str(refused.value)
    assert "\n" not in str(refused.value)


@given(JSON)
def test_any_json_is_refused_in_words_by_every_format(document: Any) -> None:
    for format_ in FORMATS:
        with pytest.raises(RunFolderError):
            format_.render(document, "en")


def test_notices_may_be_in_one_language_or_in_both() -> None:
    document = broken(("run", "notices"), ["one", {"en": "yes", "de": "ja"}])
    notices = read_run(read_report(document)).notices
    assert [(notice.en, notice.de) for notice in notices] == [("one", "one"), ("yes", "ja")]


def test_keys_of_a_later_version_are_passed_over() -> None:
    document = encode_report(samples.FAILING) | {"later": 1}
    document["verdicts"][0]["later"] = {}
    assert read_report(document) == samples.FAILING
