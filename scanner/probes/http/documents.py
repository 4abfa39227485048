"""What a page's header fields and its document say together: rows of three kinds for one address. Pure.

The same for a page that we fetched ourselves and for one that a browser loaded.
"""

from __future__ import annotations

from collections.abc import Iterator

from scanner.model.facts import Caching, Framing, Page, Software, StatedReferrerPolicy
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import FramedBy, ReferrerPolicy
from scanner.probes.http import csp, headers, software
from scanner.probes.http.headers import Headers
from scanner.probes.http.metas import Metas

Row = StatedReferrerPolicy | Framing | Software

#: The kinds of rows.
KINDS = ("referrer_policy", "framing", "software")
#: The fields that they are made of, in lower case.
FIELDS = frozenset(
    (
        "cache-control",
        "content-type",
        "content-security-policy",
        "referrer-policy",
        "x-frame-options",
        *headers.SECURITY_HEADERS,
        *(name.lower() for name in software.SOURCES),
    )
)

_MAX_DIRECTIVE, _MOST_DIRECTIVES = 60, 20
_DOCUMENTS = frozenset(("text/html", "application/xhtml+xml", ""))
_UNREAD = Unknown("not all of the document was read, and it may state another policy")
_TRUNCATED = Unknown("its Content-Security-Policy is too long to be read")


def rows(url: str, fields: Headers, metas: Metas) -> Iterator[Row]:
    """The rows of an answer at this address. What is no document is not framed, and loads nothing."""
    if _is_document(fields):
        yield _referrer_policy(url, fields, metas)
        yield _framing(url, fields)
    named = [(source, value) for source in software.SOURCES for value in headers.values(fields, source)]
    named += [(software.GENERATOR, content.strip()) for content in metas.generator]
    for source, value in dict.fromkeys((source, value[: software.MAX_VALUE]) for source, value in named if value):
        yield Software(url=url, source=source, value=value, version=software.version(value))


def caching(page: Page, fields: Headers) -> Caching:
    """What Cache-Control says of a page. Of several fields the directives are taken together (RFC 9111 § 5.2)."""
    named = [part.strip().lower() for value in headers.values(fields, "cache-control") for part in value.split(",")]
    directives = tuple(dict.fromkeys(part[:_MAX_DIRECTIVE] for part in named if part))[:_MOST_DIRECTIVES]
    return Caching(page=page, directives=directives, no_store="no-store" in named)


def _is_document(fields: Headers) -> bool:
    """Whether a browser shows it as a page; what has no type it looks into, and mostly finds one."""
    kinds = headers.values(fields, "content-type")
    return not kinds or kinds[-1].partition(";")[0].strip().lower() in _DOCUMENTS


def _referrer_policy(url: str, fields: Headers, metas: Metas) -> StatedReferrerPolicy:
    """HTML § 4.2.5.1: what the document states takes the place of what the field stated."""
    field = headers.referrer_policy(fields)
    meta: Maybe[ReferrerPolicy | None] = metas.policy if metas.whole or metas.policy else _UNREAD
    effective = meta if isinstance(meta, Unknown) else meta or field
    return StatedReferrerPolicy(url=url, header=field, meta=meta, effective=effective)


def _framing(url: str, fields: Headers) -> Framing:
    policy = csp.parse(headers.values(fields, "content-security-policy"))
    option = headers.x_frame_options(fields)
    stated = option.value if option else None
    if policy.truncated:
        return Framing(url=url, frame_ancestors=_TRUNCATED, x_frame_options=stated, allowed_to=_TRUNCATED)
    ancestors = policy.frame_ancestors
    allowed = _by_ancestors(ancestors) if ancestors is not None else _by_option(option)
    return Framing(url=url, frame_ancestors=ancestors, x_frame_options=stated, allowed_to=allowed)


def _by_ancestors(ancestors: tuple[str, ...]) -> FramedBy:
    if ancestors == ("'none'",):
        return FramedBy.NOBODY
    if any(csp.is_any_host(source) for source in ancestors):
        return FramedBy.ANYBODY
    return FramedBy.SAME_ORIGIN if ancestors == ("'self'",) else FramedBy.LISTED


def _by_option(option: headers.FrameOptions | None) -> FramedBy:
    match option:
        case headers.FrameOptions.DENY:
            return FramedBy.NOBODY
        case headers.FrameOptions.SAMEORIGIN:
            return FramedBy.SAME_ORIGIN
        case None:
            return FramedBy.ANYBODY
