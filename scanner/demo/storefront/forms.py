"""Forms as data: what they ask, and what is wrong with an answer. Of one mould are the HTML and the check."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

#: Something before and after one @, and a dot after it: more can only be told by writing to the address.
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_TICKED = "ja"


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `kind` is an input's type, or textarea, select, radio.

    options       of select and radio: value and words
    checked       a checkbox that is ticked when the page is opened
    short, long   characters that an answer must have and may have
    """

    name: str
    label: str
    kind: str = "text"
    required: bool = False
    autocomplete: str = ""
    hint: str = ""
    options: tuple[tuple[str, str], ...] = ()
    checked: bool = False
    short: int = 0
    long: int = 120

    def problem(self, answer: str) -> str:
        """Why an answer can't be taken, empty where it can."""
        if not answer:
            return f"Bitte füllen Sie das Feld „{self.label}“ aus." if self.required else ""
        if self.options and answer not in {value for value, _ in self.options}:
            return f"Bitte wählen Sie bei „{self.label}“ eine der Antworten."
        if self.kind == "checkbox" and answer != _TICKED:
            return f"Bitte kreuzen Sie „{self.label}“ an oder lassen Sie es leer."
        if self.kind == "email" and not _EMAIL.fullmatch(answer):
            return "Bitte prüfen Sie die E-Mail-Adresse."
        if not self.short <= len(answer) <= self.long:
            return f"„{self.label}“ muss {self._bounds} Zeichen haben."
        return ""

    @property
    def _bounds(self) -> str:
        if self.short == self.long:
            return str(self.long)
        return f"{self.short} bis {self.long}" if self.short else f"höchstens {self.long}"


@dataclass(frozen=True, slots=True)
class Form:
    """One form. `explained`: it links to the privacy notice; `marked`: it shows which fields are mandatory.

    `method`: how it is sent; the shop takes only what is posted.
    """

    id: str
    action: str
    submit: str
    fields: tuple[Field, ...]
    explained: bool = True
    marked: bool = True
    method: str = "post"

    def problems(self, answers: Mapping[str, str]) -> dict[str, str]:
        """By field, what is wrong with the answers; empty where they can be taken."""
        return dict(self._problems(answers))

    def _problems(self, answers: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        for field in self.fields:
            if problem := field.problem(answers.get(field.name, "")):
                yield field.name, problem

    def shown_again(self, answers: Mapping[str, str]) -> dict[str, str]:
        """What the fields show after a mistake: what was typed, but no password."""
        return {field.name: answers.get(field.name, "") for field in self.fields if field.kind != "password"}
