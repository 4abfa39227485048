"""Profiles choose and tune: merge order, what they may touch, and every mistake with its place (design § 4)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from scanner.errors import InvalidInput
from scanner.model.verdict import Text
from scanner.model.vocabulary import Level, Severity
from scanner.policy.profile import Profile, Tuned

from .files import library_of, said

TLS = """\
policy: tls
area: tls
params:
  days: {type: days, default: 7}
  versions: {type: set of TlsVersion, default: [TLSv1.2, TLSv1.3]}
controls:
  - {id: TLS-001, title: t, severity: high, certainty: settled, references: [gdpr-5-1-c],
     every: certificate, expect: {days_left: {at_least: $days}}}
  - {id: TLS-002, title: t, severity: medium, certainty: contested, level: warning, references: [gdpr-5-1-c],
     forbid: tls_protocol, where: {version: {not: {one_of: $versions}}, accepted: true}}
"""
HTTP = """\
policy: http
area: http
params:
  days: {type: days, default: 1}
controls:
  - {id: HTTP-001, title: t, severity: low, certainty: settled, references: [gdpr-5-1-c],
     every: hsts, expect: {max_age: {present: true, at_least: $days}}}
"""


def profile(folder: Path, name: str = "p", **profiles: str) -> Profile:
    """A profile of these, without a mistake."""
    return library_of(folder, {"tls.yaml": TLS, "http.yaml": HTTP, **_files(profiles)}).profile(name)


def mistakes(folder: Path, **profiles: str) -> list[str]:
    """What is wrong with these profiles."""
    return said(library_of(folder, {"tls.yaml": TLS, "http.yaml": HTTP, **_files(profiles)}))


def _files(profiles: dict[str, str]) -> dict[str, str]:
    return {f"{name}.yaml": f"profile: {name}\n{body}" for name, body in profiles.items()}


def tuned(found: Profile, id_: str) -> Tuned:
    (one,) = (one for one in found.controls if one.control.id == id_)
    return one


def ids(found: Profile) -> list[str]:
    return [one.control.id for one in found.controls]


# ── choosing ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_profile_chooses_policies_and_single_controls(tmp_path: Path) -> None:
    assert ids(profile(tmp_path, p="policies: [http]\ncontrols: [TLS-002]\n")) == ["TLS-002", "HTTP-001"]


def test_controls_stand_by_area_and_id_however_they_are_chosen(tmp_path: Path) -> None:
    assert ids(profile(tmp_path, p="controls: [TLS-002, HTTP-001, TLS-001]\n")) == ["TLS-001", "TLS-002", "HTTP-001"]


def test_what_is_left_out_is_kept_with_its_reason(tmp_path: Path) -> None:
    found = profile(tmp_path, p="policies: [tls]\nleave_out: {TLS-001: {because: renewed by hand}}\n")
    assert ids(found) == ["TLS-002"]
    assert [entry.control for entry in found.left_out] == ["TLS-001"]
    assert "renewed by hand" in repr(found.left_out[0].because)


def test_controls_brings_back_what_an_ancestor_left_out(tmp_path: Path) -> None:
    parent = "policies: [tls]\nleave_out: {TLS-001: {because: b}, TLS-002: {because: b}}\n"
    found = profile(tmp_path, parent=parent, p="extends: parent\ncontrols: [TLS-002]\n")
    assert ids(found) == ["TLS-002"]
    assert [entry.control for entry in found.left_out] == ["TLS-001"]


def test_what_a_child_leaves_out_stays_out_even_if_an_ancestor_chose_it(tmp_path: Path) -> None:
    found = profile(
        tmp_path, parent="controls: [TLS-001]\n", p="extends: [parent]\nleave_out: {TLS-001: {because: b}}\n"
    )
    assert ids(found) == []


def test_a_profile_says_whom_it_is_for_in_both_languages(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
    assert profile(tmp_path / "a", p="controls: [TLS-001]\n").help == Text("", "")
    found = profile(tmp_path / "b", parent="help: not this\n", p="extends: parent\nhelp: {en: shops, de: Läden}\n")
    assert found.help == Text("shops", "Läden")


# ── tuning ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_parameters_are_set_by_policy_and_name(tmp_path: Path) -> None:
    found = profile(tmp_path, p="policies: [tls, http]\nset: {tls.days: 14, tls.versions: [TLSv1.3]}\n")
    assert tuned(found, "TLS-001").parameters == {"days": (14,), "versions": ("TLSv1.3",)}
    assert tuned(found, "HTTP-001").parameters == {"days": (1,)}


def test_severity_and_level_change_for_a_reason(tmp_path: Path) -> None:
    body = "policies: [tls]\nseverity: {TLS-001: {to: critical, because: we renew late}}\n"
    body += "level: {TLS-001: {to: note, because: for now}}\n"
    one = tuned(profile(tmp_path, p=body), "TLS-001")
    assert (one.severity, one.levels.fixed) == (Severity.CRITICAL, Level.NOTE)
    assert one.because is not None and one.because.en == "we renew late; for now"
    assert (one.control.severity, one.control.levels.fixed) == (Severity.HIGH, Level.ERROR)


def test_two_reasons_are_two_sentences_and_one_reason_is_said_once(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
    body = "policies: [tls]\nseverity: {TLS-001: {to: critical, because: Keys leak.}}\n"
    two = profile(tmp_path / "a", p=body + "level: {TLS-001: {to: note, because: It is new.}}\n")
    one = profile(tmp_path / "b", p=body + "level: {TLS-001: {to: note, because: Keys leak.}}\n")
    assert [tuned(found, "TLS-001").because for found in (two, one)] == [
        Text("Keys leak. It is new.", "Keys leak. It is new."),
        Text("Keys leak.", "Keys leak."),
    ]


def test_a_level_may_become_stages(tmp_path: Path) -> None:
    body = "policies: [tls]\nlevel: {TLS-001: {stages: [{from: 2030-01-01, level: error}], because: b}}\n"
    levels = tuned(profile(tmp_path, p=body), "TLS-001").levels
    assert [levels.on(dt.date(year, 1, 1)) for year in (2029, 2030)] == [Level.NOTE, Level.ERROR]


def test_the_gate_counts_from_high_unless_a_profile_says_so(tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / name).mkdir()
    assert profile(tmp_path / "a", p="policies: [tls]\n").fail_on is Severity.HIGH
    assert profile(tmp_path / "b", p="policies: [tls]\nfail_on: low\n").fail_on is Severity.LOW
    assert profile(tmp_path / "c", q="policies: [tls]\nfail_on: low\n", p="extends: q\n").fail_on is Severity.LOW


# ── merge order ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_child_wins_over_its_parents_and_the_later_parent_over_the_earlier(tmp_path: Path) -> None:
    found = profile(
        tmp_path,
        a="policies: [tls, http]\nset: {tls.days: 1, http.days: 1}\nfail_on: low\n",
        b="set: {tls.days: 2, http.days: 2}\nseverity: {TLS-001: {to: low, because: b}}\nfail_on: medium\n",
        p="extends: [a, b]\nset: {tls.days: 3}\nseverity: {TLS-001: {to: info, because: p}}\n",
    )
    assert tuned(found, "TLS-001").parameters["days"] == (3,)
    assert tuned(found, "HTTP-001").parameters["days"] == (2,)
    assert tuned(found, "TLS-001").severity is Severity.INFO
    assert found.fail_on is Severity.MEDIUM
    assert found.chain == ("a", "b", "p")


def test_a_common_ancestor_counts_once_where_it_first_appears(tmp_path: Path) -> None:
    found = profile(
        tmp_path,
        top="policies: [tls]\nset: {tls.days: 1}\n",
        left="extends: top\nset: {tls.days: 2}\n",
        right="extends: top\nset: {tls.versions: [TLSv1.3]}\n",
        p="extends: [left, right]\n",
    )
    assert found.chain == ("top", "left", "right", "p")
    assert tuned(found, "TLS-001").parameters == {"days": (2,), "versions": ("TLSv1.3",)}


def test_two_policies_may_have_parameters_of_the_same_name(tmp_path: Path) -> None:
    found = profile(tmp_path, p="policies: [tls, http]\nset: {http.days: 9}\n")
    assert tuned(found, "TLS-001").parameters["days"] == (7,)
    assert tuned(found, "HTTP-001").parameters["days"] == (9,)


def test_a_profile_never_changes_what_a_control_claims(tmp_path: Path) -> None:
    library = library_of(tmp_path, {"tls.yaml": TLS, "http.yaml": HTTP, "p.yaml": "profile: p\npolicies: [tls]\n"})
    one = tuned(library.profile("p"), "TLS-001")
    assert one.control == library.controls()["TLS-001"]


# ── mistakes ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("polices: [tls]\n", "policies/p.yaml:2:1: a profile has no key 'polices' — did you mean policies?"),
        ("where: {a: b}\n", "policies/p.yaml:2:1: a profile has no key 'where'"),
        ("expect: {a: b}\n", "policies/p.yaml:2:1: a profile has no key 'expect'"),
        ("policies: []\n", "policies/p.yaml:2:11: policies is empty"),
        ("policies: tls\n", "policies/p.yaml:2:11: policies is a list — write [a, b]"),
        ("policies: [tsl]\n", "policies/p.yaml:2:12: there is no policy 'tsl' — did you mean tls?"),
        ("controls: [TLS-001, TLS-01]\n", "policies/p.yaml:2:21: there is no control 'TLS-01' — did you mean"),
        ("controls: [[TLS-001]]\n", "policies/p.yaml:2:12: controls is text"),
        ("set: [tls.days]\n", "policies/p.yaml:2:6: set is a mapping of keys to values"),
        ("set: {tls.day: 1}\n", "policies/p.yaml:2:7: there is no parameter 'tls.day' — did you mean tls.days?"),
        ("set: {days: 1}\n", "policies/p.yaml:2:7: there is no parameter 'days'"),
        ("set: {tls.days: soon}\n", "policies/p.yaml:2:17: tls.days is a whole number, found 'soon'"),
        ("set: {tls.days: [1]}\n", "policies/p.yaml:2:17: tls.days is a single value, not a list or mapping"),
        ("set: {tls.versions: TLSv1.3}\n", "policies/p.yaml:2:21: tls.versions is a list"),
        (
            "set: {tls.versions: [TLS1.3]}\n",
            "policies/p.yaml:2:22: tls.versions can't be 'TLS1.3' — did you mean TLSv1.3?",
        ),
        ("severity: {TLS-01: {to: low, because: b}}\n", "policies/p.yaml:2:12: there is no control 'TLS-01'"),
        ("severity: {TLS-001: low}\n", "policies/p.yaml:2:21: severity of TLS-001 is a mapping"),
        ("severity: {TLS-001: {to: low}}\n", "policies/p.yaml:2:21: severity of TLS-001 lacks the key because"),
        ("severity: {TLS-001: {because: b}}\n", "policies/p.yaml:2:21: severity of TLS-001 lacks the key to"),
        ("severity: {TLS-001: {to: lo, because: b}}\n", "policies/p.yaml:2:26: to can't be 'lo' — did you mean low?"),
        ("severity: {TLS-001: {to: low, because: ''}}\n", "policies/p.yaml:2:40: because is text"),
        (
            "severity: {TLS-001: {to: low, because: b, x: y}}\n",
            "policies/p.yaml:2:43: severity of TLS-001 has no key 'x'",
        ),
        (
            "level: {TLS-001: {to: warn, because: b}}\n",
            "policies/p.yaml:2:23: level can't be 'warn' — did you mean warning?",
        ),
        ("level: {TLS-001: {because: b}}\n", "policies/p.yaml:2:18: level of TLS-001 has either to or stages"),
        (
            "level: {TLS-002: {to: error, because: b}}\n",
            "policies/p.yaml:2:19: a contested requirement can be a warning at most",
        ),
        (
            "level: {TLS-002: {stages: [{from: 2099-01-01, level: error}], because: b}}\n",
            "policies/p.yaml:2:19: a contested requirement can be a warning at most",
        ),
        ("leave_out: {TLS-001: {}}\n", "policies/p.yaml:2:22: this entry lacks the key because"),
        ("leave_out: [TLS-001]\n", "policies/p.yaml:2:12: leave_out is a mapping of keys to values"),
        ("leave_out: {TLS-001: }\n", "policies/p.yaml:2:22: because is text"),
        ("leave_out: {nope: {because: b}}\n", "policies/p.yaml:2:13: there is no control 'nope'"),
        ("fail_on: severe\n", "policies/p.yaml:2:10: fail_on can't be 'severe'"),
        ("extends: []\n", "policies/p.yaml:2:10: extends is empty"),
        ("extends: q\n", "policies/p.yaml:2:10: there is no profile 'q'"),
        ("extends: [p]\n", "policies/p.yaml:2:11: the profiles extend each other in a circle: p → p"),
        ("title: {en: x}\n", "policies/p.yaml:2:8: title lacks the key de"),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, body: str, message: str) -> None:
    found = mistakes(tmp_path, p=body)
    assert any(line.startswith(message) for line in found), found


def test_profiles_that_extend_each_other_are_named_as_a_circle(tmp_path: Path) -> None:
    found = mistakes(tmp_path, a="extends: b\n", b="extends: c\n", c="extends: a\n", d="extends: a\npolicies: [tls]\n")
    assert found and all("circle" in line for line in found)
    assert any("a → b → c → a" in line for line in found)


def test_all_mistakes_of_all_profiles_are_reported_at_once(tmp_path: Path) -> None:
    found = mistakes(tmp_path, a="policies: [x]\nfail_on: y\n", b="controls: [z]\nset: {w: 1}\n")
    assert [line.split(": ")[0] for line in found] == [
        "policies/a.yaml:2:12",
        "policies/a.yaml:3:10",
        "policies/b.yaml:2:12",
        "policies/b.yaml:3:7",
    ]


def test_a_profile_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path) -> None:
    library = library_of(tmp_path, {"tls.yaml": TLS, "p.yaml": "profile: strict\npolicies: [tls]\n"})
    with pytest.raises(InvalidInput) as raised:
        library.profile("stritc")
    assert "did you mean strict?" in str(raised.value)
