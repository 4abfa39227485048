"""Text fit for a SARIF message, and a file's name fit for a SARIF location."""

from __future__ import annotations

import re
from urllib.parse import quote

from scanner.model.text import visible
from scanner.reports import said


def plain(text: str, most: int = said.MOST_OBSERVED) -> str:
    """Text on one line, in which viewers find no `[text](target)` (§ 3.11.6) and no `{0}` (§ 3.11.5)."""
    return held(visible(text.replace("](", "] ("), most))


def held(text: str) -> str:
    """Text without placeholders: SARIF reads a doubled brace as a brace."""
    return re.sub(r"\{(\d+)\}", r"{{\1}}", text)


def relative_uri(name: str) -> str:
    """A file's name as a relative URI that leads neither upwards nor elsewhere; of an absolute one, its last part."""
    parts = [visible(part) for part in re.split(r"[\\/]+", name[:300]) if part not in {"", ".", ".."}]
    is_absolute = re.match(r"[\\/]|[A-Za-z]:", name) is not None
    return "/".join(quote(part, safe="") for part in (parts[-1:] if is_absolute else parts)) or "policy"
