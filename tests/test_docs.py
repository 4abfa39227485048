"""The generated documentation is complete, true to its sources, the same every time, and fresh in the repository."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from scanner import docs
from scanner.docs.controls import claim_lines
from scanner.model.facts import KINDS, fields_of
from scanner.model.vocabulary import vocabularies
from scanner.policy.library import built_in
from scanner.policy.load import read_policy
from scanner.policy.matchers import ALL
from scanner.schemas import SCHEMAS
from scanner.yamlfile import Problems, read


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return docs.generated()


def test_what_lies_in_the_repository_is_fresh(texts: dict[str, str]) -> None:
    assert docs.stale(texts, docs.FOLDER) == [], "run make docs"


def test_the_same_text_comes_out_every_time(texts: dict[str, str]) -> None:
    assert docs.generated() == texts


def test_nothing_of_this_machine_stands_in_it(texts: dict[str, str]) -> None:
    for text in texts.values():
        assert str(docs.FOLDER.parent) not in text
        assert str(Path.home()) not in text


def test_every_schema_is_written(texts: dict[str, str]) -> None:
    for name, make in SCHEMAS.items():
        assert json.loads(texts[f"schema/{name}.json"]) == make()


def test_every_kind_with_its_fields_is_in_the_reference(texts: dict[str, str]) -> None:
    sections = dict(re.findall(r"^### (\w+)\n(.*?)(?=^##|\Z)", texts["reference/facts.md"], re.MULTILINE | re.DOTALL))
    for kind, cls in KINDS.items():
        assert re.findall(r"^\| `(\w+)` \|", sections[kind], re.MULTILINE) == list(fields_of(cls))


def test_every_word_of_every_vocabulary_is_in_the_reference(texts: dict[str, str]) -> None:
    text = texts["reference/vocabulary.md"]
    for name, vocabulary in vocabularies().items():
        section = text.partition(f"## {name}\n")[2].partition("\n## ")[0]
        assert all(f"`{word.value}`" in section for word in vocabulary)


def test_every_matcher_is_in_the_reference(texts: dict[str, str]) -> None:
    named = re.findall(r"^\| `(\w+)` \|", texts["reference/matchers.md"], re.MULTILINE)
    assert named == [*(matcher.name for matcher in ALL), "present", "not", "any_of"]


def test_every_control_is_in_the_reference_with_its_german_title(texts: dict[str, str]) -> None:
    text = texts["reference/controls.md"]
    for control in built_in().controls().values():
        assert f"### {control.id}: {control.title.en}\n\n*{control.title.de}*\n" in text


def test_links_lead_to_something(texts: dict[str, str]) -> None:
    anchors = {
        name.removeprefix("reference/"): {heading.lower() for heading in re.findall(r"^#+ (\w+)$", text, re.MULTILINE)}
        for name, text in texts.items()
        if name.startswith("reference/")
    }
    for page, anchor in re.findall(r"\]\(([\w.]*)#(\w+)\)", texts["reference/facts.md"]):
        assert anchor in anchors[page or "facts.md"]


def test_writing_makes_what_checking_wants(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert docs.main(["--check"], tmp_path) == 1
    assert "docs/schema/policy.json is stale" in capsys.readouterr().out
    assert docs.main([], tmp_path) == 0
    assert docs.main(["--check"], tmp_path) == 0
    assert capsys.readouterr().out == ""


def test_checking_names_what_was_changed_and_what_nobody_generates(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    docs.main([], tmp_path)
    facts = tmp_path / "reference" / "facts.md"
    (tmp_path / "reference" / "old.md").write_bytes(facts.read_bytes())
    (tmp_path / "reference" / "by-hand.md").write_text("# Written by a person\n")
    facts.write_text("changed")
    assert docs.main(["--check"], tmp_path) == 1
    assert capsys.readouterr().out.splitlines() == [
        "docs/reference/facts.md is stale: run make docs",
        "docs/reference/old.md is stale: run make docs",
    ]
    assert docs.main([], tmp_path) == 0
    assert not (tmp_path / "reference" / "old.md").exists()
    assert (tmp_path / "reference" / "by-hand.md").exists()


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        (
            "every: certificate, where: {position: 0}, expect: {days_left: {at_least: $n}}",
            "Every `certificate` where `position` is `0`: `days_left` at least `$n`.",
        ),
        ("forbid: page", "No `page`."),
        (
            "forbid: page, at_most: 2, where: {any_of: [{role: {not: {one_of: [home, cart]}}}, {status: 404}]}",
            "At most 2 `page` where (`role` not one of `home`, `cart` or `status` is `404`).",
        ),
        (
            "require: hsts, where: {valid: true, max_age: {present: false}}",
            "At least 1 `hsts` where `valid` is `true`, `max_age` is none.",
        ),
        ("require: shop, applies_when: {hsts: {valid: true}}", "Applies if there is `hsts` where `valid` is `true`."),
    ],
)
def test_a_claim_reads_as_a_sentence(claim: str, said: str) -> None:
    control = f"{{id: X, title: x, severity: low, certainty: standard, references: [x], {claim}}}"
    text = f"{{policy: x, area: tls, params: {{n: {{type: int, default: 1}}}}, controls: [{control}]}}"
    problems = Problems()
    node = read(text.encode(), "x.yaml", problems)
    assert node is not None
    policy = read_policy(node, "x.yaml", problems)
    assert policy is not None
    assert next(claim_lines(policy.controls[0])) == said
