"""Every banner with a truth written by hand: found or not, its controls, their layer and clicks, and both choices."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import pytest

from scanner.model.facts import Page
from scanner.model.facts.consent import Choice
from scanner.model.vocabulary import GapCause, Phase
from scanner.probes.browser.consent import consent_banner

from ..standing import Standing
from .shop import FRAMES, URL, Case, Seen, cases, see

WRONG = {"bad", "untrusted"}  # stored by what no consent probe may click, and by clicks that no visitor made
CASES = [*cases("first"), *cases("second"), *cases("third")]


def differences(truth: dict[str, Any], seen: Seen) -> list[str]:
    """Where the probe says otherwise than the truth."""
    pairs = {"present": (truth["present"], seen.banner is not None), "stored by looking": (None, seen.untouched)}
    if truth["present"] and seen.closer is not None:
        pairs |= shown(truth, seen) | done(truth, seen)
    else:
        pairs["stored by choosing"] = (set(), {seen.stored_accepted, seen.stored_rejected} - {None})
    return [f"{what}: expected {right!r}, got {got!r}" for what, (right, got) in pairs.items() if right != got]


def shown(truth: dict[str, Any], seen: Seen) -> dict[str, tuple[object, object]]:
    """What is true and what was seen of the banner."""
    row = consent_banner(seen.closer, Page(), Phase.BEFORE_CHOICE)

    def label(choice: Any) -> str | None:
        return choice.label.casefold() if isinstance(choice, Choice) else None

    reject = (label(row.reject), row.reject.layer, row.reject.clicks) if isinstance(row.reject, Choice) else None
    right = truth["reject"] and (truth["reject"][0].casefold(), *truth["reject"][1:])
    pairs: dict[str, tuple[object, object]] = {
        "accept": (truth["accept"].casefold(), label(row.accept)),
        "reject": (right, reject),
        "settings": (truth["settings"] and truth["settings"].casefold(), label(row.settings)),
    }
    for what in ("language", "wall", "blocks_legal", "names_purposes"):
        pairs[what] = truth[what], getattr(row, what)
    if truth.get("preticked") is not None:
        pairs["preticked"] = truth["preticked"], row.preticked
    return pairs


def done(truth: dict[str, Any], seen: Seen) -> dict[str, tuple[object, object]]:
    """What must come of both choices, and what came."""
    pairs: dict[str, tuple[object, object]] = {}
    for what, chosen, kept in (
        ("rejected", seen.rejected, seen.stored_rejected),
        ("accepted", seen.accepted, seen.stored_accepted),
    ):
        if truth[what] == "not_operable":
            pairs[what] = (False, GapCause.NOT_OPERABLE, False), (chosen.works, chosen.cause, kept in WRONG)
        else:
            pairs[what] = (True, truth[what], ""), (chosen.works, unquote(kept or ""), chosen.reason)
    if truth["reject"] and truth["rejected"] != "not_operable":
        pairs["clicks to reject"] = truth["reject"][2], seen.rejected.clicks
    return pairs


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_banner_is_seen_and_operated_as_its_truth_says(case: Case, standing: Standing) -> None:
    seen = standing({"/": case.html, "cmp.example/": case.html, **FRAMES}, lambda browser: see(browser, URL))
    assert differences(case.truth, seen) == []
