"""Hand-made records of one phase, with identifiers in all places where there may be some."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from scanner.model.vocabulary import Phase, RequestType, SameSite, StorageArea
from scanner.probes.browser.records import (
    Answer,
    CookieSet,
    KeptItem,
    Moment,
    SentRequest,
    SetHow,
    SocketMessage,
    Source,
    StorageWrite,
)
from scanner.probes.browser.veil import Veil
from scanner.probes.browser.visitor import Visitor

#: Stands in for whatever tells a visitor apart. Nothing that is written may hold it.
CANARY = "0190f3a7c2d97b1e8f00aa12bb34cc56"
PAGE = "https://www.shop.example/"
VEIL = Veil(lambda value: f"{len(value):032x}")
VISITOR = Visitor(
    phase=Phase.REJECTED,
    shop=PAGE,
    browser="chromium-headless-shell",
    version="156.0.8078.79",
    user_agent="Mozilla/5.0",
    language="de-DE",
    width=1280,
    height=900,
    began=dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC),
    ended_ms=9000,
    since_ms=1000,
    until_ms=8000,
)


def at(ms: int, visit: int = 1, page: str = PAGE) -> Moment:
    return Moment(Phase.REJECTED, visit, page, ms)


COOKIE = CookieSet(
    when=at(1500), how=SetHow.HTTP, name="sid", domain="t.example", host_only=False, path=f"/{CANARY}/",
    digest="d" * 32, size=32,
    lifetime_s=3600.0, deletes=False, secure=True, http_only=True, same_site=SameSite.NONE, partitioned=False,
    set_by=f"https://t.example/p?id={CANARY}", url=f"https://t.example/p?id={CANARY}", blocked=("UserPreferences",),
)  # fmt: skip
SENT = SentRequest(
    when=at(1200, page=f"{PAGE}?sid={CANARY}"),
    source=Source.PAGE,
    frame=f"{PAGE}?sid={CANARY}",
    type=RequestType.FETCH,
    method="POST",
    scheme="https",
    host="t.example",
    port=443,
    path=f"/{CANARY}/collect",
    query=f"id={CANARY}&v=2&{CANARY}",
    has_body=True,
    body=f"user={CANARY}&{CANARY}=1".encode(),
    headers=(
        ("Content-Type", f"application/x-www-form-urlencoded; x={CANARY}"),
        ("Referer", f"{PAGE}?sid={CANARY}"),
        ("Authorization", f"Bearer {CANARY}"),
        ("X-Visitor", CANARY),
        ("Accept", CANARY),
        ("User-Agent", "Mozilla/5.0"),
    ),
    initiator=f"https://t.example/tag.js?id={CANARY}:16:13",
    status=302,
    content_type="text/html",
    cookies=(("uid", "e" * 32),),
    answer=Answer(
        protocol="h2",
        headers=(("Location", f"/next?id={CANARY}"), ("Server", "nginx"), ("Content-Type", "text/html")),
        cookies=(COOKIE,),
        came_ms=1250,
        ended_ms=1300,
        received=512,
    ),
)
LOST = replace(
    SENT, when=at(900), status=None, failure="net::ERR_FAILED", content_type=None, answer=Answer(), initiator=None
)
SOCKET = replace(
    SENT, when=at(2000), type=RequestType.WEBSOCKET, scheme="wss", status=101, has_body=False, body=None, headers=()
)
SAID = SocketMessage(when=at(2100), url=f"wss://t.example{SENT.path}?{SENT.query}", data=CANARY.encode())

WRITTEN = StorageWrite(
    when=at(1100), area=StorageArea.LOCAL_STORAGE, origin="https://www.shop.example", name="uid", digest="f" * 32,
    size=32, set_by=f"https://t.example/tag.js?id={CANARY}:1:2",
)  # fmt: skip
REMOVED = replace(WRITTEN, when=at(1400), digest=None, size=None, removed=True)
OPENED = StorageWrite(
    when=at(1600), area=StorageArea.SERVICE_WORKER, origin="https://www.shop.example",
    name=f"https://www.shop.example/sw.js?id={CANARY}",
)  # fmt: skip
KEPT = (
    KeptItem(
        area=StorageArea.COOKIE, origin=".t.example", name="sid", digest="d" * 32, size=32, path=f"/{CANARY}/",
        lifetime_s=3599.0, secure=True, http_only=True, same_site=SameSite.NONE,
    ),
    KeptItem(area=StorageArea.SERVICE_WORKER, origin="https://www.shop.example", name=OPENED.name),
)  # fmt: skip
