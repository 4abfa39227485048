"""How much of a page's address third parties are told: by what is recorded, and by a real browser."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scanner.model.facts import Request
from scanner.model.values import Unknown
from scanner.model.vocabulary import Phase, RequestType, ToldAddress
from scanner.probes.browser.facts import requests
from scanner.probes.browser.records import Moment, SentRequest, Source
from scanner.probes.browser.referrers import the_more, told_address
from scanner.probes.browser.veil import Veil

from .conftest import Authority, Serve
from .scenes import network_to, one_phase, run

PAGE = "https://www.shop.example/p/socks?size=44"
SENT = SentRequest(
    when=Moment(Phase.BEFORE_CHOICE, 1, f"{PAGE}#details", 5), source=Source.PAGE, frame=PAGE, type=RequestType.IMAGE,
    method="GET", scheme="https", host="t.example", port=443, path="/px", query="", status=200,
    headers=(("Referer", PAGE), ("Accept", "*/*")), initiator=PAGE,
)  # fmt: skip


def told(referer: str | None, **changed: object) -> object:
    headers = (*((("referer", referer),) if referer is not None else ()), ("Accept", "*/*"))
    return told_address(replace(SENT, headers=headers, **changed))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("referer", "expected"),
    [
        (PAGE, ToldAddress.WHOLE),
        ("https://www.shop.example/", ToldAddress.ORIGIN),
        ("https://www.shop.example", ToldAddress.ORIGIN),
        (None, ToldAddress.NOTHING),
        ("", ToldAddress.NOTHING),
        ("https://frame.example/widget?shop=1", ToldAddress.NOTHING),
        ("about:blank", ToldAddress.NOTHING),
        ("http://[nonsense", ToldAddress.NOTHING),
    ],
)
def test_the_field_tells_the_page_its_origin_or_nothing_of_it(referer: str | None, expected: ToldAddress) -> None:
    assert told(referer) is expected


def test_a_frame_of_the_shop_is_the_shop_s_page_too() -> None:
    frame = "https://pay.shop.example/step?order=7"
    assert told(frame, frame=frame) is ToldAddress.WHOLE


def test_a_style_sheet_that_asks_for_a_font_tells_its_own_address() -> None:
    style = "https://www.shop.example/theme.css"
    assert told(style, initiator=style) is ToldAddress.ORIGIN
    assert told(style, initiator=f"{style}:3:1") is ToldAddress.ORIGIN
    assert isinstance(told(style, initiator=None), Unknown)


def test_an_address_of_the_shop_that_nobody_knows_is_not_judged() -> None:
    assert isinstance(told("https://www.shop.example/p/other"), Unknown)


def test_what_never_left_told_nothing_and_what_got_no_answer_can_t_be_told() -> None:
    assert told(PAGE, status=None, failure="csp") is ToldAddress.NOTHING
    assert told(PAGE, status=None, failure="mixed-content") is ToldAddress.NOTHING
    assert isinstance(told(PAGE, status=None, failure="net::ERR_CONNECTION_REFUSED"), Unknown)
    assert told(PAGE, status=None, failure=None) is ToldAddress.WHOLE  # a beacon nobody waits for


def test_a_request_whose_fields_were_not_seen_can_t_be_told_and_a_web_socket_has_no_such_field() -> None:
    assert isinstance(told_address(replace(SENT, headers=())), Unknown)
    assert told_address(replace(SENT, headers=(), type=RequestType.WEBSOCKET)) is ToldAddress.NOTHING


def test_of_several_requests_the_most_telling_counts_and_doubt_counts_more_than_little() -> None:
    doubt = Unknown("?")
    assert the_more(ToldAddress.ORIGIN, ToldAddress.WHOLE) is ToldAddress.WHOLE
    assert the_more(ToldAddress.WHOLE, doubt) is ToldAddress.WHOLE
    assert the_more(doubt, ToldAddress.ORIGIN) is doubt
    assert the_more(ToldAddress.NOTHING, ToldAddress.ORIGIN) is ToldAddress.ORIGIN


def test_a_row_tells_what_any_of_its_requests_told() -> None:
    origin = replace(SENT, headers=(("Referer", "https://www.shop.example/"),))
    (row,) = requests([origin, SENT, origin], Veil(lambda value: value))
    assert row.tells is ToldAddress.WHOLE


# ── in a real browser ────────────────────────────────────────────────────────────────────────────────────────────────

SHOP = "https://www.muesli.example/p/socks?size=44"
LOADING = """<!doctype html><title>Socks</title>{head}
<img src="https://tracker.test/plain.gif"><img referrerpolicy="{own}" src="https://tracker.test/own.gif">
<link rel=stylesheet href="/theme.css"><p>Warm socks.</p>
<iframe src="https://cdn.example/frame"></iframe>
<script>
fetch('https://tracker.test/fetch', {{mode: 'no-cors'}});
navigator.sendBeacon('https://tracker.test/beacon', 'x');
</script>"""
THEME = "@font-face{font-family:f;src:url(https://tracker.test/f.woff2)} p{font-family:f}"


def tells(serve: Serve, authority: Authority, field: str | None, own: str, head: str = "") -> dict[object, object]:
    """By path, what requests to the third party told."""
    found: dict[object, object] = {}
    fields = [("Referrer-Policy", field)] if field else []
    pages = {
        "www.muesli.example/p/socks": (200, fields, LOADING.format(own=own, head=head)),
        "www.muesli.example/theme.css": THEME,
        "cdn.example/frame": '<img referrerpolicy=unsafe-url src="https://tracker.test/framed.gif">',
    }

    async def scene() -> None:
        with serve(pages, authority.server) as site:
            network = network_to(site.port, "www.muesli.example", "cdn.example", "tracker.test")
            async with one_phase(network, [authority.file]) as (_, phase):
                assert (await phase.visit(SHOP)).seen
                rows: list[Request] = [*requests(phase.recorder.requests, phase.recorder.veil)]
                found.update({row.path: row.tells for row in rows if row.host == "tracker.test"})

    run(scene)
    return found


def test_without_a_policy_this_browser_tells_the_origin_and_an_attribute_overrides_it(
    serve: Serve, authority: Authority
) -> None:
    found = tells(serve, authority, None, own="unsafe-url")
    assert found["/plain.gif"] is found["/fetch"] is found["/beacon"] is ToldAddress.ORIGIN
    assert found["/own.gif"] is ToldAddress.WHOLE
    assert found["/framed.gif"] is ToldAddress.NOTHING


@pytest.mark.parametrize(
    ("field", "head"), [("unsafe-url", ""), ("no-referrer", "<meta name=referrer content=unsafe-url>")]
)
def test_a_loose_policy_tells_everybody_everything(serve: Serve, authority: Authority, field: str, head: str) -> None:
    found = tells(serve, authority, field, own="no-referrer", head=head)
    assert found["/plain.gif"] is found["/fetch"] is found["/beacon"] is ToldAddress.WHOLE
    assert found["/own.gif"] is ToldAddress.NOTHING
    assert found["/f.woff2"] is not ToldAddress.WHOLE
