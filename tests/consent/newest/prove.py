"""Shows that the truth of this set is true: goes through every phase of every case with a plain browser.

.venv/bin/python -m tests.consent.newest.prove [CASE ...] [--at-once 2] [--pictures FOLDER]
"""

from __future__ import annotations

from pathlib import Path

from tests.consent.fresh import services, shop
from tests.consent.fresh.prove import Proof
from tests.consent.held_out import prove

HERE = Path(__file__).parent

if __name__ == "__main__":
    services.add()
    shop.use()
    prove.Proof = Proof  # type: ignore[misc]
    prove.main(HERE)
