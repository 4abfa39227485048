"""Questions to a resolver that may send anything: answers are found, everything else is an error with its cause."""

from __future__ import annotations

import asyncio

import dns.flags
import dns.message
import dns.rcode
import pytest

from scanner.errors import NetworkError
from scanner.network import Limits, Nameserver, Network
from scanner.probes.dns.client import BadName, Client, Reply, name_of, text_of
from scanner.probes.dns.records import AAAA, CAA, MX, TXT, A

from .conftest import Ask
from .world import World


def look_up(ask: Ask[Reply], name: str, rdtype: object = A) -> Reply:
    return ask(lambda client: client.look_up(name, rdtype))


def cause(ask: Ask[Reply], name: str, rdtype: object = A) -> str:
    with pytest.raises(NetworkError) as caught:
        look_up(ask, name, rdtype)
    return caught.value.cause


def test_records_no_data_and_no_such_name_are_told_apart(world: World, ask: Ask[Reply]) -> None:
    world.zone("shop.example.", 'www A 192.0.2.1\n@ MX 10 mx\n@ TXT "one " "two"')
    assert [record.address for record in look_up(ask, "www.shop.example").records] == ["192.0.2.1"]
    assert look_up(ask, "shop.example", TXT).texts == ("one two",)
    nothing = look_up(ask, "www.shop.example", AAAA)
    assert nothing.exists and nothing.records == () and text_of(nothing.soa) == "shop.example"
    gone = look_up(ask, "ww.shop.example")
    assert not gone.exists and gone.records == ()


def test_aliases_are_followed_and_named(world: World, ask: Ask[Reply]) -> None:
    world.zone("shop.example.", "www CNAME shops.cdn.example.\nold CNAME gone.cdn.example.")
    world.zone("cdn.example.", "shops CNAME edge\nedge A 192.0.2.7")
    found = look_up(ask, "www.shop.example")
    assert [text_of(alias) for alias in found.aliases] == ["shops.cdn.example", "edge.cdn.example"]
    assert len(found.records) == 1
    dead = look_up(ask, "old.shop.example")
    assert not dead.exists and text_of(dead.target) == "gone.cdn.example"


def test_a_resolver_that_stops_at_an_alias_is_asked_for_the_rest(world: World, ask: Ask[Reply]) -> None:
    world.zone("shop.example.", "www CNAME edge.cdn.example.")
    world.zone("cdn.example.", "edge A 192.0.2.7")

    def stop(query: dns.message.Message, reply: dns.message.Message, tcp: bool) -> list[bytes]:
        reply.answer = reply.answer[:1]
        return [reply.to_wire()]

    world.instead["www.shop.example", "A"] = stop
    found = look_up(ask, "www.shop.example")
    assert len(found.records) == 1 and [text_of(alias) for alias in found.aliases] == ["edge.cdn.example"]


def test_aliases_in_a_circle_end_as_an_error(world: World, ask: Ask[Reply]) -> None:
    world.zone("shop.example.", "a CNAME b\nb CNAME a\nself CNAME self")
    assert cause(ask, "a.shop.example") == "error"
    assert cause(ask, "self.shop.example") == "error"


def test_an_alias_chain_without_end_ends(world: World, ask: Ask[Reply]) -> None:
    world.zone("shop.example.", "\n".join(f"n{i} CNAME n{i + 1}" for i in range(100)))
    assert cause(ask, "n0.shop.example") == "error"
    assert len(world.asked) < 20


@pytest.mark.parametrize(
    ("instead", "expected"),
    [
        ("drop", "timeout"),
        ("garbage", "timeout"),
        (int(dns.rcode.SERVFAIL), "error"),
        (int(dns.rcode.REFUSED), "error"),
        (int(dns.rcode.NOTIMP), "error"),
    ],
)
def test_what_is_no_answer_is_an_error_with_its_cause(
    world: World, ask: Ask[Reply], instead: object, expected: str
) -> None:
    world.zone("shop.example.", "www A 192.0.2.1")
    world.instead["www.shop.example", "*"] = instead
    assert cause(ask, "www.shop.example") == expected


def test_a_long_answer_comes_over_tcp(world: World, ask: Ask[Reply]) -> None:
    world.zone("shop.example.", "\n".join(f'@ TXT "{i:03} {"x" * 200}"' for i in range(40)))
    assert len(look_up(ask, "shop.example", TXT).texts) == 40
    assert world.over_tcp == [("shop.example", "TXT")]


def test_an_answer_that_is_cut_even_over_tcp_and_one_that_ends_early_are_errors(world: World, ask: Ask[Reply]) -> None:
    def cut(query: dns.message.Message, reply: dns.message.Message, tcp: bool) -> list[bytes]:
        reply.flags |= dns.flags.TC
        return [reply.to_wire()] if not tcp else []

    world.zone("shop.example.", "www A 192.0.2.1")
    world.instead["www.shop.example", "A"] = cut
    assert cause(ask, "www.shop.example") == "error"


def test_guessed_answers_are_passed_over(world: World, ask: Ask[Reply]) -> None:
    """Another identifier, another question, a question instead of a response: somebody tries his luck."""

    def guess(query: dns.message.Message, reply: dns.message.Message, tcp: bool) -> list[bytes]:
        true = reply.to_wire()
        other_id = bytes([true[0] ^ 1]) + true[1:]
        asked = dns.message.make_response(dns.message.make_query("evil.example", "A", id=query.id))
        return [other_id, asked.to_wire(), query.to_wire(), true]

    world.zone("shop.example.", "www A 192.0.2.1")
    world.instead["www.shop.example", "A"] = guess
    assert [record.address for record in look_up(ask, "www.shop.example").records] == ["192.0.2.1"]


def test_a_resolver_without_edns_is_asked_without(world: World, ask: Ask[Reply]) -> None:
    def old(query: dns.message.Message, reply: dns.message.Message, tcp: bool) -> list[bytes]:
        if query.edns >= 0:
            reply = dns.message.make_response(query)
            reply.use_edns(False)
            reply.set_rcode(dns.rcode.FORMERR)
        return [reply.to_wire()]

    world.zone("shop.example.", "www A 192.0.2.1")
    world.instead["www.shop.example", "A"] = old
    assert len(look_up(ask, "www.shop.example").records) == 1


def test_a_dead_resolver_is_not_waited_for_again_and_again(world: World, ask: Ask[list[str]]) -> None:
    world.instead["*", "*"] = "drop"

    async def many(client: Client) -> list[str]:
        causes = []
        for i in range(20):
            try:
                await client.look_up(f"n{i}.shop.example", A)
            except NetworkError as error:
                causes.append(error.cause)
        return causes

    assert ask(many) == ["timeout"] * 20
    assert len(world.asked) == 6  # three questions, each twice


def test_each_question_is_asked_once(world: World, ask: Ask[None]) -> None:
    world.zone("shop.example.", "www A 192.0.2.1")

    async def twice(client: Client) -> None:
        for _ in range(3):
            await client.look_up("www.shop.example", A)
            await client.look_up("WWW.shop.example.", A)

    ask(twice)
    assert world.asked == [("www.shop.example", "A")]


def test_a_budget_bounds_all_questions_of_a_scan(server: object, world: World) -> None:
    async def spend() -> str:
        network = Network(
            "https://shop.example", limits=Limits(max_queries=3), nameserver=Nameserver.parse(server.address)
        )
        client = Client(network)
        for i in range(3):
            await client.look_up(f"n{i}.example", A)
        with pytest.raises(NetworkError) as caught:
            await client.look_up("more.example", A)
        assert network.used.queries == 3
        return caught.value.cause

    assert asyncio.run(spend()) == "budget"


def test_without_a_resolver_nothing_is_asked() -> None:
    with pytest.raises(NetworkError) as caught:
        asyncio.run(Client(Network("https://shop.example")).look_up("www.shop.example", A))
    assert caught.value.cause == "unreachable"


@pytest.mark.parametrize("text", ["a..b", "x" * 64 + ".example", ".".join(["x" * 60] * 5), ".example"])
def test_what_can_be_no_name_is_not_asked_for(text: str) -> None:
    with pytest.raises(BadName):
        name_of(text)


def test_odd_labels_and_bytes_are_shown_escaped(world: World, ask: Ask[Reply]) -> None:
    world.zone("shop.example.", r"www CNAME a\010b\027\.c.shop.example." + '\n@ TXT "\\255\\254caf\\233"\n@ MX 10 .')
    target = text_of(look_up(ask, "www.shop.example").target)
    assert target == r"a\010b\027\.c.shop.example"
    assert look_up(ask, "shop.example", TXT).texts == ("��caf�",)
    assert look_up(ask, "shop.example", MX).records[0].exchange == name_of(".")
    assert look_up(ask, "shop.example", CAA).records == ()
