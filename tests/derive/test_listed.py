"""What listed names are for: known services by name or label, what lists leave blank, and what nobody knows."""

from __future__ import annotations

import datetime as dt

import pytest

from scanner.derive.known import KnownService, NamePattern, Operator, ServiceFile, StoredName
from scanner.derive.listed import listed_items
from scanner.derive.services import Known, built_in
from scanner.model.evidence import Evidence
from scanner.model.facts import ListedItem, Page, StoredItem
from scanner.model.values import Unknown
from scanner.model.vocabulary import Phase, Purpose


def told(name: str, declared: dict[str, Purpose] | None = None) -> ListedItem:
    row = ListedItem(page=Page(url="https://shop.example/"), category="Notwendig", name=name, necessary=True)
    evidence = Evidence("https://shop.example/", facts={"listed_item": (row,)})
    [found] = listed_items(evidence, built_in(), declared or {}).rows("listed_item")
    assert isinstance(found, ListedItem)
    return found


@pytest.mark.parametrize("name", ["_ga", "_ga_<ID>", "_ga_XXXXXXX", "Google Analytics", "google analytics 4", "_gid"])
def test_google_analytics_is_known_by_its_cookies_and_by_its_name(name: str) -> None:
    assert (told(name).service, told(name).purpose) == ("Google Analytics", Purpose.STATISTICS)


@pytest.mark.parametrize("name", ["_fbp", "Meta Pixel", "_gcl_au", "_uetsid", "_ttp", "_pin_unauth"])
def test_advertising_is_known_by_its_names(name: str) -> None:
    assert told(name).purpose is Purpose.MARKETING


def test_a_session_is_necessary_and_belongs_to_no_service() -> None:
    assert (told("PHPSESSID").service, told("PHPSESSID").purpose) == (None, Purpose.NECESSARY)


def test_what_nobody_knows_is_unknown_unless_its_owner_declares_it() -> None:
    assert isinstance(told("zwiebel7").purpose, Unknown)
    assert told("zwiebel7", {"zwiebel7": Purpose.FUNCTIONAL}).purpose is Purpose.FUNCTIONAL


def test_a_service_that_is_only_spoken_of_among_other_words_is_not_taken_for_it() -> None:
    assert isinstance(told("Keine Daten an Google Analytics").purpose, Unknown)


def test_a_name_that_tells_a_service_only_on_its_own_host_tells_it_in_a_list() -> None:
    own = StoredName(NamePattern("IDE"), only_on="doubleclick.net")
    service = KnownService("Ads", Operator("Ads Inc."), Purpose.MARKETING, stored=(own,))
    known = Known.of((ServiceFile((service,), dt.date(2026, 11, 22), "own.yaml"),), ())
    row = ListedItem(page=Page(url="https://shop.example/"), category="Notwendig", name="IDE", necessary=True)
    evidence = Evidence("https://shop.example/", facts={"listed_item": (row,)})
    [found] = listed_items(evidence, known, {}).rows("listed_item")
    assert isinstance(found, ListedItem) and (found.service, found.purpose) == ("Ads", Purpose.MARKETING)


def beside(name: str, *stored: tuple[str, Purpose | Unknown]) -> ListedItem:
    row = ListedItem(page=Page(url="https://shop.example/"), category="Notwendig", name=name, necessary=True)
    kept = tuple(StoredItem(name=called, phase=Phase.REJECTED, purpose=purpose) for called, purpose in stored)
    evidence = Evidence("https://shop.example/", facts={"listed_item": (row,), "stored_item": kept})
    [found] = listed_items(evidence, built_in(), {}).rows("listed_item")
    assert isinstance(found, ListedItem)
    return found


@pytest.mark.parametrize("name", ["xy_choice", "xy_choice ", "xy_cho*", "xy_"])
def test_a_name_that_nobody_knows_serves_what_was_stored_under_it(name: str) -> None:
    purpose = beside(name, ("xy_choice", Purpose.NECESSARY)).purpose
    assert purpose is Purpose.NECESSARY if len(name.strip(" *")) > 3 else isinstance(purpose, Unknown)


def test_it_must_be_one_purpose_and_the_name_decides_where_it_is_known() -> None:
    two = (("xy_choice", Purpose.NECESSARY), ("xy_choice", Purpose.STATISTICS))
    assert isinstance(beside("xy_choice", *two).purpose, Unknown)
    assert isinstance(beside("xy_choice", ("xy_choice", Unknown("not told"))).purpose, Unknown)
    assert isinstance(beside("xy_choice", ("xy_choice_2", Purpose.NECESSARY)).purpose, Unknown)
    assert beside("_ga", ("_ga", Purpose.NECESSARY)).purpose is Purpose.STATISTICS
