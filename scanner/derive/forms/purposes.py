"""What a form is for: what its fields ask for, and what its button, headings and address say."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scanner.derive.forms.boxes import offers_guest
from scanner.derive.forms.buying import CARD, NAMES, address, keeps, steps
from scanner.derive.forms.fields import Meaning
from scanner.derive.forms.likeness import opinion
from scanner.derive.forms.signals import FormSignals
from scanner.derive.forms.view import CHOICES, IMPERSONAL, WEIGHTS, FormView
from scanner.derive.forms.words import plain, words
from scanner.model.values import Unknown
from scanner.model.vocabulary import FormPurpose as F
from scanner.model.vocabulary import PersonalData as P

NOT_UNDERSTOOD = Unknown("neither its fields nor its words tell what the form is for")

_CONTACTS = frozenset({P.EMAIL, P.TEL, P.STREET_ADDRESS, P.POSTAL_CODE, P.USERNAME, P.ORDER_NUMBER, *NAMES})
_LETTER = frozenset({P.EMAIL, *NAMES, P.HONORIFIC_PREFIX, P.CONSENT_MARKETING, P.CONSENT_PRIVACY, P.NONE, P.CAPTCHA})
#: What a forgotten password is asked for by.
_RESET = frozenset({P.EMAIL, P.USERNAME, P.BDAY, P.CUSTOMER_NUMBER, P.CAPTCHA})
#: Where something is, or goes: of shops nearby, and of what sending would cost.
_PLACES = frozenset({P.POSTAL_CODE, P.CITY, P.REGION, P.COUNTRY, P.NONE, P.QUANTITY})
_FEW = 4
_TWO = 2
#: Fields in which something is typed that no kind tells.
_TYPED = frozenset({"text", "search", "number", "textbox"})


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a form is for, and the words that say so: (place, words)."""

    purpose: F | Unknown
    because: tuple[tuple[str, str], ...] = ()


def purpose_of(form: FormSignals, meanings: Sequence[Meaning], role: str = "") -> Purpose:
    """What a form is for. `role` is its page's, where that is known."""
    view = FormView(form, meanings, role)
    ruled = next((found for rule in _RULES if (found := rule(view)) is not None), None)
    because = tuple(dict.fromkeys(view.told))
    if not view.shown or (ruled is F.OTHER and view.names(F.OTHER)):
        return Purpose(ruled or NOT_UNDERSTOOD, because)
    like = opinion(view)
    found = like.against(ruled, headed=ruled is not None and view.names(ruled))
    if found is not ruled:
        because = tuple(("likeness", reason) for reason in like.reasons)
    return Purpose(found or NOT_UNDERSTOOD, because)


def _consent(view: FormView) -> F | None:
    if view.boxes_only and _are_cookies(view):
        return F.CONSENT
    asks = view.says("consent", 4) and len(view.form.fields) <= 40
    return F.CONSENT if view.boxes_only and asks and view.weight("consent") >= 5 else None


#: No kind of cookies has a longer name.
_SHORT_NAME = 30


def _are_cookies(view: FormView) -> bool:
    """Kinds of cookies by their names: those without which the shop does not work, and at least one of others."""
    labels = [one.label for one in view.form.fields if len(one.label) <= _SHORT_NAME]
    if len(labels) < max(2, len(view.form.fields)):
        return False
    other = words().other
    needed = any(other.says("needed", label) for label in labels)
    measured = any(other.says("measures", label) for label in labels)
    return needed and (measured or view.has(P.CONSENT_MARKETING, P.CONSENT_PROFILING))


#: What a search may be taken for, of goods, medicines, articles by number, or "title, author", "grape, region".
_SOUGHT = frozenset(
    {None, P.NONE, P.HEALTH, P.FREE_TEXT, P.SEARCH_TERM, P.QUANTITY, P.HONORIFIC_PREFIX, P.REGION, P.ORGANIZATION}
)


def _searches(view: FormView, means: P | None) -> bool:
    """One field in which anything can be typed, in a place or beside a button for searching."""
    if means not in _SOUGHT:
        return False
    alone = len(view.meanings) == 1 and means in {None, P.NONE} and view.form.place == "head"
    return view.form.role == "search" or view.weight("search") >= WEIGHTS["button"] or alone


def _small(view: FormView) -> F | None:
    """Forms of one field that is enough to tell."""
    if view.has(*CARD) and view.only(CARD) and not view.passwords:
        return F.ACCOUNT_DATA if keeps(view) else F.CHECKOUT_PAYMENT  # each field of a card in a frame of its own
    typed = [i for i, one in enumerate(view.form.fields) if one.kind in _TYPED]
    if len(typed) == 1 and len(view.meanings) <= 2 and _searches(view, view.meanings[typed[0]].known):
        return F.SEARCH
    if view.has(P.SEARCH_TERM) and len(view.meanings) <= 4 and not view.has(P.EMAIL, P.FREE_TEXT):
        return F.SEARCH
    if view.has(P.VOUCHER_CODE) and len(view.meanings) <= 3 and not view.has(P.EMAIL, *CARD, P.STREET_ADDRESS):
        return F.OTHER if view.heard("sharing") and not view.heard("coupon") else F.COUPON
    one = view.form.fields[0] if len(view.meanings) == 1 else None
    code = one and view.meanings[0].known in {None, P.ONE_TIME_CODE, P.NONE} and one.kind in _TYPED
    if code and view.weight("coupon") >= WEIGHTS["button"] and not view.heard("login"):
        return F.COUPON
    if view.has(P.ONE_TIME_CODE) and len(view.meanings) <= 3 and not view.passwords:
        switched = any(one.kind in {"switch", "select", "radio"} for one in view.form.fields)
        return F.ACCOUNT_DATA if switched or (view.says("setting_up", 4) and not view.heard("login")) else F.LOGIN
    return None


def _password(view: FormView) -> F | None:
    if not view.passwords:
        return None
    new, current = view.has(P.NEW_PASSWORD), view.has(P.CURRENT_PASSWORD)
    saves = current and (view.says("account_data", 2) or view.heard("saving")) and not view.heard("login")
    if view.says("account_data", 4) or (new and current) or saves:
        return F.ACCOUNT_DATA
    address = view.has(P.STREET_ADDRESS, P.POSTAL_CODE)
    asks_how = any(offers_guest(field.options) for field in view.form.fields)
    if asks_how or (address and (view.says("guest") or view.weight("order") >= 4)):
        return F.GUEST_CHECKOUT
    if view.has(*NAMES) and not address and view.says("checkout", 2) and not view.heard("registration"):
        return F.CHECKOUT_CONTACT  # with a password for those who want an account
    registers = view.weight("registration") > view.weight("login")
    if new and view.has(P.ONE_TIME_CODE) and not view.has(*NAMES) and not view.heard("registration"):
        return F.ACCOUNT_DATA
    if new or view.passwords >= 2 or address or registers or view.has(P.GIVEN_NAME, P.BDAY):
        return F.REGISTRATION
    if view.has(P.EMAIL, P.USERNAME, P.CUSTOMER_NUMBER, P.TEL, P.NAME) or _is_let_in(view):
        return F.LOGIN
    return F.OTHER if len(view.meanings) == 1 else None


def _is_let_in(view: FormView) -> bool:
    """By something typed, whatever it is called, and one secret; nothing else but a box that keeps one logged in."""
    kinds = [one.kind for one in view.form.fields]
    typed = sum(kind in _TYPED for kind in kinds)
    boxes = sum(kind in {"checkbox", "switch"} for kind in kinds)
    return typed == 1 and view.passwords == 1 and len(kinds) == typed + 1 + boxes and view.says("login", 4)


def _written(view: FormView) -> F | None:
    """Forms in which one writes to others, or to somebody who answers at once."""
    if view.has(P.FREE_TEXT) and (view.has(P.RATING) or view.weight("review") >= WEIGHTS["ids"] + WEIGHTS["above"]):
        return F.REVIEW
    if not view.only({P.FREE_TEXT, P.NONE}) or not view.has(P.FREE_TEXT):
        return None
    if len(view.meanings) == 1 and view.says("chat", 1 if view.form.place == "dialog" else 2):
        return F.CHAT
    return F.OTHER if view.heard("saving") or view.says("gift") else None


def _binds(view: FormView) -> bool:
    """The button says that it binds, and there is room for a word or a consent."""
    view.says("order")
    return ("button", "order") in view.told and view.has(P.FREE_TEXT, P.CONSENT_MARKETING, P.CONSENT_PRIVACY)


def _by_name(view: FormView) -> F | None:
    """Forms that say what they are for, by button or heading."""
    named = {
        F.CANCELLATION: "cancellation",
        F.WITHDRAWAL: "withdrawal",
        F.RETURN: "return",
        F.PRESCRIPTION: "prescription",
        F.STOCK_ALERT: "stock_alert",
        F.REVIEW: "review",
        F.CHAT: "chat",
        F.ACCOUNT_DATA: "account_data",
    }
    personal = not view.only(IMPERSONAL)
    orders = view.weight("order") >= 4 and not view.has(*NAMES, P.EMAIL, *CARD)
    if orders and (view.has(P.CONSENT_TERMS) or (_binds(view) and not view.has(P.QUANTITY, P.PAYMENT_METHOD))):
        return F.ORDER
    other = any(view.told_above(name) for name in ("newsletter", "account_data", "contact"))
    other = (other and not view.told_above("stock_alert")) or view.told_above("login") or view.says("guest", 2)
    if other or not view.has(P.EMAIL, P.TEL, P.USERNAME):
        named.pop(F.STOCK_ALERT)  # nowhere to send word to, or word of something else
    if not view.has(P.HEALTH, P.CONSENT_HEALTH, P.FILE, P.PHOTO, P.BDAY, P.ID_NUMBER, P.SEX):
        named.pop(F.PRESCRIPTION)  # whom to treat, and of what, is not asked
    heard = [(view.weight(name), purpose) for purpose, name in named.items() if view.weight(name) >= 4 and personal]
    ordering = view.weight("checkout") >= view.weight("account_data")  # "save address and continue"
    going_on = view.heard("step") and view.says("checkout") and not view.heard("saving")
    if ordering or going_on or view.has(P.ORDER_NUMBER) or view.says("tracking", 2):
        heard = [(weight, purpose) for weight, purpose in heard if purpose is not F.ACCOUNT_DATA]
    if heard and view.weight("order") < 4:
        return max(heard, key=lambda one: one[0])[1]
    if (
        F.STOCK_ALERT in named
        and view.has(P.EMAIL)
        and view.says("stock_alert")
        and not view.has(P.FREE_TEXT)
        and len(view.meanings) <= 4
    ):
        return F.STOCK_ALERT
    if view.has(P.EMAIL, P.USERNAME) and len(view.meanings) <= 2 and view.only(_RESET) and view.says("account_data"):
        return F.ACCOUNT_DATA
    return None


#: Whose address is asked for, where it is not one's own.
_FRIEND = re.compile(
    r"\b(?:freund(?:in|es|e|s)?|friends?|ami|amie|vriend|vriendin|amigo|amiga|amico|amica|znajom\w*)\b"
)


def _works(view: FormView) -> F | None:
    """What one applies for is work."""
    tells = view.has(P.FILE, P.OCCUPATION, P.INCOME) and view.has(*NAMES) and not view.has(P.VAT_ID)
    return F.OTHER if tells and view.heard("applying") else None


def _shares(view: FormView) -> F | None:
    """Wish lists to friends, prize draws."""
    pairs = zip(view.form.fields, view.meanings, strict=True)
    friend = any(means.known is P.EMAIL and _FRIEND.search(plain(one.label)) for one, means in pairs)
    return F.OTHER if friend or (view.heard("sharing") and not view.says("newsletter", 4)) else None


def _applies(view: FormView) -> F | None:
    """For an account without a password yet, as dealers do."""
    applies = view.has(P.EMAIL) and view.has(*NAMES) and view.told_above("registration")
    return F.REGISTRATION if applies and not view.says("newsletter") and not view.has(P.FREE_TEXT) else None


#: The other answer of a form by which one may get letters or end them.
_ENDS_LETTERS = re.compile(
    r"\b(?:abmelden|austragen|abbestellen|unsubscribe|desinscri\w*|desabonn\w*|uitschrijven|afmelden|darse de baja"
    r"|darme de baja|disiscriv\w*|cancellami|wypisz\w*)\b"
)


def _ends_letters(view: FormView) -> F | None:
    """Where one chooses between getting letters and getting none any more."""
    ends = any(_ENDS_LETTERS.search(plain(option)) for one in view.form.fields for option in one.options)
    return F.NEWSLETTER if ends and view.has(P.EMAIL) and not view.has(P.FREE_TEXT, P.STREET_ADDRESS) else None


def _letters(view: FormView) -> F | None:
    """Newsletter and contact."""
    letter = view.has(P.EMAIL) and not view.has(P.FREE_TEXT, P.STREET_ADDRESS) and view.says("newsletter")
    if letter and (not view.says("checkout") or view.weight("newsletter") >= max(2, view.weight("checkout"))):
        return F.NEWSLETTER
    if view.role.startswith("checkout_") and view.has(P.EMAIL) and not view.has(P.FREE_TEXT):
        return F.CHECKOUT_CONTACT  # a step called "contact" is no letter to the shop
    silent = view.says("contact", 2) and view.has(P.EMAIL) and not view.has(P.FREE_TEXT)
    if silent and (view.says("checkout") or view.only(_LETTER - NAMES - {P.HONORIFIC_PREFIX})):
        return F.CHECKOUT_CONTACT  # on the way to an order; or nothing to say, and nobody to answer
    if view.says("contact", 2) and view.has(P.EMAIL, P.TEL, P.FREE_TEXT, *NAMES) and not view.has(P.HEALTH):
        if not view.has(P.EMAIL, P.TEL, *NAMES) and view.says("survey"):
            return F.OTHER
        return F.CONTACT
    if view.has(P.EMAIL) and view.says("checkout") and not view.has(P.FREE_TEXT):
        return F.CHECKOUT_CONTACT
    if view.has(P.FREE_TEXT) and view.has(P.EMAIL):
        return F.CHAT if view.says("chat", 2) else F.CONTACT
    return None


def _settings(view: FormView) -> F | None:
    """What one wants to be told of, among one's settings."""
    if not view.boxes_only or not view.has(P.CONSENT_MARKETING, P.CONSENT_PROFILING) or not view.heard("saving"):
        return None
    return F.ACCOUNT_DATA if len(view.meanings) > 1 or not view.told_above("newsletter") else None


def _goods(view: FormView) -> F | None:
    """What goes into the cart, for whomever; where something is sold, and what sending it would cost."""
    view.says("adding")
    if ("button", "adding") in view.told and not view.passwords and not view.has(P.STREET_ADDRESS):
        return F.OTHER
    pairs = zip(view.form.fields, view.meanings, strict=True)
    places = all(means.known in _PLACES or (means.known is None and one.kind in CHOICES) for one, means in pairs)
    if places and view.has(P.POSTAL_CODE, P.CITY, P.COUNTRY) and len(view.meanings) <= _FEW:
        return None if view.has(P.CITY) and view.heard("checkout") else F.OTHER
    return None


def _rest(view: FormView) -> F | None:
    """Forms that ask nothing about a person, or whose purpose the vocabulary has no word for."""
    known = all(meaning.known is not None for meaning in view.meanings)
    if view.has(P.ORDER_NUMBER) and not view.has(P.FREE_TEXT) and len(view.meanings) <= 4:
        found = view.weight("return") >= view.weight("tracking") or not view.told_above("tracking")
        return F.RETURN if view.heard("return") and found else F.OTHER
    if view.says("tracking", 2) and (view.has(P.ORDER_NUMBER) or _is_looked_up(view)):
        return F.OTHER
    if view.told_above("tracking") and view.has(P.EMAIL) and len(view.meanings) == _TWO and not view.has(P.FREE_TEXT):
        return F.OTHER
    if view.says("cart", 2) and not view.has(P.EMAIL, *NAMES):
        return F.OTHER
    if view.says("age") and view.only(IMPERSONAL | {P.AGE_OVER, P.BDAY, None}) and len(view.meanings) <= 5:
        return F.OTHER
    if known and view.only(IMPERSONAL | {P.AGE_OVER}):
        return F.OTHER
    if view.says("listing", 2) and not view.has(P.EMAIL, *NAMES, P.TEL):
        return F.OTHER
    return None


def _is_looked_up(view: FormView) -> bool:
    """An order by what one gave with it: an address for letters of either kind."""
    return view.has(P.EMAIL) and view.has(P.POSTAL_CODE) and view.only({P.EMAIL, P.POSTAL_CODE, P.NONE, P.CAPTCHA})


def _last(view: FormView) -> F | None:
    """What is left, by what it asks for alone."""
    if view.has(P.HEALTH) and view.has(P.CONSENT_HEALTH):
        return F.PRESCRIPTION
    if view.has(P.EMAIL):
        return _by_email(view)
    if view.has(P.CONSENT_MARKETING) and view.boxes_only and view.says("newsletter"):
        return F.NEWSLETTER
    if view.shown and not view.has(*_CONTACTS) and (view.choices_only or view.has(P.PHOTO, P.FILE, P.FREE_TEXT)):
        return F.OTHER if not view.says("order", 4) else F.ORDER
    return None


def _by_email(view: FormView) -> F | None:
    named = view.has(*NAMES)
    if view.has(P.USERNAME) and view.heard("registration"):
        return F.REGISTRATION
    if named and view.heard("saving"):
        return F.ACCOUNT_DATA
    if view.only(_LETTER) and not named and view.told_above("login") and not view.says("newsletter"):
        return F.LOGIN  # by a link or a code
    if view.only(_LETTER) and view.shown and not view.says("step"):
        logs_in = len(view.meanings) == 1 and view.heard("login") and view.weight("login") > WEIGHTS["button"]
        return F.LOGIN if logs_in else F.NEWSLETTER
    if view.has(P.STREET_ADDRESS):
        return F.GUEST_CHECKOUT if named and view.says("step") else None
    return F.CONTACT if named or view.says("contact") else None


_RULES: tuple[Callable[[FormView], F | None], ...] = (
    _consent,
    _small,
    _password,
    _written,
    _works,
    _by_name,
    _settings,
    _goods,
    _rest,
    address,
    steps,
    _shares,
    _applies,
    _ends_letters,
    _letters,
    _last,
)
