"""How far each TLS endpoint is from the guidelines, whatever profile judged the run: what it would have to change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from scanner.model.evidence import Evidence, Scope
from scanner.model.facts import Endpoint, Fact
from scanner.model.report import Change, Nearness
from scanner.model.verdict import ControlVerdict, Text
from scanner.model.vocabulary import EndpointRole, Level, Verdict
from scanner.policy.library import GUIDELINE_PROFILES, Library
from scanner.policy.profile import Profile
from scanner.weigh import judge_all

#: What one change names at most, and the endpoints that are told of.
MOST_MESSAGES, MOST_ENDPOINTS = 20, 50
#: Whoever sends mail to the shop keeps to other guidelines.
_WEB = frozenset({EndpointRole.SHOP, EndpointRole.APEX, EndpointRole.CHECKOUT, EndpointRole.API})

_Place = tuple[str, int]


def nearness(evidence: Evidence, library: Library, as_of: dt.date) -> tuple[Nearness, ...]:
    """For every endpoint of the shop that speaks TLS, and every guideline: the controls of level error that it fails.

    Empty where nobody looked at TLS, or the library has no such profiles (a run of an older version judged again).
    """
    places = _places(evidence)
    profiles = [library.profile(name) for name in GUIDELINE_PROFILES if name in library.profiles]
    if not places or not profiles:
        return ()
    found = []
    for place in places:
        here = _only(evidence, place)
        found += [_of(profile, judge_all(profile, here, as_of), place) for profile in profiles]
    return tuple(found)


def _only(evidence: Evidence, place: _Place) -> Evidence:
    """What bears on one endpoint: its rows and those of its host, the gaps and cells that could be its own."""
    facts = {kind: tuple(row for row in rows if _is_at(row, place)) for kind, rows in evidence.facts.items()}
    coverage = tuple(entry for entry in evidence.coverage if _fits(entry.scope, place))
    plan = tuple(cell for cell in evidence.plan if _fits(cell.scope, place))
    return replace(evidence, facts=facts, coverage=coverage, plan=plan)


def _is_at(row: Fact, place: _Place) -> bool:
    at = _place(row)
    return at is None or at in {place, (place[0], 0)}


def _fits(scope: Scope, place: _Place) -> bool:
    fixed = {"host": place[0], "endpoint.host": place[0], "port": place[1], "endpoint.port": place[1]}
    return all(fixed[path] == value for path, value in scope if path in fixed)


def _places(evidence: Evidence) -> list[_Place]:
    endpoints = [row for row in evidence.rows("endpoint") if isinstance(row, Endpoint) and row.tls is True]
    places = dict.fromkeys(place for row in endpoints if row.role in _WEB and (place := _place(row)) is not None)
    return list(places)[:MOST_ENDPOINTS]


def _place(row: Fact | None) -> _Place | None:
    """Host and port of an endpoint; of a host alone, its https port as 0."""
    at = row if isinstance(row, Endpoint) else getattr(row, "endpoint", row)
    host, port = getattr(at, "host", None), getattr(at, "port", 0)
    return (host, port) if isinstance(host, str) and isinstance(port, int) else None


def _of(profile: Profile, verdicts: Iterable[ControlVerdict], place: _Place) -> Nearness:
    judged = tuple(verdicts)
    failed = [verdict for verdict in judged if verdict.verdict is Verdict.FAIL]
    return Nearness(
        profile=profile.name,
        title=profile.title,
        endpoint=f"{place[0]}:{place[1]}",
        changes=tuple(_change(verdict) for verdict in failed if verdict.level is Level.ERROR),
        advice=tuple(_change(verdict) for verdict in failed if verdict.level is not Level.ERROR),
        unknown=tuple(verdict.control for verdict in judged if verdict.verdict is Verdict.UNKNOWN),
    )


def _change(verdict: ControlVerdict) -> Change:
    said: dict[Text, None] = dict.fromkeys(finding.message for finding in verdict.judgement.findings)
    return Change(verdict.control, verdict.title, tuple(said)[:MOST_MESSAGES], max(0, len(said) - MOST_MESSAGES))
