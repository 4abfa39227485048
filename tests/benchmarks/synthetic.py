"""Evidence and controls in quantity: a large shop's cookies, requests, form fields and ports, and what policies ask.

Made up, but through the real doors: rows are decoded as from a file, controls are read from YAML.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from scanner.model.codec import decode
from scanner.model.evidence import KINDS as FACTS
from scanner.model.evidence import Cell, Coverage, Evidence, Status, scope
from scanner.model.facts import field_at
from scanner.model.vocabulary import GapCause
from scanner.policy.controls import Control
from scanner.policy.load import read_policy
from scanner.yamlfile import Problems, read

_PHASES = ("before_choice", "rejected", "accepted", "dismissed", "revisit")
_GROUPS = 200
_LATER = {"unknown": "the page was left before it could be read"}
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """How rows of a kind are made up (from a number and chance), and what controls ask about them.

    `group` is a path with some 200 values, `text` one with as many as rows; `scene` fixes a part of the rows, `bad`
    tells the one in a thousand that should not be there, `fits` is what all others meet, made distinct by a number.
    """

    name: str
    row: Callable[[int, random.Random], Row]
    group: str
    text: str
    scene: tuple[str, Sequence[str]]
    bad: str
    fits: Callable[[int], str]

    @property
    def there(self) -> str:
        """A text that may be missing has to be asked for as present."""
        found = field_at(FACTS[self.name], self.text)
        return "present: true, " if found and found.optional else ""


def _page(number: int) -> Row:
    return {"url": f"https://www.large.example/p/{number % 40}", "role": "product", "status": 200}


def _stored(i: int, chance: random.Random) -> Row:
    return {
        "area": chance.choice(("cookie", "cookie", "local_storage")),
        "origin": f"h{i % _GROUPS}.large.example/",
        "name": f"item_{i}",
        "partition": None,
        "phase": chance.choice(_PHASES),
        "party": "third" if chance.random() < 0.1 else "first",
        "purpose": "marketing" if chance.random() < 0.001 else chance.choice(("necessary", "functional")),
        "lifetime_days": _LATER if chance.random() < 0.0001 else chance.choice((None, 1, 30, 180, 365)),
        "secure": True,
        "http_only": chance.random() < 0.5,
        "same_site": chance.choice(("lax", "strict")),
        "identifier": chance.random() < 0.2,
        "seen": [{"page": _page(i)["url"], "at": "2026-11-22T10:00:00Z"}],
    }


def _request(i: int, chance: random.Random) -> Row:
    return {
        "phase": chance.choice(_PHASES),
        "page": _page(i),
        "host": f"h{i % _GROUPS}.large.example",
        "path": f"/asset/{i}",
        "party": "third" if chance.random() < 0.1 else "first",
        "purpose": "marketing" if chance.random() < 0.001 else chance.choice(("necessary", "functional")),
        "method": "GET",
        "type": chance.choice(("script", "image", "xhr")),
        "carries": ["ip"],
    }


def _field(i: int, chance: random.Random) -> Row:
    return {
        "form": {
            "page": _page(i),
            "purpose": chance.choice(("newsletter", "contact", "registration")),
            "ordinal": i % _GROUPS,
        },
        "name": f"field_{i}",
        "label": f"Field {i}",
        "input_type": "text",
        "asks_for": "iban" if chance.random() < 0.001 else chance.choice(("email", "name", "postal-code", "free-text")),
        "required": chance.random() < 0.5,
        "max_length": _LATER if chance.random() < 0.0001 else chance.choice((None, 50, 100, 200)),
    }


def _port(i: int, chance: random.Random) -> Row:
    return {
        "host": f"h{i % _GROUPS}.large.example",
        "address": f"198.51.{i // 256 % 256}.{i % 256}",
        "protocol": chance.choice(("tcp", "udp")),
        "port": i % 65536,
        "state": chance.choice(("closed", "filtered")) if chance.random() > 0.001 else "open",
        "product": f"product {i}",
        "plaintext": False,
    }


def _at_most_or_none(path: str, number: int) -> str:
    return f"{{any_of: [{{{path}: {{present: true, at_most: {number}}}}}, {{{path}: {{present: false}}}}]}}"


KINDS = (
    Kind(
        "stored_item",
        _stored,
        "origin",
        "name",
        ("phase", _PHASES),
        "purpose: marketing",
        lambda i: _at_most_or_none("lifetime_days", 400 + i),
    ),
    Kind(
        "request",
        _request,
        "host",
        "path",
        ("phase", _PHASES),
        "purpose: marketing",
        lambda i: f"{{method: {{one_of: [GET, POST, M{i}]}}, carries: {{only: [ip, x{i}]}}}}",
    ),
    Kind(
        "form_field",
        _field,
        "form.ordinal",
        "name",
        ("form.purpose", ("newsletter", "contact", "registration")),
        "asks_for: iban",
        lambda i: (
            f"{{any_of: [{{max_length: {{present: true, at_most: {200 + i}}}}}, {{max_length: {{present: false}}}}]}}"
        ),
    ),
    Kind(
        "port",
        _port,
        "host",
        "product",
        ("protocol", ("tcp", "udp")),
        "state: open",
        lambda i: f"{{plaintext: {{present: true, one_of: [false]}}, port: {{at_most: {65535 + i}}}}}",
    ),
)


def evidence(rows: int, shape: str) -> Evidence:
    """So many rows, of one kind or spread over all. One cell in each kind is a gap."""
    chance = random.Random(1)
    kinds = KINDS if shape == "several" else KINDS[:1]
    facts = {
        kind.name: tuple(decode(kind.name, kind.row(i, chance)) for i in range(rows // len(kinds))) for kind in kinds
    }
    return Evidence("https://www.large.example/", facts, tuple(_coverage(kinds)))


def _coverage(kinds: Sequence[Kind]) -> Iterator[Coverage]:
    for kind in kinds:
        path, words = kind.scene
        yield Coverage(kind.name, (), Status.SEEN)
        if kind.name == "stored_item":
            lost: Any = decode(kind.name, {path: words[-1]})
            fixed = scope({path: lost.phase, "origin": "lost.large.example/"})
            yield Coverage(kind.name, fixed, Status.GAP, GapCause.TIMEOUT, "the page did not answer")
    yield from (Coverage(cell.kind, cell.scope, Status.SEEN) for cell in (Cell("shop"),))


def controls(number: int, shape: str) -> list[Control]:
    """So many controls with distinct conditions, read from YAML. `failing`: each fails on a fifth of all rows."""
    kinds = KINDS if shape == "several" else KINDS[:1]
    claims = [_claim_of(shape, kinds[i % len(kinds)], i // len(kinds)) for i in range(number)]
    text = "policy: synthetic\narea: tls\ncontrols:\n" + "".join(
        f"  - id: SYN-{i // 1000:03}.c{i}\n    title: {{en: Synthetic {i}, de: Erfunden {i}}}\n    severity: high\n"
        f"    certainty: standard\n    references: [none]\n{claim}"
        for i, claim in enumerate(claims)
    )
    problems = Problems()
    node = read(text.encode(), "synthetic.yaml", problems)
    policy = read_policy(node, "synthetic.yaml", problems) if node else None
    problems.raise_if_any()
    assert policy is not None
    return list(policy.controls)


def _claim_of(shape: str, kind: Kind, i: int) -> str:
    """Three in ten `every`, five `forbid`, two `require`; one in fifty has a regular expression."""
    if shape == "failing":
        return _lines(f"forbid: {kind.name}", f"where: {{phase: {_PHASES[i % 5]}, name: {{not: {{is: none_{i}}}}}}}")
    path, words = kind.scene
    scene = f"{path}: {words[i % len(words)]}"
    if shape == "patterns" or i % 50 == 7:
        return _lines(
            f"forbid: {kind.name}", f"where: {{{scene}, {kind.text}: {{{kind.there}matches: '^_(ga|fbp|x{i})'}}}}"
        )
    numbered = kind.group == "form.ordinal"
    elsewhere = f"{1000 + i}, {2000 + i}" if numbered else f"elsewhere{i}, nowhere{i}"
    group = str(i % _GROUPS) if numbered else f"h{i % _GROUPS}.large.example{'/' if kind.name == 'stored_item' else ''}"
    match i % 10:
        case 0 | 1 | 2:
            where = f"where: {{{scene}, {kind.group}: {{not: {{one_of: [{elsewhere}]}}}}}}"
            return _lines(f"every: {kind.name}", where, f"expect: {kind.fits(i)}")
        case 8 | 9:
            return _lines(f"require: {kind.name}", f"where: {{{scene}, {kind.group}: {group}}}")
        case _:
            return _lines(f"forbid: {kind.name}", f"where: {{{scene}, {kind.group}: {group}, {kind.bad}}}")


def _lines(*lines: str) -> str:
    return "".join(f"    {line}\n" for line in lines)
