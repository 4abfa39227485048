"""Any bytes as a shop file or a waivers file give a value or located problems, never a traceback."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.errors import InvalidInput
from scanner.policy.library import built_in
from scanner.policy.waivers import read_waivers
from scanner.shop import KEYS, ShopFile, read_shop_file

SHOP = b"""shop: https://www.shop.example
name: Shop GmbH
authorised_by: {role: CISO, on: 2026-11-01}
connect_to: ["www.shop.example:443:127.0.0.1:8443"]
hosts: [api.shop.example]
language: de
facts: {sector: food, staff: 40, card_payment: true}
purposes: {stored: {basket: necessary}, sent: {a.example: security}}
"""
WAIVERS = b"waivers:\n  - {control: HTTP-002, where: {host: a}, until: 2027-01-01, because: b, approved_by: c}\n"
CONTROLS = built_in().controls()

words = st.sampled_from(
    [*KEYS, "true", "null", "~", "[]", "{}", "&a", "*a", "2026-11-01", "https://x", "::", "\n", "- ", "{"]
)
trees = st.recursive(
    words | st.text(max_size=8), lambda inner: st.lists(inner, max_size=4).map(", ".join), max_leaves=20
)


def mutated(good: bytes) -> st.SearchStrategy[bytes]:
    cut = st.tuples(st.integers(0, len(good)), st.integers(0, 20), words.map(str.encode) | st.binary(max_size=6))
    return cut.map(lambda at: good[: at[0]] + at[2] + good[at[0] + at[1] :])


def lines() -> st.SearchStrategy[bytes]:
    return st.dictionaries(st.sampled_from(KEYS), trees, max_size=6).map(
        lambda pairs: "".join(f"{key}: {value}\n" for key, value in pairs.items()).encode("utf-8", "replace")
    )


def read_or_problems(read: Callable[[Path], object], path: Path) -> object:
    try:
        return read(path)
    except InvalidInput as error:
        return error


def located(found: object) -> bool:
    problems = found.problems if isinstance(found, InvalidInput) else ()
    return bool(problems) and all(problem.line >= 1 and problem.column >= 1 for problem in problems)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.binary(max_size=200) | mutated(SHOP) | lines())
def test_any_bytes_as_a_shop_file(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "shop.yaml")
        path.write_bytes(data)
        found = read_or_problems(read_shop_file, path)
        assert isinstance(found, ShopFile) or located(found)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.binary(max_size=200) | mutated(WAIVERS))
def test_any_bytes_as_a_waivers_file(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "waivers.yaml")
        path.write_bytes(data)
        found = read_or_problems(lambda file: read_waivers(file, CONTROLS), path)
        assert isinstance(found, tuple) or located(found)
