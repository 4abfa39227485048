"""Words of pages, consent, and what is stored and sent."""

from __future__ import annotations

from enum import unique

from scanner.model.vocabulary.words import Word


@unique
class Phase(Word):
    """A state of consent the shop is visited in."""

    BEFORE_CHOICE = "before_choice"
    REJECTED = "rejected"
    ACCEPTED = "accepted"
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"
    REVISIT = "revisit"
    GPC = "gpc"


@unique
class PageRole(Word):
    """What a page is for."""

    HOME = "home"
    CATEGORY = "category"
    PRODUCT = "product"
    SEARCH = "search"
    CART = "cart"
    CHECKOUT_CONTACT = "checkout_contact"
    CHECKOUT_ADDRESS = "checkout_address"
    CHECKOUT_SHIPPING = "checkout_shipping"
    CHECKOUT_PAYMENT = "checkout_payment"
    ORDER_REVIEW = "order_review"
    LOGIN = "login"
    REGISTRATION = "registration"
    ACCOUNT = "account"
    CONTACT = "contact"
    NEWSLETTER = "newsletter"
    PRIVACY = "privacy"
    COOKIES = "cookies"
    IMPRINT = "imprint"
    TERMS = "terms"
    WITHDRAWAL = "withdrawal"
    WITHDRAWAL_FUNCTION = "withdrawal_function"
    CANCELLATION_FUNCTION = "cancellation_function"
    SHIPPING = "shipping"
    PAYMENT = "payment"
    ACCESSIBILITY = "accessibility"
    FAQ = "faq"
    REVIEWS = "reviews"
    BLOG = "blog"
    PRESCRIPTION = "prescription"
    OTHER = "other"


@unique
class Goods(Word):
    """What sort of thing is sold. `goods`: movable things that are none of the others; `service`: no thing at all."""

    FOOD = "food"
    FEED = "feed"
    MEDICINE = "medicine"
    PLANTS = "plants"
    DIGITAL = "digital"
    VOUCHER = "voucher"
    GOODS = "goods"
    SERVICE = "service"


@unique
class Purpose(Word):
    """What something stored or sent is for; `necessary` in the sense of TDDDG § 25(2)."""

    NECESSARY = "necessary"
    FUNCTIONAL = "functional"
    STATISTICS = "statistics"
    MARKETING = "marketing"
    PERSONALISATION = "personalisation"
    SOCIAL = "social"
    SECURITY = "security"


@unique
class ServiceCategory(Word):
    """What kind of service is behind a host; `none`: the shop's own server, and nobody's service."""

    ANALYTICS = "analytics"
    SESSION_REPLAY = "session_replay"
    AB_TESTING = "ab_testing"
    PERSONALISATION = "personalisation"
    CUSTOMER_DATA = "customer_data"
    TAG_MANAGER = "tag_manager"
    ADVERTISING = "advertising"
    AFFILIATE = "affiliate"
    PRICE_COMPARISON = "price_comparison"
    MAIL_MARKETING = "mail_marketing"
    PUSH = "push"
    SOCIAL = "social"
    VIDEO = "video"
    AUDIO = "audio"
    MAPS = "maps"
    FONTS = "fonts"
    CDN = "cdn"
    CAPTCHA = "captcha"
    FRAUD_PREVENTION = "fraud_prevention"
    PAYMENT = "payment"
    CREDIT_CHECK = "credit_check"
    CONSENT_TOOL = "consent_tool"
    CHAT = "chat"
    REVIEWS = "reviews"
    SEARCH = "search"
    FORMS = "forms"
    MONITORING = "monitoring"
    SHIPPING = "shipping"
    ADDRESS_CHECK = "address_check"
    MARKETPLACE = "marketplace"
    SHOP_SYSTEM = "shop_system"
    PRODUCT_CONTENT = "product_content"
    CONTENT = "content"
    LOGIN = "login"
    ACCESSIBILITY = "accessibility"
    LEGAL_TEXTS = "legal_texts"
    NONE = "none"


@unique
class Party(Word):
    """Seen from the shop's registrable domain."""

    FIRST = "first"
    THIRD = "third"


@unique
class SameSite(Word):
    """The SameSite attribute of a cookie."""

    STRICT = "strict"
    LAX = "lax"
    NONE = "none"
    UNSET = "unset"


@unique
class StorageArea(Word):
    """Where on the device an item is stored."""

    COOKIE = "cookie"
    LOCAL_STORAGE = "local_storage"
    SESSION_STORAGE = "session_storage"
    INDEXEDDB = "indexeddb"
    CACHE = "cache"
    SERVICE_WORKER = "service_worker"


@unique
class DisclosureItem(Word):
    """What a privacy notice has to disclose."""

    CONTROLLER = "controller"
    EU_REPRESENTATIVE = "eu_representative"
    DPO = "dpo"
    PURPOSES = "purposes"
    LEGAL_BASIS = "legal_basis"
    LEGITIMATE_INTERESTS = "legitimate_interests"
    RECIPIENTS = "recipients"
    THIRD_COUNTRY = "third_country"
    SAFEGUARDS = "safeguards"
    RETENTION = "retention"
    RIGHT_ACCESS = "right_access"
    RIGHT_RECTIFICATION = "right_rectification"
    RIGHT_ERASURE = "right_erasure"
    RIGHT_RESTRICTION = "right_restriction"
    RIGHT_PORTABILITY = "right_portability"
    RIGHT_OBJECTION = "right_objection"
    RIGHT_WITHDRAW = "right_withdraw"
    COMPLAINT = "complaint"
    OBLIGATION = "obligation"
    AUTOMATED = "automated"
    SOURCE = "source"
    COOKIES_TDDDG = "cookies_tdddg"
    JOINT_CONTROLLERS = "joint_controllers"
    SERVER_LOGS = "server_logs"
    CONTACT_FORM = "contact_form"
    ACCOUNT = "account"
    PAYMENT = "payment"
    CREDIT_CHECK = "credit_check"
    SHIPPING = "shipping"
    NEWSLETTER = "newsletter"
    DIRECT_MARKETING = "direct_marketing"
    REVIEWS = "reviews"
    CHAT_AI = "chat_ai"


@unique
class RequestType(Word):
    """What kind of request the browser made."""

    DOCUMENT = "document"
    STYLESHEET = "stylesheet"
    IMAGE = "image"
    FONT = "font"
    SCRIPT = "script"
    XHR = "xhr"
    FETCH = "fetch"
    BEACON = "beacon"
    PING = "ping"
    WEBSOCKET = "websocket"
    MEDIA = "media"
    WORKER = "worker"
    PREFETCH = "prefetch"
    CSP_REPORT = "csp_report"
    FORM = "form"
    OTHER = "other"


@unique
class FingerprintApi(Word):
    """The browser interface that was read."""

    CANVAS = "canvas"
    WEBGL = "webgl"
    AUDIO = "audio"
    FONTS = "fonts"
    WEBRTC = "webrtc"
    NAVIGATOR = "navigator"
    SCREEN = "screen"
    BATTERY = "battery"
    SENSORS = "sensors"


@unique
class ReferrerPolicy(Word):
    """Referrer Policy § 3; the empty policy is never one that a page sets."""

    NO_REFERRER = "no-referrer"
    NO_REFERRER_WHEN_DOWNGRADE = "no-referrer-when-downgrade"
    SAME_ORIGIN = "same-origin"
    ORIGIN = "origin"
    STRICT_ORIGIN = "strict-origin"
    ORIGIN_WHEN_CROSS_ORIGIN = "origin-when-cross-origin"
    STRICT_ORIGIN_WHEN_CROSS_ORIGIN = "strict-origin-when-cross-origin"
    UNSAFE_URL = "unsafe-url"


@unique
class ToldAddress(Word):
    """How much of a page's address a request tells in its Referer field."""

    NOTHING = "nothing"
    ORIGIN = "origin"
    WHOLE = "whole"


@unique
class Told(Word):
    """What a request says, readably: of its visitor, and of what the visitor is looking at."""

    EMAIL = "email"
    PHONE = "phone"
    NAME = "name"
    TOKEN = "token"
    PAGE = "page"
    PRODUCT = "product"
    PRODUCT_NUMBER = "product_number"
    CATEGORY = "category"
    SEARCH_TERM = "search_term"


@unique
class FramedBy(Word):
    """Whose pages may show a page in a frame."""

    NOBODY = "nobody"
    SAME_ORIGIN = "same_origin"
    LISTED = "listed"
    ANYBODY = "anybody"


@unique
class SealKind(Word):
    """What a sign on a page vouches for; only `seal` speaks of the shop itself."""

    SEAL = "seal"
    MEMBERSHIP = "membership"
    REVIEWS = "reviews"
    AWARD = "award"
    COMPARISON = "comparison"
    SECURITY = "security"
    PHARMACY_LOGO = "pharmacy_logo"
    ORGANIC_LOGO = "organic_logo"
    PRODUCT_LABEL = "product_label"
    SUSTAINABILITY_LABEL = "sustainability_label"


@unique
class SealShown(Word):
    """How a sign is shown: as a picture, drawn by its issuer's own script or frame, or in words."""

    IMAGE = "image"
    WIDGET = "widget"
    WORDS = "words"


@unique
class SealProblem(Word):
    """Why a sign is not what it looks like."""

    UNLINKED = "unlinked"
    FOREIGN_LINK = "foreign_link"
    NO_CERTIFICATE = "no_certificate"
    NOT_SECURE = "not_secure"
    NOT_FOUND = "not_found"
    NAMES_ANOTHER = "names_another"
    LAPSED = "lapsed"


@unique
class Answerer(Word):
    """Who answers in a chat; `either`: people or a machine, as the shop has set it up."""

    MACHINE = "machine"
    PEOPLE = "people"
    EITHER = "either"


@unique
class DisclosedAs(Word):
    """By what a notice names a service: its name, its operator, its host, or no more than its kind and role."""

    NAME = "name"
    OPERATOR = "operator"
    HOST = "host"
    KIND = "kind"


@unique
class TransferBasis(Word):
    """What a notice rests a transfer to a third country on (GDPR chapter V)."""

    DPF = "dpf"
    ADEQUACY = "adequacy"
    SCC = "scc"
    BCR = "bcr"
    CONSENT = "consent"
    CONTRACT = "contract"
