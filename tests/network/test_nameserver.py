"""Which resolver is asked: its address from text, and from the system's configuration."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.errors import UsageError
from scanner.network import Nameserver, system_nameserver


@pytest.mark.parametrize(
    ("text", "address", "port"),
    [
        ("9.9.9.9", "9.9.9.9", 53),
        ("127.0.0.1:5353", "127.0.0.1", 5353),
        ("::1", "::1", 53),
        ("[::1]", "::1", 53),
        ("[2620:fe::fe]:53", "2620:fe::fe", 53),
    ],
)
def test_an_address_with_or_without_a_port(text: str, address: str, port: int) -> None:
    assert Nameserver.parse(text) == Nameserver(address, port)


@pytest.mark.parametrize(
    "text", ["", "dns.example", "127.0.0.1:0", "127.0.0.1:70000", "127.0.0.1:x", "1.2.3", "[::1]:"]
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        Nameserver.parse(text)


def test_the_system_s_first_resolver_counts(tmp_path: Path) -> None:
    file = tmp_path / "resolv.conf"
    file.write_text("# nameserver 1.1.1.1\nsearch shop.example\nnameserver fe80::1%eth0x\nnameserver 10.0.0.53 # x\n")
    assert system_nameserver(file) in {Nameserver("10.0.0.53"), Nameserver("fe80::1%eth0x")}
    file.write_text("options edns0\n")
    assert system_nameserver(file) is None
    assert system_nameserver(tmp_path / "none") is None
