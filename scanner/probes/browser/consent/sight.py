"""What banner.js measured, each part taken only as the type it must have: all of it is the shop's word."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from scanner.probes.browser.consent.colours import Colour, flat, luminance, over, ratio
from scanner.probes.browser.consent.words import Role, folded, is_essential, role_of

_LONGEST_TEXT = 8000
_LONGEST_LABEL = 200
_MOST = 600
_MOST_LAYERS = 20
_MOST_OPTIONS = 6
# By what a cross without any name is told: the name that it has in the style sheet.
_CLOSER = re.compile(r"close|dismiss|schlie(?:ss|ß)en", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Box:
    """In CSS pixels, within its document's window."""

    x: float = 0
    y: float = 0
    width: float = 0
    height: float = 0

    @property
    def area(self) -> float:
        """Square CSS pixels."""
        return self.width * self.height


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """Something to click, or a short text that may be.

    number   among those of one look at its document, `look`
    kind     by its looks: button (a surface of its own), link, text
    element  what it is in the document: its role, else its tag
    state    free; outside (to be scrolled to), covered (something lies over it), hidden
    parent   the same number for those that stand side by side; `row`: the words beside them
    hint     what it is called in the document, for those without a name; `floats`: it stays where it is on the screen
    at_foot  it stands in the footer, or in the last part of the page
    pressed  as its attributes say; None where they say nothing. `expands`: it is folded, `foldable`: or unfolded
    under    the layers of colour below it; `surface`, `edge`: its own, `scenic`: one of them is a picture
    """

    number: int
    look: int
    frame: str
    chain: tuple[int, ...]
    label: str
    role: Role
    kind: str
    element: str
    box: Box
    href: str
    disabled: bool
    state: str
    text: Colour | None
    layers: tuple[Colour, ...]
    picture: bool
    opacity: float
    font: float
    parent: int = -1
    row: str = ""
    hint: str = ""
    floats: bool = False
    at_foot: bool = False
    pressed: bool | None = None
    expands: bool = False
    foldable: bool = False
    surface: Colour | None = None
    edge: Colour | None = None
    under: tuple[Colour, ...] = ()
    scenic: bool = False

    @property
    def ground(self) -> float | None:
        """WCAG 2.2 contrast of its surface or border, the stronger, to what it stands on; None on a picture."""
        if self.scenic:
            return None
        base = flat(self.under)
        own = [luminance(over(colour, base)) for colour in (self.surface, self.edge) if colour is not None]
        return max((ratio(one, luminance(base)) for one in own), default=1.0)

    @property
    def contrast(self) -> float | None:
        """WCAG 2.2 contrast ratio of its words, 1 to 21; None where they stand on a picture."""
        if self.picture or self.text is None:
            return None
        ground = flat(self.layers)
        red, green, blue, alpha = self.text
        ink = over((red, green, blue, alpha * min(1.0, max(0.0, self.opacity))), ground)
        return ratio(luminance(ink), luminance(ground))


@dataclass(frozen=True, slots=True, kw_only=True)
class Toggle:
    """A box to tick, a switch, or a pair of radio buttons or buttons that is one.

    made_of   "toggles": itself; else what its halves `off` and `on` are: "options" (radio buttons) or "controls"
    checked   None: its looks don't say
    answered  of radio buttons, whether one of them is chosen
    """

    number: int
    look: int
    frame: str
    chain: tuple[int, ...]
    label: str
    checked: bool | None
    disabled: bool
    made_of: str = "toggles"
    off: int = -1
    on: int = -1
    answered: bool = True

    @property
    def essential(self) -> bool:
        """It can't be switched, or its words say that it needs no consent. One with a half for declining is no such."""
        return self.disabled or (self.made_of == "toggles" and is_essential(self.label))


@dataclass(frozen=True, slots=True)
class Option:
    """One radio button, by its number among all of the look."""

    number: int
    label: str
    checked: bool
    disabled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Radio buttons of which one is chosen."""

    look: int
    frame: str
    chain: tuple[int, ...]
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A part of a document that lies over the page or stands at its edge. `page`: it holds the page itself.

    `hidden_on`: switches in it that are on and folded away.
    """

    number: int
    frame: str
    how: str
    name: str
    text: str
    box: Box
    page: bool
    modal: bool
    inputs: int
    selects: int
    radios: int = 0
    hidden_on: int = 0


@dataclass(frozen=True, slots=True)
class Sight:
    """One look at all documents of the tab. `cut`: not all of it was looked at.

    `sealable`: so many elements may hold a closed shadow root.
    """

    candidates: tuple[Candidate, ...] = ()
    controls: tuple[Control, ...] = ()
    toggles: tuple[Toggle, ...] = ()
    groups: tuple[Group, ...] = ()
    tools: tuple[str, ...] = ()
    cut: bool = False
    sealable: int = 0

    def __add__(self, other: Sight) -> Sight:
        """Both together."""
        return Sight(
            self.candidates + other.candidates,
            self.controls + other.controls,
            self.toggles + other.toggles,
            self.groups + other.groups,
            self.tools + other.tools,
            self.cut or other.cut,
            self.sealable + other.sealable,
        )

    def learnt(self, roles: Mapping[str, str]) -> Sight:
        """With the roles that controls without known words turned out to have, by their folded labels."""
        if not roles:
            return self
        controls = (
            replace(one, role=Role(roles[folded(one.label)]))
            if one.role is Role.OTHER and folded(one.label) in roles
            else one
            for one in self.controls
        )
        return replace(self, controls=tuple(controls))

    @classmethod
    def of(cls, value: object, frame: str) -> Sight:
        """From what came back of one document."""
        read = value if isinstance(value, dict) else {}
        look = _whole(read, "look")
        return cls(
            tuple(_candidate(item, frame) for item in _dicts(read, "candidates")),
            tuple(_control(item, frame, look) for item in _dicts(read, "controls")),
            tuple(_toggle(item, frame, look) for item in _dicts(read, "toggles")),
            tuple(_group(item, frame, look) for item in _dicts(read, "groups")),
            tuple(str(item)[:80] for item in _list(read, "tools")),
            read.get("cut") is True,
            _whole(read, "sealable"),
        )


def _candidate(item: dict[str, object], frame: str) -> Candidate:
    return Candidate(
        number=_whole(item, "number"),
        frame=frame,
        how=_text(item, "how"),
        name=_text(item, "name"),
        text=_text(item, "text", _LONGEST_TEXT),
        box=_box(item),
        page=item.get("page") is True,
        modal=item.get("modal") is True,
        inputs=_whole(item, "inputs"),
        selects=_whole(item, "selects"),
        radios=_whole(item, "radios"),
        hidden_on=_whole(item, "hidden_on"),
    )


def _control(item: dict[str, object], frame: str, look: int) -> Control:
    label, kind = _text(item, "label"), _text(item, "kind")
    control = Control(
        number=_whole(item, "number"),
        look=look,
        frame=frame,
        chain=_chain(item),
        label=label,
        role=role_of(label, kind),
        kind=kind if kind in {"button", "link", "text"} else "text",
        element=_text(item, "element"),
        box=_box(item),
        href=_text(item, "href", 500),
        disabled=item.get("disabled") is True,
        state=_text(item, "state"),
        text=_colour(item.get("text")),
        layers=_colours(item.get("layers")),
        picture=item.get("picture") is True,
        opacity=_number(item.get("opacity"), 1.0),
        font=_number(item.get("font"), 0.0),
        parent=int(_number(item.get("parent"), -1)),
        row=_text(item, "row"),
        hint=_text(item, "hint"),
        floats=item.get("floats") is True,
        at_foot=item.get("at_foot") is True,
        pressed=_told(item.get("pressed")),
        expands=item.get("expands") is True,
        foldable=item.get("foldable") is True,
        surface=_colour(item.get("surface")),
        edge=_colour(item.get("edge")),
        under=_colours(item.get("under")),
        scenic=item.get("scenic") is True,
    )
    if not label.strip() and _CLOSER.search(control.hint):
        return replace(control, role=Role.CLOSE)
    # A cross says nothing itself; the name that it has for those who can't see it does.
    named = role_of(_text(item, "name"), kind)
    return replace(control, role=named) if control.role is Role.OTHER and named is Role.CLOSE else control


def _toggle(item: dict[str, object], frame: str, look: int) -> Toggle:
    return Toggle(
        number=_whole(item, "number"),
        look=look,
        frame=frame,
        chain=_chain(item),
        label=_text(item, "label"),
        checked=_told(item.get("checked")),
        disabled=item.get("disabled") is True,
    )


def _group(item: dict[str, object], frame: str, look: int) -> Group:
    options = tuple(
        Option(_whole(one, "number"), _text(one, "label"), one.get("checked") is True, one.get("disabled") is True)
        for one in _dicts(item, "options")[:_MOST_OPTIONS]
    )
    return Group(look=look, frame=frame, chain=_chain(item), label=_text(item, "label"), options=options)


def _told(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _list(item: dict[str, object], key: str) -> list[object]:
    value = item.get(key)
    return value[:_MOST] if isinstance(value, list) else []


def _dicts(item: dict[str, object], key: str) -> list[dict[str, object]]:
    return [value for value in _list(item, key) if isinstance(value, dict)]


def _text(item: dict[str, object], key: str, longest: int = _LONGEST_LABEL) -> str:
    value = item.get(key)
    return value[:longest] if isinstance(value, str) else ""


def _number(value: object, default: float) -> float:
    good = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return float(value) if good and isinstance(value, int | float) else default


def _whole(item: dict[str, object], key: str) -> int:
    return int(_number(item.get(key), 0))


def _chain(item: dict[str, object]) -> tuple[int, ...]:
    return tuple(int(_number(value, -1)) for value in _list(item, "chain"))


def _box(item: dict[str, object]) -> Box:
    parts = [_number(value, 0) for value in _list(item, "box")[:4]]
    return Box(*parts)


def _colours(value: object) -> tuple[Colour, ...]:
    listed = value[:_MOST_LAYERS] if isinstance(value, list) else []
    return tuple(colour for colour in map(_colour, listed) if colour)


def _colour(value: object) -> Colour | None:
    parts = [_number(part, 0) for part in value[:4]] if isinstance(value, list) else []
    return (parts[0], parts[1], parts[2], parts[3]) if len(parts) == 4 else None
