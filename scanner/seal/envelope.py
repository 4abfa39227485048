"""What exactly is signed: an in-toto Statement in a DSSE envelope, each in its one canonical form.

DSSE 1.0.2 (secure-systems-lab/dsse, protocol.md) and in-toto Attestation Framework v1. Ours is so strict that no byte
of an envelope can be changed without its being noticed: what is not written as we write it, is broken.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scanner.errors import SealBroken, SealNewer

PAYLOAD_TYPE = "application/vnd.in-toto+json"
STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE = "urn:siegel:seal:1"
MOST_BYTES = 1_000_000
_OURS = re.compile(r"urn:siegel:seal:(\d{1,6})")
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Envelope:
    """`signatures`: by the id that each says its key has; `signed` is what they are over."""

    payload: bytes
    signatures: tuple[tuple[str, bytes], ...]

    @property
    def signed(self) -> bytes:
        """DSSE's pre-authentication encoding."""
        return pae(PAYLOAD_TYPE, self.payload)

    def encode(self) -> bytes:
        """`seal.dsse.json`."""
        document = {
            "payload": base64.b64encode(self.payload).decode(),
            "payloadType": PAYLOAD_TYPE,
            "signatures": [{"keyid": keyid, "sig": base64.b64encode(sig).decode()} for keyid, sig in self.signatures],
        }
        return canonical(document) + b"\n"


@dataclass(frozen=True, slots=True)
class Statement:
    """What is claimed of which files. `subjects`: SHA-256 by name. `predicate`: who sealed which run, and when."""

    subjects: Mapping[str, str]
    predicate: Mapping[str, Any]

    def encode(self) -> bytes:
        """The payload."""
        return canonical({
            "_type": STATEMENT_TYPE,
            "subject": [{"name": name, "digest": {"sha256": self.subjects[name]}} for name in sorted(self.subjects)],
            "predicateType": PREDICATE_TYPE,
            "predicate": dict(self.predicate),
        })  # fmt: skip


def pae(kind: str, payload: bytes) -> bytes:
    """`DSSEv1 LEN(type) type LEN(payload) payload`."""
    return b"DSSEv1 %d %s %d %s" % (len(kind.encode()), kind.encode(), len(payload), payload)


def canonical(document: Any) -> bytes:  # noqa: ANN401 - any JSON
    """The one form of a document: keys sorted, no blanks, ASCII."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode()


def read_envelope(data: bytes) -> Envelope:
    """SealBroken for what is no envelope, or is written in any way but ours; SealNewer for a type we don't know."""
    document = _object(_json(data, "the envelope"), "the envelope", {"payload", "payloadType", "signatures"})
    if document["payloadType"] != PAYLOAD_TYPE:
        raise SealBroken(
            "the envelope holds something else than an in-toto statement", "der Umschlag enthält keine in-toto-Aussage"
        )
    signatures = document["signatures"]
    if not isinstance(signatures, list) or len(signatures) != 1:
        raise SealBroken(
            "the envelope has no signature, or more than one", "der Umschlag hat keine Unterschrift oder mehrere"
        )
    pairs = []
    for one in signatures:
        entry = _object(one, "a signature", {"keyid", "sig"})
        if not isinstance(entry["keyid"], str):
            raise SealBroken("a signature does not say whose it is", "eine Unterschrift sagt nicht, wessen sie ist")
        pairs.append((entry["keyid"], _base64(entry["sig"])))
    envelope = Envelope(_base64(document["payload"]), tuple(pairs))
    if envelope.encode() != data:
        raise SealBroken(
            "the envelope is not in its canonical form: somebody has changed it",
            "der Umschlag hat nicht seine kanonische Form: er wurde verändert",
        )
    return envelope


def read_statement(payload: bytes) -> Statement:
    """Raises as read_envelope does."""
    document = _object(
        _json(payload, "the statement"), "the statement", {"_type", "subject", "predicateType", "predicate"}
    )
    kind = document["predicateType"]
    if kind != PREDICATE_TYPE:
        newer = _OURS.fullmatch(kind) if isinstance(kind, str) else None
        if newer and int(newer[1]) > int(PREDICATE_TYPE.rpartition(":")[2]):
            raise SealNewer(f"the seal is of version {newer[1]}, which this Siegel does not know", "update siegel")
        raise SealBroken(
            "what is signed is no seal of a run", "unterschrieben ist etwas anderes als das Siegel eines Laufs"
        )
    subjects: dict[str, str] = {}
    listed: Sequence[Any] = document["subject"] if isinstance(document["subject"], list) else ()
    for one in listed:
        entry = _object(one, "a subject", {"name", "digest"})
        digest = _object(entry["digest"], "a digest", {"sha256"})["sha256"]
        if not isinstance(entry["name"], str) or not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
            raise SealBroken(
                "a subject of the statement makes no sense", "ein Gegenstand der Aussage ergibt keinen Sinn"
            )
        subjects[entry["name"]] = digest
    predicate = document["predicate"]
    if document["_type"] != STATEMENT_TYPE or not subjects or not isinstance(predicate, dict):
        raise SealBroken("the statement is none, or says nothing", "die Aussage ist keine oder sagt nichts")
    statement = Statement(subjects, predicate)
    if statement.encode() != payload:
        raise SealBroken("the statement is not in its canonical form", "die Aussage hat nicht ihre kanonische Form")
    return statement


def _json(data: bytes, what: str) -> Any:  # noqa: ANN401 - any JSON
    if len(data) > MOST_BYTES:
        raise SealBroken(f"{what} is larger than {MOST_BYTES:,} bytes", f"{what}: größer als {MOST_BYTES:,} Bytes")
    try:
        return json.loads(data.decode("ascii"))
    except (ValueError, RecursionError) as error:
        raise SealBroken(f"{what} is no JSON", f"{what}: kein JSON") from error


def _object(value: object, what: str, keys: set[str]) -> dict[str, Any]:
    if not isinstance(value, dict) or value.keys() != keys:
        raise SealBroken(f"{what} is not what it should be", f"{what}: nicht, was es sein soll")
    return value


def _base64(value: object) -> bytes:
    try:
        data = base64.b64decode(value, validate=True) if isinstance(value, str) else None
    except (ValueError, binascii.Error) as error:
        raise SealBroken("the envelope is not in base64", "der Umschlag ist nicht in Base64") from error
    if data is None or base64.b64encode(data).decode() != value:
        raise SealBroken(
            "the envelope's base64 is not in its canonical form",
            "das Base64 des Umschlags hat nicht seine kanonische Form",
        )
    return data
