"""The rows that forms make, as they were read: what is said of them in words is for who reads words."""

from __future__ import annotations

from scanner.model.facts import Form, FormField, Page
from scanner.model.values import NOT_STATED, Maybe, Unknown
from scanner.probes.browser.forms import FieldSeen, FormSeen, FormsSeen
from scanner.probes.browser.sites import host_of, site

NOT_READ = Unknown("what the form says has not been read yet")
PASTE_NOT_TRIED = Unknown("whether text can be pasted was not tried")
MARKS_NOT_READ = Unknown("the page's own marks for what has to be filled in have not been read yet")


def facts(
    page: Page,
    seen: FormsSeen,
    no_store: Maybe[bool] = NOT_STATED,
    scripts: Maybe[tuple[str, ...]] = NOT_STATED,
) -> tuple[tuple[Form, ...], tuple[FormField, ...]]:
    """The rows of a page's forms, those left out that no visitor can bring up. Their meaning is Unknown yet.

    A field counts as required where the page says so to the browser; whether an asterisk does is for who reads words.
    """
    forms: list[Form] = []
    fields: list[FormField] = []
    for one in seen.forms:
        if one.shown == "no":
            continue
        form = Form(
            page=page,
            purpose=NOT_READ,
            ordinal=one.ordinal,
            method=one.method or None,
            action=one.action or None,
            secure=_is_secure(one),
            same_site=_is_same_site(one),
            captcha=", ".join(one.captchas) or None,
            frame=one.frame if one.frame != one.page else None,
            by_url=_goes_by_url(one),
            no_store=no_store,
            foreign_scripts=scripts,
        )
        forms.append(form)
        fields += [_field_fact(form, field_seen) for field_seen in one.fields]
    return tuple(forms), tuple(fields)


def _field_fact(form: Form, seen: FieldSeen) -> FormField:
    return FormField(
        form=form,
        name=seen.name or seen.id or None,
        label=seen.label or None,
        input_type=seen.kind,
        autocomplete=seen.autocomplete or None,
        asks_for=NOT_READ,
        required=False if seen.disabled else True if seen.required or seen.aria_required else MARKS_NOT_READ,
        preticked=seen.checked,
        min_length=seen.min_length,
        max_length=seen.max_length,
        paste=None if seen.kind != "password" else PASTE_NOT_TRIED if seen.paste is None else seen.paste,
    )


def _is_secure(form: FormSeen) -> bool | Unknown:
    """Page, document and action are https. Where a script sends, the page's own scheme is all there is to see."""
    own = _scheme(form.frame) not in {"about", "blob", "data", ""}  # a frame without an address is its page's
    places = [form.page, *([form.frame] if own else []), *([form.action] if form.action else [])]
    schemes = {_scheme(place) for place in places}
    if "http" in schemes:
        return False
    if schemes <= {"https", "javascript"}:
        return True
    return Unknown(f"the form sends to {', '.join(sorted(schemes - {'https'}))}:")


def _goes_by_url(form: FormSeen) -> bool | Unknown:
    """Whether the browser puts what is typed into the address. GET is also what a form has that says nothing at all.

    Without a form element the browser sends nothing by itself; what a script sends, requests tell.
    """
    if not form.element or form.method != "get":
        return False
    if not form.has_action or _scheme(form.action) == "javascript":
        return Unknown("the form states no address: a script may send it, in a way that can't be seen before")
    return True


def _scheme(url: str) -> str:
    return url.partition(":")[0].lower()


def _is_same_site(form: FormSeen) -> bool | Unknown:
    if not form.action or _scheme(form.action) == "javascript":
        return Unknown("a script sends the form, to an address that can't be seen before")
    page, action = host_of(form.page), host_of(form.action)
    return site(page) == site(action) if page and action else Unknown("the form's address has no host")
