"""MTA-STS policy files and TXT records (RFC 8461 § 3), and TLS-RPT records (RFC 8460 § 3). Looks nothing up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from scanner.probes.mail import tags

MAX_BYTES = 64 * 1024  # § 3.3: senders may refuse more
MAX_AGE = 31_557_600  # § 3.2
_ID = re.compile(r"[A-Za-z0-9]{1,32}")
_MOST_LINES = 1000


class Problem(StrEnum):
    """Why a sender gets no policy, or ignores it."""

    SEVERAL_RECORDS = "several_records"
    BROKEN_RECORD = "broken_record"
    NO_HOST = "no_host"
    NO_ANSWER = "no_answer"
    UNTRUSTED_CERTIFICATE = "untrusted_certificate"
    REDIRECT = "redirect"
    NO_FILE = "no_file"
    BROKEN_FILE = "broken_file"


@dataclass(frozen=True, slots=True)
class Policy:
    """A valid policy file."""

    mode: str
    max_age: int
    mx: tuple[str, ...]

    def matches(self, hosts: Iterable[str]) -> bool:
        """Whether every host is on the list; `*.` stands for one label (§ 4.1)."""
        return all(any(_fits(host.lower(), pattern) for pattern in self.mx) for host in hosts)


def _fits(host: str, pattern: str) -> bool:
    if pattern.startswith("*."):
        return host.partition(".")[2] == pattern[2:] and not host.startswith(".")
    return host == pattern


def announced(texts: Sequence[str]) -> tuple[bool, Problem | None]:
    """Whether `_mta-sts` announces a policy: exactly one record that begins with v=STSv1 (§ 3.1)."""
    found = [text for text in texts if text.startswith("v=STSv1")]
    if len(found) != 1:
        return False, Problem.SEVERAL_RECORDS if found else None
    try:
        read = tags.read(found[0])
    except tags.BrokenTags:
        return False, Problem.BROKEN_RECORD
    sound = read.get("v") == "STSv1" and _ID.fullmatch(read.get("id", "")) is not None
    return sound, None if sound else Problem.BROKEN_RECORD


def parse(body: bytes) -> Policy | None:
    """A policy file; None where it breaks the grammar. Of keys given twice the first counts, but for mx (§ 3.2)."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    lines = [line for line in text.replace("\r\n", "\n").split("\n") if line.strip()]
    found: dict[str, str] = {}
    mx: list[str] = []
    for line in lines[:_MOST_LINES]:
        key, colon, value = line.partition(":")
        key, value = key.strip(), value.strip()
        if not colon or not key:
            return None
        if key == "mx":
            mx.append(value.lower().removesuffix("."))
        else:
            found.setdefault(key, value)
    age = found.get("max_age", "")
    if found.get("version") != "STSv1" or found.get("mode") not in {"enforce", "testing", "none"}:
        return None
    if not age.isascii() or not age.isdigit() or len(age) > 10 or (not mx and found["mode"] != "none"):
        return None
    return Policy(found["mode"], min(int(age), MAX_AGE), tuple(mx)) if int(age) <= MAX_AGE else None


def reports(texts: Sequence[str]) -> bool:
    """Whether `_smtp._tls` asks for TLS reports: one record v=TLSRPTv1 with a mailto: or https: address."""
    found = [text for text in texts if text.startswith("v=TLSRPTv1")]
    if len(found) != 1:
        return False
    try:
        read = tags.read(found[0])
    except tags.BrokenTags:
        return False
    uris = [uri.strip().lower() for uri in read.get("rua", "").split(",")]
    return read["v"] == "TLSRPTv1" and all(
        re.fullmatch(r"(?:mailto:[^@\s]+@[^@\s]+|https://[^\s]+)", uri) is not None for uri in uris
    )
