"""`siegel verify`: check a sealed run, offline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

import click

from scanner.cli.options import lang_option
from scanner.errors import ExitCode, UsageError
from scanner.model.text import visible
from scanner.model.verdict import Text
from scanner.seal import keys
from scanner.seal.checking import Check, Trust

_MARKS = {True: "ok", False: "NOT", None: "--"}


@click.command(short_help="Check a sealed run, and judge its evidence again.")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE", required=False)
@click.option(
    "--key", "key_files", type=click.Path(path_type=Path), multiple=True, metavar="FILE",
    help="A public key or certificate that you trust, from somewhere else than the seal.",
)  # fmt: skip
@click.option(
    "--root", "root_files", type=click.Path(path_type=Path), multiple=True, metavar="FILE",
    help="A root that you trust: whoever has a certificate of it may have signed.",
)  # fmt: skip
@click.option("--tsa-root", type=click.Path(path_type=Path), metavar="FILE", help="A root of who stamps times.")
@click.option(
    "--envelope", type=click.Path(path_type=Path), metavar="FILE", help="Of a single file: the run's seal.dsse.json."
)
@click.option(
    "--chain", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="Check a series instead."
)
@click.option("--seal-only", is_flag=True, help="Don't judge the evidence again.")
@lang_option
def verify(
    file: Path | None,
    key_files: tuple[Path, ...],
    root_files: tuple[Path, ...],
    tsa_root: Path | None,
    envelope: Path | None,
    chain: Path | None,
    seal_only: bool,
    lang: str,
) -> int:
    """Check FILE, a sealed run: who signed it, when, and that nothing was changed, is missing or was added. Then judge
    its evidence again by the policies in it, and compare every verdict. Nothing is fetched, nothing of FILE runs.

    \b
    siegel verify shop.siegel --key audit.key.pub       the bundle
    siegel verify FOLDER --root company-root.pem        a bundle that was unpacked
    siegel verify report.pdf --key audit.key.crt        the PDF alone
    siegel verify report.json --key audit.key.pub       with its seal.dsse.json beside it
    siegel verify --chain DIR --key audit.key.pub       a series: each names the one before

    What travels inside a seal is never trusted: name a key or a root that reached you in another way.
    Exit codes: 0 all of it holds, 5 something does not.
    """  # noqa: D301 - click wants the backspace itself before lines it must not wrap
    if (file is None) == (chain is None):
        raise UsageError("name a FILE, or a folder with --chain", "siegel verify --help")
    if not key_files and not root_files:
        raise UsageError(
            "say whom you trust: --key FILE or --root FILE", "a key that travels inside a seal proves nothing"
        )
    from scanner.verify import verify as check  # noqa: PLC0415 - not needed for --help
    from scanner.verify import verify_series  # noqa: PLC0415

    trust = Trust(
        tuple(keys.read_public(_read(path), str(path)) for path in key_files),
        tuple(root for path in root_files for root in keys.read_certificates(_read(path), str(path))),
        keys.read_certificates(_read(tsa_root), str(tsa_root)) if tsa_root else (),
    )
    now = dt.datetime.now(dt.UTC)
    if chain is not None:
        named = list(verify_series(chain, trust, now))
        holds = all(one.holds is not False for _, one in named)
        _say((Check(one.holds, _prefixed(name, one)) for name, one in named), lang)
        return _end(chain, lang, holds=holds)
    assert file is not None  # noqa: S101 - told above
    found = check(file, trust, now, envelope=envelope, judge=not seal_only)
    _say(found.checks, lang)
    return _end(file, lang, holds=found.holds)


def _say(checks: Iterable[Check], lang: str) -> None:
    for check in checks:
        click.echo(f"{_MARKS[check.holds]:<4}{check.text.to(lang)}")


def _prefixed(name: str, check: Check) -> Text:
    shown = visible(name, 100)
    return Text(f"{shown}: {check.text.en}", f"{shown}: {check.text.de}")


def _end(path: Path, lang: str, *, holds: bool) -> int:
    shown = visible(str(path))
    if holds:
        said = f"{shown}: das Siegel gilt" if lang == "de" else f"{shown}: the seal holds"
    else:
        said = f"{shown}: das Siegel gilt nicht" if lang == "de" else f"{shown}: the seal does not hold"
    click.echo(said)
    return int(ExitCode.PASSED if holds else ExitCode.SEAL_INVALID)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()[:1_000_000]
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error.strerror}") from error
