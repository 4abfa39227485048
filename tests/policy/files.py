"""Policy files as text, with one thing changed; what reading them says."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from pathlib import Path

from scanner.model.facts import KINDS
from scanner.policy.claims import ClaimReader
from scanner.policy.conditions import Condition
from scanner.policy.controls import Control, Parameter, Policy
from scanner.policy.library import Library, add_files, check
from scanner.policy.load import read_policy
from scanner.policy.reading import Reader
from scanner.yamlfile import Problems, read

CONTROL = """\
  - id: FM-004
    title: {en: The newsletter form requires no more than an e-mail address, de: Nur die E-Mail-Adresse}
    severity: high
    certainty: guidance
    every: form_field
    where: {form.purpose: newsletter, required: true}
    expect: {asks_for: {one_of: $newsletter_data}}
    remedy: {en: Remove the field., de: Feld entfernen.}
    references: [gdpr-5-1-c]
"""
POLICY = f"""\
policy: forms-minimisation
area: forms
title: {{en: Data minimisation in forms, de: Datenminimierung in Formularen}}
params:
  newsletter_data: {{type: set of PersonalData, default: [email, consent-marketing], help: What may be mandatory.}}
controls:
{CONTROL}"""

REFERENCES = """\
references:
  gdpr-5-1-c:
    title: GDPR Art. 5(1)(c)
    provision: {en: data minimisation, de: Datenminimierung}
    url: https://eur-lex.example/gdpr
    as_of: 2026-11-01
    certainty: settled
    confirmed: source seen
"""


def policy_of(text: str | bytes, file: str = "p.yaml") -> tuple[Policy | None, list[str]]:
    """The policy, and every problem as a line."""
    problems = Problems()
    node = read(text.encode() if isinstance(text, str) else text, file, problems)
    policy = read_policy(node, file, problems) if node is not None else None
    return policy, [str(problem) for problem in sorted(problems.found)]


def problems_of(text: str | bytes) -> list[str]:
    """Every problem of a policy file as a line."""
    return policy_of(text)[1]


def changed(old: str, new: str) -> str:
    """The good policy with a piece replaced."""
    assert POLICY.count(old) == 1, old
    return POLICY.replace(old, new)


def with_key(line: str) -> str:
    """The good policy with a line more in its control, line 15."""
    return POLICY + f"    {line}\n"


def one_control(body: str) -> str:
    """A policy with one control that has this body besides what every control needs; the body starts in line 8."""
    head = "policy: p\narea: tls\ncontrols:\n  - id: X-001\n    title: t\n    severity: low\n    certainty: settled\n"
    return head + textwrap.indent(textwrap.dedent(body), "    ") + "    references: [r]\n"


def control_of(body: str) -> Control:
    """The one control of such a policy, which has no mistake."""
    policy, problems = policy_of(one_control(body))
    assert policy is not None and not problems, problems
    return policy.controls[0]


def condition_of(
    kind: str, text: str, parameters: Mapping[str, Parameter] | None = None
) -> tuple[Condition | None, list[str]]:
    """A condition on a kind, written in one line from column 1, and what is wrong with it."""
    assert kind in KINDS
    problems = Problems()
    node = read(text.encode(), "c", problems)
    assert node is not None, problems.found
    reader = ClaimReader(Reader("c", problems), parameters or {}, set())
    return reader.condition(node, kind), [str(problem) for problem in sorted(problems.found)]


def library_of(folder: Path, files: Mapping[str, str]) -> Library:
    """A library of these files and the references, checked."""
    for name, text in {"references.yaml": REFERENCES, **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(textwrap.dedent(text), encoding="utf-8")
    library = Library()
    add_files(library, sorted(folder.rglob("*.yaml")), root=folder)
    check(library)
    return library


def said(library: Library) -> list[str]:
    """Every problem of a library as a line."""
    return [str(problem) for problem in sorted(library.problems.found)]
