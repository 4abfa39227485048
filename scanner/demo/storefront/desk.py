"""The desk: takes what is asked of it by form, checks it, says thank you, and keeps nothing of it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from http import HTTPStatus

from scanner.demo.messages import Request
from scanner.demo.storefront.forms import Form
from scanner.demo.storefront.press import Press
from scanner.demo.storefront.reply import Reply, Routes, see_other


def _kept_draft(_: Request) -> Reply:
    """Of FM-014.own, and a lie: nothing is kept here."""
    return Reply(HTTPStatus.NO_CONTENT)


#: By form: its page's template, and where its answers lead. There are no accounts, so that nobody gets in.
_PAGES: Mapping[str, tuple[str, str]] = {
    "newsletter": ("service/newsletter.html", "/newsletter/danke"),
    "kontakt": ("service/contact.html", "/kontakt/danke"),
    "registrieren": ("account/registration.html", "/registrieren/danke"),
}
_NO_ACCOUNT = "E-Mail-Adresse oder Passwort stimmen nicht. In diesem Vorführladen gibt es keine Kundenkonten."


class Desk:
    """Everything but basket and checkout that forms are sent to. `withdrawals`: how often one was confirmed."""

    def __init__(self, press: Press) -> None:
        self._press = press
        self.withdrawals = 0

    def routes(self) -> Routes:
        sent: Routes = {(f"/{name}", "POST"): partial(self._take, form_id=name) for name in _PAGES}
        return sent | {
            **({("/entwurf", "POST"): _kept_draft} if "FM-014.own" in self._press.faults else {}),
            ("/anmelden", "POST"): self._log_in,
            ("/vertrag-widerrufen", "POST"): self._withdraw,
            ("/vertrag-widerrufen/bestaetigen", "POST"): self._confirm_withdrawal,
        }

    def _take(self, request: Request, form_id: str) -> Reply:
        template, thanks = _PAGES[form_id]
        form, answers = self._press.forms[form_id], request.form or {}
        return self._again(template, form, answers) or see_other(thanks)

    def _log_in(self, request: Request) -> Reply:
        form, answers = self._press.forms["anmelden"], request.form or {}
        problems = form.problems(answers) or {"passwort": _NO_ACCOUNT}
        return self._with_problems("account/login.html", form, answers, problems)

    def _withdraw(self, request: Request) -> Reply:
        """The first step: shows once more what was declared, with the button that would make it count."""
        form, answers = self._press.forms["widerruf"], request.form or {}
        shown = {field.name: (field.label, answers.get(field.name, "")) for field in form.fields}
        again = self._again("withdrawal/declare.html", form, answers)
        return again or self._press.personal("withdrawal/confirm.html", request.path, {"declared": shown})

    def _confirm_withdrawal(self, _request: Request) -> Reply:
        """The second step. Nothing was ever bought here, so that nothing is withdrawn."""
        self.withdrawals += 1
        return see_other("/vertrag-widerrufen/eingang")

    def _again(self, template: str, form: Form, answers: Mapping[str, str]) -> Reply | None:
        """The form once more, with what is wrong; None where nothing is."""
        problems = form.problems(answers)
        return self._with_problems(template, form, answers, problems) if problems else None

    def _with_problems(self, template: str, form: Form, answers: Mapping[str, str], problems: dict[str, str]) -> Reply:
        values = {"answers": form.shown_again(answers), "problems": problems}
        # Under FM-001 the newsletter's address names a host too; the page's own path is meant here.
        path = f"/{form.id}" if form.id in _PAGES else form.action
        return self._press.personal(template, path, values, HTTPStatus.UNPROCESSABLE_ENTITY)
