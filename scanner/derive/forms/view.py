"""A form as it is asked over and over: its fields' meanings, and how much its words speak for a purpose."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from scanner.derive.forms.cores import cores
from scanner.derive.forms.fields import Meaning
from scanner.derive.forms.signals import FormSignals
from scanner.derive.forms.words import Lexicon, end_in, words, words_of_name
from scanner.model.vocabulary import FormPurpose
from scanner.model.vocabulary import PersonalData as P

IMPERSONAL = frozenset({P.NONE, P.QUANTITY, P.COUNTRY, P.SEARCH_TERM, P.RATING})
#: A text right before a form that is no longer than this is as good as a heading.
_SHORT = 60
#: How much a place's word counts.
WEIGHTS = {"button": 4, "heading": 4, "ids": 2, "above": 2, "words": 1}
CHOICES = frozenset(
    {"checkbox", "radio", "radiogroup", "switch", "select", "select-multiple", "listbox", "combobox", "range"}
)
#: What is told in a sentence too, not only in a heading or on a button.
_IN_SENTENCES = frozenset({"stock_alert", "withdrawal"})
_SENTENCE = 24
#: What a whole page is for.
_IN_TITLES = frozenset({"checkout", "return", "withdrawal", "cancellation", "prescription", "registration"})


#: What the vocabulary has no word for, by name.
_OTHERS = ("sharing", "loan", "applying", "tracking")
#: Buttons that say so may say more.
_GENERAL = frozenset({"step", "saving"})


@dataclass(slots=True)
class FormView:
    """A form's words and fields, asked over and over."""

    form: FormSignals
    meanings: Sequence[Meaning]
    role: str = ""
    told: list[tuple[str, str]] = field(default_factory=list)
    _says: dict[str, int] = field(default_factory=dict)

    def has(self, *wanted: P) -> bool:
        return any(meaning.known in wanted for meaning in self.meanings)

    def only(self, allowed: AbstractSet[P | None]) -> bool:
        return all(meaning.known in allowed for meaning in self.meanings)

    def heard(self, name: str) -> bool:
        """Whether a visitor reads it: in a button, a heading or above the form."""
        self.says(name)
        return any((place, name) in self.told for place in ("button", "heading", "above"))

    @property
    def shown(self) -> bool:
        """There is more to go by than the fields alone."""
        form = self.form
        return any((form.buttons, form.text, form.headings, form.above, form.before))

    @property
    def choices_only(self) -> bool:
        """Nothing is typed that says anything about a person, as far as that is understood."""
        pairs = zip(self.form.fields, self.meanings, strict=True)
        impersonal = IMPERSONAL | {P.AGE_OVER}
        return all(means.known in impersonal or (means.known is None and one.kind in CHOICES) for one, means in pairs)

    @property
    def offers_account(self) -> bool:
        """A box by which one may have an account besides."""
        lexicon = words().purposes["button"]
        return any(
            one.kind in {"checkbox", "switch"} and lexicon.says("registration", one.label) for one in self.form.fields
        )

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
            "above": [*form.above, *([form.before] if len(form.before) <= _SHORT else [])],
            "words": [form.text, form.before, *([form.title] if self._of_the_page(name) else [])],
        }
        total = 0
        for place, held in texts.items():
            lexicon: Lexicon = lexicons["heading" if place == "above" else place]
            if any(name in lexicon.said(text) or _core_says(place, name, text) for text in held if text):
                total += WEIGHTS[place]
                self.told.append((place, name))
        if self._identified(name):
            total += WEIGHTS["ids"]
            self.told.append(("ids", name))
        if words().roles.get(self.role) == name:
            total += WEIGHTS["ids"]
            self.told.append(("role", name))
        return total

    def _of_the_page(self, name: str) -> bool:
        """The page's title speaks of what stands in its middle, and of a few things only."""
        return name in _IN_TITLES and not self.form.place

    def told_above(self, name: str) -> bool:
        """Whether a heading says it, in or above the form."""
        self.says(name)
        return ("heading", name) in self.told or ("above", name) in self.told

    def names(self, purpose: FormPurpose) -> bool:
        """Whether a heading, in or above the form, names this purpose."""
        if purpose is FormPurpose.OTHER:
            return any(self.told_above(name) for name in _OTHERS)
        return purpose.value in words().purposes["heading"].phrases and self.told_above(purpose.value)

    def _identified(self, name: str) -> bool:
        form = self.form
        lexicon = words().purposes["ids"]
        places = [form.id, form.name, *form.classes.split()[:12], *_path(form.action)]
        for place in places:
            spelled = words_of_name(place)
            if any(end_in(one.words, spelled) for one in lexicon.phrases.get(name, ())):
                return True
        return False


def _core_says(place: str, name: str, text: str) -> bool:
    """Whether stems say it where no phrase says anything."""
    if place == "words":
        return name in _IN_SENTENCES and any(one.means == name for one in cores().purposes.find(text, _SENTENCE))
    lexicon = words().purposes["heading" if place == "above" else place]
    if lexicon.said(text) - _GENERAL:
        return False
    return any(one.means == name for one in cores().purposes.find(text))


def _path(action: str) -> list[str]:
    try:
        parts = urlsplit(action)
    except ValueError:
        return []
    return [part for part in (*parts.path.split("/"), parts.query, parts.fragment) if part][:10]
