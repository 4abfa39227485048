"""Switches that are made of two halves: radio buttons, or buttons side by side that say on and off. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from scanner.probes.browser.consent.sight import Control, Group, Option, Toggle
from scanner.probes.browser.consent.words import Role, folded, is_essential, role_of, words

_LONGEST_HALF = 24


def of_group(group: Group) -> Toggle | None:
    """The switch that these radio buttons are; None where none of them certainly declines."""
    off = next((one for one in group.options if _declines(one.label)), None)
    on = next((one for one in group.options if one is not off and _agrees(one.label)), None)
    if off is None:
        return None
    others = [one for one in group.options if one is not off]
    on = on or (others[0] if len(others) == 1 else None)
    return Toggle(
        number=off.number,
        look=group.look,
        frame=group.frame,
        chain=group.chain,
        label=_called(group, on),
        checked=any(one.checked for one in others),
        disabled=_fixed(group.options),
        made_of="options",
        off=off.number,
        on=on.number if on else -1,
        answered=any(one.checked for one in group.options),
    )


def _called(group: Group, on: Option | None) -> str:
    """What it is about: the group's words without those of its options; where it has none, the option that agrees."""
    label = group.label
    for option in group.options:
        label = label.replace(option.label, " ", 1) if option.label else label
    return " ".join(label.split()) or (on.label if on else group.label)


def of_pairs(controls: Iterable[Control]) -> tuple[tuple[Toggle, ...], frozenset[int]]:
    """The switches that pairs of buttons are, and the numbers of those buttons.

    Words that could answer the whole banner, as Yes and No, make a switch only where they are there several times.
    """
    beside: dict[int, list[Control]] = {}
    for control in controls:
        if control.parent >= 0 and control.kind != "text" and len(control.label) <= _LONGEST_HALF:
            beside.setdefault(control.parent, []).append(control)
    pairs = [pair for pair in map(_pair, beside.values()) if pair is not None]
    often = Counter(tuple(folded(half.label) for half in pair) for pair in pairs)
    toggles, used = [], set[int]()
    for off, on in pairs:
        plain = words().on_off.search(folded(off.label)) and words().on_off.search(folded(on.label))
        if plain or often[(folded(off.label), folded(on.label))] > 1:
            used |= {off.number, on.number}
            toggles.append(_of_pair(off, on))
    return tuple(toggles), frozenset(used)


def _pair(beside: list[Control]) -> tuple[Control, Control] | None:
    off = [one for one in beside if words().switch_off.search(folded(one.label))]
    on = [one for one in beside if words().switch_on.search(folded(one.label))]
    return (off[0], on[0]) if len(off) == len(on) == 1 else None


def _of_pair(off: Control, on: Control) -> Toggle:
    if off.pressed is None and on.pressed is None:
        checked = None
    else:
        checked = on.pressed is True or (on.pressed is None and off.pressed is False)
    return Toggle(
        number=off.number,
        look=off.look,
        frame=off.frame,
        chain=off.chain,
        label=off.row or on.row,
        checked=checked,
        disabled=off.disabled,
        made_of="controls",
        off=off.number,
        on=on.number,
    )


def _declines(label: str) -> bool:
    text = folded(label)
    if words().switch_off.search(text) or role_of(label) is Role.REJECT:
        return True
    return is_essential(label) and words().purposes.search(text) is None


def _agrees(label: str) -> bool:
    return words().switch_on.search(folded(label)) is not None or role_of(label) is Role.ACCEPT


def _fixed(options: Iterable[Option]) -> bool:
    """Nothing else can be chosen than what is."""
    return all(one.disabled or one.checked for one in options)
