"""The mail servers and what is said of them, checked with smtplib, openssl, nmap, sslscan and a plain DNS client."""

import re
import smtplib
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import dns.message
import dns.query
import dns.rcode
import pytest

from . import truth as truths
from .mail_processes import can_run
from .processes import LOOPBACK, find, found
from .servers import MAIL
from .shops import Shop, Workshop
from .test_truth import VERIFY_CODES, needs

Start = Callable[[str], Shop]

STARTTLS = {25: ("-starttls", "smtp"), 143: ("-starttls", "imap"), 110: ("-starttls", "pop3")}
FLAGS = {"TLSv1.0": "-tls1", "TLSv1.1": "-tls1_1", "TLSv1.2": "-tls1_2", "TLSv1.3": "-tls1_3"}


@pytest.fixture(scope="module")
def start(workshop: Workshop) -> Iterator[Start]:
    """Each server once for all tests, since Postfix takes two seconds to come up."""
    if not can_run():
        pytest.skip("Postfix and Dovecot are started by root only")
    for program in ("postfix", "dovecot"):
        if find(program) is None:
            pytest.skip(f"{program} is not installed")
    shops: dict[str, Shop] = {}
    with ExitStack() as running:

        def once(name: str) -> Shop:
            if name not in shops:
                shops[name] = running.enter_context(MAIL[name](workshop))
            return shops[name]

        yield once


def rows(name: str, kind: str, workshop: Workshop) -> list[dict[str, Any]]:
    facts = truths.load(name, workshop.authority.today)["facts"]
    return list(facts.get(kind, {"rows": []})["rows"])


def s_client(host: str, usual: int, real: int, *arguments: str) -> str:
    done = subprocess.run(
        [
            *(found("openssl"), "s_client", "-connect", f"{LOOPBACK}:{real}", "-servername", host),
            *(*STARTTLS.get(usual, ()), "-cipher", "ALL:@SECLEVEL=0", *arguments),
        ],
        input=b"Q\n",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=60,
        check=False,
    )
    return done.stdout.decode(errors="replace")


@pytest.mark.parametrize("name", MAIL)
def test_the_versions_are_those_in_which_openssl_completes_a_handshake(
    name: str, start: Start, workshop: Workshop
) -> None:
    shop = start(name)
    for host, usual, real in shop.doors:
        wanted = {
            row["version"]: row["accepted"]
            for row in rows(name, "tls_protocol", workshop)
            if row["endpoint"] == {"host": host, "port": usual} and row["version"] in FLAGS
        }
        seen = {version: "Cipher is (NONE)" not in s_client(host, usual, real, flag) for version, flag in FLAGS.items()}
        if wanted:
            assert seen == wanted
        elif name != "dovecot":
            assert not any(seen.values())


@pytest.mark.parametrize("name", [name for name in MAIL if name.startswith("postfix")])
def test_starttls_is_offered_where_the_truth_says_so(name: str, start: Start, workshop: Workshop) -> None:
    shop = start(name)
    ((_, _, real),) = shop.doors
    (server,) = rows(name, "mail_server", workshop)
    (endpoint,) = rows(name, "endpoint", workshop)
    with smtplib.SMTP(LOOPBACK, real, timeout=10) as smtp:
        smtp.ehlo("siegel.example")
        assert smtp.has_extn("starttls") is server["starttls"] is endpoint["starttls"]


@pytest.mark.parametrize("name", ["postfix_modern", "postfix_defaults", "postfix_tls10", "postfix_wrong_name"])
def test_the_certificate_is_trusted_where_the_truth_says_so(name: str, start: Start, workshop: Workshop) -> None:
    shop = start(name)
    ((host, _, real),) = shop.doors
    (row,) = rows(name, "certificate", workshop)
    said = s_client(host, 25, real, "-CAfile", str(shop.ca), "-verify_hostname", host)
    codes = {int(code) for code in re.findall(r"Verify return code: (\d+)", said)}
    assert codes
    assert codes <= VERIFY_CODES[row["trust_problem"]]


@needs("sslscan")
@pytest.mark.parametrize("name", ["postfix_modern", "postfix_tls10"])
def test_the_suites_are_those_that_sslscan_finds(name: str, start: Start, workshop: Workshop) -> None:
    shop = start(name)
    ((host, _, real),) = shop.doors
    report = subprocess.run(
        [found("sslscan"), "--xml=-", f"--sni-name={host}", "--starttls-smtp", f"{LOOPBACK}:{real}"],
        capture_output=True,
        timeout=120,
        check=False,
    ).stdout
    seen = {(suite.get("sslversion"), int(suite.get("id", "0"), 16)) for suite in ET.fromstring(report).iter("cipher")}
    assert seen == {(row["version"], number(row["name"])) for row in rows(name, "tls_cipher", workshop)}


def number(suite: str) -> int:
    """The IANA number of a suite by its IANA name, as openssl knows it."""
    told = subprocess.run(
        [found("openssl"), "ciphers", "-V", "-stdname", "ALL:COMPLEMENTOFALL:@SECLEVEL=0"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    (line,) = (line.split() for line in told.splitlines() if suite in line.split())
    high, low = line[0].split(",")
    return int(high, 16) << 8 | int(low, 16)


@needs("nmap")
def test_dovecots_suites_are_those_that_nmap_finds(start: Start, workshop: Workshop) -> None:
    shop = start("dovecot")
    ports = {usual: real for _, usual, real in shop.doors}
    report = subprocess.run(
        [
            *(found("nmap"), "-Pn", "-n", "-sT", "-p", str(ports[993]), "--script", "+ssl-enum-ciphers"),
            *("--script-args", "tls.servername=mx.dovecot.example", LOOPBACK, "-oX", "-"),
        ],
        capture_output=True,
        timeout=120,
        check=False,
    ).stdout
    seen = {
        (version.get("key", ""), (suite.text or "").replace("TLS_AKE_WITH_", "TLS_"))
        for version in ET.fromstring(report).iterfind(".//script[@id='ssl-enum-ciphers']/table")
        for suite in version.iterfind("table[@key='ciphers']/table/elem[@key='name']")
    }
    assert seen == {(row["version"], row["name"]) for row in rows("dovecot", "tls_cipher", workshop)}


def test_the_name_server_leads_to_the_mail_server(start: Start) -> None:
    shop = start("postfix_no_starttls")
    resolver = shop.told["resolver"]
    assert isinstance(resolver, dict)
    port = int(resolver["address"].rpartition(":")[2])

    def ask(name: str, kind: str, *, tcp: bool = False) -> dns.message.Message:
        query = dns.message.make_query(name, kind)
        return (dns.query.tcp if tcp else dns.query.udp)(query, LOOPBACK, timeout=5, port=port)

    for tcp in (False, True):
        (mx,) = ask("cleartext.example", "MX", tcp=tcp).answer[0]
        assert mx.to_text() == "10 mx.cleartext.example."
    assert ask("mx.cleartext.example", "A").answer[0][0].to_text() == LOOPBACK
    no_data, no_name = ask("mx.cleartext.example", "AAAA"), ask("nothing.cleartext.example", "A")
    assert (no_data.rcode(), no_data.answer, len(no_data.authority)) == (dns.rcode.NOERROR, [], 1)
    assert (no_name.rcode(), len(no_name.authority)) == (dns.rcode.NXDOMAIN, 1)
    assert ask("elsewhere.example", "A").rcode() == dns.rcode.REFUSED
