"""Which version numbers are given away, and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.probes.http.software import version


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("nginx/1.22.1", "1.22.1"),
        ("Apache/2.4.57 (Debian)", "2.4.57"),
        ("Apache/2.4.57 (Unix) OpenSSL/1.1.1k PHP/7.4", "2.4.57"),
        ("Apache OpenSSL/1.1.1k", "1.1.1k"),
        ("Microsoft-IIS/10.0", "10.0"),
        ("PHP/8.2.7-1+deb12u1", "8.2.7-1+deb12u1"),
        ("Jetty(9.4.51.v20230217)", "9.4.51.v20230217"),
        ("openresty/1.21.4.1", "1.21.4.1"),
        ("4.0.30319", "4.0.30319"),
        ("WordPress 6.4.2", "6.4.2"),
        ("Joomla! 1.5 - Open Source Content Management", "1.5"),
        ("All in One SEO (AIOSEO) 4.5.3.1", "4.5.3.1"),
        ("Elementor 3.18.3; features: e_dom_optimization", "3.18.3"),
        ("v2.1", "2.1"),
        ("Lotus-Domino/Release-8.5", "8.5"),
        ("JSF/2.3 Payara Server 5.2022.1", "5.2022.1"),
        ("GlassFish (http://glassfish.org/1.1) 4.1", "4.1"),
    ],
)
def test_the_first_version_is_found(value: str, expected: str) -> None:
    assert version(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        "nginx", "cloudflare", "Apache", "Apache/2", "PHP", "ASP.NET", "Express", "Next.js", "Wix.com Website Builder",
        "Shopware 5", "TYPO3 CMS", "Drupal 10 (https://www.drupal.org)", "Apache-Coyote/1.1", "Servlet/3.0",
        "Servlet/3.0 JSP/2.3", "HTTP/1.1", "10.0.0.17", "https://generator.example/1.2.3", "mod_x86_64", "h2o2.2", "",
        "12", "a.b.c",
    ],
)  # fmt: skip
def test_what_is_none_is_none(value: str) -> None:
    assert version(value) is None


@given(st.text(max_size=300))
def test_no_text_is_an_exception(value: str) -> None:
    found = version(value)
    assert found is None or "." in found
