"""Every banner with a truth written by hand: found or not, its controls, their layer and clicks, and both choices."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import unquote

import pytest

from scanner.model.facts import Page
from scanner.model.values import Unknown
from scanner.model.vocabulary import GapCause, Phase
from scanner.probes.browser.consent import consent_banner
from scanner.probes.browser.session import Browser

from ..conftest import Serve
from .shop import FRAMES, Case, Seen, cases, network, see

CASES = [*cases("first"), *cases("second")]


def differences(truth: dict[str, Any], seen: Seen) -> list[str]:
    """Where the probe says otherwise than the truth."""
    wrong: list[str] = []

    def compare(what: str, expected: object, got: object) -> None:
        if expected != got:
            wrong.append(f"{what}: expected {expected!r}, got {got!r}")

    compare("present", truth["present"], seen.banner is not None)
    compare("looking stores nothing", None, seen.untouched)
    if not truth["present"] or seen.banner is None or seen.closer is None:
        for stored in (seen.stored_accepted, seen.stored_rejected):
            compare("nothing is clicked", None, stored)
        return wrong
    row = consent_banner(seen.closer, Page(), Phase.BEFORE_CHOICE)

    def label(choice: Any) -> str | None:
        return choice.label.casefold() if choice and not isinstance(choice, Unknown) else None

    compare("language", truth["language"], row.language)
    compare("accept", truth["accept"].casefold(), label(row.accept))
    compare("settings", truth["settings"] and truth["settings"].casefold(), label(row.settings))
    if truth["reject"] is None:
        compare("reject", None, label(row.reject))
    else:
        name, layer, clicks = truth["reject"]
        got = row.reject if row.reject and not isinstance(row.reject, Unknown) else None
        compare("reject", (name.casefold(), layer, clicks), got and (label(got), got.layer, got.clicks))
    for what in ("wall", "blocks_legal", "names_purposes"):
        compare(what, truth[what], getattr(row, what))
    if truth.get("preticked") is not None:
        compare("preticked", truth["preticked"], row.preticked)
    for what, chosen, stored in (
        ("rejected", seen.rejected, seen.stored_rejected),
        ("accepted", seen.accepted, seen.stored_accepted),
    ):
        if truth[what] == "not_operable":
            compare(what, (False, GapCause.NOT_OPERABLE), (chosen.works, chosen.cause))
            compare(f"{what}: nothing else is stored", False, stored in {"bad", "untrusted"})
        else:
            compare(what, (True, truth[what]), (chosen.works, unquote(stored or "")))
            if not chosen.works:
                wrong.append(f"  because {chosen.reason}; steps {chosen.steps}")
            if what == "rejected" and truth["reject"]:
                compare("clicks made", truth["reject"][2], chosen.clicks)
    return wrong


def looked_at(case: Case, serve: Serve) -> Seen:
    async def scene() -> Seen:
        async with asyncio.timeout(90):
            with serve({"/": case.html, "cmp.example/": case.html, **FRAMES}) as site:
                async with Browser.open(network(site.port)) as browser:
                    return await see(browser, "http://shop.example/")

    return asyncio.run(scene())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_banner_is_seen_and_operated_as_its_truth_says(case: Case, serve: Serve) -> None:
    assert differences(case.truth, looked_at(case, serve)) == []
