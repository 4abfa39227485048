"""`siegel key`: keys to seal runs with."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import click

from scanner import store
from scanner.cli.secret import MOST, from_outside
from scanner.errors import UsageError
from scanner.model.text import visible
from scanner.seal.keys import YEARS, new_key


@click.group(short_help="Make a key to seal runs with.")
def key() -> None:
    """Keys to seal runs with."""


@key.command(short_help="Make a key, its public half and a certificate.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, metavar="FILE", help="The key.")
@click.option("--name", default="Siegel", show_default=True, help="Who signs, as reports and viewers show it.")
@click.option("--no-password", is_flag=True, help="Leave the key unencrypted: whoever reads the file can sign.")
def new(out: Path, name: str, no_password: bool) -> int:
    """Make an ECDSA key on P-256 as encrypted PEM, and two files that may be given away.

    \b
    FILE      the key: keep it, and nobody else
    FILE.pub  its public half: who checks your seals needs it
    FILE.crt  a certificate that it signed itself, for the signature within the PDF

    The password comes from SIEGEL_KEY_PASSWORD, from the file that SIEGEL_KEY_PASSWORD_FILE names, or is asked for.
    A certificate of an authority can be used instead of FILE.crt: siegel pack --cert.
    """  # noqa: D301 - click wants the backspace itself before lines it must not wrap
    files = out, out.with_name(f"{out.name}.pub"), out.with_name(f"{out.name}.crt")
    if there := next((path for path in files if path.exists()), None):
        raise UsageError(f"{there} is there already", "a key is never overwritten: name another file")
    if not name.strip() or visible(name, 64) != name:
        raise UsageError("--name is empty, too long or can't be shown", "1 to 64 characters that can be read")
    password = None
    if not no_password:
        password = from_outside() or click.prompt("Password", hide_input=True, confirmation_prompt=True).encode()
        if not 1 <= len(password) <= MOST:
            raise UsageError(f"a password has at most {MOST} bytes", "or say --no-password")
    made = new_key(name, password, dt.datetime.now(dt.UTC))
    _write_secret(out, made.private)
    for path, data in zip(files[1:], (made.public, made.certificate), strict=True):
        store.write_bytes(path, data)
    click.echo(f"{out}: keep it secret{'; it has no password' if no_password else ''}")
    click.echo(f"{files[1]}: for those who check your seals")
    click.echo(f"{files[2]}: good for {YEARS} years; found beside the key by siegel pack")
    return 0


def _write_secret(path: Path, data: bytes) -> None:
    """A file that only its owner can read, from the first byte on, and that was not there before."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise UsageError(f"{path} can't be written: {error.strerror}", "name another file with --out") from error
    with os.fdopen(handle, "wb") as file:
        file.write(data)
