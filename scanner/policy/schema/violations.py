"""What a JSON Schema has against a file, located and in words: the second look after the typed readers."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scanner.model.schema import Schema
from scanner.yamlfile import Mapped, Node, Problems, Scalar, Sequence, plain, shown, suggest

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

#: Violations shown of one file: a file of the wrong sort would show hundreds.
_MOST = 50


def validate(node: Node, schema: Schema, file: str, problems: Problems) -> None:
    """Note each violation of a schema at its place; a file in which the readers found something is not looked at."""
    if any(problem.file == file for problem in problems.found):
        return
    from jsonschema import Draft202012Validator  # noqa: PLC0415 - a tenth of a second that built-in policies needn't wait for

    errors = Draft202012Validator(schema).iter_errors(plain(node))
    violations = (violation for error in errors for violation in _explained(error))
    for violation in itertools.islice(violations, _MOST):
        problems.add(file, _place(node, violation.path, on_key=violation.on_key), violation.what, violation.hint)


@dataclass(frozen=True, slots=True)
class _Violation:
    """`path` leads from the top of the file to the value; `on_key` points at its key instead."""

    path: tuple[str | int, ...]
    what: str
    hint: str = ""
    on_key: bool = False


def _explained(error: ValidationError) -> Iterator[_Violation]:
    path = tuple(error.absolute_path)
    own, wanted = _own(error), _wanted(error)
    match error.validator:
        case "anyOf" | "oneOf":
            yield from _of_branches(error, path, own)
        case "additionalProperties":
            known = _schema(error)["properties"]
            for key in _unknown_keys(error):
                hint = suggest(key, known) or f"one of {', '.join(list(known)[:12])}"
                yield _Violation((*path, key), f"{_title(error)} has no key {shown(key)}", hint, on_key=True)
        case "required":
            for key in (key for key in wanted if not _holds(error, key)):
                yield _Violation(path, own or f"{_title(error)} lacks the key {key}")
        case "enum" | "const":
            yield _not_one_of(path, error.instance, _words([error]), own)
        case "not":
            yield _Violation(path, own or f"{_label(path)} can't stand here", on_key=True)
        case "minItems" | "minProperties":
            yield _Violation(path, f"{_label(path)} is empty", "leave it out, or name something")
        case "minimum":
            yield _Violation(path, f"{_label(path)} is at least {wanted} here")
        case _:
            yield _Violation(path, f"{_label(path)}: {own or _expected(error)}, found {_found(error.instance)}")


def _of_branches(error: ValidationError, path: tuple[str | int, ...], own: str) -> Iterator[_Violation]:
    """Of several forms a value may have, speak of the one that was meant: where the misfit lies deeper inside."""
    branches: dict[int, list[ValidationError]] = {}
    for inner in error.context or ():
        branches.setdefault(int(inner.schema_path[0]), []).append(inner)
    if all(inner.validator == "required" for errors in branches.values() for inner in errors):
        yield _Violation(path, own or f"{_title(error)}: none of its forms fits")
        return
    meant = [errors for errors in branches.values() if not any(_is_another_form(inner) for inner in errors)]
    if meant:
        for inner in min(meant, key=lambda errors: (sum(not e.relative_path for e in errors), len(errors))):
            yield from _explained(inner)
        return
    words = _words(error.context or ())
    if words:
        yield _not_one_of(path, error.instance, words, own)
        return
    forms = dict.fromkeys(said.removeprefix("expected ") for said in map(_said, error.context or ()) if said)
    said = own or f"expected {' or '.join(forms) or 'another value'}"
    yield _Violation(path, f"{_label(path)}: {said}, found {_found(error.instance)}")


def _is_another_form(error: ValidationError) -> bool:
    """Whether a value isn't of this form at all: its own type or word is another, not something inside it."""
    if error.relative_path:
        return False
    if error.validator in {"anyOf", "oneOf"}:
        return all(_is_another_form(inner) for inner in error.context or ())
    return error.validator in {"type", "enum", "const", "pattern"}


def _words(errors: Iterable[ValidationError]) -> list[str]:
    """The words that would do, of all forms together."""
    found: list[str] = []
    for error in errors:
        if error.validator == "enum":
            found += [str(word) for word in _wanted(error)]
        elif error.validator == "const":
            found.append(str(_wanted(error)))
        found += _words(error.context or ())
    return found


def _said(error: ValidationError) -> str:
    return _own(error) or (_expected(error) if error.validator == "type" else "")


def _not_one_of(path: tuple[str | int, ...], value: object, words: list[str], own: str) -> _Violation:
    if own:
        return _Violation(path, own)
    known = ", ".join(words[:12]) + (", …" if len(words) > 12 else "")
    hint = suggest(value, words) if isinstance(value, str) else ""
    return _Violation(path, f"{_label(path)} can't be {_found(value)}", hint or f"one of {known}")


def _unknown_keys(error: ValidationError) -> list[str]:
    patterns, known = _schema(error).get("patternProperties", {}), _schema(error)["properties"]
    instance: Any = error.instance
    return [key for key in instance if key not in known and not any(re.search(p, key) for p in patterns)]


_TYPES = {
    "object": "a mapping of keys to values",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
}


def _expected(error: ValidationError) -> str:
    wanted = _wanted(error) if error.validator == "type" else []
    if wanted == "object" and "title" in _schema(error):
        return f"expected {_schema(error)['title']}"
    names = [wanted] if isinstance(wanted, str) else list(wanted)
    return "expected " + (" or ".join(_TYPES[name] for name in names) or "another value")


def _found(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return "true" if value else "false"
        case dict():
            return "a mapping"
        case list():
            return "a list"
        case _:
            return shown(str(value))


def _schema(error: ValidationError) -> Schema:
    return error.schema if isinstance(error.schema, dict) else {}


def _own(error: ValidationError) -> str:
    """The schema's own sentence."""
    return str(_schema(error).get("errorMessage", ""))


def _wanted(error: ValidationError) -> Any:  # noqa: ANN401 - what a keyword of the schema says
    return error.validator_value


def _holds(error: ValidationError, key: str) -> bool:
    return isinstance(error.instance, dict) and key in error.instance


def _title(error: ValidationError) -> str:
    return str(_schema(error).get("title", "")) or _label(tuple(error.absolute_path))


def _label(path: tuple[str | int, ...]) -> str:
    """How a value is called: its key, or that of the list it stands in."""
    names = [step for step in path if isinstance(step, str)]
    return names[-1] if names else "the file"


def _place(node: Node, path: tuple[str | int, ...], *, on_key: bool) -> Node:
    """The node at the end of a path, or the key it stands under."""
    place: Node = node
    for step in path:
        match node:
            case Mapped() if isinstance(step, str) and step in node.items:
                place, node = node.keys[step], node.items[step]
            case Sequence() if isinstance(step, int):
                place = node = node.items[step]
            case _:
                return place
    return place if on_key and isinstance(place, Scalar) else node
