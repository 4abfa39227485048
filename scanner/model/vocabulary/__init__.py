"""The closed vocabularies of the evidence and of policies: what a field may say, and nothing else.

`unknown` is never a member: what could not be told is an `Unknown` with its reason.
Kept equal to `scanner/data/vocabulary.yaml` by a test.
"""

from __future__ import annotations

from scanner.model.vocabulary.forms import (
    ButtonRole,
    ChangeType,
    FormPurpose,
    KeyFact,
    LeakChannel,
    LeakEncoding,
    LeakTrigger,
    PersonalData,
    ScriptAssurance,
    ScriptType,
)
from scanner.model.vocabulary.judging import Area, Certainty, GapCause, Level, Sector, Severity, Verdict
from scanner.model.vocabulary.legal import LegalDetail
from scanner.model.vocabulary.network import (
    AdminAnswer,
    EndpointRole,
    GroupFamily,
    KeyExchange,
    KeyType,
    ParameterSet,
    PortGroup,
    PortState,
    TlsFlaw,
    TlsVersion,
    TrustProblem,
)
from scanner.model.vocabulary.pages import (
    Answerer,
    DisclosedAs,
    DisclosureItem,
    FingerprintApi,
    FramedBy,
    Goods,
    PageRole,
    Party,
    Phase,
    Purpose,
    ReferrerPolicy,
    RequestType,
    SameSite,
    SealKind,
    SealProblem,
    SealShown,
    ServiceCategory,
    StorageArea,
    Told,
    ToldAddress,
    TransferBasis,
)
from scanner.model.vocabulary.words import OrderedWord, Word

#: Gap causes that are the owner's choice: the control is "not assessed", still unknown (design § 4).
OWNERS_CHOICE = frozenset(
    {GapCause.NOT_AUTHORISED, GapCause.NOT_REQUESTED, GapCause.FACT_MISSING, GapCause.NEEDS_TEST_IDENTITY}
)


def vocabularies() -> dict[str, type[Word]]:
    """Every vocabulary by its name in policies (`PersonalData`)."""
    return {
        word.__name__: word for base in (Word, OrderedWord) for word in base.__subclasses__() if word is not OrderedWord
    }


__all__ = [
    "OWNERS_CHOICE",
    "AdminAnswer",
    "Answerer",
    "Area",
    "ButtonRole",
    "Certainty",
    "ChangeType",
    "DisclosedAs",
    "DisclosureItem",
    "EndpointRole",
    "FingerprintApi",
    "FormPurpose",
    "FramedBy",
    "GapCause",
    "Goods",
    "GroupFamily",
    "KeyExchange",
    "KeyFact",
    "KeyType",
    "LeakChannel",
    "LeakEncoding",
    "LeakTrigger",
    "LegalDetail",
    "Level",
    "OrderedWord",
    "PageRole",
    "ParameterSet",
    "Party",
    "PersonalData",
    "Phase",
    "PortGroup",
    "PortState",
    "Purpose",
    "ReferrerPolicy",
    "RequestType",
    "SameSite",
    "ScriptAssurance",
    "ScriptType",
    "SealKind",
    "SealProblem",
    "SealShown",
    "Sector",
    "ServiceCategory",
    "Severity",
    "StorageArea",
    "TlsFlaw",
    "TlsVersion",
    "Told",
    "ToldAddress",
    "TransferBasis",
    "TrustProblem",
    "Verdict",
    "Word",
    "vocabularies",
]
