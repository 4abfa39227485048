"""The measuring itself: labels in their shapes, and figures that count what they say."""

from __future__ import annotations

import json
from pathlib import Path

from scanner.model.values import Unknown
from scanner.model.vocabulary import DisclosureItem

from .labels import read_labels
from .measure import measure, rows
from .score import Answer, Items, Share

I = DisclosureItem  # noqa: E741 - read in tables
TEXT = """Verantwortlich ist die Hafer GmbH, Kornweg 3, 10115 Berlin, post@hafer.example.
Wir verarbeiten Ihre Daten, um Ihre Bestellung auszuführen. Sie haben das Recht auf Auskunft.
Bezahlen können Sie mit PayPal. Google Analytics verwenden wir nicht.
"""
LABELS = """notice.txt:
  language: de
  present: [controller, purposes, recipients, right_access, account, payment]
  either: [legal_basis]
  denied: []
  controller: Hafer GmbH
  version_date: null
  services: [PayPal]
  not_used: [Google Analytics]
  outdated: []
  placeholders: false
"""


def test_a_folder_of_our_own_is_measured(tmp_path: Path) -> None:
    (tmp_path / "notice.txt").write_text(TEXT, "utf-8")
    (tmp_path / "labels.yaml").write_text(LABELS, "utf-8")
    scores = measure(tmp_path)
    assert len(scores.items.answers) == len(I) - 1
    assert (scores.services.f1, scores.not_used, scores.placeholders) == (1.0, [True], [True])
    assert scores.items.absence_precision.value == 1.0
    assert "services: F1" in rows(scores)


def test_twenty_labels_become_items_and_borderline_ones_stand_apart(tmp_path: Path) -> None:
    labels = {"controller_identity": 1, "controller_contact": 0, "right_object": 1, "transfer_safeguard": None}
    entry = {"id": "1", "file": "1.md", "language": "en", "labels": labels, "borderline": ["right_object"]}
    entry |= {"third_party_services": ["Cloudflare (cdnjs)"], "outdated_references": ["TTDSG"]}
    (tmp_path / "labels.json").write_text(json.dumps({"documents": [entry]}), "utf-8")
    (truth,) = read_labels(tmp_path)
    assert truth.items == {I.CONTROLLER: False}
    assert truth.unsure == {I.RIGHT_OBJECTION: True}
    assert (truth.services, truth.outdated) == (("Cloudflare",), frozenset({"ttdsg"}))


def test_unknown_is_neither_a_found_absence_nor_right() -> None:
    items = Items(
        [
            Answer("a", I.DPO, False, False),
            Answer("a", I.SOURCE, False, Unknown("hint")),
            Answer("a", I.REVIEWS, True, False),
        ]
    )
    assert items.absence_precision == Share(1, 2)
    assert items.absence_recall == Share(1, 2)
    assert items.unknown == Share(1, 3)
    assert items.accuracy == Share(1, 3)


def test_the_interval_of_a_share_holds_it() -> None:
    low, high = Share(9, 10).ends
    assert low < 0.9 < high
