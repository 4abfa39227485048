"""What `verify` says of a sealed run: whole, changed, cut, of somebody else, judged again."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from scanner.errors import SealBroken, UsageError
from scanner.seal import bundle
from scanner.seal.checking import Trust, check
from scanner.seal.envelope import Envelope, canonical, read_envelope
from scanner.seal.keys import Signer, read_private, self_signed, signer_of
from scanner.seal.names import ENVELOPE, MANIFEST
from scanner.seal.sealing import seal
from scanner.verify import Verified, read_folder, verify, verify_series

from .conftest import NOW, Hand, hand

Packed = Callable[..., Path]


def said(found: Verified) -> str:
    return "\n".join(f"{one.holds} {one.text.en}" for one in found.checks)


def test_a_sealed_run_holds_and_gives_the_same_verdicts(packed: Packed, audit: Hand) -> None:
    found = verify(packed(), audit.trust, NOW)
    assert found.holds, said(found)
    assert "judged again: the evidence gives the same" in said(found)


def test_a_bundle_that_was_unpacked_holds_too(sealed: dict[str, bytes], audit: Hand, tmp_path: Path) -> None:
    for name, data in sealed.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    assert verify(tmp_path, audit.trust, NOW).holds
    (tmp_path / "artifacts").mkdir(exist_ok=True)
    (tmp_path / "artifacts" / "more").write_bytes(b"x")
    assert "artifacts/more: not in the manifest: it was added" in said(verify(tmp_path, audit.trust, NOW))


def test_sealing_twice_gives_the_same_bytes(files: dict[str, bytes], audit: Hand) -> None:
    assert bundle.write(seal(files, audit.signer, NOW)) == bundle.write(seal(files, audit.signer, NOW))


def test_a_thousand_flips_in_any_file_are_all_found(sealed: dict[str, bytes], audit: Hand) -> None:
    dice = random.Random(4)
    names = [*sealed, *[ENVELOPE] * 20]
    for _ in range(3000):
        name = dice.choice(names)
        data = bytearray(sealed[name])
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        seen = check({**sealed, name: bytes(data)}, audit.trust, NOW)
        assert not seen.holds, name


def test_a_flipped_bundle_never_holds(sealed: dict[str, bytes], audit: Hand, tmp_path: Path) -> None:
    whole, path, dice = bundle.write(sealed), tmp_path / "x.siegel", random.Random(5)
    for _ in range(300):
        data = bytearray(whole)
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        path.write_bytes(data)
        assert not verify(path, audit.trust, NOW, judge=False).holds


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda f: f.pop("evidence.json"), "evidence.json: missing (the evidence was altered)"),
        (lambda f: f.update({"more.txt": b"x"}), "more.txt: not in the manifest"),
        (lambda f: f.update({"report.json": b"{}"}), "report.json: changed after it was sealed"),
        (
            lambda f: f.update({"evidence.json": b"{}"}),
            "evidence.json: changed after it was sealed (the evidence was altered)",
        ),
        (lambda f: f.pop(ENVELOPE), "there is no seal"),
        (lambda f: f.pop(MANIFEST), "manifest.json is missing"),
        (lambda f: f.update({MANIFEST: f[MANIFEST] + b" "}), "manifest.json was changed"),
    ],
)
def test_what_was_changed_is_named_and_nothing_is_judged(
    sealed: dict[str, bytes], packed: Packed, audit: Hand, change: Callable[[dict[str, bytes]], object], says: str
) -> None:
    files = dict(sealed)
    change(files)
    found = verify(packed(files), audit.trust, NOW)
    assert not found.holds
    assert says in said(found)
    assert "judged again: the evidence" not in said(found)


def test_somebody_else_s_seal_does_not_hold_whatever_travels_in_it(
    files: dict[str, bytes], packed: Packed, audit: Hand
) -> None:
    stranger = hand("Audit GmbH")
    found = verify(packed(seal(files, stranger.signer, NOW)), audit.trust, NOW)
    assert not found.holds
    assert "not signed with the key that you named" in said(found)
    by_root = verify(packed(seal(files, stranger.signer, NOW)), audit.by_root, NOW)
    assert "leads to no root that you named" in said(by_root)
    assert verify(packed(seal(files, stranger.signer, NOW)), stranger.by_root, NOW).holds


def test_an_expired_certificate_is_said_to_be_expired(packed: Packed, audit: Hand) -> None:
    later = NOW + dt.timedelta(days=365 * 6)
    assert "the certificate has expired on 2031-11-21" in said(verify(packed(), audit.by_root, later))
    assert verify(packed(), audit.trust, later).holds, "a key that was named does not expire"


def issued(root_key: Any, root: x509.Certificate, key: Any, **extra: bool) -> x509.Certificate:
    name = x509.Name(
        [x509.NameAttribute(NameOID.COMMON_NAME, "Prüfer"), x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Audit")]
    )
    usage = {
        "digital_signature": True, "content_commitment": False, "key_encipherment": False, "data_encipherment": False,
        "key_agreement": False, "key_cert_sign": False, "crl_sign": False, "encipher_only": False,
        "decipher_only": False,
    } | extra  # fmt: skip
    return (
        x509.CertificateBuilder().subject_name(name).issuer_name(root.subject).public_key(key.public_key())
        .serial_number(7).not_valid_before(NOW - dt.timedelta(days=1)).not_valid_after(NOW + dt.timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .sign(root_key, hashes.SHA256())
    )  # fmt: skip


def authority() -> tuple[Any, x509.Certificate]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Wurzel")])
    root = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(NOW - dt.timedelta(days=9)).not_valid_after(NOW + dt.timedelta(days=900))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    return key, root


@pytest.mark.parametrize("kind", ["ec", "rsa"])
def test_a_certificate_of_an_authority_is_followed_to_its_root(
    files: dict[str, bytes], packed: Packed, kind: str
) -> None:
    root_key, root = authority()
    key: Any = ec.generate_private_key(ec.SECP384R1()) if kind == "ec" else rsa.generate_private_key(65537, 2048)
    path = packed(seal(files, Signer(key, (issued(root_key, root, key),)), NOW))
    found = verify(path, Trust(roots=(root,)), NOW)
    assert found.holds, said(found)
    assert "signed by Prüfer, Audit" in said(found)
    _, stranger = authority()
    assert not verify(path, Trust(roots=(stranger,)), NOW).holds


def test_a_certificate_that_may_not_sign_is_refused(files: dict[str, bytes], packed: Packed) -> None:
    root_key, root = authority()
    key = ec.generate_private_key(ec.SECP256R1())
    cert = issued(root_key, root, key, digital_signature=False, key_agreement=True)
    found = verify(packed(seal(files, Signer(key, (cert,)), NOW)), Trust(roots=(root,)), NOW)
    assert not found.holds
    assert "may not sign" in said(found)


def test_a_report_that_does_not_follow_from_its_evidence_is_found(
    files: dict[str, bytes], packed: Packed, audit: Hand
) -> None:
    report = json.loads(files["report.json"])
    failed = next(one for one in report["verdicts"] if one["verdict"] == "fail")
    failed["verdict"] = "pass"
    found = verify(
        packed(seal({**files, "report.json": json.dumps(report).encode()}, audit.signer, NOW)), audit.trust, NOW
    )
    assert not found.holds
    assert f"the sealed report does not follow from it: {failed['control']}: pass → fail" in said(found)


def test_another_version_that_judges_otherwise_is_told_from_altered_evidence(
    files: dict[str, bytes], packed: Packed, audit: Hand
) -> None:
    report, manifest = json.loads(files["report.json"]), json.loads(files[MANIFEST])
    report["verdicts"][0]["verdict"] = "unknown"
    manifest["run"]["versions"]["siegel"] = "0.0.9"
    changed = {**files, "report.json": json.dumps(report).encode(), MANIFEST: json.dumps(manifest).encode()}
    found = verify(packed(seal(changed, audit.signer, NOW)), audit.trust, NOW)
    assert not found.holds
    assert "judges otherwise than 0.0.9" in said(found)
    assert "altered" not in said(found)


def test_evidence_that_can_t_be_judged_is_said_so(files: dict[str, bytes], packed: Packed, audit: Hand) -> None:
    found = verify(packed(seal({**files, "evidence.json": b"[" * 10_000}, audit.signer, NOW)), audit.trust, NOW)
    assert not found.holds
    assert "can't be judged again" in said(found)


def test_a_file_alone_is_checked_with_its_envelope(sealed: dict[str, bytes], audit: Hand, tmp_path: Path) -> None:
    (tmp_path / "report.json").write_bytes(sealed["report.json"])
    with pytest.raises(UsageError, match=r"seal\.dsse\.json is not there"):
        verify(tmp_path / "report.json", audit.trust, NOW)
    (tmp_path / ENVELOPE).write_bytes(sealed[ENVELOPE])
    assert verify(tmp_path / "report.json", audit.trust, NOW).holds
    (tmp_path / "report.json").write_bytes(sealed["report.json"] + b" ")
    assert "report.json was changed" in said(verify(tmp_path / "report.json", audit.trust, NOW))


def test_links_and_strange_names_in_a_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "evidence.json").symlink_to("/etc/passwd")
    with pytest.raises(SealBroken, match=r"evidence\.json"):
        read_folder(tmp_path)


def test_the_other_half_of_a_signature_that_is_as_good_is_refused(sealed: dict[str, bytes], audit: Hand) -> None:
    """(r, n − s) verifies where (r, s) does: FIPS 186-5 leaves both, Siegel takes the lower."""
    envelope = read_envelope(sealed[ENVELOPE])
    keyid, signature = envelope.signatures[0]
    r, s = decode_dss_signature(signature)
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    other = replace(envelope, signatures=((keyid, encode_dss_signature(r, order - s)),)).encode()
    assert not check({**sealed, ENVELOPE: other}, audit.trust, NOW).holds


@pytest.mark.parametrize("name", ["seal.tst", "seal.tst.sig"])
def test_a_stamp_that_the_signer_knows_nothing_of_is_refused(sealed: dict[str, bytes], audit: Hand, name: str) -> None:
    assert not check({**sealed, name: b"anything"}, audit.trust, NOW).holds


def resealed(files: dict[str, bytes], audit: Hand, change: Callable[[dict[str, Any]], object]) -> dict[str, bytes]:
    """By the signer himself, with another statement."""
    statement = json.loads(read_envelope(files[ENVELOPE]).payload)
    change(statement)
    made = Envelope(canonical(statement), ())
    signed = replace(made, signatures=((audit.signer.keyid, audit.signer.sign(made.signed)),))
    return {**files, ENVELOPE: signed.encode()}


@pytest.mark.parametrize(
    "change",
    [
        lambda s: s["subject"][-1]["digest"].update(sha256="0" * 64),
        lambda s: s["subject"].pop(0),
        lambda s: s["predicate"].update(as_of="1999-01-01"),
        lambda s: s["predicate"].update(previous="0" * 64),
    ],
)
def test_a_statement_that_says_something_else_than_the_manifest_is_refused(
    sealed: dict[str, bytes], audit: Hand, change: Callable[[dict[str, Any]], object]
) -> None:
    assert check(resealed(sealed, audit, lambda _: None), audit.trust, NOW).holds
    assert not check(resealed(sealed, audit, change), audit.trust, NOW).holds


@pytest.mark.parametrize(
    "change",
    [
        lambda r: r["verdicts"].insert(0, r["verdicts"][0] | {"verdict": "pass"}),
        lambda r: [one.update(findings=[]) for one in r["verdicts"]],
        lambda r: r.update(shop="https://other.example/"),
        lambda r: r["gate"].update(passed=True),
        lambda r: r.update(gate=[1]),
        lambda r: r["verdicts"][0]["title"].update(en="All is well"),
    ],
)
def test_whatever_a_report_says_beyond_its_evidence_is_found(
    files: dict[str, bytes], packed: Packed, audit: Hand, change: Callable[[dict[str, Any]], object]
) -> None:
    report = json.loads(files["report.json"])
    change(report)
    found = verify(
        packed(seal({**files, "report.json": json.dumps(report).encode()}, audit.signer, NOW)), audit.trust, NOW
    )
    assert not found.holds


def test_an_empty_folder_and_a_deep_one_are_refused(sealed: dict[str, bytes], audit: Hand, tmp_path: Path) -> None:
    for name, data in sealed.items():
        (tmp_path / "run" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "run" / name).write_bytes(data)
    assert verify(tmp_path / "run", audit.trust, NOW).holds
    deep = tmp_path / "run/artifacts" / "/".join("d" * 120)
    deep.mkdir(parents=True)
    assert not verify(tmp_path / "run", audit.trust, NOW).holds


def test_an_envelope_that_is_named_counts_for_a_pdf_too(sealed: dict[str, bytes], audit: Hand, tmp_path: Path) -> None:
    (tmp_path / "report.pdf").write_bytes(b"%PDF-1.7 of another run")
    (tmp_path / "e.json").write_bytes(sealed[ENVELOPE])
    told = said(verify(tmp_path / "report.pdf", audit.trust, NOW, envelope=tmp_path / "e.json"))
    assert "the seal says nothing of a report.pdf" in told


# ── series ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def night(folder: Path, files: dict[str, bytes], audit: Hand, day: int, previous: str = "") -> str:
    made = seal(files, audit.signer, NOW + dt.timedelta(days=day), previous=previous)
    (folder / f"{day:02}.siegel").write_bytes(bundle.write(made))
    return check(made, audit.trust, NOW).manifest_digest


def series_of(folder: Path, audit: Hand) -> str:
    return "\n".join(f"{one.holds} {name}: {one.text.en}" for name, one in verify_series(folder, audit.trust, NOW))


def test_a_series_holds_until_a_link_is_taken_out(files: dict[str, bytes], audit: Hand, tmp_path: Path) -> None:
    last = ""
    for day in range(4):
        last = night(tmp_path, files | {"day.txt": str(day).encode()}, audit, day, last)
    assert "an unbroken series of 4" in series_of(tmp_path, audit)
    (tmp_path / "01.siegel").unlink()
    assert "gap: 02.siegel follows a run that is not here" in series_of(tmp_path, audit)


def test_forks_and_second_beginnings_are_named(files: dict[str, bytes], audit: Hand, tmp_path: Path) -> None:
    first = night(tmp_path, files, audit, 0)
    night(tmp_path, files | {"b.txt": b"1"}, audit, 1, first)
    night(tmp_path, files | {"b.txt": b"2"}, audit, 2, first)
    assert "several runs follow the same one: 01.siegel, 02.siegel" in series_of(tmp_path, audit)
    night(tmp_path, files | {"b.txt": b"3"}, audit, 3)
    assert "several runs name none before them: 00.siegel, 03.siegel" in series_of(tmp_path, audit)


def test_a_broken_bundle_breaks_the_series(files: dict[str, bytes], audit: Hand, tmp_path: Path) -> None:
    night(tmp_path, files, audit, 0)
    (tmp_path / "01.siegel").write_bytes(b"PK")
    assert "False 01.siegel: the bundle is broken" in series_of(tmp_path, audit)


# ── keys ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_keys_that_are_not_used_are_named(audit: Hand) -> None:
    for key in (
        ed25519.Ed25519PrivateKey.generate(),
        rsa.generate_private_key(65537, 1024),
        ec.generate_private_key(ec.SECP521R1()),
    ):
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        with pytest.raises(UsageError, match="algorithm or size"):
            read_private(pem, None, "k")
    with pytest.raises(UsageError, match="no private key"):
        read_private(b"rubbish", None, "k")


def test_a_certificate_of_another_key_is_refused(audit: Hand) -> None:
    other = self_signed(ec.generate_private_key(ec.SECP256R1()), "x", NOW)
    with pytest.raises(UsageError, match="not this key's certificate"):
        signer_of(audit.signer.key, [other], "c.pem")
