"""The faults in what pages load and tell, in the header fields about it, and in security.txt. All of them combine."""

from __future__ import annotations

from scanner.demo.faults.fault import Fault, Words

HTTP_FAULTS: tuple[Fault, ...] = (
    Fault(
        "HTTP-003",
        Words("The pictures of products come over http", "Die Produktbilder kommen über http"),
        Words(
            "Their addresses were written out in full when the shop had no certificate yet.",
            "Ihre Adressen wurden ausgeschrieben, als der Laden noch kein Zertifikat hatte.",
        ),
    ),
    Fault(
        "HTTP-006",
        Words("A Referrer-Policy that tells whole addresses", "Eine Referrer-Policy, die ganze Adressen verrät"),
        Words(
            "What browsers did by themselves until 2020, written down once and never looked at again.",
            "Was Browser bis 2020 von sich aus taten, einmal festgeschrieben und nie wieder angesehen.",
        ),
        # After consent, Google and Microsoft are told of every product.
        follows=("HTTP-006.sent",),
    ),
    Fault(
        "HTTP-006.sent",
        Words("Tells a font service every address", "Verrät einem Schriftendienst jede Adresse"),
        Words(
            "The snippet was copied from a forum, with an attribute that overrides the shop's own policy.",
            "Der Schnipsel stammt aus einem Forum, mit einem Attribut, das der Vorgabe des Ladens vorgeht.",
        ),
    ),
    Fault(
        "HTTP-007",
        Words("May be framed by anybody", "Darf von jedem eingerahmt werden"),
        Words(
            "An agency wanted to show the shop in its portfolio, so the protection was taken out.",
            "Eine Agentur wollte den Laden in ihrer Mappe zeigen, also wurde der Schutz entfernt.",
        ),
    ),
    Fault(
        "HTTP-008",
        Words("Embeds a library without a hash", "Bindet eine Bibliothek ohne Hash ein"),
        Words(
            "Pages were to load faster, and the snippet had no integrity attribute.",
            "Die Seiten sollten schneller laden, und der Schnipsel hatte kein integrity-Attribut.",
        ),
    ),
    Fault(
        "HTTP-009",
        Words("Says which PHP it runs on", "Sagt, auf welchem PHP es läuft"),
        Words(
            "The setting that PHP comes with; expose_php was never switched off.",
            "Die Einstellung, mit der PHP kommt; expose_php wurde nie ausgeschaltet.",
        ),
    ),
    Fault(
        "SEC-001",
        Words("security.txt has expired", "security.txt ist abgelaufen"),
        Words(
            "Written with zeal, and forgotten when its author left.",
            "Mit Eifer geschrieben und vergessen, als ging, wer es geschrieben hatte.",
        ),
    ),
)
