"""The truth files hold by the word of others: nmap, sslscan, curl, Python's ssl. No part of the scanner is asked."""

import re
import socket
import ssl
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from . import truth as truths
from .compare import differences
from .processes import LOOPBACK, find, found
from .servers import BAD, CERTIFICATES, HTTP, MORE_TLS, SERVERS, TLS
from .shops import Shop, Workshop

Start = Callable[[str], Shop]

VERSIONS = {
    ("ssl", "2"): "SSLv2",
    ("ssl", "3"): "SSLv3",
    ("tls", "1.0"): "TLSv1.0",
    ("tls", "1.1"): "TLSv1.1",
    ("tls", "1.2"): "TLSv1.2",
    ("tls", "1.3"): "TLSv1.3",
}

# X509_V_ERR_… of OpenSSL 3.0, include/openssl/x509_vfy.h
VERIFY_CODES = {
    "expired": {10},
    "not_yet_valid": {9},
    "self_signed": {18},
    "incomplete_chain": {20, 21},
    "unknown_root": {19},
    "name_mismatch": {62},
    "weak_signature": {68},
    None: {0},
}


def needs(program: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(find(program) is None, reason=f"{program} is not installed")


def load(name: str, workshop: Workshop) -> dict[str, Any]:
    return truths.load(name, workshop.authority.today)


def output(*command: str | Path) -> str:
    done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, timeout=120, check=False)
    return done.stdout.decode(errors="replace")


def test_every_server_has_its_truth_and_every_truth_its_server() -> None:
    assert {path.stem for path in truths.FOLDER.glob("*.yaml")} == set(SERVERS)


VOCABULARY = yaml.safe_load((Path(__file__).parents[2] / "scanner/data/vocabulary.yaml").read_text(encoding="utf-8"))
CLOSED = {
    "version": "tls_version",
    "key_exchange": "key_exchange",
    "key_type": "key_type",
    "trust_problem": "trust_problem",
    "family": "group_family",
}


@pytest.mark.parametrize("name", SERVERS)
def test_a_truth_speaks_the_contracts_words_and_does_not_contradict_itself(name: str, workshop: Workshop) -> None:
    truth = load(name, workshop)
    facts = {kind: [example(row) for row in expected["rows"]] for kind, expected in truth.get("facts", {}).items()}
    for row in (row for rows in facts.values() for row in rows):
        for field in CLOSED.keys() & row.keys():
            assert row[field] is None or row[field] in VOCABULARY[CLOSED[field]]
    gaps = [
        {"kind": gap["kind"][0], "status": "gap", "cause": cause, "scope": {}}
        for gap in truth.get("gaps", [])
        for cause in gap["cause"]
    ]
    assert {gap["cause"] for gap in gaps} <= set(VOCABULARY["gap_cause"])
    assert {row["name"] for row in facts.get("tls_flaw", [])} <= set(VOCABULARY["tls_flaw"])
    assert differences(truth, {"facts": facts, "coverage": gaps}) == []


def example(row: dict[str, Any]) -> dict[str, Any]:
    """Evidence that has what a truth row asks for."""
    return {field: _example(value) for field, value in row.items()}


def _example(value: object) -> object:
    match value:
        case {"all_of": list(items)}:
            return items
        case {"one_of": [first, *_]}:
            return first
        case dict():
            return example(value)
        case _:
            return value


def test_no_two_servers_share_a_host(workshop: Workshop) -> None:
    hosts = [load(name, workshop)["host"] for name in SERVERS]
    assert len(set(hosts)) == len(hosts)


BLIND = {  # servers on which OpenSSL 3.0, on which sslscan is built, or nmap 7.93 sees less than there is
    "sslscan": {
        "pyopenssl_hybrid_only",  # a group that it doesn't know
        "pyopenssl_brainpool_tls13",
        "s_server_x448_only",  # asks TLS 1.2 with other groups
        "blocks_after_thirty",
        "nginx_ipv6_only",  # asked at 127.0.0.1
        "nginx_odd_port",  # asked at 443
    },
    "nmap": {
        "pyopenssl_hybrid_only",
        "pyopenssl_brainpool_tls13",
        "s_server_brainpool_tls12",
        "s_server_x448_only",
        "blocks_after_thirty",
        "nginx_ipv6_only",
        "nginx_odd_port",
    },
}


def seen_by(tool: str, kind: str) -> list[str]:
    """The servers that have a truth of this kind and that the tool can see all of."""
    return [
        name for name in (*TLS, *MORE_TLS) if name not in BLIND[tool] and (name in TLS or kind in truths.kinds_of(name))
    ]


@needs("sslscan")
@pytest.mark.parametrize("name", seen_by("sslscan", "tls_protocol"))
def test_the_protocols_are_those_that_sslscan_finds(name: str, start: Start, workshop: Workshop) -> None:
    shop = start(name)
    report = output(
        found("sslscan"),
        "--xml=-",
        "--no-colour",
        f"--sni-name={shop.host}",
        "--no-ciphersuites",
        "--no-heartbleed",
        "--no-renegotiation",
        "--no-compression",
        "--no-fallback",
        "--no-groups",
        "--no-check-certificate",
        f"{LOOPBACK}:{shop.https_port}",
    )
    seen = {
        VERSIONS[entry.get("type", ""), entry.get("version", "")]: entry.get("enabled") == "1"
        for entry in ET.fromstring(report).iter("protocol")
    }
    rows = load(name, workshop)["facts"]["tls_protocol"]["rows"]
    assert {row["version"]: row["accepted"] for row in rows} == seen


@needs("nmap")
@pytest.mark.parametrize("name", seen_by("nmap", "tls_cipher"))
def test_the_ciphers_are_those_that_nmap_finds(name: str, start: Start, workshop: Workshop) -> None:
    shop = start(name)
    wanted = {(row["version"], row["name"]) for row in load(name, workshop)["facts"]["tls_cipher"]["rows"]}
    assert ciphers_by_nmap(shop) == wanted


def ciphers_by_nmap(shop: Shop) -> set[tuple[str, str]]:
    report = output(
        found("nmap"),
        "-Pn",
        "-n",
        "-sT",
        "-p",
        str(shop.https_port),
        "--script",
        "+ssl-enum-ciphers",
        "--script-args",
        f"tls.servername={shop.host}",
        LOOPBACK,
        "-oX",
        "-",
    )
    return {
        (version.get("key", ""), (name.text or "").replace("TLS_AKE_WITH_", "TLS_"))  # nmap's own names for 1.3
        for version in ET.fromstring(report).iterfind(".//script[@id='ssl-enum-ciphers']/table")
        for name in version.iterfind("table[@key='ciphers']/table/elem[@key='name']")
    }


@pytest.mark.parametrize(
    "cipher",
    [
        "TLS_AES_128_GCM_SHA256",
        "TLS_AES_256_GCM_SHA384",
        "TLS_CHACHA20_POLY1305_SHA256",
        "TLS_AES_128_CCM_SHA256",
        "TLS_AES_128_CCM_8_SHA256",
    ],
)
def test_openssl_agrees_where_the_name_is_required(cipher: str, start: Start, workshop: Workshop) -> None:
    shop = start("nginx_sni_required")
    rows = load("nginx_sni_required", workshop)["facts"]["tls_cipher"]["rows"]
    said = output(
        found("openssl"),
        "s_client",
        "-connect",
        f"{LOOPBACK}:{shop.https_port}",
        "-servername",
        shop.host,
        "-tls1_3",
        "-ciphersuites",
        cipher,
    )
    assert (f"Cipher is {cipher}" in said) is any(row["name"] == cipher for row in rows)


def test_without_the_hosts_name_the_handshake_is_rejected(start: Start) -> None:
    shop = start("nginx_sni_required")
    said = output(found("openssl"), "s_client", "-connect", f"{LOOPBACK}:{shop.https_port}", "-noservername")
    assert "Cipher is (NONE)" in said


CERTIFIED = [
    name
    for name in (*TLS, *MORE_TLS, *CERTIFICATES)
    if (name not in MORE_TLS or "certificate" in truths.kinds_of(name))
    and name
    not in {
        "nginx_staple_revoked",  # Python asks for no staple
        "nginx_odd_port",  # curl asks it
        "nginx_dhe_own_1024",  # too small a prime
        "nginx_dhe_common_1024",
        "gnutls_no_secure_renegotiation",  # refused by OpenSSL 3
        "gnutls_3des_tls10",  # no common suite, version or group
        "tlslite_no_fallback_scsv",
        "pyopenssl_hybrid_only",
        "pyopenssl_brainpool_tls13",
        "s_server_brainpool_tls12",
        "nginx_weak",  # too weak a key for OpenSSL, which is not a problem of the vocabulary
        "tlslite_ssl3",  # no common version
        "wrong_order",  # OpenSSL puts it right
        "lifetime_200_days",
        "lifetime_200_days_and_a_second",
        "lifetime_398_days_before_march",
    }
]  # expire some day


@pytest.mark.parametrize("name", CERTIFIED)
def test_trust_is_what_python_and_openssl_say(name: str, start: Start, workshop: Workshop) -> None:
    shop = start(name)
    rows = load(name, workshop)["facts"].get("certificate", {"rows": []})["rows"]
    for row in rows:
        if row["position"] == 0 and "trust_problem" in row:
            assert verify_code(shop, row["endpoint"]["host"]) in VERIFY_CODES[row["trust_problem"]]


def verify_code(shop: Shop, host: str) -> int:
    context = ssl.create_default_context(cafile=shop.ca)
    context.hostname_checks_common_name = False  # RFC 9525 § 2; Python's default is still to fall back on it
    try:
        with (
            socket.create_connection((shop.address, shop.https_port), timeout=10) as connection,
            context.wrap_socket(connection, server_hostname=host),
        ):
            return 0
    except ssl.SSLCertVerificationError as error:
        return error.verify_code


CHAINS = (
    "nginx_modern",
    "nginx_intermediate",
    "nginx_weak",
    "nginx_sni_required",
    "s_server_tls13_only",
    "nginx_staple_good",
    "nginx_must_staple_kept",
    "nginx_must_staple_broken",
    "nginx_other_default",
    *CERTIFICATES,
)


@pytest.mark.parametrize("name", CHAINS)
def test_the_chain_is_as_openssl_receives_it(name: str, start: Start, workshop: Workshop) -> None:
    facts = load(name, workshop)["facts"]["certificate"]
    shop = start(name)
    chains = [chain_by_openssl(shop, authentication) for authentication in SIGALGS]
    assert any(chains)
    for chain in chains:
        for position, certificate in enumerate(chain):
            rows = [
                row
                for row in facts["rows"]
                if row["position"] == position
                and row.get("key_type") in {None, key_of(certificate)[0]}
                and row["endpoint"]["host"] == shop.host
            ]
            assert rows or not facts.get("complete")
            for row in rows:
                assert row == row | described(certificate, row)


SIGALGS = {"RSA": "rsa_pss_rsae_sha256:RSA+SHA256", "ECDSA": "ECDSA+SHA256:ECDSA+SHA384", "ed25519": "ed25519"}


def chain_by_openssl(shop: Shop, authentication: str) -> list[x509.Certificate]:
    said = output(
        found("openssl"),
        "s_client",
        "-connect",
        f"{LOOPBACK}:{shop.https_port}",
        "-servername",
        shop.host,
        "-showcerts",
        "-sigalgs",
        SIGALGS[authentication],
        "-cipher",
        "ALL:@SECLEVEL=0",
    )
    chain, _, _ = said.partition("Server certificate\n")  # behind it the leaf is shown once more
    blocks = re.findall(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", chain, re.DOTALL)
    return [x509.load_pem_x509_certificate(block.encode()) for block in blocks]


def key_of(certificate: x509.Certificate) -> tuple[str, int | None]:
    match certificate.public_key():
        case rsa.RSAPublicKey() as key:
            return "rsa", key.key_size
        case ec.EllipticCurvePublicKey() as key:
            return "ec", key.curve.key_size
        case ed25519.Ed25519PublicKey():
            return "ed25519", None
        case other:
            raise AssertionError(other)


def described(certificate: x509.Certificate, row: dict[str, Any]) -> dict[str, Any]:
    """What the certificate itself says of the fields that the truth row has."""
    key_type, key_bits = key_of(certificate)
    lifetime = certificate.not_valid_after_utc - certificate.not_valid_before_utc
    algorithm = certificate.signature_hash_algorithm
    told: dict[str, Any] = {
        "key_type": key_type,
        "key_bits": key_bits,
        "signature_hash": algorithm.name if algorithm else None,
        "is_root": certificate.subject == certificate.issuer,
        "lifetime_days": lifetime.days + 1,  # both ends count
        "not_before": certificate.not_valid_before_utc.date().isoformat(),
        "not_after": certificate.not_valid_after_utc.date().isoformat(),
        "must_staple": extension(certificate, x509.TLSFeature) is not None,
        "scts": len(extension(certificate, x509.PrecertificateSignedCertificateTimestamps) or ()),
    }
    return {field: value for field, value in told.items() if field in row}


def extension(certificate: x509.Certificate, kind: type[Any]) -> Any:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


@needs("curl")
@pytest.mark.parametrize("name", [*HTTP, "nginx_modern", "nginx_weak"])
def test_the_redirect_is_what_curl_is_told(name: str, start: Start, workshop: Workshop) -> None:
    shop = start(name)
    for row in load(name, workshop)["facts"]["redirect"]["rows"]:
        code, target = curl(shop, row["from"], "%{http_code} %{redirect_url}").split(" ", 1)
        assert row.get("port_open", True) is (code != "000")
        assert row["present"] is bool(target)
        if row["present"]:
            assert row["status"] == int(code)
            assert row["to_scheme"] == target.split(":", 1)[0].lower()
            assert row.get("to", target).lower() == target.lower()


@needs("curl")
@pytest.mark.parametrize("name", [*HTTP, "nginx_modern"])
def test_the_headers_are_what_curl_receives(name: str, start: Start, workshop: Workshop) -> None:
    shop = start(name)
    facts = load(name, workshop)["facts"]
    received = curl(shop, f"https://{shop.host}/", "", "-D", "-").splitlines()
    for row in facts["header"]["rows"]:
        values = [line.split(": ", 1)[1] for line in received if line.lower().startswith(f"{row['name']}:")]
        assert row["present"] is bool(values)
        assert row.get("values", values) == values
    for row in facts.get("csp", {"rows": []})["rows"]:
        assert row["present"] is any(line.lower().startswith("content-security-policy:") for line in received)


CURL_DEVIATES = {
    "http_308_hsts_spaces_csp_capitals",  # wants no space before "=", which RFC 6797 § 6.1 allows (implied *LWS)
    "http_chain_hsts_twice",
}  # heeds the second header too, against RFC 6797 § 8.1


@needs("curl")
@pytest.mark.parametrize("name", [name for name in (*HTTP, "nginx_modern") if name not in CURL_DEVIATES])
def test_hsts_is_what_curl_remembers(name: str, start: Start, workshop: Workshop, tmp_path: Path) -> None:
    shop = start(name)
    memory = tmp_path / "hsts"
    memory.touch()
    curl(shop, f"http://{shop.host}/", "", "--hsts", memory)
    curl(shop, f"https://{shop.host}/", "", "--hsts", memory)
    remembered = [line.split()[0] for line in memory.read_text().splitlines() if not line.startswith("#")]
    row = load(name, workshop)["facts"]["hsts"]["rows"][0]
    if not row["present"] or not row["valid"] or row["max_age"] == 0:
        assert remembered == []
    else:
        assert remembered == [f".{shop.host}" if row["include_subdomains"] else shop.host]


def curl(shop: Shop, url: str, write_out: str, *options: str | Path) -> str:
    routes = [word for route in shop.connect_to() for word in ("--connect-to", route)]
    trusted: list[str | Path] = ["--cacert", shop.ca] if shop.ca else []
    return output(
        found("curl"), "-sS", "--max-time", "10", "-o", "/dev/null", "-w", write_out, *trusted, *routes, *options, url
    )


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in BAD
        if name in {"hangs", "closes_at_once", "resets", "rubbish", "drips", "refuses", "plain_http_on_443"}
    ],
)
def test_a_bad_server_completes_no_handshake(name: str, start: Start) -> None:
    shop = start(name)
    context = ssl.create_default_context(cafile=shop.ca)
    with (
        pytest.raises(OSError),  # noqa: PT011 - each fails in its own way
        socket.create_connection((LOOPBACK, shop.https_port), timeout=2) as connection,
        context.wrap_socket(connection, server_hostname=shop.host),
    ):
        pass


@pytest.mark.parametrize("name", ["endless_headers", "dripping_headers", "endless_body", "http_hangs"])
def test_the_others_are_in_order_as_far_as_tls_goes(name: str, start: Start) -> None:
    shop = start(name)
    assert verify_code(shop, shop.host) == 0


@needs("curl")
def test_on_an_odd_port_there_is_a_shop_and_on_the_usual_one_nothing(start: Start) -> None:
    shop = start("nginx_odd_port")
    assert curl(shop, "https://www.oddport.example:8443/", "%{http_code} %{ssl_verify_result}") == "200 0"
    assert curl(shop, "https://www.oddport.example/", "%{http_code}") == "000"


@needs("curl")
@pytest.mark.parametrize("name", ["nginx_gzip", "nginx_modern"])
def test_the_page_is_compressed_where_the_truth_says_so(name: str, start: Start, workshop: Workshop) -> None:
    shop = start(name)
    (flaw,) = (row for row in load(name, workshop)["facts"]["tls_flaw"]["rows"] if row["name"] == "breach_condition")
    headers = curl(shop, f"https://{shop.host}/", "", "-D", "-", "-H", "Accept-Encoding: gzip").lower()
    assert ("content-encoding: gzip" in headers) is flaw["present"]


def test_the_sixth_connection_is_reset(start: Start) -> None:
    shop = start("blocks_after_five")
    assert [verify_code(shop, shop.host) for _ in range(5)] == [0] * 5
    with pytest.raises(ConnectionError):
        verify_code(shop, shop.host)
