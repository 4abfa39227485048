"""The comparison itself: it must see every difference, or the real servers prove nothing."""

from datetime import date
from typing import Any

import pytest

from . import truth as truths
from .compare import differences

HOST = "www.shop.example"
ENDPOINT = {"host": HOST, "address": "127.0.0.1", "port": 443}

Mapping = dict[str, Any]


def protocol(version: str, accepted: object, host: str = HOST) -> Mapping:
    return {"endpoint": {**ENDPOINT, "host": host}, "version": version, "accepted": accepted}


def truth_of(kind: str, *rows: Mapping, **more: object) -> Mapping:
    return {"host": HOST, "facts": {kind: {"rows": list(rows), **more}}}


def evidence_of(kind: str, *rows: Mapping, coverage: tuple[Mapping, ...] = ()) -> Mapping:
    return {"facts": {kind: list(rows)}, "coverage": list(coverage)}


WANTED = {"endpoint": {"host": HOST}, "version": "TLSv1.2", "accepted": True}


def test_equal_rows_do_not_differ() -> None:
    assert differences(truth_of("tls_protocol", WANTED), evidence_of("tls_protocol", protocol("TLSv1.2", True))) == []


def test_a_missing_row_is_named_by_its_key() -> None:
    found = differences(truth_of("tls_protocol", WANTED), evidence_of("tls_protocol", protocol("TLSv1.3", True)))
    assert found == [f"tls_protocol endpoint=host={HOST} version=TLSv1.2: no such row"]


def test_a_kind_that_is_not_there_at_all_is_a_difference() -> None:
    assert len(differences(truth_of("tls_protocol", WANTED), {"facts": {}, "coverage": []})) == 1
    assert len(differences(truth_of("tls_protocol", WANTED), {})) == 1


def test_a_row_of_another_host_does_not_stand_in() -> None:
    seen = evidence_of("tls_protocol", protocol("TLSv1.2", True, host="shop.example"))
    assert len(differences(truth_of("tls_protocol", WANTED), seen)) == 1


def test_a_field_that_differs_is_shown_with_both_values() -> None:
    found = differences(truth_of("tls_protocol", WANTED), evidence_of("tls_protocol", protocol("TLSv1.2", False)))
    assert found == [f"tls_protocol endpoint=host={HOST} version=TLSv1.2: accepted is False, expected True"]


def test_a_field_that_is_missing_is_a_difference_even_where_null_is_expected() -> None:
    row: Mapping = {"endpoint": ENDPOINT, "position": 0}
    wanted = {"endpoint": {"host": HOST}, "position": 0, "trust_problem": None}
    found = differences(truth_of("certificate", wanted), evidence_of("certificate", row))
    assert found == [f"certificate endpoint=host={HOST} position=0: trust_problem is missing, expected None"]
    with_null = {**row, "trust_problem": None}
    assert differences(truth_of("certificate", wanted), evidence_of("certificate", with_null)) == []


def test_every_row_with_the_same_key_is_compared() -> None:
    seen = evidence_of("tls_protocol", protocol("TLSv1.2", True), protocol("TLSv1.2", False))
    assert len(differences(truth_of("tls_protocol", WANTED), seen)) == 1


def test_unknown_differs_from_every_value() -> None:
    seen = evidence_of("tls_protocol", protocol("TLSv1.2", {"unknown": "timed out"}))
    assert len(differences(truth_of("tls_protocol", WANTED), seen)) == 1


def test_unknown_is_right_where_the_truth_says_so_and_only_there() -> None:
    wanted = {**WANTED, "accepted": {"unknown": True}}
    for accepted, count in (({"unknown": "timed out"}, 0), (True, 1)):
        seen = evidence_of("tls_protocol", protocol("TLSv1.2", accepted))
        assert len(differences(truth_of("tls_protocol", wanted), seen)) == count


def test_one_of_takes_each_of_its_values_and_no_other() -> None:
    wanted = {"host": HOST, "max_age": {"one_of": [1, 2]}}
    assert differences(truth_of("hsts", wanted), evidence_of("hsts", {"host": HOST, "max_age": 2})) == []
    assert len(differences(truth_of("hsts", wanted), evidence_of("hsts", {"host": HOST, "max_age": 3}))) == 1


@pytest.mark.parametrize(("expected", "actual"), [(1, True), (True, 1), ("1", 1), (None, False), (0, None), ("", None)])
def test_values_of_different_types_are_never_the_same(expected: object, actual: object) -> None:
    seen = evidence_of("hsts", {"host": HOST, "max_age": actual})
    assert len(differences(truth_of("hsts", {"host": HOST, "max_age": expected}), seen)) == 1


def test_a_row_too_many_counts_only_in_a_complete_kind() -> None:
    seen = evidence_of("tls_protocol", protocol("TLSv1.2", True), protocol("TLSv1.0", True))
    assert differences(truth_of("tls_protocol", WANTED), seen) == []
    found = differences(truth_of("tls_protocol", WANTED, complete=True), seen)
    assert len(found) == 1 and found[0].startswith("tls_protocol: a row too many") and "version=TLSv1.0" in found[0]


def test_a_row_too_many_counts_only_among_the_rows_in_question() -> None:
    wanted = truth_of("tls_protocol", WANTED, complete=True, among={"endpoint": {"host": HOST}, "accepted": True})
    others = protocol("TLSv1.0", False), protocol("TLSv1.0", True, host="shop.example")
    assert differences(wanted, evidence_of("tls_protocol", protocol("TLSv1.2", True), *others)) == []


def test_a_row_that_might_be_in_question_counts_as_one_too_many() -> None:
    wanted = truth_of("tls_protocol", WANTED, complete=True, among={"accepted": True})
    seen = evidence_of("tls_protocol", protocol("TLSv1.2", True), protocol("TLSv1.0", {"unknown": "reset"}))
    assert len(differences(wanted, seen)) == 1


def test_a_gap_in_a_complete_kind_is_a_difference_if_it_concerns_the_host() -> None:
    def with_gap(scope: Mapping) -> Mapping:
        gap = {"kind": "tls_protocol", "scope": scope, "status": "gap", "cause": "timeout", "reason": "10 s"}
        return evidence_of("tls_protocol", protocol("TLSv1.2", True), coverage=(gap,))

    wanted = truth_of("tls_protocol", WANTED, complete=True)
    assert len(differences(wanted, with_gap({"endpoint": ENDPOINT, "version": "TLSv1.3"}))) == 1
    assert len(differences(wanted, with_gap({"endpoint": f"{HOST}:443"}))) == 1
    assert len(differences(wanted, with_gap({"version": "TLSv1.3"}))) == 1
    assert differences(wanted, with_gap({"endpoint": {**ENDPOINT, "host": "shop.example"}})) == []
    assert differences(truth_of("tls_protocol", WANTED), with_gap({})) == []


GAP = {"kind": "tls_cipher", "scope": {}, "status": "gap", "cause": "timeout", "reason": "no answer in 10 s"}


@pytest.mark.parametrize(
    ("cell", "agrees"),
    [
        (GAP, True),
        ({**GAP, "cause": "error"}, False),
        ({**GAP, "kind": "hsts"}, False),
        ({**GAP, "status": "absent"}, False),
    ],
)
def test_an_expected_gap_must_stand_in_the_coverage_with_a_cause_that_fits(cell: Mapping, agrees: bool) -> None:
    wanted = {"host": HOST, "gaps": [{"kind": ["tls_protocol", "tls_cipher"], "cause": ["timeout", "refused"]}]}
    assert (differences(wanted, {"facts": {}, "coverage": [cell]}) == []) is agrees


def test_what_must_never_be_said_is_a_difference_only_if_it_is_said() -> None:
    wanted = {"host": HOST, "never": [{"kind": "tls_protocol", "row": {"endpoint": {"host": HOST}, "accepted": False}}]}
    assert len(differences(wanted, evidence_of("tls_protocol", protocol("TLSv1.2", False)))) == 1
    for accepted in (True, {"unknown": "reset"}):
        assert differences(wanted, evidence_of("tls_protocol", protocol("TLSv1.2", accepted))) == []
    assert differences(wanted, evidence_of("tls_protocol", protocol("TLSv1.2", False, host="shop.example"))) == []


@pytest.mark.parametrize(
    ("kind", "field", "written", "seen"),
    [
        ("redirect", "to", "https://www.shop.example/", "HTTPS://WWW.shop.example:443"),
        ("certificate", "signature_hash", "sha256", "SHA-256"),
        ("certificate", "not_after", "2026-11-27", "2026-11-27T23:59:59+00:00"),
        ("certificate", "names", ["b.example", "a.example"], ["a.example", "b.example"]),
        ("header", "name", "x-content-type-options", "X-Content-Type-Options"),
    ],
)
def test_the_same_thing_written_otherwise_is_no_difference(
    kind: str, field: str, written: object, seen: object
) -> None:
    assert differences(truth_of(kind, {field: written}, keys=["url"]), evidence_of(kind, {field: seen})) == []


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("https://www.shop.example/", "http://www.shop.example/"),
        ("https://www.shop.example/", "https://www.shop.example/a"),
        ("https://www.shop.example/", "https://www.shop.example:80/"),
        ("https://shop.example/", "https://www.shop.example/"),
    ],
)
def test_different_urls_are_a_difference(written: str, seen: str) -> None:
    wanted = truth_of("redirect", {"to": written}, keys=["hop"])
    assert len(differences(wanted, evidence_of("redirect", {"to": seen}))) == 1


def test_truth_files_are_filled_in_from_the_day_and_the_host() -> None:
    truth = truths.load("expires_in_5_days", date(2026, 11, 22))
    row = truth["facts"]["certificate"]["rows"][0]
    assert row["not_after"] == "2026-11-27"
    assert row["endpoint"] == {"host": "www.five.example"}


def test_each_stands_for_every_combination() -> None:
    truth = truths.load("tlslite_ssl3", date(2026, 11, 22))
    rows = {(row["version"], row["name"]) for row in truth["facts"]["tls_cipher"]["rows"]}
    assert len(rows) == 8 and ("SSLv3", "TLS_RSA_WITH_3DES_EDE_CBC_SHA") in rows


@pytest.mark.parametrize(
    ("seen", "agrees"),
    [
        (["h2", "http/1.1"], True),
        (["http/1.1", "H2", "http/1.0"], True),
        (["http/1.1"], False),
        (["h2", "http/1.1", "h3"], False),
        ([], False),
        ({"unknown": "no handshake"}, False),
        (None, False),
    ],
)
def test_of_a_list_some_items_can_be_demanded_and_others_ruled_out(seen: object, agrees: bool) -> None:
    wanted = {"endpoint": {"host": HOST}, "alpn": {"all_of": ["h2", "http/1.1"], "none_of": ["h3"]}}
    rows = evidence_of("tls_session", {"endpoint": ENDPOINT, "alpn": seen})
    assert (differences(truth_of("tls_session", wanted), rows) == []) is agrees


def group(**fields: object) -> Mapping:
    return {"endpoint": ENDPOINT, "accepted": True, "preference": None, **fields}


def test_a_dh_prime_without_a_name_is_found_by_its_size_whatever_the_scan_calls_it() -> None:
    rows = [{"endpoint": {"host": HOST}, "family": "ffdhe", "bits": 1024, "accepted": True}]
    wanted = truth_of("tls_group", *rows, keys=["endpoint", "name", "family", "bits"], complete=True)
    prime = group(name="dh-1024-9f3a", family="ffdhe", bits=1024)
    assert differences(wanted, evidence_of("tls_group", prime)) == []
    assert len(differences(wanted, evidence_of("tls_group", {**prime, "bits": 2048}))) == 2
    assert len(differences(wanted, evidence_of("tls_group", prime, group(name="x25519", family="ec", bits=255)))) == 1


def test_a_flaw_is_compared_by_its_name_and_an_unknown_one_is_neither_present_nor_absent() -> None:
    wanted = truth_of("tls_flaw", {"endpoint": {"host": HOST}, "name": "crime", "present": False})
    for present, count in ((False, 0), (True, 1), ({"unknown": "reset"}, 1)):
        seen = evidence_of("tls_flaw", {"endpoint": ENDPOINT, "name": "crime", "present": present})
        assert len(differences(wanted, seen)) == count


def test_a_truth_row_of_a_group_speaks_of_one_that_is_accepted() -> None:
    truth = truths.load("nginx_p521_only", date(2026, 11, 22))
    assert all(row["accepted"] for row in truth["facts"]["tls_group"]["rows"])
    assert truth["facts"]["tls_group"]["among"]["accepted"] is True
