"""`siegel scan` where nobody answers at port 25, where a domain is its own exchanger, and where there are too many."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from ..cli.conftest import Ended, Siegel, read
from ..cli.servers import serving
from .quiet import quiet_port
from .server import Server as Dns
from .test_scan_names import rows, smtp, verdicts
from .world import World

#: MAIL-008 alone can block.
GATE = "profile: mail8\ntitle: {en: Mail servers, de: Mailserver}\npolicies: [mail]\nfail_on: high\n"
REFUSED = 1


@pytest.fixture
def siegel(tmp_path: Path) -> Siegel:
    return Siegel(tmp_path)


@pytest.fixture
def stack() -> Any:
    with ExitStack() as opened:
        yield opened


def scan(stack: ExitStack, siegel: Siegel, zone: str, ports: dict[str, int], more: str = "") -> Ended:
    """A scan of the mail of shop.example, whose hosts have their port 25 at these ports of loopback."""
    world = World()
    world.zone("example.")
    world.zone("shop.example.", zone)
    dns = stack.enter_context(Dns(world))
    folder = siegel.cwd
    (folder / "mail8.yaml").write_text(GATE)
    leads = ", ".join(f'"{host}:25:127.0.0.1:{port}"' for host, port in ports.items())
    (folder / "shop.yaml").write_text(
        f'shop: https://www.shop.example\nprofile: mail8.yaml\nresolver: "{dns.address}"\nconnect_to: [{leads}]\n{more}'
    )
    return siegel.here("scan", folder / "shop.yaml", "--only", "mail", "--out", "run")


def notices(folder: Path) -> list[Any]:
    return [one for one in read(folder / "run" / "report.json")["run"]["notices"] if "port 25" in str(one).lower()]


def of(folder: Path, control: str) -> tuple[str, bool]:
    found = {one["control"]: one for one in read(folder / "run" / "report.json")["verdicts"]}
    return found[control]["verdict"], found[control]["not_assessed"]


TWO = "@ MX 10 a\n@ MX 20 b\na A 192.0.2.25\nb A 192.0.2.26\n"


def test_where_no_mail_server_answers_the_report_says_once_how_to_say_so(
    siegel: Siegel, stack: ExitStack, tmp_path: Path
) -> None:
    quiet = stack.enter_context(quiet_port())
    done = scan(stack, siegel, TWO, {"a.shop.example": quiet, "b.shop.example": quiet})
    assert of(tmp_path, "MAIL-008") == ("unknown", False)
    assert done.code == 4
    (notice,) = notices(tmp_path)
    assert "mail: {smtp: false}" in notice["en"] and "mail: {smtp: false}" in notice["de"]


def test_where_the_owner_says_so_mail_servers_are_not_assessed_and_block_nothing(
    siegel: Siegel, stack: ExitStack, tmp_path: Path
) -> None:
    quiet = stack.enter_context(quiet_port())
    ports = {"a.shop.example": quiet, "b.shop.example": quiet}
    done = scan(stack, siegel, TWO, ports, "mail: {smtp: false}\n")
    assert of(tmp_path, "MAIL-008") == ("unknown", True)
    assert done.code == 0, done.both
    assert notices(tmp_path) == []
    causes = {row["starttls"]["cause"] for row in rows(tmp_path / "run", "mail_server")}
    assert causes == {"not_requested"}


@pytest.mark.parametrize("other", ["refuses", "answers"])
def test_one_mail_server_that_is_there_shows_that_the_way_is_free(
    other: str, siegel: Siegel, stack: ExitStack, tmp_path: Path
) -> None:
    quiet = stack.enter_context(quiet_port())
    port = REFUSED if other == "refuses" else stack.enter_context(serving(smtp(None))).port
    scan(stack, siegel, TWO, {"a.shop.example": quiet, "b.shop.example": port})
    assert notices(tmp_path) == []
    assert of(tmp_path, "MAIL-008") == (("unknown", False) if other == "refuses" else ("fail", False))


# ── no MX ────────────────────────────────────────────────────────────────────────────────────────────────────────────

BARE = "@ A 192.0.2.1\n"


def test_a_domain_without_mx_that_takes_mail_is_its_own_exchanger(
    siegel: Siegel, stack: ExitStack, tmp_path: Path
) -> None:
    mail = stack.enter_context(serving(smtp(None)))
    scan(stack, siegel, BARE, {"shop.example": mail.port})
    (domain,) = rows(tmp_path / "run", "mail_domain")
    assert (domain["receives"], domain["null_mx"], domain["used"]) == (True, False, True)
    (server,) = rows(tmp_path / "run", "mail_server")
    assert (server["host"], server["preference"], server["starttls"]) == ("shop.example", 0, False)
    assert verdicts(tmp_path / "run")["MAIL-008"] == "fail"


def test_a_domain_without_mx_that_refuses_receives_nothing(siegel: Siegel, stack: ExitStack, tmp_path: Path) -> None:
    scan(stack, siegel, BARE, {"shop.example": REFUSED})
    (domain,) = rows(tmp_path / "run", "mail_domain")
    assert (domain["receives"], domain["used"], rows(tmp_path / "run", "mail_server")) == (False, False, [])
    assert (verdicts(tmp_path / "run")["MAIL-008"], verdicts(tmp_path / "run")["MAIL-010"]) == (
        "not_applicable",
        "fail",
    )


@pytest.mark.parametrize(("more", "cause"), [("", "timeout"), ("mail: {smtp: false}\n", "not_requested")])
def test_of_a_domain_without_mx_that_keeps_silent_nobody_can_tell(
    more: str, cause: str, siegel: Siegel, stack: ExitStack, tmp_path: Path
) -> None:
    scan(stack, siegel, BARE, {"shop.example": stack.enter_context(quiet_port())}, more)
    (domain,) = rows(tmp_path / "run", "mail_domain")
    assert (domain["receives"]["cause"], domain["used"]["cause"]) == (cause, cause)
    assert of(tmp_path, "MAIL-008") == ("unknown", cause == "not_requested")


def test_a_null_mx_is_no_missing_mx(siegel: Siegel, stack: ExitStack, tmp_path: Path) -> None:
    mail = stack.enter_context(serving(smtp(None)))
    scan(stack, siegel, f"{BARE}@ MX 0 .\n", {"shop.example": mail.port})
    (domain,) = rows(tmp_path / "run", "mail_domain")
    assert (domain["receives"], domain["null_mx"], rows(tmp_path / "run", "mail_server")) == (False, True, [])


def test_more_exchangers_than_are_looked_at_leave_a_gap(siegel: Siegel, stack: ExitStack, tmp_path: Path) -> None:
    zone = "".join(f"@ MX {i} m{i}\nm{i} A 192.0.2.{i}\n" for i in range(22))
    scan(stack, siegel, zone, {f"m{i}.shop.example": REFUSED for i in range(22)}, "mail: {smtp: false}\n")
    assert len(rows(tmp_path / "run", "mail_server")) == 20
    coverage = read(tmp_path / "run" / "evidence.json")["coverage"]
    assert [(one["status"], one["cause"]) for one in coverage if one["kind"] == "mail_server"] == [("gap", "budget")]
    assert of(tmp_path, "MAIL-008") == ("unknown", False)
