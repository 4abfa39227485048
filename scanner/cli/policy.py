"""`siegel policy`: check, test and list policies, and print their schemas."""

from __future__ import annotations

import json
from pathlib import Path

import click

from scanner.cli.explain import explain
from scanner.cli.guard import say
from scanner.cli.options import lang_option
from scanner.errors import ExitCode
from scanner.model.verdict import Text
from scanner.policy.library import TEST_SUFFIX, Library, built_in_folder, with_files


@click.group(short_help="Check, test and list policies.")
def policy() -> None:
    """Policies say in YAML what a trustworthy shop does. See docs/reference for kinds, fields and matchers."""


policy.add_command(explain)

_PATHS = click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[FILE|FOLDER]…")


@policy.command(short_help="Report every mistake in policies and profiles.")
@_PATHS
def check(paths: tuple[Path, ...]) -> int:
    """Report every mistake in policies and profiles, as file:line:col with a hint. Without a path: built-in ones."""
    library = _library(paths)
    mine = [name for name, path in library.files.items() if _is_below(path, paths)] if paths else list(library.files)
    controls = [c for c in library.controls().values() if c.place.file in mine]
    files = "1 file" if len(mine) == 1 else f"{len(mine)} files"
    click.echo(f"{files} with {len(controls)} controls: no mistakes")
    return 0


@policy.command("test", short_help="Run the policies' own tests.")
@_PATHS
def test_(paths: tuple[Path, ...]) -> int:
    """Run the *.test.yaml beside each policy. Every control needs a case that passes and one that fails."""
    from scanner.rehearsal import rehearse  # noqa: PLC0415 - not needed for --help

    library = _library(paths)
    folders = paths or (built_in_folder(),)
    files = sorted(
        {file for path in folders for file in (path.rglob(f"*{TEST_SUFFIX}") if path.is_dir() else _test_beside(path))}
    )
    if not files:
        say("error: no *.test.yaml found")
        return int(ExitCode.USAGE)
    mine = [p.name for p in library.policies.values() if _is_below(library.files[p.place.file], folders)]
    rehearsal = rehearse(library, files, mine)
    library.problems.raise_if_any()
    for result in rehearsal.failed:
        click.echo(str(result))
    for lack in rehearsal.uncovered:
        click.echo(str(lack))
    failed, lacking = len(rehearsal.failed), len(rehearsal.uncovered)
    click.echo(f"{len(rehearsal.results)} cases, {failed} failed, {lacking} missing")
    return int(ExitCode.PASSED if rehearsal.ok else ExitCode.FAILED)


@policy.command("list", short_help="List profiles, or the controls of some.")
@_PATHS
@click.option("--profile", metavar="P", help="The controls of this profile, as it tunes them.")
@lang_option
def list_(paths: tuple[Path, ...], profile: str | None, lang: str) -> int:
    """List every control, or those of a profile, with severity, level and title."""
    library = _library(paths)
    if profile is None:
        for name in sorted(library.profiles):
            found = library.profile(name)
            click.echo(f"profile {name:<26}{len(found.controls):>4} controls  {found.title.to(lang)}")
        click.echo()
        for control in library.controls().values():
            level = control.levels.fixed.value if control.levels.fixed else "staged"
            click.echo(f"{control.id:<24}{control.severity.value:<10}{level:<9}{control.title.to(lang)}")
        return 0
    for tuned in library.profile(profile).controls:
        level = tuned.levels.fixed.value if tuned.levels.fixed else "staged"
        click.echo(f"{tuned.control.id:<24}{tuned.severity.value:<10}{level:<9}{tuned.control.title.to(lang)}")
    left_out = Text("left out", "ausgelassen")
    for left in library.profile(profile).left_out:
        click.echo(f"{left.control:<24}{left_out.to(lang)}: {left.because.to(lang)}")
    return 0


@policy.command(short_help="Print a JSON Schema for editors.")
@click.argument("name", default="policy")
def schema(name: str) -> int:
    """Print a JSON Schema: policy (default), profile, policy-test, references, shop, evidence, report, manifest."""
    from scanner.schemas import SCHEMAS  # noqa: PLC0415 - not needed for --help

    if name not in SCHEMAS:
        raise click.BadParameter(f"{name!r} is none of {', '.join(SCHEMAS)}", param_hint="NAME")
    click.echo(json.dumps(SCHEMAS[name](), indent=2, ensure_ascii=False))
    return 0


def _library(paths: tuple[Path, ...]) -> Library:
    library = with_files((path for path in paths if not path.name.endswith(TEST_SUFFIX)), shadow=True)
    library.problems.raise_if_any()
    return library


def _test_beside(path: Path) -> list[Path]:
    if path.name.endswith(TEST_SUFFIX):
        return [path]
    beside = path.with_name(path.stem + TEST_SUFFIX)
    return [beside] if beside.is_file() else []


def _is_below(path: Path, folders: tuple[Path, ...]) -> bool:
    return any(path.resolve().is_relative_to(folder.resolve()) for folder in folders)
