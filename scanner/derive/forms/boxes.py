"""What a tick in a box is bound to: health data, advertising, profiling, terms, the privacy notice, or none of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scanner.derive.forms.around_words import around_words, sentences
from scanner.derive.forms.cores import cores
from scanner.derive.forms.words import Found, plain, words
from scanner.model.vocabulary import PersonalData as P

#: Kinds that decide wherever they are named; of terms and privacy, the one named first is what the box is for.
_DECIDE = (P.CONSENT_HEALTH, P.AGE_OVER, P.CAPTCHA, P.CONSENT_PROFILING, P.CONSENT_MARKETING)
_YES_NO = frozenset(
    {"ja", "nein", "yes", "no", "oui", "non", "si", "tak", "nie", "nee", "ja gerne", "nein danke", "no thanks"}
)
_CONSENTS = frozenset({P.CONSENT_HEALTH, P.CONSENT_MARKETING, P.CONSENT_PRIVACY, P.CONSENT_PROFILING, P.CONSENT_TERMS})


def is_consent(means: object) -> bool:
    """Whether a meaning is a consent or an agreement."""
    return means in _CONSENTS


def consent_of(label: str) -> Found | None:
    """What a box with this label is bound to, or None where that is not understood."""
    flat, lexicon, stems = plain(label), words().boxes, cores().boxes
    if handed := cores().passed_on.best(P.CONSENT_PRIVACY, label):
        return handed
    agreed = _first(P.CONSENT_TERMS, flat)
    for kind in _DECIDE:
        found = lexicon.best(kind, flat) or stems.best(kind, label)
        if found and kind is P.CONSENT_MARKETING and _only_taken_back(label):
            continue
        if found and not (kind is P.AGE_OVER and agreed and agreed.at < found.at):
            return found
    both = [found for kind in (P.CONSENT_TERMS, P.CONSENT_PRIVACY) if (found := _first(kind, flat))]
    if both:
        named = next((one for one in both if one.means == P.CONSENT_TERMS and _NAMED.search(flat)), None)
        return named or min(both, key=lambda found: found.at)
    for kind in (P.CONSENT_TERMS, P.CONSENT_PRIVACY):
        if found := stems.best(kind, label):
            return found
    return lexicon.best(P.NONE, flat) or stems.best(P.NONE, label)


#: Terms by their name: whoever accepts them and has read a notice is bound by them, wherever the notice stands.
_NAMED = re.compile(r"\b(?:agbs?|\w*geschaftsbedingung\w*|terms and conditions|t cs|cgv|regulamin\w*)\b")


def _only_taken_back(label: str) -> bool:
    """Whether advertising is only spoken of as what can be ended, beside a notice that was read."""
    lexicon, stems, box = words().boxes, cores().boxes, around_words().box
    clauses = [clause for sentence in sentences(label) for clause in around_words().joins.split(sentence)]
    speaks = [
        clause
        for clause in clauses
        if lexicon.best(P.CONSENT_MARKETING, plain(clause)) or stems.best(P.CONSENT_MARKETING, clause)
    ]
    read = any(
        box.says("inform", sentence) and _first(P.CONSENT_PRIVACY, plain(sentence)) for sentence in sentences(label)
    )
    return bool(speaks) and read and all(box.says("back", clause) for clause in speaks)


def _first(kind: P, flat: str) -> Found | None:
    """The first place where a kind is named, whatever its length."""
    found = [
        Found(kind, phrase.weight, at, " ".join(phrase.words))
        for phrase in words().boxes.phrases[kind]
        if (at := phrase.position(flat)) >= 0
    ]
    return min(found, key=lambda one: one.at, default=None)


def offers_guest(options: Sequence[str]) -> bool:
    """Whether a choice is one of how to go on, and one may go on without an account."""
    lexicon = words().purposes["words"]
    return len(options) > 1 and any(lexicon.says("guest", option) for option in options)


def yes_or_no(options: Sequence[str]) -> bool:
    """Whether a choice is a box in disguise: yes or no."""
    real = [plain(option) for option in options if plain(option)]
    return 2 <= len(real) <= 3 and sum(option in _YES_NO for option in real) >= 2
