"""Kinds cut down to two fields with few values, every control over them, and much evidence about them."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scanner.model.codec import decode_evidence
from scanner.model.evidence import Evidence
from scanner.policy.controls import Control
from scanner.policy.load import read_policy
from scanner.yamlfile import Problems, read

from .brute_force import UNKNOWN, Json, Seen, evidence_document


@dataclass(frozen=True)
class Small:
    """Two fields of a kind: values that stand for all there are, and tests. `optional`: where a row may hold None."""

    kind: str
    first: str
    first_values: Sequence[Any]
    first_tests: Sequence[Json]
    second: str
    second_values: Sequence[Any]
    second_tests: Sequence[Json]
    optional: frozenset[str] = frozenset()

    @property
    def domain(self) -> Mapping[str, Sequence[Any]]:
        return {self.first: self.first_values, self.second: self.second_values}

    def scopes(self) -> list[Mapping[str, Any]]:
        """Scopes of gaps: nothing fixed, one field fixed, both."""
        first, second = (*self._there(self.first)[:2], *self._none(self.first)), self._there(self.second)[:2]
        single = [{self.first: value} for value in first] + [{self.second: value} for value in second]
        return [{}, *single, *({self.first: a, self.second: b} for a in first[:2] for b in second)]

    def rows(self) -> list[Mapping[str, Any]]:
        """Rows with each field a value, None or Unknown."""
        first, second = ((*self._there(path), *self._none(path), UNKNOWN) for path in (self.first, self.second))
        return [{self.first: a, self.second: b} for a in first for b in second]

    def _there(self, path: str) -> Sequence[Any]:
        return self.domain[path]

    def _none(self, path: str) -> tuple[None, ...]:
        return (None,) if path in self.optional else ()

    def claims(self) -> Iterator[Json]:
        """Every quantifier, with and without where, the counts around one; no field is tested twice."""
        ones = [{self.first: test} for test in self.first_tests]
        others = [{self.second: test} for test in self.second_tests]
        both = [{**a, **b} for a, b in itertools.product(ones[:4], others[:4])]
        either = [{"any_of": [a, b]} for a, b in itertools.product(ones[:4], others[:4])]
        for where, expect in itertools.product([None, *ones], others):
            yield _claim({"every": self.kind, "expect": expect}, where)
        for expect in (*both, *either):
            yield {"every": self.kind, "expect": expect}
        for where in (None, *ones, *both, *either):
            for most, least in ((0, 1), (1, 2)):
                yield _claim({"forbid": self.kind, "at_most": most}, where)
                yield _claim({"require": self.kind, "at_least": least}, where)


def _claim(claim: dict[str, Any], where: Json) -> Json:
    return claim if where is None else {**claim, "where": where}


STORED_ITEM = Small(
    "stored_item",
    "phase",
    ("rejected", "before_choice", "gpc"),
    ("rejected", {"not": "rejected"}, {"one_of": ["rejected", "before_choice"]}, {"present": True}, {"present": False}),
    "lifetime_days",
    (30, 400),
    (
        {"present": True, "at_most": 30},
        {"present": True, "not": {"at_least": 31}},
        {"present": False},
        {"present": True},
        {"present": True, "at_least": 31, "at_most": 400},
    ),
    frozenset({"lifetime_days"}),
)
TLS_PROTOCOL = Small(
    "tls_protocol",
    "version",
    ("TLSv1.0", "TLSv1.2", "TLSv1.3"),
    (
        {"at_least": "TLSv1.2"},
        {"at_most": "TLSv1.0"},
        {"at_least": "TLSv1.2", "at_most": "TLSv1.2"},
        {"not": {"at_least": "TLSv1.2", "at_most": "TLSv1.2"}},
        {"not": {"not": "TLSv1.3"}},
    ),
    "accepted",
    (True, False),
    (True, {"not": True}, {"one_of": [True, False]}, {"present": True}, {"present": False}),
)
FORM_FIELD = Small(
    "form_field",
    "form.purpose",
    ("newsletter", "order"),
    ("newsletter", {"not": {"one_of": ["newsletter"]}}, {"present": False}, {"present": True, "not": "order"}),
    "asks_for",
    ("email", "bday", "tel"),
    ({"one_of": ["email", "tel"]}, {"not": "bday"}, {"not": {"not": {"one_of": ["bday"]}}}, {"present": False}),
)
HEADER = Small(
    "header",
    "values",
    ((), ("a",), ("a", "b"), ("c",)),
    ({"includes": ["a"]}, {"only": ["a", "b"]}, {"not": {"only": ["a"]}}, {"includes": ["a", "b"], "only": ["a", "b"]}),
    "name",
    ("server", "x-powered-by"),
    ({"matches": "^x-"}, {"not": {"matches": "^x-"}}, "server", {"one_of": ["server", "via"]}),
)
CERTIFICATE = Small(
    "certificate",
    "trust_problem",
    ("expired", "revoked"),
    (
        {"present": False},
        {"present": True, "is": "expired"},
        {"present": True, "not": "expired"},
        {"present": True, "one_of": ["expired", "revoked"]},
    ),
    "not_before",
    ("2026-01-01", "2026-03-15", "2026-09-01"),
    (
        {"before": "2026-03-15"},
        {"on_or_after": "2026-03-15"},
        {"not": {"before": "2026-03-15"}, "before": "2026-03-16"},
        {"present": True},
    ),
    frozenset({"trust_problem"}),
)
ALL = (STORED_ITEM, TLS_PROTOCOL, FORM_FIELD, HEADER, CERTIFICATE)


def key(kind: str, number: int) -> Json:
    """A natural key that makes a row a thing of its own, whatever its tested fields turn out to be."""
    endpoint = {"host": "shop.example", "address": "192.0.2.1", "port": 4000 + number}
    match kind:
        case "tls_protocol" | "tls_session":
            return {"endpoint": endpoint}
        case "certificate":
            return {"endpoint": endpoint, "chain": 0, "position": 0}
        case "stored_item":
            return {"area": "cookie", "origin": "shop.example/", "name": f"c{number}", "partition": None}
        case "header":
            return {"url": f"https://shop.example/{number}"}
        case "form_field":
            page = {"url": f"https://shop.example/{number}"}
            return {"form": {"page": page, "ordinal": 0}, "name": f"f{number}", "label": None}
        case "hsts":
            return {"host": f"h{number}.example"}
        case _:
            raise ValueError(kind)


def controls(specs: Sequence[Json], params: Json = None) -> list[Control]:
    """Loaded controls, as from a file. JSON is YAML."""
    common = {"title": "t", "severity": "high", "certainty": "settled", "references": ["r"]}
    body = [{"id": f"X-{i:03}" if i < 1000 else f"x{i}", **common, **spec} for i, spec in enumerate(specs)]
    problems = Problems()
    text = json.dumps({"policy": "p", "area": "tls", "params": params or {}, "controls": body})
    text = re.sub(r'"(\$\w+)"', r"\1", text)  # quoted, $name would be mere text
    node = read(text.encode(), "p.yaml", problems)
    policy = read_policy(node, "p.yaml", problems) if node is not None else None
    problems.raise_if_any()
    assert policy is not None
    return list(policy.controls)


def evidence(seen: Sequence[Seen]) -> Evidence:
    """Evidence as read from its file."""
    return decode_evidence(json.loads(json.dumps(evidence_document(seen, key))))
