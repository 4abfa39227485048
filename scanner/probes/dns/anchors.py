"""Where trust in DNSSEC begins: the root's keys as IANA publishes them, or those that the owner names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import dns.name
import dns.rdata
import dns.rdataclass
from dns.name import Name
from dns.rdata import Rdata

from scanner.datafile import read_data
from scanner.errors import UsageError
from scanner.network.urls import shown
from scanner.probes.dns.client import MALFORMED
from scanner.probes.dns.records import DNSKEY, DS

_MOST_BYTES = 256 * 1024
#: By zone, DS or DNSKEY records that its keys have to match.
Anchors = Mapping[Name, tuple[Rdata, ...]]


def root_anchors() -> Anchors:
    """Those of the root zone, from data/dnssec_root.yaml."""
    lines = read_data("dnssec_root.yaml")["anchors"]
    return parse(lines, "dnssec_root.yaml")


def read_anchors(path: Path) -> Anchors:
    """A file of DS and DNSKEY records as in a zone file, one on a line. UsageError with its place where one is none."""
    with path.open("rb") as file:
        text = file.read(_MOST_BYTES).decode("utf-8", "replace")
    found = parse(text.splitlines(), str(path))
    if not found:
        raise UsageError(f"{path} holds no DS or DNSKEY record", "like: example. IN DS 12345 13 2 0A1B…")
    return found


def parse(lines: list[str], where: str) -> Anchors:
    """Records from lines; blank ones and comments (;) are skipped."""
    found: dict[Name, tuple[Rdata, ...]] = {}
    for number, line in enumerate(lines, 1):
        words = line.partition(";")[0].split()
        if not words:
            continue
        kind = next((i for i, word in enumerate(words[1:4], 1) if word.upper() in {"DS", "DNSKEY"}), None)
        try:
            if kind is None:
                raise ValueError("neither a DS nor a DNSKEY record")
            zone = dns.name.from_text(words[0])
            rdtype = DS if words[kind].upper() == "DS" else DNSKEY
            record = dns.rdata.from_text(dns.rdataclass.IN, rdtype, " ".join(words[kind + 1 :]))
        except MALFORMED as error:
            raise UsageError(
                f"{where}:{number}: {shown(line)} is no trust anchor: {shown(str(error))}",
                "like: example. IN DS 12345 13 2 0A1B…",
            ) from error
        found[zone] = (*found.get(zone, ()), record)
    return found
