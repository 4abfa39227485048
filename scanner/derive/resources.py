"""What follows from a resource's address and attributes: whether it could be checked by a hash, and whether it is."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from scanner.model.evidence import Evidence
from scanner.model.facts import Resource

#: Subresource Integrity § 3.2: the algorithms that count, and the bytes of their digests.
DIGEST_BYTES = {"sha256": 32, "sha384": 48, "sha512": 64}
_HASH = re.compile(r"(sha256|sha384|sha512)-([A-Za-z0-9+/_-]+={0,2})(?:\?[!-~]*)?", re.ASCII | re.IGNORECASE)

_IGNORE_CASE = re.ASCII | re.IGNORECASE
# jquery@3.7.1, lodash/4.17.21, bootstrap-5.3.2.min.js, v2.1.0: three numbers at least, since 5.3 may be a range.
_THREE_PARTS = re.compile(r"(?:^|[/@._-])v?\d{1,4}(?:\.\d{1,9}){2,5}(?:[-+.][0-9A-Za-z]|[/_@-]|$)", _IGNORE_CASE)
# jquery-1.7.min.js: in a file's name two are no range.
_IN_FILE_NAME = re.compile(
    r"[a-z][._-]v?\d{1,4}\.\d{1,9}(?:[._-](?:min|slim|prod|umd|esm|bundle))*\.(?:m?js|css)$", _IGNORE_CASE
)
# app.3f2a9c1b.js, main-4f3c2a1b9d.css: a hash behind a name. One that stands alone may as well be a customer's number.
_CONTENT_HASH = re.compile(
    r"[a-z]{2}[._-](?=[0-9a-f]{0,63}\d)(?=[0-9a-f]{0,63}[a-f])[0-9a-f]{8,64}"
    r"(?:[._-](?:min|chunk|bundle))*\.(?:m?js|css)$",
    re.ASCII,
)


def resources(evidence: Evidence) -> Evidence:
    """Fill in `versioned` and `protected` of every resource."""
    rows = tuple(_meant(row) if isinstance(row, Resource) else row for row in evidence.rows("resource"))
    return replace(evidence, facts={**evidence.facts, "resource": rows}) if rows else evidence


def _meant(row: Resource) -> Resource:
    versioned = is_versioned(row.url) if isinstance(row.url, str) else row.versioned
    if row.integrity is None or isinstance(row.integrity, str):
        return replace(row, versioned=versioned, protected=row.integrity is not None and is_integrity(row.integrity))
    return replace(row, versioned=versioned)


def is_integrity(text: str) -> bool:
    """Whether an integrity attribute holds a hash that a browser compares with (Subresource Integrity § 3.3).

    What a browser does not understand it passes over, so that one good hash among others is enough.
    """
    return any(_is_hash(part) for part in text.split())


def _is_hash(text: str) -> bool:
    match = _HASH.fullmatch(text)
    if match is None:
        return False
    digits = match[2].rstrip("=").replace("-", "+").replace("_", "/")
    try:
        digest = base64.b64decode(digits + "=" * (-len(digits) % 4), validate=True)
    except binascii.Error:
        return False
    return len(digest) == DIGEST_BYTES[match[1].lower()]


def is_versioned(url: str) -> bool:
    """Whether the path of an address names one version, or a hash of the content."""
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return False
    return any(pattern.search(path) for pattern in (_THREE_PARTS, _IN_FILE_NAME, _CONTENT_HASH))
