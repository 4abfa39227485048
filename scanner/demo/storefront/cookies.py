"""The cookies of the shop as its notice and its settings name them: by whom, what for, for how long."""

from __future__ import annotations

from dataclasses import dataclass

from scanner.demo.storefront.sessions import SESSION

CHOICE = "cookie_consent"


@dataclass(frozen=True, slots=True)
class CookieNote:
    """One cookie. `days` None: until the browser is closed. `host`: whose it is in the browser's eyes."""

    name: str
    of: str
    purpose: str
    what: str
    days: int | None
    host: str = "muesli.example"

    @property
    def kept(self) -> str:
        """How long, in words."""
        if self.days is None:
            return "bis Sie den Browser schließen"
        return "1 Tag" if self.days == 1 else f"{self.days} Tage"


#: In the order in which a visitor meets them.
COOKIE_NOTES = (
    CookieNote(
        SESSION, "Müsli Beispiel", "Notwendig", "hält Ihren Warenkorb und den Weg durch die Kasse zusammen", None
    ),
    CookieNote(CHOICE, "Müsli Beispiel", "Notwendig", "merkt sich Ihre Auswahl in den Cookie-Einstellungen", 180),
    CookieNote("_ga", "Google Analytics", "Statistik", "unterscheidet Besucherinnen und Besucher", 395),
    CookieNote("_ga_MUESLI0001", "Google Analytics", "Statistik", "hält die Aufrufe eines Besuchs zusammen", 395),
    CookieNote("_uetsid", "Microsoft Advertising", "Marketing", "hält die Aufrufe eines Besuchs zusammen", 1),
    CookieNote("_uetvid", "Microsoft Advertising", "Marketing", "erkennt Sie bei späteren Besuchen wieder", 390),
    CookieNote(
        "MUID",
        "Microsoft Advertising",
        "Marketing",
        "erkennt Ihren Browser auf Seiten mit Microsoft-Anzeigen",
        390,
        "bing.com",
    ),
)
