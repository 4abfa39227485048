"""The run folder: everything seen, everything judged by, and hashes of all of it. Reading one back is hostile input."""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import math
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scanner.errors import RunFolderError
from scanner.model.codec import EVIDENCE_SCHEMA, Malformed, decode_evidence, encode_evidence
from scanner.model.evidence import Evidence
from scanner.model.report import MANIFEST_SCHEMA, REPORT_SCHEMA

log = logging.getLogger("siegel.store")

EVIDENCE, REPORT, MANIFEST, LOG, SEAL = "evidence.json", "report.json", "manifest.json", "run.log", "seal"
WAIVERS, BASELINE, BASELINE_SCHEMA = "waivers.yaml", "baseline.json", "siegel/baseline/1"
#: What a run folder's rendered reports end with, beside report.json. A test compares it with the formats there are.
RENDERED = (".txt", ".html", ".pdf", ".sarif", ".junit.xml", ".md", ".csv.zip", ".scripts.yaml")
#: Bytes of one JSON document of a run.
MOST_BYTES = 512_000_000
#: Bytes of one artifact that a report may want to show.
MOST_ARTIFACT_BYTES = 2_000_000
#: Bytes of one list in a run's `data/`: as much as a filter list may have.
MOST_LIST_BYTES = 16_000_000
#: Policy files of a run, and bytes of each.
MOST_POLICIES, MOST_POLICY_BYTES = 2_000, 20_000_000
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Kept(Mapping[str, bytes]):
    """The artifacts of a run, read one by one. What is none, too large for a report, or changed, isn't there."""

    path: Path

    def __getitem__(self, digest: str) -> bytes:
        path = self.path / digest
        try:
            if not _DIGEST.fullmatch(digest) or not path.is_file() or path.stat().st_size > MOST_ARTIFACT_BYTES:
                raise KeyError(digest)
            data = path.read_bytes()
        except OSError as error:
            raise KeyError(digest) from error
        if hashlib.sha256(data).hexdigest() != digest:
            raise KeyError(digest)
        return data

    def __iter__(self) -> Iterator[str]:
        names = (path.name for path in self.path.glob("*"))
        return iter(sorted(name for name in names if _DIGEST.fullmatch(name)))

    def __len__(self) -> int:
        return sum(1 for _ in self)


@dataclass(frozen=True, slots=True)
class RunFolder:
    """A run on disk."""

    path: Path

    @property
    def policies(self) -> Path:
        """The policies, profiles and references it was judged by."""
        return self.path / "policies"

    @property
    def is_sealed(self) -> bool:
        """Whether a seal stands over it; then nothing in it may change."""
        return any(self.path.glob("*.dsse.json")) or (self.path / SEAL).exists()

    def evidence(self) -> Evidence:
        """Everything seen. RunFolderError if it is missing, broken or newer."""
        document = self.document(EVIDENCE, EVIDENCE_SCHEMA)
        try:
            return decode_evidence(document)
        except Malformed as mistake:
            raise RunFolderError(f"{self.path / EVIDENCE} is broken: {mistake}") from mistake

    def document(self, name: str, schema: str) -> dict[str, Any]:
        """A JSON document of the run with its schema checked."""
        path = self.path / name
        if not self.path.is_dir():
            raise RunFolderError(f"there is no run folder {self.path}", "name the folder that siegel scan wrote")
        try:
            if path.stat().st_size > MOST_BYTES:
                raise RunFolderError(f"{path} is larger than {MOST_BYTES:,} bytes")
            if not path.is_file():  # a pipe would keep us waiting
                raise RunFolderError(f"{path} is not a file")
            document = json.loads(path.read_text("utf-8"), parse_constant=_no_constant, parse_float=_finite)
        except FileNotFoundError as error:
            raise RunFolderError(f"{self.path} holds no {name}", "is it a run folder?") from error
        except (OSError, ValueError, RecursionError) as error:
            raise RunFolderError(f"{path} can't be read: {str(error)[:200]}") from error
        found = document.get("schema") if isinstance(document, dict) else None
        if found == schema and isinstance(document, dict):
            return document
        wanted, _, version = schema.rpartition("/")
        if (
            isinstance(found, str)
            and re.fullmatch(re.escape(wanted) + r"/\d{1,9}", found)
            and int(found.rpartition("/")[2]) > int(version)
        ):
            raise RunFolderError(f"{path} is {found}, newer than {schema}", "update siegel")
        raise RunFolderError(f"{path} is not {schema}")

    def artifacts(self) -> dict[str, bytes]:
        """The artifacts by their digest; RunFolderError where one is not what its name says."""
        found = {}
        for path in sorted((self.path / "artifacts").glob("*")):
            if not path.is_file():
                raise RunFolderError(f"{path} is not a file", "the run folder was changed")
            data = path.read_bytes()
            if hashlib.sha256(data).hexdigest() != path.name:
                raise RunFolderError(f"{path} is not what its name says", "the run folder was changed")
            found[path.name] = data
        return found

    @property
    def kept(self) -> Kept:
        """The artifacts by their digest, each read when it is asked for."""
        return Kept(self.path / "artifacts")

    def policy_digests(self) -> dict[str, str]:
        """The SHA-256 of every policy file, by its name below `policies/`; empty where the run kept none."""
        found: dict[str, str] = {}
        for folder, folders, names in os.walk(self.policies):
            folders.sort()
            for path in (Path(folder) / name for name in sorted(names)):
                name = path.relative_to(self.policies).as_posix()
                if path.is_symlink() or not path.is_file() or path.stat().st_size > MOST_POLICY_BYTES:
                    raise RunFolderError(f"{path} is no policy file", "the run folder was changed")
                if len(found) >= MOST_POLICIES:
                    raise RunFolderError(f"{self.policies} holds more than {MOST_POLICIES} files")
                found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
        return found

    def log(self) -> str:
        """The log of the run."""
        path = self.path / LOG
        return path.read_text("utf-8", "replace") if path.is_file() else ""

    def lists(self) -> dict[str, bytes]:
        """The data files that gave its facts their meaning, as they were then."""
        above = self.path / "data"
        paths = sorted((*above.glob("*"), *above.glob("services/*")))
        kept = (path for path in paths if path.name not in {WAIVERS, BASELINE} and path.is_file())
        return {
            path.relative_to(above).as_posix(): path.read_bytes()
            for path in kept
            if path.stat().st_size <= MOST_LIST_BYTES
        }

    @property
    def waivers(self) -> Path | None:
        """The waivers it was weighed with."""
        path = self.path / "data" / WAIVERS
        return path if path.is_file() else None

    def baseline(self) -> dict[str, Any] | None:
        """The fingerprints it was weighed against, by control."""
        name = f"data/{BASELINE}"
        return self.document(name, BASELINE_SCHEMA) if (self.path / name).is_file() else None

    def report(self) -> dict[str, Any]:
        """The report document."""
        return self.document(REPORT, REPORT_SCHEMA)


#: Runs of a history that are looked into, the latest first.
_MOST_RUNS = 50


def latest_run(folder: Path, shop: str, kind: str) -> Evidence | None:
    """The latest run of a shop in a folder that has rows of a kind, else the latest of it; None where it has none.

    The folder holds run folders, as `siegel-runs/HOST` does, or is one. A run that can't be read is passed over.
    RunFolderError where there is no such folder.
    """
    if not folder.is_dir():
        raise RunFolderError(f"there is no folder {folder}", "name a folder of runs, like siegel-runs/HOST")
    runs = [folder] if (folder / EVIDENCE).is_file() else [path for path in folder.iterdir() if path.is_dir()]
    dated = sorted((_started(path), path) for path in runs if (path / EVIDENCE).is_file())
    found: list[Evidence] = []
    for _, path in reversed(dated[-_MOST_RUNS:]):
        try:
            evidence = RunFolder(path).evidence()
        except RunFolderError as error:
            log.warning("%s is passed over: %s", path, error.message)
            continue
        if evidence.shop == shop:
            if evidence.rows(kind):
                return evidence
            found.append(evidence)
    return found[0] if found else None


def _started(path: Path) -> str:
    """When a run began, by its manifest; what has none comes first."""
    try:
        run = RunFolder(path).document(MANIFEST, MANIFEST_SCHEMA).get("run")
    except RunFolderError as error:
        log.info("no time of %s: %s", path, error.message)
        return ""
    return str(run.get("started") or "") if isinstance(run, dict) else ""


def _no_constant(name: str) -> Any:  # noqa: ANN401 - never returns
    raise ValueError(f"{name} is not JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text[:40]} is too large a number")
    return number


def check_free(path: Path) -> None:
    """RunFolderError unless a run may be written there: into nothing, an empty folder, or in place of a run of ours."""
    with _writing(path):
        if not path.exists():
            return
        if not path.is_dir():
            raise RunFolderError(f"{path} is a file", "name a folder with --out")
        if not any(path.iterdir()):
            return
    if not (path / MANIFEST).is_file() or not (path / EVIDENCE).is_file():
        raise RunFolderError(f"{path} is not empty and not a run", "name another folder with --out")
    if RunFolder(path).is_sealed:
        raise RunFolderError(f"{path} is sealed", "name another folder with --out")


def create(path: Path) -> RunFolder:
    """A new run folder; an existing one is used only if it is empty or was a run of ours, which is replaced."""
    with _writing(path):
        check_free(path)
        _empty(path)
    make_folder(path)
    return RunFolder(path)


def make_folder(path: Path) -> None:
    """A folder and those above it, if they aren't there yet."""
    with _writing(path):
        path.mkdir(parents=True, exist_ok=True)


@contextlib.contextmanager
def _writing(path: Path) -> Iterator[None]:
    """What the operating system has against it, in words: no room, no permission, a file where a folder should be."""
    try:
        yield
    except OSError as error:
        what = f"{path} can't be written: {error.strerror or error}"
        raise RunFolderError(what, "name another folder with --out") from error


def _empty(path: Path) -> None:
    """Remove what a run of ours holds, and nothing else."""
    for name in (EVIDENCE, REPORT, MANIFEST, LOG):
        (path / name).unlink(missing_ok=True)
    for name in ("artifacts", "policies", "data"):
        if (path / name).is_symlink():
            (path / name).unlink()  # what is behind it isn't ours
        elif (path / name).is_dir():
            shutil.rmtree(path / name)
    for suffix in RENDERED:
        (path / f"report{suffix}").unlink(missing_ok=True)


def write_evidence(folder: RunFolder, evidence: Evidence, artifacts: Mapping[str, bytes]) -> None:
    """Evidence and the artifacts it points at."""
    write_json(folder.path / EVIDENCE, encode_evidence(evidence))
    if artifacts:
        with _writing(folder.path):
            (folder.path / "artifacts").mkdir(exist_ok=True)
    for digest, data in artifacts.items():
        if not _DIGEST.fullmatch(digest):
            raise ValueError(f"not a digest: {digest!r}")
        write_bytes(folder.path / "artifacts" / digest, data)


def write_policies(folder: RunFolder, files: Mapping[str, Path]) -> None:
    """Copies of the policy files used; names like `policies/tls.yaml`, relative to the run folder."""
    for name, source in files.items():
        target = folder.path / name_in_run(name)
        with _writing(target):
            target.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(target, source.read_bytes())


def write_data(folder: RunFolder, files: Mapping[str, bytes]) -> None:
    """Lists that gave facts their meaning, and what else was used to weigh: waivers and baseline."""
    for name, data in files.items():
        target = folder.path / "data" / name
        with _writing(target):
            target.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(target, data)


def name_in_run(name: str) -> str:
    """Where a policy file lies in a run: built-in ones under their own name, a user's under `policies/own/`."""
    if name.startswith("policies/"):
        return name
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", Path(name).name)  # as a bundle may hold it
    return f"policies/own/{hashlib.sha256(name.encode()).hexdigest()[:8]}-{plain}"


def write_json(path: Path, document: Any) -> None:  # noqa: ANN401 - any JSON
    """A document, complete or not at all, as UTF-8 with a stable layout."""
    write_bytes(path, dump_json(document))


def dump_json(document: Any) -> bytes:  # noqa: ANN401
    """A document as bytes: the same document always gives the same bytes. A lone surrogate is written as an escape."""
    return (json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode(
        "utf-8", "backslashreplace"
    )


def write_bytes(path: Path, data: bytes) -> None:
    """A file, complete or not at all."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    with _writing(path):
        try:
            part.write_bytes(data)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)


def write_manifest(folder: RunFolder, run: Mapping[str, Any]) -> None:
    """`manifest.json`: every other file of the run with its SHA-256, and how the run came about."""
    files = {
        path.relative_to(folder.path).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.path.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }
    write_json(folder.path / MANIFEST, {"schema": MANIFEST_SCHEMA, "run": dict(run), "files": files})


def replace_report(folder: RunFolder, document: Any) -> None:  # noqa: ANN401 - any JSON
    """A new report.json; where it says something else than the old one, rendered reports go, which it contradicts."""
    path, data = folder.path / REPORT, dump_json(document)
    if path.is_file() and path.read_bytes() == data:
        return
    write_bytes(path, data)
    with _writing(folder.path):
        for suffix in RENDERED:
            (folder.path / f"report{suffix}").unlink(missing_ok=True)


def rewrite_manifest(folder: RunFolder) -> None:
    """The manifest with the hashes of what lies in the folder now; a folder without one stays without."""
    if (folder.path / MANIFEST).is_file():
        write_manifest(folder, folder.document(MANIFEST, MANIFEST_SCHEMA).get("run") or {})
