"""Passwords of keys: from the environment, from a file that it names, or typed; never from the command line."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from scanner.errors import UsageError

#: Bytes of a password.
MOST = 1023
_WORD, _FILE = "SIEGEL_KEY_PASSWORD", "SIEGEL_KEY_PASSWORD_FILE"


def from_outside() -> bytes | None:
    """The password that the environment has or names; None where it does neither."""
    if _WORD in os.environ:
        return os.environ[_WORD].encode()
    if not (named := os.environ.get(_FILE)):
        return None
    try:
        return Path(named).read_bytes()[: MOST + 2].rstrip(b"\r\n")
    except OSError as error:
        raise UsageError(f"{_FILE} names {named}, which can't be read: {error.strerror}") from error


def of_key(file: Path) -> bytes:
    """The password that opens a key. UsageError where nobody is there to be asked."""
    known = from_outside()
    if known is not None:
        return known
    if not sys.stdin.isatty():
        raise UsageError(f"{file} is encrypted, and no password was given", f"set {_FILE} or {_WORD}")
    typed: str = click.prompt(f"Password of {file.name}", hide_input=True, err=True)
    return typed.encode()
