"""Whether what a port scan saw of an address can be believed, or a firewall has answered in its place. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scanner.model.vocabulary import GapCause, PortState

States = Mapping[int, PortState]

#: Ports without a registered service (IANA) that no common software listens at: who answers at these answers at all.
CANARIES = (1047, 6613, 13271, 19387, 23459, 29873, 34919, 41233)
#: Open ports of one machine. Shared hosting with mail, FTP and panels has about 25.
MOST_OPEN = 60
#: Share of known ports filtered, up to which single ones may be a matter of haste rather than of a rule.
_SOME = 0.5
_PROTECTED = "a protection answers in their place"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why the states of an address say nothing."""

    cause: GapCause
    reason: str


def doubt(states: States, *, answers: bool | None) -> Doubt | None:
    """Of what was seen of one address. `answers`: whether a port seen open still is afterwards; None without one."""
    opened = [port for port, state in states.items() if state is PortState.OPEN]
    canaries = [port for port in CANARIES if port in states]
    singing = [port for port in canaries if states[port] is PortState.OPEN]
    if canaries and 2 * len(singing) >= len(canaries):
        return Doubt(
            GapCause.BLOCKED,
            f"{len(opened)} of {len(states)} ports answer as open, even such as nobody uses: {_PROTECTED}",
        )
    if len(opened) > MOST_OPEN:
        return Doubt(
            GapCause.BLOCKED,
            f"{len(opened)} of {len(states)} ports answer as open, more than one machine has: {_PROTECTED}",
        )
    if answers is False:
        return Doubt(GapCause.BLOCKED, "it stopped answering while it was scanned: a protection shuts scanners out")
    if states and all(state is PortState.FILTERED for state in states.values()):
        return Doubt(
            GapCause.UNREACHABLE, "no port answered, neither open nor closed, so that nobody can tell it is there"
        )
    return None


def hasty(states: States) -> tuple[int, ...]:
    """Filtered ports that deserve a second, slower look: most others answered, so that no rule drops them all."""
    filtered = tuple(sorted(port for port, state in states.items() if state is PortState.FILTERED))
    return filtered if filtered and len(filtered) <= _SOME * len(states) else ()


def thinned(first: States, rest: States) -> bool:
    """Whether the faster round met far more silence than the slower one before it: a limit on new connections."""
    return _silence(rest) > 0.2 + 2 * _silence(first)


def _silence(states: States) -> float:
    return sum(state is PortState.FILTERED for state in states.values()) / len(states) if states else 0.0
