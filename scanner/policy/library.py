"""All policies, profiles and references at hand: the built-in ones, a run's own, or a user's beside them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from collections.abc import Sequence as Several
from dataclasses import dataclass, field, replace
from pathlib import Path

from scanner.errors import InvalidInput
from scanner.model.vocabulary import Sector
from scanner.policy.controls import Control, Policy, Reference
from scanner.policy.load import read_policy, read_references
from scanner.policy.profile import Profile, ProfileFile, read_profile_file, resolve
from scanner.yamlfile import Mapped, Node, Problems, Scalar, Sequence, read_file, shown, suggest

REFERENCES = "references.yaml"
TEST_SUFFIX = ".test.yaml"
DEFAULT_PROFILE = "baseline-de-shop"
#: The built-in profile for shops of a trade.
SECTOR_PROFILES: Mapping[Sector, str] = {
    Sector.FOOD: "sector-food",
    Sector.PHARMACY: "sector-pharmacy",
    Sector.BANK: "sector-bank",
}

#: The built-in profiles that stand for a guideline of TLS, by which every report says how near an endpoint is.
GUIDELINE_PROFILES = ("tls-bsi", "tls-mozilla-intermediate", "tls-mozilla-modern")


def built_in_folder() -> Path:
    """Where the built-in policies lie: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "_policies"
    return installed if installed.is_dir() else package.parent / "policies"


@dataclass(slots=True)
class Library:
    """What was loaded, and from where. Nothing here is used if any file has a problem."""

    policies: dict[str, Policy] = field(default_factory=dict)
    profiles: dict[str, ProfileFile] = field(default_factory=dict)
    references: dict[str, Reference] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)
    loaded: set[Path] = field(default_factory=set)
    problems: Problems = field(default_factory=Problems)

    def profile(self, name: str) -> Profile:
        """A resolved profile by name; InvalidInput if it doesn't exist or anything in its chain is wrong."""
        top = self.profiles.get(name)
        if top is None:
            hint = suggest(name, self.profiles) or f"known: {', '.join(sorted(self.profiles))}"
            self.problems.add(name[:120], None, f"there is no profile {shown(name)}", hint)
        self.problems.raise_if_any()
        assert top is not None  # noqa: S101 - else a problem was raised
        found = resolve(top, self.policies, self.profiles.get)
        self.problems.raise_if_any()
        assert found is not None  # noqa: S101
        return found

    def used_by(self, profile: Profile) -> dict[str, Path]:
        """The files that give the same report again: the profile's chain, the guidelines' profiles, all references, and
        all policies, since any of them may be tuned.
        """
        chains = (*profile.chain, *(name for name in GUIDELINE_PROFILES if name in self.profiles))
        names = {self.profiles[name].reader.file for name in chains}
        names |= {policy.place.file for policy in self.policies.values()}
        names |= {reference.place.file for reference in self.references.values()}
        return {name: path for name, path in self.files.items() if name in names}

    def controls(self) -> dict[str, Control]:
        """Every control by id."""
        return {control.id: control for policy in self.policies.values() for control in policy.controls}


def load_folder(folder: Path) -> Library:
    """Every policy, profile and reference below a folder; problems are collected, not raised."""
    library = Library()
    paths = sorted(path for path in folder.rglob("*.yaml") if not path.name.endswith(TEST_SUFFIX))
    add_files(library, paths, root=folder)
    return library


def built_in() -> Library:
    """The built-in library."""
    library = load_folder(built_in_folder())
    check(library)
    library.problems.raise_if_any()
    return library


def with_files(paths: Iterable[Path], *, shadow: bool = False) -> Library:
    """The built-in library with a user's policies and profiles beside it (files or folders).

    `shadow`: a policy or control of the user's takes the place of a built-in one of its name, as who writes and tries
    policies wants it; else that is a mistake, since an id means the same in every fleet.
    """
    library = load_folder(built_in_folder())
    wanted = [found for path in paths for found in _inside(path) if found.resolve() not in library.loaded]
    own = Library()
    if shadow and wanted:
        add_files(own, wanted)
        _make_room(library, own)
    add_files(library, wanted)
    check(library, own.profiles if own.policies else None)
    return library


def _inside(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(found for found in path.rglob("*.yaml") if not found.name.endswith(TEST_SUFFIX))


def _make_room(library: Library, own: Library) -> None:
    """Take out of a library what another one brings itself."""
    ids = set(own.controls())
    for name, policy in tuple(library.policies.items()):
        if name in own.policies:
            del library.policies[name]
        else:
            left = tuple(control for control in policy.controls if control.id not in ids)
            library.policies[name] = replace(policy, controls=left)


def add_files(library: Library, paths: Several[Path], root: Path | None = None) -> None:
    """Read files into a library: policies, profiles and references are told apart by their first key."""
    for path in paths:
        if path.resolve() in library.loaded:
            continue
        library.loaded.add(path.resolve())
        node = read_file(path, library.problems)
        if node is None:
            continue
        name = _name(path, root)
        library.files[name] = path
        _add(library, node, name, root)
        if root is None:
            from scanner.policy.schema import look_again  # noqa: PLC0415 - built-in policies needn't wait for it

            look_again(node, name, library.problems)


def _name(path: Path, root: Path | None) -> str:
    """How a file is called in messages and reports; `policies/…` is for those of a library folder alone."""
    if root is not None:
        return f"policies/{os.fspath(path.relative_to(root))}"
    name = os.fspath(path)
    return f"./{name}" if name.startswith("policies/") else name


def _add(library: Library, node: Node, name: str, root: Path | None = None) -> None:
    match node:
        case Mapped(items=items) if "policy" in items:
            policy = read_policy(node, name, library.problems)
            if policy is not None and not _taken(library, node, name, "policy", policy.name, library.policies):
                library.policies[policy.name] = policy
        case Mapped(items=items) if "profile" in items:
            profile = read_profile_file(node, name, library.problems, _beside(library, node, name, root))
            if profile is not None and not _taken(library, node, name, "profile", profile.name, library.profiles):
                library.profiles[profile.name] = profile
        case Mapped(items=items) if "references" in items:
            for reference in read_references(node, name, library.problems).values():
                if not _taken(library, node, name, "reference", reference.id, library.references):
                    library.references[reference.id] = reference
        case _:
            hint = "a file starts with policy:, profile: or references:"
            near = (
                suggest(next(iter(node.items), ""), ("policy", "profile", "references"))
                if isinstance(node, Mapped)
                else ""
            )
            library.problems.add(name, node, "is neither a policy, nor a profile, nor references", near or hint)


def _beside(library: Library, node: Mapped, file: str, root: Path | None) -> dict[str, str]:
    """Policies and profiles that a profile names by file (`./own.yaml`): loaded too, and their names by that text."""
    found: dict[str, str] = {}
    for key in ("policies", "extends"):
        items = node.items.get(key)
        for item in items.items if isinstance(items, Sequence) else (items,):
            if not isinstance(item, Scalar) or not item.text.endswith((".yaml", ".yml")):
                continue
            folder = library.files[file].parent
            path = folder / item.text
            if not path.is_file():  # in a run folder, own files lie together, each with a hash before its name
                path = next(iter(sorted(folder.glob(f"????????-{path.name}"))), path)
            if not path.is_file():
                continue  # told where it stands, as a name that doesn't exist
            add_files(library, [path], root)
            name = next((n for n, known in library.files.items() if known.resolve() == path.resolve()), None)
            by_file = {p.place.file: p.name for p in library.policies.values()} | {
                p.reader.file: p.name for p in library.profiles.values()
            }
            if name in by_file:
                found[item.text] = by_file[name]
    return found


def _taken(library: Library, node: Mapped, file: str, what: str, name: str, known: Mapping[str, object]) -> bool:
    if name not in known:
        return False
    library.problems.add(file, node, f"there is a {what} {name} already", "give it another name")
    return True


def check(library: Library, profiles: Mapping[str, ProfileFile] | None = None) -> None:
    """What can only be checked across files: unique ids, known references, profiles that resolve (all, or some)."""
    seen: dict[str, Control] = {}
    for policy in library.policies.values():
        for control in policy.controls:
            place = Scalar("", False, control.place.line, 1)
            if control.id in seen:
                first = seen[control.id].place
                library.problems.add(
                    control.place.file,
                    place,
                    f"the control {control.id} exists already",
                    f"in {first.file}:{first.line}",
                )
            seen[control.id] = control
            for reference in control.references:
                if reference not in library.references:
                    hint = suggest(reference, library.references) or f"add it to {REFERENCES}"
                    library.problems.add(
                        control.place.file, place, f"{control.id}: there is no reference {shown(reference)}", hint
                    )
    mistaken = {problem.file for problem in library.problems.found}
    if mistaken <= {profile.reader.file for profile in library.profiles.values()}:
        for profile in (library.profiles if profiles is None else profiles).values():
            resolve(profile, library.policies, library.profiles.get)


__all__ = [
    "DEFAULT_PROFILE",
    "SECTOR_PROFILES",
    "InvalidInput",
    "Library",
    "built_in",
    "check",
    "load_folder",
    "with_files",
]
