"""What is ordered for money by a tick, beside what is bought."""

from __future__ import annotations

import pytest

from scanner.derive.forms.extras import is_extra
from scanner.model.values import Unknown
from scanner.model.vocabulary import PersonalData


@pytest.mark.parametrize(
    "label",
    [
        "Versandschutz: Ersatz bei Verlust oder Schaden auf dem Weg (1,95 €)", "Geschenkverpackung +3,90 €",
        "Garantieverlängerung auf 5 Jahre für 29,99 EUR", "CO2-Kompensation: 0,49 €", "Als Geschenk verpacken (2,- €)",
        "Ja, ich spende 1 € für Bäume",
        "Package protection £1.49", "Add gift wrapping (€3.50)", "Express-Bearbeitung 4,95 €",
        "Priority handling + $2.99", "Altgeräteentsorgung 15,00 €", "Grußkarte dazu 2,50 €", "Emballage cadeau 3,00 €",
        "Transportversicherung zzgl. 2,90 €", "Versandschutz – 1,95 €", "Ubezpieczenie przesyłki 4,99 zł",
    ],
)  # fmt: skip
def test_a_tick_that_costs_something_is_an_extra(label: str) -> None:
    assert is_extra("checkbox", label) is True


@pytest.mark.parametrize(
    "label",
    [
        "Angemeldet bleiben",
        "Beerenmüsli 500 g, 6,90 €", "Gutschein einlösen: Geschenkkarte -10,00 €", "Versandschutz",
        "Geschenkverpackung 0,00 €", "Kostenlose Geschenkverpackung ab 50 €", "Guthaben verwenden (5,00 € Service)",
        "Geschenkbox Frühstück 24,90 €", "Ich akzeptiere die AGB, Versand 4,90 €", "",
    ],
)  # fmt: skip
def test_others_are_none(label: str) -> None:
    assert is_extra("checkbox", label) is False


def test_only_boxes_can_be_extras_and_no_consent_is_one() -> None:
    assert is_extra("text", "Geschenkverpackung 3,90 €") is False
    assert is_extra("radio", "Expressversand 9,90 €") is False
    assert is_extra("checkbox", None) is False
    unread = Unknown("its label was not read")
    assert is_extra("checkbox", unread) is unread
    consent = PersonalData.CONSENT_MARKETING
    assert is_extra("checkbox", "Ja, ich will den Service-Newsletter und 5 € sparen", consent) is False
