"""Elimination in general: what a server chose is offered no more, until it refuses the rest.

Used for groups and signature schemes. A refusal ends it only where it says so plainly, or where the server still takes
what it took before: everything else cuts it off, which is known and said.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scanner.model.vocabulary import TlsVersion
from scanner.probes.tls.exchange import TRANSIENT, Fate, Reply
from scanner.probes.tls.flight import Flight
from scanner.probes.tls.sweep import PLAIN_REFUSALS

Numbers = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What is eliminated. `ask` offers a list; `choice` reads from an answer what was chosen, None if it doesn't tell.

    `still`: whether the server takes now what it took before.
    """

    version: TlsVersion
    ask: Callable[[Numbers], Reply]
    choice: Callable[[Reply], int | None]
    still: Callable[[], bool]

    def answered(self, reply: Reply) -> bool:
        """Whether the server takes the version and goes on: some see only behind their hello that nothing is left."""
        return reply.hello is not None and reply.hello.version is self.version and reply.flight.fatal is None


@dataclass(frozen=True, slots=True)
class Elimination:
    """What was found, in the order in which the server chose it.

    `decides`: whether that order is the server's own, or it follows ours; None where that can't be told.
    `cut_off`: the reply that broke it off before the rest was refused.
    """

    found: Numbers = ()
    decides: bool | None = None
    cut_off: Reply | None = None


def eliminate(question: Question, offered: Numbers, first: int | None = None) -> Elimination:
    """Everything of `offered` that the server takes; `first` is what it chose when last asked for all of it."""
    found: list[int] = []
    choice = first
    while True:
        remaining = tuple(number for number in offered if number not in found)
        if not remaining:
            return Elimination(tuple(found))
        if choice is None:
            reply = _ask_twice(question, remaining)
            if not question.answered(reply):
                return Elimination(tuple(found), None, None if refuses(reply, question.still) else reply)
            choice = question.choice(reply)
            if choice is None:
                return Elimination(tuple(found), None, _mute(reply))
        if choice not in remaining:
            # It does not heed what is offered, so there is nothing more to learn.
            return Elimination(tuple(found) if choice in found else (*found, choice))
        found.append(choice)
        choice = None


def in_order(question: Question, offered: Numbers, done: Elimination) -> Elimination:
    """The same, with whose order it is, asked by offering it backwards.

    What was refused is offered first: a server whose certificate's own curve was gone refused it for that (RFC 8422
    § 5.1), and may take it after all.
    """
    found = done.found
    rest = tuple(number for number in offered if number not in found)
    if done.cut_off is not None or not found or not set(found) <= set(offered) or not (rest or found[1:]):
        return done
    for _ in range(len(rest) + 1):
        reply = _ask_twice(question, (*rest, *found[::-1]))
        choice = question.choice(reply) if question.answered(reply) else None
        if choice is None:
            return Elimination(found, None, _mute(reply) if question.answered(reply) else reply)
        if choice in found:
            alone = len(found) == 1
            ours, own = choice == found[-1], choice == found[0]
            return Elimination(found, None if alone or not (ours or own) else own)
        if choice not in rest:
            return Elimination((*found, choice))
        found = (*found, choice)
        rest = tuple(number for number in rest if number != choice)
    return Elimination(found)


def refuses(reply: Reply, still: Callable[[], bool]) -> bool:
    """Whether a reply without a choice means that nothing is left. A closed connection may mean anything."""
    if reply.hello is not None:
        return True
    fatal = reply.flight.fatal
    if fatal is not None and fatal.description in PLAIN_REFUSALS:
        return True
    return reply.fate in {Fate.ALERT, Fate.CLOSED} and still()


def _ask_twice(question: Question, offered: Numbers) -> Reply:
    reply = question.ask(offered)
    return question.ask(offered) if reply.fate in TRANSIENT else reply


def _mute(reply: Reply) -> Reply:
    return Reply(Fate.CLOSED, Flight(), reply.words or "the server's answer does not tell what it chose")
