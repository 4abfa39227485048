"""The faults in what offers say, on product pages. All of them combine."""

from __future__ import annotations

from scanner.demo.faults.fault import Fault, Words

OFFER_FAULTS: tuple[Fault, ...] = (
    Fault(
        "SL-014",
        Words(
            "Product pages without notes on VAT and shipping", "Produktseiten ohne Hinweis auf Umsatzsteuer und Versand"
        ),
        Words(
            "Somebody found that the price looks better alone.",
            "Jemand fand, dass der Preis allein besser aussieht.",
        ),
    ),
    Fault(
        "SL-015",
        Words("The unit price is wrong", "Der Grundpreis ist falsch"),
        Words(
            "It was typed in by hand, and the price has risen since.",
            "Er wurde von Hand eingetragen, und der Preis ist seitdem gestiegen.",
        ),
    ),
    Fault(
        "SL-015.unit",
        Words("The unit price is per 100 g", "Der Grundpreis gilt für 100 g"),
        Words("That was allowed until May 2022.", "Das war bis Mai 2022 erlaubt."),
    ),
    Fault(
        "SL-016",
        Words("A price is crossed out without a word", "Ein Preis ist ohne ein Wort durchgestrichen"),
        Words(
            "Nobody knows any more where the higher price came from.",
            "Woher der höhere Preis stammt, weiß niemand mehr.",
        ),
    ),
    Fault(
        "SL-017",
        Words("The delivery time is short as a rule", "Die Lieferzeit ist in der Regel kurz"),
        Words("A term would bind, it was thought.", "Eine Frist würde binden, hieß es."),
    ),
    Fault(
        "SL-018",
        Words("No notice on the legal guarantee", "Keine Mitteilung zum Gewährleistungsrecht"),
        Words(
            "The duty began on 27 September 2026, and nobody had it in the calendar.",
            "Die Pflicht begann am 27. September 2026, und niemand hatte sie im Kalender.",
        ),
    ),
    Fault(
        "SL-019",
        Words("A guarantee of five years without its label", "Fünf Jahre Garantie ohne Kennzeichnung"),
        Words(
            "It is the maker's, on the tin that comes with each bag.",
            "Sie stammt vom Hersteller der Dose, die es zu jeder Tüte gibt.",
        ),
    ),
    Fault(
        "SL-020",
        Words("A tin without its maker", "Eine Dose ohne Hersteller"),
        Words(
            "The shop's first product that is no food was put in like a muesli.",
            "Das erste Produkt, das kein Lebensmittel ist, wurde angelegt wie ein Müsli.",
        ),
    ),
    Fault(
        "SL-021",
        Words("Reviews without a word on who wrote them", "Bewertungen ohne ein Wort dazu, von wem sie stammen"),
        Words(
            "The stars came with a new template, the sentence below them did not.",
            "Die Sterne kamen mit einer neuen Vorlage, der Satz darunter nicht.",
        ),
    ),
    Fault(
        "SL-024",
        Words(
            "Another trader sells, and only their name is said",
            "Ein anderer Händler verkauft und nennt nur seinen Namen",
        ),
        Words(
            "The shop became a marketplace overnight.",
            "Der Laden wurde über Nacht zum Marktplatz.",
        ),
    ),
    Fault(
        "SL-028",
        Words("Raisins in rum for everybody", "Rumrosinen für alle"),
        Words(
            "Nobody thought of minors when the recipe changed.",
            "Als sich das Rezept änderte, dachte niemand an Minderjährige.",
        ),
    ),
    Fault(
        "SL-031",
        Words("Climate neutral, somehow", "Irgendwie klimaneutral"),
        Words(
            "It stood in the template of an agency, and it sounded good.",
            "Es stand in der Vorlage einer Agentur und klang gut.",
        ),
    ),
    Fault(
        "PH-006",
        Words("A medicine with the notice of before 2023", "Ein Arzneimittel mit dem Pflichthinweis von vor 2023"),
        Words(
            "Drops of chamomile were added to the assortment, with a text from an old catalogue.",
            "Kamillentropfen kamen ins Sortiment, mit einem Text aus einem alten Katalog.",
        ),
    ),
    Fault(
        "FD-001",
        Words("A list of ingredients that is not called one", "Ein Zutatenverzeichnis, das nicht so heißt"),
        Words("It sounded friendlier that way.", "So klang es freundlicher."),
    ),
    Fault(
        "FD-002",
        Words("Allergens in plain type", "Allergene in normaler Schrift"),
        Words(
            "The editor of the new shop system removes bold type.",
            "Der Editor des neuen Shopsystems entfernt Fettdruck.",
        ),
    ),
    Fault(
        "FD-003",
        Words(
            "A nutrition table without salt and saturates", "Eine Nährwerttabelle ohne Salz und gesättigte Fettsäuren"
        ),
        Words("The laboratory's last mail went to the spam.", "Die letzte Mail des Labors landete im Spam."),
    ),
    Fault(
        "FD-004",
        Words("Organic without the control body's code", "Bio ohne Codenummer der Kontrollstelle"),
        Words("It was taken for a detail of the packaging.", "Sie galt als Sache der Verpackung."),
    ),
    Fault(
        "FD-004.origin",
        Words("The EU's organic logo without the origin", "Das EU-Bio-Logo ohne Herkunftsangabe"),
        Words("The line below the logo was cut off.", "Die Zeile unter dem Logo wurde abgeschnitten."),
    ),
)
