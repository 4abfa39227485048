"""Which addresses name one version, and which integrity attributes a browser compares with."""

from __future__ import annotations

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.derive import derive
from scanner.derive.resources import is_integrity, is_versioned
from scanner.model.evidence import Coverage, Evidence, Status
from scanner.model.facts import Resource
from scanner.model.values import NOT_STATED, Unknown
from scanner.model.vocabulary import Party

CDN = "https://cdn.example"


@pytest.mark.parametrize(
    "path",
    [
        "/npm/jquery@3.7.1/dist/jquery.min.js",
        "/ajax/libs/lodash.js/4.17.21/lodash.min.js",
        "/jquery-3.7.1.min.js",
        "/bootstrap-5.3.2.min.css",
        "/lib/v2.1.0/lib.js",
        "/swiper@11.0.5",
        "/vue@3.4.0-beta.1/dist/vue.js",
        "/jquery_1.12.4.js",
        "/jquery-1.7.min.js",
        "/jquery.validate-1.19.js",
        "/popper-2.11.umd.min.js",
        "/assets/main.3f2a9c1b.js",
        "/assets/vendor-4f3c2a1b9d8e7f60.css",
        "/app.0a1b2c3d4e5f60718293a4b5c6d7e8f9.chunk.js",
        "/npm%2Fjquery%403.7.1.js",
    ],
)
def test_a_version_or_a_hash_behind_a_name_never_changes(path: str) -> None:
    assert is_versioned(CDN + path)


@pytest.mark.parametrize(
    "url",
    [
        f"{CDN}/npm/jquery@3/dist/jquery.min.js",
        f"{CDN}/npm/bootstrap@5.3/dist/css/bootstrap.min.css",
        f"{CDN}/npm/jquery@latest/jquery.js",
        f"{CDN}/v3/",
        f"{CDN}/sdk/js?v=1.2.3",
        f"{CDN}/gtag/js?id=G-0123456789",
        f"{CDN}/css2?family=Bitter:wght@400",
        f"{CDN}/ab12cd34ef.js",
        f"{CDN}/js/XA2A8D35838AF5F63E5EB0E05847B1CB8.js",
        f"{CDN}/c/hotjar-123456.js",
        f"{CDN}/consent/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0/OtAutoBlock.js",
        f"{CDN}/releases/3f2a9c1b4f3c2a1b/recaptcha__de.js",
        f"{CDN}/app-download.js",
        f"{CDN}/main.js",
        f"{CDN}/2024/05/theme.css",
        "https://10.0.0.1/main.js",
        "https://v1.2.3.cdn.example/main.js",
        "nonsense",
        "https://[broken/1.2.3/a.js",
    ],
)
def test_a_range_a_query_and_a_customer_s_number_are_no_version(url: str) -> None:
    assert not is_versioned(url)


def sri(algorithm: str, content: bytes = b"x") -> str:
    return f"{algorithm}-{base64.b64encode(hashlib.new(algorithm, content).digest()).decode()}"


@pytest.mark.parametrize(
    "text",
    [
        sri("sha256"), sri("sha384"), sri("sha512"), "SHA384" + sri("sha384")[6:],
        f"  {sri('sha256')}\n{sri('sha512')} ", f"md5-AAAA {sri('sha384')}", f"{sri('sha384')}?ct=text/javascript",
        sri("sha256").rstrip("="), sri("sha512").replace("+", "-").replace("/", "_"),
    ],
)  # fmt: skip
def test_a_hash_of_the_right_length_is_one(text: str) -> None:
    assert is_integrity(text)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "sha384", "sha384-", "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=", "md5-AAAA", "sha384-REPLACE_ME", "true",
        "sha384-" + sri("sha256")[7:], "sha256:" + sri("sha256")[7:], "sha384-" + "=" * 64, "sha384-" + "ä" * 64,
        hashlib.sha384(b"x").hexdigest(),
    ],
)  # fmt: skip
def test_what_a_browser_passes_over_protects_nothing(text: str) -> None:
    assert not is_integrity(text)


@given(st.text(max_size=200))
def test_no_text_is_an_exception(text: str) -> None:
    assert is_integrity(text) in {True, False}
    assert is_versioned(text) in {True, False}


def derived(row: Resource) -> Resource:
    coverage = (Coverage("resource", (), Status.SEEN),)
    (found,) = derive(Evidence("https://www.shop.example/", {"resource": (row,)}, coverage)).rows("resource")
    assert isinstance(found, Resource)
    return found


def test_a_row_gets_all_that_follows_from_it() -> None:
    row = Resource(url=f"{CDN}/a-1.2.3.js", integrity=sri("sha384"), initiator="https://www.shop.example/")
    found = derived(row)
    assert (found.versioned, found.protected, found.party, found.placed_by) == (True, True, Party.THIRD, Party.FIRST)
    assert derived(found) == found


def test_without_an_attribute_nothing_is_protected_and_what_is_not_known_stays_so() -> None:
    assert derived(Resource(url=f"{CDN}/a.js", integrity=None)).protected is False
    found = derived(Resource(url=Unknown("cut"), integrity=Unknown("cut")))
    assert found.versioned == found.protected == NOT_STATED
