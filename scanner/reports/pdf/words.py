"""What only the PDF says, in English and German; the rest is worded in `scanner.reports.words` and `.full.words`."""

from __future__ import annotations

from scanner.model.verdict import Text
from scanner.reports.words import same

SUBJECT = Text(
    "Automated assessment of an online shop, with the evidence for every verdict",
    "Automatische Bewertung eines Onlineshops, mit dem Nachweis für jedes Ergebnis",
)
PAGE_OF = (Text("Page", "Seite"), Text("of", "von"))
NO_CERTIFICATE = Text("Automated assessment, no certificate", "Automatische Bewertung, kein Zertifikat")
PROFILE, DAY, EXTENT = (
    Text("Profile", "Profil"),
    Text("As of", "Stand"),
    Text("Extent", "Umfang"),
)
SCANNED = Text("Scanned", "Geprüft")
SIGNATURE = Text("Signature", "Unterschrift")
SIGNATURE_NOTE = Text(
    "Until something stands here, nobody has signed this report.",
    "Solange hier nichts steht, hat niemand diesen Bericht unterschrieben.",
)
MORE_BECAUSE = Text("{n} more in section “{section}”", "{n} weitere im Abschnitt „{section}“")
IN_SCOPE = Text(
    "Why stands under “Scope, method and limits”.", "Warum, steht unter „Gegenstand, Verfahren und Grenzen“."
)
BAR = Text("Controls by verdict", "Prüfungen nach Ergebnis")

SCOPE = Text("Scope, method and limits", "Gegenstand, Verfahren und Grenzen")
METHOD, LIMITS, READING = (
    Text("Method", "Verfahren"),
    Text("Limits", "Grenzen"),
    Text("How to read it", "Lesehilfe"),
)
METHOD_IS = Text(
    "The shop was looked at from outside, as a visitor's browser and ordinary handshakes see it. What was seen is kept "
    "as evidence, and every control is judged from that evidence alone by a written policy; the same evidence gives "
    "the same verdicts again.",
    "Der Shop wurde von außen betrachtet, so wie ihn der Browser eines Besuchers und gewöhnliche Handshakes sehen. Was "
    "zu sehen war, ist als Nachweis festgehalten, und jede Prüfung wird allein daraus nach einer geschriebenen "
    "Policy entschieden; dieselben Nachweise ergeben wieder dieselben Ergebnisse.",
)
UNKNOWN_IS = Text(
    "What could not be seen is unknown, with a reason, and unknown is never a pass. What happens inside the company "
    "cannot be seen from outside. Other visitors, places and times may be shown something else.",
    "Was nicht zu sehen war, ist unbekannt und hat einen Grund; unbekannt ist nie bestanden. Was im Unternehmen "
    "geschieht, ist von außen nicht zu sehen. Andere Besucher, Orte und Zeiten bekommen womöglich anderes zu sehen.",
)
ESCAPES = Text(
    "Characters that are invisible, or that the fonts of this file do not have, appear as escapes such as \\u200b. "
    "Long texts are shortened with …; the whole stands in the attachment report.json.",
    "Unsichtbare Zeichen und solche, die in den Schriften dieser Datei fehlen, erscheinen als Escape wie \\u200b. "
    "Lange Texte sind mit … gekürzt; vollständig stehen sie in der Anlage report.json.",
)
PAGES_SEEN = Text("{n} pages of the shop", "{n} Seiten des Shops")
PHASES_SEEN = Text("phases of consent: {phases}", "Phasen der Einwilligung: {phases}")
DEADLINE = Text("deadline {seconds} s", "Zeitgrenze {seconds} s")
QUICK = Text(
    "with three states of consent, fewer pages and shortened watch windows (--quick)",
    "mit drei Zuständen der Einwilligung, weniger Seiten und verkürzten Beobachtungsfenstern (--quick)",
)

SUMMARY = Text("Summary by area", "Überblick nach Bereichen")
FAILED = Text("Failed controls", "Nicht bestandene Prüfungen")
NOTHING_FAILED = Text("No control failed.", "Keine Prüfung ist nicht bestanden.")
EXCUSES = Text("Waivers and baseline", "Ausnahmen und Ausgangslage")
NO_WAIVERS = Text("There is no waiver for any control.", "Für keine Prüfung gibt es eine Ausnahme.")
NO_BASELINE = Text(
    "No failure is hidden by a baseline.", "Keine nicht bestandene Prüfung ist durch eine Ausgangslage verborgen."
)
IN_BASELINE = Text(
    "Failed in the baseline run too, at least in part:",
    "Wenigstens zum Teil schon im Lauf der Ausgangslage nicht bestanden:",
)
UNTIL, APPROVED_BY, BECAUSE, STATE = (
    Text("Until", "Bis"),
    Text("Approved by", "Genehmigt von"),
    Text("Because", "Weil"),
    Text("State", "Stand"),
)
IN_FORCE, ENDED = Text("in force", "gilt"), Text("ended, counts again", "abgelaufen, zählt wieder")
LEFT_OUT = Text("Left out by the profile", "Vom Profil ausgelassen")
ALL_CONTROLS = Text("All controls", "Alle Prüfungen")
VERDICT, PAGE = Text("Verdict and what decided it", "Ergebnis und was es entschied"), PAGE_OF[0]
INVENTORIES = Text("Inventories", "Bestandsaufnahme")
NO_EVIDENCE = Text(
    "The evidence was not at hand when this file was written.",
    "Die Nachweise lagen beim Schreiben dieser Datei nicht vor.",
)
OTHER_TABLES = Text(
    "Further tables, such as cipher suites and response headers, stand in report.html, and every row in evidence.json.",
    "Weitere Tabellen, etwa Cipher-Suites und Antwort-Header, stehen in report.html, und jede Zeile in evidence.json.",
)
VERSIONS = Text("Tools and data", "Werkzeuge und Daten")
PROVISIONS = Text("Provisions cited", "Angeführte Vorschriften")
CERTAINTY = Text("Certainty", "Sicherheit")
TOOL, VERSION = Text("Tool", "Werkzeug"), same("Version")
CONFIRMED = Text("source seen", "Quelle eingesehen")
OF_ROWS = Text(
    "{shown} of {n} rows are shown; the others stand in evidence.json.",
    "{shown} von {n} Zeilen sind gezeigt; die übrigen stehen in evidence.json.",
)
MORE_LISTED = Text("{n} more stand in the attachment report.json.", "{n} weitere stehen in der Anlage report.json.")
NOT_IN_FULL = Text(
    "{n} more failed controls have no room here; they stand in “All controls” and in the attachment.",
    "{n} weitere nicht bestandene Prüfungen haben hier keinen Platz; sie stehen unter „Alle Prüfungen“ und in der "
    "Anlage.",
)
PICTURES_LEFT_OUT = Text(
    "{n} screenshots had no room in this file; they lie in artifacts/ beside evidence.json.",
    "{n} Bilder hatten keinen Platz in dieser Datei; sie liegen in artifacts/ neben evidence.json.",
)
PICTURES_BROKEN = Text(
    "Screenshots that could not be read are left out.", "Bilder, die sich nicht lesen ließen, fehlen."
)
ATTACHED = Text(
    "The whole report as data travels inside this file as the attachment report.json. Siegel {version} wrote this file "
    "from it.",
    "Der ganze Bericht liegt dieser Datei als Anlage report.json bei, zum Weiterverarbeiten. Siegel {version} hat sie "
    "daraus geschrieben.",
)
ATTACHMENT = Text("The report as data (siegel/report/1)", "Der Bericht als Daten (siegel/report/1)")
