"""One authority per test process; a server starts for the test that asks for it and ends with it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from .certificates import Authority
from .mail_processes import can_run
from .processes import find
from .servers import MAIL, SERVERS
from .shops import Shop, Workshop


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    for program in ("nginx", "openssl"):
        if find(program) is None:
            pytest.skip(f"{program} is not installed")
    return Workshop(Authority(tmp_path_factory.mktemp("authority")), tmp_path_factory.mktemp("servers"))


@pytest.fixture
def start(workshop: Workshop) -> Iterator[Callable[[str], Shop]]:
    """Start a server by name; it ends when the test does. A program that is not there skips the test."""

    def start_one(name: str) -> Shop:
        for program in programs(name):
            if find(program) is None:
                pytest.skip(f"{program} is not installed")
        if name in MAIL and not can_run():
            pytest.skip("Postfix and Dovecot are started by root only")
        return running.enter_context(SERVERS[name](workshop))

    with ExitStack() as running:
        yield start_one


def programs(name: str) -> list[str]:
    """What must be installed for the server `name`, besides nginx and OpenSSL."""
    needed = {"gnutls": ["gnutls-serv"], "postfix": ["postfix"], "dovecot": ["postfix", "dovecot"]}
    return needed.get(name.partition("_")[0], [])
