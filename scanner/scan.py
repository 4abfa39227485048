"""The whole flow in one readable screen: plan, probe, derive, judge, weigh, report. Offline again from a run folder."""

from __future__ import annotations

import asyncio
import datetime as dt
import platform
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from importlib import metadata
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from scanner import __version__, store
from scanner.collect import collect
from scanner.datafile import data_file
from scanner.derive import Context, derive, prepare
from scanner.derive.own_lists import OwnLists, kept_lists
from scanner.derive.purposes import Declared
from scanner.errors import ExitCode, RunFolderError
from scanner.excuses import Given
from scanner.model.declared_scripts import scripts_as_json, scripts_from_json
from scanner.model.evidence import Evidence, Status
from scanner.model.report import MANIFEST_SCHEMA, ReferenceText, Report, encode_report
from scanner.model.verdict import ControlVerdict, Place, Text
from scanner.model.vocabulary import OWNERS_CHOICE, Area, Phase, Purpose, Severity
from scanner.nearness import nearness
from scanner.network import ConnectTo, Limits, Network, system_nameserver
from scanner.plan import make_plan
from scanner.policy.library import Library
from scanner.policy.profile import Profile
from scanner.probes.notebook import Notebook, Progress, now
from scanner.shop import ShopFile
from scanner.weigh import Excuses, Strictness, judge_all, page_was_fetched, rule_all, weigh

DEFAULT_DEADLINE_S = 120.0
#: Where the owner allows it, a scan also goes through the checkout and types into forms.
AUTHORISED_DEADLINE_S = 300.0

_VERSIONS_OF = ("sslyze", "nassl", "cryptography", "h11")


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user asks of one scan. `only` empty: everything. `as_of` is the day to judge as of.

    `profile_because`: why it is judged by its profile; None where a run judged again keeps its own reason.
    `command`: as it was typed. `lists`: what the user adds to what Siegel knows.
    `earlier`: the run that payment pages are compared with.
    """

    as_of: dt.date
    only: tuple[Area, ...] = ()
    deadline_s: float = DEFAULT_DEADLINE_S
    quick: bool = False
    strictness: Strictness = field(default_factory=Strictness)
    given: Given = field(default_factory=lambda: Given(Excuses(), {}))
    profile_because: Text | None = None
    command: tuple[str, ...] = ()
    lists: OwnLists = field(default_factory=OwnLists)
    earlier: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run in memory: what was seen, what it means, and all that belongs into its folder.

    `made`: how it came about, as its manifest tells and its report repeats. `data`: the lists that gave facts their
    meaning, and what else it was weighed with.
    """

    evidence: Evidence
    report: Report
    artifacts: Mapping[str, bytes]
    made: Mapping[str, Any]
    data: Mapping[str, bytes] = field(default_factory=dict)
    interrupted: bool = False

    @property
    def exit_code(self) -> ExitCode:
        """What the process says when it ends."""
        return ExitCode.INTERRUPTED if self.interrupted else ExitCode(self.report.gate.exit_code)

    @property
    def document(self) -> dict[str, Any]:
        """`report.json`."""
        return encode_report(self.report)


def deadline_of(shop: ShopFile, *, quick: bool) -> float:
    """Seconds that a scan has where nobody says how many."""
    return AUTHORISED_DEADLINE_S if shop.authorised is not None and not quick else DEFAULT_DEADLINE_S


async def scan_shop(
    shop: ShopFile,
    profile: Profile,
    library: Library,
    settings: Settings,
    tell: Callable[[Progress], None] = lambda _: None,
) -> Run:
    """Look at a shop and judge what was seen. Never raises for what a shop does."""
    started, clock = now(), time.monotonic()
    nameserver = shop.resolver or system_nameserver()
    network = Network(shop.url, shop.connect_to, limits_for(shop.connect_to), named=(), nameserver=nameserver)
    plan = make_plan(shop, settings.only, profile.areas, profile.kinds)
    # While the browser starts, this process waits.
    prepared = asyncio.create_task(asyncio.to_thread(prepare)) if plan.browses else None
    collected = await collect(plan, network, tell, settings.deadline_s, quick=settings.quick)
    if prepared is not None:
        await prepared
    declared = Declared(shop.hosts, dict(shop.stored), dict(shop.sent), shop.scripts)
    lists = settings.lists
    context = Context(collected.notebook.artifacts, declared, lists.known, lists.filters, settings.earlier)
    evidence = derive(collected.notebook.evidence(shop.url, started, _vantage(shop)), context)
    run = {
        "started": evidence.started,
        "ended": evidence.ended,
        "seconds": round(time.monotonic() - clock, 2),
        **({"command": list(settings.command)} if settings.command else {}),
        "vantage": dict(evidence.vantage),
        "connections": network.used.connections,
        "requests": network.used.requests,
        "bytes_read": network.used.bytes_read,
        "authorised_by": shop.authorised.by if shop.authorised else None,
        "declared": _declared_as_json(declared),
        "incomplete": collected.interrupted,
        **_because(settings),
        "notices": [
            *_notices(shop),
            *_own(lists),
            *({"en": text.en, "de": text.de} for text in collected.notebook.said),
            *collected.notebook.notices,
        ],
        "settings": _settings(settings),
        "versions": versions() | collected.notebook.versions,
        **_looked(collected.notebook),
    }
    report = make_report(evidence, profile, library, settings, name=shop.name, run=run)
    data = {**_lists(), **lists.files, **settings.given.files}
    return Run(evidence, report, collected.notebook.artifacts, run, data, collected.interrupted)


def make_report(
    evidence: Evidence, profile: Profile, library: Library, settings: Settings, *, name: str, run: Mapping[str, Any]
) -> Report:
    """Judge and weigh stored evidence. Pure but for the arguments: the same input gives the same report."""
    weighed = weigh(
        judge_all(profile, evidence, settings.as_of),
        profile,
        evidence,
        settings.strictness,
        settings.as_of,
        excuses=settings.given.excuses,
        fetched=page_was_fetched(evidence),
    )
    stored = run.get("notices")
    told = ({"en": notice.en, "de": notice.de} for notice in weighed.notices)
    notices = [*(stored if isinstance(stored, list) else ()), *told]
    return Report(
        shop=evidence.shop,
        name=name,
        profile=profile.name,
        as_of=settings.as_of.isoformat(),
        run={**run, "notices": notices},
        verdicts=tuple(_portable(verdict) for verdict in weighed.verdicts),
        left_out=profile.left_out,
        gate=weighed.gate,
        references=_references(weighed.verdicts, library),
        coverage_note=_coverage_note(evidence),
        nearness=nearness(evidence, library, settings.as_of),
        rulings=rule_all(profile, evidence, settings.as_of),
    )


def write_run(path: Path, run: Run, profile: Profile, library: Library, log: str = "") -> store.RunFolder:
    """The run folder of a run, whole."""
    folder = store.create(path)
    store.write_evidence(folder, run.evidence, run.artifacts)
    store.write_policies(folder, library.used_by(profile))
    if run.data:
        store.write_data(folder, run.data)
    store.write_json(path / store.REPORT, run.document)
    store.write_bytes(path / store.LOG, log.encode())
    store.write_manifest(
        folder, {**run.made, "profile": profile.name, "as_of": run.report.as_of, "name": run.report.name}
    )
    return folder


def judge_folder(
    folder: store.RunFolder, profile: Profile, library: Library, settings: Settings, *, rederive: bool = False
) -> Run:
    """Judge a run again, offline."""
    evidence = folder.evidence()
    stored = stored_run(folder)
    own = kept_lists(folder.path / "data") if rederive else OwnLists()
    if rederive:
        declared = _declared(stored.get("declared"))
        evidence = derive(evidence, Context(folder.artifacts(), declared, own.known, own.filters))
    run = {key: value for key, value in stored.items() if key not in {"profile", "as_of", "name"}}
    run |= {"settings": _settings(settings), **_because(settings)}
    report = make_report(evidence, profile, library, settings, name=str(stored.get("name") or evidence.shop), run=run)
    lists = {**_lists(), **own.files} if rederive else folder.lists()
    return Run(evidence, report, {}, run, {**lists, **settings.given.files})


def stored_run(folder: store.RunFolder) -> dict[str, Any]:
    """How a run came about, from its manifest; empty where a folder holds evidence alone."""
    if not (folder.path / store.MANIFEST).is_file():
        return {}
    found = folder.document(store.MANIFEST, MANIFEST_SCHEMA).get("run")
    if not isinstance(found, dict):
        raise RunFolderError(f"{folder.path / store.MANIFEST} is broken: run is not an object")
    return found


def limits_for(connect_to: tuple[ConnectTo, ...]) -> Limits:
    """A shop on this very machine needs no protection from our pace."""
    hosts = [target.to_host for target in connect_to]
    if hosts and all(_is_loopback(host) for host in hosts):
        return Limits(connections_per_second=2000, burst=500, requests_per_second=500, scan_ports_per_second=2000)
    return Limits()


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def versions() -> dict[str, str]:
    """The tools that looked and judged."""
    found = {"siegel": __version__, "python": platform.python_version()}
    return found | {name: metadata.version(name) for name in _VERSIONS_OF}


def _lists() -> dict[str, bytes]:
    """The data files that give facts their meaning, as this version has them."""
    folder = data_file(".")
    found = {path.name: path for path in folder.iterdir() if path.name.endswith((".yaml", ".json"))}
    found |= {f"services/{path.name}": path for path in (folder / "services").iterdir() if path.name.endswith(".yaml")}
    return {name: path.read_bytes() for name, path in sorted(found.items())}


def _vantage(shop: ShopFile) -> dict[str, object]:
    return {"country": shop.vantage, "system": platform.system()}


def _looked(notebook: Notebook) -> dict[str, Any]:
    """Which browser looked, its clean profiles, and the raw logs; nothing where no browser did."""
    if not notebook.browser:
        return {}
    logs = sorted(notebook.logs, key=lambda log: (list(Phase).index(Phase(log.phase)), log.kind))
    phases = sorted(notebook.visitors, key=lambda visitor: str(visitor["started"]))
    return {"browser": {**notebook.browser, "phases": phases}, "logs": [asdict(log) for log in logs]}


def _settings(settings: Settings) -> dict[str, Any]:
    strictness = settings.strictness
    return {
        "only": [area.value for area in settings.only],
        "deadline_s": settings.deadline_s,
        "quick": settings.quick,
        "fail_on": strictness.fail_on.value if strictness.fail_on else None,
        "strict": strictness.warnings_count,
        "require_complete": strictness.require_complete,
    }


def _because(settings: Settings) -> dict[str, Any]:
    because = settings.profile_because
    return {"profile_because": {"en": because.en, "de": because.de}} if because else {}


def settings_of(stored: Mapping[str, Any], as_of: dt.date) -> Settings:
    """The settings a run was made with. What makes no sense is left at its default."""
    raw = stored.get("settings")
    found: Mapping[str, Any] = raw if isinstance(raw, dict) else {}
    fail_on, areas = found.get("fail_on"), found.get("only")
    strictness = Strictness(
        Severity(fail_on) if isinstance(fail_on, str) and fail_on in set(Severity) else None,
        found.get("strict") is True,
        found.get("require_complete") is True,
    )
    named = areas if isinstance(areas, list) else []
    only = tuple(Area(area) for area in named if isinstance(area, str) and area in set(Area))
    deadline = found.get("deadline_s")
    seconds = float(deadline) if isinstance(deadline, int | float) and not isinstance(deadline, bool) else None
    return Settings(as_of, only, seconds or DEFAULT_DEADLINE_S, quick=found.get("quick") is True, strictness=strictness)


def _declared_as_json(declared: Declared) -> dict[str, Any]:
    scripts = {"scripts": scripts_as_json(declared.scripts)} if declared.scripts else {}
    return {"hosts": list(declared.hosts), "stored": dict(declared.stored), "sent": dict(declared.sent), **scripts}


def _declared(stored: object) -> Declared:
    """What the owner had declared, from a manifest; what makes no sense was not declared."""
    found = stored if isinstance(stored, dict) else {}
    hosts = found.get("hosts")
    named = tuple(host for host in hosts if isinstance(host, str)) if isinstance(hosts, list) else ()
    scripts = scripts_from_json(found.get("scripts"))
    return Declared(named, _purposes(found.get("stored")), _purposes(found.get("sent")), scripts)


def _purposes(stored: object) -> dict[str, Purpose]:
    pairs = stored.items() if isinstance(stored, dict) else ()
    words = set(Purpose)
    return {name: Purpose(word) for name, word in pairs if isinstance(word, str) and word in words}


def _notices(shop: ShopFile) -> list[dict[str, str]]:
    notices = [
        {
            "en": f"the shop file's {key} is read, but this version does not act upon it yet",
            "de": f"{key} der Shop-Datei wird gelesen, aber diese Version richtet sich noch nicht danach",
        }
        for key in shop.unused
    ]
    private = ", ".join(ca.file.name for ca in shop.cas if not ca.public)
    if private:
        notices.append(
            {
                "en": f"{private} is not declared `as: public`, so it is not trusted",
                "de": f"{private} ist nicht als `as: public` angegeben, deshalb wird dem nicht vertraut",
            }
        )
    return notices


def _own(lists: OwnLists) -> list[dict[str, str]]:
    """What the report has to say of a user's lists: purposes rest on them."""
    notices = []
    if lists.services:
        count = len(lists.services.services)
        notices.append(
            {
                "en": f"{_many(count, 'service', 'services')} of the user's own "
                f"{'was' if count == 1 else 'were'} used to tell purposes",
                "de": f"{_many(count, 'eigener Dienst', 'eigene Dienste')} des Nutzers "
                f"{'wurde' if count == 1 else 'wurden'} herangezogen, um Zwecke zu bestimmen",
            }
        )
    if lists.filters:
        label, rules = lists.filters.label, lists.filters.rules
        notices.append(
            {
                "en": f"requests to unknown services were compared with the user's filter list {label} "
                f"({_many(rules, 'rule', 'rules')})",
                "de": f"Anfragen an unbekannte Dienste wurden mit der Filterliste „{label}“ des Nutzers verglichen "
                f"({_many(rules, 'Regel', 'Regeln')})",
            }
        )
    return notices


def _references(verdicts: tuple[ControlVerdict, ...], library: Library) -> tuple[ReferenceText, ...]:
    used = dict.fromkeys(reference for verdict in verdicts for reference in verdict.references)
    found = [library.references[id_] for id_ in used if id_ in library.references]
    return tuple(ReferenceText(r.id, r.title, r.provision, r.url, r.certainty.value, r.confirmed) for r in found)


def _portable(verdict: ControlVerdict) -> ControlVerdict:
    """With the policy's file as it stands in the run folder, so that judging there again gives the same bytes."""
    return replace(verdict, policy=Place(store.name_in_run(verdict.policy.file), verdict.policy.line))


def _coverage_note(evidence: Evidence) -> Text:
    closed = [entry for entry in evidence.coverage if entry.status is not Status.GAP]
    planned = {(cell.kind, cell.scope) for cell in evidence.plan}
    seen = sum((entry.kind, entry.scope) in planned for entry in closed)
    gaps = [entry for entry in evidence.coverage if entry.status is Status.GAP and entry.cause not in OWNERS_CHOICE]
    pages = len(evidence.rows("page"))
    hosts = len({getattr(row, "host", None) for row in evidence.rows("endpoint")})
    return Text(
        f"{seen} of {len(planned)} planned cells were seen; "
        f"{_many(len(gaps), 'gap', 'gaps')}, {_many(hosts, 'host', 'hosts')}, {_many(pages, 'page', 'pages')}",
        f"{seen} von {len(planned)} geplanten Zellen gesehen; "
        f"{_many(len(gaps), 'Lücke', 'Lücken')}, {_many(hosts, 'Host', 'Hosts')}, {_many(pages, 'Seite', 'Seiten')}",
    )


def _many(n: int, one: str, more: str) -> str:
    return f"{n} {one if n == 1 else more}"
