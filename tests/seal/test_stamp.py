"""Time stamps of an authority on loopback, which is a real one but for its name."""

from __future__ import annotations

import datetime as dt
import random
import subprocess
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import typst
from asn1crypto import keys as asn1_keys
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper

from scanner.errors import SealBroken, UsageError
from scanner.seal import pdf, stamp
from scanner.seal.checking import Trust, check
from scanner.seal.envelope import read_envelope
from scanner.seal.names import ENVELOPE, TOKEN
from scanner.seal.sealing import seal

from .conftest import NOW, Hand

STAMPED = dt.datetime(2026, 11, 22, 6, 5, tzinfo=dt.UTC)


def tsa_certificate(key: Any) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Zeitstelle")])
    return (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(3)
        .not_valid_before(NOW - dt.timedelta(days=9)).not_valid_after(NOW + dt.timedelta(days=900))
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip


class Authority:
    """Answers RFC 3161 queries over HTTP. `spoil` changes an answer on its way."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(65537, 2048)
        self.certificate = tsa_certificate(self.key)
        der = self.key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        cert = asn1_x509.Certificate.load(self.certificate.public_bytes(serialization.Encoding.DER))
        self.clerk = DummyTimeStamper(cert, asn1_keys.PrivateKeyInfo.load(der), fixed_dt=STAMPED)
        self.spoil: Callable[[bytes], bytes] = lambda answer: answer
        self.status = 200
        authority = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                query = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
                answer = authority.spoil(authority.clerk.request_tsa_response(query).dump())
                self.send_response(authority.status)
                self.send_header("Location", "http://127.0.0.1:1/")
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"


@pytest.fixture
def authority() -> Iterator[Authority]:
    made = Authority()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


def ask(authority: Authority) -> Callable[[bytes], bytes]:
    return partial(stamp.ask, partial(stamp.post, authority.url))


def test_a_stamped_seal_says_when_and_by_whom(files: dict[str, bytes], audit: Hand, authority: Authority) -> None:
    sealed = seal(files, audit.signer, NOW, ask=ask(authority))
    trust = Trust(audit.trust.keys, stamp_roots=(authority.certificate,))
    seen = check(sealed, trust, NOW)
    assert seen.holds
    assert any("stamped at 2026-11-22T06:05:00Z by Common Name: Zeitstelle" in one.text.en for one in seen.checks)


def test_without_a_root_that_vouches_for_it_nothing_rests_on_the_stamp(
    files: dict[str, bytes], audit: Hand, authority: Authority
) -> None:
    sealed = seal(files, audit.signer, NOW, ask=ask(authority))
    (about_time,) = [one for one in check(sealed, audit.trust, NOW).checks if "stamped" in one.text.en]
    assert about_time.holds is None
    assert "no root that you named vouches for" in about_time.text.en
    stranger = Trust(audit.trust.keys, stamp_roots=(tsa_certificate(ec.generate_private_key(ec.SECP256R1())),))
    assert all(one.holds is not True for one in check(sealed, stranger, NOW).checks if "stamped" in one.text.en)


def test_a_stamp_keeps_a_seal_good_when_its_certificate_has_expired(
    files: dict[str, bytes], audit: Hand, authority: Authority
) -> None:
    sealed = seal(files, audit.signer, NOW, ask=ask(authority))
    later = NOW + dt.timedelta(days=365 * 6)
    trust = Trust(roots=audit.by_root.roots, stamp_roots=(authority.certificate,))
    assert check(sealed, trust, later).holds
    assert not check(seal(files, audit.signer, NOW), trust, later).holds


def test_the_stamp_of_another_seal_does_not_do(files: dict[str, bytes], audit: Hand, authority: Authority) -> None:
    sealed = seal(files, audit.signer, NOW, ask=ask(authority))
    other = seal(files, audit.signer, NOW + dt.timedelta(days=1), ask=ask(authority))
    assert not check({**sealed, TOKEN: other[TOKEN]}, audit.trust, NOW).holds


def test_flips_in_a_stamp_are_found(files: dict[str, bytes], audit: Hand, authority: Authority) -> None:
    sealed = seal(files, audit.signer, NOW, ask=ask(authority))
    trust, dice, unseen = Trust(audit.trust.keys, stamp_roots=(authority.certificate,)), random.Random(3), []
    for at in dice.sample(range(len(sealed[TOKEN])), 300):
        token = bytearray(sealed[TOKEN])
        token[at] ^= 1 << dice.randrange(8)
        if check({**sealed, TOKEN: bytes(token)}, trust, NOW).holds:
            unseen.append(at)
    assert unseen == []


@pytest.mark.parametrize(
    "spoil",
    [lambda _: b"", lambda _: b"rubbish" * 100, lambda _: b"0" * 300_000, lambda answer: answer[:-20] + b"x" * 20],
)
def test_an_authority_that_answers_nonsense_is_said_to(
    files: dict[str, bytes], audit: Hand, authority: Authority, spoil: Callable[[bytes], bytes]
) -> None:
    authority.spoil = spoil
    with pytest.raises(UsageError, match="time stamp"):
        seal(files, audit.signer, NOW, ask=ask(authority))


@pytest.mark.parametrize("status", [302, 404, 500])
def test_redirects_and_errors_are_not_followed(
    files: dict[str, bytes], audit: Hand, authority: Authority, status: int
) -> None:
    authority.status = status
    with pytest.raises(UsageError, match=f"answered {status}"):
        seal(files, audit.signer, NOW, ask=ask(authority))


def test_nobody_there(files: dict[str, bytes], audit: Hand) -> None:
    with pytest.raises(UsageError, match="no time stamp from"):
        seal(files, audit.signer, NOW, ask=partial(stamp.ask, partial(stamp.post, "http://127.0.0.1:9/")))


def test_a_token_is_no_rubbish() -> None:
    for rubbish in (b"", b"x", b"\x30\x80" * 500, b"0" * 300_000):
        with pytest.raises(SealBroken):
            stamp.read(rubbish, b"signature", ())


def test_openssl_says_that_the_stamp_is_of_this_signature(
    files: dict[str, bytes], audit: Hand, authority: Authority, tmp_path: Path
) -> None:
    sealed = seal(files, audit.signer, NOW, ask=ask(authority))
    (tmp_path / "sig").write_bytes(read_envelope(sealed[ENVELOPE]).signatures[0][1])
    (tmp_path / "seal.tst").write_bytes(sealed[TOKEN])
    (tmp_path / "root.pem").write_bytes(authority.certificate.public_bytes(serialization.Encoding.PEM))
    order = ["openssl", "ts", "-verify", "-data", "sig", "-in", "seal.tst", "-token_in", "-CAfile", "root.pem"]
    told = subprocess.run(order, cwd=tmp_path, capture_output=True, check=False)
    assert b"Verification: OK" in told.stdout + told.stderr


def test_a_pdf_gets_a_stamp_too(audit: Hand, authority: Authority, tmp_path: Path) -> None:
    plain = typst.compile(b"= Bericht", format="pdf", ignore_system_fonts=True)
    assert isinstance(plain, bytes)
    now = dt.datetime.now(dt.UTC)
    place, post = pdf.Place(0, (60, 60, 280, 130)), partial(stamp.post, authority.url)
    signed = pdf.sign(plain, audit.signer, now, place, "en", post)
    trust = Trust(audit.trust.keys, stamp_roots=(authority.certificate,))
    assert "True time: stamped at 2026-11-22T06:05:00Z" in [
        f"{one.holds} {one.text.en}" for one in pdf.check(signed, trust, now)
    ]
    assert all(one.holds is not False for one in pdf.check(signed, audit.trust, now))
    (tmp_path / "a.pdf").write_bytes(signed)
    told = subprocess.run(["pdfsig", "a.pdf"], cwd=tmp_path, capture_output=True, check=False).stdout
    assert b"Signature is Valid" in told
