"""What every command has in common at its end: errors in words a person can use, and one exit code."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable

import click

from scanner import __version__
from scanner.errors import ExitCode, InvalidInput, SiegelError
from scanner.model.text import visible


def guarded(run: Callable[[], object]) -> int:
    """Run a command; its exit code. Nothing leaves here as a traceback but a bug of ours, which says so."""
    try:
        result = run()
    except click.ClickException as error:
        error.show()
        return int(ExitCode.USAGE)
    except (click.Abort, KeyboardInterrupt):
        say("interrupted")
        return int(ExitCode.INTERRUPTED)
    except SiegelError as error:
        complain(error)
        return int(error.exit_code)
    except BrokenPipeError:
        # Whoever read our output has gone; what is left in the buffer must not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + 13
    except Exception:  # noqa: BLE001 - the one guard of the process: whatever is left is a bug, and says so
        traceback.print_exc()
        say(f"this is a bug in siegel {__version__}; please report it with the lines above")
        return int(ExitCode.BUG)
    return int(result) if isinstance(result, int) else int(ExitCode.PASSED)


def complain(error: SiegelError) -> None:
    """An error and how to mend it, on stderr."""
    if isinstance(error, InvalidInput):
        for problem in error.problems:
            say(visible(str(problem), most=600))
        many = len(error.problems)
        say(f"{many} mistake{'s' if many > 1 else ''}; nothing was written")
        return
    say(f"error: {visible(error.message, most=600)}")
    if error.hint:
        say(f"hint: {visible(error.hint, most=600)}")


def say(text: str) -> None:
    """A line on stderr: progress, logs and complaints never mix with the report."""
    click.echo(text, err=True)
