"""`siegel diff`: what changed between two runs."""

from __future__ import annotations

from pathlib import Path

import click

from scanner import store
from scanner.cli.options import lang_option
from scanner.cli.output import write_bytes, write_page
from scanner.errors import ExitCode


@click.command(short_help="Say what changed between two runs.")
@click.argument("older", type=click.Path(path_type=Path), metavar="OLDER")
@click.argument("newer", type=click.Path(path_type=Path), metavar="NEWER")
@click.option(
    "--format",
    "form",
    type=click.Choice(["console", "json"]),
    default="console",
    show_default=True,
    help="Text to read, or siegel/diff/1 for a machine.",
)
@lang_option
def diff(older: Path, newer: Path, form: str, lang: str) -> int:
    """Say what changed from the run OLDER to the run NEWER, two run folders. Works offline; nothing is judged again.

    First what else than time differs between the runs, since it may be why: profile, policies, versions. Then the
    controls that newly fail, with what was found; that are newly unknown, fixed or known again; new and gone findings
    of those that fail in both. Then what is new, gone or changed of services, hosts and scripts of third parties,
    certificates, cookies and other stored items in each phase of consent, pages and forms.

    \b
    siegel diff siegel-runs/…/2026-11-21T02-00-00Z siegel-runs/…/2026-11-22T02-00-00Z

    \b
    The exit code:
      0  nothing got worse
      1  something that counts against the gate fails anew: a control, or one more finding of it
      4  nothing of that, but something that counts is unknown anew
      2  a run folder is missing or broken
    """  # noqa: D301 - click wants the backspace itself before lines it must not wrap
    return show_difference(store.RunFolder(older), store.RunFolder(newer), form, lang)


def show_difference(older: store.RunFolder, newer: store.RunFolder, form: str, lang: str) -> ExitCode:
    """The difference of two run folders, from wherever they were opened, on stdout."""
    from scanner.compare import Judged, compare  # noqa: PLC0415 - not needed for --help
    from scanner.reports import read_report  # noqa: PLC0415
    from scanner.reports.difference import difference_json, render_difference  # noqa: PLC0415

    def judged(folder: store.RunFolder) -> Judged:
        return Judged(read_report(folder.report()), folder.evidence(), folder.policy_digests())

    found = compare(judged(older), judged(newer))
    if form == "json":
        write_bytes(difference_json(found))
    else:
        write_page(lambda color, width: render_difference(found, lang, color=color, width=width))
    return found.exit_code
