"""The language of a text, by counting its commonest little words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

#: Words that are frequent in one language and hardly appear in the others; folded.
_WORDS: Mapping[str, frozenset[str]] = {
    "de": frozenset("der die das und nicht ist wir sie ihre ihrer oder fuer mit auf von zu den dem des eine einer werden wird bei sich ich du deine auch nach zur zum".split()),
    "en": frozenset("the and of to your you we our is are or not with for by this that which may will be it have any from as".split()),
    "fr": frozenset("le les des et vous nous votre vos une est sont pour dans que qui sur par avec ces cette aux du".split()),
    "es": frozenset("el los las del y usted su sus una es son para que con por como esta este datos nuestro".split()),
    "it": frozenset("il lo gli della delle dei e che per con una sono nostro nostra dati alla dal questo essere".split()),
    "nl": frozenset("het een van en de wij onze uw niet voor met op zijn wordt worden deze die dat naar door bij".split()),
    "pl": frozenset("i w z na do nie jest sie przez oraz ze dane danych lub jako dla moze prawo".split()),
    "pt": frozenset("os uma nao com para que seus suas dados nos voce pode esta sao pela pelo como".split()),
    "sv": frozenset("och att det som en ett vi av for inte dina din med till pa ar vara kan har".split()),
    "da": frozenset("og at det som en et vi af for ikke dine din med til pa er vores kan har du".split()),
}  # fmt: skip
_FEWEST = 4
_SHARE = 0.06
_MARGIN = 1.25


def shares(texts: Iterable[str]) -> tuple[Counter[str], int]:
    """How many little words of each language stand in the folded texts, and how many words there are in all."""
    counts: Counter[str] = Counter()
    total = 0
    for text in texts:
        words = [word.strip(".,:;!?()\"'") for word in text.split()]
        total += len(words)
        for language, known in _WORDS.items():
            counts[language] += sum(word in known for word in words)
    return counts, total


def language_of(texts: Iterable[str]) -> str | None:
    """A two-letter code, or None: too little text, too few little words, or two languages alike."""
    counts, total = shares(texts)
    (first, most), (_, second) = counts.most_common(2)
    if most < _FEWEST or most < _SHARE * total or most < _MARGIN * second:
        return None
    return first
