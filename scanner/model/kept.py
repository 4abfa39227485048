"""Which of a page's artifacts is its text: pictures, header fields and signals of its forms may lie beside it."""

from __future__ import annotations

from collections.abc import Mapping

from scanner.model.facts import Page
from scanner.model.picture import is_picture


def text_of(page: Page, artifacts: Mapping[str, bytes]) -> bytes | None:
    """The document that was kept of a page, by the SHA-256 that it names; None where none was.

    What begins as markup comes before plain text, as header fields are.
    """
    names = dict.fromkeys(seen.artifact for seen in page.seen if seen.artifact)
    kept = [artifacts[name] for name in names if name in artifacts]
    texts = [one for one in kept if not is_picture(one) and not one.startswith(b"{")]
    return next((one for one in texts if one.lstrip()[:1] == b"<"), texts[0] if texts else None)
