"""What settings list, whatever they are built of: names under categories, and whether one can decline them."""

from __future__ import annotations

from scanner.probes.browser.consent.listing import Entry, Listed, listed, read


def of(*lines: tuple[str, str, int] | tuple[str, str, int, bool]) -> set[tuple[str, str, bool]]:
    return {(one.category, one.name, one.necessary) for one in listed(Entry(*line) for line in lines)}


def test_a_table_under_each_switch_is_read_by_its_first_column() -> None:
    assert of(
        ("heading", "Cookie-Einstellungen", 1),
        ("switch", "Notwendig", 3, True),
        ("name", "Name", 6),
        ("name", "sessionid", 6),
        ("switch", "Statistik", 3),
        ("name", "_ga", 6),
    ) == {("Notwendig", "sessionid", True), ("Statistik", "_ga", False)}


def test_a_category_that_can_be_switched_off_is_not_necessary_whatever_it_is_called() -> None:
    assert of(("heading", "Essenziell", 2), ("switch", "Essenziell", 3, False), ("name", "_ga", 5)) == {
        ("Essenziell", "_ga", False)
    }


def test_a_category_without_a_switch_that_says_always_active_is_necessary() -> None:
    lines = (("heading", "Grundlegendes", 2), ("text", "Immer aktiv", 3), ("name", "_ga", 5))
    assert of(*lines) == {("Grundlegendes", "_ga", True)}


def test_services_below_a_necessary_category_are_listed_under_it_and_the_next_category_is_another() -> None:
    assert of(
        ("heading", "Notwendig", 2),
        ("heading", "Google Analytics", 4),
        ("heading", "Komfort und mehr", 2),
        ("heading", "YouTube", 4),
    ) == {("Notwendig", "Google Analytics", True), ("Komfort und mehr", "YouTube", False)}


def test_a_service_with_a_switch_of_its_own_can_be_declined() -> None:
    assert of(("switch", "Notwendig", 2, True), ("switch", "Google Analytics", 4, False)) == {
        ("Notwendig", "Google Analytics", False)
    }


def test_cookie_names_in_running_text_are_read_and_words_are_not() -> None:
    text = "Warenkorb und Kasse. Cookies: cart_id, _ga_AB12 und PHPSESSID (shop_x@mail.de, a/b_c)."
    assert of(("switch", "Notwendig", 2, True), ("text", text, 3)) == {
        ("Notwendig", "cart_id", True),
        ("Notwendig", "_ga_AB12", True),
        ("Notwendig", "PHPSESSID", True),
    }


def test_what_a_hostile_page_sends_is_taken_only_as_what_it_must_be() -> None:
    assert read([{"kind": 3, "text": "x", "depth": "y", "fixed": 1}, 7, {"text": None}]) == (Entry("3", "x", 0, False),)
    assert read({"kind": "name"}) == ()
    assert len(listed([Entry("heading", "Statistik", 1), *(Entry("name", f"n{i}", 2) for i in range(5000))])) == 300
    assert listed([]) == () and isinstance(Listed("a", "b", True), Listed)
