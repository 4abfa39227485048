"""The HTTP probe on real servers: what it writes down, and what it says it could not see."""

from __future__ import annotations

import asyncio
import datetime as dt
import socket
import ssl
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from scanner.model.evidence import Cell, Coverage, Status, scope
from scanner.model.facts import Csp, Fact, Framing, Header, Hsts, Page, Redirect, Software, StatedReferrerPolicy
from scanner.model.values import Unknown
from scanner.model.vocabulary import Area, FramedBy, GapCause, PageRole, ReferrerPolicy
from scanner.network import ConnectTo, Limits, Network
from scanner.plan import make_plan
from scanner.probes.http.probe import MAX_HOPS, FrontPage, look
from scanner.probes.notebook import Notebook
from scanner.shop import from_url

HOST = "www.shop.example"
APEX = "shop.example"
LIMITS = Limits(connect_timeout_s=5, read_timeout_s=5, exchange_timeout_s=5, requests_per_second=1000)

Answer = bytes | Callable[[str], bytes] | None
"""What a port says: to any request the same, by path, or None for a port that refuses."""


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    began = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .not_valid_before(began)
        .not_valid_after(began + dt.timedelta(days=90))
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path_factory.mktemp("tls") / "server.pem"
    pem.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(Path(pem))
    return context


def says(status: str, *fields: str, body: str = "<p>Hello") -> bytes:
    lines = [f"HTTP/1.1 {status}", *fields, f"Content-Length: {len(body)}", "Connection: close", "", body]
    return "\r\n".join(lines).encode()


@dataclass
class Looked:
    """A notebook after looking, and the paths that were asked for on each port."""

    book: Notebook
    http: list[str] = field(default_factory=list)
    https: list[str] = field(default_factory=list)

    def rows(self, kind: type[Fact]) -> list[Fact]:
        return [row for row in self.book.rows if isinstance(row, kind)]

    def coverage(self) -> dict[str, Coverage]:
        return {entry.kind: entry for entry in self.book.coverage.values()}


def look_at(
    tls: ssl.SSLContext,
    http: Answer,
    https: Answer,
    *,
    address: str = f"https://{HOST}",
    host: str = HOST,
    limits: Limits = LIMITS,
    connect_to: Mapping[str, int] | None = None,
) -> Looked:
    """Look at one host of a shop whose ports answer so. `connect_to`: further hosts with the port for all of theirs."""

    async def run() -> Looked:
        looked = Looked(Notebook(()))
        async with AsyncExitStack() as stack:
            plain = await port(stack, http, looked.http, None)
            secure = await port(stack, https, looked.https, tls)
            rules = [
                f"{name}:{public}:127.0.0.1:{real}"
                for name in (HOST, APEX)
                for public, real in ((80, plain), (443, secure))
            ]
            rules += [f"{name}::127.0.0.1:{real}" for name, real in (connect_to or {}).items()]
            shop = from_url(address)
            plan = make_plan(shop, (Area.HTTP,))
            found = next(one for one in plan.hosts if one.name == host)
            of_shop = host == shop.host
            front = FrontPage(
                found.name,
                found.http_url,
                found.https_url,
                shop.url if of_shop and shop.url.startswith("https:") else found.https_url,
                found.guessed,
                {cell.kind: cell for cell in plan.cells_of(found, Area.HTTP)},
                next((cell for cell in plan.cells if cell.kind == "page"), None) if of_shop else None,
                registrable=found.registrable,
            )
            network = Network(shop.url, [ConnectTo.parse(rule) for rule in rules], limits)
            await look(network, looked.book, front)
        return looked

    return asyncio.run(run())


async def port(stack: AsyncExitStack, answer: Answer, asked: list[str], tls: ssl.SSLContext | None) -> int:
    """A port that answers, or one that is taken and refuses."""
    if answer is None:
        taken = stack.enter_context(socket.socket())
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            path = head.split(b" ")[1].decode()
            asked.append(path)
            writer.write(answer(path) if callable(answer) else answer)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            return  # the probe has seen enough
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    stack.callback(server.close)
    return int(server.sockets[0].getsockname()[1])


def redirects(looked: Looked) -> list[Redirect]:
    return [row for row in looked.rows(Redirect) if isinstance(row, Redirect)]


UP = says("301 Moved Permanently", f"Location: https://{HOST}/")


# ── plain http ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_redirect_to_https_is_one_row(tls: ssl.SSLContext) -> None:
    looked = look_at(tls, UP, says("200 OK"))
    (row,) = redirects(looked)
    assert (row.from_, row.hop, row.status, row.to) == (f"http://{HOST}/", 0, 301, f"https://{HOST}/")
    assert (row.present, row.port_open, row.same_host, row.upgrade, row.to_scheme) == (True, True, True, True, "https")
    assert looked.coverage()["redirect"].status is Status.SEEN
    assert row.seen[0].artifact in looked.book.artifacts


def test_a_page_without_a_redirect_is_a_row_too(tls: ssl.SSLContext) -> None:
    (row,) = redirects(look_at(tls, says("200 OK"), says("200 OK")))
    assert (row.present, row.port_open, row.to, row.status, row.upgrade) == (False, True, None, 200, False)


def test_a_closed_port_80_is_seen_and_is_no_gap(tls: ssl.SSLContext) -> None:
    looked = look_at(tls, None, says("200 OK"))
    (row,) = redirects(looked)
    assert (row.present, row.port_open, row.to, row.status, row.upgrade) == (False, False, None, None, False)
    assert looked.coverage()["redirect"].status is Status.SEEN


def test_every_hop_over_plain_http_is_a_row_and_the_first_over_https_ends_it(tls: ssl.SSLContext) -> None:
    ways = {"/": f"http://{HOST}/a", "/a": f"http://{APEX}/b", "/b": f"https://{HOST}/c"}
    looked = look_at(tls, lambda path: says("302 Found", f"Location: {ways[path]}"), says("200 OK"))
    rows = redirects(looked)
    assert [(row.hop, row.to) for row in rows] == list(enumerate(ways.values()))
    assert [row.same_host for row in rows] == [True, False, False]
    assert [row.upgrade for row in rows][:2] == [False, False]


def test_a_circle_over_plain_http_ends(tls: ssl.SSLContext) -> None:
    looked = look_at(tls, says("302 Found", f"Location: http://{HOST}/"), says("200 OK"))
    assert len(looked.http) <= MAX_HOPS + 1
    assert looked.coverage()["redirect"].status is Status.SEEN
    assert {row.upgrade for row in redirects(looked)} == {False}


def test_a_hop_that_is_refused_is_a_row_nobody_knows_the_rest_of(tls: ssl.SSLContext) -> None:
    rows = redirects(look_at(tls, says("302 Found", "Location: http://10.0.0.1/"), says("200 OK")))
    assert [row.hop for row in rows] == [0, 1]
    assert isinstance(rows[1].status, Unknown)
    assert "is no public address" in rows[1].status.reason


def test_what_is_no_answer_on_port_80_is_a_gap(tls: ssl.SSLContext) -> None:
    looked = look_at(tls, b"nonsense\r\n\r\n", says("200 OK"))
    assert redirects(looked) == []
    assert looked.coverage()["redirect"].cause is GapCause.ERROR
    assert len(looked.http) == 2, "tried once more"
    assert looked.coverage()["page"].status is Status.SEEN


# ── https ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_front_page_gives_hsts_headers_csp_and_a_page(tls: ssl.SSLContext) -> None:
    page = says(
        "200 OK",
        "Strict-Transport-Security: max-age=31536000; includeSubDomains",
        "X-Content-Type-Options: nosniff",
        "Content-Security-Policy: default-src 'self'; object-src 'none'",
        "Set-Cookie: session=secret; Secure",
    )
    looked = look_at(tls, UP, page)
    (hsts,) = looked.rows(Hsts)
    assert isinstance(hsts, Hsts)
    assert (hsts.host, hsts.present, hsts.valid, hsts.max_age, hsts.include_subdomains) == (
        HOST,
        True,
        True,
        31536000,
        True,
    )
    (csp,) = looked.rows(Csp)
    assert isinstance(csp, Csp)
    assert (csp.present, csp.default_src, csp.object_src) == (True, ("'self'",), ("'none'",))
    headers = {row.name: row for row in looked.rows(Header) if isinstance(row, Header)}
    assert headers["x-content-type-options"].effective == "nosniff"
    assert headers["referrer-policy"].present is False
    (seen,) = looked.rows(Page)
    assert isinstance(seen, Page)
    assert (seen.url, seen.role, seen.status) == (f"https://{HOST}/", PageRole.HOME, 200)
    assert {kind: entry.status for kind, entry in looked.coverage().items()} == dict.fromkeys(
        ("redirect", "hsts", "header", "csp", "page", "referrer_policy", "framing"), Status.SEEN
    ) | {"software": Status.ABSENT}
    assert b"secret" not in b"".join(looked.book.artifacts.values())


def test_the_document_of_a_front_page_says_what_its_fields_leave_unsaid(tls: ssl.SSLContext) -> None:
    html = "<head><meta name=referrer content=unsafe-url><meta name=generator content='Shop 6.4.2'></head><p>Hello"
    page = says("200 OK", "Referrer-Policy: no-referrer", "Server: nginx/1.22.1", "X-Frame-Options: DENY", body=html)
    looked = look_at(tls, UP, page)
    (policy,) = looked.rows(StatedReferrerPolicy)
    assert isinstance(policy, StatedReferrerPolicy)
    assert (policy.header, policy.effective) == (ReferrerPolicy.NO_REFERRER, ReferrerPolicy.UNSAFE_URL)
    (framing,) = looked.rows(Framing)
    assert isinstance(framing, Framing)
    assert framing.allowed_to is FramedBy.NOBODY
    software = {(row.source, row.version) for row in looked.rows(Software) if isinstance(row, Software)}
    assert software == {("Server", "1.22.1"), ("generator", "6.4.2")}
    assert {row.url for row in (policy, framing)} == {f"https://{HOST}/"}


def test_of_a_front_page_that_is_too_long_only_what_was_read_is_said(tls: ssl.SSLContext) -> None:
    page = says("200 OK", "Referrer-Policy: no-referrer", body="<head><title>" + "x" * 3_000_000)
    (policy,) = look_at(tls, UP, page).rows(StatedReferrerPolicy)
    assert isinstance(policy, StatedReferrerPolicy)
    assert policy.header is ReferrerPolicy.NO_REFERRER
    assert isinstance(policy.effective, Unknown)


def test_a_bare_front_page_gives_rows_that_say_so(tls: ssl.SSLContext) -> None:
    looked = look_at(tls, UP, says("200 OK"))
    (hsts,) = looked.rows(Hsts)
    (csp,) = looked.rows(Csp)
    assert isinstance(hsts, Hsts)
    assert isinstance(csp, Csp)
    assert (hsts.present, hsts.valid, hsts.max_age, csp.present) == (False, False, None, False)
    assert all(row.present is False for row in looked.rows(Header) if isinstance(row, Header))


@pytest.mark.parametrize(("host", "registrable"), [(HOST, False), (APEX, True)])
def test_hsts_says_whether_its_host_is_what_one_registers(tls: ssl.SSLContext, host: str, registrable: bool) -> None:
    looked = look_at(tls, UP, says("200 OK"), host=host)
    assert [hsts.registrable for hsts in looked.rows(Hsts) if isinstance(hsts, Hsts)] == [registrable]


def test_hsts_is_that_of_the_first_answer_headers_are_those_of_the_page(tls: ssl.SSLContext) -> None:
    def answer(path: str) -> bytes:
        if path == "/":
            return says("302 Found", "Location: /de/", "Strict-Transport-Security: max-age=1", "X-Frame-Options: DENY")
        return says("200 OK", "Strict-Transport-Security: max-age=2", "Referrer-Policy: no-referrer")

    looked = look_at(tls, UP, answer)
    (hsts,) = looked.rows(Hsts)
    assert isinstance(hsts, Hsts)
    assert hsts.max_age == 1
    headers = {row.name: row for row in looked.rows(Header) if isinstance(row, Header)}
    assert headers["x-frame-options"].present is False
    assert headers["referrer-policy"].effective == "no-referrer"
    assert {row.url for row in headers.values()} == {f"https://{HOST}/de/"}


def test_the_shop_s_own_address_is_its_page_and_the_front_page_has_the_hsts(tls: ssl.SSLContext) -> None:
    looked = look_at(
        tls, UP, says("200 OK", "Strict-Transport-Security: max-age=5"), address=f"https://{HOST}/de/shop?x=1"
    )
    assert sorted(looked.https) == ["/", "/de/shop?x=1"]
    (page,) = looked.rows(Page)
    assert isinstance(page, Page)
    assert page.url == f"https://{HOST}/de/shop?x=1"


def test_an_apex_that_leads_to_www_leaves_headers_to_www(tls: ssl.SSLContext) -> None:
    """Its own HSTS counts all the same: visitors come there first."""
    lead = says("301 Moved", f"Location: https://{HOST}/", "Strict-Transport-Security: max-age=9")
    looked = look_at(tls, UP, lead, host=APEX)
    assert [row.max_age for row in looked.rows(Hsts) if isinstance(row, Hsts)] == [9]
    assert looked.rows(Header) == looked.rows(Csp) == looked.rows(Page) == []
    assert looked.coverage()["header"].status is looked.coverage()["csp"].status is Status.ABSENT


@pytest.mark.parametrize("status", ["204 No Content", "299 Odd"])
def test_any_success_is_a_page(tls: ssl.SSLContext, status: str) -> None:
    assert look_at(tls, UP, says(status, body="")).coverage()["page"].status is Status.SEEN


@pytest.mark.parametrize(
    "status", ["400 Bad", "401 No", "403 Forbidden", "404 Not Found", "429 Slow", "500 Oh", "503 Later"]
)
def test_an_error_page_is_a_gap_for_what_is_on_the_page_but_not_for_hsts(tls: ssl.SSLContext, status: str) -> None:
    looked = look_at(tls, UP, says(status, "Strict-Transport-Security: max-age=5"))
    assert looked.rows(Page) == looked.rows(Header) == looked.rows(Csp) == []
    for kind in ("page", "header", "csp"):
        assert looked.coverage()[kind].cause is GapCause.BLOCKED
        assert status[:3] in looked.coverage()[kind].reason
    assert looked.coverage()["hsts"].status is Status.SEEN


@pytest.mark.parametrize(
    ("location", "cause"),
    [
        ("http://10.0.0.1/", GapCause.BLOCKED),
        ("https://169.254.169.254/", GapCause.BLOCKED),
        ("http://[::1]/", GapCause.BLOCKED),
        ("ftp://www.shop.example/", GapCause.UNSUPPORTED),
        ("https://", GapCause.BLOCKED),
        ("", GapCause.BLOCKED),
    ],
)
def test_a_page_that_leads_where_nobody_may_follow_is_a_gap(
    tls: ssl.SSLContext, location: str, cause: GapCause
) -> None:
    coverage = look_at(tls, UP, says("302 Found", f"Location: {location}")).coverage()
    assert coverage["page"].status is Status.GAP
    assert coverage["page"].cause is cause
    assert coverage["header"].cause is coverage["page"].cause


def test_a_circle_over_https_ends_and_is_a_gap(tls: ssl.SSLContext) -> None:
    looked = look_at(tls, UP, says("302 Found", "Location: /"))
    assert len(looked.https) <= MAX_HOPS + 2
    assert looked.coverage()["page"].cause is GapCause.ERROR
    assert "more than 10 times" in looked.coverage()["page"].reason


def test_a_port_443_that_refuses_is_a_gap_for_all_of_it(tls: ssl.SSLContext) -> None:
    looked = look_at(tls, UP, None)
    for kind in ("page", "hsts", "header", "csp"):
        assert looked.coverage()[kind].cause is GapCause.REFUSED
    assert looked.coverage()["redirect"].status is Status.SEEN


def test_a_guessed_host_that_does_not_exist_is_nothing_and_a_named_one_is_a_gap(tls: ssl.SSLContext) -> None:
    async def run(guessed: bool) -> dict[str, Coverage]:
        async def nobody(name: str, port: int) -> list[str]:
            raise socket.gaierror(socket.EAI_NONAME, "nobody of that name")

        cells = {kind: Cell(kind, scope()) for kind in ("redirect", "hsts", "header", "csp")}
        front = FrontPage(APEX, f"http://{APEX}/", f"https://{APEX}/", f"https://{APEX}/", guessed, cells)
        book = Notebook(tuple(cells.values()))
        await look(Network(f"https://{HOST}", resolver=nobody), book, front)
        return {entry.kind: entry for entry in book.coverage.values()}

    assert {entry.status for entry in asyncio.run(run(guessed=True)).values()} == {Status.ABSENT}
    named = asyncio.run(run(guessed=False))
    assert {entry.cause for entry in named.values()} == {GapCause.UNREACHABLE}


def test_a_policy_too_long_to_read_claims_nothing_about_its_parts(tls: ssl.SSLContext) -> None:
    policy = "script-src " + " ".join(f"https://host{i}.example" for i in range(2000))
    looked = look_at(tls, UP, says("200 OK", f"Content-Security-Policy: {policy}"))
    (csp,) = looked.rows(Csp)
    assert isinstance(csp, Csp)
    assert csp.present is True
    assert isinstance(csp.script_unsafe_inline, bool | Unknown)
