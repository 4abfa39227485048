"""A picture of each form that a scan meets, once, with the places of its fields in it. Nothing is scrolled or clicked.

Only visitors take some whose evidence counts for no phase of consent (`picturing.py`, the one who goes shopping).

What lies in the window is taken as it stands there; what lies below is painted by the browser without scrolling: no
observer of what comes into view hears of it, no lazy image is loaded, and the page is told once that its window was
resized, to the size that it has (measured with Chromium 156, and held by a test). Whatever somebody may have typed into
a form is not to be seen: such a form is not taken.
"""

from __future__ import annotations

import asyncio
import base64
import logging
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from playwright.async_api import Error as PlaywrightError

from scanner.model.picture import picture_of
from scanner.probes.browser.devtools import Devtools
from scanner.probes.browser.forms import FormSeen, FormsSeen, Shot
from scanner.probes.browser.frames import Document, shown_documents
from scanner.probes.browser.hooks import script
from scanner.probes.browser.tab import Tab

#: Forms of one page that are pictured.
MOST_ON_A_PAGE = 6
#: CSS pixels around a form, and what one picture shows at most; its own pixels, and its bytes.
MARGIN, MOST_WIDTH, MOST_HEIGHT = 16.0, 1600.0, 2400.0
MOST_PIXELS, MOST_BYTES = 1_500_000, 250_000
_LEAST_SIDE = 24.0
_QUALITIES = (70, 45, 20)
#: CSS pixels by which a field may have moved while the picture was taken.
_STILL = 2.0
_TIMEOUT_S = 8.0

Box = tuple[float, float, float, float]
log = logging.getLogger("siegel.browser")


async def pictured(tab: Tab, seen: FormsSeen, world: str) -> FormsSeen:
    """The forms as they were read last in that world of the open page, with pictures. Never raises for the page."""
    album = tab.pictured
    if album is None:
        return seen
    wanted = [form for form in seen.forms if form.shown == "yes" and album.wants(form)][:MOST_ON_A_PAGE]
    if not wanted:
        return seen
    shots: dict[int, Shot] = {}
    try:
        async with asyncio.timeout(_TIMEOUT_S):
            documents = (await shown_documents(tab.devtools, world)).all
            for form in wanted:
                shots[form.ordinal] = await _shot(tab, seen, form, documents)
                if shots[form.ordinal].data:
                    album.has(form)
    except (TimeoutError, PlaywrightError, _StrangeError) as error:
        log.info("no picture of a form: %a", str(error)[:200])
        why = Shot(why="the page did not let itself be pictured")
        shots = {form.ordinal: shots.get(form.ordinal, why) for form in wanted}
    forms = (replace(form, shot=shots[form.ordinal]) if form.ordinal in shots else form for form in seen.forms)
    return replace(seen, forms=tuple(forms))


class _StrangeError(ValueError):
    """What came from the page is not of the script's making."""


@dataclass(frozen=True, slots=True)
class _Lies:
    """Where a form and its fields lie, in CSS pixels of the page; `view`: the part of the page in the window."""

    box: Box | None
    fields: tuple[Box | None, ...]
    filled: bool
    view: Box
    size: tuple[float, float]


async def _shot(tab: Tab, seen: FormsSeen, form: FormSeen, documents: Sequence[Document]) -> Shot:
    lies = await _find(tab.devtools, seen, form, documents)
    if lies is None:
        return Shot(why="the form was not found again")
    if lies.filled:
        return Shot(why="something stood in its fields already")
    clip = _clip(lies)
    if clip is None:
        return Shot(why="it takes no place on the page")
    data = await _paint(tab.devtools, clip, within=_within(clip, lies.view))
    after = await _find(tab.devtools, seen, form, documents)
    if after is None or not _still(lies, after):
        return Shot(why="the page moved meanwhile")
    if data is None:
        return Shot(why="the browser made no picture of a sane size")
    return Shot(data, clip, lies.fields)


def _clip(lies: _Lies) -> Box | None:
    """The part of the page with the form and a margin, cut to the page and to what a picture may show."""
    boxes = [box for box in (lies.box, *lies.fields) if box]
    if not boxes:
        return None
    left = max(0.0, min(box[0] for box in boxes) - MARGIN)
    top = max(0.0, min(box[1] for box in boxes) - MARGIN)
    right = min(lies.size[0], max(box[0] + box[2] for box in boxes) + MARGIN, left + MOST_WIDTH)
    bottom = min(lies.size[1], max(box[1] + box[3] for box in boxes) + MARGIN, top + MOST_HEIGHT)
    left, top, right, bottom = math.floor(left), math.floor(top), math.ceil(right), math.ceil(bottom)
    width, height = right - left, bottom - top
    return (left, top, width, height) if min(width, height) >= _LEAST_SIDE else None


def _within(clip: Box, view: Box) -> bool:
    x, y, width, height = view
    here = x <= clip[0] and y <= clip[1] and clip[0] + clip[2] <= x + width and clip[1] + clip[3] <= y + height
    return here and (x, y) == (0, 0)


def _still(before: _Lies, after: _Lies) -> bool:
    pairs = zip((before.box, *before.fields), (after.box, *after.fields), strict=False)
    return len(before.fields) == len(after.fields) and all(
        (a is None) == (b is None)
        and (a is None or b is None or all(abs(m - n) <= _STILL for m, n in zip(a, b, strict=True)))
        for a, b in pairs
    )


async def _paint(session: Devtools, clip: Box, *, within: bool) -> bytes | None:
    """Bytes of a JPEG; None where there is none within the bounds."""
    scale = min(1.0, math.sqrt(MOST_PIXELS / (clip[2] * clip[3])))
    region = {"x": clip[0], "y": clip[1], "width": clip[2], "height": clip[3], "scale": scale}
    order = {"format": "jpeg", "optimizeForSpeed": True, "clip": region, "captureBeyondViewport": not within}
    for quality in _QUALITIES:
        data = base64.b64decode((await session.send("Page.captureScreenshot", {**order, "quality": quality}))["data"])
        if picture_of(data) is None:
            return None
        if len(data) <= MOST_BYTES:
            return data
    return None


# ── where things lie ─────────────────────────────────────────────────────────────────────────────────────────────────


async def _find(session: Devtools, seen: FormsSeen, form: FormSeen, documents: Sequence[Document]) -> _Lies | None:
    """The forms of a document are those of its address, in their order; two frames of one address are none."""
    alike = [one for one in documents if one.url == form.frame or (one is documents[0] and form.frame == form.page)]
    if len(alike) != 1 or not documents:
        return None
    [document] = alike
    own = await _boxes(session, documents[0])
    told = own if document is documents[0] else await _boxes(session, document)
    mine = [one for one in seen.forms if one.frame == form.frame]
    read = told["forms"]
    if [len(one["fields"]) for one in read] != [len(one.fields) for one in mine]:
        return None
    found = read[mine.index(form)]
    frame = None if document is documents[0] else await _frame_box(session, document)
    x, y = own["scroll"]
    dx, dy = (frame[0] + x, frame[1] + y) if frame else (x, y)
    edge: Box | None = (dx, dy, frame[2], frame[3]) if frame else None

    def on_page(box: Box | None) -> Box | None:
        moved = (box[0] + dx, box[1] + dy, box[2], box[3]) if box else None
        return _cut(moved, edge) if moved and edge else moved

    return _Lies(
        on_page(found["box"]),
        tuple(on_page(box) for box in found["fields"]),
        found["filled"],
        (x, y, *own["view"]),
        own["size"],
    )


def _cut(box: Box, edge: Box) -> Box | None:
    left, top = max(box[0], edge[0]), max(box[1], edge[1])
    right, bottom = min(box[0] + box[2], edge[0] + edge[2]), min(box[1] + box[3], edge[1] + edge[3])
    return (left, top, right - left, bottom - top) if right - left >= 3 and bottom - top >= 3 else None


async def _frame_box(session: Devtools, document: Document) -> Box:
    """Of a frame's document, in CSS pixels of the window, whatever frames it stands in."""
    owner = await session.send("DOM.getFrameOwner", {"frameId": document.frame})
    model = (await session.send("DOM.getBoxModel", {"backendNodeId": owner["backendNodeId"]}))["model"]
    quad = [float(number) for number in model["content"]]
    xs, ys = quad[0::2], quad[1::2]
    return (min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


async def _boxes(session: Devtools, document: Document) -> dict[str, Any]:
    asked = {"expression": f"({script('form_boxes.js')})()", "contextId": document.world, "returnByValue": True}
    return _read((await session.send("Runtime.evaluate", asked))["result"].get("value"))


def _read(raw: object) -> dict[str, Any]:
    """What the script returned, each value of the type that it gives."""
    if not isinstance(raw, dict) or not isinstance(raw.get("forms"), list):
        raise _StrangeError("no boxes came back")
    return {
        "scroll": _numbers(raw.get("scroll"), 2),
        "view": _numbers(raw.get("view"), 2),
        "size": _numbers(raw.get("size"), 2),
        "forms": [_form(one) for one in raw["forms"][:60]],
    }


def _form(raw: object) -> Mapping[str, Any]:
    if not isinstance(raw, dict) or not isinstance(raw.get("fields"), list) or not isinstance(raw.get("filled"), bool):
        raise _StrangeError("a form has no boxes")
    boxes = [None if one is None else _numbers(one, 4) for one in raw["fields"][:200]]
    return {
        "box": None if raw.get("box") is None else _numbers(raw["box"], 4),
        "fields": boxes,
        "filled": raw["filled"],
    }


def _numbers(raw: object, n: int) -> tuple[float, ...]:
    if not isinstance(raw, list) or len(raw) != n:
        raise _StrangeError(f"not {n} numbers")
    for one in raw:
        if isinstance(one, bool) or not isinstance(one, int | float) or not abs(one) < 1e7:
            raise _StrangeError("a place is no number")
    return tuple(float(one) for one in raw)
