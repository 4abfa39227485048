"""In what else than time two runs differ: said first, since it may be why their verdicts do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scanner.model.difference import Circumstance
from scanner.model.report import Report
from scanner.model.verdict import Text

#: Files named of policies that differ.
MOST_NAMED = 10
_DIGITS = 8
_SETTINGS: Mapping[str, Text] = {
    "only": Text("areas asked for (--only)", "verlangte Bereiche (--only)"),
    "quick": Text(
        "three states of consent, fewer pages and short watch windows (--quick)",
        "drei Zustände der Einwilligung, weniger Seiten und kurze Beobachtung (--quick)",
    ),
    "fail_on": Text("threshold asked for (--fail-on)", "verlangte Schwelle (--fail-on)"),
    "strict": Text("warnings count (--strict)", "Warnungen zählen (--strict)"),
    "require_complete": Text("what was not assessed counts (--require-complete)", "Ungeprüftes zählt"),
    "deadline_s": Text("deadline in seconds", "Frist in Sekunden"),
}
_LABELS: Mapping[str, Text] = {
    "shop": Text("shop", "Shop"),
    "order": Text("the older run is the later one: began", "der ältere Lauf ist der spätere: Beginn"),
    "profile": Text("profile", "Profil"),
    "siegel": Text("Siegel", "Siegel"),
    "policies": Text("policy files that differ", "Richtlinien, die sich unterscheiden"),
    "gate": Text("counts from", "zählt ab"),
    "incomplete": Text("interrupted", "abgebrochen"),
    **_SETTINGS,
    "authorised_by": Text("authorised by", "genehmigt von"),
    "country": Text("country of the scan", "Land der Prüfung"),
}


def circumstances(
    older: Report, newer: Report, old_policies: Mapping[str, str], new_policies: Mapping[str, str]
) -> Iterator[Circumstance]:
    """Another shop, profile, Siegel or policies first; then what was asked for, from where, and with which tools."""
    before, after = _facts(older), _facts(newer)
    before["order"], after["order"] = _order(older, newer)
    before["policies"], after["policies"] = _differ(old_policies, new_policies)
    for what, label in _LABELS.items():
        if before[what] != after[what]:
            yield Circumstance(what, label, before[what], after[what])
    old_tools, new_tools = _of(older.run, "versions"), _of(newer.run, "versions")
    for tool in sorted({*old_tools, *new_tools} - {"siegel"}):
        old, new = _said(old_tools.get(tool)), _said(new_tools.get(tool))
        if old != new:
            yield Circumstance("tool", Text(tool, tool), old, new)


def _facts(report: Report) -> dict[str, str]:
    """What a report says of how it came about."""
    settings = _of(report.run, "settings")
    return {
        "shop": report.shop,
        "profile": report.profile,
        "siegel": siegel_of(report),
        "gate": report.gate.fail_on.value,
        "incomplete": _said(report.run.get("incomplete")),
        "authorised_by": _said(report.run.get("authorised_by")),
        "country": _said(_of(report.run, "vantage").get("country")),
        **{name: _said(settings.get(name)) for name in _SETTINGS},
    }


def siegel_of(report: Report) -> str:
    """The version of Siegel that looked; empty where the report doesn't say."""
    return _said(_of(report.run, "versions").get("siegel"))


def _order(older: Report, newer: Report) -> tuple[str, str]:
    """Both beginnings, if they are in the wrong order. ISO 8601 in UTC sorts as text."""
    began = _said(older.run.get("started")), _said(newer.run.get("started"))
    return began if all(began) and began[0] > began[1] else ("", "")


def _differ(older: Mapping[str, str], newer: Mapping[str, str]) -> tuple[str, str]:
    """The files that only one run has, or of which each has another text, with the first digits of their hashes."""
    changed = [name for name in sorted({*older, *newer}) if older.get(name) != newer.get(name)]
    return _named(changed, older), _named(changed, newer)


def _named(changed: list[str], digests: Mapping[str, str]) -> str:
    names = [f"{name} ({digests[name][:_DIGITS]})" for name in changed if name in digests]
    more = f" (+{len(names) - MOST_NAMED})" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more


def _of(run: Mapping[str, object], key: str) -> Mapping[str, object]:
    found = run.get(key)
    return found if isinstance(found, dict) else {}


def _said(value: object) -> str:
    """What a run says of itself, on one line. It may be of any shape; what lies deeper is not told."""
    match value:
        case list():
            return ", ".join(_plain(item) for item in value)
        case dict():
            return ", ".join(f"{name} {_plain(item)}" for name, item in value.items())
        case _:
            return _plain(value)


def _plain(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str() | int() | float():
            return str(value)
        case _:
            return ""
