"""The faults of the banner itself: how it asks and what it says. All of them combine."""

from __future__ import annotations

from scanner.demo.faults.fault import Fault, Words

BANNER_FAULTS: tuple[Fault, ...] = (
    Fault(
        "CK-007",
        Words("The banner's reject button is small and grey", "Ablehnen ist im Banner klein und grau"),
        Words(
            "A theme made one button stand out. Whoever looks quickly sees only that one.",
            "Ein Theme hebt einen Knopf hervor. Wer schnell hinsieht, sieht nur den.",
        ),
    ),
    Fault(
        "CK-012",
        Words("The banner covers the page and its legal links", "Das Banner verdeckt die Seite samt Impressum"),
        Words(
            "The banner fills the window and has no links of its own to legal notice and privacy notice.",
            "Das Banner füllt das Fenster und verlinkt weder Impressum noch Datenschutzerklärung.",
        ),
    ),
    Fault(
        "CK-013",
        Words("The banner does not say what it asks for", "Das Banner sagt nicht, worum es bittet"),
        Words(
            "A friendly sentence took the place of purposes, recipients and the right to withdraw.",
            "Ein freundlicher Satz hat Zwecke, Empfänger und Widerruf ersetzt.",
        ),
    ),
    Fault(
        "CK-017",
        Words("The banner lists analytics as necessary", "Das Banner führt Webanalyse als notwendig"),
        Words(
            "In the list of necessary cookies stands _ga, copied from another shop.",
            "In der Liste der notwendigen Cookies steht _ga, aus einem anderen Shop übernommen.",
        ),
    ),
    Fault(
        "CK-024",
        Words(
            "The banner lets a recognised consent service answer", "Ein anerkannter Einwilligungsdienst darf antworten"
        ),
        Words(
            "No fault, but told: the answer may come from a service instead of a click.",
            "Kein Mangel, wird aber gemeldet: Die Antwort kann von einem Dienst statt aus einem Klick kommen.",
        ),
    ),
    Fault(
        "CK-026",
        Words("Consent or payment, with no rejection beside them", "Zustimmen oder zahlen, ohne Ablehnen daneben"),
        Words(
            "A button to subscribe stands where the one to reject should be. Rejecting takes the settings.",
            "Wo Ablehnen stehen sollte, steht ein Abo. Abgelehnt wird in den Einstellungen.",
        ),
        follows=("CK-006",),
    ),
    Fault(
        "CK-027",
        Words("The banner speaks English in a German shop", "Das Banner spricht Englisch im deutschen Shop"),
        Words(
            "The consent tool was left as it came.",
            "Das Consent-Tool blieb, wie es geliefert wurde.",
        ),
    ),
)
