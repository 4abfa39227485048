"""The pictures of a report: each once in the file, worst first, within a bound; nothing is believed but their bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from scanner.model.picture import picture_of
from scanner.model.verdict import Text
from scanner.reports.full import words
from scanner.reports.full.view import Item, View

#: Characters that all pictures of one report may take.
MOST_CHARACTERS = 8_000_000


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture on the page. `place`: what it was taken of, `type`: of its `data`, a media type.

    Where it is left out of the file, it has number 0 and no data.
    """

    digest: str
    number: int
    width: int
    height: int
    place: Text
    alt: Text
    type: str
    data: bytes

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


def as_address(kind: str, data: bytes) -> int:
    """Characters of a picture as a data URI."""
    return len(f"data:{kind};base64,") + 4 * -(-len(data) // 3)


def album(
    view: View,
    shows: Mapping[str, Text],
    artifacts: Mapping[str, bytes],
    room: int | None = None,
    cost: Callable[[str, bytes], int] = as_address,
) -> Album:
    """The pictures among the artifacts of failed and unknown controls, in the order of the page.

    `cost`: how much of the `room` a picture takes, by its media type and its bytes; that of a web page by default.
    """
    shots: dict[str, Shot] = {}
    of_items: dict[str, tuple[Shot, ...]] = {}
    first: dict[str, str] = {}
    none: set[str] = set()
    number, room = 0, MOST_CHARACTERS if room is None else room
    for item in view.with_pictures():
        mine: list[Shot] = []
        for digest in item.verdict.judgement.artifacts:
            if digest in none:
                continue
            shot = shots.get(digest) or _shot(digest, artifacts, shows, number + 1, room, cost)
            if shot is None:
                none.add(digest)
                continue
            if digest not in shots:
                shots[digest], first[digest] = shot, item.anchor
                number = max(number, shot.number)
                room -= cost(shot.type, shot.data) if shot.number else 0
            mine.append(shot)
        of_items[item.anchor] = tuple(mine)
    return Album(shots, of_items, first)


def _shot(
    digest: str,
    artifacts: Mapping[str, bytes],
    shows: Mapping[str, Text],
    number: int,
    room: int,
    cost: Callable[[str, bytes], int],
) -> Shot | None:
    data = artifacts.get(digest, b"")
    picture = picture_of(data)
    if picture is None:
        return None
    place = shows.get(digest, words.SOMEWHERE)
    alt = Text(words.SCREENSHOT_OF.en.format(place=place.en), words.SCREENSHOT_OF.de.format(place=place.de))
    fits = cost(picture.type, data) <= room
    size = (picture.width, picture.height)
    return Shot(digest, number if fits else 0, *size, place, alt, picture.type, data if fits else b"")
