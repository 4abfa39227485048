"""What careful readers wrote down about notices, in the three shapes such labels come in.

labels.yaml     of this project: a mapping of files; the shape stands in README.md
labels.json     `documents` with 0 and 1 for twenty labels, `borderline` ones scored apart, and services as people call
                them; or the same as published with GDPR-Transparency-200, without the safeguards
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from scanner.derive.notice.dates import first_date
from scanner.derive.notice.fold import fold
from scanner.model.vocabulary import DisclosureItem

#: The twenty labels and the items they are about; a controller has both a name and a way to be reached.
ITEMS: Mapping[str, DisclosureItem] = {
    "controller_identity": DisclosureItem.CONTROLLER,
    "controller_contact": DisclosureItem.CONTROLLER,
    "dpo_contact": DisclosureItem.DPO,
    "purposes": DisclosureItem.PURPOSES,
    "legal_basis": DisclosureItem.LEGAL_BASIS,
    "legitimate_interests": DisclosureItem.LEGITIMATE_INTERESTS,
    "recipients": DisclosureItem.RECIPIENTS,
    "retention": DisclosureItem.RETENTION,
    "third_country_transfer": DisclosureItem.THIRD_COUNTRY,
    "transfer_safeguard": DisclosureItem.SAFEGUARDS,
    "right_access": DisclosureItem.RIGHT_ACCESS,
    "right_rectification": DisclosureItem.RIGHT_RECTIFICATION,
    "right_erasure": DisclosureItem.RIGHT_ERASURE,
    "right_restriction": DisclosureItem.RIGHT_RESTRICTION,
    "right_portability": DisclosureItem.RIGHT_PORTABILITY,
    "right_object": DisclosureItem.RIGHT_OBJECTION,
    "right_withdraw_consent": DisclosureItem.RIGHT_WITHDRAW,
    "right_complaint": DisclosureItem.COMPLAINT,
    "provision_required": DisclosureItem.OBLIGATION,
    "automated_decisions": DisclosureItem.AUTOMATED,
}
#: Outdated references as people write them, by our names.
OUTDATED = {
    "TTDSG": "ttdsg",
    "TMG": "tmg",
    "Privacy Shield": "privacy_shield",
    "Facebook Inc.": "facebook_inc",
}


@dataclass(frozen=True, slots=True)
class Truth:
    """One notice. `items`: what is there and what is not; `unsure`: the same for what readers may differ on.

    None where nobody looked: services, outdated references, placeholders, the day, the controller.
    """

    name: str
    path: Path
    items: Mapping[DisclosureItem, bool]
    unsure: Mapping[DisclosureItem, bool]
    language: str | None = None
    denied: frozenset[DisclosureItem] | None = None
    services: tuple[str, ...] | None = None
    not_used: tuple[str, ...] = ()
    outdated: frozenset[str] | None = None
    placeholders: bool | None = None
    version_date: dt.date | None = None
    dated: bool = False
    controller: str | None = None


def _day(told: object) -> dt.date | None:
    """As a date, or as it stands in the notice: a month is its first day."""
    return first_date(fold(told)) if isinstance(told, str) else told if isinstance(told, dt.date) else None


def read_labels(folder: Path) -> list[Truth]:
    """All notices of a folder that has a file of labels in one of the three shapes."""
    ours = folder / "labels.yaml"
    if ours.is_file():
        documents = yaml.safe_load(ours.read_text("utf-8"))
        documents = documents.get("notices", documents) if isinstance(documents, dict) else {}
        return [_own(folder, name, entry) for name, entry in documents.items() if isinstance(entry, dict)]
    theirs = json.loads((folder / "labels.json").read_text("utf-8"))
    return [_published(folder, entry) for entry in theirs["documents"]]


def _own(folder: Path, name: str, entry: Mapping[str, Any]) -> Truth:
    present, either = _named(entry.get("present")), _named(entry.get("either"))
    denied = _named(entry.get("denied"))
    present |= denied
    return Truth(
        name=name,
        path=folder / name,
        items={item: item in present for item in DisclosureItem if item not in either},
        unsure={},
        language=entry.get("language"),
        denied=denied if "denied" in entry else None,
        services=tuple(entry["services"] or ()) if "services" in entry else None,
        not_used=tuple(entry.get("not_used") or ()),
        outdated=frozenset(entry["outdated"] or ()) if "outdated" in entry else None,
        placeholders=entry.get("placeholders"),
        version_date=_day(entry.get("version_date")),
        dated=True,
        controller=entry.get("controller"),
    )


def _named(words: Sequence[str] | None) -> frozenset[DisclosureItem]:
    return frozenset(DisclosureItem(word) for word in words or ())


def _published(folder: Path, entry: Mapping[str, Any]) -> Truth:
    there: dict[DisclosureItem, bool] = {}
    borderline: set[DisclosureItem] = set()
    for label, value in entry["labels"].items():
        item = ITEMS[label]
        if value is not None:
            there[item] = bool(value) and there.get(item, True)
        if label in entry.get("borderline", ()):
            borderline.add(item)
    named = entry.get("third_party_services")
    outdated = entry.get("outdated_references")
    return Truth(
        name=entry["file"],
        path=folder / entry["file"],
        items={item: value for item, value in there.items() if item not in borderline},
        unsure={item: value for item, value in there.items() if item in borderline},
        language=entry.get("language"),
        services=None if named is None else tuple(_plain(named)),
        not_used=tuple(_plain(entry.get("named_but_not_used", ()))),
        outdated=None if outdated is None else frozenset(OUTDATED[one] for one in outdated if one in OUTDATED),
    )


def _plain(names: Sequence[str]) -> Iterator[str]:
    """Names without what stands in brackets behind them."""
    for name in names:
        yield re.sub(r" \([^()]{0,80}\)$", "", name)
