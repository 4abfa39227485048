"""SPF, DMARC and CAA of domains whose outcome was worked out by hand from the RFCs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from scanner.model.facts import Caa, Dmarc, Spf
from scanner.model.facts.base import value_at
from scanner.probes.dns import caa
from scanner.probes.dns.client import name_of
from scanner.probes.mail import dmarc, spf

from .conftest import Ask
from .world import World


def cases(file: str) -> list[Any]:
    found = yaml.safe_load((Path(__file__).parent / file).read_text("utf-8"))
    return [pytest.param(case, id=case["case"]) for case in found]


def plain(value: object) -> object:
    return list(map(plain, value)) if isinstance(value, tuple) else None if value is None else _word(value)


def _word(value: object) -> object:
    return value.value if hasattr(value, "value") else value


USUAL = {
    "records": 1,
    "lookups": 0,
    "void_lookups": 0,
    "everyone": False,
    "problem": None,
    "problem_at": None,
    "valid": True,
}


@pytest.mark.parametrize("case", cases("spf.yaml"))
def test_spf(case: dict[str, Any], world: World, ask: Ask[Spf]) -> None:
    for apex, lines in {case["domain"]: case["zone"], **case.get("also", {})}.items():
        world.zone(f"{apex}.", "\n".join(lines))
    found = ask(lambda client: spf.evaluate(client, case.get("ask", case["domain"])))
    expected = {**USUAL, **{key: case[key] for key in case if key not in {"case", "domain", "zone", "also", "ask"}}}
    assert {key: plain(getattr(found, key)) for key in expected} == expected


@pytest.mark.parametrize("case", cases("dmarc.yaml"))
def test_dmarc(case: dict[str, Any], world: World, ask: Ask[Dmarc]) -> None:
    for domain, records in case["records"].items():
        world.zone(f"{domain}.", "\n".join(f'_dmarc TXT "{record}"' for record in records))
    for receiver, domains in case.get("agreed", {}).items():
        world.zone(f"{receiver}.", "\n".join(f'{domain}._report._dmarc TXT "v=DMARC1;"' for domain in domains))
    found = ask(lambda client: dmarc.discover(client, case["domain"], exists=case.get("exists", True)))
    assert {key: plain(getattr(found, key)) for key in case["expect"]} == case["expect"]
    if "asked" in case:
        asked = [name.removeprefix("_dmarc.") for name, kind in world.asked if kind == "TXT"]
        assert asked == case["asked"]


@pytest.mark.parametrize("case", cases("caa.yaml"))
def test_caa(case: dict[str, Any], world: World, ask: Ask[Caa | None]) -> None:
    for apex, lines in case["zones"].items():
        world.zone(f"{apex}.", "\n".join(lines))
    found = ask(lambda client: caa.relevant(client, name_of(case["name"])))
    if case["expect"] is None:
        assert found is None
        return
    assert found is not None
    assert {key: plain(value_at(found, key)) for key in case["expect"]} == case["expect"]
