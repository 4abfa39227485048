"""The fields that something can be typed into, in every document of a tab, and which form of the page each is of.

Found through Playwright's own world, which no page can replace, in open shadow roots and frames of any process.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from dataclasses import dataclass, replace

from playwright.async_api import ElementHandle, Frame
from playwright.async_api import Error as PlaywrightError

from scanner.probes.browser.forms import FieldSeen, FormSeen, FormsSeen
from scanner.probes.browser.leaks.canaries import Asked
from scanner.probes.browser.tab import Tab

MOST_FIELDS = 120
MOST_FRAMES = 30
_TYPED = frozenset({"", "text", "email", "tel", "password", "search", "url", "number", "date", "month", "week", "time",
                    "datetime-local"})  # fmt: skip
#: Nothing is typed into these: the browser need not be asked about each of them.
_NOT_TYPED = ("hidden", "checkbox", "radio", "submit", "button", "reset", "image", "file", "range", "color")
_SELECTOR = f"input{''.join(f':not([type={kind} i])' for kind in _NOT_TYPED)}, textarea, [contenteditable]"
_ASKED = ("name", "id", "autocomplete", "inputmode", "maxlength", "placeholder", "aria-label")

log = logging.getLogger("siegel.browser")


@dataclass(frozen=True, slots=True)
class Here:
    """A field as it stands there now. `document`: the address of its frame; `form`: id and address of its form."""

    handle: ElementHandle
    document: str
    kind: str
    name: str
    form: tuple[str, str]
    asked: Asked
    of: FormSeen | None = None
    seen: FieldSeen | None = None

    @property
    def signature(self) -> tuple[object, ...]:
        """Equal for the same field of the same form on another page."""
        if self.of is None:
            return self.document.partition("?")[0], self.form, self.kind, self.name
        names = tuple((one.name or one.id, one.kind) for one in self.of.fields)
        return self.of.action.partition("?")[0], names, self.kind, self.name


async def fields_here(tab: Tab, seen: FormsSeen | None) -> tuple[tuple[Here, ...], bool]:
    """All that are visible and can be edited, each with its form as far as that can be told; whether these are all.

    Raises PlaywrightError where the page is gone; a frame that goes meanwhile has no fields.
    """
    found: list[Here] = []
    frames, whole = tab.page.frames, True
    for frame in frames[:MOST_FRAMES]:
        try:
            handles = await frame.query_selector_all(_SELECTOR)
            for handle in handles[: 3 * MOST_FIELDS]:
                if len(found) < MOST_FIELDS and (one := await _field(frame, handle)):
                    found.append(one)
        except PlaywrightError as error:
            if frame is tab.page.main_frame:
                raise
            whole = False
            log.info("a frame of %a could not be searched for fields: %a", frame.url[:200], error.message[:200])
    whole = whole and len(frames) <= MOST_FRAMES and len(found) < MOST_FIELDS
    return tuple(_matched(tab, found, seen)), whole


async def _field(frame: Frame, handle: ElementHandle) -> Here | None:
    editable = await handle.get_attribute("contenteditable")
    kind = (await handle.get_attribute("type") or "").lower() if editable is None else "text"
    if kind not in _TYPED or editable == "false":
        return None
    if not await handle.is_visible() or (editable is None and not await handle.is_editable()):
        return None
    said = {name: await handle.get_attribute(name) for name in _ASKED}
    form = await handle.query_selector("xpath=ancestor::form[1]")
    of = (await form.get_attribute("id") or "", await form.get_attribute("action") or "") if form else ("", "")
    words = " ".join(said[name] or "" for name in ("name", "id", "placeholder", "aria-label"))
    length = said["maxlength"] or ""
    asked = Asked(
        kind=kind or "text",
        autocomplete=said["autocomplete"] or "",
        inputmode=said["inputmode"] or "",
        said=words[:500],
        max_length=int(length) if length.isascii() and length.isdigit() and len(length) < 8 else None,
    )
    return Here(handle, frame.url, asked.kind, (said["name"] or said["id"] or "")[:500], of, asked)


def _matched(tab: Tab, found: list[Here], seen: FormsSeen | None) -> list[Here]:
    """By document, form and name; of several that are equal in all of it, by their order."""
    places: dict[tuple[str, ...], list[tuple[FormSeen, FieldSeen]]] = defaultdict(list)
    for form in seen.forms if seen else ():
        for field in form.fields if form.shown != "no" else ():
            for key in _keys(form.frame, form.id if form.element else "", field.name or field.id):
                places[key].append((form, field))
    used: set[tuple[int, int]] = set()
    matched = []
    for one in found:
        document = tab.page.url if one.document in {"about:srcdoc", "about:blank", ""} else one.document
        options = (places.get(key, []) for key in _keys(document, tab.veil.words(one.form[0]), one.name))
        pair = next((pair for some in options for pair in some if (id(pair[0]), id(pair[1])) not in used), None)
        if pair is None:
            matched.append(one)
            continue
        used.add((id(pair[0]), id(pair[1])))
        said = f"{one.asked.said} {pair[1].label}"[:500]
        matched.append(replace(one, of=pair[0], seen=pair[1], asked=replace(one.asked, said=said)))
    return matched


def _keys(document: str, form: str, name: str) -> tuple[tuple[str, ...], ...]:
    """From the most exact on."""
    return (document, form, name), (document, name), (name,)
