"""The scripts of payment pages as the shop file's `scripts` has them: what is declared, and what is left to fill in.

For whoever keeps the inventory of PCI DSS 6.4.3: entries that nobody has declared yet are comments, so that none is
approved by being pasted.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from scanner.model.evidence import Evidence
from scanner.model.facts import Page, Script, show
from scanner.model.text import visible
from scanner.model.verdict import Text
from scanner.reports.full.inventory import read_evidence
from scanner.reports.read import read_report

_MOST = 3_000
_HEAD = Text(
    "Scripts of payment pages, for `scripts:` in the shop file. Those behind # have no owner yet: look at each, fill in"
    " owner, purpose and approval, and take the # away.",
    "Skripte der Zahlungsseiten, für `scripts:` in der Shop-Datei. Hinter # stehen die, für die noch niemand einsteht:"
    " jedes ansehen, owner, purpose und approved ausfüllen und das # entfernen.",
)
_NONE = Text("no script was seen on a payment page", "auf keiner Zahlungsseite wurde ein Skript gesehen")
_CUT = Text("{n} more do not stand here", "{n} weitere stehen hier nicht")
_ON, _BY = Text("on", "auf"), Text("placed by", "geladen von")


def render_scripts(
    document: object,
    lang: str = "en",
    evidence: object | None = None,
    _artifacts: Mapping[str, bytes] = MappingProxyType({}),
) -> bytes:
    """A block of YAML, empty where no evidence is given. RunFolderError if report or evidence is broken."""
    read_report(document)
    known = read_evidence(evidence)
    lines = [f"# {_HEAD.to(lang)}", *(_lines(known, lang) if known else (f"# {_NONE.to(lang)}",))]
    return ("\n".join(lines) + "\n").encode()


def _lines(evidence: Evidence, lang: str) -> Iterator[str]:
    rows = [row for row in evidence.rows("script") if isinstance(row, Script) and isinstance(row.url, str)]
    by_url: dict[str, list[Script]] = {}
    for row in rows:
        by_url.setdefault(str(row.url), []).append(row)
    if not by_url:
        yield f"# {_NONE.to(lang)}"
        return
    yield "scripts:"
    for url in sorted(by_url)[:_MOST]:
        yield from _entry(url, by_url[url], lang)
    if len(by_url) > _MOST:
        yield f"# {_CUT.to(lang).format(n=len(by_url) - _MOST)}"


def _entry(url: str, rows: list[Script], lang: str) -> Iterator[str]:
    one = rows[0]
    pages = sorted({str(row.page.url) for row in rows if isinstance(row.page, Page)})
    told = [show(one.type, lang), f"{_ON.to(lang)} {', '.join(pages[:3])}"]
    if isinstance(one.initiator, str):
        told.append(f"{_BY.to(lang)} {one.initiator}")
    if isinstance(one.placed_by_tag_manager, str):
        told.append(one.placed_by_tag_manager)
    if isinstance(one.hash, str) and not url.endswith(one.hash):
        told.append(f"sha256:{one.hash}")
    yield f"  # {_plain('; '.join(told))}"
    if isinstance(one.owner, str):
        approved = f"approved: {{by: {_text(show(one.approved_by))}, on: {show(one.approved_on)}}}"
        until = f", until: {show(one.until)}" if one.until else ""
        kept = f", integrity: {show(one.assurance)}" if one.assurance else ""
        said = f"owner: {_text(one.owner)}, purpose: {_text(show(one.declared_purpose))}, {approved}{kept}{until}"
        yield f"  - {{match: {_text(url)}, {said}}}"
    else:
        yield f"  # - {{match: {_text(url)}, owner: , purpose: , approved: {{by: , on: }}, integrity: none}}"


def _plain(text: str) -> str:
    return visible(text, 600)


def _text(text: str) -> str:
    """As YAML reads it again, on one line; JSON's strings are YAML's."""
    return json.dumps(_plain(text), ensure_ascii=False)
