"""How often a banner is seen as it is, and operated as it should be: invented pages with a truth written by hand."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import unquote

from benchmarks.table import Section
from scanner.errors import NetworkError
from scanner.model.facts import ConsentBanner, Page
from scanner.model.facts.consent import Choice
from scanner.model.values import Unknown
from scanner.model.vocabulary import Phase
from scanner.network import ConnectTo, Limits, Network
from scanner.probes.browser.consent import Chosen, choose, consent_banner, look, look_closer
from scanner.probes.browser.session import Browser
from scanner.probes.browser.tab import Tab

PAGES = Path(__file__).parent / "banner_pages"
SETS = ("fourth", "fifth")
_PATIENCE_S = 6.0
_FIELDS = ("language", "wall", "blocks_legal", "names_purposes", "preticked")


@dataclass
class Tally:
    """Counts by question: asked, right, told to be unknown; and what would have been a wrong verdict."""

    asked: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    exact: int = 0

    def compare(self, page: str, pairs: dict[str, tuple[object, object]]) -> None:
        """Counts one page; a known value that differs is told."""
        for question, (true, seen) in pairs.items():
            self.asked[question] += 1
            self.right[question] += true == seen
            if true != seen and isinstance(seen, Unknown):
                self.unknown[question] += 1
            elif true != seen:
                self.wrong.append(f"{page}: {question} is {true!r}, seen as {seen!r}")
        self.exact += all(true == seen for true, seen in pairs.values())


def measure() -> list[Section]:
    """Both sets."""
    rows: dict[str, tuple[str, ...]] = {}
    figures: dict[str, Any] = {}
    wrong: list[str] = []
    for name in SETS:
        tally = asyncio.run(_measure(PAGES / name))
        pages = len(list((PAGES / name).glob("*.html")))
        rows[f"{name}: pages exact in every answer"] = (str(tally.exact), "", str(pages))
        for question, asked in tally.asked.items():
            rows[f"{name}: {question}"] = (str(tally.right[question]), str(tally.unknown[question]), str(asked))
        figures[name] = {"exact": tally.exact, "pages": pages, "right": tally.right, "unknown": tally.unknown,
                         "asked": tally.asked, "wrong": tally.wrong}  # fmt: skip
        wrong += tally.wrong
    return [Section("consent", "Consent banners", ("right", "unknown", "of"), rows, figures, tuple(wrong))]


async def _measure(folder: Path) -> Tally:
    tally, truths = Tally(), _truths(folder)
    with _served(folder) as port:
        rules = [ConnectTo(f"{name}.example", 80, "127.0.0.1", port) for name in truths]
        limits = Limits(connections_per_second=3000, burst=1000)
        async with Browser.open(Network("http://shop.example/", rules, limits, resolver=_no_names)) as browser:
            for name, truth in truths.items():
                try:
                    tally.compare(name, await _page(browser, f"http://{name}.example/", truth))
                except NetworkError as error:
                    tally.wrong.append(f"{name}: {error.message}")
    return tally


def _truths(folder: Path) -> dict[str, dict[str, Any]]:
    """What stands in the first line of each page."""
    lines = {path.stem: path.read_text("utf-8").partition("\n")[0] for path in sorted(folder.glob("*.html"))}
    return {name: json.loads(line.removeprefix("<!--").removesuffix("-->")) for name, line in lines.items()}


async def _page(browser: Browser, url: str, truth: dict[str, Any]) -> dict[str, tuple[object, object]]:
    rejected, cookies_rejected = await _choice(browser, url, Phase.REJECTED)
    accepted, cookies_accepted = await _choice(browser, url, Phase.ACCEPTED)
    forbidden = {"bad", "untrusted"} & (cookies_rejected.keys() | cookies_accepted.keys())
    row = await _row(browser, url, rejected)
    pairs: dict[str, tuple[object, object]] = {
        "present": (truth["present"], row.present),
        "nothing forbidden was clicked": (set(), forbidden),
    }
    if not truth["present"] or row.present is not True:
        return pairs
    true_reject = truth["reject"] and (_folded(truth["reject"][0]), *truth["reject"][1:])
    reject: object = row.reject
    if isinstance(reject, Choice):
        reject = _folded(reject.label), reject.layer, reject.clicks
    pairs |= {
        "accept": (_folded(truth["accept"]), _label(row.accept)),
        "reject": (true_reject, reject),
        "settings": (_folded(truth["settings"]), _label(row.settings)),
        "rejected": (truth["rejected"], _done(rejected, cookies_rejected)),
        "accepted": (truth["accepted"], _done(accepted, cookies_accepted)),
    }
    return pairs | {name: (truth[name], getattr(row, name)) for name in _FIELDS if truth[name] is not None}


async def _row(browser: Browser, url: str, rejected: Chosen) -> ConsentBanner:
    """As a scan writes it: the rejection was tried by another visitor."""
    async with browser.phase(Phase.BEFORE_CHOICE) as phase, phase.tab() as tab:
        await tab.visit(url)
        looked = await look(tab, _PATIENCE_S)
        if looked.banner is None:
            row = consent_banner(None, Page(url=url), Phase.BEFORE_CHOICE)
            return row if looked.whole else ConsentBanner(present=Unknown("not all of it could be looked at"))
        closer = await look_closer(tab, looked.banner)
    clicks = rejected.clicks if rejected.works else None
    in_vain = rejected.reason if not rejected.works and rejected.clicks else ""
    return consent_banner(closer, Page(url=url), Phase.BEFORE_CHOICE, clicks, in_vain)


async def _choice(browser: Browser, url: str, phase: Phase) -> tuple[Chosen, dict[str, str]]:
    async with browser.phase(phase) as session, session.tab() as tab:
        await tab.visit(url)
        return await choose(tab, phase, _PATIENCE_S), await _cookies(tab)


async def _cookies(tab: Tab) -> dict[str, str]:
    return {str(one.get("name")): unquote(str(one.get("value"))) for one in await tab.page.context.cookies()}


def _done(chosen: Chosen, cookies: dict[str, str]) -> object:
    """What was stored by a choice that worked; one that did not is known not to."""
    return cookies.get("choice") if chosen.works else Unknown(chosen.reason) if chosen.clicks else "not_operable"


def _label(choice: object) -> object:
    return _folded(choice.label) if isinstance(choice, Choice) else choice


def _folded(label: object) -> object:
    return label.casefold().strip() if isinstance(label, str) else label


@contextmanager
def _served(folder: Path) -> Iterator[int]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Says nothing."""

        def do_GET(self) -> None:
            page = folder / f"{(self.headers.get('Host') or '').partition('.')[0]}.html"
            found = self.path.partition("?")[0] == "/" and page.parent == folder and page.is_file()
            # Without the truth, which a page does not know of itself.
            body = page.read_bytes().partition(b"\n")[2] if found else b"<title>404</title>"
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


async def _no_names(_host: str, _port: int) -> list[str]:
    return []
