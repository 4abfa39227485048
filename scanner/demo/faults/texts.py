"""The faults in what the legal pages say and where they are linked. All of them combine."""

from __future__ import annotations

from scanner.demo.faults.fault import Fault, Words

TEXT_FAULTS: tuple[Fault, ...] = (
    Fault(
        "PN-001",
        Words("Product pages without a link to the notice", "Produktseiten ohne Link zur Datenschutzerklärung"),
        Words(
            "They have a template of their own, and its footer was forgotten.",
            "Sie haben eine eigene Vorlage, und deren Fußzeile wurde vergessen.",
        ),
    ),
    Fault(
        "PN-003",
        Words("The notice does not say how long data are kept", "Die Speicherdauer fehlt in der Erklärung"),
        Words(
            "Nobody knew the periods when it was written, so they were left out.",
            "Beim Schreiben kannte niemand die Fristen, also blieben sie weg.",
        ),
    ),
    Fault(
        "PN-003.more",
        Words(
            "The notice does not say whether data must be given", "Ob Daten anzugeben sind, sagt die Erklärung nicht"
        ),
        Words(
            "A paragraph that few samples have, and that is demanded all the same (Art. 13(2)(e) GDPR).",
            "Ein Absatz, den wenige Muster haben und der trotzdem verlangt ist (Art. 13 Abs. 2 lit. e DSGVO).",
        ),
    ),
    Fault(
        "PN-004",
        Words(
            "Embeds a service that the notice does not name", "Bindet einen Dienst ein, den die Erklärung nicht nennt"
        ),
        Words(
            "Fonts from a European provider came with a new design; nobody told those who keep the notice.",
            "Schriften eines europäischen Anbieters kamen mit dem neuen Design, und niemand hat den Text ergänzt.",
        ),
    ),
    Fault(
        "PN-006",
        Words("The notice relies on Privacy Shield", "Die Erklärung beruft sich auf das Privacy Shield"),
        Words(
            "A paragraph of 2018; the Court of Justice declared the decision invalid on 16 July 2020.",
            "Ein Absatz von 2018; der EuGH hat den Beschluss am 16. Juli 2020 für ungültig erklärt.",
        ),
    ),
    Fault(
        "PN-006.more",
        Words("The notice speaks of Google Inc.", "Die Erklärung spricht von der Google Inc."),
        Words(
            "That company became Google LLC in 2017; visitors in Europe deal with Google Ireland Limited.",
            "Das Unternehmen heißt seit 2017 Google LLC; hierzulande ist Google Ireland Limited zuständig.",
        ),
    ),
    Fault(
        "PN-007",
        Words("A sample name was left in the notice", "Ein Mustername blieb in der Erklärung stehen"),
        Words(
            "Taken over from a generator and never read again.",
            "Aus einem Generator übernommen und nie wieder gelesen.",
        ),
    ),
    Fault(
        "SL-001",
        Words("No page links to the legal notice", "Keine Seite verlinkt das Impressum"),
        Words(
            "The page exists, but the link went missing when footer and banner were redesigned.",
            "Die Seite gibt es, aber der Link ging verloren, als Fußzeile und Banner neu gestaltet wurden.",
        ),
    ),
)
