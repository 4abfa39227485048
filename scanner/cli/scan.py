"""`siegel scan`: look at a shop and judge what was seen."""

from __future__ import annotations

import asyncio
import datetime as dt
import math
import os
import signal
import time
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scanner.cli.guard import say
from scanner.cli.logs import run_log
from scanner.cli.options import Day, Listed, gate_options, lang_option, load_profile, profile_option
from scanner.cli.output import (
    NAMED_FORMATS,
    FormatList,
    check_one,
    render_files,
    run_to_stdout,
    show_summary,
)
from scanner.errors import InvalidInput, Problem, RunFolderError, UsageError
from scanner.model.evidence import Evidence
from scanner.model.text import file_name
from scanner.model.verdict import Text
from scanner.model.vocabulary import Area, Severity
from scanner.network import ConnectTo
from scanner.plan import KINDS_OF, declined_areas, make_plan
from scanner.policy.library import DEFAULT_PROFILE, Library
from scanner.policy.profile import Profile
from scanner.reports import read_run
from scanner.shop import ASKED_FOR, Authorisation, OwnCa, ShopFile, choose_profile, from_url, is_pem, read_shop_file
from scanner.weigh import Strictness

if TYPE_CHECKING:
    from scanner.derive.own_lists import OwnLists
    from scanner.scan import Run

_WAIT_FOR_FILE_S = 5.0


@click.command(short_help="Look at a shop and judge what was seen.")
@click.argument("shop", metavar="SHOP")
@profile_option(f"the shop file's, else its sector's, else {DEFAULT_PROFILE}")
@click.option(
    "--out", metavar="DIR", help="Run folder; `-`: none, and the one format on stdout. [default: siegel-runs/HOST/TIME]"
)
@click.option(
    "--format",
    "formats",
    type=FormatList(),
    default="",
    metavar="F,…",
    help=f"Reports to write beside report.json: {NAMED_FORMATS}.",
)
@gate_options
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    metavar="RUN",
    help="What failed in that run too doesn't count; the report says so.",
)
@click.option(
    "--only", type=Listed(Area, "AREA,…"), help=f"Look at these areas only: {', '.join(area.value for area in Area)}."
)
@click.option(
    "--quick",
    is_flag=True,
    help="Look at three phases of consent instead of seven, a page open for 2 s instead of 8, the pages with goods "
    "alone after a choice, one product; no pictures of forms.",
)
@click.option(
    "--authorised-by",
    metavar="TEXT",
    help="Who allowed more than looking: one product is put into the cart, and the checkout's first page is seen. "
    "Kept in the report.",
)
@click.option(
    "--connect-to",
    "connect_to",
    multiple=True,
    metavar="HOST:PORT:HOST:PORT",
    help="Like curl's: connect to another address instead.",
)
@click.option(
    "--ca",
    "cas",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Trust this CA as if it were a public one (PEM).",
)
@click.option(
    "--services",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Know these services too (YAML); what it says wins over what Siegel knows.",
)
@click.option(
    "--filter-list",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Tell the purpose of requests to unknown services by a list like EasyPrivacy.",
)
@click.option(
    "--history",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Compare payment pages with the latest earlier run in this folder; without it with --baseline's.",
)
@click.option(
    "--deadline",
    type=click.FloatRange(1, 3600),
    metavar="S",
    help="Seconds after which the scan ends with what it has. [default: 120; 300 where forms may be typed into]",
)
@click.option("--as-of", type=Day(), metavar="DATE", help="Judge as of this day. [default: today, UTC]")
@lang_option
@click.option("--keep-values", is_flag=True, help="Keep identifier values instead of keyed digests.")
@click.option("-q", "--quiet", is_flag=True, help="No progress on stderr.")
def scan(shop: str, profile: str | None, out: str | None, formats: tuple[str, ...], **options: Any) -> int:  # noqa: ANN401 - the options above
    """Look at SHOP, an address or a shop file, and judge what was seen.

    \b
    siegel scan https://www.muesli.example
    siegel scan shop.yaml --profile strict-de-shop
    siegel scan shop.yaml --only tls,http            without a browser, in seconds
    siegel scan https://staging.muesli.example --connect-to staging.muesli.example:443:10.0.0.7:443
    siegel scan shop.yaml --format json --out -      the report alone on stdout

    Without --profile and a profile in the shop file, `facts: {sector: …}` chooses: food sector-food, pharmacy
    sector-pharmacy, bank sector-bank. The report says which profile was used, and why.

    Everything seen goes into a run folder that `siegel judge` judges again, offline. The exit code is the gate's:
    0 passed, 1 failed, 4 inconclusive, 6 nothing could be fetched.
    """  # noqa: D301 - click wants the backspace itself before lines it must not wrap
    from scanner import store  # noqa: PLC0415 - not needed for --help

    _refuse_what_is_not_there_yet(options)
    if out == "-":
        check_one(formats)
    if out not in (None, "", "-"):
        store.check_free(Path(str(out)))
    found, library, chosen, because, lists = _inputs(shop, profile, options)
    _refuse_what_can_not_be_asked(found, options["only"] or ())
    with _loop(found, chosen, options["only"] or ()) as loop:
        from scanner.excuses import given  # noqa: PLC0415
        from scanner.scan import Settings, deadline_of, scan_shop, write_run  # noqa: PLC0415 - the probes are not needed for --help

        settings = Settings(
            as_of=options["as_of"] or dt.datetime.now(dt.UTC).date(),
            only=options["only"] or (),
            deadline_s=options["deadline"] or deadline_of(found, quick=options["quick"]),
            quick=options["quick"],
            strictness=_strictness(options),
            profile_because=because,
            command=click.get_current_context().find_root().obj or (),
            lists=lists,
            earlier=_earlier(found, options),
            given=given(library, found.waivers, store.RunFolder(options["baseline"]) if options["baseline"] else None),
        )
        folder = None if out == "-" else Path(out) if out else _new_folder(found)
        if folder is not None:
            store.make_folder(folder)  # what it holds is replaced when there is something to replace it with
        from scanner.cli.progress import Watch  # noqa: PLC0415

        with run_log() as log, Watch(quiet=options["quiet"]) as watch:
            run = loop.run(_until_ended(scan_shop(found, chosen, library, settings, watch.tell)))
    for notice in read_run(run.report).notices:
        say(f"notice: {notice.to(options['lang'])}")
    if folder is None:
        run_to_stdout(run, formats, options["lang"], run.artifacts)
        return run.exit_code
    write_run(folder, run, chosen, library, log.text())
    render_files(folder, run.document, formats, options["lang"])
    show_summary(run.document, options["lang"], folder)
    if run.interrupted:
        say(f"interrupted: what was seen until then is in {folder}")
    return run.exit_code


@contextmanager
def _loop(shop: ShopFile, profile: Profile, only: Sequence[Area]) -> Iterator[asyncio.Runner]:
    """What the scan runs in. Where it needs a browser, Playwright's process boots while the rest is imported."""
    with asyncio.Runner() as loop:
        if not make_plan(shop, only, profile.areas, profile.kinds).browses:
            yield loop
            return
        from scanner.probes.browser import ahead  # noqa: PLC0415 - not needed for TLS and HTTP

        loop.run(ahead.begin())
        try:
            yield loop
        finally:
            loop.run(ahead.leave())


async def _until_ended(scan: Coroutine[Any, Any, Run]) -> Run:
    """A CI that gives up, or a terminal that closes, ends a scan as Ctrl-C does: what was seen is kept."""
    task = asyncio.current_task()
    for ending in (signal.SIGTERM, signal.SIGHUP):
        if task is not None and signal.getsignal(ending) is signal.SIG_DFL:  # nohup ignores SIGHUP, and so do we then
            asyncio.get_running_loop().add_signal_handler(ending, task.cancel)
    return await scan


def _refuse_what_is_not_there_yet(options: dict[str, Any]) -> None:
    if unseen := [area.value for area in options["only"] or () if area not in KINDS_OF]:
        known = ", ".join(area.value for area in KINDS_OF)
        raise UsageError(f"--only {','.join(unseen)}: this version does not look at that yet", f"it looks at {known}")
    if options["deadline"] is not None and math.isnan(options["deadline"]):
        raise UsageError("--deadline nan is no number of seconds")
    if options["keep_values"]:
        say("notice: --keep-values changes nothing: this version keeps no identifier values")


def _refuse_what_can_not_be_asked(shop: ShopFile, only: Sequence[Area]) -> None:
    """A scan that looks at nothing would pass."""
    declined = dict(declined_areas(shop))
    if only and set(only) <= set(declined):
        raise UsageError(f"--only {','.join(only)}: {declined[only[0]]}")


def _earlier(shop: ShopFile, options: dict[str, Any]) -> Evidence | None:
    """What payment pages are compared with: the latest run of this shop in the history, else the baseline."""
    from scanner import store  # noqa: PLC0415 - not needed for --help

    if options["history"] is None:
        return store.RunFolder(options["baseline"]).evidence() if options["baseline"] else None
    return store.latest_run(options["history"], shop.url, "payment_page")


def _strictness(options: dict[str, Any]) -> Strictness:
    fail_on = Severity(options["fail_on"]) if options["fail_on"] else None
    return Strictness(fail_on, options["strict"], options["require_complete"])


def _inputs(shop: str, asked: str | None, options: dict[str, Any]) -> tuple[ShopFile, Library, Profile, Text, OwnLists]:
    """Shop, policies, profile and why it, and the user's lists, with the mistakes of all at once; those of the command
    line come first.
    """
    from scanner.derive.own_lists import read_own_lists  # noqa: PLC0415 - not needed for --help

    connect_to = tuple(ConnectTo.parse(one) for one in options["connect_to"])
    problems: list[Problem] = []
    found, loaded, lists, because = None, None, None, ASKED_FOR
    try:
        found = _shop(shop, connect_to, options)
    except InvalidInput as error:
        problems += error.problems
    name = asked
    if found is not None:
        name, because = choose_profile(asked, found)
    try:
        loaded = load_profile(name)
    except InvalidInput as error:
        problems += error.problems
    try:
        lists = read_own_lists(options["services"], options["filter_list"])
    except InvalidInput as error:
        problems += error.problems
    if found is None or loaded is None or lists is None:
        raise InvalidInput(problems)
    return found, *loaded, because, lists


def _shop(text: str, connect_to: tuple[ConnectTo, ...], options: dict[str, Any]) -> ShopFile:
    path = Path(text)
    is_file = text.endswith((".yaml", ".yml")) or os.path.isfile(text)  # noqa: PTH113 - takes what is too long for a path
    if is_file:
        _wait_for(path)
    found = read_shop_file(path) if is_file else from_url(text)
    for ca in options["cas"]:
        if not is_pem(ca):
            raise UsageError(f"--ca {ca} holds no certificate", "it begins with -----BEGIN CERTIFICATE-----")
    cas = tuple(OwnCa(ca, public=True) for ca in options["cas"])
    found = replace(found, connect_to=(*connect_to, *found.connect_to), cas=(*found.cas, *cas))
    if options["authorised_by"]:
        found = replace(found, authorised=Authorisation(options["authorised_by"]))
    return found


def _wait_for(path: Path) -> None:
    """A demo shop started in the same line (`siegel demo --shop-file F & siegel scan F`) writes its file when ready."""
    exists = os.path.exists  # what is too long for a path doesn't exist either
    if exists(path) or not path.parent.is_dir():
        return
    say(f"{path} isn't there yet; waiting {_WAIT_FOR_FILE_S:g} s for it")
    ends = time.monotonic() + _WAIT_FOR_FILE_S
    while not exists(path) and time.monotonic() < ends:
        time.sleep(0.05)


def _new_folder(shop: ShopFile) -> Path:
    stamp = dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H-%M-%SZ")
    base = Path("siegel-runs") / file_name(shop.host)
    for again in range(1, 1000):
        folder = base / (stamp if again == 1 else f"{stamp}-{again}")
        try:
            folder.mkdir(parents=True)  # made at once, so that no other scan takes it
        except FileExistsError:
            continue
        except OSError as error:
            raise RunFolderError(f"{folder} can't be made: {error.strerror}", "name a folder with --out") from error
        return folder
    raise UsageError(f"{base} is full of runs of this very second", "name a folder with --out")
