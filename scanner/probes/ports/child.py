"""The port probe's child process: one address, a list of ports, nmap, and its answer as JSON Lines.

    python -m scanner.probes.ports.child

It runs apart so that the parent can end nmap, whatever it waits for, by ending this process and all that it started.
nmap is told nothing but an IP address that the parent has judged, and numbers; no name, no text of the shop's.
Request: {"address", "ports": [int], "top": bool, "services": bool, "rate", "at_once", "timeout_s"}.
Lines: {"ports": {number: {"state", "service", "product", "probed"}}} for each round, {"top": [int]},
{"gave_up": true} where nmap ran out of its own time, {"tool": reason} where nmap is missing or of no use.
"""

from __future__ import annotations

import ipaddress
import json
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

import nmap

#: The first release that lists the ports of every state (extrareasons) is 7.90 (2020-10).
OLDEST = (7, 90)
_MAX_REQUEST = 1 << 20
_LAST_PORT = 65535
_MAX_PRODUCT = 120
_STATES = {"open": "open", "closed": "closed", "filtered": "filtered", "unfiltered": "closed"}


@dataclass(frozen=True, slots=True)
class Request:
    """What the parent asks for. `rate`: connections begun in a second; `services`: ask what answers at these ports."""

    address: str
    ports: tuple[int, ...]
    services: bool
    rate: int
    at_once: int
    timeout_s: int

    @property
    def arguments(self) -> str:
        """nmap's: connect scan without privilege, no ping, no look-ups."""
        ports = ",".join(map(str, self.ports))
        version6 = " -6" if ":" in self.address else ""
        # nmap waits up to 6 s for a silent service's first word; light asks the likeliest questions only.
        services = " -sV --version-light" if self.services else ""
        return (
            f"-sT -Pn -n --unprivileged{version6}{services} -p {ports} --max-retries 1 --max-rate {self.rate} "
            f"--max-parallelism {self.at_once} --initial-rtt-timeout 500ms --max-rtt-timeout 1500ms "
            f"--host-timeout {self.timeout_s}s"
        )


def read_request(text: str) -> tuple[Request, bool]:
    """The request, and whether the most common ports are asked for. ValueError, TypeError, KeyError on nonsense."""
    data = json.loads(text)
    address = str(ipaddress.ip_address(data["address"]))
    ports = tuple(sorted({int(port) for port in data.get("ports", ())}))
    if not all(0 < port <= _LAST_PORT for port in ports) or "%" in address:
        raise ValueError("a port or address that is none")
    request = Request(
        address,
        ports,
        bool(data.get("services")),
        max(1, int(data["rate"])),
        max(1, int(data["at_once"])),
        max(1, int(data["timeout_s"])),
    )
    return request, bool(data.get("top"))


def scanner() -> nmap.PortScanner:
    """python-nmap over the nmap of this machine. Raises PortScannerError where there is none, or one too old."""
    path = shutil.which("nmap")
    if path is None:
        raise nmap.PortScannerError("nmap is not installed")
    found = nmap.PortScanner((path,))
    if found.nmap_version() < OLDEST:
        older = ".".join(map(str, found.nmap_version()))
        raise nmap.PortScannerError(f"nmap {older} is too old, 7.90 or newer is needed")
    return found


def top_ports(tool: nmap.PortScanner) -> tuple[int, ...]:
    """The 1000 TCP ports that nmap finds open most often, by the list that it brings itself."""
    found = tool.scan(hosts="", arguments="-sT --unprivileged --top-ports 1000")
    return spelled_out(found["nmap"]["scaninfo"]["tcp"]["services"])


def spelled_out(ranges: str) -> tuple[int, ...]:
    """`1,3-4` as numbers."""
    bounds = (part.partition("-") for part in ranges.split(",") if part)
    return tuple(port for first, dash, last in bounds for port in range(int(first), int(last if dash else first) + 1))


def scan(tool: nmap.PortScanner, request: Request) -> dict[str, Any]:
    """One run of nmap: {"ports": …} and, where its time was over, {"gave_up": true}."""
    tool.scan(hosts=request.address, arguments=request.arguments)
    return read_output(tool.get_nmap_last_output())


def read_output(xml: bytes | str) -> dict[str, Any]:
    """From nmap's XML, with the ports it sums up (extraports), which python-nmap leaves out. Else PortScannerError."""
    root = ET.fromstring(xml)  # noqa: S314 - nmap's own output, which holds no entities
    host = root.find("host")
    if host is None:
        raise nmap.PortScannerError("nmap did not scan the address")
    if host.get("timedout") == "true":
        return {"ports": {}, "gave_up": True}
    ports: dict[int, dict[str, Any]] = {}
    for summed in host.iterfind("ports/extraports"):
        state = _STATES.get(summed.get("state") or "")
        for reason in summed.iterfind("extrareasons"):
            for port in spelled_out(reason.get("ports") or ""):
                ports[port] = {"state": state}
    for single in host.iterfind("ports/port"):
        ports[int(single.get("portid") or 0)] = _told(single)
    return {"ports": ports}


def _told(port: ET.Element) -> dict[str, Any]:
    state, service = port.find("state"), port.find("service")
    told: dict[str, Any] = {"state": _STATES.get(state.get("state") or "") if state is not None else None}
    if service is not None and service.get("method") == "probed":
        named = service.get("name") or None
        told |= {
            "probed": True,
            "service": named[:40] if named and named not in {"unknown", "tcpwrapped"} else None,
            "product": (service.get("product") or "")[:_MAX_PRODUCT] or None,
            "tunnel": service.get("tunnel") == "ssl",
        }
    return told


def _say(line: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def main() -> int:
    """Serve the one request."""
    try:
        request, top = read_request(sys.stdin.read(_MAX_REQUEST))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        sys.stderr.write(f"the request makes no sense: {type(error).__name__}\n")
        return 2
    try:
        tool = scanner()
    except nmap.PortScannerError as error:
        _say({"tool": str(error.value)[:200]})
        return 0
    if top:
        _say({"top": top_ports(tool)})
    if request.ports:
        _say(scan(tool, request))
    return 0


if __name__ == "__main__":
    sys.exit(main())
