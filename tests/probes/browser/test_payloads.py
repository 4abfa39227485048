"""What trackers send is known by its shape, and what a shop sends to itself is not taken for it."""

from __future__ import annotations

import json

import pytest
import yaml

from scanner.derive.known_files import DATA
from scanner.model.vocabulary import Phase, Purpose, RequestType
from scanner.probes.browser.payloads import said_by, shapes
from scanner.probes.browser.records import Moment, SentRequest, Source

PAGE = "https://www.shop.example/"


def request(query: str = "", body: str | None = None) -> SentRequest:
    return SentRequest(
        when=Moment(Phase.BEFORE_CHOICE, 1, PAGE, 1), source=Source.PAGE, frame=PAGE, type=RequestType.FETCH,
        method="POST", scheme="https", host="www.shop.example", port=443, path="/x", query=query,
        has_body=body is not None, body=None if body is None else body.encode(),
    )  # fmt: skip


def shape(query: str = "", body: str | None = None) -> str | None:
    return shapes().of(said_by(request(query, body)))


@pytest.mark.parametrize(
    ("of", "query", "body"),
    [
        ("Google Analytics 4", "v=2&tid=G-ABC123&cid=12.34&en=page_view&dl=https%3A%2F%2Fx", None),
        ("Google Analytics 4", "v=2&tid=G-ABC123&cid=12.34&_p=1", "en=scroll&_et=5\r\nen=click"),
        ("Google Analytics 4", "", "v=2&tid=G-A&gtm=x&cid=1.2&en=x"),
        ("Matomo", "action_name=Start&idsite=3&rec=1&r=123&_id=ab12", None),
        ("Matomo", "", json.dumps({"requests": ["?idsite=1&rec=1&action_name=x&_id=1"], "send_image": 0})),
        ("Meta Pixel", "id=123456789012345&ev=PageView&dl=https%3A%2F%2Fx&fbp=fb.1.1.2", None),
        ("Meta Conversions API", "", json.dumps({"event_name": "PageView", "user_data": {"fbp": "fb.1.1.2"}})),
        ("Snowplow", "e=pv&p=web&tv=js-3.1.0&duid=1-2", None),
        ("Snowplow", "", json.dumps({"schema": "iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4",
                                     "data": [{"e": "pv", "p": "web", "tv": "js-3"}]})),
        ("Segment or RudderStack", "", json.dumps({"anonymousId": "a", "messageId": "m", "type": "page"})),
        ("Plausible", "", json.dumps({"n": "pageview", "u": "https://x.example/", "d": "x.example", "r": None})),
        ("Umami", "", json.dumps({"type": "event", "payload": {"website": "w", "hostname": "h", "url": "/"}})),
        ("TikTok Pixel", "", json.dumps({"event": "Pageview", "context": {"pixel": {"code": "C1"}}})),
        ("Mixpanel or PostHog", "",
         "data=" + json.dumps({"event": "x", "properties": {"token": "t", "distinct_id": "d"}})),
        ("Adobe Analytics", "AQB=1&ndh=1&mid=1&AQE=1", None),
        ("a counter of page views", "en=page_view&cid=12345.678&dl=https%3A%2F%2Fx.example%2Fa", None),
        ("a counter of page views", "", json.dumps({"event": "PageView", "url": "/a", "visitor_id": "8f14e45fceea"})),
    ],
)  # fmt: skip
def test_a_trackers_message_is_known_by_its_names(of: str, query: str, body: str | None) -> None:
    assert shape(query, body) == of


@pytest.mark.parametrize(
    ("query", "body"),
    [
        ("", None),
        ("q=muesli&page=2&sort=price", None),
        ("", json.dumps({"query": "query { cart { id } }", "variables": {"id": 1}})),
        ("id=42&ev=1", None),
        ("p=2&e=1&tv=32", None),
        ("", json.dumps({"event": "add", "type": "cart", "payload": {"sku": "1"}})),
        ("v=2&cid=5", None),
        ("event=page_view&url=%2Fa", None),
        ("event=page_view&cid=1234567", None),
        ("", json.dumps({"event": "add_to_cart", "url": "/a", "session_id": "8f14e45fceea"})),
        ("", "email=x%40y.example&consent=1"),
        ("", "{ cut off"),
        ("", json.dumps([[[[[[[1]]]]]]])),
        ("", json.dumps({"n": "Name", "u": "user", "d": "2026-11-22"})),
    ],
)
def test_a_shops_own_messages_are_nobodys(query: str, body: str | None) -> None:
    assert shape(query, body) is None


def test_what_is_said_is_bounded() -> None:
    assert len(said_by(request("&".join(f"n{i}={'x' * 5000}" for i in range(5000))))) <= 300
    assert len(said_by(request("", json.dumps({f"n{i}": i for i in range(5000)})))) <= 300


def test_every_entry_of_the_file_says_enough_to_be_its_own() -> None:
    data = yaml.safe_load((DATA / "tracker_payloads.yaml").read_text("utf-8"))
    assert data.keys() == {"as_of", "source", "client_ids", "payloads"}
    for entry in data["payloads"]:
        assert entry.keys() <= {"of", "purpose", "all", "any", "values", "each"}
        assert Purpose(entry["purpose"]) in {Purpose.STATISTICS, Purpose.MARKETING}
        names = entry.get("all", [])
        telling = [name for name in names if len(name) > 5 or name in {"idsite", "AQB", "AQE"}]
        said = len(names) + bool(entry.get("any")) + len(entry.get("values", {})) + len(entry.get("each", ()))
        assert said >= 3 or telling, entry["of"]
