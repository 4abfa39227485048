"""A user's filter list tells the purpose of what no file of services knows. It is hostile input."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scanner.derive.filter_list import MOST_BYTES, MOST_CHARACTERS, MOST_LINES, FilterList, read_filter_list
from scanner.derive.own_lists import FILTERS, SERVICES, kept_lists, read_own_lists
from scanner.derive.purposes import Declared, meaning
from scanner.errors import InvalidInput
from scanner.model.evidence import Evidence
from scanner.model.facts import Page, Request, Service
from scanner.model.values import NOT_STATED, Unknown
from scanner.model.vocabulary import Party, Phase, Purpose, RequestType, ServiceCategory
from scanner.yamlfile import Problems

SHOP = "https://www.muesli.example/"
LIST = """[Adblock Plus 2.0]
! Title: Our list
||watcher.example^$third-party
/own-collector/*$~script
@@||watcher.example/allowed/
||picky.example^$script,domain=muesli.example
||google-analytics.com^
muesli.example##.banner
"""
pytest.importorskip("adblock", reason="has wheels for x86-64 only, and is a dependency there only")


def compiled(text: str | bytes = LIST) -> FilterList:
    problems = Problems()
    found = read_filter_list(text.encode() if isinstance(text, str) else text, "list.txt", FILTERS, problems)
    problems.raise_if_any()
    assert found is not None
    return found


def mistakes(text: str | bytes) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        compiled(text)
    return [str(problem) for problem in caught.value.problems]


def request(host: str, path: str = "/", **more: Any) -> Request:
    return Request(
        **{"phase": Phase.BEFORE_CHOICE, "page": Page(url=SHOP), "type": RequestType.SCRIPT, **more},
        host=host,
        path=path,
    )


def derived(row: Request, declared: Declared | None = None) -> Request:
    evidence = Evidence(SHOP, facts={"request": (row,)})
    (found,) = meaning(evidence, declared or Declared(), filters=compiled()).rows("request")
    assert isinstance(found, Request)
    return found


def test_a_request_to_a_stranger_that_a_rule_names_watches_visitors() -> None:
    row = derived(request("cdn.watcher.example", "/t.js"))
    assert (row.purpose, row.party, row.service) == (Purpose.STATISTICS, Party.THIRD, None)
    assert row.derived_by == "matches the rule ||watcher.example^$third-party of Our list"


def test_a_path_of_the_shops_own_that_a_rule_names_does_too() -> None:
    row = derived(request("www.muesli.example", "/own-collector/a", type=RequestType.BEACON))
    assert row.purpose is Purpose.STATISTICS and row.party is Party.FIRST
    script = derived(request("www.muesli.example", "/own-collector/a.js"))
    assert script.purpose is Purpose.NECESSARY


def test_what_the_list_lets_pass_stays_unknown() -> None:
    assert isinstance(derived(request("watcher.example", "/allowed/x")).purpose, Unknown)
    assert isinstance(derived(request("unheard.example")).purpose, Unknown)


def test_a_rule_counts_for_the_types_that_it_names() -> None:
    assert derived(request("picky.example")).purpose is Purpose.STATISTICS
    assert isinstance(derived(request("picky.example", type=RequestType.IMAGE)).purpose, Unknown)


def test_what_the_files_of_services_say_counts_more() -> None:
    row = derived(request("www.google-analytics.com", "/g/collect"))
    assert row.derived_by is not None and row.derived_by.startswith("services/analytics.yaml")


def test_the_owners_word_counts_more() -> None:
    declared = Declared(sent={"cdn.watcher.example": Purpose.FUNCTIONAL})
    assert derived(request("cdn.watcher.example"), declared).purpose is Purpose.FUNCTIONAL


@pytest.mark.parametrize("page", [NOT_STATED, Page()])
def test_without_a_page_nothing_is_asked(page: Any) -> None:
    assert compiled().rule(request("watcher.example", page=page)) is None


@pytest.mark.parametrize("host", ["", "::1", "\ud800", "a" * 5000, "x y", "\x00"])
def test_any_host_can_be_asked_about(host: str) -> None:
    assert compiled().rule(request(host, "/\ud800?\x00")) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "holds no rule"),
        ("! only a comment\nexample.com##.ad", "holds no rule"),
        (b"||a.example^\n\xff", "list.txt:2:1: is not UTF-8"),
        ("<!DOCTYPE html>\n<p>Not found", "is a web page"),
        ("||a.example^\n*$script", "list.txt:2:1: the rule '*$script' matches any request"),
        ("||a.example^\n/./", "list.txt:2:1: the rule '/./' matches any request"),
        ("||a.example^\n" + "a" * (MOST_CHARACTERS + 1), "list.txt:2:1: a rule has at most"),
        ("a\n" * (MOST_LINES + 1), "holds more than"),
        (b"a" * (MOST_BYTES + 1), "is larger than"),
    ],
)
def test_what_is_no_list_is_said_at_its_place(text: str | bytes, said: str) -> None:
    (found,) = mistakes(text)
    assert said in found


@pytest.mark.parametrize(
    "rule",
    [
        "/" + "(" * 3000 + "/",
        "/(b+)+$/",
        "/b{1000}{1000}{1000}/",
        "|" * 5000,
        "[[[[",
        "$$$",
        "\x00" * 99,
        "*" * 7000 + "=0=",
    ],
)
def test_rules_that_make_no_sense_or_would_cost_much_are_borne(rule: str) -> None:
    found = compiled(f"||watcher.example^\n{rule}")
    assert found.rule(request("unheard.example", "/" + "a" * 5000)) is None
    assert found.rule(request("watcher.example")) == "||watcher.example^"


def test_a_title_or_rule_can_not_forge_a_line() -> None:
    found = compiled("! Title: x\x1b[2J" + "y" * 500 + "\n||watcher.example^")
    assert "\x1b" not in found.label and len(found.label) == 60


# ── the user's lists together ────────────────────────────────────────────────────────────────────────────────────────

OWN = """\
as_of: 2026-11-22
services:
  - {name: Our counter, operator: {name: Ours GmbH, country: DE}, category: analytics, purpose: statistics,
     domains: [counter.example], stored: [_our_c]}
  - {name: Hotjar, operator: {name: Hotjar Ltd, country: MT}, purpose: functional, domains: [hotjar.com]}
"""


def test_own_services_are_known_and_win(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(OWN)
    known = read_own_lists(tmp_path / "mine.yaml", None).known
    rows = (request("counter.example"), request("static.hotjar.com"), request("plausible.io"))
    evidence = meaning(Evidence(SHOP, facts={"request": rows}), known=known)
    found = [row for row in evidence.rows("request") if isinstance(row, Request)]
    assert [row.purpose for row in found] == [Purpose.STATISTICS, Purpose.FUNCTIONAL, Purpose.STATISTICS]
    assert found[0].category is ServiceCategory.ANALYTICS
    assert found[0].derived_by == f"{SERVICES} 2026-11-22: host of Our counter"
    services = {row.name: row.operator for row in evidence.rows("service") if isinstance(row, Service)}
    assert services["Our counter"] == "Ours GmbH"


def test_the_mistakes_of_both_files_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(OWN.replace("purpose: functional", "purpose: fun"))
    (tmp_path / "list.txt").write_text("! nothing")
    with pytest.raises(InvalidInput) as caught:
        read_own_lists(tmp_path / "mine.yaml", tmp_path / "list.txt")
    said = sorted(str(problem).removeprefix(f"{tmp_path}/") for problem in caught.value.problems)
    assert len(said) == 2
    assert said[0].startswith("list.txt:1:1: holds no rule")
    assert said[1].startswith("mine.yaml:5:72: purpose can't be 'fun'")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="can't be read"):
        read_own_lists(tmp_path / "none.yaml", tmp_path)


def test_a_run_folder_keeps_them_so_that_they_read_the_same_again(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(OWN)
    (tmp_path / "list.txt").write_text(LIST)
    lists = read_own_lists(tmp_path / "mine.yaml", tmp_path / "list.txt")
    data = tmp_path / "data"
    data.mkdir()
    for name, content in lists.files.items():
        (data / name).write_bytes(content)
    again = kept_lists(data)
    assert again.files == lists.files
    assert again.services == lists.services
    assert again.filters is not None and lists.filters is not None
    assert (again.filters.label, again.filters.rules) == (lists.filters.label, lists.filters.rules) == ("Our list", 5)
    assert kept_lists(tmp_path / "none").files == {}
