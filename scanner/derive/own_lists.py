"""What a user adds to what Siegel knows: services of their own and a filter list, and how a run folder keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scanner.derive.filter_list import MOST_BYTES, FilterList, read_filter_list
from scanner.derive.known import ServiceFile
from scanner.derive.known_files import read_services_in
from scanner.derive.services import Known, built_in
from scanner.errors import InvalidInput, Problem
from scanner.yamlfile import MAX_BYTES, Problems

#: Their names in a run's `data/`, by which reasons speak of them too: judged again, they read the same.
SERVICES, FILTERS = "own-services.yaml", "filter-list.txt"


@dataclass(frozen=True, slots=True)
class OwnLists:
    """A user's lists, and their bytes by their names in a run folder."""

    services: ServiceFile | None = None
    filters: FilterList | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def known(self) -> Known | None:
        """What Siegel knows, with the user's services, which win; None without any: then nothing is read in vain."""
        return built_in().with_own(self.services) if self.services else None


def read_own_lists(services: Path | None, filters: Path | None) -> OwnLists:
    """The lists in these files. InvalidInput with the mistakes of both."""
    problems: list[Problem] = []
    files: dict[str, bytes] = {}
    found: ServiceFile | None = None
    rules: FilterList | None = None
    if services is not None and (data := _bytes(services, MAX_BYTES, problems)) is not None:
        files[SERVICES] = data
        noted = Problems()
        found = read_services_in(data, str(services), SERVICES, noted)
        problems += noted.found
    if filters is not None and (data := _bytes(filters, MOST_BYTES, problems)) is not None:
        files[FILTERS] = data
        noted = Problems()
        rules = read_filter_list(data, str(filters), FILTERS, noted)
        problems += noted.found
    if problems:
        raise InvalidInput(problems)
    return OwnLists(found, rules, files)


def kept_lists(data: Path) -> OwnLists:
    """Those that a run was made with, from its folder's `data/`."""
    services, filters = data / SERVICES, data / FILTERS
    return read_own_lists(services if services.is_file() else None, filters if filters.is_file() else None)


def _bytes(path: Path, most: int, problems: list[Problem]) -> bytes | None:
    """One byte more than allowed at most: who reads it says that it is too large."""
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        problems.append(Problem(str(path), 1, 1, f"can't be read: {error.strerror or error}", ""))
        return None
