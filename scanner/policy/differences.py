"""What a profile makes of the policies: where its controls and parameters differ from what they say themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scanner.model.verdict import Text
from scanner.model.vocabulary import Severity
from scanner.policy.controls import Control, Levels, Parameter, Policy
from scanner.policy.profile import Profile, Tuned


@dataclass(frozen=True, slots=True)
class Setting:
    """A parameter that a profile has set to something else than its default."""

    policy: str
    parameter: Parameter
    values: tuple[Any, ...]

    @property
    def name(self) -> str:
        """`tls.rsa_bits`."""
        return f"{self.policy}.{self.parameter.name}"


@dataclass(frozen=True, slots=True)
class Change:
    """A control that a profile has given another severity or level; None: left as it was."""

    control: Control
    severity: Severity | None
    levels: Levels | None
    because: Text


def settings(profile: Profile, policies: Mapping[str, Policy]) -> Iterator[Setting]:
    """The parameters that a profile has set, policy by policy, of those that its controls use."""
    for policy in policies.values():
        mine = [tuned for tuned in profile.controls if tuned.control in policy.controls]
        used = {name: tuned for tuned in mine for name in tuned.control.parameters()}
        yield from (
            setting for name in policy.parameters if name in used and (setting := _set(used[name], policy, name))
        )


def settings_of(tuned: Tuned, policies: Mapping[str, Policy]) -> Iterator[Setting]:
    """The parameters of one control that its profile has set."""
    policy = next(policy for policy in policies.values() if tuned.control in policy.controls)
    used = tuned.control.parameters()
    yield from (setting for name in policy.parameters if name in used and (setting := _set(tuned, policy, name)))


def changes(profile: Profile) -> Iterator[Change]:
    """The controls that a profile has given another severity or level, in its order."""
    yield from (change for tuned in profile.controls if (change := change_of(tuned)))


def change_of(tuned: Tuned) -> Change | None:
    """How a profile changed one control; None if it left it as it was."""
    severity = tuned.severity if tuned.severity is not tuned.control.severity else None
    levels = tuned.levels if tuned.levels != tuned.control.levels else None
    if severity is None and levels is None:
        return None
    return Change(tuned.control, severity, levels, tuned.because or Text("", ""))


def _set(tuned: Tuned, policy: Policy, name: str) -> Setting | None:
    parameter, values = policy.parameters[name], tuned.parameters[name]
    same = set(values) == set(parameter.default) if parameter.type.many else values == parameter.default
    return None if same else Setting(policy.name, parameter, values)
