"""What is known of ports by their numbers: the list that is always scanned (data/ports.yaml). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from scanner.datafile import read_data
from scanner.model.vocabulary import PortGroup


@dataclass(frozen=True, slots=True)
class KnownPort:
    """A port by its number. What the fields mean stands at the head of data/ports.yaml."""

    port: int
    group: PortGroup
    service: str
    speaks: str | None = None
    clear: bool = False
    shops_too: bool = False


@cache
def _data() -> Mapping[str, Any]:
    return read_data("ports.yaml")


@cache
def known_ports() -> Mapping[int, KnownPort]:
    """Every port of the list, by its number."""
    return {
        port: KnownPort(port, group, **(told if isinstance(told, dict) else {"service": told}))
        for group in (PortGroup.DATABASE, PortGroup.MANAGEMENT, PortGroup.MAIL, PortGroup.WEB)
        for port, told in _data()[group.value].items()
    }


@cache
def _group_of_service() -> Mapping[str, PortGroup]:
    return {name: PortGroup(group) for group, names in _data()["services"].items() for name in names}


def group_of(port: int, service: str | None) -> PortGroup:
    """What a port is for: by what answered there, if that is clear, else by its number."""
    if service is not None and (found := _group_of_service().get(service)) is not None:
        return found
    known = known_ports().get(port)
    if known is not None:
        return known.group
    return PortGroup.WEB if service in {"http", "https"} else PortGroup.OTHER
