"""From a run's files to sealed ones."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping

from scanner import __version__
from scanner.errors import UsageError
from scanner.model.report import MANIFEST_SCHEMA
from scanner.model.text import visible
from scanner.seal import bundle, keys
from scanner.seal.envelope import Envelope, Statement, pae
from scanner.seal.names import (
    CERTIFICATES,
    ENVELOPE,
    MANIFEST,
    NAMED,
    OUTSIDE,
    TOKEN,
    TOKEN_SIGNATURE,
    TOKEN_TYPE,
    digest,
    story,
)


def seal(
    files: Mapping[str, bytes],
    signer: keys.Signer,
    now: dt.datetime,
    *,
    previous: str = "",
    ask: Callable[[bytes], bytes] | None = None,
) -> dict[str, bytes]:
    """All files of the run with manifest, signature and, where `ask` gets one of a signature, time stamp.

    `files`: those of the run, its manifest included, whose hashes are made anew; `previous`: manifest_digest of the run
    before. UsageError for a name that no bundle may hold.
    """
    for name in files:
        if not bundle.good_name(name):
            raise UsageError(
                f"{visible(name)} can't go into a bundle", "rename it: letters, digits, dot, dash and underscore"
            )
    old = json.loads(files[MANIFEST])
    inside = {name: data for name, data in files.items() if name not in OUTSIDE}
    if signer.certificates:
        inside[CERTIFICATES] = keys.certificates_pem(signer.certificates)
    run = old.get("run") if isinstance(old.get("run"), dict) else {}
    document = {
        "schema": MANIFEST_SCHEMA,
        "run": run,
        "files": {name: digest(data) for name, data in sorted(inside.items())},
        **({"previous": previous} if previous else {}),
    }
    manifest = (json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode(
        "utf-8", "backslashreplace"
    )
    subjects = {MANIFEST: digest(manifest)} | {name: digest(inside[name]) for name in NAMED if name in inside}
    statement = Statement(subjects, {
        "sealed_at": now.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "siegel": __version__,
        "shop": _shop_of(inside),
        **story(run),
        "previous": previous or None,
        "stamped": ask is not None,
    })  # fmt: skip
    unsigned = Envelope(statement.encode(), ())
    signature = signer.sign(unsigned.signed)
    envelope = Envelope(unsigned.payload, ((signer.keyid, signature),)).encode()
    sealed = {**inside, MANIFEST: manifest, ENVELOPE: envelope}
    if ask:
        sealed[TOKEN] = ask(signature)
        sealed[TOKEN_SIGNATURE] = signer.sign(pae(TOKEN_TYPE, sealed[TOKEN]))
    return sealed


def _shop_of(files: Mapping[str, bytes]) -> str:
    report = json.loads(files["report.json"]) if "report.json" in files else {}
    return str(report.get("shop") or "") if isinstance(report, dict) else ""
