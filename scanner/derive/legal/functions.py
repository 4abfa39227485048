"""The functions for withdrawing and for cancelling online (BGB §§ 356a, 312k): looked at, never sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from scanner.derive.forms.signals import FormSignals
from scanner.derive.legal.applies import Shopkeeper, consumers, subscriptions
from scanner.derive.legal.found import Found
from scanner.derive.legal.patterns import data, expression, made_by
from scanner.derive.legal.text import LegalPage, plain
from scanner.model.evidence import Evidence
from scanner.model.facts import Form, FormField, LegalItem, LegalLink, LegalLinks, Page
from scanner.model.facts.base import Seen
from scanner.model.values import Maybe, Unknown
from scanner.model.vocabulary import FormPurpose, GapCause, PageRole
from scanner.model.vocabulary import LegalDetail as Item

_PURPOSE = {
    PageRole.WITHDRAWAL_FUNCTION: FormPurpose.WITHDRAWAL,
    PageRole.CANCELLATION_FUNCTION: FormPurpose.CANCELLATION,
}
_NOT_SENT = "the step after the form is not seen, because nothing is ever sent"


@dataclass(frozen=True, slots=True)
class Function:
    """What there is of a function: its page as shown, its forms, the labels of everything that can be pressed there."""

    role: PageRole
    page: LegalPage | None
    forms: Sequence[Form]
    fields: Sequence[FormField]
    labels: Sequence[str]
    asked: bool = True

    def unread(self, why: str) -> Found:
        """What could not be told; nobody's fault where nobody was to read forms."""
        return Found(Unknown(why, None if self.asked else GapCause.NOT_REQUESTED), reason=why)


def functions(
    evidence: Evidence, pages: Mapping[PageRole, LegalPage], buttons: Mapping[str, Sequence[str]],
    signals: Sequence[FormSignals], known: Shopkeeper,
) -> Iterator[LegalItem]:  # fmt: skip
    """Rows for both functions. `buttons`: by the address of a page, the labels of its buttons as shown."""
    for role in _PURPOSE:
        one = _function(role, evidence, pages.get(role), buttons, signals)
        asked = consumers(known) if role is PageRole.WITHDRAWAL_FUNCTION else subscriptions(known)
        found = {Item.ENTRY: _entry(role, evidence)}
        if one.page or one.forms:
            found |= {Item.STATEMENT_FORM: _form(one), Item.CONFIRM_CONTROL: _confirm(one)}
            if role is PageRole.WITHDRAWAL_FUNCTION:
                found[Item.NO_REASON_NEEDED] = _no_reason(one)
        url = (
            one.page.url
            if one.page
            else next((f.page.url for f in one.forms if isinstance(f.page, Page) and isinstance(f.page.url, str)), None)
        )
        for item, told in found.items():
            yield LegalItem(
                page_role=role, item=item, present=told.present, applies=asked, quote=told.quote, value=told.value,
                url=url, why=told.reason, derived_by=made_by(), seen=(Seen(page=url),) if url else (),
            )  # fmt: skip


def _function(
    role: PageRole,
    evidence: Evidence,
    page: LegalPage | None,
    buttons: Mapping[str, Sequence[str]],
    signals: Sequence[FormSignals],
) -> Function:
    forms = [
        row for row in evidence.rows("form")
        if isinstance(row, Form) and (row.purpose is _PURPOSE[role] or _is_on(row, page))
    ]  # fmt: skip
    own = [form for form in forms if form.purpose is _PURPOSE[role]]
    keys = {form.key() for form in own}
    fields = [
        row
        for row in evidence.rows("form_field")
        if isinstance(row, FormField) and isinstance(row.form, Form) and row.form.key() in keys
    ]
    places = {(form.page.url, form.ordinal) for form in own if isinstance(form.page, Page)}
    labels = [text for one in signals if (one.page, one.ordinal) in places for text in one.buttons]
    labels += [text for url in ({page.url} if page else set()) for text in buttons.get(url, ())]
    asked = any(one.kind == "form" and one.cause is not GapCause.NOT_REQUESTED for one in evidence.coverage)
    return Function(role, page, forms, fields, tuple(dict.fromkeys(labels)), asked)


def _is_on(form: Form, page: LegalPage | None) -> bool:
    return page is not None and isinstance(form.page, Page) and form.page.url == page.url


def _entry(role: PageRole, evidence: Evidence) -> Found:
    """Whether any page that was seen leads there, or is it."""
    unsure: str | None = None
    seen = False
    for row in evidence.rows("page"):
        if not isinstance(row, Page):
            continue
        seen = True
        link: Maybe[LegalLink | None] = (
            getattr(row.links, role.value) if isinstance(row.links, LegalLinks) else Unknown("its links were not read")
        )
        if isinstance(link, LegalLink) and link.clicks is not None:
            label = link.label if isinstance(link.label, str) else None
            return Found(True, label, label)
        if isinstance(link, Unknown):
            unsure = link.reason
    if unsure or not seen:
        return Found(Unknown(unsure or "no page was seen"), reason=unsure)
    return Found(False, reason="no page that was seen has a control that leads there")


def _form(one: Function) -> Found:
    own = [form for form in one.forms if form.purpose is _PURPOSE[one.role]]
    if own:
        return Found(True, one.labels[0] if one.labels else None)
    if one.forms and all(
        form.purpose is FormPurpose.LOGIN for form in one.forms if not isinstance(form.purpose, Unknown)
    ):
        return Found(False, reason="what stands there is a form to log in")
    return one.unread("no form for it was recognised on its page")


def _confirm(one: Function) -> Found:
    """The control of the second step: on the page itself, in a dialog of it, or behind a step that is never taken."""
    cues = data()["functions"][one.role.value]
    clear, final, before = (expression(cues[key]) for key in ("confirm", "final", "next_step"))
    for label in one.labels:
        if clear.search(plain(label).lower()):
            return Found(True, label, label)
    sends = next((label for label in one.labels if final.search(plain(label).lower())), None)
    announced = one.page is not None and bool(before.search(one.page.flat))
    if sends and not announced and one.page is not None and not one.page.unsure:
        return Found(False, sends, sends, f'the control that sends is called "{sends[:80]}"')
    return Found(Unknown(_NOT_SENT), reason=_NOT_SENT)


def _no_reason(one: Function) -> Found:
    """No field that asks for a reason has to be filled in."""
    if not one.fields:
        return one.unread("its fields were not read")
    cue = expression(data()["functions"]["reason"])
    asks = [field for field in one.fields if cue.search(_words(field))]
    demanded = next((field for field in asks if field.required is True), None)
    if demanded is not None:
        label = demanded.label if isinstance(demanded.label, str) else None
        return Found(False, label, label, "a reason has to be given")
    open_ = next((field.required for field in asks if isinstance(field.required, Unknown)), None)
    return Found(True) if open_ is None else Found(open_, reason=open_.reason)


def _words(field: FormField) -> str:
    return plain(" ".join(text for text in (field.label, field.name) if isinstance(text, str))).lower()


def button_labels(lines: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Of lines as tag and text, those of buttons."""
    return tuple(text for tag, text in lines if tag == "button")[:200]
