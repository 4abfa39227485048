"""Whether a label and what was read mean the same service, however each calls it."""

from __future__ import annotations

import functools
import re

from scanner.derive.notice.fold import fold, tidy
from scanner.derive.notice.mentions import NamedService
from scanner.derive.notice.phrase_file import data
from scanner.derive.services import built_in

_LEGAL = re.compile(
    r",? (?:gmbh|inc|ltd|limited|llc|ag|se|kg|b\.?v|n\.?v|s\.?a|sas|aps|a/s|ab|oy|co|corp|plc|ug|e\. ?k)\b\.?.*$"
)


def same_service(label: str, read: NamedService) -> bool:
    """By the name, by the words that were read, or by any other name of the same entry of the service files.

    "DHL Paket" is DHL; "Google Analytics" isn't Google.
    """
    wanted, names = _plain(label), {_plain(read.name), _plain(read.alias)}
    if wanted in names or _canonical().get(wanted) == read.name:
        return True
    parents = data()["named"]["parents"]
    return read.name not in parents and any(
        wanted.startswith(f"{name} ") or name.startswith(f"{wanted} ") for name in names
    )


def _plain(name: str) -> str:
    folded = _LEGAL.sub("", fold(tidy(name)))
    return re.sub(r"[^a-z0-9&.]+", " ", folded).strip(" .")


@functools.cache
def _canonical() -> dict[str, str]:
    names: dict[str, str] = {}
    for service in built_in().by_name.values():
        for alias in (service.name, *service.aliases):
            names.setdefault(_plain(alias), service.name)
    return names
