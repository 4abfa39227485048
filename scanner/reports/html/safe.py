"""What stands between the shop's text and the page: nothing is printed that can move, hide, run or lead elsewhere.

Escaping is the template engine's, for everything and always; here is what escaping alone doesn't give.
"""

from __future__ import annotations

import base64
import re

from markupsafe import Markup

from scanner.model.text import visible
from scanner.reports.full.pictures import Shot
from scanner.reports.full.prose import MOST_TEXT

_DIGEST = re.compile(r"[0-9a-f]{64}")


def shown(value: object) -> object:
    """What every expression of the template goes through before it is escaped: text made visible and bounded.

    TypeError for anything but text, whole numbers and markup of our own: what we didn't mean to print isn't printed.
    """
    if isinstance(value, Markup):
        return value
    if isinstance(value, str):
        return visible(value, MOST_TEXT)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise TypeError(f"a page prints no {type(value).__name__}")


def artifact_link(digest: str) -> str:
    """Where an artifact lies beside the report in its run folder; empty if that is no digest."""
    return f"artifacts/{digest}" if _DIGEST.fullmatch(digest) else ""


def address(shot: Shot) -> Markup:
    """A picture as a data URI: of a type we checked, in characters that need no escape."""
    return Markup(f"data:{shot.type};base64,{base64.b64encode(shot.data).decode()}")  # noqa: S704 - letters, digits, +/=
