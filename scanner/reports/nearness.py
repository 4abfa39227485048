"""How far endpoints are from the guidelines of TLS, in sentences: what console, page and summaries share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from scanner.model.report import Nearness, Report
from scanner.model.verdict import Text

MET = Text("met", "erfüllt")
MET_AS_FAR_AS_SEEN = Text(
    "met as far as could be seen ({n} not told)", "erfüllt, soweit zu sehen war ({n} nicht zu beurteilen)"
)
ONE_AWAY, AWAY = Text("one change away", "eine Änderung entfernt"), Text("{n} changes away", "{n} Änderungen entfernt")
AT_LEAST = Text("at least {away}", "mindestens {away}")
NUMBERS = {
    2: Text("two", "zwei"),
    3: Text("three", "drei"),
    4: Text("four", "vier"),
    5: Text("five", "fünf"),
    6: Text("six", "sechs"),
    7: Text("seven", "sieben"),
    8: Text("eight", "acht"),
    9: Text("nine", "neun"),
    10: Text("ten", "zehn"),
    11: Text("eleven", "elf"),
    12: Text("twelve", "zwölf"),
}


def distance(one: Nearness) -> Text:
    """`two changes away`, `met`."""
    count, unknown = len(one.changes), len(one.unknown)
    if count == 0:
        return _filled(MET_AS_FAR_AS_SEEN, n=unknown) if unknown else MET
    many = NUMBERS.get(count, Text(str(count), str(count)))
    away = ONE_AWAY if count == 1 else Text(AWAY.en.format(n=many.en), AWAY.de.format(n=many.de))
    return Text(AT_LEAST.en.format(away=away.en), AT_LEAST.de.format(away=away.de)) if unknown else away


def of_shop(report: Report) -> tuple[tuple[str, Text], ...]:
    """For each guideline's profile how far the shop is: as far as the endpoint that is farthest from it."""
    by_profile: dict[str, list[Nearness]] = {}
    for one in report.nearness:
        by_profile.setdefault(one.profile, []).append(one)
    return tuple((profile, distance(max(found, key=_size))) for profile, found in by_profile.items())


def by_endpoint(found: Iterable[Nearness]) -> Mapping[str, tuple[Nearness, ...]]:
    """The distances of each endpoint (`host:port`)."""
    by_place: dict[str, tuple[Nearness, ...]] = {}
    for one in found:
        by_place[one.endpoint] = (*by_place.get(one.endpoint, ()), one)
    return by_place


def _size(one: Nearness) -> tuple[int, int]:
    return len(one.changes), len(one.unknown)


def _filled(text: Text, n: int) -> Text:
    return Text(text.en.format(n=n), text.de.format(n=n))
