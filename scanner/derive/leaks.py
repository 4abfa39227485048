"""What typed data that left a page asks for, whose the recipient is, and which service. Pure.

A leak names its form by page and number and its field by name and label, as the rows of forms do: their meaning is its.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from scanner.derive.party import Site
from scanner.derive.services import Known
from scanner.model.evidence import Evidence, merged
from scanner.model.facts import DataLeak, Form, FormField, Page
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import Party, PersonalData, ServiceCategory

_Place = tuple[str, int]
_Field = tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class _Forms:
    """The rows of forms by page and number, and the fields by name and label: in their form, and anywhere."""

    forms: Mapping[_Place, Form]
    fields: Mapping[tuple[_Place, _Field], FormField]
    anywhere: Mapping[_Field, frozenset[PersonalData]]

    @classmethod
    def of(cls, evidence: Evidence) -> _Forms:
        forms = {_place(row): row for row in evidence.rows("form") if isinstance(row, Form)}
        fields: dict[tuple[_Place, _Field], FormField] = {}
        anywhere: dict[_Field, set[PersonalData]] = {}
        for row in evidence.rows("form_field"):
            if isinstance(row, FormField) and isinstance(row.form, Form):
                key = _key(row)
                fields[_place(row.form), key] = row
                if isinstance(row.asks_for, PersonalData):
                    anywhere.setdefault(key, set()).add(row.asks_for)
        return cls(forms, fields, {key: frozenset(found) for key, found in anywhere.items()})

    def asks_for(self, leak: DataLeak) -> Maybe[PersonalData]:
        key = _key(leak)
        if isinstance(leak.form, Form) and (row := self.fields.get((_place(leak.form), key))):
            return row.asks_for
        found = self.anywhere.get(key, frozenset())
        if len(found) == 1:
            return next(iter(found))
        return (
            leak.asks_for
            if isinstance(leak.asks_for, PersonalData)
            else Unknown("what the field asks for is not known")
        )


def leaks(evidence: Evidence, site: Site, known: Known) -> Evidence:
    """Fill in what data_leak leaves open. Doing it again changes nothing."""
    rows = evidence.rows("data_leak")
    if not rows:
        return evidence
    forms = _Forms.of(evidence)
    read = merged(_read(row, forms, site, known) if isinstance(row, DataLeak) else row for row in rows)
    return replace(evidence, facts={**evidence.facts, "data_leak": read})


def _read(row: DataLeak, forms: _Forms, site: Site, known: Known) -> DataLeak:
    form = forms.forms.get(_place(row.form), row.form) if isinstance(row.form, Form) else row.form
    row = replace(row, form=form, asks_for=forms.asks_for(row))
    if not isinstance(row.recipient, str):
        return row
    party, found = site.party(row.recipient), known.at(row.recipient)
    entity = known.entity_at(row.recipient) if party is Party.THIRD else None
    return replace(
        row,
        recipient_party=party,
        service=found.service.name if found else entity.name if entity else None,
        to_payment=found is not None and found.service.category is ServiceCategory.PAYMENT,
    )


def _place(form: Form) -> _Place:
    url = form.page.url if isinstance(form.page, Page) and isinstance(form.page.url, str) else ""
    return url, form.ordinal if isinstance(form.ordinal, int) else -1


def _key(row: FormField | DataLeak) -> _Field:
    return (row.name if isinstance(row.name, str) else None, row.label if isinstance(row.label, str) else None)
