"""What changed between two runs, and above all what may not be said to have changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from scanner.compare import Judged, compare
from scanner.errors import ExitCode, RunFolderError
from scanner.model.difference import Change, Difference, Move, Theme
from scanner.model.evidence import Coverage, Evidence, Status, scope
from scanner.model.facts import (
    Certificate,
    ConsentBanner,
    Endpoint,
    Fact,
    Fingerprinting,
    Form,
    FormField,
    ListedItem,
    Page,
    Request,
    Resource,
    Service,
    StoredItem,
)
from scanner.model.facts.consent import Choice
from scanner.model.report import Report
from scanner.model.values import Leaf, Unknown
from scanner.model.verdict import (
    MOST_FINDINGS,
    Blocker,
    ControlVerdict,
    Finding,
    Gate,
    Judgement,
    Place,
    Text,
)
from scanner.model.vocabulary import (
    Area,
    Certainty,
    FingerprintApi,
    FormPurpose,
    GapCause,
    Level,
    PageRole,
    Party,
    PersonalData,
    Phase,
    Purpose,
    RequestType,
    Severity,
    StorageArea,
    Verdict,
)

RUN: dict[str, Any] = {
    "started": "2026-11-21T02:00:00Z",
    "versions": {"siegel": "0.1.0", "sslyze": "6.3.1"},
    "settings": {"only": [], "quick": False},
}


def finding(print_: str) -> Finding:
    return Finding(Text(f"{print_} is wrong", f"{print_} ist falsch"), "https://www.muesli.example/", "[]", (), print_)


def control(id_: str, verdict: Verdict, *prints: str, counted: bool = True, **rest: Any) -> ControlVerdict:
    blockers = (Blocker(Text("it was not seen", "es war nicht zu sehen"), GapCause.TIMEOUT, "no answer"),)
    return ControlVerdict(
        control=id_,
        area=Area.TLS,
        policy=Place("policies/tls.yaml", 1),
        title=Text(id_, id_),
        remedy=Text("", ""),
        judgement=Judgement(
            verdict, tuple(map(finding, prints)), blockers if verdict is Verdict.UNKNOWN else (), Text("", "")
        ),
        severity=rest.pop("severity", Severity.HIGH),
        level=Level.ERROR,
        certainty=Certainty.STANDARD,
        references=(),
        counted=counted and verdict in {Verdict.FAIL, Verdict.UNKNOWN},
        **rest,
    )


def report(*verdicts: ControlVerdict, code: int = 0, **rest: Any) -> Report:
    given: dict[str, Any] = {
        "shop": "https://www.muesli.example/",
        "name": "Müsli",
        "profile": "baseline-de-shop",
        "as_of": "2026-11-21",
        "run": RUN,
        "gate": Gate(code == 0, code, Severity.HIGH),
    }
    return Report(verdicts=verdicts, left_out=(), references=(), coverage_note=Text("", ""), **(given | rest))


def evidence(*rows: Fact, gaps: tuple[tuple[str, dict[str, Leaf | None]], ...] = ()) -> Evidence:
    facts: dict[str, tuple[Fact, ...]] = {}
    for row in rows:
        facts[row.kind] = (*facts.get(row.kind, ()), row)
    seen = (Coverage(kind, scope({"seen": True}), Status.SEEN) for kind in _KINDS)
    missing = (Coverage(kind, scope(fixed), Status.GAP, GapCause.TIMEOUT, "no answer") for kind, fixed in gaps)
    return Evidence("https://www.muesli.example/", facts, (*seen, *missing), started="2026-11-21T02:00:00Z")


_KINDS = (
    "service", "request", "resource", "certificate", "stored_item", "page", "form", "form_field", "consent_banner",
    "listed_item", "fingerprinting",
)  # fmt: skip


def verdicts(older: ControlVerdict | None, newer: ControlVerdict | None, code: int = 0) -> Difference:
    sides = (
        Judged(report(*((one,) if one else ()), code=gate), evidence(), {}) for one, gate in ((older, 0), (newer, code))
    )
    return compare(*sides)


def facts(older: Evidence, newer: Evidence, theme: Theme) -> list[tuple[Change, str, bool]]:
    found = compare(Judged(report(), older, {}), Judged(report(), newer, {}))
    return [(item.change, item.what.en, item.unsure is not None) for item in found.facts if item.theme is theme]


# ── controls ─────────────────────────────────────────────────────────────────────────────────────────────────────────

P, F, U, N = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("older", "newer", "move", "code"),
    [
        (P, F, Move.NEWLY_FAILING, 1),
        (N, F, Move.NEWLY_FAILING, 1),
        (U, F, Move.NEWLY_FAILING, 1),
        (None, F, Move.NEWLY_FAILING, 1),
        (F, P, Move.FIXED, 0),
        (F, N, Move.FIXED, 0),
        (F, U, Move.NEWLY_UNKNOWN, 4),
        (P, U, Move.NEWLY_UNKNOWN, 4),
        (None, U, Move.NEWLY_UNKNOWN, 4),
        (U, P, Move.NO_LONGER_UNKNOWN, 0),
        (U, N, Move.NO_LONGER_UNKNOWN, 0),
        (F, None, Move.OTHER, 0),
        (P, N, Move.OTHER, 0),
    ],
)
def test_a_verdict_that_moved_is_told_for_what_it_is(
    older: Verdict | None, newer: Verdict | None, move: Move, code: int
) -> None:
    sides = (
        control("A-001", verdict, *(["x"] if verdict is F else [])) if verdict else None for verdict in (older, newer)
    )
    found = verdicts(*sides)
    (change,) = found.controls
    assert (change.move, change.older, change.newer) == (move, older, newer)
    assert found.exit_code == code


@pytest.mark.parametrize("verdict", Verdict)
def test_a_verdict_that_stayed_is_not_told(verdict: Verdict) -> None:
    same = control("A-001", verdict, *(["x"] if verdict is F else []))
    assert verdicts(same, same).controls == ()


def test_a_failure_that_became_unknown_is_never_fixed() -> None:
    found = verdicts(control("A-001", F, "x"), control("A-001", U, counted=False))
    (change,) = found.controls
    assert change.move is Move.NEWLY_UNKNOWN
    assert change.because == (Text("it was not seen", "es war nicht zu sehen"),)


def test_new_and_gone_findings_of_a_control_that_fails_in_both() -> None:
    found = verdicts(control("A-001", F, "a", "b"), control("A-001", F, "b", "c"))
    (change,) = found.controls
    assert change.move is Move.STILL_FAILING
    assert [one.fingerprint for one in change.new] == ["c"]
    assert [one.fingerprint for one in change.gone] == ["a"]
    assert found.exit_code is ExitCode.FAILED, "one more observation that counts is worse"


def test_a_gone_finding_alone_is_not_worse() -> None:
    assert verdicts(control("A-001", F, "a", "b"), control("A-001", F, "b")).exit_code is ExitCode.PASSED


def test_what_does_not_count_is_told_and_is_not_worse() -> None:
    found = verdicts(control("A-001", P), control("A-001", F, "x", counted=False))
    assert [change.move for change in found.controls] == [Move.NEWLY_FAILING]
    assert found.exit_code is ExitCode.PASSED


@pytest.mark.parametrize(("verdict", "code"), [(F, 1), (U, 4)])
def test_what_begins_to_count_is_worse_though_its_verdict_stayed(verdict: Verdict, code: int) -> None:
    prints = ["x"] if verdict is F else []
    found = verdicts(control("A-001", verdict, *prints, counted=False), control("A-001", verdict, *prints))
    assert found.exit_code == code


@pytest.mark.parametrize(("newer", "code"), [(1, 1), (4, 4), (6, 4), (130, 4)])
def test_a_gate_that_closed_is_never_a_zero(newer: int, code: int) -> None:
    assert verdicts(control("A-001", P), control("A-001", P), newer).exit_code == code


def test_a_failure_comes_before_an_unknown_in_the_exit_code_and_on_the_page() -> None:
    older = report(control("A-001", P), control("B-001", P), control("C-001", P))
    newer = report(control("A-001", U), control("B-001", F, "x", severity=Severity.LOW), control("C-001", F, "y"))
    found = compare(Judged(older, evidence(), {}), Judged(newer, evidence(), {}))
    assert found.exit_code is ExitCode.FAILED
    assert [change.control for change in found.controls] == ["C-001", "B-001", "A-001"]


def test_where_a_report_holds_only_the_first_findings_it_is_said() -> None:
    many = control("A-001", F, *map(str, range(MOST_FINDINGS)))
    (change,) = verdicts(many, control("A-001", F, "1")).controls
    assert change.cut


def test_a_control_judged_twice_hides_nothing() -> None:
    twice = report(control("A-001", F, "x"), control("A-001", P))
    with pytest.raises(RunFolderError, match="judges A-001 twice"):
        compare(Judged(report(), evidence(), {}), Judged(twice, evidence(), {}))


# ── circumstances ────────────────────────────────────────────────────────────────────────────────────────────────────


def told(newer: Report, old_policies: dict[str, str] | None = None, new_policies: dict[str, str] | None = None) -> Any:
    found = compare(Judged(report(), evidence(), old_policies or {}), Judged(newer, evidence(), new_policies or {}))
    return {item.what: (item.older, item.newer) for item in found.circumstances}


def test_two_runs_that_differ_in_time_alone() -> None:
    assert told(report(run={**RUN, "started": "2026-11-22T02:00:00Z", "seconds": 5})) == {}


@pytest.mark.parametrize(
    ("newer", "expected"),
    [
        (report(profile="strict-de-shop"), {"profile": ("baseline-de-shop", "strict-de-shop")}),
        (report(shop="https://other.example/"), {"shop": ("https://www.muesli.example/", "https://other.example/")}),
        (report(run={**RUN, "versions": {"siegel": "0.2.0", "sslyze": "6.3.1"}}), {"siegel": ("0.1.0", "0.2.0")}),
        (report(run={**RUN, "versions": {"siegel": "0.1.0"}}), {"tool": ("6.3.1", "")}),
        (report(run={**RUN, "settings": {"only": ["tls"], "quick": False}}), {"only": ("", "tls")}),
        (report(run={**RUN, "settings": {"only": [], "quick": True}}), {"quick": ("false", "true")}),
        (
            report(run={**RUN, "started": "2026-11-20T02:00:00Z"}),
            {"order": ("2026-11-21T02:00:00Z", "2026-11-20T02:00:00Z")},
        ),
        (report(gate=Gate(True, 0, Severity.LOW)), {"gate": ("high", "low")}),
        (report(run={**RUN, "authorised_by": "CISO"}), {"authorised_by": ("", "CISO")}),
        (report(run={**RUN, "vantage": {"country": "DE"}}), {"country": ("", "DE")}),
    ],
)  # fmt: skip
def test_what_else_differs_is_said(newer: Report, expected: dict[str, tuple[str, str]]) -> None:
    assert told(newer) == expected


def test_policies_that_differ_are_named() -> None:
    old = {"tls.yaml": "a", "http.yaml": "b", "gone.yaml": "c"}
    new = {"tls.yaml": "a", "http.yaml": "x", "own/new.yaml": "d"}
    assert told(report(), old, new) == {"policies": ("gone.yaml (c), http.yaml (b)", "http.yaml (x), own/new.yaml (d)")}


@pytest.mark.parametrize("odd", [None, 5, [], {}, "x", [[[["deep"]]]], {"a": {"b": {}}}, [None, {}, "tls"]])
@pytest.mark.parametrize("key", ["settings", "vantage", "authorised_by", "incomplete"])
def test_what_a_run_says_of_itself_may_be_of_any_shape(key: str, odd: object) -> None:
    newer = report(run={**RUN, key: odd if key != "settings" else {"only": odd}})
    assert isinstance(told(newer), dict)


# ── facts ────────────────────────────────────────────────────────────────────────────────────────────────────────────

HOME = Page(url="https://www.muesli.example/", role=PageRole.HOME, status=200, language="de")
GA = StoredItem(
    area=StorageArea.COOKIE,
    origin="muesli.example/",
    name="_ga",
    partition=None,
    phase=Phase.BEFORE_CHOICE,
    purpose=Purpose.STATISTICS,
    lifetime_days=395,
)


def request(host: str, phase: Phase = Phase.ACCEPTED, party: Party = Party.THIRD) -> Request:
    return Request(phase=phase, page=HOME, host=host, path="/x", party=party)


def leaf(sha256: str, address: str = "192.0.2.1", days: int | None = 89, **rest: Any) -> Certificate:
    endpoint = Endpoint(host="www.muesli.example", address=address, port=443)
    left = Unknown("no date") if days is None else days
    return Certificate(endpoint=endpoint, chain=0, position=0, sha256=sha256, days_left=left, **rest)


def test_a_cookie_is_another_one_in_each_phase() -> None:
    older, newer = evidence(replace(GA, phase=Phase.ACCEPTED)), evidence(GA)
    assert facts(older, newer, Theme.STORED) == [
        (Change.NEW, 'cookie "_ga" of muesli.example/ in phase before_choice', False),
        (Change.GONE, 'cookie "_ga" of muesli.example/ in phase accepted', False),
    ]


def test_a_field_that_changed_is_told_with_both_values_and_a_day_of_rounding_is_not() -> None:
    newer = replace(GA, purpose=Purpose.MARKETING, lifetime_days=394)
    (change,) = compare(Judged(report(), evidence(GA), {}), Judged(report(), evidence(newer), {})).facts
    assert [(field.field, field.older, field.newer) for field in change.fields] == [
        ("purpose", Purpose.STATISTICS, Purpose.MARKETING)
    ]
    assert change.fields[0].newer_text == Text("marketing", "Marketing")


def test_a_banner_that_makes_rejecting_harder_is_told() -> None:
    def banner(clicks: int, phase: Phase = Phase.BEFORE_CHOICE) -> ConsentBanner:
        reject = Choice(label="Ablehnen", layer=clicks, clicks=clicks)
        return ConsentBanner(page=HOME, phase=phase, present=True, reject=reject)

    later = (banner(1, Phase.GPC),)  # what is left of it in other states is no banner of its own
    changed = compare(Judged(report(), evidence(banner(1)), {}), Judged(report(), evidence(banner(2), *later), {}))
    (change,) = changed.facts
    assert change.theme is Theme.BANNER
    assert [(one.field, one.older, one.newer) for one in change.fields] == [
        ("reject.layer", 1, 2),
        ("reject.clicks", 1, 2),
    ]


def test_what_a_banner_lists_anew_is_told_unless_the_banner_itself_is_new() -> None:
    banner = ConsentBanner(page=HOME, phase=Phase.BEFORE_CHOICE, present=True)
    listed = ListedItem(page=HOME, category="Statistik", name="_ga", necessary=False)
    told = facts(evidence(banner), evidence(banner, listed), Theme.BANNER)
    assert told == [(Change.NEW, f'"_ga" listed under "Statistik" in the banner on {HOME.url}', False)]
    assert len(facts(evidence(), evidence(banner, listed), Theme.BANNER)) == 1


def test_a_script_that_begins_to_read_the_device_is_told_once() -> None:
    reads = (
        Fingerprinting(phase=phase, script="https://www.muesli.example/fp.js", api=api)
        for phase in (Phase.REJECTED, Phase.ACCEPTED)
        for api in (FingerprintApi.CANVAS, FingerprintApi.AUDIO)
    )
    told = facts(evidence(), evidence(*reads), Theme.FINGERPRINTING)
    assert told == [(Change.NEW, "https://www.muesli.example/fp.js", False)]


def test_a_value_that_is_sent_to_somebody_new_is_told() -> None:
    older, newer = (evidence(replace(GA, sent_to=to)) for to in ((), ("google-analytics.com",)))
    assert facts(older, newer, Theme.STORED) == [
        (Change.CHANGED, 'cookie "_ga" of muesli.example/ in phase before_choice', False)
    ]


def test_what_could_not_be_told_for_another_reason_did_not_change() -> None:
    one, other = (replace(GA, purpose=Unknown(f"reason {n}")) for n in "ab")
    assert facts(evidence(one), evidence(other), Theme.STORED) == []


def test_what_an_older_version_did_not_look_at_did_not_change() -> None:
    older = StoredItem(area=GA.area, origin=GA.origin, name=GA.name, partition=None, phase=GA.phase)
    assert facts(evidence(older), evidence(GA), Theme.STORED) == []


def test_what_is_gone_where_nobody_could_look_may_still_be_there() -> None:
    newer = evidence(gaps=(("stored_item", {"phase": Phase.BEFORE_CHOICE}),))
    assert [unsure for *_, unsure in facts(evidence(GA), newer, Theme.STORED)] == [True]
    elsewhere = evidence(gaps=(("stored_item", {"phase": Phase.REJECTED}),))
    assert [unsure for *_, unsure in facts(evidence(GA), elsewhere, Theme.STORED)] == [False]


def test_what_is_new_may_have_been_there_where_the_older_run_could_not_look() -> None:
    older = evidence(gaps=(("stored_item", {}),))
    assert [unsure for *_, unsure in facts(older, evidence(GA), Theme.STORED)] == [True]


def test_where_both_runs_could_not_look_neither_saw_more() -> None:
    gap = (("stored_item", {"phase": Phase.BEFORE_CHOICE}),)
    assert [unsure for *_, unsure in facts(evidence(gaps=gap), evidence(GA, gaps=gap), Theme.STORED)] == [False]


def test_hosts_of_third_parties_with_the_phases_they_are_asked_in() -> None:
    older = evidence(request("cdn.example"), request("www.muesli.example", party=Party.FIRST), request("old.example"))
    newer = evidence(
        request("cdn.example"), request("cdn.example", Phase.BEFORE_CHOICE), request("ads.example", party=Party.THIRD)
    )
    assert facts(older, newer, Theme.HOSTS) == [
        (Change.NEW, "ads.example", False),
        (Change.GONE, "old.example", False),
        (Change.CHANGED, "cdn.example", False),
    ]


def test_a_host_nobody_could_place_is_told_too() -> None:
    unplaced = Request(phase=Phase.ACCEPTED, page=HOME, host="who.example", path="/")
    assert facts(evidence(), evidence(unplaced), Theme.HOSTS) == [(Change.NEW, "who.example", False)]


def test_scripts_of_third_parties_once_whatever_pages_load_them() -> None:
    def script(page: str, url: str = "https://cdn.example/a.js", **rest: Any) -> Resource:
        defaults: dict[str, Any] = {"type": RequestType.SCRIPT, "party": Party.THIRD}
        return Resource(url=url, page=replace(HOME, url=page), **(defaults | rest))

    older = evidence(script("https://a/", protected=True))
    newer = evidence(
        script("https://a/", protected=False),
        script("https://b/", protected=False),
        script("https://a/", "https://www.muesli.example/own.js", party=Party.FIRST),
        script("https://a/", "https://cdn.example/a.css", type=RequestType.STYLESHEET),
    )
    assert facts(older, newer, Theme.SCRIPTS) == [(Change.CHANGED, "https://cdn.example/a.js", False)]


def test_a_leaf_that_was_replaced_and_the_days_it_has() -> None:
    older, newer = evidence(leaf("a" * 64, days=6)), evidence(leaf("b" * 64, days=89))
    found = compare(Judged(report(), older, {}), Judged(report(), newer, {}))
    assert [(item.where, item.older, item.newer) for item in found.days_left] == [("www.muesli.example:443", 6, 89)]
    (change,) = found.facts
    assert [(field.field, field.newer_text.en) for field in change.fields] == [("sha256", "b" * 16)]


def test_a_leaf_at_another_address_is_the_same_leaf_and_time_alone_is_no_change() -> None:
    older = evidence(leaf("a" * 64, days=89))
    newer = evidence(leaf("a" * 64, "192.0.2.2", 88), leaf("a" * 64, "192.0.2.3", 88))
    assert facts(older, newer, Theme.CERTIFICATES) == []


def test_a_set_in_another_order_is_the_same_set() -> None:
    older, newer = (
        evidence(leaf("a", names=("a.example", "b.example"))),
        evidence(leaf("a", names=("b.example", "a.example"))),
    )
    assert facts(older, newer, Theme.CERTIFICATES) == []


def test_one_server_of_several_with_another_leaf_is_a_change() -> None:
    newer = evidence(leaf("a" * 64), leaf("b" * 64, "192.0.2.2", 3))
    found = compare(Judged(report(), evidence(leaf("a" * 64)), {}), Judged(report(), newer, {}))
    assert found.facts[0].fields[0].newer == ("a" * 64, "b" * 64)
    assert found.days_left[0].newer == 3, "the one that expires first"


def test_days_that_nobody_knows_are_none() -> None:
    found = compare(Judged(report(), evidence(leaf("a", days=None)), {}), Judged(report(), evidence(leaf("a")), {}))
    assert [(item.older, item.newer) for item in found.days_left] == [(None, 89)]


def form(ordinal: int, purpose: FormPurpose = FormPurpose.NEWSLETTER, **rest: Any) -> Form:
    return Form(page=HOME, purpose=purpose, ordinal=ordinal, **rest)


def field(of: Form, name: str, **rest: Any) -> FormField:
    return FormField(form=of, name=name, **({"label": name} | rest))


def test_a_form_before_it_moves_no_other() -> None:
    older = evidence(form(0), field(form(0), "email"))
    search = form(0, FormPurpose.SEARCH)
    newer = evidence(search, form(1), field(form(1), "email"), field(search, "q"))
    assert facts(older, newer, Theme.FORMS) == [(Change.NEW, "search form", False)]


def test_a_field_that_newly_asks_for_something() -> None:
    older = evidence(form(0), field(form(0), "email", label="E-Mail"))
    newer = evidence(
        form(0),
        field(form(0), "email", label="E-Mail *", required=True),
        field(form(0), "bday", label="Geburtsdatum", asks_for=PersonalData.BDAY),
    )
    assert facts(older, newer, Theme.FORMS) == [(Change.NEW, 'field "Geburtsdatum" of the newsletter form', False)]


def test_services_and_pages() -> None:
    older = evidence(HOME, Service(name="Google Analytics", observed=(Phase.ACCEPTED,)))
    newer = evidence(
        replace(HOME, status=500), Service(name="Google Analytics", observed=(Phase.ACCEPTED, Phase.BEFORE_CHOICE))
    )
    assert facts(older, newer, Theme.SERVICES) == [(Change.CHANGED, 'service "Google Analytics"', False)]
    assert facts(older, newer, Theme.PAGES) == [(Change.CHANGED, HOME.url, False)]


@pytest.mark.parametrize(
    "make",
    [
        lambda n: replace(GA, name=f"c{n}"),
        lambda n: field(form(n), f"f{n}"),
        lambda n: request(f"h{n}.example"),
        form,
    ],
)
def test_thousands_of_rows_and_gaps_are_compared(make: Callable[[int], Fact]) -> None:
    gaps = tuple((kind, {"phase": f"p{n}"}) for n in range(700) for kind in ("stored_item", "form_field", "request"))
    newer = evidence(*(make(n) for n in range(3000)), gaps=gaps)
    found = compare(Judged(report(), evidence(), {}), Judged(report(), newer, {}))
    assert all(item.unsure is None for item in found.facts), "the older run could look everywhere"
    back = compare(Judged(report(), newer, {}), Judged(report(), evidence(), {}))
    assert len(back.facts) == len(found.facts) >= 3000
