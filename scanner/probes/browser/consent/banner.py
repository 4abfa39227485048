"""The consent banner of a page: its layers, its controls, and what there is to say of them. Pure; sees no page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from scanner.model.values import Maybe, Unknown
from scanner.probes.browser.consent.listing import Listed
from scanner.probes.browser.consent.sight import Candidate, Control, Toggle
from scanner.probes.browser.consent.words import Role, folded, words

NOT_OPENED = Unknown("the banner's settings were not opened")
_MOST_TAKEN = 0.75
#: Candidates that only their words have made such: they lie over nothing.
BY_WORDS = {"inline", "whole"}
CHOOSING = {Role.ACCEPT, Role.REJECT, Role.SAVE}
#: A query that speaks of consent, or ends in a yes or no.
_CHOOSES = re.compile(
    r"cookie|consent|track|analytic|gdpr|opt-?(?:in|out)|=(?:yes|no|ja|nein|oui|non|true|false|on|off|all|none|[01])$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the banner leaves of the page: the share of the window it takes, and legal links by kind: reachable.

    `lang`: what the page says its language is; `words`: some of what it says beside the banner.
    """

    taken: float = 0.0
    legal: Mapping[str, bool] | None = None
    locked: bool = False
    lang: str = ""
    words: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate that is a consent banner, with what belongs to it.

    `toggles`: pairs of buttons and radio buttons included; `unread`: groups of radio buttons that are no switch.
    """

    candidate: Candidate
    controls: tuple[Control, ...]
    toggles: tuple[Toggle, ...]
    unread: int = 0

    def best(self, role: Role) -> Control | None:
        """The control of that role that a visitor would take: for everything rather than for one, the larger one."""
        fit = [
            control for control in self.controls
            # Beside radio buttons, words without a surface are what they are called.
            if control.role is role and not control.disabled and not (self.candidate.radios and control.kind == "text")
        ]  # fmt: skip
        return max(fit, key=weight, default=None)

    @property
    def accept(self) -> Control | None:
        """Accept; where nothing says so, OK in a banner that takes that for consent."""
        return self.best(Role.ACCEPT) or self.best(Role.OK)

    @property
    def unclear(self) -> Control | None:
        """A control that might be any choice: its words are not understood, and it leads to no other page."""
        return next(filter(_is_unclear, self.controls), None)

    @property
    def to_find_out(self) -> Control | None:
        """The one control that is not understood, beside one to accept: a click may show that it opens the settings."""
        unclear = list(filter(_is_unclear, self.controls))
        return unclear[0] if len(unclear) == 1 and self.best(Role.ACCEPT) else None

    def saves_nothing_unseen(self, layer: int) -> bool:
        """Whether saving it means what its switches say: there are some, or nothing that may be one."""
        if self.other_switches or (self.candidate.how in BY_WORDS and not self.toggles):
            return False
        return bool(self.toggles) or (layer > 1 and self.unclear is None)

    @property
    def other_switches(self) -> str:
        """What may switch a purpose and is no switch that can be read: single buttons, radio buttons. Else empty."""
        for control in self.controls:
            if words().on_off.search(folded(control.label)) and control.kind != "text":
                return f"“{control.label}” may be a switch"
        made = any(toggle.made_of == "options" for toggle in self.toggles)
        unread = self.unread or (self.candidate.radios and not made)
        return "its choices are radio buttons that are not understood" if unread else ""

    @property
    def reachable(self) -> int:
        """How many of its choices a click can reach."""
        return sum(control.state == "free" for control in self.controls if control.role in CHOOSING)


@dataclass(frozen=True, slots=True)
class Banner:
    """What a visitor sees. `second`: the settings, where they were opened; `opened`: why they could not be.

    `listed`: what they list, or the first layer where it has no settings. `unfolded`: switches that came to sight when
    its sections were unfolded; None where nobody has tried.

    `depth`: the layer on which the settings stand; more than 2 where one leads to another.
    """

    first: Found
    tool: str | None
    around: Surroundings
    second: Found | None = None
    opened: str = ""
    depth: int = 2
    listed: tuple[Listed, ...] = ()
    unfolded: tuple[Toggle, ...] | None = None

    @property
    def accept(self) -> Control | None:
        """On the first layer."""
        return self.first.accept

    @property
    def reject(self) -> tuple[Control, int, int] | None:
        """The control that ends it without consent, its layer, and all clicks up to and including it."""
        if control := self.first.best(Role.REJECT):
            return control, 1, 1
        for found, layer in ((self.first, 1), (self.second, self.depth)):
            if found is None:
                continue
            if layer > 1 and (control := found.best(Role.REJECT)):
                return control, layer, layer
            if (control := found.best(Role.SAVE)) and found.saves_nothing_unseen(layer):
                return control, layer, layer + len(to_decline(found.toggles))
        return None

    @property
    def settings(self) -> Control | None:
        """The way to the second layer: settings, or a button that says no more than More."""
        return self.first.best(Role.SETTINGS) or next(filter(is_way_on, self.first.controls), None)

    @property
    def supposed(self) -> Banner:
        """Where nothing says that it opens settings, the same with the control that may."""
        way = self.first.to_find_out if self.settings is None else None
        if way is None:
            return self
        controls = tuple(replace(one, role=Role.SETTINGS) if one is way else one for one in self.first.controls)
        return replace(self, first=replace(self.first, controls=controls))

    @property
    def close(self) -> Control | None:
        """What closes the first layer without a choice."""
        control = self.first.best(Role.CLOSE)
        return None if control is None or leads_away(control) else control

    @property
    def second_text(self) -> str:
        """What the settings say, where they were opened."""
        return self.second.candidate.text if self.second else ""

    @property
    def wall(self) -> bool:
        """No way past but consent or payment: it takes the window, or asks for money instead of consent."""
        if self.first.best(Role.REJECT) or self.first.best(Role.CLOSE):
            return False
        paid = any(
            control.role is Role.PAY or (control.role is Role.FORBIDDEN and words().pay.search(folded(control.label)))
            for control in self.first.controls
        )
        pays = paid and words().pay.search(folded(self.first.candidate.text)) is not None
        return pays or (self.around.taken >= _MOST_TAKEN and self.settings is None and not self.first.toggles)

    @property
    def blocks_legal(self) -> bool:
        """A legal link of the page can't be clicked, and the banner has none of its kind."""
        own = [
            folded(f"{control.label} {control.href}")
            for control in self.first.controls
            if control.role is Role.LEGAL or control.href
        ]
        hints = {"imprint": ("impressum", "imprint", "legal"), "privacy": ("datenschutz", "privacy")}
        for kind, reachable in (self.around.legal or {}).items():
            if not reachable and not any(hint in text for text in own for hint in hints.get(kind, ())):
                return True
        return False

    @property
    def preticked(self) -> Maybe[bool]:
        """Something that needs consent is switched on already."""
        layers = (self.first, self.second) if self.second else (self.first,)
        toggles = [*(toggle for layer in layers for toggle in layer.toggles), *(self.unfolded or ())]
        if any(toggle.checked for toggle in to_switch_off(toggles)):
            return True
        if vague := to_switch_off(toggles):
            return Unknown(f"nobody can tell by its looks whether “{vague[0].label}” is on")
        if other := next((layer.other_switches for layer in layers if layer.other_switches), ""):
            return Unknown(other)
        last = layers[-1]
        if last.candidate.hidden_on:
            return Unknown(f"{last.candidate.hidden_on} switches are on and folded away")
        if self.second and self.unfolded is None and folds(last):
            return Unknown("sections of the settings are folded")
        if self.settings is None and not toggles and self.first.unclear is not None:
            return Unknown(f"“{self.first.unclear.label}” is not understood: it may open settings")
        return False if toggles or self.second or self.settings is None else NOT_OPENED


def is_way_on(control: Control) -> bool:
    """A button that says More and leads to no other page."""
    return control.role is Role.MORE and control.kind == "button" and not leads_away(control)


def leads_away(control: Control) -> bool:
    """It leads to another page. One that chooses may ask this one by a query alone: `?cookies=no`."""
    if control.href.startswith("?"):
        return control.role not in CHOOSING and _CHOOSES.search(control.href) is None
    return bool(control.href) and not control.href.startswith(("#", "javascript:"))


def folds(layer: Found) -> tuple[Control, ...]:
    """What unfolds a section of the layer and chooses nothing."""
    no = {*CHOOSING, Role.OK, Role.CLOSE, Role.PAY, Role.FORBIDDEN}
    return tuple(
        one for one in layer.controls
        if one.expands and one.role not in no and not one.disabled and not leads_away(one) and one.state != "hidden"
    )  # fmt: skip


def to_switch_off(toggles: Iterable[Toggle]) -> tuple[Toggle, ...]:
    """Those that are on, or may be, and need not be."""
    return tuple(toggle for toggle in toggles if toggle.checked is not False and not toggle.essential)


def to_decline(toggles: Iterable[Toggle]) -> tuple[Toggle, ...]:
    """Those to switch off, and those that ask and have no answer yet."""
    return tuple(
        toggle for toggle in toggles if (toggle.checked is not False or not toggle.answered) and not toggle.essential
    )


def to_switch_on(toggles: Iterable[Toggle]) -> tuple[Toggle, ...]:
    """Those that are off, or may be."""
    return tuple(toggle for toggle in toggles if toggle.checked is not True and not toggle.disabled)


def _is_unclear(control: Control) -> bool:
    if control.role is not Role.OTHER or control.kind == "text" or not control.label.strip() or control.disabled:
        return False
    if leads_away(control) or control.foldable:
        return False
    label = folded(control.label)
    # The name of a purpose opens its description, or switches it.
    return not (words().purposes.search(label) or words().essential.search(label)) and any(map(str.isalpha, label))


def weight(control: Control) -> tuple[bool, bool, bool, float]:
    """The more of it, the likelier a visitor takes it: reachable, with a surface, for everything, large."""
    everything = any(word in folded(control.label).split() for word in ("alle", "alles", "all", "allen"))
    return control.state in {"free", "outside"}, control.kind != "text", everything, control.box.area
