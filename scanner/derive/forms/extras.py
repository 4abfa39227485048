"""Boxes that order something for money beside what is bought: an insurance, a wrapping, a gift to charity. Pure.

Such a tick has to be the buyer's own (BGB § 312a(3), Directive 2011/83/EU Art. 22).
"""

from __future__ import annotations

import unicodedata

from scanner.derive.forms.around_words import around_words
from scanner.model.vocabulary import PersonalData

_BOXES = frozenset({"checkbox", "switch"})
#: What a consent costs is told by whoever asks for it; no consent is an extra.
_CONSENTS = frozenset({
    PersonalData.CONSENT_TERMS, PersonalData.CONSENT_PRIVACY, PersonalData.CONSENT_MARKETING,
    PersonalData.CONSENT_PROFILING, PersonalData.CONSENT_HEALTH,
})  # fmt: skip
_LONGEST = 400


def is_extra(input_type: object, label: object, asks_for: object = None) -> bool:
    """Whether it is a box whose tick costs something. A sum alone may be the price of the goods."""
    if input_type not in _BOXES or not isinstance(label, str) or asks_for in _CONSENTS:
        return False
    known, text = around_words().extras, _folded(label)
    sums = known.price.findall(text)
    costs = any(any(digit in "123456789" for digit in one) for one in sums)
    return costs and known.says.search(text) is not None and known.but.search(text) is None


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text[:_LONGEST].casefold().replace("ł", "l"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
