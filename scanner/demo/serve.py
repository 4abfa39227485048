"""`siegel demo`: serve the shop until a signal ends it, and leave nothing behind."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from scanner.demo.certificates import APEX, WWW, is_demo_root
from scanner.demo.shop import SHOP_FILE_MARK, DemoShop
from scanner.errors import UsageError

_ENDING_SIGNALS = (signal.SIGINT, signal.SIGTERM)
# More than this is no file of ours, and needn't be read to know it.
_OWN_FILE_LIMIT = 64 * 1024


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - the command has nothing to add to it


def serve_until_ended(faults: Iterable[str], shop_file: Path | None = None, say: Callable[[str], None] = _say) -> None:
    """Serve until SIGINT or SIGTERM, from the main thread only.

    `shop_file` and, beside it, STEM.ca.pem are written once the ports listen and removed at the end, unless somebody
    else has changed them meanwhile. Raises UsageError for an unknown fault, or where a file of someone else would be
    overwritten or can't be written.
    """
    if shop_file is not None:
        _refuse_foreign_files(shop_file)
    with _ending_signal() as ended, DemoShop(faults) as shop, contextlib.ExitStack() as files:
        if shop_file is not None:
            ca_file = ca_file_beside(shop_file)
            # The authority first: whoever sees the shop file can rely on it.
            files.enter_context(_written(ca_file, shop.ca_pem))
            files.enter_context(_written(shop_file, shop.shop_file_text(str(ca_file.absolute()))))
        say(_greeting(shop, shop_file))
        ended.wait()


def ca_file_beside(shop_file: Path) -> Path:
    """demo.yaml → demo.ca.pem, in the same folder."""
    return shop_file.with_name(f"{shop_file.stem}.ca.pem")


def _greeting(shop: DemoShop, shop_file: Path | None) -> str:
    faults = ", ".join(shop.faults) or "none"
    if shop_file is not None:
        how = f"Scan it:  siegel scan {shop_file}"
    else:
        how = "To scan it, start it with --shop-file demo.yaml and run: siegel scan demo.yaml"
    return "\n".join(
        (
            "Müsli Beispiel is open, on this machine only.",
            f"  https://{WWW} and https://{APEX} at 127.0.0.1:{shop.https_port}",
            f"  http://{WWW} and http://{APEX} at 127.0.0.1:{shop.http_port}",
            f"  Faults: {faults}",
            how,
            "Ctrl-C closes it.",
        )
    )


@contextlib.contextmanager
def _ending_signal() -> Iterator[threading.Event]:
    """An event that SIGINT or SIGTERM sets, even where a shell had the process ignore SIGINT in the background."""
    ended = threading.Event()
    before = {number: signal.signal(number, lambda *_: ended.set()) for number in _ENDING_SIGNALS}
    try:
        yield ended
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _refuse_foreign_files(shop_file: Path) -> None:
    if not shop_file.parent.is_dir():
        raise UsageError(f"there is no folder {shop_file.parent}", "make it, or name another --shop-file")
    for path, is_ours in ((shop_file, _is_demo_shop_file), (ca_file_beside(shop_file), is_demo_root)):
        if os.path.lexists(path) and not is_ours(_start_of(path)):
            raise UsageError(f"{path} exists and was not written by the demo shop", "name another --shop-file")


def _is_demo_shop_file(content: bytes) -> bool:
    return content.startswith(SHOP_FILE_MARK.encode())


def _start_of(path: Path) -> bytes:
    """The file's first bytes; none of a folder, a device or what can't be read, since that is certainly not ours."""
    if not path.is_file():
        return b""
    try:
        with path.open("rb") as file:
            return file.read(_OWN_FILE_LIMIT)
    except OSError:
        return b""


@contextlib.contextmanager
def _written(path: Path, text: str) -> Iterator[None]:
    """The file is there in full or not at all, and at the end it is gone if it is still what was written."""
    content = text.encode()
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        draft.write_bytes(content)
        draft.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise UsageError(f"can't write {path}: {error.strerror}", "name another --shop-file") from error
    try:
        yield
    finally:
        if _start_of(path) == content:
            path.unlink(missing_ok=True)
