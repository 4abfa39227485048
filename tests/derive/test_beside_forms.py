"""What ran on the page of a form, joined from requests: what was not seen is never taken for absent."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scanner.derive.beside_forms import beside_forms
from scanner.derive.party import Site
from scanner.derive.services import built_in, recognised
from scanner.model.evidence import Coverage, Evidence, Status, scope
from scanner.model.facts import Form, FormField, Page, Request
from scanner.model.values import Unknown
from scanner.model.vocabulary import FormPurpose, GapCause, Party, Phase, RequestType

SHOP = "https://www.shop.example/"
HERE = f"{SHOP}anmelden"
LOOKED = tuple(Coverage("request", scope({"phase": phase}), Status.SEEN) for phase in Phase)


def form(**more: Any) -> Form:
    return Form(page=Page(url=HERE), purpose=FormPurpose.LOGIN, ordinal=0, captcha=None, **more)


def asked(host: str, path: str = "/x.js", *, phase: Phase = Phase.BEFORE_CHOICE, page: str = HERE) -> Request:
    kind = RequestType.DOCUMENT if host == "www.shop.example" else RequestType.SCRIPT
    party = Party.FIRST if host == "www.shop.example" else Party.THIRD
    return Request(phase=phase, page=Page(url=page), host=host, path=path, type=kind, party=party)


def everywhere(*more: Request) -> tuple[Request, ...]:
    """The page itself in each state of consent that every scan looks at, and more."""
    states = (Phase.BEFORE_CHOICE, Phase.REJECTED, Phase.ACCEPTED)
    return (*(asked("www.shop.example", "/anmelden", phase=phase) for phase in states), *more)


def told(row: Form, *sent: Request, coverage: tuple[Coverage, ...] = LOOKED) -> Form:
    evidence = Evidence(SHOP, {"form": (row,), "request": sent}, coverage)
    derived = beside_forms(recognised(evidence, built_in()), built_in(), Site.of(SHOP))
    (found,) = derived.rows("form")
    assert isinstance(found, Form)
    assert beside_forms(derived, built_in(), Site.of(SHOP)) == derived
    return found


def test_a_page_on_which_nobody_else_runs_anything_has_no_outsiders_and_no_replay() -> None:
    found = told(form(), *everywhere())
    assert (found.outsiders, found.replay, found.replay_in) == ((), None, None)


def test_a_service_that_records_is_told_with_its_phases() -> None:
    found = told(form(), *everywhere(asked("static.hotjar.com", phase=Phase.ACCEPTED)))
    assert (found.outsiders, found.replay, found.replay_in) == (("Hotjar",), "Hotjar", (Phase.ACCEPTED,))


def test_what_runs_on_another_page_is_none_of_this_ones() -> None:
    found = told(form(), *everywhere(asked("static.hotjar.com", page=SHOP)))
    assert (found.outsiders, found.replay) == ((), None)


def test_a_script_of_a_stranger_may_be_a_recorder() -> None:
    found = told(form(), *everywhere(asked("x.stranger.example")))
    assert found.outsiders == ("stranger.example",)
    assert isinstance(found.replay, Unknown)
    assert "stranger.example" in found.replay.reason


@pytest.mark.parametrize("phase", [Phase.BEFORE_CHOICE, Phase.REJECTED, Phase.ACCEPTED])
def test_a_phase_that_was_not_seen_leaves_open_what_ran_in_it(phase: Phase) -> None:
    gap = Coverage("request", scope({"phase": phase}), Status.GAP, GapCause.TIMEOUT, "too slow")
    coverage = (*(entry for entry in LOOKED if entry.scope != gap.scope), gap)
    found = told(form(), *everywhere(), coverage=coverage)
    assert isinstance(found.outsiders, Unknown)
    assert isinstance(found.replay, Unknown)
    recorded = told(form(), *everywhere(asked("static.hotjar.com")), coverage=coverage)
    assert recorded.replay == "Hotjar"


def test_a_page_whose_requests_nobody_saw_tells_nothing() -> None:
    assert isinstance(told(form()).outsiders, Unknown)
    assert isinstance(told(form(foreign_scripts=()), coverage=()).replay, Unknown)


def test_of_a_page_seen_by_whoever_goes_shopping_its_own_scripts_count() -> None:
    scripts = ("https://www.paypal.com/sdk/js", "https://static.hotjar.com/c.js", f"{SHOP}a.js")
    found = told(form(foreign_scripts=scripts))
    assert found.outsiders == ("Hotjar", "PayPal")
    assert (found.replay, found.replay_in) == ("Hotjar", (Phase.BEFORE_CHOICE,))
    assert told(form(foreign_scripts=())).replay is None


def test_of_such_a_page_it_stays_open_whether_a_recorder_of_other_pages_comes_with_consent() -> None:
    found = told(form(foreign_scripts=()), asked("static.hotjar.com", phase=Phase.ACCEPTED, page=SHOP))
    assert isinstance(found.replay, Unknown)


@pytest.mark.parametrize(
    ("captcha", "party", "advertises"),
    [
        ("recaptcha", Party.THIRD, True),
        ("hcaptcha", Party.THIRD, False),
        ("friendlycaptcha", Party.THIRD, False),
        ("altcha", Party.FIRST, False),
        ("altcha, recaptcha", Party.THIRD, True),
    ],
)
def test_whose_captcha_it_is_is_known_by_its_name(captcha: str, party: Party, advertises: bool) -> None:
    found = told(replace(form(), captcha=captcha), *everywhere())
    assert (found.captcha_party, found.captcha_advertises) == (party, advertises)


def test_a_captcha_that_shops_run_themselves_is_anothers_if_the_other_was_asked() -> None:
    found = told(replace(form(), captcha="altcha"), *everywhere(asked("eu.altcha.org")))
    assert (found.captcha_party, found.captcha_advertises) == (Party.THIRD, False)


def test_an_unknown_captcha_and_a_form_without_one() -> None:
    assert isinstance(told(replace(form(), captcha="newcaptcha"), *everywhere()).captcha_party, Unknown)
    assert told(form(), *everywhere()).captcha_party is None


def test_the_forms_within_fields_say_the_same() -> None:
    row = form()
    field = FormField(form=row, name="mail", label="E-Mail")
    evidence = Evidence(SHOP, {"form": (row,), "form_field": (field,), "request": everywhere()}, LOOKED)
    derived = beside_forms(evidence, built_in(), Site.of(SHOP))
    (found,), (within,) = derived.rows("form"), derived.rows("form_field")
    assert isinstance(within, FormField)
    assert within.form == found
