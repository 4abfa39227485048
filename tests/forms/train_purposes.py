"""Makes `scanner/data/form_likeness.json` anew: `python -m tests.forms.train_purposes`, with scikit-learn at hand.

It learns of the labelled forms of the sets for developing, as the scan reads them; `--without SET` leaves one out, so
that what it gains can be measured there. Nothing of `held_out` and `kept` is read.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from scanner.derive.forms.fields import meaning_of
from scanner.derive.forms.likeness import features
from scanner.derive.forms.view import FormView

from .measure import SETS, pages_of, paired
from .pages import Looked, look_at, started

_TARGET = Path(__file__).parent.parent.parent / "scanner" / "data" / "form_likeness.json"
_LEARNT = ("dev", "dev2", "dev3", "first", "unseen", "unseen2")
#: As scikit-learn's C: how little the weights are held back.
_STRENGTH = 1.0
_LEAST = 0.05


async def _looked(names: Sequence[str]) -> list[Looked]:
    async with started() as browser:
        return [page async for page in look_at(browser, [path for name in names for path in pages_of(name)])]


def examples(pages: Sequence[Looked]) -> Iterator[tuple[dict[str, float], str]]:
    """Each form that is there and was found: its features, and what it is for."""
    for page in pages:
        for true, read in paired(page):
            if true is not None:
                seen = read.seen
                yield features(FormView(seen, tuple(meaning_of(field) for field in seen.fields))), true.purpose


def trained(pages: Sequence[Looked]) -> dict[str, object]:
    """The model as it is kept."""
    from sklearn.feature_extraction import DictVectorizer  # noqa: PLC0415  (nothing else here asks for it)
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    held, purposes = zip(*examples(pages), strict=True)
    table = DictVectorizer()
    learnt = LogisticRegression(C=_STRENGTH, max_iter=5000).fit(table.fit_transform(held), purposes)
    names = table.get_feature_names_out()
    weights = {name: [round(float(one), 2) for one in learnt.coef_[:, at]] for at, name in enumerate(names)}
    return {
        "as_of": dt.datetime.now(dt.UTC).date().isoformat(),
        "source": f"{len(held)} labelled forms of tests/forms, by tests/forms/train_purposes.py",
        "purposes": [str(one) for one in learnt.classes_],
        "start": [round(float(one), 2) for one in learnt.intercept_],
        "weights": {name: row for name, row in sorted(weights.items()) if max(map(abs, row)) >= _LEAST},
    }


def main() -> None:
    """Writes the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--without", choices=_LEARNT, help="leave this set out")
    parser.add_argument("--out", type=Path, default=_TARGET)
    given = parser.parse_args()
    told = trained(asyncio.run(_looked([name for name in _LEARNT if name in SETS and name != given.without])))
    rows = told.pop("weights")
    assert isinstance(rows, dict)
    head = "".join(f" {json.dumps(name)}: {json.dumps(value)},\n" for name, value in told.items())
    body = ",\n".join(f"  {json.dumps(name)}: {json.dumps(row)}" for name, row in rows.items())
    given.out.write_text(f'{{\n{head} "weights": {{\n{body}\n }}\n}}\n', "utf-8")


if __name__ == "__main__":
    main()
