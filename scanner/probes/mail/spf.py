"""What a domain's SPF comes to (RFC 7208): the record evaluated to its end, as for a sender that nothing matches.

What depends on a single message, macros of the sender's address, counts as a lookup whose answer nobody knows.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from enum import StrEnum

from scanner.errors import NetworkError
from scanner.model.facts import Spf
from scanner.model.values import Unknown
from scanner.model.vocabulary import GapCause
from scanner.network.urls import shown
from scanner.probes.dns.client import BadName, Client, Reply
from scanner.probes.dns.records import AAAA, MX, TXT, A
from scanner.probes.mail.spf_syntax import (
    COSTLY,
    EVERYONE,
    BrokenSpf,
    Network,
    Record,
    Term,
    TooLong,
    is_everyone,
    is_spf,
    parse,
)

MOST_LOOKUPS, MOST_VOID, MOST_MX = 10, 2, 10  # § 4.6.4
#: Where counting ends: enough to say by how much, too little to be led on for long.
_COUNT_TO = 30
#: The `all` that decides: none, or not seen.
_All = Term | Unknown | None
_OF_DOMAIN = re.compile(r"%\{d\}", re.IGNORECASE)


class Problem(StrEnum):
    """Why whoever evaluates the record meets a permanent error."""

    MISSING = "missing"
    SEVERAL = "several"
    SYNTAX = "syntax"
    UNKNOWN_MECHANISM = "unknown_mechanism"
    NO_RECORD_THERE = "no_record_there"
    SEVERAL_THERE = "several_there"
    LOOP = "loop"
    TOO_MANY_LOOKUPS = "too_many_lookups"
    TOO_MANY_VOID_LOOKUPS = "too_many_void_lookups"
    TOO_MANY_MX = "too_many_mx"


@dataclass(slots=True)
class _Evaluation:
    """What adds up while a record and what it includes are evaluated."""

    client: Client
    lookups: int = 0
    void: int = 0
    sends: bool = False
    problem: Problem | None = None
    at: str | None = None
    unsure: NetworkError | None = None
    path: list[str] = field(default_factory=list)

    def wrong(self, problem: Problem, at: str | None) -> None:
        if self.problem is None:
            self.problem, self.at = problem, at

    def doubt(self, error: NetworkError) -> None:
        self.unsure = self.unsure or error

    @property
    def unseen(self) -> Unknown | None:
        """What is said in place of what could not be seen; None where all could."""
        return Unknown(self.unsure.message, GapCause(self.unsure.cause)) if self.unsure else None


async def evaluate(client: Client, domain: str) -> Spf:
    """The SPF of a domain. Raises NetworkError where its own record could not be looked up."""
    records = _records(await client.look_up(domain, TXT))
    if len(records) != 1:
        problem = Problem.SEVERAL if records else Problem.MISSING
        return Spf(
            records=len(records),
            valid=False,
            problem=problem,
            problem_at=None,
            all=None,
            lookups=0,
            void_lookups=0,
            everyone=False,
            sends=bool(records),
            record=None,
        )
    work = _Evaluation(client)
    found, passed = await _record(work, domain, records[0])
    if work.lookups > MOST_LOOKUPS:
        work.wrong(Problem.TOO_MANY_LOOKUPS, None)
    if work.void > MOST_VOID:
        work.wrong(Problem.TOO_MANY_VOID_LOOKUPS, None)
    # What could not be looked up may hide a mistake, but doesn't take one away.
    doubt = work.unseen
    return Spf(
        records=1,
        valid=False if work.problem else doubt or True,
        problem=work.problem or doubt,
        problem_at=work.at if work.problem else doubt,
        all=f"{found.qualifier}all" if isinstance(found, Term) else found,
        lookups=doubt or work.lookups,
        void_lookups=doubt or work.void,
        everyone=is_everyone(passed) or doubt or False,
        sends=work.sends or (found if isinstance(found, Unknown) else False),
        record=records[0],
    )


def _records(reply: Reply) -> list[str]:
    return [text for text in reply.texts if is_spf(text)]


async def _record(work: _Evaluation, domain: str, text: str) -> tuple[_All, list[Network]]:
    """The `all` that decides, and the addresses that pass by what the record says of them."""
    try:
        record = parse(text)
    except TooLong as long:
        work.doubt(NetworkError(GapCause.BUDGET, f"{shown(domain)} has {long}"))
        return work.unseen, []
    except BrokenSpf as broken:
        work.wrong(Problem.UNKNOWN_MECHANISM if broken.unknown else Problem.SYNTAX, broken.term)
        work.sends = True
        return None, []
    work.path.append(domain.lower())
    passed = await _terms(work, domain, record)
    last: _All = record.all
    if record.redirect is not None:
        last, also = await _elsewhere(work, domain, record.redirect)
        passed += also
    if isinstance(last, Term) and last.qualifier == "+":
        work.sends = True
        passed.append(EVERYONE)
    work.path.pop()
    return last, passed


async def _terms(work: _Evaluation, domain: str, record: Record) -> list[Network]:
    """The addresses that pass. Those of `a` and `mx` are few, and left out."""
    passed: list[Network] = []
    for term in record.terms:
        if term.qualifier == "+":
            work.sends = True
            passed += [term.network] if term.network is not None else []
        if term.name in COSTLY:
            if term.name == "include":
                _, also = await _elsewhere(work, domain, term)
                passed += also if term.qualifier == "+" else []
            else:
                await _addresses(work, domain, term)
    return passed


async def _elsewhere(work: _Evaluation, domain: str, term: Term) -> tuple[_All, list[Network]]:
    """The record that include or redirect names."""
    work.lookups += 1
    target = _expanded(term.domain, domain)
    if target is None or work.lookups > _COUNT_TO:
        return None, []
    if target.lower().removesuffix(".") in work.path:
        work.wrong(Problem.LOOP, term.text)
        work.lookups = max(work.lookups, MOST_LOOKUPS + 1)  # it never ends
        return None, []
    reply = await _ask(work, term, target, TXT)
    if reply is None:
        return work.unseen, []
    records = _records(reply)
    if len(records) != 1:
        work.void += not reply.records
        work.wrong(Problem.SEVERAL_THERE if records else Problem.NO_RECORD_THERE, term.text)
        return None, []
    return await _record(work, target.removesuffix("."), records[0])


async def _addresses(work: _Evaluation, domain: str, term: Term) -> None:
    """What a, mx, ptr and exists look up. ptr depends on who sends."""
    work.lookups += 1
    target = _expanded(term.domain, domain)
    if target is None or term.name == "ptr" or work.lookups > _COUNT_TO:
        return
    if term.name == "mx":
        reply = await _ask(work, term, target, MX)
        if reply is not None:
            work.void += not reply.records
            if len(reply.records) > MOST_MX:
                work.wrong(Problem.TOO_MANY_MX, term.text)
        return
    # Which of both is asked for depends on who sends; only what neither finds is surely void.
    types = (A,) if term.name == "exists" else (A, AAAA)
    replies = await asyncio.gather(*(_ask(work, term, target, rdtype) for rdtype in types))
    work.void += all(reply is not None and not reply.records for reply in replies)


async def _ask(work: _Evaluation, term: Term, target: str, rdtype: int) -> Reply | None:
    """None where there is no answer, or no such question: a name too long to be one matches nothing (§ 4.8)."""
    try:
        return await work.client.look_up(target, rdtype)  # type: ignore[arg-type]
    except NetworkError as error:
        work.doubt(NetworkError(error.cause, f"{term.text}: {error.message}"))
    except BadName:
        work.void += 1
    return None


def _expanded(spec: str | None, domain: str) -> str | None:
    """The name that a term speaks of; None where it depends on the message."""
    if spec is None:
        return domain
    name = _OF_DOMAIN.sub(lambda _: domain, spec)
    return None if "%" in name else name
