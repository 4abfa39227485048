"""The faults in TLS, certificate and HTTP. All of them combine; how, stands with the registry."""

from __future__ import annotations

from scanner.demo.faults.fault import Fault, Words

CONNECTION_FAULTS: tuple[Fault, ...] = (
    Fault(
        "TLS-001",
        Words("Also accepts TLS 1.0 and 1.1", "Nimmt auch TLS 1.0 und 1.1 an"),
        Words(
            "Left on for old tills and scanners. Both versions know only CBC suites with SHA-1.",
            "Für alte Kassen und Handscanner eingeschaltet geblieben. Beide kennen nur CBC-Suiten mit SHA-1.",
        ),
        follows=("TLS-005", "TLS-015.named"),
    ),
    Fault(
        "TLS-002",
        Words("Does not offer TLS 1.3", "Bietet kein TLS 1.3 an"),
        Words(
            "A configuration written before 2018 and copied ever since.",
            "Eine Konfiguration von vor 2018, seither immer weiterkopiert.",
        ),
    ),
    Fault(
        "TLS-003",
        Words("Accepts a suite without encryption", "Nimmt eine Suite ohne Verschlüsselung an"),
        Words(
            "An ECDHE suite with NULL cipher, switched on to watch traffic and forgotten. NULL is no AEAD either.",
            "Eine ECDHE-Suite mit NULL-Chiffre, zum Mitlesen eingeschaltet und vergessen. NULL ist auch kein AEAD.",
        ),
        follows=("TLS-005",),
    ),
    Fault(
        "TLS-004",
        Words("Accepts static RSA key exchange", "Nimmt statischen RSA-Schlüsselaustausch an"),
        Words(
            "The suites are AEAD, but whoever gets the key later reads everything recorded before.",
            "Die Suiten sind AEAD, aber wer den Schlüssel später bekommt, liest alles früher Mitgeschnittene.",
        ),
    ),
    Fault(
        "TLS-005",
        Words("Accepts CBC suites", "Nimmt CBC-Suiten an"),
        Words(
            "ECDHE with AES-CBC and HMAC-SHA-256/384, kept for clients of about 2013.",
            "ECDHE mit AES-CBC und HMAC-SHA-256/384, für Programme von etwa 2013 behalten.",
        ),
    ),
    Fault(
        "TLS-010",
        Words("Certificate with a 1024-bit RSA key", "Zertifikat mit RSA-Schlüssel von 1024 Bit"),
        Words(
            "Key pair carried over from an old machine. No public trust policy allows a chain that ends in it.",
            "Schlüsselpaar von einer alten Maschine übernommen. Keine öffentliche Vertrauensregel lässt es zu.",
        ),
        follows=("TLS-012",),
    ),
    Fault(
        "TLS-011",
        Words("Certificate signed with SHA-1", "Zertifikat mit SHA-1 signiert"),
        Words(
            "Issued by a CA that never moved on. No current trust policy accepts a chain with it.",
            "Von einer stehengebliebenen Zertifizierungsstelle. Keine heutige Prüfung vertraut einer Kette damit.",
        ),
        follows=("TLS-012",),
    ),
    Fault(
        "TLS-012",
        Words("Certificate for another name", "Zertifikat für einen anderen Namen"),
        Words(
            "The shop moved to a new name, the certificate did not.",
            "Der Laden ist auf einen neuen Namen umgezogen, das Zertifikat nicht.",
        ),
    ),
    Fault(
        "TLS-013",
        Words("Certificate valid for longer than allowed", "Zertifikat länger gültig als erlaubt"),
        Words(
            "400 days: over every limit the CA/Browser Forum has set since September 2020.",
            "400 Tage: mehr als jede Grenze des CA/Browser-Forums seit September 2020.",
        ),
    ),
    Fault(
        "TLS-014",
        Words("Certificate expires in 3 days", "Zertifikat läuft in 3 Tagen ab"),
        Words("Renewal has failed for weeks, unseen.", "Die Erneuerung scheitert seit Wochen unbemerkt."),
        follows=("TLS-014.soon",),
    ),
    Fault(
        "TLS-014.soon",
        Words("Certificate expires in 20 days", "Zertifikat läuft in 20 Tagen ab"),
        Words(
            "Of 90 days; a working renewal would have replaced it 30 days before the end.",
            "Von 90 Tagen; eine laufende Erneuerung hätte es 30 Tage vor Ende ersetzt.",
        ),
    ),
    Fault(
        "HTTP-001",
        Words("Serves the shop over http", "Liefert den Laden über http aus"),
        Words(
            "Port 80 answers with the page itself instead of a redirect.",
            "Port 80 antwortet mit der Seite selbst statt mit einer Weiterleitung.",
        ),
        follows=("TLS-019",),
    ),
    Fault(
        "HTTP-001.permanent",
        Words("Redirects to https only temporarily", "Leitet nur vorläufig auf https um"),
        Words("302 instead of 301: no browser remembers it.", "302 statt 301: Kein Browser merkt es sich."),
    ),
    Fault(
        "HTTP-002",
        Words("Sends no HSTS", "Sendet kein HSTS"),
        Words(
            "The first request of every visit may go over http, where it can be intercepted.",
            "Die erste Anfrage jedes Besuchs kann über http gehen und dort abgefangen werden.",
        ),
    ),
    Fault(
        "HTTP-002.subdomains",
        Words("HSTS without includeSubDomains", "HSTS ohne includeSubDomains"),
        Words(
            "A forged host below the shop's name can still be reached over http.",
            "Ein gefälschter Host unter dem Namen des Ladens bleibt über http erreichbar.",
        ),
    ),
    Fault(
        "HTTP-004",
        Words("Sends no Content-Security-Policy", "Sendet keine Content-Security-Policy"),
        Words(
            "Nothing limits what an injected script may do.", "Nichts begrenzt, was ein eingeschleustes Skript darf."
        ),
    ),
    Fault(
        "HTTP-005",
        Words("Sends no nosniff", "Sendet kein nosniff"),
        Words(
            "Browsers may guess a type and run what was meant to be a picture.",
            "Browser dürfen den Typ raten und ausführen, was ein Bild sein sollte.",
        ),
    ),
)
