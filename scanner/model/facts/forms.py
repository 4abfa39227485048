"""Facts about forms, their fields, and what leaks from them."""

from __future__ import annotations

from dataclasses import dataclass

from scanner.model.facts.base import Fact, fact
from scanner.model.facts.pages import Page
from scanner.model.values import NOT_STATED, Maybe
from scanner.model.vocabulary import FormPurpose, LeakChannel, LeakEncoding, LeakTrigger, Party, PersonalData


@fact(
    "form",
    key=("page", "purpose", "ordinal"),
    en="{purpose} form on {page.url}",
    de="Formular ({purpose}) auf {page.url}",
    where="{page.url}",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Form(Fact):
    """A form as a visitor meets it, with or without a form element. `ordinal` counts from 0 on its page.

    `frame`: the address of the document in which it stands, None where that is the page itself.
    """

    page: Maybe[Page] = NOT_STATED
    purpose: Maybe[FormPurpose] = NOT_STATED
    ordinal: Maybe[int] = NOT_STATED
    method: Maybe[str | None] = NOT_STATED
    action: Maybe[str | None] = NOT_STATED
    secure: Maybe[bool] = NOT_STATED
    same_site: Maybe[bool] = NOT_STATED
    links_notice: Maybe[bool] = NOT_STATED
    guest_possible: Maybe[bool | None] = NOT_STATED
    consent_boxes: Maybe[int] = NOT_STATED
    captcha: Maybe[str | None] = NOT_STATED
    replay: Maybe[str | None] = NOT_STATED
    frame: Maybe[str | None] = NOT_STATED


@fact(
    "form_field",
    key=("form", "name", "label"),
    en='field "{label}" on {form.page.url}',
    de="Feld „{label}“ auf {form.page.url}",
    where="{form.page.url}",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class FormField(Fact):
    """A field of a form. `name` or `label` tells it apart.

    `marked`: of a required field, whether the page says so before anything is sent; None where it isn't required.
    `neutral_option`: of a question for salutation or gender, whether it can be answered without saying man or woman;
    None where it asks for neither.
    """

    form: Maybe[Form] = NOT_STATED
    name: Maybe[str | None] = NOT_STATED
    label: Maybe[str | None] = NOT_STATED
    input_type: Maybe[str] = NOT_STATED
    autocomplete: Maybe[str | None] = NOT_STATED
    asks_for: Maybe[PersonalData] = NOT_STATED
    required: Maybe[bool] = NOT_STATED
    marked: Maybe[bool | None] = NOT_STATED
    neutral_option: Maybe[bool | None] = NOT_STATED
    preticked: Maybe[bool | None] = NOT_STATED
    min_length: Maybe[int | None] = NOT_STATED
    max_length: Maybe[int | None] = NOT_STATED


@fact(
    "data_leak",
    key=("page", "form.purpose", "asks_for", "recipient"),
    en="{asks_for} typed on {page.url} went to {recipient}",
    de="{asks_for}, eingegeben auf {page.url}, ging an {recipient}",
    where="{page.url}",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class DataLeak(Fact):
    """Typed data that left the page before anything was submitted."""

    page: Maybe[Page] = NOT_STATED
    form: Maybe[Form] = NOT_STATED
    asks_for: Maybe[PersonalData] = NOT_STATED
    recipient: Maybe[str] = NOT_STATED
    recipient_party: Maybe[Party] = NOT_STATED
    service: Maybe[str | None] = NOT_STATED
    encoding: Maybe[LeakEncoding] = NOT_STATED
    trigger: Maybe[LeakTrigger] = NOT_STATED
    channel: Maybe[LeakChannel] = NOT_STATED
