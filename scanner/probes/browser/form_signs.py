"""By what a form is known again on another page, and which forms of a scan were pictured already."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from scanner.probes.browser.forms import FormSeen

#: Forms of a scan that are pictured.
MOST_SHOTS = 24


@dataclass(slots=True)
class Pictured:
    """The forms of a scan that were pictured: the same form stands on many pages."""

    signs: set[object] = field(default_factory=set)

    def wants(self, form: FormSeen) -> bool:
        """Whether there is none of it yet, and room."""
        return len(self.signs) < MOST_SHOTS and sign(form) not in self.signs

    def has(self, form: FormSeen) -> None:
        """It was pictured."""
        self.signs.add(sign(form))


def sign(form: FormSeen) -> object:
    """By what a form is known again: where it sends, and its fields by name or label."""
    try:
        action = urlsplit(form.action)
    except ValueError:
        return form.action
    path = "".join("#" if letter.isdigit() else letter for letter in action.path)
    return form.method, action.netloc, path, tuple((one.kind, one.name or one.label or one.id) for one in form.fields)
