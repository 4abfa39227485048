"""What changed on payment pages since an earlier run, and whether the owner has approved it (PCI DSS 11.6.1). Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from scanner.model.declared_scripts import DeclaredScript, declared_for
from scanner.model.evidence import Coverage, Evidence, Status
from scanner.model.facts import Change, Comparison, Page, PaymentPage, Script
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import ChangeType, GapCause, ScriptAssurance

KINDS = ("comparison", "change")
_NO_HISTORY = "no earlier run was given to compare with (--history)"
#: A page in both runs: by its address without a query.
_Scripts = Mapping[tuple[str, str | None], Script]


def changes(evidence: Evidence, earlier: Evidence | None, declared: Sequence[DeclaredScript]) -> Evidence:
    """With comparison and change rows, and their cells closed. Without an earlier run what is there stays as it is."""
    if not _planned(evidence):
        return evidence
    if earlier is None:
        told = any(evidence.rows(kind) for kind in KINDS) or any(
            entry.kind in KINDS and entry.cause is not GapCause.NOT_REQUESTED and entry.reason != "" and _is_ours(entry)
            for entry in evidence.coverage
        )
        return evidence if told else _left(evidence, GapCause.NOT_REQUESTED, _NO_HISTORY)
    since = _day(earlier)
    if since is None:
        return _left(evidence, GapCause.ERROR, "the earlier run does not say when it was")
    before, now = _pages(earlier), _pages(evidence)
    if not now:
        gap = next(iter(evidence.gaps("payment_page")), None)
        if gap is not None:
            return _left(evidence, gap.cause, f"no payment page was seen to compare: {gap.reason}")
        return _closed(evidence, [])
    if not before:
        return _left(evidence, GapCause.ERROR, f"the run of {since} saw no payment page to compare with")
    both = sorted(before.keys() & now.keys())
    rows: list[Comparison | Change] = [Comparison(since=since, pages=len(both))] if both else []
    for url in both:
        rows += _of_headers(before[url], now[url], since)
        rows += _of_scripts(_scripts(earlier, url), _scripts(evidence, url), now[url], since, declared)
    missing = sorted(now.keys() - before.keys())
    done = _closed(evidence, rows)
    if not both:
        return _left(done, GapCause.ERROR, f"the run of {since} saw other payment pages than this one")
    gaps = [
        Coverage("change", (("page.url", url),), Status.GAP, GapCause.ERROR, f"the run of {since} did not see {url}")
        for url in missing
    ]
    return replace(done, coverage=(*done.coverage, *gaps))


# ── coverage ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _planned(evidence: Evidence) -> bool:
    return any(cell.kind in KINDS for cell in evidence.plan)


def _is_ours(entry: Coverage) -> bool:
    return entry.reason.startswith(("the run of ", "the earlier run ", "no payment page was seen"))


def _left(evidence: Evidence, cause: GapCause, reason: str) -> Evidence:
    gaps = [Coverage(kind, (), Status.GAP, cause, reason) for kind in KINDS]
    return replace(evidence, coverage=(*_others(evidence), *gaps))


def _closed(evidence: Evidence, rows: list[Comparison | Change]) -> Evidence:
    facts = {kind: tuple(row for row in rows if row.kind == kind) for kind in KINDS}
    closed = [Coverage(kind, (), Status.SEEN if facts[kind] else Status.ABSENT) for kind in KINDS]
    kept = {kind: held for kind, held in evidence.facts.items() if kind not in KINDS}
    return replace(
        evidence,
        facts={**kept, **{kind: held for kind, held in facts.items() if held}},
        coverage=(*_others(evidence), *closed),
    )


def _others(evidence: Evidence) -> Iterable[Coverage]:
    return (entry for entry in evidence.coverage if entry.kind not in KINDS)


# ── what is compared ─────────────────────────────────────────────────────────────────────────────────────────────────


def _day(evidence: Evidence) -> dt.date | None:
    try:
        return dt.datetime.fromisoformat(evidence.started).date()
    except ValueError:
        return None


def _plain(page: Maybe[Page]) -> str:
    url = page.url if isinstance(page, Page) and isinstance(page.url, str) else ""
    return url.partition("#")[0].partition("?")[0]


def _pages(evidence: Evidence) -> dict[str, PaymentPage]:
    rows = (row for row in evidence.rows("payment_page") if isinstance(row, PaymentPage))
    return {url: row for row in rows if (url := _plain(row.page))}


def _scripts(evidence: Evidence, page: str) -> _Scripts:
    return {
        (row.url, row.frame if isinstance(row.frame, str) else None): row
        for row in evidence.rows("script")
        if isinstance(row, Script) and isinstance(row.url, str) and _plain(row.page) == page
    }


def _of_headers(old: PaymentPage, new: PaymentPage, since: dt.date) -> Iterator[Change]:
    if not isinstance(old.security_headers, tuple) or not isinstance(new.security_headers, tuple):
        unseen = Unknown("the header fields of the page were not seen in both runs", GapCause.ERROR)
        yield Change(page=new.page, what="security headers", since=since, of="header", type=unseen, reviewed=unseen)
        return
    before, now = _named(old.security_headers), _named(new.security_headers)
    for name in sorted(before.keys() | now.keys()):
        was, is_now = before.get(name), now.get(name)
        if was != is_now:
            kind = _kind(was, is_now)
            yield Change(
                page=new.page, what=name, since=since, of="header", type=kind, older=was, newer=is_now, reviewed=False
            )


def _named(fields: tuple[str, ...]) -> dict[str, str]:
    return {name: value for name, _, value in (field.partition(": ") for field in fields)}


def _kind(was: object, is_now: object) -> ChangeType:
    if was is None:
        return ChangeType.ADDED
    return ChangeType.GONE if is_now is None else ChangeType.CHANGED


def _of_scripts(
    before: _Scripts, now: _Scripts, page: PaymentPage, since: dt.date, declared: Sequence[DeclaredScript]
) -> Iterator[Change]:
    """What has an address is compared by its text; what has none is another script as soon as its text is another."""
    for key in sorted(before.keys() | now.keys(), key=str):
        old, new = before.get(key), now.get(key)
        row = new or old
        if row is None or (old and new and (row.inline is True or old.hash == new.hash)):
            continue
        kind = _kind(old, new)
        yield Change(
            page=page.page,
            what=key[0] if key[1] is None else f"{key[0]} in {key[1]}",
            since=since,
            of="script",
            type=_sure(kind, old, new),
            older=_digest(old),
            newer=_digest(new),
            reviewed=True if new is None else _reviewed(new, kind, old, since, declared),
        )


def _sure(kind: ChangeType, old: Script | None, new: Script | None) -> Maybe[ChangeType]:
    unread = next((row.hash for row in (old, new) if row and isinstance(row.hash, Unknown)), None)
    return unread if kind is ChangeType.CHANGED and unread else kind


def _digest(row: Script | None) -> Maybe[str | None]:
    return row.hash if row else None


def _reviewed(
    new: Script, kind: ChangeType, old: Script | None, since: dt.date, declared: Sequence[DeclaredScript]
) -> Maybe[bool]:
    """Approved as it is now. A text that could not be read may be what it was."""
    digest = new.hash if isinstance(new.hash, str) else None
    found = declared_for(declared, str(new.url), digest)
    if found and (found.names_content or found.approved_on >= since or found.assurance is ScriptAssurance.MONITORED):
        return True
    if kind is ChangeType.CHANGED:
        unsure = _sure(kind, old, new)
        return unsure if isinstance(unsure, Unknown) else False
    return False
