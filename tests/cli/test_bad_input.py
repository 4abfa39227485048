"""Files with mistakes: all of them at once, each with its place and a hint, exit 3, nothing written."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanner.errors import InvalidInput
from scanner.shop import read_shop_file

from .conftest import Ended, Shop, Siegel

A_PROBLEM = re.compile(r"(?P<file>[^:\n]+):(?P<line>\d+):(?P<column>\d+): (?P<what>.+)")

BAD_SHOP = """\
shop: ftp://www.muesli.example
nmae: Müsli
connect_to: [here, "a:1:b:2"]
ca: {file: missing.pem, as: trusted}
hosts: ["http://api"]
preview: perhaps
authorised_by: {on: 2026-13-45}
facts: {sector: fod, staff: many, colour: blue}
profile: missing.yaml
"""

BAD_POLICY = """\
policy: own
area: htpp
title: {en: Own}
controls:
  - id: OWN-1
    title: {en: One, de: Eins}
    severity: hihg
    certainty: standard
    every: haeder
    where: {name: x}
    expect: {present: true}
    remedy: {en: Do, de: Tu}
    references: [gdpr-99]
  - id: OWN-2
    title: {en: Two, de: Zwei}
    severity: high
    certainty: standard
    every: header
    where: {nmae: x-content-type-options}
    expect: {present: ture}
    remedy: {en: Do, de: Tu}
    references: [gdpr-32]
"""

BAD_PROFILE = """\
profile: own
extends: [baseline-de-shp]
policies: [tsl, ./missing.yaml]
controls: [TLS-999]
set: {tls.rsa_bts: 3000, tls.days_left: soon}
severity: {TLS-001: {to: hihg, because: it matters}}
leave_out: {TLS-998: {because: no}}
fail_on: always
"""


def problems(done: Ended) -> list[tuple[str, int, int, str]]:
    """Every problem that was printed, with its place."""
    found = []
    for line in done.err.splitlines():
        match = A_PROBLEM.fullmatch(line)
        if match:
            found.append((Path(match["file"]).name, int(match["line"]), int(match["column"]), match["what"]))
    return found


def check_places(error: InvalidInput) -> None:
    """There are mistakes, and each has a place."""
    assert error.problems
    assert all(problem.line >= 1 and problem.column >= 1 for problem in error.problems)


def test_every_mistake_of_a_shop_file_is_told_at_once(siegel: Siegel, tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text(BAD_SHOP)
    done = siegel("scan", "shop.yaml")
    assert done.code == 3, done.both
    assert done.out == ""
    found = problems(done)
    assert {line for _, line, _, _ in found} == set(range(1, 10)), done.err
    assert {file for file, *_ in found} == {"shop.yaml"}
    said = {(line, column): what for _, line, column, what in found}
    assert "did you mean name?" in said[2, 1]
    assert "did you mean food?" in said[8, 17]
    assert any(line == 4 and "there is no file" in what for _, line, _, what in found)
    assert found == sorted(found, key=lambda problem: problem[1:3])
    assert re.search(r"^\d+ mistakes; nothing was written$", done.err, re.MULTILINE)
    assert [path.name for path in tmp_path.iterdir()] == ["shop.yaml"]


def test_every_mistake_of_shop_policy_and_profile_is_told_at_once(siegel: Siegel, tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text("shop: ftp://x\n")
    (tmp_path / "own.yaml").write_text(BAD_POLICY)
    (tmp_path / "profile.yaml").write_text(
        "profile: own\nextends: [baseline-de-shop]\npolicies: [./own.yaml]\nfail_no: high\n"
    )
    done = siegel.here("scan", "shop.yaml", "--profile", "profile.yaml")
    assert done.code == 3, done.both
    assert {file for file, *_ in problems(done)} == {"shop.yaml", "own.yaml", "profile.yaml"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["own.yaml", "profile.yaml", "shop.yaml"]


def test_every_mistake_of_a_policy_is_told_at_once(siegel: Siegel, tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(BAD_POLICY)
    done = siegel.here("policy", "check", "own.yaml")
    assert done.code == 3, done.both
    lines = {line for _, line, _, _ in problems(done)}
    assert lines >= {2, 3, 7, 9, 19, 20}, done.err
    for hint in ("did you mean http?", "did you mean high?", "did you mean header?", "did you mean name?"):
        assert hint in done.err, hint


def test_mistakes_in_shape_and_in_names_of_a_profile_are_told_at_once(siegel: Siegel, tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(BAD_PROFILE)
    done = siegel.here("scan", "https://shop.invalid", "--profile", "own.yaml", "--out", "run")
    assert {line for _, line, _, _ in problems(done)} >= {2, 3, 4, 5, 6, 7, 8}, done.err


def test_every_mistake_of_a_profile_is_told_at_once(siegel: Siegel, tmp_path: Path) -> None:
    right = BAD_PROFILE.replace("hihg", "high").replace("always", "high").replace(", ./missing.yaml", "")
    (tmp_path / "own.yaml").write_text(right)
    done = siegel.here("scan", "https://shop.invalid", "--profile", "own.yaml", "--out", "run")
    assert done.code == 3, done.both
    lines = {line for _, line, _, _ in problems(done)}
    assert lines >= {2, 3, 4, 5}, done.err
    assert "did you mean tls?" in done.err
    assert "did you mean tls.rsa_bits?" in done.err
    assert not (tmp_path / "run").exists()


def test_a_profile_that_is_not_there_is_told_with_those_that_are(siegel: Siegel, tmp_path: Path) -> None:
    done = siegel.here("scan", "https://shop.invalid", "--profile", "baseline-de-shp", "--out", "run")
    assert done.code in {2, 3}, done.both
    assert "did you mean baseline-de-shop?" in done.err
    done = siegel.here("scan", "https://shop.invalid", "--profile", "missing.yaml", "--out", "run")
    assert done.code == 2
    assert "there is no profile file missing.yaml" in done.err
    assert list(tmp_path.iterdir()) == []


def test_a_shop_file_names_its_profile_from_where_it_lies_itself(siegel: Siegel, sound: Shop, tmp_path: Path) -> None:
    (tmp_path / "shops").mkdir()
    (tmp_path / "shops/own.yaml").write_text("profile: own\nextends: [strict-de-shop]\nfail_on: critical\n")
    text = re.sub("profile: .*", "profile: ./own.yaml", sound.text)
    (tmp_path / "shops/shop.yaml").write_text(text)
    done = siegel.here("scan", "shops/shop.yaml", "--only", "http", "--out", "run", "-q")
    assert done.code == 0, done.both
    assert "profile own" in done.out


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"\x00",
        b"shop: &a [*a]",
        b"shop: !!python/object/apply:os.system ['touch owned']",
        b"[" * 5000,
        b"shop: {" * 3000,
        b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(b"b%d: &b%d [*a,*a,*a,*a,*a,*a]\n" % (i, i) for i in range(9)),
        b"- just\n- a list\n",
        b"shop: 5\nshop: 6\n",
        b"--- 1\n--- 2\n",
        b"shop: https://shop.example\n" + b"x" * 1_100_000,
        "shop: https://shop.example\nname: \u202e\x85\u2028::error::x\n".encode(),
        b"? [complex, key]\n: value\n",
        b"shop: [https://shop.example]\n",
        b"shop: {a: b}\n",
        b"shop:\n",
    ],
    ids=lambda content: repr(content[:24]),
)
def test_a_file_that_makes_no_sense_is_told_in_words(siegel: Siegel, tmp_path: Path, content: bytes) -> None:
    for name, command in (("shop.yaml", ("scan",)), ("policy.yaml", ("policy", "check"))):
        (tmp_path / name).write_bytes(content)
        done = siegel.here(*command, name, *(("--deadline", "1", "--out", "run") if command == ("scan",) else ()))
        if b"name" in content and name == "shop.yaml":
            continue  # odd, but a shop file
        assert done.code == 3, done.both
        assert problems(done), done.err
        assert len(done.err) < 5_000
    assert not (tmp_path / "owned").exists()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_as_a_shop_file_give_a_shop_or_problems(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "shop.yaml"
    file.write_bytes(data)
    try:
        read_shop_file(file)
    except InvalidInput as error:
        check_places(error)


KEYS = (
    "shop",
    "name",
    "profile",
    "authorised_by",
    "connect_to",
    "ca",
    "hosts",
    "language",
    "preview",
    "facts",
    "waivers",
)
VALUES = st.recursive(
    st.sampled_from(["x", "https://shop.example", "a:1:b:2", "true", "~", "2026-01-01", "'", "&a b", "*a", "!!int 1"]),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")
        | st.dictionaries(st.sampled_from(["file", "as", "on", "role", "sector", "a"]), inner, max_size=3).map(
            lambda items: "{" + ", ".join(f"{key}: {value}" for key, value in items.items()) + "}"
        )
    ),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6))
def test_any_shop_file_with_the_right_keys_gives_a_shop_or_problems(tmp_path: Path, items: dict[str, str]) -> None:
    file = tmp_path / "shop.yaml"
    file.write_text("".join(f"{key}: {value}\n" for key, value in items.items()) or "{}")
    try:
        read_shop_file(file)
    except InvalidInput as error:
        check_places(error)


def test_problems_are_shown_without_what_could_harm_a_terminal(siegel: Siegel, tmp_path: Path) -> None:
    name = "sh\x1b[31mop.yaml"
    (tmp_path / name).write_text('"\\e[2J::error::\\u202e": 1\nshop: "https://\\e]0;x\\a"\n')
    done = siegel.here("scan", name)
    assert done.code == 3
    assert "\x1b" not in done.err
    assert "\u202e" not in done.err
    assert "\x07" not in done.err


def test_a_file_that_may_not_be_read_is_told(siegel: Siegel, tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").mkdir()
    done = siegel.here("scan", "shop.yaml")
    assert done.code == 3
    assert "can't be read" in done.err
    if os.geteuid() != 0:
        (tmp_path / "locked.yaml").write_text("shop: https://shop.example\n")
        (tmp_path / "locked.yaml").chmod(0)
        assert siegel.here("scan", "locked.yaml").code == 3
