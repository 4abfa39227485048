"""One row for each group over all versions, and no claim on versions of which not all was seen."""

from __future__ import annotations

from scanner.model.vocabulary import TlsVersion
from scanner.probes.tls.eliminate import Elimination
from scanner.probes.tls.exchange import Fate, Reply
from scanner.probes.tls.flight import Flight
from scanner.probes.tls.group_rows import GroupRows, Row
from scanner.probes.tls.groups import EXPLICIT_PRIME
from scanner.probes.tls.key_exchange import Ephemeral
from scanner.probes.tls.suites import by_name
from scanner.probes.tls.sweep import Exchanged

V10, V12, V13 = TlsVersion.TLSV1_0, TlsVersion.TLSV1_2, TlsVersion.TLSV1_3
DHE = by_name()["TLS_DHE_RSA_WITH_AES_128_CBC_SHA"]
ECDHE = by_name()["TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"]
CLOSED = Reply(Fate.TIMEOUT, Flight(), "the server does not answer in time")


def by_row_name(rows: GroupRows) -> dict[str, Row]:
    return {row["name"]: row for row in rows.rows()}


def test_a_group_of_two_versions_is_one_row_with_its_place_in_the_newer() -> None:
    rows = GroupRows()
    rows.eliminated({V12: Elimination((23, 29), decides=True), V13: Elimination((29, 0x11EC), decides=False)})
    found = by_row_name(rows)
    assert found["x25519"]["versions"] == [V12, V13]
    assert found["x25519"]["preference"] is None
    assert (found["secp256r1"]["versions"], found["secp256r1"]["preference"]) == ([V12], 1)
    assert found["X25519MLKEM768"]["bits"] == 255


def test_where_one_version_was_cut_off_no_row_claims_it_is_not_taken_there() -> None:
    rows = GroupRows()
    rows.eliminated({V12: Elimination((29,), None, CLOSED), V13: Elimination((29, 23), decides=True)})
    found = by_row_name(rows)
    assert found["x25519"]["versions"] == [V12, V13]
    assert "unknown" in found["secp256r1"]["versions"]
    assert (rows.doubts, rows.causes) == ({V12: CLOSED.words}, {V12: "timeout"})


def test_a_curve_seen_with_a_suite_alone_is_a_row_too() -> None:
    rows = GroupRows()
    rows.eliminated({V12: Elimination((29,), decides=True)})
    rows.exchanged([Exchanged(V12, ECDHE, Ephemeral(group=29)), Exchanged(V10, ECDHE, Ephemeral(group=24))])
    found = by_row_name(rows)
    assert found["x25519"]["preference"] == 1
    assert found["secp384r1"]["versions"] == [V10]


def test_explicit_parameters_have_the_bits_that_were_sent_once_they_were() -> None:
    rows = GroupRows()
    rows.eliminated({V12: Elimination((EXPLICIT_PRIME,))})
    assert "unknown" in rows.rows()[0]["bits"]
    rows.exchanged([Exchanged(V12, ECDHE, Ephemeral(group=EXPLICIT_PRIME, bits=160))])
    assert rows.rows()[0]["bits"] == 160


def test_a_post_quantum_group_alone_has_no_bits_that_compare() -> None:
    rows = GroupRows()
    rows.eliminated({V13: Elimination((0x0201,))})
    (row,) = rows.rows()
    assert (row["name"], row["family"]) == ("MLKEM768", "pq")
    assert "unknown" in row["bits"]


def test_a_key_exchange_that_could_not_be_read_is_a_doubt() -> None:
    rows = GroupRows()
    rows.exchanged([Exchanged(V12, DHE, None)])
    assert rows.rows() == []
    assert V12 in rows.doubts


def test_a_server_that_makes_up_primes_does_not_fill_the_evidence() -> None:
    rows = GroupRows()
    rows.exchanged([Exchanged(V12, DHE, Ephemeral(prime=(1 << 255) + 2 * number)) for number in range(100)])
    assert len(rows.rows()) == 32
    assert V12 in rows.doubts
