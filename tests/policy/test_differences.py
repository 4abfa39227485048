"""What a profile makes of the policies: what it sets and changes, and nothing that it leaves as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.model.vocabulary import Level, Severity
from scanner.policy.differences import changes, settings, settings_of
from scanner.policy.library import Library

from .files import library_of

TLS = """\
policy: tls
area: tls
params:
  days: {type: days, default: 7}
  bits: {type: bits, default: 2048}
  versions: {type: set of TlsVersion, default: [TLSv1.2, TLSv1.3]}
controls:
  - {id: TLS-001, title: t, severity: high, certainty: settled, references: [gdpr-5-1-c],
     every: certificate, where: {key_bits: {at_least: $bits}}, expect: {days_left: {at_least: $days}}}
  - {id: TLS-002, title: t, severity: medium, certainty: settled, references: [gdpr-5-1-c],
     applies_when: {tls_protocol: {version: {one_of: $versions}}}, forbid: tls_cipher, where: {accepted: true}}
"""


def library(folder: Path, body: str) -> Library:
    return library_of(folder, {"tls.yaml": TLS, "p.yaml": f"profile: p\npolicies: [tls]\n{body}"})


def test_a_control_knows_its_parameters_wherever_they_stand(tmp_path: Path) -> None:
    found = library(tmp_path, "").controls()
    assert found["TLS-001"].parameters() == {"bits", "days"}
    assert found["TLS-002"].parameters() == {"versions"}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", []),
        ("set: {tls.days: 7, tls.versions: [TLSv1.3, TLSv1.2]}", []),
        ("set: {tls.versions: [TLSv1.3], tls.days: 14}", [("tls.days", (14,)), ("tls.versions", ("TLSv1.3",))]),
        ("set: {tls.days: 14}\nleave_out: {TLS-001: why}", []),
    ],
)
def test_only_what_is_set_to_something_else_and_used_is_a_setting(
    tmp_path: Path, body: str, expected: list[tuple[str, tuple[object, ...]]]
) -> None:
    found = library(tmp_path, body)
    assert [(s.name, s.values) for s in settings(found.profile("p"), found.policies)] == expected


def test_a_setting_belongs_to_the_controls_that_use_it(tmp_path: Path) -> None:
    found = library(tmp_path, "set: {tls.bits: 3000, tls.versions: [TLSv1.3]}")
    by_control = {
        tuned.control.id: [setting.name for setting in settings_of(tuned, found.policies)]
        for tuned in found.profile("p").controls
    }
    assert by_control == {"TLS-001": ["tls.bits"], "TLS-002": ["tls.versions"]}


def test_a_change_is_another_severity_or_level(tmp_path: Path) -> None:
    body = (
        "severity: {TLS-001: {to: critical, because: a}, TLS-002: {to: medium, because: as it was}}\n"
        "level: {TLS-001: {to: note, because: b}, TLS-002: {to: error, because: as it was}}\n"
    )
    (change,) = changes(library(tmp_path, body).profile("p"))
    assert change.control.id == "TLS-001"
    assert change.severity is Severity.CRITICAL
    assert change.levels is not None and change.levels.fixed is Level.NOTE
    assert change.because.en == "a; b"
