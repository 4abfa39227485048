"""The rules inside a real child process."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from scanner.network import ConnectTo, Network, Target
from scanner.network.child import enforce

CHILD = """
import json, os, socket, subprocess, sys, threading
from scanner.network.child import Refused, enforce

rules = json.loads(sys.argv[1])
counted = enforce(rules)
outcomes = {}

def attempt(name, action):
    try:
        action()
        outcomes[name] = "done"
    except Refused:
        outcomes[name] = "refused"

address, port = rules["reach"][0]
exec(sys.argv[2])
print(json.dumps({"outcomes": outcomes, "counted": counted}))
"""


@pytest.fixture
def listening() -> Iterator[tuple[int, int]]:
    """Two ports of 127.0.0.1 that accept: one to be named, one not."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as one, socket.create_server(("127.0.0.1", 0)) as other:
        yield one.getsockname()[1], other.getsockname()[1]


def rules_for(port: int, **changes: float) -> dict[str, Any]:
    network = Network("https://www.muesli.example", [ConnectTo("", None, "127.0.0.1", port)])
    return network.child_rules([Target("www.muesli.example", 443, "127.0.0.1", port)]) | changes


def run(rules: dict[str, Any], script: str) -> dict[str, Any]:
    command = [sys.executable, "-c", CHILD, json.dumps(rules), script]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def test_a_child_reaches_the_listed_address_and_port_and_nothing_else(listening: tuple[int, int]) -> None:
    port, other = listening
    result = run(
        rules_for(port),
        f"""
attempt("listed", lambda: socket.create_connection((address, port)).close())
attempt("listed, by connect_ex", lambda: socket.socket().connect_ex((address, port)))
attempt("other port", lambda: socket.socket().connect((address, {other})))
attempt("other port, by connect_ex", lambda: socket.socket().connect_ex((address, {other})))
attempt("other loopback", lambda: socket.socket().connect(("127.0.0.2", port)))
attempt("metadata", lambda: socket.socket().connect(("169.254.169.254", 80)))
attempt("elsewhere", lambda: socket.socket().connect(("192.0.2.1", 443)))
attempt("odd spelling", lambda: socket.socket().connect(("127.1", port)))
attempt("empty", lambda: socket.socket().connect(("", port)))
attempt("mapped", lambda: socket.socket(socket.AF_INET6).connect(("::ffff:127.0.0.1", port)))
""",
    )
    outcomes = result["outcomes"]
    assert {name for name, outcome in outcomes.items() if outcome == "done"} == {"listed", "listed, by connect_ex"}
    assert result["counted"] == {"connections": 2, "refused": 8, "over_budget": 0}


def test_a_child_looks_up_no_names_but_may_pass_its_own_literal(listening: tuple[int, int]) -> None:
    result = run(
        rules_for(listening[0]),
        """
attempt("own literal", lambda: socket.getaddrinfo(address, port))
attempt("own literal as bytes", lambda: socket.getaddrinfo(address.encode(), port))
attempt("name", lambda: socket.getaddrinfo("www.muesli.example", 443))
attempt("other literal", lambda: socket.getaddrinfo("127.0.0.2", port))
attempt("nobody", lambda: socket.getaddrinfo(None, port))
attempt("gethostbyname", lambda: socket.gethostbyname("localhost"))
attempt("gethostbyname_ex", lambda: socket.gethostbyname_ex("localhost"))
attempt("gethostbyaddr", lambda: socket.gethostbyaddr("127.0.0.1"))
attempt("getnameinfo", lambda: socket.getnameinfo(("127.0.0.1", 80), 0))
attempt("create_connection", lambda: socket.create_connection(("localhost", port)))
""",
    )
    done = {name for name, outcome in result["outcomes"].items() if outcome == "done"}
    assert done == {"own literal", "own literal as bytes"}


def test_a_child_sends_no_datagrams_elsewhere_opens_no_unix_sockets_and_starts_no_process(
    listening: tuple[int, int],
) -> None:
    result = run(
        rules_for(listening[0]),
        """
datagram = lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
attempt("sendto listed", lambda: datagram().sendto(b"x", (address, port)))
attempt("sendto", lambda: datagram().sendto(b"x", (address, 53)))
attempt("sendto with flags", lambda: datagram().sendto(b"x", 0, (address, 53)))
attempt("sendmsg", lambda: datagram().sendmsg([b"x"], [], 0, (address, 53)))
attempt("unix", lambda: socket.socket(socket.AF_UNIX).connect("/nowhere"))
attempt("abstract", lambda: socket.socket(socket.AF_UNIX).connect(b"\\0nowhere"))
attempt("subprocess", lambda: subprocess.run(["true"]))
attempt("system", lambda: os.system("true"))
attempt("fork", os.fork)
attempt("exec", lambda: os.execv("/bin/true", ["true"]))
attempt("spawn", lambda: os.posix_spawn("/bin/true", ["true"], {}))
""",
    )
    assert {name for name, outcome in result["outcomes"].items() if outcome == "done"} == {"sendto listed"}


def test_the_budget_of_a_child_holds_over_all_its_threads(listening: tuple[int, int]) -> None:
    result = run(
        rules_for(listening[0], max_connections=5),
        """
def connect():
    with socket.socket() as connection:
        connection.connect((address, port))

threads = [threading.Thread(target=attempt, args=(n, connect)) for n in range(12)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
""",
    )
    assert result["counted"] == {"connections": 5, "refused": 0, "over_budget": 7}
    assert sorted(result["outcomes"].values()) == ["done"] * 5 + ["refused"] * 7


def test_a_childs_connections_wait_for_their_turn(listening: tuple[int, int]) -> None:
    result = run(
        rules_for(listening[0], connections_per_second=0.001, burst=2),
        """
slept = []
import time
time.sleep = slept.append
for n in range(5):
    attempt(n, lambda: socket.create_connection((address, port)).close())
outcomes["waits"] = [wait > 0 for wait in slept]
""",
    )
    assert result["outcomes"]["waits"] == [False, False, True, True, True]
    assert result["counted"]["connections"] == 5


@pytest.mark.parametrize("wrong", [{}, {"reach": [["localhost", 1]]}, {"reach": [["127.0.0.1", "1"]]}, {"reach": 1}])
def test_malformed_rules_are_an_error_before_anything_is_installed(wrong: dict[str, Any]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        enforce({"connections_per_second": 1, "burst": 1, "max_connections": 1} | wrong)
