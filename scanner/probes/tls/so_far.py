"""What is known of one endpoint so far, for all who look at it and tell of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scanner.model.vocabulary import TlsVersion
from scanner.probes.tls.exchange import Line
from scanner.probes.tls.lines import EndpointLines
from scanner.probes.tls.sweep import Findings, Probe
from scanner.probes.tls.trust import Anchors

if TYPE_CHECKING:
    from scanner.probes.tls.sessions import Look


@dataclass(frozen=True, slots=True)
class Settings:
    """How to look: anchors to trust (None: unreadable, so certificates can't be judged), time of the scan in UTC.

    `authorised`: the endpoint's owner asked for it, so that known flaws may be looked for.
    """

    anchors: Anchors | None
    now: dt.datetime
    authorised: bool = False


@dataclass(slots=True)
class SoFar:
    """The line to an endpoint, where to tell of it, and what answers have shown.

    accepted   the suites (IANA names) of each version that is taken
    unsettled  versions that may be accepted, with the cause of the doubt
    orders     for each list of suites whether the server decides by an order of its own
    chains     in DER as told
    staples    of each chain that clients who name the host were shown: whether an OCSP response came with it
    looks      whole handshakes
    cut_off    versions of which not all suites could be asked for
    missed     certificates that exist and were not seen: cause and reason of the gap, None where there are none
    """

    line: Line
    told: EndpointLines
    settings: Settings
    findings: Findings = field(default_factory=Findings)
    probes: dict[TlsVersion, Probe] = field(default_factory=dict)
    accepted: dict[TlsVersion, list[str]] = field(default_factory=dict)
    unsettled: dict[TlsVersion, str] = field(default_factory=dict)
    orders: list[bool | None] = field(default_factory=list)
    chains: list[tuple[bytes, ...]] = field(default_factory=list)
    staples: list[object] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    cut_off: set[TlsVersion] = field(default_factory=set)
    missed: tuple[str, str] | None = None
