"""Which DMARC policy holds for a domain: the DNS tree walk (RFC 9989 § 4.10), and who may receive its reports."""

from __future__ import annotations

from dataclasses import dataclass

from scanner.errors import NetworkError
from scanner.model.facts import Dmarc
from scanner.model.values import Unknown
from scanner.model.vocabulary import GapCause
from scanner.probes.dns.client import BadName, Client
from scanner.probes.dns.records import TXT
from scanner.probes.mail.dmarc_record import Problem, Record, is_dmarc, parse

#: § 4.10: a name of more than eight labels is asked for itself, then from seven labels on; eight questions at most.
MOST_QUESTIONS = 8
_MOST_FOREIGN = 5


@dataclass(frozen=True, slots=True)
class Found:
    """The records published at one name of the walk; several count as none."""

    name: str
    texts: tuple[str, ...]

    @property
    def record(self) -> Record | None:
        return parse(self.texts[0]) if len(self.texts) == 1 else None


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk from a domain towards the root, and the organisational domain it comes to (§ 4.10.2)."""

    domain: str
    steps: tuple[Found, ...]

    @property
    def organisational(self) -> str:
        found = [(step.name, step.record) for step in self.steps if step.record is not None]
        for name, record in found:
            if record.psd == "n":
                return name
            if record.psd == "y" and name != self.domain:
                return _below(name, self.domain)
        return found[-1][0] if found else self.domain

    @property
    def applied(self) -> Found | None:
        """The record that holds: the domain's own, its organisational domain's, or that of the public suffix above."""
        published = [step for step in self.steps if step.record is not None]
        for wanted in (self.domain, self.organisational):
            for step in published:
                if step.name == wanted:
                    return step
        return next((step for step in published if step.record and step.record.psd == "y"), None)


async def walk(client: Client, domain: str) -> Walk:
    """Asks at the domain, then at ever shorter names, until psd=y or psd=n ends it. Raises NetworkError."""
    labels = domain.lower().strip(".").split(".")
    names = [".".join(labels[i:]) for i in range(len(labels))]
    if len(names) > MOST_QUESTIONS:
        names = [names[0], *names[-(MOST_QUESTIONS - 1) :]]
    steps: list[Found] = []
    for name in names:
        reply = await client.look_up(f"_dmarc.{name}", TXT)
        found = Found(name, tuple(text for text in reply.texts if is_dmarc(text)))
        steps.append(found)
        if found.record is not None and found.record.psd in {"y", "n"}:
            break
    return Walk(names[0], tuple(steps))


async def discover(client: Client, domain: str, *, exists: bool = True) -> Dmarc:
    """What holds for a domain; `exists`: it has records of its own. Raises NetworkError where the walk breaks off."""
    way = await walk(client, domain)
    applied = way.applied
    own = len(way.steps[0].texts)
    record = applied.record if applied else None
    if applied is None or record is None:
        several = next((len(step.texts) for step in way.steps if step.texts), 0)
        problem = Problem.SEVERAL if several else Problem.MISSING
        return Dmarc(
            records=several,
            valid=False,
            problem=problem,
            found_at=None,
            inherited=False,
            organisational_domain=way.organisational,
            policy=None,
            subdomain_policy=None,
            nonexistent_policy=None,
            effective_policy=None,
            testing=False,
            reports=False,
            rua=(),
            rua_authorised=None,
            obsolete=(),
            record=None,
        )
    inherited = applied.name != way.domain
    above = record.subdomains if exists else record.nonexistent
    # Two records of one's own are a mistake, even where those above step in.
    own_problem = Problem.SEVERAL if own > 1 else record.problem
    return Dmarc(
        records=own or len(applied.texts),
        valid=own_problem is None,
        problem=own_problem,
        found_at=applied.name,
        inherited=inherited,
        organisational_domain=way.organisational,
        policy=record.policy,
        subdomain_policy=record.subdomains,
        nonexistent_policy=record.nonexistent,
        effective_policy=above if inherited else record.policy,
        testing=record.testing,
        reports=bool(record.rua),
        rua=record.rua,
        rua_authorised=await _authorised(client, applied.name, record),
        obsolete=record.obsolete,
        record=record.text,
    )


async def _authorised(client: Client, domain: str, record: Record) -> bool | Unknown | None:
    """Whether every foreign receiver of reports has published that it wants them (RFC 9990, external destinations)."""
    if not record.hosts:
        return None
    try:
        home = (await walk(client, domain)).organisational
        foreign = [host for host in record.hosts if host != domain]
        foreign = [host for host in foreign[:_MOST_FOREIGN] if (await walk(client, host)).organisational != home]
        for host in foreign:
            reply = await client.look_up(f"{domain}._report._dmarc.{host}", TXT)
            if not any(is_dmarc(text) for text in reply.texts):
                return False
    except BadName:
        return False
    except NetworkError as error:
        return Unknown(error.message, GapCause(error.cause))
    return True if foreign else None


def _below(name: str, domain: str) -> str:
    """The domain one label below a name, on the way to a domain."""
    labels, above = domain.split("."), name.count(".") + 1
    return ".".join(labels[-(above + 1) :])
