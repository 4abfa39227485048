"""What the way through a checkout has to know of a form: its meaning, as derivation reads it from the same signals.

Probes lie below derivations and don't know them, so that whoever starts the probe hands this in.
"""

from __future__ import annotations

from scanner.derive.forms import read_form
from scanner.model.vocabulary import PersonalData
from scanner.probes.browser.forms import FormSeen
from scanner.probes.browser.shopping.identity import FieldMeaning, FormMeaning


def meaning_of_form(form: FormSeen, role: str) -> FormMeaning:
    """A form on a page of this role, where that is known."""
    reading = read_form(form, role)
    purpose = reading.purpose.purpose
    fields = tuple(
        FieldMeaning(
            one.meaning.asks_for if isinstance(one.meaning.asks_for, PersonalData) else None,
            one.demand.required,
        )
        for one in reading.fields
    )
    return FormMeaning(purpose if isinstance(purpose, str) else None, fields)
