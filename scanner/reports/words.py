"""What reports say in words of our own, in English and German."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from scanner.errors import ExitCode
from scanner.model.verdict import Blocker, Text
from scanner.model.vocabulary import Area, Certainty, GapCause, Level, Severity, Verdict, Word
from scanner.model.words import word

OUTCOME: Mapping[int, Text] = {
    ExitCode.PASSED: Text("PASSED", "BESTANDEN"),
    ExitCode.FAILED: Text("FAILED", "NICHT BESTANDEN"),
    ExitCode.INCONCLUSIVE: Text("INCONCLUSIVE", "OFFEN"),
    ExitCode.NOTHING_FETCHED: Text("NOTHING FETCHED", "NICHTS ABGERUFEN"),
    ExitCode.INTERRUPTED: Text("INTERRUPTED", "ABGEBROCHEN"),
}
MEANING: Mapping[int, Text] = {
    ExitCode.PASSED: Text("the gate is passed", "das Gate ist bestanden"),
    ExitCode.FAILED: Text("the gate is not passed", "das Gate ist nicht bestanden"),
    ExitCode.INCONCLUSIVE: Text(
        "too much is unknown to tell, and unknown is never a pass",
        "zu viel ist unbekannt, und unbekannt ist nie bestanden",
    ),
    ExitCode.NOTHING_FETCHED: Text(
        "the shop gave no page to look at", "der Shop lieferte keine Seite, die sich prüfen ließe"
    ),
    ExitCode.INTERRUPTED: Text("what was seen until then is below", "was bis dahin zu sehen war, steht unten"),
}
W = TypeVar("W", bound=Word)


def worded(vocabulary: type[W]) -> dict[W, Text]:
    """The words of a vocabulary as people say them."""
    return {value: Text(word(value, "en"), word(value, "de")) for value in vocabulary}


SEVERITY: Mapping[Severity, Text] = worded(Severity)
LEVEL: Mapping[Level, Text] = worded(Level)
CERTAINTY: Mapping[Certainty, Text] = worded(Certainty)
AREA: Mapping[Area, Text] = worded(Area)
CAUSE: Mapping[GapCause, Text] = worded(GapCause)
#: Why something could not be seen, as a sentence that follows a colon. What exactly happened is said beside it.
WHY_UNSEEN: Mapping[GapCause, Text] = {
    GapCause.TIMEOUT: Text("no answer came in time", "es kam keine rechtzeitige Antwort"),
    GapCause.UNREACHABLE: Text("it could not be reached", "es war nicht zu erreichen"),
    GapCause.REFUSED: Text("the connection was refused", "die Verbindung wurde abgewiesen"),
    GapCause.BLOCKED: Text(
        "the way was barred, or something else stood there", "der Weg war versperrt, oder dort stand etwas anderes"
    ),
    GapCause.ERROR: Text("an error occurred", "es trat ein Fehler auf"),
    GapCause.CRASH: Text("what looked at it broke down", "das Prüfwerkzeug ist dabei abgestürzt"),
    GapCause.BUDGET: Text("the limits of the scan were reached", "die Grenzen der Prüfung waren erreicht"),
    GapCause.NOT_AUTHORISED: Text("nobody has authorised it", "niemand hat es genehmigt"),
    GapCause.NOT_REQUESTED: Text("it was not asked for", "es war nicht verlangt"),
    GapCause.TOOL_MISSING: Text("a tool for it is missing here", "hier fehlt ein Werkzeug dafür"),
    GapCause.FACT_MISSING: Text(
        "only the owner can say, and has not", "das weiß nur der Betreiber, und er hat es nicht angegeben"
    ),
    GapCause.NEEDS_TEST_IDENTITY: Text("it takes a test identity", "es braucht eine Testidentität"),
    GapCause.NOT_OPERABLE: Text(
        "it could not be operated as a visitor does", "es ließ sich nicht so bedienen, wie Besucher es tun"
    ),
    GapCause.UNSUPPORTED: Text("this cannot be looked at yet", "das lässt sich noch nicht betrachten"),
}
#: The surest first.
SUREST = (Certainty.SETTLED, Certainty.STANDARD, Certainty.GUIDANCE, Certainty.CONTESTED)

TOTALS: Mapping[Verdict, Text] = {
    Verdict.FAIL: Text("failed", "nicht bestanden"),
    Verdict.UNKNOWN: Text("unknown", "unbekannt"),
    Verdict.PASS: Text("passed", "bestanden"),
    Verdict.NOT_APPLICABLE: Text("not applicable", "nicht anwendbar"),
}
NOT_ASSESSED = Text("not assessed", "nicht geprüft")
CONTROLS = Text("controls", "Prüfungen")
CONTROL = Text("control", "Prüfung")

#: What the owner can do about what was left open by choice.
UNLOCK: Mapping[GapCause, Text] = {
    GapCause.NOT_AUTHORISED: Text(
        "not authorised: say who allows active probing, with authorised_by in the shop file or --authorised-by",
        "nicht genehmigt: wer aktives Prüfen erlaubt, gehört in authorised_by der Shop-Datei oder in --authorised-by",
    ),
    GapCause.NOT_REQUESTED: Text(
        "not requested: scan without --only, or with", "nicht verlangt: ohne --only prüfen, oder mit"
    ),
    GapCause.FACT_MISSING: Text(
        "only the owner knows: declare it under facts in the shop file",
        "das weiß nur der Betreiber: unter facts in der Shop-Datei angeben",
    ),
    GapCause.NEEDS_TEST_IDENTITY: Text(
        "lies behind a form that asks for personal data, which this version fills in for nobody",
        "liegt hinter einem Formular mit persönlichen Angaben, das diese Version für niemanden ausfüllt",
    ),
}

#: The same where the control's own area was asked for: what it needs is looked at for other areas, or by the browser.
ELSEWHERE = Text(
    "it takes more than the areas that were asked for: scan without --only",
    "dafür genügen die verlangten Bereiche nicht: ohne --only prüfen",
)

#: The same where the shop file says that the shop has none of its own to look at.
DECLINED = Text(
    "not requested: a preview, or a shop that connect_to leads elsewhere; resolver or mail_domains in the shop file ask"
    " for DNS and mail",
    "nicht verlangt: eine Vorschau oder ein Shop, den connect_to umlenkt; resolver oder mail_domains in der Shop-Datei"
    " verlangen DNS und Mail",
)
#: Areas that a preview, or a shop looked at elsewhere, has none of its own of.
DECLINABLE = frozenset({Area.DNS, Area.MAIL, Area.NETWORK})


COMPARE = Text(
    "nothing to compare with: give the folder of earlier runs with --history",
    "nichts zu vergleichen: den Ordner früherer Läufe mit --history angeben",
)


def unrequested(area: Area, run: Mapping[str, Any], option: str = "--only {}") -> Text:
    """What to do about a control that was not asked for. `option` is how the option for its area is written."""
    settings = run.get("settings")
    only = settings.get("only") if isinstance(settings, dict) else None
    asked = isinstance(only, list) and (not only or area.value in only)
    if asked and area in DECLINABLE:
        return DECLINED
    if asked and area is Area.PAYMENT:
        return COMPARE
    if asked and only:
        return ELSEWHERE
    unlock, named = UNLOCK[GapCause.NOT_REQUESTED], option.format(area.value)
    return Text(f"{unlock.en} {named}", f"{unlock.de} {named}")


REPORT = Text("Siegel report", "Siegel-Bericht")
PROFILE, AS_OF, TOOK = Text("profile", "Profil"), Text("as of", "Stand"), Text("scanned in", "geprüft in")
FAILED_COUNTED = Text("Failed, and counts", "Nicht bestanden, und es zählt")
FAILED_NOT_COUNTED = Text("Failed, but does not count", "Nicht bestanden, zählt aber nicht")
UNKNOWN = Text("Unknown", "Unbekannt")
BY_CHOICE = Text("Not assessed, by the owner's choice", "Nicht geprüft, nach Wahl des Betreibers")
PASSED = Text("Passed", "Bestanden")
NOT_APPLICABLE = Text("Not applicable", "Nicht anwendbar")
UPCOMING = Text("Not in force yet", "Gilt noch nicht")
LEFT_OUT = Text("Left out by the profile", "Vom Profil ausgelassen")
THE_RUN = Text("The run", "Der Lauf")

WHERE, BASIS, MEND, WHY = (
    Text("where", "wo"),
    Text("basis", "Grundlage"),
    Text("remedy", "Abhilfe"),
    Text("why", "warum"),
)
MORE_IN_REPORT = Text("and {n} more in the report: {decided_by}", "und {n} weitere im Bericht: {decided_by}")
MORE = Text("and {n} more", "und {n} weitere")
TUNED = Text("tuned by the profile: {because}", "vom Profil angepasst: {because}")
COUNTS = Text("counts against the gate", "zählt gegen das Gate")
NOT_NAMED = Text("the report names no reason", "der Bericht nennt keinen Grund")

UNCONFIRMED = Text("from knowledge, the source has not been seen", "aus Fachwissen, Quelle nicht eingesehen")
PARTLY = Text("the source has been seen, its detail is from knowledge", "Quelle eingesehen, Einzelheit aus Fachwissen")

WAIVED = Text(
    "waived until {until} by {approved_by}: {because}", "ausgenommen bis {until} von {approved_by}: {because}"
)
WAIVED_SOMEHOW = Text("waived: {waiver}", "ausgenommen: {waiver}")
WAIVED_BEFORE = Text(
    "the waiver by {approved_by} ended on {until}, so it counts again: {because}",
    "die Ausnahme von {approved_by} endete am {until}, deshalb zählt es wieder: {because}",
)
IN_BASELINE = Text(
    "in the baseline: it failed in that run too", "in der Ausgangslage: schon in jenem Lauf nicht bestanden"
)
BELOW = Text("below the threshold {fail_on} (--fail-on)", "unter der Schwelle {fail_on} (--fail-on)")
A_NOTE = Text("a note never counts", "ein Hinweis zählt nie")
A_WARNING = Text("a warning counts with --strict only", "eine Warnung zählt nur mit --strict")
DOES_NOT_COUNT = Text("does not count against the gate", "zählt nicht gegen das Gate")
COMPLETE_WANTED = Text("counts, since --require-complete was asked for", "zählt, weil --require-complete verlangt ist")

COVERAGE, TIME, FROM = Text("seen", "gesehen"), Text("when", "wann"), Text("from", "von wo")
#: How far the endpoints are from the guidelines.
TLS = Text("TLS", "TLS")
TRAFFIC, AUTHORITY = Text("traffic", "Verkehr"), Text("allowed", "erlaubt")
TOOLS, NOTICE = Text("tools", "Werkzeug"), Text("notice", "Hinweis")
VANTAGE: Mapping[str, Text] = {"country": Text("country", "Land"), "system": Text("system", "System")}
NOBODY = Text("passive looking only; nobody authorised more", "nur passives Hinsehen; mehr hat niemand genehmigt")
CONNECTIONS, REQUESTS = Text("connections", "Verbindungen"), Text("requests", "Anfragen")
READ = Text("read", "gelesen")
INCOMPLETE = Text(
    "the run was interrupted; what was seen until then counts",
    "der Lauf wurde abgebrochen; was bis dahin zu sehen war, zählt",
)
LIES_IN = Text("Report in", "Bericht in")
DISCLAIMER = Text(
    "Automated assessment of what could be seen from there at that time; no certificate and no legal advice.",
    "Automatische Bewertung dessen, was zu dieser Zeit von dort zu sehen war; kein Zertifikat, keine Rechtsberatung.",
)


def same(text: str) -> Text:
    """A name that is the same in both languages."""
    return Text(text, text)


def why_open(blocker: Blocker) -> Text:
    """What keeps a verdict unknown: what, then why in general; what exactly happened is the blocker's detail."""
    why = WHY_UNSEEN.get(blocker.cause) if blocker.cause and blocker.detail else None
    return Text(f"{blocker.message.en}: {why.en}", f"{blocker.message.de}: {why.de}") if why else blocker.message


def number(value: float, lang: str, digits: int = 1) -> str:
    """`1,234.5`, in German `1.234,5`."""
    shown = f"{value:,.{digits}f}"
    return shown.translate(str.maketrans(",.", ".,")) if lang == "de" else shown


def amount(count: int, lang: str) -> str:
    """Bytes as a person reads them."""
    for size, unit in ((1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if count >= size:
            return f"{number(count / size, lang)} {unit}"
    return f"{count} B"
