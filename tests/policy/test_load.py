"""Every rule of the policy file: what is right is read, what is wrong is named with its place (design § 4)."""

from __future__ import annotations

import datetime as dt

import pytest

from scanner.model.vocabulary import Area, Certainty, Level, PersonalData, Severity
from scanner.policy.controls import Levels, Quantifier, Stage
from scanner.policy.load import read_references
from scanner.yamlfile import Problems, read

from .files import CONTROL, POLICY, REFERENCES, changed, control_of, one_control, policy_of, problems_of, with_key


def test_a_policy_is_read_as_it_is_written() -> None:
    policy, problems = policy_of(POLICY)
    assert policy is not None and problems == []
    (control,) = policy.controls
    assert (policy.name, policy.area, policy.title.de) == (
        "forms-minimisation",
        Area.FORMS,
        "Datenminimierung in Formularen",
    )
    assert policy.parameters["newsletter_data"].default == (PersonalData.EMAIL, PersonalData.CONSENT_MARKETING)
    assert (control.id, control.area, control.severity, control.certainty) == (
        "FM-004",
        Area.FORMS,
        Severity.HIGH,
        Certainty.GUIDANCE,
    )
    assert control.levels == Levels(Level.ERROR)
    assert control.references == ("gdpr-5-1-c",)
    assert (control.place.file, control.place.line) == ("p.yaml", 7)
    (claim,) = control.claims
    assert (claim.quantifier, claim.rows.kind) == (Quantifier.EVERY, "form_field")


def test_all_mistakes_are_reported_at_once_each_with_its_place_and_a_hint() -> None:
    text = POLICY.replace("area: forms", "area: form").replace("severity: high", "severity: hihg")
    text = text.replace("form.purpose: newsletter", "form.purpos: newsletter").replace(
        "$newsletter_data", "$newsletter_date"
    )
    text = text.replace("certainty: guidance", "certainty: sure\n    colour: red")
    assert problems_of(text) == [
        "p.yaml:2:7: area can't be 'form' — did you mean forms?",
        "p.yaml:9:15: severity can't be 'hihg' — did you mean high?",
        "p.yaml:10:16: certainty can't be 'sure' — one of settled, guidance, contested, standard",
        "p.yaml:11:5: a control has no key 'colour' — one of " + _keys(),
        "p.yaml:13:13: form_field has no field 'form.purpos' — did you mean form.purpose?",
        "p.yaml:14:33: there is no parameter $newsletter_date — did you mean newsletter_data?",
    ]


def _keys() -> str:
    from scanner.policy.load import CONTROL_KEYS  # noqa: PLC0415

    return ", ".join(CONTROL_KEYS)


def test_mistakes_in_different_controls_are_all_reported() -> None:
    second = CONTROL.replace("FM-004", "FM-005").replace("every:", "evry:")
    found = problems_of(POLICY.replace("severity: high", "severity: big") + second)
    assert [line.split(": ")[0] for line in found] == ["p.yaml:9:15", "p.yaml:16:5", "p.yaml:20:5"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        # the policy
        ("[1]", "p.yaml:1:1: a policy is a mapping of keys to values"),
        ("policy", "p.yaml:1:1: a policy is a mapping of keys to values"),
        (changed("policy: forms-minimisation\n", ""), "p.yaml:1:1: a policy lacks the key policy"),
        (changed("forms-minimisation", "Forms"), "p.yaml:1:9: policy is a name in lower case like forms-minimisation"),
        (changed("policy: forms-minimisation", "policy:"), "p.yaml:1:8: policy is text"),
        (POLICY + "contols: []\n", "p.yaml:16:1: a policy has no key 'contols' — did you mean controls?"),
        (changed("\ncontrols:\n" + CONTROL, "\ncontrols: []\n"), "p.yaml:6:11: controls is empty"),
        (changed("\ncontrols:\n" + CONTROL, "\ncontrols: x\n"), "p.yaml:6:11: controls is a list — write [a, b]"),
        (changed("title: {en: Data minimisation in forms, ", "title: {"), "p.yaml:3:8: title lacks the key en"),
        (changed(", de: Datenminimierung in F", ", fr: F"), "p.yaml:3:41: title has no key 'fr' — one of en, de"),
        (changed(", de: Datenminimierung in Formularen", ", de: ''"), "p.yaml:3:45: title.de is text"),
        # parameters
        (changed("type: set of PersonalData", "typ: x"), "p.yaml:5:20: parameter newsletter_data lacks the key type"),
        (changed("set of PersonalData", "set of PersonalDate"), "p.yaml:5:27: there is no type 'PersonalDate' —"),
        (changed("set of PersonalData", "list"), "p.yaml:5:27: there is no type 'list'"),
        (changed("[email, consent-marketing]", "email"), "p.yaml:5:57: newsletter_data is a list"),
        (changed("[email, ", "[e-mail, "), "p.yaml:5:58: newsletter_data can't be 'e-mail' — did you mean email?"),
        (changed(", help: What", ", hlep: What"), "p.yaml:5:85: parameter newsletter_data has no key 'hlep' — did you"),
        (changed("params:\n", "params:\n  spare: {type: int, default: 1}\n"), "p.yaml:5:3: the parameter spare is"),
        # the control
        (changed("id: FM-004", "id: 4 FM"), "p.yaml:7:9: an id is like TLS-014 or TLS-014.soon, found '4 FM'"),
        (changed("    severity: high\n", ""), "p.yaml:7:5: a control lacks the key severity"),
        (changed("    certainty: guidance\n", ""), "p.yaml:7:5: a control lacks the key certainty"),
        (changed("    references: [gdpr-5-1-c]\n", ""), "p.yaml:7:5: a control lacks the key references"),
        (changed("[gdpr-5-1-c]", "[]"), "p.yaml:15:17: references is empty"),
        (changed("[gdpr-5-1-c]", "gdpr-5-1-c"), "p.yaml:15:17: references is a list — write [a, b]"),
        (changed("[gdpr-5-1-c]", "[{a: b}]"), "p.yaml:15:18: a reference is text"),
        (with_key("area: form"), "p.yaml:16:11: area can't be 'form' — did you mean forms?"),
        (with_key("id: X-001"), "p.yaml:16:5: the key 'id' stands here twice — first in line 7"),
        (with_key("why: {en: x}"), "p.yaml:16:10: why lacks the key de"),
        # levels and days
        (with_key("level: warn"), "p.yaml:16:12: level can't be 'warn' — did you mean warning?"),
        (with_key("stages: []"), "p.yaml:16:13: stages is empty"),
        (with_key("stages: [{from: 2029-01-01}]"), "p.yaml:16:14: a stage lacks the key level"),
        (with_key("stages: [{from: 2029-01-01, level: note, to: x}]"), "p.yaml:16:46: a stage has no key 'to'"),
        (with_key("stages: [{from: as_of, level: note}]"), "p.yaml:16:21: from is a date like 2026-03-15, not 'as_of'"),
        (with_key("in_force: 25.5.2018"), "p.yaml:16:15: in_force is a date, found '25.5.2018'"),
        (with_key("in_force: as_of"), "p.yaml:16:15: in_force is a date like 2026-03-15, not 'as_of'"),
        (with_key("until: [2026-01-01]"), "p.yaml:16:12: until is a date like 2026-03-15"),
        (with_key("until: 2026-02-30"), "p.yaml:16:12: until is a date, found '2026-02-30'"),
        (with_key("until: 2026-01-01\n    in_force: 2026-01-02"), "p.yaml:16:12: until is before in_force"),
        # the claim
        (changed("    every: form_field\n", ""), "p.yaml:7:5: a claim starts with exactly one of every, forbid"),
        (with_key("forbid: form_field"), "p.yaml:16:5: a claim starts with exactly one of every, forbid, require"),
        (changed("every: form_field", "every: formfield"), "p.yaml:11:12: there is no kind of fact 'formfield' — did"),
        (changed("every: form_field", "every: [form_field]"), "p.yaml:11:12: the kind of fact is text"),
        (changed("    expect: {asks_for: {one_of: $newsletter_data}}\n", ""), "p.yaml:11:5: every lacks expect"),
        (changed("{form.purpose: newsletter, required: true}", "{}"), "p.yaml:12:12: an empty condition"),
        (changed("{form.purpose: newsletter, required: true}", "newsletter"), "p.yaml:12:12: a condition is a mapping"),
        (with_key("at_most: 1"), "p.yaml:16:5: every takes no at_most"),
        (with_key("at_least: 1"), "p.yaml:16:5: every takes no at_least"),
        (with_key("applies_when: {}"), "p.yaml:16:19: applies_when is empty"),
        (with_key("applies_when: {form: {}}"), "p.yaml:16:26: an empty condition"),
        (with_key("applies_when: {frm: {secure: true}}"), "p.yaml:16:20: there is no kind of fact 'frm' — did you"),
        (with_key("applies_when: {form: {secur: true}}"), "p.yaml:16:27: form has no field 'secur' — did you"),
        (with_key("all: [{forbid: form}]"), "p.yaml:11:5: a control has either all or every, not both"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_place(text: str, message: str) -> None:
    found = problems_of(text)
    assert any(line.startswith(message) for line in found), found


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("forbid: hsts\nexpect: {valid: true}\n", "p.yaml:9:5: forbid takes no expect — put it into where"),
        ("require: hsts\nexpect: {valid: true}\n", "p.yaml:9:5: require takes no expect"),
        ("forbid: hsts\nat_least: 1\n", "p.yaml:9:5: forbid takes no at_least"),
        ("require: hsts\nat_most: 1\n", "p.yaml:9:5: require takes no at_most"),
        ("require: hsts\nat_least: 0\n", "p.yaml:9:15: at_least is at least 1 here"),
        ("forbid: hsts\nat_most: -1\n", "p.yaml:9:14: at_most is at least 0 here"),
        ("forbid: hsts\nat_most: 1.0\n", "p.yaml:9:14: at_most is a whole number, found '1.0'"),
        ("forbid: hsts\nat_most: many\n", "p.yaml:9:14: at_most is a whole number, found 'many'"),
        ("forbid: hsts\nat_most: null\n", "p.yaml:9:14: at_most can't be compared with nothing"),
        ("all: []\n", "p.yaml:8:10: all is empty"),
        ("all: {forbid: hsts}\n", "p.yaml:8:10: all is a list"),
        ("all: [forbid]\n", "p.yaml:8:11: a claim is a mapping of keys to values"),
        ("all: [{where: {valid: true}}]\n", "p.yaml:8:11: a claim starts with exactly one of every, forbid, require"),
        ("all: [{forbid: hsts, severity: low}]\n", "p.yaml:8:26: a claim has no key 'severity'"),
        ("all: [{forbid: hsts, all: [{forbid: hsts}]}]\n", "p.yaml:8:26: a claim has no key 'all'"),
        ("all: [{forbid: hsts}]\nwhere: {valid: true}\n", "p.yaml:9:5: where belongs into one of the claims of all"),
        ("all: [{forbid: hsts}]\nat_most: 2\n", "p.yaml:9:5: at_most belongs into one of the claims of all"),
        (
            "all: [{forbid: hsts, where: {vald: true}}, {forbid: hst}]\n",
            "p.yaml:8:34: hsts has no field 'vald' — did you",
        ),
        ("all: [{forbid: hsts, where: {vald: true}}, {forbid: hst}]\n", "p.yaml:8:57: there is no kind of fact 'hst'"),
    ],
)
def test_a_mistake_in_a_claim_is_named_with_its_place(body: str, message: str) -> None:
    found = problems_of(one_control(body))
    assert any(line.startswith(message) for line in found), found


@pytest.mark.parametrize(
    ("body", "quantifier", "count"),
    [
        ("forbid: hsts\n", Quantifier.FORBID, 0),
        ("forbid: hsts\nat_most: 3\n", Quantifier.FORBID, 3),
        ("require: hsts\n", Quantifier.REQUIRE, 1),
        ("require: hsts\nat_least: 2\n", Quantifier.REQUIRE, 2),
    ],
)
def test_forbid_allows_none_and_require_asks_for_one_unless_they_say_so(
    body: str, quantifier: Quantifier, count: int
) -> None:
    (claim,) = control_of(body).claims
    assert (claim.quantifier, claim.count) == (quantifier, count)


def test_a_control_of_several_claims_keeps_their_conditions_apart() -> None:
    control = control_of(
        "all: [{forbid: hsts, applies_when: {csp: {present: true}}}, {require: port}]\n"
        "applies_when: {form: {secure: true}}\n"
    )
    assert [[rows.kind for rows in claim.applies_when] for claim in control.claims] == [["csp"], []]
    assert [rows.kind for rows in control.applies_when] == ["form"]
    assert control.kinds() == {"hsts", "csp", "port", "form"}


def test_a_control_may_belong_to_another_area_than_its_policy() -> None:
    assert control_of("forbid: hsts\narea: http\n").area is Area.HTTP
    assert control_of("forbid: hsts\n").area is Area.TLS


@pytest.mark.parametrize("id_", ["TLS-014", "TLS-014.soon", "ck.banner_2", "x"])
def test_ids_of_ones_own_are_welcome(id_: str) -> None:
    assert problems_of(one_control("forbid: hsts\n").replace("X-001", id_)) == []


@pytest.mark.parametrize("id_", ["''", "-x", "a b", "a/b", '"a\\nb"', "ü", "x" * 65, "../x", "<b>"])
def test_an_id_is_a_plain_word(id_: str) -> None:
    assert len(problems_of(one_control("forbid: hsts\n").replace("X-001", id_))) == 1


# ── levels, stages, certainty ────────────────────────────────────────────────────────────────────────────────────────

STAGES = "stages: [{from: 2029-01-01, level: warning}, {from: 2031-01-01, level: error}]\n"


@pytest.mark.parametrize(
    ("day", "level"),
    [
        ("2028-12-31", Level.NOTE),
        ("2029-01-01", Level.WARNING),
        ("2030-12-31", Level.WARNING),
        ("2031-01-01", Level.ERROR),
        ("2999-01-01", Level.ERROR),
    ],
)
def test_a_stage_begins_on_its_day_and_before_the_first_it_is_a_note(day: str, level: Level) -> None:
    assert control_of("forbid: hsts\n" + STAGES).levels.on(dt.date.fromisoformat(day)) is level


def test_the_level_is_an_error_unless_it_says_so() -> None:
    assert control_of("forbid: hsts\n").levels == Levels(Level.ERROR)
    assert control_of("forbid: hsts\nlevel: note\n").levels == Levels(Level.NOTE)
    assert control_of("forbid: hsts\n" + STAGES).levels == Levels(
        None, (Stage(dt.date(2029, 1, 1), Level.WARNING), Stage(dt.date(2031, 1, 1), Level.ERROR))
    )


@pytest.mark.parametrize(
    "stages",
    [
        "stages: [{from: 2031-01-01, level: error}, {from: 2029-01-01, level: warning}]\n",
        "stages: [{from: 2031-01-01, level: error}, {from: 2031-01-01, level: warning}]\n",
    ],
)
def test_stages_stand_in_the_order_of_their_days(stages: str) -> None:
    assert problems_of(one_control("forbid: hsts\n" + stages)) == [
        "p.yaml:9:13: stages are in the order of their days, each day once"
    ]


def test_a_control_has_a_level_or_stages() -> None:
    assert problems_of(one_control("forbid: hsts\nlevel: note\n" + STAGES)) == [
        "p.yaml:10:5: either level or stages, not both"
    ]


@pytest.mark.parametrize(
    ("level", "place"),
    [("", "4:5"), ("level: error\n", "9:5"), (STAGES, "9:5"), ("stages: [{from: 2999-01-01, level: error}]\n", "9:5")],
)
def test_contested_law_is_a_warning_at_most_on_any_day(level: str, place: str) -> None:
    text = one_control("forbid: hsts\n" + level).replace("certainty: settled", "certainty: contested")
    assert problems_of(text) == [
        f"p.yaml:{place}: a contested requirement can be a warning at most — write level: warning"
    ]


@pytest.mark.parametrize(
    "level", ["level: warning\n", "level: note\n", "stages: [{from: 2029-01-01, level: warning}]\n"]
)
def test_contested_law_may_warn(level: str) -> None:
    assert problems_of(one_control("forbid: hsts\n" + level).replace("settled", "contested")) == []


def test_the_first_and_the_last_day_may_be_the_same() -> None:
    control = control_of("forbid: hsts\nin_force: 2026-01-01\nuntil: 2026-01-01\n")
    assert control.in_force == control.until == dt.date(2026, 1, 1)


# ── parameters ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("type_", "default", "value"),
    [
        ("int", "7", (7,)),
        ("days", "-7", (-7,)),
        ("number", "1.5", (1.5,)),
        ("text", "NO", ("NO",)),
        ("text", "1.0", ("1.0",)),
        ("text", "yes", ("yes",)),
        ("bool", "true", (True,)),
        ("date", "2026-03-15", (dt.date(2026, 3, 15),)),
        ("set of int", "[1, 2]", (1, 2)),
        ("TlsVersion", "TLSv1.2", ("TLSv1.2",)),
    ],
)
def test_a_parameter_is_read_by_its_type(type_: str, default: str, value: object) -> None:
    policy, _ = policy_of(changed("params:\n", f"params:\n  p: {{type: {type_}, default: {default}}}\n"))
    assert policy is not None
    assert policy.parameters["p"].default == value


@pytest.mark.parametrize(
    ("type_", "default"),
    [
        ("int", "1.0"), ("int", "1e3"), ("int", "0x1f"), ("int", "1_000"), ("int", "''"), ("int", "[1]"),
        ("int", "true"),
        ("number", ".inf"), ("number", "1e3"), ("number", "nan"), ("number", "1,5"),
        ("bool", "yes"), ("bool", "no"), ("bool", "on"), ("bool", "1"), ("bool", "y"),
        ("date", "15.03.2026"), ("date", "2026-3-15"), ("date", "tomorrow"), ("date", "2026-03-15T00:00:00"),
        ("text", "null"), ("text", "~"), ("text", ""), ("text", "[a]"), ("set of text", "a"), ("set of text", "{a: b}"),
    ],
)  # fmt: skip
def test_a_parameter_of_another_type_is_a_mistake(type_: str, default: str) -> None:
    found = problems_of(changed("params:\n", f"params:\n  p: {{type: {type_}, default: {default}}}\n"))
    assert [line.partition(": ")[0].rsplit(":", 1)[0] for line in found] == ["p.yaml:5"], found


# ── references ───────────────────────────────────────────────────────────────────────────────────────────────────────


def references_of(text: str) -> tuple[int, list[str]]:
    problems = Problems()
    node = read(text.encode(), "r.yaml", problems)
    assert node is not None
    found = read_references(node, "r.yaml", problems)
    return len(found), [str(problem) for problem in sorted(problems.found)]


def test_references_are_read() -> None:
    assert references_of(REFERENCES) == (1, [])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("references:", "refs:", "r.yaml:1:1: references lacks the key references"),
        ("    url: https://eur-lex.example/gdpr\n", "", "r.yaml:3:5: reference gdpr-5-1-c lacks the key url"),
        ("    url:", "    link:", "r.yaml:5:5: reference gdpr-5-1-c has no key 'link'"),
        ("2026-11-01", "November", "r.yaml:6:12: as_of is a date, found 'November'"),
        ("settled", "sure", "r.yaml:7:16: certainty can't be 'sure'"),
        ("source seen", "maybe", "r.yaml:8:16: confirmed is one of: source seen; partly; from knowledge, unconfirmed"),
        ("  gdpr-5-1-c:\n", "  gdpr-5-1-c: &x\n    title: twice\n", "r.yaml:4:5: the key 'title' stands here twice"),
    ],
)
def test_a_mistake_in_the_references_is_named_with_its_place(old: str, new: str, message: str) -> None:
    _, found = references_of(REFERENCES.replace(old, new, 1))
    assert any(line.startswith(message) for line in found), found
