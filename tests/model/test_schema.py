"""The published schemas of a run describe everything that is written, and refuse what a reader would refuse."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from scanner import store
from scanner.model import schema, schema_of_report
from scanner.model.codec import Malformed, decode_evidence, encode_evidence
from scanner.model.evidence import Cell, Coverage, Evidence, Status, scope
from scanner.model.facts import KINDS, Certificate, Endpoint, Redirect, Seen, fields_of
from scanner.model.facts.pages import LegalLink, LegalLinks, Page
from scanner.model.report import MANIFEST_SCHEMA, ReferenceText, Report, encode_report
from scanner.model.values import Unknown
from scanner.model.verdict import Blocker, ControlVerdict, Finding, Gate, Judgement, LeftOut, Place, Text
from scanner.model.vocabulary import Area, Certainty, EndpointRole, GapCause, Level, Severity, TrustProblem, Verdict

from .generated import HELD_TO, evidence

Json = Any


def closed(node: Json) -> Json:
    """The same schema, allowing no field that it doesn't describe."""
    if isinstance(node, list):
        return [closed(item) for item in node]
    if not isinstance(node, dict):
        return node
    found = {key: closed(value) for key, value in node.items()}
    described = isinstance(found.get("properties"), dict) and found.get("type") == "object"
    return {"additionalProperties": False, **found} if described else found


EVIDENCE = Draft202012Validator(schema.evidence_schema())
CLOSED_EVIDENCE = Draft202012Validator(closed(schema.evidence_schema()))

WWW = Endpoint(host="www.muesli.example", address="192.0.2.1", port=443, role=EndpointRole.SHOP, service=None)
HAND_MADE = Evidence(
    shop="https://www.muesli.example/",
    started="2026-11-22T01:14:03Z",
    ended="2026-11-22T01:14:17Z",
    vantage={"country": "DE"},
    plan=(Cell("certificate", scope({"endpoint.host": "www.muesli.example", "endpoint.port": 443})), Cell("shop")),
    facts={
        "certificate": (
            Certificate(
                endpoint=WWW,
                chain=0,
                position=0,
                names=("muesli.example",),
                trust_problem=None,
                trust_problems=(TrustProblem.EXPIRED,),
                days_left=Unknown("its date is no date", GapCause.ERROR),
                derived_by="certificates 2026-03",
                seen=(Seen(at="2026-11-22T01:14:05Z", artifact="0" * 64),),
            ),
        ),
        "redirect": (Redirect(from_="http://muesli.example/", hop=0, present=False, to=None),),
        "page": (Page(url="https://muesli.example/", links=LegalLinks(imprint=LegalLink(clicks=1), terms=None)),),
    },
    coverage=(
        Coverage("certificate", scope({"endpoint.host": "www.muesli.example"}), Status.SEEN),
        Coverage("shop", (), Status.GAP, GapCause.FACT_MISSING, "no shop file"),
    ),
)


@pytest.mark.parametrize(
    "make", [schema.evidence_schema, schema_of_report.report_schema, schema_of_report.manifest_schema]
)
def test_each_schema_is_one(make: Callable[[], Json]) -> None:
    Draft202012Validator.check_schema(make())
    assert make()["$id"].startswith("urn:siegel:schema:")
    assert "Apache-2.0" in make()["$comment"]
    assert json.dumps(make()) == json.dumps(make())


# ── evidence ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_hand_made_evidence_is_valid_and_described_wholly() -> None:
    CLOSED_EVIDENCE.validate(encode_evidence(HAND_MADE))


@HELD_TO
@given(evidence())
def test_any_evidence_is_valid_and_described_wholly(found: Evidence) -> None:
    CLOSED_EVIDENCE.validate(encode_evidence(found))


def test_fields_of_a_later_version_are_allowed() -> None:
    document = encode_evidence(HAND_MADE)
    document["facts"]["certificate"][0]["quantum_safe"] = True
    document["facts"]["certificate"][0]["endpoint"]["zone"] = "eu"
    document["weather"] = "rain"
    EVIDENCE.validate(document)
    decode_evidence(document)


def _set(place: Json, *path: str | int, to: Json) -> None:
    *above, last = path
    for step in above:
        place = place[step]
    place[last] = to


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        (("schema",), "siegel/evidence/2"),
        (("facts",), []),
        (("facts", "certificat"), []),
        (("facts", "certificate"), {}),
        (("facts", "certificate", 0), "x"),
        (("facts", "certificate", 0, "position"), "0"),
        (("facts", "certificate", 0, "position"), 0.5),
        (("facts", "certificate", 0, "position"), None),
        (("facts", "certificate", 0, "names"), "muesli.example"),
        (("facts", "certificate", 0, "names"), [None]),
        (("facts", "certificate", 0, "trusted"), "true"),
        (("facts", "certificate", 0, "trust_problem"), "tired"),
        (("facts", "certificate", 0, "trust_problems"), ["tired"]),
        (("facts", "certificate", 0, "not_after"), "22.11.2026"),
        (("facts", "certificate", 0, "trusted"), {"unknown": 7}),
        (("facts", "certificate", 0, "trusted"), {"unknown": "x", "cause": "laziness"}),
        (("facts", "certificate", 0, "endpoint"), None),
        (("facts", "certificate", 0, "endpoint"), {"unknown": None}),
        (("facts", "certificate", 0, "endpoint", "port"), "443"),
        (("facts", "certificate", 0, "seen"), "everywhere"),
        (("facts", "certificate", 0, "seen", 0, "page"), 7),
        (("plan", 0, "kind"), "certificat"),
        (("coverage", 0, "status"), "looked"),
        (("coverage", 1, "cause"), None),
        (("coverage", 1, "cause"), "laziness"),
    ],
)
def test_what_the_codec_refuses_the_schema_refuses(path: tuple[str | int, ...], wrong: Json) -> None:
    document = copy.deepcopy(encode_evidence(HAND_MADE))
    _set(document, *path, to=wrong)
    assert not EVIDENCE.is_valid(document)
    with pytest.raises(Malformed):
        decode_evidence(document)


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_a_kind_is_described(kind: str) -> None:
    described = schema.evidence_schema()["$defs"][kind]["properties"]
    assert set(described) == {*fields_of(KINDS[kind]), "seen", "derived_by"}


def test_help_is_what_the_docstring_says_of_a_field() -> None:
    assert schema.help_of(Certificate, "days_left") == "Whole days, not_after − as_of."
    assert schema.help_of(Certificate, "subject") == ""


# ── report and manifest ──────────────────────────────────────────────────────────────────────────────────────────────


REPORT = Report(
    shop="https://www.muesli.example/",
    name="Müsli Beispiel GmbH",
    profile="baseline-de-shop",
    as_of="2026-11-22",
    run={"started": "2026-11-22T01:14:03Z", "versions": {"siegel": "0.1.0"}},
    verdicts=(
        ControlVerdict(
            control="TLS-014",
            area=Area.TLS,
            policy=Place("policies/tls.yaml", 12),
            title=Text("No certificate expires within a week", "Kein Zertifikat läuft binnen einer Woche ab"),
            remedy=Text("Renew it.", "Erneuern."),
            judgement=Judgement(
                Verdict.FAIL,
                (Finding(Text("it expires", "es läuft ab"), "www.muesli.example:443", "[]", ("0" * 64,), "f" * 32),),
                (Blocker(Text("a gap", "eine Lücke"), GapCause.TIMEOUT), Blocker(Text("a field", "ein Feld"), None)),
                Text("one fails", "eins scheitert"),
            ),
            severity=Severity.HIGH,
            level=Level.ERROR,
            certainty=Certainty.STANDARD,
            references=("gdpr-32",),
            tuned_because=Text("It is.", "Ist so."),
            counted=True,
            waiver="W-1",
            baseline=True,
        ),
        ControlVerdict(
            control="TLS-015",
            area=Area.TLS,
            policy=Place("policies/tls.yaml", 40),
            title=Text("x", "x"),
            remedy=Text("", ""),
            judgement=Judgement(Verdict.NOT_APPLICABLE, upcoming=True),
            severity=Severity.INFO,
            level=Level.NOTE,
            certainty=Certainty.CONTESTED,
            references=(),
        ),
    ),
    left_out=(LeftOut("TLS-005", Text("Not here.", "Hier nicht.")),),
    gate=Gate(passed=False, exit_code=1, fail_on=Severity.HIGH, because=(Text("TLS-014 fails", "TLS-014 scheitert"),)),
    references=(
        ReferenceText("gdpr-32", Text("Art. 32", "Art. 32"), Text("", ""), "https://x.example", "settled", "partly"),
    ),
    coverage_note=Text("14 of about 340 pages", "14 von etwa 340 Seiten"),
)


def test_a_report_is_valid_and_described_wholly() -> None:
    document = json.loads(store.dump_json(encode_report(REPORT)))
    document["run"] = {}  # open on purpose
    Draft202012Validator(closed(schema_of_report.report_schema())).validate(document)


@pytest.mark.parametrize("missing", encode_report(REPORT)["verdicts"][0])
def test_every_field_of_a_verdict_is_always_there(missing: str) -> None:
    document = encode_report(REPORT)
    del document["verdicts"][0][missing]
    assert not Draft202012Validator(schema_of_report.report_schema()).is_valid(document)


def test_a_manifest_is_valid(tmp_path: Path) -> None:
    folder = store.create(tmp_path / "run")
    store.write_evidence(folder, HAND_MADE, {})
    store.write_manifest(folder, {"by": "a test"})
    document = folder.document(store.MANIFEST, MANIFEST_SCHEMA)
    assert Draft202012Validator(schema_of_report.manifest_schema()).is_valid(document)
    document["files"]["evidence.json"] = "short"
    assert not Draft202012Validator(schema_of_report.manifest_schema()).is_valid(document)


def test_a_run_may_be_of_a_version_that_knew_no_logs_but_its_logs_must_make_sense() -> None:
    log = {"phase": "accepted", "kind": "har", "artifact": "ab" * 32, "bytes": 1, "entries": 1, "cut": False}
    for wrong in ({}, {"artifact": "../x"}, {"kind": "video"}, {"phase": "later"}):
        for run, valid in (({}, True), ({"logs": [log]}, True), ({"logs": [log | wrong]}, not wrong)):
            document = {"schema": MANIFEST_SCHEMA, "run": run, "files": {}}
            assert Draft202012Validator(schema_of_report.manifest_schema()).is_valid(document) is valid
