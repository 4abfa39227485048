"""The command line. The only place that prints or ends the process."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from scanner import __version__
from scanner.cli.guard import guarded
from scanner.cli.lazy import LazyGroup

_COMMANDS = {
    "scan": ("scanner.cli.scan", "Look at a shop and judge what was seen."),
    "judge": ("scanner.cli.judge", "Judge the evidence of a run again, offline."),
    "report": ("scanner.cli.report", "Render a run's report in any format."),
    "diff": ("scanner.cli.diff", "Say what changed between two runs."),
    "key": ("scanner.cli.key", "Make a key to seal runs with."),
    "pack": ("scanner.cli.pack", "Seal a run into one file."),
    "verify": ("scanner.cli.verify", "Check a sealed run, and judge its evidence again."),
    "policy": ("scanner.cli.policy", "Check, test, list and explain policies."),
    "demo": ("scanner.cli.demo", "Serve the demo shop, with or without faults."),
    "doctor": ("scanner.cli.doctor", "Check every part Siegel needs, with versions."),
}


@click.group(
    cls=LazyGroup,
    commands_in=_COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="siegel")
def cli() -> None:
    """Siegel looks at an online shop from outside and judges the evidence by policies.

    \b
    siegel scan https://www.muesli.example      look and judge
    siegel judge RUN                            judge the same evidence again, offline
    siegel diff OLDER NEWER                     what changed between two runs
    siegel demo --shop-file demo.yaml           a shop to try it on

    \b
    Exit codes, the same for every command and format:
      0 gate passed        1 gate failed          2 usage
      3 policy or shop file invalid               4 inconclusive
      5 seal invalid       6 no page could be fetched
      70 bug in siegel     130 interrupted
    """  # noqa: D301 - click wants the backspace itself before lines it must not wrap


def main(arguments: Sequence[str] | None = None) -> None:
    """The entry point: runs a command and ends the process with its exit code."""
    typed = sys.argv[1:] if arguments is None else list(arguments)
    sys.exit(guarded(lambda: cli.main(args=typed, prog_name="siegel", standalone_mode=False, obj=("siegel", *typed))))
