"""The demo shop in a process of its own, as a scan meets it."""

from __future__ import annotations

import re
import signal
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from benchmarks.process import siegel, start

HOSTS = ("www.muesli.example", "muesli.example")
_START_S = 30.0


class Demo:
    """`siegel demo` with some faults. `https`, `http`: its ports."""

    def __init__(self, folder: Path, faults: str = "none") -> None:
        self.faults = faults
        self.shop_file = folder / f"demo-{faults}.yaml"
        self.ca = folder / f"demo-{faults}.ca.pem"
        self.https = self.http = 0
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._process = start(
            siegel("demo", "--faults", self.faults, "--shop-file", str(self.shop_file)), subprocess.DEVNULL
        )
        ends = time.monotonic() + _START_S
        while not self.shop_file.exists():
            if self._process.poll() is not None or time.monotonic() > ends:
                self.__exit__(None, None, None)
                raise RuntimeError("the demo shop did not start")
            time.sleep(0.02)
        text = self.shop_file.read_text("utf-8")
        self.https, self.http = (int(re.search(rf":{port}:127\.0\.0\.1:(\d+)", text)[1]) for port in (443, 80))  # type: ignore[index]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait()

    def cpu_s(self) -> float:
        """CPU seconds it has used until now."""
        assert self._process is not None
        used = psutil.Process(self._process.pid).cpu_times()
        return float(used.user + used.system)

    def through(self, ports: dict[int, int]) -> Path:
        """A shop file that leads to other ports."""
        text = self.shop_file.read_text("utf-8")
        for old, new in ports.items():
            text = text.replace(f"127.0.0.1:{old}", f"127.0.0.1:{new}")
        path = self.shop_file.with_name(f"relayed-{self.faults}.yaml")
        path.write_text(text, "utf-8")
        return path
