"""Named groups, DH primes and signature schemes by their numbers, and how we call what has no name."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scanner.datafile import data_file
from scanner.model.vocabulary import GroupFamily, TlsVersion
from scanner.probes.tls.group_registry import digest

X25519 = 29
#: Codes of RFC 8422 § 5.1.1 under which a curve's own parameters are sent, by its kind of field.
EXPLICIT_PRIME, EXPLICIT_CHAR2 = 0xFF01, 0xFF02
#: RFC 2409 and others: of a prime that many share, whoever breaks it once breaks it for all. 1024 bits are within reach
#: (Adrian and others, "Imperfect Forward Secrecy", 2015, § 4).
_WEAK_IF_SHARED = 1024
#: Longer primes of nobody's are not tested: it takes seconds.
_MOST_TESTED_BITS = 4096
_WITNESSES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)


@dataclass(frozen=True, slots=True)
class Group:
    """A group for key exchange. `bits` of the field or prime, of a hybrid those of its classical part; None: has none.

    `weak`: a prime known to be weak; None where that can't be told.
    """

    name: str
    family: GroupFamily
    bits: int | None
    weak: bool | None = False


@functools.cache
def _data() -> Mapping[str, Mapping[str, Any]]:
    text = data_file("tls_groups.json").read_text("utf-8")
    data: Mapping[str, Mapping[str, Any]] = json.loads(text)
    return data


@functools.cache
def groups() -> Mapping[int, Group]:
    """Every group of the registry by its number."""
    return {
        int(code, 16): Group(row["name"], GroupFamily(row["family"]), row["bits"])
        for code, row in _data()["groups"].items()
    }


@functools.cache
def schemes() -> Mapping[int, str]:
    """The names of signature schemes by their numbers."""
    return {int(code, 16): name for code, name in _data()["signature_schemes"].items()}


def of_code(code: int, bits: int | None = None) -> Group:
    """A group by its number, known or not; `bits` of the field where the server sent the parameters themselves."""
    known = groups().get(code)
    if known is None:
        return Group(f"group-{code:04x}", GroupFamily.EC, bits)
    return Group(known.name, known.family, known.bits or bits)


def of_prime(prime: int) -> Group:
    """The group of a DH prime. One without a name is called after its length and the start of its digest.

    Weak are: what is no prime; those of RFC 5114, whose origin nobody explains and whose small subgroups let a key be
    guessed where it isn't checked (CVE-2016-0701); and those of at most 1024 bits that many servers share.
    """
    bits, known = prime.bit_length(), digest(prime)
    row = _data()["primes"].get(known)
    if row is None:
        is_prime = probably_prime(prime) if bits <= _MOST_TESTED_BITS else None
        return Group(f"dh-{bits}-{known[:12]}", GroupFamily.FFDHE, bits, None if is_prime is None else not is_prime)
    weak = bits <= _WEAK_IF_SHARED or row["source"] == "RFC 5114"
    return Group(row["name"], GroupFamily.FFDHE, bits, weak)


def probably_prime(number: int) -> bool:
    """Miller and Rabin's test with twelve fixed bases: no accident passes it."""
    if number < 2 or any(number % small == 0 for small in _WITNESSES):
        return number in _WITNESSES
    twos = ((number - 1) & -(number - 1)).bit_length() - 1
    return all(_passes(number, base, twos) for base in _WITNESSES[: 3 if number.bit_length() > 1024 else 12])


def _passes(number: int, base: int, twos: int) -> bool:
    power = pow(base, (number - 1) >> twos, number)
    for _ in range(twos):
        if power in {1, number - 1}:
            return True
        power = power * power % number
    return False


_EC = (X25519, 23, 24, 25, 30)
_POST_QUANTUM = (0x11EC, 0x11EB, 0x11ED, 0x11EE, 0x6399, 0x639A, 0x0200, 0x0201, 0x0202)
_FFDHE = tuple(range(256, 261))
_BRAINPOOL, _BRAINPOOL_13 = (26, 27, 28), (31, 32, 33)
_OLD = tuple(range(1, 23))


def offered_in(version: TlsVersion) -> tuple[int, ...]:
    """The groups worth offering, common ones first.

    Finite-field groups stay out of hellos up to TLS 1.2, where RFC 7919 § 4 would forbid DHE to a server with a prime
    of its own, and the old curves out of hellos of TLS 1.3, which forbids them (RFC 8446 § 4.2.7): some servers refuse
    a client that offers them.
    """
    if version is TlsVersion.TLSV1_3:
        return (*_EC, *_POST_QUANTUM, *_BRAINPOOL_13, *_FFDHE, 41)
    return (*_EC, *_BRAINPOOL, *_OLD, 41, EXPLICIT_PRIME, EXPLICIT_CHAR2)


def classical() -> tuple[int, ...]:
    """Those offered in TLS 1.3 that have no post-quantum part."""
    return tuple(code for code in offered_in(TlsVersion.TLSV1_3) if code not in _POST_QUANTUM)


def finite_field() -> tuple[int, ...]:
    """The groups of RFC 7919."""
    return _FFDHE
