"""A run of the demo shop, keys, and the run sealed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from scanner.cli import cli
from scanner.demo import DemoShop
from scanner.seal import bundle
from scanner.seal.checking import Trust
from scanner.seal.keys import Signer, new_key, read_public
from scanner.seal.sealing import seal
from scanner.verify import read_folder

NOW = dt.datetime(2026, 11, 22, 6, 0, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Hand:
    """A signer, and what a verifier who trusts it has."""

    signer: Signer
    trust: Trust
    by_root: Trust


def hand(name: str = "Audit GmbH", *, certified: bool = True) -> Hand:
    made = new_key(name, None, NOW)
    key, own = load_pem_private_key(made.private, None), x509.load_pem_x509_certificate(made.certificate)
    signer = Signer(key, (own,) if certified else ())  # type: ignore[arg-type]
    return Hand(signer, Trust((read_public(made.public, "a.pub"),)), Trust(roots=(own,)))


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """TLS and HTTP of the demo shop with two faults: small, and with findings."""
    folder = tmp_path_factory.mktemp("sealed")
    with DemoShop(("TLS-001", "HTTP-004")) as demo:
        (folder / "ca.pem").write_text(demo.ca_pem)
        (folder / "shop.yaml").write_text(demo.shop_file_text(str(folder / "ca.pem")))
        arguments = ["scan", str(folder / "shop.yaml"), "--only", "tls,http", "--out", str(folder / "run"), "-q"]
        cli.main(args=arguments, prog_name="siegel", standalone_mode=False)
    return folder / "run"


@pytest.fixture(scope="session")
def audit() -> Hand:
    return hand()


@pytest.fixture(scope="session")
def files(run_folder: Path) -> dict[str, bytes]:
    return read_folder(run_folder)


@pytest.fixture(scope="session")
def sealed(files: dict[str, bytes], audit: Hand) -> dict[str, bytes]:
    return seal(files, audit.signer, NOW)


@pytest.fixture
def packed(sealed: dict[str, bytes], tmp_path: Path) -> Callable[[dict[str, bytes] | bytes], Path]:
    """Writes a bundle, or any bytes, as one."""

    def write(content: dict[str, bytes] | bytes = sealed) -> Path:
        path = tmp_path / "shop.siegel"
        path.write_bytes(content if isinstance(content, bytes) else bundle.write(content))
        return path

    return write
