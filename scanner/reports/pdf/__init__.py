"""One file to read, print, sign and keep: report.pdf is PDF/A-3 with the report as data inside.

Set by typst without network, system fonts or packages. Whatever anybody said reaches it as JSON, never as source, so no
markup in it means anything.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any, Literal

import typst

from scanner.errors import SiegelError
from scanner.model.text import visible
from scanner.reports.formats import render_json
from scanner.reports.full.forms import forms as forms_of
from scanner.reports.full.inventory import inventory, read_evidence
from scanner.reports.full.pictures import Album, album
from scanner.reports.full.view import view
from scanner.reports.pdf.content import content, day_of
from scanner.reports.pdf.controls import file_of
from scanner.reports.pdf.pen import Pen
from scanner.reports.read import read_report, read_run

#: The standards that the file keeps, and says that it keeps: archiving (ISO 19005-3, level A), and access for all (ISO
#: 14289-1).
STANDARDS: tuple[Literal["a-3a", "ua-1"], ...] = ("a-3a", "ua-1")
#: Bytes that all pictures of a report may take, and what each takes at least, so that they are no more than 24.
MOST_BYTES, LEAST_BYTES = 6_000_000, 250_000
_POINTS_PER_MM = 72 / 25.4
#: The box for a signature on the first page: from its lower left corner, and how large, in mm.
_BOX_MM = (25, 36, 80, 25)
#: The same as x1, y1, x2, y2 in points from the lower left of page 1, as a signature field wants it.
SIGNATURE_BOX: tuple[float, float, float, float] = (
    round(_BOX_MM[0] * _POINTS_PER_MM, 2),
    round(_BOX_MM[1] * _POINTS_PER_MM, 2),
    round((_BOX_MM[0] + _BOX_MM[2]) * _POINTS_PER_MM, 2),
    round((_BOX_MM[1] + _BOX_MM[3]) * _POINTS_PER_MM, 2),
)


def render_pdf(
    document: object,
    lang: str = "en",
    evidence: object | None = None,
    artifacts: Mapping[str, bytes] = MappingProxyType({}),
) -> bytes:
    """A report document as a PDF in `en` or `de`. The same input gives the same bytes.

    With the run's `evidence` document also inventories and the row behind every finding; with its artifacts, by their
    SHA-256, also the pictures among them. RunFolderError if report or evidence is broken, SiegelError if typst can't
    set it.
    """
    attached = render_json(document)
    report = read_report(document)
    known = read_evidence(evidence)
    run, shown, seen, told_of = (
        read_run(report),
        view(report),
        inventory(report, known),
        forms_of(report, known, artifacts),
    )
    film = [frame.picture for frame in seen.film]
    kept = album(shown, seen.shows, artifacts, MOST_BYTES, _room, film)

    def attempt(kept: Album, *, latin: bool = False, broken: bool = False) -> bytes:
        told = {"box": _BOX_MM} | content(
            shown, run, seen, kept, evidence, Pen(lang, latin), broken=broken, told=told_of
        )
        files = {file_of(shot): shot.data for shot in kept.shots.values() if shot.number}
        return _compile(_template(), told, day_of(report), files | {"report.json": attached})

    try:
        return attempt(kept)
    except _CannotSetError:
        readable = _readable(kept)
    broken = len(readable) < len(kept.shots) - kept.left_out
    kept = album(shown, seen.shows, readable, MOST_BYTES, _room, film)
    try:
        return attempt(kept, latin=not broken, broken=broken)
    except _CannotSetError as problem:
        hint = "siegel report RUN --format html writes the same as a web page; please report this"
        raise SiegelError(f"the PDF could not be set: {visible(str(problem))}", hint) from problem


class _CannotSetError(Exception):
    """What typst says it can't do."""


def _room(_type: str, data: bytes) -> int:
    return max(len(data), LEAST_BYTES)


@cache
def _template() -> bytes:
    return (Path(__file__).parent / "report.typ").read_bytes()


def _compile(
    source: bytes, told: Mapping[str, Any], made: dt.date, files: Mapping[str, bytes] = MappingProxyType({})
) -> bytes:
    """Source, data and files to a PDF, with nothing else at hand: its own folder, typst's own fonts, no packages."""
    midnight = dt.datetime.combine(made, dt.time(), dt.UTC)
    with TemporaryDirectory(prefix="siegel-") as folder:
        root = Path(folder)
        for name, data in {**files, "main.typ": source}.items():
            (root / name).write_bytes(data)
        try:
            return typst.compile(
                root / "main.typ",
                root=root,
                ignore_system_fonts=True,
                font_paths=[],
                package_path=root,
                package_cache_path=root,
                format="pdf",
                sys_inputs={"data": json.dumps(told)},
                pdf_standards=list(STANDARDS),
                timestamp=midnight,
            )
        except RuntimeError as error:  # TypstError, its child, among them
            raise _CannotSetError(str(error)) from error


def _readable(kept: Album) -> dict[str, bytes]:
    """The pictures that typst can read, each tried alone."""
    found: dict[str, bytes] = {}
    for digest, shot in kept.shots.items():
        if not shot.number:
            continue
        try:
            source = f'#set document(title: "x")\n#image("{file_of(shot)}", alt: "x")'.encode()
            _compile(source, {}, dt.date(2000, 1, 1), {file_of(shot): shot.data})
        except _CannotSetError:
            continue
        found[digest] = shot.data
    return found
