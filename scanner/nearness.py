"""How far each TLS endpoint is from the guidelines, whatever profile judged the run: what it would have to change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from scanner.model.evidence import Evidence
from scanner.model.facts import Endpoint, Fact
from scanner.model.report import Change, Nearness
from scanner.model.verdict import ControlVerdict, Finding, Text
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
    for profile in profiles:
        verdicts = judge_all(profile, evidence, as_of)
        found += [_of(profile, verdicts, place) for place in places]
    return tuple(sorted(found, key=lambda one: places.index(_parsed(one.endpoint))))


def _places(evidence: Evidence) -> list[_Place]:
    endpoints = [row for row in evidence.rows("endpoint") if isinstance(row, Endpoint) and row.tls is True]
    places = dict.fromkeys(place for row in endpoints if row.role in _WEB and (place := _place(row)) is not None)
    return list(places)[:MOST_ENDPOINTS]


def _place(row: Fact | None) -> _Place | None:
    """Host and port of an endpoint; of a host alone, its https port as 0."""
    at = row if isinstance(row, Endpoint) else getattr(row, "endpoint", row)
    host, port = getattr(at, "host", None), getattr(at, "port", 0)
    return (host, port) if isinstance(host, str) and isinstance(port, int) else None


def _parsed(endpoint: str) -> _Place:
    host, _, port = endpoint.rpartition(":")
    return host, int(port)


def _of(profile: Profile, verdicts: Iterable[ControlVerdict], place: _Place) -> Nearness:
    mine = [(verdict, list(_about(verdict.judgement.findings, place))) for verdict in verdicts]
    failed = [(verdict, findings) for verdict, findings in mine if findings]
    return Nearness(
        profile=profile.name,
        title=profile.title,
        endpoint=f"{place[0]}:{place[1]}",
        changes=tuple(_change(v, found) for v, found in failed if v.level is Level.ERROR),
        advice=tuple(_change(v, found) for v, found in failed if v.level is not Level.ERROR),
        unknown=tuple(v.control for v, found in mine if v.verdict is Verdict.UNKNOWN and not found),
    )


def _about(findings: Iterable[Finding], place: _Place) -> Iterator[Finding]:
    for finding in findings:
        at = _place(finding.fact)
        if at is not None and (at == place or at == (place[0], 0)):
            yield finding


def _change(verdict: ControlVerdict, findings: list[Finding]) -> Change:
    said: dict[Text, None] = dict.fromkeys(finding.message for finding in findings)
    return Change(verdict.control, verdict.title, tuple(said)[:MOST_MESSAGES], max(0, len(said) - MOST_MESSAGES))
