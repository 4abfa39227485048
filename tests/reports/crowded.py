"""A report with much of everything: long addresses, other scripts, emoji, many rows, unknowns, waivers."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from scanner.model.report import Report
from scanner.model.verdict import Blocker, ControlVerdict, Finding, Judgement, Text, Waived
from scanner.model.vocabulary import GapCause, Level, Severity, Verdict

from . import samples

SHOP = "https://www.müsli-beispiel.example"
URLS = (
    f"{SHOP}/",
    f"{SHOP}/{'sehr-lange-kategorie/' * 12}artikel?{'&'.join(f'utm_{n}=wert{n}' for n in range(30))}",
    f"{SHOP}/قائمة-المنتجات/حليب",
    f"{SHOP}/🥣/{'x' * 300}",
)
NAMES = ("_ga", "קוקי-של-מעקב", "كعكة", "🍪", "_hjSessionUser_" + "9" * 200)
PHASES = ("before_choice", "rejected", "accepted")
UNKNOWN = {"unknown": "no name of it is known, and nothing else tells what it is for"}


def _pages() -> list[dict[str, Any]]:
    links = {"imprint": {"clicks": 1, "visible": True, "label": "Impressum"}, "terms": None}
    seen = [{"page": None, "phase": phase, "at": "2026-11-22T10:00:00Z", "artifact": None} for phase in PHASES]
    return [
        {"url": url, "role": "product", "language": "de", "title": "Müsli 🥣 " * 20, "status": 200, "links": links}
        | {"seen": [{**place, "page": url} for place in seen]}
        for url in URLS
    ]


def _items() -> list[dict[str, Any]]:
    return [
        {"area": "cookie", "origin": "www.müsli-beispiel.example/", "name": name, "partition": None, "phase": phase}
        | {"party": "third", "purpose": UNKNOWN, "service": None, "lifetime_days": None, "disclosed": {"named": False}}
        for name in NAMES
        for phase in PHASES
    ]


def _requests() -> list[dict[str, Any]]:
    return [
        {"phase": "before_choice", "page": {"url": url}, "host": f"{'sub.' * 30}tracker.example", "path": f"/{n}"}
        | {"party": "third", "service": "Tracker", "purpose": "marketing", "country": "US", "type": "image"}
        for url in URLS
        for n in range(3)
    ]


def _fields() -> list[dict[str, Any]]:
    return [
        {"form": {"page": {"url": url}, "purpose": "newsletter", "ordinal": 0}, "name": name, "label": "Etikett " * 30}
        | {"asks_for": "bday", "required": True, "marked": False, "preticked": None}
        for url in URLS
        for name in NAMES
    ]


EVIDENCE: dict[str, Any] = {
    "schema": "siegel/evidence/1",
    "shop": SHOP,
    "plan": [],
    "facts": {
        "page": _pages(),
        "stored_item": _items(),
        "request": _requests(),
        "form_field": _fields(),
        "service": [{"name": "Tracker", "operator": "Long " * 30, "country": "US", "observed": list(PHASES)}],
        "placeholder": [{"page": URLS[1], "what": "sample_person", "quote": "Max Mustermann " * 30}],
    },
    "coverage": [
        {
            "kind": "form_field",
            "scope": {"form.page.role": "login"},
            "status": "gap",
            "cause": cause,
            "reason": "r " * 90,
        }
        for cause in ("blocked", "timeout")
    ],
}


def _findings(n: int) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            Text(f'field "{name}" on {url}: asks_for is bday', f"Feld „{name}“ auf {url}: fragt nach: Geburtsdatum"),
            url,
            json.dumps(["page", url], ensure_ascii=False),
            ("0" * 64,),
            f"{i:032}",
        )
        for i, (url, name) in enumerate([(url, name) for url in URLS for name in NAMES] * n)
    )


def _verdicts() -> list[ControlVerdict]:
    failed = Judgement(Verdict.FAIL, _findings(1), decided_by=Text("20 found", "20 gefunden"))
    causes = (GapCause.BLOCKED, None, GapCause.TIMEOUT)
    blockers = tuple(
        Blocker(Text(f"page {url} could not be seen", f"Seite {url} war nicht zu sehen"), cause, "r " * 90)
        for url in URLS
        for cause in causes
    )
    waived = Waived("2026-12-31", "der Dienstleister stellt um ✅ " * 9, "Security board")
    return [
        *(samples.control(f"A-{n:03}", "t " * 40, "T " * 40, failed, counted=True) for n in range(2)),
        samples.control("B-001", "t", "t", failed, waiver_detail=waived, severity=Severity.CRITICAL),
        samples.control("B-002", "t", "t", failed, baseline=True, level=Level.WARNING),
        samples.unknown("C-001", *blockers, counted=True),
        samples.unknown("C-002", *blockers[:3]),
        samples.by_choice("C-003", GapCause.NOT_AUTHORISED),
        *(samples.passed(f"D-{n:03}") for n in range(5)),
    ]


def crowded() -> Report:
    """That report."""
    return replace(
        samples.FAILING, shop=SHOP, name="Müsli 🥣 مزرعة الشوفان GmbH & Co. KG " * 3, verdicts=tuple(_verdicts())
    )
