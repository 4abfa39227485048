"""Words of hosts, ports and TLS."""

from __future__ import annotations

from enum import unique

from scanner.model.vocabulary.words import OrderedWord, Word


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
