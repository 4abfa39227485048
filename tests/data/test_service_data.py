"""The data about services and names that comes with Siegel: whole, dated, and free of what can't be."""

from __future__ import annotations

import pytest

from scanner.derive.known_files import DATA, read_names, read_service_folder
from scanner.derive.party import registrable_domain
from scanner.derive.services import TRACKING, built_in
from scanner.model.vocabulary import Purpose, ServiceCategory, StorageArea

SERVICES = [service for file in read_service_folder(DATA / "services") for service in file.services]
NAMES = read_names(DATA / "stored_names.yaml")
#: ISO 3166-1 codes of EU and EEA.
EEA = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK".split()  # noqa: SIM905
)


def test_there_are_services_of_every_kind_of_purpose() -> None:
    assert len(SERVICES) >= 250
    assert {service.purpose for service in SERVICES} >= set(Purpose)


def test_every_service_is_of_a_kind() -> None:
    assert [s.name for s in SERVICES if s.category in {None, ServiceCategory.NONE}] == []


def test_every_service_says_where_it_is_known_from_and_since_when() -> None:
    assert all(service.source and service.as_of for service in SERVICES)


def test_every_service_is_recognised_by_something() -> None:
    assert [s.name for s in SERVICES if not (s.domains or s.paths or s.stored)] == []


def test_every_service_with_a_domain_has_an_operator() -> None:
    assert [s.name for s in SERVICES if s.domains and s.operator is None] == []


def test_only_operators_outside_the_eea_are_asked_for_the_framework() -> None:
    operators = {s.operator for s in SERVICES if s.operator and s.operator.dpf}
    assert [o.name for o in operators if o.country in EEA] == []
    americans = {s.operator for s in SERVICES if s.operator and s.operator.country == "US"}
    assert [o.name for o in americans if o.dpf is None] == []


def test_no_domain_is_a_suffix_under_which_anybody_registers() -> None:
    """A service of purpose X at github.io would make everybody's pages X; who serves anybody's contents has none."""
    bare = {
        (service.name, host)
        for service in SERVICES
        if service.purpose is not None
        for host, _ in service.domains
        if not host.endswith(".*") and registrable_domain(f"x.{host}") == f"x.{host}"
    }
    assert bare == set()


def test_no_name_that_tracks_is_also_called_necessary() -> None:
    known = built_in()
    for entry in NAMES.names:
        for pattern in entry.patterns:
            if pattern.expression is None and not pattern.is_glob and entry.purpose is Purpose.NECESSARY:
                found = known.service_name(pattern.text, "www.muesli.example")
                assert found is None or found.purpose not in TRACKING, pattern.text


@pytest.mark.parametrize(
    "name",
    [
        "id",
        "uid",
        "uuid",
        "lang",
        "language",
        "user",
        "visitor",
        "token",
        "test",
        "a",
        "_",
        "_lb",
        "_cb",
        "s",
        "sid",
        "lb",
    ],
)
def test_names_that_many_programs_use_say_nothing(name: str) -> None:
    known = built_in()
    assert known.service_name(name, "www.muesli.example") is None
    assert all(list(known.names(area, name)) == [] for area in StorageArea)
