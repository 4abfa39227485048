"""The chats on a shop's pages: whose they are, who answers there, and whether they say that a machine does. Pure.

They are looked at as they stand there. Nobody opens one or writes in it.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import re2

from scanner.datafile import read_data
from scanner.derive.seals.names import host_of
from scanner.derive.seals.rows import looked_where, not_asked_for
from scanner.derive.services import Known
from scanner.derive.shown import Line, Shown, read_shown
from scanner.model.evidence import Coverage, Evidence, Status
from scanner.model.facts import ChatWidget, Page, Request
from scanner.model.kept import text_of
from scanner.model.text import visible
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import Answerer, GapCause, PageRole, ServiceCategory

_MOST_LINES = 3_000
_MOST_LINE = 300
_MOST_QUOTE = 200
_TEXTS = frozenset({
    PageRole.PRIVACY, PageRole.COOKIES, PageRole.IMPRINT, PageRole.TERMS, PageRole.WITHDRAWAL, PageRole.BLOG,
    PageRole.ACCESSIBILITY,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Words:
    as_of: str
    machine: frozenset[str]
    people: frozenset[str]
    notice: Any
    people_say: Any
    about: Any
    hint: Any
    greeting: Any
    hello: Any
    opener: Any


@functools.cache
def _words() -> _Words:
    read: Mapping[str, Any] = read_data("chats.yaml")
    either = {name: re2.compile("|".join(f"(?:{one})" for one in read[name])) for name in _PATTERNS}
    return _Words(
        str(read["as_of"]),
        frozenset(read["machine"]),
        frozenset(read["people"]),
        about=re2.compile(read["about"]),
        hint=re2.compile(read["hint"]),
        **either,
    )


_PATTERNS = ("notice", "people_say", "greeting", "hello", "opener")


@dataclass(frozen=True, slots=True)
class _Said:
    """What a chat says of itself on the pages that were seen; lines in its own frame, or about it."""

    notice: str | None = None
    people: str | None = None
    greeting: str | None = None
    hint: str | None = None


def chat_widgets(evidence: Evidence, artifacts: Mapping[str, bytes], known: Known) -> Evidence:
    """The evidence with a row for each chat."""
    if not_asked_for(evidence, "chat_widget"):
        return evidence
    pages = [row for row in evidence.rows("page") if isinstance(row, Page)]
    shown = [(page, read_shown(data)) for page in pages if (data := text_of(page, artifacts)) is not None]
    shown.sort(key=lambda one: (one[0].role is not PageRole.HOME, str(one[0].url)))
    rows = list(_rows(evidence, shown, known))
    other = tuple(entry for entry in evidence.coverage if entry.kind != "chat_widget")
    facts = {**evidence.facts, "chat_widget": tuple(rows)}
    if not rows:
        del facts["chat_widget"]
    return replace(evidence, facts=facts, coverage=(*other, *_coverage(evidence, pages, artifacts)))


def _coverage(evidence: Evidence, pages: list[Page], artifacts: Mapping[str, bytes]) -> Iterator[Coverage]:
    yield from looked_where("chat_widget", evidence, pages, artifacts)
    if not evidence.looked_at("request"):
        yield Coverage(
            "chat_widget", (), Status.GAP, GapCause.UNSUPPORTED, "what the pages ask others for was not looked at"
        )


def _rows(evidence: Evidence, shown: list[tuple[Page, Shown]], known: Known) -> Iterator[ChatWidget]:
    taken: set[str] = set()
    for name, of_service in _by_service(evidence, known).items():
        page = of_service[0].page
        hosts = {str(row.host) for row in of_service}
        said = _said(shown, hosts)
        if isinstance(page, Page) and str(page.url) not in taken:
            taken.add(str(page.url))
            yield _row(page, name, said)
    if taken:
        return
    for page, document in shown:
        if page.role not in _TEXTS and (button := _opener(document)):
            said = _said([(page, document)], set())
            notice = button if _words().notice.search(button) else said.notice
            yield _row(page, None, replace(said, notice=notice))
            return


def _by_service(evidence: Evidence, known: Known) -> dict[str, list[Request]]:
    found: dict[str, list[Request]] = {}
    for row in evidence.rows("request"):
        if not isinstance(row, Request) or not isinstance(row.service, str) or not isinstance(row.page, Page):
            continue
        service = known.by_name.get(row.service)
        if service is not None and service.category is ServiceCategory.CHAT:
            found.setdefault(row.service, []).append(row)
    for rows in found.values():
        rows.sort(key=lambda row: (isinstance(row.page, Page) and row.page.role is not PageRole.HOME, str(row.path)))
    return found


def _row(page: Page, service: str | None, said: _Said) -> ChatWidget:
    words = _words()
    opened = bool(said.greeting or said.notice)
    closed = Unknown("it was not opened, and its first message can't be read before it is", GapCause.NOT_OPERABLE)
    answers: Maybe[Answerer]
    notice: Maybe[bool]
    if said.people and not said.notice:
        answers, notice = Answerer.PEOPLE, False
    elif said.notice:
        answers, notice = Answerer.MACHINE, True
    elif service in words.machine:
        hinted = Unknown(f"it hints at it in other words: {visible(said.hint, 80)}") if said.hint else False
        answers, notice = Answerer.MACHINE, hinted if opened else closed
    elif service in words.people:
        answers, notice = Answerer.PEOPLE, False
    else:
        answers = Answerer.EITHER if service else Unknown("nobody is known to run this chat")
        notice = Unknown("whether a machine answers is not said") if opened else closed
    quote = said.notice or said.people or said.greeting
    return ChatWidget(
        page=Page(url=page.url, role=page.role),
        service=service,
        answers=answers,
        opened=opened,
        ai_notice=notice,
        quote=visible(quote, _MOST_QUOTE) if quote else None,
        derived_by=f"words of chats {words.as_of}",
    )


def _said(shown: list[tuple[Page, Shown]], hosts: set[str]) -> _Said:
    words, found = _words(), _Said()
    for page, document in shown:
        for line in document.lines[:_MOST_LINES]:
            own = bool(line.frame) and host_of(line.frame) in hosts
            if line.hidden or len(line.text) > _MOST_LINE or (not own and (page.role in _TEXTS or line.place == "nav")):
                continue
            if own or _is_about(line):
                denied = words.people_say.search(line.text)
                found = replace(
                    found,
                    people=found.people or (line.text if denied else None),
                    hint=found.hint or (line.text if words.hint.search(line.text) else None),
                    notice=found.notice or (line.text if not denied and words.notice.search(line.text) else None),
                )
            if words.greeting.search(line.text) if own else _greets(line):
                found = replace(found, greeting=found.greeting or line.text)
    return found


def _greets(line: Line) -> bool:
    """Outside of a chat's own frame: beside the page or over it, in the first person of whoever answers there."""
    return line.place in {"", "aside", "dialog"} and _words().hello.search(line.text) is not None


def _is_about(line: Line) -> bool:
    return line.place != "main" and _words().about.search(line.text) is not None


def _opener(document: Shown) -> str | None:
    """What the button says that opens a chat."""
    buttons = (line.text for line in document.lines[:_MOST_LINES] if line.tag == "button" and not line.hidden)
    links = (link.label for link in document.links if not link.hidden and ("#" in link.href or not link.href))
    return next((text for text in (*buttons, *links) if len(text) < 60 and _words().opener.search(text)), None)
