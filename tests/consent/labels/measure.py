"""How well the words on banners are understood: `python -m tests.consent.labels.measure [FILE] [--mistakes]`.

Each banner's controls are read as buttons that stand in a banner with that text, which is how a visitor meets them;
what they look like plays no part here. Counted is whether what accepts, and what rejects, is recognised as such, and
nothing else for it.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from scanner.probes.browser.consent.pairs import understood
from scanner.probes.browser.consent.sight import Box, Control
from scanner.probes.browser.consent.words import Role, folded, leads_back, role_of

UNSEEN = Path(__file__).parent / "unseen.yaml"
#: As what a label counts that says one of these.
CHOICES = (Role.ACCEPT, Role.REJECT, Role.SETTINGS, Role.SAVE)


@dataclass(frozen=True, slots=True)
class Answer:
    """One control: what it does, what it was taken for, and where it stands."""

    language: str
    style: str
    text: str
    label: str
    role: Role
    read: Role

    @property
    def right(self) -> bool:
        """OK accepts where a banner informs and asks nothing; so it is as good as accepting here."""
        return self.read is self.role or (self.role is Role.ACCEPT and self.read is Role.OK)


def answers(banners: Iterable[Mapping[str, Any]]) -> Iterator[Answer]:
    """Of every control that chooses, and of every other one that was taken for accepting or rejecting."""
    for banner in banners:
        for layer in ("controls", "second"):
            labels = banner.get(layer) or ()
            controls = tuple(control(number, one["label"]) for number, one in enumerate(labels))
            for one, read in zip(labels, understood(controls, folded(banner["text"])), strict=True):
                told = Role(one["role"])
                if told in CHOICES or read.role in {Role.ACCEPT, Role.REJECT}:
                    yield Answer(banner["language"], banner["style"], banner["text"], one["label"], told, read.role)


def ways_back(banners: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str, bool]]:
    """Language, label, and whether it is understood, of what opens the choice again."""
    for banner in banners:
        if label := banner.get("way_back"):
            yield banner["language"], label, leads_back(label)


def control(number: int, label: str) -> Control:
    """A button with this label, seen in the open."""
    return Control(
        number=number, look=0, frame="", chain=(0,), label=label, role=role_of(label), kind="button",
        element="button", box=Box(0, 0, 120, 40), href="", disabled=False, state="free", text=None, layers=(),
        picture=False, opacity=1.0, font=16.0, parent=0, row="", hint="", floats=False, at_foot=False, pressed=None,
        expands=False, foldable=False, surface=None, edge=None, under=(), scenic=False,
    )  # fmt: skip


def shares(found: Iterable[Answer], role: Role) -> tuple[int, int, int]:
    """How many controls do this, how many of them were recognised, and how many others were taken for one."""
    listed = list(found)
    mine = [one for one in listed if one.role is role]
    return len(mine), sum(one.right for one in mine), sum(one.read is role and not one.right for one in listed)


def read(path: Path = UNSEEN) -> list[dict[str, Any]]:
    """The banners of a file."""
    banners: list[dict[str, Any]] = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    return banners


def table(found: list[Answer]) -> Iterator[str]:
    """Shares of what chooses, all in all, by style, and by language."""
    groups: dict[str, list[Answer]] = {"all": found}
    for name, of in (("style", lambda one: one.style), ("language", lambda one: one.language)):
        for one in found:
            groups.setdefault(f"{name} {of(one)}", []).append(one)
    yield f"{'':18}" + "".join(f"{role:>22}" for role in CHOICES)
    for name, listed in groups.items():
        cells = (shares(listed, role) for role in CHOICES)
        yield f"{name:18}" + "".join(
            f"{right:>8}/{many:<4}{100 * right / max(1, many):4.0f} % +{wrong:<2}" for many, right, wrong in cells
        )


def mistakes(banners: list[dict[str, Any]], found: Iterable[Answer]) -> Iterator[str]:
    """Each control that was taken for something else."""
    for one in found:
        if not one.right:
            yield f"{one.language} {one.role} read as {one.read}: {one.label!r} in {one.text!r}"
    for language, label, right in ways_back(banners):
        if not right:
            yield f"{language} way back not understood: {label!r}"


def main() -> None:
    """Print what was recognised."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, nargs="?", default=UNSEEN)
    parser.add_argument("--mistakes", action="store_true", help="tell each control that was not recognised")
    asked = parser.parse_args()
    banners = read(asked.file)
    found = list(answers(banners))
    back = Counter(right for _, _, right in ways_back(banners))
    lines = [*table(found), f"ways back: {back[True]} of {back.total()}"]
    print("\n".join([*lines, *(mistakes(banners, found) if asked.mistakes else ())]))  # noqa: T201 - what it is for


if __name__ == "__main__":
    main()
