"""The Content-Security-Policy of every answer: the shop, its banner's and payment services, what faults embed."""

from __future__ import annotations

from collections.abc import Collection

from scanner.demo.certificates import WWW
from scanner.demo.embedded import AFTER_CONSENT, CARD_FRAME, embedded_by

#: Where browsers report violations to.
REPORTS = "/csp-meldung"
_FIRM = {
    "default-src": ("'self'",),
    "object-src": ("'none'",),
    "base-uri": ("'none'",),
    "form-action": ("'self'",),
    "frame-ancestors": ("'none'",),
}


def content_policy(faults: Collection[str]) -> str:
    """One header for all pages, each directive once."""
    directives = {name: list(sources) for name, sources in _FIRM.items()}
    for one in (*AFTER_CONSENT, CARD_FRAME, *embedded_by(faults)):
        sources = directives.setdefault(one.directive, ["'self'"])
        if one.origin not in sources:
            sources.append(one.origin)
    if "HTTP-007" in faults:
        del directives["frame-ancestors"]
    if "FM-001" in faults:
        directives["form-action"].append(f"http://{WWW}")
    if "PCI-004" in faults:
        directives["frame-src"] = ["*"]
    directives["report-uri"] = [REPORTS]
    return "; ".join(" ".join((name, *sources)) for name, sources in directives.items())
