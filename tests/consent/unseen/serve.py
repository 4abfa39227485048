"""Serves the shops of this set by the server of the other set kept aside, over TLS on a loopback port."""

from __future__ import annotations

from pathlib import Path

from tests.consent.held_out import serve
from tests.consent.unseen import services

HERE = Path(__file__).parent

if __name__ == "__main__":
    services.add()
    serve.main(here=HERE)
