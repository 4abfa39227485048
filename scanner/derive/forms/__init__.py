"""What forms are for and what their fields ask for. Pure: evidence, and the signals beside it, to evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList

from scanner.derive.forms.boxes import is_consent
from scanner.derive.forms.context import in_context
from scanner.derive.forms.fields import Meaning, Signal, meaning_of
from scanner.derive.forms.purposes import Purpose, purpose_of
from scanner.derive.forms.required import Demand, demand_of
from scanner.derive.forms.signals import FieldSignals, FormSignals, LinkSignals, bare
from scanner.derive.forms.words import plain, words, words_of_name
from scanner.model.evidence import Evidence, merged
from scanner.model.facts import Fact, Form, FormField
from scanner.model.values import Unknown
from scanner.model.vocabulary import PersonalData as P


@dataclass(frozen=True, slots=True)
class FieldReading:
    """What a field asks for, with the signals behind it; whether it has to be filled in, and whether that is marked.

    `neutral`: of a question for salutation or gender, whether it can be answered without saying man or woman; None
    where it doesn't ask for that.
    """

    meaning: Meaning
    demand: Demand
    neutral: bool | None


@dataclass(frozen=True, slots=True)
class FormReading:
    """What a form is for; `fields` in the order of the form's own. `links_notice`: a privacy notice linked at it."""

    purpose: Purpose
    fields: tuple[FieldReading, ...]
    links_notice: bool
    consent_boxes: int


def read_form(form: FormSignals, role: str = "") -> FormReading:
    """The meaning of one form; `role` is its page's, where that is known."""
    alone = tuple(meaning_of(field) for field in form.fields)
    purpose = purpose_of(form, alone, role)
    meanings = in_context(form, alone, purpose)
    fields = tuple(
        FieldReading(meaning, demand_of(field, form), neutral_of(field, meaning))
        for field, meaning in zip(form.fields, meanings, strict=True)
    )
    consents = sum(is_consent(meaning.known) for meaning in meanings)
    return FormReading(purpose, fields, any(_is_notice(link, form.page) for link in form.links), consents)


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


_SUFFIXES: list[PublicSuffixList] = []


def _site(url: str) -> str:
    if not _SUFFIXES:
        _SUFFIXES.append(PublicSuffixList())
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return _SUFFIXES[0].privatesuffix(host) or host


def _is_notice(link: LinkSignals, page: str) -> bool:
    """A link that a visitor sees and that leads to this shop's notice, not to that of a captcha's operator."""
    if not link.seen or (link.href.startswith("http") and page.startswith("http") and _site(link.href) != _site(page)):
        return False
    lexicon = words().notice
    if lexicon.says("text", link.text):
        return True
    try:
        path = urlsplit(link.href).path
    except ValueError:
        return False
    return lexicon.says("href", " ".join(words_of_name(path)))


# ── evidence ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def forms(evidence: Evidence, seen: Iterable[FormSignals] = ()) -> Evidence:
    """The evidence with the meaning of its forms and fields. Rows that have it keep it.

    `seen` are the signals of the forms, by page and ordinal; a form without any is read from its rows alone, which
    tells less: no headings, buttons or options.
    """
    signals = {(one.page, one.ordinal): one for one in seen}
    rows: dict[object, list[FormField]] = {}
    for field in evidence.rows("form_field"):
        if isinstance(field, FormField):
            rows.setdefault(_place(field.form), []).append(field)
    new_forms: list[Fact] = []
    new_fields: list[Fact] = []
    for form in evidence.rows("form"):
        own = rows.pop(_place(form), []) if isinstance(form, Form) else []
        if not isinstance(form, Form) or form.derived_by is not None:
            new_forms.append(form)
            new_fields += own
            continue
        given = signals.get((_url(form), form.ordinal if isinstance(form.ordinal, int) else -1))
        fits = given is not None and len(given.fields) == len(own)
        derived, fields = _derive(form, own, given if given is not None and fits else bare(form, own), full=fits)
        new_forms.append(derived)
        new_fields += fields
    left = [field for fields in rows.values() for field in fields]
    facts: Mapping[str, tuple[Fact, ...]] = {
        **evidence.facts,
        **({"form": merged(new_forms)} if new_forms else {}),
        **({"form_field": merged([*new_fields, *left])} if new_fields or left else {}),
    }
    return replace(evidence, facts=facts)


def _derive(
    form: Form, fields: Sequence[FormField], signals: FormSignals, *, full: bool
) -> tuple[Form, list[FormField]]:
    role = form.page.role if not isinstance(form.page, Unknown) else ""
    reading = read_form(signals, role if isinstance(role, str) else "")
    by = f"forms {words().as_of}"
    derived = replace(
        form,
        purpose=reading.purpose.purpose,
        consent_boxes=reading.consent_boxes,
        links_notice=reading.links_notice if full else form.links_notice,
        derived_by=by,
    )
    return derived, [
        replace(
            field,
            form=derived,
            asks_for=one.meaning.asks_for,
            required=one.demand.required if full or one.demand.required else field.required,
            derived_by=by,
        )
        for field, one in zip(fields, reading.fields, strict=True)
    ]


def _url(form: Form) -> str:
    page = form.page
    return page.url if not isinstance(page, Unknown) and isinstance(page.url, str) else ""


def _place(form: Form | Unknown) -> object:
    """Which form on which page, before it is known what it is for."""
    return form if isinstance(form, Unknown) else (_url(form), form.ordinal, form.seen)


__all__ = ["FieldReading", "FormReading", "Meaning", "Signal", "forms", "read_form"]
