"""What only the section on forms says, in English and German."""

from __future__ import annotations

from collections.abc import Mapping

from scanner.model.verdict import Text
from scanner.model.vocabulary import Level, PersonalData
from scanner.model.words import word
from scanner.reports.full.standing import Standing

TITLE = Text("Forms and what they ask for", "Formulare und wonach sie fragen")
INTRO = Text(
    "Each form once, with the pages on which it was seen. The verdict says what the controls of profile {profile} hold "
    "of asking for it; it is no opinion of its own.",
    "Jedes Formular einmal, mit den Seiten, auf denen es zu sehen war. Das Urteil sagt, was die Prüfungen des Profils "
    "{profile} dazu sagen, dass danach gefragt wird; eine eigene Wertung ist es nicht.",
)
NOT_TOLD = Text(
    "This report was written by a version that told of failing fields alone: what is not objected to may be unknown.",
    "Dieser Bericht stammt von einer Version, die nur beanstandete Felder nannte: Was nicht beanstandet ist, kann "
    "unbekannt sein.",
)
NO_PURPOSE = Text("Form of unknown purpose", "Formular unbekannten Zwecks")
FORM = Text("Form", "Formular")
FIELDS = Text("Fields", "Felder")
PAGES = Text("Seen on", "Gesehen auf")
MORE_PAGES = Text("and {n} more pages", "und {n} weiteren Seiten")
NUMBER = Text("No.", "Nr.")
NO_LABEL = Text("without a label", "ohne Beschriftung")
NOTHING_STATED = Text("states nothing", "nichts angegeben")
ON_PAGES = Text("{said} (on {n} of {all} pages)", "{said} (auf {n} von {all} Seiten)")
CONSENT_TO = Text("“{label}” agrees to {binds}", "„{label}“ willigt ein in: {binds}")
CONSENT_NONE = Text("“{label}” agrees to nothing by itself", "„{label}“ ist für sich keine Einwilligung")
CONSENT_UNKNOWN = Text("“{label}”: unknown to what", "„{label}“: unbekannt wozu")
FORM_ITSELF = Text("The form itself", "Das Formular selbst")
ALSO = Text("also", "außerdem")
FITS = Text("nothing against it", "nichts dagegen")
UNTOLD = Text("can't tell", "lässt sich nicht sagen")
WHY_READ = Text("Read so because of", "So gelesen wegen")
BINDS = Text("The tick agrees to", "Das Häkchen willigt ein in")
EXPLAINED = Text("The form says what for", "Das Formular sagt, wozu")
ALT = Text("Picture of the form “{purpose}” on {page}", "Bild des Formulars „{purpose}“ auf {page}")
MARKED_SO = Text(
    "Framed are the fields by their numbers: red what is objected to, grey all else. Not framed: {missing}.",
    "Umrandet sind die Felder mit ihren Nummern: rot, was beanstandet ist, grau alles andere. Ohne Rahmen: {missing}.",
)
ALL_MARKED = Text(
    "Framed are the fields by their numbers: red what is objected to, grey all else.",
    "Umrandet sind die Felder mit ihren Nummern: rot, was beanstandet ist, grau alles andere.",
)
NO_PICTURE = Text("No picture of this form", "Kein Bild dieses Formulars")
NO_PICTURE_ROOM = Text("had no room in this file", "hatte keinen Platz in dieser Datei")
MORE_FORMS = Text(
    "{n} more forms have no room here; they stand in forms_fields.csv of --format csv.",
    "{n} weitere Formulare haben hier keinen Platz; sie stehen in forms_fields.csv von --format csv.",
)
MORE_FIELDS = Text(
    "{n} more fields have no room here; they stand in forms_fields.csv of --format csv.",
    "{n} weitere Felder haben hier keinen Platz; sie stehen in forms_fields.csv von --format csv.",
)
SHOW_FIELD = Text("See field {n} in its form", "Feld {n} in seinem Formular ansehen")
SHOW_FORM = Text("See the form", "Das Formular ansehen")
AS_LEVEL: Mapping[Level, Text] = {
    Level.ERROR: Text("", ""),
    Level.WARNING: Text("warning", "Warnung"),
    Level.NOTE: Text("note", "Hinweis"),
}

#: What a reader is told of a field in the column of verdicts.
STANDINGS: Mapping[Standing, Text] = {
    Standing.REFUSED: Text("not allowed", "nicht zulässig"),
    Standing.FAULTY: Text("objected to", "beanstandet"),
    Standing.OPEN: Text("unknown", "unbekannt"),
    Standing.UNTOLD: Text("not told", "nicht gesagt"),
    Standing.ALLOWED: Text("allowed", "zulässig"),
    Standing.UNSPOKEN: Text("no control speaks of it", "keine Prüfung äußert sich dazu"),
}
MEANT: Mapping[Standing, Text] = {
    Standing.REFUSED: Text(
        "a control says that this may not be asked for, or not be mandatory",
        "eine Prüfung sagt, dass danach nicht gefragt oder die Angabe nicht verlangt werden darf",
    ),
    Standing.FAULTY: Text(
        "a control objects to something else about it: how it is sent, marked or ticked",
        "eine Prüfung beanstandet etwas anderes daran: wie es gesendet, gekennzeichnet oder angekreuzt wird",
    ),
    Standing.OPEN: Text(
        "a control that may speak of it can't tell", "eine Prüfung, die es betreffen kann, kann es nicht sagen"
    ),
    Standing.UNTOLD: Text("the report does not tell", "der Bericht sagt es nicht"),
    Standing.ALLOWED: Text(
        "the controls that say what may be asked for find nothing against it",
        "die Prüfungen, die sagen, wonach gefragt werden darf, finden nichts dagegen",
    ),
    Standing.UNSPOKEN: Text(
        "no control of this profile says whether it may be asked for",
        "keine Prüfung dieses Profils sagt, ob danach gefragt werden darf",
    ),
}
#: Heads of the columns of fields, by key.
COLUMNS: Mapping[str, Text] = {
    "label": Text("Field", "Feld"),
    "asks_for": Text("Asks for", "Fragt nach"),
    "required": Text("Required", "Pflicht"),
    "marked": Text("Marked", "Gekennzeichnet"),
    "preticked": Text("Pre-ticked", "Vorangekreuzt"),
    "standing": Text("Verdict", "Urteil"),
}
REQUIRED: Mapping[bool, Text] = {True: Text("required", "Pflicht"), False: Text("optional", "freiwillig")}
MARKED: Mapping[bool, Text] = {
    True: Text("marked so", "gekennzeichnet"),
    False: Text("not marked so", "nicht gekennzeichnet"),
}
PRETICKED: Mapping[bool, Text] = {
    True: Text("pre-ticked", "vorangekreuzt"),
    False: Text("not pre-ticked", "nicht vorangekreuzt"),
}
#: What stands around a form: a head for each field of the fact, in the order of the page.
AROUND: Mapping[str, Text] = {
    "method": Text("Sent with", "Gesendet mit"),
    "action": Text("Sent to", "Gesendet an"),
    "secure": Text("Encrypted", "Verschlüsselt"),
    "same_site": Text("To the shop's own site", "An die eigene Site"),
    "by_url": Text("Answers stand in the address", "Eingaben stehen in der Adresse"),
    "no_store": Text("Its page may not be kept", "Seite darf nicht gespeichert werden"),
    "frame": Text("Stands in the frame", "Steht im Rahmen"),
    "links_notice": Text("Links the privacy notice", "Verlinkt die Datenschutzerklärung"),
    "guest_possible": Text("Order without an account", "Bestellung ohne Konto"),
    "double_opt_in": Text("Announces a mail to confirm", "Kündigt Bestätigungsmail an"),
    "unsubscribe": Text("Says how to unsubscribe", "Nennt Abmeldung oder Widerruf"),
    "names_health": Text("Names data on health", "Nennt Gesundheitsdaten"),
    "captcha": Text("Captcha", "Captcha"),
    "captcha_party": Text("Whose captcha", "Wessen Captcha"),
    "captcha_advertises": Text("Its operator advertises", "Betreiber macht auch Werbung"),
    "outsiders": Text("Scripts of third parties on the page", "Skripte Dritter auf der Seite"),
    "replay": Text("Session recording", "Sitzungsaufzeichnung"),
    "replay_in": Text("Recorded in", "Aufgezeichnet in"),
    "consent_boxes": Text("Consent boxes", "Einwilligungskästchen"),
}
#: Where there is none of it, that is worth saying.
SAID_IF_NONE = frozenset({"captcha", "replay"})
#: English for names of answers that are tokens of HTML.
_ENGLISH: Mapping[PersonalData, str] = {
    PersonalData.BDAY: "date of birth",
    PersonalData.TEL: "phone number",
    PersonalData.EMAIL: "e-mail address",
    PersonalData.HONORIFIC_PREFIX: "title (Mr, Ms)",
    PersonalData.SEX: "gender",
    PersonalData.AGE_OVER: "minimum age",
    PersonalData.ADDITIONAL_NAME: "further given name",
    PersonalData.ADDRESS_LINE2: "address addition",
    PersonalData.CC_NAME: "card holder",
    PersonalData.CC_NUMBER: "card number",
    PersonalData.CC_EXP: "expiry of the card",
    PersonalData.CC_CSC: "security code of the card",
    PersonalData.VAT_ID: "VAT number",
    PersonalData.TAX_ID: "tax number",
    PersonalData.IBAN: "IBAN",
    PersonalData.HEALTH: "data on health",
    PersonalData.CONSENT_TERMS: "agreement to the terms",
    PersonalData.CONSENT_PRIVACY: "having read the privacy notice",
    PersonalData.CONSENT_MARKETING: "consent to advertising",
    PersonalData.CONSENT_PROFILING: "consent to profiling",
    PersonalData.CONSENT_HEALTH: "consent to data on health",
    PersonalData.HONEYPOT: "hidden field against spam",
    PersonalData.NONE: "nothing personal",
}


def asked(data: PersonalData) -> Text:
    """What a field asks for, as people call it."""
    return Text(_ENGLISH.get(data, data.value.replace("-", " ")), word(data, "de"))
