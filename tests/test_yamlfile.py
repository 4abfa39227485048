"""YAML as it stands in the file: text and places; hostile files end in a located problem within bounds."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import pytest

from scanner.errors import InvalidInput
from scanner.yamlfile import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_NODES,
    Mapped,
    Node,
    Problems,
    Scalar,
    Sequence,
    plain,
    read,
    read_file,
    shown,
    suggest,
)


def problems_of(text: str | bytes) -> list[str]:
    problems = Problems()
    data = text.encode() if isinstance(text, str) else text
    node = read(data, "f.yaml", problems)
    assert node is not None or problems.found, "nothing, and nobody says why"
    return [str(problem) for problem in problems.found]


def good(text: str | bytes) -> Node:
    problems = Problems()
    node = read(text.encode() if isinstance(text, str) else text, "f.yaml", problems)
    assert node is not None and not problems.found, problems.found
    return node


def texts(node: Node) -> Any:
    """The node as plain Python, every scalar as its text."""
    match node:
        case Scalar(text=text):
            return text
        case Sequence(items=items):
            return [texts(item) for item in items]
        case Mapped(items=pairs):
            return {key: texts(value) for key, value in pairs.items()}


# ── text and places ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text",
    [
        "NO",
        "yes",
        "on",
        "1.0",
        "0777",
        "1e3",
        ".inf",
        "0x1f",
        "1_000",
        "2026-03-15",
        "12:30:45",
        "~",
        "null",
        "TRUE",
        "=",
        "1:2",
    ],
)
def test_a_scalar_stays_the_text_it_was(text: str) -> None:
    assert texts(good(f"a: {text}\n")) == {"a": text}


def test_a_scalar_knows_whether_it_was_quoted() -> None:
    node = good("a: null\nb: 'null'\nc: \"null\"\nd: |\n  null\n")
    assert isinstance(node, Mapped)
    assert [value.quoted for value in node.items.values() if isinstance(value, Scalar)] == [False, True, True, True]


def test_every_value_and_key_knows_its_place() -> None:
    node = good("a:\n  b: [x, {c: ü, d: z}]\n")
    assert isinstance(node, Mapped)
    inner = node.items["a"]
    assert isinstance(inner, Mapped)
    listed = inner.items["b"]
    assert isinstance(listed, Sequence)
    last = listed.items[1]
    assert isinstance(last, Mapped)
    places: list[Node] = [node, node.keys["a"], inner, listed, last, last.keys["d"], last.items["d"]]
    assert [(place.line, place.column) for place in places] == [
        (1, 1),
        (1, 1),
        (2, 3),
        (2, 6),
        (2, 10),
        (2, 17),
        (2, 20),
    ]


@pytest.mark.parametrize(
    "text", ["a: 1\r\nb: 2\r\n", "\ufeffa: 1\nb: 2\n", "---\na: 1\nb: 2\n...\n", "{a: 1, b: 2}", '{"a": "1", "b": "2"}']
)
def test_line_ends_marks_and_styles_change_nothing(text: str) -> None:
    assert texts(good(text)) == {"a": "1", "b": "2"}


def test_an_alias_stands_for_its_anchor() -> None:
    assert texts(good("a: &x [1, 2]\nb: *x\nc: &x 3\nd: *x\n")) == {
        "a": ["1", "2"],
        "b": ["1", "2"],
        "c": "3",
        "d": "3",
    }


# ── mistakes, all at once ────────────────────────────────────────────────────────────────────────────────────────────


def test_doubled_keys_are_named_at_every_depth() -> None:
    found = problems_of("a: 1\nb: {c: 1, c: 2}\na: 3\nd:\n  - e: 1\n    e: 2\n")
    assert found == [
        "f.yaml:2:11: the key 'c' stands here twice — first in line 2",
        "f.yaml:6:5: the key 'e' stands here twice — first in line 5",
        "f.yaml:3:1: the key 'a' stands here twice — first in line 1",
    ]


@pytest.mark.parametrize("twice", ["'a': 1\na: 2\n", '"a": 1\na: 2\n', "a: 1\n? a\n: 2\n"])
def test_a_key_is_the_same_however_it_is_written(twice: str) -> None:
    assert "stands here twice" in problems_of(twice)[0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "f.yaml:1:1: is empty"),
        ("# only a comment\n", "f.yaml:1:1: is empty"),
        ("a: [1\nb: 2\n", "f.yaml:2:2: is not YAML"),
        ("a: b: c\n", "f.yaml:1:5: is not YAML: mapping values are not allowed in this context"),
        ("a:\n\tb: 1\n", "f.yaml:2:1: is not YAML"),
        ("a: *x\n", "f.yaml:1:4: there is no anchor 'x' before this place"),
        ("a: &x {b: *x}\n", "f.yaml:1:11: there is no anchor 'x' before this place"),
        ("&x [*x]\n", "f.yaml:1:5: there is no anchor 'x' before this place"),
        ("a: 1\n---\nb: 2\n", "f.yaml:2:1: holds more than one document"),
        ("? [a]\n: 1\n", "f.yaml:1:3: a key must be plain text"),
        ("? {a: b}\n: 1\n", "f.yaml:1:3: a key must be plain text"),
        (
            "a: !!python/object/apply:os.system [id]\n",
            "f.yaml:1:4: tags like 'tag:yaml.org,2002:python/object/apply:os.system'",
        ),
        ("a: !!int 1\n", "f.yaml:1:4: tags like 'tag:yaml.org,2002:int' are not allowed — write the plain value"),
        ("!!map {a: 1}\n", "f.yaml:1:1: tags like"),
        ("a: !x 1\n", "f.yaml:1:4: tags like '!x'"),
        ("%TAG ! tag:evil,2000:\n---\na: !x 1\n", "f.yaml:3:4: tags like 'tag:evil,2000:x'"),
        ("%YAML 9.0\n---\na: 1\n", "f.yaml:1:1: is not YAML"),
        (b"a: \x00\n", "f.yaml:1:1: is not YAML"),
        (b"a: \x07\n", "f.yaml:1:1: is not YAML"),
        (b"a: 1\nb: \xff\xfe\n", "f.yaml:2:1: is not UTF-8 text"),
        ("a: 1\n".encode("utf-16"), "f.yaml:1:1: is not UTF-8 text"),
        ("a: 1\n".encode("utf-32"), "f.yaml:1:1: is not UTF-8 text"),
        (b"a: \xed\xa0\x80\n", "f.yaml:1:1: is not UTF-8 text"),
        ("a: 'x\n", "f.yaml:"),
        ("a: @x\n", "f.yaml:1:4: is not YAML"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str | bytes, message: str) -> None:
    assert problems_of(text)[0].startswith(message)


def test_merge_keys_are_a_key_like_any_other() -> None:
    assert texts(good("a: &x {b: 1}\nc: {<<: *x, d: 2}\n")) == {"a": {"b": "1"}, "c": {"<<": {"b": "1"}, "d": "2"}}


# ── bounds ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def bomb() -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (bomb(), f"holds more than {MAX_NODES:,} values, aliases counted"),
        ("[" * 100_000, f"is nested deeper than {MAX_DEPTH} levels"),
        ("{a: " * 100_000, f"is nested deeper than {MAX_DEPTH} levels"),
        ("- " * 5_000, f"is nested deeper than {MAX_DEPTH} levels"),
        ("[" + "x," * (MAX_NODES + 1) + "]", f"holds more than {MAX_NODES:,} values"),
        ("#" * (MAX_BYTES + 1), f"is larger than {MAX_BYTES:,} bytes"),
    ],
    ids=["aliases", "lists", "mappings", "dashes", "values", "bytes"],
)
def test_a_file_out_of_bounds_is_refused(text: str, message: str) -> None:
    (found,) = problems_of(text)
    assert message in found


def test_a_file_within_bounds_is_read() -> None:
    deep = "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1)
    good(deep)
    good("#" * (MAX_BYTES - 5) + "\na: 1")


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_file_that_is_not_there_or_a_folder_is_a_problem(tmp_path: Path) -> None:
    problems = Problems()
    assert read_file(tmp_path / "none.yaml", problems) is None
    assert read_file(tmp_path, problems) is None
    assert [problem.what.split(":")[0] for problem in problems.found] == ["can't be read", "can't be read"]


def test_a_file_is_read_no_further_than_its_bound(tmp_path: Path) -> None:
    problems = Problems()
    assert read_file(Path("/dev/zero"), problems) is None
    assert "is larger than" in problems.found[0].what


def test_all_problems_are_raised_together_in_file_order() -> None:
    problems = Problems()
    problems.raise_if_any()
    for line in (3, 1, 2, 2):
        problems.add("f", Scalar("", False, line, 1), "wrong", "mend it")
    with pytest.raises(InvalidInput) as raised:
        problems.raise_if_any()
    assert str(raised.value).splitlines() == [f"f:{line}:1: wrong — mend it" for line in (1, 2, 3)]


def test_text_in_a_message_is_one_short_visible_line() -> None:
    for text in ("a\nb", "\x1b[31m", "\u202e", "x" * 10_000):
        assert "\n" not in shown(text) and "\x1b" not in shown(text) and "\u202e" not in shown(text)
        assert len(shown(text)) < 120


def test_only_a_near_name_is_suggested() -> None:
    assert suggest("purpos", ["purpose", "party"]) == "did you mean purpose?"
    assert suggest("xyz", ["purpose", "party"]) == ""
    assert suggest("", []) == ""


def test_an_editor_sees_the_values_of_yaml_one_point_two() -> None:
    text = textwrap.dedent("""\
        - NO
        - yes
        - true
        - 12
        - 1.5
        - ~
        - '12'
        - 2026-03-15
        - 1_000
        - {a: null}
    """)
    assert plain(good(text)) == ["NO", "yes", True, 12, 1.5, None, "12", "2026-03-15", "1_000", {"a": None}]
