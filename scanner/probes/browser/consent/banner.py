"""Which of what lies over a page is its consent banner, and what there is to say of it. Pure; sees no page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from scanner.model.facts import ConsentBanner, Page
from scanner.model.facts.consent import Choice, Prominence
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import Phase
from scanner.probes.browser.consent.sight import Candidate, Control, Sight, Toggle
from scanner.probes.browser.consent.words import Role, folded, language_of, words

NOT_OPENED = Unknown("the banner's settings were not opened")
ON_A_PICTURE = Unknown("the words stand on a picture or a gradient")
_LONGEST = 7000  # of a first layer's text; what is longer is a page
_MOST_TAKEN = 0.75
_CHOOSING = {Role.ACCEPT, Role.REJECT, Role.SAVE}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the banner leaves of the page: the share of the window it takes, and legal links by kind: reachable."""

    taken: float = 0.0
    legal: Mapping[str, bool] | None = None
    locked: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate that is a consent banner, with what belongs to it."""

    candidate: Candidate
    controls: tuple[Control, ...]
    toggles: tuple[Toggle, ...]

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
        """What may switch a purpose and is no switch that can be read: pairs of buttons, radio buttons. Else empty."""
        for control in self.controls:
            if words().on_off.search(folded(control.label)) and control.kind != "text":
                return f"“{control.label}” may be a switch"
        return "its choices are radio buttons, which are not read" if self.candidate.radios else ""

    @property
    def reachable(self) -> int:
        """How many of its choices a click can reach."""
        return sum(control.state == "free" for control in self.controls if control.role in _CHOOSING)


@dataclass(frozen=True, slots=True)
class Banner:
    """What a visitor sees. `second`: the settings, where they were opened; `opened`: why they could not be.

    `depth`: the layer on which the settings stand; more than 2 where one leads to another.
    """

    first: Found
    tool: str | None
    around: Surroundings
    second: Found | None = None
    opened: str = ""
    depth: int = 2

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
        if to_switch_off(toggles):
            return True
        if other := next((layer.other_switches for layer in layers if layer.other_switches), ""):
            return Unknown(other)
        last = layers[-1]
        if last.candidate.hidden_on:
            return Unknown(f"{last.candidate.hidden_on} switches are on and folded away")
        return False if toggles or self.second or self.settings is None else NOT_OPENED


def is_way_on(control: Control) -> bool:
    """A button that says More and leads to no other page."""
    return control.role is Role.MORE and control.kind == "button" and _stays(control)


def _stays(control: Control) -> bool:
    """It leads to no other page."""
    return not control.href or control.href.startswith(("#", "javascript:"))


def to_switch_off(toggles: Iterable[Toggle]) -> tuple[Toggle, ...]:
    """Those that are on and need not be."""
    return tuple(toggle for toggle in toggles if toggle.checked and not toggle.essential)


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


def _candidates(sight: Sight, *, settings: bool) -> list[Found]:
    found = []
    for candidate in sight.candidates:
        controls = tuple(c for c in sight.controls if c.frame == candidate.frame and candidate.number in c.chain)
        toggles = tuple(t for t in sight.toggles if t.frame == candidate.frame and candidate.number in t.chain)
        one = Found(candidate, controls, toggles)
        if _is_banner(one, settings=settings):
            found.append(one)
    return found


def _is_banner(found: Found, *, settings: bool) -> bool:
    candidate, rules = found.candidate, words()
    text = folded(candidate.text)
    roles = {control.role for control in found.controls if control.kind != "text" or control.role in _CHOOSING}
    if candidate.page or candidate.inputs or (len(text) > _LONGEST and not settings):
        return False
    if Role.FORBIDDEN in roles and not settings and not (Role.PAY in roles and rules.pay.search(text)):
        return False
    if any(pattern.search(text) for name, pattern in rules.others.items() if name != "country" or candidate.selects):
        return False
    if settings and roles & _CHOOSING:
        return True
    if not rules.topic.search(text) or (rules.goods.search(text) and not rules.data.search(text)):
        return False
    return _asks(found, roles, text)


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

    def rank(one: Found) -> tuple[int, int, int, float]:
        roles = {control.role for control in one.controls}
        return (
            one.candidate.how != "bar",
            min(one.reachable, 1),
            len(roles & (_CHOOSING | {Role.SETTINGS, Role.CLOSE, Role.LEGAL, Role.PAY, Role.OK})) + len(one.toggles),
            -len(one.candidate.text),
        )

    return max(found, key=rank, default=None)


def _weight(control: Control) -> tuple[bool, bool, bool, float]:
    everything = any(word in folded(control.label).split() for word in ("alle", "alles", "all", "allen"))
    return control.state in {"free", "outside"}, control.kind != "text", everything, control.box.area


def prominence(accept: Control | None, reject: Control | None) -> Prominence | None:
    """Of reject against accept on the first layer; None where one of them is missing."""
    if accept is None or reject is None:
        return None
    return Prominence(
        area_ratio=round(reject.box.area / accept.box.area, 3) if accept.box.area else None,
        contrast_accept=ON_A_PICTURE if accept.contrast is None else accept.contrast,
        contrast_reject=ON_A_PICTURE if reject.contrast is None else reject.contrast,
        same_kind=accept.kind == reject.kind,
    )


def consent_banner(
    banner: Banner | None, page: Page, phase: Phase, clicks_to_reject: int | None = None, in_vain: str = ""
) -> ConsentBanner:
    """The row of evidence, also where there is no banner. How consent is withdrawn is not looked at here.

    `clicks_to_reject`: as many as it took; else as many as it takes where no switch moves another.
    `in_vain`: why a rejection that was tried did not work; then nobody knows how to reject.
    """
    if banner is None:
        return ConsentBanner(
            page=page, phase=phase, present=False, tool=None, language=None, accept=None, reject=None, settings=None,
            preticked=False, prominence=None, blocks_legal=False, wall=False, names_purposes=False,
        )  # fmt: skip
    text = banner.first.candidate.text
    return ConsentBanner(
        page=page,
        phase=phase,
        present=True,
        tool=banner.tool,
        language=language_of(text) or Unknown("the banner's words are too few to tell its language"),
        accept=_or_unclear(_choice(banner.accept, 1, 1), banner.first),
        reject=Unknown(in_vain) if in_vain and banner.reject is not None else _reject(banner, clicks_to_reject),
        settings=_or_unclear(_choice(banner.settings, 1, 1), banner.first),
        preticked=banner.preticked,
        prominence=prominence(banner.accept, banner.first.best(Role.REJECT)),
        blocks_legal=banner.blocks_legal,
        wall=banner.wall,
        names_purposes=words().purposes.search(folded(text)) is not None,
    )


def _choice(control: Control | None, layer: int, clicks: int) -> Choice | None:
    return None if control is None else Choice(label=control.label, layer=layer, clicks=clicks, kind=control.kind)


def _reject(banner: Banner, clicks: int | None) -> Maybe[Choice | None]:
    """Where the first layer has none and the settings were not opened, one may stand there: on layer 2 or deeper.

    Where a control of the first layer is not understood, it may be the one that rejects.
    """
    found = banner.reject
    if found is not None and (found[1] == 1 or banner.first.unclear is None):
        control, layer, estimate = found
        return _choice(control, layer, clicks or estimate)
    if banner.first.unclear is not None:
        return _or_unclear(None, banner.first)
    if banner.second is not None:
        return _or_unclear(None, banner.second)
    return None if banner.settings is None else NOT_OPENED


def _or_unclear(choice: Choice | None, layer: Found) -> Maybe[Choice | None]:
    if choice is not None or layer.unclear is None:
        return choice
    return Unknown(f"the banner has a control that is not understood: “{layer.unclear.label}”")


def _is_unclear(control: Control) -> bool:
    if control.role is not Role.OTHER or control.kind == "text" or not control.label.strip() or control.disabled:
        return False
    if not _stays(control):
        return False
    label = folded(control.label)
    # The name of a purpose opens its description, or switches it.
    return not (words().purposes.search(label) or words().essential.search(label)) and any(map(str.isalpha, label))
