"""docs/demo.md, which users read, against the shop that is served."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from scanner.demo import known_faults
from scanner.demo.embedded import AFTER_CONSENT, EMBEDDED
from scanner.demo.storefront import Site
from scanner.demo.storefront.cookies import COOKIE_NOTES
from scanner.demo.storefront.questions import forms

_DOCUMENT = Path(__file__).parents[2] / "docs" / "demo.md"
#: What the document calls each form.
_CALLED = {
    "newsletter": "newsletter, sends to `/newsletter`",
    "kontakt": "contact",
    "registrieren": "registration",
    "anmelden": "login",
    "widerruf": "withdrawal",
    "kontaktdaten": "contact details",
    "anschrift": "address",
    "versandart": "parcel",
    "zahlungsart": "payment",
}


@cache
def document() -> str:
    return _DOCUMENT.read_text(encoding="utf-8")


def section(title: str) -> str:
    return document().partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def row(title: str, first: str) -> list[str]:
    """The other cells of a table's row that begins so."""
    (found,) = [line for line in section(title).splitlines() if line.startswith(f"| {first} |")]
    return [cell.strip() for cell in found.split(" | ")[1:]]


def test_every_page_is_in_the_inventory_and_no_other() -> None:
    named = set(re.findall(r"`(/[^`]*)`", "".join(re.findall(r"^\| (`.*?) \|", section("Pages"), re.MULTILINE))))
    served = {path for path in Site().paths() if not path.startswith("/assets/")}
    steps = {f"/kasse{step}" for step in ("", "/kontakt", "/adresse", "/versand", "/zahlung", "/pruefen")}
    assert named == served | steps


@pytest.mark.parametrize("form", forms(()).values(), ids=lambda form: form.id)
def test_every_form_is_in_the_inventory_with_its_fields(form: object) -> None:
    one = next(known for known in forms(()).values() if known.id == getattr(form, "id", ""))
    notice, fields = row("Forms", _CALLED[one.id])
    assert notice == ("yes" if one.explained else "no")
    assert re.findall(r"(\*\*)?`(\w+)`", fields) == [
        ("**" if field.required else "", field.name) for field in one.fields
    ]


def test_every_cookie_and_third_party_is_in_the_inventory() -> None:
    told = section("The consent banner")
    for note in COOKIE_NOTES:
        line = next(
            line for line in told.splitlines() if line.startswith("|") and f"`{note.name}`" in line.split(" | ")[0]
        )
        assert (
            "session" if note.days is None else re.compile(rf"\b{note.days} days?\b").findall(line)[0].split()[0]
        ) in line
    for one in (*AFTER_CONSENT, *EMBEDDED.values()):
        assert f"| `{one.host}` |" in told
        assert f"`{one.target.partition('?family')[0]}`" in told


@pytest.mark.parametrize("fault", known_faults(), ids=lambda fault: fault.id)
def test_every_fault_is_in_the_inventory_with_what_follows(fault: object) -> None:
    one = next(known for known in known_faults() if known is fault)
    (said,) = row("Faults", one.id)
    assert list(re.findall(r"([A-Z]+-\d+(?:\.\w+)?) follows", said)) == list(one.follows)


def test_the_inventory_counts_the_faults_right() -> None:
    assert f"each of its {len(known_faults())} faults" in document()
