"""Writes `entities.json` from the npm package third-party-web: names, companies, categories and domains, nothing else.

npm pack third-party-web@0.30.0 && tar xzf third-party-web-0.30.0.tgz
python -m scanner.derive.entities_from_npm package
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scanner.derive.entities import FILE
from scanner.suffixes import registrable

AS_OF = "2026-11-22"
#: Entities whose domains are those of a whole house: their names would call any page of it an advertisement.
TOO_BROAD = frozenset({"Bing Ads", "Auto Link Maker", "HP Optimost", "Amazon Web Services", "Amazon CloudFront"})
_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)+")


def rows(entities: list[dict[str, Any]]) -> Iterator[list[str]]:
    """Name, company (empty if the list names none), category and host suffixes, in order of names."""
    for entity in sorted(entities, key=lambda one: str(one["name"])):
        hosts = {str(domain).removeprefix("*.").lower() for domain in entity["domains"]}
        good = sorted(host for host in hosts if _HOST.fullmatch(host) and registrable(host))
        name, company = _clean(str(entity["name"])), _clean(str(entity.get("company") or ""))
        if good and name not in TOO_BROAD:
            yield [name, "" if company == name else company, str(entity["category"]), " ".join(good)]


def _clean(text: str) -> str:
    """Without the traces of a text that was once read as Latin-1 although it was UTF-8."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def text(package: Path) -> str:
    """The data file, one entity a line."""
    about = json.loads((package / "package.json").read_text("utf-8"))
    licence = (package / "LICENSE").read_text("utf-8").strip()
    listed = json.loads((package / "dist" / "entities-nostats.json").read_text("utf-8"))
    head = {"source": f"npm {about['name']}", "version": about["version"], "as_of": AS_OF, "licence": licence}
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows(listed))
    told = ",\n".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in head.items())
    return f'{{{told},\n"entities": [\n{lines}\n]}}\n'


def main(arguments: list[str]) -> None:
    """Write the data file from the unpacked package."""
    (package,) = arguments
    FILE.write_text(text(Path(package)), encoding="utf-8")
    sys.stderr.write(f"{FILE.name} written\n")


if __name__ == "__main__":
    main(sys.argv[1:])
