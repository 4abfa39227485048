"""The Public Suffix List, read once. Reading it takes 40 ms, and one scan asks in several rooms."""

from __future__ import annotations

from functools import cache

from publicsuffixlist import PublicSuffixList


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


def registrable(host: str) -> str | None:
    """`shop.co.uk` of `www.shop.co.uk`; private suffixes count, as browsers see it. None of a bare suffix.

    `host` is a canonical name, no address.
    """
    found = _suffixes().privatesuffix(host)
    return found if isinstance(found, str) else None
