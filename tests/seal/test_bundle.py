"""The `.siegel` file: one form for each content, and nothing that an archive can play."""

from __future__ import annotations

import io
import random
import stat
import struct
import subprocess
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from scanner.errors import SealBroken
from scanner.seal import bundle

FILES = {"manifest.json": b"{}", "artifacts/ab": b"\x00\xff" * 50, "report.json": "Müsli".encode()}

Tamper = Callable[[zipfile.ZipFile], None]


def zipped(tamper: Tamper, kind: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", kind) as archive:
        warnings.simplefilter("ignore")  # of two files of one name
        tamper(archive)
    return out.getvalue()


def entry(name: str, mode: int = stat.S_IFREG | 0o644) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    made.create_system, made.external_attr = 3, mode << 16
    return made


def test_what_was_packed_comes_out_and_packing_again_gives_the_same_bytes() -> None:
    data = bundle.write(FILES)
    assert bundle.read(data) == FILES
    assert bundle.write(dict(reversed(FILES.items()))) == data


def test_any_tool_unpacks_it(tmp_path: Path) -> None:
    (tmp_path / "a.siegel").write_bytes(bundle.write(FILES))
    subprocess.run(["python3", "-m", "zipfile", "-e", "a.siegel", "out"], cwd=tmp_path, check=True)
    assert {
        str(p.relative_to(tmp_path / "out")): p.read_bytes() for p in (tmp_path / "out").rglob("*") if p.is_file()
    } == FILES


@pytest.mark.parametrize(
    "name",
    ["../out", "/etc/passwd", "a/../../b", "a//b", "./a", "a/", "C:\\x", "a\\b", "a\x00b", "a\nb", "con", "aux.json",
     "a/nul", "a.", ".hidden", "-rf", "ü", "a" * 201, "", "\u202egnp.exe"],
)  # fmt: skip
def test_names_that_lead_elsewhere_are_refused(name: str) -> None:
    assert not bundle.good_name(name)
    if name and "\x00" not in name:
        with pytest.raises(SealBroken):
            bundle.read(zipped(lambda archive: archive.writestr(entry(name), b"x")))


def two_of_one_name(archive: zipfile.ZipFile) -> None:
    archive.writestr(entry("a"), b"harmless")
    archive.writestr(entry("a"), b"another")


def another_order(archive: zipfile.ZipFile) -> None:
    archive.writestr(entry("b"), b"2")
    archive.writestr(entry("a"), b"1")


def with_comment(archive: zipfile.ZipFile) -> None:
    archive.writestr(entry("a"), b"1")
    archive.comment = b"signed, really"


def another_time(archive: zipfile.ZipFile) -> None:
    archive.writestr(zipfile.ZipInfo("a", (2026, 11, 22, 0, 0, 0)), b"1")


@pytest.mark.parametrize(
    ("tamper", "says"),
    [
        (two_of_one_name, "two files of one name"),
        (another_order, "one form"),
        (with_comment, "changed"),
        (another_time, "one form"),
        (lambda archive: archive.writestr(entry("a", stat.S_IFLNK | 0o777), b"/etc/passwd"), "a link"),
        (lambda archive: archive.writestr(entry("a/", stat.S_IFDIR | 0o755), b""), "name"),
    ],
)
def test_an_archive_of_another_form_is_refused(tamper: Tamper, says: str) -> None:
    with pytest.raises(SealBroken, match=says):
        bundle.read(zipped(tamper))


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = zipped(lambda archive: archive.writestr("a", b"\x00" * 50_000_000), zipfile.ZIP_DEFLATED)
    assert len(bomb) < 100_000
    with pytest.raises(SealBroken, match="larger than itself"):
        bundle.read(bomb)


def test_files_that_lie_one_in_the_other_are_refused() -> None:
    data = bytearray(bundle.write({"a": b"x" * 5000}))
    start = data.rfind(b"PK\x01\x02")
    central, end = bytes(data[start : data.rfind(b"PK\x05\x06")]), bytes(data[data.rfind(b"PK\x05\x06") :])
    many = b"".join(central[:-1] + bytes([97 + i]) for i in range(20))
    tail = end[:8] + struct.pack("<HHL", 20, 20, len(many)) + end[16:]
    with pytest.raises(SealBroken):
        bundle.read(bytes(data[:start]) + many + tail)


def test_a_file_that_is_also_a_folder_is_refused() -> None:
    with pytest.raises(SealBroken, match="a file and a folder of one name"):
        bundle.read(bundle.write({"a": b"1", "a/b": b"2"}))


def test_a_directory_of_more_files_than_a_run_has_is_not_even_read() -> None:
    data = bytearray(bundle.write({"a": b"1"}))
    data[-22:] = struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, 60_000, 60_000, 10**7, 10, 0)
    with pytest.raises(SealBroken, match="more than 50,000 files"):
        bundle.read(bytes(data))


def test_every_flip_of_every_byte_is_found() -> None:
    data = bundle.write(FILES)
    for at in range(len(data)):
        changed = bytearray(data)
        changed[at] ^= 1 << (at % 8)
        with pytest.raises(SealBroken):
            bundle.read(bytes(changed))


def test_every_cut_and_whatever_is_put_around_is_found() -> None:
    data = bundle.write(FILES)
    cuts = [data[:length] for length in range(0, len(data), 3)]
    around = [b"#!/bin/sh\n" + data, data + b"\x00", data + data, b"", b"PK"]
    for changed in (*cuts, *around):
        with pytest.raises(SealBroken):
            bundle.read(changed)


def test_rubbish_is_no_bundle() -> None:
    dice = random.Random(7)
    for _ in range(200):
        with pytest.raises(SealBroken):
            bundle.read(dice.randbytes(dice.randrange(400)))
