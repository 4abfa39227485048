"""Third parties that no file of services names: the list of entities gives them a name, and no purpose."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from scanner.derive.entities import FILE, Entities, Entity, entities_of, known_entities
from scanner.derive.entities_from_npm import text
from scanner.derive.purposes import meaning
from scanner.derive.services import built_in
from scanner.model.evidence import Evidence
from scanner.model.facts import Page, Request, Service, StoredItem
from scanner.model.values import Unknown
from scanner.model.vocabulary import Party, Phase, RequestType, ServiceCategory, StorageArea

SHOP = "https://www.muesli.example/"


def request(host: str) -> Request:
    return Request(phase=Phase.BEFORE_CHOICE, page=Page(url=SHOP), host=host, path="/x.js", type=RequestType.SCRIPT)


def derived(*rows: Request | StoredItem) -> Evidence:
    return meaning(Evidence(SHOP, facts={rows[0].kind: rows}))


def test_a_third_party_has_the_name_and_operator_that_the_list_has_for_it() -> None:
    evidence = derived(request("cdn.exelator.com"))
    (row,), (service,) = evidence.rows("request"), evidence.rows("service")
    assert isinstance(row, Request) and isinstance(service, Service)
    assert (row.service, row.party, service.name, service.operator) == ("eXelate", Party.THIRD, "eXelate", "eXelate")
    assert service.derived_by == "third-party-web 0.30.0"


def test_what_the_list_files_it_under_is_told_as_a_reason_and_never_as_a_purpose() -> None:
    (row,) = derived(request("cdn.exelator.com")).rows("request")
    assert isinstance(row, Request)
    assert row.purpose == Unknown(
        "sent to the third party eXelate (exelator.com), which third-party-web 0.30.0 files under ad: "
        "too coarse to tell a purpose"
    )
    assert isinstance(row.category, Unknown) and isinstance(row.country, Unknown)


def test_no_entity_of_the_list_gets_a_purpose() -> None:
    hosts = [host for host in known_entities().by_host if not built_in().at(host)]
    evidence = derived(*map(request, hosts))
    assert len(hosts) > 1_500
    assert all(isinstance(row.purpose, Unknown) for row in evidence.rows("request") if isinstance(row, Request))


def test_a_tag_manager_is_one_by_the_list_too() -> None:
    (row,) = derived(request("s.btstatic.com")).rows("request")
    assert isinstance(row, Request)
    assert (row.service, row.category) == ("BrightTag / Signal", ServiceCategory.TAG_MANAGER)


def test_what_a_third_party_keeps_is_named_after_it_too() -> None:
    item = StoredItem(
        area=StorageArea.COOKIE, origin=".exelator.com/", name="AFFICHE_W", partition=None, phase=Phase.ACCEPTED
    )
    (row,) = derived(item).rows("stored_item")
    assert isinstance(row, StoredItem)
    assert row.service == "eXelate" and isinstance(row.purpose, Unknown) and "files under ad" in row.purpose.reason


@pytest.mark.parametrize("host", ["exelator.com.evil.example", "notexelator.com", "fr", "", "exelator"])
def test_only_the_end_of_a_host_counts_at_a_dot(host: str) -> None:
    assert known_entities().at(host) is None


def test_the_longest_suffix_counts() -> None:
    listed = {"version": "1", "entities": [["A", "", "ad", "a.example"], ["B", "B Inc.", "cdn", "b.a.example"]]}
    entities = entities_of(listed)
    assert entities.at("x.b.a.example") == Entity("B", "B Inc.", "cdn")
    assert entities.at("x.a.example.") == Entity("A", "A", "ad")
    assert Entities.none().at("a.example") is None


def test_houses_whose_every_page_would_be_called_an_advertisement_are_left_out() -> None:
    for host in ("www.microsoft.com", "www.apple.com", "www.amazon.de", "www.hp.com"):
        assert known_entities().at(host) is None


def test_the_file_says_whence_it_comes_and_carries_its_licence() -> None:
    document = json.loads(FILE.read_bytes())
    assert document["source"] == "npm third-party-web" and re.fullmatch(r"\d{4}-\d\d-\d\d", document["as_of"])
    assert "Copyright (c) 2019 Patrick Hulce" in document["licence"]
    assert "above copyright notice and this permission notice shall be included" in document["licence"].replace(
        "\n", " "
    )
    assert len(document["entities"]) > 2_000


def test_it_is_written_from_the_package(tmp_path: Path) -> None:
    (tmp_path / "dist").mkdir()
    (tmp_path / "package.json").write_text('{"name": "third-party-web", "version": "9"}')
    (tmp_path / "LICENSE").write_text("MIT\n")
    entities = [
        {"name": "StrÃ¶er", "category": "ad", "domains": ["*.Stroeer.example", "com", "a b"]},
        {"name": "Bing Ads", "category": "ad", "domains": ["*.microsoft.com"]},
        {"name": "A", "company": "A Inc.", "category": "cdn", "domains": ["x.a.example", "*.b.example"]},
    ]
    (tmp_path / "dist" / "entities-nostats.json").write_text(json.dumps(entities))
    document = json.loads(text(tmp_path))
    assert document["version"] == "9"
    assert document["entities"] == [
        ["A", "A Inc.", "cdn", "b.example x.a.example"],
        ["Ströer", "", "ad", "stroeer.example"],
    ]


def test_it_is_not_read_before_it_is_needed() -> None:
    code = (
        "from scanner.derive.services import built_in; from scanner.derive.entities import known_entities as e\n"
        "known = built_in(); print(e.cache_info().currsize)\n"
        "known.entity_at('unheard.example'); print(e.cache_info().currsize)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "1"]
