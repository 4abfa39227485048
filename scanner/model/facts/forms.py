"""Facts about forms, their fields, and what leaks from them."""

from __future__ import annotations

from dataclasses import dataclass

from scanner.model.facts.base import Fact, fact
from scanner.model.facts.pages import Page
from scanner.model.values import NOT_STATED, Maybe
from scanner.model.vocabulary import (
    FormPurpose,
    LeakChannel,
    LeakEncoding,
    LeakTrigger,
    Party,
    PersonalData,
    Phase,
    ServiceCategory,
)


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

    frame               the address of the document in which it stands, None where that is the page itself;
                        `frame_party`, `frame_service` and `frame_category` say whose document that is (category `none`:
                        the shop's own)
    by_url              the browser sends it with GET, so that what is typed stands in the address
    no_store            its page's Cache-Control lets nobody keep the page
    guest_possible      of forms that ask somebody to log in, register or begin the checkout: an order without an
                        account is offered there; None for all other forms
    double_opt_in       text at it announces a mail in which consent to advertising is confirmed
    unsubscribe         it says that this consent can be withdrawn, or the letter cancelled, at any time; both None
                        where it asks for no consent to advertising
    names_health        text or a box at it names data on health; None where it belongs to no order
    captcha             the names of captchas in it
    captcha_party       whose server they ask; third if any is another's. None without one
    captcha_advertises  an operator of theirs runs advertising services too, by the list of services
    foreign_scripts     addresses of scripts of other sites that its page had asked for when the form was read
    outsiders           third parties whose scripts were seen on its page in any phase, by service or domain
    replay              services on its page that record sessions; `replay_in`: phases in which they were asked there.
                        A page that is seen in one phase only has none if none was seen on any page
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
    frame_party: Maybe[Party] = NOT_STATED
    frame_service: Maybe[str | None] = NOT_STATED
    frame_category: Maybe[ServiceCategory] = NOT_STATED
    by_url: Maybe[bool] = NOT_STATED
    no_store: Maybe[bool] = NOT_STATED
    double_opt_in: Maybe[bool | None] = NOT_STATED
    unsubscribe: Maybe[bool | None] = NOT_STATED
    names_health: Maybe[bool | None] = NOT_STATED
    captcha_party: Maybe[Party | None] = NOT_STATED
    captcha_advertises: Maybe[bool | None] = NOT_STATED
    foreign_scripts: Maybe[tuple[str, ...]] = NOT_STATED
    outsiders: Maybe[tuple[str, ...]] = NOT_STATED
    replay_in: Maybe[tuple[Phase, ...] | None] = NOT_STATED


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
    `because`: the signals behind `asks_for`, the deciding one first, each as `label: words`.
    `binds`: of a box to tick, all the consents that the tick gives; empty where it gives none. None for all else.
    `autocomplete_fits`: its autofill token is one for what it asks for; None where HTML has no token for that.
    `explained`: text at the field says what the answer is needed for.
    `paste`: of a password, whether the page lets text be pasted; None for all else.
    `least_length`: of a password, the fewest characters that the page says it takes, by attribute or in words; None
    where it says nothing, and for all else.
    `extra`: it is a box to tick that orders something for money beside what is bought.
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
    because: Maybe[tuple[str, ...]] = NOT_STATED
    binds: Maybe[tuple[PersonalData, ...] | None] = NOT_STATED
    autocomplete_fits: Maybe[bool | None] = NOT_STATED
    explained: Maybe[bool] = NOT_STATED
    paste: Maybe[bool | None] = NOT_STATED
    least_length: Maybe[int | None] = NOT_STATED
    extra: Maybe[bool] = NOT_STATED


@fact(
    "data_leak",
    key=("page", "phase", "form.ordinal", "name", "label", "asks_for", "recipient", "channel", "encoding"),
    en='{asks_for} typed into "{label}" on {page.url} went to {recipient}, phase {phase}',
    de="{asks_for}, eingegeben in „{label}“ auf {page.url}, ging an {recipient}, Zustand {phase}",
    where="{page.url}",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class DataLeak(Fact):
    """Typed data that left the page before anything was submitted, or was kept in the browser by it.

    `recipient`: the host it went to, or that keeps it; a first party is the shop itself, as where it saves what is
    typed as it goes. `own_document`: the field stands in a document of the recipient's own domain, as in a payment
    provider's frame. `to_payment`: the recipient is a known payment provider.
    """

    page: Maybe[Page] = NOT_STATED
    phase: Maybe[Phase] = NOT_STATED
    form: Maybe[Form] = NOT_STATED
    name: Maybe[str | None] = NOT_STATED
    label: Maybe[str | None] = NOT_STATED
    asks_for: Maybe[PersonalData] = NOT_STATED
    recipient: Maybe[str] = NOT_STATED
    recipient_party: Maybe[Party] = NOT_STATED
    service: Maybe[str | None] = NOT_STATED
    own_document: Maybe[bool] = NOT_STATED
    to_payment: Maybe[bool] = NOT_STATED
    encoding: Maybe[LeakEncoding] = NOT_STATED
    trigger: Maybe[LeakTrigger] = NOT_STATED
    channel: Maybe[LeakChannel] = NOT_STATED
