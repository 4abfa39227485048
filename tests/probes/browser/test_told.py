"""What requests say readably of a person in their address, and of what is looked at to whom it concerns not."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from scanner.model.values import Unknown
from scanner.model.vocabulary import Phase, RequestType, Told
from scanner.probes.browser.facts import requests
from scanner.probes.browser.records import Moment, SentRequest, Source
from scanner.probes.browser.told import in_address, is_pzn, joined, reveals
from scanner.probes.browser.veil import Veil

PAGE = "https://www.apo.example/p/hustensaft-forte"
SENT = SentRequest(
    when=Moment(Phase.BEFORE_CHOICE, 1, PAGE, 5), source=Source.PAGE, frame=PAGE, type=RequestType.IMAGE,
    method="GET", scheme="https", host="t.example", port=443, path="/px", query="", status=200,
    headers=(("Referer", "https://www.apo.example/"), ("Accept", "*/*")), initiator=PAGE,
)  # fmt: skip


def sent(query: str = "", **changed: object) -> SentRequest:
    return replace(SENT, query=query, **changed)  # type: ignore[arg-type]


def own(query: str) -> SentRequest:
    return sent(query, host="www.apo.example", type=RequestType.DOCUMENT)


@pytest.mark.parametrize(
    ("request_", "told"),
    [
        (sent("e=anna%40mail.example"), (Told.EMAIL,)),
        (sent("e=anna%2540mail.example"), (Told.EMAIL,)),
        (sent("e=info%40apo.example"), ()),
        (sent("phone=%2B49%2030%201234567"), (Told.PHONE,)),
        (sent("ud[phone]=030123456"), (Told.PHONE,)),
        (sent("n=030123456"), ()),
        (sent("vorname=Anna&nachname=Muster"), (Told.NAME,)),
        (sent("firstname=0a1b2c3d4e5f60718293a4b5c6d7e8f9"), ()),
        (sent("sid=1700000000123&cid=1.2"), ()),
        (own("PHPSESSID=0a1b2c3d4e5f60718293"), (Told.TOKEN,)),
        (own("reset_token=0a1b2c3d4e5f60718293"), (Told.TOKEN,)),
        (own("passwort=geheim"), (Told.TOKEN,)),
        (own("page=2&sort=price"), ()),
        (sent(headers=(("Referer", f"{PAGE}?email=anna@mail.example"),)), (Told.EMAIL,)),
        (sent(headers=(("Referer", "http://[nonsense"),)), ()),
        (sent("&&=&=x&%ff=%ff"), ()),
    ],
)
def test_what_stands_of_a_person_in_an_address(request_: SentRequest, told: tuple[Told, ...]) -> None:
    assert in_address(request_) == told


@pytest.mark.parametrize(
    ("request_", "told"),
    [
        (sent(), ()),
        (sent("id=7"), ()),
        (sent(headers=(("Referer", PAGE),)), (Told.PAGE,)),
        (sent("dl=https%3A%2F%2Fwww.apo.example%2Fp%2Fhustensaft-forte"), (Told.PAGE,)),
        (sent("p=%2Fp%2Fhustensaft-forte"), (Told.PAGE,)),
        (sent("dt=Hustensaft%20forte"), (Told.PAGE,)),
        (sent("cd[content_name]=Hustensaft"), (Told.PRODUCT,)),
        (sent("pr1=id4711~nmHustensaft"), (Told.PRODUCT,)),
        (sent("ep.search_term=husten"), (Told.SEARCH_TERM,)),
        (sent("cd[content_category]=Erk%C3%A4ltung"), (Told.CATEGORY,)),
        (sent("x=PZN%2001234562"), (Told.PRODUCT_NUMBER,)),
        (sent("pzn=1234562"), (Told.PRODUCT_NUMBER,)),
        (sent("t=20261122"), ()),
        (sent(host="cdn.apo.example", query="content_name=x"), ()),
        (
            sent(method="POST", has_body=True, body=json.dumps({"event": {"items": [{"item_name": "Saft"}]}}).encode()),
            (Told.PRODUCT,),
        ),
        (
            sent(method="POST", has_body=True, body=json.dumps({"u": PAGE}).replace("/", "\\/").encode()),
            (Told.PAGE,),
        ),
    ],
)
def test_what_a_third_party_is_told_of_what_is_looked_at(request_: SentRequest, told: tuple[Told, ...]) -> None:
    assert reveals(request_) == told


def test_the_front_page_says_nothing_by_its_address() -> None:
    home = Moment(Phase.BEFORE_CHOICE, 1, "https://www.apo.example/", 5)
    assert reveals(sent("dl=https%3A%2F%2Fwww.apo.example%2F", when=home)) == ()


def test_a_search_term_is_found_wherever_it_stands() -> None:
    search = Moment(Phase.BEFORE_CHOICE, 1, "https://www.apo.example/suche?q=Fu%C3%9Fpilz", 5)
    assert reveals(sent("x=fu%C3%9Fpilz", when=search)) == (Told.SEARCH_TERM,)


def test_a_product_number_in_the_page_s_address_is_found_by_its_check_digit() -> None:
    page = Moment(Phase.BEFORE_CHOICE, 1, "https://www.apo.example/saft-01234562", 5)
    assert reveals(sent("id=01234562", when=page)) == (Told.PRODUCT_NUMBER,)
    assert is_pzn("01234562") and is_pzn("1234562")
    assert not is_pzn("01234567") and not is_pzn("00000000")


def test_a_body_that_nobody_could_read_leaves_it_open_unless_the_address_says_it() -> None:
    unread = sent(method="POST", has_body=True, body=None)
    assert isinstance(reveals(unread), Unknown)
    assert reveals(replace(unread, query="content_name=x")) == (Told.PRODUCT,)


def test_of_two_requests_what_either_says_counts() -> None:
    unread = Unknown("not read")
    assert joined((Told.PAGE,), (Told.PRODUCT,)) == (Told.PAGE, Told.PRODUCT)
    assert joined(unread, (Told.PRODUCT,)) == joined((Told.PRODUCT,), unread) == (Told.PRODUCT,)
    assert joined((), unread) == joined(unread, ()) == unread


def test_one_row_says_what_all_its_requests_say() -> None:
    (row,) = requests([sent("a=1"), sent("dt=Saft&e=anna%40mail.example")], Veil(lambda text: text))
    assert (row.in_address, row.reveals) == ((Told.EMAIL,), (Told.PAGE,))
