"""How long the command takes to start, and the policies to load: the built-in ones, and ten times as many."""

from __future__ import annotations

import json
import re
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.process import run, siegel, worker
from benchmarks.table import Section, median, spread

#: The catalogue's size.
CONTROLS = 165
_ID = re.compile(r"\b([A-Z]+)-(\d{3})\b")


def start_up(runs: int) -> list[Section]:
    """Commands that do nothing but start."""
    commands = {
        "python -c pass (the floor)": [sys.executable, "-c", "pass"],
        "python -c 'import click'": [sys.executable, "-c", "import click"],
        "siegel --version": siegel("--version"),
        "siegel --help": siegel("--help"),
        "siegel scan --help": siegel("scan", "--help"),
        "siegel policy check": siegel("policy", "check"),
        "import scanner.scan": [sys.executable, "-c", "import scanner.scan"],
    }
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for _ in range(runs + 1):
        for name, command in commands.items():
            cost = run(command)
            found[name].append((cost.wall, cost.cpu))
    # The first run compiles and fills the disk's cache.
    walls = {name: [wall for wall, _ in costs[1:]] for name, costs in found.items()}
    cpus = {name: [cpu for _, cpu in costs[1:]] for name, costs in found.items()}
    return [
        Section(
            "startup",
            "Starting up",
            ("wall s", "CPU s"),
            {name: (spread(walls[name]), spread(cpus[name])) for name in commands},
            {
                name: {"wall_s": median(walls[name]), "cpu_s": median(cpus[name]), "walls_s": walls[name]}
                for name in commands
            },
        )
    ]


def policies(folder: Path, runs: int) -> list[Section]:
    """Loading in fresh processes, where nothing is cached yet; the import of the library apart."""
    many = folder / "policies"
    multiply(many)
    found = {
        "built-in policies": [worker(__name__)[0] for _ in range(runs + 1)][1:],
        "copies of them": [worker(__name__, str(many))[0] for _ in range(runs + 1)][1:],
    }
    rows, figures = {}, {}
    for name, of in found.items():
        first, again, imports = ([float(one[key]) for one in of] for key in ("first_s", "again_s", "import_s"))
        rows[name] = (
            str(of[0]["controls"]),
            str(of[0]["files"]),
            spread(first, 3),
            spread(again, 3),
            spread(imports, 3),
        )
        figures[name] = {
            "controls": of[0]["controls"],
            "first_s": median(first),
            "again_s": median(again),
            "import_s": median(imports),
        }
    return [
        Section(
            "policies",
            "Loading every policy, profile and reference",
            ("controls", "files", "first time s", "again s", "import before s"),
            rows,
            figures,
            ("First time: what a command pays, the types of facts looked up on the way. The aim is under 0.3 s.",),
        )
    ]


def multiply(folder: Path) -> None:
    """Copies of the built-in policies under new names and ids, until there are as many controls as in the catalogue."""
    from scanner.policy.library import TEST_SUFFIX, built_in, built_in_folder  # noqa: PLC0415 - in the parent, nothing is measured

    controls = len(built_in().controls())
    for path in sorted(built_in_folder().rglob("*.yaml")):
        if path.name.endswith(TEST_SUFFIX):
            continue
        text = path.read_text("utf-8")
        target = folder / path.relative_to(built_in_folder())
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
        if not text.startswith("policy:") and "\npolicy:" not in text:
            continue
        for copy in range(1, -(-CONTROLS // controls)):
            other = re.sub(r"(?m)^(policy: \S+)$", rf"\1-{copy}", text)
            target.with_stem(f"{path.stem}-{copy}").write_text(_ID.sub(rf"\1{'X' * copy}-\2", other), "utf-8")


def main() -> None:
    """Load a folder (without one: the built-in policies) and print the seconds."""
    started = time.perf_counter()
    from scanner.policy import library  # noqa: PLC0415 - this import is measured

    imported = time.perf_counter()
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else library.built_in_folder()

    def load() -> Any:
        found = library.load_folder(folder)
        library.check(found)
        found.problems.raise_if_any()
        return found

    found = load()
    loaded = time.perf_counter()
    load()
    figures = {
        "import_s": imported - started,
        "first_s": loaded - imported,
        "again_s": time.perf_counter() - loaded,
        "controls": len(found.controls()),
        "files": len(found.files),
    }
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()
