"""Pictures of forms with the places of their fields, from what was kept beside the rows; believed only where it can be.

A run folder may come from anywhere: a picture is one by its bytes, a place is a number, and what is not as it must be
is no picture, with a reason.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scanner.model.facts import Form, Page
from scanner.model.picture import picture_of
from scanner.model.verdict import Text
from scanner.model.vocabulary import FormPurpose
from scanner.model.words import word
from scanner.reports.full import form_words as words
from scanner.reports.full.pictures import Shot, as_address
from scanner.reports.words import same

#: Characters that all pictures of forms of one report may take.
MOST_CHARACTERS = 4_000_000
_SCHEMA, _MOST_BYTES = "siegel/forms/1", 20_000_000
_MOST_FORMS, _MOST_FIELDS = 500, 500
#: Pixels that a mark stands off its field.
_OFF = 3


@dataclass(frozen=True, slots=True)
class Mark:
    """A field by number, label and name; in a picture with its place in it, in the picture's own units."""

    number: int
    label: str
    name: str
    bad: bool
    x: int = 0
    y: int = 0
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class FormPicture:
    """A picture of a form, drawn `width` × `height` units large (CSS pixels of the page); or `why` there is none."""

    shot: Shot | None = None
    width: int = 0
    height: int = 0
    marks: tuple[Mark, ...] = ()
    why: Text = Text("", "")


class Pictures:
    """The pictures of a run's forms, each once, while there is room."""

    def __init__(self, artifacts: Mapping[str, bytes], room: int | None = None) -> None:
        self._artifacts = artifacts
        self._room = MOST_CHARACTERS if room is None else room
        self._read: dict[str, dict[tuple[str, int], dict[str, Any]]] = {}
        self._number = 0

    def order(self, alike: Sequence[Form]) -> dict[tuple[str, str], int]:
        """The places of fields in the form as the page has them, by name and label; empty where nothing tells."""
        stored = next((kept for form in alike if (kept := self._stored(form))), {})
        fields = stored.get("fields")
        keys = [_field_key(one) for one in fields[:_MOST_FIELDS]] if isinstance(fields, list) else []
        return {key: n for n, key in reversed(list(enumerate(keys))) if key is not None}

    def of(self, alike: Sequence[Form], wanted: Sequence[Mark]) -> FormPicture | None:
        """Of forms that are one: the first picture that there is. None where nobody tried to take one."""
        why: Text | None = None
        for form in alike:
            stored = self._stored(form)
            told = stored.get("picture") if stored else None
            if stored is None or not isinstance(told, dict):
                continue
            found = self._picture(form, stored, told, wanted)
            if found.shot:
                return found
            why = why or found.why
        return FormPicture(why=why) if why else None

    def _picture(self, form: Form, stored: dict[str, Any], told: dict[str, Any], wanted: Sequence[Mark]) -> FormPicture:
        if isinstance(reason := told.get("why"), str):
            return FormPicture(why=same(reason[:200]))
        digest, clip = told.get("artifact"), _box(told.get("clip"))
        data = self._artifacts.get(digest, b"") if isinstance(digest, str) else b""
        picture = picture_of(data)
        if picture is None or clip is None or min(clip[2:]) < 1 or not isinstance(digest, str):
            return FormPicture(why=words.NO_PICTURE)
        if as_address(picture.type, data) > self._room:
            return FormPicture(why=words.NO_PICTURE_ROOM)
        self._room -= as_address(picture.type, data)
        self._number += 1
        page = form.page.url if isinstance(form.page, Page) and isinstance(form.page.url, str) else ""
        size = (picture.width, picture.height)
        shot = Shot(digest, self._number, *size, same(page), _alt(form, page), picture.type, data)
        width, height = math.ceil(clip[2]), math.ceil(clip[3])
        boxes = _boxes(stored, told)
        marks = (_placed(mark, boxes.get((mark.name, mark.label)), clip) for mark in wanted)
        return FormPicture(shot, width, height, tuple(mark for mark in marks if mark))

    def _stored(self, form: Form) -> dict[str, Any] | None:
        """What was kept of a form, found by page and number; the page's forms are read once."""
        page = form.page.url if isinstance(form.page, Page) and isinstance(form.page.url, str) else ""
        ordinal = form.ordinal if isinstance(form.ordinal, int) else -1
        for digest in dict.fromkeys(seen.artifact for seen in form.seen if seen.artifact):
            if digest not in self._read:
                self._read[digest] = _documents(self._artifacts.get(digest, b""))
            if found := self._read[digest].get((page, ordinal)):
                return found
        return None


def _alt(form: Form, page: str) -> Text:
    purpose = form.purpose
    said = Text(word(purpose, "en"), word(purpose, "de")) if isinstance(purpose, FormPurpose) else words.NO_PURPOSE
    alt = (words.ALT.to(lang).replace("{purpose}", said.to(lang)).replace("{page}", page) for lang in ("en", "de"))
    return Text(*alt)


def _documents(data: bytes) -> dict[tuple[str, int], dict[str, Any]]:
    if not data.startswith(b"{") or len(data) > _MOST_BYTES:
        return {}
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return {}  # forms without pictures: the rows stand for themselves
    held = document.get("forms") if isinstance(document, dict) and document.get("schema") == _SCHEMA else None
    forms = held[:_MOST_FORMS] if isinstance(held, list) else []
    return {
        (form["page"], form["ordinal"]): form
        for form in forms
        if isinstance(form, dict) and isinstance(form.get("page"), str) and type(form.get("ordinal")) is int
    }


def _boxes(stored: Mapping[str, Any], told: Mapping[str, Any]) -> dict[tuple[str, str], tuple[float, ...]]:
    """Places by name and label of their fields, as rows have them; of fields that read alike the first."""
    fields, places = stored.get("fields"), told.get("fields")
    if not isinstance(fields, list) or not isinstance(places, list):
        return {}
    found: dict[tuple[str, str], tuple[float, ...]] = {}
    for one, place in zip(fields[:_MOST_FIELDS], places[:_MOST_FIELDS], strict=False):
        box = _box(place)
        if box is not None and (key := _field_key(one)) is not None:
            found.setdefault(key, box)
    return found


def _field_key(one: object) -> tuple[str, str] | None:
    """Name and label, as the row of a field has them."""
    if not isinstance(one, dict):
        return None
    name, label = (one.get("name") or one.get("id") or ""), one.get("label") or ""
    return (name, label) if isinstance(name, str) and isinstance(label, str) else None


def _box(raw: object) -> tuple[float, ...] | None:
    if not isinstance(raw, list) or len(raw) != 4:
        return None
    numbers = [one for one in raw if isinstance(one, int | float) and not isinstance(one, bool) and abs(one) < 1e6]
    return tuple(float(one) for one in numbers) if len(numbers) == 4 else None


def _placed(mark: Mark, box: tuple[float, ...] | None, clip: tuple[float, ...]) -> Mark | None:
    """The mark around its field, cut to the picture; None for what lies outside."""
    if box is None:
        return None
    left, top = max(box[0] - clip[0] - _OFF, 1), max(box[1] - clip[1] - _OFF, 1)
    right = min(box[0] + box[2] - clip[0] + _OFF, clip[2] - 1)
    bottom = min(box[1] + box[3] - clip[1] + _OFF, clip[3] - 1)
    if right - left < 2 * _OFF or bottom - top < 2 * _OFF:
        return None
    x, y = round(left), round(top)
    return replace(mark, x=x, y=y, width=round(right) - x, height=round(bottom) - y)


def numbers(found: Iterable[int], most: int = 12) -> str:
    """`3, 4, 7 …`."""
    all_ = list(found)
    return ", ".join(map(str, all_[:most])) + (" …" if len(all_) > most else "")
