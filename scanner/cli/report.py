"""`siegel report`: render a stored report in any format."""

from __future__ import annotations

from pathlib import Path

import click

from scanner import store
from scanner.cli.options import lang_option
from scanner.cli.output import NAMED_FORMATS, FormatList, evidence_of, write_stdout
from scanner.errors import UsageError
from scanner.reports import FORMATS


@click.command(short_help="Render a run's report in any format.")
@click.argument("run", type=click.Path(path_type=Path), metavar="RUN")
@click.option(
    "--format",
    "formats",
    type=FormatList(),
    default="console",
    show_default=True,
    metavar="F,…",
    help=f"One or more of {NAMED_FORMATS}.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write files there instead of one format to stdout.",
)
@lang_option
def report(run: Path, formats: tuple[str, ...], out: Path | None, lang: str) -> int:
    """Render the report stored in RUN. Works offline, and years later; nothing is judged again."""
    folder = store.RunFolder(run)
    document = folder.report()
    evidence = evidence_of(folder, formats)
    if out is None:
        if len(formats) != 1:
            raise UsageError("stdout takes one format", "name a folder with --out")
        write_stdout(document, formats[0], lang, evidence, folder.kept)
        return 0
    store.make_folder(out)
    for name in formats:
        fmt = next(fmt for fmt in FORMATS if fmt.name == name)
        target = out / f"report{fmt.suffix}"
        store.write_bytes(target, fmt.write(document, lang, evidence, folder.kept))
        click.echo(str(target))
    return 0
