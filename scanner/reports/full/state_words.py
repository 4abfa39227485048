"""What only the tables by state of consent and the filmstrip say, in English and German."""

from __future__ import annotations

from collections.abc import Mapping

from scanner.model.verdict import Text
from scanner.model.vocabulary import Phase
from scanner.reports.full.presence import Presence
from scanner.reports.words import same

TITLE = Text("Stored and sent, by state of consent", "Gespeichert und gesendet, je nach Einwilligung")
FILM = Text("The way through the consent banner", "Der Weg durch den Consent-Banner")
STORED = Text("Stored on the device", "Auf dem Gerät gespeichert")
SENT = Text("Hosts that were asked", "Angefragte Hosts")
INTRO = Text(
    "Each state is a visit of its own, begun with a clean browser profile and made over the same pages.",
    "Jeder Zustand ist ein eigener Besuch, begonnen mit frischem Browserprofil, über dieselben Seiten.",
)
ITEM, HOST = Text("Item", "Eintrag"), same("Host")

#: Short heads of columns; the long ones are the words of the vocabulary.
SHORT: Mapping[Phase, Text] = {
    Phase.BEFORE_CHOICE: Text("before", "vorher"),
    Phase.REJECTED: Text("rejected", "abgelehnt"),
    Phase.ACCEPTED: Text("accepted", "zugestimmt"),
    Phase.DISMISSED: Text("closed", "geschlossen"),
    Phase.WITHDRAWN: Text("withdrawn", "widerrufen"),
    Phase.REVISIT: Text("again", "erneut"),
    Phase.GPC: Text("GPC", "GPC"),
}
MARKS: Mapping[Presence, Text] = {
    Presence.PRESENT: Text("there", "da"),
    Presence.ABSENT: Text("not there", "nicht da"),
    Presence.OPEN: Text("not known", "unbekannt"),
    Presence.MISSING: Text("no such state", "kein solcher Zustand"),
}
SIGNS: Mapping[Presence, str] = {
    Presence.PRESENT: "●",
    Presence.ABSENT: "–",
    Presence.OPEN: "?",
    Presence.MISSING: "/",
}
MEANT: Mapping[Presence, Text] = {
    Presence.PRESENT: Text("seen in this state", "in diesem Zustand gesehen"),
    Presence.ABSENT: Text("looked, and not there", "nachgesehen, nicht da"),
    Presence.OPEN: Text("not known: something could not be seen", "unbekannt: nicht alles war zu sehen"),
    Presence.MISSING: Text("the shop has no such state", "diesen Zustand hat der Shop nicht"),
}
NOT_LOOKED = Text("Not looked at, since it was not asked for: {phases}.", "Nicht verlangt und nicht besucht: {phases}.")
TILDE = Text(
    "In names “~” stands for characters that differ from visitor to visitor.",
    "In Namen steht „~“ für Zeichen, die sich von Besuch zu Besuch unterscheiden.",
)
NOTHING_STORED = Text("Nothing was seen stored.", "Es war nichts Gespeichertes zu sehen.")
NOTHING_SENT = Text("No request was seen.", "Es war keine Anfrage zu sehen.")

UNTIL_DELETED = Text("until it is deleted", "bis zum Löschen")
PARTITIONED = Text("partitioned", "partitioniert")
NO_SECURE, NO_HTTP_ONLY = Text("not Secure", "ohne Secure"), Text("not HttpOnly", "ohne HttpOnly")
DECLARED = Text("declared by the owner", "vom Betreiber angegeben")
COLLECTS = Text("data shaped like a tracker's", "Daten in der Form eines Trackers")
MORE = Text("and {n} more", "und {n} weitere")

#: Heads of columns and names of values, by key.
HEADS: Mapping[str, Text] = {
    "name": Text("Name", "Name"),
    "area": Text("Storage", "Speicher"),
    "origin": Text("Origin", "Herkunft"),
    "host": HOST,
    "party": Text("Party", "Wessen"),
    "purpose": Text("Purpose", "Zweck"),
    "because": Text("Why that purpose", "Warum dieser Zweck"),
    "service": Text("Service", "Dienst"),
    "operator": Text("Operator", "Betreiber"),
    "country": Text("Country", "Land"),
    "asked": Text("Days asked for", "Tage verlangt"),
    "kept": Text("Days kept", "Tage aufbewahrt"),
    "identifier": Text("Tells visitors apart", "Unterscheidet Besucher"),
    "attributes": Text("Attributes", "Attribute"),
    "set_by": Text("Set by", "Gesetzt von"),
    "sent_to": Text("Value sent to", "Wert gesendet an"),
    "keeps_choice": Text("Holds the choice", "Enthält die Wahl"),
    "in_notice": Text("In the notice", "In der Erklärung"),
    "carries": Text("Carries", "Überträgt"),
    "syncs": Text("Passes on identifiers of", "Gibt Kennungen weiter von"),
    "collects": Text("Sends", "Sendet"),
    "cname": Text("By the DNS really", "Laut DNS eigentlich"),
    "tells": Text("Page address told", "Seitenadresse mitgeteilt"),
    "types": Text("Kinds of request", "Arten von Anfragen"),
    "pages": Text("On pages", "Auf Seiten"),
    "paths": Text("Paths", "Pfade"),
}

# ── the filmstrip ────────────────────────────────────────────────────────────────────────────────────────────────────

NOT_ENTERED = Text("could not be entered", "ließ sich nicht erreichen")
NO_SUCH_STATE = Text("nothing to choose: no banner was found", "nichts zu wählen: kein Banner gefunden")
NOTHING_SEEN = Text("no picture was kept", "kein Bild aufgehoben")
NOTHING_TOLD = Text("Nothing is told of the banner", "Vom Banner ist nichts gesagt")
BANNER = Text("The banner is there", "Der Banner ist da")
BANNER_OF = Text("The banner is there ({tool})", "Der Banner ist da ({tool})")
NO_BANNER = Text("No banner in sight", "Kein Banner zu sehen")
BANNER_UNKNOWN = Text("Whether there is a banner could not be told", "Ob ein Banner da ist, war nicht zu erkennen")
CLICKED = Text("Clicked", "Geklickt")
#: How the browser's steps begin, before the shop's words; what begins otherwise stays as it is.
STEPS: Mapping[str, Text] = {
    "accept": Text("Accept", "Zustimmen"),
    "reject": Text("Reject", "Ablehnen"),
    "settings": Text("Settings", "Einstellungen"),
    "save": Text("Save", "Speichern"),
    "ok": same("OK"),
    "close": Text("Close", "Schließen"),
    "switch off": Text("Switch off", "Abschalten"),
    "switch on": Text("Switch on", "Einschalten"),
    "confirm": Text("Confirm", "Bestätigen"),
    "again:": Text("Once more", "Noch einmal"),
    "unfold": Text("Unfold", "Aufklappen"),
    "way back": Text("Back to the choice by", "Zurück zur Wahl über"),
    "ignored": Text("Ignored the banner", "Banner nicht beachtet"),
    "closed the browser, and came back": Text(
        "Closed the browser and came back", "Browser geschlossen, wiedergekommen"
    ),
    "came with Sec-GPC: 1 and answered nothing": Text(
        "Came with Sec-GPC: 1, answered nothing", "Kam mit Sec-GPC: 1, hat nichts gewählt"
    ),
    "click": Text("Click", "Klick"),
}
CONTROL_OF = Text("By “{label}”", "Über „{label}“")
CLICKS = Text("clicks: {n}", "Klicks: {n}")
ENLARGE = Text("Enlarge the picture", "Bild vergrößern")
NO_ROOM = Text("This picture had no room in this file.", "Dieses Bild hatte keinen Platz in dieser Datei.")

# ── the filter ───────────────────────────────────────────────────────────────────────────────────────────────────────

FILTER = Text("Filter and sort these tables", "Diese Tabellen filtern und sortieren")
SEEN_IN, ORDER = Text("Seen in", "Gesehen in"), Text("Sort by", "Sortieren nach")
ANY_STATE = Text("any state", "beliebigem Zustand")
UNKNOWN = Text("unknown", "unbekannt")
ORDERS: Mapping[str, Text] = {
    "purpose": HEADS["purpose"],
    "name": Text("Name or host", "Name oder Host"),
    "service": HEADS["service"],
    "party": HEADS["party"],
}
NOTHING_FITS = Text("Nothing fits the filter.", "Nichts passt zum Filter.")
SHOWN = Text("{n} of {all} shown", "{n} von {all} gezeigt")
