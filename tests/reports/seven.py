"""Evidence by hand of a shop in all seven states of consent: what a report shows side by side, gaps included."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from scanner.model.vocabulary import Phase

SHOP = "https://www.muesli.example"
HOME = {"url": f"{SHOP}/", "role": "home"}
CART = {"url": f"{SHOP}/warenkorb", "role": "cart"}
EVERY = tuple(phase.value for phase in Phase)
CONSENTED = ("accepted", "revisit")
#: Which picture a phase ends with: after most choices the page looks the same.
LOOKS = dict(zip(EVERY, (0, 1, 1, 2, 1, 1, 0), strict=True))
STEPS: Mapping[str, tuple[str, ...]] = {
    "rejected": ("settings “Einstellungen”", "switch off “Statistik”", "save “Auswahl speichern”"),
    "accepted": ("accept “Alle akzeptieren”",),
    "dismissed": ("close “✕”",),
    "withdrawn": ("accept “Alle akzeptieren”", "settings “Cookie-Einstellungen”", "reject “Alle ablehnen”"),
    "revisit": ("accept “Alle akzeptieren”",),
}


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def banner(phase: str, *, present: bool = False, artifact: str | None = None, **rest: Any) -> dict[str, Any]:
    at = f"2026-11-22T10:00:{EVERY.index(phase):02}Z"
    seen = [{"page": HOME["url"], "phase": phase, "at": at, "artifact": artifact}]
    steps = list(STEPS.get(phase, ()))
    return {"page": HOME, "phase": phase, "present": present, "tool": None, "steps": steps, "seen": seen} | rest


def item(name: str, phases: Sequence[str] = EVERY, **rest: Any) -> list[dict[str, Any]]:
    usual: dict[str, Any] = {
        "area": "cookie",
        "origin": "muesli.example/",
        "partition": None,
        "party": "first",
        "purpose": "necessary",
        "service": None,
        "lifetime_days": None,
        "asked_days": None,
        "secure": True,
        "http_only": False,
        "same_site": "lax",
        "set_by": f"{SHOP}/",
        "identifier": False,
        "sent_to": [],
    }
    return [usual | {"name": name, "phase": phase} | rest for phase in phases]


def request(host: str, phases: Sequence[str] = EVERY, path: str = "/", **rest: Any) -> list[dict[str, Any]]:
    usual: dict[str, Any] = {
        "page": HOME,
        "host": host,
        "path": path,
        "party": "third",
        "purpose": "marketing",
        "service": None,
        "country": None,
        "method": "GET",
        "type": "image",
    }
    return [usual | {"phase": phase} | rest for phase in phases]


def stored() -> list[dict[str, Any]]:
    analytics = {"purpose": "statistics", "service": "Google Analytics", "identifier": True}
    unknown = {"unknown": "its name says nothing that is known"}
    return [
        *item("sessionid", http_only=True, derived_by="stored_names.yaml 2026-11-22: session of Django"),
        *item("cookie_consent", EVERY[1:], lifetime_days=180, asked_days=180, keeps_choice=True),
        *item("basket_id", lifetime_days=14, asked_days=14, derived_by="declared by the owner"),
        *item("_ga", CONSENTED, **analytics, lifetime_days=400, asked_days=730, sent_to=["google-analytics.com"]),
        *item("_ga", ("rejected",), **analytics, lifetime_days=395, asked_days=730, secure=False),
        *item("_hjSession_" + "~" + "5" * 32, ("accepted",), **(analytics | {"service": "Hotjar"})),
        *item("_hjSession_" + "~" + "6" * 32, ("revisit",), **(analytics | {"service": "Hotjar"})),
        *item("MUID", ("accepted",), origin="bing.com/", party="third", purpose="marketing", service="Bing",
              lifetime_days=390, same_site="none", partition="https://muesli.example", identifier=True),
        *item("seen_products", ("accepted", "dismissed"), area="local_storage", origin=SHOP, purpose=unknown,
              lifetime_days={"unknown": "kept until somebody deletes it"}, secure=None, http_only=None,
              same_site=None, set_by=f"{SHOP}/assets/app.js:12:9"),
    ]  # fmt: skip


def sent() -> list[dict[str, Any]]:
    own = {"party": "first", "purpose": "necessary", "type": "document"}
    unknown = {"unknown": "sent to the third party metrics.example, which nothing is known about"}
    return [
        *request("www.muesli.example", **own, derived_by="behaviour: part of the page, from the shop's own server"),
        *request("www.muesli.example", ("accepted",), "/warenkorb", **own | {"page": CART}),
        *request("region1.google-analytics.com", CONSENTED, "/g/collect", purpose="statistics", type="beacon",
                 service="Google Analytics", country="US", carries=["_ga"], collects=True, tells="whole"),
        *request("data.muesli.example", ("accepted", "gpc"), "/e", party="first", purpose="statistics",
                 service="Adobe Analytics", cname="muesli.sc.omtrdc.net", carries=["s_vi", "e-mail"], collects=True),
        *request("cm.g.doubleclick.net", ("accepted",), "/pixel", service="Google Ads", country="US", syncs="bing.com"),
        *request("cdn.metrics.example", path="/m.js", purpose=unknown, type="script", derived_by=None),
    ]  # fmt: skip


def signals() -> dict[str, list[dict[str, Any]]]:
    """What a banner lists, what scripts read, and what tags and the TCF string say, where that was looked at."""
    granted = dict.fromkeys(("ad_storage", "analytics_storage", "ad_user_data", "ad_personalization"), "granted")
    denied = dict.fromkeys(granted, "denied") | {"ad_user_data": None}
    return {
        "listed_item": [
            {"page": HOME, "category": "Essenziell", "name": "_ga", "necessary": True, "purpose": "statistics"},
            {"page": HOME, "category": "Statistik", "name": "_hjSession_*", "necessary": False, "service": "Hotjar"},
        ],
        "fingerprinting": [
            {"phase": "rejected", "script": f"{SHOP}/fp.js", "api": "canvas", "party": "first", "sources": 5}
        ],
        "tcf_signal": [
            {"phase": "accepted", "page": HOME, "present": True, "decoded": "consent to purposes 1 to 10",
             "cmp_id": 300, "policy_version": 5, "purposes_consent": ["1", "2", "3"], "vendors_consent": 842,
             "vendors_interest": 96},
            {"phase": "rejected", "page": HOME, "present": False, "decoded": None},
        ],
        "consent_mode": [
            {"phase": phase, "page": HOME, "present": True, "decoded": "as chosen", "signals": said, "defaults": denied,
             "default_first": True, "pings": pings}
            for phase, said, pings in (("accepted", granted, 0), ("rejected", denied, 3))
        ],
    }  # fmt: skip


def gap(kind: str, cause: str, reason: str, **scope: Any) -> dict[str, Any]:
    return {"kind": kind, "scope": scope, "status": "gap", "cause": cause, "reason": reason}


def seen_cell(kind: str, phase: str, status: str = "seen") -> dict[str, Any]:
    return {"kind": kind, "scope": {"phase": phase}, "status": status, "cause": None, "reason": ""}


def evidence(*pictures: bytes, **changed: Any) -> dict[str, Any]:
    """Of a run in which a third party's storage could not be read with GPC, and no cart was seen after withdrawing."""
    of_phase = {phase: digest(pictures[LOOKS[phase]]) if pictures else None for phase in EVERY}
    first = {
        "present": True,
        "tool": "Klaro",
        "accept": {"label": "Alle akzeptieren", "layer": 1, "clicks": 1},
        "reject": {"label": "Auswahl speichern", "layer": 2, "clicks": 3},
    }
    withdraw = {"found": True, "clicks": 2, "label": "Cookie-Einstellungen", "as_easy": False}
    banners = [
        banner("before_choice", artifact=of_phase["before_choice"], **first),
        *(banner(phase, artifact=of_phase[phase]) for phase in EVERY[1:] if phase not in {"withdrawn", "gpc"}),
        banner("withdrawn", artifact=of_phase["withdrawn"], withdraw=withdraw),
        banner("gpc", artifact=of_phase["gpc"], present=True),
    ]
    services = [
        {"name": "Google Analytics", "operator": "Google Ireland Limited", "country": "IE", "purpose": "statistics"},
        {"name": "Hotjar", "operator": "Hotjar Ltd", "country": "MT", "purpose": "statistics"},
    ]
    document: dict[str, Any] = {
        "schema": "siegel/evidence/1",
        "shop": SHOP,
        "plan": [],
        "facts": {"consent_banner": banners, "stored_item": stored(), "request": sent(), "service": services}
        | signals(),
        "coverage": [
            *(seen_cell(kind, phase) for kind in ("stored_item", "request") for phase in EVERY),
            gap("stored_item", "not_operable", "its storage is closed", phase="gpc", party="third"),
            gap("request", "timeout", "the cart did not come", phase="withdrawn", **{"page.role": "cart"}),
        ],
    }
    return document | changed


#: Markup, bidi overrides, escapes and sheer length, as names and values of everything that the shop may say.
HOSTILE = (
    '"><img src=x onerror="window.pwned = true">', "</table></section><script>window.pwned = true</script>",
    "\u202egnp.exe\u202c \u2066x\u2069\u200b", "\x1b[2J\x00", "A" * 20_000, "قوكي تتبع", "=1+1;=2", "a b" * 3_000,
)  # fmt: skip


def hostile(*pictures: bytes) -> dict[str, Any]:
    """The same, where everything that is text is one of those."""
    items = [
        one
        for text in HOSTILE
        for one in item(text, origin=text, set_by=text, service=text, sent_to=[text], purpose={"unknown": text})
    ]
    asked = [
        one
        for text in HOSTILE
        for one in request(text, path=text, service=text, country=text, carries=[text], syncs=text, cname=text)
    ]
    banners = [
        banner(phase, present=True, tool=text, steps=[text] * 40, artifact=digest(pictures[0]) if pictures else None)
        for phase, text in zip(EVERY, HOSTILE, strict=False)
    ]
    facts = {"consent_banner": banners, "stored_item": items, "request": asked}
    return evidence(*pictures, facts=facts)
