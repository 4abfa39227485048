"""The shops of a session, opened once; and the evidence of one scan of each, shared by all of its test processes."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ..real.processes import find
from .configurations import CONFIGURATIONS
from .front import Open, shops
from .scanning import locked, scan


@pytest.fixture(scope="session")
def open_shops(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Open]]:
    for program in ("nginx", "npm"):
        if find(program) is None:
            pytest.fail(f"{program} is not installed: see requirements/debian.txt")
    with shops(tmp_path_factory.mktemp("shops"), CONFIGURATIONS) as running:
        yield running


@pytest.fixture(scope="session")
def evidence_of(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Any]:
    """The evidence.json of a scan of the shop of that name. The first process that asks scans, the others wait."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "shop-evidence"
    shared.mkdir(exist_ok=True)

    def look(name: str) -> Any:
        file = shared / f"{name}.json"
        with locked(shared / f"{name}.lock"):
            if not file.exists():
                open_shop = request.getfixturevalue("open_shops")[name]
                file.write_text(scan(described(open_shop), tmp_path_factory.mktemp(name)), "utf-8")
        return json.loads(file.read_text("utf-8"))

    return look


def described(shop: Open) -> dict[str, object]:
    """The shop file (design § 5)."""
    return {
        "shop": "https://shop.example/",
        "connect_to": shop.connect_to,
        "ca": {"file": str(shop.ca), "as": "public"},
        "authorised_by": {"role": "owner", "organisation": "Müsli Beispiel GmbH", "on": "2026-11-01"},
        "test_identity": {
            "email": "siegel-test@shop.example",
            "given-name": "Test",
            "family-name": "Person",
            "street-address": "Haferweg 3",
            "postal-code": "20095",
            "city": "Hamburg",
            "country": "Deutschland" if shop.configuration.language == "de" else "Germany",
        },
    }
