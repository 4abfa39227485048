"""Reports of other tools in one vocabulary: what they find must not be lost, nor what they deny be taken for found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .tls_findings import UNTRUSTED, judged, of_rows, of_sslscan, of_sslyze, of_testssl

HOST = "www.shop.example"
AT = {"host": HOST, "port": 443}


def test_of_sslscan(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(
        """<document><ssltest><protocol type="ssl" version="2" enabled="0"/>
        <protocol type="tls" version="1.2" enabled="1"/><renegotiation supported="0" secure="0"/>
        <compression supported="1"/><fallback supported="1"/><heartbleed sslversion="TLSv1.2" vulnerable="0"/>
        <cipher status="accepted" sslversion="TLSv1.2" cipher="DHE-RSA-AES128-SHA" id="0x0033" dhebits="1024"/>
        <group sslversion="TLSv1.3" bits="128" name="secp256r1 (NIST P-256)" id="0x0017"/>
        <certificates><certificate><self-signed>false</self-signed><expired>true</expired></certificate></certificates>
        </ssltest></document>"""
    )
    assert of_sslscan(report) == {
        ("version", "TLSv1.2"),
        ("suite", "TLSv1.2", "TLS_DHE_RSA_WITH_AES_128_CBC_SHA"),
        ("group", "dh-1024"),
        ("group", "secp256r1"),
        ("flaw", "crime"),
        ("certificate", "expired"),
    }


def test_of_sslyze(tmp_path: Path) -> None:
    suite = {
        "cipher_suite": {"name": "TLS_DHE_RSA_WITH_AES_128_CBC_SHA"},
        "ephemeral_key": {"type_name": "DH", "size": 1024},
    }
    results: dict[str, Any] = {
        "tls_1_0_cipher_suites": {"accepted_cipher_suites": [suite]},
        "tls_1_3_cipher_suites": {"accepted_cipher_suites": []},
        "elliptic_curves": {"supported_curves": [{"name": "prime256v1"}, {"name": "X25519"}]},
        "tls_compression": {"supports_compression": False},
        "tls_fallback_scsv": {"supports_fallback_scsv": False},
        "robot": {"robot_result": "NOT_VULNERABLE_NO_ORACLE"},
        "heartbleed": None,
        "certificate_info": {
            "certificate_deployments": [{"path_validation_results": [{"was_validation_successful": False}]}]
        },
    }
    report = tmp_path / "report.json"
    scan = {name: {"result": result} for name, result in results.items()}
    report.write_text(json.dumps({"server_scan_results": [{"scan_result": scan}]}))
    assert of_sslyze(report) == {
        ("version", "TLSv1.0"),
        ("suite", "TLSv1.0", "TLS_DHE_RSA_WITH_AES_128_CBC_SHA"),
        ("group", "dh-1024"),
        ("group", "secp256r1"),
        ("group", "x25519"),
        ("flaw", "no_fallback_scsv"),
        UNTRUSTED,
    }


@pytest.mark.parametrize("end", ["]", ","])
def test_of_testssl_also_of_a_report_that_was_cut_short(tmp_path: Path, end: str) -> None:
    entries = [
        ("SSLv3", "OK", "not offered"),
        ("TLS1", "LOW", "offered (deprecated)"),
        (
            "cipher-tls1_1_x33",
            "LOW",
            "TLS 1.1   x33     DHE-RSA-AES128-SHA   DH 2048  AES  128  TLS_DHE_RSA_WITH_AES_128_CBC_SHA",
        ),
        (
            "cipher-tls1_3_x1302",
            "OK",
            "TLS 1.3   x1302   TLS_AES_256_GCM_SHA384   ECDH 253  AESGCM  256  TLS_AES_256_GCM_SHA384",
        ),
        ("PFS_ECDHE_curves", "OK", "prime256v1 X25519"),
        ("SWEET32", "LOW", "uses 64 bit block ciphers"),
        ("FREAK", "OK", "not vulnerable"),
        ("fallback_SCSV", "OK", "supported"),
        ("cert_chain_of_trust", "CRITICAL", "failed (chain incomplete)."),
    ]
    listed = ",".join(json.dumps({"id": a, "severity": b, "finding": c}) for a, b, c in entries)
    report = tmp_path / "report.json"
    report.write_text(f"[{listed}{end}")
    assert of_testssl(report) == {
        ("version", "TLSv1.0"),
        ("suite", "TLSv1.1", "TLS_DHE_RSA_WITH_AES_128_CBC_SHA"),
        ("suite", "TLSv1.3", "TLS_AES_256_GCM_SHA384"),
        ("group", "dh-2048"),
        ("group", "secp256r1"),
        ("group", "x25519"),
        ("flaw", "sweet32"),
        UNTRUSTED,
    }


def facts() -> dict[str, Any]:
    return {
        "tls_protocol": [
            {"endpoint": AT, "version": "TLSv1.2", "accepted": True},
            {"endpoint": AT, "version": "TLSv1.0", "accepted": False},
            {"endpoint": {**AT, "host": "shop.example"}, "version": "TLSv1.1", "accepted": True},
        ],
        "tls_group": [
            {"endpoint": AT, "name": "X25519", "family": "ec", "accepted": True},
            {"endpoint": AT, "name": "ffdhe2048", "family": "ffdhe", "bits": 2048, "accepted": True},
            {"endpoint": AT, "name": "own", "family": "ffdhe", "bits": 1024, "accepted": True},
        ],
        "tls_flaw": [
            {"endpoint": AT, "name": "beast", "present": {"unknown": "reset"}},
            {"endpoint": AT, "name": "crime", "present": False},
        ],
        "certificate": [{"endpoint": AT, "position": 0, "trust_problem": "expired"}],
    }


def test_of_rows_only_what_is_certainly_there_on_this_host_is_found() -> None:
    assert of_rows(facts(), HOST) == {
        ("version", "TLSv1.2"),
        ("group", "x25519"),
        ("group", "ffdhe2048"),
        ("group", "dh-1024"),
        ("certificate", "expired"),
    }


@pytest.mark.parametrize(
    ("finding", "verdict"),
    [
        (("version", "TLSv1.2"), True),
        (("version", "TLSv1.0"), False),
        (("version", "SSLv2"), None),
        (("suite", "TLSv1.2", "TLS_RSA_WITH_NULL_MD5"), None),
        (("group", "dh-2048"), True),
        (("group", "dh-3072"), False),
        (("group", "x448"), False),
        (("flaw", "crime"), False),
        (("flaw", "lucky13"), None),
        (UNTRUSTED, True),
        (("certificate", "self_signed"), False),
    ],
)
def test_a_finding_is_judged_by_the_truth_and_not_at_all_where_that_is_silent(
    finding: tuple[str, ...], verdict: bool | None
) -> None:
    truth = {"facts": {kind: {"rows": rows, "complete": kind == "tls_group"} for kind, rows in facts().items()}}
    truth["facts"]["tls_flaw"]["rows"] = facts()["tls_flaw"][1:]
    assert judged(finding, truth, HOST) is verdict
