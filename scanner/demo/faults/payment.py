"""The faults of the page on which an invoice is paid by card. All of them combine."""

from __future__ import annotations

from scanner.demo.faults.fault import Fault, Words

PAYMENT_FAULTS: tuple[Fault, ...] = (
    Fault(
        "PCI-001",
        Words("The card is typed into the shop's own form", "Die Karte wird in ein eigenes Formular eingegeben"),
        Words(
            "The frame of the provider didn't match the design.",
            "Der Rahmen des Zahlungsdienstes passte nicht zur Gestaltung.",
        ),
    ),
    Fault(
        "PCI-002",
        Words("A script at payment that nobody answers for", "Ein Skript beim Bezahlen, für das niemand einsteht"),
        Words(
            "It came with a campaign. The campaign is over, and so is the agency.",
            "Es kam mit einer Kampagne. Die Kampagne ist vorbei, die Agentur auch.",
        ),
    ),
    Fault(
        "PCI-003",
        Words("The payment script is another every time", "Das Skript der Zahlungsseite ist jedes Mal ein anderes"),
        Words(
            "It is built anew for every visitor, so that nobody can tell whether it was tampered with.",
            "Es wird für jeden Besuch neu gebaut, sodass niemand sieht, ob jemand daran war.",
        ),
    ),
    Fault(
        "PCI-004",
        Words("Frames may come from anywhere", "Rahmen dürfen von überall kommen"),
        Words(
            "The provider changed its host once too often.",
            "Der Zahlungsdienst hat einmal zu oft den Host gewechselt.",
        ),
    ),
    Fault(
        "PCI-005",
        Words("Advertising measures the payment", "Werbung misst das Bezahlen"),
        Words(
            "Marketing wanted to know which adverts end in a payment.",
            "Das Marketing wollte wissen, welche Anzeigen mit einer Zahlung enden.",
        ),
        follows=("PCI-002",),
    ),
)
