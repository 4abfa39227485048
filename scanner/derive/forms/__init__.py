"""What forms are for and what their fields ask for. Pure: evidence, and the signals beside it, to evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from scanner.derive.forms.around import Around, FieldAround, around, field_around, guest_possible
from scanner.derive.forms.boxes import is_consent
from scanner.derive.forms.context import in_context
from scanner.derive.forms.extras import is_extra
from scanner.derive.forms.fields import Meaning, Signal, meaning_of
from scanner.derive.forms.purposes import Purpose, purpose_of
from scanner.derive.forms.required import Demand, demands_of
from scanner.derive.forms.signals import FieldSignals, FormSignals, LinkSignals, bare
from scanner.derive.forms.words import plain, words, words_of_name
from scanner.model.evidence import Evidence, merged
from scanner.model.facts import Fact, Form, FormField, Page
from scanner.model.values import NOT_STATED, Maybe, Unknown
from scanner.model.vocabulary import PersonalData as P
from scanner.suffixes import registrable


@dataclass(frozen=True, slots=True)
class FieldReading:
    """What a field asks for, with the signals behind it; whether it has to be filled in, and whether that is marked.

    `neutral`: of a question for salutation or gender, whether it can be answered without saying man or woman; None
    where it doesn't ask for that.
    """

    meaning: Meaning
    demand: Demand
    neutral: bool | None
    around: FieldAround


@dataclass(frozen=True, slots=True)
class FormReading:
    """What a form is for; `fields` in the order of the form's own. `links_notice`: a privacy notice linked at it."""

    purpose: Purpose
    fields: tuple[FieldReading, ...]
    links_notice: bool
    consent_boxes: int
    around: Around
    wants_password: bool


def read_form(form: FormSignals, role: str = "") -> FormReading:
    """The meaning of one form; `role` is its page's, where that is known."""
    alone = tuple(meaning_of(field) for field in form.fields)
    purpose = purpose_of(form, alone, role)
    meanings = in_context(form, alone, purpose)
    demands = demands_of(form, [meaning.known for meaning in meanings])
    fields = tuple(
        FieldReading(meaning, demand, neutral_of(field, meaning), field_around(field, meaning, form))
        for field, meaning, demand in zip(form.fields, meanings, demands, strict=True)
    )
    consents = sum(is_consent(meaning.known) for meaning in meanings)
    notice = any(_is_notice(link, form.page) for link in form.links)
    beside = around(form, purpose.purpose, [one.around for one in fields])
    secret = any(
        field.kind == "password" and one.demand.required for field, one in zip(form.fields, fields, strict=True)
    )
    return FormReading(purpose, fields, notice, consents, beside, secret)


_GENDERED = frozenset({P.HONORIFIC_PREFIX, P.SEX})


def neutral_of(field: FieldSignals, meaning: Meaning) -> bool | None:
    """Whether a salutation or gender can be left neutral. Free text can; academic titles alone are no gender."""
    if meaning.known not in _GENDERED:
        return None
    real = [option for option in field.options if plain(option)]
    gendered = [option for option in real if _is_gendered(option)]
    if not real or not gendered:
        return None
    return any(words().neutral.says("neutral", option) and not _is_gendered(option) for option in real)


def _is_gendered(option: str) -> bool:
    flat = plain(option)
    lexicon = words().options
    phrases = (*lexicon.phrases[P.HONORIFIC_PREFIX], *lexicon.phrases[P.SEX])
    return any(one.position(flat) == 0 and " ".join(one.words) == flat for one in phrases if flat != "mx")


def _site(url: str) -> str:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return registrable(host) or host


def _is_notice(link: LinkSignals, page: str) -> bool:
    """A link that a visitor sees and that leads to this shop's notice, not to that of a captcha's operator."""
    if not link.seen or (link.href.startswith("http") and page.startswith("http") and _site(link.href) != _site(page)):
        return False
    lexicon = words().notice
    if lexicon.says("text", link.text):
        return True
    if link.href.partition("#")[0] == page.partition("#")[0]:
        return False  # "#" and places within the page have its address, and lead nowhere
    try:
        path = urlsplit(link.href).path
    except ValueError:
        return False
    return lexicon.says("href", " ".join(words_of_name(path)))


# ── evidence ─────────────────────────────────────────────────────────────────────────────────────────────────────────


#: Page, number on it and address: a form before it is known what it is for.
_Place = tuple[str, int, str]
#: What tells a field apart in its form: name and label, as in its row's key.
_Key = tuple[str | None, str | None]


def forms(evidence: Evidence, seen: Iterable[FormSignals] = ()) -> Evidence:
    """The evidence with the meaning of its forms and fields.

    `seen` are the signals of the forms, found by page, ordinal and action. A form without any, or with others than its
    rows, is read from its rows alone, which tells less: no headings, buttons, links or options. One that had its
    meaning already is given it anew only from signals.
    """
    signals: dict[_Place, list[FormSignals]] = {}
    on_page: dict[str, list[FormSignals]] = {}
    for one in seen:
        signals.setdefault((one.page, one.ordinal, one.action), []).append(one)
        on_page.setdefault(one.page, []).append(one)
    fields: dict[_Place, list[FormField]] = {}
    kept: list[Fact] = []
    for field in evidence.rows("form_field"):
        if isinstance(field, FormField) and isinstance(field.form, Form):
            fields.setdefault(_place(field.form), []).append(field)
        else:
            kept.append(field)
    new_forms: list[Fact] = []
    readings: dict[_Place, _Understood | None] = {}
    for form in evidence.rows("form"):
        if not isinstance(form, Form):
            new_forms.append(form)
            continue
        place = _place(form)
        if place not in readings:
            readings[place] = _understand(
                form, fields.get(place, []), signals.get(place, ()), on_page.get(place[0], ())
            )
        understood = readings[place]
        new_forms.append(understood.form(form) if understood else form)
    new_fields = [_read_field(field, readings.get(place)) for place, held in fields.items() for field in held]
    facts: Mapping[str, tuple[Fact, ...]] = {
        **evidence.facts,
        **({"form": merged(new_forms)} if new_forms else {}),
        **({"form_field": merged([*kept, *new_fields])} if kept or new_fields else {}),
    }
    return replace(evidence, facts=facts)


@dataclass(frozen=True, slots=True)
class _Understood:
    """A form's reading with those of its fields by key. `full`: from signals, not from rows alone."""

    reading: FormReading
    fields: Mapping[_Key, FieldReading]
    full: bool
    guest: Maybe[bool | None] = NOT_STATED

    def form(self, row: Form) -> Form:
        """The row with its meaning."""
        return replace(
            row,
            purpose=self.reading.purpose.purpose,
            consent_boxes=self.reading.consent_boxes,
            links_notice=self.reading.links_notice if self.full else row.links_notice,
            guest_possible=self.guest if self.full else row.guest_possible,
            double_opt_in=self.reading.around.double_opt_in if self.full else row.double_opt_in,
            unsubscribe=self.reading.around.unsubscribe if self.full else row.unsubscribe,
            names_health=self.reading.around.names_health if self.full else row.names_health,
            derived_by=_derived_by(),
        )


def _understand(
    form: Form, rows: Sequence[FormField], given: Sequence[FormSignals], beside: Sequence[FormSignals]
) -> _Understood | None:
    """None where it has its meaning already, and nothing tells more."""
    keys = {_row_key(row) for row in rows}
    page = form.page
    role = page.role if isinstance(page, Page) and isinstance(page.role, str) else ""
    for one in given:
        if keys <= {_signal_key(field) for field in one.fields}:
            reading = read_form(one, role)
            pairs = zip(one.fields, reading.fields, strict=True)
            by_key = {_signal_key(field): read for field, read in reversed(list(pairs))}
            guest = guest_possible(one, reading.purpose.purpose, reading.wants_password, role, beside)
            return _Understood(reading, by_key, full=True, guest=guest)
    if form.derived_by is not None:
        return None
    unique = list({_row_key(row): row for row in rows}.values())
    reading = read_form(bare(form, unique), role)
    return _Understood(reading, {_row_key(r): o for r, o in zip(unique, reading.fields, strict=True)}, full=False)


def _read_field(row: FormField, understood: _Understood | None) -> FormField:
    if understood is None or not isinstance(row.form, Form):
        return replace(row, extra=is_extra(row.input_type, row.label, row.asks_for))
    one = understood.fields[_row_key(row)]
    return replace(
        row,
        extra=is_extra(row.input_type, row.label, one.meaning.asks_for),
        form=understood.form(row.form),
        asks_for=one.meaning.asks_for,
        required=one.demand.required if understood.full or one.demand.required else row.required,
        marked=one.demand.marked if understood.full else row.marked,
        neutral_option=one.neutral if understood.full else row.neutral_option,
        because=one.around.because,
        binds=one.around.binds,
        autocomplete_fits=one.around.autocomplete_fits,
        explained=one.around.explained if understood.full else row.explained,
        least_length=_least(row.min_length, one.around.told_length, understood.full) if _is_secret(one) else None,
        derived_by=_derived_by(),
    )


def _is_secret(one: FieldReading) -> bool:
    return one.meaning.known in {P.NEW_PASSWORD, P.CURRENT_PASSWORD}


def _least(stated: Maybe[int | None], told: int | None, full: bool) -> Maybe[int | None]:
    """The attribute, which the browser enforces; else what words say, where they were read."""
    if isinstance(stated, int) or told is not None:
        return stated if isinstance(stated, int) else told
    return stated if full or isinstance(stated, Unknown) else NOT_STATED


def _derived_by() -> str:
    return f"forms {words().as_of}"


def _place(form: Form) -> _Place:
    url = form.page.url if isinstance(form.page, Page) and isinstance(form.page.url, str) else ""
    ordinal = form.ordinal if isinstance(form.ordinal, int) else -1
    return url, ordinal, form.action if isinstance(form.action, str) else ""


def _row_key(row: FormField) -> _Key:
    return (row.name if isinstance(row.name, str) else None, row.label if isinstance(row.label, str) else None)


def _signal_key(field: FieldSignals) -> _Key:
    return (field.name or field.id or None, field.label or None)


__all__ = ["FieldReading", "FormReading", "Meaning", "Signal", "forms", "read_form"]
