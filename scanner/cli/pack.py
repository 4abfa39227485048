"""`siegel pack`: seal a run into one file."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

import click

from scanner import store
from scanner.cli.options import lang_option
from scanner.cli.output import evidence_of
from scanner.cli.secret import of_key
from scanner.errors import RunFolderError, UsageError
from scanner.model.report import MANIFEST_SCHEMA
from scanner.model.text import visible
from scanner.reports import FORMATS
from scanner.seal import bundle, keys
from scanner.seal.envelope import read_envelope, read_statement
from scanner.seal.names import ENVELOPE, MANIFEST
from scanner.seal.sealing import seal

_PDF = "report.pdf"


@click.command(short_help="Seal a run into one file.")
@click.argument("run", type=click.Path(path_type=Path), metavar="RUN")
@click.option("--key", "key", type=click.Path(path_type=Path), required=True, metavar="FILE", help="Who signs, as PEM.")
@click.option(
    "--cert",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The key's certificate, and those between it and its root, as PEM. [default: KEY.crt, if it is there]",
)
@click.option(
    "--tsa", metavar="URL", help="Ask this authority for a time stamp (RFC 3161). It gets a hash, nothing else."
)
@click.option(
    "--previous",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The sealed run that this one follows, for a chain.",
)
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="FILE", help="Such as shop.siegel.")
@lang_option
def pack(run: Path, key: Path, cert: Path | None, tsa: str | None, previous: Path | None, out: Path, lang: str) -> int:
    """Seal RUN into one `.siegel` file: evidence, policies, data and reports, each with its hash, and a signature.

    \b
    siegel key new --out audit.key
    siegel pack RUN --key audit.key --out shop.siegel
    siegel verify shop.siegel --key audit.key.pub

    RUN stays as it is. The bundle gets a PDF report, which is signed as well. Any tool for zip unpacks it;
    docs/seal.md says how other tools check it. The password of KEY comes from SIEGEL_KEY_PASSWORD, from the file that
    SIEGEL_KEY_PASSWORD_FILE names, or is asked for.
    """  # noqa: D301 - click wants the backspace itself before lines it must not wrap
    folder = store.RunFolder(run)
    if out.exists():
        raise UsageError(f"{out} is there already", "a sealed run is never overwritten: name another file with --out")
    if folder.is_sealed:
        raise RunFolderError(f"{run} is sealed already", "it is a bundle that was unpacked")
    signer = _signer(key, cert)
    files = _files(folder)
    before = _manifest_of(previous) if previous else ""
    now = dt.datetime.now(dt.UTC)
    post, ask = _stamping(tsa)
    files.pop(_PDF, None)  # one that is not signed has no place in what is
    if signer.certificates:
        files[_PDF] = _signed_pdf(folder, signer, now, lang, post)
    sealed = seal(files, signer, now, previous=before, ask=ask)
    _write_new(out, bundle.write(sealed))
    manifest = _digest(sealed[MANIFEST])
    click.echo(f"{visible(str(out))}: {len(sealed)} files, sealed by {signer.keyid[:16]}…; manifest {manifest}")
    if not signer.certificates:
        click.echo("the PDF report is not in it: its signature needs a certificate (--cert)", err=True)
    return 0


def _signer(key: Path, cert: Path | None) -> keys.Signer:
    pem = _read(key)
    private = keys.read_private(pem, of_key(key) if keys.is_encrypted(pem) else None, str(key))
    beside = key.with_name(f"{key.name}.crt")
    chosen = cert or (beside if beside.is_file() else None)
    chain = keys.read_certificates(_read(chosen), str(chosen)) if chosen else ()
    return keys.signer_of(private, chain, str(chosen))


def _files(folder: store.RunFolder) -> dict[str, bytes]:
    """What the manifest lists, as it lists it. RunFolderError where the folder has changed since."""
    listed = folder.document(MANIFEST, MANIFEST_SCHEMA).get("files")
    if not isinstance(listed, dict):
        raise RunFolderError(f"{folder.path / MANIFEST} is broken: files is not an object")
    files = {MANIFEST: (folder.path / MANIFEST).read_bytes()}
    for name, digest in listed.items():
        path = folder.path / name
        if not bundle.good_name(name) or path.is_symlink() or not path.is_file():
            raise RunFolderError(f"{folder.path} has no {name} any more, or none that can be sealed", "scan again")
        files[name] = path.read_bytes()
        if _digest(files[name]) != digest:
            raise RunFolderError(f"{path} has changed since the run was written", "siegel judge --out makes a new run")
    return files


def _signed_pdf(
    folder: store.RunFolder, signer: keys.Signer, now: dt.datetime, lang: str, post: Callable[[bytes], bytes] | None
) -> bytes:
    from pyhanko.sign.timestamps import TimestampRequestError  # noqa: PLC0415 - for a PDF alone

    from scanner.reports.pdf import SIGNATURE_BOX  # noqa: PLC0415 - needed for this alone
    from scanner.seal import pdf  # noqa: PLC0415

    fmt = next(one for one in FORMATS if one.name == "pdf")
    plain = fmt.write(folder.report(), lang, evidence_of(folder, ["pdf"]), folder.kept)
    try:
        return pdf.sign(plain, signer, now, pdf.Place(0, SIGNATURE_BOX), lang, post)
    except (TimestampRequestError, ValueError, TypeError) as error:
        why = visible(str(error), 200)
        raise UsageError(
            f"the PDF could not be signed: {why}", "the time stamping authority may be why: --tsa"
        ) from error


def _write_new(path: Path, data: bytes) -> None:
    """A file that was not there before."""
    try:
        with path.open("xb") as file:
            file.write(data)
    except OSError as error:
        raise UsageError(f"{path} can't be written: {error.strerror}", "name another file with --out") from error


def _stamping(url: str | None) -> tuple[Callable[[bytes], bytes] | None, Callable[[bytes], bytes] | None]:
    if not url:
        return None, None
    if not url.startswith(("https://", "http://")):
        raise UsageError(f"--tsa {url} is no address", "it begins with http:// or https://")
    from scanner.seal import stamp  # noqa: PLC0415

    post = partial(stamp.post, url)
    return post, partial(stamp.ask, post)


def _manifest_of(path: Path) -> str:
    files = bundle.read(_read(path))
    statement = read_statement(read_envelope(files.get(ENVELOPE, b"")).payload)
    digest = statement.subjects.get(MANIFEST)
    if digest is None or _digest(files.get(MANIFEST, b"")) != digest:
        raise UsageError(f"{path} is no run that can be followed: its manifest was changed", "siegel verify says more")
    return digest


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > bundle.MOST_BYTES:
            raise UsageError(f"{path} is too large")
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error.strerror}") from error


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
