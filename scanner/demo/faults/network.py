"""The faults in what else answers at the shop's address, and in what nobody should find. All of them combine."""

from __future__ import annotations

from scanner.demo.faults.fault import Fault, Words

NETWORK_FAULTS: tuple[Fault, ...] = (
    Fault(
        "TLS-019",
        Words("Serves the shop over http on port 8080 too", "Liefert den Laden auch auf Port 8080 über http aus"),
        Words(
            "The application's own port, opened for a test behind the back of the proxy that speaks TLS.",
            "Der eigene Port der Anwendung, für einen Test an dem Proxy vorbei geöffnet, der TLS spricht.",
        ),
    ),
    Fault(
        "HTTP-010",
        Words("A .env file and a Git repository lie open", "Eine .env-Datei und ein Git-Repository liegen offen"),
        Words(
            "The whole project folder was copied to the server, and the web server shows all of it.",
            "Der ganze Projektordner wurde auf den Server kopiert, und der Webserver zeigt alles davon.",
        ),
    ),
    Fault(
        "HTTP-011",
        Words("Caches may keep the login page", "Caches dürfen die Anmeldeseite behalten"),
        Words(
            "A rule that was to make the pictures faster took in every page.",
            "Eine Regel, die die Bilder beschleunigen sollte, erfasst jede Seite.",
        ),
    ),
    Fault(
        "NET-001",
        Words("The database answers on port 3306", "Die Datenbank antwortet auf Port 3306"),
        Words(
            "Published by a container, past the firewall that was set up with care.",
            "Von einem Container veröffentlicht, an der sorgsam eingerichteten Firewall vorbei.",
        ),
    ),
    Fault(
        "NET-002",
        Words("A remote desktop answers on port 5900", "Ein Fernzugriff antwortet auf Port 5900"),
        Words(
            "Opened for a service provider who worked from home for two weeks in 2021.",
            "Für einen Dienstleister geöffnet, der 2021 zwei Wochen lang von zu Hause aus arbeitete.",
        ),
    ),
    Fault(
        "NET-002.ssh",
        Words("SSH answers on port 22", "SSH antwortet auf Port 22"),
        Words("From everywhere, as on most servers.", "Von überall her, wie auf den meisten Servern."),
    ),
    Fault(
        "NET-003",
        Words("The administration asks everybody to log in", "Die Verwaltung bittet jeden, sich anzumelden"),
        Words("Nobody ever restricted it to the office.", "Niemand hat sie je auf das Büro beschränkt."),
    ),
)
