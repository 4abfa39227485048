"""The scripts that run in the pages, and what the one in the pages' own world tells, read with suspicion."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any

MAX_MESSAGE_CHARACTERS = 64 * 1024
# The innermost frame with a place; `eval at f (https://…:1:2), <anonymous>:1:2` names the script that called eval.
# A data URL has its script in it, whatever address that may name.
_PLACE = re.compile(
    r"(data:[^\n]{1,1500}:\d{1,9}:\d{1,9}|(?:https?|blob|file):[^\s()]{1,500}?:\d{1,9}:\d{1,9})(?=[\s),]|$)",
    re.MULTILINE,
)
_PART = re.compile(r"@([A-Z_]{1,40})@")


@cache
def script(name: str) -> str:
    """One of the scripts beside this module, with the others it is put together of: `@REACH@` is all of reach.js."""
    folder = files("scanner.probes.browser") / "js"

    def other(asked: re.Match[str]) -> str:
        part = folder / f"{asked[1].lower()}.js"
        return part.read_text("utf-8") if part.is_file() else asked[0]

    return _PART.sub(other, (folder / name).read_text("utf-8"))


def hook_script(tell: str) -> str:
    """The hooks, which find their way out under the name `tell` and take the name away."""
    return script("hooks.js").replace("@TELL@", tell)


def read_message(payload: str) -> dict[str, Any] | None:
    """What a hook told, with a text as its `kind`; None for what a hook can't have said."""
    if len(payload) > MAX_MESSAGE_CHARACTERS:
        return None
    try:
        message = json.loads(payload)
    except (ValueError, RecursionError):
        return None
    return message if isinstance(message, dict) and isinstance(message.get("kind"), str) else None


def text(message: dict[str, Any], key: str) -> str:
    """A text of the message, or an empty one."""
    value = message.get(key)
    return value if isinstance(value, str) else ""


def number(message: dict[str, Any], key: str) -> float | None:
    """A number of the message, or None."""
    value = message.get(key)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def caller(stack: str) -> str | None:
    """`URL:line:column` of the script that called a hook, from a stack as V8 writes it; None where none has a URL."""
    found = _PLACE.search(stack)
    return found[1] if found else None
