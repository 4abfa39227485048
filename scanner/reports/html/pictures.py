"""The pictures of a report: each once in the file, worst first, within a bound; nothing is believed but their bytes."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from scanner.model.picture import Picture, picture_of
from scanner.model.verdict import Text
from scanner.reports.html import words
from scanner.reports.html.view import Item, View

#: Characters that all pictures of one report may take.
MOST_CHARACTERS = 8_000_000


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture on the page. `place`: what it was taken of. Where it is left out of the file, it has number 0."""

    digest: str
    number: int
    width: int
    height: int
    place: Text
    alt: Text
    data: Markup

    @property
    def anchor(self) -> str:
        """Its place on the page."""
        return f"picture:{self.number}"


@dataclass(frozen=True, slots=True)
class Uses:
    """The pictures of a control: those shown here, those shown at another already, and those that had no room."""

    here: tuple[Shot, ...] = ()
    elsewhere: tuple[Shot, ...] = ()
    left_out: tuple[Shot, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.here or self.elsewhere or self.left_out)


@dataclass(frozen=True, slots=True)
class Album:
    """All pictures of a report by digest, those of each control by its anchor, and at which control each is shown."""

    shots: Mapping[str, Shot] = field(default_factory=dict)
    of_items: Mapping[str, tuple[Shot, ...]] = field(default_factory=dict)
    first: Mapping[str, str] = field(default_factory=dict)

    @property
    def left_out(self) -> int:
        """How many pictures had no room."""
        return sum(not shot.number for shot in self.shots.values())

    def of(self, items: Sequence[Item]) -> Uses:
        """The pictures of a control, or of controls that stand together."""
        anchors = [item.anchor for item in items]
        mine = {shot.digest: shot for anchor in anchors for shot in self.of_items.get(anchor, ())}
        shown = sorted((shot for shot in mine.values() if shot.number), key=lambda shot: shot.number)
        return Uses(
            tuple(shot for shot in shown if self.first[shot.digest] in anchors),
            tuple(shot for shot in shown if self.first[shot.digest] not in anchors),
            tuple(shot for shot in mine.values() if not shot.number),
        )

    def shown(self, digests: Iterable[str]) -> list[Shot]:
        """Those of some artifacts that are pictures in the file."""
        return [self.shots[digest] for digest in digests if digest in self.shots and self.shots[digest].number]


def album(view: View, shows: Mapping[str, Text], artifacts: Mapping[str, bytes]) -> Album:
    """The pictures among the artifacts of failed and unknown controls, in the order of the page."""
    shots: dict[str, Shot] = {}
    of_items: dict[str, tuple[Shot, ...]] = {}
    first: dict[str, str] = {}
    none: set[str] = set()
    number, room = 0, MOST_CHARACTERS
    for item in view.with_pictures():
        mine: list[Shot] = []
        for digest in item.verdict.judgement.artifacts:
            if digest in none:
                continue
            shot = shots.get(digest) or _shot(digest, artifacts, shows, number + 1, room)
            if shot is None:
                none.add(digest)
                continue
            if digest not in shots:
                shots[digest], first[digest] = shot, item.anchor
                number, room = max(number, shot.number), room - len(shot.data)
            mine.append(shot)
        of_items[item.anchor] = tuple(mine)
    return Album(shots, of_items, first)


def _shot(
    digest: str, artifacts: Mapping[str, bytes], shows: Mapping[str, Text], number: int, room: int
) -> Shot | None:
    data = artifacts.get(digest, b"")
    picture = picture_of(data)
    if picture is None:
        return None
    place = shows.get(digest, words.SOMEWHERE)
    alt = Text(words.SCREENSHOT_OF.en.format(place=place.en), words.SCREENSHOT_OF.de.format(place=place.de))
    address = _address(picture, data)
    fits = len(address) <= room
    return Shot(digest, number if fits else 0, picture.width, picture.height, place, alt, address if fits else Markup())


def _address(picture: Picture, data: bytes) -> Markup:
    """The picture as a data URI: of a type we checked, in characters that need no escape."""
    return Markup(f"data:{picture.type};base64,{base64.b64encode(data).decode()}")  # noqa: S704 - letters, digits, +/=
