"""Options that several commands share, and how their words are read."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import click

from scanner.errors import UsageError
from scanner.model.vocabulary import Severity
from scanner.policy.library import DEFAULT_PROFILE, Library, built_in, with_files
from scanner.policy.profile import Profile
from scanner.yamlfile import suggest

W = TypeVar("W", bound=StrEnum)
Command = TypeVar("Command", bound=Callable[..., Any])


class Listed(click.ParamType[Any]):
    """`a,b,c` of an enum's words."""

    name = "list"

    def __init__(self, words: type[W], metavar: str) -> None:
        self.words = words
        self.metavar_text = metavar

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """`AREA,…`"""
        del param, ctx
        return self.metavar_text

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401 - click's signature
        """A tuple of words, each once."""
        if not isinstance(value, str):
            return value
        found = []
        names = [word.value for word in self.words]
        for text in (part.strip() for part in value.split(",")):
            if text not in names:
                self.fail(
                    f"{text!r} is none of {', '.join(names)}{'; ' + hint if (hint := suggest(text, names)) else ''}",
                    param,
                    ctx,
                )
            found.append(self.words(text))
        return tuple(dict.fromkeys(found))


class Day(click.ParamType[dt.date]):
    """An ISO date."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:  # noqa: ANN401
        """A day."""
        if isinstance(value, dt.date):
            return value
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a date like 2026-11-22", param, ctx)


def default_lang() -> str:
    """German where the user's own language is German."""
    spoken = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "de" if spoken.lower().startswith("de") else "en"


def lang_option(command: Command) -> Command:
    """`--lang`."""
    return click.option(
        "--lang",
        type=click.Choice(["en", "de"]),
        default=default_lang,
        show_default="yours, else en",
        help="Language of what people read.",
    )(command)


def gate_options(command: Command) -> Command:
    """What counts against the gate."""
    severities = click.Choice([word.value for word in reversed(Severity)])
    for option in (
        click.option(
            "--require-complete", is_flag=True, help="Count what was not assessed by the owner's own choice too."
        ),
        click.option("--strict", is_flag=True, help="Count warnings too."),
        click.option(
            "--fail-on", type=severities, help="Least severity that counts; default: the profile's, usually high."
        ),
    ):
        command = option(command)
    return command


def profile_option(default: str) -> Callable[[Command], Command]:
    """`--profile`, with what is taken without it."""
    text = f"A profile's name or file. See `siegel policy list`. [default: {default}]"
    return click.option("--profile", metavar="P", help=text)


def load_profile(name: str | None) -> tuple[Library, Profile]:
    """The library and the profile of that name or file; InvalidInput or UsageError otherwise."""
    if name is None or not _is_file(name):
        library = built_in()
        return library, library.profile(name or DEFAULT_PROFILE)
    path = Path(name)
    if not path.is_file():
        raise UsageError(f"there is no profile file {name}", "name a file, or a profile of `siegel policy list`")
    library = with_files([path])
    library.problems.raise_if_any()
    found = next(
        (p.name for p in library.profiles.values() if library.files[p.reader.file].resolve() == path.resolve()), None
    )
    if found is None:
        raise UsageError(f"{name} holds no profile", "a profile starts with `profile: NAME`")
    return library, library.profile(found)


def _is_file(name: str) -> bool:
    return name.endswith((".yaml", ".yml")) or os.sep in name
