"""What a control that nobody understands is, told from what a click on it did. Pure; sees no page.

A banner's words may be anything ("Shields up", "Just the water, please"); what they do is not. What opens settings is
the way to them. Of two controls that each end the question for good, the one that brings more of others' hosts and of
storage accepts, and the one that brings less rejects. Where both bring the same, nobody knows, and nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from scanner.probes.browser.consent.banner import Banner, leads_away
from scanner.probes.browser.consent.sight import Control
from scanner.probes.browser.consent.words import Role, denies, folded, words

#: So many controls of one banner are tried, the largest first.
MOST_TRIED = 4
_FEW = 2
_LONGEST_LABEL = 80
_YES = re.compile(r"\b(?:true|granted|yes|allow(?:ed)?|accept(?:ed)?|all|on|1)\b", re.IGNORECASE)
_NO = re.compile(
    r"\b(?:false|denied|no|none|deny|reject(?:ed)?|declined?|necessary|essential|required|off|0)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Effect:
    """Of a click, beyond what comes without one. `ends`: the banner goes away, and stays away on the next visit.

    hosts, stored   how many hosts of others were asked, how many names stored, until the next page had come
    says            what the stored values say of it: words for yes less words for no
    """

    opens: bool = False
    ends: bool = False
    hosts: int = 0
    stored: int = 0
    says: int = 0

    @property
    def brings(self) -> int:
        return self.hosts + self.stored


def to_try(banner: Banner) -> tuple[Control, ...]:
    """The controls whose trial would tell how the banner is answered; none where its words tell.

    With them the one that is known to accept or to reject, to be compared with.
    """
    first = banner.first
    accepts, rejects = first.accept, first.best(Role.REJECT)
    unknown = sorted(filter(_may_be_a_choice, first.controls), key=lambda one: -one.box.area)[:MOST_TRIED]
    if accepts is not None and rejects is not None:
        # One of them may open the settings, where nothing else does.
        unknown = [] if banner.settings is not None or first.toggles else unknown[:_FEW]
    if accepts is not None and banner.settings is not None:
        unknown = [one for one in unknown if one.kind == "button" and not denies(folded(one.label))] or unknown
    known = [one for one in (accepts, rejects) if one is not None]
    return (*unknown, *known) if unknown else ()


def _may_be_a_choice(control: Control) -> bool:
    if control.role is not Role.OTHER or control.kind == "text" or control.disabled or leads_away(control):
        return False
    label = folded(control.label)
    named = words().purposes.search(label) or words().no_choice.search(label)
    return 0 < len(label) <= _LONGEST_LABEL and any(map(str.isalpha, label)) and not control.foldable and not named


def lesson(effects: Mapping[str, Effect], known: Mapping[str, Role]) -> dict[str, Role]:
    """The roles of labels that had none. `known`: those that had."""
    told = {label: Role.SETTINGS for label, effect in effects.items() if effect.opens and label not in known}
    ends = {label: effect for label, effect in effects.items() if effect.ends and not effect.opens}
    unknown = [label for label in ends if label not in known]
    accepts = next((label for label in ends if known.get(label) in {Role.ACCEPT, Role.OK}), None)
    rejects = next((label for label in ends if known.get(label) is Role.REJECT), None)
    if accepts is not None and rejects is not None:
        return told
    if accepts is not None:
        less = [label for label in unknown if _is_less(ends[label], ends[accepts])]
        return told | _only(less, Role.REJECT)
    if rejects is not None:
        more = [label for label in unknown if _is_less(ends[rejects], ends[label])]
        return told | _only(more, Role.ACCEPT)
    most = [one for one in unknown if all(other == one or _is_less(ends[other], ends[one]) for other in unknown)]
    least = [one for one in unknown if all(other == one or _is_less(ends[one], ends[other]) for other in unknown)]
    if len(unknown) == 1:
        return told | (_only(unknown, Role.ACCEPT) if ends[unknown[0]].hosts else {})
    return told | _only(most, Role.ACCEPT) | _only(least, Role.REJECT)


def _only(labels: list[str], role: Role) -> dict[str, Role]:
    return {labels[0]: role} if len(labels) == 1 else {}


def _is_less(one: Effect, other: Effect) -> bool:
    return (one.brings, one.says) < (other.brings, other.says)


def says(values: Iterable[str]) -> int:
    """Words for yes less words for no."""
    joined = " ".join(re.sub(r"[^A-Za-z0-9]+", " ", unquote(value)) for value in values)
    return len(_YES.findall(joined)) - len(_NO.findall(joined))
