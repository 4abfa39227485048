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


@cache
def _listed() -> PublicSuffixList:
    return PublicSuffixList(accept_unknown=False)


def has_known_suffix(host: str) -> bool:
    """Whether a name ends in a suffix of the list, or one for examples (RFC 2606), as no file and no sentence does."""
    return host.rpartition(".")[2] in {"example", "test"} or _listed().privatesuffix(host) is not None
