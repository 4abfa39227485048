"""What header fields and a document say together: the policy of referrers, who may frame, which software."""

from __future__ import annotations

import pytest

from scanner.model.facts import Framing, Page, Software, StatedReferrerPolicy
from scanner.model.values import Unknown
from scanner.model.vocabulary import FramedBy, PageRole, ReferrerPolicy
from scanner.probes.http.csp import MAX_LENGTH
from scanner.probes.http.documents import FIELDS, caching, rows
from scanner.probes.http.headers import Headers
from scanner.probes.http.metas import Metas

URL = "https://www.shop.example/"


def referrer(field: str | None, metas: Metas | None = None) -> StatedReferrerPolicy:
    fields = [("Referrer-Policy", field)] if field else []
    return next(row for row in rows(URL, fields, metas or Metas()) if isinstance(row, StatedReferrerPolicy))


def framing(*fields: tuple[str, str]) -> Framing:
    return next(row for row in rows(URL, fields, Metas()) if isinstance(row, Framing))


def software(*fields: tuple[str, str], generator: tuple[str, ...] = ()) -> list[tuple[object, ...]]:
    found = (row for row in rows(URL, fields, Metas(generator=generator)) if isinstance(row, Software))
    return [(row.source, row.value, row.version) for row in found]


def test_the_document_s_own_policy_takes_the_place_of_the_field_s() -> None:
    row = referrer("no-referrer", Metas(referrer=("unsafe-url",)))
    assert (row.header, row.meta, row.effective) == (
        ReferrerPolicy.NO_REFERRER,
        ReferrerPolicy.UNSAFE_URL,
        ReferrerPolicy.UNSAFE_URL,
    )
    assert referrer("no-referrer", Metas(referrer=("nonsense",))).effective is ReferrerPolicy.NO_REFERRER
    assert referrer(None, Metas(referrer=("origin",))).effective is ReferrerPolicy.ORIGIN


def test_where_nothing_is_stated_the_visitor_s_browser_decides() -> None:
    row = referrer(None)
    assert (row.header, row.meta, row.effective) == (None, None, None)


def test_of_half_a_document_only_what_it_says_is_known() -> None:
    unread = referrer("no-referrer", Metas(whole=False))
    assert unread.header is ReferrerPolicy.NO_REFERRER
    assert isinstance(unread.meta, Unknown)
    assert isinstance(unread.effective, Unknown)
    assert referrer(None, Metas(referrer=("origin",), whole=False)).effective is ReferrerPolicy.ORIGIN


CSP, XFO = "Content-Security-Policy", "X-Frame-Options"


@pytest.mark.parametrize(
    ("fields", "allowed"),
    [
        ([], FramedBy.ANYBODY),
        ([(CSP, "frame-ancestors 'none'")], FramedBy.NOBODY),
        ([(CSP, "frame-ancestors")], FramedBy.NOBODY),
        ([(CSP, "frame-ancestors 'self'")], FramedBy.SAME_ORIGIN),
        ([(CSP, "Frame-Ancestors 'SELF' https://partner.example")], FramedBy.LISTED),
        ([(CSP, "frame-ancestors https://*.partner.example")], FramedBy.LISTED),
        ([(CSP, "frame-ancestors *")], FramedBy.ANYBODY),
        ([(CSP, "frame-ancestors https:")], FramedBy.ANYBODY),
        ([(CSP, "frame-ancestors 'self' https://*")], FramedBy.ANYBODY),
        ([(CSP, "frame-ancestors *"), (CSP, "frame-ancestors 'self'")], FramedBy.SAME_ORIGIN),
        ([(CSP, "default-src 'none'")], FramedBy.ANYBODY),
        ([("Content-Security-Policy-Report-Only", "frame-ancestors 'none'")], FramedBy.ANYBODY),
        ([(XFO, "DENY")], FramedBy.NOBODY),
        ([(XFO, "SameOrigin")], FramedBy.SAME_ORIGIN),
        ([(XFO, "ALLOW-FROM https://partner.example")], FramedBy.ANYBODY),
        ([(XFO, "DENY"), (CSP, "frame-ancestors *")], FramedBy.ANYBODY),
        ([(XFO, "DENY"), (CSP, "default-src 'self'")], FramedBy.NOBODY),
    ],
)
def test_frame_ancestors_decides_and_the_old_field_only_where_there_is_none(
    fields: list[tuple[str, str]], allowed: FramedBy
) -> None:
    assert framing(*fields).allowed_to is allowed


def test_a_policy_that_is_too_long_to_be_read_tells_nothing() -> None:
    row = framing((CSP, "img-src " + "a" * MAX_LENGTH), (XFO, "DENY"))
    assert isinstance(row.allowed_to, Unknown)
    assert isinstance(row.frame_ancestors, Unknown)
    assert row.x_frame_options == "deny"


@pytest.mark.parametrize("kind", ["application/json", "text/plain; charset=utf-8", "image/png"])
def test_what_is_no_document_is_neither_framed_nor_does_it_refer_to_anything(kind: str) -> None:
    found = list(rows(URL, [("Content-Type", kind), ("Server", "nginx/1.22.1")], Metas()))
    assert [row.kind for row in found] == ["software"]


@pytest.mark.parametrize("kind", ["text/html", "Text/HTML; charset=utf-8", "application/xhtml+xml", ""])
def test_a_page_is_a_document_and_so_may_be_what_has_no_type(kind: str) -> None:
    assert [row.kind for row in rows(URL, [("content-type", kind)], Metas())] == ["referrer_policy", "framing"]


def test_software_is_named_by_fields_and_by_the_document_each_once() -> None:
    found = software(
        ("server", " nginx/1.22.1 "), ("Server", "nginx/1.22.1"), ("X-Powered-By", "PHP/8.2.7"),
        ("X-Powered-By", "Shop"), ("X-Generator", ""), ("Date", "1.2.3"), generator=("WordPress 6.4.2", " "),
    )  # fmt: skip
    assert found == [
        ("Server", "nginx/1.22.1", "1.22.1"),
        ("X-Powered-By", "PHP/8.2.7", "8.2.7"),
        ("X-Powered-By", "Shop", None),
        ("generator", "WordPress 6.4.2", "6.4.2"),
    ]


def test_a_long_name_is_cut() -> None:
    ((_, value, _),) = software(("Server", "x" * 5000))
    assert len(str(value)) == 200


def test_the_fields_it_is_made_of_are_named_for_who_keeps_them() -> None:
    assert {name.lower() for name in FIELDS} == FIELDS
    assert {"content-security-policy", "referrer-policy", "x-frame-options", "server", "x-powered-by"} <= FIELDS


@pytest.mark.parametrize(
    ("fields", "directives", "no_store"),
    [
        ((), (), False),
        ((("Cache-Control", "no-store"),), ("no-store",), True),
        (
            (("Cache-Control", "No-Cache, NO-STORE"), ("cache-control", "max-age=0")),
            ("no-cache", "no-store", "max-age=0"),
            True,
        ),
        ((("Cache-Control", "private, no-cache, must-revalidate"),), ("private", "no-cache", "must-revalidate"), False),
        ((("Cache-Control", "x-no-store"), ("Pragma", "no-store")), ("x-no-store",), False),
        ((("Cache-Control", ",,  ,"),), (), False),
    ],
)
def test_only_no_store_keeps_caches_from_keeping_a_page(
    fields: Headers, directives: tuple[str, ...], no_store: bool
) -> None:
    row = caching(Page(url="https://www.shop.example/login", role=PageRole.LOGIN), fields)
    assert (row.directives, row.no_store) == (directives, no_store)
