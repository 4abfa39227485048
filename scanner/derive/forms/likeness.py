"""What forms that look like this one are for: a second opinion beside the rules of `purposes`.

Rules are tried in an order, and one word in an odd place leads them astray. Here everything a form asks for and says is
weighed at once, by a linear model learnt from the labelled forms of our own (`tests/forms/train_purposes.py`), kept in
`data/form_likeness.json`: for each feature its weight for each purpose. A rule's answer stands unless the model is much
surer of another one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import exp, log

from scanner.datafile import data_file
from scanner.derive.forms.view import FormView
from scanner.derive.forms.words import words
from scanner.model.vocabulary import FormPurpose

#: How many times surer than of the rule's answer the model has to be (as a logarithm), more so where a heading names
#: that answer; and how sure it has to be of its own.
_OVERRULES, _OVERRULES_HEADING = log(7.4), log(33)
_ANSWERS = 0.5
#: Steps of a form's length.
_LENGTHS = ((1, "one field"), (2, "two fields"), (4, "few fields"), (9, "some fields"))
_MOST_REASONS = 3


@dataclass(frozen=True, slots=True)
class Model:
    """By feature a weight for each purpose, and what each starts with."""

    as_of: str
    purposes: tuple[FormPurpose, ...]
    start: tuple[float, ...]
    weights: Mapping[str, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class Opinion:
    """How likely each purpose is, 0 to 1, and the features that speak most for the likeliest."""

    chances: Mapping[FormPurpose, float]
    reasons: tuple[str, ...] = ()

    @property
    def best(self) -> FormPurpose:
        return max(self.chances, key=lambda one: self.chances[one])

    def against(self, ruled: FormPurpose | None, *, headed: bool = False) -> FormPurpose | None:
        """What it is for after a rule has said so: the rule's answer, or another that is much likelier.

        `headed`: a heading names the rule's answer.
        """
        best = self.best
        if self.chances[best] < _ANSWERS:
            return ruled
        if ruled is None:
            return best
        held = self.chances.get(ruled)
        least = _OVERRULES_HEADING if headed else _OVERRULES
        surer = held is not None and log(self.chances[best]) - log(max(held, 1e-4)) > least
        return best if surer else ruled


@cache
def model() -> Model:
    """Read once. Raises ValueError for weights that fit no purpose."""
    told = json.loads(data_file("form_likeness.json").read_text("utf-8"))
    purposes = tuple(FormPurpose(name) for name in told["purposes"])
    weights = {name: tuple(map(float, row)) for name, row in told["weights"].items()}
    start = tuple(map(float, told["start"]))
    if any(len(row) != len(purposes) for row in (start, *weights.values())):
        raise ValueError("form_likeness.json is not whole")
    return Model(str(told["as_of"]), purposes, start, weights)


def features(view: FormView) -> dict[str, float]:
    """What the model weighs: what is asked for and how, how long the form is, where it stands, what its words say."""
    count = len(view.meanings)
    found = {f"asks {one.known.value if one.known else 'unknown'}": 1.0 for one in view.meanings}
    found |= {f"kind {one.kind}": 1.0 for one in view.form.fields}
    found[next((name for most, name in _LENGTHS if count <= most), "many fields")] = 1.0
    found["passwords"] = float(min(view.passwords, 2))
    found["only boxes"] = float(view.boxes_only)
    found["only choices"] = float(view.choices_only)
    found["offers an account"] = float(view.offers_account)
    if view.form.place:
        found[f"stands in {view.form.place}"] = 1.0
    for name in sorted({name for held in words().purposes.values() for name in held.phrases}):
        found[f"says {name}"] = view.weight(name) / 4
    return {name: value for name, value in found.items() if value}


def opinion(view: FormView) -> Opinion:
    """What forms that look like this one are for."""
    held = model()
    sums = list(held.start)
    seen = {name: value for name, value in features(view).items() if name in held.weights}
    for name, value in seen.items():
        for at, weight in enumerate(held.weights[name]):
            sums[at] += weight * value
    top = max(sums)
    parts = [exp(one - top) for one in sums]
    whole = sum(parts)
    chances = {purpose: part / whole for purpose, part in zip(held.purposes, parts, strict=True)}
    at = sums.index(top)
    speaks = sorted(seen, key=lambda name: (-held.weights[name][at] * seen[name], name))
    return Opinion(chances, tuple(name for name in speaks if held.weights[name][at] > 0)[:_MOST_REASONS])
