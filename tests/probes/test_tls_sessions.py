"""Sessions as real servers keep them: tickets and their lifetime, resumption, early data; and what can't be told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from scanner.model.vocabulary import TlsVersion
from scanner.probes.tls.handshakes import Shaken
from scanner.probes.tls.sessions import Look, session_fields
from tests.probes.test_tls_certificates import staple
from tests.probes.test_tls_child import Files, needs_nginx, nginx, s_server, tls_block
from tests.probes.test_tls_trust import HOST, MIDDLE, NOW, ROOT, issue
from tests.probes.tls_servers import look

FIELDS = ("tickets", "ticket_lifetime_s", "resumption", "early_data")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return Files(tmp_path_factory.mktemp("sessions"))


def session(port: int) -> dict[str, Any]:
    row = look(port).rows("tls_session")[0]
    return {name: row[name] for name in FIELDS}


CASES: list[tuple[str, tuple[str, ...], dict[str, Any]]] = [
    (
        "tickets for two hours, no early data",
        ("ssl_protocols TLSv1.2 TLSv1.3;", "ssl_session_timeout 2h;"),
        {"tickets": True, "ticket_lifetime_s": 7200, "resumption": True, "early_data": False},
    ),
    (
        "early data",
        ("ssl_protocols TLSv1.3;", "ssl_early_data on;", "ssl_session_timeout 5m;"),
        {"tickets": True, "ticket_lifetime_s": 300, "resumption": True, "early_data": True},
    ),
    (
        "no tickets, but session ids that can be resumed",
        ("ssl_protocols TLSv1.2;", "ssl_session_tickets off;", "ssl_session_cache shared:one:1m;"),
        {"tickets": False, "ticket_lifetime_s": None, "resumption": True, "early_data": False},
    ),
    (
        "no tickets and no cache",
        ("ssl_protocols TLSv1.2;", "ssl_session_tickets off;", "ssl_session_cache off;"),
        {"tickets": False, "ticket_lifetime_s": None, "resumption": False, "early_data": False},
    ),
    (
        "TLS 1.3 with tickets that only the server's own memory can read, and it has none",
        ("ssl_protocols TLSv1.3;", "ssl_session_tickets off;"),
        {"tickets": True, "ticket_lifetime_s": 300, "resumption": False, "early_data": False},
    ),
]


@needs_nginx
@pytest.mark.parametrize(("directives", "fields"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_sessions_are_seen_as_they_were_set_up(
    files: Files, tmp_path: Path, directives: tuple[str, ...], fields: dict[str, Any]
) -> None:
    with nginx(tmp_path, tls_block(files, *directives)) as port:
        assert session(port) == fields


def test_a_server_of_old_versions_only_is_asked_by_the_old_library(files: Files) -> None:
    pem, key = files.rsa
    arguments = ("-cert", str(pem), "-key", str(key), "-tls1", "-cipher", "AES128-SHA:@SECLEVEL=0")
    with s_server(*arguments) as port:
        assert session(port) == {"tickets": True, "ticket_lifetime_s": 7200, "resumption": True, "early_data": False}


def test_a_server_that_wants_a_client_certificate_leaves_early_data_unknown(files: Files) -> None:
    pem, key = files.rsa
    with s_server("-cert", str(pem), "-key", str(key), "-Verify", "1", "-tls1_3") as port:
        row = look(port).rows("tls_session")[0]
    assert {"unknown"} <= set(row["resumption"])
    assert {"unknown"} <= set(row["early_data"])


@needs_nginx
@pytest.mark.parametrize("protocols", ["TLSv1.2", "TLSv1.3"])
@pytest.mark.parametrize("status", [ocsp.OCSPCertStatus.GOOD, ocsp.OCSPCertStatus.REVOKED])
def test_a_stapled_response_is_read_in_every_version(
    tmp_path: Path, protocols: str, status: ocsp.OCSPCertStatus
) -> None:
    leaf = issue("shop", MIDDLE, hosts=[HOST], purpose=ExtendedKeyUsageOID.SERVER_AUTH)
    chain, key, response, root = (tmp_path / name for name in ("chain.pem", "key.pem", "ocsp.der", "root.pem"))
    pem = [each.certificate.public_bytes(Encoding.PEM) for each in (leaf, MIDDLE, ROOT)]
    chain.write_bytes(pem[0] + pem[1])
    root.write_bytes(pem[2])
    key.write_bytes(leaf.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    response.write_bytes(staple(MIDDLE, status, about=leaf))
    block = (
        f"listen {{listen}} ssl; ssl_certificate {chain}; ssl_certificate_key {key}; ssl_protocols {protocols};"
        f"ssl_stapling on; ssl_stapling_file {response}; return 200 shop;"
    )
    with nginx(tmp_path, block) as port:
        found = look(port, host=HOST, top={"ca_files": [str(root)], "now": NOW.isoformat()})
    row = found.rows("certificate")[0]
    revoked = status is ocsp.OCSPCertStatus.REVOKED
    assert found.rows("tls_session")[0]["ocsp_stapled"] is True
    assert (row["revoked"], row["trusted"]) == (revoked, not revoked)
    assert row["built"] == ["CN=shop", "CN=Test intermediate", "CN=Test root"]


# what is made of handshakes

OLD, NEW = TlsVersion.TLSV1_2, TlsVersion.TLSV1_3


def told(*looks: Look, own: bool | None = None) -> dict[str, object]:
    return session_fields(looks, [each.version for each in looks], own)


def test_the_longest_lifetime_counts() -> None:
    old = Look(OLD, Shaken(OLD, tickets=True, lifetime_s=300), Shaken(OLD, resumed=True))
    new = Look(NEW, Shaken(NEW, tickets=True, lifetime_s=604800), Shaken(NEW, resumed=False))
    assert told(old, new)["ticket_lifetime_s"] == 604800
    assert told(old, new)["resumption"] is True


def test_a_hint_of_nought_says_nothing_before_tls13_and_forbids_in_it() -> None:
    silent = told(Look(OLD, Shaken(OLD, tickets=True, lifetime_s=0), Shaken(OLD, resumed=True)))
    assert isinstance(silent["ticket_lifetime_s"], dict)
    assert told(Look(NEW, Shaken(NEW, tickets=True, lifetime_s=0)))["ticket_lifetime_s"] == 0


def test_a_version_that_could_not_be_asked_leaves_no_false_no() -> None:
    failed = Look(NEW, trouble="no handshake in time")
    fields = told(Look(OLD, Shaken(OLD, tickets=False)), failed, own=False)
    for name in ("tickets", "resumption", "early_data"):
        assert fields[name] == {"unknown": "no handshake in time"}


def test_a_lifetime_may_be_longer_in_a_version_that_could_not_be_asked() -> None:
    failed = Look(OLD, trouble="no handshake in time")
    day = told(Look(NEW, Shaken(NEW, tickets=True, lifetime_s=86_400), Shaken(NEW, resumed=True)), failed)
    week = told(Look(NEW, Shaken(NEW, tickets=True, lifetime_s=604_800), Shaken(NEW, resumed=True)), failed)
    assert day["ticket_lifetime_s"] == {"unknown": "no handshake in time"}
    assert week["ticket_lifetime_s"] == 604_800


def test_early_data_that_tickets_allow_and_the_server_drops_is_unknown() -> None:
    first = Shaken(NEW, tickets=True, lifetime_s=300, early_bytes=16384)
    taken = told(Look(NEW, first, Shaken(NEW, resumed=True), Shaken(NEW, early_taken=True)))
    dropped = told(Look(NEW, first, Shaken(NEW, resumed=True), Shaken(NEW, early_taken=False)))
    untried = told(Look(NEW, first, Shaken(NEW, resumed=True)))
    assert taken["early_data"] is True
    assert untried["early_data"] is True
    assert isinstance(dropped["early_data"], dict)
