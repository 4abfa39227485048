"""Opens the shops until ended, for looking at them by hand: `python -m tests.shop [NAME …]`."""

import signal
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from .configurations import BY_NAME, CONFIGURATIONS
from .front import shops


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # so that what was started is ended on the way out
    wanted = [BY_NAME[name] for name in sys.argv[1:]] or CONFIGURATIONS
    with tempfile.TemporaryDirectory(prefix="siegel-shop-") as folder, shops(Path(folder), wanted) as open_shops:
        for name, shop in open_shops.items():
            connect_to = " ".join(f"--connect-to {rule}" for rule in shop.connect_to)
            print(f"{name}: siegel scan https://shop.example/ --ca {shop.ca} {connect_to}")  # noqa: T201
            print(f'{name}: --host-resolver-rules="{shop.resolver_rules}"', flush=True)  # noqa: T201
        with suppress(KeyboardInterrupt):
            signal.pause()


if __name__ == "__main__":
    main()
