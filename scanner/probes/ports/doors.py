"""Further services of a shop that speak TLS, as doors for the TLS probe. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from scanner.model.evidence import Cell, scope
from scanner.model.vocabulary import EndpointRole, PortGroup
from scanner.network import Target
from scanner.probes.ports.known import group_of, known_ports
from scanner.probes.ports.talk import Heard
from scanner.probes.tls.probe import Door

#: As many are looked at, since each costs a hundred connections and more.
MOST_DOORS = 8
_STARTTLS = frozenset(("smtp", "pop3", "imap", "ftp"))


def doors_of(
    heard: Iterable[tuple[Sequence[Target], Heard]], known: Collection[tuple[str, int]], kinds: Collection[str]
) -> list[Door]:
    """One door for each host and port that speaks TLS at once, or after STARTTLS, and is not looked at already."""
    found: dict[tuple[str, int], Door] = {}
    for targets, what in heard:
        asked = what.service if what.starttls is True and what.service in _STARTTLS else None
        if what.tls is not True and asked is None:
            continue
        for target in targets:
            place = target.host, target.port
            if place not in known:
                found.setdefault(place, _door(target, what, asked, kinds))
    return list(found.values())


def _door(target: Target, heard: Heard, starttls: str | None, kinds: Collection[str]) -> Door:
    listed = known_ports().get(target.port)
    # Of an unknown one the TLS probe asks for no protocol inside of TLS, and says no last words.
    service = listed.service if listed else heard.service or "unknown"
    mail = group_of(target.port, heard.service) is PortGroup.MAIL
    at = scope({"endpoint.host": target.host, "endpoint.port": target.port})
    return Door(
        host=target.host,
        port=target.port,
        role=EndpointRole.MAIL if mail else EndpointRole.OTHER,
        guessed=False,
        endpoint=Cell("endpoint", scope({"host": target.host, "port": target.port})),
        cells={kind: Cell(kind, at) for kind in kinds},
        service=service,
        starttls=starttls,
    )
