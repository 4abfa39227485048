"""Serves the shops of this set by the server and in the pages of the sets before it, over TLS on a loopback port."""

from __future__ import annotations

from pathlib import Path

from tests.consent.fresh import services, shop
from tests.consent.held_out import serve

HERE = Path(__file__).parent

if __name__ == "__main__":
    services.add()
    shop.use()
    serve.main(here=HERE)
