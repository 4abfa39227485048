"""The TCF's signal of a page: from what its consent tool gave, what it keeps, and what it sent. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scanner.model.facts import Page, TcfSignal
from scanner.model.values import Unknown
from scanner.model.vocabulary import PageRole, Phase
from scanner.probes.browser.consent_mode import parameters
from scanner.probes.browser.records import SentRequest
from scanner.probes.browser.signals import Heard
from scanner.probes.browser.tc_string import NotTcString, TcString, decode

#: By which the string is sent, in queries (IAB Tech Lab, "URL-based services").
_SENT = frozenset({"gdpr_consent", "tcString"})
#: Purposes of TCF 2.2 and 2.3; later ones have bits, but no meaning yet.
_PURPOSES = 11


def tcf_signal(phase: Phase, heard: Heard, sent: Iterable[SentRequest]) -> TcfSignal:
    """The row of the page. The consent tool's own answer counts before what is kept or sent."""
    page = Page(url=heard.page, role=PageRole.HOME)
    found = _first((("given by the page", heard.given), ("kept by the page", heard.stored), ("sent", _sent(sent))))
    if found is None:
        none = TcfSignal(phase=phase, page=page, present=heard.tcf)
        return _filled(none, None) if heard.answered or not heard.tcf else _filled(none, Unknown(_SILENT))
    where, text = found
    signal = TcfSignal(phase=phase, page=page, present=True)
    try:
        string = decode(text)
    except NotTcString as error:
        return _filled(signal, Unknown(f"the TC string {where} can't be read: {error}"))
    return TcfSignal(
        phase=phase,
        page=page,
        present=True,
        decoded=in_words(string, where),
        policy_version=string.policy_version,
        cmp_id=string.cmp_id,
        disclosed_vendors=string.disclosed is not None,
        purposes_consent=_purposes(string.purposes_consent),
        purposes_interest=_purposes(string.purposes_interest),
        vendors_consent=len(string.vendors_consent),
        vendors_interest=len(string.vendors_interest),
    )


_SILENT = "the page has the TCF's interface, but it did not answer"


def _filled(signal: TcfSignal, value: Unknown | None) -> TcfSignal:
    return TcfSignal(
        phase=signal.phase,
        page=signal.page,
        present=signal.present,
        decoded=value,
        policy_version=value,
        cmp_id=value,
        disclosed_vendors=value,
        purposes_consent=value,
        purposes_interest=value,
        vendors_consent=value,
        vendors_interest=value,
    )


def _first(sources: Iterable[tuple[str, Iterable[str]]]) -> tuple[str, str] | None:
    return next(((where, text) for where, texts in sources for text in texts if text), None)


def _sent(requests: Iterable[SentRequest]) -> Iterator[str]:
    for request in requests:
        # Macros that nobody has filled in are no strings: ${GDPR_CONSENT_123}.
        yield from (value for _, value in parameters(request.query, _SENT) if value.startswith("C"))


def _purposes(numbers: Iterable[int]) -> tuple[str, ...]:
    return tuple(str(number) for number in numbers if number <= _PURPOSES)


def in_words(string: TcString, where: str) -> str:
    """The string's content, without what may tell a visitor apart: times are left out."""
    named = string.disclosed
    disclosed = "no segment of disclosed vendors" if named is None else f"{len(named)} vendors disclosed"
    interest = f"purposes {_shown(string.purposes_interest)} and {len(string.vendors_interest)} vendors"
    parts = [
        f"TC string {where}: policy version {string.policy_version}",
        f"consent tool {string.cmp_id} (version {string.cmp_version})",
        f"vendor list {string.vendor_list_version}",
        f"consent to purposes {_shown(string.purposes_consent)} and {len(string.vendors_consent)} vendors",
        f"legitimate interest for {interest}",
        f"special features {_shown(string.special_features)}",
        f"{len(string.restrictions)} publisher restrictions",
        disclosed,
    ]
    return "; ".join(parts)


def _shown(numbers: tuple[int, ...]) -> str:
    return ", ".join(str(number) for number in numbers) or "none"
