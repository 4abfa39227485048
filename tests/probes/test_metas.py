"""The meta elements that a browser would find in a document, read without one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.model.vocabulary import ReferrerPolicy
from scanner.probes.http.metas import MAX_CONTENT, MOST, Metas, read

GENERATOR = '<meta name="generator" content="Shop 1.2.3">'


@pytest.mark.parametrize(
    "html",
    [
        GENERATOR,
        "<META NAME=Generator CONTENT='Shop 1.2.3'/>",
        '<meta content="Shop 1.2.3" name=generator>',
        '<meta\n\tname = "generator"\n\tcontent = "Shop 1.2.3"\n>',
        '<meta name="generator" name="x" content="Shop 1.2.3" content="y">',
        '<meta name="generator" content="Shop&#32;1.2.3">',
        '<body><p title="a > b">' + GENERATOR,
        "<p title=it's>" + GENERATOR,
        "<!-- --><script>let a = '<';</script>" + GENERATOR,
        "<!-->" + GENERATOR + "-->",
        "<title>a <b</title>" + GENERATOR,
        '<div data-x="' + GENERATOR.replace('"', "'") + '">' + GENERATOR,
    ],
)
def test_it_is_found_however_it_is_written(html: str) -> None:
    assert read(html.encode()).generator == ("Shop 1.2.3",)


@pytest.mark.parametrize(
    "html",
    [
        f"<!-- {GENERATOR} -->",
        f"<script>document.write('{GENERATOR}')</script>",
        f"<noscript>{GENERATOR}</noscript>",
        f"<template>{GENERATOR}</template>",
        f"<textarea>{GENERATOR}</textarea>",
        f"<title>{GENERATOR}</title>",
        f"<div data-x='{GENERATOR}'>",
        '<meta name="generator">',
        '<meta name="generator" content="">',
        '<meta property="generator" content="Shop 1.2.3">',
        '<metadata name="generator" content="Shop 1.2.3">',
        '<meta name="generator" content="Shop 1.2.3',
    ],
)
def test_what_is_no_element_for_a_browser_is_none(html: str) -> None:
    assert read(html.encode()) == Metas()


@pytest.mark.parametrize(
    ("contents", "policy"),
    [
        ((), None),
        (("no-referrer",), ReferrerPolicy.NO_REFERRER),
        (("Unsafe-URL",), ReferrerPolicy.UNSAFE_URL),
        (("no-referrer", "unsafe-url"), ReferrerPolicy.UNSAFE_URL),
        (("unsafe-url", "nonsense"), ReferrerPolicy.UNSAFE_URL),
        (("never",), ReferrerPolicy.NO_REFERRER),
        (("default",), ReferrerPolicy.STRICT_ORIGIN_WHEN_CROSS_ORIGIN),
        (("always",), ReferrerPolicy.UNSAFE_URL),
        (("origin-when-crossorigin",), ReferrerPolicy.ORIGIN_WHEN_CROSS_ORIGIN),
        (("no-referrer, origin",), None),
        (("nonsense",), None),
    ],
)
def test_the_last_policy_that_is_known_counts(contents: tuple[str, ...], policy: ReferrerPolicy | None) -> None:
    html = "".join(f'<meta name="referrer" content="{content}">' for content in contents)
    assert read(html.encode()).policy is policy
    assert Metas.of(contents, ()).policy is policy


def test_half_a_document_is_enough_where_its_head_is_over() -> None:
    assert read(b"<head><title>x</title></head><body>", truncated=True).whole
    assert not read(b"<head><title>x</title>", truncated=True).whole
    assert read(b"<head><title>x</title>").whole


def test_contents_are_bounded_in_number_and_length() -> None:
    found = read(f'<meta name=generator content="{"x" * 5000}">'.encode() * 50)
    assert len(found.generator) == MOST
    assert {len(content) for content in found.generator} == {MAX_CONTENT}


@given(st.binary(max_size=300))
def test_no_bytes_are_an_exception(body: bytes) -> None:
    assert isinstance(read(body), Metas)


PIECES = (
    "<", ">", "<meta ", "name=", '"', "'", "generator", "content=", "<!--", "-->", "/", " ", "</script", "<script>",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES)))
def test_no_mixture_of_markup_is_an_exception(parts: list[str]) -> None:
    assert isinstance(read("".join(parts).encode()), Metas)
