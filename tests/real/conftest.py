"""One authority per test process; a server starts for the test that asks for it and ends with it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from .certificates import Authority
from .processes import find
from .servers import SERVERS, Shop, Workshop


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    for program in ("nginx", "openssl"):
        if find(program) is None:
            pytest.skip(f"{program} is not installed")
    return Workshop(Authority(tmp_path_factory.mktemp("authority")), tmp_path_factory.mktemp("servers"))


@pytest.fixture
def start(workshop: Workshop) -> Iterator[Callable[[str], Shop]]:
    """Start a server by name; it ends when the test does."""
    with ExitStack() as running:
        yield lambda name: running.enter_context(SERVERS[name](workshop))
