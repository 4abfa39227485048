"""`siegel doctor`: is everything there that Siegel needs, and in which version."""

from __future__ import annotations

import click

from scanner.errors import ExitCode


@click.command(short_help="Check every part Siegel needs, with versions.")
def doctor() -> int:
    """Check every part that Siegel needs, and say how to install what is missing."""
    from scanner.doctor import examine  # noqa: PLC0415 - not needed for --help

    parts = examine()
    width = max(len(part.name) for part in parts)
    for part in parts:
        state = "ok     " if part.found else "MISSING" if part.needed else "absent "
        click.echo(f"{state}  {part.name:<{width}}  {part.detail}")
        if part.mend and not part.found:
            click.echo(f"         {'':<{width}}  → {part.mend}")
    if all(part.found or not part.needed for part in parts):
        click.echo("Everything this version needs is there.")
        return int(ExitCode.PASSED)
    return int(ExitCode.INCONCLUSIVE)
