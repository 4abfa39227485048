"""Looks at the TLS of a shop's hosts through a child process, and writes down what it tells. Decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from scanner.errors import NetworkError
from scanner.model.codec import Malformed, decode, decode_scope
from scanner.model.evidence import Cell, Scope
from scanner.model.evidence import scope as scope_of
from scanner.model.facts import Endpoint
from scanner.model.values import Unknown
from scanner.model.vocabulary import EndpointRole, GapCause
from scanner.network import Network, NoSuchHost
from scanner.network import Target as Address
from scanner.probes.child import ChildFailed, lines_from
from scanner.probes.notebook import Notebook, log

CHILD = "scanner.probes.tls.child"
#: Seconds the child waits for one answer of a server.
TIMEOUT_S = 5.0
#: Mail and the like: such servers count connections, and are asked less and slower.
_GENTLE = ("smtp", "submission", "imap", "pop3", "ftp", "ldap", "postgres", "xmpp")

#: Endpoints that the child looks at together.
_AT_ONCE = 4

_Key = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Door:
    """A TLS port to look at. `endpoint` is the cell of the endpoint itself, `cells` those of its TLS facts by kind.

    `service` is the port's name (IANA Service Name Registry), `starttls` the protocol in which TLS has to be asked for
    (one of starttls.PROTOCOLS), None where it begins at once. `authorised`: known flaws may be looked for there.
    """

    host: str
    port: int
    role: EndpointRole
    guessed: bool
    endpoint: Cell
    cells: Mapping[str, Cell]
    service: str = "https"
    starttls: str | None = None
    authorised: bool = False


async def look(
    network: Network,
    notebook: Notebook,
    doors: Sequence[Door],
    ca_files: Iterable[Path],
) -> None:
    """Write down endpoints and the TLS facts of every door, at every address.

    A child that dies costs what it had not told of the endpoint it died of: the others are looked at again, and those
    it was busy with each alone.
    """
    addresses: dict[_Key, tuple[Door, Address]] = {}
    for door in doors:
        for address in await _addresses(network, notebook, door):
            addresses[door.host, address.address, door.port] = (door, address)
    more = {"ca_files": [str(path) for path in ca_files], "timeout_s": TIMEOUT_S}
    waiting, alone = list(addresses), list[_Key]()
    while waiting or alone:
        batch = waiting or alone[:1]
        reader = _Line(network, notebook, {key: addresses[key][0] for key in batch}, {})
        try:
            await _hear_child(reader, [addresses[key] for key in batch], more)
        except ChildFailed as error:
            log.warning("tls child: %s", error)
            left = [key for key in batch if key not in reader.done]
            if waiting and len(batch) > 1:
                busy = [key for key in left if key in reader.begun] or left[:_AT_ONCE]
                waiting, alone = [key for key in left if key not in busy], alone + busy
                continue
            _child_failed(notebook, {key: addresses[key][0] for key in left}, str(error))
        waiting, alone = [], alone if waiting else alone[1:]


async def _hear_child(reader: _Line, batch: Sequence[tuple[Door, Address]], more: Mapping[str, Any]) -> None:
    """One child for some endpoints. Raises ChildFailed."""
    network = reader.network
    request = {
        "endpoints": [
            {
                "host": door.host,
                "address": target.address,
                "port": door.port,
                "connect_port": target.to_port,
                "service": door.service,
                "starttls": door.starttls,
                "authorised": door.authorised,
                "gentle": door.service.startswith(_GENTLE) or door.starttls is not None,
            }
            for door, target in batch
        ],
        "rules": network.child_rules(target for _, target in batch),
        "at_once": network.limits.connections_at_once,
        **more,
    }
    try:
        async with aclosing(lines_from(CHILD, request)) as lines:
            async for line in lines:
                reader.read(line)
    finally:
        network.used.add_child(reader.connections)


async def _addresses(network: Network, notebook: Notebook, door: Door) -> tuple[Address, ...]:
    cells = (door.endpoint, *door.cells.values())
    try:
        return await network.resolve(door.host, door.port)
    except NoSuchHost as error:
        if door.guessed:
            for cell in cells:
                notebook.close(cell, absent=True)
        else:
            notebook.failed(cells, error)
    except NetworkError as error:
        notebook.failed(cells, error)
    return ()


@dataclass(slots=True)
class _Line:
    """Takes one line of the child: a fact, what became of a cell, an artifact, or what was used.

    `begun`, `done`: the endpoints that a line was about, and those with nothing more to come.
    """

    network: Network
    notebook: Notebook
    doors: Mapping[_Key, Door]
    chains: dict[_Key, str | None]
    begun: set[_Key] = field(default_factory=set)
    done: set[_Key] = field(default_factory=set)
    connections: int = 0

    def read(self, line: Mapping[str, Any]) -> None:
        try:
            if "fact" in line:
                self._fact(str(line["fact"]), line["row"])
            elif "coverage" in line:
                self._coverage(line)
            elif "artifact" in line:
                self.chains[_key(line["endpoint"])] = self.notebook.keep(str(line["text"]).encode())
                self.begun.add(_key(line["endpoint"]))
            elif "done" in line:
                self.done.add(_key(line["done"]))
                self.connections = max(self.connections, int(line["connections"]))
            elif "used" in line:
                self.connections = max(self.connections, int(line["used"].get("connections", 0)))
            else:
                log.debug("tls child: %a", line)
        except (Malformed, KeyError, TypeError, ValueError) as error:
            raise ChildFailed(f"a line makes no sense: {error}") from error

    def _fact(self, kind: str, row: Mapping[str, Any]) -> None:
        found = decode(kind, row)
        if isinstance(found, Endpoint):
            door = self._door(found)
            self.notebook.saw(replace(found, role=door.role))
            return
        endpoint = getattr(found, "endpoint", None)
        if not isinstance(endpoint, Endpoint):
            raise Malformed(f"a {kind} without an endpoint")
        door = self._door(endpoint)
        changed: Any = {"endpoint": replace(endpoint, role=door.role)}
        # The chain was told just before its certificates.
        chain = self.chains.get((door.host, str(endpoint.address), door.port)) if kind == "certificate" else None
        self.notebook.saw(replace(found, **changed), artifact=chain)

    def _door(self, endpoint: Endpoint) -> Door:
        host, address, port = endpoint.host, endpoint.address, endpoint.port
        if not isinstance(host, str) or not isinstance(address, str) or not isinstance(port, int):
            raise Malformed("an endpoint without host, address or port")
        self.begun.add((host, address, port))
        return self.doors[host, address, port]

    def _coverage(self, line: Mapping[str, Any]) -> None:
        kind = str(line["coverage"])
        scope = decode_scope(kind, line["scope"])
        fixed = dict(scope)
        host, address, port = fixed["endpoint.host"], fixed["endpoint.address"], fixed["endpoint.port"]
        door = self.doors[str(host), str(address), int(port)]
        cell = door.cells.get(kind)
        if cell is None:
            return
        here = Cell(kind, _of_role(scope, door))
        seen = line["status"] != "gap"
        cause, reason = (None, "") if seen else (GapCause(line["cause"]), str(line["reason"]))
        # The host's own cell is closed with every address; the first that is seen mends a gap.
        for each in (here, cell):
            if cause is None:
                self.notebook.close(each, absent=line["status"] == "absent")
            else:
                self.notebook.gap(each, cause, reason)
        if kind == "tls_protocol" and "version" not in fixed:
            self._endpoint(door, str(address), cause, reason, absent=line["status"] == "absent")
        self.notebook.note("tls", f"{host}:{port} {kind}")

    def _endpoint(self, door: Door, address: str, cause: GapCause | None, reason: str, *, absent: bool) -> None:
        """The endpoint itself: it answered with TLS, without, does not offer it, or could not be reached."""
        unseen = Unknown(reason, cause)
        tls = not absent if cause is None else False if cause is GapCause.UNSUPPORTED else unseen
        row = Endpoint(
            host=door.host,
            address=address,
            port=door.port,
            role=door.role,
            service=door.service if cause is None else unseen,
            tls=tls,
            starttls=tls if door.starttls is not None else False,
        )
        self.notebook.saw(row)
        self.notebook.close(door.endpoint)


def _key(at: Mapping[str, Any]) -> _Key:
    return str(at["host"]), str(at["address"]), int(at["port"])


def _of_role(fixed: Scope, door: Door) -> Scope:
    """A mail server's cells say so: what was not seen of it bears on no control about the shop itself."""
    role = {"endpoint.role": door.role} if door.role is EndpointRole.MAIL else {}
    return scope_of({**dict(fixed), **role})


def _child_failed(notebook: Notebook, doors: Mapping[tuple[str, str, int], Door], reason: str) -> None:
    """Whatever the child left untold is a gap, address by address; what it told stands."""
    for (host, address, port), door in doors.items():
        for kind, cell in door.cells.items():
            fixed = {"endpoint.host": host, "endpoint.address": address, "endpoint.port": port}
            here = Cell(kind, _of_role(decode_scope(kind, fixed), door))
            if notebook.is_open(here):
                notebook.gap(here, GapCause.CRASH, reason)
                notebook.gap(cell, GapCause.CRASH, reason)
        notebook.gap(door.endpoint, GapCause.CRASH, reason)
