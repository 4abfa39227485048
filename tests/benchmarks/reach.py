"""How a Chromium that is not Siegel's reaches a shop on this machine: flags, and a home folder that trusts its CA."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Reach:
    """`likeness`: the flags that Siegel gives its own browser; `way`: those that lead to the shop, and nowhere else."""

    executable: Path
    home: Path
    likeness: tuple[str, ...]
    way: tuple[str, ...]
    start: str


def reach(shop_file: Path, home: Path) -> Reach:
    """Prepares `home`, once for all runs. Raises RuntimeError where there is no Chromium."""
    from scanner.probes.browser import launch, trust  # noqa: PLC0415 - not for the parts that need no browser
    from scanner.probes.browser.chromium import Missing, find  # noqa: PLC0415
    from scanner.shop import read_shop_file  # noqa: PLC0415

    found = find()
    if isinstance(found, Missing):
        raise RuntimeError(f"{found.why}: {found.mend}")  # noqa: TRY004 - it is no mistake of type
    shop = read_shop_file(shop_file)
    home.mkdir()
    trusted = asyncio.run(trust.trust([ca.file for ca in shop.cas if ca.public], home))
    leads = [f"MAP {to.host}:{to.port} {to.to_host}:{to.to_port}" for to in shop.connect_to]
    rules = ", ".join((*leads, "MAP * ~NOTFOUND", "EXCLUDE 127.0.0.1"))
    # Siegel's browser knows the way through a proxy of Siegel's; this one is told it directly.
    likeness = tuple(flag for flag in launch.ARGUMENTS if not flag.startswith("--host-resolver-rules"))
    return Reach(found.path, home, likeness, (f"--host-resolver-rules={rules}", *trusted.arguments), shop.url)
