"""The names of signature algorithms in certificates, as the standards that define them write them."""

from __future__ import annotations

from cryptography import x509

_RSA, _ECDSA, _NIST = "1.2.840.113549.1.1", "1.2.840.10045.4", "2.16.840.1.101.3.4.3"

#: RFC 8017 appendix C, RFC 3279, RFC 5758, RFC 8410, RFC 8692, RFC 9688, RFC 9881, RFC 9909, by object identifier.
_NAMES = {
    f"{_RSA}.2": "md2WithRSAEncryption",
    f"{_RSA}.3": "md4WithRSAEncryption",
    f"{_RSA}.4": "md5WithRSAEncryption",
    f"{_RSA}.5": "sha1WithRSAEncryption",
    "1.3.14.3.2.29": "sha1WithRSAEncryption",
    f"{_RSA}.10": "RSASSA-PSS",
    f"{_RSA}.11": "sha256WithRSAEncryption",
    f"{_RSA}.12": "sha384WithRSAEncryption",
    f"{_RSA}.13": "sha512WithRSAEncryption",
    f"{_RSA}.14": "sha224WithRSAEncryption",
    f"{_ECDSA}.1": "ecdsa-with-SHA1",
    f"{_ECDSA}.3.1": "ecdsa-with-SHA224",
    f"{_ECDSA}.3.2": "ecdsa-with-SHA256",
    f"{_ECDSA}.3.3": "ecdsa-with-SHA384",
    f"{_ECDSA}.3.4": "ecdsa-with-SHA512",
    f"{_NIST}.9": "id-ecdsa-with-sha3-224",
    f"{_NIST}.10": "id-ecdsa-with-sha3-256",
    f"{_NIST}.11": "id-ecdsa-with-sha3-384",
    f"{_NIST}.12": "id-ecdsa-with-sha3-512",
    f"{_NIST}.13": "id-rsassa-pkcs1-v1-5-with-sha3-224",
    f"{_NIST}.14": "id-rsassa-pkcs1-v1-5-with-sha3-256",
    f"{_NIST}.15": "id-rsassa-pkcs1-v1-5-with-sha3-384",
    f"{_NIST}.16": "id-rsassa-pkcs1-v1-5-with-sha3-512",
    "1.2.840.10040.4.3": "id-dsa-with-sha1",
    f"{_NIST}.1": "id-dsa-with-sha224",
    f"{_NIST}.2": "id-dsa-with-sha256",
    f"{_NIST}.17": "id-ml-dsa-44",
    f"{_NIST}.18": "id-ml-dsa-65",
    f"{_NIST}.19": "id-ml-dsa-87",
    "1.3.101.112": "Ed25519",
    "1.3.101.113": "Ed448",
}


def signature_name(oid: x509.ObjectIdentifier) -> str:
    """The algorithm's name, or its object identifier where it has none here."""
    return _NAMES.get(oid.dotted_string, oid.dotted_string)
