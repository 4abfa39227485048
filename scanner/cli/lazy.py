"""Commands that are imported when they are asked for, so that `siegel --help` doesn't wait for a scanner."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

import click


class LazyGroup(click.Group):
    """A group that knows its commands by name, module and what they do in a few words."""

    def __init__(self, *args: Any, commands_in: Mapping[str, tuple[str, str]], **options: Any) -> None:  # noqa: ANN401 - click's
        super().__init__(*args, **options)
        self.commands_in = commands_in

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order they are given."""
        del ctx
        return list(self.commands_in)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now."""
        del ctx
        if cmd_name not in self.commands_in:
            return None
        found = getattr(importlib.import_module(self.commands_in[cmd_name][0]), cmd_name)
        assert isinstance(found, click.Command)  # noqa: S101 - a module names its command after itself
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in `--help`, without importing anything."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, what) for name, (_, what) in self.commands_in.items()])
