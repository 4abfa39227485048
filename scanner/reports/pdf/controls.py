"""Controls as the PDF prints them: what failed with its evidence, what stayed open and why, and the list of all.

Everything is bounded, and where something was cut a sentence says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from scanner.model.text import visible
from scanner.model.verdict import Text
from scanner.model.vocabulary import Area
from scanner.reports import words as common
from scanner.reports.full import prose
from scanner.reports.full import words as shared
from scanner.reports.full.inventory import Inventory
from scanner.reports.full.pictures import Album, Shot
from scanner.reports.full.view import Alike, Item, Observation, Reason, View
from scanner.reports.pdf import words
from scanner.reports.pdf.ink import MOST, Ink
from scanner.reports.pdf.pen import Pen

#: Failed controls told in full, and groups of controls that the same reasons keep open.
MOST_FAILED, MOST_GROUPS = 200, 200
#: Observations of one control that are listed, and of all controls together; those of them with their evidence.
MOST_LISTED, MOST_LINES, MOST_EVIDENCE = 25, 2_000, 300
#: Fields of a row, places where it was seen, artifacts and reasons.
MOST_FIELDS, MOST_SEEN, MOST_REASONS = 24, 4, 12
#: Pictures of one control.
MOST_PICTURES = 4
#: Controls in the list of all.
MOST_CONTROLS = 1_000
#: Characters of a title, of the place of an observation, of a value, of a key, and of all evidence of an observation.
_TITLE, _PLACE, _VALUE, _KEY, _EVIDENCE = 240, 240, 240, 160, 2_400


class Controls:
    """The controls of one report in one language. Counts down what room is left."""

    def __init__(self, pen: Pen, view: View, seen: Inventory, album: Album, provisions: Mapping[str, str]) -> None:
        """`provisions`: the labels of those that stand in the glossary."""
        self._pen, self._report, self._view, self._seen, self._album = pen, view.report, view, seen, album
        self._labels = provisions
        self._lines, self._evidence = MOST_LINES, MOST_EVIDENCE
        failed = (*view.items["counted"], *view.items["uncounted"])[:MOST_FAILED]
        self._anchors = {item.anchor: f"c{n}" for n, item in enumerate(failed)}
        opened = (*view.unknown, *view.unassessed)[:MOST_GROUPS]
        for group in opened:
            for item in group.items[:MOST_LISTED]:
                self._anchors[item.anchor] = f"c{len(self._anchors)}"

    def failed(self, outcome: str) -> dict[str, Any]:
        """The failed controls of one outcome, `counted` or `uncounted`."""
        items = self._view.items[outcome]
        shown = [item for item in items if item.anchor in self._anchors]
        return {
            "count": len(items),
            "items": [self._failure(item) for item in shown],
            "cut": self._cut(words.NOT_IN_FULL, len(items) - len(shown)),
        }

    def alike(self, groups: Sequence[Alike]) -> dict[str, Any]:
        """Controls that stayed open, by what keeps them open."""
        shown = [group for group in groups if any(item.anchor in self._anchors for item in group.items)]
        left = sum(len(group.items) for group in groups) - sum(len(group.items) for group in shown)
        return {
            "count": sum(len(group.items) for group in groups),
            "groups": [self._group(group) for group in shown],
            "cut": self._cut(words.MORE_LISTED, left),
        }

    def every(self) -> dict[str, Any]:
        """All controls in the order of areas and ids, each with the section that tells of it, if one does."""
        areas = list(Area)
        items = [item for items in self._view.items.values() for item in items]
        items.sort(key=lambda item: (areas.index(item.verdict.area), item.id))
        return {
            "rows": [self._row(item) for item in items[:MOST_CONTROLS]],
            "cut": self._cut(words.MORE_LISTED, len(items) - MOST_CONTROLS),
        }

    def waivers(self) -> list[list[Ink]]:
        """Control, last day, who approved, why, and whether it holds."""
        return [list(row) for row in self._waivers()]

    def baseline(self) -> list[Ink]:
        """The controls that a baseline run failed too."""
        verdicts = [verdict for verdict in self._report.verdicts if verdict.baseline]
        return [self._pen.ink(verdict.control, _TITLE) for verdict in verdicts[:MOST_CONTROLS]]

    def _waivers(self) -> Iterator[tuple[Ink, ...]]:
        pen = self._pen
        for verdict in self._report.verdicts[:MOST_CONTROLS]:
            if detail := verdict.waiver_detail:
                state = words.ENDED if detail.counts_again else words.IN_FORCE
                until = prose.day(detail.until, pen.lang)
                told = (until, detail.approved_by, detail.because, pen.to(state))
                yield (pen.ink(verdict.control, _TITLE), *(pen.ink(said) for said in told))
            elif verdict.waiver is not None:
                yield (pen.ink(verdict.control, _TITLE), "", "", pen.ink(verdict.waiver), "")

    def _failure(self, item: Item) -> dict[str, Any]:
        pen, verdict = self._pen, item.verdict
        asides = [pen.ink(pen.to(aside)) for aside in item.asides]
        if verdict.tuned_because:
            asides.append(pen.ink(pen.to(common.TUNED).replace("{because}", pen.to(verdict.tuned_because))))
        made = [observation for _, group in (*item.first.groups, *item.rest.groups) for observation in group]
        room = min(MOST_LISTED, self._lines)
        self._lines -= min(len(made), room)
        used = self._album.of([item])
        return {
            **self._head(item),
            "asides": asides,
            "places": list(self._places(made[:room])),
            "none": pen.to(shared.NO_OBSERVATION) if not made else "",
            "cut": self._cut(words.MORE_LISTED, len(made) - room),
            "pictures": [self._picture(shot) for shot in used.here[:MOST_PICTURES]],
            "elsewhere": self._elsewhere((*used.here[MOST_PICTURES:], *used.elsewhere), len(used.left_out)),
            "remedy": [pen.prose(line) for line in prose.paragraphs(pen.to(verdict.remedy))[:MOST_REASONS]],
            "basis": [self._provision(id_) for id_ in verdict.references[:MOST_LISTED]],
        }

    def _head(self, item: Item) -> dict[str, Any]:
        pen, verdict = self._pen, item.verdict
        about = (
            pen.to(common.AREA[verdict.area]),
            f"{pen.to(shared.LEVEL)} {pen.to(common.LEVEL[verdict.level])}",
            pen.to(common.CERTAINTY[verdict.certainty]),
        )
        return {
            "label": self._anchors.get(item.anchor, ""),
            "id": pen.ink(item.id, _TITLE),
            "title": pen.ink(pen.to(verdict.title), _TITLE),
            "severity": pen.to(common.SEVERITY[verdict.severity]),
            "rank": verdict.severity.value,
            "about": list(about),
            "policy": pen.ink(f"{verdict.policy.file}:{verdict.policy.line}", _KEY),
        }

    def _places(self, made: Iterable[Observation]) -> Iterator[dict[str, Any]]:
        pen, places = self._pen, dict[str, list[dict[str, Any]]]()
        for observation in made:
            places.setdefault(observation.finding.where, []).append(self._observation(observation))
        for where, told in places.items():
            yield {"where": pen.ink(where, _PLACE), "link": prose.link(where), "made": told}

    def _observation(self, made: Observation) -> dict[str, Any]:
        pen, finding = self._pen, made.finding
        told: dict[str, Any] = {"said": pen.short(pen.to(finding.message)), "values": "", "evidence": ""}
        row = self._seen.rows.get(finding.row)
        if made.number > 5 or self._evidence <= 0:
            return told
        self._evidence -= 1
        lines: list[tuple[Text, list[str]]] = []
        if row:
            values = [f"{pen.to(path)}: {pen.value(cell, _VALUE)}" for path, cell in row.fields[:MOST_FIELDS]]
            values += ["…"] if len(row.fields) > MOST_FIELDS else []
            told["values"] = pen.ink(" · ".join(values), _EVIDENCE)
            lines.append((shared.EMPTY, [", ".join(pen.to(path) for path in row.empty)] if row.empty else []))
            lines.append((shared.SEEN, [pen.plain(pen.to(place), _PLACE) for place in row.seen[:MOST_SEEN]]))
        raw = [pen.plain(digest[:12] + "…") for digest in finding.artifacts[:MOST_SEEN]]
        lines.append((shared.RAW, raw or [pen.to(shared.NO_RAW)]))
        lines.append((shared.FINGERPRINT, [pen.plain(finding.fingerprint, _KEY)]))
        named = (f"{pen.to(name)}: {'; '.join(said)}" for name, said in lines if said)
        told["evidence"] = pen.ink(" · ".join(named), _EVIDENCE)
        return told

    def _picture(self, shot: Shot) -> dict[str, Any]:
        pen = self._pen
        return {
            "file": file_of(shot),
            "wide": shot.width >= shot.height,
            "caption": pen.ink(f"{pen.to(shared.PICTURE).format(n=shot.number)}: {pen.to(shot.place)}", _VALUE),
            "alt": pen.plain(pen.to(shot.alt), _VALUE),
        }

    def _elsewhere(self, shots: Sequence[Shot], left_out: int) -> Ink:
        pen = self._pen
        named = ", ".join(pen.to(shared.PICTURE).format(n=shot.number) for shot in shots[:MOST_LISTED])
        said = [f"{pen.to(shared.SHOWN_ELSEWHERE)} {named}"] if named else []
        said += [pen.to(shared.LEFT_OUT_HERE).format(n=left_out)] if left_out else []
        return "; ".join(said)

    def _provision(self, id_: str) -> dict[str, Any]:
        return self._pen.provision(self._view.provisions[id_], self._labels.get(id_, ""))

    def _group(self, group: Alike) -> dict[str, Any]:
        reasons = (*group.reasons, *group.more)
        used = self._album.of(group.items)
        return {
            "items": [self._head(item) for item in group.items[:MOST_LISTED]],
            "items_cut": self._cut(words.MORE_LISTED, len(group.items) - MOST_LISTED),
            "counted": group.counted,
            "reasons": [self._reason(reason) for reason in reasons[:MOST_REASONS]]
            or [{"said": [[self._pen.to(common.NOT_NAMED), False]], "detail": ""}],
            "cut": self._cut(words.MORE_LISTED, len(reasons) - MOST_REASONS),
            "pictures": [self._picture(shot) for shot in used.here[:MOST_PICTURES]],
            "elsewhere": self._elsewhere((*used.here[MOST_PICTURES:], *used.elsewhere), len(used.left_out)),
        }

    def _reason(self, reason: Reason) -> dict[str, Any]:
        pen = self._pen
        return {
            "said": pen.prose(prose.folded(visible(pen.to(reason.said), MOST)), MOST),
            "detail": pen.short(reason.detail) if reason.detail else "",
        }

    def _row(self, item: Item) -> dict[str, Any]:
        pen, verdict = self._pen, item.verdict
        is_open = item.outcome in ("unknown", "unassessed")  # why stands in their section
        decided = "" if is_open else pen.to(verdict.judgement.decided_by)
        return {
            "label": self._anchors.get(item.anchor, ""),
            "id": pen.ink(item.id, _TITLE),
            "title": pen.ink(pen.to(verdict.title), _TITLE),
            "severity": pen.to(common.SEVERITY[verdict.severity]),
            "outcome": item.outcome,
            "verdict": pen.to(shared.VERDICTS[item.outcome]),
            "decided": pen.ink(decided, _VALUE) if decided else "",
        }

    def _cut(self, text: Text, n: int) -> str:
        return self._pen.to(text).format(n=n) if n > 0 else ""


def file_of(shot: Shot) -> str:
    """The name under which the template finds a picture."""
    return f"shot-{shot.number}.{'png' if shot.type == 'image/png' else 'jpg'}"
