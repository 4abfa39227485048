"""A phase's requests as an HTTP Archive: valid, true to what was seen, nothing invented, and no identifier in it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from scanner.model.vocabulary import GapCause
from scanner.probes.browser import har as module
from scanner.probes.browser.har import har
from scanner.probes.browser.records import Answer, SentRequest, SocketMessage
from scanner.probes.browser.visitor import Visitor, Written

from .har_schema import HAR
from .raw_samples import CANARY, LOST, SAID, SENT, SOCKET, VEIL, VISITOR


def written(
    *requests: SentRequest,
    messages: Sequence[SocketMessage] = (),
    addresses: tuple[str, ...] = ("192.0.2.7",),
    visitor: Visitor = VISITOR,
) -> tuple[Written, dict[str, Any]]:
    made = har(visitor, requests, messages, VEIL, lambda host, port: addresses if (host, port) else (), {"cookies": 2})
    document = json.loads(made.data)
    Draft202012Validator(HAR).validate(document)
    return made, document["log"]


def entry(request: SentRequest, **more: Any) -> dict[str, Any]:
    [found] = written(request, **more)[1]["entries"]
    assert isinstance(found, dict)
    return found


def test_the_schema_refuses_what_the_specification_does_not_know() -> None:
    document = json.loads(written(SENT)[0].data)
    document["log"]["entries"][0]["response"]["status"] = None
    assert not Draft202012Validator(HAR).is_valid(document)
    del document["log"]["entries"][0]["response"]
    assert not Draft202012Validator(HAR).is_valid(document)


def test_nothing_that_tells_a_visitor_apart_stands_in_it() -> None:
    made, log = written(SENT, LOST, SOCKET, messages=[SAID])
    assert CANARY.encode() not in made.data and made.entries == 3
    assert log["_profile"].startswith("a new browser context")


def test_an_entry_says_when_what_and_how_it_was_answered() -> None:
    found = entry(SENT)
    assert found["startedDateTime"] == "2026-11-22T09:00:01.200Z"
    assert (found["time"], found["timings"]) == (100, {"send": 0, "wait": 50, "receive": 50})
    request, response = found["request"], found["response"]
    mark = f"~{32:032x}"
    assert request["url"] == f"https://t.example/{mark}/collect?id={mark}&v=~{1:032x}&{mark}"
    assert [pair["name"] for pair in request["queryString"]] == ["id", "v", ""]
    assert request["httpVersion"] == response["httpVersion"] == "HTTP/2"
    assert request["cookies"] == [{"name": "uid", "value": f"~{'e' * 32}"}]
    assert {"name": "User-Agent", "value": "Mozilla/5.0"} in request["headers"]
    assert {"name": "X-Visitor", "value": mark} in request["headers"]
    assert response["redirectURL"] == f"/next?id={mark}" and response["status"] == 302
    assert (response["bodySize"], response["headersSize"], response["content"]["size"]) == (-1, -1, -1)
    assert response["_transferSize"] == 512
    [cookie] = response["cookies"]
    assert (cookie["name"], cookie["value"], cookie["domain"]) == ("sid", f"~{'d' * 32}", "t.example")
    assert cookie["expires"] == "2026-11-22T10:00:01.500Z" and cookie["_blocked"] == ["UserPreferences"]
    assert found["serverIPAddress"] == "192.0.2.7"
    assert found["_initiator"] == {
        "type": "script", "url": f"https://t.example/tag.js?id={mark}", "lineNumber": 16, "columnNumber": 13
    }  # fmt: skip
    assert (found["_phase"], found["_resourceType"], found["_counts"]) == ("rejected", "fetch", True)


def test_a_body_is_described_and_not_kept() -> None:
    body = entry(SENT)["request"]["postData"]
    assert (body["mimeType"], body["text"], body["comment"]) == ("application/x-www-form-urlencoded", "", "not kept")
    assert [pair["name"] for pair in body["params"]] == ["user", f"~{32:032x}"]
    assert body["_digest"].startswith("~") and entry(SENT)["request"]["bodySize"] == len(SENT.body or b"")
    cut = entry(replace(SENT, body=b"x" * 64 * 1024))["request"]
    assert cut["bodySize"] == -1 and cut["postData"]["_digest"] is None
    unseen = entry(replace(SENT, body=None, headers=(("content-length", "9"),)))["request"]
    assert unseen["bodySize"] == 9 and unseen["postData"]["mimeType"] == ""


def test_what_got_no_answer_has_none() -> None:
    found = entry(replace(LOST, cause=GapCause.BLOCKED))
    assert found["response"]["status"] == 0 and found["response"]["headers"] == []
    assert (found["_failure"], found["_cause"]) == ("net::ERR_FAILED", "blocked")
    assert "serverIPAddress" not in found and found["_counts"] is False
    assert found["request"]["httpVersion"] == "" and found["_initiator"] == {"type": "other"}


def test_an_address_is_given_only_where_it_is_known() -> None:
    assert "serverIPAddress" not in entry(SENT, addresses=())
    several = entry(SENT, addresses=("192.0.2.7", "2001:db8::7"))
    assert "serverIPAddress" not in several and several["_serverIPAddresses"] == ["192.0.2.7", "2001:db8::7"]
    assert "serverIPAddress" not in entry(replace(SENT, cached=True))


def test_messages_of_a_web_socket_are_told_by_length_and_digest() -> None:
    [message] = entry(SOCKET, messages=[SAID])["_webSocketMessages"]
    assert message == {"type": "send", "time": "2026-11-22T09:00:02.100Z", "data": f"~{32:032x}", "_length": 32}


def test_pages_are_visits_in_order_and_entries_name_theirs() -> None:
    second = replace(SENT, when=replace(SENT.when, visit=2, at_ms=3000, page="https://www.shop.example/agb"))
    unknown = replace(SENT, when=replace(SENT.when, visit=0, at_ms=3500))
    log = written(second, SENT, unknown)[1]
    assert [page["id"] for page in log["pages"]] == ["visit_1", "visit_2"]
    assert [found.get("pageref") for found in log["entries"]] == ["visit_1", "visit_2", None]
    assert log["pages"][1]["title"] == "https://www.shop.example/agb"


def test_where_the_phase_was_never_told_nothing_counts() -> None:
    log = written(SENT, visitor=replace(VISITOR, since_ms=None, until_ms=None))[1]
    assert log["entries"][0]["_counts"] is False and log["_times"]["counts_ms"] is None


def test_what_has_no_room_is_counted_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_ENTRIES", 2)
    made, log = written(SENT, SENT, SENT)
    assert (made.entries, made.left_out, log["_cut"]) == (2, 1, {"entries": 1, "recorder": {"cookies": 2}})
    monkeypatch.setattr(module, "MOST_BYTES", 100)
    made, log = written(SENT, SENT)
    assert made.entries == 0 and log["_cut"]["entries"] == 2 and log["pages"] == []


HOSTILE = (
    replace(SENT, method="\ud800", path="/\ud800\x00", query="\ud800=\x1b[2J", host="["),
    replace(SENT, headers=(("\ud800", "\ud800"),)),
    replace(SENT, frame="http://[", initiator="http://[:1:1", content_type="<script>", body=b"\xff\xfe"),
    replace(SENT, query="&" * 5000, headers=(("x", "y"),) * 5000, initiator=":" * 5000),
    replace(SENT, answer=Answer(headers=(("location", "http://["),), came_ms=1, ended_ms=0)),
)  # fmt: skip


@pytest.mark.parametrize("request_", HOSTILE)
def test_whatever_a_page_sends_the_log_stays_valid_and_bounded(request_: SentRequest) -> None:
    made, _ = written(request_)
    assert len(made.data) < 60_000 and b"\x1b" not in made.data
