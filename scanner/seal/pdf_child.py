"""Checks a PDF in a process of its own, with little memory and little time: a hostile one may take all there is.

    python -m scanner.seal.pdf_child

Standard input: one line of JSON {"keys": [PEM], "roots": [PEM], "stamp_roots": [PEM], "now": ISO time}, then the PDF.
Standard output: JSON {"checks": [[holds, English, German]], "report": SHA-256 of the attached report or null}.
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from cryptography import x509

from scanner.model.verdict import Text
from scanner.seal import keys
from scanner.seal.checking import Check, Trust, bad
from scanner.seal.names import digest

_BYTES, _CPU_S, _WALL_S = 1_500_000_000, 20, 40.0


def check(pdf: bytes, trust: Trust, now: dt.datetime) -> tuple[list[Check], str | None]:
    """What `pdf.check` says, and the SHA-256 of the report that travels within, None where there is none."""
    request = {
        "keys": [keys.public_pem(key).decode() for key in trust.keys],
        "roots": [keys.certificates_pem([root]).decode() for root in trust.roots],
        "stamp_roots": [keys.certificates_pem([root]).decode() for root in trust.stamp_roots],
        "now": now.isoformat(),
    }
    try:
        done = subprocess.run(
            [sys.executable, "-m", "scanner.seal.pdf_child"],
            input=json.dumps(request).encode() + b"\n" + pdf,
            capture_output=True,
            timeout=_WALL_S,
            check=True,
        )
        answer = json.loads(done.stdout)
    except (subprocess.SubprocessError, OSError, ValueError):
        return [bad("the PDF can't be read as a signed one", "das PDF ist als unterschriebenes nicht zu lesen")], None
    return [Check(holds, Text(en, de)) for holds, en, de in answer["checks"]], answer["report"]


def main() -> None:
    """The child."""
    _bound()
    line, _, data = sys.stdin.buffer.read().partition(b"\n")
    from scanner.seal import pdf  # noqa: PLC0415 - within the bounds

    checks = list(pdf.check(data, _trust(json.loads(line)), dt.datetime.fromisoformat(json.loads(line)["now"])))
    report = None
    if all(one.holds is not False for one in checks):
        attached = pdf.attached(data).get(pdf.ATTACHED)
        report = digest(attached) if attached is not None else None
    document = {"checks": [[one.holds, one.text.en, one.text.de] for one in checks], "report": report}
    sys.stdout.write(json.dumps(document))


def _trust(request: Mapping[str, Any]) -> Trust:
    def certificates(name: str) -> tuple[x509.Certificate, ...]:
        return tuple(x509.load_pem_x509_certificate(pem.encode()) for pem in request[name])

    named = tuple(keys.read_public(pem.encode(), "--key") for pem in request["keys"])
    return Trust(named, certificates("roots"), certificates("stamp_roots"))


def _bound() -> None:
    try:
        import resource  # noqa: PLC0415 - not on Windows, where the clock alone bounds it
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (_BYTES, _BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_S, _CPU_S))


if __name__ == "__main__":
    main()
