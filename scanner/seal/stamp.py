"""RFC 3161 time stamps over a signature: asked for where the user says so, checked offline."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from asn1crypto import cms, tsp
from cryptography import x509
from pyhanko.sign.timestamps import TimestampRequestError
from pyhanko.sign.timestamps.common_utils import handle_tsp_response
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko_certvalidator import ValidationContext

from scanner.errors import SealBroken, UsageError
from scanner.model.text import visible
from scanner.seal.chains import as_asn1
from scanner.seal.keys import MOST_CERTIFICATES

MOST_BYTES = 200_000
_TIMEOUT_S = 20.0
_OK = 200


@dataclass(frozen=True, slots=True)
class Stamped:
    """When, by whom as the token's certificate names it, and whether a root that was named vouches for it."""

    at: dt.datetime
    by: str
    trusted: bool


def post(url: str, query: bytes) -> bytes:
    """What a time stamping authority answers to a query, both as DER. UsageError where nothing of use comes.

    The address is the user's own word, never a shop's; no redirect is followed, and the answer is bounded.
    """
    import requests  # noqa: PLC0415 - for this alone
    from urllib3.exceptions import HTTPError  # noqa: PLC0415

    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    try:
        with requests.post(
            url, data=query, headers=headers, timeout=_TIMEOUT_S, allow_redirects=False, stream=True
        ) as answer:
            if answer.status_code != _OK:
                raise UsageError(f"the time stamping authority answered {answer.status_code}", "see --tsa")
            data: bytes = answer.raw.read(MOST_BYTES + 1, decode_content=True)
    except (requests.RequestException, HTTPError, OSError, ValueError) as error:
        raise UsageError(f"no time stamp from {visible(url)}: {visible(str(error), 200)}", "see --tsa") from error
    if len(data) > MOST_BYTES:
        raise UsageError("the time stamping authority's answer is too long", "see --tsa")
    return data


def ask(post: Callable[[bytes], bytes], signature: bytes) -> bytes:
    """A token for this signature, as DER; only its SHA-256 is sent. UsageError where none is to be had."""
    nonce = secrets.randbits(62) | 1 << 62
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": hashlib.sha256(signature).digest()}
    query = tsp.TimeStampReq({"version": 1, "message_imprint": imprint, "cert_req": True, "nonce": nonce})
    try:
        answer = tsp.TimeStampResp.load(post(query.dump()), strict=True)
        token: bytes = handle_tsp_response(answer, nonce).dump()  # type: ignore[arg-type] # compared as it is
        read(token, signature, ())
    except (TimestampRequestError, ValueError, TypeError, SealBroken) as error:
        why = visible(str(error), 200)
        raise UsageError(f"the time stamping authority gave no token of use: {why}", "see --tsa") from error
    return token


def read(token: bytes, signature: bytes, roots: Sequence[x509.Certificate]) -> Stamped:
    """What a token says of this signature. SealBroken where it is none, or another's, or was changed."""
    try:
        return _read(token, signature, roots)
    except SealBroken:
        raise
    except Exception as error:
        why = type(error).__name__
        raise SealBroken(
            f"the time stamp can't be read, or was changed ({why})",
            f"der Zeitstempel ist nicht zu lesen oder verändert ({why})",
        ) from error


def _read(token: bytes, signature: bytes, roots: Sequence[x509.Certificate]) -> Stamped:
    content = cms.ContentInfo.load(token[: MOST_BYTES + 1], strict=True)
    signed = content["content"]
    certificates = [one.chosen for one in signed["certificates"] or ()]
    names = {one.subject.dump() for one in certificates}
    if len(token) > MOST_BYTES or len(certificates) > MOST_CERTIFICATES or len(names) < len(certificates):
        raise SealBroken(
            "the time stamp is too long, or holds too many certificates",
            "der Zeitstempel ist zu lang oder enthält zu viele Zertifikate",
        )
    at = signed["encap_content_info"]["content"].parsed["gen_time"].native
    if type(at) is not dt.datetime:
        raise SealBroken("the time stamp is of no day that there is", "der Zeitstempel nennt keinen Tag, den es gibt")
    trusting = [as_asn1(root) for root in roots] or certificates
    context = ValidationContext(trust_roots=trusting, other_certs=certificates, moment=at, allow_fetching=False)
    told = asyncio.run(validate_tst_signed_data(signed, context, hashlib.sha256(signature).digest()))
    if not told["valid"] or not told["intact"]:
        raise SealBroken(
            "the time stamp is of something else, or was changed",
            "der Zeitstempel gehört zu etwas anderem oder wurde verändert",
        )
    by = visible(told["signing_cert"].subject.human_friendly, 200)
    return Stamped(at.astimezone(dt.UTC), by, bool(roots) and told.get("trust_problem_indic") is None)
