"""Looks at the ports of a shop's hosts, and writes down what is open and how it speaks. Authorised only."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from scanner.errors import NetworkError
from scanner.model.evidence import Cell, scope
from scanner.model.facts import Port
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import GapCause, PortGroup, PortState
from scanner.network import Network, NoSuchHost, Scannable, Target
from scanner.probes.notebook import Notebook
from scanner.probes.ports import rounds, sense
from scanner.probes.ports.doors import MOST_DOORS, doors_of
from scanner.probes.ports.groups import Groups
from scanner.probes.ports.known import group_of, known_ports
from scanner.probes.ports.rounds import Named, NoScan
from scanner.probes.ports.talk import STRANGE, Heard, listen
from scanner.probes.tls.probe import Door

#: Open ports of one address that are listened to, and how many at once.
MOST_HEARD = 40
_AT_ONCE = 6
#: Connections a second, and unanswered at once, of the first round, which matters most.
_GENTLE_PER_SECOND = 60.0
_GENTLE_AT_ONCE = 20

_NAME = "ports"


LookAt = Callable[[Sequence[Door]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class House:
    """A host whose ports are looked at: its ports of https and http, and the cell. A `guessed` one need not exist."""

    host: str
    https_port: int
    http_port: int
    guessed: bool
    cell: Cell


@dataclass(frozen=True, slots=True)
class Terms:
    """What the owner allows and wants. `declared` ports limit the scan; `no_scan`: why there is none.

    `tls_kinds` are looked at where a port speaks TLS, by `look_at`; none without.
    """

    declared: tuple[int, ...] = ()
    no_scan: tuple[GapCause, str] | None = None
    tls_kinds: tuple[str, ...] = ()
    look_at: LookAt | None = None


@dataclass(slots=True)
class _Address:
    """One address, with its real ports and whom each stands for. `states` and what was heard are by real port."""

    address: str
    targets: dict[int, list[Target]] = field(default_factory=dict)
    states: dict[int, PortState] = field(default_factory=dict)
    heard: dict[int, Heard] = field(default_factory=dict)
    named: dict[int, Named | NoScan | None] = field(default_factory=dict)

    @property
    def hosts(self) -> tuple[str, ...]:
        """The names of the shop that lead here."""
        return tuple(dict.fromkeys(target.host for targets in self.targets.values() for target in targets))

    def real(self, ports: Collection[int]) -> tuple[int, ...]:
        """The real ports that stand for some of these."""
        chosen = set(ports)
        return tuple(real for real, targets in self.targets.items() if any(t.port in chosen for t in targets))

    def opened(self) -> list[Target]:
        """A target of each open port, the known ones first."""
        first = [targets[0] for real, targets in self.targets.items() if self.states.get(real) is PortState.OPEN]
        return sorted(first, key=lambda target: (target.port not in known_ports(), target.port))


async def look(network: Network, notebook: Notebook, houses: Sequence[House], terms: Terms) -> None:
    """Write down port for every address of every host, and the TLS facts of further services that speak TLS."""
    if terms.no_scan is not None:
        for house in houses:
            notebook.gap(house.cell, *terms.no_scan)
        return
    try:
        common = await rounds.common_ports(network.limits)
    except NoScan as error:
        for house in houses:
            notebook.gap(house.cell, error.cause, str(error))
        return
    addresses = await _addresses(network, notebook, houses, terms, common)
    for address in addresses:
        await _address(network, notebook, address, houses, terms)
        for house in (house for house in houses if house.host in address.hosts):
            notebook.note(_NAME, f"{house.host} at {address.address}")
    if terms.tls_kinds and terms.look_at is not None:
        known = {(house.host, house.https_port) for house in houses}
        doors = doors_of(
            ((a.targets[t.to_port], a.heard[t.to_port]) for a in addresses for t in a.opened() if t.to_port in a.heard),
            known,
            terms.tls_kinds,
        )
        for cell in (cell for door in doors[MOST_DOORS:] for cell in (door.endpoint, *door.cells.values())):
            notebook.gap(cell, GapCause.BUDGET, f"the TLS of only {MOST_DOORS} further services is looked at")
        if doors:
            await _look_through(notebook, doors[:MOST_DOORS], terms.look_at)


async def _look_through(notebook: Notebook, doors: Sequence[Door], look_at: LookAt) -> None:
    """The TLS of further services. What a look leaves open when the scan ends is a gap, though nobody planned it."""
    try:
        await look_at(doors)
    finally:
        for cell in (cell for door in doors for cell in (door.endpoint, *door.cells.values())):
            if notebook.is_open(cell):
                notebook.gap(cell, GapCause.TIMEOUT, "the scan ended before this was seen")


# ── what to scan ─────────────────────────────────────────────────────────────────────────────────────────────────────


async def _addresses(
    network: Network, notebook: Notebook, houses: Sequence[House], terms: Terms, common: Collection[int]
) -> list[_Address]:
    """Every address once, whichever hosts lead there."""
    found: dict[str, _Address] = {}
    for house in houses:
        own = (house.https_port, house.http_port)
        whole = {*known_ports(), *common, *sense.CANARIES, *own}
        asked = set(terms.declared) or whole
        try:
            scannable = await network.scannable(house.host, asked, {*terms.declared, *own})
        except NoSuchHost as error:
            if house.guessed:
                notebook.close(house.cell, absent=True)
            else:
                notebook.failed([house.cell], error)
            continue
        except NetworkError as error:
            notebook.failed([house.cell], error)
            continue
        _left_out(notebook, house, scannable, terms)
        for target in scannable.targets:
            address = found.setdefault(target.address, _Address(target.address))
            address.targets.setdefault(target.to_port, []).append(target)
    return list(found.values())


def _left_out(notebook: Notebook, house: House, scannable: Scannable, terms: Terms) -> None:
    """Ports that are not looked at are gaps, by group: what the owner did not ask for, and what nobody may touch."""
    if not scannable.targets:
        notebook.gap(house.cell, GapCause.NOT_AUTHORISED, _OFF_LIMITS)
        return
    listed = ", ".join(map(str, sorted(terms.declared)))
    reasons = {
        (GapCause.NOT_REQUESTED, f"the shop file limits the scan to the ports {listed}"): (
            set(known_ports()) - set(terms.declared) if terms.declared else set()
        ),
        (GapCause.NOT_AUTHORISED, _OFF_LIMITS): set(scannable.off_limits) & set(known_ports()),
    }
    for (cause, reason), ports in reasons.items():
        groups = {known_ports()[port].group for port in ports}
        for group in [*groups, *([PortGroup.OTHER] if groups else [])]:
            notebook.gap(Cell("port", scope({"host": house.host, "group": group})), cause, reason)


_OFF_LIMITS = (
    "where connect_to leads the host, or its address is not public, only ports that connect_to names are scanned"
)


# ── one address ──────────────────────────────────────────────────────────────────────────────────────────────────────


async def _address(
    network: Network, notebook: Notebook, address: _Address, houses: Sequence[House], terms: Terms
) -> None:
    mine = [house for house in houses if house.host in address.hosts]
    try:
        doubt = await _scan(network, address, mine)
    except NoScan as error:
        doubt = sense.Doubt(error.cause, str(error))
    if doubt is not None:
        _doubted(notebook, address, mine, doubt)
        if doubt.cause is not GapCause.BUDGET:
            return
    await _hear(network, address)
    await _write(network, notebook, address, terms)
    for house in mine:
        notebook.close(house.cell)


def _doubted(notebook: Notebook, address: _Address, houses: Iterable[House], doubt: sense.Doubt) -> None:
    """A gap: of the whole address, or, where only the ports beyond the list are in doubt, of these."""
    beyond = {"group": PortGroup.OTHER} if doubt.cause is GapCause.BUDGET else {}
    for house in houses:
        here = Cell("port", scope({"host": house.host, "address": address.address, **beyond}))
        notebook.gap(here, doubt.cause, doubt.reason)
        if not beyond:
            notebook.gap(house.cell, doubt.cause, doubt.reason)


async def _write(network: Network, notebook: Notebook, address: _Address, terms: Terms) -> None:
    """A row for each port of the list, and of others for each that is open."""
    groups = Groups(network)
    for real, targets in address.targets.items():
        state = address.states.get(real)
        if state is None:
            continue
        for target in targets:
            if target.port in known_ports() or state is PortState.OPEN or target.port in terms.declared:
                notebook.saw(await _row(target, state, address, groups))


async def _scan(network: Network, address: _Address, houses: Iterable[House]) -> sense.Doubt | None:
    """Two rounds: the ports that matter gently, then the others. Raises NoScan where the first one failed."""
    limits = network.limits
    own = [port for house in houses for port in (house.https_port, house.http_port)]
    first = address.real([*known_ports(), *sense.CANARIES, *own])
    gentle = max(_GENTLE_PER_SECOND, limits.connections_per_second)
    address.states |= await rounds.states(address.address, first, gentle, _GENTLE_AT_ONCE)
    if again := sense.hasty(address.states):
        address.states |= await rounds.states(address.address, again, gentle / 3, 5)
    slow = dict(address.states)
    if (doubt := _doubt(address, answers=None)) is not None:
        return doubt
    late: sense.Doubt | None = None
    if rest := [real for real in address.targets if real not in first]:
        try:
            quick = await rounds.states(address.address, rest, limits.scan_ports_per_second, limits.scan_ports_at_once)
            address.states |= quick
            if sense.thinned(slow, quick):
                late = sense.Doubt(
                    GapCause.BUDGET, "it limits new connections, so that ports beyond the list may be missed"
                )
        except NoScan as error:
            late = sense.Doubt(GapCause.BUDGET, f"only the ports of the list were looked at: {error}")
    return _doubt(address, answers=await _still_answers(network, address)) or late


def _doubt(address: _Address, *, answers: bool | None) -> sense.Doubt | None:
    """By the shop's port numbers; a real port that stands for many counts once."""
    by_port = {
        targets[0].port: address.states[real] for real, targets in address.targets.items() if real in address.states
    }
    return sense.doubt(by_port, answers=answers)


async def _still_answers(network: Network, address: _Address) -> bool | None:
    for target in address.opened()[:1]:
        for _ in range(2):
            try:
                (await network.connect(target)).close()
            except NetworkError as error:
                if error.cause == "budget":
                    return None
            else:
                return True
        return False
    return None


# ── what answers ─────────────────────────────────────────────────────────────────────────────────────────────────────


async def _hear(network: Network, address: _Address) -> None:
    """Listen at the open ports, and have nmap name what was not understood, and what may be a database or a tool."""
    opened = address.opened()
    turns = asyncio.Semaphore(_AT_ONCE)

    async def one(target: Target) -> None:
        async with turns:
            address.heard[target.to_port] = await listen(network, target)

    async with asyncio.TaskGroup() as tasks:
        for target in [target for target in opened if _may_listen(target.port)][:MOST_HEARD]:
            tasks.create_task(one(target))
    strange = [t for t in opened if (heard := address.heard.get(t.to_port)) is None or heard.service is None]
    # Those of the list are known by their numbers, whatever nmap says.
    strange.sort(key=lambda target: (target.port in known_ports(), target.port))
    address.named = await rounds.services(address.address, [t.to_port for t in strange], network.limits)


def _may_listen(port: int) -> bool:
    """Not where a database or a tool is expected: those are named by nmap, and judged by being open."""
    known = known_ports().get(port)
    if known is None or known.group in {PortGroup.WEB, PortGroup.MAIL}:
        return True
    return known.speaks is not None or known.clear or known.shops_too


async def _row(target: Target, state: PortState, address: _Address, groups: Groups) -> Port:
    known = known_ports().get(target.port)
    if state is not PortState.OPEN:
        return Port(
            host=target.host,
            address=target.address,
            protocol="tcp",
            port=target.port,
            state=state,
            group=group_of(target.port, None),
            service=known.service if known else None,
            product=None,
            tls=None,
            starttls=None,
            plaintext=None,
        )
    heard, told = address.heard.get(target.to_port), address.named.get(target.to_port)
    named = told if isinstance(told, Named) else None
    service = (heard.service if heard else None) or (named.service if named else None)
    # What neither its number nor anybody tells may be a database as well as anything else.
    untold = None
    if isinstance(told, NoScan) and known is None and service is None:
        untold = Unknown(str(told), told.cause)
    return Port(
        host=target.host,
        address=target.address,
        protocol="tcp",
        port=target.port,
        state=state,
        group=untold or await groups.of(target, service, heard),
        service=untold or service or (known.service if known else None),
        product=(heard.product if heard else None) or (named.product if named else None),
        tls=_tls(heard, named),
        starttls=None if _named_otherwise(heard, named) or heard is None else heard.starttls,
        plaintext=_plaintext(target.port, heard, named),
    )


_UNHEARD = Unknown("nobody listened there")


def _tls(heard: Heard | None, named: Named | None) -> Maybe[bool]:
    if named is not None and (heard is None or _named_otherwise(heard, named)):
        return named.tls
    return heard.tls if heard else _UNHEARD


def _named_otherwise(heard: Heard | None, named: Named | None) -> bool:
    """Whether nmap recognises a service at a port of which nothing could be heard, and it takes no password of ours."""
    unheard = heard is not None and isinstance(heard.tls, Unknown) and isinstance(heard.plaintext, Unknown)
    return unheard and named is not None and named.service is not None and named.service not in _WITH_PASSWORDS


def _plaintext(port: int, heard: Heard | None, named: Named | None) -> Maybe[bool | None]:
    """None of what is no HTTP, mail, FTP or terminal service; of what nobody has listened to it can't be told."""
    if heard is None:
        return _UNHEARD if _may_listen(port) else None
    if _named_otherwise(heard, named):
        return None
    if heard == STRANGE and named is not None and named.service in _WITH_PASSWORDS and not named.tls:
        return Unknown(f"nmap takes it for {named.service}, which did not answer us")
    return heard.plaintext


_WITH_PASSWORDS = frozenset(("http", "https", "telnet", "ftp", "pop3", "imap", "smtp"))
