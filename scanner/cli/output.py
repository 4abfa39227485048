"""Reports on their way out: to stdout, or into a folder."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scanner import store
from scanner.errors import UsageError
from scanner.model.codec import EVIDENCE_SCHEMA, encode_evidence
from scanner.reports import FORMATS
from scanner.reports.console import render
from scanner.yamlfile import suggest

if TYPE_CHECKING:
    from scanner.scan import Run

_PLAIN_WIDTH = 100
_BY_NAME = {fmt.name: fmt for fmt in FORMATS}
#: For the help: formats, with what their files end with where that is not their name.
NAMED_FORMATS = ", ".join(fmt.name if fmt.suffix == f".{fmt.name}" else f"{fmt.name} ({fmt.suffix})" for fmt in FORMATS)


class FormatList(click.ParamType[Any]):
    """`json,console`."""

    name = "formats"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401 - click's signature
        """A tuple of format names, each once."""
        if not isinstance(value, str):
            return value
        names = tuple(dict.fromkeys(part.strip() for part in value.split(",") if part.strip()))
        for name in names:
            if name not in _BY_NAME:
                hint = suggest(name, _BY_NAME)
                self.fail(f"{name!r} is none of {', '.join(_BY_NAME)}{'; ' + hint if hint else ''}", param, ctx)
        return names


def write_stdout(
    document: Mapping[str, Any], name: str, lang: str, evidence: object | None, artifacts: Mapping[str, bytes]
) -> None:
    """One format on stdout, and nothing else. UsageError as `check_stdout`."""
    check_stdout(name)
    if name == "console":
        _show(document, lang)
        return
    write_bytes(_BY_NAME[name].write(document, lang, evidence, artifacts))


def run_to_stdout(run: Run, formats: Sequence[str], lang: str, artifacts: Mapping[str, bytes]) -> None:
    """The one format of a run that is in memory, the summary where none is asked for. UsageError as `check_stdout`."""
    evidence = encode_evidence(run.evidence) if wants_evidence(formats) else None
    write_stdout(run.document, formats[0] if formats else "console", lang, evidence, artifacts)


def check_stdout(name: str) -> None:
    """UsageError if a format is no text and stdout is a terminal, which would obey its bytes."""
    if not _BY_NAME[name].is_text and sys.stdout.isatty():
        raise UsageError(f"{name} is not for a terminal", "name a folder with --out, or redirect it into a file")


def check_one(formats: Sequence[str]) -> None:
    """UsageError if these formats can't all go to stdout."""
    if len(formats) > 1:
        raise UsageError("--out - takes one format", "name a folder for several")
    if formats:
        check_stdout(formats[0])


def render_files(folder: Path, document: Mapping[str, Any], names: Iterable[str], lang: str) -> None:
    """Each format as report.SUFFIX; report.json is always there already."""
    run = store.RunFolder(folder)
    evidence = evidence_of(run, names)
    for name in names:
        if name != "json":
            written = _BY_NAME[name].write(document, lang, evidence, run.kept)
            store.write_bytes(folder / f"report{_BY_NAME[name].suffix}", written)
    store.rewrite_manifest(run)


def evidence_of(run: store.RunFolder, names: Iterable[str]) -> object | None:
    """The evidence document of a run, if a format among these wants it and it is there."""
    wanted = wants_evidence(names)
    return run.document(store.EVIDENCE, EVIDENCE_SCHEMA) if wanted and (run.path / store.EVIDENCE).is_file() else None


def wants_evidence(names: Iterable[str]) -> bool:
    """Whether a format among these shows inventories."""
    return any(_BY_NAME[name].with_evidence for name in names)


def show_summary(document: Mapping[str, Any], lang: str, folder: Path) -> None:
    """The human summary, with where the report lies."""
    _show({**document, "run": {**document["run"], "folder": str(folder)}}, lang)


def _show(document: Mapping[str, Any], lang: str) -> None:
    write_page(lambda color, width: render(document, lang, color=color, width=width))


def write_page(page: Callable[[bool, int], str]) -> None:
    """A page for people to stdout, laid out with or without colour at the width that is there."""
    terminal = sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    width = shutil.get_terminal_size((_PLAIN_WIDTH, 24)).columns if sys.stdout.isatty() else _PLAIN_WIDTH
    encoding = sys.stdout.encoding or "utf-8"
    write_bytes(page(terminal, width).encode(encoding, "replace"))


def write_bytes(data: bytes) -> None:
    """Bytes to stdout. Where nobody reads on (`| head -1`), files and exit code are what they are all the same."""
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
