"""What the chosen faults change in the pages: links that go missing, texts that say more or less, things embedded."""

from __future__ import annotations

from collections.abc import Callable, Collection
from html import escape

from scanner.demo.embedded import EMBEDDED, Embedded, embedded_by

SESSION = "sessionid"
VISITS_SCRIPT = "/visits.js"

_NO_TRANSFER = (
    "Ihre Daten werden in Deutschland verarbeitet. Eine Übermittlung in Drittländer außerhalb der Europäischen Union "
    "und des Europäischen Wirtschaftsraums findet nicht statt."
)
_TRANSFER = (
    "Soweit bei Google Daten in die USA gelangen, beruht das auf dem Angemessenheitsbeschluss der Europäischen "
    "Kommission zum EU-US Data Privacy Framework (Art.&nbsp;45 DSGVO). Alles andere wird in Deutschland verarbeitet."
)
_PRIVACY_SHIELD = (
    "Unsere Datensicherung liegt bei einem Anbieter in den USA. Er ist nach dem EU-US Privacy Shield zertifiziert und "
    "bietet damit ein angemessenes Datenschutzniveau."
)
_CONTACT = (
    "Eine oder einen Datenschutzbeauftragten müssen wir nicht benennen (§&nbsp;38 BDSG). Fragen zum Datenschutz "
    "beantwortet Änne Öztürk unter derselben Anschrift."
)
_SAMPLE_CONTACT = "Fragen zum Datenschutz beantwortet Max Mustermann unter derselben Anschrift."


def embedded_markup(faults: Collection[str]) -> str:
    """The lines that the head of every page has more."""
    lines = [f'<script src="{VISITS_SCRIPT}" defer></script>'] if "CK-001" in faults else []
    lines += [_markup(one) for one in embedded_by(faults)]
    return "".join(f"  {line}\n" for line in lines)


def _markup(one: Embedded) -> str:
    if one.directive == "script-src":
        return f'<script src="{escape(one.url)}" async></script>'
    return f'<link rel="stylesheet" href="{escape(one.url)}">'


def legal_links(faults: Collection[str], *, of_product: bool) -> str:
    """The links to imprint and notice in the footer."""
    links = [] if "SL-001" in faults else [("/impressum", "Impressum")]
    if not (of_product and "PN-001" in faults):
        links.append(("/datenschutz", "Datenschutz"))
    return "".join(f'          <li><a href="{path}">{label}</a></li>\n' for path, label in links)


def notice_texts(faults: Collection[str], read: Callable[[str], str]) -> dict[str, str]:
    """What fills the gaps of the privacy notice; `read` gives the text of a file of the pages."""
    chosen = frozenset(faults)
    embedded = read("faults/analytics.html") if chosen & {"CK-001", "CK-002"} else ""
    embedded += read("faults/fonts.html") if "CK-005" in chosen else ""
    third_countries = _TRANSFER if embedded else _NO_TRANSFER
    return {
        "contact_person": _SAMPLE_CONTACT if "PN-007" in chosen else _CONTACT,
        "embedded": embedded.rstrip(),
        "third_countries": _PRIVACY_SHIELD if "PN-006" in chosen else third_countries,
        "retention": "" if "PN-003" in chosen else read("retention.html"),
    }


def session_cookie(value: str, faults: Collection[str]) -> str:
    """The Set-Cookie of the basket."""
    guarded = "" if "CK-019" in faults else "; Secure; HttpOnly"
    return f"{SESSION}={value}; Path=/; SameSite=Lax{guarded}"


def policy_additions(faults: Collection[str]) -> str:
    """What the Content-Security-Policy must let in beyond the shop itself, nothing without a fault that needs it."""
    directives = dict.fromkeys(one.directive for fault, one in EMBEDDED.items() if fault in faults)
    return "".join(
        f"; {directive} 'self' " + " ".join(one.origin for one in embedded_by(faults) if one.directive == directive)
        for directive in directives
    )
