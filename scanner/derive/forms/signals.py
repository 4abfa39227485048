"""What a page shows of a form, as far as reading its meaning needs it; whoever looks at pages brings it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from scanner.model.facts import Form, FormField
from scanner.model.values import Unknown

#: Names of properties say what they hold; texts are the shop's own, bounded by whoever brings them.


class LinkSignals(Protocol):
    """A link in a form or right beside it. `seen`: a visitor sees it."""

    @property
    def href(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def seen(self) -> bool: ...


class FieldSignals(Protocol):
    """A field that a visitor meets; a group of boxes or radio buttons is one, with its options."""

    @property
    def name(self) -> str: ...
    @property
    def id(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def autocomplete(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def label_from(self) -> str: ...
    @property
    def group(self) -> str: ...
    @property
    def placeholder(self) -> str: ...
    @property
    def hint(self) -> str: ...
    @property
    def star_title(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def required(self) -> bool: ...
    @property
    def aria_required(self) -> bool: ...
    @property
    def disabled(self) -> bool: ...
    @property
    def star(self) -> bool: ...
    @property
    def options(self) -> Sequence[str]: ...


class FormSignals(Protocol):
    """A form and what stands around it.

    `place`: head, foot or dialog of its page, or empty; `title`: its document's.
    """

    @property
    def page(self) -> str: ...
    @property
    def ordinal(self) -> int: ...
    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def classes(self) -> str: ...
    @property
    def aria_label(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def place(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def action(self) -> str: ...
    @property
    def fields(self) -> Sequence[FieldSignals]: ...
    @property
    def headings(self) -> Sequence[str]: ...
    @property
    def above(self) -> Sequence[str]: ...
    @property
    def text(self) -> str: ...
    @property
    def before(self) -> str: ...
    @property
    def buttons(self) -> Sequence[str]: ...
    @property
    def links(self) -> Sequence[LinkSignals]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class BareField:
    """What a row alone tells of a field."""

    name: str = ""
    id: str = ""
    kind: str = "text"
    autocomplete: str = ""
    label: str = ""
    label_from: str = "label"
    group: str = ""
    placeholder: str = ""
    hint: str = ""
    star_title: str = ""
    title: str = ""
    required: bool = False
    aria_required: bool = False
    disabled: bool = False
    star: bool = False
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BareForm:
    """What rows alone tell of a form: no headings, no buttons, no links."""

    page: str = ""
    ordinal: int = 0
    id: str = ""
    name: str = ""
    classes: str = ""
    aria_label: str = ""
    role: str = ""
    place: str = ""
    title: str = ""
    action: str = ""
    fields: tuple[FieldSignals, ...] = ()
    headings: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    text: str = ""
    before: str = ""
    buttons: tuple[str, ...] = ()
    links: tuple[LinkSignals, ...] = ()


def bare(form: Form, fields: Sequence[FormField]) -> BareForm:
    """The signals in rows, for evidence without anything beside it."""
    return BareForm(
        page=_text(form.page.url) if not isinstance(form.page, Unknown) else "",
        ordinal=form.ordinal if isinstance(form.ordinal, int) else 0,
        action=_text(form.action),
        fields=tuple(_bare_field(field) for field in fields),
    )


def _bare_field(field: FormField) -> BareField:
    label = _text(field.label)
    return BareField(
        name=_text(field.name),
        kind=_text(field.input_type) or "text",
        autocomplete=_text(field.autocomplete),
        label=label,
        required=field.required is True,
        star="*" in label,
    )


def _text(value: str | Unknown | None) -> str:
    return value if isinstance(value, str) else ""


__all__ = ["BareField", "BareForm", "FieldSignals", "FormSignals", "LinkSignals", "bare"]
