"""Opens the ticket shop until ended, for looking at it by hand: `python -m tests.tickets`."""

import signal
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from .front import HOME, shop


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # so that what was started is ended on the way out
    with tempfile.TemporaryDirectory(prefix="siegel-tickets-") as folder, shop(Path(folder)) as there:
        connect_to = " ".join(f"--connect-to {rule}" for rule in there.connect_to)
        print(f"siegel scan {HOME}/ --ca {there.ca} {connect_to}")  # noqa: T201
        print(f'--host-resolver-rules="{there.resolver_rules}"', flush=True)  # noqa: T201
        with suppress(KeyboardInterrupt):
            signal.pause()


if __name__ == "__main__":
    main()
