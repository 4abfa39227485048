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
        "PN-002",
        Words("The notice is in English", "Die Datenschutzerklärung ist englisch"),
        Words(
            "A sample text from abroad that nobody translated.",
            "Ein Mustertext von anderswo, den niemand übersetzt hat.",
        ),
    ),
    Fault(
        "PN-003",
        Words("The notice does not say how long data are kept", "Die Speicherdauer fehlt in der Erklärung"),
        Words(
            "Nobody knew the periods when it was written, so they were left out.",
            "Beim Schreiben kannte niemand die Fristen, also blieben sie weg.",
        ),
        follows=("CK-016",),
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
        "PN-004.kind",
        Words("A service is described and not named", "Ein Dienst wird umschrieben statt genannt"),
        Words(
            "Whoever wrote the text did not know which provider was chosen in the end.",
            "Beim Schreiben stand noch nicht fest, welcher Anbieter es wird.",
        ),
    ),
    Fault(
        "PN-005",
        Words(
            "The notice names a service that is not used", "Die Erklärung nennt einen Dienst, den es hier nicht gibt"
        ),
        Words(
            "The tool was switched off a year ago, and its paragraph stayed.",
            "Das Werkzeug wurde vor einem Jahr abgeschaltet, sein Absatz blieb stehen.",
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
        "PN-008",
        Words(
            "Notice and imprint name different companies",
            "Datenschutzerklärung und Impressum nennen verschiedene Firmen",
        ),
        Words(
            "The company was renamed, and only one of the texts was changed.",
            "Das Unternehmen wurde umbenannt, aber nur einer der Texte geändert.",
        ),
    ),
    Fault(
        "PN-009.links",
        Words("The notice links a page that is gone", "Die Erklärung verlinkt eine Seite, die es nicht gibt"),
        Words(
            "The form was taken down, and the link to it stayed.",
            "Das Formular wurde abgeschafft, der Link darauf blieb stehen.",
        ),
    ),
    Fault(
        "PN-010",
        Words("A credit check without the agency", "Bonitätsprüfung ohne Auskunftei"),
        Words(
            "Customers learn that they are checked, and neither by whom nor on which basis.",
            "Dass geprüft wird, steht da; bei wem und auf welcher Grundlage, nicht.",
        ),
        follows=("PN-003.more",),
    ),
    Fault(
        "PN-011",
        Words(
            "A profile on Instagram that the notice keeps quiet", "Ein Instagram-Profil, das die Erklärung verschweigt"
        ),
        Words(
            "Whoever looks after the profile does not look after the notice.",
            "Wer das Profil pflegt, pflegt nicht die Datenschutzerklärung.",
        ),
    ),
    Fault(
        "PN-012",
        Words("The notice has no date", "Die Datenschutzerklärung hat kein Datum"),
        Words(
            "It was changed so often that nobody wanted to keep a date.",
            "Sie wurde so oft geändert, dass niemand ein Datum pflegen wollte.",
        ),
    ),
    Fault(
        "PN-012.age",
        Words("The notice is years old", "Die Datenschutzerklärung ist Jahre alt"),
        Words(
            "Nobody has looked at it since; a note, no fault.",
            "Seither hat sie niemand durchgesehen; ein Hinweis, kein Fehler.",
        ),
    ),
    Fault(
        "PN-013",
        Words("Promises necessary cookies only", "Verspricht nur notwendige Cookies"),
        Words(
            "A sentence of the days before Google Analytics.",
            "Ein Satz aus der Zeit vor Google Analytics.",
        ),
    ),
    Fault(
        "CK-016",
        Words("A cookie is missing from the tables", "Ein Cookie fehlt in den Tabellen"),
        Words(
            "The tables were copied from a sample; nobody compared them with the browser.",
            "Die Tabellen stammen aus einem Muster; niemand hat sie mit dem Browser verglichen.",
        ),
    ),
    Fault(
        "CK-028",
        Words("No basis is given for a transfer to the USA", "Eine Übermittlung in die USA bleibt ohne Grundlage"),
        Words(
            "The paragraph names the recipient and leaves out on what the transfer rests.",
            "Der Absatz nennt den Empfänger und lässt weg, worauf die Übermittlung beruht.",
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
