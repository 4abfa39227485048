"""The faults in the banner, and in what pages store and send before and after it was answered. All of them combine."""

from __future__ import annotations

from scanner.demo.faults.fault import Fault, Words

CONSENT_FAULTS: tuple[Fault, ...] = (
    Fault(
        "CK-001",
        Words("Stores an analytics cookie before any choice", "Speichert vor jeder Wahl ein Analyse-Cookie"),
        Words(
            "A script from before there was a banner writes _ga on every page, whatever the banner is told.",
            "Ein Skript aus der Zeit vor dem Banner schreibt überall _ga, was auch immer jemand dort wählt.",
        ),
        follows=("CK-010", "CK-014", "PN-013"),
    ),
    Fault(
        "CK-002",
        Words("Loads an analytics script before any choice", "Lädt vor jeder Wahl ein Analyse-Skript"),
        Words(
            "A second Google tag stands in the template itself, past the banner.",
            "Ein zweites Google-Tag steht in der Vorlage selbst, am Banner vorbei.",
        ),
        follows=("CK-003", "CK-010"),
    ),
    Fault(
        "CK-004",
        Words("Consent Mode set too late, and half of it", "Consent Mode zu spät und nur zur Hälfte gesetzt"),
        Words(
            "Copied from an old manual: the default comes after the tag, without the signals of version 2.",
            "Aus einer alten Anleitung kopiert: Die Voreinstellung kommt nach dem Tag, ohne die Signale von Version 2.",
        ),
    ),
    Fault(
        "CK-005",
        Words("Embeds Google Fonts from the USA", "Bindet Google Fonts aus den USA ein"),
        Words(
            "A theme's default. The files could come from the shop's own server.",
            "Die Voreinstellung eines Themes. Die Dateien könnten vom eigenen Server kommen.",
        ),
        follows=("PCI-005",),
    ),
    Fault(
        "CK-006",
        Words("No reject button on the banner's first layer", "Kein Ablehnen auf der ersten Ebene des Banners"),
        Words(
            "Rejecting takes a second click, in the settings. More visitors agree that way.",
            "Ablehnen braucht einen zweiten Klick, in den Einstellungen. So stimmen mehr zu.",
        ),
    ),
    Fault(
        "CK-008",
        Words("The banner's switch for statistics is on already", "Der Schalter für Statistik ist schon eingeschaltet"),
        Words(
            "Whoever opens the settings and saves has agreed to statistics unawares.",
            "Wer die Einstellungen öffnet und speichert, hat der Statistik ungewollt zugestimmt.",
        ),
    ),
    Fault(
        "CK-010",
        Words("Loads analytics after a rejection too", "Lädt die Webanalyse auch nach einer Ablehnung"),
        Words(
            "In the banner's settings Google Analytics was put under the necessary purpose.",
            "In den Einstellungen des Banners wurde Google Analytics dem notwendigen Zweck zugeordnet.",
        ),
        follows=("PCI-005", "PN-013"),
    ),
    Fault(
        "CK-019",
        Words("Session cookie without Secure and HttpOnly", "Sitzungscookie ohne Secure und HttpOnly"),
        Words(
            "Behind a proxy that ends TLS, the application believes that it is asked over http.",
            "Hinter einem Proxy, der TLS beendet, glaubt die Anwendung, sie werde über http gefragt.",
        ),
    ),
    Fault(
        "CK-022",
        Words("Tells devices apart before any choice", "Unterscheidet Geräte vor jeder Wahl"),
        Words(
            "A script against fraud draws a text and asks the browser for its plug-ins, on every page.",
            "Ein Skript gegen Betrug zeichnet einen Text und fragt den Browser nach Erweiterungen, auf jeder Seite.",
        ),
    ),
    Fault(
        "CK-025",
        Words("Analytics through the shop's own server", "Webanalyse über den eigenen Server"),
        Words(
            "Every page sends what Google Analytics is sent to /messung, before any choice and after a rejection.",
            "Jede Seite sendet, was sonst Google Analytics bekommt, an /messung, vor jeder Wahl und nach dem Ablehnen.",
        ),
        follows=("CK-010",),
    ),
)
