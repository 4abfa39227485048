"""Whether a zone is signed and validates, for zones signed well, badly, late, half and not at all."""

from __future__ import annotations

import dns.rrset
import pytest

from scanner.errors import UsageError
from scanner.model.values import Unknown
from scanner.probes.dns.anchors import parse, root_anchors
from scanner.probes.dns.client import Client, name_of, text_of
from scanner.probes.dns.dnssec import Signed, State, Trust, Validator
from scanner.probes.dns.records import TXT
from scanner.probes.dns.signatures import holds

from .conftest import Ask, validator
from .world import DAY, TTL, Key, World


def signed(ask: Ask[Signed], world: World, name: str) -> Signed:
    return ask(lambda client: validator(client, world).signed(name_of(name)))


def chain(world: World, **child: object) -> None:
    """root → example → shop.example, signed as far as the child says."""
    world.zones.clear()
    world.zone(".", key=Key())
    world.zone("example.", key=Key(13))
    world.zone("shop.example.", "@ A 192.0.2.1\nwww A 192.0.2.1\n@ TXT hello", **({"key": Key()} | child))


def spoiled(*types: str) -> object:
    def spoil(rdtype: object, made: bytes) -> bytes:
        return bytes([made[0] ^ 1]) + made[1:] if rdtype.name in types else made

    return spoil


def test_a_signature_of_rfc_8080_holds_and_a_changed_record_does_not() -> None:
    zone = name_of("example.com")
    keys = dns.rrset.from_text(
        "example.com.", 3600, "IN", "DNSKEY", "257 3 15 l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4="
    )
    made = "oL9krJun7xfBOIWcGHi7mag5/hdZrKWw15jPGrHpjQeRAvTdszaPD+QLs3fx8A4M3e23mRZ9VrbpMngwcrqNAg=="
    signature = dns.rrset.from_text(
        "example.com.", 3600, "IN", "RRSIG", f"MX 15 2 3600 1440021600 1438207200 3613 example.com. {made}"
    )[0]
    mx = dns.rrset.from_text("example.com.", 3600, "IN", "MX", "10 mail.example.com.")
    assert holds(mx, signature, zone, keys)
    assert not holds(
        dns.rrset.from_text("example.com.", 3600, "IN", "MX", "10 mai1.example.com."), signature, zone, keys
    )
    assert not holds(mx, signature, name_of("com"), keys)


@pytest.mark.parametrize("algorithm", [8, 13, 15])
def test_a_zone_signed_from_the_root_down_validates(world: World, ask: Ask[Signed], algorithm: int) -> None:
    chain(world, key=Key(algorithm))
    found = signed(ask, world, "www.shop.example")
    assert (text_of(found.zone), found.dnssec, found.problem) == ("shop.example", True, None)


def test_an_unsigned_zone_is_not_signed(world: World, ask: Ask[Signed]) -> None:
    chain(world, key=None)
    found = signed(ask, world, "www.shop.example")
    assert (text_of(found.zone), found.dnssec, found.problem) == ("shop.example", False, "unsigned")


@pytest.mark.parametrize("opt_out", [False, True])
def test_a_signed_zone_without_ds_is_an_island(world: World, ask: Ask[Signed], opt_out: bool) -> None:
    chain(world, ds=False)
    world.zones[name_of("example")].opt_out = opt_out
    found = signed(ask, world, "www.shop.example")
    assert (found.dnssec, found.problem) == (False, "no_ds")


def test_without_a_proof_that_there_is_no_ds_nobody_can_tell(world: World, ask: Ask[Signed]) -> None:
    chain(world, ds=False)
    world.zones[name_of("example")].unproven = True
    assert isinstance(signed(ask, world, "www.shop.example").dnssec, Unknown)


def test_a_signed_zone_below_an_unsigned_one_is_not_validated(world: World, ask: Ask[Signed]) -> None:
    chain(world)
    world.zone("dept.shop.example.", "@ A 192.0.2.1", key=Key())
    world.zone("plain.example.", key=None)
    world.zone("deep.plain.example.", "@ A 192.0.2.1", key=Key())
    assert signed(ask, world, "dept.shop.example").dnssec is True
    assert signed(ask, world, "deep.plain.example").problem == "parent_unsigned"


@pytest.mark.parametrize(
    ("child", "problem"),
    [
        ({"key": None, "ds": True}, "bogus_no_keys"),
        ({"ends": -3600.0}, "bogus_expired"),
        ({"begins": 3600.0}, "bogus_not_yet_valid"),
        ({"spoil": spoiled("DNSKEY")}, "bogus_signature"),
        ({"spoil": spoiled("SOA")}, "bogus_signature"),
        ({"spoil": spoiled("A")}, "bogus_signature"),
    ],
    ids=["no keys", "expired", "not yet valid", "spoilt DNSKEY", "spoilt SOA", "spoilt A"],
)
def test_what_is_signed_and_does_not_hold_is_bogus(
    world: World, ask: Ask[Signed], child: dict[str, object], problem: str
) -> None:
    chain(world, **child)
    found = signed(ask, world, "www.shop.example")
    assert (found.dnssec, found.problem) == (False, problem)


def test_a_ds_of_another_key_is_a_broken_delegation(world: World, ask: Ask[Signed]) -> None:
    chain(world)
    zone = world.zones[name_of("shop.example")]
    zone.key = Key()
    zone.rrsets[zone.apex, 48].clear()
    zone.rrsets[zone.apex, 48].add(zone.key.record, TTL)
    assert signed(ask, world, "www.shop.example").problem == "bogus_no_matching_key"


def test_records_without_signatures_in_a_signed_zone_are_bogus(world: World, ask: Ask[Signed]) -> None:
    def bare(query: object, reply: dns.message.Message, tcp: bool) -> list[bytes]:
        reply.answer = [rrset for rrset in reply.answer if rrset.rdtype != 46]
        return [reply.to_wire()]

    chain(world)
    world.instead["www.shop.example", "A"] = bare
    assert signed(ask, world, "www.shop.example").problem == "bogus_no_signature"


def test_a_host_whose_alias_leads_to_an_unsigned_zone_lies_in_a_signed_one(world: World, ask: Ask[Signed]) -> None:
    chain(world)
    world.zone("cdn.example.", "edge A 192.0.2.9", key=None)
    world.zones[name_of("shop.example")].add("shop CNAME edge.cdn.example.")
    found = signed(ask, world, "shop.shop.example")
    assert (text_of(found.zone), found.dnssec) == ("shop.example", True)


def test_a_resolver_that_keeps_signatures_back_leaves_it_unknown(world: World, ask: Ask[Signed]) -> None:
    def bare(query: object, reply: dns.message.Message, tcp: bool) -> list[bytes]:
        for section in (reply.answer, reply.authority):
            section[:] = [rrset for rrset in section if rrset.rdtype not in {46, 47, 50}]
        return [reply.to_wire()]

    chain(world)
    world.instead["*", "*"] = bare
    assert isinstance(signed(ask, world, "www.shop.example").dnssec, Unknown)


@pytest.mark.parametrize("instead", ["drop", 2, "garbage"])
def test_keys_that_can_t_be_had_leave_it_unknown(world: World, ask: Ask[Signed], instead: object) -> None:
    chain(world)
    world.instead["shop.example", "DNSKEY"] = instead
    assert isinstance(signed(ask, world, "www.shop.example").dnssec, Unknown)


def test_without_an_anchor_above_it_a_signed_zone_is_unknown_and_an_unsigned_one_is_not(
    world: World, ask: Ask[Signed]
) -> None:
    chain(world)
    world.zone("plain.example.", "@ A 192.0.2.1", key=None)

    def with_anchor(lines: list[str], name: str) -> Signed:
        return ask(lambda client: Validator(client, parse(lines, "file")).signed(name_of(name)))

    elsewhere = [f"other.example. IN DS {Key().record and world.zones[name_of('example')].ds}"]
    assert isinstance(with_anchor(elsewhere, "shop.example").dnssec, Unknown)
    assert with_anchor(elsewhere, "plain.example").dnssec is False
    key = world.zones[name_of("shop.example")].key.record
    assert with_anchor(["; the shop's own", f"shop.example. IN DNSKEY {key}"], "www.shop.example").dnssec is True


def test_an_answer_is_as_secure_as_its_least_secure_part(world: World, ask: Ask[Trust]) -> None:
    chain(world)
    world.zone("cdn.example.", "edge TXT x", key=None)
    world.zones[name_of("shop.example")].add("shop CNAME edge.cdn.example.")

    def state(name: str) -> State:
        async def inside(client: Client) -> Trust:
            return await validator(client, world).reply(await client.look_up(name, TXT))

        return ask(inside).state

    assert state("shop.example") is State.SECURE
    assert state("shop.shop.example") is State.INSECURE
    world.zones[name_of("shop.example")].spoil = spoiled("TXT")
    assert state("shop.example") is State.BOGUS


def test_a_zone_made_to_be_expensive_costs_little(world: World, ask: Ask[Signed]) -> None:
    """A hundred keys of the same tag and a hundred signatures (CVE-2023-50387)."""
    chain(world)
    zone = world.zones[name_of("shop.example")]
    zone.ends = DAY
    for _ in range(100):
        zone.rrsets[zone.apex, 48].add(Key().record, TTL)
    assert signed(ask, world, "www.shop.example").dnssec in {True, False}
    assert len(world.asked) < 40


def test_a_server_that_gives_no_start_of_authority_can_still_show_that_nothing_is_signed(
    world: World, ask: Ask[Signed]
) -> None:
    def simple(query: object, reply: dns.message.Message, tcp: bool) -> list[bytes]:
        reply.answer = [rrset for rrset in reply.answer if rrset.rdtype != 6]
        reply.authority.clear()
        return [reply.to_wire()]

    world.instead["*", "*"] = simple
    world.zone("example.")
    world.zone("plain.example.", "@ A 192.0.2.1\nwww A 192.0.2.1")
    world.zone("shop.example.", "www A 192.0.2.1", key=Key())
    found = ask(lambda client: Validator(client, root_anchors()).signed(name_of("www.plain.example")))
    assert (text_of(found.zone), found.dnssec, found.problem) == ("plain.example", False, "unsigned")
    found = ask(lambda client: Validator(client, root_anchors()).signed(name_of("www.shop.example")))
    assert isinstance(found.dnssec, Unknown)


def test_the_root_s_anchors_are_two_keys_of_rsa_sha256() -> None:
    (records,) = root_anchors().values()
    assert {(record.key_tag, record.algorithm, record.digest_type) for record in records} == {
        (20326, 8, 2),
        (38696, 8, 2),
    }


@pytest.mark.parametrize("line", ["example. IN A 192.0.2.1", "example. IN DS nonsense", "example.", ". IN DS 1 8 2 zz"])
def test_what_is_no_anchor_is_refused_with_its_line(line: str) -> None:
    with pytest.raises(UsageError, match="file:2:"):
        parse(["; comment", line], "file")
