"""The faults in what the pages store, send, link and say. All of them combine."""

from __future__ import annotations

from scanner.demo.fault import Fault, Words

PAGE_FAULTS: tuple[Fault, ...] = (
    Fault(
        "CK-001",
        Words("Stores an analytics cookie before any choice", "Speichert vor jeder Wahl ein Analyse-Cookie"),
        Words(
            "A script of the shop's own writes _ga on every page. The notice speaks of consent nobody is asked for.",
            "Ein eigenes Skript schreibt überall _ga. Die Erklärung nennt eine Einwilligung, die keiner einholt.",
        ),
    ),
    Fault(
        "CK-002",
        Words("Loads an analytics script before any choice", "Lädt vor jeder Wahl ein Analyse-Skript"),
        Words(
            "The Google tag stands in the template itself, past any consent tool.",
            "Das Google-Tag steht in der Vorlage selbst, an jedem Consent-Tool vorbei.",
        ),
    ),
    Fault(
        "CK-005",
        Words("Embeds Google Fonts from the USA", "Bindet Google Fonts aus den USA ein"),
        Words(
            "A theme's default. The files could come from the shop's own server.",
            "Die Voreinstellung eines Themes. Die Dateien könnten vom eigenen Server kommen.",
        ),
    ),
    Fault(
        "CK-019",
        Words("Session cookie without Secure and HttpOnly", "Sitzungscookie ohne Secure und HttpOnly"),
        Words(
            "Behind a proxy that ends TLS, the application believes that it is asked over http.",
            "Hinter einem Proxy, der TLS beendet, glaubt die Anwendung, sie werde über http gefragt.",
        ),
    ),
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
            "The page exists, but the link went missing when the footer was redesigned.",
            "Die Seite gibt es, aber der Link ging verloren, als die Fußzeile neu gestaltet wurde.",
        ),
    ),
)
