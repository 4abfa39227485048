"""Waivers: read with every mistake at once, and covering just the rows they speak of."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from scanner.errors import InvalidInput
from scanner.model.facts import Endpoint, Hsts, TlsProtocol
from scanner.model.vocabulary import TlsVersion
from scanner.policy.library import Library, built_in
from scanner.policy.waivers import Waiver, read_waivers

GOOD = """
waivers:
  - control: HTTP-002
    where: {host: old.shop.example}
    until: 2026-12-31
    because: The old host is switched off at the end of the year.
    approved_by: CISO
"""


@pytest.fixture(scope="module")
def library() -> Library:
    return built_in()


def read(text: str, library: Library, folder: Path) -> tuple[Waiver, ...]:
    path = folder / "waivers.yaml"
    path.write_text(text, encoding="utf-8")
    return read_waivers(path, library.controls())


def mistakes(text: str, library: Library, folder: Path) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        read(text, library, folder)
    return [f"{problem.line}: {problem.what}" for problem in caught.value.problems]


def test_a_waiver_covers_the_rows_its_condition_certainly_holds_of(library: Library, tmp_path: Path) -> None:
    (waiver,) = read(GOOD, library, tmp_path)
    assert waiver.covers(Hsts(host="old.shop.example"))
    assert not waiver.covers(Hsts(host="www.shop.example"))
    assert not waiver.covers(Hsts())
    assert not waiver.covers(None)


def test_a_waiver_without_where_covers_everything_of_its_control(library: Library, tmp_path: Path) -> None:
    (waiver,) = read(GOOD.replace("    where: {host: old.shop.example}\n", ""), library, tmp_path)
    assert waiver.covers(Hsts(host="www.shop.example"))
    assert waiver.covers(None)


def test_a_waiver_holds_to_the_end_of_its_last_day(library: Library, tmp_path: Path) -> None:
    (waiver,) = read(GOOD, library, tmp_path)
    assert waiver.is_active(dt.date(2026, 12, 31))
    assert not waiver.is_active(dt.date(2027, 1, 1))


def test_a_condition_reaches_into_nested_facts(library: Library, tmp_path: Path) -> None:
    text = GOOD.replace("HTTP-002", "TLS-001").replace("{host:", "{endpoint.host:")
    (waiver,) = read(text, library, tmp_path)
    old = Endpoint(host="old.shop.example", address="192.0.2.1", port=443)
    assert waiver.covers(TlsProtocol(endpoint=old, version=TlsVersion.TLSV1_0, accepted=True))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("control: HTTP-202", "3: there is no control 'HTTP-202'"),
        ("until: tomorrow", "5: until is a date, found 'tomorrow'"),
        ("until: as_of", "5: until is a date like 2026-03-15, not 'as_of'"),
        ("approved_by: ''", "7: approved_by is text"),
        ("where: {hosst: a}", "4: hsts has no field 'hosst'"),
    ],
)
def test_every_mistake_has_its_place(wrong: str, said: str, library: Library, tmp_path: Path) -> None:
    key = wrong.partition(":")[0]
    lines = [
        f"    {wrong}" if line.strip().removeprefix("- ").startswith(f"{key}:") else line for line in GOOD.split("\n")
    ]
    text = "\n".join(lines).replace("    control: HTTP-202", "  - control: HTTP-202")
    assert said in mistakes(text, library, tmp_path)


def test_all_mistakes_are_told_at_once(library: Library, tmp_path: Path) -> None:
    text = "waivers:\n  - {control: HTTP-002}\n  - {control: NOPE-001, until: 2027-01-01, because: x, approved_by: y}\n"
    assert len(mistakes(text, library, tmp_path)) == 4
