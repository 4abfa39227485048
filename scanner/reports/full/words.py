"""What only the page says, in English and German; the rest is worded in `scanner.reports.words`."""

from __future__ import annotations

from collections.abc import Mapping

from scanner.model.verdict import Text

TITLE = Text("Siegel report on {name}, {day}", "Siegel-Bericht über {name}, {day}")
KIND = Text("Automated assessment", "Automatische Bewertung")
SKIP = Text("Skip to the report", "Zum Bericht springen")
CONTENTS = Text("Contents", "Inhalt")
OUTCOME = Text("Outcome", "Ergebnis")
BASIS = Text("What this rests on", "Worauf das beruht")
GLOSSARY = Text("Provisions cited", "Angeführte Vorschriften")
INVENTORIES = Text("What was seen", "Was zu sehen war")

BY_AREA = Text("Controls by area and verdict", "Prüfungen nach Bereich und Ergebnis")
BY_SEVERITY = Text("Failed controls by severity", "Nicht bestandene Prüfungen nach Schwere")
ALL_TOGETHER = Text("in all", "zusammen")
AREA_HEAD, TOTAL = Text("Area", "Bereich"), Text("Total", "Summe")
COUNTED_HEAD, UNCOUNTED_HEAD = Text("Counts", "Zählt"), Text("Does not count", "Zählt nicht")
CONTROL, SEVERITY, LEVEL, DECIDED, FROM_WHEN = (
    Text("Control", "Prüfung"),
    Text("Severity", "Schwere"),
    Text("level", "Stufe"),
    Text("Decided by", "Entschieden durch"),
    Text("When", "Wann"),
)

OBSERVED, MEND, PROVISIONS = (
    Text("Observed", "Beobachtet"),
    Text("Remedy", "Abhilfe"),
    Text("Basis", "Grundlage"),
)
EVIDENCE = Text("Evidence", "Nachweis")
EVIDENCE_OF = Text("for observation {n} of {control}", "zu Beobachtung {n} von {control}")
ROW, FINGERPRINT, RAW, FIELDS, SEEN, EMPTY = (
    Text("Key", "Schlüssel"),
    Text("Fingerprint", "Fingerabdruck"),
    Text("Raw data", "Rohdaten"),
    Text("Values", "Werte"),
    Text("Seen", "Gesehen"),
    Text("Not there", "Nicht da"),
)
NO_RAW = Text("none stored", "keine gespeichert")
MORE_OBSERVATIONS = Text("{n} more observations", "{n} weitere Beobachtungen")
MORE_REASONS = Text("{n} more reasons", "{n} weitere Gründe")
NO_OBSERVATION = Text("the report names no observation", "der Bericht nennt keine Beobachtung")
REASONS = Text("Why it is unknown", "Warum es unbekannt ist")
UNLOCKS = Text("What would unlock it", "Was es ermöglichen würde")

LOOKED_AT, WHEN, WHENCE, AUTHORITY, THRESHOLD = (
    Text("Looked at", "Betrachtet"),
    Text("When", "Wann"),
    Text("From where", "Von wo"),
    Text("On whose authority", "Mit wessen Genehmigung"),
    Text("What counts", "Was zählt"),
)
HIDDEN, LEFT_OUT, SOURCES, NATURE = (
    Text("What does not count", "Was nicht zählt"),
    Text("What was left out", "Was ausgelassen ist"),
    Text("How sure the sources are", "Wie sicher die Quellen sind"),
    Text("What this is", "Was dies ist"),
)
JUDGED_BY = Text("Profile", "Profil")
TRAFFIC, TOOLS, NOTICES = Text("Traffic", "Verkehr"), Text("Tools", "Werkzeuge"), Text("Notices", "Hinweise")
BROWSER, VISITORS, REACHED, LOGS = (
    Text("Browser", "Browser"),
    Text("Visitors", "Besucher"),
    Text("Reached at", "Erreicht unter"),
    Text("Raw logs", "Rohprotokolle"),
)
FRESH = Text("a clean browser profile", "ein frisches Browserprofil")
LOG_KINDS: Mapping[str, Text] = {
    "har": Text("everything sent (HAR 1.2)", "alles Gesendete (HAR 1.2)"),
    "storage": Text("everything stored", "alles Gespeicherte"),
}
ENTRIES = Text("{n} entries", "{n} Einträge")
LOG_CUT = Text("not all of it had room", "nicht alles hatte Platz")
NOT_SAID = Text("not said", "nicht angegeben")
COUNTS_AT = Text(
    "Failed and unknown controls of level error and severity {fail_on} or worse.",
    "Nicht bestandene und unbekannte Prüfungen der Stufe Fehler und der Schwere {fail_on} oder höher.",
)
WARNINGS_TOO = Text("Warnings count too (--strict).", "Auch Warnungen zählen (--strict).")
COMPLETE_TOO = Text(
    "What was not assessed by the owner's choice counts too (--require-complete).",
    "Auch was nach Wahl des Betreibers nicht geprüft wurde, zählt (--require-complete).",
)
ONLY = Text("Only these areas were asked for: {areas}.", "Verlangt waren nur diese Bereiche: {areas}.")
NOTHING_HIDDEN = Text(
    "Every failed control counts. No waiver and no baseline hides anything from the gate.",
    "Jede nicht bestandene Prüfung zählt. Keine Ausnahme und keine Ausgangslage verbirgt etwas vor dem Gate.",
)
NOTHING_FAILED = Text(
    "No control failed, so no waiver and no baseline hides anything.",
    "Keine Prüfung ist nicht bestanden, also verbirgt auch keine Ausnahme und keine Ausgangslage etwas.",
)
NOTHING_LEFT_OUT = Text("The profile leaves nothing out.", "Das Profil lässt nichts aus.")
LEAVES_OUT = Text("The profile leaves out:", "Das Profil lässt aus:")
PARTLY_WAIVED = Text(
    "waived in part until {until} by {approved_by}: {because}",
    "zum Teil ausgenommen bis {until} von {approved_by}: {because}",
)
WAIVER_ENDED = Text(
    "the waiver by {approved_by} ended on {until}: {because}",
    "die Ausnahme von {approved_by} endete am {until}: {because}",
)
PARTLY_IN_BASELINE = Text(
    "in the baseline, at least in part: it failed in that run too",
    "in der Ausgangslage, wenigstens zum Teil: schon in jenem Lauf nicht bestanden",
)
WHY_HIDDEN: Mapping[str, Text] = {
    "waiver": Text("waived", "ausgenommen"),
    "baseline": Text("failed in the baseline too", "schon in der Ausgangslage nicht bestanden"),
    "note": Text("notes, which never count", "Hinweise, die nie zählen"),
    "below": Text("below the threshold", "unter der Schwelle"),
    "warning": Text("warnings, which count with --strict only", "Warnungen, die nur mit --strict zählen"),
    "other": Text("not counted", "nicht gezählt"),
}
ALL_CONFIRMED = Text(
    "The source of every provision cited has been seen.", "Die Quelle jeder angeführten Vorschrift wurde eingesehen."
)
UNCONFIRMED_OF = Text(
    "Of {n} provisions cited, {unseen} are from knowledge alone and {partly} were seen in part. They are marked so.",
    "Von {n} angeführten Vorschriften sind {unseen} nur aus Fachwissen und {partly} zum Teil eingesehen. Sie sind so "
    "gekennzeichnet.",
)
NONE_CITED = Text("No provision is cited.", "Es ist keine Vorschrift angeführt.")
UNSEEN_MARK = Text("source not seen", "Quelle nicht eingesehen")
PARTLY_MARK = Text("seen in part", "zum Teil eingesehen")
LOST = Text("the report does not say what this is", "der Bericht sagt nicht, was das ist")
CITED_BY = Text("Cited by", "Angeführt von")

FILTER = Text("Filter the controls", "Prüfungen filtern")
FIND = Text("Text", "Text")
VERDICT = Text("Verdict", "Ergebnis")
ALL = Text("all", "alle")
EXPAND, COLLAPSE = Text("Expand all", "Alles aufklappen"), Text("Collapse all", "Alles zuklappen")
RESET = Text("Reset", "Zurücksetzen")
COUNT = Text("{n} of {all} shown", "{n} von {all} gezeigt")
VERDICTS: Mapping[str, Text] = {
    "counted": Text("failed, counts", "nicht bestanden, zählt"),
    "uncounted": Text("failed, does not count", "nicht bestanden, zählt nicht"),
    "unknown": Text("unknown", "unbekannt"),
    "unassessed": Text("not assessed", "nicht geprüft"),
    "passed": Text("passed", "bestanden"),
    "inapplicable": Text("not applicable", "nicht anwendbar"),
    "upcoming": Text("not in force yet", "gilt noch nicht"),
    "left-out": Text("left out", "ausgelassen"),
}

GAPS = Text("What could not be seen", "Was nicht zu sehen war")
CUT = Text("and {n} more rows in evidence.json", "und {n} weitere Zeilen in evidence.json")
#: Fields in which none means something.
NONE_MEANS: Mapping[str, Text] = {"stored_item.lifetime_days": Text("session", "Sitzung")}
HOW_MANY = Text("Number", "Anzahl")
PICTURES = Text("Screenshots", "Bilder")
SCREENSHOT_OF = Text("Screenshot of {place}", "Bildschirmfoto von {place}")
SOMEWHERE = Text("a page of the shop", "einer Seite des Shops")
PICTURE = Text("Screenshot {n}", "Bild {n}")
SHOWN_ELSEWHERE = Text("See", "Siehe")
SHOWN_ABOVE_TOO = Text("See also", "Siehe auch")
LEFT_OUT_HERE = Text("{n} left out of this file", "{n} nicht in dieser Datei")
MORE_PICTURES = Text("{n} more screenshots", "{n} weitere Bilder")
PICTURES_LEFT_OUT = Text(
    "{n} screenshots had no room in this file, which holds 8 MB of them; they lie in artifacts/ beside evidence.json.",
    "{n} Bilder hatten keinen Platz in dieser Datei, die 8 MB fasst; sie liegen in artifacts/ neben evidence.json.",
)
NONE_SEEN = Text("nothing", "nichts")
UNKNOWN_VALUE = Text("unknown", "unbekannt")
MADE_BY = Text(
    "Written by Siegel {version} from report.json. This file loads nothing from anywhere.",
    "Von Siegel {version} aus report.json geschrieben. Diese Datei lädt nirgendwoher etwas nach.",
)
