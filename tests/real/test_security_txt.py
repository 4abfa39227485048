"""A security.txt as a real nginx serves it, right and wrong in every way that was thought of: one host for each."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from scanner.model.evidence import Cell, Coverage, Status, scope
from scanner.model.facts import SecurityTxt
from scanner.model.values import Unknown
from scanner.model.vocabulary import GapCause
from scanner.network import ConnectTo, Limits, Network
from scanner.probes.http.security_txt import MAX_BYTES
from scanner.probes.http.well_known import PATH, Place, look
from scanner.probes.notebook import Notebook

from .certificates import Leaf
from .processes import Nginx, nginx
from .shops import Workshop

GOOD = "Contact: mailto:security@shop.example\nExpires: 2027-06-30T12:00:00Z\n"
SIGNED = (
    "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n"
    f"{GOOD}-----BEGIN PGP SIGNATURE-----\n\niHUEARYKAB0WIQ\n=Xy12\n-----END PGP SIGNATURE-----\n"
)


@dataclass(frozen=True)
class Serving:
    """How nginx answers: a file at the well-known address and of what type, or a location's body instead."""

    file: str | bytes | None = GOOD
    type: str = "text/plain"
    charset: str = "utf-8"
    location: str = ""
    front: str = 'return 200 "<!doctype html><title>Shop</title>";'


def at(name: str, path: str = PATH) -> str:
    return f"https://{name}.example{path}"


VARIANTS: dict[str, Serving] = {
    "good": Serving(),
    "no-charset": Serving(charset="off"),
    "crlf": Serving(file=GOOD.replace("\n", "\r\n")),
    "signed": Serving(file=SIGNED),
    "canonical": Serving(file=f"{GOOD}Canonical: {at('canonical')}\n"),
    "other-canonical": Serving(file=f"{GOOD}Canonical: {at('elsewhere')}\n"),
    "as-html": Serving(type="text/html"),
    "as-latin-1": Serving(charset="iso-8859-1"),
    "as-download": Serving(type="application/octet-stream"),
    "expires-twice": Serving(file=f"{GOOD}Expires: 2028-01-01T00:00:00Z\n"),
    "bare-address": Serving(file="Contact: security@shop.example\nExpires: 2027-06-30T12:00:00Z\n"),
    "no-contact": Serving(file="Expires: 2027-06-30T12:00:00Z\n"),
    "empty": Serving(file=""),
    "prose": Serving(file="Please write to us.\n"),
    "large": Serving(file=GOOD + "# padding\n" * MAX_BYTES),
    "zipped": Serving(location="gzip on; gzip_types *; gzip_min_length 1;"),
    "missing": Serving(file=None),
    "soft-404": Serving(
        location="try_files /nothing /index.html;", file="<!doctype html><pre>\nContact: us\n</pre>", type="text/html"
    ),
    "front-page-instead": Serving(location="return 302 /;"),
    "moved": Serving(location=f"return 301 {at('good')};"),
    "moved-and-named": Serving(location=f"return 307 {at('canonical')};"),
    "moved-within": Serving(location="return 301 /security.txt;"),
    "moved-off-https": Serving(location=f"return 301 {at('good').replace('https', 'http')};"),
    "circle": Serving(location=f"return 302 {PATH};"),
    "moved-nowhere": Serving(location="return 302 '';"),
    "dot-files-denied": Serving(location="deny all;"),
    "all-denied": Serving(location="return 403;", front="return 403;"),
    "behind-a-login": Serving(location="return 401;", front="return 401;"),
    "too-many": Serving(location="return 429;"),
    "broken": Serving(location="return 503;"),
}


@dataclass(frozen=True)
class Looked:
    """What is in the notebook afterwards."""

    rows: list[SecurityTxt]
    coverage: Coverage

    @property
    def row(self) -> SecurityTxt:
        (row,) = self.rows
        return row


@pytest.fixture(scope="module")
def port(workshop: Workshop) -> Iterator[int]:
    folder = workshop.folder / "security-txt"
    names = tuple(f"{name}.example" for name in VARIANTS)
    blocks = "\n".join(_server(folder, name, serving) for name, serving in VARIANTS.items())
    chain = workshop.authority.issue(Leaf(names))
    server = Nginx(
        "nobody.example", (chain,), before=f"ssl_certificate {chain.chain};\nssl_certificate_key {chain.key};\n{blocks}"
    )
    with nginx(folder, server) as (https_port, _):
        yield https_port


def _server(folder: Path, name: str, serving: Serving) -> str:
    root = folder / name
    for path in (root / PATH[1:], root / "security.txt", root / "index.html"):
        path.parent.mkdir(parents=True, exist_ok=True)
        if serving.file is not None:
            path.write_bytes(serving.file if isinstance(serving.file, bytes) else serving.file.encode())
    text = f"types {{ }} default_type {serving.type}; charset {serving.charset}; charset_types *;"
    return f"""server {{ listen {{listen}}; server_name {name}.example; root {root}; absolute_redirect off;
        location = {PATH} {{ {text} {serving.location} }}
        location = /security.txt {{ {text} }}
        location = / {{ {serving.front} }} }}"""


def looked_at(port: int, name: str) -> Looked:
    async def run() -> Looked:
        host = f"{name}.example"
        rules = [ConnectTo(f"{one}.example", 443, "127.0.0.1", port) for one in VARIANTS]
        network = Network(f"https://{host}", rules, Limits(requests_per_second=1000))
        cell = Cell("security_txt", scope({"host": host}))
        book = Notebook((cell,))
        await look(network, book, Place(host, f"https://{host}/", cell))
        (coverage,) = book.coverage.values()
        return Looked([row for row in book.rows if isinstance(row, SecurityTxt)], coverage)

    return asyncio.run(run())


@pytest.mark.parametrize("name", ["good", "no-charset", "crlf", "signed", "canonical", "zipped", "moved-within"])
def test_a_file_that_is_in_order_is_read_however_it_is_served(port: int, name: str) -> None:
    looked = looked_at(port, name)
    row = looked.row
    assert looked.coverage.status is Status.SEEN
    assert (row.present, row.contact, row.expires, row.problem) == (True, True, dt.date(2027, 6, 30), None)
    assert row.signed is (name == "signed")
    assert row.canonical_matches is (True if name == "canonical" else None)
    assert row.url == at(name, "/security.txt" if name == "moved-within" else PATH)


@pytest.mark.parametrize(
    ("name", "problem"),
    [("as-html", "not_text_plain"), ("as-latin-1", "not_text_plain"), ("as-download", "not_text_plain"),
     ("expires-twice", "expires_twice"), ("bare-address", "contact_is_no_uri")],
)  # fmt: skip
def test_what_is_wrong_with_a_file_is_said(port: int, name: str, problem: str) -> None:
    row = looked_at(port, name).row
    assert (row.present, row.problem) == (True, problem)
    assert row.contact is (name != "bare-address")
    assert row.expires == (None if name == "expires-twice" else dt.date(2027, 6, 30))


def test_a_file_without_a_contact_is_there_all_the_same(port: int) -> None:
    row = looked_at(port, "no-contact").row
    assert (row.present, row.contact, row.problem) == (True, False, None)


def test_a_file_that_names_another_address_does_not_match(port: int) -> None:
    assert looked_at(port, "other-canonical").row.canonical_matches is False


def test_after_a_redirect_either_address_may_be_the_one_that_is_named(port: int) -> None:
    row = looked_at(port, "moved-and-named").row
    assert (row.present, row.url, row.canonical_matches) == (True, at("canonical"), True)
    assert looked_at(port, "moved").row.url == at("good")


def test_of_a_file_that_is_too_long_only_what_was_read_is_known(port: int) -> None:
    row = looked_at(port, "large").row
    assert (row.present, row.contact) == (True, True)
    assert isinstance(row.expires, Unknown)
    assert isinstance(row.problem, Unknown)


@pytest.mark.parametrize(
    "name",
    ["missing", "empty", "prose", "soft-404", "front-page-instead", "moved-off-https", "circle", "moved-nowhere",
     "dot-files-denied"],
)  # fmt: skip
def test_what_is_not_there_is_a_row_that_says_so(port: int, name: str) -> None:
    looked = looked_at(port, name)
    assert looked.coverage.status is Status.SEEN
    assert (looked.row.present, looked.row.contact, looked.row.expires) == (False, False, None)


@pytest.mark.parametrize("name", ["all-denied", "behind-a-login", "too-many", "broken"])
def test_where_nobody_is_let_in_nothing_is_known(port: int, name: str) -> None:
    looked = looked_at(port, name)
    assert looked.rows == []
    assert (looked.coverage.status, looked.coverage.cause) == (Status.GAP, GapCause.BLOCKED)


def test_a_host_that_refuses_is_a_gap(port: int) -> None:
    async def run() -> Coverage:
        network = Network("https://good.example", [ConnectTo("good.example", 443, "127.0.0.1", 1)])
        cell = Cell("security_txt", scope({"host": "good.example"}))
        book = Notebook((cell,))
        await look(network, book, Place("good.example", "https://good.example/", cell))
        return book.coverage[cell.kind, cell.scope]

    assert asyncio.run(run()).cause is GapCause.REFUSED
