"""Evidence to JSON and back is the same evidence; any other JSON is refused with its place, never with a traceback."""

from __future__ import annotations

import datetime as dt
import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.model.codec import (
    EVIDENCE_SCHEMA,
    Malformed,
    decode,
    decode_evidence,
    decode_scope,
    encode,
    encode_evidence,
)
from scanner.model.evidence import Evidence
from scanner.model.facts import KINDS, Fact, Hsts, Redirect, StoredItem
from scanner.model.values import NOT_STATED, Unknown
from scanner.model.vocabulary import GapCause, Party

from . import generated
from .generated import HELD_TO

Json = Any


def document(**more: Json) -> Json:
    return {"schema": EVIDENCE_SCHEMA, "shop": "https://shop.example", **more}


# ── there and back ───────────────────────────────────────────────────────────────────────────────────────────────────


@HELD_TO
@given(evidence=generated.evidence())
def test_evidence_comes_back_as_it_was_written(evidence: Evidence) -> None:
    written = json.loads(json.dumps(encode_evidence(evidence), allow_nan=False))
    assert decode_evidence(written) == evidence
    assert encode_evidence(decode_evidence(written)) == written


@HELD_TO
@given(row=st.sampled_from(sorted(KINDS)).flatmap(lambda kind: generated.structs(KINDS[kind])))
def test_a_row_comes_back_as_it_was_written(row: Fact) -> None:
    assert decode(row.kind, json.loads(json.dumps(encode(row), allow_nan=False))) == row


def test_a_row_leaves_out_what_it_does_not_state() -> None:
    row = StoredItem(name="a", lifetime_days=None, party=Party.THIRD, secure=Unknown("?"))
    assert encode(row) == {"name": "a", "lifetime_days": None, "party": "third", "secure": {"unknown": "?"}}
    assert encode(Redirect(from_="http://a/", hop=0)) == {"from": "http://a/", "hop": 0}


def test_an_unknown_keeps_its_cause() -> None:
    lost = Unknown("nobody may look", GapCause.NOT_AUTHORISED)
    assert encode(Hsts(valid=lost)) == {"valid": {"unknown": "nobody may look", "cause": "not_authorised"}}
    assert decode("hsts", encode(Hsts(valid=lost))) == Hsts(valid=lost)


def test_fields_of_a_newer_siegel_are_passed_over() -> None:
    assert decode("hsts", {"host": "a", "shiny": [1]}) == Hsts(host="a")


def test_what_the_owner_does_not_declare_is_his_to_declare() -> None:
    seen = decode_evidence(document(facts={"shop": [{"staff": 3}]}))
    (shop,) = seen.rows("shop")
    assert getattr(shop, "staff") == 3  # noqa: B009 - the kind is known only by its name
    sector = getattr(shop, "sector")  # noqa: B009
    assert isinstance(sector, Unknown) and sector.cause is GapCause.FACT_MISSING
    assert NOT_STATED not in {getattr(shop, name) for name in ("b2b", "card_payment", "jurisdiction")}


def test_rows_with_the_same_key_are_one() -> None:
    seen = decode_evidence(document(facts={"hsts": [{"host": "a", "valid": True}, {"host": "a", "preload": False}]}))
    assert seen.rows("hsts") == (Hsts(host="a", valid=True, preload=False),)


# ── hostile ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@HELD_TO
@given(value=generated.any_json)
def test_any_json_is_evidence_or_malformed(value: Json) -> None:
    with suppress(Malformed):
        assert isinstance(decode_evidence(value), Evidence)


@HELD_TO
@given(value=generated.documents)
def test_any_document_is_evidence_or_malformed(value: Json) -> None:
    with suppress(Malformed):
        json.dumps(encode_evidence(decode_evidence(value)))


@HELD_TO
@given(kind=st.sampled_from(sorted(KINDS)) | generated.texts, row=generated.any_json)
def test_any_row_is_a_fact_or_malformed(kind: str, row: Json) -> None:
    with suppress(Malformed):
        assert decode(kind, row).kind == kind


@HELD_TO
@given(kind=st.sampled_from(sorted(KINDS)), fixed=generated.any_json)
def test_any_scope_is_a_scope_or_malformed(kind: str, fixed: Json) -> None:
    with suppress(Malformed):
        assert isinstance(decode_scope(kind, fixed), tuple)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([], "expected an object, found a list"),
        ({}, "schema: expected siegel/evidence/1, found None"),
        ({"schema": "siegel/evidence/2"}, "schema: expected siegel/evidence/1, found 'siegel/evidence/2'"),
        (document(facts=[]), "facts: expected an object, found a list"),
        (document(facts={"cookie": []}), "facts.cookie: there is no such kind of fact"),
        (document(facts={"hsts": {}}), "facts.hsts: expected a list, found an object"),
        (document(facts={"hsts": [{}, 3]}), "facts.hsts[1]: expected an object, found 3"),
        (document(facts={"hsts": [{"valid": 1}]}), "facts.hsts[0].valid: expected true or false, found 1"),
        (document(facts={"hsts": [{"valid": None}]}), "facts.hsts[0].valid: valid is always there and can't be null"),
        (document(facts={"hsts": [{"max_age": True}]}), "facts.hsts[0].max_age: expected a whole number, found True"),
        (document(facts={"hsts": [{"max_age": 1.0}]}), "facts.hsts[0].max_age: expected a whole number, found 1.0"),
        (document(facts={"hsts": [{"max_age": "1"}]}), "facts.hsts[0].max_age: expected a whole number, found '1'"),
        (document(facts={"hsts": [{"host": {"unknown": 1}}]}), "facts.hsts[0].host: expected text, found 1"),
        (document(facts={"header": [{"values": "a"}]}), "facts.header[0].values: expected a list, found 'a'"),
        (document(facts={"header": [{"values": [None]}]}), "facts.header[0].values: expected text, found null"),
        (
            document(facts={"certificate": [{"not_after": "2026-02-30"}]}),
            "facts.certificate[0].not_after: expected a date like 2026-03-15, found '2026-02-30'",
        ),
        (
            document(facts={"form_field": [{"form": {"page": {"role": "basket"}}}]}),
            "facts.form_field[0].form.page.role: 'basket' is not a PageRole; one of home, category",
        ),
        (document(coverage=[{"kind": "cookie"}]), "coverage[0].kind: there is no kind of fact called 'cookie'"),
        (document(coverage=[{"kind": "hsts", "status": "ok"}]), "coverage[0].status: 'ok' is not seen, absent or gap"),
        (document(coverage=[{"kind": "hsts", "status": "gap"}]), "coverage[0].cause: a gap names its cause"),
        (
            document(coverage=[{"kind": "hsts", "status": "gap", "cause": "tired"}]),
            "coverage[0]: 'tired' is not a GapCause",
        ),
        (document(plan=[{"kind": "hsts", "scope": {"hots": 1}}]), "plan[0].scope: hsts has no field hots"),
    ],
)
def test_a_mistake_is_named_with_its_place(value: Json, message: str) -> None:
    with pytest.raises(Malformed) as mistake:
        decode_evidence(value)
    assert str(mistake.value).startswith(message)


def test_a_scope_is_dotted_or_nested() -> None:
    fixed = (("page.role", "cart"), ("phase", "rejected"))
    assert decode_scope("request", {"phase": "rejected", "page.role": "cart"}) == fixed
    assert decode_scope("request", {"phase": "rejected", "page": {"role": "cart"}}) == fixed
    assert decode_scope("request", {"phase": {"unknown": "?"}}) == ()


def test_only_what_a_fact_can_hold_is_written() -> None:
    with pytest.raises(TypeError):
        encode(object())
    assert encode((True, 1.5, dt.date(2026, 1, 2), None, "a")) == [True, 1.5, "2026-01-02", None, "a"]
