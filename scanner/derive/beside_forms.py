"""What ran on the page of a form, joined from requests and resources: others' scripts, session replay, captchas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import TypeVar

from scanner.derive.forms.around_words import around_words
from scanner.derive.party import Site, registrable_domain, url_host
from scanner.derive.services import Known
from scanner.model.evidence import Evidence
from scanner.model.facts import Fact, Form, FormField, Page, Request, Resource
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import Party, Phase, RequestType, ServiceCategory

T = TypeVar("T")

#: States of consent that every scan looks at; a quick look leaves out the others.
_LOOKED_AT = (Phase.BEFORE_CHOICE, Phase.REJECTED, Phase.ACCEPTED)
_RUNS = frozenset({RequestType.SCRIPT, RequestType.WORKER})


@dataclass(slots=True)
class _Ran:
    """What was seen on one page. `unclear`: third parties with scripts there of which nothing is known.

    `read`: its scripts were looked at with its forms.
    """

    phases: set[Phase] = field(default_factory=set)
    outsiders: set[str] = field(default_factory=set)
    replay: dict[str, set[Phase]] = field(default_factory=dict)
    captchas: set[str] = field(default_factory=set)
    unclear: set[str] = field(default_factory=set)
    read: bool = False


def beside_forms(evidence: Evidence, known: Known, site: Site) -> Evidence:
    """Fill in of every form what ran on its page. Where a phase was not seen there, what is missing is Unknown.

    Doing it again changes nothing.
    """
    ran = _by_page(evidence)
    gaps = _gaps(evidence)
    recorders = sorted({name for page in ran.values() for name in page.replay})

    def told(form: Form) -> Form:
        url = form.page.url if isinstance(form.page, Page) else None
        here = ran.get(_plain(url), _Ran()) if isinstance(url, str) else _Ran()
        if isinstance(form.foreign_scripts, tuple):
            here = _with_own(here, form.foreign_scripts, known, site)
        return _captcha(_replay(_outsiders(form, here, gaps), here, gaps, recorders), here, known)

    def meant(row: Fact) -> Fact:
        if isinstance(row, Form):
            return told(row)
        if isinstance(row, FormField) and isinstance(row.form, Form):
            return replace(row, form=told(row.form))
        return row

    kinds = ("form", "form_field")
    facts = {kind: tuple(meant(row) for row in evidence.rows(kind)) for kind in kinds if evidence.rows(kind)}
    return replace(evidence, facts={**evidence.facts, **facts})


def _plain(url: str) -> str:
    return url.partition("#")[0]


def _by_page(evidence: Evidence) -> Mapping[str, _Ran]:
    found: dict[str, _Ran] = {}
    for row in evidence.rows("request"):
        if isinstance(row, Request) and isinstance(row.page, Page) and isinstance(row.page.url, str):
            _sent(row, found.setdefault(_plain(row.page.url), _Ran()))
    for row in evidence.rows("resource"):
        if isinstance(row, Resource) and isinstance(row.page, Page) and isinstance(row.page.url, str):
            _loaded(row, found.setdefault(_plain(row.page.url), _Ran()))
    return found


def _sent(row: Request, ran: _Ran) -> None:
    phase = row.phase if isinstance(row.phase, Phase) else None
    if phase is not None:
        ran.phases.add(phase)
    name = row.service if isinstance(row.service, str) else None
    if row.party is Party.THIRD and row.type in _RUNS and isinstance(row.host, str):
        ran.outsiders.add(name or registrable_domain(row.host))
        if isinstance(row.category, Unknown):
            ran.unclear.add(name or registrable_domain(row.host))
    if name and row.category is ServiceCategory.SESSION_REPLAY:
        ran.replay.setdefault(name, set()).update({phase} if phase else ())
    if name and row.category is ServiceCategory.CAPTCHA and row.party is Party.THIRD:
        ran.captchas.add(name)


def _loaded(row: Resource, ran: _Ran) -> None:
    """A script that a page names, where its requests were not asked for."""
    if row.party is not Party.THIRD or row.type not in _RUNS or not isinstance(row.url, str) or ran.phases:
        return
    host = url_host(row.url)
    if host:
        ran.outsiders.add(registrable_domain(host))


def _with_own(ran: _Ran, scripts: Iterable[str], known: Known, site: Site) -> _Ran:
    """With the scripts that the page had asked for when its forms were read: of some pages that is all there is.

    Whoever looked then had given no consent.
    """
    ran = deepcopy(ran)
    for url in scripts:
        host = url_host(url)
        if host is None or site.party(host) is Party.FIRST:
            continue
        path = "/" + url.partition("://")[2].partition("/")[2]
        found, entity = known.at(host, path), known.entity_at(host)
        name = found.service.name if found else entity.name if entity else registrable_domain(host)
        ran.outsiders.add(name)
        category = found.service.category if found else entity.category if entity else None
        if category is ServiceCategory.SESSION_REPLAY:
            ran.replay.setdefault(name, set()).add(Phase.BEFORE_CHOICE)
        elif category is ServiceCategory.CAPTCHA:
            ran.captchas.add(name)
        elif category is None:
            ran.unclear.add(name)
    ran.read = True
    return ran


def _gaps(evidence: Evidence) -> Mapping[Phase, Unknown]:
    """Why requests of a phase were not all seen."""
    found: dict[Phase, Unknown] = {}
    for gap in evidence.gaps("request"):
        phase = gap.value("phase")
        for one in _LOOKED_AT if isinstance(phase, Unknown) else (phase,):
            if isinstance(one, Phase) and one in _LOOKED_AT:
                found.setdefault(one, Unknown(f"requests in phase {one}: {gap.reason}", gap.cause))
    return found


def _unseen(here: _Ran, gaps: Mapping[Phase, Unknown]) -> Unknown | None:
    """Why not all that ran on a page is known; None where it is."""
    if not here.phases and not here.read:
        return Unknown("the requests of its page were not seen")
    return next((why for _, why in sorted(gaps.items())), None)


def _outsiders(form: Form, here: _Ran, gaps: Mapping[Phase, Unknown]) -> Form:
    """Any that were seen are told; that there is none, or no other, is said only where all was seen."""
    missing = _unseen(here, gaps)
    seen = tuple(sorted(here.outsiders))
    return replace(form, outsiders=seen or missing or ())


def _replay(form: Form, here: _Ran, gaps: Mapping[Phase, Unknown], elsewhere: Sequence[str]) -> Form:
    """Of a page that only whoever goes shopping sees, without consent: clear where no other page is recorded either."""
    if here.replay:
        phases = {phase for of in here.replay.values() for phase in of}
        replay_in = tuple(phase for phase in Phase if phase in phases)
        return replace(form, replay=", ".join(sorted(here.replay)), replay_in=replay_in)
    missing = _unseen(here, gaps)
    if missing is None and not here.phases and elsewhere:
        missing = Unknown(f"{', '.join(elsewhere)[:120]} records other pages; on this one consent was never given")
    if missing is None and here.unclear:
        who = ", ".join(sorted(here.unclear))[:120]
        missing = Unknown(f"scripts of {who}, of which nothing is known, run on its page")
    return replace(form, replay=missing, replay_in=missing)


def _captcha(form: Form, here: _Ran, known: Known) -> Form:
    """Whose the captcha is: by its name, or by what the page asked where shops run it themselves."""
    if not isinstance(form.captcha, str):
        return replace(form, captcha_party=form.captcha, captcha_advertises=form.captcha)
    parties: list[Maybe[Party]] = []
    advertise: list[Maybe[bool]] = []
    for name in form.captcha.split(", "):
        entry = around_words().captchas.get(name)
        if entry is None:
            unknown = Unknown(f"nothing is known of the captcha {name[:40]}")
            parties.append(unknown)
            advertise.append(unknown)
            continue
        own = entry.own and entry.service not in here.captchas
        parties.append(Party.FIRST if own else Party.THIRD)
        advertise.append(False if own or entry.service is None else known.advertises(entry.service))
    return replace(form, captcha_party=_any(parties, Party.THIRD), captcha_advertises=_any(advertise, True))


def _any(values: Iterable[Maybe[T]], worst: T) -> Maybe[T]:
    """The worst of them; else one that is Unknown, else the first."""
    held = list(values)
    if worst in held:
        return worst
    return next((value for value in held if isinstance(value, Unknown)), held[0])
