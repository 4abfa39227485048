"""Whether an OCSP response comes along is said of each chain; and what was not heard out is not said to be missing."""

from __future__ import annotations

import io
import json
from typing import Any, cast

import pytest
from cryptography.x509 import ocsp

from scanner.model.vocabulary import TlsVersion
from scanner.probes.tls import chains
from scanner.probes.tls.exchange import Fate, Line, Reply
from scanner.probes.tls.flight import Flight, ServerHello
from scanner.probes.tls.lines import EndpointLines, EndpointName, Lines
from scanner.probes.tls.outcome import tell_flaws
from scanner.probes.tls.so_far import Settings, SoFar
from scanner.probes.tls.sweep import Chain, Findings
from tests.probes.test_tls_certificates import staple
from tests.probes.test_tls_trust import HOST, LEAF, MIDDLE, NOW, TRUSTED, issue

OTHER = issue("other", MIDDLE, hosts=[HOST])


def told(so_far: SoFar, stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def nothing_yet(stream: io.StringIO) -> SoFar:
    lines = EndpointLines(Lines(stream), EndpointName(HOST, "192.0.2.1", 443))
    return SoFar(cast("Line", None), lines, Settings(TRUSTED, NOW))


def stapled(*given: Chain) -> tuple[dict[str, Any], list[object]]:
    """By the certificate, what is said of it; and of all chains that clients with a name are shown."""
    stream = io.StringIO()
    so_far = nothing_yet(stream)
    chains.tell(so_far, given)
    rows = [line["row"] for line in told(so_far, stream) if line.get("fact") == "certificate"]
    return {row["subject"]: row["stapled"] for row in rows if row["position"] == 0}, so_far.staples


def test_one_chain_may_come_with_a_response_and_another_without() -> None:
    response = staple(MIDDLE, ocsp.OCSPCertStatus.GOOD, about=LEAF)
    by_leaf, _ = stapled(Chain((LEAF.der, MIDDLE.der), response), Chain((OTHER.der, MIDDLE.der)))
    assert sorted(by_leaf.values()) == [False, True]
    assert by_leaf["CN=other"] is False


def test_a_chain_that_no_handshake_was_heard_out_with_may_come_with_one() -> None:
    cut_short = Chain((LEAF.der,), heard_out=False)
    by_leaf, staples = stapled(cut_short)
    assert all("unknown" in said for said in (*by_leaf.values(), *staples))
    by_leaf, staples = stapled(cut_short, Chain((LEAF.der,)))
    assert (*by_leaf.values(), *staples) == (False, False)


@pytest.mark.parametrize(
    ("complete", "bare", "heard_out"), [(True, False, True), (False, False, False), (True, True, False)]
)
def test_only_a_hello_with_extensions_that_was_answered_to_the_end_asks(
    complete: bool, bare: bool, heard_out: bool
) -> None:
    flight = Flight(ServerHello(TlsVersion.TLSV1_2, (0xC02F,)), certificates=(LEAF.der,), complete=complete)
    findings = Findings()
    findings.take(Reply(Fate.ANSWERED, flight, ""), bare=bare)
    assert [chain.heard_out for chain in findings.chains] == [heard_out]


def test_without_the_libraries_each_flaw_that_has_to_be_tried_is_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise ImportError("sslyze")

    class Quiet:
        def tell(self, *_: object) -> None:
            """Says nothing."""

    monkeypatch.setattr("scanner.probes.tls.libraries.load", missing)
    stream = io.StringIO()
    so_far = nothing_yet(stream)
    so_far.settings = Settings(TRUSTED, NOW, authorised=True)
    so_far.accepted[TlsVersion.TLSV1_2] = []
    tell_flaws(so_far, cast("Any", Quiet()), cast("Any", None))
    gaps = {line["scope"].get("name"): line["cause"] for line in told(so_far, stream) if line["status"] == "gap"}
    names = ("heartbleed", "ccs_injection", "robot", "ticketbleed", "client_renegotiation")
    assert gaps == dict.fromkeys(names, "tool_missing")
