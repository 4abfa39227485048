"""Trust in a given CA, with certutil and without; and what is left when a scan is broken off."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path

import psutil
import pytest

from scanner.errors import UsageError
from scanner.model.vocabulary import Phase
from scanner.probes.browser.session import Browser
from scanner.probes.browser.trust import trust

from .conftest import Authority, Serve
from .scenes import network_to, one_phase, run


def test_a_file_without_certificates_is_said_to_be_none(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.pem"
    wrong.write_text("nothing")
    for file in (wrong, tmp_path / "missing.pem"):
        with pytest.raises(UsageError):
            asyncio.run(trust([file], tmp_path))


@pytest.mark.parametrize("sends_ca", [True, False])
def test_without_certutil_a_server_that_sends_its_ca_is_trusted_and_the_limit_is_said(
    serve: Serve, authority: Authority, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, sends_ca: bool
) -> None:
    monkeypatch.setattr("scanner.probes.browser.trust.shutil.which", lambda _: None)
    server = authority.server
    if sends_ca:
        both = tmp_path / "both.pem"
        both.write_bytes((tmp_path / "leaf.pem").read_bytes() + authority.file.read_bytes())
        server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.load_cert_chain(both)

    async def scene() -> None:
        with serve({"/": "<title>x</title>"}, server) as site:
            async with one_phase(network_to(site.port, "www.muesli.example"), [authority.file]) as (browser, phase):
                assert any("certutil is missing" in note for note in browser.notes)
                assert (await phase.visit("https://www.muesli.example/")).seen is sends_ca

    run(scene)


def test_a_service_worker_registers_under_the_given_ca(serve: Serve, authority: Authority) -> None:
    page = """<script>navigator.serviceWorker.register('/sw.js')
      .then(() => navigator.serviceWorker.ready).then(() => { document.title = 'ready' })</script>"""

    async def scene() -> None:
        with serve({"/": page, "/sw.js": "onfetch = () => 0"}, authority.server) as site:
            network = network_to(site.port, "www.muesli.example")
            async with one_phase(network, [authority.file]) as (_, phase), phase.tab() as tab:
                assert (await tab.visit("https://www.muesli.example/")).seen
                await tab.page.wait_for_function("document.title === 'ready'")

    run(scene)


def test_a_scan_that_is_broken_off_leaves_no_process(serve: Serve) -> None:
    def browsers() -> list[str]:
        processes = psutil.Process().children(recursive=True)
        return [process.name() for process in processes if process.status() != psutil.STATUS_ZOMBIE]

    async def scene() -> None:
        with serve({"/": "<script>while (true);</script>"}) as site:
            begun = asyncio.Event()

            async def scan() -> None:
                async with Browser.open(network_to(site.port)) as browser, browser.phase(Phase.REVISIT) as phase:
                    begun.set()
                    await asyncio.gather(*(phase.visit(site.url()) for _ in range(3)))

            before = browsers()
            task = asyncio.create_task(scan())
            await begun.wait()
            await asyncio.sleep(0.3)
            assert len(browsers()) > len(before)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert browsers() == before

    run(scene)
