"""The `.siegel` file: a zip that has one possible form for each content, so that no byte of it can be changed unseen.

Files are stored and not compressed, in the order of their names, all of 1 January 1980. Any tool unpacks it. Reading
one builds it anew from what was read and compares: whatever a hostile archive plays with (two files of one name, links,
other orders, data between the files, comments, sizes that lie) comes out otherwise. Nothing is written to disk here.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
from collections.abc import Mapping

from scanner.errors import SealBroken

SUFFIX = ".siegel"
MOST_BYTES = 500_000_000
MOST_FILES = 50_000
_MOST_NAME = 200
_END = struct.Struct("<4sHHHHLLH")
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
# Names as Siegel gives them: no root, no way up, nothing that a system of files takes for something else.
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def good_name(name: str) -> bool:
    """Whether a file of a run may be called so."""
    parts = name.split("/")
    return (
        len(name) <= _MOST_NAME
        and _NAME.fullmatch(name) is not None
        and not any(_RESERVED.match(part) or part.endswith(".") for part in parts)
    )


def write(files: Mapping[str, bytes]) -> bytes:
    """The same files always give the same bytes. Names are checked by who reads."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.create_system = 3
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, files[name])
    return out.getvalue()


def read(data: bytes) -> dict[str, bytes]:
    """The files of a bundle. SealBroken where it is none, or not exactly as `write` writes it."""
    if len(data) > MOST_BYTES:
        raise SealBroken(
            f"the bundle is larger than {MOST_BYTES:,} bytes", f"das Bündel ist größer als {MOST_BYTES:,} Bytes"
        )
    _count(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _look_at(entries, len(data))
            files = {entry.filename: _content(archive, entry) for entry in entries}
    except SealBroken:
        raise
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError, RuntimeError) as error:
        raise SealBroken(
            "the bundle is broken: it is no zip, or was cut off or changed",
            "das Bündel ist beschädigt: kein Zip, abgeschnitten oder verändert",
        ) from error
    if write(files) != data:
        raise SealBroken(
            "the bundle is not in its one form: somebody has changed it, or another program has packed it",
            "das Bündel hat nicht seine eine Form: verändert oder von einem anderen Programm gepackt",
        )
    return files


def _count(data: bytes) -> None:
    """How many files there are stands in the last 22 bytes (APPNOTE 4.3.16), before anything is made of them."""
    end = data[-_END.size :]
    if len(end) < _END.size or not end.startswith(b"PK\x05\x06"):
        raise SealBroken(
            "the bundle is broken: it is no zip, or was cut off or changed",
            "das Bündel ist beschädigt: kein Zip, abgeschnitten oder verändert",
        )
    _, _, _, _, files, directory, _, _ = _END.unpack(end)
    if files > MOST_FILES or directory > files * (46 + _MOST_NAME):
        raise SealBroken(
            f"the bundle holds more than {MOST_FILES:,} files", f"das Bündel enthält mehr als {MOST_FILES:,} Dateien"
        )


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    try:
        return archive.read(entry)
    except zipfile.BadZipFile as error:
        evidence = entry.filename == "evidence.json" or entry.filename.startswith("artifacts/")
        what = " (the evidence was altered)" if evidence else ""
        was = " (Beweismaterial verändert)" if evidence else ""
        raise SealBroken(
            f"{entry.filename} was changed after it was sealed{what}",
            f"{entry.filename} wurde nach dem Siegeln verändert{was}",
        ) from error


def _look_at(entries: list[zipfile.ZipInfo], size: int) -> None:
    if len(entries) > MOST_FILES:
        raise SealBroken(
            f"the bundle holds more than {MOST_FILES:,} files", f"das Bündel enthält mehr als {MOST_FILES:,} Dateien"
        )
    if sum(entry.file_size for entry in entries) > size:
        raise SealBroken(
            "the bundle holds files that lie one in the other, or larger than itself",
            "das Bündel enthält Dateien, die ineinander liegen oder größer sind als es selbst",
        )
    names = [entry.filename for entry in entries]
    if len(set(names)) < len(names):
        raise SealBroken("the bundle holds two files of one name", "das Bündel enthält zwei Dateien eines Namens")
    folders = {name[:at] for name in names for at, char in enumerate(name) if char == "/"}
    if folders & set(names):
        raise SealBroken(
            "the bundle holds a file and a folder of one name", "das Bündel enthält Datei und Ordner eines Namens"
        )
    for entry in entries:
        if not good_name(entry.filename):
            raise SealBroken(
                "the bundle holds a file whose name leads elsewhere, or is none that Siegel gives",
                "das Bündel enthält eine Datei, deren Name anderswohin führt oder nicht von Siegel ist",
            )
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise SealBroken("the bundle holds a link", "das Bündel enthält eine Verknüpfung")
        if entry.flag_bits & 1:
            raise SealBroken("the bundle holds an encrypted file", "das Bündel enthält eine verschlüsselte Datei")
        if entry.compress_type != zipfile.ZIP_STORED or entry.file_size != entry.compress_size:
            raise SealBroken(
                "the bundle holds a compressed file, which siegel pack never writes",
                "das Bündel enthält eine komprimierte Datei, wie siegel pack sie nie schreibt",
            )
