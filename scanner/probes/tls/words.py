"""Trust and its failures in one sentence that a person understands, in English and German."""

from __future__ import annotations

from cryptography import x509

from scanner.model.vocabulary import TrustProblem
from scanner.probes.tls.trust import UNREADABLE as _READ_ERRORS
from scanner.probes.tls.trust import Trust

Sentence = dict[str, str]

UNREADABLE: Sentence = {
    "en": "The certificate can't be read, so no browser trusts it.",
    "de": "Das Zertifikat ist nicht lesbar, deshalb vertraut ihm kein Browser.",
}

_MAX_NAMES = 3

_SENTENCES: dict[TrustProblem | None, tuple[str, str]] = {
    None: (
        "Browsers trust this certificate for {host}.",
        "Browser vertrauen diesem Zertifikat für {host}.",
    ),
    TrustProblem.REVOKED: (
        "The authority that issued the certificate has revoked it.",
        "Die ausstellende Stelle hat das Zertifikat widerrufen.",
    ),
    TrustProblem.SELF_SIGNED: (
        "The server vouches for itself: the certificate is signed by no authority.",
        "Der Server bürgt für sich selbst: Das Zertifikat ist von keiner Zertifizierungsstelle unterschrieben.",
    ),
    TrustProblem.UNKNOWN_ROOT: (
        "The certificate comes from an authority that browsers don't know.",
        "Das Zertifikat stammt von einer Zertifizierungsstelle, die Browser nicht kennen.",
    ),
    TrustProblem.INCOMPLETE_CHAIN: (
        "The server doesn't send the certificate of the authority that signed its chain, and browsers don't know it.",
        "Der Server liefert das Zertifikat der Stelle nicht mit, die die Kette signiert, und Browser kennen es nicht.",
    ),
    TrustProblem.EXPIRED: (
        "A certificate of the chain has expired; the server's own is valid until {end}.",
        "Ein Zertifikat der Kette ist abgelaufen; das des Servers gilt bis {end}.",
    ),
    TrustProblem.NOT_YET_VALID: (
        "A certificate of the chain is not valid yet; the server's own is valid from {start}.",
        "Ein Zertifikat der Kette gilt noch nicht; das des Servers gilt ab {start}.",
    ),
    TrustProblem.NAME_MISMATCH: (
        "The certificate is not made for {host}{names_en}.",
        "Das Zertifikat ist nicht für {host} ausgestellt{names_de}.",
    ),
    TrustProblem.WEAK_SIGNATURE: (
        "The certificate relies on a hash or a key too weak to prevent a forgery.",
        "Das Zertifikat stützt sich auf ein Hashverfahren oder einen Schlüssel, der nicht vor Fälschung schützt.",
    ),
    TrustProblem.WRONG_ORDER: (
        "Browsers trust this certificate for {host}, though the chain is sent in the wrong order.",
        "Browser vertrauen diesem Zertifikat für {host}, obwohl die Kette in der falschen Reihenfolge kommt.",
    ),
    TrustProblem.MALFORMED: (
        "The certificate chain breaks the rules for server certificates: {detail}.",
        "Die Zertifikatskette verletzt die Regeln für Serverzertifikate: {detail}.",
    ),
}


_NO_NAME = (
    "The certificate leads to an authority that browsers know; only clients that name no host are shown it.",
    "Das Zertifikat führt zu einer Stelle, die Browser kennen; gezeigt wird es nur, wenn kein Name genannt wird.",
)
_NO_NAME_ORDER = (
    f"{_NO_NAME[0][:-1]}, and its chain is sent in the wrong order.",
    f"{_NO_NAME[1][:-1]}, und seine Kette kommt in der falschen Reihenfolge.",
)


def say(trust: Trust, leaf: x509.Certificate, host: str | None) -> Sentence:
    """The judgement on a leaf certificate; `host` is None for one that is shown only to clients that name none."""
    names = _names(leaf)
    places = {
        "host": host,
        "start": leaf.not_valid_before_utc.date().isoformat(),
        "end": leaf.not_valid_after_utc.date().isoformat(),
        "names_en": f" but for {names}" if names else "; it names no host",
        "names_de": f", sondern für {names}" if names else "; es nennt keinen Namen",
        "detail": trust.detail,
    }
    en, de = _SENTENCES[trust.primary]
    if host is None and trust.trusted:
        en, de = _NO_NAME if trust.primary is None else _NO_NAME_ORDER
    return {"en": en.format_map(places), "de": de.format_map(places)}


def _names(leaf: x509.Certificate) -> str:
    """The first names, in visible ASCII whatever they contain."""
    try:
        extension = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        names = extension.get_values_for_type(x509.DNSName)
    except (x509.ExtensionNotFound, *_READ_ERRORS):
        return ""
    shown = [ascii(name)[1:-1][:100] for name in names[:_MAX_NAMES]]
    return ", ".join(shown) + (", …" if len(names) > _MAX_NAMES else "")
