"""The closed vocabularies of the evidence and of policies: what a field may say, and nothing else.

`unknown` is never a member: what could not be told is an `Unknown` with its reason.
Kept equal to `scanner/data/vocabulary.yaml` by a test.
"""

from __future__ import annotations

from enum import StrEnum, unique


class Word(StrEnum):
    """A member of a closed vocabulary. Its value is what stands in files."""


class OrderedWord(Word):
    """A vocabulary with a natural order: members are declared from the lowest to the highest."""

    @property
    def rank(self) -> int:
        """Position from the lowest (0)."""
        return tuple(type(self)).index(self)


@unique
class Area(Word):
    """What `--only` takes; every control belongs to one."""

    TLS = "tls"
    HTTP = "http"
    NETWORK = "network"
    DNS = "dns"
    MAIL = "mail"
    CONSENT = "consent"
    FORMS = "forms"
    NOTICE = "notice"
    LEGAL = "legal"
    PAYMENT = "payment"


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
class TlsVersion(OrderedWord):
    """SSL and TLS protocol versions, oldest first."""

    SSLV2 = "SSLv2"
    SSLV3 = "SSLv3"
    TLSV1_0 = "TLSv1.0"
    TLSV1_1 = "TLSv1.1"
    TLSV1_2 = "TLSv1.2"
    TLSV1_3 = "TLSv1.3"


@unique
class KeyExchange(Word):
    """How a cipher suite agrees on keys."""

    RSA = "rsa"
    DH = "dh"
    DHE = "dhe"
    ECDH = "ecdh"
    ECDHE = "ecdhe"
    PSK = "psk"
    ANONYMOUS = "anonymous"
    TLS13 = "tls13"


@unique
class GroupFamily(Word):
    """The family of a named group. `pq` is post-quantum without a classical part."""

    EC = "ec"
    FFDHE = "ffdhe"
    HYBRID_PQ = "hybrid_pq"
    PQ = "pq"


@unique
class KeyType(Word):
    """The type of a public key."""

    RSA = "rsa"
    EC = "ec"
    ED25519 = "ed25519"
    ED448 = "ed448"
    DSA = "dsa"
    ML_DSA = "ml_dsa"


@unique
class TrustProblem(Word):
    """Why a certificate is not trusted."""

    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    SELF_SIGNED = "self_signed"
    UNKNOWN_ROOT = "unknown_root"
    INCOMPLETE_CHAIN = "incomplete_chain"
    WRONG_ORDER = "wrong_order"
    NAME_MISMATCH = "name_mismatch"
    WEAK_SIGNATURE = "weak_signature"
    REVOKED = "revoked"
    MALFORMED = "malformed"


@unique
class ParameterSet(Word):
    """Guidelines whose lists of suites and groups stand in `data/tls_parameter_sets.yaml`."""

    BSI_TR_02102_2 = "bsi_tr_02102_2"
    MOZILLA_INTERMEDIATE = "mozilla_intermediate"
    MOZILLA_MODERN = "mozilla_modern"
    NIST_SP_800_52R2 = "nist_sp_800_52r2"
    PCI_DSS = "pci_dss"


@unique
class TlsFlaw(Word):
    """Known flaws of protocols and implementations."""

    HEARTBLEED = "heartbleed"
    CCS_INJECTION = "ccs_injection"
    ROBOT = "robot"
    TICKETBLEED = "ticketbleed"
    CRIME = "crime"
    BREACH_CONDITION = "breach_condition"
    POODLE = "poodle"
    SWEET32 = "sweet32"
    FREAK = "freak"
    LOGJAM = "logjam"
    BEAST = "beast"
    LUCKY13 = "lucky13"
    DROWN = "drown"
    INSECURE_RENEGOTIATION = "insecure_renegotiation"
    CLIENT_RENEGOTIATION = "client_renegotiation"
    NO_FALLBACK_SCSV = "no_fallback_scsv"
    NO_EXTENDED_MASTER_SECRET = "no_extended_master_secret"
    KNOWN_WEAK_DH_PRIME = "known_weak_dh_prime"


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
class EndpointRole(Word):
    """What a host and port serve."""

    SHOP = "shop"
    APEX = "apex"
    CHECKOUT = "checkout"
    API = "api"
    MAIL = "mail"
    ADMIN = "admin"
    OTHER = "other"


@unique
class PortState(Word):
    """What a port scan saw."""

    OPEN = "open"
    CLOSED = "closed"
    FILTERED = "filtered"


@unique
class PortGroup(Word):
    """What a port is for. Management: what administers a machine or shares its files, and is meant for insiders."""

    DATABASE = "database"
    MANAGEMENT = "management"
    WEB = "web"
    MAIL = "mail"
    OTHER = "other"


@unique
class AdminAnswer(Word):
    """What answers where the way into an administration may be."""

    LOGIN_FORM = "login_form"
    TOOL = "tool"
    HTTP_AUTH = "http_auth"
    FORBIDDEN = "forbidden"
    NOTHING = "nothing"


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
class LeakChannel(Word):
    """How data left the page."""

    URL = "url"
    HEADER = "header"
    BODY = "body"
    WEBSOCKET = "websocket"
    BEACON = "beacon"
    FRAME = "frame"


@unique
class LeakTrigger(Word):
    """What made the data leave."""

    LOAD = "load"
    TYPING = "typing"
    BLUR = "blur"
    CHANGE = "change"
    TIMER = "timer"


@unique
class LeakEncoding(Word):
    """How the data was disguised."""

    PLAIN = "plain"
    LOWER = "lower"
    URL = "url"
    HTML = "html"
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


@unique
class GapCause(Word):
    """Why something could not be seen."""

    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    BLOCKED = "blocked"
    ERROR = "error"
    CRASH = "crash"
    BUDGET = "budget"
    NOT_AUTHORISED = "not_authorised"
    NOT_REQUESTED = "not_requested"
    TOOL_MISSING = "tool_missing"
    FACT_MISSING = "fact_missing"
    NEEDS_TEST_IDENTITY = "needs_test_identity"
    NOT_OPERABLE = "not_operable"
    UNSUPPORTED = "unsupported"


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
class FramedBy(Word):
    """Whose pages may show a page in a frame."""

    NOBODY = "nobody"
    SAME_ORIGIN = "same_origin"
    LISTED = "listed"
    ANYBODY = "anybody"


@unique
class Verdict(Word):
    """What judging a control gives."""

    PASS = "pass"
    FAIL = "fail"
    NOT_APPLICABLE = "not_applicable"
    UNKNOWN = "unknown"


@unique
class Severity(OrderedWord):
    """How bad a failure is, from `info` to `critical`."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


@unique
class Level(OrderedWord):
    """What a failure may do; only `error` can block."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


@unique
class Certainty(Word):
    """How sure the law or standard behind a control is."""

    SETTLED = "settled"
    GUIDANCE = "guidance"
    CONTESTED = "contested"
    STANDARD = "standard"


@unique
class Sector(Word):
    """The trade of the shop."""

    GENERAL = "general"
    FOOD = "food"
    PHARMACY = "pharmacy"
    BANK = "bank"


#: Gap causes that are the owner's choice: the control is "not assessed", still unknown (design § 4).
OWNERS_CHOICE = frozenset(
    {GapCause.NOT_AUTHORISED, GapCause.NOT_REQUESTED, GapCause.FACT_MISSING, GapCause.NEEDS_TEST_IDENTITY}
)


def vocabularies() -> dict[str, type[Word]]:
    """Every vocabulary by its name in policies (`PersonalData`)."""
    return {
        word.__name__: word for base in (Word, OrderedWord) for word in base.__subclasses__() if word is not OrderedWord
    }
