"""A client on the OpenSSL 3.5 that comes with cryptography, as a process whose OPENSSL_CONF says what it offers.

`-m real.pyopenssl_client ADDRESS PORT NAME` says in JSON which version, suite and group the server chose, or the error.
"""

import json
import socket
import sys

from OpenSSL import SSL


def ask(address: str, port: int, name: str) -> dict[str, str | None]:
    context = SSL.Context(SSL.TLS_CLIENT_METHOD)
    try:
        with socket.create_connection((address, port)) as connection:
            secured = SSL.Connection(context, connection)
            secured.set_tlsext_host_name(name.encode())
            secured.set_connect_state()
            secured.do_handshake()
            return {
                "version": secured.get_protocol_version_name(),
                "cipher": secured.get_cipher_name(),
                "group": secured.get_group_name(),
            }
    except (SSL.Error, OSError) as error:
        return {"error": repr(error)}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(ask(sys.argv[1], int(sys.argv[2]), sys.argv[3])))
