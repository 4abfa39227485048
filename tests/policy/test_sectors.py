"""A muesli shop, an online pharmacy and a bank are held to different policies: one evidence, three profiles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pytest

from scanner.errors import ExitCode
from scanner.model.evidence import Coverage, Evidence, Status
from scanner.model.facts import (
    Certificate,
    Csp,
    Endpoint,
    Fact,
    Form,
    FormField,
    Hsts,
    Page,
    Request,
    TlsCipher,
    TlsProtocol,
)
from scanner.model.verdict import ControlVerdict
from scanner.model.vocabulary import (
    EndpointRole,
    FormPurpose,
    KeyType,
    Level,
    Party,
    PersonalData,
    Phase,
    Purpose,
    Sector,
    Severity,
    TlsVersion,
    Verdict,
)
from scanner.policy.library import SECTOR_PROFILES, Library, built_in
from scanner.policy.profile import Profile
from scanner.weigh import Strictness, judge_all, weigh

DAY = dt.date(2026, 11, 22)
YEAR = 31_536_000
HOST = "www.shop.example"
URL = f"https://{HOST}/"
ENDPOINT = Endpoint(host=HOST, address="192.0.2.10", port=443, role=EndpointRole.SHOP)

FAILS, WARNS, PASSES, LEFT_OUT, NOT_APPLICABLE = "fails", "warns", "passes", "left out", "not applicable"


@pytest.fixture(scope="module")
def library() -> Library:
    return built_in()


@pytest.fixture(scope="module")
def sectors(library: Library) -> Mapping[str, Profile]:
    """The profiles by the word of their sector."""
    return {sector.value: library.profile(name) for sector, name in SECTOR_PROFILES.items()}


def seen(*rows: Fact) -> Evidence:
    """Evidence of nothing but these rows, and nothing else of their kinds."""
    by_kind: dict[str, tuple[Fact, ...]] = {}
    for row in rows:
        by_kind[row.kind] = (*by_kind.get(row.kind, ()), row)
    coverage = tuple(Coverage(kind, (), Status.SEEN) for kind in by_kind)
    return Evidence(URL, facts=by_kind, coverage=coverage)


def verdict_of(control: str, profile: Profile, evidence: Evidence) -> ControlVerdict | None:
    return next((found for found in judge_all(profile, evidence, DAY) if found.control == control), None)


def outcome(control: str, profile: Profile, evidence: Evidence) -> str:
    """What a reader of the report sees: fails or warns, passes, or the profile doesn't ask at all."""
    found = verdict_of(control, profile, evidence)
    if found is None:
        return LEFT_OUT
    if found.verdict is Verdict.FAIL:
        return {Level.ERROR: FAILS, Level.WARNING: WARNS}[found.level]
    return {Verdict.PASS: PASSES, Verdict.NOT_APPLICABLE: NOT_APPLICABLE}[found.verdict]


# ── what they see ────────────────────────────────────────────────────────────────────────────────────────────────────


def tls13(accepted: bool) -> Evidence:
    return seen(TlsProtocol(endpoint=ENDPOINT, version=TlsVersion.TLSV1_3, accepted=accepted))


def suite(aead: bool) -> Evidence:
    name = f"TLS_ECDHE_RSA_WITH_AES_128_{'GCM' if aead else 'CBC'}_SHA256"
    return seen(TlsCipher(endpoint=ENDPOINT, version=TlsVersion.TLSV1_2, name=name, aead=aead, accepted=True))


def rsa(bits: int) -> Evidence:
    leaf = {"chain": 0, "position": 0, "is_root": False, "sni": True}
    return seen(Certificate(endpoint=ENDPOINT, key_type=KeyType.RSA, key_bits=bits, **leaf))


def hsts(max_age: int = 2 * YEAR, *, subdomains: bool = True, preload: bool = True) -> Evidence:
    return seen(
        Hsts(
            host="shop.example",
            registrable=True,
            present=True,
            valid=True,
            problem=None,
            max_age=max_age,
            include_subdomains=subdomains,
            preload=preload,
        )
    )


def csp(present: bool = True, *, nonce: bool = True) -> Evidence:
    none = ("'none'",)
    return seen(
        Csp(
            url=URL,
            present=present,
            object_src=none if present else None,
            base_uri=none if present else None,
            script_src=("'nonce-a'",) if nonce else ("'self'", "'unsafe-inline'"),
            script_nonce=nonce,
            script_hash=False,
            script_unsafe_inline=not nonce,
            script_wildcard=False,
        )
    )


def tracker(purpose: Purpose) -> Evidence:
    return seen(
        Request(host="t.example", phase=Phase.BEFORE_CHOICE, party=Party.THIRD, purpose=purpose, service="Tracker")
    )


def field(purpose: FormPurpose, asks_for: PersonalData, *, required: bool = True) -> Evidence:
    form = Form(page=Page(url=URL), purpose=purpose, ordinal=0, secure=True)
    return seen(FormField(form=form, name="f", label="F", asks_for=asks_for, required=required))


BDAY, TEL, SEX = PersonalData.BDAY, PersonalData.TEL, PersonalData.SEX
REGISTRATION, GUEST, NEWSLETTER = FormPurpose.REGISTRATION, FormPurpose.GUEST_CHECKOUT, FormPurpose.NEWSLETTER

#: What a shop shows, which control is asked, and what food, pharmacy and bank make of it (catalogue, section 4).
CASES = {
    "TLS 1.3 is missing": ("TLS-002", tls13(False), WARNS, FAILS, FAILS),
    "TLS 1.3 is there": ("TLS-002", tls13(True), PASSES, PASSES, PASSES),
    "a CBC suite": ("TLS-005", suite(False), FAILS, WARNS, FAILS),
    "an AEAD suite": ("TLS-005", suite(True), PASSES, PASSES, PASSES),
    "RSA of 1024 bits": ("TLS-010", rsa(1024), FAILS, FAILS, FAILS),
    "RSA of 2048 bits": ("TLS-010", rsa(2048), PASSES, PASSES, FAILS),
    "RSA of 2048 bits, as a recommendation": ("TLS-010.recommended", rsa(2048), LEFT_OUT, WARNS, LEFT_OUT),
    "RSA of 3072 bits": ("TLS-010", rsa(3072), PASSES, PASSES, PASSES),
    "RSA of 3072 bits, as a recommendation": ("TLS-010.recommended", rsa(3072), LEFT_OUT, PASSES, LEFT_OUT),
    "HSTS for less than a year": ("HTTP-002", hsts(YEAR - 1), FAILS, FAILS, FAILS),
    "HSTS for a year": ("HTTP-002", hsts(YEAR), PASSES, FAILS, FAILS),
    "HSTS for two years": ("HTTP-002", hsts(), PASSES, PASSES, PASSES),
    "HSTS for this host alone": ("HTTP-002.subdomains", hsts(subdomains=False), WARNS, FAILS, FAILS),
    "HSTS for subdomains": ("HTTP-002.subdomains", hsts(), PASSES, PASSES, PASSES),
    "HSTS without preload": ("HTTP-002.preload", hsts(preload=False), LEFT_OUT, LEFT_OUT, FAILS),
    "HSTS with preload": ("HTTP-002.preload", hsts(), LEFT_OUT, LEFT_OUT, PASSES),
    "no CSP": ("HTTP-004", csp(False), WARNS, WARNS, FAILS),
    "a CSP": ("HTTP-004", csp(), PASSES, PASSES, PASSES),
    "a CSP with inline scripts": ("HTTP-004.scripts", csp(nonce=False), LEFT_OUT, LEFT_OUT, FAILS),
    "a CSP with a nonce": ("HTTP-004.scripts", csp(), LEFT_OUT, LEFT_OUT, PASSES),
    "a tracker before the choice": ("CK-002", tracker(Purpose.MARKETING), FAILS, FAILS, FAILS),
    "no tracker before the choice": ("CK-002", tracker(Purpose.NECESSARY), PASSES, PASSES, PASSES),
    "date of birth for an account": ("FM-006", field(REGISTRATION, BDAY), FAILS, FAILS, NOT_APPLICABLE),
    "date of birth of a guest": ("FM-006", field(GUEST, BDAY), FAILS, FAILS, FAILS),
    "date of birth if one likes": ("FM-006", field(GUEST, BDAY, required=False), PASSES, PASSES, PASSES),
    "phone number to order": ("FM-007", field(GUEST, TEL), WARNS, NOT_APPLICABLE, NOT_APPLICABLE),
    "phone number if one likes": ("FM-007", field(GUEST, TEL, required=False), PASSES, NOT_APPLICABLE, NOT_APPLICABLE),
    "phone number for the newsletter": ("FM-004", field(NEWSLETTER, TEL), FAILS, FAILS, FAILS),
    "phone number to review": ("FM-007", field(FormPurpose.REVIEW, TEL), WARNS, WARNS, WARNS),
}


@pytest.mark.parametrize("case", CASES)
def test_the_sector_decides(case: str, sectors: Mapping[str, Profile]) -> None:
    control, evidence, *expected = CASES[case]
    found = [outcome(control, sectors[sector], evidence) for sector in ("food", "pharmacy", "bank")]
    assert found == expected


def test_each_sector_is_the_strictest_or_the_mildest_somewhere() -> None:
    """Nobody's profile is a mere copy: any two of them differ in both directions, or the test data say too little."""
    rank = {LEFT_OUT: 0, NOT_APPLICABLE: 0, PASSES: 0, WARNS: 1, FAILS: 2}
    columns = [[rank[str(case[i])] for case in CASES.values()] for i in (2, 3, 4)]
    for one in columns:
        for other in columns:
            assert one is other or any(a > b for a, b in zip(one, other, strict=True))


# ── severity, gate ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_tracking_without_consent_is_critical_where_it_tells_of_health_or_money(sectors: Mapping[str, Profile]) -> None:
    found = {sector: verdict_of("CK-002", profile, tracker(Purpose.MARKETING)) for sector, profile in sectors.items()}
    assert {sector: verdict.severity for sector, verdict in found.items() if verdict} == {
        "food": Severity.HIGH,
        "pharmacy": Severity.CRITICAL,
        "bank": Severity.CRITICAL,
    }
    because = found["pharmacy"]
    assert because is not None and because.tuned_because is not None
    assert "Art. 9" in because.tuned_because.en and "Art. 9" in because.tuned_because.de


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        (tracker(Purpose.MARKETING), (ExitCode.PASSED, ExitCode.FAILED, ExitCode.FAILED)),
        (hsts(YEAR), (ExitCode.PASSED, ExitCode.FAILED, ExitCode.FAILED)),
        (rsa(2048), (ExitCode.PASSED, ExitCode.PASSED, ExitCode.FAILED)),
        (suite(False), (ExitCode.PASSED, ExitCode.PASSED, ExitCode.FAILED)),
    ],
)
def test_the_same_failure_holds_up_one_deploy_and_not_the_other(
    evidence: Evidence, expected: tuple[ExitCode, ...], sectors: Mapping[str, Profile]
) -> None:
    """A muesli shop's gate counts critical failures alone; the others' from high."""
    codes = []
    for sector in ("food", "pharmacy", "bank"):
        judged = [v for v in judge_all(sectors[sector], evidence, DAY) if v.verdict is not Verdict.UNKNOWN]
        weighed = weigh(judged, sectors[sector], evidence, Strictness(), DAY)
        codes.append(ExitCode(weighed.gate.exit_code))
    assert tuple(codes) == expected


# ── the profiles themselves ──────────────────────────────────────────────────────────────────────────────────────────


def test_every_sector_but_the_general_one_has_a_profile(library: Library) -> None:
    assert set(SECTOR_PROFILES) == set(Sector) - {Sector.GENERAL}
    assert set(SECTOR_PROFILES.values()) <= set(library.profiles)


def test_a_sector_profile_asks_all_that_the_baseline_asks(library: Library, sectors: Mapping[str, Profile]) -> None:
    baseline = {tuned.control.id for tuned in library.profile("baseline-de-shop").controls}
    for profile in sectors.values():
        assert "baseline-de-shop" in profile.chain
        assert baseline <= {tuned.control.id for tuned in profile.controls}
        assert profile.help.en and profile.help.de


def test_what_differs_says_why_in_both_languages(library: Library, sectors: Mapping[str, Profile]) -> None:
    for profile in sectors.values():
        for tuned in profile.controls:
            control = tuned.control
            if (tuned.severity, tuned.levels) != (control.severity, control.levels):
                assert tuned.because is not None, (profile.name, control.id)
                assert tuned.because.en != tuned.because.de
