"""Checks what an auditor received: its seal, and whether the evidence, judged again here, gives the same verdicts."""

from __future__ import annotations

import datetime as dt
import json
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from scanner import __version__, store
from scanner.errors import RunFolderError, SealBroken, SealNewer, SiegelError, UsageError
from scanner.excuses import kept
from scanner.model.text import visible
from scanner.model.verdict import Text
from scanner.policy.library import check as check_library
from scanner.policy.library import load_folder
from scanner.reports.formats import render_json
from scanner.scan import judge_folder, settings_of, stored_run
from scanner.seal import bundle, pdf_child
from scanner.seal.checking import Check, Seen, Trust, all_hold, bad, check, check_file, good
from scanner.seal.names import CERTIFICATES, ENVELOPE, digest
from scanner.seal.series import series

_MOST_NAMED = 20
_PDF = b"%PDF-"
#: What a report says that judging does not give again, or that is compared control by control.
_APART = frozenset({"run", "verdicts"})


@dataclass(frozen=True, slots=True)
class Verified:
    """What was checked, in order."""

    checks: tuple[Check, ...]

    @property
    def holds(self) -> bool:
        """Whether all of it holds."""
        return all_hold(self.checks)


def verify(path: Path, trust: Trust, now: dt.datetime, *, envelope: Path | None = None, judge: bool = True) -> Verified:
    """A bundle, a folder, a PDF, or one file of a run with its envelope. Offline; nothing of it is written to disk but
    into a private folder that is removed again, and nothing is judged whose seal does not hold.

    UsageError for a path that is nothing of these; SealNewer for a seal of a newer version.
    """
    if path.is_dir():
        if envelope is not None:
            raise UsageError("a folder has an envelope of its own", "--envelope is for a single file")
        return _whole(lambda: read_folder(path), trust, now, judge=judge)
    data = _bytes_of(path, bundle.MOST_BYTES)
    named = envelope is not None or path.suffix == ".json"
    alone = named or (not data.startswith(b"PK") and path.with_name(ENVELOPE).is_file())
    checks = _one_file(path, data, envelope, trust, now) if alone else ()
    if data.startswith(_PDF):
        checks = (*checks, *pdf_child.check(data, trust, now)[0])
    if checks:
        return Verified(checks)
    return _whole(lambda: bundle.read(data), trust, now, judge=judge)


def verify_series(folder: Path, trust: Trust, now: dt.datetime) -> Iterator[tuple[str, Check]]:
    """Every bundle of a folder with its seal; at the end, under the folder's name, whether they follow one another."""
    paths = sorted(path for path in folder.glob(f"*{bundle.SUFFIX}"))
    if not paths:
        raise UsageError(f"{folder} holds no *{bundle.SUFFIX}", "name the folder of the sealed runs")
    seen: list[tuple[str, Seen]] = []
    for path in paths:
        try:
            one = check(bundle.read(_bytes_of(path, bundle.MOST_BYTES)), trust, now)
        except SealBroken as broken:
            one = Seen((bad(broken.message, broken.german),))
        except (SealNewer, UsageError) as error:
            one = Seen((bad(error.message, error.message),))
        seen.append((path.name, one))
        yield from ((path.name, each) for each in one.checks if each.holds is False)
        if one.holds:
            at = visible(one.sealed_at)
            yield path.name, good(f"the seal holds, of {at}", f"das Siegel gilt, vom {at}")
    problems = list(series(seen))
    yield from ((folder.resolve().name, problem) for problem in problems)
    if not problems:
        n = len(seen)
        yield folder.resolve().name, good(f"an unbroken series of {n}", f"eine lückenlose Reihe von {n}")


def read_folder(path: Path) -> dict[str, bytes]:
    """All files of a folder, as a bundle would hold them. SealBroken for what no bundle may hold, and can't be read."""
    found: dict[str, bytes] = {}
    left, waiting = bundle.MOST_BYTES, [path]
    while waiting:
        folder = waiting.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            raise _strange(folder, path) from error
        if not entries and folder != path:
            raise _strange(folder, path)
        for entry in entries:
            here = Path(entry.path)
            name = here.relative_to(path).as_posix()
            if not bundle.good_name(name) or len(found) + len(waiting) >= bundle.MOST_FILES:
                raise _strange(here, path)
            if entry.is_dir(follow_symlinks=False):
                waiting.append(here)
                continue
            if not entry.is_file(follow_symlinks=False):
                raise _strange(here, path)
            found[name] = _bytes_of(here, left)
            left -= len(found[name])
    return found


def _strange(what: Path, path: Path) -> SealBroken:
    name = visible(what.relative_to(path).as_posix())
    return SealBroken(
        f"the folder holds something that no run has, or that can't be read: {name}",
        f"der Ordner enthält etwas, das kein Lauf hat oder das nicht zu lesen ist: {name}",
    )


def _bytes_of(path: Path, most: int) -> bytes:
    try:
        if not path.is_file():
            raise UsageError(f"there is no file {path}", "name a .siegel file, a run folder, a PDF or a report.json")
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error.strerror}") from error
    if len(data) > most:
        name = visible(path.name)
        raise SealBroken(f"{name} is larger than a bundle may be", f"{name} ist größer, als ein Bündel sein darf")
    return data


def _whole(read: Callable[[], dict[str, bytes]], trust: Trust, now: dt.datetime, *, judge: bool) -> Verified:
    try:
        files = read()
    except SealBroken as broken:
        return Verified((bad(broken.message, broken.german),))
    seen = check(files, trust, now)
    checks = [*seen.checks]
    if "report.pdf" in files and seen.holds:
        of_pdf, within = pdf_child.check(files["report.pdf"], trust, seen.stamped or now)
        checks += [one for one in of_pdf if one.holds is False]
        if within is not None and within != digest(_as_attached(files.get("report.json", b""))):
            checks.append(bad(
                "the PDF report carries other data than report.json",
                "der PDF-Bericht trägt andere Daten als report.json",
            ))  # fmt: skip
    if judge and seen.holds:
        checks += list(_judged_again(files))
    elif judge:
        checks.append(Check(None, Text(
            "not judged again: what was altered proves nothing",
            "nicht erneut beurteilt: was verändert wurde, beweist nichts",
        )))  # fmt: skip
    return Verified(tuple(checks))


def _as_attached(report: bytes) -> bytes:
    """The document as a PDF carries it; what is no report gives nothing that could be equal."""
    try:
        return render_json(json.loads(report))
    except (SiegelError, ValueError, RecursionError):
        return b""


def _one_file(path: Path, data: bytes, envelope: Path | None, trust: Trust, now: dt.datetime) -> tuple[Check, ...]:
    beside = envelope or path.with_name(ENVELOPE)
    if not beside.is_file():
        raise UsageError(f"{beside} is not there", f"name the run's {ENVELOPE} with --envelope")
    certificates = beside.with_name(CERTIFICATES)
    chain = _bytes_of(certificates, store.MOST_ARTIFACT_BYTES) if certificates.is_file() else None
    return check_file(path.name, data, _bytes_of(beside, store.MOST_ARTIFACT_BYTES), chain, trust, now).checks


# ── judging again ────────────────────────────────────────────────────────────────────────────────────────────────────


def _judged_again(files: Mapping[str, bytes]) -> Iterator[Check]:
    """Whether the sealed evidence gives the sealed verdicts, by the sealed policies and on the sealed day."""
    with tempfile.TemporaryDirectory(prefix="siegel-verify-") as place:  # only its owner can look in
        folder = store.RunFolder(Path(place))
        try:
            for name, data in files.items():
                target = folder.path / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
            told, made = folder.report(), stored_run(folder)
            checks = list(_compared(told, _judge(folder, made), made))
        except Exception as error:  # noqa: BLE001 - whoever has signed may be hostile too: then it can't be judged
            said = error.message if isinstance(error, SiegelError) else type(error).__name__
            what = visible(said.replace(place, ""), 300)
            en, de = "the evidence can't be judged again", "die Beweise sind nicht erneut zu beurteilen"
            checks = [bad(f"{en}: {what}", f"{de}: {what}")]
    yield from checks


def _judge(folder: store.RunFolder, made: Mapping[str, Any]) -> dict[str, Any]:
    library = load_folder(folder.policies)
    check_library(library)
    library.problems.raise_if_any()
    profile = library.profile(str(made.get("profile") or ""))
    try:
        day = dt.date.fromisoformat(str(made.get("as_of")))
    except ValueError as error:
        raise RunFolderError("the manifest does not say as of which day it was judged") from error
    settings = replace(settings_of(made, day), given=kept(library, folder))
    run = judge_folder(folder, profile, library, settings)
    return json.loads(store.dump_json(run.document))  # type: ignore[no-any-return]


def _compared(told: Mapping[str, Any], now: Mapping[str, Any], made: Mapping[str, Any]) -> Iterator[Check]:
    """All that a report says but of how its run came about. Altered evidence would have been seen by its hash."""
    then, again = _by_control(told), _by_control(now)
    differing = [name for name in sorted(then.keys() | again.keys()) if then.get(name) != again.get(name)]
    other = [key for key in sorted(told.keys() | now.keys()) if key not in _APART and told.get(key) != now.get(key)]
    if not differing and not other:
        yield good(
            f"judged again: the evidence gives the same {len(again)} verdicts and the same outcome",
            f"erneut beurteilt: die Beweise ergeben dieselben {len(again)} Urteile und dasselbe Ergebnis",
        )
        return
    versions = made.get("versions")
    version = visible(str(versions.get("siegel") if isinstance(versions, Mapping) else "?"))
    if version != __version__:
        en = f"the evidence is as it was sealed; this version of Siegel ({__version__}) judges otherwise than {version}"
        de = f"die Beweise sind, wie sie gesiegelt wurden; diese Version ({__version__}) urteilt anders als {version}"
        en, de = f"{en}, by which the run says that it was made", f"{de}, von der der Lauf nach eigener Angabe ist"
    else:
        en = "the evidence is as it was sealed, but the sealed report does not follow from it"
        de = "die Beweise sind, wie sie gesiegelt wurden, aber der gesiegelte Bericht folgt nicht aus ihnen"
    moved = [f"{visible(name)}: {_verdict(then.get(name))} → {_verdict(again.get(name))}" for name in differing]
    shown = ", ".join([*moved[:_MOST_NAMED], *(visible(key) for key in other)])
    yield bad(f"{en}: {shown}", f"{de}: {shown}")


def _by_control(report: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Its verdicts; one that stands there twice counts twice."""
    found: dict[str, list[Any]] = {}
    for one in report["verdicts"]:
        found.setdefault(str(one["control"]), []).append(one)
    return found


def _verdict(found: list[Any] | None) -> str:
    return visible(", ".join(str(one.get("verdict")) for one in found or ({"verdict": "-"},)))
