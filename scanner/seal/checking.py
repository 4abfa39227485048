"""Everything about a seal that can be said without judging again."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography import x509

from scanner.errors import SealBroken, UsageError
from scanner.model.report import MANIFEST_SCHEMA
from scanner.model.text import visible
from scanner.model.verdict import Text
from scanner.seal import keys, stamp
from scanner.seal.chains import trusted
from scanner.seal.envelope import Envelope, Statement, pae, read_envelope, read_statement
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

_DIGEST = re.compile(r"[0-9a-f]{64}")
_MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. `holds` None: it could not be told, and nothing rests on it."""

    holds: bool | None
    text: Text


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom the verifier trusts: keys, or roots of certificates; and the roots of who stamps times.

    Nothing that travels with a seal is ever trusted.
    """

    keys: tuple[keys.PublicKey, ...] = ()
    roots: tuple[x509.Certificate, ...] = ()
    stamp_roots: tuple[x509.Certificate, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """What checking a seal brought. `statement` is there if a trusted hand has signed one that can be read.

    `stamped`: when, if somebody whom the verifier trusts vouches for it.
    """

    checks: tuple[Check, ...]
    statement: Statement | None = None
    stamped: dt.datetime | None = None

    @property
    def holds(self) -> bool:
        """Whether everything does."""
        return all_hold(self.checks)

    @property
    def manifest_digest(self) -> str:
        """By which the next run of a chain names this one."""
        return self.statement.subjects.get(MANIFEST, "") if self.statement else ""

    @property
    def previous(self) -> str:
        """The digest of the manifest of the run before; empty where none is named."""
        named = self.statement.predicate.get("previous") if self.statement else None
        return named if isinstance(named, str) else ""

    @property
    def sealed_at(self) -> str:
        """When, by the signer's own word."""
        said = self.statement.predicate.get("sealed_at") if self.statement else None
        return said if isinstance(said, str) else ""


def all_hold(checks: Sequence[Check]) -> bool:
    """Whether anything was checked, and nothing of it is wrong."""
    return bool(checks) and all(check.holds is not False for check in checks)


def check(files: Mapping[str, bytes], trust: Trust, now: dt.datetime) -> Seen:
    """Signature, signer, time, every hash, nothing missing, nothing extra; what rests on a broken step is left out.

    Raises SealNewer for a seal of a later version, if whoever is trusted has signed it.
    """
    checks: list[Check] = []
    if ENVELOPE not in files:
        return Seen((bad("there is no seal: seal.dsse.json is missing", "es gibt kein Siegel: seal.dsse.json fehlt"),))
    try:
        envelope = read_envelope(files[ENVELOPE])
    except SealBroken as broken:
        return Seen((bad(broken.message, broken.german),))
    stamped = _time(files, envelope, trust, checks)
    signed, key = _signed(envelope, files.get(CERTIFICATES), trust, stamped or now)
    if key is None:
        return Seen((signed, *checks))  # what an unknown hand has written is not read on
    checks.insert(0, signed)
    try:
        statement = read_statement(envelope.payload)
    except SealBroken as broken:
        return Seen((*checks, bad(broken.message, broken.german)))
    if not _stamp_is_the_signers(files, statement, key):
        checks.append(bad(
            "the time stamp was changed, taken away or added after sealing",
            "der Zeitstempel wurde nach dem Siegeln verändert, entfernt oder hinzugefügt",
        ))  # fmt: skip
    if stamped is None:
        said = visible(str(statement.predicate.get("sealed_at") or "?"))
        checks.append(Check(None, Text(
            f"time: sealed at {said} by the signer's own word; nobody else vouches for it",
            f"Zeit: gesiegelt am {said} nach Angabe des Unterzeichners; sonst bürgt niemand dafür",
        )))  # fmt: skip
    checks += _manifest(files, statement)
    return Seen(tuple(checks), statement, stamped)


def _stamp_is_the_signers(files: Mapping[str, bytes], statement: Statement, key: keys.PublicKey) -> bool:
    """Whether there is a stamp exactly where the statement says so, and the signer has signed it."""
    there = TOKEN in files, TOKEN_SIGNATURE in files
    if statement.predicate.get("stamped") is not True:
        return there == (False, False)
    return there == (True, True) and keys.holds(key, files[TOKEN_SIGNATURE], pae(TOKEN_TYPE, files[TOKEN]))


def check_file(
    name: str, data: bytes, envelope_bytes: bytes, certificates: bytes | None, trust: Trust, now: dt.datetime
) -> Seen:
    """One file of a sealed run, with the run's envelope beside it."""
    try:
        envelope = read_envelope(envelope_bytes)
        signed, key = _signed(envelope, certificates, trust, now)
        if key is None:
            return Seen((signed,))
        statement = read_statement(envelope.payload)
    except SealBroken as broken:
        return Seen((bad(broken.message, broken.german),))
    wanted, shown = statement.subjects.get(name), visible(name)
    if wanted is None:
        same = bad(f"the seal says nothing of a {shown}", f"das Siegel sagt nichts über {shown}")
    elif wanted != digest(data):
        same = bad(f"{shown} was changed after it was sealed", f"{shown} wurde nach dem Siegeln verändert")
    else:
        same = good(f"{shown} is as it was sealed", f"{shown} ist, wie es gesiegelt wurde")
    return Seen((signed, same), statement)


def _signed(
    envelope: Envelope, certificates: bytes | None, trust: Trust, when: dt.datetime
) -> tuple[Check, keys.PublicKey | None]:
    """Who signed, and with which key, if it is one that the verifier trusts."""
    for key in trust.keys:
        if _is_by(envelope, key):
            id_ = keys.keyid(key)[:16]
            return good(
                f"signed with the key that you named ({id_}…)", f"unterschrieben mit dem genannten Schlüssel ({id_}…)"
            ), key
    if trust.roots:
        return _by_certificate(envelope, certificates, trust, when)
    named = visible(envelope.signatures[0][0][:16])
    return bad(
        f"not signed with the key that you named, but with another ({named}…), or changed since",
        f"nicht mit dem genannten Schlüssel unterschrieben, sondern mit einem anderen ({named}…), oder verändert",
    ), None


def _is_by(envelope: Envelope, key: keys.PublicKey) -> bool:
    """Whether the one signature says that it is this key's, and is."""
    keyid, signature = envelope.signatures[0]
    return keyid == keys.keyid(key) and keys.holds(key, signature, envelope.signed)


def _by_certificate(
    envelope: Envelope, certificates: bytes | None, trust: Trust, when: dt.datetime
) -> tuple[Check, keys.PublicKey | None]:
    if certificates is None:
        return bad(
            "no certificate is in the bundle: name the key with --key",
            "das Bündel hat kein Zertifikat: Schlüssel mit --key nennen",
        ), None
    try:
        chain = keys.read_certificates(certificates, CERTIFICATES)
        key = keys.read_public(keys.certificates_pem(chain[:1]), CERTIFICATES)
    except UsageError as error:
        return bad(error.message, f"das Zertifikat ist nicht zu lesen: {error.message}"), None
    if not _is_by(envelope, key):
        return bad(
            "the signature is not that of the certificate's key", "die Unterschrift ist nicht die des Zertifikats"
        ), None
    problem = trusted(chain, trust.roots, when)
    name = keys.name_of(chain[0])
    if problem is not None:
        return bad(f"signed by {name}, but {problem.en}", f"unterschrieben von {name}, aber {problem.de}"), None
    return good(
        f"signed by {name}, whose certificate leads to a root that you named",
        f"unterschrieben von {name}, Zertifikat führt zu einer genannten Wurzel",
    ), key


def _time(files: Mapping[str, bytes], envelope: Envelope, trust: Trust, checks: list[Check]) -> dt.datetime | None:
    """The time that somebody else vouches for, if a root that the verifier named says who."""
    if TOKEN not in files:
        return None
    try:
        read = stamp.read(files[TOKEN], envelope.signatures[0][1], trust.stamp_roots or trust.roots)
    except SealBroken as broken:
        checks.append(bad(broken.message, broken.german))
        return None
    at = read.at.isoformat(timespec="seconds").replace("+00:00", "Z")
    if not read.trusted:
        checks.append(Check(None, Text(
            f"time: stamped at {at} by {read.by}, which no root that you named vouches for (--tsa-root)",
            f"Zeit: gestempelt am {at} von {read.by}; keine genannte Wurzel bürgt dafür (--tsa-root)",
        )))  # fmt: skip
        return None
    checks.append(good(f"time: stamped at {at} by {read.by}", f"Zeit: gestempelt am {at} von {read.by}"))
    return read.at


def _manifest(files: Mapping[str, bytes], statement: Statement) -> Iterator[Check]:
    data = files.get(MANIFEST)
    if data is None:
        yield bad("manifest.json is missing", "manifest.json fehlt")
        return
    if statement.subjects.get(MANIFEST) != digest(data):
        yield bad("manifest.json was changed after it was sealed", "manifest.json wurde nach dem Siegeln verändert")
        return
    try:
        manifest = json.loads(data)
        listed = manifest["files"]
        known = manifest["schema"] == MANIFEST_SCHEMA and all(_DIGEST.fullmatch(value) for value in listed.values())
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        yield bad(f"manifest.json can't be read ({type(error).__name__})", "manifest.json ist nicht zu lesen")
        return
    if not known:
        yield bad("manifest.json is none that this version knows", "manifest.json ist dieser Version nicht bekannt")
        return
    yield from _files(files, listed)
    yield from _same_story(statement, manifest, listed)


def _same_story(statement: Statement, manifest: Mapping[str, Any], listed: Mapping[str, str]) -> Iterator[Check]:
    """Whether what is signed says of the run what its manifest says."""
    said = statement.predicate
    wanted = {name: listed[name] for name in NAMED if name in listed} | {MANIFEST: statement.subjects.get(MANIFEST)}
    if (
        any(said.get(key) != value for key, value in story(manifest.get("run")).items())
        or said.get("previous") != manifest.get("previous")
        or dict(statement.subjects) != wanted
    ):
        yield bad(
            "what is signed says something else of the run than its manifest",
            "was unterschrieben ist, sagt über den Lauf etwas anderes als sein Manifest",
        )


def _files(files: Mapping[str, bytes], listed: Mapping[str, str]) -> Iterator[Check]:
    there = {name for name in files if name not in OUTSIDE}
    missing, extra = sorted(listed.keys() - there), sorted(there - listed.keys())
    changed = sorted(name for name in there & listed.keys() if digest(files[name]) != listed[name])
    for names, en, de in (
        (changed, "changed after it was sealed", "nach dem Siegeln verändert"),
        (missing, "missing", "fehlt"),
        (extra, "not in the manifest: it was added", "steht nicht im Manifest: hinzugefügt"),
    ):
        for name in names[:_MOST_NAMED]:
            what = " (the evidence was altered)" if name == "evidence.json" or name.startswith("artifacts/") else ""
            was = " (Beweismaterial verändert)" if what else ""
            yield bad(f"{visible(name)}: {en}{what}", f"{visible(name)}: {de}{was}")
        if len(names) > 20:
            yield bad(f"and {len(names) - _MOST_NAMED} more: {en}", f"und {len(names) - _MOST_NAMED} weitere: {de}")
    if not (changed or missing or extra):
        yield good(
            f"all {len(listed)} files are as they were sealed; none is missing, none was added",
            f"alle {len(listed)} Dateien sind, wie sie gesiegelt wurden; keine fehlt, keine kam hinzu",
        )


def good(en: str, de: str) -> Check:
    return Check(True, Text(en, de))


def bad(en: str, de: str) -> Check:
    return Check(False, Text(en, de))
