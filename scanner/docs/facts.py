"""The reference of facts and vocabularies, from their classes."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterable, Iterator

from scanner.docs.markdown import row, table
from scanner.model.facts import KINDS, Fact, Field, Struct, fields_of
from scanner.model.schema import help_of, meaning
from scanner.model.vocabulary import OrderedWord, Word, vocabularies


def facts() -> Iterator[str]:
    """Every kind with its key and fields, by room."""
    yield "# Facts"
    yield ""
    yield "Every kind of fact that evidence holds and policies ask for. A value is there, *none* (looked, it isn't"
    yield "there; where marked) or unknown (looked, couldn't tell). Policies name nested fields with dots:"
    yield "`endpoint.host`."
    rooms: dict[str, list[type[Fact]]] = {}
    for cls in KINDS.values():
        rooms.setdefault(cls.__module__, []).append(cls)
    for module, kinds in rooms.items():
        yield from ("", f"## {_subject(module)}")
        for cls in kinds:
            yield from ("", f"### {cls.kind}", "", meaning(cls), "")
            yield f"Key: {', '.join(f'`{name}`' for name in cls.key_fields) or 'none, there is one row'}."
            yield from _fields(cls)
        for struct in _structs(kinds):
            yield from ("", f"### {struct.__name__}", "", meaning(struct), *_fields(struct))


def _subject(module: str) -> str:
    """What a room of facts is about, from the first line of its module."""
    about = (inspect.getdoc(sys.modules[module]) or module).partition("\n")[0]
    text = about.removeprefix("Facts about ").rstrip(".")
    return text[:1].upper() + text[1:]


def _structs(kinds: Iterable[type[Fact]]) -> list[type[Struct]]:
    """The structs that the kinds of one room hold, each once, in the order in which they appear."""
    found: dict[type[Struct], None] = {}
    todo: list[type[Struct]] = list(kinds)
    while todo:
        nested = [field.nested for field in fields_of(todo.pop(0)).values()]
        new = [cls for cls in nested if cls is not None and not issubclass(cls, Fact) and cls not in found]
        found |= dict.fromkeys(new)
        todo += new
    return list(found)


def _fields(cls: type[Struct]) -> Iterator[str]:
    yield from ("", *table("field", "type", "none", "meaning"))
    for name, field in fields_of(cls).items():
        yield row(f"`{name}`", _type(field), "may be" if field.optional else "", help_of(cls, name))


def _type(field: Field) -> str:
    if field.nested is not None:
        name = field.nested.kind if issubclass(field.nested, Fact) else field.nested.__name__
        return f"[{name}](#{name.lower()})"
    name = field.type_name.removeprefix("set of ")
    shown = f"[{name}](vocabulary.md#{name.lower()})" if field.leaf and issubclass(field.leaf, Word) else name
    return f"set of {shown}" if field.many else shown


def vocabulary() -> Iterator[str]:
    """Every vocabulary with its words."""
    yield "# Vocabularies"
    yield ""
    yield "What a field of a closed vocabulary may say. What could not be told is unknown, never a word."
    for name, vocabulary in sorted(vocabularies().items()):
        words = ", ".join(f"`{word.value}`" for word in vocabulary)
        ordered = " From the lowest to the highest:" if issubclass(vocabulary, OrderedWord) else ""
        yield from ("", f"## {name}", "", f"{meaning(vocabulary)}{ordered}", "", words)
