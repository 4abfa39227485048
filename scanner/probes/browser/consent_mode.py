"""Google's Consent Mode on a page: its commands in their order, and what requests say of it. Pure.

Names, letters and hosts stand in google_consent.yaml, with their sources.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import unquote_plus

from scanner.datafile import read_data
from scanner.model.facts import ConsentMode, Page
from scanner.model.facts.consent import Signals
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import PageRole, Phase
from scanner.probes.browser.records import SentRequest
from scanner.probes.browser.signals import SIGNALS, Heard, Layer, Notes

_MOST_PARAMETERS = 500
_MOST_CHARACTERS = 20_000
#: The tag manager keeps no more entries of its array, and lets the first ones go.
_KEPT_ENTRIES = 300
_GRANTED, _DENIED = "granted", "denied"
_VALUES = (_GRANTED, _DENIED)

State = dict[str, str | None]


@dataclass(frozen=True, slots=True)
class _Words:
    """What the data file says: states of a letter (default, update), the signal of a host, countries that count."""

    letters: Mapping[str, tuple[str | None, str | None]]
    hosts: Mapping[str, str]
    regions: frozenset[str]


@cache
def _words() -> _Words:
    data: dict[str, Any] = read_data("google_consent.yaml")
    return _Words(
        {letter: (states[0], states[1]) for letter, states in data["gcd"].items()},
        {host: signal for signal, hosts in data["hosts"].items() for host in hosts},
        frozenset(data["regions"]),
    )


def parameters(text: str, names: Collection[str]) -> Iterator[tuple[str, str]]:
    """Those of a query, or of a body in its form, that have one of these names, decoded."""
    for part in text[:_MOST_CHARACTERS].split("&", _MOST_PARAMETERS)[:_MOST_PARAMETERS]:
        name, equals, value = part.partition("=")
        if equals and name in names:
            yield name, unquote_plus(value)


# ── what requests say ────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Ping:
    """One request that says how consent stands. `gcs`, `gcd` as they came, None where it has none."""

    host: str
    path: str
    gcs: str | None
    gcd: str | None

    @property
    def state(self) -> State:
        """How the signals stood, as far as it says; None: it says that nobody ever said."""
        states = {name: update or default for name, (default, update) in (read_gcd(self.gcd) or {}).items()}
        return states | read_gcs(self.gcs)

    @property
    def denied(self) -> bool:
        """Whether it was sent although the signal it takes was denied. Elsewhere than at Google: both were."""
        state = self.state
        measured = _measured(self.host, self.path)
        if measured:
            return state.get(measured) == _DENIED
        return all(state.get(name) == _DENIED for name in ("ad_storage", "analytics_storage"))


def read_gcs(text: str | None) -> State:
    """`G1`, then ad_storage and analytics_storage: 1 granted, 0 denied; anything else is left out."""
    if text is None or not text.startswith("G1") or len(text) != 4:
        return {}
    given = zip(("ad_storage", "analytics_storage"), text[2:], strict=True)
    return {name: _GRANTED if digit == "1" else _DENIED for name, digit in given if digit in "01"}


def read_gcd(text: str | None) -> dict[str, tuple[str | None, str | None]] | None:
    """Default and update of the signals: `11p1p1p1p5`, or `13p3p3p2p5l1` as of 2024. None: not in that shape.

    Signals whose letter nobody has explained are left out.
    """
    if text is None or len(text) < 9 or not text[:2].isdecimal() or text[0] != "1":
        return None
    letters = text[2:9:2]
    if len(letters) != len(SIGNALS) or not letters.isalpha() or not text[3:9:2].isdecimal():
        return None
    known = _words().letters
    return {name: known[letter] for name, letter in zip(SIGNALS, letters, strict=True) if letter in known}


def _measured(host: str, path: str) -> str | None:
    """The signal that a request needs: by Google's host, or by the path of Analytics on a server of one's own."""
    labels = host.lower().split(".")
    for start in range(len(labels)):
        if signal := _words().hosts.get(".".join(labels[start:])):
            return signal
    return "analytics_storage" if path.endswith("/g/collect") else None


def pings(requests: Iterable[SentRequest]) -> Iterator[Ping]:
    """The requests that carry a state of consent in query or body."""
    for request in requests:
        if request.navigation:
            continue
        body = (request.body or b"")[:_MOST_CHARACTERS].decode("utf-8", "replace") if request.body else ""
        if "gcs=" in request.query or "gcd=" in request.query or "gcs=" in body or "gcd=" in body:
            found = dict(parameters(f"{request.query}&{body}", ("gcs", "gcd")))
            if found:
                yield Ping(request.host, request.path, found.get("gcs"), found.get("gcd"))


# ── what the page says ───────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class _Told:
    """Defaults and state of the signals as a source tells them. `first`: defaults came before any tag."""

    source: str
    defaults: State = field(default_factory=dict)
    state: State = field(default_factory=dict)
    first: Maybe[bool | None] = None
    remark: str = ""


def consent_mode(phase: Phase, heard: Heard, sent: Iterable[SentRequest]) -> ConsentMode:
    """The row of the page. `sent`: the requests that count for the phase."""
    seen = tuple(pings(sent))
    told = _by_layers(heard.layers) or _by_notes(heard.notes) or _by_pings(seen)
    page = Page(url=heard.page, role=PageRole.HOME)
    if told is None:
        return ConsentMode(
            phase=phase, page=page, present=False,
            decoded=None, defaults=None, signals=None, default_first=None, pings=None,
        )  # fmt: skip
    return ConsentMode(
        phase=phase,
        page=page,
        present=True,
        decoded=_in_words(told, seen),
        defaults=_signals(told.defaults) if told.defaults else None,
        signals=_signals(told.state),
        default_first=told.first if told.defaults else False,
        pings=sum(ping.denied for ping in seen),
    )


def _by_layers(layers: Iterable[Layer]) -> _Told | None:
    return next(filter(None, (_by_layer(layer) for layer in layers)), None)


def _by_layer(layer: Layer) -> _Told | None:
    consent = [command for command in layer.commands if command.what in {"default", "update"} and command.signals]
    if not consent:
        return None
    told = _Told(f"commands in {layer.name}")
    everywhere: State = {}
    here: State = {}
    before: State | None = None
    for command in layer.commands:
        if command.what == "default":
            if command.regions is None:
                everywhere |= command.signals
            elif any(region[:2] in _words().regions for region in command.regions):
                here |= command.signals
                told.remark = "some defaults are for regions alone"
        elif command.what == "update":
            told.state |= command.signals
        elif before is None and command.what in {"config", "event", "start"}:
            before = everywhere | here
    told.defaults = everywhere | here
    told.state = told.defaults | told.state
    told.first = before is None or before == told.defaults
    if layer.length >= _KEPT_ENTRIES and before is None:
        told.first = Unknown("the array is so long that its beginning may have been cut off")
    return told


def _by_notes(notes: Notes | None) -> _Told | None:
    if notes is None or not notes.used:
        return None
    said = {True: _GRANTED, False: _DENIED}
    defaults: State = {name: said[value] for name, value in notes.defaults.items()}
    updates: State = {name: said[value] for name, value in notes.updates.items()}
    return _Told("the tags' own notes", defaults, defaults | updates, not notes.late)


def _by_pings(seen: tuple[Ping, ...]) -> _Told | None:
    saying = [ping for ping in seen if ping.gcs or any(ping.state.values())]
    if not saying:
        return None
    first = read_gcd(saying[0].gcd)
    why = Unknown("the page's own commands were not found, only requests that carry the state")
    defaults: State = {name: default for name, (default, _) in (first or {}).items() if default}
    return _Told("requests", defaults, saying[-1].state, why if defaults or first is None else False)


def _signals(state: State) -> Signals:
    def one(name: str) -> Maybe[str | None]:
        value = state.get(name)
        return value if value is None or value in _VALUES else Unknown("neither granted nor denied")

    return Signals(
        ad_storage=one("ad_storage"),
        analytics_storage=one("analytics_storage"),
        ad_user_data=one("ad_user_data"),
        ad_personalization=one("ad_personalization"),
    )


def _in_words(told: _Told, seen: tuple[Ping, ...]) -> str:
    parts = [f"Consent Mode by {told.source}", f"default: {_shown(told.defaults)}", f"now: {_shown(told.state)}"]
    parts += [told.remark] if told.remark else []
    said = Counter(f"{key}={value}" for ping in seen for key, value in (("gcs", ping.gcs), ("gcd", ping.gcd)) if value)
    parts += [f"{count} requests said {what[:40]}" for what, count in said.most_common(4)]
    return "; ".join(parts)


def _shown(state: State) -> str:
    return ", ".join(f"{name} {state[name] or 'never said'}" for name in SIGNALS if name in state) or "none"
