"""A newsletter that the owner gives as a file: whether a reader can unsubscribe with one click (RFC 8058)."""

from __future__ import annotations

import re
from email import policy
from email.errors import MessageError
from email.message import Message
from email.parser import BytesParser
from pathlib import Path

from scanner.errors import NetworkError
from scanner.model.facts import Newsletter
from scanner.probes.mail import tags

#: Of the file; headers stand at its beginning.
_MOST_BYTES = 512 * 1024
_URI = re.compile(r"<\s*([^<>\s]+)\s*>")
_UNSUBSCRIBE, _POST = "list-unsubscribe", "list-unsubscribe-post"
_MOST_SIGNATURES = 20


def read(path: Path) -> Newsletter:
    """The headers of one mail. Raises NetworkError (error) where the file can't be read or is no mail."""
    try:
        with path.open("rb") as file:
            head = file.read(_MOST_BYTES)
    except OSError as error:
        raise NetworkError("error", f"{path.name} can't be read: {error.strerror}") from error
    try:
        mail = BytesParser(policy=policy.compat32).parsebytes(head, headersonly=True)
    except (MessageError, ValueError) as error:
        raise NetworkError("error", f"{path.name} is no mail") from error
    if mail.get("from") is None:
        raise NetworkError("error", f"{path.name} is no mail: it has no From", "save it as the mail program got it")
    post = _one(mail, _POST)
    uris = _URI.findall(_one(mail, _UNSUBSCRIBE) or "")
    signed = [_signature(str(value)) for value in mail.get_all("dkim-signature", [])[:_MOST_SIGNATURES]]
    covering = [domain for domain, fields in signed if {_UNSUBSCRIBE, _POST} <= fields]
    return Newsletter(
        file=path.name,
        https=any(uri.lower().startswith("https://") for uri in uris),
        one_click=post is not None and post.replace(" ", "").lower() == "list-unsubscribe=one-click",
        covered=bool(covering),
        signers=tuple(sorted({domain for domain, _ in signed if domain})),
    )


def _one(mail: Message, name: str) -> str | None:
    """A header that may stand there once (RFC 2369 § 2); None without it, or where there are several."""
    values = [str(value) for value in mail.get_all(name, [])]
    return re.sub(r"[\r\n\t]+", " ", values[0]).strip() if len(values) == 1 else None


def _signature(text: str) -> tuple[str, frozenset[str]]:
    """Whose signature, and which header fields it covers."""
    try:
        found = tags.read(text)
    except tags.BrokenTags:
        return "", frozenset()
    fields = re.sub(r"\s+", "", found.get("h", "")).lower().split(":")
    return re.sub(r"\s+", "", found.get("d", "")).lower(), frozenset(fields)
