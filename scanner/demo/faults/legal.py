"""The faults in what imprint, withdrawal instruction, terms and pages on conditions say. All of them combine."""

from __future__ import annotations

from scanner.demo.faults.fault import Fault, Words

LEGAL_FAULTS: tuple[Fault, ...] = (
    Fault(
        "SL-002",
        Words("The legal notice names no register", "Im Impressum fehlt das Handelsregister"),
        Words(
            "The company was registered after the page had been written.",
            "Die GmbH wurde eingetragen, als die Seite schon geschrieben war.",
        ),
    ),
    Fault(
        "SL-003",
        Words("The legal notice rests on § 5 TMG", "Das Impressum beruft sich auf § 5 TMG"),
        Words("Nobody has looked at it since May 2024.", "Seit Mai 2024 hat es niemand angesehen."),
    ),
    Fault(
        "SL-004",
        Words("A magazine without a responsible editor", "Ein Magazin ohne inhaltlich Verantwortlichen"),
        Words(
            "The magazine came later, and the legal notice was not asked.",
            "Das Magazin kam später dazu, und an das Impressum dachte niemand.",
        ),
    ),
    Fault(
        "SL-005",
        Words("Link to the closed platform for disputes", "Link zur abgeschalteten OS-Plattform"),
        Words(
            "It was mandatory until 20 July 2025, and stayed.",
            "Bis zum 20. Juli 2025 war er Pflicht, danach blieb er stehen.",
        ),
    ),
    Fault(
        "SL-006",
        Words("No word on dispute resolution", "Kein Wort zur Verbraucherschlichtung"),
        Words(
            "It was deleted together with the link to the platform.",
            "Der Hinweis wurde zusammen mit dem Link zur Plattform gelöscht.",
        ),
    ),
    Fault(
        "SL-007",
        Words("The terms can't be read online", "Die AGB sind online nicht zu lesen"),
        Words("They are sent by post, to whoever asks.", "Es gibt sie per Post, für alle, die danach fragen."),
    ),
    Fault(
        "SL-008",
        Words("The instruction leaves out when money comes back", "Die Belehrung nennt keine Frist für die Erstattung"),
        Words(
            "Somebody rewrote the model text to make it friendlier.",
            "Jemand hat den Mustertext freundlicher formuliert.",
        ),
    ),
    Fault(
        "SL-009",
        Words("Product pages without the withdrawal function", "Produktseiten ohne Widerrufsfunktion"),
        Words(
            "They have a template of their own, and its footer was forgotten.",
            "Sie haben eine eigene Vorlage, und deren Fußzeile wurde vergessen.",
        ),
    ),
    Fault(
        "SL-010",
        Words("Whoever withdraws has to say why", "Wer widerruft, muss sagen, warum"),
        Words(
            "Marketing wanted to know; the law says that nobody need tell.",
            "Das Marketing wollte es wissen; nach dem Gesetz muss es niemand sagen.",
        ),
    ),
    Fault(
        "SL-011",
        Words("The instruction is silent about the online function", "Die Belehrung verschweigt die Online-Funktion"),
        Words("It is the model text of 2022.", "Es ist der Mustertext von 2022."),
    ),
    Fault(
        "SL-012",
        Words("A subscription that can't be cancelled online", "Ein Abo, das sich online nicht kündigen lässt"),
        Words(
            "Product pages offer it, and nothing leads to a way out.",
            "Die Produktseiten bieten es an, und nichts führt wieder heraus.",
        ),
    ),
    Fault(
        "SL-013",
        Words("No page says where is delivered to", "Keine Seite nennt das Liefergebiet"),
        Words("Whoever lives abroad learns it in the checkout.", "Wer im Ausland wohnt, erfährt es in der Kasse."),
    ),
    Fault(
        "SL-022",
        Words("The accessibility statement names no authority", "Der Barrierefreiheit fehlt die zuständige Behörde"),
        Words(
            "The statement was written before the authority had a name.",
            "Die Erklärung entstand, bevor die Behörde einen Namen hatte.",
        ),
    ),
    Fault(
        "SL-029",
        Words("The contact page has no telephone number", "Die Kontaktseite nennt keine Telefonnummer"),
        Words("Whoever calls costs time.", "Wer anruft, kostet Zeit."),
    ),
    Fault(
        "SL-030",
        Words("A fee for direct debit", "Ein Entgelt für die Lastschrift"),
        Words(
            "Forbidden since 13 January 2018, and not much used.",
            "Seit dem 13. Januar 2018 verboten, und kaum jemand nutzt sie.",
        ),
    ),
)
