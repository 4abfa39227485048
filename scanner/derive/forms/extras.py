"""Boxes that order something for money beside what is bought: an insurance, a wrapping, a gift to charity. Pure.

Such a tick has to be the buyer's own (BGB § 312a(3), Directive 2011/83/EU Art. 22).
"""

from __future__ import annotations

from scanner.derive.forms.around_words import around_words
from scanner.derive.forms.words import plain
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import PersonalData

_BOXES = frozenset({"checkbox", "switch"})
#: What a consent costs is told by whoever asks for it; no consent is an extra.
_CONSENTS = frozenset({
    PersonalData.CONSENT_TERMS, PersonalData.CONSENT_PRIVACY, PersonalData.CONSENT_MARKETING,
    PersonalData.CONSENT_PROFILING, PersonalData.CONSENT_HEALTH,
})  # fmt: skip
_LONGEST = 400


def is_extra(input_type: object, label: object, asks_for: object = None) -> Maybe[bool]:
    """Whether it is a box whose tick costs something. A sum alone may be the price of the goods."""
    if isinstance(input_type, Unknown):
        return input_type
    if input_type not in _BOXES or asks_for in _CONSENTS or label is None:
        return False
    if not isinstance(label, str):
        return label if isinstance(label, Unknown) else False
    known, written = around_words().extras, label[:_LONGEST].casefold()
    costs = any(any(digit in "123456789" for digit in one) for one in known.price.findall(written))
    takes_off = known.less.search(written) is not None
    said = plain(label[:_LONGEST])
    return costs and not takes_off and known.says.search(said) is not None and known.but.search(said) is None
