"""The schemas for editors agree with the typed readers: what one takes the other takes, most mistakes both refuse."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from scanner import shop
from scanner.errors import InvalidInput
from scanner.model.facts import KINDS, field_at, paths_of
from scanner.model.vocabulary import vocabularies
from scanner.policy import load, profile
from scanner.policy.claims import CLAIM_KEYS
from scanner.policy.library import TEST_SUFFIX, Library, add_files, built_in, built_in_folder, check
from scanner.policy.matchers import ALL
from scanner.policy.schema import (
    look_again,
    policy_schema,
    policy_test_schema,
    profile_schema,
    references_schema,
    shop_schema,
    validate,
)
from scanner.rehearsal import cases
from scanner.yamlfile import Mapped, Problems, plain, read, read_file

BUILT_IN = sorted(built_in_folder().rglob("*.yaml"))

POLICY = """\
policy: hand-made
area: forms
title: {en: By hand, de: Von Hand}
params:
  data: {type: set of PersonalData, default: [email, name], help: What may be asked for.}
  bits: {type: bits, default: 2048}
  start: {type: date, default: as_of - 30 days}
  pattern: {type: text, default: "^x"}
  strict: {type: bool, default: false}
controls:
  - id: OWN-004
    title: {en: No more than needed, de: Nicht mehr als nötig}
    why: 7
    severity: high
    level: warning
    certainty: guidance
    in_force: 2018-05-25
    until: 2030-12-31
    every: form_field
    where: {form.purpose: newsletter, required: $strict, form.page.links.imprint.clicks: {present: true, at_most: 2}}
    expect: {asks_for: {one_of: $data}, form.page.links.imprint.clicks: {not: 5}}
    remedy: Remove it.
    references: [gdpr-25]
  - id: TLS-900.soon
    area: tls
    title: Keys
    severity: critical
    certainty: contested
    stages: [{from: 2029-01-01, level: note}, {from: 2031-01-01, level: warning}]
    applies_when: {endpoint: {tls: "true"}, shop: {staff: {at_least: 10}}}
    all:
      - every: certificate
        where: {position: 0, names: {includes: shop.example, not: {only: [a, b]}}, not_after: {before: as_of + 30 days}}
        expect: {key_bits: {at_least: $bits}, trust_words: {present: false}}
      - forbid: certificate
        at_most: 2
        where: {any_of: [{signature_hash: {present: true, matches: "SHA-?1"}}, {key_type: {not: {one_of: [rsa, ec]}}}]}
      - require: tls_protocol
        at_least: 1
        where: {version: {at_least: TLSv1.2}, accepted: true}
        applies_when: {certificate: {not_before: {on_or_after: $start}, issuer: 123, subject: $pattern, chain: "0"}}
    references: [gdpr-32]
"""
PROFILE = """\
profile: hand-made-profile
title: Von Hand
help: {en: For tests, de: Für Tests}
extends: [baseline-de-shop]
policies: [tls]
controls: [HTTP-001]
set: {tls.rsa_bits: 3000, tls.versions: [TLSv1.3]}
severity: {TLS-001: {to: high, because: It is.}}
level:
  TLS-002: {to: note, because: {en: So, de: So}}
  TLS-003: {stages: [{from: 2027-01-01, level: error}], because: Time.}
leave_out: {TLS-004: Not here., TLS-011: {because: Nor here.}}
fail_on: medium
"""
REFERENCES = """\
references:
  own-house-1:
    title: {en: House rule 1, de: Hausregel 1}
    provision: Be kind.
    url: https://house.example/rules
    as_of: 2026-11-21
    certainty: standard
    confirmed: source seen
"""
CASES = """\
policy: tls
as_of: 2026-11-22
cases:
  - name: nested, dotted, unknown and none
    control: TLS-012
    as_of: 2026-11-23
    with: {tls.rsa_bits: 3000, tls.versions: [TLSv1.3]}
    rows:
      certificate:
        - endpoint: {host: shop.example, address: 192.0.2.1, port: 443, role: shop, service: null}
          chain: 0
          position: 0
          names: [shop.example, 7]
          not_after: as_of + 3 days
          trusted: {unknown: it timed out, cause: timeout}
          trust_problem: null
        - {endpoint.host: b.example, endpoint.role: shop, position: 1}
    gaps: [{kind: certificate, scope: {endpoint.host: c.example, endpoint: {port: 443}}, cause: timeout, reason: slow}]
    then: unknown
  - {name: one fails, control: TLS-012, rows: {certificate: []}, then: fail, findings: [expired]}
"""
SHOP = """\
shop: https://www.muesli.example
name: Müsli Beispiel GmbH
profile: baseline-de-shop
authorised_by: {role: CISO, organisation: Müsli Beispiel GmbH, on: 2026-11-01}
test_identity: {email: siegel-test@muesli.example, given-name: Test}
auth: {basic: {user: staging, password_env: STAGING_PASSWORD}}
connect_to: ["www.muesli.example:443:127.0.0.1:8443"]
pages: {cart: /warenkorb}
hosts: [api.muesli.example]
mail_domains: [muesli.example]
language: de
preview: true
facts: {sector: food, staff: 40, card_payment: true, saq_type: A}
purposes: {stored: {basket_id: necessary}}
journey: []
scripts: []
mail: {dkim_selectors: [s1]}
waivers: waivers.yaml
"""

Violations = list[str]


def second_look(text: str, schema: dict[str, Any]) -> Violations:
    """What the schema alone has against a text."""
    problems = Problems()
    node = read(text.encode(), "file.yaml", problems)
    assert node is not None, problems.found
    validate(node, schema, "file.yaml", problems)
    return [str(problem) for problem in problems.found]


@functools.cache
def once_built_in() -> Library:
    return built_in()


def readers(name: str, text: str, folder: Path) -> Violations:
    """What the typed readers have against a text, as it would be read beside the built-in policies."""
    file = folder / {"test": f"tls{TEST_SUFFIX}"}.get(name, f"{name}.yaml")
    file.write_text(text)
    if name == "shop":
        try:
            shop.read_shop_file(file)
        except InvalidInput as error:
            return [str(problem) for problem in error.problems]
        return []
    base = once_built_in()
    library = Library(dict(base.policies), dict(base.profiles), dict(base.references), dict(base.files))
    if name == "test":
        cases.read_cases(library, file)
    else:
        add_files(library, [file])
        check(library)
    return [str(problem) for problem in library.problems.found]


SCHEMA_OF: dict[str, Callable[[], dict[str, Any]]] = {
    "policy": policy_schema,
    "profile": profile_schema,
    "references": references_schema,
    "test": policy_test_schema,
    "shop": shop_schema,
}
TEXT_OF = {"policy": POLICY, "profile": PROFILE, "references": REFERENCES, "test": CASES, "shop": SHOP}

#: File, what stands in it, and the mistake that stands there instead. Each is one mistake.
MISTAKES = [
    ("policy", "policy: hand-made", "policy: Hand Made"),
    ("policy", "title: {en: By hand, de: Von Hand}", "title: {en: By hand}"),
    ("policy", "title: {en: By hand, de: Von Hand}", "titel: {en: By hand, de: Von Hand}"),
    ("policy", "type: set of PersonalData", "type: set of PersonalDate"),
    ("policy", "default: [email, name]", "default: [email, nane]"),
    ("policy", "default: [email, name]", "default: email"),
    ("policy", "default: 2048", "default: many"),
    ("policy", "default: as_of - 30 days", "default: last month"),
    ("policy", "default: false", "default: no"),
    ("policy", "{type: bits, default: 2048}", "{type: bits}"),
    ("policy", "help: What", "hepl: What"),
    ("policy", "id: OWN-004", "id: OWN 004"),
    ("policy", "severity: high", "severity: hihg"),
    ("policy", "    severity: high\n", ""),
    ("policy", "level: warning", "level: warn"),
    ("policy", "level: warning\n", "level: warning\n    stages: [{from: 2029-01-01, level: note}]\n"),
    ("policy", "certainty: guidance", "certainty: sure"),
    ("policy", "in_force: 2018-05-25", "in_force: 25.5.2018"),
    ("policy", "in_force: 2018-05-25", "in_force: as_of"),
    ("policy", "until: 2030-12-31", "until: 2010-12-31"),
    ("policy", "until: 2030-12-31", "until: 2030-02-30"),
    ("policy", "every: form_field", "every: form_feild"),
    ("policy", "every: form_field", "each: form_field"),
    ("policy", "every: form_field", "forbid: form_field"),
    ("policy", "every: form_field", "every: form_field\n    at_most: 3"),
    ("policy", "{form.purpose: newsletter", "{form.purpos: newsletter"),
    ("policy", "{form.purpose: newsletter", "{form.purpose: newletter"),
    ("policy", "{form.purpose: newsletter", "{form.purpose: [newsletter]"),
    ("policy", "{form.purpose: newsletter", "{form.purpose: {}"),
    ("policy", "{form.purpose: newsletter", "{form: newsletter"),
    ("policy", "form.page.links.imprint.clicks: {present: true", "form.page.links.impressum.clicks: {present: true"),
    ("policy", "form.page.links.imprint.clicks: {present: true", "form.page.links.imprint.clicks: {present: maybe"),
    ("policy", "{present: true, at_most: 2}", "{at_most: 2}"),
    ("policy", "at_most: 2}}\n    expect", "at_most: two}}\n    expect"),
    ("policy", "one_of: $data", "one_of: $date"),
    ("policy", "one_of: $data", "one_off: $data"),
    ("policy", "one_of: $data", "one_of: email"),
    ("policy", "one_of: $data", "includes: $data"),
    ("policy", "one_of: $data", "one_of: $bits"),
    ("policy", "one_of: $data", "one_of: []"),
    ("policy", "    expect: {asks_for", "    expext: {asks_for"),
    ("policy", "references: [gdpr-25]", "references: []"),
    ("policy", "references: [gdpr-25]", "references: gdpr-25"),
    ("policy", "references: [gdpr-25]", "references: [gdpr-52]"),
    ("policy", "level: note}, {from: 2031", "levle: note}, {from: 2031"),
    ("policy", "{from: 2029-01-01", "{from: soon"),
    ("policy", "{from: 2029-01-01", "{from: 2039-01-01"),
    ("policy", "2031-01-01, level: warning", "2031-01-01, level: error"),
    ("policy", "    stages: [{from: 2029-01-01, level: note}, {from: 2031-01-01, level: warning}]\n", ""),
    ("policy", "applies_when: {endpoint:", "applies_when: {endpiont:"),
    ("policy", '{tls: "true"}', "{}"),
    ("policy", "staff: {at_least: 10}", "staff: {at_least: many}"),
    ("policy", "    all:\n", "    where: {position: 0}\n    all:\n"),
    ("policy", "    all:\n", "    forbid: certificate\n    all:\n"),
    ("policy", "not: {only: [a, b]}", "not: {present: true}"),
    ("policy", "not: {only: [a, b]}", "not: [a, b]"),
    ("policy", "before: as_of + 30 days", "before: as_of + 30 weeks"),
    ("policy", "before: as_of + 30 days", "at_least: as_of"),
    ("policy", "key_bits: {at_least: $bits}", "key_bits: {at_least: null}"),
    ("policy", "trust_words: {present: false}", "trust_words.en: {present: false, is: x}"),
    ("policy", "        at_most: 2\n", "        at_most: -1\n"),
    ("policy", "        at_least: 1\n", "        at_least: 0\n"),
    ("policy", "        at_least: 1\n", "        at_most: 1\n"),
    ("policy", 'matches: "SHA-?1"', 'matches: "(?<=x)y"'),
    ("policy", "[{signature_hash:", "[{}, {signature_hash:"),
    ("policy", "accepted: true}", "accepted: yes}"),
    ("profile", "profile: hand-made-profile", "profile: Hand made"),
    ("profile", "extends: [baseline-de-shop]", "extends: []"),
    ("profile", "extends: [baseline-de-shop]", "extends: [baseline-de-shob]"),
    ("profile", "policies: [tls]", "policies: tls"),
    ("profile", "{to: high, because: It is.}", "{to: higher, because: It is.}"),
    ("profile", "{to: high, because: It is.}", "{to: high}"),
    ("profile", "{to: note, because: {en: So, de: So}}", "{because: {en: So, de: So}}"),
    ("profile", "{because: Nor here.}", "{because: {en: Nor here.}}"),
    ("profile", "fail_on: medium", "fail_on: middling"),
    ("profile", "fail_on: medium", "fail_at: medium"),
    ("references", "as_of: 2026-11-21", "as_of: yesterday"),
    ("references", "certainty: standard", "certainty: firm"),
    ("references", "confirmed: source seen", "confirmed: seen"),
    ("references", "    url: https://house.example/rules\n", ""),
    ("test", "control: TLS-012\n    as_of: 2026-11-23", "as_of: 2026-11-23"),
    ("test", "address: 192.0.2.1", "adress: 192.0.2.1"),
    ("test", "role: shop, service", "role: shoppe, service"),
    ("test", "port: 443, role", "port: https, role"),
    ("test", "chain: 0", "chain: null"),
    ("test", "names: [shop.example, 7]", "names: shop.example"),
    ("test", "cause: timeout}\n", "cause: slow}\n"),
    ("test", "then: unknown", "then: dunno"),
    ("test", "then: fail,", "then: pass,"),
    ("test", "{kind: certificate, scope", "{kind: certificat, scope"),
    ("test", "scope: {endpoint.host", "scope: {endpiont.host"),
    ("test", "rows: {certificate: []}", "rows: {certificate: {}}"),
    ("shop", "shop: https://www.muesli.example", "shop: ftp://www.muesli.example"),
    ("shop", "profile: baseline-de-shop", "profil: baseline-de-shop"),
    ("shop", "on: 2026-11-01", "on: November"),
    ("shop", "{role: CISO, organisation: Müsli Beispiel GmbH, on: 2026-11-01}", "{on: 2026-11-01}"),
    ("shop", "www.muesli.example:443:127.0.0.1:8443", "127.0.0.1:8443"),
    ("shop", "hosts: [api.muesli.example]", "hosts: []"),
    ("shop", "preview: true", "preview: perhaps"),
    ("shop", "sector: food", "sector: toys"),
    ("shop", "staff: 40", "staff: forty"),
    ("shop", "staff: 40", "stuff: 40"),
]
#: What takes knowledge beyond the shape of one file: other places and other files, the calendar, regular expressions.
ONLY_READERS = {
    "until: 2010-12-31",
    "until: 2030-02-30",
    "{at_most: 2}",
    "one_of: $date",
    "one_of: $bits",
    "references: [gdpr-52]",
    "{from: 2039-01-01",
    "trust_words.en: {present: false, is: x}",
    'matches: "(?<=x)y"',
    "extends: [baseline-de-shob]",
}


@pytest.mark.parametrize("path", BUILT_IN, ids=lambda path: path.name)
def test_every_built_in_file_is_valid_under_its_schema(path: Path) -> None:
    problems = Problems()
    node = read_file(path, problems)
    assert isinstance(node, Mapped)
    named = "test" if path.name.endswith(TEST_SUFFIX) else next(iter(node.items))
    validate(node, SCHEMA_OF[named](), str(path), problems)
    assert not problems.found


@pytest.mark.parametrize("name", TEXT_OF)
def test_a_file_without_mistakes_pleases_readers_and_schema(name: str, tmp_path: Path) -> None:
    (tmp_path / "waivers.yaml").write_text("waivers: []\n", encoding="utf-8")
    assert readers(name, TEXT_OF[name], tmp_path) == []
    assert second_look(TEXT_OF[name], SCHEMA_OF[name]()) == []


@pytest.mark.parametrize(("name", "right", "wrong"), MISTAKES, ids=lambda value: value[:40])
def test_a_mistake_is_refused_by_the_readers_and_by_the_schema_alone_where_it_can(
    name: str, right: str, wrong: str, tmp_path: Path
) -> None:
    assert right in TEXT_OF[name]
    text = TEXT_OF[name].replace(right, wrong, 1)
    assert readers(name, text, tmp_path)
    assert bool(second_look(text, SCHEMA_OF[name]())) is (wrong not in ONLY_READERS)


@pytest.mark.parametrize("wrong", ["area: from", ""])
def test_a_policy_wants_an_area(wrong: str, tmp_path: Path) -> None:
    text = POLICY.replace("area: forms", wrong, 1)
    assert second_look(text, policy_schema())
    assert readers("policy", text, tmp_path)


def test_few_mistakes_need_the_readers() -> None:
    assert {wrong for _, _, wrong in MISTAKES} >= ONLY_READERS
    assert len(MISTAKES) > 9 * len(ONLY_READERS)


# ── what a violation says ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "right", "wrong", "said"),
    [
        ("policy", "severity: high", "severity: hihg", "14:15: severity can't be 'hihg' — did you mean high?"),
        ("policy", "    severity: high\n", "", "11:5: a control lacks the key severity"),
        ("policy", "help: What", "hepl: What", "5:61: a parameter has no key 'hepl' — did you mean help?"),
        ("policy", "every: form_field", "forbid: form_field", "21:5: forbid takes no expect"),
        (
            "policy",
            "purpose: newsletter",
            "purpose: newletter",
            "20:27: form.purpose can't be 'newletter' — did you mean newsletter?",
        ),
        (
            "policy",
            "accepted: true}",
            "accepted: yes}",
            "40:57: accepted: expected true or false or $parameter or a comparison, found 'yes'",
        ),
        ("policy", "one_of: $data", "one_of: []", "21:33: one_of is empty — leave it out, or name something"),
        (
            "policy",
            "at_least: 10}",
            "at_least: [10]}",
            "30:70: at_least: expected a whole number or $parameter, found a list",
        ),
        ("profile", "{to: note, ", "{", "10:12: either to or stages"),
        (
            "test",
            "port: 443, role",
            "port: https, role",
            "10:68: port: expected a whole number or an unknown, found 'https'",
        ),
        ("test", "address: 192", "adress: 192", "10:42: endpoint has no key 'adress' — did you mean address?"),
        (
            "shop",
            "{role: CISO, organisation: Müsli Beispiel GmbH, on",
            "{on",
            "4:16: authorised_by names nobody: give role and organisation",
        ),
    ],
)
def test_a_violation_is_said_in_words_at_its_place(name: str, right: str, wrong: str, said: str) -> None:
    assert second_look(TEXT_OF[name].replace(right, wrong, 1), SCHEMA_OF[name]()) == [f"file.yaml:{said}"]


def test_all_violations_of_a_file_are_said() -> None:
    text = SHOP.replace("preview: true", "preview: 3").replace("staff: 40", "staff: x").replace("name:", "nmae:", 1)
    places = {line.split(" ")[0] for line in second_look(text, shop_schema())}
    assert places == {"file.yaml:2:1:", "file.yaml:12:10:", "file.yaml:13:30:"}


def test_a_file_of_another_sort_gives_a_bounded_number_of_problems() -> None:
    text = "policy: x\narea: tls\ncontrols:\n" + "  - 7\n" * 1000
    assert 0 < len(second_look(text, policy_schema())) <= 50


def test_a_file_in_which_the_readers_found_something_is_not_looked_at_again() -> None:
    problems = Problems()
    problems.add("file.yaml", None, "a mistake")
    node = read(b"nothing: here", "file.yaml", problems)
    assert node is not None
    validate(node, policy_schema(), "file.yaml", problems)
    assert [problem.what for problem in problems.found] == ["a mistake"]


@pytest.mark.parametrize("name", ["policy", "profile", "references"])
def test_a_second_look_takes_the_schema_of_the_file_that_it_sees(name: str) -> None:
    for text, good in ((TEXT_OF[name], True), (f"{TEXT_OF[name]}surprise: 1\n", False), ("something: else", True)):
        problems = Problems()
        node = read(text.encode(), "file.yaml", problems)
        assert node is not None
        look_again(node, "file.yaml", problems)
        assert bool(problems.found) is not good


def test_what_the_schema_reads_in_quotes_means_what_the_field_says() -> None:
    quoted = POLICY.replace("default: 2048", 'default: "2048"').replace("{at_least: 10}", '{at_least: "10"}')
    assert second_look(quoted, policy_schema()) == []


WEIRD = [
    "{}",
    "[]",
    "x",
    "null",
    "nan",
    "policy: [1, {2: 3}]",
    "controls: {}",
    "controls: [[[]], {all: [{every: {}}]}, {every: []}]",
    "controls: [{id: [], every: page, where: [], expect: {url: {not: {not: 3}}}}]",
    "{policy: 1, area: [tls], params: {a: {type: [], default: {}}}}",
    "cases: [{rows: {page: [[], {url: {unknown: []}}, 7]}, gaps: [{kind: []}, 3]}]",
    "shop: .inf",
    "facts: 3",
    "ca: [[{file: {}}]]",
]


@pytest.mark.parametrize("text", WEIRD)
@pytest.mark.parametrize("name", SCHEMA_OF)
def test_any_shape_of_file_gives_problems_in_words(name: str, text: str) -> None:
    assert second_look(text, SCHEMA_OF[name]())


def test_deep_nesting_is_looked_through() -> None:
    deep = "{not: " * 30 + "x" + "}" * 30
    either = "{any_of: [" * 17 + "{url: x}" + "]}" * 17
    for where in (f"{{url: {deep}}}", either):
        control = (
            f"{{id: A, title: x, severity: low, certainty: standard, references: [x], forbid: page, where: {where}}}"
        )
        assert second_look(f"{{policy: x, area: tls, controls: [{control}]}}", policy_schema()) == []


# ── the schemas know what the readers know ───────────────────────────────────────────────────────────────────────────


def test_the_keys_are_those_of_the_readers() -> None:
    policy, test = policy_schema(), policy_test_schema()
    assert set(policy["properties"]) == set(load.POLICY_KEYS)
    assert set(policy["$defs"]["control"]["properties"]) == set(load.CONTROL_KEYS)
    assert set(policy["$defs"]["claim"]["properties"]) == set(CLAIM_KEYS)
    assert set(policy["$defs"]["param"]["properties"]) == set(load.PARAMETER_KEYS)
    assert set(profile_schema()["properties"]) == set(profile.PROFILE_KEYS)
    entry = references_schema()["properties"]["references"]["additionalProperties"]
    assert set(entry["properties"]) == set(load.REFERENCE_KEYS)
    assert set(shop_schema()["properties"]) == set(shop.KEYS)
    assert set(test["properties"]) == set(cases.FILE_KEYS)
    assert set(test["$defs"]["case"]["properties"]) == set(cases.CASE_KEYS)
    assert set(test["$defs"]["gap"]["properties"]) == set(cases.GAP_KEYS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_path_of_a_kind_may_be_tested_and_no_other(kind: str) -> None:
    validator = Draft202012Validator({"$ref": f"#/$defs/{kind}.where", "$defs": policy_schema()["$defs"]})
    for path in paths_of(KINDS[kind], depth=6):
        assert validator.is_valid({path: {"present": True}}), path
        assert not validator.is_valid({f"{path}x": {"present": True}}), path
        assert field_at(KINDS[kind], path) is not None


def test_every_matcher_is_in_the_schema_where_it_fits() -> None:
    definitions = policy_schema()["$defs"]
    offered = {
        key
        for name, shape in definitions.items()
        if name.endswith((".matchers", ".set.test"))
        for key in shape["properties"]
    }
    assert offered == {*(matcher.name for matcher in ALL), "present", "not"}


def test_an_editor_reads_every_word_of_a_vocabulary_as_text() -> None:
    for vocabulary in vocabularies().values():
        for word in vocabulary:
            node = read(str(word.value).encode(), "file.yaml", Problems())
            assert node is not None
            assert plain(node) == word.value


@pytest.mark.parametrize("schema", SCHEMA_OF.values(), ids=SCHEMA_OF)
def test_each_schema_is_one(schema: Callable[[], dict[str, Any]]) -> None:
    Draft202012Validator.check_schema(schema())
    assert schema()["$id"].startswith("urn:siegel:schema:")
    assert "Apache-2.0" in schema()["$comment"]
    for reference in _references(schema()):
        assert reference.removeprefix("#/$defs/") in schema()["$defs"]


def _references(schema: object) -> set[str]:
    if isinstance(schema, dict):
        own = {schema["$ref"]} if isinstance(schema.get("$ref"), str) else set()
        return own.union(*(_references(value) for value in schema.values()))
    return set().union(*(_references(item) for item in schema)) if isinstance(schema, list) else set()
