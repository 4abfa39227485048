"""The counter: basket and checkout. Everything can be gone through, up to an order that never comes about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus

from scanner.demo.messages import Request
from scanner.demo.storefront.goods import product
from scanner.demo.storefront.press import Press
from scanner.demo.storefront.questions import FREE_FROM, PAYMENT, SHIPPING, STEPS
from scanner.demo.storefront.reply import Reply, Routes, see_other
from scanner.demo.storefront.sessions import SESSION, Session, Sessions

CART = "/warenkorb"
_REVIEW = "/kasse/pruefen"
#: By step: its form and its template.
_STEPS: Mapping[str, tuple[str, str]] = {
    "kontakt": ("kontaktdaten", "checkout/contact.html"),
    "adresse": ("anschrift", "checkout/address.html"),
    "versand": ("versandart", "checkout/shipping.html"),
    "zahlung": ("zahlungsart", "checkout/payment.html"),
}
_VAT = 7  # per cent, included: food (UStG § 12(2) no. 1)


@dataclass(frozen=True, slots=True)
class Sum:
    """What an order comes to, in cents. `vat` is contained in `total`."""

    goods: int
    shipping: int

    @property
    def total(self) -> int:
        return self.goods + self.shipping

    @property
    def vat(self) -> int:
        return round(self.total * _VAT / (100 + _VAT))


def sum_of(session: Session) -> Sum:
    """With the parcel that was chosen, or the ordinary one."""
    chosen = session.chosen.get("versand", SHIPPING[0][0])
    cents = next(cents for value, _, cents in SHIPPING if value == chosen)
    free = chosen == SHIPPING[0][0] and session.cents >= FREE_FROM
    return Sum(session.cents, 0 if free else cents)


class Counter:
    """Basket and checkout of all visitors. `orders`: how often the button was pressed that would order."""

    def __init__(self, press: Press) -> None:
        self._press = press
        self._sessions = Sessions()
        self.orders = 0

    def routes(self) -> Routes:
        steps: Routes = {}
        for step, _ in STEPS:
            steps[f"/kasse/{step}", "GET"] = partial(self._step, step=step)
            steps[f"/kasse/{step}", "POST"] = partial(self._take, step=step)
        return steps | {
            (CART, "GET"): self._cart,
            (CART, "POST"): self._add,
            (f"{CART}/aendern", "POST"): self._change,
            ("/kasse", "GET"): lambda _: see_other("/kasse/kontakt"),
            (_REVIEW, "GET"): self._review,
            ("/kasse/bestellen", "POST"): self._order,
        }

    # ── the basket ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _cart(self, request: Request) -> Reply:
        session, cookies = self._session(request)
        return self._press.personal(
            "cart.html", CART, {"items": session.items, "sum": sum_of(session)}, cookies=cookies
        )

    def _add(self, request: Request) -> Reply:
        sent = request.form or {}
        chosen = product(sent.get("artikel", ""))
        if chosen is None:
            return self._press.personal("not_found.html", request.path, {}, HTTPStatus.NOT_FOUND)
        session, cookies = self._session(request)
        session.add(chosen, max(1, _number(sent.get("menge", ""))))
        return see_other(CART, *cookies)

    def _change(self, request: Request) -> Reply:
        session, cookies = self._session(request)
        sent = request.form or {}
        for one, count in session.items:
            if sent.get("entfernen") == one.slug:
                session.set(one, 0)
            elif f"menge_{one.slug}" in sent:
                session.set(one, _number(sent[f"menge_{one.slug}"], count))
        return see_other(CART, *cookies)

    def _session(self, request: Request) -> tuple[Session, tuple[str, ...]]:
        """The visitor's, and the cookie to set where it is new."""
        held = self._sessions.find(request.cookie)
        if held is not None:
            return held, ()
        session = self._sessions.open()
        guarded = "" if "CK-019" in self._press.faults else "; Secure; HttpOnly"
        return session, (f"{SESSION}={session.id}; Path=/; SameSite=Lax{guarded}",)

    # ── the checkout ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _way(self, request: Request, step: str) -> Session | Reply:
        """The visitor's session; or where to go first, if the basket is empty or a step before is still open."""
        session = self._sessions.find(request.cookie)
        if session is None or not session.items:
            return see_other(CART)
        for before, _ in STEPS:
            if before == step:
                break
            if before not in session.done:
                return see_other(f"/kasse/{before}")
        return session

    def _step(self, request: Request, step: str) -> Reply:
        session = self._way(request, step)
        if isinstance(session, Reply):
            return session
        chosen = {
            "versand": session.chosen.get("versand", SHIPPING[0][0]),
            "zahlung": session.chosen.get("zahlung", ""),
        }
        return self._shown(session, step, chosen, {})

    def _take(self, request: Request, step: str) -> Reply:
        session = self._way(request, step)
        if isinstance(session, Reply):
            return session
        form, answers = self._press.forms[_STEPS[step][0]], request.form or {}
        problems = form.problems(answers)
        if answers.get("zahlung") == "lastschrift" and not answers.get("iban"):
            problems.setdefault("iban", "Bitte geben Sie für die Lastschrift Ihre IBAN an.")
        if problems:
            return self._shown(session, step, form.shown_again(answers), problems)
        session.done.add(step)
        if step in ("versand", "zahlung"):
            session.chosen[step] = answers[step]
        after = [name for name, _ in STEPS][[name for name, _ in STEPS].index(step) + 1 :]
        return see_other(f"/kasse/{after[0]}" if after else _REVIEW)

    def _shown(self, session: Session, step: str, answers: Mapping[str, str], problems: Mapping[str, str]) -> Reply:
        status = HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK
        values = {"answers": answers, "problems": problems, "step": step, "steps": STEPS, "sum": sum_of(session)}
        return self._press.personal(_STEPS[step][1], f"/kasse/{step}", values, status)

    def _review(self, request: Request) -> Reply:
        session = self._way(request, "")
        if isinstance(session, Reply):
            return session
        values = {
            "items": session.items,
            "sum": sum_of(session),
            "shipping": next(words for value, words, _ in SHIPPING if value == session.chosen["versand"]),
            "payment": next(words for value, words in PAYMENT if value == session.chosen["zahlung"]),
            "step": "",
            "steps": STEPS,
        }
        return self._press.personal("checkout/review.html", _REVIEW, values)

    def _order(self, _request: Request) -> Reply:
        """Nothing is ever sold here."""
        self.orders += 1
        return see_other("/kasse/vorfuehrung")


def _number(text: str, otherwise: int = 0) -> int:
    """A number of bags, 0 to 99."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else otherwise
