"""What only the endpoints of a report say, in English and German."""

from __future__ import annotations

from scanner.model.verdict import Text

ENDPOINTS = Text("TLS endpoints", "TLS-Endpunkte")
ADDRESSES = Text("at", "unter")
VERSIONS = Text("Versions", "Versionen")
SUITES = Text("Cipher suites by version", "Cipher-Suites nach Version")
SUITE = Text("Suite", "Suite")
ABOUT = Text("Strength", "Stärke")
LISTED = Text("Listed by", "Gelistet von")
GROUPS = Text("Key agreement", "Schlüsseleinigung")
CHAIN = Text("Certificate chain", "Zertifikatskette")
CHAIN_OF = Text("Certificate chain {n}", "Zertifikatskette {n}")
NEAR = Text("How far from the guidelines", "Wie weit von den Richtlinien")
CHANGES = Text("To change", "Zu ändern")
ADVICE = Text("Advised", "Empfohlen")
NOT_JUDGED = Text("Could not be judged", "Nicht zu beurteilen")
MORE = Text("and {n} more", "und {n} weitere")
RANKS = Text(
    "A number is the server's own rank of a suite in that version.",
    "Eine Zahl ist der Rang, den der Server der Suite in dieser Version gibt.",
)

ACCEPTED, REFUSED, NOT_TOLD = (
    Text("accepted", "angenommen"),
    Text("refused", "abgelehnt"),
    Text("not told", "unbekannt"),
)
TAKEN = Text("yes", "ja")
FORWARD_SECRECY, NO_FORWARD_SECRECY = (
    Text("forward secrecy", "Forward Secrecy"),
    Text("no forward secrecy", "ohne Forward Secrecy"),
)
AEAD, NO_AEAD = Text("AEAD", "AEAD"), Text("no AEAD", "kein AEAD")
LEAF, INTERMEDIATE, ROOT, ANCHOR = (
    Text("server", "Server"),
    Text("intermediate", "Zwischenstelle"),
    Text("root, sent along", "Wurzel, mitgesandt"),
    Text("trusted root", "vertraute Wurzel"),
)
NOT_SENT = Text("not sent; known to the client", "nicht gesandt; dem Programm bekannt")
NOT_TRUSTED = Text("not trusted", "nicht vertrauenswürdig")
