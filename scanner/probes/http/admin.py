"""Recognises the way into an administration by what answers there (data/admin_paths.yaml). Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from scanner.datafile import read_data
from scanner.model.vocabulary import AdminAnswer
from scanner.network import Response

#: What a row is called where no tool was recognised.
ADMINISTRATION = "administration"
_PASSWORD = re.compile(rb"<input\b[^>]{0,600}\btype\s*=\s*[\"']?password\b", re.IGNORECASE)
_SEARCHED = 64 * 1024


@cache
def _data() -> Mapping[str, Any]:
    return read_data("admin_paths.yaml")


@cache
def paths() -> tuple[str, ...]:
    """Where to ask."""
    return tuple(_data()["paths"])


@cache
def tools() -> Mapping[str, re.Pattern[bytes]]:
    """What each tool is recognised by."""
    return {name: re.compile(pattern.encode()) for name, pattern in _data()["tools"].items()}


def tool_of(response: Response) -> str | None:
    """The tool whose page this is; whatever its status says, since some greet with 401 or 403 and show the tool."""
    body = response.body[:_SEARCHED]
    return next((name for name, pattern in tools().items() if pattern.search(body)), None)


def asks_for_password(response: Response) -> bool:
    """Whether the page has a field for a password."""
    return _PASSWORD.search(response.body[:_SEARCHED]) is not None


def judge(asked: str, last: Response, *, own_logins: bool) -> tuple[AdminAnswer, str]:
    """What answers where `asked` is a path and `last` the end of all redirects; and what it is.

    `own_logins`: pages of the shop that have nothing to do with it ask for a password too, so that only a tool's
    signature tells. A form that lies elsewhere than below the path asked for is that of the shop's customers.
    """
    tool = tool_of(last)
    name = tool or ADMINISTRATION
    match last.status:
        case 401:
            return AdminAnswer.HTTP_AUTH, name
        case 403:
            return AdminAnswer.FORBIDDEN, name
        case status if not 200 <= status < 300:
            return AdminAnswer.NOTHING, name
    if tool is not None:
        return (AdminAnswer.LOGIN_FORM if asks_for_password(last) else AdminAnswer.TOOL), name
    below = _first_step(urlsplit(last.url).path) == _first_step(asked)
    if below and asks_for_password(last) and not own_logins:
        return AdminAnswer.LOGIN_FORM, name
    return AdminAnswer.NOTHING, name


def _first_step(path: str) -> str:
    """`/admin` of `/admin/login` and of `/admin.php`; of `/index.php/admin` all of it."""
    steps = [step for step in path.lower().split("/") if step]
    if steps[:1] == ["index.php"]:
        steps = steps[1:]
    return steps[0].removesuffix(".php") if steps else ""
