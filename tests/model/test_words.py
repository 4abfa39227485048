"""What people call things: every kind, field and word has its German, and nothing stands there that is none."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

import pytest
import yaml

from scanner.derive.notice.phrase_file import data
from scanner.model.evidence import scope, show_scope
from scanner.model.facts import KINDS, Fact, Page, StoredItem, Struct, field_at, fields_of, label, said_at
from scanner.model.facts.notice import OutdatedReference, Placeholder
from scanner.model.vocabulary import PageRole, Phase, Severity, StorageArea, TlsVersion, Word, vocabularies
from scanner.model.words import field_word, kind_word, text_word, word

WORDS = yaml.safe_load((files("scanner.data") / "words.yaml").read_text("utf-8"))


def structs() -> Iterator[tuple[str, type[Struct]]]:
    todo: list[tuple[str, type[Struct]]] = [(cls.kind, cls) for cls in KINDS.values()]
    while todo:
        kind, cls = todo.pop()
        yield kind, cls
        nested = [field.nested for field in fields_of(cls).values() if field.nested]
        todo += [(kind, inner) for inner in nested if not issubclass(inner, Fact)]


def test_every_kind_has_a_german_noun_for_one_and_for_several() -> None:
    assert {name: len(nouns) for name, nouns in WORDS["kinds"].items()} == dict.fromkeys(KINDS, 2)


def test_every_field_is_called_something_in_german() -> None:
    named = {name for _, cls in structs() for name in fields_of(cls) if cls.__name__ != "Words"}
    assert sorted(named - set(WORDS["fields"])) == [], "add them to scanner/data/words.yaml"


def test_what_is_called_otherwise_in_one_kind_is_a_field_of_it() -> None:
    special = [name.partition(".") for name in WORDS["fields"] if "." in name]
    assert special
    assert [kind for kind, _, path in special if field_at(KINDS[kind], path) is None] == []


@pytest.mark.parametrize("name", sorted(set(vocabularies()) - {"TlsVersion"}))
def test_every_word_of_a_vocabulary_is_said_in_german(name: str) -> None:
    assert set(WORDS["values"][name]) == {value.value for value in vocabularies()[name]}


def test_a_protocol_version_is_called_by_its_name() -> None:
    assert word(TlsVersion.TLSV1_2, "de") == "TLSv1.2"


@pytest.mark.parametrize(("kind", "part"), [(OutdatedReference, "outdated"), (Placeholder, "placeholders")])
def test_what_the_notice_is_searched_for_is_said_in_words(kind: type[Fact], part: str) -> None:
    assert set(WORDS["texts"][f"{kind.kind}.what"]) == set(data()[part])


def test_what_is_looked_for_on_servers_is_said_in_words() -> None:
    exposed = yaml.safe_load((files("scanner.data") / "exposed_files.yaml").read_text("utf-8"))
    assert set(WORDS["texts"]["exposed_file.what"]) == set(exposed["files"])
    tools = yaml.safe_load((files("scanner.data") / "admin_paths.yaml").read_text("utf-8"))["tools"]
    assert set(WORDS["texts"]["admin_surface.what"]) == {"administration", *tools}


def test_a_word_is_a_text_in_both_languages() -> None:
    texts = [said for part in ("values", "texts") for named in WORDS[part].values() for said in named.values()]
    assert all(isinstance(said, str) or set(said) == {"en", "de"} for said in texts)
    assert (word(Phase.BEFORE_CHOICE, "en"), word(Phase.BEFORE_CHOICE, "de")) == ("before any choice", "vor der Wahl")
    assert (word(Severity.HIGH, "en"), word(Severity.HIGH, "de")) == ("high", "hoch")


def test_what_has_no_words_is_called_by_its_name() -> None:
    class Strange(Word):
        ODD = "odd"

    assert word(Strange.ODD, "de") == "odd"
    assert kind_word("nobody_knows", "de") == "nobody_knows"
    assert field_word("page", ["nobody", "knows"], "de") == "nobody › knows"
    assert text_word("page", "title", "Müsli", "de") == "Müsli"


@pytest.mark.parametrize(
    ("kind", "path", "german"),
    [
        ("page", "links.imprint.clicks", "Link › Impressum › Klicks"),
        ("form_field", "form.page.role", "Seitenart"),
        ("form_field", "form.purpose", "Formularzweck"),
        ("form_field", "asks_for", "fragt nach"),
        ("stored_item", "secure", "Secure"),
        ("form", "secure", "verschlüsselt"),
        ("certificate", "endpoint.host", "Host"),
    ],
)
def test_a_field_within_a_field_is_called_by_what_it_is_of(kind: str, path: str, german: str) -> None:
    assert label(KINDS[kind], path, "de") == german
    assert label(KINDS[kind], path, "en") == path


def test_a_scope_and_a_row_are_said_in_german_words() -> None:
    fixed = scope({"form.page.role": PageRole.CART})
    assert show_scope(fixed, "form_field", "de") == "Seitenart Warenkorb"
    assert show_scope(scope({"nowhere": "x"}), "form_field", "de") == "nowhere x"
    assert show_scope((), "form_field", "de") == "alles"
    item = StoredItem(area=StorageArea.COOKIE, name="_ga", origin="shop.example/", phase=Phase.BEFORE_CHOICE)
    assert item.describe("de") == "Cookie „_ga“ von shop.example/ vor der Wahl"
    assert Page(url="https://shop.example/", role=PageRole.HOME).describe("de") == (
        "Seite https://shop.example/ (Startseite)"
    )
    old = OutdatedReference(page="https://shop.example/", what="tmg")
    assert (said_at(old, "what", "de"), said_at(old, "what")) == ("das aufgehobene TMG", "tmg")
