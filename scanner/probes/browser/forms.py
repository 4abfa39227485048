"""The forms of a page as a visitor meets them: what the script in the page found, believed only as far as it can be so.

The script runs in a world of its own in each document; what comes back is still the shop's word. Nothing here says
what a form is for or what a field asks for: `scanner.derive.forms` does, from the same signals.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from typing import Any, TypeVar

from scanner.datafile import read_data
from scanner.probes.browser.hooks import script

#: What one document may show. `ms` is checked between forms and fields; texts in characters.
LIMITS: Mapping[str, int] = {
    "ms": 2000,
    "elements": 60_000,
    "controls": 3000,
    "forms": 60,
    "fields": 200,
    "options": 60,
    "links": 40,
    "text": 400,
    "around": 3000,
}
MOST_FORMS_ON_A_PAGE = 120
_LONGEST = 4000
_VERSION = 1
SCHEMA = "siegel/forms/1"


class UnreadableForms(ValueError):
    """What came from the page is not what the script says; the message tells where. The cell is a gap `error`."""


@dataclass(frozen=True, slots=True)
class LinkSeen:
    """A link inside a form or right beside it (`place`: inside, beside). `href` is absolute."""

    href: str
    text: str
    place: str
    seen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSeen:
    """A field as the page shows it; a group of radio buttons or boxes of one name is one field with options.

    kind        the input's type, `select`, `textarea`, or the role of a custom one
    label       in the shop's words; `label_from`: label, aria-label, legend, text before, placeholder, …
    group       of the fieldset or the line the field stands in
    star        an asterisk in or beside the label, or drawn by a style sheet; `star_title`: what it says of itself
    checked     any box of it is ticked when the page is opened; None where there is nothing to tick
    boxes       how many boxes or buttons it consists of
    selected    the index of the option chosen when the page is opened; None for anything but a select
    hidden      why a visitor doesn't meet it, or empty
    paste       of a password, whether the page lets a paste be; None where that was not tried
    """

    name: str = ""
    id: str = ""
    kind: str = "text"
    autocomplete: str = ""
    label: str = ""
    label_from: str = ""
    group: str = ""
    placeholder: str = ""
    hint: str = ""
    star_title: str = ""
    title: str = ""
    inputmode: str = ""
    accept: str = ""
    pattern: str = ""
    required: bool = False
    aria_required: bool = False
    star: bool = False
    checked: bool | None = None
    boxes: int = 1
    selected: int | None = None
    min_length: int | None = None
    max_length: int | None = None
    hidden: str = ""
    options: tuple[str, ...] = ()
    disabled: bool = False
    paste: bool | None = None


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture of a form, or why there is none. Boxes are [x, y, width, height] in CSS pixels of the page.

    clip    the part of the page that it shows
    fields  where each field lies, in their order; None for one that is not to be seen
    """

    data: bytes = field(default=b"", repr=False)
    clip: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    fields: tuple[tuple[float, float, float, float] | None, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSeen:
    """A form with everything around it that may tell what it is for.

    page, frame  URLs of the page and of the document it stands in
    ordinal      its number on the page from 0, documents in the order given
    element      it is a form element; else controls grouped by their common container
    action       absolute; empty where nothing is stated. `has_action`: the attribute is there
    shown        `yes`, `opens` (in a dialog or panel that a visitor can open) or `no`
    hidden       fields that no visitor meets: traps for machines, parts that appear later
    headings, above   of the form itself, and the nearest before it
    place, title      the part of the page: head, foot, dialog, or empty; and the title of the document
    text, before      all text inside, and what stands right before it
    """

    page: str = ""
    frame: str = ""
    ordinal: int = 0
    element: bool = True
    id: str = ""
    name: str = ""
    classes: str = ""
    aria_label: str = ""
    role: str = ""
    place: str = ""
    title: str = ""
    method: str = ""
    action: str = ""
    has_action: bool = False
    shown: str = "yes"
    dialog: bool = False
    fields: tuple[FieldSeen, ...] = ()
    hidden: tuple[FieldSeen, ...] = ()
    headings: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    text: str = ""
    before: str = ""
    buttons: tuple[str, ...] = ()
    links: tuple[LinkSeen, ...] = ()
    captchas: tuple[str, ...] = ()
    shot: Shot | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class FormsSeen:
    """The forms of one page in order. `truncated` says what was left out, empty where all was looked at."""

    forms: tuple[FormSeen, ...] = ()
    truncated: tuple[str, ...] = field(default=())


@cache
def forms_script() -> str:
    """The function to call in each document of a page, with `LIMITS` as its argument; it returns plain JSON."""
    return script("forms.js").replace("@WORDS@", json.dumps(_button_words()))


def _button_words() -> dict[str, str]:
    """What buttons say, by what that tells, as patterns for a whole plain text."""
    data: dict[str, object] = read_data("form_buttons.yaml")
    return {name: f"^(?:{'|'.join(map(_pattern, held))})$" for name, held in data.items() if isinstance(held, list)}


def _pattern(phrase: str) -> str:
    """As JavaScript has it, which takes no escape for what needs none."""
    return ".*".join(part.replace("+", r"\+") for part in phrase.split("*"))


# ── reading what came back ───────────────────────────────────────────────────────────────────────────────────────────


def read_forms(page: str, documents: Sequence[tuple[str, object]]) -> FormsSeen:
    """The forms of a page from what the script returned in its documents: (URL of the document, returned value).

    Raises UnreadableForms where a value is not of the script's making.
    """
    found: list[FormSeen] = []
    truncated: list[str] = []
    for frame, raw in documents:
        answer = _mapping(raw, "answer")
        if _number(answer, "version") != _VERSION:
            raise UnreadableForms("answer.version is not the script's")
        truncated += [word for word in _texts(answer, "truncated", 20) if word not in truncated]
        for i, one in enumerate(_items(answer, "forms", LIMITS["forms"])):
            if len(found) >= MOST_FORMS_ON_A_PAGE:
                truncated += [] if "forms" in truncated else ["forms"]
                break
            found.append(_form(_mapping(one, f"forms[{i}]"), page, frame, len(found)))
    return FormsSeen(tuple(found), tuple(truncated))


def _form(raw: Mapping[str, Any], page: str, frame: str, ordinal: int) -> FormSeen:
    shown = _text(raw, "shown")
    if shown not in {"yes", "opens", "no"}:
        raise UnreadableForms("shown is none of yes, opens, no")
    texts: dict[str, Any] = {name: _text(raw, name) for name in _FORM_TEXTS}
    lists: dict[str, Any] = {name: _texts(raw, name, 12) for name in ("headings", "above", "buttons", "captchas")}
    return FormSeen(
        page=page,
        frame=frame[:_LONGEST],
        ordinal=ordinal,
        element=_bool(raw, "element"),
        has_action=_bool(raw, "has_action"),
        dialog=_bool(raw, "dialog"),
        shown=shown,
        fields=_fields(raw, "fields"),
        hidden=_fields(raw, "hidden"),
        links=tuple(_link(_mapping(one, "link")) for one in _items(raw, "links", LIMITS["links"])),
        **texts,
        **lists,
    )


_FORM_TEXTS = ("id", "name", "classes", "aria_label", "role", "place", "title", "method", "action", "text", "before")
_FIELD_TEXTS = (
    "name", "id", "kind", "autocomplete", "label", "label_from", "group", "placeholder", "hint", "star_title", "title",
    "inputmode", "accept", "pattern", "hidden",
)  # fmt: skip


def _fields(raw: Mapping[str, Any], key: str) -> tuple[FieldSeen, ...]:
    return tuple(_field(_mapping(one, key)) for one in _items(raw, key, LIMITS["fields"]))


def _field(raw: Mapping[str, Any]) -> FieldSeen:
    texts: dict[str, Any] = {name: _text(raw, name) for name in _FIELD_TEXTS}
    return FieldSeen(
        required=_bool(raw, "required"),
        aria_required=_bool(raw, "aria_required"),
        star=_bool(raw, "star"),
        disabled=_bool(raw, "disabled"),
        checked=None if raw.get("checked") is None else _bool(raw, "checked"),
        boxes=_number(raw, "boxes") or 1,
        selected=_number(raw, "selected"),
        min_length=_number(raw, "min_length"),
        max_length=_number(raw, "max_length"),
        options=_texts(raw, "options", LIMITS["options"]),
        paste=None if raw.get("paste") is None else _bool(raw, "paste"),
        **texts,
    )


def _link(raw: Mapping[str, Any]) -> LinkSeen:
    return LinkSeen(_text(raw, "href"), _text(raw, "text"), _text(raw, "place"), _bool(raw, "seen"))


def _mapping(raw: object, where: str) -> Mapping[str, Any]:
    if not isinstance(raw, dict) or len(raw) > 60:
        raise UnreadableForms(f"{where} is no object")
    return raw


def _items(raw: Mapping[str, Any], key: str, most: int) -> list[Any]:
    value = raw.get(key)
    if not isinstance(value, list) or len(value) > most:
        raise UnreadableForms(f"{key} is no list of at most {most}")
    return value


V = TypeVar("V")


def _typed(raw: Mapping[str, Any], key: str, kind: type[V]) -> V:
    value = raw.get(key)
    if type(value) is not kind:
        raise UnreadableForms(f"{key} is no {kind.__name__}")
    return value


def _text(raw: Mapping[str, Any], key: str) -> str:
    return _clean(_typed(raw, key, str))


def _clean(text: str) -> str:
    """Without lone surrogates and NUL, which no file can hold."""
    return text[:_LONGEST].encode("utf-8", "replace").decode("utf-8").replace("\x00", "")


def _texts(raw: Mapping[str, Any], key: str, most: int) -> tuple[str, ...]:
    items = _items(raw, key, most)
    if not all(isinstance(item, str) for item in items):
        raise UnreadableForms(f"{key} holds something that is no text")
    return tuple(_clean(item) for item in items)


def _bool(raw: Mapping[str, Any], key: str) -> bool:
    return _typed(raw, key, bool)


def _number(raw: Mapping[str, Any], key: str) -> int | None:
    """JSON from a browser may say 3.0 for 3."""
    value = raw.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not -1 <= value <= 10**9 or value != int(value):
        raise UnreadableForms(f"{key} is no whole number")
    return int(value)


# ── to keep ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def stored(seen: FormsSeen, page: str, keep: Callable[[bytes], str | None] = lambda _: None) -> bytes:
    """All that was seen of a page's forms, as JSON: an artifact from which they can be given their meaning again.

    `keep` keeps a picture and gives its digest: beside it stand the places of the fields, for whoever draws marks.
    """
    forms = [_stored(form, keep) | {"page": page} for form in seen.forms if form.shown != "no"]
    document = {"schema": SCHEMA, "forms": forms}
    return json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _stored(form: FormSeen, keep: Callable[[bytes], str | None]) -> dict[str, Any]:
    told = asdict(replace(form, shot=None))
    del told["shot"]
    shot = form.shot
    if shot is None:
        return told
    digest = keep(shot.data) if shot.data else None
    if digest is None:
        return told | {"picture": {"why": shot.why or "there was no room for it"}}
    return told | {"picture": {"artifact": digest, "clip": shot.clip, "fields": shot.fields}}
