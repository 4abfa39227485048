"""What is said of the difference between two runs, in English and German."""

from __future__ import annotations

from collections.abc import Mapping

from scanner.errors import ExitCode
from scanner.model.difference import Change, Move, Theme
from scanner.model.verdict import Text

TITLE = Text("Siegel diff", "Siegel-Vergleich")
OLDER, NEWER = Text("older", "älter"), Text("newer", "neuer")
CIRCUMSTANCES = Text(
    "The runs differ in more than time, which may be why", "Die Läufe trennt mehr als Zeit, was der Grund sein mag"
)
OUTCOME: Mapping[ExitCode, Text] = {
    ExitCode.PASSED: Text("NOT WORSE", "NICHT SCHLECHTER"),
    ExitCode.FAILED: Text("WORSE", "SCHLECHTER"),
    ExitCode.INCONCLUSIVE: Text("LESS KNOWN", "WENIGER BEKANNT"),
}
MEANING: Mapping[ExitCode, Text] = {
    ExitCode.PASSED: Text(
        "nothing that counts fails or is unknown anew",
        "nichts, was zählt, ist neu nicht bestanden oder neu unbekannt",
    ),
    ExitCode.FAILED: Text("something that counts fails anew", "etwas, das zählt, ist neu nicht bestanden"),
    ExitCode.INCONCLUSIVE: Text("something that counts is unknown anew", "etwas, das zählt, ist neu unbekannt"),
}
GATE_CLOSED = Text("the gate was passed and is not any more", "das Gate war bestanden und ist es nicht mehr")
MOVED: Mapping[Move, Text] = {
    Move.NEWLY_FAILING: Text("Newly failing", "Neu nicht bestanden"),
    Move.NEWLY_UNKNOWN: Text("Newly unknown", "Neu unbekannt"),
    Move.STILL_FAILING: Text("Failing as before, with changes", "Weiterhin nicht bestanden, mit Änderungen"),
    Move.STILL_UNKNOWN: Text("Unknown as before, with changes", "Weiterhin unbekannt, mit Änderungen"),
    Move.FIXED: Text("Fixed", "Behoben"),
    Move.NO_LONGER_UNKNOWN: Text("No longer unknown", "Nicht mehr unbekannt"),
    Move.OTHER: Text("Moved otherwise", "Sonst verändert"),
}
THEMES: Mapping[Theme, Text] = {
    Theme.SERVICES: Text("Services", "Dienste"),
    Theme.HOSTS: Text("Hosts of third parties", "Hosts von Dritten"),
    Theme.SCRIPTS: Text("Scripts of third parties", "Skripte von Dritten"),
    Theme.CERTIFICATES: Text("Certificates", "Zertifikate"),
    Theme.STORED: Text("Cookies and other stored items", "Cookies und Speichereinträge"),
    Theme.BANNER: Text("The consent banner", "Der Consent-Banner"),
    Theme.FINGERPRINTING: Text("Scripts that read what tells devices apart", "Skripte, die Gerätemerkmale auslesen"),
    Theme.PAGES: Text("Pages", "Seiten"),
    Theme.FORMS: Text("Forms and their fields", "Formulare und ihre Felder"),
}
CHANGES: Mapping[Change, Text] = {
    Change.NEW: Text("new", "neu"),
    Change.GONE: Text("gone", "weg"),
    Change.CHANGED: Text("changed", "anders"),
}
REPLACED = Text("replaced", "ersetzt")
UNSURE: Mapping[Change, Text] = {
    Change.NEW: Text(
        "seen only now, but the older run could not look everywhere: {n}",
        "erst jetzt gesehen, aber der ältere Lauf konnte nicht überall hinsehen: {n}",
    ),
    Change.GONE: Text(
        "not seen again, but the newer run could not look everywhere: {n}",
        "nicht mehr gesehen, aber der neuere Lauf konnte nicht überall hinsehen: {n}",
    ),
    Change.CHANGED: Text("changed: {n}", "anders: {n}"),
}
WAS = Text("was", "war")
NOT_ASKED = Text("not asked for", "nicht verlangt")
COUNTS = Text("counts", "zählt")
COUNTS_NOW = Text("counts now, did not before", "zählt jetzt, zuvor nicht")
COUNTS_NO_MORE = Text("counts no more", "zählt nicht mehr")
DOES_NOT_COUNT = Text("does not count", "zählt nicht")
NEW_FINDING, GONE_FINDING = Text("new", "neu"), Text("gone", "weg")
CUT = Text(
    "a report holds only the first of so many findings: what is new or gone may have been there",
    "ein Bericht hält von so vielen Befunden nur die ersten: was neu oder weg ist, war vielleicht schon da",
)
MORE = Text("and {n} more", "und {n} weitere")
WHY = Text("why", "warum")
DAYS = Text("days left", "Tage übrig")
NOTHING = Text(
    "No verdict moved, and nothing that is compared changed.",
    "Kein Ergebnis hat sich bewegt, und nichts Verglichenes hat sich geändert.",
)
NO_MOVES = Text("No verdict moved.", "Kein Ergebnis hat sich bewegt.")
NOT_SAID = Text("nothing said", "keine Angabe")
