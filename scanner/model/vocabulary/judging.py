"""Words of plans, gaps and verdicts."""

from __future__ import annotations

from enum import unique

from scanner.model.vocabulary.words import OrderedWord, Word


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
