"""The third parties: stand-ins for well-known services, and invented ones. Each sets what the real one sets."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.consent.lab.cases.hard import FRAME_HOST, FRAME_PAGE

JS = Path(__file__).parent / "js"
GIF = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b")
DAY = 86400


@dataclass(frozen=True)
class Reply:
    body: bytes = b""
    kind: str = "text/plain"
    status: int = 200
    cookies: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Host:
    """A third party's host: its scripts by path, and what any other path (pixel, beacon) sets or where it sends on."""

    scripts: Mapping[str, str] = field(default_factory=dict)  # path, or its beginning with a star: a file in js/
    pages: Mapping[str, str] = field(default_factory=dict)  # html documents: frames
    styles: Mapping[str, str] = field(default_factory=dict)
    cookie: str = ""  # set by every other path: name
    domain: str = ""  # of that cookie
    days: int = 390
    onward: str = ""  # where the pixel redirects to


# What a tag manager's container holds: kinds and ids of tags, as js/gtm.js understands them.
CONTAINERS: dict[str, list[dict[str, str]]] = {
    "GTM-5LAB73K": [{"kind": "ga", "id": "G-R0SEN7K2LX"}, {"kind": "meta", "id": "604417201993"}],
    "GTM-0EMPTY73": [],
}

HOSTS: dict[str, Host] = {
    "www.googletagmanager.com": Host({"/gtag/js": "ga.js", "/gtm.js": "gtm.js"}),
    "www.google-analytics.com": Host(),
    "connect.facebook.net": Host({"/en_US/fbevents.js": "fb.js"}),
    "www.facebook.com": Host(cookie="fr", domain="facebook.com", days=90),
    "bat.bing.com": Host({"/bat.js": "bing.js"}, cookie="MUID", domain="bing.com"),
    "static.hotjar.com": Host({"/c/*": "hotjar.js"}),
    "metrics.hotjar.io": Host(),
    "analytics.tiktok.com": Host({"/i18n/pixel/events.js": "tiktok.js"}, cookie="_ttp", domain="tiktok.com"),
    "s.pinimg.com": Host({"/ct/core.js": "pinterest.js"}),
    "ct.pinterest.com": Host(cookie="ar_debug", domain="pinterest.com", days=365),
    "cdn.matomo.cloud": Host({"/*": "matomo.js"}),
    "stats.matomo.cloud": Host(),
    "fonts.googleapis.com": Host(
        styles={"/css2": "@font-face{font-family:'Lora';src:url(https://fonts.gstatic.com/s/lora/v37/l.woff2)}"}
    ),
    "fonts.gstatic.com": Host(),
    # Invented: an advertising network, a measuring service, two that exchange identifiers.
    "cdn.adnetz-mitte.example": Host({"/tag.js": "adnetz.js"}),
    "px.adnetz-mitte.example": Host(cookie="anm_uid", domain="adnetz-mitte.example"),
    "t.kundenblick.example": Host({"/kb.js": "kundenblick.js"}),
    "match.gebotshaus.example": Host(
        {"/sync.js": "sync.js"},
        cookie="gh_id",
        domain="gebotshaus.example",
        onward="https://cm.datenhafen.example/m?partner=gh&uid=",
    ),
    FRAME_HOST: Host(pages={"/banner": FRAME_PAGE}),
    "cdn.kennwerk.example": Host({"/id.js": "fingerprint.js"}),
    "api.kennwerk.example": Host(),
    "reco.auslage.example": Host({"/r.js": "recommend.js"}),
    "zahlen.teekontor-70.example": Host({"/matomo.js": "matomo.js"}),
    "cm.datenhafen.example": Host(cookie="dh_uid", domain="datenhafen.example"),
}


def service_hosts() -> set[str]:
    return set(HOSTS)


def _script(name: str, path: str, query: Mapping[str, list[str]]) -> Reply:
    text = (JS / "common.js").read_text(encoding="utf-8") + (JS / name).read_text(encoding="utf-8")
    one = query.get("id") or query.get("sdkid") or query.get("s") or [""]
    tags = CONTAINERS.get(one[0], [])
    text = (
        text.replace("'@@ID@@'", json.dumps(one[0]))
        .replace("'@@PATH@@'", json.dumps(path))
        .replace("'@@TAGS@@'", json.dumps(tags))
    )
    return Reply(f"(function(){{{text}}})();".encode(), "text/javascript; charset=utf-8")


def answer(host: str, path: str, query: Mapping[str, list[str]], jar: Mapping[str, str]) -> Reply:
    """What a third party's host answers."""
    service = HOSTS.get(host)
    if service is None:
        return Reply(b"nobody here", "text/plain", 404)
    for pattern, name in service.scripts.items():
        if path == pattern or (pattern.endswith("*") and path.startswith(pattern[:-1]) and path.endswith(".js")):
            return _script(name, path, query)
    if path in service.pages:
        return Reply(service.pages[path].encode(), "text/html; charset=utf-8")
    if path in service.styles:
        return Reply(service.styles[path].encode(), "text/css")
    cookies: tuple[str, ...] = ()
    value = jar.get(service.cookie) or secrets.token_hex(12)
    if service.cookie:
        age = service.days * DAY
        cookies = (f"{service.cookie}={value}; Domain={service.domain}; Path=/; Max-Age={age}; Secure; SameSite=None",)
    if service.onward:
        return Reply(b"", "text/plain", 302, cookies, {"Location": service.onward + value})
    return Reply(GIF, "image/gif", 200, cookies)
