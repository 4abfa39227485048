"""From the inventory of a page to its rows: script, payment_page and payment_contact. Their meaning comes later."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from scanner.model.evidence import Cell
from scanner.model.facts import Page, PaymentContact, PaymentPage, Script
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import GapCause, ScriptType
from scanner.probes.browser.payment.code import DIGEST
from scanner.probes.browser.payment.inventory import Inventory, ScriptSeen
from scanner.probes.browser.sites import host_of
from scanner.probes.http import csp, headers
from scanner.probes.notebook import Notebook

#: The kinds whose cells are closed by an inventory.
KINDS = frozenset({"script", "payment_page", "payment_contact"})
#: What protects a page, and is compared with an earlier run.
_PROTECTING = (
    "content-security-policy",
    "content-security-policy-report-only",
    "strict-transport-security",
    "x-content-type-options",
    "x-frame-options",
    "referrer-policy",
    "permissions-policy",
    "cross-origin-opener-policy",
    "cross-origin-embedder-policy",
)
_NONCE = re.compile(r"'nonce-[^']{1,300}'")
_MOST_FIELD = 8000
_WITHOUT_ADDRESS = frozenset({ScriptType.INLINE, ScriptType.HANDLER, ScriptType.JAVASCRIPT_URL, ScriptType.EVALUATED})
_NO_FIELDS = Unknown("the header fields of the page were not seen", GapCause.ERROR)
_TEXT_UNREAD = Unknown("the text of the script could not be read", GapCause.ERROR)
_WORKER_UNREAD = Unknown("the texts of workers are not read", GapCause.UNSUPPORTED)
_NOT_TOLD = Unknown("whether it came with the document could not be told", GapCause.ERROR)
_BY_NOBODY = Unknown("nobody saw who had it loaded", GapCause.ERROR)


def write_payment(notebook: Notebook, found: Inventory | None, page: Page, cells: Iterable[Cell]) -> None:
    """Write down what was found on a page, and close these cells; None where the page is not looked at for payment."""
    mine = [cell for cell in cells if cell.kind in KINDS]
    if found is None or found.cause is not None:
        for cell in mine:
            reason = found.reason if found else "nobody read its scripts"
            notebook.gap(cell, (found and found.cause) or GapCause.ERROR, reason)
        return
    for row in rows(found, page):
        notebook.saw(row, page=found.url)
    for cell in mine:
        if found.cut:
            notebook.gap(cell, GapCause.BUDGET, f"{found.url}: not all that runs on it could be read")
        else:
            notebook.close(cell, absent=cell.kind == "script" and not found.scripts)


def rows(found: Inventory, page: Page) -> Iterator[Script | PaymentPage | PaymentContact]:
    """All of a page."""
    for one in found.scripts:
        yield _script(one, page)
    yield payment_page(found, page)
    for host in found.hosts:
        yield PaymentContact(page=page, host=host)


def _script(seen: ScriptSeen, page: Page) -> Script:
    inline = seen.url.startswith(DIGEST)
    unread = _WORKER_UNREAD if seen.type is ScriptType.WORKER else _TEXT_UNREAD
    return Script(
        page=page,
        url=seen.url,
        frame=seen.frame or None,
        page_role=page.role,
        type=seen.type,
        inline=inline,
        host=None if inline else host_of(seen.url.removeprefix("blob:")) or None,
        integrity=seen.integrity or None,
        hash=unread if seen.digest is None else seen.digest,
        size=unread if seen.size is None else seen.size,
        injected=_NOT_TOLD if seen.injected is None else seen.injected,
        initiator=_initiator(seen),
    )


def _initiator(seen: ScriptSeen) -> Maybe[str | None]:
    if seen.initiator is not None:
        return seen.initiator
    return None if seen.injected is False else _BY_NOBODY


def payment_page(found: Inventory, page: Page) -> PaymentPage:
    """What header fields and policies of the page come to."""
    if found.fields is None:
        return _unread(page, found, _NO_FIELDS)
    stated = headers.values(found.fields, "content-security-policy")
    policy = csp.parse(stated, meta=found.policies)
    if policy.truncated:
        cut = Unknown("its Content-Security-Policy is too long to be read", GapCause.BUDGET)
        return _unread(page, found, cut)
    script_src, frame_src = policy.sources("script-src-elem"), policy.sources("frame-src")
    return PaymentPage(
        page=page,
        frames=found.frames,
        script_src=script_src,
        frame_src=frame_src,
        script_restricted=script_src is not None and not policy.script_wildcard,
        frame_restricted=frame_src is not None and not any(_is_wide(source) for source in frame_src),
        script_unsafe_inline=policy.script_unsafe_inline,
        script_unsafe_eval=policy.script_unsafe_eval,
        reports=bool(policy.report_to),
        security_headers=tuple(protecting(found)),
    )


def _unread(page: Page, found: Inventory, why: Unknown) -> PaymentPage:
    return PaymentPage(
        page=page,
        frames=found.frames,
        script_src=why,
        frame_src=why,
        script_restricted=why,
        frame_restricted=why,
        script_unsafe_inline=why,
        script_unsafe_eval=why,
        reports=why,
        security_headers=why,
    )


def _is_wide(source: str) -> bool:
    return csp.is_any_host(source) or source == "data:"


def protecting(found: Inventory) -> Iterator[str]:
    """`name: value` of the fields that protect a page, in order; of several of one name the values in theirs."""
    named: Mapping[str, tuple[str, ...]] = {name: headers.values(found.fields or (), name) for name in _PROTECTING}
    for name, values in sorted({**named, "content-security-policy (meta)": found.policies}.items()):
        if values:
            said = _NONCE.sub("'nonce-~'", ", ".join(values))
            yield f"{name}: {said[:_MOST_FIELD]}"
