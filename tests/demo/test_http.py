"""The demo shop's security.txt, its protection against frames, and what its faults of HTTP embed."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib

import pytest

from scanner.demo.certificates import WWW
from scanner.demo.embedded import EMBEDDED
from scanner.demo.messages import Request, Response
from scanner.demo.responses import answer
from scanner.demo.storefront import Site
from scanner.demo.storefront.security_txt import security_txt
from scanner.demo.third_parties import answer_of_third_party
from scanner.probes.http.security_txt import parse


def ask(path: str, *faults: str) -> Response:
    return answer(Request("GET", path, WWW), Site(faults), faults)


def text(path: str, *faults: str) -> str:
    return ask(path, *faults).body.decode()


def field(name: str, *faults: str) -> str | None:
    return dict(ask("/", *faults).headers).get(name)


def test_a_shop_without_a_content_security_policy_is_still_not_framed() -> None:
    assert field("Content-Security-Policy", "HTTP-004") is None
    assert field("X-Frame-Options", "HTTP-004") == "DENY"
    assert field("X-Frame-Options", "HTTP-007") is None


def test_security_txt_is_in_order_and_names_itself() -> None:
    response = ask("/.well-known/security.txt")
    assert dict(response.headers)["Content-Type"] == "text/plain; charset=utf-8"
    file = parse(response.body, ("text/plain; charset=utf-8",))
    assert file.problem is None
    assert file.canonical_matches([f"https://{WWW}/.well-known/security.txt"])
    assert len(file.contacts) == 2


def test_security_txt_is_good_for_half_a_year_from_the_opening() -> None:
    now = dt.datetime(2026, 11, 22, 1, 2, 3, tzinfo=dt.UTC)
    assert parse(security_txt((), now), ("text/plain",)).expires == now + dt.timedelta(days=180)
    assert parse(security_txt(("SEC-001",), now), ("text/plain",)).expires == now - dt.timedelta(days=40)


def test_a_hash_is_that_of_what_is_served_to_other_origins() -> None:
    one = EMBEDDED["HTTP-006.sent"]
    algorithm, _, digest = dict(one.attributes)["integrity"].partition("-")
    assert digest == base64.b64encode(hashlib.new(algorithm, one.body).digest()).decode()
    response = answer_of_third_party(Request("GET", one.target, one.host))
    assert dict(response.headers)["Access-Control-Allow-Origin"] == "*"
    assert response.body == one.body


@pytest.mark.parametrize("fault", ["HTTP-006.sent", "HTTP-008"])
def test_the_notice_names_what_is_embedded(fault: str) -> None:
    assert "jsDelivr" not in text("/datenschutz")
    assert "jsDelivr" in text("/datenschutz", fault)
