"""What of the evidence is compared: things with a key that lasts from run to run, each with the fields that matter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from scanner.model.difference import DaysLeft, Theme
from scanner.model.evidence import Evidence
from scanner.model.facts import (
    Certificate,
    ConsentBanner,
    Fact,
    Form,
    FormField,
    Request,
    Resource,
    said_at,
    show,
    value_at,
)
from scanner.model.values import NOT_STATED, Unknown
from scanner.model.verdict import Text
from scanner.model.vocabulary import Party, Phase, RequestType, Word

#: The fields that are compared, by kind of fact. Left out is what tells nothing of a visitor's data, and what differs
#: from scan to scan by itself: days left, initiators, titles.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "service": ("observed", "purpose", "operator", "country", "receives_personal_data", "disclosed"),
    "request": ("phase", "service", "purpose", "country", "cname"),
    "resource": ("integrity", "protected", "placed_by"),
    "certificate": ("sha256", "subject", "issuer", "names", "key_type", "key_bits", "not_after", "trusted"),
    "stored_item": ("party", "purpose", "service", "lifetime_days", "secure", "http_only", "same_site", "sent_to"),
    "consent_banner": (
        "tool",
        "accept.label",
        "accept.clicks",
        "reject.label",
        "reject.layer",
        "reject.clicks",
        "preticked",
        "wall",
        "close_accepts",
        "scroll_accepts",
        "withdraw.found",
        "withdraw.clicks",
        "withdraw.works",
    ),
    "listed_item": ("necessary", "service", "purpose"),
    "fingerprinting": ("phase", "api", "party", "service"),
    "page": ("role", "status", "language"),
    "form": ("method", "action", "secure", "same_site", "links_notice", "guest_possible", "consent_boxes", "captcha"),
    "form_field": ("asks_for", "required", "marked", "preticked", "neutral_option"),
}
#: The kinds whose gaps may hide a thing of a theme.
KINDS_OF: Mapping[Theme, tuple[str, ...]] = {
    Theme.SERVICES: ("service", "request"),
    Theme.HOSTS: ("request",),
    Theme.SCRIPTS: ("resource",),
    Theme.CERTIFICATES: ("certificate",),
    Theme.STORED: ("stored_item",),
    Theme.BANNER: ("consent_banner", "listed_item"),
    Theme.FINGERPRINTING: ("fingerprinting",),
    Theme.PAGES: ("page",),
    Theme.FORMS: ("form", "form_field"),
}

Key = tuple[str, ...]
#: Why exactly a field could not be told differs from scan to scan.
_NOT_TOLD = Unknown("it could not be told")


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that both runs may have seen; `rows` are what it was seen as.

    `values` by field: what the rows say, a tuple where they say several things. `part_of`: the key of the thing
    without which it can't be there.
    """

    kind: str
    key: Key
    what: Text
    where: str
    rows: tuple[Fact, ...]
    values: Mapping[str, object]
    part_of: Key | None = None


def things(evidence: Evidence, theme: Theme) -> dict[Key, Thing]:
    """What was seen of a theme, by key."""
    return {thing.key: thing for thing in _READ[theme](evidence)}


def days_left(older: Evidence, newer: Evidence) -> Iterator[DaysLeft]:
    """Of each host's leaf certificates the fewest days left, as far as the rows say."""
    before, after = _days(older), _days(newer)
    for where in sorted({*before, *after}):
        yield DaysLeft(where, before.get(where), after.get(where))


def _days(evidence: Evidence) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in _leaves(evidence):
        days = value_at(row, "days_left")
        if isinstance(days, int):
            where = row.location()
            found[where] = min(days, found.get(where, days))
    return found


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _gathered(
    rows: Iterable[Fact],
    key: Callable[[Fact], Key],
    what: Callable[[Fact], Text],
    where: Callable[[Fact], str],
    part_of: Callable[[Fact], Key | None] = lambda _: None,
) -> Iterator[Thing]:
    """One thing for all rows with the same key."""
    groups: dict[Key, list[Fact]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    for of_key, alike in groups.items():
        first = alike[0]
        values = {field: _values(alike, field) for field in FIELDS[first.kind]}
        yield Thing(first.kind, of_key, what(first), where(first), tuple(alike), values, part_of(first))


def _values(rows: list[Fact], field: str) -> object:
    """What rows say of a field: their one value, or several as a tuple in a stable order."""
    found = (value_at(row, field) for row in rows)
    told = (_NOT_TOLD if isinstance(value, Unknown) and value != NOT_STATED else value for value in found)
    stated = [value for value in dict.fromkeys(told) if value != NOT_STATED]
    if not stated or (len(stated) == 1 and not isinstance(stated[0], tuple)):
        return stated[0] if stated else NOT_STATED
    flat = {one for value in stated for one in (value if isinstance(value, tuple) else (value,))}
    return tuple(sorted(flat, key=_rank))


def _rank(value: object) -> tuple[int, str]:
    """Words in the order of their vocabulary, all else as people read it."""
    return (list(type(value)).index(value), "") if isinstance(value, Word) else (-1, show(value))


def _same(text: str) -> Text:
    return Text(text, text)


def _described(row: Fact) -> Text:
    return Text(row.describe("en"), row.describe("de"))


def _services(evidence: Evidence) -> Iterator[Thing]:
    return _gathered(evidence.rows("service"), lambda row: (said_at(row, "name"),), _described, Fact.location)


def _hosts(evidence: Evidence) -> Iterator[Thing]:
    """Every host but the shop's own that pages send requests to."""
    foreign = [row for row in evidence.rows("request") if isinstance(row, Request) and row.party is not Party.FIRST]

    def host(row: Fact) -> str:
        return said_at(row, "host")

    return _gathered(foreign, lambda row: (host(row),), lambda row: _same(host(row)), host)


def _scripts(evidence: Evidence) -> Iterator[Thing]:
    """Scripts of others that pages load, by address without its query."""

    def is_one(row: Fact) -> bool:
        return isinstance(row, Resource) and row.type is RequestType.SCRIPT and row.party is not Party.FIRST

    def url(row: Fact) -> str:
        return said_at(row, "url")

    rows = filter(is_one, evidence.rows("resource"))
    return _gathered(rows, lambda row: (url(row),), lambda row: _same(url(row)), url)


def _leaves(evidence: Evidence) -> Iterator[Fact]:
    for row in evidence.rows("certificate"):
        if isinstance(row, Certificate) and row.position == 0:
            yield row


def _certificates(evidence: Evidence) -> Iterator[Thing]:
    """Leaf certificates by host and port: what is behind several addresses may be several."""

    def what(row: Fact) -> Text:
        return Text(f"certificate of {row.location()}", f"Zertifikat von {row.location()}")

    return _gathered(_leaves(evidence), lambda row: (row.location(),), what, Fact.location)


def _stored(evidence: Evidence) -> Iterator[Thing]:
    def key(row: Fact) -> Key:
        return tuple(said_at(row, path) for path in ("phase", "area", "origin", "name", "partition"))

    return _gathered(evidence.rows("stored_item"), key, _described, Fact.location)


def _banner(evidence: Evidence) -> Iterator[Thing]:
    """The banner as a new visitor meets it, page by page, and what its settings list."""

    def met(row: Fact) -> bool:
        return isinstance(row, ConsentBanner) and row.phase is Phase.BEFORE_CHOICE and row.present is True

    def banner(row: Fact) -> Key:
        return "banner", said_at(row, "page.url")

    def listed(row: Fact) -> Key:
        return "listed", *(said_at(row, path) for path in ("page.url", "category", "name"))

    rows = filter(met, evidence.rows("consent_banner"))
    yield from _gathered(rows, banner, _described, Fact.location)
    yield from _gathered(evidence.rows("listed_item"), listed, _described, Fact.location, banner)


def _fingerprinting(evidence: Evidence) -> Iterator[Thing]:
    """Scripts that read what tells devices apart, whatever they read."""

    def script(row: Fact) -> str:
        return said_at(row, "script")

    rows = evidence.rows("fingerprinting")
    return _gathered(rows, lambda row: (script(row),), lambda row: _same(script(row)), script)


def _pages(evidence: Evidence) -> Iterator[Thing]:
    def url(row: Fact) -> str:
        return said_at(row, "url")

    return _gathered(evidence.rows("page"), lambda row: (url(row),), lambda row: _same(url(row)), url)


def _forms(evidence: Evidence) -> Iterator[Thing]:
    """Forms, and their fields. A form is the n-th of its purpose on its page: one more before it moves no other."""
    ordinals = _ordinals(evidence)

    def form(row: Fact) -> Key:
        at = "form." if isinstance(row, FormField) else ""
        url, purpose, ordinal = (said_at(row, f"{at}{name}") for name in ("page.url", "purpose", "ordinal"))
        return "form", url, purpose, str(ordinals[url, purpose][ordinal])

    def field(row: Fact) -> Key:
        return ("field", *form(row)[1:], _called(row))

    def form_said(row: Fact) -> Text:
        return Text(f"{said_at(row, 'purpose')} form", f"Formular ({said_at(row, 'purpose', 'de')})")

    def field_said(row: Fact) -> Text:
        purposes = [said_at(row, "form.purpose", lang) for lang in ("en", "de")]
        label = value_at(row, "label")
        called = label if isinstance(label, str) and label else _called(row)
        return Text(f'field "{called}" of the {purposes[0]} form', f"Feld „{called}“ im Formular ({purposes[1]})")

    yield from _gathered(evidence.rows("form"), form, form_said, Fact.location)
    yield from _gathered(evidence.rows("form_field"), field, field_said, Fact.location, form)


def _ordinals(evidence: Evidence) -> dict[tuple[str, str], dict[str, int]]:
    """By page and purpose, the place of each form among its like, from 0, by its ordinal."""
    found: dict[tuple[str, str], dict[str, object]] = {}
    for row in (*evidence.rows("form"), *evidence.rows("form_field")):
        at = "" if isinstance(row, Form) else "form."
        url, purpose, ordinal = (said_at(row, f"{at}{name}") for name in ("page.url", "purpose", "ordinal"))
        found.setdefault((url, purpose), {})[ordinal] = value_at(row, f"{at}ordinal")

    def low(item: tuple[str, object]) -> tuple[int, str]:
        return (item[1] if isinstance(item[1], int) else -1, item[0])

    return {
        key: {shown: i for i, (shown, _) in enumerate(sorted(of_key.items(), key=low))} for key, of_key in found.items()
    }


def _called(row: Fact) -> str:
    """A field by its name, else by its label."""
    name = value_at(row, "name")
    return name if isinstance(name, str) and name else said_at(row, "label")


_READ: Mapping[Theme, Callable[[Evidence], Iterator[Thing]]] = {
    Theme.SERVICES: _services,
    Theme.HOSTS: _hosts,
    Theme.SCRIPTS: _scripts,
    Theme.CERTIFICATES: _certificates,
    Theme.STORED: _stored,
    Theme.BANNER: _banner,
    Theme.FINGERPRINTING: _fingerprinting,
    Theme.PAGES: _pages,
    Theme.FORMS: _forms,
}
