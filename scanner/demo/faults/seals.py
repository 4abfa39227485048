"""The faults in what the shop shows to be trusted: seals, a chat, and a picture without words. All of them combine.

With PH-001 and PH-002 the logo leads nowhere, so that no entry of the register names the shop either.
"""

from __future__ import annotations

from scanner.demo.faults.fault import Fault, Words

SEAL_FAULTS: tuple[Fault, ...] = (
    Fault(
        "SL-023",
        Words("The home page has a picture without words", "Die Startseite hat ein Bild ohne Worte"),
        Words(
            "The editor of the new system asks for alternative texts on a tab that nobody opens.",
            "Das neue System fragt nach Alternativtexten in einem Reiter, den niemand öffnet.",
        ),
    ),
    Fault(
        "SL-025",
        Words("A seal whose certificate is another shop's", "Ein Siegel, dessen Zertifikat einem anderen Shop gehört"),
        Words(
            "Copied from a shop whose owner ran this one too, years ago.",
            "Aus einem Shop kopiert, der vor Jahren demselben Inhaber gehörte.",
        ),
    ),
    Fault(
        "SL-026",
        Words("A seal that the shop has drawn itself", "Ein Siegel, das der Shop selbst gezeichnet hat"),
        Words(
            "It came with the template, and it looked trustworthy.",
            "Es war in der Vorlage dabei und wirkte vertrauenswürdig.",
        ),
    ),
    Fault(
        "SL-027",
        Words("A chatbot that greets like a person", "Ein Chatbot, der wie ein Mensch grüßt"),
        Words(
            "Lena has had a name and a face since the first draft; what she is was never mentioned.",
            "Lena hatte vom ersten Entwurf an einen Namen; was sie ist, kam nie zur Sprache.",
        ),
    ),
    Fault(
        "PH-001",
        Words("The EU logo of pharmacies as a mere picture", "Das EU-Logo der Apotheken als bloßes Bild"),
        Words(
            "Put there when the shop thought of selling remedies; the register's code was never asked for.",
            "Aufgenommen, als der Laden an Heilmittel dachte; der Code des Registers wurde nie beantragt.",
        ),
        follows=("PH-002",),
    ),
    Fault(
        "PH-002",
        Words("The EU logo leads to another shop's entry", "Das EU-Logo führt zum Eintrag eines anderen Shops"),
        Words(
            "The entry is still that of the shop's former domain.",
            "Der Eintrag ist noch der der früheren Domain.",
        ),
    ),
)
