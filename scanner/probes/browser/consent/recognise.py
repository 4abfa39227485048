"""Which of what lies over a page is its consent banner, its settings, or what is left of them. Pure; sees no page."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.probes.browser.consent.banner import BY_WORDS, CHOOSING, Found, leads_away, weight
from scanner.probes.browser.consent.pairs import understood
from scanner.probes.browser.consent.sight import Candidate, Control, Group, Sight, Toggle
from scanner.probes.browser.consent.switches import of_group, of_pairs
from scanner.probes.browser.consent.words import Role, folded, words

_LONGEST = 7000  # of a first layer's text; what is longer is a page
_LONGEST_QUESTION = 800
_SHORTEST_PLAIN = 60  # of a text that needs no control to be known for what it is
#: What a banner may speak of in passing, as of newsletters that it measures or of the place of a device.
_MENTIONED = {"newsletter", "country", "chat", "installation"}


def find(sight: Sight) -> Found | None:
    """The consent banner among what was seen, if there is one."""
    return _best(_candidates(sight, settings=False))


def is_gated(sight: Sight) -> bool:
    """Whether the page asks for an age before all else. Nobody answers that here, so that nobody sees behind it."""
    gates = (one for one in sight.candidates if one.how not in {"bar", *BY_WORDS} and not one.page)
    return any(words().others["age"].search(folded(one.text)) for one in gates)


def find_unread(sight: Sight) -> Found | None:
    """What lies over the page and plainly speaks of consent, data and purposes, though no control is understood."""
    return next((found for found, plain in _unread(sight) if plain), None)


def is_unread(sight: Sight) -> bool:
    """Whether something lies over the page that may ask for consent, and is not understood."""
    return next(_unread(sight), None) is not None


def _unread(sight: Sight) -> Iterator[tuple[Found, bool]]:
    """With each, whether its words leave no doubt."""
    rules = words()
    for candidate in sight.candidates:
        if candidate.how in BY_WORDS or candidate.page or candidate.inputs or len(candidate.text) > _LONGEST:
            continue
        text, found = folded(candidate.text), _with_all(candidate, sight)
        topic, data = rules.topic.search(text), rules.data.search(text)
        purposes = rules.purposes.search(text)
        plain = bool(topic and data and purposes and len(text) >= _SHORTEST_PLAIN)
        speaks = plain or (candidate.how != "bar" and topic and (data or purposes))
        if speaks and found.unclear is not None and not _is_something_else(found, set(), text):
            yield found, plain


def find_settings(sight: Sight, before: Found) -> Found | None:
    """The layer that has come since `before`: with choices that were not there, in the same place or a new one."""
    known = {(control.label, control.role) for control in before.controls}
    fresh = []
    for found in _candidates(sight, settings=True):
        choices = {(control.label, control.role) for control in found.controls if control.role in CHOOSING}
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
    return max(fresh, key=weight, default=None)


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
    """What is left of the banner: it, or the same layer with choices that a click reaches.

    Words that have come since and only say what was chosen ("You've accepted cookies") are no choice.
    """
    found = find(sight)
    known = {control.label for control in layer.controls}
    choices = [one for one in found.controls if one.role in {*CHOOSING, Role.OK}] if found else []
    if found is not None and any(one.kind != "text" or one.label in known for one in choices):
        return found
    if found is not None and choices and found.best(Role.CLOSE):
        return None
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


def all_toggles(sight: Sight) -> tuple[Toggle, ...]:
    """All switches that were seen, those made of two halves included, each once."""
    return tuple(dict.fromkeys(toggle for one in sight.candidates for toggle in _with_all(one, sight).toggles))


def _with_all(candidate: Candidate, sight: Sight) -> Found:
    """With all that is in it."""

    def its(thing: Control | Toggle | Group) -> bool:
        return thing.frame == candidate.frame and candidate.number in thing.chain

    controls = tuple(filter(its, sight.controls))
    pairs, halves = of_pairs(controls)
    groups = [of_group(group) for group in filter(its, sight.groups)]
    whole = tuple(control for control in controls if control.number not in halves)
    switched = bool(pairs or groups or any(map(its, sight.toggles)))
    if candidate.how not in BY_WORDS and not candidate.inputs:
        whole = understood(whole, folded(candidate.text), switches=switched)
    return Found(
        candidate,
        whole,
        (*filter(its, sight.toggles), *pairs, *(toggle for toggle in groups if toggle is not None)),
        groups.count(None),
    )


def _candidates(sight: Sight, *, settings: bool) -> list[Found]:
    all_of_them = (_with_all(candidate, sight) for candidate in sight.candidates)
    return [one for one in all_of_them if _is_banner(one, settings=settings)]


def _is_banner(found: Found, *, settings: bool) -> bool:
    candidate, rules = found.candidate, words()
    text = folded(candidate.text)
    roles = {control.role for control in found.controls if control.kind != "text" or control.role in CHOOSING}
    if candidate.page or candidate.inputs or (len(text) > _LONGEST and not settings):
        return False
    if candidate.how in BY_WORDS and not settings and not _asks_plainly(found, roles, text):
        return False
    if Role.FORBIDDEN in roles and not settings and not _wants_money(found, roles, text):
        return False
    if _is_something_else(found, roles, text):
        return False
    if settings and roles & CHOOSING:
        return True
    if rules.pun.search(text) and {Role.REJECT, Role.SETTINGS} <= roles and roles & {Role.ACCEPT, Role.OK}:
        return True
    if not _on_topic(roles, text) or (rules.goods.search(text) and not rules.data.search(text)):
        return False
    return _asks(found, roles, text)


def _on_topic(roles: set[Role], text: str) -> bool:
    """It speaks of cookies or consent; or of purposes and data, with a way to accept them and another way."""
    rules = words()
    if rules.topic.search(text):
        return True
    asks = Role.ACCEPT in roles and bool(roles & {Role.REJECT, Role.SETTINGS, Role.PAY})
    return asks and rules.purposes.search(text) is not None and rules.data.search(text) is not None


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
    other = (
        roles & {Role.REJECT, Role.SETTINGS}
        or (Role.SAVE in roles and found.toggles)
        or _wants_money(found, roles, text)
    )
    return bool(accepts and other and rules.topic.search(text) and rules.data.search(text))


def _wants_money(found: Found, roles: set[Role], text: str) -> bool:
    """Consent or payment: it speaks of a subscription, and a control is the way there."""
    if words().pay.search(text) is None:
        return False
    return Role.PAY in roles or any(
        c.role is Role.FORBIDDEN and words().pay.search(folded(c.label)) for c in found.controls
    )


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
    takes = rules.claims.search(text) or (rules.by_name.search(text) and rules.needs_consent.search(text))
    return Role.OK in roles and takes is not None and rules.disclaims.search(text) is None


def _best(found: list[Found]) -> Found | None:
    """What a click reaches before what lies below; then the one with most choices; of those the tightest."""

    def rank(one: Found) -> tuple[int, int, int, int, float]:
        roles = {control.role for control in one.controls}
        return (
            one.candidate.how not in BY_WORDS,
            one.candidate.how != "bar",
            min(one.reachable, 1),
            len(roles & (CHOOSING | {Role.SETTINGS, Role.CLOSE, Role.LEGAL, Role.PAY, Role.OK})) + len(one.toggles),
            -len(one.candidate.text),
        )

    return max(found, key=rank, default=None)
