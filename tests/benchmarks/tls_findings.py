"""What a tool finds about a TLS server, in one vocabulary: versions, suites, groups, flaws and certificate problems.

A finding is a tuple of words: ("version", "TLSv1.2"), ("suite", "TLSv1.2", IANA name), ("group", "x25519"), ("group",
"dh-1024") for a DH prime without a name, ("flaw", "sweet32"), ("certificate", "expired"). Each function reads one
tool's own report and gives the set of what it says is there; what it says is not there is no finding.
"""

from __future__ import annotations

import json
import re
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

Finding = tuple[str, ...]
Document = Mapping[str, Any]

UNTRUSTED = ("certificate", "untrusted")  # of a tool that doesn't say why
_GROUPS = {
    "prime256v1": "secp256r1",
    "p-256": "secp256r1",
    "p-384": "secp384r1",
    "p-521": "secp521r1",
}


def of_rows(facts: Document, host: str) -> set[Finding]:
    """Of truth rows or of the facts of an evidence.json; only rows of this host count."""
    return set(_of_rows(facts, host))


def _of_rows(facts: Document, host: str) -> Iterator[Finding]:
    def rows(kind: str) -> Iterator[Document]:
        return (row for row in facts.get(kind, []) if row["endpoint"]["host"] == host)

    yield from (("version", row["version"]) for row in rows("tls_protocol") if row["accepted"] is True)
    yield from (("suite", row["version"], row["name"]) for row in rows("tls_cipher") if row["accepted"] is True)
    yield from (_group(row) for row in rows("tls_group") if row["accepted"] is True)
    yield from (("flaw", row["name"]) for row in rows("tls_flaw") if row["present"] is True)
    yield from (
        ("certificate", row["trust_problem"])
        for row in rows("certificate")
        if row.get("position") == 0 and isinstance(row.get("trust_problem"), str)
    )


def _group(row: Document) -> Finding:
    name = str(row.get("name", "")).lower()
    named = row.get("family") != "ffdhe" or re.fullmatch(r"ffdhe\d+", name)
    return ("group", name if named else f"dh-{row['bits']}")


def judged(finding: Finding, truth: Document, host: str) -> bool | None:
    """Whether a finding is true; None where the truth says nothing of it."""
    facts = {kind: expected["rows"] for kind, expected in truth.get("facts", {}).items()}
    true = of_rows(facts, host)
    if finding in true:
        return True
    kind, *words = finding
    if kind == "group" and words[0].startswith("dh-"):  # by its size alone it may be one that has a name
        return ("group", words[0].replace("dh-", "ffdhe")) in true or _complete(truth, "tls_group")
    match kind:
        case "version":
            return False if any(row["version"] == words[0] for row in facts.get("tls_protocol", [])) else None
        case "suite":
            return _complete(truth, "tls_cipher")
        case "group":
            return _complete(truth, "tls_group")
        case "flaw":
            return False if any(row["name"] == words[0] for row in facts.get("tls_flaw", [])) else None
        case _:
            return _of_certificate(finding, facts, host)


def _complete(truth: Document, kind: str) -> bool | None:
    """False, said of what stands in no row, where the rows are all there are."""
    return False if truth.get("facts", {}).get(kind, {}).get("complete") else None


def _of_certificate(finding: Finding, facts: Document, host: str) -> bool | None:
    problems = {
        row["trust_problem"]
        for row in facts.get("certificate", [])
        if row.get("position") == 0 and row["endpoint"]["host"] == host and "trust_problem" in row
    }
    if not problems:
        return None
    return problems != {None} if finding == UNTRUSTED else False


@cache
def iana_names() -> Mapping[str, str]:
    """IANA names of suites by OpenSSL's name and by number as `0xC02F`, from openssl and tlslite-ng."""
    from tlslite.constants import CipherSuite  # type: ignore[import-untyped]  # noqa: PLC0415 - only for this part

    names = {f"0x{number:04X}": name for number, name in CipherSuite.ietfNames.items()}
    told = subprocess.run(
        ["openssl", "ciphers", "-V", "-stdname", "ALL:COMPLEMENTOFALL:@SECLEVEL=0"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    for line in told.splitlines():
        number, _, iana, _, name, *_ = line.split()
        names[name] = iana
        names["0x" + number.replace("0x", "").replace(",", "")] = iana
    return names


_SSLSCAN_VERSIONS = {("ssl", "2"): "SSLv2", ("ssl", "3"): "SSLv3"}


def of_sslscan(report: Path) -> set[Finding]:
    """Of `sslscan --xml=FILE`."""
    document = ET.fromstring(report.read_bytes())
    return {*_suites_of_sslscan(document), *_flaws_of_sslscan(document)}


def _suites_of_sslscan(document: ET.Element) -> Iterator[Finding]:
    for entry in document.iter("protocol"):
        kind, version = entry.get("type", ""), entry.get("version", "")
        if entry.get("enabled") == "1":
            yield ("version", _SSLSCAN_VERSIONS.get((kind, version), f"TLSv{version}"))
    for entry in document.iter("cipher"):
        number = entry.get("id", "")
        yield ("suite", entry.get("sslversion", ""), iana_names().get(number, number))
        if bits := entry.get("dhebits"):
            yield ("group", f"dh-{bits}")
    for entry in document.iter("group"):
        yield ("group", _named(entry.get("name", "").split(" ")[0]))


def _flaws_of_sslscan(document: ET.Element) -> Iterator[Finding]:
    for tag, attributes, flaw in (
        ("heartbleed", {"vulnerable": "1"}, "heartbleed"),
        ("compression", {"supported": "1"}, "crime"),
        ("renegotiation", {"supported": "1", "secure": "0"}, "insecure_renegotiation"),
        ("fallback", {"supported": "0"}, "no_fallback_scsv"),
    ):
        if any(attributes.items() <= entry.attrib.items() for entry in document.iter(tag)):
            yield ("flaw", flaw)
    for tag, problem in (("expired", "expired"), ("self-signed", "self_signed")):
        if any(entry.text == "true" for entry in document.iter(tag)):
            yield ("certificate", problem)


def _named(group: str) -> str:
    return _GROUPS.get(group.lower(), group.lower())


_SSLYZE_VERSIONS = {
    "ssl_2_0_cipher_suites": "SSLv2",
    "ssl_3_0_cipher_suites": "SSLv3",
    "tls_1_0_cipher_suites": "TLSv1.0",
    "tls_1_1_cipher_suites": "TLSv1.1",
    "tls_1_2_cipher_suites": "TLSv1.2",
    "tls_1_3_cipher_suites": "TLSv1.3",
}


def of_sslyze(report: Path) -> set[Finding]:
    """Of `sslyze --json_out=FILE`."""
    found: set[Finding] = set()
    for server in json.loads(report.read_text("utf-8"))["server_scan_results"]:
        results = server.get("scan_result") or {}
        found |= set(_of_sslyze({name: entry["result"] for name, entry in results.items() if entry["result"]}))
    return found


def _of_sslyze(results: Document) -> Iterator[Finding]:
    for name, version in _SSLYZE_VERSIONS.items():
        for accepted in results.get(name, {}).get("accepted_cipher_suites", []):
            yield ("version", version)
            yield ("suite", version, accepted["cipher_suite"]["name"])
            key = accepted.get("ephemeral_key") or {}
            if key.get("type_name") == "DH":
                yield ("group", f"dh-{key['size']}")
    for curve in results.get("elliptic_curves", {}).get("supported_curves") or []:
        yield ("group", _named(curve["name"]))
    for name, field, bad, flaw in (
        ("tls_compression", "supports_compression", True, "crime"),
        ("openssl_ccs_injection", "is_vulnerable_to_ccs_injection", True, "ccs_injection"),
        ("tls_fallback_scsv", "supports_fallback_scsv", False, "no_fallback_scsv"),
        ("heartbleed", "is_vulnerable_to_heartbleed", True, "heartbleed"),
        ("session_renegotiation", "supports_secure_renegotiation", False, "insecure_renegotiation"),
        ("session_renegotiation", "is_vulnerable_to_client_renegotiation_dos", True, "client_renegotiation"),
        ("tls_extended_master_secret", "supports_ems_extension", False, "no_extended_master_secret"),
    ):
        if results.get(name, {}).get(field) is bad:
            yield ("flaw", flaw)
    if str(results.get("robot", {}).get("robot_result", "")).startswith("VULNERABLE"):
        yield ("flaw", "robot")
    for chain in results.get("certificate_info", {}).get("certificate_deployments", []):
        if not any(path["was_validation_successful"] for path in chain["path_validation_results"]):
            yield UNTRUSTED


_TESTSSL_VERSIONS = {
    "SSLv2": "SSLv2",
    "SSLv3": "SSLv3",
    "TLS1": "TLSv1.0",
    "TLS1_1": "TLSv1.1",
    "TLS1_2": "TLSv1.2",
    "TLS1_3": "TLSv1.3",
}
_TESTSSL_FLAWS = {
    "heartbleed": "heartbleed",
    "CCS": "ccs_injection",
    "ticketbleed": "ticketbleed",
    "ROBOT": "robot",
    "secure_renego": "insecure_renegotiation",
    "secure_client_renego": "client_renegotiation",
    "CRIME_TLS": "crime",
    "BREACH": "breach_condition",
    "POODLE_SSL": "poodle",
    "fallback_SCSV": "no_fallback_scsv",
    "SWEET32": "sweet32",
    "FREAK": "freak",
    "DROWN": "drown",
    "LOGJAM": "logjam",
    "BEAST": "beast",
    "LUCKY13": "lucky13",
}
_BAD = frozenset({"LOW", "MEDIUM", "HIGH", "CRITICAL"})  # its severities of what is not in order


def of_testssl(report: Path) -> set[Finding]:
    """Of `testssl --jsonfile FILE`, which is cut short when testssl is."""
    text = report.read_text("utf-8").rstrip()
    entries: list[Document] = json.loads(text if text.endswith("]") else text.rstrip(",") + "]")
    return set(_of_testssl(entries))


def _of_testssl(entries: Iterable[Document]) -> Iterator[Finding]:
    for entry in entries:
        name, said, bad = entry["id"], entry["finding"], entry["severity"] in _BAD
        if name in _TESTSSL_VERSIONS and said.startswith("offered"):
            yield ("version", _TESTSSL_VERSIONS[name])
        elif suite := re.fullmatch(r"cipher-((?:ssl|tls)[\d_]+)_x[0-9a-f]+", name):
            yield from _suite_of_testssl(_TESTSSL_VERSIONS[suite[1].replace("ssl", "SSLv").replace("tls", "TLS")], said)
        elif name == "PFS_ECDHE_curves":
            yield from (("group", _named(group)) for group in said.split())
        elif name in _TESTSSL_FLAWS and bad:
            yield ("flaw", _TESTSSL_FLAWS[name])
        elif name == "LOGJAM-common_primes" and bad:
            yield ("flaw", "known_weak_dh_prime")
        elif name.startswith("cert_chain_of_trust") and bad and "passed" not in said:
            yield UNTRUSTED
        elif name.startswith("cert_expirationStatus") and "expired" in said:
            yield ("certificate", "expired")
        elif name.startswith("cert_trust") and bad:
            yield ("certificate", "name_mismatch")


def _suite_of_testssl(version: str, said: str) -> Iterator[Finding]:
    """`TLS 1.2   xc02f   ECDHE-RSA-AES128-GCM-SHA256   ECDH 256   AESGCM   128   TLS_ECDHE_…`"""
    *_, name = said.split()
    if name.startswith("TLS_"):
        yield ("suite", version, name)
    if prime := re.search(r" DH (\d+) ", said):
        yield ("group", f"dh-{prime[1]}")
