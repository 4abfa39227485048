"""The data on groups and primes: computed from the RFCs, the same as what libraries have, and prime."""

from __future__ import annotations

import json
from importlib import resources

import pytest
from tlslite import mathtls  # type: ignore[import-untyped]

from scanner.model.vocabulary import GroupFamily, TlsVersion
from scanner.probes.tls import group_registry
from scanner.probes.tls.group_registry import digest, ffdhe, modp
from scanner.probes.tls.groups import (
    EXPLICIT_PRIME,
    groups,
    of_code,
    of_prime,
    offered_in,
    probably_prime,
    schemes,
)

MODP = {768: "2409_GROUP1", 1024: "2409_GROUP2", 1536: "3526_GROUP5", 2048: "3526_GROUP14", 4096: "3526_GROUP16"}


def test_the_data_file_is_what_the_registry_writes() -> None:
    data = resources.files("scanner").joinpath("data", "tls_groups.json").read_text(encoding="utf-8")
    assert data == group_registry.text()
    assert json.loads(data)["as_of"] == group_registry.AS_OF


@pytest.mark.parametrize("bits", [768, 1024, 1536, 2048])
def test_primes_of_rfc_2409_and_3526_are_safe_primes_that_libraries_have_too(bits: int) -> None:
    prime = modp(bits)
    assert prime.bit_length() == bits
    assert probably_prime(prime) and probably_prime(prime // 2)
    assert prime == getattr(mathtls, f"RFC{MODP[bits]}")[1]


def test_primes_of_rfc_7919_are_safe_primes_that_libraries_have_too() -> None:
    assert probably_prime(ffdhe(2048)) and probably_prime(ffdhe(2048) // 2)
    for bits in (2048, 3072, 4096, 6144, 8192):
        assert ffdhe(bits) == getattr(mathtls, f"FFDHE{bits}")[1]


@pytest.mark.parametrize(
    ("prime", "name", "weak"),
    [
        (modp(768), "modp768", True),
        (modp(1024), "modp1024", True),
        (modp(2048), "modp2048", False),
        (ffdhe(3072), "ffdhe3072", False),
        (mathtls.RFC5114_GROUP22[1], "rfc5114-1024-160", True),
        (mathtls.RFC5114_GROUP24[1], "rfc5114-2048-256", True),
        (mathtls.goodGroupParameters[2][1], "rfc5054-2048", False),
    ],
)
def test_a_prime_has_the_name_under_which_it_was_published(prime: int, name: str, weak: bool) -> None:
    found = of_prime(prime)
    assert (found.name, found.family, found.bits, found.weak) == (name, GroupFamily.FFDHE, prime.bit_length(), weak)


def test_a_prime_of_nobodys_is_called_after_its_length_and_digest() -> None:
    prime = 2**521 - 1
    assert of_prime(prime).name == f"dh-521-{digest(prime)[:12]}"
    assert of_prime(prime).weak is False


@pytest.mark.parametrize("number", [0, 1, 4, 2**521, 561, 3215031751, (2**61 - 1) * (2**89 - 1), modp(2048) * 3])
def test_what_is_no_prime_is_known_to_be_weak(number: int) -> None:
    assert not probably_prime(number)
    assert of_prime(number).weak is True


def test_a_number_too_long_to_test_is_neither() -> None:
    assert of_prime(2**5000 + 1).weak is None


@pytest.mark.parametrize(
    ("code", "name", "family", "bits"),
    [
        (29, "x25519", "ec", 255),
        (23, "secp256r1", "ec", 256),
        (25, "secp521r1", "ec", 521),
        (1, "sect163k1", "ec", 163),
        (32, "brainpoolP384r1tls13", "ec", 384),
        (41, "curveSM2", "ec", 256),
        (257, "ffdhe3072", "ffdhe", 3072),
        (0x11EC, "X25519MLKEM768", "hybrid_pq", 255),
        (0x11EB, "SecP256r1MLKEM768", "hybrid_pq", 256),
        (0x11ED, "SecP384r1MLKEM1024", "hybrid_pq", 384),
        (0x0202, "MLKEM1024", "pq", None),
        (0xABCD, "group-abcd", "ec", None),
    ],
)
def test_groups_are_called_as_iana_calls_them(code: int, name: str, family: str, bits: int | None) -> None:
    group = of_code(code)
    assert (group.name, group.family, group.bits) == (name, family, bits)


def test_explicit_parameters_have_the_length_that_was_sent() -> None:
    assert of_code(EXPLICIT_PRIME, 160).bits == 160


def test_every_group_that_is_offered_has_a_name() -> None:
    for version in (TlsVersion.TLSV1_2, TlsVersion.TLSV1_3):
        offered = offered_in(version)
        assert set(offered) <= set(groups())
        assert len(offered) == len(set(offered))


def test_no_group_of_rfc_7919_is_offered_up_to_tls12_nor_a_curve_that_tls13_forbids() -> None:
    assert not set(offered_in(TlsVersion.TLSV1_2)) & set(range(256, 261))
    assert not set(offered_in(TlsVersion.TLSV1_3)) & {*range(1, 23), 26, 27, 28}


def test_schemes_have_the_names_of_the_registry() -> None:
    assert schemes()[0x0804] == "rsa_pss_rsae_sha256"
    assert schemes()[0x0403] == "ecdsa_secp256r1_sha256"
