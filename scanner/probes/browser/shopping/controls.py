"""Which control of a page may be clicked on the way to the checkout, and which never. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from scanner.probes.browser.shopping.checkout_words import binds, bound_target, calls, goes_on, orders
from scanner.probes.browser.shopping.words import Intent, forbidden, forbidden_target, says, takes_out, words
from scanner.probes.browser.sites import same_site

_MOST_CONTROLS = 600
_MOST_GROUPS = 20
_MOST_OPTIONS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """Something to click, as the page has it; all of it is the shop's word.

    number      by which it is aimed at
    shown       its text as a visitor reads it; `names`: what else it is called: label, title, value, picture's text
    marks       its identifiers: id, name, value; `classes` likewise
    calls       what a click on it calls, as far as its attributes say
    href        of a link, absolute; `target`: where its form goes, absolute
    submits     it sends a form, with `method`
    main        it stands in the page's own part, not in its head, its foot or its menus
    after       it comes after the page's first heading
    form        the number of its form; -1 where it stands in none
    """

    number: int
    shown: str = ""
    names: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    classes: str = ""
    calls: tuple[str, ...] = ()
    href: str = ""
    target: str = ""
    submits: bool = False
    method: str = ""
    main: bool = True
    after: bool = True
    visible: bool = True
    disabled: bool = False
    form: int = -1

    @property
    def label(self) -> str:
        """What a visitor takes it for."""
        return self.shown or next(iter(self.names), "")


@dataclass(frozen=True, slots=True)
class Option:
    """One of a group of variants. `value` of a list's entry; empty for what is clicked."""

    number: int
    label: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Variants of which none is chosen yet. `list`: a select element, of that number; `form` as of a control."""

    list: int | None
    options: tuple[Option, ...]
    form: int = -1


@dataclass(frozen=True, slots=True)
class Counter:
    """What a page offers to buy by."""

    controls: tuple[Control, ...] = ()
    groups: tuple[Group, ...] = ()
    heading: str = ""
    url: str = ""

    @classmethod
    def of(cls, value: object) -> Counter:
        """From what buying.js returned; whatever is not as it must be is left out."""
        read = value if isinstance(value, dict) else {}
        return cls(
            tuple(control_of(one) for one in _dicts(read, "controls", _MOST_CONTROLS)),
            tuple(_group(one) for one in _dicts(read, "groups", _MOST_GROUPS)),
            _text(read, "heading"),
            _text(read, "url", 4000),
        )


def objection(control: Control, intent: Intent, page: str) -> str | None:
    """Why a control may not be clicked for this on the page of that URL; None where it may."""
    if intent is Intent.ONWARD:
        return _not_onward(control, page) if goes_on(control.label) else "it does not say so"
    if intent is Intent.JOURNEY:
        return _not_onward(control, page)
    if not says(intent, control.label):
        return "it does not say so"
    return _by_words(control, intent) or _by_way(control, intent, page)


def _by_words(control: Control, intent: Intent) -> str | None:
    for text in (control.shown, *control.names):
        if word := forbidden(intent, text):
            return f"it says {word!r}"
    for mark in (*control.marks, *map(_beyond_host, (control.href, control.target))):
        if word := forbidden_target(mark):
            return f"it is marked {word!r}"
    found = words().classes.search(control.classes.lower())
    return f"it is marked {found[0]!r}" if found else None


def bound(control: Control) -> str | None:
    """Why a control is never clicked once somebody's data are in the page, whatever it says."""
    for text in (control.shown, *control.names):
        if word := binds(text):
            return f"it says {word!r}"
    for mark in (*control.marks, *map(_beyond_host, filter(None, (control.href, control.target)))):
        if word := bound_target(mark):
            return f"it is marked {word!r}"
    for call in (*control.calls, *((control.href,) if control.href.startswith("javascript:") else ())):
        if word := calls(call) or bound_target(call):
            return f"it calls {word!r}"
    found = words().classes.search(control.classes.lower())
    return f"it is marked {found[0]!r}" if found else None


def _not_onward(control: Control, page: str) -> str | None:
    if why := bound(control):
        return why
    for address in filter(None, (control.href, control.target)):
        if not address.startswith(("http:", "https:", "javascript:")):
            return f"it leads to no page: {address[:40]}"
        if address.startswith("http") and not same_site(address, page):
            return "it leads to another party"
        if page.startswith("https:") and address.startswith("http:"):
            return "it leads out of https"
    return None


def choose_onward(controls: Iterable[Control], page: str) -> Control | str:
    """What leads to the checkout's next step, or why nothing does: never a control of a form that orders, too."""
    met = tuple(controls)
    ordering = {one.form for one in met if one.form >= 0 and any(map(orders, (one.shown, *one.names)))}
    called = [one for one in met if one.visible and goes_on(one.label)]
    reasons = {one.number: objection(one, Intent.ONWARD, page) for one in called}
    reasons |= {one.number: "its form orders, too" for one in called if one.form in ordering}
    allowed = [one for one in called if reasons[one.number] is None]
    if not allowed:
        if not called:
            return "no control says that it leads on"
        return f"{called[0].label[:60]!r} is not clicked: {reasons[called[0].number]}"
    return max(allowed, key=lambda one: (one.main, one.submits, not one.href, not one.disabled, one.after, one.number))


def order_control(controls: Iterable[Control], *, last: bool) -> Control | None:
    """What places the order on this page. `last`: its headings say that nothing else is left to do there."""
    met = [one for one in controls if one.visible and one.main]
    saying = [one for one in met if any(map(orders, (one.shown, *one.names))) and not _leads_elsewhere(one)]
    if saying:
        return max(saying, key=lambda one: (one.submits, one.after, one.number))
    sending = [one for one in met if one.submits and one.method == "post" and not takes_out(one.label)]
    return sending[-1] if last and sending else None


def _leads_elsewhere(control: Control) -> bool:
    """A link to an ordinary page, as to another product's."""
    return control.href.startswith("http") and bound_target(_beyond_host(control.href)) is None


def _by_way(control: Control, intent: Intent, page: str) -> str | None:
    if intent not in {Intent.ADD, Intent.APPLY} and control.submits:
        return "it sends a form"
    if intent is Intent.GUEST and not control.href:
        return "it is no link"
    for address in filter(None, (control.href, control.target)):
        if not address.startswith(("http:", "https:", "javascript:")):
            return f"it leads to no page: {address[:40]}"
        if address.startswith("http") and not same_site(address, page):
            return "it leads to another party"
    return None


def choose(controls: Iterable[Control], intent: Intent, page: str) -> Control | str:
    """The control to click, or why there is none. Disabled ones too: a variant may have to be chosen first."""
    called = [one for one in controls if one.visible and says(intent, one.label)]
    allowed = [one for one in called if objection(one, intent, page) is None]
    if not allowed:
        if not called:
            return "no control is called so"
        return f"{called[0].label[:60]!r} is not clicked: {objection(called[0], intent, page)}"
    # The product's own button comes after its name; before it and in menus there are those of other things.
    return max(allowed, key=lambda one: (one.main, one.after, not one.disabled, one.submits, -one.number))


def choose_goods(controls: Iterable[Control], page: str) -> tuple[Control, Intent] | str:
    """What puts the product into the cart; where nothing says so, what is applied for by it, beside its own name."""
    met = tuple(controls)
    found = choose(met, Intent.ADD, page)
    if isinstance(found, Control) or any(one.visible and says(Intent.ADD, one.label) for one in met):
        return found if isinstance(found, str) else (found, Intent.ADD)
    applied = choose((one for one in met if one.main and one.after), Intent.APPLY, page)
    return found if isinstance(applied, str) else (applied, Intent.APPLY)


def _beyond_host(address: str) -> str:
    """Path and query: a shop may be called whatever it likes."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    return f"{parts.path}?{parts.query}"


def control_of(value: dict[str, Any]) -> Control:
    """From what buying.js tells of one."""
    flags = {name: value.get(name) is True for name in ("submits", "main", "after", "visible", "disabled")}
    return Control(
        number=_number(value),
        shown=_text(value, "shown"),
        names=_texts(value, "names", 16),
        marks=_texts(value, "marks"),
        classes=_text(value, "classes", 1000),
        calls=_texts(value, "calls", 12),
        href=_text(value, "href", 4000),
        target=_text(value, "target", 4000),
        method=_text(value, "method"),
        form=_number(value, "form"),
        **flags,
    )


def _group(value: dict[str, Any]) -> Group:
    held = value.get("list")
    options = (
        Option(_number(one), _text(one, "label"), _text(one, "value"))
        for one in _dicts(value, "options", _MOST_OPTIONS)
    )
    is_list = isinstance(held, int) and not isinstance(held, bool)
    return Group(held if is_list else None, tuple(options), _number(value, "form"))


def _number(value: dict[str, Any], key: str = "number") -> int:
    found = value.get(key)
    return found if isinstance(found, int) and not isinstance(found, bool) else -1


def _dicts(value: dict[str, Any], key: str, at_most: int) -> list[dict[str, Any]]:
    found = value.get(key)
    return [one for one in found[:at_most] if isinstance(one, dict)] if isinstance(found, list) else []


def _texts(value: dict[str, Any], key: str, at_most: int = 8) -> tuple[str, ...]:
    found = value.get(key)
    return (
        tuple(one[:300] for one in found[:at_most] if isinstance(one, str) and one) if isinstance(found, list) else ()
    )


def _text(value: dict[str, Any], key: str, length: int = 300) -> str:
    found = value.get(key)
    return found[:length] if isinstance(found, str) else ""
