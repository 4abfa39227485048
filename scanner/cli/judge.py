"""`siegel judge`: judge the evidence of a run again, offline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from scanner import store
from scanner.cli.options import Day, gate_options, lang_option, load_profile, profile_option
from scanner.cli.output import (
    NAMED_FORMATS,
    FormatList,
    check_one,
    render_files,
    run_to_stdout,
    show_summary,
)
from scanner.errors import RunFolderError, UsageError
from scanner.model.vocabulary import Severity
from scanner.policy.library import DEFAULT_PROFILE, Library, check, load_folder
from scanner.policy.profile import Profile
from scanner.weigh import Strictness

_STDOUT = Path("-")


@click.command(short_help="Judge the evidence of a run again, offline.")
@click.argument("run", type=click.Path(path_type=Path), metavar="RUN")
@profile_option("the run's own")
@click.option("--as-of", type=Day(), metavar="DATE", help="Judge as of this day. [default: the run's own]")
@click.option("--rederive", is_flag=True, help="Derive facts from observed ones anew, with this version's data.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Write a new run folder instead of RUN's report.json; `-`: none, and the one format on stdout.",
)
@click.option(
    "--format",
    "formats",
    type=FormatList(),
    default="",
    metavar="F,…",
    help=f"Reports to write beside report.json: {NAMED_FORMATS}.",
)
@gate_options
@lang_option
def judge(run: Path, profile: str | None, as_of: dt.date | None, out: Path | None, lang: str, **options: Any) -> int:  # noqa: ANN401 - the options above
    """Judge the evidence in RUN again, by its own policies, profile and day, or by others. No network is used.

    Without options the verdicts come out byte for byte the same. report.json is written anew; evidence, policies and
    artifacts of RUN stay as they are, reports in other formats go if they no longer hold. With --out everything
    goes into a new folder, the policies judged by included.
    """
    from scanner.excuses import kept  # noqa: PLC0415
    from scanner.scan import judge_folder, settings_of, stored_run, write_run  # noqa: PLC0415 - not needed for --help
    from scanner.shop import ASKED_FOR  # noqa: PLC0415

    formats: tuple[str, ...] = options["formats"]
    if out == _STDOUT:
        check_one(formats)
    folder = store.RunFolder(run)
    stored = stored_run(folder)
    if folder.is_sealed and out is None:
        raise RunFolderError(f"{run} is sealed", "name a new folder with --out")
    if out is not None and out.resolve() == run.resolve():
        raise UsageError(f"{run} is the run itself", "leave --out out to write its report.json anew")
    library, chosen = load_profile(profile) if profile or not folder.policies.is_dir() else _own(folder, stored)
    settings = settings_of(stored, as_of or _day(folder, stored))
    strictness = _stricter(settings.strictness, options)
    settings = replace(settings, strictness=strictness, given=kept(library, folder))
    if profile:
        settings = replace(settings, profile_because=ASKED_FOR)
    judged = judge_folder(folder, chosen, library, settings, rederive=options["rederive"])
    if out == _STDOUT:
        run_to_stdout(judged, formats, lang, folder.artifacts())
        return judged.exit_code
    if out is None:
        store.replace_report(folder, judged.document)
    else:
        write_run(out, replace(judged, artifacts=folder.artifacts()), chosen, library, folder.log())
    render_files(out or run, judged.document, formats, lang)
    show_summary(judged.document, lang, out or run)
    return judged.exit_code


def _own(folder: store.RunFolder, stored: dict[str, Any]) -> tuple[Library, Profile]:
    """The policies and the profile that the run was judged by."""
    library = load_folder(folder.policies)
    check(library)
    library.problems.raise_if_any()
    return library, library.profile(str(stored.get("profile") or DEFAULT_PROFILE))


def _day(folder: store.RunFolder, stored: dict[str, Any]) -> dt.date:
    """The run's own day: as it was judged, else as it began."""
    for text in (stored.get("as_of"), folder.evidence().started[:10]):
        try:
            return dt.date.fromisoformat(str(text))
        except ValueError:
            continue
    raise RunFolderError(f"{folder.path} does not say which day it is of", "say --as-of DATE")


def _stricter(strictness: Strictness, options: Mapping[str, Any]) -> Strictness:
    """What the run was weighed by, and what is asked for now."""
    if options["fail_on"]:
        strictness = replace(strictness, fail_on=Severity(options["fail_on"]))
    if options["strict"]:
        strictness = replace(strictness, warnings_count=True)
    if options["require_complete"]:
        strictness = replace(strictness, require_complete=True)
    return strictness
