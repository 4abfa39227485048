"""All that the PDF prints, as one JSON document in one language: what stands where. How it looks is the template's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from scanner.model.report import Report
from scanner.model.verdict import Text
from scanner.model.vocabulary import Certainty, Phase
from scanner.model.words import word
from scanner.reports import words as common
from scanner.reports.full import prose, state_words, tls_words
from scanner.reports.full import words as shared
from scanner.reports.full.basis import basis
from scanner.reports.full.excuses import asked_for
from scanner.reports.full.forms import NO_FORMS, Forms
from scanner.reports.full.inventory import Inventory, Table
from scanner.reports.full.pictures import Album
from scanner.reports.full.view import Provision, View
from scanner.reports.pdf import words
from scanner.reports.pdf.controls import Controls
from scanner.reports.pdf.forms import of_forms
from scanner.reports.pdf.ink import Ink
from scanner.reports.pdf.pen import Pen
from scanner.reports.pdf.states import by_phase
from scanner.reports.read import RunNotes

#: Kinds of fact whose tables are printed, beside that of gaps, and the rows of one table.
TABLES = (
    "", "page", "consent_banner", "listed_item", "service", "fingerprinting", "tcf_signal", "consent_mode",
    "privacy_notice", "endpoint", "certificate",
)  # fmt: skip
MOST_ROWS = 60
#: Provisions of the glossary, controls left out, notices, and reasons of the gate on the cover.
MOST_PROVISIONS, MOST_LEFT_OUT, MOST_NOTICES, MOST_BECAUSE = 400, 400, 40, 3
#: Characters of a name on the cover and in the header, of a reason there, and of a cell.
_NAME, _HEADER, _BECAUSE, _CELL = 120, 60, 300, 160
#: Of a report without a readable day.
_NO_DAY = dt.date(1970, 1, 1)
_OUTCOMES = ("counted", "uncounted", "unknown", "unassessed", "passed", "inapplicable", "upcoming")


def content(
    view: View,
    run: RunNotes,
    seen: Inventory,
    album: Album,
    evidence: object | None,
    pen: Pen,
    *,
    broken: bool = False,
    told: Forms = NO_FORMS,
) -> dict[str, Any]:
    """The document that `report.typ` sets. `broken`: pictures had to be left out that could not be read."""
    report = view.report
    labels = {id_: f"p{n}" for n, id_ in enumerate(list(view.provisions)[:MOST_PROVISIONS])}
    controls = Controls(pen, view, seen, album, labels)
    day = day_of(report)
    return {
        "lang": pen.lang,
        "date": [day.year, day.month, day.day],
        "words": _words(pen),
        **_cover(report, run, view, pen),
        "scope": _scope(report, run, view, album, evidence, pen, broken=broken),
        "areas": _areas(view, pen),
        "severities": _severities(view, pen),
        "counted": controls.failed("counted"),
        "uncounted": controls.failed("uncounted"),
        "unknown": controls.alike(view.unknown),
        "unassessed": controls.alike(view.unassessed),
        "waivers": controls.waivers(),
        "baseline": controls.baseline(),
        "left_out": [
            [pen.ink(control, _CELL), pen.ink(pen.to(because))] for control, _, because in view.left_out[:MOST_LEFT_OUT]
        ],
        "left_out_cut": _more(len(view.left_out) - MOST_LEFT_OUT, pen),
        "every": controls.every(),
        "tables": [_table(table, pen) for table in seen.tables if table.kind in TABLES],
        "states": by_phase(seen, album, pen),
        "forms": of_forms(told, report.profile, pen),
        "has_evidence": evidence is not None,
        "versions": [[pen.ink(tool, _CELL), pen.ink(version, _CELL)] for tool, version in _versions(run)],
        "run": _run(report, run, pen),
        "provisions": [_provision(view.provisions[id_], label, pen) for id_, label in labels.items()],
        "provisions_cut": _more(len(view.provisions) - MOST_PROVISIONS, pen),
        "attached": pen.to(words.ATTACHED).format(version=pen.plain(run.versions.get("siegel", ""), 40)),
    }


def day_of(report: Report) -> dt.date:
    """The day that the report was judged for; never today's."""
    try:
        return dt.date.fromisoformat(report.as_of)
    except ValueError:
        return _NO_DAY


def _words(pen: Pen) -> dict[str, str]:
    """Headings and labels of ours."""
    ours = {name: text for name, text in vars(words).items() if isinstance(text, Text)}
    theirs = {
        "contents": shared.CONTENTS, "outcome": shared.OUTCOME, "observed": shared.OBSERVED, "mend": shared.MEND,
        "basis": shared.PROVISIONS, "control": shared.CONTROL,
        "severity": shared.SEVERITY, "pictures": shared.PICTURES, "reasons": shared.REASONS, "unlocks": shared.UNLOCKS,
        "counts": common.COUNTS, "failed_counted": common.FAILED_COUNTED, "cited_by": shared.CITED_BY,
        "failed_uncounted": common.FAILED_NOT_COUNTED, "unknown": common.UNKNOWN, "unassessed": common.BY_CHOICE,
        "report": common.REPORT, "states": state_words.TITLE, "film": state_words.FILM, "by_area": shared.BY_AREA,
        "by_severity": shared.BY_SEVERITY, "nothing_left_out": shared.NOTHING_LEFT_OUT,
    }  # fmt: skip
    page, of = words.PAGE_OF
    named = {name.lower(): text for name, text in ours.items()} | theirs | {"page": page, "of": of}
    return {name: pen.to(text) for name, text in named.items()}


def _cover(report: Report, run: RunNotes, view: View, pen: Pen) -> dict[str, Any]:
    resting, code = basis(report, run, pen.lang), report.gate.exit_code
    name, day = report.name or report.shop, prose.day(report.as_of, pen.lang)
    because = [pen.ink(pen.to(text), _BECAUSE) for text in report.gate.because[:MOST_BECAUSE]]
    more = len(report.gate.because) - MOST_BECAUSE
    if more > 0:
        because.append(pen.to(words.MORE_BECAUSE).format(n=more, section=pen.to(words.SCOPE)))
    facts: list[tuple[Text, list[str]]] = [
        (words.PROFILE, [report.profile]),
        (words.DAY, [day]),
        (words.SCANNED, resting["when"]),
        (shared.WHENCE, resting["whence"]),
        (shared.AUTHORITY, resting["authority"]),
        (words.EXTENT, resting["seen"][:1]),
    ]
    title = pen.to(shared.TITLE).replace("{day}", day).replace("{name}", pen.plain(name, _NAME))
    return {
        "title": pen.plain(title, 2 * _NAME),
        "name": pen.ink(name, _NAME),
        "header": [pen.ink(name, _HEADER), pen.ink(day, _HEADER)],
        "shop": {"said": pen.ink(report.shop, _CELL), "link": prose.link(report.shop)},
        "facts": [
            [pen.to(label), [pen.ink(said, 200) for said in sentences]] for label, sentences in facts if sentences
        ],
        "outcome": {
            "word": pen.to(common.OUTCOME[code]),
            "kind": {0: "good", 1: "bad"}.get(code, "open"),
            "meaning": pen.to(common.MEANING[code]),
            "because": because,
        },
        "shares": [
            {"key": key, "n": view.count(key), "said": pen.to(shared.VERDICTS[key]), "share": share}
            for key, _, share in view.shares()
        ]
        if report.verdicts
        else [],
        "total": len(report.verdicts),
    }


def _scope(
    report: Report, run: RunNotes, view: View, album: Album, evidence: object | None, pen: Pen, *, broken: bool
) -> list[list[Any]]:
    """What was looked at, how, and what that leaves open, each under its name."""
    resting = basis(report, run, pen.lang)
    hidden = [
        f"{len(items)} {pen.to(said)}: {', '.join(item.id for item in items)}" for said, items in view.hidden
    ] or [pen.to(shared.NOTHING_HIDDEN if view.by_severity else shared.NOTHING_FAILED)]
    left_out = ", ".join(control for control, _, _ in view.left_out)
    cited = len(view.provisions)
    if not cited:
        sources = pen.to(shared.NONE_CITED)
    elif view.unseen or view.partly:
        sources = pen.to(shared.UNCONFIRMED_OF).format(n=cited, unseen=view.unseen, partly=view.partly)
    else:
        sources = pen.to(shared.ALL_CONFIRMED)
    pictures = [pen.to(words.PICTURES_LEFT_OUT).format(n=album.left_out)] if album.left_out else []
    pictures += [pen.to(words.PICTURES_BROKEN)] if broken else []
    facts: list[tuple[Text, list[str]]] = [
        (shared.NATURE, [pen.to(common.DISCLAIMER)]),
        (words.METHOD, [pen.to(words.METHOD_IS)]),
        (shared.LOOKED_AT, [*resting["seen"], *_extent(report, evidence, pen)]),
        (words.LIMITS, [pen.to(words.UNKNOWN_IS)]),
        (shared.WHEN, resting["when"]),
        (shared.WHENCE, resting["whence"]),
        (shared.AUTHORITY, resting["authority"]),
        (words.PROFILE, resting["profile"] or [report.profile]),
        (shared.THRESHOLD, resting["counts"]),
        (tls_words.NEAR, resting["near"]),
        (shared.OUTCOME, [pen.to(text) for text in report.gate.because[:MOST_NOTICES]]),
        (shared.HIDDEN, hidden),
        (shared.LEFT_OUT, [f"{pen.to(shared.LEAVES_OUT)} {left_out}" if left_out else pen.to(shared.NOTHING_LEFT_OUT)]),
        (shared.SOURCES, [sources]),
        (shared.PICTURES, pictures),
        (words.READING, [pen.to(words.ESCAPES)]),
    ]
    return [[pen.to(name), [pen.ink(said, 1_200) for said in sentences]] for name, sentences in facts if sentences]


def _extent(report: Report, evidence: object | None, pen: Pen) -> list[str]:
    """Pages, phases and the time that a scan was given, as far as they are known."""
    facts = evidence.get("facts") if isinstance(evidence, dict) else None
    rows: Mapping[str, Any] = facts if isinstance(facts, dict) else {}
    said = [pen.to(words.PAGES_SEEN).format(n=n)] if (n := len(rows.get("page", ()))) else []
    of_phases = [row for kind in ("consent_banner", "request", "stored_item") for row in rows.get(kind, ())]
    seen = {row.get("phase") for row in of_phases}
    if phases := ", ".join(word(phase, pen.lang) for phase in Phase if phase.value in seen):
        said.append(pen.to(words.PHASES_SEEN).format(phases=phases))
    asked = asked_for(report)
    seconds = asked.get("deadline_s")
    if isinstance(seconds, int | float) and not isinstance(seconds, bool) and 0 < seconds < 1e9:
        said.append(pen.to(words.DEADLINE).format(seconds=common.number(seconds, pen.lang, 0)))
    said += [pen.to(words.QUICK)] if asked.get("quick") is True else []
    return ["; ".join(said)] if said else []


def _areas(view: View, pen: Pen) -> dict[str, Any]:
    columns = [outcome for outcome in _OUTCOMES if view.count(outcome)]
    heads = [shared.AREA_HEAD, *(shared.VERDICTS[outcome] for outcome in columns), shared.TOTAL]
    rows = [
        [pen.to(common.AREA[area]), *(str(counted[outcome]) for outcome in columns), str(counted.total())]
        for area, counted in view.by_area
    ]
    totals = [pen.to(shared.ALL_TOGETHER), *(str(view.count(outcome)) for outcome in columns)]
    return {
        "heads": [pen.to(head) for head in heads],
        "rows": rows,
        "totals": [*totals, str(len(view.report.verdicts))],
    }


def _severities(view: View, pen: Pen) -> dict[str, Any]:
    heads = (shared.SEVERITY, shared.COUNTED_HEAD, shared.UNCOUNTED_HEAD)
    rows = [
        [pen.to(common.SEVERITY[severity]), str(counted["counted"]), str(counted["uncounted"])]
        for severity, counted in view.by_severity
    ]
    return {"heads": [pen.to(head) for head in heads], "rows": rows}


def _table(table: Table, pen: Pen) -> dict[str, Any]:
    rows = table.rows[:MOST_ROWS]
    n = len(table.rows) + table.left_over
    cut = pen.to(words.OF_ROWS).format(shown=len(rows), n=n) if n > len(rows) else ""
    return {
        "title": pen.to(table.title),
        "n": n,
        "heads": [pen.to(head) for head in table.heads],
        "rows": [[pen.cell(cell, _CELL) for cell in row] for row in rows],
        "cut": cut,
    }


def _versions(run: RunNotes) -> list[tuple[str, str]]:
    return list(run.versions.items())[:MOST_NOTICES]


def _run(report: Report, run: RunNotes, pen: Pen) -> list[list[Any]]:
    resting = basis(report, run, pen.lang)
    notices = [pen.to(notice) for notice in run.notices[:MOST_NOTICES]]
    facts = [(shared.TRAFFIC, resting["traffic"]), (shared.NOTICES, notices)]
    return [[pen.to(name), [pen.ink(said) for said in sentences]] for name, sentences in facts if sentences]


def _provision(provision: Provision, label: str, pen: Pen) -> dict[str, Any]:
    text = provision.text
    known = {certainty.value: said for certainty, said in common.CERTAINTY.items()}
    certainty = known.get(Certainty(text.certainty).value) if text and text.certainty in known else None
    return {
        **pen.provision(provision, label),
        "said": pen.ink(pen.to(text.provision) if text else pen.to(shared.LOST)),
        "url": pen.ink(text.url, _CELL) if text else "",
        "link": prose.link(text.url) if text else "",
        "certainty": pen.to(certainty) if certainty else pen.ink(text.certainty, _CELL) if text else "",
        "confirmed": pen.to(provision.mark or words.CONFIRMED),
        "cited_by": pen.ink(", ".join(item.id for item in provision.cited_by)),
    }


def _more(n: int, pen: Pen) -> Ink:
    return pen.to(words.MORE_LISTED).format(n=n) if n > 0 else ""
