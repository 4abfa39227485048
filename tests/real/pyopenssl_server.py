"""A web server on pyOpenSSL, as a process: `-m real.pyopenssl_server CHAIN KEY` says `ACCEPT 127.0.0.1:PORT`."""

import socket
import sys
import threading
from contextlib import suppress

from OpenSSL import SSL

PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\nConnection: close\r\n\r\nHello"


def serve(chain: str, key: str) -> None:
    context = SSL.Context(SSL.TLS_SERVER_METHOD)
    context.use_certificate_chain_file(chain)
    context.use_privatekey_file(key)
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        sys.stdout.write(f"ACCEPT 127.0.0.1:{listener.getsockname()[1]}\n")
        sys.stdout.flush()
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=answer, args=(context, connection), daemon=True).start()


def answer(context: SSL.Context, connection: socket.socket) -> None:
    # Blocking without a timeout: pyOpenSSL reports a socket that has one as WantReadError.
    with connection, suppress(SSL.Error, OSError):
        secured = SSL.Connection(context, connection)
        secured.set_accept_state()
        secured.do_handshake()
        secured.recv(4096)
        secured.sendall(PAGE)
        secured.shutdown()


if __name__ == "__main__":
    serve(sys.argv[1], sys.argv[2])
