"""Law that is over and the closed platform for disputes, where a page speaks of them as if they were there."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.derive.legal.patterns import data, expression, made_by
from scanner.derive.legal.sentences import sentences
from scanner.derive.legal.text import LegalPage, Line
from scanner.model.facts import OutdatedReference
from scanner.model.facts.base import Seen

#: Sentences after a reference that may say that it is over.
_AFTER = 2


def outdated_on(page: LegalPage) -> Iterator[OutdatedReference]:
    """One row for each that the page refers to, its header and footer included."""
    text = (*page.sentences, *sentences(page.beside))
    for what, rule in data()["outdated"].items():
        quote = _said(text, rule) or _linked(page, rule)
        if quote:
            yield OutdatedReference(
                page=page.url,
                page_role=page.role,
                what=what,
                quote=quote,
                contradicted_by=None,
                derived_by=made_by(),
                seen=(Seen(page=page.url),),
            )


def _said(text: tuple[Line, ...], rule: dict[str, str]) -> str | None:
    find, over = expression(rule["find"]), expression(rule["over"])
    near = expression(rule["near"]) if "near" in rule else None
    for at, line in enumerate(text):
        if not find.search(line.flat):
            continue
        around = text[max(0, at - 1) : at + 1 + _AFTER] if line.heading else text[at : at + 1 + _AFTER]
        if any(over.search(one.flat) for one in around):
            continue
        if near is None or any(near.search(one.flat) for one in around):
            return line.quote
    return None


def _linked(page: LegalPage, rule: dict[str, str]) -> str | None:
    if "link" not in rule:
        return None
    link = expression(rule["link"])
    return next((f"link to {href}" for href, _ in page.links if link.search(href.lower())), None)
