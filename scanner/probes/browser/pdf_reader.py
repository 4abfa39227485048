"""A program of its own: a PDF from stdin, at most that many bytes, to its text as UTF-8 on stdout. Imports no Siegel.

It ends with 3 where there is more than may be read: what is cut could hold what is looked for.
"""

from __future__ import annotations

import resource
import sys
from io import BytesIO

from pypdf import PdfReader

MOST_PAGES = 80
MOST_CHARACTERS = 600_000
_CPU_SECONDS = 15
_MEMORY = 1 << 30


def main(most_bytes: int) -> int:
    """Reads within bounds of time and memory, and can write no file."""
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    data = sys.stdin.buffer.read(most_bytes + 1)
    reader = PdfReader(BytesIO(data))
    if len(data) > most_bytes or len(reader.pages) > MOST_PAGES:
        return 3
    text = "\n\n".join(page.extract_text() for page in reader.pages)
    if len(text) > MOST_CHARACTERS:
        return 3
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1])))
