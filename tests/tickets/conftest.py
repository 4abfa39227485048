"""The ticket shop of a session; and the evidence of its scans, each made once for all test processes."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ..real.processes import find
from ..shop.scanning import locked, scan
from .expected import SCANS, Scan, settled
from .front import HOME, NotInstalled, Open, shop

# How one gets to the checkout where a list of products, each with a number beside it, is all there is.
JOURNEY = [
    {"goto": "/"},
    {"click": {"css": '[data-controls=item_1][data-step="1"]'}},
    {"click": "Zum Warenkorb hinzufügen"},
    {"click": "Zur Kasse"},
]


@pytest.fixture(scope="session")
def open_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    if find("nginx") is None:
        pytest.fail("nginx is not installed: see requirements/debian.txt")
    try:
        with shop(tmp_path_factory.mktemp("tickets")) as there:
            yield there
    except NotInstalled as error:
        if os.environ.get("CI"):
            pytest.fail(str(error))
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def evidence_of(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Any]:
    """The evidence.json of the scan of that name. The first process that asks scans, the others wait."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "tickets-evidence"
    shared.mkdir(exist_ok=True)
    by_name = {one.name: one for one in SCANS}

    def look(name: str) -> Any:
        file = shared / f"{name}.json"
        with locked(shared / f"{name}.lock"):
            if not file.exists():
                there = request.getfixturevalue("open_shop")
                file.write_text(scan(described(there, by_name[name]), tmp_path_factory.mktemp(name)), "utf-8")
        return settled(json.loads(file.read_text("utf-8")))

    return look


def described(there: Open, which: Scan) -> dict[str, object]:
    """The shop file (design § 5)."""
    passive: dict[str, object] = {
        "shop": f"{HOME}/",
        "language": which.language,
        "connect_to": there.connect_to,
        "ca": {"file": str(there.ca), "as": "public"},
    }
    if not which.authorised:
        return passive
    return passive | {
        "authorised_by": {"role": "owner", "organisation": "Sommerklang Beispiel gGmbH", "on": "2026-11-01"},
        "test_identity": {
            "email": "siegel-test@sommerklang.example",
            "given-name": "Test",
            "family-name": "Person",
            "bday": "1990-02-01",
            "street-address": "Seeweg 3",
            "postal-code": "12345",
            "city": "Musterstadt",
            "country": "Deutschland" if which.language == "de" else "Germany",
        },
        "journey": JOURNEY,
    }
