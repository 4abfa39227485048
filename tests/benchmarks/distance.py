"""What a scan of TLS costs when the server is far away: one modern server behind a relay that takes its time."""

from __future__ import annotations

import dataclasses
import statistics
from pathlib import Path
from typing import Any

import yaml

from benchmarks.process import run, siegel
from benchmarks.relay import Relay
from benchmarks.table import Section, spread

SERVER = "nginx_modern"
ROUND_TRIPS_MS = (0, 50)


def measure(folder: Path, runs: int) -> list[Section]:
    """Wall seconds from start to end of the command, and connections, at each distance."""
    rows: dict[str, tuple[str, ...]] = {}
    figures: dict[str, Any] = {}
    from real.certificates import Authority  # noqa: PLC0415 - the tests' servers
    from real.servers import SERVERS  # noqa: PLC0415
    from real.shops import Workshop  # noqa: PLC0415

    home = folder / "distance"
    for kept in ("authority", "servers"):
        (home / kept).mkdir(parents=True)
    with SERVERS[SERVER](Workshop(Authority(home / "authority"), home / "servers")) as shop:
        for distance in ROUND_TRIPS_MS:
            walls, cpus, connections = [], [], 0
            for number in range(runs):
                place = folder / f"far-{distance}-{number}"
                place.mkdir()
                with Relay((shop.https_port,), distance / 1000) as relay:
                    one = dataclasses.replace(shop, https_port=relay.ports[shop.https_port]).shop_file()
                    # The apex beside it would be a second server.
                    own = [rule for rule in one["connect_to"] if rule.startswith(f"{shop.host}:")]
                    told = {**one, "connect_to": [*own, f"{shop.sibling}::127.0.0.1:1"]}
                    (place / "shop.yaml").write_text(yaml.safe_dump(told), encoding="utf-8")
                    arguments = ("scan", str(place / "shop.yaml"), "--out", str(place / "run"), "-q", "--only", "tls")
                    cost = run(siegel(*arguments))
                    connections = relay.connections
                walls.append(cost.wall)
                cpus.append(cost.cpu)
            rows[f"{distance} ms"] = (spread(walls), spread(cpus), str(connections))
            figures[f"{distance} ms"] = {
                "wall_s": statistics.median(walls),
                "cpu_s": statistics.median(cpus),
                "connections": connections,
            }
    title = f"Distance: siegel scan --only tls of one server ({SERVER}), by round trip"
    return [Section("distance", title, ("wall s", "CPU s", "connections"), rows, figures)]
