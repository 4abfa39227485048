"""Content Security Policy Level 3: parsing, fallbacks, and what several policies mean together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.probes.http.csp import FALLBACKS, MAX_IGNORED, MAX_LENGTH, Csp, Disposition, Ignored, IgnoredBecause, parse

NONE = ("'none'",)
WEAKNESSES = ("script_unsafe_inline", "script_unsafe_eval", "script_wildcard", "style_unsafe_inline")
NONCE = "'nonce-rAnd0m+/_-=='"
HASH = "'sha256-B2yPHKaXnvFWtRChIbabYmUBFZdVfKKXHbWtWidDVF8='"


def directives(text: str) -> dict[str, tuple[str, ...]]:
    (policy,) = parse([text]).policies
    return dict(policy.directives)


def ignored(csp: Csp) -> dict[str, str]:
    return {each.what: each.because.value for each in csp.ignored}


# Parsing (§ 2.2)


def test_directives_are_split_on_semicolons_and_sources_on_any_ascii_white_space() -> None:
    assert directives(" script-src\t'self'  https://a.example\x0chttps:; ;;img-src *;") == {
        "script-src": ("'self'", "https://a.example", "https:"),
        "img-src": ("*",),
    }


def test_directives_keep_their_order() -> None:
    assert list(directives("object-src *; base-uri *; default-src *")) == ["object-src", "base-uri", "default-src"]


def test_directive_names_have_no_case() -> None:
    assert directives("Script-SRC 'self'") == {"script-src": ("'self'",)}


def test_the_first_of_equal_directives_wins() -> None:
    csp = parse(["script-src 'self'; SCRIPT-SRC 'unsafe-inline'"])
    assert csp.script_src == ("'self'",)
    assert not csp.script_unsafe_inline
    assert csp.ignored == (Ignored("script-src", IgnoredBecause.DUPLICATE),)


def test_several_lines_and_commas_make_several_policies() -> None:
    csp = parse(["default-src 'self', script-src 'none'", "object-src 'none'"])
    assert [list(policy.directives) for policy in csp.policies] == [["default-src"], ["script-src"], ["object-src"]]


@pytest.mark.parametrize("values", [[], [""], ["  "], [";;"], [",", " , ;"], ["", ""]])
def test_an_empty_header_is_no_policy(values: list[str]) -> None:
    csp = parse(values)
    assert not csp.present
    assert csp.policies == ()


def test_what_has_no_effect_is_named_with_the_reason() -> None:
    csp = parse(["script-src: 'self'; img-src ü; plugin-types x; foo bar; default-src 'self'"])
    assert ignored(csp) == {
        "script-src:": "unknown",
        "img-src": "not_ascii",
        "plugin-types": "obsolete",
        "foo": "unknown",
    }
    assert list(csp.policies[0].directives) == ["default-src"]


@pytest.mark.parametrize("text", ["foo bar", "script-src: 'none'", "default-src 'sélf'", "none", "plugin-types a/b"])
def test_a_policy_without_any_effect_is_not_present(text: str) -> None:
    csp = parse([text])
    assert not csp.present
    assert csp.script_unsafe_inline
    assert len(csp.ignored) == 1


def test_a_meta_element_cannot_restrict_framing_sandbox_or_report() -> None:
    csp = parse([], meta=["frame-ancestors 'none'; Sandbox; report-uri /r; object-src 'none'"])
    assert (csp.present, csp.frame_ancestors, csp.report_to, csp.object_src) == (True, None, (), NONE)
    assert ignored(csp) == dict.fromkeys(["frame-ancestors", "sandbox", "report-uri"], "not_in_meta")


def test_a_comma_in_a_meta_element_separates_nothing() -> None:
    assert parse([], meta=["script-src 'self', object-src 'none'"]).object_src is None


def test_a_report_only_policy_restricts_nothing() -> None:
    csp = parse([], report_only=["default-src 'none'"])
    assert (csp.present, csp.report_only_present, csp.object_src) == (False, True, None)
    assert csp.script_unsafe_inline
    assert csp.policies[0].disposition is Disposition.REPORT


# Fallbacks (§ 6.8.3)


@pytest.mark.parametrize(
    ("directive", "chain"),
    [
        ("script-src-elem", ["script-src-elem", "script-src", "default-src"]),
        ("script-src-attr", ["script-src-attr", "script-src", "default-src"]),
        ("style-src-elem", ["style-src-elem", "style-src", "default-src"]),
        ("style-src-attr", ["style-src-attr", "style-src", "default-src"]),
        ("worker-src", ["worker-src", "child-src", "script-src", "default-src"]),
        ("frame-src", ["frame-src", "child-src", "default-src"]),
        *[(f"{kind}-src", [f"{kind}-src", "default-src"])
          for kind in ("connect", "manifest", "object", "media", "font", "img", "script", "style", "child")],
    ],
)  # fmt: skip
def test_a_fetch_directive_falls_back_along_its_chain(directive: str, chain: list[str]) -> None:
    assert list(FALLBACKS[directive]) == chain
    for position, speaker in enumerate(chain):
        text = "; ".join(f"{name} https://{name}.example" for name in reversed(chain[position:]))
        assert parse([text]).sources(directive) == (f"https://{speaker}.example",)


@pytest.mark.parametrize("directive", ["base-uri", "form-action", "frame-ancestors"])
def test_what_is_no_fetch_directive_does_not_fall_back(directive: str) -> None:
    assert parse(["default-src 'none'"]).sources(directive) is None


def test_an_empty_list_and_a_lone_none_allow_nothing() -> None:
    for text in ("object-src", "object-src 'none'", "object-src 'NONE'", "default-src"):
        assert parse([text]).object_src == NONE


def test_none_beside_another_source_has_no_effect() -> None:
    assert parse(["object-src 'none' https://a.example"]).object_src == ("https://a.example",)


def test_keywords_and_schemes_have_no_case_but_nonces_do() -> None:
    assert parse([f"script-src 'SELF' HTTPS: {NONCE} https://A.example"]).script_src == (
        "'self'",
        "https:",
        NONCE,
        "https://A.example",
    )


# Weaknesses of one policy


@pytest.mark.parametrize(
    ("text", "unsafe"),
    [
        ("script-src 'unsafe-inline'", True),
        ("script-src 'UNSAFE-INLINE' 'self'", True),
        ("default-src 'unsafe-inline'", True),
        ("img-src 'self'", True),  # nothing speaks for scripts
        ("script-src-elem 'none'", True),  # event handlers remain
        ("script-src 'none'; script-src-attr 'unsafe-inline'", True),
        ("script-src 'none'; script-src-elem 'unsafe-inline'", True),
        ("script-src 'self'", False),
        ("default-src 'unsafe-inline'; script-src 'self'", False),
        ("script-src unsafe-inline", False),  # without quotes it is a host
        (f"script-src 'unsafe-inline' {NONCE}", False),
        (f"script-src 'unsafe-inline' {HASH}", False),
        ("script-src 'unsafe-inline' 'strict-dynamic'", False),
        ("script-src 'unsafe-inline' 'nonce-'", True),  # no nonce
        ("script-src 'unsafe-inline' nonce-abc", True),
        ("script-src 'unsafe-inline' 'nonce-a b'", True),
        ("script-src 'unsafe-inline' 'nonce-a==='", True),
        ("script-src 'unsafe-inline' 'sha1-abc='", True),  # no such algorithm
        ("script-src 'unsafe-inline' 'NONCE-abc'", False),
        ("script-src 'unsafe-inline' 'SHA512-abc_-='", False),
    ],
)
def test_inline_script_is_allowed_unless_something_overrides_it(text: str, unsafe: bool) -> None:
    assert parse([text]).script_unsafe_inline is unsafe


@pytest.mark.parametrize(
    ("text", "unsafe"),
    [
        ("style-src 'unsafe-inline'", True),
        ("script-src 'none'", True),
        ("default-src 'self'", False),
        ("style-src 'unsafe-inline' 'strict-dynamic'", True),  # only for scripts
        (f"style-src 'unsafe-inline' {NONCE}", False),
        ("style-src 'self'; style-src-attr 'unsafe-inline'", True),
    ],
)
def test_inline_style_likewise(text: str, unsafe: bool) -> None:
    assert parse([text]).style_unsafe_inline is unsafe


@pytest.mark.parametrize(
    ("text", "unsafe"),
    [
        ("script-src 'unsafe-eval'", True),
        ("default-src 'Unsafe-Eval'", True),
        ("img-src 'self'", True),
        ("script-src-elem 'none'", True),  # eval does not ask it
        ("script-src 'self'; script-src-elem 'unsafe-eval'", False),
        ("script-src 'wasm-unsafe-eval'", False),
        (f"script-src 'unsafe-eval' {NONCE}", True),  # a nonce does not override it
    ],
)
def test_eval_asks_script_src_or_default_src(text: str, unsafe: bool) -> None:
    assert parse([text]).script_unsafe_eval is unsafe


@pytest.mark.parametrize(
    ("text", "wild"),
    [
        *[(f"script-src {source}", True) for source in
          ("*", "http:", "https:", "HTTPS:", "data:", "https://*", "http://*:*", "*:443", "https://*/js/", "wss:")],
        ("default-src *", True),
        ("img-src 'none'", True),
        ("script-src 'self'; script-src-elem *", True),
        ("script-src *; script-src-elem 'self'", False),
        ("script-src *.shop.example https://a.example/*", False),
        (f"script-src https: 'unsafe-inline' 'strict-dynamic' {NONCE}", False),
        (f"script-src https: {NONCE}", True),  # a nonce alone does not override hosts
        ("script-src 'self' blob:", False),
    ],
)  # fmt: skip
def test_a_script_source_that_anyone_can_use_is_a_wildcard(text: str, wild: bool) -> None:
    assert parse([text]).script_wildcard is wild


def test_nonce_hash_and_strict_dynamic_are_seen() -> None:
    csp = parse([f"script-src {NONCE} {HASH} 'Strict-Dynamic'"])
    assert (csp.script_nonce, csp.script_hash, csp.strict_dynamic) == (True, True, True)
    csp = parse([f"style-src {NONCE} {HASH}; script-src 'self'"])
    assert (csp.script_nonce, csp.script_hash, csp.strict_dynamic) == (False, False, False)


def test_reporting_and_upgrading_are_seen() -> None:
    csp = parse(["report-uri /a /b; report-to main; upgrade-insecure-requests"])
    assert csp.report_to == ("main", "/a", "/b")
    assert csp.upgrade_insecure_requests
    assert not parse([], report_only=["upgrade-insecure-requests; report-to x"]).upgrade_insecure_requests


def test_without_a_policy_everything_is_allowed() -> None:
    csp = parse([])
    assert (csp.present, csp.report_only_present) == (False, False)
    assert [getattr(csp, weakness) for weakness in WEAKNESSES] == [True] * 4
    assert csp.object_src is csp.base_uri is csp.frame_ancestors is csp.form_action is csp.script_src is None


# Several policies: all apply


def test_a_weakness_needs_every_policy_to_allow_it() -> None:
    weak, strong = "script-src * 'unsafe-inline' 'unsafe-eval'", "script-src 'self'"
    for values in ([weak, strong], [strong, weak], [f"{weak}, {strong}"]):
        csp = parse(values)
        assert (csp.script_unsafe_inline, csp.script_unsafe_eval, csp.script_wildcard) == (False, False, False)
    assert parse([weak, weak]).script_unsafe_inline


def test_holes_must_be_the_same_in_every_policy() -> None:
    assert not parse(["script-src https:", "script-src data:"]).script_wildcard
    assert parse(["script-src https: data:", "img-src 'none'", "script-src *"]).script_wildcard
    elements = "script-src-elem 'unsafe-inline'; script-src-attr 'none'"
    handlers = "script-src-elem 'none'; script-src-attr 'unsafe-inline'"
    assert not parse([elements, handlers]).script_unsafe_inline


def test_a_restriction_holds_if_any_policy_makes_it() -> None:
    csp = parse(["default-src *; base-uri *", "object-src 'none'", "base-uri 'self'", "frame-ancestors 'none'"])
    assert (csp.object_src, csp.base_uri, csp.frame_ancestors) == (NONE, ("'self'",), NONE)


def test_of_several_lists_the_narrowest_is_shown() -> None:
    assert parse(["object-src *", "object-src https://a.example https://b.example"]).object_src == (
        "https://a.example",
        "https://b.example",
    )


def test_a_header_and_a_meta_element_apply_together() -> None:
    assert not parse(["script-src 'unsafe-inline'"], meta=["script-src 'self'"]).script_unsafe_inline


# Hostile input


def test_too_long_a_policy_is_cut_and_says_so() -> None:
    csp = parse(["script-src 'self'; img-src " + "a " * MAX_LENGTH + "; object-src 'none'"])
    assert (csp.truncated, csp.present, csp.object_src) == (True, True, None)
    assert not parse(["x" * MAX_LENGTH]).truncated
    assert parse(["x" * MAX_LENGTH], meta=["x"]).truncated


def test_the_list_of_ignored_directives_is_bounded() -> None:
    csp = parse([";".join(f"x{number}" for number in range(1000)), "y" * 1000])
    assert len(csp.ignored) == MAX_IGNORED
    assert max(len(each.what) for each in parse(["y" * 1000]).ignored) == 100


@pytest.mark.parametrize("text", ["a," * 30_000, "sandbox," * 8_000, "'" * 60_000, "script-src " + "'nonce-" * 9_000])
def test_a_hostile_policy_makes_no_quadratic_work(text: str) -> None:
    assert parse([text]).script_wildcard in (True, False)


fragments = st.sampled_from(
    ["script-src", "default-src", "object-src", "'none'", "'unsafe-inline'", NONCE, "*", "https:", ";", ",", "é", "\0"]
)
texts = st.text() | st.lists(fragments, max_size=12).map(" ".join)


@given(st.lists(texts, max_size=3), st.lists(texts, max_size=2), st.lists(texts, max_size=2))
def test_any_text_gives_a_value(values: list[str], report_only: list[str], meta: list[str]) -> None:
    csp = parse(values, report_only, meta)
    assert csp.present or csp.script_unsafe_inline
    assert not csp.truncated


@given(st.lists(texts, max_size=3), texts)
def test_another_policy_never_allows_more(values: list[str], more: str) -> None:
    before, after = parse(values), parse([*values, more])
    for weakness in WEAKNESSES:
        assert getattr(before, weakness) or not getattr(after, weakness)
    assert before.object_src is None or after.object_src is not None
    assert before.object_src != NONE or after.object_src == NONE
