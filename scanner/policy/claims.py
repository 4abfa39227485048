"""Reading claims and conditions: kinds, fields, matchers and operands, each checked against the facts' types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scanner.model.facts import KINDS, Field, field_at, paths_of
from scanner.policy.conditions import EVERYTHING, AllOf, AnyOf, Condition, Match, Not, Test
from scanner.policy.controls import Claim, Parameter, Quantifier, Rows
from scanner.policy.matchers import BY_NAME, SPECIAL, expression
from scanner.policy.reading import Reader
from scanner.policy.types import DayExpression, Operand, ParameterUse, read_parameter_use, read_value
from scanner.yamlfile import Mapped, Node, Scalar, Sequence, shown, suggest

CLAIM_KEYS = ("every", "forbid", "require", "where", "expect", "at_most", "at_least", "applies_when")


@dataclass(frozen=True, slots=True)
class ClaimReader:
    """Reads the claims of one policy. `used` collects the parameters in use, `declared` are those with mistakes too."""

    reader: Reader
    parameters: Mapping[str, Parameter]
    used: set[str]
    declared: frozenset[str] = frozenset()

    def claim(self, node: Mapped) -> Claim | None:
        """A claim from the mapping it stands in; other keys of that mapping are the caller's to check."""
        named = [quantifier for quantifier in Quantifier if quantifier in node.items]
        if len(named) != 1:
            what = "a claim starts with exactly one of every, forbid, require"
            self.reader.wrong(node.keys[named[1]] if named else node, what)
            return None
        (quantifier,) = named
        kind = self.kind(node.items[quantifier])
        if kind is None:
            return None
        where = self._where(node, kind)
        expect = self._expect(node, kind, quantifier, where)
        count = self._count(node, quantifier)
        applies_when = self.applies_when(node.get("applies_when"))
        if where is None or expect is None or count is None or applies_when is None:
            return None
        return Claim(quantifier, Rows(kind, where), expect, count, applies_when)

    def kind(self, node: Node) -> str | None:
        """The name of a kind of fact."""
        text = self.reader.text(node, "the kind of fact")
        if text is not None and text not in KINDS:
            self.reader.wrong(node, f"there is no kind of fact {shown(text)}", suggest(text, KINDS))
            return None
        return text

    def applies_when(self, node: Node | None) -> tuple[Rows, ...] | None:
        """`{kind: condition, …}`: rows that must exist for the claim to apply, all of them."""
        if node is None:
            return ()
        found = self.reader.mapping(node, "applies_when")
        if found is None:
            return None
        if not found.items:
            self.reader.wrong(node, "applies_when is empty", "leave it out")
            return None
        rows = []
        for name, condition in found.items.items():
            kind = self.kind(found.keys[name])
            where = self.condition(condition, kind) if kind else None
            if kind is None or where is None:
                return None
            rows.append(Rows(kind, where))
        return tuple(rows)

    def _where(self, node: Mapped, kind: str) -> Condition | None:
        found = node.get("where")
        return EVERYTHING if found is None else self.condition(found, kind)

    def _expect(self, node: Mapped, kind: str, quantifier: Quantifier, where: Condition | None) -> Condition | None:
        found = node.get("expect")
        if quantifier is not Quantifier.EVERY:
            if found is not None:
                self.reader.wrong(node.keys["expect"], f"{quantifier} takes no expect", "put it into where")
                return None
            return EVERYTHING
        if found is None:
            self.reader.wrong(node.keys["every"], "every lacks expect", "say what every such row has to be")
            return None
        settled = (
            frozenset(test.path for test in _joined_by_and(where) if test.present is True) if where else frozenset()
        )
        return self.condition(found, kind, settled)

    def _count(self, node: Mapped, quantifier: Quantifier) -> int | None:
        key, default = {Quantifier.FORBID: ("at_most", 0), Quantifier.REQUIRE: ("at_least", 1)}.get(quantifier, ("", 0))
        for name in ("at_most", "at_least"):
            if name in node.items and name != key:
                self.reader.wrong(node.keys[name], f"{quantifier} takes no {name}")
                return None
        if not key or key not in node.items:
            return default
        count = read_value(self.reader, node.items[key], int, key)
        if not isinstance(count, int) or count < default:
            if isinstance(count, int):
                self.reader.wrong(node.items[key], f"{key} is at least {default} here")
            return None
        return count

    # ── conditions ───────────────────────────────────────────────────────────────────────────────────────────────────

    def condition(self, node: Node, kind: str, settled: frozenset[str] = frozenset()) -> Condition | None:
        """A mapping of fields to what they must be, joined by and. `settled`: paths known not to be None here."""
        found = self.reader.mapping(node, "a condition")
        if found is None:
            return None
        if not found.items:
            self.reader.wrong(node, "an empty condition", "leave it out, or name a field")
            return None
        settled |= {path for path, value in found.items.items() if _says_present(value)}
        parts: list[Condition | None] = [
            self._any_of(value, kind, settled)
            if name == "any_of"
            else self._test(found.keys[name], value, kind, settled)
            for name, value in found.items.items()
        ]
        good = tuple(part for part in parts if part is not None)
        return None if len(good) < len(parts) else good[0] if len(good) == 1 else AllOf(good)

    def _any_of(self, node: Node, kind: str, settled: frozenset[str]) -> Condition | None:
        items = self.reader.items(node, "any_of")
        if items is None:
            return None
        parts = [self.condition(item, kind, settled) for item in items]
        good = tuple(part for part in parts if part is not None)
        return AnyOf(good) if len(good) == len(parts) else None

    def _test(self, key: Scalar, node: Node, kind: str, settled: frozenset[str]) -> Test | None:
        field = field_at(KINDS[kind], key.text)
        if field is None:
            self.reader.wrong(key, f"{kind} has no field {shown(key.text)}", _suggest_path(kind, key.text))
            return None
        if field.leaf is None:
            known = [path for path in paths_of(KINDS[kind]) if path.startswith(f"{key.text}.")]
            if _is_only_present(node):
                return self._presence(field, node)
            self.reader.wrong(
                key, f"{key.text} holds several fields", f"name one: {', '.join(known[:6])}" if known else ""
            )
            return None
        return self._matches(kind, field, node, settled)

    def _presence(self, field: Field, node: Node) -> Test | None:
        assert isinstance(node, Mapped)  # noqa: S101 - _is_only_present said so
        present = read_value(self.reader, node.items["present"], bool, "present")
        return Test(field.name, field, (), bool(present)) if present is not None else None

    def _matches(self, kind: str, field: Field, node: Node, settled: frozenset[str]) -> Test | None:
        present: bool | None = None
        inner: tuple[Match | Not, ...] | None
        if isinstance(node, Mapped) and "present" in node.items:
            value = read_value(self.reader, node.items["present"], bool, "present")
            if value is None:
                return None
            present = bool(value)
        inner = self._inner(field, node)
        if inner is None:
            return None
        if present is False and inner:
            self.reader.wrong(node, f"{field.name} can't be absent and have a value", "use any_of with two conditions")
            return None
        if field.optional and present is None and not _is_settled(kind, field.name, settled):
            hint = f"say `{{present: true, …}}`, or allow for it with any_of: [{{{field.name}: {{present: false}}}}, …]"
            self.reader.wrong(node, f"{field.name} may be none; say what that means", hint)
            return None
        test = Test(field.name, field, inner, present)
        if not _uses_parameters(inner) and not any(_is_day(m) for m in _flat(inner)) and not test.satisfiable():
            self.reader.wrong(node, f"no value of {field.name} can ever fit this")
            return None
        return test

    def _inner(self, field: Field, node: Node) -> tuple[Match | Not, ...] | None:
        """The matchers of a value: a bare value is `is`."""
        if isinstance(node, Sequence):
            hint = "say only or includes" if field.many else "say one_of: […]"
            self.reader.wrong(node, "a bare list says nothing", hint)
            return None
        if isinstance(node, Scalar):
            equal = self._match(field, "is", node, node)
            return None if equal is None else (equal,)
        if not node.items:
            self.reader.wrong(node, f"{field.name} is compared with nothing", "name a matcher")
            return None
        found: list[Match | Not] = []
        good = True
        for name, value in node.items.items():
            if name == "present":
                continue
            match = self._not(field, value) if name == "not" else self._match(field, name, node.keys[name], value)
            good = good and match is not None
            found += [match] if match is not None else []
        return tuple(found) if good else None

    def _not(self, field: Field, node: Node) -> Not | None:
        if isinstance(node, Mapped) and "present" in node.items:
            self.reader.wrong(
                node.keys["present"], "not does not reverse present", "write present: true or present: false beside it"
            )
            return None
        inner = self._inner(field, node)
        return None if inner is None else Not(inner)

    def _match(self, field: Field, name: str, key: Node, node: Node) -> Match | None:
        matcher = BY_NAME.get(name)
        if matcher is None:
            names = (*BY_NAME, *SPECIAL)
            self.reader.wrong(
                key, f"there is no matcher {shown(name)}", suggest(name, names) or f"one of {', '.join(names)}"
            )
            return None
        if not matcher.fits(field):
            self.reader.wrong(key, f"{name} does not work on {field.name} ({field.type_name})", matcher.instead)
            return None
        operands = self._operands(field, name, node, many=matcher.many)
        if operands is None:
            return None
        if name == "matches" and isinstance(operands[0], str) and not self._compiles(node, operands[0]):
            return None
        return Match(name, operands)

    def _operands(self, field: Field, name: str, node: Node, *, many: bool) -> tuple[Operand, ...] | None:
        if use := read_parameter_use(node):
            if name == "matches":
                self.reader.wrong(node, "matches takes no parameter", "a pattern is part of what the control means")
                return None
            return (use,) if self._parameter_fits(node, use.name, field, many=many) else None
        if not many:
            return self._one(field, name, node)
        nodes: tuple[Node, ...] | None = (
            (node,) if name == "includes" and isinstance(node, Scalar) else self.reader.items(node, name)
        )
        if nodes is None:
            return None
        for item in nodes:
            if use := read_parameter_use(item):
                self.reader.wrong(
                    item, f"${use.name} stands in a list", f"write {name}: ${use.name}, or quote it as text"
                )
                return None
        read = [self._one(field, name, item) for item in nodes]
        return tuple(value for one in read if one is not None for value in one) if None not in read else None

    def _one(self, field: Field, name: str, node: Node) -> tuple[Operand, ...] | None:
        assert field.leaf is not None  # noqa: S101 - nested fields never get here
        value = read_value(self.reader, node, field.leaf, field.name if name == "is" else f"{field.name}.{name}")
        return None if value is None else (value,)

    def _parameter_fits(self, node: Node, name: str, field: Field, *, many: bool) -> bool:
        parameter = self.parameters.get(name)
        if parameter is None:
            if name not in self.declared:  # else its own mistake is told where it stands
                self.reader.wrong(node, f"there is no parameter ${name}", suggest(name, self.parameters))
            return False
        self.used.add(name)
        if parameter.type.leaf is not field.leaf or (parameter.type.many and not many):
            wanted = f"set of {field.type_name.removeprefix('set of ')}" if many else field.type_name
            self.reader.wrong(node, f"${name} is {parameter.type}, but {field.name} needs {wanted} here")
            return False
        return True

    def _compiles(self, node: Node, pattern: str) -> bool:
        try:
            expression(pattern)
        except Exception as error:  # noqa: BLE001 - re2.error is not exported everywhere
            words = error.args[0] if error.args else error
            self.reader.wrong(
                node,
                f"not a regular expression: {words.decode() if isinstance(words, bytes) else words}",
                "RE2 syntax: no look-around, no back-references",
            )
            return False
        return True


def _joined_by_and(condition: Condition) -> Iterator[Test]:
    if isinstance(condition, Test):
        yield condition
    elif isinstance(condition, AllOf):
        for part in condition.parts:
            yield from _joined_by_and(part)


def _is_settled(kind: str, path: str, settled: frozenset[str]) -> bool:
    """Whether a path can't be None here: it, or something on the way after which nothing is optional, is said to be."""
    if path in settled:
        return True
    for above in settled:
        holder = field_at(KINDS[kind], above)
        rest = field_at(holder.nested, path[len(above) + 1 :]) if holder and holder.nested else None
        if path.startswith(f"{above}.") and rest is not None and not rest.optional:
            return True
    return False


def _says_present(node: Node) -> bool:
    if not isinstance(node, Mapped):
        return False
    value = node.items.get("present")
    return isinstance(value, Scalar) and value.text.lower() == "true"


def _is_only_present(node: Node) -> bool:
    return isinstance(node, Mapped) and set(node.items) == {"present"}


def _flat(matches: tuple[Match | Not, ...]) -> Iterator[Match]:
    for match in matches:
        if isinstance(match, Match):
            yield match
        else:
            yield from _flat(match.inner)


def _uses_parameters(matches: tuple[Match | Not, ...]) -> bool:
    return any(isinstance(operand, ParameterUse) for match in _flat(matches) for operand in match.operands)


def _is_day(match: Match) -> bool:
    return any(isinstance(operand, DayExpression) for operand in match.operands)


def _suggest_path(kind: str, wrong: str) -> str:
    paths = paths_of(KINDS[kind])
    near = suggest(wrong, paths)
    if not near:
        last = wrong.rpartition(".")[2]
        near = next((f"did you mean {path}?" for path in paths if path.rpartition(".")[2] == last), "")
    return near or f"it has {', '.join(paths[:12])}{', …' if len(paths) > 12 else ''}"
