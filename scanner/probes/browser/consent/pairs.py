"""Two buttons of which one denies what the other says: `Count me` and `Do not count me`. Pure; sees no page.

No list of words holds everything that shops write on their buttons. In what speaks of cookies or of data and purposes,
the one that denies rejects, and the other accepts. Beside a rejection, the only button without a known meaning accepts,
where nothing else does: nobody asks for consent and offers no way to give it. Beside accepting and settings it rejects.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from scanner.probes.browser.consent.banner import leads_away
from scanner.probes.browser.consent.context import role_in_context
from scanner.probes.browser.consent.sight import Control
from scanner.probes.browser.consent.words import Role, denies, folded, words

_LONGEST = 50
_OPEN = {Role.OTHER, Role.OK}


def understood(controls: tuple[Control, ...], text: str, *, switches: bool = False) -> tuple[Control, ...]:
    """The controls, with a role for both of such a pair. `text`: folded, of what holds them, `switches` or none."""
    rules = words()
    if not (rules.topic.search(text) or (rules.purposes.search(text) and rules.data.search(text))):
        return controls
    if _speaks_of_consent(text):
        controls = tuple(_in_context(one) for one in controls)
    choices = [one for one in controls if _may_choose(one)]
    if (other_half := _other_half(choices)) is not None:
        return tuple(replace(one, role=Role.ACCEPT) if one is other_half else one for one in controls)
    left = _only_one_left(choices) if _speaks_of_consent(text) else None
    if left is not None and (role := _role_left(controls, switches)):
        return tuple(replace(one, role=role) if one is left else one for one in controls)
    denying = [one for one in choices if _denies(one)]
    if len(denying) != 1 or denying[0].role not in _OPEN:
        return controls
    others = [one for one in choices if one is not denying[0]]
    accepts = [one for one in others if one.role is Role.ACCEPT] or (others if len(others) == 1 else [])
    if len(accepts) != 1 or accepts[0].role is Role.REJECT:
        return controls
    return tuple(_with_role(controls, denying[0], accepts[0]))


def _in_context(control: Control) -> Control:
    if control.kind != "button" or control.disabled or leads_away(control) or len(control.label) > _LONGEST:
        return control
    role = role_in_context(control.label, control.role)
    return control if role is control.role else replace(control, role=role)


def _other_half(choices: Iterable[Control]) -> Control | None:
    """What says of the same thing `on` where another one, which rejects, says `off`, and nothing else accepts."""
    known = list(choices)
    if any(one.role is Role.ACCEPT for one in known):
        return None
    rejecting = [folded(one.label).split() for one in known if one.role is Role.REJECT]
    for one in known:
        said = folded(one.label).split()
        for other in rejecting if one.role is Role.OTHER and len(said) > 1 else ():
            apart = [(a, b) for a, b in zip(said, other, strict=False) if a != b]
            if len(said) == len(other) and len(apart) == 1 and all(words().on_off.search(word) for word in apart[0]):
                return one
    return None


def _speaks_of_consent(text: str) -> bool:
    """A word on data may stand in any question that a shop asks, as in one how it is liked."""
    rules = words()
    return any(one.search(text) for one in (rules.by_name, rules.claims, rules.purposes))


def _role_left(controls: Iterable[Control], switches: bool) -> Role | None:
    """What the only unknown button does beside those that are known, if that can be told.

    Beside accepting and settings it rejects, unless there are switches that it might save.
    """
    roles = {one.role for one in controls}
    if roles & {Role.OK, Role.SAVE, Role.PAY, Role.FORBIDDEN}:
        return None
    if Role.REJECT in roles and Role.ACCEPT not in roles:
        return Role.ACCEPT
    if {Role.ACCEPT, Role.SETTINGS} <= roles and Role.REJECT not in roles and not switches:
        return Role.REJECT
    return None


def _only_one_left(choices: Iterable[Control]) -> Control | None:
    rules = words()
    unknown = [one for one in choices if one.role is Role.OTHER]
    if len(unknown) != 1 or rules.no_choice.search(folded(unknown[0].label)):
        return None
    return None if rules.purposes.search(folded(unknown[0].label)) or _denies(unknown[0]) else unknown[0]


def _with_role(controls: Iterable[Control], denying: Control, accepting: Control) -> Iterable[Control]:
    for one in controls:
        role = Role.REJECT if one is denying else Role.ACCEPT if one is accepting else one.role
        yield one if role is one.role else replace(one, role=role)


def _may_choose(control: Control) -> bool:
    if control.kind != "button" or control.disabled or leads_away(control) or control.foldable:
        return False
    return control.role in {*_OPEN, Role.ACCEPT, Role.REJECT} and 0 < len(control.label.strip()) <= _LONGEST


def _denies(control: Control) -> bool:
    return denies(folded(control.label).replace("’", "'"))
