"""The text of a script by its digests: as it was run, and without what every visitor gets for himself. Pure."""

from __future__ import annotations

import hashlib
import re

#: What shops write into scripts for one visitor: long numbers, and texts of letters and digits without an address in
#: them. A host needs a dot, so that none hides here; a JSON Web Token has dots, and begins with eyJ.
_OF_ONE_VISITOR = re.compile(
    r"""(?x)
    (?<![\w.])\d{6,}(?:\.\d+)?(?![\w])                                          # times, numbers of visits and carts
    | (?<=["'])eyJ[\w-]{10,}\.[\w-]{4,}\.[\w-]*(?=["'])                         # JSON Web Tokens
    | (?<=["'])(?=[^"']{0,4000}\d)(?=[^"']{0,4000}[A-Za-z])[\w+/=~:-]{16,4000}(?=["'])   # tokens, keys, dates
    """
)
_TOKEN = "~"  # noqa: S105 - stands in a token's place
#: The prefix of a key made of a digest.
DIGEST = "sha256:"


def digest(text: str) -> str:
    """SHA-256 of a script's text in UTF-8, hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def key_of(text: str) -> str:
    """`sha256:` and the digest of a text without an address, the same for every visitor.

    Where nothing in it differs from visitor to visitor that is the digest of the text itself.
    """
    return DIGEST + digest(_OF_ONE_VISITOR.sub(_TOKEN, text))
