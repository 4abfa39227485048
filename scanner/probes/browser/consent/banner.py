"""Which of what lies over a page is its consent banner, and what there is to say of it. Pure; sees no page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from scanner.model.values import Maybe, Unknown
from scanner.probes.browser.consent.listing import Listed
from scanner.probes.browser.consent.sight import Candidate, Control, Group, Sight, Toggle
from scanner.probes.browser.consent.switches import of_group, of_pairs
from scanner.probes.browser.consent.words import Role, folded, words

NOT_OPENED = Unknown("the banner's settings were not opened")
_LONGEST = 7000  # of a first layer's text; what is longer is a page
_MOST_TAKEN = 0.75
_LONGEST_QUESTION = 800
#: Candidates that only their words have made such: they lie over nothing.
_BY_WORDS = {"inline", "whole"}
#: What a banner may speak of in passing, as of newsletters that it measures or of the place of a device.
_MENTIONED = {"newsletter", "country", "chat", "installation"}
_CHOOSING = {Role.ACCEPT, Role.REJECT, Role.SAVE}


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
        return max(fit, key=_weight, default=None)

    @property
    def accept(self) -> Control | None:
        """Accept; where nothing says so, OK in a banner that takes that for consent."""
        return self.best(Role.ACCEPT) or self.best(Role.OK)

    @property
    def unclear(self) -> Control | None:
        """A control that might be any choice: its words are not understood, and it leads to no other page."""
        return next(filter(_is_unclear, self.controls), None)

    def saves_nothing_unseen(self, layer: int) -> bool:
        """Whether saving it means what its switches say: there are some, or nothing that may be one."""
        if self.other_switches:
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
        return sum(control.state == "free" for control in self.controls if control.role in _CHOOSING)


@dataclass(frozen=True, slots=True)
class Banner:
    """What a visitor sees. `second`: the settings, where they were opened; `opened`: why they could not be.

    `listed`: what they list, or the first layer where it has no settings.

    `depth`: the layer on which the settings stand; more than 2 where one leads to another.
    """

    first: Found
    tool: str | None
    around: Surroundings
    second: Found | None = None
    opened: str = ""
    depth: int = 2
    listed: tuple[Listed, ...] = ()

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
                return control, layer, layer + len(to_switch_off(found.toggles))
        return None

    @property
    def settings(self) -> Control | None:
        """The way to the second layer: settings, or a button that says no more than More."""
        return self.first.best(Role.SETTINGS) or next(filter(is_way_on, self.first.controls), None)

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
        paid = any(control.role is Role.PAY for control in self.first.controls)
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
        toggles = [toggle for layer in layers for toggle in layer.toggles]
        if any(toggle.checked for toggle in to_switch_off(toggles)):
            return True
        if vague := to_switch_off(toggles):
            return Unknown(f"nobody can tell by its looks whether “{vague[0].label}” is on")
        if other := next((layer.other_switches for layer in layers if layer.other_switches), ""):
            return Unknown(other)
        last = layers[-1]
        if last.candidate.hidden_on:
            return Unknown(f"{last.candidate.hidden_on} switches are on and folded away")
        return False if toggles or self.second or self.settings is None else NOT_OPENED


def is_way_on(control: Control) -> bool:
    """A button that says More and leads to no other page."""
    return control.role is Role.MORE and control.kind == "button" and not leads_away(control)


def leads_away(control: Control) -> bool:
    """It leads to another page."""
    return bool(control.href) and not control.href.startswith(("#", "javascript:"))


def to_switch_off(toggles: Iterable[Toggle]) -> tuple[Toggle, ...]:
    """Those that are on, or may be, and need not be."""
    return tuple(toggle for toggle in toggles if toggle.checked is not False and not toggle.essential)


def to_switch_on(toggles: Iterable[Toggle]) -> tuple[Toggle, ...]:
    """Those that are off, or may be."""
    return tuple(toggle for toggle in toggles if toggle.checked is not True and not toggle.disabled)


def find(sight: Sight) -> Found | None:
    """The consent banner among what was seen, if there is one."""
    return _best(_candidates(sight, settings=False))


def find_settings(sight: Sight, before: Found) -> Found | None:
    """The layer that has come since `before`: with choices that were not there, in the same place or a new one."""
    known = {(control.label, control.role) for control in before.controls}
    fresh = []
    for found in _candidates(sight, settings=True):
        choices = {(control.label, control.role) for control in found.controls if control.role in _CHOOSING}
        new_place = (found.candidate.name, found.candidate.frame) != (before.candidate.name, before.candidate.frame)
        if (choices - known or len(found.toggles) > len(before.toggles) or (new_place and choices)) and (
            found.reachable or found.toggles
        ):
            fresh.append(found)
    return max(
        fresh, key=lambda found: (bool(found.toggles), found.reachable, -len(found.candidate.text)), default=None
    )


def find_way_on(sight: Sight, before: Found) -> Control | None:
    """A layer that has come since `before` and offers nothing but the way to a further one."""
    known = {(control.label, control.role) for control in before.controls}
    fresh = [
        control for control in sight.controls
        if control.role is Role.SETTINGS and (control.label, control.role) not in known and control.state == "free"
    ]  # fmt: skip
    return max(fresh, key=_weight, default=None)


def find_question(sight: Sight) -> Control | None:
    """What stands by a rejection where a second question asks whether it is meant."""
    for candidate in sight.candidates:
        text = folded(candidate.text)
        if len(text) > _LONGEST_QUESTION or words().sure.search(text) is None:
            continue
        one = _with_all(candidate, sight)
        free = [c for c in one.controls if c.state == "free" and c.kind != "text" and not leads_away(c)]
        again = [c for c in free if c.role is Role.REJECT] or [
            c for c in free if words().stand_by.search(folded(c.label)) and c.role not in {Role.FORBIDDEN, Role.PAY}
        ]
        if again:
            return again[0]
    return None


def remains(sight: Sight, layer: Found) -> Found | None:
    """What is left of the banner: it, or the same layer with choices that a click reaches."""
    found = find(sight)
    if found is not None and {control.role for control in found.controls} & {*_CHOOSING, Role.OK}:
        return found
    place = layer.candidate.name, layer.candidate.frame
    return next(
        (
            one for one in _candidates(sight, settings=True)
            if (one.candidate.name, one.candidate.frame) == place and one.reachable
        ),
        None,
    )  # fmt: skip


def find_layer(sight: Sight) -> Found | None:
    """The banner or its settings, whichever there is: what opens where a visitor comes back to the choice."""
    return find(sight) or max(
        (one for one in _candidates(sight, settings=True) if one.reachable or one.toggles),
        key=lambda one: (bool(one.toggles), one.reachable, -len(one.candidate.text)),
        default=None,
    )


def _with_all(candidate: Candidate, sight: Sight) -> Found:
    """With all that is in it."""

    def its(thing: Control | Toggle | Group) -> bool:
        return thing.frame == candidate.frame and candidate.number in thing.chain

    controls = tuple(filter(its, sight.controls))
    pairs, halves = of_pairs(controls)
    groups = [of_group(group) for group in filter(its, sight.groups)]
    return Found(
        candidate,
        tuple(control for control in controls if control.number not in halves),
        (*filter(its, sight.toggles), *pairs, *(toggle for toggle in groups if toggle is not None)),
        groups.count(None),
    )


def _candidates(sight: Sight, *, settings: bool) -> list[Found]:
    all_of_them = (_with_all(candidate, sight) for candidate in sight.candidates)
    return [one for one in all_of_them if _is_banner(one, settings=settings)]


def _is_banner(found: Found, *, settings: bool) -> bool:
    candidate, rules = found.candidate, words()
    text = folded(candidate.text)
    roles = {control.role for control in found.controls if control.kind != "text" or control.role in _CHOOSING}
    if candidate.page or candidate.inputs or (len(text) > _LONGEST and not settings):
        return False
    if candidate.how in _BY_WORDS and not settings and not _asks_plainly(found, roles, text):
        return False
    if Role.FORBIDDEN in roles and not settings and not (Role.PAY in roles and rules.pay.search(text)):
        return False
    if _is_something_else(found, roles, text):
        return False
    if settings and roles & _CHOOSING:
        return True
    if not rules.topic.search(text) or (rules.goods.search(text) and not rules.data.search(text)):
        return False
    return _asks(found, roles, text)


def _is_something_else(found: Found, roles: set[Role], text: str) -> bool:
    """An age gate, a newsletter, a chooser … Few of their words may stand in a banner that plainly asks."""
    asks = _asks_plainly(found, roles, text) and words().by_name.search(text) is not None
    for name, pattern in words().others.items():
        if (name == "country" and not found.candidate.selects) or (asks and name in _MENTIONED):
            continue
        if pattern.search(text):
            return True
    return False


def _asks_plainly(found: Found, roles: set[Role], text: str) -> bool:
    """It speaks of cookies and data, has a control to accept and another way, and its words can mean nothing else."""
    rules = words()
    accepts = [c for c in found.controls if c.role is Role.ACCEPT and not rules.plain.search(folded(c.label))]
    other = roles & {Role.REJECT, Role.SETTINGS} or (Role.SAVE in roles and found.toggles)
    return bool(accepts and other and rules.topic.search(text) and rules.data.search(text))


def _asks(found: Found, roles: set[Role], text: str) -> bool:
    """Whether what speaks of cookies asks for a choice, or takes a click for one."""
    rules = words()
    if rules.purposes.search(text) and roles & {Role.REJECT, Role.ACCEPT, Role.SETTINGS} and rules.data.search(text):
        return True
    choices = [folded(c.label) for c in found.controls if c.role in {Role.ACCEPT, Role.REJECT}]
    if choices and all(rules.plain.search(label) for label in choices):
        return rules.sets.search(text) is not None
    if choices or (Role.SAVE in roles and found.toggles):
        return True
    return Role.OK in roles and rules.claims.search(text) is not None and rules.disclaims.search(text) is None


def _best(found: list[Found]) -> Found | None:
    """What a click reaches before what lies below; then the one with most choices; of those the tightest."""

    def rank(one: Found) -> tuple[int, int, int, int, float]:
        roles = {control.role for control in one.controls}
        return (
            one.candidate.how not in _BY_WORDS,
            one.candidate.how != "bar",
            min(one.reachable, 1),
            len(roles & (_CHOOSING | {Role.SETTINGS, Role.CLOSE, Role.LEGAL, Role.PAY, Role.OK})) + len(one.toggles),
            -len(one.candidate.text),
        )

    return max(found, key=rank, default=None)


def _weight(control: Control) -> tuple[bool, bool, bool, float]:
    everything = any(word in folded(control.label).split() for word in ("alle", "alles", "all", "allen"))
    return control.state in {"free", "outside"}, control.kind != "text", everything, control.box.area


def _is_unclear(control: Control) -> bool:
    if control.role is not Role.OTHER or control.kind == "text" or not control.label.strip() or control.disabled:
        return False
    if leads_away(control):
        return False
    label = folded(control.label)
    # The name of a purpose opens its description, or switches it.
    return not (words().purposes.search(label) or words().essential.search(label)) and any(map(str.isalpha, label))
