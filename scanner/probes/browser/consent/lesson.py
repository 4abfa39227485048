"""What a control that nobody understands is, told from what a click on it did. Pure; sees no page.

A banner's words may be anything ("Shields up", "Just the water, please"); what they do is not. What opens settings is
the way to them. Of two controls that each end the question for good, the one that brings all that the other brings and
more (others' hosts, names stored) accepts, and the other rejects. Hosts and names that change from visit to visit make
neither a part of the other: then, and where both bring the same, nobody knows, and nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from scanner.probes.browser.consent.banner import Banner, leads_away
from scanner.probes.browser.consent.sight import Control
from scanner.probes.browser.consent.words import Role, folded, words

#: So many controls of one banner are tried, the largest first.
MOST_TRIED = 4
_FEW = 2
_LONGEST_LABEL = 80
#: Words alone: digits stand in the value of many a counter.
_YES = re.compile(r"\b(?:true|granted|yes|allow(?:ed)?|accept(?:ed)?|all|on)\b", re.IGNORECASE)
_NO = re.compile(
    r"\b(?:false|denied|no|none|deny|reject(?:ed)?|declined?|necessary|essential|required|off)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Effect:
    """Of a click, beyond what comes without one. `ends`: the banner goes away, and stays away on the next visit.

    brings   hosts of others that were asked, and names stored, until the next page had come
    says     what the stored values say of it: words for yes less words for no
    """

    opens: bool = False
    ends: bool = False
    brings: frozenset[str] = frozenset()
    says: int = 0


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
        return told  # alone it may be anything that lets one go on
    return told | _only(most, Role.ACCEPT) | _only(least, Role.REJECT)


def _only(labels: list[str], role: Role) -> dict[str, Role]:
    return {labels[0]: role} if len(labels) == 1 else {}


def _is_less(one: Effect, other: Effect) -> bool:
    return one.brings < other.brings or (one.brings == other.brings and one.says < 0 < other.says)


def says(values: Iterable[str]) -> int:
    """Words for yes less words for no."""
    joined = " ".join(re.sub(r"[^A-Za-z0-9]+", " ", unquote(value)) for value in values)
    return len(_YES.findall(joined)) - len(_NO.findall(joined))
