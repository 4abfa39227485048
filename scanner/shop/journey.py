"""Reads from a shop file as whom a checkout is gone through, and how where the shop is unusual."""

from __future__ import annotations

from urllib.parse import urljoin

from scanner.model.journey import Act, JourneyStep, Target
from scanner.model.vocabulary import PageRole, PersonalData
from scanner.policy.reading import Reader
from scanner.policy.schema.shops import MOST_STEPS, NEVER_IN_IDENTITY
from scanner.shop.declared import ShopFile, parsed
from scanner.yamlfile import Mapped, Node, Scalar, Sequence, shown

_ANSWERS = tuple(word for word in PersonalData if word not in NEVER_IN_IDENTITY)
_LONGEST = 200


def read_identity(reader: Reader, node: Node) -> tuple[tuple[PersonalData, str], ...]:
    """`{email: …, given-name: …}`: what is typed, by what fields ask for."""
    if isinstance(node, Mapped):
        for key in node.items:
            if key in tuple(NEVER_IN_IDENTITY):
                reader.wrong(node.items[key], f"test_identity: {key} is never given to a shop", "leave it out")
    known = (*_ANSWERS, *NEVER_IN_IDENTITY)
    found = reader.mapping(node, "test_identity", tuple(known))
    answers: list[tuple[PersonalData, str]] = []
    for key, value in found.items.items() if found else ():
        text = reader.text(value, key)
        if text is None or key not in _ANSWERS:
            continue
        if not text.strip() or len(text) > _LONGEST or any(c < " " for c in text):
            reader.wrong(value, f"{key} has to be one line of at most {_LONGEST} characters")
        elif key == PersonalData.EMAIL and not (0 < text.find("@") < len(text) - 1):
            reader.wrong(value, f"{shown(text)} is no e-mail address", "like siegel-test@muesli.example")
        else:
            answers.append((PersonalData(key), text.strip()))
    return tuple(answers)


def read_journey(reader: Reader, node: Node, base: ShopFile | None) -> tuple[JourneyStep, ...]:
    """A list of `goto`, `click`, `fill` and `expect`, one in each step."""
    if isinstance(node, Sequence) and not node.items:
        return ()
    steps = [step for one in reader.items(node, "journey") or () if (step := _step(reader, one, base)) is not None]
    if len(steps) > MOST_STEPS:
        reader.wrong(node, f"a journey has at most {MOST_STEPS} steps")
    return tuple(steps)


def _step(reader: Reader, node: Node, base: ShopFile | None) -> JourneyStep | None:
    found = reader.mapping(node, "a step of the journey", tuple(Act))
    if found is None:
        return None
    acts = [key for key in found.items if key in tuple(Act)]
    if len(acts) != 1:
        reader.wrong(node, "a step of the journey does one thing", "goto, click, fill or expect")
        return None
    act, value = Act(acts[0]), found.items[acts[0]]
    match act:
        case Act.GOTO:
            return _goto(reader, value, base)
        case Act.CLICK:
            target = (
                Target(label=reader.text(value, act) or "")
                if isinstance(value, Scalar)
                else _target(reader, value, act, ("label", "css"))
            )
            return None if target is None else JourneyStep(act, target=target)
        case Act.FILL:
            return _fill(reader, value)
        case Act.EXPECT:
            target = _target(reader, value, act, ("text", "css", "role"))
            if target is not None and target.role and target.role not in tuple(PageRole):
                reader.wrong(value, f"expect: there is no role {shown(target.role)}")
                return None
            return None if target is None else JourneyStep(act, target=target)


def _goto(reader: Reader, node: Node, base: ShopFile | None) -> JourneyStep | None:
    text = reader.text(node, "goto")
    if text is None or base is None:
        return None
    parts, mistake = parsed(urljoin(base.url, text))
    if parts is None:
        reader.wrong(node, f"goto leads to no page: {mistake}", "like /konfigurator")
        return None
    if parts.hostname != base.host:
        reader.wrong(node, f"goto leads to {shown(parts.hostname or '')}, not to the shop", "like /konfigurator")
        return None
    return JourneyStep(Act.GOTO, url=parts.geturl())


def _fill(reader: Reader, node: Node) -> JourneyStep | None:
    found = reader.mapping(node, "fill", ("label", "css", "with"), ("with",))
    target = _target(reader, node, Act.FILL, ("label", "css"), ("with",)) if found else None
    given = found.get("with") if found else None
    if target is None or given is None:
        return None
    answer = reader.word(given, "with", PersonalData)
    if answer is None:
        return None
    if answer in NEVER_IN_IDENTITY:
        reader.wrong(given, f"with: {answer} is never given to a shop")
        return None
    return JourneyStep(Act.FILL, target=target, answer=answer)


def _target(reader: Reader, node: Node, what: str, keys: tuple[str, ...], more: tuple[str, ...] = ()) -> Target | None:
    found = reader.mapping(node, what, (*keys, *more))
    if found is None:
        return None
    given = {key: reader.text(value, key) or "" for key, value in found.items.items() if key in keys}
    if sum(map(bool, given.values())) != 1:
        reader.wrong(node, f"{what} names one of {', '.join(keys)}")
        return None
    return Target(**given)
