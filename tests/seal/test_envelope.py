"""The envelope as others read it, and as nobody may write it."""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from securesystemslib.dsse import Envelope as TheirEnvelope
from securesystemslib.signer import SSlibKey

from scanner.errors import SealBroken, SealNewer
from scanner.seal.envelope import PAYLOAD_TYPE, STATEMENT_TYPE, canonical, pae, read_envelope, read_statement
from scanner.seal.keys import public_pem
from scanner.seal.names import ENVELOPE, MANIFEST, digest

from .conftest import Hand


def test_the_encoding_is_that_of_the_specification() -> None:
    # The example of secure-systems-lab/dsse, protocol.md.
    assert (
        pae("http://example.com/HelloWorld", b"hello world")
        == b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )


def test_a_second_implementation_says_that_it_holds(sealed: dict[str, bytes], audit: Hand) -> None:
    theirs = TheirEnvelope.from_dict(json.loads(sealed[ENVELOPE]))
    key = SSlibKey.from_crypto(audit.signer.key.public_key(), audit.signer.keyid)
    assert list(theirs.verify([key], 1)) == [audit.signer.keyid]


def test_openssl_says_that_it_holds(sealed: dict[str, bytes], audit: Hand, tmp_path: Path) -> None:
    document = json.loads(sealed[ENVELOPE])
    payload = base64.b64decode(document["payload"])
    (tmp_path / "signed").write_bytes(pae(PAYLOAD_TYPE, payload))
    (tmp_path / "sig").write_bytes(base64.b64decode(document["signatures"][0]["sig"]))
    (tmp_path / "pub").write_bytes(public_pem(audit.signer.key.public_key()))
    order = ["openssl", "dgst", "-sha256", "-verify", "pub", "-signature", "sig", "signed"]
    assert b"Verified OK" in subprocess.run(order, cwd=tmp_path, capture_output=True, check=True).stdout


def test_the_statement_names_what_is_sealed(sealed: dict[str, bytes]) -> None:
    statement = read_statement(read_envelope(sealed[ENVELOPE]).payload)
    assert statement.subjects[MANIFEST] == digest(sealed[MANIFEST])
    assert statement.subjects["evidence.json"] == digest(sealed["evidence.json"])
    assert json.loads(read_envelope(sealed[ENVELOPE]).payload)["_type"] == STATEMENT_TYPE
    assert statement.predicate["shop"] == "https://www.muesli.example/"
    assert statement.predicate["sealed_at"] == "2026-11-22T06:00:00Z"


def test_no_byte_of_an_envelope_can_be_changed_unseen(sealed: dict[str, bytes]) -> None:
    data = sealed[ENVELOPE]
    same = read_envelope(data)
    for at in range(len(data)):
        changed = bytearray(data)
        changed[at] ^= 1 << (at % 7)
        try:
            read = read_envelope(bytes(changed))
        except SealBroken:
            continue
        # Still an envelope, but another one: then the signature is over something else, or is another.
        assert (read.payload, read.signatures) != (same.payload, same.signatures)


Change = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.update(payloadType="text/plain"),
        lambda d: d.update(signatures=[]),
        lambda d: d.update(extra=1),
        lambda d: d.update(payload=d["payload"] + "="),
        lambda d: d.update(payload=None),
        lambda d: d["signatures"][0].update(sig="***"),
        lambda d: d["signatures"][0].pop("keyid"),
        lambda d: d.update(signatures=d["signatures"] * 11),
    ],
)
def test_what_is_no_envelope_is_refused(sealed: dict[str, bytes], change: Change) -> None:
    document = json.loads(sealed[ENVELOPE])
    change(document)
    with pytest.raises(SealBroken):
        read_envelope(canonical(document) + b"\n")


@pytest.mark.parametrize("data", [b"", b"[]", b"null", b"[" * 100_000, b"\xff", b"{}", b" " * 2_000_000])
def test_rubbish_is_refused(data: bytes) -> None:
    with pytest.raises(SealBroken):
        read_envelope(data)


def test_another_way_to_write_the_same_is_refused(sealed: dict[str, bytes]) -> None:
    with pytest.raises(SealBroken, match="canonical"):
        read_envelope(json.dumps(json.loads(sealed[ENVELOPE]), indent=1).encode())


def test_a_newer_seal_is_not_called_broken(sealed: dict[str, bytes]) -> None:
    statement = json.loads(read_envelope(sealed[ENVELOPE]).payload)
    with pytest.raises(SealNewer, match="version 2"):
        read_statement(canonical(statement | {"predicateType": "urn:siegel:seal:2"}))
    with pytest.raises(SealBroken, match="no seal of a run"):
        read_statement(canonical(statement | {"predicateType": "https://slsa.dev/provenance/v1"}))
