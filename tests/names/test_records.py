"""DKIM keys, MTA-STS and TLS-RPT records, policy files and newsletters, as people and as foes write them."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from scanner.errors import NetworkError
from scanner.probes.mail import dkim, newsletter, sts_policy, tags
from scanner.probes.mail.spf_syntax import MOST_TERMS, BrokenSpf, TooLong, parse


def public(bits: int, form: PublicFormat = PublicFormat.SubjectPublicKeyInfo) -> str:
    key = rsa.generate_private_key(65537, bits).public_key()
    return base64.b64encode(key.public_bytes(Encoding.DER, form)).decode()


RSA = public(2048)
EC = base64.b64encode(
    ec.generate_private_key(ec.SECP256R1()).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
).decode()


@pytest.mark.parametrize(
    ("record", "problem", "key_type", "bits"),
    [
        (f"v=DKIM1; k=rsa; p={RSA}", None, "rsa", 2048),
        (f"p={RSA}", None, "rsa", 2048),
        (f"v=DKIM1; p={RSA[:100]} \t{RSA[100:]}", None, "rsa", 2048),
        (f"v=DKIM1; p={public(1024, PublicFormat.PKCS1)}", None, "rsa", 1024),
        ("v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", None, "ed25519", 256),  # RFC 8463 A.2
        ("v=DKIM1; p=", "revoked", "rsa", None),
        ("v=DKIM1; k=rsa", "no_key", "rsa", None),
        (f"v=DKIM2; p={RSA}", "other_version", "rsa", None),
        (f"k=rsa; v=DKIM1; p={RSA}", "other_version", "rsa", None),
        (f"v=DKIM1; k=dsa; p={RSA}", "unknown_key_type", "dsa", None),
        ("v=DKIM1; p=!!!!", "broken_key", "rsa", None),
        ("v=DKIM1; p=AAAA", "broken_key", "rsa", None),
        (f"v=DKIM1; p={EC}", "broken_key", "rsa", None),
        ("v=DKIM1; k=ed25519; p=AAAA", "broken_key", "ed25519", None),
        (f"v=DKIM1; s=calendar; p={RSA}", "not_for_mail", "rsa", 2048),
        (f"v=DKIM1; h=sha1; p={RSA}", "sha1_only", "rsa", 2048),
        (f"v=DKIM1; p={RSA}; p={RSA}", "syntax", None, None),
        ("hello", "syntax", None, None),
    ],
)
def test_a_dkim_record(record: str, problem: str | None, key_type: str | None, bits: int | None) -> None:
    found = dkim.read("shop.example", "s1", record)
    assert (found.problem, found.key_type, found.key_bits) == (problem, key_type, bits)
    assert found.valid is (problem is None)
    assert found.revoked is (problem == "revoked")


def test_a_dkim_key_in_test_mode() -> None:
    assert dkim.read("shop.example", "s1", f"v=DKIM1; t=y:s; p={RSA}").testing is True
    assert dkim.read("shop.example", "s1", f"v=DKIM1; t=s; p={RSA}").testing is False


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["v=STSv1; id=20260101T000000"], (True, None)),
        (["v=STSv1;id=1;"], (True, None)),
        ([], (False, None)),
        (["other"], (False, None)),
        (["v=STSv1; id=1", "v=STSv1; id=2"], (False, "several_records")),
        (["v=STSv1"], (False, "broken_record")),
        (["v=STSv1; id=not-alphanumeric"], (False, "broken_record")),
        (["v=STSv1; id=" + "1" * 33], (False, "broken_record")),
        (["v=STSv10; id=1"], (False, "broken_record")),
    ],
)
def test_what_announces_mta_sts(texts: list[str], expected: tuple[bool, str | None]) -> None:
    assert sts_policy.announced(texts) == expected


GOOD = b"version: STSv1\r\nmode: enforce\r\nmx: mx.shop.example\r\nmx: *.mail.example\r\nmax_age: 604800\r\n"


def test_a_policy_file_and_which_hosts_it_lists() -> None:
    policy = sts_policy.parse(GOOD)
    assert policy == sts_policy.Policy("enforce", 604800, ("mx.shop.example", "*.mail.example"))
    assert policy.matches(["MX.shop.example", "a.mail.example"])
    for host in ("mail.example", "a.b.mail.example", ".mail.example", "mx2.shop.example"):
        assert not policy.matches(["mx.shop.example", host])


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<!doctype html><title>Shop</title>",
        GOOD.replace(b"STSv1", b"STSv2"),
        GOOD.replace(b"enforce", b"always"),
        GOOD.replace(b"604800", b"soon"),
        GOOD.replace(b"604800", b"-1"),
        GOOD.replace(b"604800", b"31557601"),
        GOOD.replace(b"604800", "١٢".encode()),
        GOOD.replace(b"mx: ", b"mx "),
        b"version: STSv1\nmode: enforce\nmax_age: 1\n",
        b"\xff\xfe" + GOOD,
    ],
)
def test_what_is_no_policy_file(body: bytes) -> None:
    assert sts_policy.parse(body) is None


def test_of_a_key_given_twice_the_first_counts_and_mode_none_needs_no_mx() -> None:
    assert sts_policy.parse(GOOD + b"mode: none\n").mode == "enforce"
    assert sts_policy.parse(b"version: STSv1\nmode: none\nmax_age: 86400\n").mx == ()


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["v=TLSRPTv1; rua=mailto:t@shop.example"], True),
        (["v=TLSRPTv1;rua=https://reports.example/v1,mailto:t@shop.example"], True),
        (["v=TLSRPTv1; rua=t@shop.example"], False),
        (["v=TLSRPTv1"], False),
        (["v=TLSRPTv1; rua=mailto:a@b.example", "v=TLSRPTv1; rua=mailto:a@b.example"], False),
        ([], False),
    ],
)
def test_what_asks_for_tls_reports(texts: list[str], expected: bool) -> None:
    assert sts_policy.reports(texts) is expected


@pytest.mark.parametrize(
    "text", ["a", "a=b;;c=d", "=x", "a=b; a=c", "a b=c", "1=2", "a=\x01", "a=ü", ";".join(["a=1"] * 500)]
)
def test_what_is_no_list_of_tags(text: str) -> None:
    with pytest.raises(tags.BrokenTags):
        tags.read(text)


@pytest.mark.parametrize(
    "record",
    [
        "v=spf1 " + "a" * 3900,
        "v=spf1 include:" + "a." * 1900 + "1",
        "v=spf1 exists:" + "%{d}" * 900 + "!",
        "v=spf1 a:" + "-" * 3900,
        "v=spf1 a" + "/1" * 1900,
        "v=spf1 " + "x=%" * 1300,
        "v=spf1 a" + "/1" * 30000,
        "v=spf1 include:" + "a." * 30000 + "1",
    ],
)
def test_a_record_made_to_be_slow_is_read_at_once(record: str) -> None:
    with pytest.raises(BrokenSpf):
        parse(record)


def test_blanks_are_no_terms_and_a_record_too_long_to_be_read_is_not_broken() -> None:
    assert [term.name for term in parse("v=spf1" + " " * 5000 + "mx -all").terms] == ["mx"]
    assert len(parse("v=spf1 " + "ip4:192.0.2.1 " * 1000 + "-all").terms) == 1000
    with pytest.raises(TooLong):
        parse("v=spf1 " + "a " * (MOST_TERMS + 1))


# ── newsletters ──────────────────────────────────────────────────────────────────────────────────────────────────────

SIGNED = "DKIM-Signature: v=1; d=Shop.Example; h=from:List-Unsubscribe:\n List-Unsubscribe-Post; b=x\n"
LINK = "List-Unsubscribe: <mailto:u@shop.example>,\n <https://shop.example/u?t=1>\n"
POST = "List-Unsubscribe-Post: List-Unsubscribe=One-Click\n"


def read(folder: Path, headers: str, body: str = "Hello\n") -> tuple[object, ...]:
    file = folder / "news.eml"
    file.write_text(f"From: news@shop.example\n{headers}\n{body}")
    found = newsletter.read(file)
    return (found.https, found.one_click, found.covered, found.signers)


def test_a_newsletter_with_everything(tmp_path: Path) -> None:
    assert read(tmp_path, SIGNED + LINK + POST) == (True, True, True, ("shop.example",))


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ("", (False, False, False, ())),
        (LINK + POST, (True, True, False, ())),
        (SIGNED + LINK, (True, False, True, ("shop.example",))),
        (SIGNED + LINK.replace("https", "http") + POST, (False, True, True, ("shop.example",))),
        (SIGNED + LINK + LINK + POST, (False, True, True, ("shop.example",))),
        (SIGNED.replace("-Post", "-Get") + LINK + POST, (True, True, False, ("shop.example",))),
        (SIGNED + LINK + "List-Unsubscribe-Post: yes\n", (True, False, True, ("shop.example",))),
        ("DKIM-Signature: rubbish\n" + LINK + POST, (True, True, False, ())),
    ],
)
def test_what_a_newsletter_lacks(tmp_path: Path, headers: str, expected: tuple[object, ...]) -> None:
    assert read(tmp_path, headers) == expected


def test_headers_in_the_body_are_none(tmp_path: Path) -> None:
    assert read(tmp_path, "", SIGNED + LINK + POST) == (False, False, False, ())


@pytest.mark.parametrize("data", [b"", b"\x00\xff" * 100, b"<!doctype html>", b"Subject: no sender\n\nx"])
def test_what_is_no_mail_is_an_error(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.eml").write_bytes(data)
    with pytest.raises(NetworkError):
        newsletter.read(tmp_path / "x.eml")
