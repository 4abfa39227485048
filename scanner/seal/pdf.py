"""The signature within a PDF report: PAdES (ETSI EN 319 142-1), baseline B-B, and B-T with a time stamp.

It is a certification that allows no change at all, so that whatever is added later breaks it. Viewers show it; pdfsig
checks it. The libraries behind it are imported here and nowhere else.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from asn1crypto import keys as asn1_keys
from asn1crypto import tsp
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation import SignatureCoverageLevel, async_validate_pdf_signature
from pyhanko.stamp import TextStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from scanner.errors import SealBroken
from scanner.model.text import visible
from scanner.model.verdict import Text
from scanner.seal import keys
from scanner.seal.chains import as_asn1, trusted
from scanner.seal.checking import Check, Trust, bad, good

_FIELD = "Siegel"
MOST_BYTES = 200_000_000
#: The report as a document, which travels within the PDF.
ATTACHED = "report.json"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the signature is to be seen: a page from 0, and a box in points from its lower left corner."""

    page: int
    box: tuple[float, float, float, float]


def sign(
    pdf: bytes,
    signer: keys.Signer,
    now: dt.datetime,
    place: Place,
    lang: str,
    ask: Callable[[bytes], bytes] | None = None,
) -> bytes:
    """The same report, signed. `ask`: gets a time stamp's whole answer for a query, both as DER."""
    leaf = signer.certificates[0]
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    for one in signer.certificates[1:]:
        store.register(as_asn1(one))
    der = signer.key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    hand = signers.SimpleSigner(as_asn1(leaf), asn1_keys.PrivateKeyInfo.load(der), store)
    said = Text("Signed by", "Unterschrieben von").to(lang)
    name = keys.name_of(leaf)
    style = TextStampStyle(stamp_text=f"{said}\n%(who)s\n%(ts)s", border_width=0, timestamp_format="%Y-%m-%d %H:%M UTC")
    meta = signers.PdfSignatureMetadata(
        field_name=_FIELD,
        md_algorithm="sha256",
        name=name,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        subfilter=fields.SigSeedSubFilter.PADES,
    )
    spec = fields.SigFieldSpec(_FIELD, on_page=place.page, box=tuple(round(edge) for edge in place.box))  # type: ignore[arg-type] # four of them
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    clerk = signers.PdfSigner(
        meta, hand, timestamper=_Stamper(ask) if ask else None, stamp_style=style, new_field_spec=spec
    )
    shown = {"who": _printable(name), "ts": now.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M UTC")}
    out = clerk.sign_pdf(writer, appearance_text_params=shown)
    return bytes(out.getvalue())


def check(pdf: bytes, trust: Trust, now: dt.datetime) -> Iterator[Check]:
    """Signature, signer, and that nothing was added since."""
    try:
        told = _look(pdf, trust, now)
    except Exception as error:  # noqa: BLE001 - of a hostile PDF: several libraries, each with errors of its own
        yield bad(
            f"the PDF can't be read as a signed one ({type(error).__name__})",
            f"das PDF ist als unterschriebenes nicht zu lesen ({type(error).__name__})",
        )
        return
    yield from told


def _look(pdf: bytes, trust: Trust, now: dt.datetime) -> list[Check]:
    if len(pdf) > MOST_BYTES:
        return [bad("the PDF is too large", "das PDF ist zu groß")]
    reader = PdfFileReader(io.BytesIO(pdf))
    found = reader.embedded_regular_signatures
    if not found:
        return [bad("the PDF is not signed", "das PDF ist nicht unterschrieben")]
    if len(found) > 1:
        return [bad("the PDF has several signatures", "das PDF hat mehrere Unterschriften")]
    signature = found[0]
    subjects = [one.subject.dump() for one in (signature.signer_cert, *signature.other_embedded_certs)]
    if len(subjects) > keys.MOST_CERTIFICATES or len(set(subjects)) < len(subjects):
        return [bad("the PDF holds too many certificates", "das PDF enthält zu viele Zertifikate")]
    chain = [
        x509.load_der_x509_certificate(one.dump()) for one in (signature.signer_cert, *signature.other_embedded_certs)
    ]
    # Whether the signer is trusted is for us to say; here it is only asked whether anything was changed.
    good_then = chain[0].not_valid_before_utc + dt.timedelta(seconds=1)
    context = ValidationContext(trust_roots=[as_asn1(chain[0])], allow_fetching=False, moment=good_then)
    stampers = ValidationContext(
        trust_roots=[as_asn1(root) for root in trust.stamp_roots or trust.roots], allow_fetching=False
    )
    status = asyncio.run(async_validate_pdf_signature(signature, context, stampers))
    at, vouched = _time(status.timestamp_validity, signature.self_reported_timestamp)
    return [_whole(status), _by(chain, trust, at if vouched and at else now), *_said_of_time(at, vouched=vouched)]


def _by(chain: Sequence[x509.Certificate], trust: Trust, when: dt.datetime) -> Check:
    name, key = keys.name_of(chain[0]), chain[0].public_key()
    if any(keys.keyid(one) == keys.keyid(key) for one in trust.keys):  # type: ignore[arg-type] # of any kind
        return good(
            f"signed with the key that you named, by {name}", f"unterschrieben mit dem genannten Schlüssel, von {name}"
        )
    if not trust.roots:
        return bad(
            f"signed by {name}, not with the key that you named",
            f"unterschrieben von {name}, nicht mit dem genannten Schlüssel",
        )
    if problem := trusted(chain, trust.roots, when):
        return bad(f"signed by {name}, but {problem.en}", f"unterschrieben von {name}, aber {problem.de}")
    return good(
        f"signed by {name}, whose certificate leads to a root that you named",
        f"unterschrieben von {name}, Zertifikat führt zu einer genannten Wurzel",
    )


def _time(stamped: Any, told: dt.datetime | None) -> tuple[dt.datetime | None, bool]:  # noqa: ANN401 - pyHanko's
    """When, and whether somebody whom the verifier trusts vouches for it."""
    if stamped is not None and stamped.valid and stamped.intact:
        return stamped.timestamp, stamped.trusted
    return told, False


def _said_of_time(at: dt.datetime | None, *, vouched: bool) -> Iterator[Check]:
    if at is None:
        return
    said = at.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    if vouched:
        yield good(f"time: stamped at {said}", f"Zeit: gestempelt am {said}")
    else:
        en, de = "nobody whom you named vouches for it", "niemand, der genannt wurde, bürgt dafür"
        yield Check(None, Text(f"time: {said}; {en}", f"Zeit: {said}; {de}"))


def _whole(status: Any) -> Check:  # noqa: ANN401 - pyHanko's PdfSignatureStatus
    if not status.intact or not status.valid:
        return bad("the PDF was changed after it was signed", "das PDF wurde nach dem Unterschreiben verändert")
    untouched = status.modification_level is ModificationLevel.NONE and status.docmdp_ok is not False
    if status.coverage is not SignatureCoverageLevel.ENTIRE_FILE or not untouched:
        return bad(
            "something was added to the PDF after it was signed",
            "dem PDF wurde nach dem Unterschreiben etwas hinzugefügt",
        )
    return good(
        "the PDF is as it was signed, all that a signature covers",
        "das PDF ist, wie es unterschrieben wurde, alles was eine Unterschrift umfasst",
    )


def attached(pdf: bytes) -> Mapping[str, bytes]:
    """The files that travel within a PDF. SealBroken where it can't be read."""
    try:
        names = PdfFileReader(io.BytesIO(pdf)).root["/Names"]["/EmbeddedFiles"]["/Names"]
        pairs = [(str(names[i]), names[i + 1]["/EF"]["/F"].data) for i in range(0, len(names) - 1, 2)]
    except (PdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
        raise SealBroken("the PDF holds no report document", "das PDF enthält keinen Bericht als Daten") from error
    return dict(pairs)


class _Stamper(TimeStamper):
    """pyHanko's way to a time stamping authority, on ours."""

    def __init__(self, ask: Callable[[bytes], bytes]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._ask = ask

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """The authority's answer to a query."""
        return tsp.TimeStampResp.load(await asyncio.to_thread(self._ask, req.dump()), strict=True)


def _printable(text: str) -> str:
    """What the standard fonts of PDF can show."""
    return visible(text, 60).encode("latin-1", "replace").decode("latin-1")


__all__ = ["ATTACHED", "Place", "attached", "check", "sign"]
