"""Named groups, signature schemes and the DH primes that many servers share: the source of `tls_groups.json`.

`python -m scanner.probes.tls.group_registry` writes the data file anew.
Sources: IANA registries "TLS Supported Groups" and "TLS SignatureScheme"; the primes of RFC 2409, 3526 and 7919 are
computed from the formulas there; those of RFC 5054, RFC 5114 and of software are known by the SHA-256 of the prime
(big-endian, without leading zeros), taken from tlslite-ng 0.8, nmap 7.93's ssl-dh-params and Debian's Postfix 3.7.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

AS_OF = "2026-11-22"
SOURCE = (
    "IANA TLS Supported Groups and TLS SignatureScheme registries; RFC 2409, 3526, 5114, 7919; draft-tls-westerbaan-"
    "xyber768d00; RFC 5054; nmap 7.93 ssl-dh-params; Postfix 3.7.11"
)

_CURVES = (
    "sect163k1 sect163r1 sect163r2 sect193r1 sect193r2 sect233k1 sect233r1 sect239k1 sect283k1 sect283r1 "
    "sect409k1 sect409r1 sect571k1 sect571r1 secp160k1 secp160r1 secp160r2 secp192k1 secp192r1 secp224k1 "
    "secp224r1 secp256k1 secp256r1 secp384r1 secp521r1 brainpoolP256r1 brainpoolP384r1 brainpoolP512r1 x25519 "
    "x448 brainpoolP256r1tls13 brainpoolP384r1tls13 brainpoolP512r1tls13 GC256A GC256B GC256C GC256D GC512A "
    "GC512B GC512C curveSM2 "
)
_BITS_OF = {"x25519": 255, "x448": 448, "curveSM2": 256}
_FFDHE = (2048, 3072, 4096, 6144, 8192)
#: Code → name and bits of the classical part's field; None where there is no classical part.
_POST_QUANTUM: dict[int, tuple[str, int | None]] = {
    0x0200: ("MLKEM512", None),
    0x0201: ("MLKEM768", None),
    0x0202: ("MLKEM1024", None),
    0x11EB: ("SecP256r1MLKEM768", 256),
    0x11EC: ("X25519MLKEM768", 255),
    0x11ED: ("SecP384r1MLKEM1024", 384),
    0x11EE: ("curveSM2MLKEM768", 256),
    0x6399: ("X25519Kyber768Draft00", 255),
    0x639A: ("SecP256r1Kyber768Draft00", 256),
}
_EXPLICIT = {0xFF01: "arbitrary_explicit_prime_curves", 0xFF02: "arbitrary_explicit_char2_curves"}

#: Those of TLS 1.2 that have no name in the registry (RFC 5246 § 7.4.1.4.1) are called by its pattern.
SCHEMES = {
    0x0101: "rsa_pkcs1_md5",
    0x0201: "rsa_pkcs1_sha1",
    0x0202: "dsa_sha1",
    0x0203: "ecdsa_sha1",
    0x0301: "rsa_pkcs1_sha224",
    0x0302: "dsa_sha224",
    0x0303: "ecdsa_sha224",
    0x0401: "rsa_pkcs1_sha256",
    0x0402: "dsa_sha256",
    0x0403: "ecdsa_secp256r1_sha256",
    0x0501: "rsa_pkcs1_sha384",
    0x0502: "dsa_sha384",
    0x0503: "ecdsa_secp384r1_sha384",
    0x0601: "rsa_pkcs1_sha512",
    0x0602: "dsa_sha512",
    0x0603: "ecdsa_secp521r1_sha512",
    0x0708: "sm2sig_sm3",
    0x0807: "ed25519",
    0x0808: "ed448",
    0x0804: "rsa_pss_rsae_sha256",
    0x0805: "rsa_pss_rsae_sha384",
    0x0806: "rsa_pss_rsae_sha512",
    0x0809: "rsa_pss_pss_sha256",
    0x080A: "rsa_pss_pss_sha384",
    0x080B: "rsa_pss_pss_sha512",
    0x081A: "ecdsa_brainpoolP256r1tls13_sha256",
    0x081B: "ecdsa_brainpoolP384r1tls13_sha384",
    0x081C: "ecdsa_brainpoolP512r1tls13_sha512",
    0x0904: "mldsa44",
    0x0905: "mldsa65",
    0x0906: "mldsa87",
}

#: RFC 2409 § 6 and RFC 3526: bits → the constant added to π; RFC 7919 appendix A: to e.
_MODP = {
    768: 149686,
    1024: 129093,
    1536: 741804,
    2048: 124476,
    3072: 1690314,
    4096: 240904,
    6144: 929484,
    8192: 4743158,
}
_NAMED = {2048: 560316, 3072: 2625351, 4096: 5736041, 6144: 15705020, 8192: 10965728}

#: SHA-256 of the prime → name and bits.
_SEEN: dict[str, tuple[str, int]] = {
    "494b6a801b379f37c9ee25d5db7cd70ffcfe53d01b7c9e4470eaca46bda24b39": ("rfc5054-1024", 1024),
    "72af4a20e501a893b7dc85f4efac51845ab21c102d1e73f7000ec662df7e2069": ("rfc5054-1536", 1536),
    "91b71d6b40d439954568d412e883de5186f9381e25aef36e7a4607722f7e15ca": ("rfc5054-2048", 2048),
    "73b391ec8da33ee197aed17d7cfce1321b94e04c5b55b3c02c1c7198eb88715b": ("java-512", 512),
    "3cdb020b9ef298b2f3f6cf5a872af527337bf7b9f654b2e70c49da16a4d24137": ("mod_ssl-512-1", 512),
    "db01e702899166da28c9bc7896af62bcdf0c96d0fb341950ba80e68bd51a57ef": ("mod_ssl-512-2", 512),
    "f26e2403f3f07946654404909f0ff81d9354de17250411b4c04b89af73178425": ("openssl-512", 512),
    "ee5483fe4b96caa10cb5b863ec409aab2762e6bf43af4a8a0a42817fef4dd7f3": ("java-768", 768),
    "bfa876fe4671a9c696c8e256c13d7fadaa05c8991660e0924604ff7b239c6d1a": ("ironport-1024", 1024),
    "cc21a33dd1a3edf40bf636b5496e4aede198a437a8548e0cc1a621424e42419b": ("java-1024", 1024),
    "f79d1db3c955a28fdeca462670a0712efee4b588c7858e4943883f903bd1354b": ("mod_ssl-1024-1", 1024),
    "bf910d9df4e0b2e76cda7443f592aa118e33ba2c224ebc27fb8978d873c8c2e3": ("mod_ssl-1024-2", 1024),
    "8ae47dca3d24e9b64640062686da234dcabada26b0da6f090c5449c1338d9a11": ("nginx-1024", 1024),
    "66d0bf38b0bdfacf2fdae33f35102ab6079fd5ff0feff8e436a4063745c72739": ("openssl-1024", 1024),
    "ef627d8cc44144f36a075d8dd8511bbd278cb5cf438f1052bdbdabe715232c1e": ("postfix-1024", 1024),
    "44c55cfee5c075927cf682da5b681bdecbd5c3eb0784c14f5dce7610f0ef133d": ("rfc5114-1024-160", 1024),
    "74a5cce5b6a93eb755e2f48250dc7cb3ea529484af916e1368034b6f70eb25fc": ("weakdh-1024-1", 1024),
    "52d4faa53003b8349dac3e984a6423bc1ab6ab927f1855d94757185f71b5d97d": ("weakdh-1024-10", 1024),
    "196085cb4281d1ff18efaad097bc1ec0af2581444026a6a3018b1479f6d89cdb": ("weakdh-1024-2", 1024),
    "80571b97f71f89727ab0c40bb73b4f01a420469abd814b7b35090c8d6dff62b0": ("weakdh-1024-3", 1024),
    "5f856a00120eee6d6b87ef8f596aefbbd284f8a611c8329a713d37cdec2a27b0": ("weakdh-1024-4", 1024),
    "deb671287187265a5383df13708d3a757735f4af22dd171265385822f5aca5b9": ("weakdh-1024-5", 1024),
    "bc19c041491e550f381d09415a82e1b359410e8e243744cc545a342455f5fcd8": ("weakdh-1024-6", 1024),
    "ac0ff7a415f003c6503d4c126f2929769e6f3f89c29efa450764212fa13e2069": ("weakdh-1024-7", 1024),
    "2b07d24b932aa7a015c45a3f06e75ba71cb8cff8d33980acebf628afff1c101e": ("weakdh-1024-8", 1024),
    "8523c72057043833089915168751620b02dd60206beaa3ddb65df468acc9584e": ("weakdh-1024-9", 1024),
    "7b6551ea6ff09bd78c24bede10980a155f70b6c81e48b4dd8bec822ab3bf0e94": ("haproxy-2048", 2048),
    "3166ce19180005327a6059a2e7a4ed22775ad2f0eadaee59a7481ab391fe592f": ("openssl-2048-1", 2048),
    "9e348a9471b7d123aa97071e38288379fc12a9992e8e75db2113c1ded5463ac3": ("openssl-2048-2", 2048),
    "450349830c07b0225c8fd0b123ca8febdf0c28fde698258de7cab092b9045a94": ("postfix-2048", 2048),
    "bfe545862ca102ad1eeddb5fbfa5bf855ac4995c56a8b408ce3fe099dce93a9d": ("rfc5114-2048-224", 2048),
    "0b7835722cb619827610c2549fdda5587421686c4409a13865e76225522ddcc9": ("rfc5114-2048-256", 2048),
    "ce7728db3aed1119a82b9f17b17df9f8e370ddd7639946df09a119f924aa42e8": ("openssl-4096", 4096),
}


def pi(bits: int) -> int:
    """⌊2^bits · π⌋, by Machin's formula."""
    guard = 64
    one = 1 << (bits + guard)

    def arctan(inverse: int) -> int:
        total, power, divisor, sign = 0, one // inverse, 1, 1
        while power:
            total += sign * (power // divisor)
            power //= inverse * inverse
            divisor, sign = divisor + 2, -sign
        return total

    return (4 * (4 * arctan(5) - arctan(239))) >> guard


def e(bits: int) -> int:
    """⌊2^bits · e⌋, by the sum of 1/k!."""
    guard = 64
    term, total, k = 1 << (bits + guard), 0, 1
    while term:
        total += term
        term //= k
        k += 1
    return total >> guard


def modp(bits: int) -> int:
    """The prime of RFC 2409 § 6.1 and 6.2 or RFC 3526."""
    return (1 << bits) - (1 << (bits - 64)) - 1 + ((pi(bits - 130) + _MODP[bits]) << 64)


def ffdhe(bits: int) -> int:
    """The prime of RFC 7919 appendix A."""
    return (1 << bits) - (1 << (bits - 64)) - 1 + ((e(bits - 130) + _NAMED[bits]) << 64)


def digest(prime: int) -> str:
    """By which a prime is known in the data."""
    return hashlib.sha256(prime.to_bytes((prime.bit_length() + 7) // 8, "big")).hexdigest()


def _groups() -> Iterator[tuple[int, str, str, int | None]]:
    for code, name in enumerate(_CURVES.split(), 1):
        digits = "".join(c if c.isdigit() else " " for c in name).split()
        yield code, name, "ec", _BITS_OF.get(name) or int(digits[0])
    for code, bits in enumerate(_FFDHE, 256):
        yield code, f"ffdhe{bits}", "ffdhe", bits
    for code, (name, classical) in _POST_QUANTUM.items():
        yield code, name, "pq" if classical is None else "hybrid_pq", classical
    for code, name in _EXPLICIT.items():
        yield code, name, "ec", None


def _primes() -> Iterator[tuple[str, str, int, str]]:
    for bits in _MODP:
        yield digest(modp(bits)), f"modp{bits}", bits, "RFC 2409" if bits <= 1024 else "RFC 3526"
    for bits in _NAMED:
        yield digest(ffdhe(bits)), f"ffdhe{bits}", bits, "RFC 7919"
    for known, (name, bits) in _SEEN.items():
        yield known, name, bits, _source(name)


def _source(name: str) -> str:
    if name.startswith("rfc"):
        return f"RFC {name[3:7]}"
    return "Postfix 3.7.11" if name == "postfix-2048" else "nmap 7.93 ssl-dh-params"


def text() -> str:
    """The data file, one entry a line."""
    groups = ",\n".join(
        f'"{code:04X}": {json.dumps({"name": name, "family": family, "bits": bits})}'
        for code, name, family, bits in sorted(_groups())
    )
    schemes = ",\n".join(f'"{code:04X}": "{name}"' for code, name in sorted(SCHEMES.items()))
    primes = ",\n".join(
        f'"{known}": {json.dumps({"name": name, "bits": bits, "source": source})}'
        for known, name, bits, source in sorted(_primes(), key=lambda row: (row[2], row[1]))
    )
    return (
        f'{{"source": {json.dumps(SOURCE)},\n"as_of": "{AS_OF}",\n"groups": {{\n{groups}\n}},\n'
        f'"signature_schemes": {{\n{schemes}\n}},\n"primes": {{\n{primes}\n}}}}\n'
    )


def main() -> None:
    """Write the data file beside the package's other data."""
    target = Path(__file__).parents[2] / "data" / "tls_groups.json"
    target.write_text(text(), encoding="utf-8")
    sys.stderr.write(f"{target.name} written\n")


if __name__ == "__main__":
    main()
