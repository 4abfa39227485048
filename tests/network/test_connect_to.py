"""--connect-to in curl's form."""

from __future__ import annotations

import pytest

from scanner.errors import UsageError
from scanner.network import ConnectTo


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("www.muesli.example:443:127.0.0.1:8443", ConnectTo("www.muesli.example", 443, "127.0.0.1", 8443)),
        ("::127.0.0.1:8443", ConnectTo("", None, "127.0.0.1", 8443)),
        ("muesli.example:80::8080", ConnectTo("muesli.example", 80, "", 8080)),
        ("muesli.example:443:[::1]:", ConnectTo("muesli.example", 443, "::1", None)),
        ("[2001:db8::1]:443:staging.example:8443", ConnectTo("2001:db8::1", 443, "staging.example", 8443)),
        (":::", ConnectTo("", None, "", None)),
    ],
)
def test_a_rule_is_read_and_written_in_curls_form(text: str, expected: ConnectTo) -> None:
    assert ConnectTo.parse(text) == expected
    assert str(expected) == text


@pytest.mark.parametrize(
    "text",
    ["", "a", "a:443", "a:443:b", "a:443:b:8443:c", "a:x:b:1", "a:0:b:1", "a:1:b:65536", "::1:443:a:1",
     "a:1:[fe80::1%eth0]:1", "a:1:[b]:1", "a b:1:c:1", "a:\uff11:b:1", "a:1:b..c:1"],
)  # fmt: skip
def test_a_malformed_rule_is_a_usage_error_with_a_hint(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        ConnectTo.parse(text)
    assert "HOST1:PORT1:HOST2:PORT2" in caught.value.hint
