"""The whole flow in one process: every fault in TLS and HTTP trips its control, and nothing else does.

Without the browser, whose faults are tried in `cli/test_demo_pages.py`.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from scanner.demo import DemoShop, Fault, known_faults
from scanner.errors import ExitCode, RunFolderError
from scanner.model.evidence import Status
from scanner.model.vocabulary import Area, GapCause, Severity, Verdict
from scanner.network import ConnectTo
from scanner.policy.library import Library, built_in
from scanner.policy.profile import Profile
from scanner.probes.notebook import Progress
from scanner.scan import Run, Settings, limits_for, scan_shop, settings_of, stored_run, write_run
from scanner.shop import Authorisation, from_url, read_shop_file
from scanner.store import RunFolder
from scanner.weigh import Strictness

TODAY = dt.datetime.now(dt.UTC).date()
STRICT = "strict-de-shop"
OUTER_WALL = {Area.TLS, Area.HTTP, Area.NETWORK}
BY_BROWSER = {"HTTP-003", "HTTP-006.sent", "HTTP-008", "HTTP-011"}
SETTLED = {Verdict.PASS, Verdict.NOT_APPLICABLE}


@pytest.fixture(scope="module")
def library() -> Library:
    return built_in()


@pytest.fixture(scope="module")
def profile(library: Library) -> Profile:
    """The strict profile, as far as it needs no browser."""
    strict = library.profile(STRICT)
    ours = (tuned for tuned in strict.controls if tuned.control.area in OUTER_WALL)
    return replace(strict, controls=tuple(tuned for tuned in ours if tuned.control.id not in BY_BROWSER))


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory, library: Library, profile: Profile) -> Run:
    """The scan of a shop without faults."""
    return scan_demo((), tmp_path_factory.mktemp("sound"), library, profile)


@pytest.fixture(scope="module")
def rotten(tmp_path_factory: pytest.TempPathFactory, library: Library, profile: Profile) -> Iterator[Run]:
    """The scan of a shop with every fault at once."""
    return scan_demo(tuple(fault.id for fault in known_faults()), tmp_path_factory.mktemp("rotten"), library, profile)


def outer_wall() -> tuple[Fault, ...]:
    """The faults of TLS and HTTP; those that only a browser sees are tried through one."""
    ours = (fault for fault in known_faults() if fault.id.startswith(("TLS-", "HTTP-", "SEC-", "NET-")))
    return tuple(fault for fault in ours if fault.id not in BY_BROWSER)


def scan_demo(faults: tuple[str, ...], folder: Path, library: Library, profile: Profile) -> Run:
    with DemoShop(faults) as demo:
        (folder / "ca.pem").write_text(demo.ca_pem)
        (folder / "shop.yaml").write_text(demo.shop_file_text(str(folder / "ca.pem")))
        shop = read_shop_file(folder / "shop.yaml")
        return asyncio.run(scan_shop(shop, profile, library, Settings(TODAY)))


def controls(run: Run, *verdicts: Verdict) -> set[str]:
    return {verdict.control for verdict in run.report.verdicts if verdict.verdict in verdicts}


# ── every fault, both directions ─────────────────────────────────────────────────────────────────────────────────────


def test_a_shop_without_faults_passes_whatever_applies(sound: Run) -> None:
    assert {
        verdict.control: verdict.verdict for verdict in sound.report.verdicts if verdict.verdict not in SETTLED
    } == {}
    assert sound.report.gate.passed
    assert sound.exit_code is ExitCode.PASSED
    assert {fault.id for fault in outer_wall()} <= controls(sound, Verdict.PASS)


@pytest.mark.parametrize("fault", outer_wall(), ids=lambda fault: fault.id)
def test_a_fault_fails_its_own_control_and_what_follows_from_it(
    fault: Fault, tmp_path: Path, library: Library, profile: Profile
) -> None:
    id_, asked = fault.id, {tuned.control.id for tuned in profile.controls}
    run = scan_demo((id_,), tmp_path, library, profile)
    assert controls(run, Verdict.FAIL) == {id_, *fault.follows} & asked
    assert controls(run, Verdict.UNKNOWN) == set()
    verdict = next(verdict for verdict in run.report.verdicts if verdict.control == id_)
    assert verdict.judgement.findings
    for finding in verdict.judgement.findings:
        assert finding.message.en and finding.message.de
        assert "muesli.example" in finding.where
        assert set(finding.artifacts) <= set(run.artifacts)


def test_all_faults_at_once_fail_all_their_controls(rotten: Run) -> None:
    assert {fault.id for fault in outer_wall()} <= controls(rotten, Verdict.FAIL)
    assert controls(rotten, Verdict.UNKNOWN) == set()
    assert rotten.exit_code is ExitCode.FAILED


#: What takes another server than Python's own: tests/real/test_controls.py trips them.
TRIPPED_ELSEWHERE = {"TLS-007", "TLS-015", "TLS-015.named", "TLS-018.staple"}


def test_every_control_of_the_strict_profile_on_tls_and_http_can_be_tripped_by_the_demo(profile: Profile) -> None:
    asked = {tuned.control.id for tuned in profile.controls}
    assert asked - TRIPPED_ELSEWHERE == {fault.id for fault in outer_wall()}


# ── what a run says of itself ────────────────────────────────────────────────────────────────────────────────────────


def test_every_planned_cell_is_closed(sound: Run) -> None:
    closed = {(entry.kind, entry.scope) for entry in sound.evidence.coverage}
    assert {(cell.kind, cell.scope) for cell in sound.evidence.plan} <= closed
    gaps = [entry for entry in sound.evidence.coverage if entry.status is Status.GAP]
    # The demo's own run is not authorised to look for known flaws.
    assert [entry for entry in gaps if entry.cause is not GapCause.NOT_AUTHORISED] == []
    assert {entry.kind for entry in gaps} <= {"tls_flaw"}


def test_every_artifact_that_a_row_points_at_is_kept(sound: Run) -> None:
    pointed = {
        seen.artifact
        for rows in sound.evidence.facts.values()
        for row in rows
        for seen in row.seen
        if seen.artifact is not None
    }
    assert pointed
    assert pointed <= set(sound.artifacts)


def test_a_report_explains_every_reference_it_names(rotten: Run) -> None:
    named = {reference for verdict in rotten.report.verdicts for reference in verdict.references}
    assert named == {reference.id for reference in rotten.report.references}


def test_two_scans_of_the_same_shop_find_the_same(
    rotten: Run, tmp_path: Path, library: Library, profile: Profile
) -> None:
    again = scan_demo(tuple(fault.id for fault in known_faults()), tmp_path, library, profile)

    def said(run: Run) -> list[tuple[str, Verdict, list[str]]]:
        return [(v.control, v.verdict, [f.fingerprint for f in v.judgement.findings]) for v in run.report.verdicts]

    assert said(again) == said(rotten)


def test_progress_only_ever_goes_forward(tmp_path: Path, library: Library, profile: Profile) -> None:
    events: list[Progress] = []
    with DemoShop(()) as demo:
        (tmp_path / "ca.pem").write_text(demo.ca_pem)
        (tmp_path / "shop.yaml").write_text(demo.shop_file_text(str(tmp_path / "ca.pem")))
        shop = read_shop_file(tmp_path / "shop.yaml")
        asyncio.run(scan_shop(shop, profile, library, Settings(TODAY), events.append))
    done = [event.done for event in events]
    assert done == sorted(done)
    assert events[-1].done == events[-1].planned
    assert len({event.planned for event in events}) == 1


PRIVATE = ("10.0.0.7", "127.0.0.1", "169.254.169.254", "192.168.1.1", "100.100.100.200", "::1", "fe80::1", "fd00::1")


@pytest.mark.parametrize("address", PRIVATE)
def test_a_shop_whose_name_leads_to_a_private_address_is_blocked_and_reported(
    address: str, library: Library, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lying(host: str, port: int) -> tuple[str, ...]:
        return (address,)

    monkeypatch.setattr("scanner.network.client.system_resolver", lying)
    shop = replace(from_url("https://www.shop.example"), authorised=Authorisation("its owner"))
    run = asyncio.run(scan_shop(shop, profile, library, Settings(TODAY)))
    gaps = [entry for entry in run.evidence.coverage if entry.status is Status.GAP]
    assert {entry.kind for entry in gaps} >= {
        "page",
        "redirect",
        "hsts",
        "header",
        "csp",
        "certificate",
        "tls_protocol",
        "port",
        "exposed_file",
        "admin_surface",
    }
    assert {entry.cause for entry in gaps} == {GapCause.BLOCKED}
    assert all("is no public address" in entry.reason for entry in gaps)
    assert run.report.run["connections"] == 0
    assert run.exit_code is ExitCode.NOTHING_FETCHED


# ── settings ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_left_out_by_only_is_not_assessed_and_does_not_count(
    tmp_path: Path, library: Library, profile: Profile
) -> None:
    with DemoShop(("TLS-001",)) as demo:
        (tmp_path / "ca.pem").write_text(demo.ca_pem)
        (tmp_path / "shop.yaml").write_text(demo.shop_file_text(str(tmp_path / "ca.pem")))
        shop = read_shop_file(tmp_path / "shop.yaml")
        lenient = asyncio.run(scan_shop(shop, profile, library, Settings(TODAY, only=(Area.HTTP,))))
        complete = Settings(TODAY, only=(Area.HTTP,), strictness=Strictness(require_complete=True))
        strict = asyncio.run(scan_shop(shop, profile, library, complete))
    tls = [verdict for verdict in lenient.report.verdicts if verdict.area is Area.TLS]
    assert tls
    assert all(verdict.verdict is Verdict.UNKNOWN and verdict.not_assessed and not verdict.counted for verdict in tls)
    assert lenient.exit_code is ExitCode.PASSED
    assert strict.exit_code is ExitCode.INCONCLUSIVE
    gaps = {entry.cause for entry in lenient.evidence.coverage if entry.status is Status.GAP}
    assert gaps == {GapCause.NOT_REQUESTED}


def test_a_shop_on_this_machine_needs_no_pace(tmp_path: Path) -> None:
    assert (
        limits_for((ConnectTo.parse("a:443:127.0.0.1:8443"),)).connections_per_second
        > limits_for(()).connections_per_second
    )
    mixed = (ConnectTo.parse("a:443:127.0.0.1:8443"), ConnectTo.parse("b:443:10.0.0.1:443"))
    assert limits_for(mixed) == limits_for(())


def test_settings_come_back_from_a_run(sound: Run, tmp_path: Path, library: Library, profile: Profile) -> None:
    folder = write_run(tmp_path / "run", sound, profile, library)
    assert settings_of(stored_run(folder), TODAY) == Settings(TODAY)
    stored = {"settings": {"only": ["tls"], "fail_on": "low", "strict": True, "require_complete": True}}
    assert settings_of(stored, TODAY) == Settings(TODAY, (Area.TLS,), strictness=Strictness(Severity.LOW, True, True))


@pytest.mark.parametrize(
    "settings",
    [
        None,
        5,
        [],
        {"strict": 1},
        {"fail_on": "often", "only": ["tsl"]},
        {"only": 5},
        {"only": [[]]},
        {"fail_on": []},
        {"fail_on": {}},
    ],
)
def test_stored_settings_that_make_no_sense_are_left_at_their_default(settings: object) -> None:
    assert settings_of({"settings": settings}, TODAY) == Settings(TODAY)


def test_a_manifest_that_is_no_manifest_is_an_error_in_words(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"schema": "siegel/manifest/1", "run": []}')
    with pytest.raises(RunFolderError, match="run is not an object"):
        stored_run(RunFolder(tmp_path))
    assert stored_run(RunFolder(tmp_path / "nowhere")) == {}


# ── what nobody looked at, and what the owner says ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("only", "cause"), [((), GapCause.UNSUPPORTED), ((Area.HTTP,), GapCause.NOT_REQUESTED)])
def test_links_that_no_browser_read_are_the_owners_choice_only_where_it_was_one(
    only: tuple[Area, ...], cause: GapCause, tmp_path: Path, library: Library, profile: Profile
) -> None:
    with DemoShop(()) as demo:
        (tmp_path / "ca.pem").write_text(demo.ca_pem)
        (tmp_path / "shop.yaml").write_text(demo.shop_file_text(str(tmp_path / "ca.pem")))
        shop = read_shop_file(tmp_path / "shop.yaml")
        run = asyncio.run(scan_shop(shop, profile, library, Settings(TODAY, only)))
    (page,) = run.evidence.rows("page")
    assert getattr(page.links, "cause", None) is cause  # type: ignore[attr-defined]


def test_what_the_owner_declares_is_kept_for_deriving_again(tmp_path: Path, library: Library, profile: Profile) -> None:
    purposes = "{stored: {basket: necessary}, sent: {a.example: security}}"
    text = f"shop: https://127.0.0.1:1\nhosts: [cdn.example]\npurposes: {purposes}\n"
    (tmp_path / "shop.yaml").write_text(text)
    shop = read_shop_file(tmp_path / "shop.yaml")
    run = asyncio.run(scan_shop(shop, profile, library, Settings(TODAY, (Area.HTTP,), deadline_s=5)))
    folder = write_run(tmp_path / "run", run, profile, library)
    declared = stored_run(folder)["declared"]
    assert declared == {"hosts": ["cdn.example"], "stored": {"basket": "necessary"}, "sent": {"a.example": "security"}}


def test_settings_come_back_from_a_run_as_they_were() -> None:
    stored = {"settings": {"only": ["tls"], "deadline_s": 60.0, "quick": True, "fail_on": "low", "strict": True}}
    found = settings_of(stored, TODAY)
    assert (found.only, found.deadline_s, found.quick, found.strictness.fail_on) == (
        (Area.TLS,),
        60.0,
        True,
        Severity.LOW,
    )
