"""Who read what tells devices apart: what the hooks tell, and from when on it is taken for a fingerprint.

The numbers stand in fingerprinting.yaml, with their sources. A script is known by its address; all scripts that stand
in one page itself share that of the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from scanner.datafile import read_data
from scanner.model.facts import Fingerprinting, Page
from scanner.model.vocabulary import FingerprintApi, Phase
from scanner.probes.browser import hooks
from scanner.probes.browser.records import Moment
from scanner.probes.browser.veil import Veil

MOST_READINGS = 20_000
_PLACE = re.compile(r":\d{1,9}:\d{1,9}$")


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of an interface. `place`: URL:line:column of the script, or the page where none is known."""

    when: Moment
    api: FingerprintApi
    what: str
    place: str
    details: Mapping[str, Any] = field(repr=False)

    @property
    def script(self) -> str:
        """The address of the script. Those made on the fly go by the origin that made them."""
        address = _PLACE.sub("", self.place)
        if address.startswith("blob:"):
            return address.rpartition("/")[0]
        return "data:" if address.startswith("data:") else address


@dataclass(slots=True)
class Prints:
    """The readings of one phase, by what the hooks call them. `left_out`: how many there was no room for."""

    readings: dict[str, Reading] = field(default_factory=dict)
    left_out: int = 0

    def read(self, when: Moment, message: dict[str, Any]) -> None:
        """A script has read something."""
        api = hooks.text(message, "api")
        if api not in _apis():
            return
        if len(self.readings) >= MOST_READINGS:
            self.left_out += 1
            return
        place = hooks.caller(hooks.text(message, "stack")) or when.page
        reading = Reading(when, FingerprintApi(api), hooks.text(message, "what"), place, message)
        self.readings[hooks.text(message, "id")] = reading

    def take_back(self, message: dict[str, Any]) -> None:
        """It was something else after all: a viewer, a call."""
        self.readings.pop(hooks.text(message, "id"), None)

    def rows(self, phase: Phase, veil: Veil, since_ms: int = 0) -> Iterator[Fingerprinting]:
        """One row per script and interface from which it has read enough since then to tell devices apart."""
        by_script: dict[str, dict[FingerprintApi, list[Reading]]] = {}
        for reading in self.readings.values():
            if reading.when.at_ms >= since_ms:
                by_script.setdefault(reading.script, {}).setdefault(reading.api, []).append(reading)
        for script, by_api in by_script.items():
            found = {api: readings for api, readings in by_api.items() if _enough(api, readings)}
            sources = sum(1 for api in found if _data()[api]["high_entropy"])
            for api, readings in found.items():
                yield Fingerprinting(
                    phase=phase,
                    script=veil.place(script if script == "data:" else readings[0].place),
                    api=api,
                    page=Page(url=readings[0].when.page),
                    sources=sources,
                )


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = read_data("fingerprinting.yaml")
    return data


@cache
def _apis() -> frozenset[str]:
    return frozenset(FingerprintApi)


def _enough(api: FingerprintApi, readings: list[Reading]) -> bool:
    special: dict[FingerprintApi, Callable[[list[Reading], Mapping[str, Any]], bool]] = {
        FingerprintApi.CANVAS: lambda given, rule: any(_is_print(one.details, rule) for one in given),
        FingerprintApi.FONTS: _tries_fonts,
    }
    rule: Mapping[str, Any] = _data()[api]
    return special.get(api, _reads_enough)(readings, rule)


def _reads_enough(readings: list[Reading], rule: Mapping[str, Any]) -> bool:
    what = {reading.what for reading in readings}
    if distinct := int(rule.get("distinct", 0)):
        return len(what) >= distinct and not what.isdisjoint(rule.get("among", what))
    return not what.isdisjoint(rule["one_of"]) or ("or_all_of" in rule and what.issuperset(rule["or_all_of"]))


def _is_print(details: Mapping[str, Any], rule: Mapping[str, Any]) -> bool:
    """A canvas that was read out: what was drawn in it, and whether anybody could see it."""

    def of(key: str) -> float:
        return hooks.number(dict(details), key) or 0

    if of("pictures") or of("saves") or details.get("shown") is True:
        return False
    if min(abs(of("width")), abs(of("height"))) < float(rule["side"]):
        return False
    text = of("letters") >= float(rule["characters"]) or (of("letters") > 0 and of("inks") >= float(rule["colours"]))
    return text or (of("curves") >= float(rule["curves"]) and of("blends") > 0)


def _tries_fonts(readings: list[Reading], rule: Mapping[str, Any]) -> bool:
    families = {
        hooks.text(dict(reading.details), "family").lower()
        for reading in readings
        if reading.details.get("declared") is not True
    }
    generic = {name.lower() for name in rule["generic"]}
    return len(families - generic - {""}) >= int(rule["families"])
