"""Reads the truth files of a configuration, in its language: what is compared with a scan and with a visitor."""

from pathlib import Path
from typing import Any

import yaml

from .configurations import Configuration
from .languages import in_language

FOLDER = Path(__file__).parent / "truth"
Truth = dict[str, Any]


def load(configuration: Configuration) -> Truth:
    """Keys: `pages`, `checkout`, `links`, `hidden`, `banner`, `phases`; of each phase `stored` and `hosts` in full."""
    shop = in_language(_read(configuration.system), configuration.language)
    own = in_language(_read(configuration.name), configuration.language)
    known = _read("stored")
    for phase in own["phases"].values():
        phase["stored"] = {name: known["items"][name] for name in phase["stored"]}
        phase["hosts"] = {host: known["hosts"][host] for host in phase["hosts"]}
    return {"may_keep": shop.get("may_keep", []), **shop, **own, "known": known["items"]}


def _read(name: str) -> Truth:
    read: Truth = yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))
    return read
