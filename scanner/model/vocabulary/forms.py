"""Words of forms, checkouts and payment pages."""

from __future__ import annotations

from enum import unique

from scanner.model.vocabulary.words import Word


@unique
class FormPurpose(Word):
    """What a form is for."""

    NEWSLETTER = "newsletter"
    CONTACT = "contact"
    REGISTRATION = "registration"
    LOGIN = "login"
    GUEST_CHECKOUT = "guest_checkout"
    CHECKOUT_CONTACT = "checkout_contact"
    CHECKOUT_ADDRESS = "checkout_address"
    CHECKOUT_SHIPPING = "checkout_shipping"
    CHECKOUT_PAYMENT = "checkout_payment"
    ORDER = "order"
    SEARCH = "search"
    REVIEW = "review"
    RETURN = "return"
    WITHDRAWAL = "withdrawal"
    CANCELLATION = "cancellation"
    PRESCRIPTION = "prescription"
    STOCK_ALERT = "stock_alert"
    COUPON = "coupon"
    CHAT = "chat"
    ACCOUNT_DATA = "account_data"
    CONSENT = "consent"
    OTHER = "other"


@unique
class PersonalData(Word):
    """What a form field asks for; HTML autocomplete tokens where one exists."""

    NAME = "name"
    GIVEN_NAME = "given-name"
    FAMILY_NAME = "family-name"
    ADDITIONAL_NAME = "additional-name"
    HONORIFIC_PREFIX = "honorific-prefix"
    SEX = "sex"
    BDAY = "bday"
    AGE_OVER = "age-over"
    EMAIL = "email"
    TEL = "tel"
    STREET_ADDRESS = "street-address"
    HOUSE_NUMBER = "house-number"
    ADDRESS_LINE2 = "address-line2"
    POSTAL_CODE = "postal-code"
    CITY = "city"
    REGION = "region"
    COUNTRY = "country"
    ORGANIZATION = "organization"
    VAT_ID = "vat-id"
    TAX_ID = "tax-id"
    ID_NUMBER = "id-number"
    NATIONALITY = "nationality"
    USERNAME = "username"
    NEW_PASSWORD = "new-password"
    CURRENT_PASSWORD = "current-password"
    ONE_TIME_CODE = "one-time-code"
    CC_NAME = "cc-name"
    CC_NUMBER = "cc-number"
    CC_EXP = "cc-exp"
    CC_CSC = "cc-csc"
    IBAN = "iban"
    ACCOUNT_HOLDER = "account-holder"
    ORDER_NUMBER = "order-number"
    CUSTOMER_NUMBER = "customer-number"
    HEALTH = "health"
    INCOME = "income"
    OCCUPATION = "occupation"
    MARITAL_STATUS = "marital-status"
    PHOTO = "photo"
    FILE = "file"
    FREE_TEXT = "free-text"
    RATING = "rating"
    VOUCHER_CODE = "voucher-code"
    QUANTITY = "quantity"
    DELIVERY_OPTION = "delivery-option"
    PAYMENT_METHOD = "payment-method"
    SEARCH_TERM = "search-term"
    CONSENT_TERMS = "consent-terms"
    CONSENT_PRIVACY = "consent-privacy"
    CONSENT_MARKETING = "consent-marketing"
    CONSENT_PROFILING = "consent-profiling"
    CONSENT_HEALTH = "consent-health"
    CAPTCHA = "captcha"
    HONEYPOT = "honeypot"
    NONE = "none"


@unique
class KeyFact(Word):
    """What a consumer has to be shown right before ordering (BGB § 312j(2))."""

    GOODS = "goods"
    TOTAL_PRICE = "total_price"
    SHIPPING_COST = "shipping_cost"
    VAT = "vat"
    TERM = "term"


@unique
class ButtonRole(Word):
    """What pressing a button does."""

    ORDER = "order"
    ADD_TO_CART = "add_to_cart"
    WITHDRAW = "withdraw"
    CONFIRM_WITHDRAWAL = "confirm_withdrawal"
    CANCEL = "cancel"
    CONFIRM_CANCELLATION = "confirm_cancellation"
    ACCEPT = "accept"
    REJECT = "reject"
    SETTINGS = "settings"
    NEWSLETTER = "newsletter"
    SUBMIT = "submit"


@unique
class ScriptType(Word):
    """How a page has a script run. Handler: an attribute such as onclick; evaluated: made of a text by a script."""

    EXTERNAL = "external"
    MODULE = "module"
    INLINE = "inline"
    HANDLER = "handler"
    JAVASCRIPT_URL = "javascript_url"
    EVALUATED = "evaluated"
    WORKER = "worker"


@unique
class ScriptAssurance(Word):
    """How the owner says that a script stays what was approved; monitored: somebody reviews its changes elsewhere."""

    NONE = "none"
    SRI = "sri"
    CSP = "csp"
    MONITORED = "monitored"


@unique
class ChangeType(Word):
    """What became of a thing since an earlier run."""

    ADDED = "added"
    GONE = "gone"
    CHANGED = "changed"


@unique
class LeakChannel(Word):
    """How data left the page, or where it was kept before anything was submitted."""

    URL = "url"
    HEADER = "header"
    BODY = "body"
    WEBSOCKET = "websocket"
    BEACON = "beacon"
    FRAME = "frame"
    STORAGE = "storage"
    ADDRESS = "address"


@unique
class LeakTrigger(Word):
    """What made the data leave."""

    LOAD = "load"
    TYPING = "typing"
    BLUR = "blur"
    CHANGE = "change"
    TIMER = "timer"
    LEAVE = "leave"


@unique
class LeakEncoding(Word):
    """How the data was disguised."""

    PLAIN = "plain"
    LOWER = "lower"
    URL = "url"
    HTML = "html"
    ESCAPED = "escaped"
    BASE64 = "base64"
    BASE64URL = "base64url"
    HEX = "hex"
    REVERSED = "reversed"
    MD5 = "md5"
    SHA1 = "sha1"
    SHA256 = "sha256"
    SHA512 = "sha512"
    NESTED = "nested"
    COMPRESSED = "compressed"
