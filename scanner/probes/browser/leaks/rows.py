"""What typing brought, as rows, each with a readable proof that names the value by its number and never shows it."""

from __future__ import annotations

from collections.abc import Callable

from scanner.model.facts import DataLeak, Form, Page
from scanner.model.values import Unknown
from scanner.model.vocabulary import LeakChannel, Phase
from scanner.probes.browser.form_rows import facts
from scanner.probes.browser.forms import FormsSeen
from scanner.probes.browser.leaks.hand import Typed
from scanner.probes.browser.leaks.search import Finder
from scanner.probes.browser.leaks.visit import Done, Leak
from scanner.probes.browser.sites import host_of, site
from scanner.probes.browser.veil import Veil
from scanner.probes.notebook import Notebook

NOT_MATCHED = Unknown("the field is none of those that were read on the page")
NOT_READ = Unknown("what the field asks for has not been read yet")
_STEPS = {
    "url": "percent-encoded", "html": "as HTML entities", "escaped": "escaped as in JSON", "wide": "in UTF-16",
    "numbers": "as character codes", "compressed": "compressed", "reversed": "backwards", "base64": "in base64",
    "base64url": "in base64url", "hex": "in hex", "md5": "its MD5", "sha1": "its SHA-1", "sha256": "its SHA-256",
    "sha512": "its SHA-512", "lower": "in lower case", "upper": "in upper case", "respelt": "in another spelling",
}  # fmt: skip


def write_leaks(notebook: Notebook, done: Done, phase: Phase, finder: Finder, veil: Veil) -> None:
    """Write down data_leak of a page."""
    rows: dict[object, tuple[DataLeak, Leak]] = {}
    for leak in done.leaks:
        row = row_of(leak, done.page, phase)
        # The same in two ways, as by typing and then once more by leaving the field: the first one tells the trigger.
        rows.setdefault((row.key(), leak.typed.canary.number), (row, leak))
    for row, leak in rows.values():
        page = done.page.url if isinstance(done.page.url, str) else None
        # The proof speaks of the page as its row will in the end.
        artifact = notebook.keep(proof(leak, phase, finder, veil, notebook.address).encode("utf-8", "replace"))
        notebook.saw(row, page=page, artifact=artifact, phase=phase)


def row_of(leak: Leak, page: Page, phase: Phase) -> DataLeak:
    """What it asks for, whose the recipient is and which service, is for who derives."""
    typed, host = leak.typed, leak.sent.host
    seen = typed.here.seen
    return DataLeak(
        page=page,
        phase=phase,
        form=_form(typed, page),
        name=(seen.name or seen.id or None) if seen else typed.here.name or None,
        label=(seen.label or None) if seen else None,
        asks_for=NOT_READ if seen else NOT_MATCHED,
        recipient=host,
        own_document=site(host) == site(host_of(typed.here.document) or host_of(_address(page))),
        encoding=leak.hit.encoding,
        trigger=leak.trigger,
        channel=leak.channel,
    )


def _form(typed: Typed, page: Page) -> Form:
    if typed.here.of is None:
        return Form(page=page)
    (form,), _ = facts(page, FormsSeen((typed.here.of,)))
    return form


def _address(page: Page) -> str:
    return page.url if isinstance(page.url, str) else ""


def proof(leak: Leak, phase: Phase, finder: Finder, veil: Veil, address: Callable[[str], str] = str) -> str:
    """A text for people. Whatever of it would still hold a value is left out."""
    typed, sent = leak.typed, leak.sent
    seen = typed.here.seen
    field = (seen.label or seen.name or seen.id if seen else "") or typed.here.name or typed.here.kind
    verb = {LeakChannel.STORAGE: "Kept in", LeakChannel.ADDRESS: "Shown in"}.get(leak.channel, "Sent to")
    lines = [
        "What was typed left the page before anything was submitted.",
        "",
        f"Typed:     {typed.canary.name}, a made-up value, into the field {field!r}",
        f"Page:      {address(typed.page)}",
        f"Consent:   {phase}",
        f"When:      {leak.trigger}",
        f"{verb + ':':<11}{sent.method} {veil.path_of(sent.address.partition('?')[0].partition('#')[0])}",
        f"Where:     {leak.where}",
        f"As:        {said(leak.hit.chain)}",
        "",
        "Nothing was submitted. Requests with what was typed are kept back where the browser can be asked beforehand.",
    ]
    safe = [line if not finder.find(line.encode("utf-8", "replace")) else f"{line[:11]}(left out)" for line in lines]
    return "\n".join(safe) + "\n"


def said(chain: tuple[str, ...]) -> str:
    """What it is wrapped in, from the inside out."""
    return ", then ".join(_STEPS[step] for step in reversed(chain)) or "as it was typed"
