"""What a report rests on, in sentences: what was looked at, when, from where, by whose leave, and what counts."""

from __future__ import annotations

from collections.abc import Callable

from scanner.model.report import Report
from scanner.model.verdict import Text
from scanner.reports import words as common
from scanner.reports.full import prose, words
from scanner.reports.full.excuses import asked_for
from scanner.reports.nearness import of_shop
from scanner.reports.read import RunNotes


def speaker(lang: str) -> Callable[..., str]:
    """What says a text of two languages in one."""

    def to(text: Text | str, **named: object) -> str:
        """A text in that language, with what stands in its braces."""
        said = text.to(lang) if isinstance(text, Text) else text
        return said.format(**named) if named else said

    return to


def basis(report: Report, run: RunNotes, lang: str) -> dict[str, list[str]]:
    """What was asked for and what counts, sentence by sentence."""
    to = speaker(lang)
    asked = asked_for(report)
    counts = [to(words.COUNTS_AT, fail_on=to(common.SEVERITY[report.gate.fail_on]))]
    counts += [to(words.WARNINGS_TOO)] if asked.get("strict") is True else []
    counts += [to(words.COMPLETE_TOO)] if asked.get("require_complete") is True else []
    seen = [to(report.coverage_note)]
    only = asked.get("only")
    named = [to(said) for area, said in common.AREA.items() if isinstance(only, list) and area.value in only]
    seen += [to(words.ONLY, areas=", ".join(named))] if named else []
    seen += [to(common.INCOMPLETE)] if run.incomplete else []
    times = [prose.moment(time, lang) for time in (run.started, run.ended) if time]
    took = [f"{to(common.TOOK)} {common.number(run.seconds, lang)} s"] if run.seconds is not None else []
    named_vantage = ((common.VANTAGE.get(name, common.same(name)), said) for name, said in run.vantage.items())
    vantage = (f"{to(name)} {said}".strip() for name, said in named_vantage)
    amounts = ((run.connections, common.CONNECTIONS), (run.requests, common.REQUESTS))
    traffic = [f"{n} {to(what)}" for n, what in amounts if n is not None]
    traffic += [f"{common.amount(run.bytes_read, lang)} {to(common.READ)}"] if run.bytes_read is not None else []
    tools = [f"{tool} {version}" for tool, version in run.versions.items()]
    return {
        "profile": [f"{report.profile}: {to(run.profile_because)}"] if run.profile_because else [],
        "near": [f"{profile}: {to(away)}" for profile, away in of_shop(report)],
        "traffic": [", ".join(traffic)] if traffic else [],
        "tools": [", ".join(tools)] if tools else [],
        "counts": counts,
        "seen": seen,
        "when": [" – ".join(dict.fromkeys(times)), *took] if times else took,
        "whence": [said] if (said := ", ".join(vantage)) else [],
        "authority": [run.authorised_by or to(common.NOBODY)] if run.says_authority else [],
    }
