"""The closed shadow roots of a page's documents, which no script can find: asked of the browser itself."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Error as PlaywrightError

from scanner.probes.browser.devtools import Devtools
from scanner.probes.browser.frames import Document

#: Elements of one document, shadow roots not counted, beyond which its tree is not asked for.
MOST_ELEMENTS = 40_000
MOST_ROOTS = 200

log = logging.getLogger("siegel.browser")


@dataclass(frozen=True, slots=True)
class ClosedRoots:
    """By Chromium's id of a frame, the roots in its document as objects of its `Document.world`. `cut`: not all."""

    within: Mapping[str, tuple[str, ...]]
    cut: bool = False


async def closed_roots(session: Devtools, documents: Sequence[Document]) -> ClosedRoots:
    """Those of some documents, the page's own first. Raises PlaywrightError where the page is gone."""
    if not documents or await _elements(session, documents[0]) > MOST_ELEMENTS:
        return ClosedRoots({}, cut=True)
    try:
        tree = (await session.send("DOM.getDocument", {"depth": -1, "pierce": True}))["root"]
    finally:
        await session.send("DOM.disable")
    worlds = {one.frame: one.world for one in documents}
    within: dict[str, tuple[str, ...]] = {}
    found = [(frame, node) for frame, node in _closed(tree, documents[0].frame) if frame in worlds]
    cut = len(found) > MOST_ROOTS
    for frame, node in found[:MOST_ROOTS]:
        asked = {"backendNodeId": node, "executionContextId": worlds[frame]}
        try:
            root = (await session.send("DOM.resolveNode", asked))["object"]["objectId"]
        except PlaywrightError as error:
            log.info("a closed shadow root has gone: %a", error.message)
            cut = True
        else:
            within[frame] = (*within.get(frame, ()), str(root))
    return ClosedRoots(within, cut)


async def _elements(session: Devtools, document: Document) -> int:
    asked = {"expression": "document.getElementsByTagName('*').length", "contextId": document.world}
    value = (await session.send("Runtime.evaluate", asked))["result"].get("value")
    return value if isinstance(value, int) else 0


def _closed(tree: Mapping[str, Any], frame: str) -> list[tuple[str, int]]:
    """(frame, node) of every closed root in a tree as the browser tells it, in no particular order."""
    found: list[tuple[str, int]] = []
    waiting: list[tuple[Mapping[str, Any], str]] = [(tree, frame)]
    while waiting:
        node, inside = waiting.pop()
        if node.get("shadowRootType") == "closed":
            found.append((inside, int(node["backendNodeId"])))
        below = [*(node.get("children") or []), *(node.get("shadowRoots") or [])]
        waiting += [(one, inside) for one in below]
        framed = node.get("contentDocument")
        if isinstance(framed, dict):
            waiting.append((framed, str(node.get("frameId") or inside)))
    return found
