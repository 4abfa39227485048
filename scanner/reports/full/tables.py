"""Which tables of what was seen a report holds, and their columns. A further table costs one entry."""

from __future__ import annotations

from dataclasses import dataclass

from scanner.model.facts import KINDS, label
from scanner.model.verdict import Text
from scanner.model.vocabulary import Party
from scanner.reports.words import same


@dataclass(frozen=True, slots=True)
class Column:
    """A field of a fact by its path, under a heading."""

    path: str
    head: Text


@dataclass(frozen=True, slots=True)
class Spec:
    """A table of one kind of fact.

    `only`: the field and the value a row must have to be shown. `counted`: rows that read the same are one row, with
    how many they are.
    """

    kind: str
    title: Text
    columns: tuple[Column, ...]
    only: tuple[str, object] | None = None
    counted: bool = False


def _spec(
    kind: str,
    title: Text,
    *columns: str | tuple[str, Text],
    only: tuple[str, object] | None = None,
    counted: bool = False,
) -> Spec:
    """A column is a path, or a path with a heading where the field's own words are too long or too short for one."""
    named = (column if isinstance(column, tuple) else (column, _head(kind, column)) for column in columns)
    return Spec(kind, title, tuple(Column(path, head) for path, head in named), only, counted)


def _head(kind: str, path: str) -> Text:
    said = (path.rpartition(".")[2].replace("_", " "), label(KINDS[kind], path, "de"))
    en, de = (text[:1].upper() + text[1:] for text in said)
    return Text(en, de)


_HOST, _PORT = ("endpoint.host", same("Host")), ("endpoint.port", same("Port"))
_PAGE, _PHASE = Text("Page", "Seite"), Text("Phase", "Phase")
_SIGNALS = ("ad_storage", "analytics_storage", "ad_user_data", "ad_personalization")
_IN_NOTICE = Text("In the notice", "In der Erklärung")

TABLES: tuple[Spec, ...] = (
    _spec("page", Text("Pages", "Seiten"), "url", "role", "status", "language", "title"),
    _spec(
        "consent_banner",
        Text("Consent banners", "Consent-Banner"),
        ("page.url", _PAGE),
        "phase",
        "present",
        "tool",
        ("accept.label", Text("Accept", "Zustimmen")),
        ("reject.label", Text("Reject", "Ablehnen")),
        ("reject.layer", Text("Reject on layer", "Ablehnen auf Ebene")),
        ("reject.clicks", Text("Clicks to reject", "Klicks zum Ablehnen")),
        "preticked",
    ),
    _spec(
        "listed_item",
        Text("Listed in the banner", "Im Banner aufgeführt"),
        "category",
        "name",
        ("necessary", Text("Can't be declined", "Nicht abwählbar")),
        "service",
        "purpose",
        ("page.url", _PAGE),
    ),
    _spec(
        "stored_item",
        Text("Cookies and other storage", "Cookies und anderer Speicher"),
        "name",
        "area",
        "origin",
        "phase",
        "purpose",
        "service",
        ("lifetime_days", Text("Days kept", "Tage aufbewahrt")),
        ("disclosed.named", _IN_NOTICE),
    ),
    _spec(
        "service",
        Text("Services of third parties", "Dienste Dritter"),
        "name",
        "operator",
        "country",
        "purpose",
        ("observed", Text("Seen", "Gesehen")),
        ("disclosed", _IN_NOTICE),
    ),
    _spec(
        "request",
        Text("Requests to third parties", "Anfragen an Dritte"),
        "host",
        "service",
        "purpose",
        "country",
        "phase",
        "type",
        only=("party", Party.THIRD),
        counted=True,
    ),
    _spec(
        "fingerprinting",
        Text("Scripts that read what tells devices apart", "Skripte, die Gerätemerkmale auslesen"),
        "script",
        ("api", Text("What is read", "Was gelesen wird")),
        "phase",
        "party",
        "service",
        ("sources", Text("Sources in all", "Quellen insgesamt")),
    ),
    _spec(
        "tcf_signal",
        Text("TCF strings, decoded", "TCF-Strings, entschlüsselt"),
        "phase",
        ("page.url", _PAGE),
        ("decoded", Text("What it says", "Was er besagt")),
        ("policy_version", Text("Policy", "Regelwerk")),
        ("cmp_id", same("CMP")),
        ("purposes_consent", Text("Purposes by consent", "Zwecke nach Einwilligung")),
        ("vendors_consent", Text("Vendors by consent", "Anbieter nach Einwilligung")),
        ("purposes_interest", Text("Purposes by legitimate interest", "Zwecke nach berechtigtem Interesse")),
        ("vendors_interest", Text("Vendors by legitimate interest", "Anbieter nach berechtigtem Interesse")),
        only=("present", True),
    ),
    _spec(
        "consent_mode",
        Text("Google Consent Mode", "Google Consent Mode"),
        "phase",
        ("page.url", _PAGE),
        ("decoded", Text("What it says", "Was er besagt")),
        *((f"signals.{name}", same(name)) for name in _SIGNALS),
        ("default_first", Text("Default set first", "Vorgabe zuerst")),
        ("pings", Text("Requests while denied", "Anfragen trotz Nein")),
        only=("present", True),
    ),
    _spec(
        "form",
        Text("Forms", "Formulare"),
        ("page.url", _PAGE),
        ("purpose", Text("Purpose", "Zweck")),
        "method",
        ("secure", Text("Encrypted", "Verschlüsselt")),
        ("links_notice", Text("Links the notice", "Nennt die Erklärung")),
        "captcha",
    ),
    _spec(
        "form_field",
        Text("Fields of forms", "Formularfelder"),
        ("form.page.url", _PAGE),
        ("form.purpose", Text("Form", "Formular")),
        "label",
        ("asks_for", Text("Asks for", "Fragt nach")),
        ("required", Text("Required", "Pflicht")),
        ("marked", Text("Marked", "Gekennzeichnet")),
        "preticked",
    ),
    _spec(
        "script",
        Text("Scripts of payment pages (PCI DSS 6.4.3)", "Skripte der Zahlungsseiten (PCI DSS 6.4.3)"),
        ("page.url", _PAGE),
        ("url", Text("Script", "Skript")),
        "type",
        "party",
        "service",
        ("injected", Text("Placed at run time", "Zur Laufzeit eingefügt")),
        ("initiator", Text("Loaded by", "Geladen von")),
        ("placed_by_tag_manager", Text("Tag manager", "Tag-Manager")),
        ("justified", Text("Justified", "Begründet")),
        "owner",
        ("declared_purpose", Text("Purpose", "Zweck")),
        ("approved_by", Text("Approved by", "Freigegeben von")),
        ("approved_on", Text("on", "am")),
        ("until", Text("until", "bis")),
        ("assurance", Text("Declared integrity", "Angegebener Schutz")),
        ("protected", same("SRI")),
        ("hash", same("SHA-256")),
        ("size", Text("Characters", "Zeichen")),
    ),
    _spec(
        "payment_page",
        Text("Payment pages", "Zahlungsseiten"),
        ("page.url", _PAGE),
        ("card_fields", Text("Takes card data", "Nimmt Kartendaten entgegen")),
        ("frames", Text("Frames of others", "Fremde Rahmen")),
        ("script_restricted", Text("Scripts from listed hosts only", "Skripte nur von genannten Hosts")),
        ("frame_restricted", Text("Frames from listed hosts only", "Rahmen nur von genannten Hosts")),
        ("script_unsafe_eval", same("unsafe-eval")),
        ("reports", Text("Violations are reported", "Verstöße werden gemeldet")),
    ),
    _spec(
        "payment_contact",
        Text("Whom payment pages ask", "Wen Zahlungsseiten anfragen"),
        ("page.url", _PAGE),
        "host",
        "party",
        "service",
        ("category", Text("Kind", "Art")),
    ),
    _spec(
        "change",
        Text("Changes of payment pages (PCI DSS 11.6.1)", "Änderungen der Zahlungsseiten (PCI DSS 11.6.1)"),
        ("page.url", _PAGE),
        "what",
        ("type", Text("What became of it", "Was daraus wurde")),
        "since",
        ("reviewed", Text("Approved", "Freigegeben")),
        ("older", Text("Before", "Vorher")),
        ("newer", Text("Now", "Jetzt")),
    ),
    _spec(
        "privacy_notice",
        Text("Privacy notices", "Datenschutzerklärungen"),
        ("url", _PAGE),
        "language",
        "controller",
        "version_date",
        "words",
        ("fully_read", Text("Read in full", "Ganz gelesen")),
    ),
    _spec(
        "disclosure",
        Text("What the notice discloses", "Was die Datenschutzerklärung angibt"),
        "item",
        ("applies", Text("Needed", "Verlangt")),
        "present",
        "quote",
    ),
    _spec(
        "outdated_reference",
        Text("Outdated references", "Überholte Verweise"),
        ("what", Text("What", "Was")),
        ("page", _PAGE),
        "quote",
    ),
    _spec(
        "placeholder",
        Text("Leftovers of templates", "Reste von Vorlagen"),
        ("what", Text("What", "Was")),
        ("page", _PAGE),
        "quote",
    ),
    _spec(
        "endpoint", Text("Endpoints", "Endpunkte"), "host", "address", "port", "role", "service", ("tls", same("TLS"))
    ),
    _spec("tls_protocol", Text("Protocol versions", "Protokollversionen"), _HOST, _PORT, "version", "accepted"),
    _spec(
        "tls_cipher",
        Text("Cipher suites accepted", "Akzeptierte Cipher-Suites"),
        _HOST,
        "version",
        ("name", Text("Suite", "Suite")),
        "bits",
        "key_exchange",
        "forward_secrecy",
        ("aead", same("AEAD")),
        only=("accepted", True),
    ),
    _spec(
        "certificate",
        Text("Certificates", "Zertifikate"),
        _HOST,
        "position",
        "subject",
        "issuer",
        ("key_type", Text("Key", "Schlüssel")),
        ("key_bits", same("Bits")),
        ("signature_hash", Text("Signature", "Signatur")),
        ("not_after", Text("Valid until", "Gültig bis")),
        "trusted",
    ),
    _spec("redirect", Text("Redirects", "Umleitungen"), "from", "status", "to"),
    _spec(
        "hsts",
        same("Strict-Transport-Security"),
        "host",
        "present",
        "valid",
        ("max_age", same("max-age")),
        ("include_subdomains", same("includeSubDomains")),
        ("preload", same("preload")),
    ),
    _spec(
        "header",
        Text("Response headers", "Antwort-Header"),
        ("url", same("URL")),
        ("name", same("Header")),
        ("values", Text("Value", "Wert")),
        only=("present", True),
    ),
)
