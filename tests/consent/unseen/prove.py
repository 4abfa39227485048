"""Shows that the truth of this set is true: goes through every phase of every case with a plain browser.

.venv/bin/python -m tests.consent.unseen.prove [CASE ...] [--at-once 2] [--pictures FOLDER]
"""

from __future__ import annotations

from pathlib import Path

from tests.consent.held_out import prove
from tests.consent.unseen import services

HERE = Path(__file__).parent

if __name__ == "__main__":
    services.add()
    prove.main(HERE)
