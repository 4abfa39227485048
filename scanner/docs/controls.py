"""The reference of the built-in controls: what each claims, in words, and on what it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from scanner.docs.markdown import row, table
from scanner.model.facts import show
from scanner.policy.conditions import AllOf, AnyOf, Condition, Match, Not, Test
from scanner.policy.controls import Claim, Control, Levels, Policy, Quantifier, Reference, Rows
from scanner.policy.library import Library


def controls(library: Library) -> Iterator[str]:
    """Every control by policy, with the parameters and the profiles it is in."""
    total = len(library.controls())
    yield "# Controls"
    yield ""
    yield f"The {total} built-in controls, with the parameters that profiles may set. `$name` stands for a parameter."
    chosen = {name: {tuned.control.id for tuned in library.profile(name).controls} for name in sorted(library.profiles)}
    for policy in library.policies.values():
        yield from ("", f"## {policy.name}: {policy.title.en} ({policy.title.de})", *_parameters(policy))
        for control in policy.controls:
            yield from _control(
                control, library.references, [name for name, ids in chosen.items() if control.id in ids]
            )


def _parameters(policy: Policy) -> Iterator[str]:
    if policy.parameters:
        yield from ("", *table("parameter", "type", "default", "meaning"))
    for name, parameter in policy.parameters.items():
        yield row(f"`{policy.name}.{name}`", str(parameter.type), f"`{show(parameter.default)}`", parameter.help)


def _control(control: Control, references: Mapping[str, Reference], profiles: Sequence[str]) -> Iterator[str]:
    yield from ("", f"### {control.id}: {control.title.en}", "", f"*{control.title.de}*", "")
    levels = levels_words(control.levels)
    yield f"Severity {control.severity}, level {levels}, certainty {control.certainty}, area {control.area}."
    yield f"In {', '.join(profiles)}." if profiles else "In no built-in profile."
    if control.in_force or control.until:
        days = [
            f"from {control.in_force}" if control.in_force else "",
            f"until {control.until}" if control.until else "",
        ]
        yield f"In force {' '.join(filter(None, days))}."
    yield ""
    yield from (f"> {line}  " for line in claim_lines(control))
    for text in (control.why.en, f"**Remedy.** {control.remedy.en}" if control.remedy.en else ""):
        if text:
            yield from ("", text)
    yield from ("", *(_reference(references[id_]) for id_ in control.references))


def levels_words(levels: Levels) -> str:
    """`error`, or `note, warning from 2029-01-01`."""
    if levels.fixed is not None:
        return levels.fixed.value
    return ", ".join(["note", *(f"{stage.level} from {stage.start}" for stage in levels.stages)])


def _reference(reference: Reference) -> str:
    provision = f": {reference.provision.en}" if reference.provision.en else ""
    return f"- [{reference.title.en}]({reference.url}){provision} ({reference.certainty}; {reference.confirmed})"


def claim_lines(control: Control) -> Iterator[str]:
    """A control's claims as sentences, each on its line."""
    yield from _applies(control.applies_when)
    for claim in control.claims:
        yield from _applies(claim.applies_when)
        yield _sentence(claim)


def _applies(rows: Sequence[Rows]) -> Iterator[str]:
    if rows:
        yield f"Applies if there is {' and '.join(f'`{one.kind}`{_with(one.where)}' for one in rows)}."


def _sentence(claim: Claim) -> str:
    selected = f"`{claim.rows.kind}`{_with(claim.rows.where)}"
    match claim.quantifier:
        case Quantifier.EVERY:
            return f"Every {selected}: {_condition(claim.expect)}."
        case Quantifier.FORBID:
            return f"At most {claim.count} {selected}." if claim.count else f"No {selected}."
        case Quantifier.REQUIRE:
            return f"At least {claim.count} {selected}."


def _with(where: Condition) -> str:
    return f" where {_condition(where)}" if where != AllOf() else ""


def _condition(condition: Condition) -> str:
    match condition:
        case Test(path=path, matches=matches, present=present):
            said = [_match(match) for match in matches] or ["is there" if present else "is none"]
            return f"`{path}` {' and '.join(said)}"
        case AnyOf(parts=parts):
            return f"({' or '.join(map(_condition, parts))})"
        case AllOf(parts=parts):
            return ", ".join(map(_condition, parts))


def _match(match: Match | Not) -> str:
    if isinstance(match, Not):
        return f"not {' and '.join(_match(inner) for inner in match.inner)}"
    operands = ", ".join(f"`{show(operand)}`" for operand in match.operands)
    return f"{'is ' if match.name == 'is' else ''}{match.matcher.words.en.replace('{}', operands)}"
