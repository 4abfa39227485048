"""The one choke point for all network access: who may be reached, how often, how much.

Network          resolve, connect and fetch for one shop, within its rules and limits
ConnectTo        like curl's --connect-to; names an address on purpose
Scannable        where the ports of a host may be scanned
Limits, Used     the bounds of a scan, and what was used of them
Target, Stream   a judged address, and an open connection to it
Response         what one request brought
Nameserver       the one DNS resolver that questions go to
NoSuchHost       the name does not exist; every other failure is a NetworkError of scanner.errors
Gate             the same rules for a browser: its only way out is this proxy on loopback
child.enforce    the same rules inside a child process
"""

from __future__ import annotations

from scanner.network.addresses import is_public
from scanner.network.client import USER_AGENT, Network, Scannable
from scanner.network.connect_to import ConnectTo
from scanner.network.exchange import Response
from scanner.network.gate import Gate, GateFailure, GateLimits
from scanner.network.limits import Limits, Used
from scanner.network.nameserver import Nameserver, system_nameserver
from scanner.network.resolve import NoSuchHost, Resolver
from scanner.network.stream import Stream, Target

__all__ = [
    "USER_AGENT",
    "ConnectTo",
    "Gate",
    "GateFailure",
    "GateLimits",
    "Limits",
    "Nameserver",
    "Network",
    "NoSuchHost",
    "Resolver",
    "Response",
    "Scannable",
    "Stream",
    "Target",
    "Used",
    "is_public",
    "system_nameserver",
]
