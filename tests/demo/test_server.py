"""Forms on the wire: bodies in pieces, too long, cut off; and connections that go on after them."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from scanner.demo import DemoShop
from scanner.demo.certificates import WWW
from scanner.demo.messages import BODY_LIMIT

HEAD = f"Host: {WWW}\r\nContent-Type: application/x-www-form-urlencoded\r\n"


@pytest.fixture(scope="module")
def shop() -> Iterator[DemoShop]:
    with DemoShop() as open_shop:
        yield open_shop


@contextmanager
def connected(shop: DemoShop) -> Iterator[ssl.SSLSocket]:
    context = ssl.create_default_context(cadata=shop.ca_pem)
    with (
        socket.create_connection(("127.0.0.1", shop.https_port), timeout=20) as plain,
        context.wrap_socket(plain, server_hostname=WWW) as secured,
    ):
        yield secured


def all_of(connection: ssl.SSLSocket) -> bytes:
    return b"".join(iter(lambda: connection.recv(65536), b""))


def post(body: bytes, length: int | None = None, more: str = "") -> bytes:
    stated = len(body) if length is None else length
    return f"POST /warenkorb HTTP/1.1\r\n{HEAD}{more}Content-Length: {stated}\r\n\r\n".encode() + body


def test_a_form_that_comes_in_pieces_is_read_whole_and_the_connection_goes_on(shop: DemoShop) -> None:
    whole = post(b"artikel=nussknacker&menge=2")
    with connected(shop) as connection:
        for start in range(0, len(whole), 40):
            connection.sendall(whole[start : start + 40])
        connection.sendall(f"GET /agb HTTP/1.1\r\nHost: {WWW}\r\nConnection: close\r\n\r\n".encode())
        received = all_of(connection)
    first, _, second = received.partition(b"HTTP/1.1 200 OK")
    assert first.startswith(b"HTTP/1.1 303 See Other")
    assert b"Location: /warenkorb\r\n" in first
    assert b"Set-Cookie: sessionid=" in first
    assert "Geschäftsbedingungen".encode() in second


def test_a_body_longer_than_any_form_is_refused_unread(shop: DemoShop) -> None:
    with connected(shop) as connection:
        connection.sendall(post(b"", length=BODY_LIMIT + 1))
        received = all_of(connection)
    assert received.startswith(b"HTTP/1.1 413 ")
    assert b"Connection: close" in received


def test_a_body_in_chunks_is_refused(shop: DemoShop) -> None:
    with connected(shop) as connection:
        connection.sendall(f"POST /kontakt HTTP/1.1\r\n{HEAD}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n".encode())
        assert all_of(connection).startswith(b"HTTP/1.1 411 ")


def test_a_body_that_breaks_off_is_no_form(shop: DemoShop) -> None:
    with socket.create_connection(("127.0.0.1", shop.http_port), timeout=20) as connection:
        connection.sendall(post(b"artikel=nuss", length=500))
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(4096) == b""


def test_head_and_post_to_http_go_to_https(shop: DemoShop) -> None:
    with socket.create_connection(("127.0.0.1", shop.http_port), timeout=20) as connection:
        connection.sendall(post(b"artikel=nussknacker", more="Connection: close\r\n"))
        received = b"".join(iter(lambda: connection.recv(4096), b""))
    assert received.startswith(b"HTTP/1.1 301 ")
    assert f"Location: https://{WWW}/warenkorb\r\n".encode() in received


def test_what_visitors_send_is_said_nowhere(
    shop: DemoShop, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with connected(shop) as connection:
        connection.sendall(post(b"artikel=Wolpertinger", more="Connection: close\r\n"))
        assert all_of(connection).startswith(b"HTTP/1.1 404 ")
    assert capfd.readouterr() == ("", "")
    assert "Wolpertinger" not in caplog.text
