"""What a form is for: what its fields ask for, and what its button, headings and address say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from scanner.derive.forms.boxes import offers_guest
from scanner.derive.forms.fields import Meaning
from scanner.derive.forms.signals import FormSignals
from scanner.derive.forms.words import Lexicon, words, words_of_name
from scanner.model.values import Unknown
from scanner.model.vocabulary import FormPurpose as F
from scanner.model.vocabulary import PersonalData as P

NOT_UNDERSTOOD = Unknown("neither its fields nor its words tell what the form is for")

_NAMES = frozenset({P.NAME, P.GIVEN_NAME, P.FAMILY_NAME})
_IMPERSONAL = frozenset({P.NONE, P.QUANTITY, P.COUNTRY, P.SEARCH_TERM, P.RATING})
_CARD = frozenset({P.CC_NUMBER, P.CC_CSC, P.CC_EXP, P.IBAN, P.ACCOUNT_HOLDER, P.CC_NAME})
#: How much a place's word counts.
_WEIGHTS = {"button": 4, "heading": 4, "ids": 2, "above": 2, "words": 1}


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a form is for, and the words that say so: (place, words)."""

    purpose: F | Unknown
    because: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class _View:
    """A form's words and fields, asked over and over."""

    form: FormSignals
    meanings: Sequence[Meaning]
    role: str = ""
    told: list[tuple[str, str]] = field(default_factory=list)
    _says: dict[str, int] = field(default_factory=dict)

    def has(self, *wanted: P) -> bool:
        return any(meaning.known in wanted for meaning in self.meanings)

    def only(self, allowed: frozenset[P]) -> bool:
        return all(meaning.known in allowed for meaning in self.meanings)

    @property
    def passwords(self) -> int:
        return sum(one.kind == "password" and not self._is_code(i) for i, one in enumerate(self.form.fields))

    def _is_code(self, i: int) -> bool:
        return self.meanings[i].known in {P.CC_CSC, P.ONE_TIME_CODE}

    @property
    def boxes_only(self) -> bool:
        return all(one.kind in {"checkbox", "switch"} for one in self.form.fields)

    def says(self, name: str, least: int = 1) -> bool:
        """Whether the form's words speak for something, with at least this weight."""
        if name not in self._says:
            self._says[name] = self._weigh(name)
        return self._says[name] >= least

    def weight(self, name: str) -> int:
        self.says(name)
        return self._says[name]

    def _weigh(self, name: str) -> int:
        form, lexicons = self.form, words().purposes
        texts = {
            "button": list(form.buttons),
            "heading": [*form.headings, form.aria_label],
            "above": list(form.above),
            "words": [form.text, form.before],
        }
        total = 0
        for place, held in texts.items():
            lexicon: Lexicon = lexicons["heading" if place == "above" else place]
            if any(lexicon.says(name, text) for text in held if text):
                total += _WEIGHTS[place]
                self.told.append((place, name))
        if self._identified(name):
            total += _WEIGHTS["ids"]
            self.told.append(("ids", name))
        if words().roles.get(self.role) == name:
            total += _WEIGHTS["ids"]
            self.told.append(("role", name))
        return total

    def _identified(self, name: str) -> bool:
        form = self.form
        lexicon = words().purposes["ids"]
        places = [form.id, form.name, *form.classes.split()[:12], *_path(form.action)]
        for place in places:
            spelled = f" {' '.join(words_of_name(place))} "
            if any(f" {' '.join(one.words)} " in spelled for one in lexicon.phrases.get(name, ())):
                return True
        return False


def _path(action: str) -> list[str]:
    try:
        parts = urlsplit(action)
    except ValueError:
        return []
    return [part for part in (*parts.path.split("/"), parts.query, parts.fragment) if part][:10]


def purpose_of(form: FormSignals, meanings: Sequence[Meaning], role: str = "") -> Purpose:
    """What a form is for. `role` is its page's, where that is known."""
    view = _View(form, meanings, role)
    for rule in _RULES:
        found = rule(view)
        if found is not None:
            return Purpose(found, tuple(dict.fromkeys(view.told)))
    return Purpose(NOT_UNDERSTOOD, tuple(dict.fromkeys(view.told)))


def _consent(view: _View) -> F | None:
    asks = view.says("consent", 4) and len(view.form.fields) <= 40
    return F.CONSENT if view.boxes_only and asks and view.weight("consent") >= 5 else None


def _small(view: _View) -> F | None:
    """Forms of one field that is enough to tell."""
    if view.has(P.SEARCH_TERM) and len(view.meanings) <= 4 and not view.has(P.EMAIL, P.FREE_TEXT):
        return F.SEARCH
    if view.has(P.VOUCHER_CODE) and len(view.meanings) <= 3 and not view.has(P.EMAIL, *_CARD, P.STREET_ADDRESS):
        return F.COUPON
    if view.has(P.ONE_TIME_CODE) and len(view.meanings) <= 3 and not view.passwords:
        return F.LOGIN
    return None


def _password(view: _View) -> F | None:
    if not view.passwords:
        return None
    new, current = view.has(P.NEW_PASSWORD), view.has(P.CURRENT_PASSWORD)
    if view.says("account_data", 4) or (new and current):
        return F.ACCOUNT_DATA
    address = view.has(P.STREET_ADDRESS, P.POSTAL_CODE)
    if any(offers_guest(field.options) for field in view.form.fields):
        return F.GUEST_CHECKOUT
    if address and (view.says("guest") or view.weight("order") >= 4):
        return F.GUEST_CHECKOUT
    registers = view.weight("registration") > view.weight("login")
    if new or view.passwords >= 2 or address or registers or view.has(P.GIVEN_NAME, P.BDAY):
        return F.REGISTRATION
    if view.has(P.EMAIL, P.USERNAME, P.CUSTOMER_NUMBER, P.TEL, P.NAME):
        return F.LOGIN
    return F.OTHER if len(view.meanings) == 1 else None


def _by_name(view: _View) -> F | None:
    """Forms that say what they are for, by button or heading."""
    if view.has(P.RATING) and view.has(P.FREE_TEXT):
        return F.REVIEW
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
    personal = not view.only(_IMPERSONAL)
    if view.has(P.CONSENT_TERMS) and view.weight("order") >= 4 and not view.has(*_NAMES, P.EMAIL, *_CARD):
        return F.ORDER
    heard = [(view.weight(name), purpose) for purpose, name in named.items() if view.weight(name) >= 4 and personal]
    if view.weight("checkout") >= view.weight("account_data"):  # "save address and continue"
        heard = [(weight, purpose) for weight, purpose in heard if purpose is not F.ACCOUNT_DATA]
    if heard and view.weight("order") < 4:
        return max(heard, key=lambda one: one[0])[1]
    if view.has(P.EMAIL) and view.says("stock_alert") and not view.has(P.FREE_TEXT) and len(view.meanings) <= 4:
        return F.STOCK_ALERT
    if view.has(P.EMAIL, P.USERNAME) and len(view.meanings) == 1 and view.says("account_data"):
        return F.ACCOUNT_DATA
    return None


def _address(view: _View) -> F | None:
    """Addresses: mostly steps of a checkout."""
    street = view.has(P.STREET_ADDRESS) or (view.has(P.POSTAL_CODE) and view.has(P.CITY))
    if not street:
        return None
    if view.has(P.EMAIL):
        if view.weight("contact") >= 4 and view.weight("contact") > view.weight("checkout"):
            return F.CONTACT
        if view.weight("newsletter") >= 4 and not view.says("checkout"):
            return F.NEWSLETTER
        if view.says("checkout") or view.says("guest") or view.says("order", 4) or view.has(*_CARD, P.PAYMENT_METHOD):
            return F.GUEST_CHECKOUT
        return F.REGISTRATION if view.says("registration", 4) else None
    if view.has(P.CC_NUMBER) or (view.has(*_CARD) and view.says("payment")):
        return F.CHECKOUT_PAYMENT
    return F.CHECKOUT_ADDRESS


def _steps(view: _View) -> F | None:
    """Other steps of a checkout."""
    if view.has(P.CC_NUMBER, P.IBAN) or (view.has(P.PAYMENT_METHOD) and not view.has(*_NAMES, P.EMAIL)):
        return F.ORDER if view.has(P.CONSENT_TERMS) and view.weight("order") >= 8 else F.CHECKOUT_PAYMENT
    if view.has(P.DELIVERY_OPTION) and not view.has(*_NAMES, P.EMAIL):
        return F.CHECKOUT_SHIPPING
    if view.has(P.CONSENT_TERMS) and view.weight("order") >= 4:
        return F.ORDER
    if view.has(P.EMAIL) and view.has(*_NAMES) and view.says("guest"):
        return F.GUEST_CHECKOUT
    return None


def _letters(view: _View) -> F | None:
    """Newsletter and contact."""
    letter = view.has(P.EMAIL) and not view.has(P.FREE_TEXT) and view.says("newsletter")
    if letter and (not view.says("checkout") or view.weight("newsletter") >= max(2, view.weight("checkout"))):
        return F.NEWSLETTER
    if view.role.startswith("checkout_") and view.has(P.EMAIL) and not view.has(P.FREE_TEXT):
        return F.CHECKOUT_CONTACT  # a step called "contact" is no letter to the shop
    if view.says("contact", 2) and view.has(P.EMAIL, P.TEL, P.FREE_TEXT, *_NAMES):
        return F.CONTACT
    if view.has(P.EMAIL) and view.says("checkout") and not view.has(P.FREE_TEXT):
        return F.CHECKOUT_CONTACT
    if view.has(P.FREE_TEXT) and view.has(P.EMAIL):
        return F.CHAT if view.says("chat", 2) else F.CONTACT
    return None


def _rest(view: _View) -> F | None:
    """Forms that ask nothing about a person, or whose purpose the vocabulary has no word for."""
    known = all(meaning.known is not None for meaning in view.meanings)
    if view.says("tracking", 2) and view.has(P.ORDER_NUMBER):
        return F.OTHER
    if view.says("cart", 4) and not view.has(P.EMAIL, *_NAMES):
        return F.OTHER
    if known and view.only(_IMPERSONAL | {P.AGE_OVER}):
        return F.OTHER
    if view.says("listing", 2) and not view.has(P.EMAIL, *_NAMES, P.TEL):
        return F.OTHER
    return None


_RULES: tuple[Callable[[_View], F | None], ...] = (
    _consent,
    _small,
    _password,
    _by_name,
    _rest,
    _address,
    _steps,
    _letters,
)
