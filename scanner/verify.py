"""Checks what an auditor received: its seal, and whether the evidence, judged again here, gives the same verdicts."""

from __future__ import annotations

import datetime as dt
import json
import stat
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from scanner import __version__, store
from scanner.errors import InvalidInput, RunFolderError, SealBroken, SealNewer, SiegelError, UsageError
from scanner.excuses import kept
from scanner.model.text import visible
from scanner.model.verdict import Text
from scanner.policy.library import check as check_library
from scanner.policy.library import load_folder
from scanner.scan import judge_folder, settings_of, stored_run
from scanner.seal import bundle
from scanner.seal.checking import Check, Seen, Trust, bad, check, check_file, good
from scanner.seal.names import CERTIFICATES, ENVELOPE
from scanner.seal.series import series

_MOST_NAMED = 20
_PDF = b"%PDF-"


@dataclass(frozen=True, slots=True)
class Verified:
    """What was checked, in order."""

    checks: tuple[Check, ...]

    @property
    def holds(self) -> bool:
        """Whether all of it holds."""
        return bool(self.checks) and all(one.holds is not False for one in self.checks)


def verify(path: Path, trust: Trust, now: dt.datetime, *, envelope: Path | None = None, judge: bool = True) -> Verified:
    """A bundle, a folder, a PDF, or one file of a run with its envelope. Offline; nothing of it is written to disk but
    into a private folder that is removed again, and nothing is judged whose seal does not hold.

    UsageError for a path that is nothing of these; SealNewer for a seal of a newer version.
    """
    if path.is_dir():
        return _whole(lambda: read_folder(path), trust, now, judge=judge)
    data = _bytes_of(path, bundle.MOST_BYTES)
    if data.startswith(_PDF):
        from scanner.seal import pdf  # noqa: PLC0415 - for PDFs alone

        return Verified(tuple(pdf.check(data, trust, now)))
    if path.suffix == ".json" or envelope is not None:
        return _one_file(path, data, envelope, trust, now)
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
        except (SealBroken, SealNewer) as broken:
            one = Seen((bad(broken.message, broken.message),))
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
    """All files of a folder, as a bundle would hold them. SealBroken for links and for what no bundle may hold."""
    found: dict[str, bytes] = {}
    left = bundle.MOST_BYTES
    for entry in sorted(path.rglob("*")):
        mode, name = entry.lstat().st_mode, entry.relative_to(path).as_posix()
        if stat.S_ISDIR(mode):
            continue
        if not stat.S_ISREG(mode) or not bundle.good_name(name) or len(found) >= bundle.MOST_FILES:
            raise SealBroken(f"the folder holds something that no run has: {visible(name)}")
        found[name] = _bytes_of(entry, left)
        left -= len(found[name])
    return found


def _bytes_of(path: Path, most: int) -> bytes:
    try:
        if not path.is_file():
            raise UsageError(f"there is no file {path}", "name a .siegel file, a run folder, a PDF or a report.json")
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error.strerror}") from error
    if len(data) > most:
        raise SealBroken(f"{path.name} is larger than a bundle may be")
    return data


def _whole(read: Callable[[], dict[str, bytes]], trust: Trust, now: dt.datetime, *, judge: bool) -> Verified:
    try:
        files = read()
    except SealBroken as broken:
        return Verified((bad(broken.message, f"das Bündel ist beschädigt: {broken.message}"),))
    seen = check(files, trust, now)
    checks = [*seen.checks]
    if "report.pdf" in files and seen.holds:
        from scanner.seal import pdf  # noqa: PLC0415 - for PDFs alone

        checks += [one for one in pdf.check(files["report.pdf"], trust, now) if one.holds is False]
    if judge and seen.holds:
        checks += list(_judged_again(files))
    elif judge:
        checks.append(Check(None, Text(
            "not judged again: what was altered proves nothing",
            "nicht erneut beurteilt: was verändert wurde, beweist nichts",
        )))  # fmt: skip
    return Verified(tuple(checks))


def _one_file(path: Path, data: bytes, envelope: Path | None, trust: Trust, now: dt.datetime) -> Verified:
    beside = envelope or path.with_name(ENVELOPE)
    if not beside.is_file():
        raise UsageError(f"{beside} is not there", f"name the run's {ENVELOPE} with --envelope")
    certificates = beside.with_name(CERTIFICATES)
    chain = _bytes_of(certificates, store.MOST_ARTIFACT_BYTES) if certificates.is_file() else None
    seen = check_file(path.name, data, _bytes_of(beside, store.MOST_ARTIFACT_BYTES), chain, trust, now)
    return Verified(seen.checks)


# ── judging again ────────────────────────────────────────────────────────────────────────────────────────────────────


def _judged_again(files: Mapping[str, bytes]) -> Iterator[Check]:
    """Whether the sealed evidence gives the sealed verdicts, by the sealed policies and on the sealed day."""
    with tempfile.TemporaryDirectory(prefix="siegel-verify-") as place:  # only its owner can look in
        folder = store.RunFolder(Path(place))
        for name, data in files.items():
            target = folder.path / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        try:
            told, made = folder.report(), stored_run(folder)
            now = _judge(folder, made)
        except (RunFolderError, InvalidInput) as error:
            what = visible(error.message.replace(place, ""), 300)
            yield bad(
                f"the evidence can't be judged again: {what}", f"die Beweise sind nicht erneut zu beurteilen: {what}"
            )
            return
        except SiegelError as error:
            what = visible(error.message, 300)
            yield bad(
                f"the evidence can't be judged again: {what}", f"die Beweise sind nicht erneut zu beurteilen: {what}"
            )
            return
    yield from _compared(told, now, made)


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
    """Verdict by verdict. What differs is told from altered evidence: that would have been seen by its hash."""
    then, again = _verdicts(told), _verdicts(now)
    differing = [name for name in sorted(then.keys() | again.keys()) if then.get(name) != again.get(name)]
    gate = (told.get("gate") or {}).get("exit_code"), (now.get("gate") or {}).get("exit_code")
    if not differing and gate[0] == gate[1]:
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
    else:
        en = "the evidence is as it was sealed, but the sealed report does not follow from it"
        de = "die Beweise sind, wie sie gesiegelt wurden, aber der gesiegelte Bericht folgt nicht aus ihnen"
    shown = ", ".join(f"{visible(name)}: {then.get(name)} → {again.get(name)}" for name in differing[:_MOST_NAMED])
    yield bad(f"{en}: {shown or 'another outcome'}", f"{de}: {shown or 'anderes Ergebnis'}")


def _verdicts(report: Mapping[str, Any]) -> dict[str, str]:
    listed = report.get("verdicts")
    return {
        str(one.get("control")): visible(str(one.get("verdict")))
        for one in (listed if isinstance(listed, list) else ())
        if isinstance(one, dict)
    }
