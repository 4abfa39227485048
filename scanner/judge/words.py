"""What the judge says: findings, what stands in the way of a verdict, and what decided it. In English and German."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator

from scanner.model.codec import encode
from scanner.model.evidence import Gap, show_scope
from scanner.model.facts import KINDS, Fact, field_at, label, show, value_at
from scanner.model.values import Unknown
from scanner.model.verdict import Blocker, Finding, Text
from scanner.model.words import kind_word
from scanner.policy.conditions import AnyOf, Condition, Test, truth
from scanner.policy.controls import Claim, Quantifier

#: Shop text in a message is cut here; the whole stands in the evidence.
_MOST_CHARACTERS = 300


def finding(control: str, claim: Claim, row: Fact) -> Finding:
    """A row that fails a claim."""
    said = _misses(claim.expect, row) if claim.quantifier is Quantifier.EVERY else _forbidden(claim.rows.where, row)
    message = Text("; ".join(text.en for text in said), "; ".join(text.de for text in said))
    quote = _quoted(row)
    return Finding(
        Text(
            f"{_cut(row.describe('en'))}: {message.en}{quote.en}", f"{_cut(row.describe('de'))}: {message.de}{quote.de}"
        ),
        row.location(),
        key_words(row),
        tuple(dict.fromkeys(place.artifact for place in row.seen if place.artifact)),
        fingerprint(control, claim.rows.kind, row.lasting_key()),
        row,
    )


def _quoted(row: Fact) -> Text:
    """The words of the shop that a row quotes: whoever mends it looks for them."""
    quote = value_at(row, "quote") if field_at(type(row), "quote") else None
    return Text(f' ("{_cut(quote)}")', f" („{_cut(quote)}“)") if isinstance(quote, str) and quote else Text("", "")


def missing(control: str, claim: Claim, found: int) -> Finding:
    """A required row that isn't there."""
    kind, count = claim.rows.kind, claim.count
    wanted = condition_words(claim.rows.where, kind)
    return Finding(
        Text(
            f"{found} {kind} found{f' with {wanted.en}' if wanted.en else ''}, at least {count} required",
            f"{found} {kind_word(kind, 'de', found)} gefunden{f' mit {wanted.de}' if wanted.de else ''}, "
            f"mindestens {count} verlangt",
        ),
        kind,
        kind,
        (),
        fingerprint(control, kind, ("missing", wanted.en)),
    )


def _misses(condition: Condition, row: Fact) -> list[Text]:
    """Each part of an expectation that a row certainly misses."""
    if isinstance(condition, Test):
        value = value_at(row, condition.path)
        return [] if condition.truth(value)[1] else [_miss(condition, value, row)]
    parts = [_misses(part, row) for part in condition.parts]
    if not isinstance(condition, AnyOf):
        return [text for part in parts for text in part]
    if not all(parts):
        return []
    en, de = (" | ".join(" / ".join(text.to(lang) for text in part) for part in parts) for lang in ("en", "de"))
    return [Text(f"none of: {en}", f"nichts davon: {de}")]


def _miss(test: Test, value: object, row: Fact) -> Text:
    if value is False and test.path.rpartition(".")[2] == "present":
        return Text("is missing", "fehlt")
    words = test.words()
    because = [(row.reason(test.path, lang) or "").rstrip(".") for lang in ("en", "de")]
    en, de = (form.format(reason) if reason else "" for form, reason in zip((" ({})", "; {}"), because, strict=True))
    called, found = label(type(row), test.path, "de"), "fehlt" if value is None else _cut(value, "de")
    return Text(
        f"{test.path} is {_cut(value)}, expected {words.en}{en}",
        f"{called}: {found} (soll: {words.de}{de})",
    )


def _forbidden(condition: Condition, row: Fact) -> list[Text]:
    """What makes a row a forbidden one, but for what its name says already."""
    paths = dict.fromkeys(test.path for test in _decisive(condition, row) if test.path not in row.key_fields)
    if not paths:
        return [Text("forbidden", "nicht erlaubt")]
    en, de = (
        ", ".join(f"{label(type(row), path, lang)} {_cut(value_at(row, path), lang)}" for path in paths)
        for lang in ("en", "de")
    )
    return [Text(f"forbidden: {en}", f"nicht erlaubt: {de}")]


def _decisive(condition: Condition, row: Fact) -> Iterator[Test]:
    """The tests that hold of a row, of `any_of` only the branches that do."""
    if isinstance(condition, Test):
        if condition.truth(value_at(row, condition.path))[0]:
            yield condition
    elif isinstance(condition, AnyOf):
        for part in condition.parts:
            if truth(part, row)[0]:
                yield from _decisive(part, row)
    else:
        for part in condition.parts:
            yield from _decisive(part, row)


def condition_words(condition: Condition, kind: str) -> Text:
    """A condition on a kind in words: `phase rejected, purpose not necessary`."""
    if isinstance(condition, Test):
        words = condition.words()
        return Text(f"{condition.path} {words.en}", f"{label(KINDS[kind], condition.path, 'de')} {words.de}")
    parts = [condition_words(part, kind) for part in condition.parts]
    either = isinstance(condition, AnyOf)
    return Text(
        (" or " if either else ", ").join(p.en for p in parts), (" oder " if either else ", ").join(p.de for p in parts)
    )


def open_rows(rows: Iterable[Fact], conditions: Iterable[Condition]) -> Iterator[Blocker]:
    """The fields of rows that nobody could tell and that matter."""
    asked = tuple(conditions)
    for row in rows:
        for test in dict.fromkeys(test for condition in asked for test in _undecided(condition, row)):
            value = value_at(row, test.path)
            if isinstance(value, Unknown):
                called = label(type(row), test.path, "de")
                yield Blocker(
                    Text(
                        f"{_cut(row.describe('en'))}: {test.path} could not be told",
                        f"{_cut(row.describe('de'))}: „{called}“ ließ sich nicht feststellen",
                    ),
                    value.cause,
                    _cut(value.reason),
                    fact=row,
                )


def _undecided(condition: Condition, row: Fact) -> Iterator[Test]:
    """The tests that keep a condition between certain and impossible."""
    if isinstance(condition, Test):
        certain, possible = condition.truth(value_at(row, condition.path))
        if possible and not certain:
            yield condition
    elif not truth(condition, row)[0]:
        for part in condition.parts:
            yield from _undecided(part, row)


def open_gap(gap: Gap) -> Blocker:
    """A gap that bears on the verdict."""
    en, de = (f" ({_cut(show_scope(gap.scope, gap.kind, lang))})" if gap.scope else "" for lang in ("en", "de"))
    what = kind_word(gap.kind, "de", 2)
    message = Text(f"{gap.kind}{en} could not be seen", f"{what}{de} waren nicht zu sehen")
    return Blocker(message, gap.cause, _cut(gap.reason))


def key_words(row: Fact) -> str:
    """A row's key on one line, as JSON."""
    return json.dumps([row.kind, *_plain(row.key())], ensure_ascii=False)


def fingerprint(control: str, kind: str, key: tuple[object, ...]) -> str:
    """Stable from run to run: control, kind and the lasting part of the key."""
    text = json.dumps([control, kind, *_plain(key)], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _plain(key: tuple[object, ...]) -> list[object]:
    return [_plain(part) if isinstance(part, tuple) else encode(part) for part in key]


def _cut(value: object, lang: str = "en") -> str:
    text = show(value, lang)
    return text if len(text) <= _MOST_CHARACTERS else text[: _MOST_CHARACTERS - 1] + "…"


def claim_words(claim: Claim) -> Text:
    """A claim as a sentence: what every row has to be, what must not be there, or what must."""
    kind, n = claim.rows.kind, claim.count
    where, expect = condition_words(claim.rows.where, kind), condition_words(claim.expect, kind)
    which = Text(f" with {where.en}" if where.en else "", f" mit {where.de}" if where.de else "")
    match claim.quantifier:
        case Quantifier.EVERY:
            every = f"alle {kind_word(kind, 'de', 2)}{which.de}: {expect.de}"
            return Text(f"every {kind}{which.en}: {expect.en}", every)
        case Quantifier.FORBID:
            most = Text(f"at most {n}" if n else "no", f"höchstens {n}" if n else "keine")
            return Text(f"{most.en} {kind}{which.en}", f"{most.de} {kind_word(kind, 'de', n or 2)}{which.de}")
        case Quantifier.REQUIRE:
            least = f"mindestens {n} {kind_word(kind, 'de', n)}{which.de}"
            return Text(f"at least {n} {kind}{which.en}", least)
