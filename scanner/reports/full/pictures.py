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
        """Its place on the page, at a control."""
        return f"picture:{self.number}"

    @property
    def frame(self) -> str:
        """The picture itself in the filmstrip."""
        return f"film:{self.number}"


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
    """All pictures of a report by digest, those of each control by its anchor, and at which control each is shown.

    `film`: those that the filmstrip holds, whose data stands there alone.
    """

    shots: Mapping[str, Shot] = field(default_factory=dict)
    of_items: Mapping[str, tuple[Shot, ...]] = field(default_factory=dict)
    first: Mapping[str, str] = field(default_factory=dict)
    film: frozenset[str] = frozenset()

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
    film: Iterable[str] = (),
) -> Album:
    """The pictures of the filmstrip, then those of failed and unknown controls, in the order of the page.

    `film`: the digests of the strip. `cost`: how much of the `room` a picture takes, by its media type and its bytes;
    that of a web page by default.
    """
    bag = _Bag(artifacts, shows, MOST_CHARACTERS if room is None else room, cost)
    strip = tuple(dict.fromkeys(digest for digest in film if bag.shot(digest)))
    of_items: dict[str, tuple[Shot, ...]] = {}
    first: dict[str, str] = {}
    for item in view.with_pictures():
        mine = [shot for digest in item.verdict.judgement.artifacts if (shot := bag.shot(digest))]
        for shot in mine:
            first.setdefault(shot.digest, item.anchor)
        of_items[item.anchor] = tuple(mine)
    return Album(bag.shots, of_items, first, frozenset(strip))


class _Bag:
    """Pictures as they are asked for, each once, numbered while there is room."""

    def __init__(
        self,
        artifacts: Mapping[str, bytes],
        shows: Mapping[str, Text],
        room: int,
        cost: Callable[[str, bytes], int],
    ) -> None:
        self.shots: dict[str, Shot] = {}
        self._none: set[str] = set()
        self._artifacts, self._shows, self._room, self._cost = artifacts, shows, room, cost
        self._number = 0

    def shot(self, digest: str) -> Shot | None:
        """The picture of that digest; None where it is none."""
        if digest not in self.shots and digest not in self._none:
            self._take(digest)
        return self.shots.get(digest)

    def _take(self, digest: str) -> None:
        data = self._artifacts.get(digest, b"") if digest else b""
        picture = picture_of(data)
        if picture is None:
            self._none.add(digest)
            return
        place = self._shows.get(digest, words.SOMEWHERE)
        alt = Text(words.SCREENSHOT_OF.en.format(place=place.en), words.SCREENSHOT_OF.de.format(place=place.de))
        size, cost = (picture.width, picture.height), self._cost(picture.type, data)
        if cost > self._room:
            self.shots[digest] = Shot(digest, 0, *size, place, alt, picture.type, b"")
            return
        self._room -= cost
        self._number += 1
        self.shots[digest] = Shot(digest, self._number, *size, place, alt, picture.type, data)
