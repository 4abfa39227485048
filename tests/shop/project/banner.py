"""What the shop's owner pasted into the head of every page: nginx names it in a header, so that one shop shows many."""

from pathlib import Path
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import mark_safe

HEADS = Path(__file__).parents[1] / "banners" / "heads"


def banner(request: HttpRequest) -> dict[str, Any]:
    """The names are those of files in `heads`, one after another; no header, nothing pasted."""
    names = request.headers.get("X-Shop-Head", "").split()
    return {"pasted": mark_safe("".join((HEADS / f"{name}.html").read_text("utf-8") for name in names))}
