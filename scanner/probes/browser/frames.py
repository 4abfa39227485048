"""The documents that a visitor has before his eyes in a tab: the page's own, and those of its frames that are shown."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Error as PlaywrightError

from scanner.probes.browser.devtools import Devtools

MOST_FRAMES = 12
_MOST_KNOWN = 200
#: Frames that are part of a captcha: their boxes are not the shop's.
_CAPTCHAS = re.compile(r"recaptcha|hcaptcha\.com|challenges\.cloudflare\.com|friendlycaptcha|arkoselabs|mtcaptcha")
_IS_SHOWN = """function () {
  const r = this.getBoundingClientRect();
  return this.checkVisibility({opacityProperty: true, visibilityProperty: true}) && r.width > 50 && r.height > 20
    && r.right + scrollX > 0 && r.bottom + scrollY > 0;
}"""

log = logging.getLogger("siegel.browser")


@dataclass(frozen=True, slots=True)
class Document:
    """A document by Chromium's id of its frame, in a world of ours."""

    frame: str
    url: str
    world: int


@dataclass(frozen=True, slots=True)
class Documents:
    """In order, the page's own first. `cut`: there are more, or one could not be looked into."""

    all: tuple[Document, ...]
    cut: bool = False


async def run_in(session: Devtools, world: str, expression: str) -> object:
    """What it gives in the page's own document, in the world of that name, where scripts find again what they kept.

    Raises PlaywrightError.
    """
    frame = (await session.send("Page.getFrameTree"))["frameTree"]["frame"]["id"]
    made = await session.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": world})
    told = {"expression": expression, "contextId": made["executionContextId"], "returnByValue": True}
    return (await session.send("Runtime.evaluate", told))["result"].get("value")


async def shown_documents(session: Devtools, world: str) -> Documents:
    """Those to look into, by that name of a world. Raises PlaywrightError where the page is gone."""
    tree = (await session.send("Page.getFrameTree"))["frameTree"]
    found = [await _document(session, tree["frame"], world)]
    waiting, known, cut = _children(tree, found[0]), 0, False
    while waiting:
        (node, parent), *waiting = waiting
        known += 1
        if len(found) > MOST_FRAMES or known > _MOST_KNOWN:
            return Documents(tuple(found), cut=True)
        frame = node["frame"]
        if _CAPTCHAS.search(str(frame["url"])):
            continue
        try:
            if await _is_shown(session, str(frame["id"]), parent.world):
                found.append(await _document(session, frame, world))
                waiting = [*_children(node, found[-1]), *waiting]
        except PlaywrightError as error:
            # One that has gone meanwhile, or went elsewhere: what stands in it now is not known.
            log.info("a frame of %a was not looked into: %a", str(frame["url"])[:200], error.message)
            cut = True
    return Documents(tuple(found), cut)


def _children(node: dict[str, Any], parent: Document) -> list[tuple[dict[str, Any], Document]]:
    return [(child, parent) for child in node.get("childFrames") or []]


async def _document(session: Devtools, frame: dict[str, Any], world: str) -> Document:
    made = await session.send("Page.createIsolatedWorld", {"frameId": frame["id"], "worldName": world})
    return Document(str(frame["id"]), str(frame["url"]), int(made["executionContextId"]))


async def _is_shown(session: Devtools, frame: str, parent: int) -> bool:
    """Whether its element in the parent's document is to be seen there."""
    owner = await session.send("DOM.getFrameOwner", {"frameId": frame})
    order = {"backendNodeId": owner["backendNodeId"], "executionContextId": parent}
    element = (await session.send("DOM.resolveNode", order))["object"]["objectId"]
    asked = {"objectId": element, "functionDeclaration": _IS_SHOWN, "returnByValue": True}
    return (await session.send("Runtime.callFunctionOn", asked))["result"].get("value") is True
