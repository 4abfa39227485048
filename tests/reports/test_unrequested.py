"""What a report says of a control that was not asked for: how to ask for it, and never to do what was done already."""

from __future__ import annotations

import pytest

from scanner.model.vocabulary import Area
from scanner.reports.words import unrequested


def test_the_area_of_the_control_is_named_as_an_option() -> None:
    text = unrequested(Area.HTTP, {"settings": {"only": ["tls"]}})
    assert text.en == "not requested: scan without --only, or with --only http"
    assert text.de.endswith("oder mit --only http")
    assert unrequested(Area.TLS, {}, "`--only {}`").en.endswith("`--only tls`")


def test_who_has_named_it_is_not_told_to_name_it() -> None:
    text = unrequested(Area.HTTP, {"settings": {"only": ["tls", "http"]}})
    assert "--only http" not in text.en + text.de
    assert "without --only" in text.en


@pytest.mark.parametrize("only", [[], ["dns", "mail"]])
def test_who_asked_for_dns_and_has_none_is_told_why(only: list[str]) -> None:
    text = unrequested(Area.DNS, {"settings": {"only": only}})
    assert "--only" not in text.en + text.de
    assert "preview" in text.en and "resolver" in text.de
    assert "--only http" in unrequested(Area.HTTP, {"settings": {"only": []}}).en


@pytest.mark.parametrize("run", [{}, {"settings": None}, {"settings": {}}, {"settings": {"only": "http"}}])
def test_a_run_that_says_nothing_of_its_areas_is_no_obstacle(run: dict[str, object]) -> None:
    assert "--only http" in unrequested(Area.HTTP, run).en
