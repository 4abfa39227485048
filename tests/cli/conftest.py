"""`siegel` as a process, and a demo shop that many tests share."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from scanner.cli import cli
from scanner.cli.guard import guarded
from scanner.demo import DemoShop

#: What needs no browser, for tests that are about neither pages nor banners.
OUTER_WALL = ("--only", "tls,http")


@dataclass(frozen=True, slots=True)
class Ended:
    """A command that has ended."""

    code: int
    out: str
    err: str

    @property
    def both(self) -> str:
        return self.out + self.err


@dataclass(frozen=True, slots=True)
class Siegel:
    """Runs `siegel` in a folder of its own."""

    cwd: Path

    def __call__(self, *arguments: object, timeout: float = 90, env: dict[str, str] | None = None) -> Ended:
        done = subprocess.run(
            self.command(*arguments),
            cwd=self.cwd,
            env=self.environment(env),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=timeout,
            check=False,
        )
        return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())

    def here(self, *arguments: object) -> Ended:
        """The same in this process, which is faster: for what needs no process of its own."""
        out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2))
        with contextlib.chdir(self.cwd), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            words = [str(argument) for argument in arguments]
            code = guarded(lambda: cli.main(args=words, prog_name="siegel", standalone_mode=False))
        for stream in (out, err):
            stream.flush()
        return Ended(code, out.buffer.getvalue().decode(), err.buffer.getvalue().decode())  # type: ignore[attr-defined]

    def start(self, *arguments: object) -> subprocess.Popen[bytes]:
        """A command that goes on running, first of a process group of its own, as a shell would start it."""
        return subprocess.Popen(
            self.command(*arguments),
            cwd=self.cwd,
            env=self.environment(None),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def command(self, *arguments: object) -> list[str]:
        return [sys.executable, "-m", "scanner.cli", *map(str, arguments)]

    def environment(self, more: dict[str, str] | None) -> dict[str, str]:
        plain = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG"))}
        return plain | {"LANG": "C.UTF-8", "PYTHONWARNINGS": "default"} | (more or {})


@pytest.fixture
def siegel(tmp_path: Path) -> Siegel:
    return Siegel(tmp_path)


@dataclass(frozen=True, slots=True)
class Shop:
    """A demo shop that is open, with its shop file."""

    demo: DemoShop
    file: Path

    @property
    def text(self) -> str:
        return self.file.read_text()

    @property
    def ca(self) -> Path:
        return self.file.with_name("shop.ca.pem")


def open_shop(folder: Path, faults: tuple[str, ...] = ()) -> Iterator[Shop]:
    with DemoShop(faults) as demo:
        (folder / "shop.ca.pem").write_text(demo.ca_pem)
        file = folder / "shop.yaml"
        file.write_text(demo.shop_file_text(str(folder / "shop.ca.pem")))
        yield Shop(demo, file)


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A shop without faults."""
    yield from open_shop(tmp_path_factory.mktemp("sound"))


@pytest.fixture(scope="session")
def rotten(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A shop with three faults: a critical, a high and a medium control fail."""
    yield from open_shop(tmp_path_factory.mktemp("rotten"), ("TLS-001", "HTTP-002", "HTTP-004"))


@pytest.fixture(scope="session")
def kept_run(sound: Shop, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run folder of a scan of the sound shop's TLS and HTTP; for reading, tests change a copy."""
    folder = tmp_path_factory.mktemp("kept")
    done = Siegel(folder)("scan", sound.file, *OUTER_WALL, "--out", "run", "-q")
    assert done.code == 0, done.both
    return folder / "run"


@pytest.fixture
def run(kept_run: Path, tmp_path: Path) -> Path:
    """A run folder of one's own."""
    return Path(shutil.copytree(kept_run, tmp_path / "run"))


def read(path: Path) -> Any:
    return json.loads(path.read_text())
