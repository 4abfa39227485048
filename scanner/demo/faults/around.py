"""The faults in what stands around forms, and in how they are sent. All of them combine."""

from __future__ import annotations

from scanner.demo.faults.fault import Fault, Words

AROUND_FAULTS: tuple[Fault, ...] = (
    Fault(
        "FM-002",
        Words("The contact form is sent in its address", "Das Kontaktformular wird in der Adresse gesendet"),
        Words(
            "A form without method=post: names and questions stand in the logs and in the next page's Referer.",
            "Ein Formular ohne method=post: Namen und Fragen stehen in Protokollen und im Referer der nächsten Seite.",
        ),
    ),
    Fault(
        "FM-003",
        Words("The checkout demands an account", "Die Kasse verlangt ein Kundenkonto"),
        Words(
            "Whoever has an account comes back more often, says the shop system's manual.",
            "Wer ein Konto hat, kommt öfter wieder, steht im Handbuch des Shopsystems.",
        ),
    ),
    Fault(
        "FM-009",
        Words("One box for terms and newsletter", "Ein Kästchen für AGB und Newsletter"),
        Words(
            "Two boxes looked untidy beside each other.",
            "Zwei Kästchen nebeneinander sahen unaufgeräumt aus.",
        ),
    ),
    Fault(
        "FM-012",
        Words(
            "The newsletter does not say that a mail has to be confirmed",
            "Der Newsletter kündigt keine Bestätigungsmail an",
        ),
        Words(
            "The mail is sent, but nobody thought of telling so beforehand.",
            "Die Mail kommt zwar, aber niemand hat daran gedacht, das vorher zu sagen.",
        ),
    ),
    Fault(
        "FM-013",
        Words("The newsletter does not say how to unsubscribe", "Der Newsletter sagt nicht, wie man sich abmeldet"),
        Words(
            "The way out stands in each issue, and nowhere before.",
            "Der Weg hinaus steht in jeder Ausgabe, vorher nirgends.",
        ),
    ),
    Fault(
        "FM-015",
        Words("Every visit is recorded, login included", "Jeder Besuch wird aufgezeichnet, auch die Anmeldung"),
        Words(
            "A tag for a study of the checkout that ended two years ago.",
            "Ein Tag für eine Studie zur Kasse, die vor zwei Jahren zu Ende ging.",
        ),
        follows=("CK-002", "CK-010"),
    ),
    Fault(
        "FM-016",
        Words("Passwords can't be pasted", "Passwörter lassen sich nicht einfügen"),
        Words(
            "Meant to make people type what they know; it makes them choose what is short.",
            "Gedacht, damit man tippt, was man weiß; so wählt man, was kurz ist.",
        ),
    ),
    Fault(
        "FM-017",
        Words("The contact form does not name its fields", "Das Kontaktformular benennt seine Felder nicht"),
        Words(
            "The attributes fell victim to a tidy-up of the template.",
            "Die Attribute fielen einer aufgeräumten Vorlage zum Opfer.",
        ),
    ),
    Fault(
        "FM-018",
        Words("A captcha of Google before any choice", "Ein Captcha von Google vor jeder Wahl"),
        Words(
            "Three spam mails a week, and the plug-in offered just this one.",
            "Drei Spam-Mails in der Woche, und das Plug-in bot nur dieses an.",
        ),
        follows=("CK-005",),
    ),
    Fault(
        "FM-019",
        Words("The checkout demands the occupation", "Die Kasse verlangt den Beruf"),
        Words(
            "For a statistic that nobody has looked at since.",
            "Für eine Statistik, die seither niemand angesehen hat.",
        ),
    ),
    Fault(
        "PH-005",
        Words("A form for prescriptions that caches may keep", "Ein Formular für Rezepte, das Caches behalten dürfen"),
        Words(
            "Tried out on the contact page when the shop thought of selling remedies; it never went.",
            "Auf der Kontaktseite ausprobiert, als der Laden an Heilmittel dachte; es blieb stehen.",
        ),
    ),
)
