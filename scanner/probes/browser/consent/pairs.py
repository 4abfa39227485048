"""Two buttons of which one denies what the other says: `Count me` and `Do not count me`. Pure; sees no page.

No list of words holds everything that shops write on their buttons. In what speaks of cookies or of data and purposes,
the one that denies rejects, and the other accepts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from scanner.probes.browser.consent.banner import leads_away
from scanner.probes.browser.consent.sight import Control
from scanner.probes.browser.consent.words import Role, denies, folded, words

_LONGEST = 50
_OPEN = {Role.OTHER, Role.OK}


def understood(controls: tuple[Control, ...], text: str) -> tuple[Control, ...]:
    """The controls, with a role for both of such a pair. `text`: folded, of what they stand in."""
    rules = words()
    if not (rules.topic.search(text) or (rules.purposes.search(text) and rules.data.search(text))):
        return controls
    choices = [one for one in controls if _may_choose(one)]
    denying = [one for one in choices if _denies(one)]
    if len(denying) != 1 or denying[0].role not in _OPEN:
        return controls
    others = [one for one in choices if one is not denying[0]]
    accepts = [one for one in others if one.role is Role.ACCEPT] or (others if len(others) == 1 else [])
    if len(accepts) != 1 or accepts[0].role is Role.REJECT:
        return controls
    return tuple(_with_role(controls, denying[0], accepts[0]))


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
