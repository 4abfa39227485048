"""`siegel scan` of DNS and mail: a bank that does all of it right, a shop that does none, and no answers at all."""

from __future__ import annotations

import base64
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ..cli.conftest import Siegel, read
from ..cli.servers import answering, over_tls, self_signed, serving
from .server import Server as Dns
from .world import Key, World, name

PROFILE = "profile: every\ntitle: {en: All of DNS and mail, de: Alles zu DNS und Mail}\npolicies: [dns, mail]\n"
POLICY = b"version: STSv1\nmode: enforce\nmax_age: 1209600\nmx: mx.bank.example\n"
NEWS = """From: Bank <news@bank.example>
Subject: News
List-Unsubscribe: <https://bank.example/u?t=1>, <mailto:u@bank.example>
List-Unsubscribe-Post: List-Unsubscribe=One-Click
DKIM-Signature: v=1; a=rsa-sha256; d=bank.example; s=s1; h=from:subject:
 list-unsubscribe:list-unsubscribe-post; bh=x; b=y

Hello
"""


def dkim(bits: int) -> str:
    public = rsa.generate_private_key(65537, bits).public_key()
    text = base64.b64encode(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()
    return f'"v=DKIM1; k=rsa; p={text[:200]}" "{text[200:]}"'


def smtp(context: ssl.SSLContext | None) -> Any:
    """A mail server that greets, offers STARTTLS if it has a certificate, and takes no mail."""

    def handle(connection: socket.socket, stop: threading.Event) -> None:
        connection.settimeout(20)
        connection.sendall(b"220 mx ESMTP\r\n")
        while line := connection.recv(1000):
            word = line[:4].upper()
            if word == b"EHLO":
                connection.sendall(b"250-mx\r\n250 STARTTLS\r\n" if context else b"250 mx\r\n")
            elif word == b"STAR" and context:
                connection.sendall(b"220 go\r\n")
                with context.wrap_socket(connection.dup(), server_side=True) as secured:
                    while secured.recv(1000):
                        secured.sendall(b"250 mx\r\n")
                return
            elif word == b"QUIT":
                connection.sendall(b"221 bye\r\n")
                return
            else:
                connection.sendall(b"502 no\r\n")

    return handle


def verdicts(folder: Path) -> dict[str, str]:
    return {one["control"]: one["verdict"] for one in read(folder / "report.json")["verdicts"]}


def rows(folder: Path, kind: str) -> list[dict[str, Any]]:
    return list(read(folder / "evidence.json")["facts"].get(kind, []))


@pytest.fixture
def siegel(tmp_path: Path) -> Siegel:
    return Siegel(tmp_path)


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as opened:
        yield opened


def a_bank(stack: ExitStack, folder: Path) -> Path:
    """The shop file of a bank that does everything right."""
    names = ("mta-sts.bank.example", "mx.bank.example")
    context = self_signed(folder, names[0], names)
    certificate = x509.load_pem_x509_certificate((folder / "server.pem").read_bytes())
    spki = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    world = World()
    world.zones.clear()
    world.zone(".", key=Key())
    world.zone("example.", key=Key(13))
    world.zone(
        "bank.example.",
        f"""
        @ A 192.0.2.1
        www CNAME bank.example.
        @ CAA 0 issue "ca.example; accounturi=https://ca.example/acct/1"
        @ CAA 0 iodef "mailto:security@bank.example"
        @ MX 10 mx
        mx A 192.0.2.25
        mta-sts A 192.0.2.26
        @ TXT "v=spf1 mx -all"
        _dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@bank.example"
        _mta-sts TXT "v=STSv1; id=2026"
        _smtp._tls TXT "v=TLSRPTv1; rua=mailto:tls@bank.example"
        s1._domainkey TXT {dkim(2048)}
        _25._tcp.mx TLSA 3 1 0 {spki.hex()}
        """,
        key=Key(13),
    )
    world.zone(
        "parked.example.",
        '@ MX 0 .\n@ TXT "v=spf1 -all"\n_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@bank.example"',
        key=Key(),
    )
    world.zones[name("bank.example")].add('parked.example._report._dmarc TXT "v=DMARC1"')
    (folder / "ca.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    (folder / "anchors").write_text(world.anchors())
    (folder / "news.eml").write_text(NEWS)
    (folder / "every.yaml").write_text(PROFILE)
    dns = stack.enter_context(Dns(world))
    sts = stack.enter_context(
        serving(over_tls(context, answering(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain", POLICY)))
    )
    mail = stack.enter_context(serving(smtp(context)))
    file = folder / "bank.yaml"
    file.write_text(
        f"""
shop: https://www.bank.example
profile: every.yaml
resolver: {{address: "{dns.address}", trust_anchors: anchors}}
connect_to: ["mta-sts.bank.example:443:127.0.0.1:{sts.port}", "mx.bank.example:25:127.0.0.1:{mail.port}"]
ca: {{file: ca.pem, as: public}}
mail_domains: [bank.example, parked.example]
mail: {{dkim_selectors: [s1], newsletter: news.eml}}
"""
    )
    return file


def test_a_bank_that_does_everything_right_fails_nothing(siegel: Siegel, stack: ExitStack, tmp_path: Path) -> None:
    done = siegel.here("scan", a_bank(stack, tmp_path), "--only", "dns,mail", "--out", "run", "-q")
    found = verdicts(tmp_path / "run")
    at_servers = {"MAIL-008", "MAIL-009"}
    missing = {"MAIL-002", "MAIL-002.recommended"}  # parked.example has no key, and needs none
    passed = {control for control, verdict in found.items() if verdict == "pass"}
    assert passed >= set(found) - at_servers - missing, found
    assert {found[control] for control in at_servers} == {"pass"}
    assert done.code in {0, 1, 4}, done.both
    zones = {row["name"]: row for row in rows(tmp_path / "run", "dns_zone")}
    assert zones["www.bank.example"]["zone"] == "bank.example"
    assert zones["www.bank.example"]["cname"] == ["bank.example"]
    (server,) = rows(tmp_path / "run", "mail_server")
    assert (server["host"], server["preference"], server["addresses"]) == ("mx.bank.example", 10, 1)
    keys = {row["domain"]: row for row in rows(tmp_path / "run", "dkim_key")}
    assert (keys["bank.example"]["key_bits"], keys["parked.example"]["present"]) == (2048, False)


def test_a_shop_that_does_everything_wrong_fails_everything(siegel: Siegel, stack: ExitStack, tmp_path: Path) -> None:
    world = World()
    world.zone("example.")
    world.zone(
        "shop.example.",
        f"""
        @ A 192.0.2.1
        www CNAME shop.gone-host.example.
        @ MX 10 mx
        mx A 192.0.2.25
        @ TXT "v=spf1 include:nowhere.example ?all"
        _dmarc TXT "v=DMARC1; p=none; t=y; pct=50; rua=mailto:x@elsewhere.example"
        _mta-sts TXT "v=STSv1; id=2026"
        s1._domainkey TXT {dkim(1024)}
        s2._domainkey TXT "v=DKIM1; t=y; p="
        """,
    )
    world.zone("parked.example.", "@ A 192.0.2.9")
    (tmp_path / "every.yaml").write_text(PROFILE)
    (tmp_path / "news.eml").write_text("From: a@shop.example\nList-Unsubscribe: <mailto:u@shop.example>\n\nHello\n")
    dns = stack.enter_context(Dns(world))
    mail = stack.enter_context(serving(smtp(None)))
    file = tmp_path / "shop.yaml"
    file.write_text(
        f"""
shop: https://www.shop.example
profile: every.yaml
resolver: "{dns.address}"
connect_to: ["mx.shop.example:25:127.0.0.1:{mail.port}", "parked.example:25:127.0.0.1:1"]
mail_domains: [shop.example, parked.example]
mail: {{dkim_selectors: [s1, s2], newsletter: news.eml}}
"""
    )
    siegel.here("scan", file, "--only", "dns,mail", "--out", "run", "-q")
    found = verdicts(tmp_path / "run")
    not_failed = {control: verdict for control, verdict in found.items() if verdict != "fail"}
    # Without any CAA nobody reports, without DNSSEC there is no DANE, and what is gone is no service's.
    expected = {"DNS-002.reports": "not_applicable", "MAIL-009": "not_applicable", "DNS-003.unclaimed": "pass"}
    assert not_failed == expected
    text = (tmp_path / "run" / "report.json").read_text()
    assert "there is no SPF record where it leads (include:nowhere.example)" in text
    assert "it leads to shop.gone-host.example" in text


def test_a_resolver_that_answers_nothing_leaves_everything_unknown(
    siegel: Siegel, stack: ExitStack, tmp_path: Path
) -> None:
    world = World()
    world.instead["*", "*"] = 2
    dns = stack.enter_context(Dns(world))
    (tmp_path / "every.yaml").write_text(PROFILE)
    file = tmp_path / "shop.yaml"
    file.write_text(f'shop: https://www.shop.example\nprofile: every.yaml\nresolver: "{dns.address}"\n')
    done = siegel.here("scan", file, "--only", "dns,mail", "--out", "run", "-q")
    assert set(verdicts(tmp_path / "run").values()) == {"unknown"}
    assert done.code == 4
    causes = {e["cause"] for e in read(tmp_path / "run" / "evidence.json")["coverage"] if e["kind"] == "mail_domain"}
    assert causes == {"error"}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("preview: true\n", "the shop file says that it is a preview system"),
        ('connect_to: ["www.shop.example:443:127.0.0.1:1"]\n', "the DNS would speak of another machine"),
    ],
)
def test_what_has_no_dns_of_its_own_is_not_assessed(siegel: Siegel, tmp_path: Path, more: str, said: str) -> None:
    (tmp_path / "every.yaml").write_text(PROFILE)
    file = tmp_path / "shop.yaml"
    file.write_text(f"shop: https://www.shop.example\nprofile: every.yaml\n{more}")
    siegel.here("scan", file, "--out", "run", "-q")
    report = read(tmp_path / "run" / "report.json")
    assert {(one["verdict"], one["not_assessed"]) for one in report["verdicts"]} == {("unknown", True)}
    assert said in report["verdicts"][0]["unknown_because"][0]


def test_an_address_has_neither_zone_nor_mail(siegel: Siegel, tmp_path: Path) -> None:
    (tmp_path / "every.yaml").write_text(PROFILE)
    siegel.here("scan", "https://127.0.0.1:1", "--profile", "every.yaml", "--only", "dns,mail", "--out", "run", "-q")
    found = verdicts(tmp_path / "run")
    assert {verdict for control, verdict in found.items() if control != "MAIL-011"} == {"not_applicable"}
    assert found["MAIL-011"] == "unknown"


def test_a_domain_that_does_not_exist_is_not_accused(siegel: Siegel, stack: ExitStack, tmp_path: Path) -> None:
    dns = stack.enter_context(Dns(World()))
    (tmp_path / "every.yaml").write_text(PROFILE)
    file = tmp_path / "shop.yaml"
    file.write_text(f'shop: https://www.shop.example\nprofile: every.yaml\nresolver: "{dns.address}"\n')
    siegel.here("scan", file, "--only", "dns,mail", "--out", "run", "-q")
    assert set(verdicts(tmp_path / "run").values()) == {"unknown"}


def test_what_the_dns_says_reaches_a_terminal_escaped(siegel: Siegel, stack: ExitStack, tmp_path: Path) -> None:
    world = World()
    world.zone("example.")
    world.zone(
        "shop.example.",
        r"""
        @ A 192.0.2.1
        www CNAME \027\0912J\010::error::x.gone.example.
        @ MX 10 \027]0;x\007.shop.example.
        @ TXT "v=spf1 include:\027[2J\010::error::x -all"
        _dmarc TXT "v=DMARC1; p=\027[31m"
        """,
    )
    dns = stack.enter_context(Dns(world))
    (tmp_path / "every.yaml").write_text(PROFILE)
    file = tmp_path / "shop.yaml"
    file.write_text(f'shop: https://www.shop.example\nprofile: every.yaml\nresolver: "{dns.address}"\n')
    done = siegel.here("scan", file, "--only", "dns,mail", "--out", "run")
    assert "\x1b" not in done.both and "\x07" not in done.both
    assert not [line for line in done.both.splitlines() if line.startswith("::")]
    found = verdicts(tmp_path / "run")
    assert (found["DNS-003"], found["MAIL-001"], found["MAIL-003"]) == ("fail", "fail", "fail")
