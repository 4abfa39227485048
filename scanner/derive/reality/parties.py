"""Whether the controller of the notice is the provider whom the imprint names: names and addresses, normalised."""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scanner.derive.notice.companies import FORM, WORD
from scanner.derive.notice.fold import fold, tidy
from scanner.derive.reality.words import words
from scanner.derive.shown import Shown
from scanner.model.values import Maybe, Unknown

_COMPANY = re.compile(
    rf"(?:(?:{WORD}|&|und|and|of|für|von|der|die|das|[a-zäöü][\w-]{{2,20}}) ){{0,6}}{WORD},? {FORM}(?![\w-])"
)
_PERSON = re.compile(
    r"(?:(?:Dr\.|Prof\.|Dipl\.-\w+\.?|Herr|Frau|Mr\.?|Ms\.?|Mrs\.?) ){0,2}"
    r"((?:[A-ZÄÖÜ][\w'’.-]{0,30} ){1,3}[A-ZÄÖÜ][\w'’-]{1,40})$"
)
_POSTCODE = re.compile(
    r"(?:^|[\s,(])(?:(?:D|A|CH|DE|AT|L|FL)[- ]?)?(\d{4,5}) [A-ZÄÖÜ][a-zäöüß]|\b([A-Z]{1,2}\d{1,2}[A-Z]? ?\d[A-Z]{2})\b"
)
_STREET = re.compile(
    r"([A-ZÄÖÜ][\w.'’-]*(?:(?: |-)[\w.'’-]+){0,4}? ?\d{1,4}(?: ?[a-zA-Z])?(?:[-/–]\d{1,4})?)(?:$|[,|])|"
    r"(\d{1,4}[a-z]? [A-Z][\w'’]+(?: [A-Z][\w'’]+){0,3} (?:Street|Road|Lane|Avenue|Square|Way))"
)
#: Lines and headings that speak of somebody else than the provider.
_OF_OTHERS = re.compile(
    r"host|design|konzept|umsetzung|realisier|agentur|bildnachweis|bildquelle|foto|grafik|versicher|streitbeileg|schlicht|aufsicht|kammer|"
    r"datenschutzbeauftragt|redaktion|programmier|kontrollstelle|registergericht|amtsgericht|handelsregister|powered|"
    r"webmaster|urheber|rechtsanw|kanzlei|verband|gesellschafterin|muttergesellschaft|konzern|haftende"
)
_LABEL = re.compile(
    r"^(?:anbieter(?:in)?|betreiber(?:in)?|diensteanbieter(?:in)?|firma|name|inhaber(?:in)?|inh\.?|unternehmen|"
    r"verantwortlich\w*|controller|company|provider|owner|proprietor)\s*(?:und \w+)?\s*[:.]\s*",
    re.IGNORECASE,
)
_TITLES = re.compile(r"^(?:dr|prof|dipl\.?-?\w*|herr|frau|firma|fa|mr|mrs|ms|der|die|das|the|c/o)\.?$")
_AND_PERSON = re.compile(
    r"\b(?:inh(?:aber(?:in)?)?\.?|vertreten durch|handelnd unter|trading as|t/a|owner|proprietor)\b:?"
)
_MOST_LINES = 400
_FEW = 0.88
#: Words of a line that is a label or a heading, whatever its element.
_SHORT = 5


@dataclass(frozen=True, slots=True)
class Party:
    """Whom a page names. `postcode`, `street`: folded, None where none was read."""

    name: str
    postcode: str | None = None
    street: str | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """`same`: None where one names nobody. `said`: both names. `same_address`: None where one gives none."""

    same: Maybe[bool | None]
    said: str | None


def providers(shown: Shown) -> tuple[Party, ...]:
    """Whom an imprint names as the shop's provider, the likeliest first: companies, else a person before an address."""
    lines = [tidy(line.text) for line in shown.read()][:_MOST_LINES]
    lines = lines or [tidy(line.text) for line in shown.lines][:_MOST_LINES]
    heads = [line.level > 0 for line in shown.read()][:_MOST_LINES] or [line.level > 0 for line in shown.lines][
        :_MOST_LINES
    ]
    found = list(_companies(lines, heads)) or list(_people(lines))
    return tuple(dict.fromkeys(found))


def _companies(lines: Sequence[str], heads: Sequence[bool]) -> Iterator[Party]:
    others = False
    for at, line in enumerate(lines):
        if heads[at] or (len(line.split()) <= _SHORT and _OF_OTHERS.search(fold(line)) and not _COMPANY.search(line)):
            others = bool(_OF_OTHERS.search(fold(line)))
        before = lines[at - 1] if at and len(lines[at - 1]) < 60 else ""
        if others or len(line) > 300 or _OF_OTHERS.search(fold(f"{before if before.endswith(':') else ''} {line}")):
            continue
        for one in _COMPANY.finditer(_LABEL.sub("", line)):
            name = one[0].strip(" ,")
            owner = _owner(line[line.find(one[0]) + len(one[0]) :])
            yield _party(f"{name} {owner}".strip(), lines, at)


def _owner(rest: str) -> str:
    return rest.strip(" ,-–") if _AND_PERSON.match(fold(rest.strip(" ,-–(")[:40])) else ""


def _people(lines: Sequence[str]) -> Iterator[Party]:
    """A name alone on its line, or behind a label, with a postcode in the lines below it."""
    for at, line in enumerate(lines):
        label = _LABEL.match(line)
        text = line[label.end() :] if label else line
        first = text.split(",")[0].strip()
        near = " ".join(lines[at : at + 5])
        if (
            len(first) <= 80
            and _PERSON.fullmatch(first)
            and _POSTCODE.search(near)
            and not _OF_OTHERS.search(fold(line))
        ):
            business = (
                lines[at - 1] if at and len(lines[at - 1]) <= 50 and not lines[at - 1].endswith((":", ".")) else ""
            )
            yield _party(first, lines, at)
            if business and not _POSTCODE.search(business) and "§" not in business:
                yield _party(business, lines, at)
            return


def _party(name: str, lines: Sequence[str], at: int) -> Party:
    postcode, street = address_in(lines[at : at + 6])
    return Party(name[:200], postcode, street)


def address_in(lines: Sequence[str]) -> tuple[str | None, str | None]:
    """Postcode and street of the first address in some lines, folded."""
    postcode = street = None
    for line in lines:
        for part in line.split(","):
            if street is None and (one := _STREET.search(part.strip())) and not _POSTCODE.search(f" {part.strip()}"):
                street = _street(one[1] or one[2])
        if one := _POSTCODE.search(f" {line}"):
            postcode = (one[1] or one[2]).replace(" ", "").lower()
            break
    return postcode, street


def _street(text: str) -> str:
    folded = fold(text)
    folded = re.sub(r"str(?:asse|\.)", "str", folded)
    return re.sub(r"[^a-z0-9]", "", folded)


# ── comparing ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Name:
    """`core`: the words without legal form and titles; `form`: in one spelling, empty without one."""

    core: tuple[str, ...]
    form: str


@functools.cache
def _forms() -> tuple[tuple[tuple[str, ...], str], ...]:
    same = words()["same_forms"]
    forms = [str(form) for form in words()["legal_forms"]]
    pairs = {tuple(_words(form)): same.get(form, form) for form in forms}
    return tuple(sorted(((key, _words_joined(form)) for key, form in pairs.items()), key=lambda one: -len(one[0])))


def _words_joined(text: str) -> str:
    return " ".join(_words(text))


def _words(text: str) -> list[str]:
    folded = fold(tidy(text)).replace("&", " und ").replace("+", " und ")
    # e.K., e. K. and eK are one word, and so are B.V. and S.A.
    folded = re.sub(r"\b([a-z])\. ?(?=[a-z]\b)", r"\1", folded)
    return re.findall(r"[a-z0-9]+", folded)


def read_name(text: str) -> _Name:
    """A party's name in one spelling."""
    found = [word for word in _words(text) if not _TITLES.match(word)]
    form = ""
    for spelling, said in _forms():
        at = _find(found, spelling)
        if at is not None:
            form = said
            del found[at : at + len(spelling)]
            break
    return _Name(tuple(word for word in found if word not in {"und", "haftungsbeschraenkt"}), form)


def _find(found: Sequence[str], spelling: Sequence[str]) -> int | None:
    """Where a legal form stands; never at the very beginning."""
    width = len(spelling)
    places = (at for at in range(len(found) - width, 0, -1) if tuple(found[at : at + width]) == tuple(spelling))
    return next(places, None)


def same_party(first: str, second: str) -> bool | None:
    """Whether two names mean the same; None where it can't be told: one may be a misspelling of the other."""
    if _AND_PERSON.search(fold(first)) or _AND_PERSON.search(fold(second)):
        parts = [
            [part for part in _AND_PERSON.split(fold(name)) if len(part.strip(" ,()-")) > 2] for name in (first, second)
        ]
        return any(same_party(one, other) is True for one in parts[0] for other in parts[1])
    one, other = read_name(first), read_name(second)
    if not one.core or not other.core:
        return None
    if one.form and other.form and one.form != other.form:
        return False
    if one.core == other.core or "".join(one.core) == "".join(other.core) or _abbreviates(one.core, other.core):
        return True
    fewer, more = sorted((set(one.core), set(other.core)), key=len)
    if fewer < more and len(fewer) >= 2 and not (one.form and other.form):
        return True
    near = difflib.SequenceMatcher(None, " ".join(one.core)[:200], " ".join(other.core)[:200]).ratio()
    return None if near >= _FEW else False


def _abbreviates(one: Sequence[str], other: Sequence[str]) -> bool:
    """A. Beispiel for Anna Beispiel."""
    return (
        len(one) == len(other) > 1
        and one[-1] == other[-1]
        and all(a == b or ((len(a) == 1 or len(b) == 1) and a[0] == b[0]) for a, b in zip(one, other, strict=True))
    )


def compare(controller: Maybe[str | None], imprint: Sequence[Party], notice_text: str, imprint_text: str) -> Compared:
    """The controller against those whom the imprint names.

    `notice_text`, `imprint_text`: all of both. Who is named in the notice as well may be the one who was meant.
    """
    if isinstance(controller, Unknown):
        return Compared(controller, None)
    if controller is None or not imprint:
        return Compared(None, None)
    said = f"{controller} / {imprint[0].name}"
    verdicts = [same_party(controller, party.name) for party in imprint]
    if any(verdicts):
        party = imprint[verdicts.index(True)]
        return Compared(True, f"{controller} / {party.name}")
    if (other := _elsewhere_in_imprint(controller, imprint_text)) is not None:
        return Compared(other, said)
    if any(_holds(notice_text, party.name) for party in imprint):
        return Compared(Unknown("the notice names the provider of the imprint, too"), said)
    if None in verdicts:
        return Compared(Unknown("the two names are spelt alike, and not the same"), said)
    return Compared(False, said)


_OWNS = re.compile(r"(?:inhaber(?:in)?|inh\.?|eigentuemer(?:in)?|owner|proprietor|einzelunternehmer(?:in)?)\W{0,3}$")
_REPRESENTS = re.compile(r"(?:vertreten|geschaeftsfuehr|vorstand|verantwortlich|redaktion|director|represented|prokur)")


def _elsewhere_in_imprint(controller: str, imprint: str) -> Maybe[bool] | None:
    """What it means that the imprint names the controller, though not as provider: its owner, its trade name, or who
    acts for it. None where it doesn't, or where it has a legal form: then it would be a company of its own.
    """
    if read_name(controller).form:
        return None
    lines = [tidy(line) for line in imprint.splitlines()][:_MOST_LINES]
    for at, line in enumerate(lines):
        if not _holds(line, controller):
            continue
        before = fold(f"{lines[at - 1] if at else ''} {line}".lower()).split(fold(controller))[0].strip()
        if _OWNS.search(before):
            return True
        if _REPRESENTS.search(fold(f"{lines[at - 1] if at else ''} {line}")):
            return Unknown("the imprint names the controller as somebody who acts for the provider")
        return True
    return None


def _holds(text: str, name: str) -> bool:
    words_ = _words(name)
    return len(words_) >= 2 and f" {' '.join(words_)} " in f" {' '.join(_words(text[:200_000]))} "
