"""What a person reads on the morning after: whole outputs as golden files, and what no shop can do to them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace

import jsonschema
import pytest

from scanner.model.difference import (
    Change,
    Circumstance,
    ControlChange,
    DaysLeft,
    Difference,
    FactChange,
    FieldChange,
    Move,
    Side,
    Theme,
    encode_difference,
)
from scanner.model.schema_of_diff import diff_schema
from scanner.model.verdict import Finding, Text
from scanner.model.vocabulary import Area, Level, Phase, Severity, Verdict
from scanner.reports.difference import difference_json, render_difference

from .samples import ATTACKS, finding

OLDER = Side("https://www.muesli.example/", "Müsli Beispiel GmbH", "baseline-de-shop", "2026-11-21", "2026-11-21T02:00:00Z", "0.1.0", 0)  # fmt: skip  # noqa: E501
NEWER = replace(OLDER, as_of="2026-11-22", started="2026-11-22T02:00:00Z", exit_code=1)


def moved(
    move: Move,
    id_: str,
    older: Verdict | None,
    newer: Verdict | None,
    *,
    counted: bool = True,
    new: int = 0,
    gone: int = 0,
) -> ControlChange:
    def some(n: int, what: str) -> tuple[Finding, ...]:
        return tuple(finding(f"{what} cookie {i}", f"{what} Cookie {i}") for i in range(n))

    because = (Text("no page was seen", "keine Seite war zu sehen"),) * 5 if newer is Verdict.UNKNOWN else ()
    title = Text("Nothing is stored before the choice", "Vor der Wahl wird nichts gespeichert")
    return ControlChange(
        move, id_, Area.CONSENT, title, Severity.HIGH, Level.ERROR, older, newer,
        older in {Verdict.FAIL, Verdict.UNKNOWN}, counted, some(new, "new"), some(gone, "gone"), new > 8, because,
    )  # fmt: skip


def stored(name: str, change: Change, **rest: object) -> FactChange:
    what = Text(f'cookie "{name}" in phase accepted', f"Cookie „{name}“ nach dem Zustimmen")
    return FactChange(Theme.STORED, change, ("accepted", name), what, "muesli.example/", **rest)  # type: ignore[arg-type]


PURPOSE = FieldChange(
    "phase",
    Text("phase", "Phase"),
    Phase.ACCEPTED,
    (Phase.BEFORE_CHOICE, Phase.ACCEPTED),
    Text("accepted", "nach dem Zustimmen"),
    Text("before_choice, accepted", "vor der Wahl, nach dem Zustimmen"),
)
CDN = Text("cdn.example", "cdn.example")
UNSURE = Text("nobody could look", "niemand konnte hinsehen")
WORSE = Difference(
    OLDER,
    NEWER,
    (Circumstance("profile", Text("profile", "Profil"), "baseline-de-shop", "strict-de-shop"),
     Circumstance("siegel", Text("Siegel", "Siegel"), "0.1.0", "")),
    (
        moved(Move.NEWLY_FAILING, "CK-001", Verdict.PASS, Verdict.FAIL, new=9),
        moved(Move.NEWLY_FAILING, "CK-002", None, Verdict.FAIL, new=1, counted=False),
        moved(Move.NEWLY_UNKNOWN, "PN-001", Verdict.FAIL, Verdict.UNKNOWN),
        moved(Move.STILL_FAILING, "TLS-001", Verdict.FAIL, Verdict.FAIL, new=1, gone=2),
        replace(moved(Move.STILL_FAILING, "TLS-002", Verdict.FAIL, Verdict.FAIL), counted_before=False),
        moved(Move.STILL_FAILING, "TLS-003", Verdict.FAIL, Verdict.FAIL, counted=False),
        moved(Move.FIXED, "FM-001", Verdict.FAIL, Verdict.PASS, counted=False),
        moved(Move.NO_LONGER_UNKNOWN, "FM-004", Verdict.UNKNOWN, Verdict.NOT_APPLICABLE, counted=False),
        moved(Move.OTHER, "FM-005", Verdict.PASS, None, counted=False),
    ),
    (
        FactChange(Theme.HOSTS, Change.CHANGED, ("cdn.example",), CDN, "cdn.example", (PURPOSE,)),
        *(stored(f"c{n}", Change.NEW) for n in range(14)),
        stored("gone", Change.GONE),
        *(stored(f"u{n}", Change.GONE, unsure=UNSURE) for n in range(3)),
        *(FactChange(Theme.FORMS, Change.NEW, ("form", f"p{n}"), Text("chat form", "Formular (Chat)"), f"https://www.muesli.example/{n}")
          for n in range(12)),
    ),
    (DaysLeft("www.muesli.example:443", 7, 6), DaysLeft("muesli.example:443", None, 89)),
)  # fmt: skip
SAME = Difference(OLDER, replace(NEWER, exit_code=0), (), (), (), ())
CLOSED = replace(SAME, newer=replace(NEWER, exit_code=6))


def hostile() -> Difference:
    """An attack wherever a shop or a stored file can put its text."""

    def attack(n: int) -> str:
        return ATTACKS[n % len(ATTACKS)]

    def text(n: int) -> Text:
        return Text(attack(n), attack(n + 1))

    many = range(len(ATTACKS))
    findings = tuple(Finding(text(n), attack(n + 3), attack(n), (), attack(n)) for n in many)
    side = Side(attack(2), attack(0), attack(1), attack(3), attack(4), attack(5), 1)

    def control(n: int, change: ControlChange) -> ControlChange:
        because = (text(n), text(n + 1))
        return replace(change, control=attack(n), title=text(n), new=findings, gone=findings[::-1], because=because)

    def fact(n: int, theme: Theme, change: Change) -> FactChange:
        field = replace(PURPOSE, older_text=text(n), newer_text=text(n + 3), newer=attack(n))
        return FactChange(theme, change, (attack(n),), text(n), attack(n + 1), (field,))

    return Difference(
        side,
        replace(side, name=attack(1)),
        tuple(Circumstance("profile", Text("profile", "Profil"), attack(n), attack(n + 1)) for n in many),
        tuple(control(n, change) for n, change in enumerate(WORSE.controls)),
        tuple(fact(n, theme, change) for theme in Theme for n, change in enumerate([*Change] * 3)),
        tuple(DaysLeft(one, 1, 2) for one in ATTACKS),
    )


ALL = {"worse": WORSE, "same": SAME, "closed": CLOSED, "hostile": hostile()}
#: What a line of the plain variant can begin with; everything else is text of the shop.
BEGINNINGS = re.compile(
    r"[|x!?+-]( |$)|Siegel diff  |(WORSE|NOT WORSE|LESS KNOWN): |No verdict moved|Automated assessment|advice\.$|"
    r"The runs differ in more than time, which may be why$|[A-Z][A-Za-z, ]+ \(\d+\)$|$"
)


@pytest.mark.parametrize("lang", ["en", "de"])
@pytest.mark.parametrize("name", ALL)
def test_the_difference_reads_as_it_was_reviewed(name: str, lang: str, golden: Callable[[str, str], None]) -> None:
    golden(f"diff.{name}.{lang}.txt", render_difference(ALL[name], lang))


@pytest.mark.parametrize("width", [10, 40, 80, 100, 200])
@pytest.mark.parametrize("name", ALL)
def test_every_line_begins_with_something_of_ours(name: str, width: int) -> None:
    text = render_difference(ALL[name], "en", width=width)
    if width >= 100:
        assert [line for line in text.split("\n") if not BEGINNINGS.match(line)] == []
    assert not re.search(r"(?m)^\s*(::|##|PASSED|FAILED|padding)", text)
    assert "##[" not in text
    assert "##vso" not in text
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b\u2028\u2029\ud800-\udfff]", text)


@pytest.mark.parametrize("name", ALL)
def test_ansi_is_written_only_when_asked_for(name: str) -> None:
    plain, coloured = (render_difference(ALL[name], color=color) for color in (False, True))
    assert "\x1b" not in plain
    assert "\x1b" in coloured
    assert "\x1b" not in re.sub(r"\x1b\[[0-9;]*m", "", coloured)


def test_circumstances_come_before_all_that_they_may_explain() -> None:
    text = render_difference(WORSE)
    assert text.index("The runs differ") < text.index("WORSE:") < text.index("Newly failing (2)")
    assert "! profile: baseline-de-shop → strict-de-shop\n" in text
    assert "! Siegel: 0.1.0 → nothing said\n" in text


def test_what_is_unsure_is_counted_and_never_called_gone() -> None:
    text = render_difference(WORSE)
    assert "? not seen again, but the newer run could not look everywhere: 3\n" in text
    assert "u1" not in text


def test_what_reads_the_same_is_told_once() -> None:
    text = render_difference(WORSE)
    assert text.count("chat form") == 1
    assert "chat form, https://www.muesli.example/0 and 11 more\n" in text


def test_a_closed_gate_says_so() -> None:
    assert "LESS KNOWN: the gate was passed and is not any more (exit 4)" in render_difference(CLOSED)


@pytest.mark.parametrize("name", ALL)
def test_the_document_is_what_its_schema_says_and_harmless_to_print(name: str) -> None:
    printed = difference_json(ALL[name])
    document = json.loads(printed)
    jsonschema.Draft202012Validator(diff_schema()).validate(document)
    assert json.loads(json.dumps(encode_difference(ALL[name]))) == document
    assert not re.search(rb"(?m)^\s*::|##\[", printed)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u2028]", printed.decode())


def test_the_document_tells_every_move_and_theme() -> None:
    document = encode_difference(WORSE)
    assert set(document["controls"]) == set(Move)
    assert set(document["facts"]) == set(Theme)
    assert document["worse"] is True
    assert [one["control"] for one in document["controls"]["newly_failing"] if one["worse"]] == ["CK-001"]
