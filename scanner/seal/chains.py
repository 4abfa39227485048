"""Whether a certificate leads to a root that the verifier named, on a day. Offline: nothing is fetched."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Sequence

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    ExpiredError,
    InvalidCertificateError,
    NotYetValidError,
    PathBuildingError,
    RevokedError,
    ValidationError,
)

from scanner.model.verdict import Text
from scanner.seal.keys import MOST_CERTIFICATES

_SIGNS = {"digital_signature"}


def as_asn1(certificate: x509.Certificate) -> asn1.Certificate:
    """The same certificate for the libraries that speak asn1crypto."""
    return asn1.Certificate.load(certificate.public_bytes(Encoding.DER))


def trusted(chain: Sequence[x509.Certificate], roots: Sequence[x509.Certificate], when: dt.datetime) -> Text | None:
    """Why the first certificate does not lead to one of the roots on that day; None where it does."""
    if len({one.subject for one in chain}) < len(chain) or len(chain) > MOST_CERTIFICATES:
        return Text("its certificates are too many, or of one name", "es sind zu viele oder gleichnamige Zertifikate")
    leaf = chain[0]
    if when > leaf.not_valid_after_utc:
        day = leaf.not_valid_after_utc.date().isoformat()
        return Text(f"the certificate has expired on {day}", f"das Zertifikat ist am {day} abgelaufen")
    if when < leaf.not_valid_before_utc:
        day = leaf.not_valid_before_utc.date().isoformat()
        return Text(f"the certificate is valid only from {day}", f"das Zertifikat gilt erst ab {day}")
    return None if leaf in roots else _no_path(chain, roots, when)


def _no_path(chain: Sequence[x509.Certificate], roots: Sequence[x509.Certificate], when: dt.datetime) -> Text | None:
    try:
        others = [as_asn1(one) for one in chain[1:]]
        context = ValidationContext(
            trust_roots=[as_asn1(root) for root in roots],
            other_certs=others,
            moment=when,
            allow_fetching=False,
            revocation_mode="soft-fail",
        )
        validator = CertificateValidator(as_asn1(chain[0]), others, context)
        asyncio.run(validator.async_validate_usage(_SIGNS))  # type: ignore[no-untyped-call]
    except (ExpiredError, NotYetValidError):
        why = Text(
            "a certificate between it and the root was not valid then",
            "ein Zertifikat auf dem Weg zur Wurzel galt da nicht",
        )
    except RevokedError:
        why = Text("the certificate was revoked", "das Zertifikat wurde widerrufen")
    except InvalidCertificateError:
        why = Text("its certificate may not sign", "das Zertifikat darf nicht signieren")
    except (PathBuildingError, ValidationError):
        why = Text("its certificate leads to no root that you named", "das Zertifikat führt zu keiner genannten Wurzel")
    except Exception:  # noqa: BLE001 - of what a hostile certificate has in its extensions
        why = Text("its certificate can't be read", "das Zertifikat ist nicht zu lesen")
    else:
        return None
    return why
