"""The faults in what forms demand and tell. All of them combine."""

from __future__ import annotations

from scanner.demo.faults.fault import Fault, Words

FORM_FAULTS: tuple[Fault, ...] = (
    Fault(
        "FM-001",
        Words("The newsletter form sends without encryption", "Das Newsletter-Formular sendet unverschlüsselt"),
        Words(
            "Its address was written out in full when the shop had no certificate yet.",
            "Seine Adresse wurde ausgeschrieben, als der Laden noch kein Zertifikat hatte.",
        ),
        follows=("HTTP-003",),
    ),
    Fault(
        "FM-004",
        Words("The newsletter form demands a first name", "Das Newsletter-Formular verlangt einen Vornamen"),
        Words(
            "The salutation of the mails was to look personal, so the field was made mandatory.",
            "Die Anrede der Mails sollte persönlich wirken, also wurde das Feld zur Pflicht.",
        ),
    ),
    Fault(
        "FM-005",
        Words("Registration and checkout demand Mr or Ms", "Registrierung und Kasse verlangen Herr oder Frau"),
        Words(
            "A field of the merchandise system, which knows two values and no empty one.",
            "Ein Feld der Warenwirtschaft, die nur zwei Werte kennt und keinen leeren.",
        ),
    ),
    Fault(
        "FM-006",
        Words("Registration demands the date of birth", "Die Registrierung verlangt das Geburtsdatum"),
        Words(
            "For a birthday voucher that was never sent.",
            "Für einen Geburtstagsgutschein, den nie jemand verschickt hat.",
        ),
    ),
    Fault(
        "FM-007",
        Words(
            "Contact form and checkout demand a phone number", "Kontaktformular und Kasse verlangen eine Telefonnummer"
        ),
        Words(
            "Customer service likes to call back. Not everybody likes to be called.",
            "Der Kundendienst ruft gern zurück. Nicht alle werden gern angerufen.",
        ),
        follows=("FM-019",),
    ),
    Fault(
        "FM-008",
        Words(
            "The newsletter is ticked already at registration", "Der Newsletter ist bei der Registrierung angekreuzt"
        ),
        Words(
            "The list was to grow. What it grew by is no consent.",
            "Der Verteiler sollte wachsen. Was dazukam, ist keine Einwilligung.",
        ),
    ),
    Fault(
        "FM-010",
        Words("The contact form marks no mandatory field", "Das Kontaktformular kennzeichnet kein Pflichtfeld"),
        Words(
            "A design without asterisks. What is mandatory shows only in the error message.",
            "Ein Entwurf ohne Sternchen. Was Pflicht ist, zeigt erst die Fehlermeldung.",
        ),
    ),
    Fault(
        "FM-011",
        Words("No link to the privacy notice on the contact page", "Kein Link zum Datenschutz auf der Kontaktseite"),
        Words(
            "The page was made by somebody else. Neither its form nor its footer names the notice.",
            "Die Seite hat jemand anderes gebaut. Weder ihr Formular noch ihre Fußzeile nennt die Erklärung.",
        ),
        follows=("PN-001",),
    ),
    Fault(
        "FM-011.adjacent",
        Words(
            "No link to the privacy notice in the registration form", "Kein Link zum Datenschutz im Registrierformular"
        ),
        Words(
            "The sentence above the button fell victim to a shorter form. The footer still has the link.",
            "Der Satz über der Schaltfläche fiel der Kürze zum Opfer. In der Fußzeile steht der Link noch.",
        ),
    ),
    Fault(
        "FM-020",
        Words('The order button says "send order"', "Der Bestellknopf heißt „Bestellung abschicken“"),
        Words(
            "It was to sound friendly. That it costs money is no longer said by it.",
            "Er sollte freundlicher klingen. Dass es Geld kostet, sagt er nun nicht mehr.",
        ),
    ),
    Fault(
        "FM-021",
        Words("The sum stands below the order button", "Die Summe steht unter dem Bestellknopf"),
        Words(
            "The box with the sum moved into the foot of the page with a new design.",
            "Der Kasten mit der Summe rutschte mit einem neuen Entwurf ans Ende der Seite.",
        ),
    ),
    Fault(
        "FM-014",
        Words("A tag reads along while forms are filled in", "Ein Tag liest mit, während Formulare ausgefüllt werden"),
        Words(
            "Marketing wanted to see where people give up. It sees what they typed, too.",
            "Das Marketing wollte sehen, wo Leute aufgeben. Nun sieht es auch, was sie getippt haben.",
        ),
    ),
    Fault(
        "FM-014.own",
        Words("The contact form saves drafts at the shop", "Das Kontaktformular sichert Entwürfe beim Shop"),
        Words(
            "Somebody lost a long message once. Since then the shop has all that nobody sent.",
            "Jemandem ging einmal eine lange Nachricht verloren. Seither hat der Laden, was niemand abgeschickt hat.",
        ),
    ),
)
