"""The files of services and names, ours and hostile ones: every mistake is named at its place."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.derive.known import Certified, NamePattern, Operator
from scanner.derive.known_files import read_names, read_service_folder, read_services
from scanner.derive.known_reader import expression
from scanner.errors import InvalidInput
from scanner.model.vocabulary import Purpose, ServiceCategory

GOOD = """\
as_of: 2026-11-22
source: our own records
category: affiliate
operators:
  acme: {name: Acme Inc., eu: Acme GmbH, country: US, dpf: yes, dpf_as_of: 2026-10-01}
services:
  - name: Acme Count
    operator: acme
    category: analytics
    purpose: statistics
    domains: [acme.example/count, "acme.*"]
    paths: ['/acme\\.js$']
    stored: [_ac, _ac_*, '/^_ad[0-9]+$/', {name: id, only_on: acme.example, purpose: marketing}]
    aliases: [Acme Analytics]
  - name: Own
    receives_personal_data: false
    as_of: 2026-01-01
"""


def write(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "services.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def mistakes(path: Path) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        read_services(path)
    return [str(problem).removeprefix(f"{path}:") for problem in caught.value.problems]


def test_a_file_of_services_is_read(tmp_path: Path) -> None:
    count, own = read_services(write(tmp_path, GOOD)).services
    assert count.operator is not None
    assert (count.operator.name, count.operator.eu, count.operator.dpf) == ("Acme Inc.", "Acme GmbH", Certified.YES)
    assert count.domains == (("acme.example", "/count"), ("acme.*", "/"))
    assert [entry.purpose for entry in count.stored] == [None, None, None, Purpose.MARKETING]
    assert (count.source, str(count.as_of), str(own.as_of)) == ("our own records", "2026-11-22", "2026-01-01")
    assert (count.category, own.category) == (ServiceCategory.ANALYTICS, ServiceCategory.AFFILIATE)
    assert own.self_hosted and not own.receives_personal_data and own.purpose is None


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        ("purpose: tracking", "purpose: statistics", "10:14: purpose can't be 'tracking'"),
        ("purpos: statistics", "purpose: statistics", "10:5: a service has no key 'purpos' — did you mean purpose?"),
        ("operator: acne", "operator: acme", "8:15: there is no operator 'acne' — did you mean acme?"),
        ("category: analysis", "category: analytics", "9:15: category can't be 'analysis' — did you mean analytics?"),
        ("country: USA", "country: US", "5:51: country is two capitals"),
        ("dpf: maybe", "dpf: yes", "dpf can't be 'maybe'"),
        ("as_of: yesterday", "as_of: 2026-11-22", "1:8: as_of is a date"),
        ('"*"', '"acme.*"', "a domain is like shop.example"),
        ("https://acme.example", "acme.example/count", "a domain is like shop.example"),
        ("com", "acme.example/count", "a domain is like shop.example"),
        ("'(('", "'/acme\\.js$'", "not a regular expression"),
        ("'(?=x)'", "'/acme\\.js$'", "not a regular expression"),
        ("a*", "_ac_*", "fits nearly everything"),
        ("_ac,", "_ac_*,", "the stored name _ac stands here twice"),
        ("'/[/'", "'/^_ad[0-9]+$/'", "not a regular expression"),
        ("name: Acme Count", "name: Own", "service Acme Count stands here twice"),
        ("receives_personal_data: perhaps", "receives_personal_data: false", "is true or false"),
        ("domains: acme.example", 'domains: [acme.example/count, "acme.*"]', "domains is a list"),
        ("only_on: x", "only_on: acme.example", "only_on is a domain"),
    ],
)
def test_a_mistake_is_named_at_its_place(tmp_path: Path, wrong: str, right: str, said: str) -> None:
    assert right in GOOD
    found = mistakes(write(tmp_path, GOOD.replace(right, wrong)))
    assert any(said in problem for problem in found), found


def test_the_files_of_a_folder_share_operators_and_may_not_claim_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("as_of: 2026-11-22\nservices: [{name: A, operator: acme, domains: [a.example]}]")
    (tmp_path / "operators.yaml").write_text("as_of: 2026-11-22\noperators: {acme: {name: Acme Inc.}}")
    first, _ = read_service_folder(tmp_path)
    assert first.label == f"{tmp_path.name}/a.yaml"
    assert first.services[0].operator == Operator("Acme Inc.")
    (tmp_path / "b.yaml").write_text(
        "as_of: 2026-11-22\noperators: {acme: {name: B}}\nservices: [{name: B, domains: [a.example]}]"
    )
    with pytest.raises(InvalidInput) as caught:
        read_service_folder(tmp_path)
    assert {problem.what for problem in caught.value.problems} == {
        "operator 'acme' stands here twice",
        "the domain a.example stands here twice",
    }


def test_all_mistakes_are_named_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("purpose: statistics", "purpose: x").replace("country: US", "country: u").replace("_ac_*", "a*")
    assert len(mistakes(write(tmp_path, text))) == 3


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "as_of: 2026-11-22",
        "services: 7\nas_of: 2026-11-22",
        "a: &a [*a]",
        "\x00",
        b"\xff\xfe",
        "x" * 1_100_000,
    ],
)
def test_what_is_no_file_of_services_is_said_so(tmp_path: Path, text: str | bytes) -> None:
    assert mistakes(write(tmp_path, text))


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    assert "can't be read" in mistakes(tmp_path / "none.yaml")[0]


@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_any_bytes_give_services_or_mistakes(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("f") / "s.yaml"
    for content in (data, GOOD.encode()[:200] + data):
        path.write_bytes(content)
        for read in (read_services, read_names):
            with contextlib.suppress(InvalidInput):
                read(path)


def test_a_necessary_cookie_needs_a_limit(tmp_path: Path) -> None:
    path = tmp_path / "names.yaml"
    path.write_text("as_of: 2026-11-22\nnames: [{of: X, what: y, purpose: necessary, area: cookie, names: [abc]}]")
    with pytest.raises(InvalidInput, match="max_days"):
        read_names(path)


@pytest.mark.parametrize(
    ("pattern", "name", "fits"),
    [
        ("_ga_*", "_ga_ABC", True),
        ("_ga_*", "_ga_", True),
        ("_ga_*", "x_ga_1", False),
        ("_ga", "_gat", False),
        ("mp_*_mixpanel", "mp_ab_mixpanel", True),
        ("mp_*_mixpanel", "mp_mixpanel", False),
        ("ab*ab", "ab", False),
        ("a*b*c", "aXbXc", True),
        ("a*b*c", "acb", False),
        ("*_id", "x_id", True),
        ("x.*", "xyz", False),
    ],
)
def test_a_star_stands_for_any_characters_and_nothing_else_does(pattern: str, name: str, *, fits: bool) -> None:
    assert NamePattern(pattern).matches(name) is fits


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("_ga", "_g"),
        ("_ga_*", "_g"),
        ("_*x", ""),
        ("/^_hj(Session|id)$/", "_h"),
        ("/^ab?c/", ""),
        ("/^ab|cd/", ""),
        ("/^ab(x)|cd/", ""),
        ("/ab/", ""),
        ("/^(?i)ab/", ""),
        ("/^[ab]c/", ""),
        ("a", ""),
    ],
)
def test_a_pattern_is_looked_up_by_its_first_two_characters_only_where_they_are_sure(text: str, lead: str) -> None:
    compiled = expression(text[1:-1]) if text.startswith("/") else None
    assert NamePattern(text, compiled).lead == lead
