"""A user's filter list (`--filter-list FILE`, in the syntax of Adblock Plus): which of its rules a request matches.

Lists like EasyPrivacy are never shipped: their terms are share-alike. The list is hostile input: bounded in bytes and
lines, its expressions run in linear time (adblock, a port of Brave's engine in Rust), and one that matches everything
is a mistake, since it would accuse everybody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from scanner.model.facts import Page, Request
from scanner.model.text import visible
from scanner.model.vocabulary import RequestType
from scanner.yamlfile import Problems, Scalar, shown

MOST_BYTES = 16_000_000
MOST_LINES = 400_000
MOST_CHARACTERS = 8_000  # of one rule; the longest of the lists people use has some 4,000, a list of domains
_TITLE = re.compile(r"!\s*Title:\s*(\S.*)", re.IGNORECASE)
_COSMETIC = re.compile(r"#[@?$%]*#")
#: What the rules' options call the types of requests. A prefetch is not told apart from others.
_TYPES = {
    RequestType.DOCUMENT: "subdocument",
    RequestType.STYLESHEET: "stylesheet",
    RequestType.IMAGE: "image",
    RequestType.FONT: "font",
    RequestType.SCRIPT: "script",
    RequestType.WORKER: "script",
    RequestType.XHR: "xmlhttprequest",
    RequestType.FETCH: "xmlhttprequest",
    RequestType.BEACON: "ping",
    RequestType.PING: "ping",
    RequestType.WEBSOCKET: "websocket",
    RequestType.MEDIA: "media",
    RequestType.CSP_REPORT: "csp_report",
}
#: No rule that means anything in particular matches this.
_NOWHERE = "https://qzvwkxjh.invalid/qzvwkxjh"


@dataclass(frozen=True, slots=True)
class FilterList:
    """A list ready to be asked. `label`: its title, else its name in a run. `rules`: how many lines are rules."""

    label: str
    rules: int
    engine: Any  # adblock.Engine, untyped

    def rule(self, row: Request) -> str | None:
        """The rule that a request matches, unless an exception of the list lets it pass.

        A row has no query and no scheme: rules about these match only where they may be empty, and https.
        """
        page = row.page.url if isinstance(row.page, Page) else None
        if not isinstance(row.host, str) or not isinstance(page, str):
            return None
        host = f"[{row.host}]" if ":" in row.host else row.host
        path = row.path if isinstance(row.path, str) else "/"
        kind = _TYPES.get(row.type, "other") if isinstance(row.type, RequestType) else "other"
        return self._asked(f"https://{host}{path}", page, kind)

    def _asked(self, url: str, page: str, kind: str) -> str | None:
        try:
            found = self.engine.check_network_urls(url, page, kind)
        except ValueError:  # lone surrogates: no URL that was ever asked
            return None
        return visible(str(found.filter))[:200] if found.matched and found.filter else None


def read_filter_list(data: bytes, file: str, label: str, problems: Problems) -> FilterList | None:
    """The list in these bytes, or None with the reason among the problems."""
    text = _text(data, file, problems)
    if text is None:
        return None
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        problems.add(file, None, f"holds more than {MOST_LINES:,} lines")
        return None
    for number, line in enumerate(lines, 1):
        if len(line) > MOST_CHARACTERS:
            problems.add(file, Scalar("", False, number, 1), f"a rule has at most {MOST_CHARACTERS:,} characters")
            return None
    rules = sum(_is_rule(line) for line in lines)
    if not rules:
        problems.add(file, None, "holds no rule about requests", "it is a list in the syntax of Adblock Plus")
        return None
    title = next((found[1] for line in lines[:100] if (found := _TITLE.match(line))), label)
    return _compiled(FilterList(visible(title.strip())[:60], rules, None), lines, file, problems)


def _text(data: bytes, file: str, problems: Problems) -> str | None:
    if len(data) > MOST_BYTES:
        problems.add(file, None, f"is larger than {MOST_BYTES:,} bytes")
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.add(file, Scalar("", False, data[: error.start].count(b"\n") + 1, 1), "is not UTF-8 text")
        return None
    if text.lstrip()[:1] == "<":
        problems.add(file, None, "is a web page, no filter list", "fetch the list itself")
        return None
    return text


def _is_rule(line: str) -> bool:
    line = line.strip()
    return bool(line) and not line.startswith(("!", "[Adblock")) and not _COSMETIC.search(line)


def _compiled(told: FilterList, lines: list[str], file: str, problems: Problems) -> FilterList | None:
    try:
        import adblock  # noqa: PLC0415 - 10 MB, and only for who gives a list
    except ImportError:
        problems.add(file, None, "filter lists need the package adblock", "pip install adblock")
        return None
    filters = adblock.FilterSet(debug=True)  # debug: a match names its rule
    filters.add_filter_list("\n".join(line for line in lines if _is_rule(line)))
    ready = FilterList(told.label, told.rules, adblock.Engine(filters))
    for kind in sorted(set(_TYPES.values()) | {"other"}):
        for page in (_NOWHERE, "https://shop.invalid/"):
            if rule := ready._asked(_NOWHERE, page, kind):  # noqa: SLF001 - its own class
                number = next((n for n, line in enumerate(lines, 1) if visible(line.strip())[:200] == rule), 1)
                problems.add(
                    file, Scalar("", False, number, 1), f"the rule {shown(rule)} matches any request", "take it out"
                )
                return None
    return ready
